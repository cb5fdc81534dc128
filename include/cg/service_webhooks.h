// SPDX-License-Identifier: Apache-2.0
// service: webhooks: who is told of events, how far each has come, and what is to be delivered next. Delivering
// itself is for who calls cg_service_webhook_take: the service knows no HTTP.
//
// A webhook follows one feed of events. What it was told last is its position, stored with it, so that nothing
// is lost or forgotten when the process ends. A delivery is a run of events; the next one is begun when
// the one before was taken, so that they arrive in order. Each arrives once or, when its answer was lost, again
// with the same id.
#ifndef CG_SERVICE_WEBHOOKS_H
#define CG_SERVICE_WEBHOOKS_H

#include "cg/service_streams.h"

#define CG_WEBHOOK_URL_MAX 2048
#define CG_WEBHOOK_DESCRIPTION_MAX 500
#define CG_WEBHOOK_SECRET_MIN 24 /* bytes of a key */
#define CG_WEBHOOK_SECRET_MAX 64

typedef enum cg_webhook_state {
    CG_WEBHOOK_ACTIVE,
    CG_WEBHOOK_PAUSED,   /* by a client */
    CG_WEBHOOK_DISABLED, /* by the service: deliveries failed, or the receiver said that it is gone */
} cg_webhook_state;
const char *cg_webhook_state_text(unsigned state); /* "active" */

typedef struct cg_webhook_view {
    cg_id id;
    cg_graph_ref where;
    cg_str url, description;
    cg_event_filter filter;
    cg_webhook_state state;
    cg_str reason;     /* why it is disabled, or its last attempt failed; empty: neither is so */
    cg_str position;   /* id of the event that it was told last, or where it began */
    uint32_t failures; /* attempts in a row: at reading its events, at the delivery that waits */
    uint64_t created_ms, changed_ms, delivered_ms,
        next_ms; /* wall clock; 0: never; when it is tried again */
} cg_webhook_view;

typedef struct cg_webhook_request {
    cg_graph_ref where;
    cg_str url; /* checked by the caller: what can be reached is not for the service to say */
    cg_str description;
    cg_str secret;          /* the key of its signatures, CG_WEBHOOK_SECRET_MIN bytes or more */
    cg_event_filter filter; /* types: without task.progress, which is not kept */
    cg_str after;           /* as of cg_service_events_open */
    bool paused;
} cg_webhook_request;
/** The webhook, which is on disk. Errors: CG_E_INVALID with pointer "after"; CG_E_LIMIT (there are
 *  webhooks_max of them). */
CG_MUST_USE cg_code cg_service_webhook_create(cg_service *service,
                                              const cg_webhook_request *request, cg_arena *arena,
                                              cg_webhook_view *out, cg_err *err);
/** Those of a project, oldest first. */
CG_MUST_USE cg_code cg_service_webhook_list(cg_service *service, cg_str project, cg_arena *arena,
                                            cg_webhook_view **out_rows, size_t *out_count,
                                            cg_err *err);
CG_MUST_USE cg_code cg_service_webhook_get(cg_service *service, cg_id id, cg_arena *arena,
                                           cg_webhook_view *out, cg_err *err);

/** What is not given stays. */
typedef struct cg_webhook_edit {
    cg_str url, secret; /* empty: not given */
    bool description_given, filter_given, state_given;
    cg_str description;
    cg_event_filter filter; /* as a whole */
    bool paused;            /* false: goes on where it was, with all its attempts */
} cg_webhook_edit;
CG_MUST_USE cg_code cg_service_webhook_update(cg_service *service, cg_id id,
                                              const cg_webhook_edit *edit, cg_arena *arena,
                                              cg_webhook_view *out, cg_err *err);
/** Nothing is sent any more, but for what is under way. */
CG_MUST_USE cg_code cg_service_webhook_delete(cg_service *service, cg_id id, cg_err *err);

/* ---- deliveries ---- */

typedef enum cg_delivery_kind {
    CG_DELIVERY_EVENTS,
    CG_DELIVERY_PING, /* asked for by a client; has no events */
} cg_delivery_kind;
typedef enum cg_delivery_state {
    CG_DELIVERY_WAITING,
    CG_DELIVERY_DELIVERED,
    CG_DELIVERY_FAILED,
} cg_delivery_state;
const char *cg_delivery_kind_text(unsigned kind);
const char *cg_delivery_state_text(unsigned state);

typedef struct cg_delivery_view {
    cg_id id;
    cg_delivery_kind kind;
    cg_delivery_state state;
    bool by_hand;    /* it waits because a client asked for it: one attempt, out of order */
    cg_str from, to; /* positions before and behind its events; empty of a ping */
    uint64_t events;
    uint32_t attempts;
    uint32_t status; /* of HTTP, at the last attempt; 0: none */
    cg_str error;    /* of the last attempt; empty: it went well, or there was none */
    uint64_t created_ms, attempted_ms, next_ms, duration_ms; /* 0: never; not again */
} cg_delivery_view;
/** The last ones, newest first. */
CG_MUST_USE cg_code cg_service_webhook_deliveries(cg_service *service, cg_id webhook,
                                                  cg_arena *arena, cg_delivery_view **out_rows,
                                                  size_t *out_count, cg_err *err);
/** Has a ping sent, or a delivery that is listed once more, also by a webhook that is not active; its
 *  events are read anew. Errors: CG_E_NOT_FOUND; CG_E_CONFLICT (it waits already; too many wait). */
CG_MUST_USE cg_code cg_service_webhook_ping(cg_service *service, cg_id webhook, cg_arena *arena,
                                            cg_delivery_view *out, cg_err *err);
CG_MUST_USE cg_code cg_service_webhook_redeliver(cg_service *service, cg_id webhook, cg_id delivery,
                                                 cg_arena *arena, cg_delivery_view *out,
                                                 cg_err *err);

/* ---- for who delivers ---- */

typedef struct cg_webhook_job {
    cg_id webhook, delivery;
    cg_delivery_kind kind;
    cg_str url, project, secret;
    uint32_t attempt; /* from 1 */
    cg_event *events;
    size_t events_count;
    struct webhook *hook; /* private */
} cg_webhook_job;
/** The next delivery that is due, in the arena; it must be ended. `*out_job_given` false: none is before
 *  `*out_next_ms` (wall clock), if nothing is committed or asked for until then. Reads the store; may
 *  take 200 ms. One thread at a time. */
CG_MUST_USE cg_code cg_service_webhook_take(cg_service *service, cg_arena *arena,
                                            cg_webhook_job *out_job, bool *out_job_given,
                                            uint64_t *out_next_ms, cg_err *err);
typedef struct cg_webhook_outcome {
    bool ok;
    bool gone;       /* the receiver says that it is no more */
    uint32_t status; /* 0: none */
    cg_str error;    /* without addresses */
    uint64_t retry_after_ms, duration_ms;
} cg_webhook_outcome;
void cg_service_webhook_end(cg_service *service, const cg_webhook_job *job,
                            const cg_webhook_outcome *outcome);
/** In place of an end: it was not tried, since the process stops, and is due again. */
void cg_service_webhook_give_back(cg_service *service, const cg_webhook_job *job);
/** Who is told, on any thread and without blocking, that take may find something: when a client asks or
 *  changes something. NULL: nobody. */
void cg_service_webhook_watch(cg_service *service, void (*wake)(void *arg), void *arg);

#endif
