// SPDX-License-Identifier: Apache-2.0
// What the parts of webhooks share: webhooks.c (the table, and what clients do), deliver.c (what is
// delivered next), record.c (the stored form).
//
// A record is never changed in place: whoever changes one makes another in an arena of its own, stores it, and
// puts it into the table. Meanwhile the webhook is `changing`, and other changes wait.
#ifndef CG_SERVICE_INT_WEBHOOKS_H
#define CG_SERVICE_INT_WEBHOOKS_H

#include "service_int.h"

typedef struct webhook_record {
    cg_arena *arena; /* holds the record and its texts */
    cg_webhook_view view;
    cg_str secret;
    CG_VEC(cg_delivery_view) log; /* oldest first; at most one of those that wait is not by hand */
} webhook_record;

typedef struct webhook {
    cg_id id;
    webhook_record *record;  /* another one after each change */
    bool changing;           /* guarded by mu */
    bool taken;              /* guarded by mu: a delivery is under way, or looked for */
    bool deleted;            /* guarded by mu: freed by whoever has taken it */
    bool looked;             /* guarded by mu: all up to `looked_at` was looked at */
    uint64_t looked_at;      /* guarded by mu: a generation */
    bool lost;               /* guarded by mu: its ref was not there */
    uint64_t pause_until_ms; /* guarded by mu: storing its record failed */
    uint64_t stored_ms;      /* guarded by mu: when its position was last stored */
} webhook;

struct webhook_table {
    cg_mutex mu;
    cg_cond changed;         /* a webhook is no longer `changing` */
    CG_VEC(webhook *) list;  /* guarded by mu, oldest first */
    size_t turn;             /* guarded by mu: where take looks next */
    void (*wake)(void *arg); /* guarded by mu; NULL: nobody delivers */
    void *wake_arg;
};

CG_MUST_USE cg_code webhooks_open(cg_service *service, cg_err *err);
void webhooks_close(cg_service *service);

/* ---- record.c ---- */

webhook_record *webhook_record_create(void);
void webhook_record_destroy(webhook_record *record); /* NULL allowed */
/** Into the record's own arena; copies texts and lists. */
void webhook_record_set_filter(webhook_record *record, const cg_event_filter *filter);
void webhook_record_put(const webhook_record *record, cg_buf *out);
CG_MUST_USE cg_code webhook_record_get(cg_str value, cg_id id, webhook_record **out_record,
                                       cg_err *err);
webhook_record *webhook_record_copy(const webhook_record *record);
/** Writes or, when NULL, deletes it. `sync`: waits for the disk. */
CG_MUST_USE cg_code webhook_record_save(cg_service *service, cg_id id, const webhook_record *record,
                                        bool sync, cg_err *err);
#define WEBHOOK_KEY_WORD "webhook/"

/* ---- webhooks.c ---- */

/** The webhook; NULL: there is none of this id. */
webhook *webhook_find_locked(webhook_table *table, cg_id id) CG_REQUIRES(table->mu);
/** Changes a webhook's record: `edit` gets a copy. What it refuses, and what cannot be stored, changes nothing.
 *  Errors: CG_E_NOT_FOUND, those of `edit`, CG_E_IO, CG_E_STORAGE_FULL. */
typedef cg_code (*webhook_edit_fn)(cg_service *service, webhook_record *record, void *arg,
                                   cg_err *err);
CG_MUST_USE cg_code webhook_change(cg_service *service, cg_id id, webhook_edit_fn edit, void *arg,
                                   bool sync, cg_err *err);
void webhook_free(webhook *hook);
/** Tells who delivers. */
void webhooks_wake(webhook_table *table);
/** A delivery of the log; NULL: there is none of this id. */
cg_delivery_view *webhook_delivery(webhook_record *record, cg_id id);
/** The one that waits in order; NULL: none does. */
cg_delivery_view *webhook_waiting(webhook_record *record);
/** Adds one with an id and the time, and drops the oldest that does not wait beyond `log_max`. */
cg_delivery_view *webhook_log_add(cg_service *service, webhook_record *record,
                                  cg_delivery_kind kind);

#endif
