// SPDX-License-Identifier: Apache-2.0
// A transaction: an unnamed branch, which holds what it writes, and a record of where it came from and how it
// ended. begin.c and transactions.c (operations), table.c (the table and
// the records), slots.c (those that are open, beside the store).
#ifndef CG_SERVICE_TRANSACTION_H
#define CG_SERVICE_TRANSACTION_H

#include "service_int.h"

#define TRANSACTION_BRANCH_MAX 64

/* ---- slots.c ---- */

#define SLOT_BYTES 4096
#define SLOT_TEXT_MAX (SLOT_BYTES - 12)
#define SLOT_NONE UINT32_MAX

typedef struct slots {
    int fd;                  /* -1: they hold nothing */
    uint32_t count;          /* guarded by the table's mu */
    CG_VEC(uint32_t) unused; /* guarded by the table's mu: of these */
} slots;
/** `folder` NULL: nothing is kept. All slots that there are count as used. */
CG_MUST_USE cg_code slots_open(slots *s, const char *folder, cg_err *err);
void slots_close(slots *s);
/** What is in it, in place of what is in `out`; nothing: it is free. */
CG_MUST_USE cg_code slots_read(const slots *s, uint32_t slot, cg_buf *out, cg_err *err);
/** At most SLOT_TEXT_MAX bytes (asserted), in place of what was there. After an error it may be free.
 *  CG_E_STORAGE_FULL, CG_E_IO. */
CG_MUST_USE cg_code slots_write(const slots *s, uint32_t slot, cg_str text, cg_err *err);
CG_MUST_USE cg_code slots_clear(const slots *s, uint32_t slot, cg_err *err);
/** Waits for the disk. */
CG_MUST_USE cg_code slots_sync(const slots *s, cg_err *err);
/** For one caller alone, until he gives it back. The table's lock is held. */
uint32_t slots_take(slots *s);
void slots_give_back(slots *s, uint32_t slot);

/* ---- transactions ---- */

/** Owned by the table; lives while it is among the last that have ended. */
typedef struct transaction {
    cg_id id;
    cg_project *project;
    cg_arena *arena; /* of its texts */
    cg_str branch, message, author;
    uint64_t begun_at, created_ms, expires_ms;
    char own_branch[TRANSACTION_BRANCH_MAX]; /* the unnamed one */
    /* guarded by the table's mu: */
    uint32_t slot; /* its own while it is open; SLOT_NONE: its record is in the store */
    cg_transaction_state state;
    uint64_t
        written; /* the last generation that a write in it was answered with; 0: none since the start */
    uint64_t generation;
    bool shared; /* what says that it was committed is in the row of its generation */
    cg_id version;
    cg_transaction_conflict *conflicts;
    size_t conflicts_count;
} transaction;

/** One that is not in the table any more, whose record is to be deleted. */
typedef struct forgotten {
    cg_id id;
    cg_project *project;
    uint64_t generation; /* whose row has it; 0: it has its own */
} forgotten;

struct transaction_table {
    cg_store *store;
    cg_mutex mu;
    CG_VEC(transaction *) list;  /* guarded by mu; in the order in which they began */
    size_t open, ended;          /* guarded by mu: of them */
    CG_VEC(forgotten) forgotten; /* guarded by mu */
    size_t forgotten_new;        /* guarded by mu: of them, since records were deleted */
    slots slots;
    bool marked;         /* the store says in which run of the machine it is open */
    uint64_t expires_ms; /* guarded by mu: none that has not ended runs out of time before */
};

/** NULL: there is none. */
transaction *transaction_find_locked(const transaction_table *table, cg_id id)
    CG_REQUIRES(table->mu);
transaction *transaction_create(cg_project *project, cg_id id);
void transaction_destroy(transaction *t);
/** The oldest that have ended go when there are too many, and once enough of them have gone, their records: without that
 *  they are only read again at the next start. */
CG_MUST_USE cg_code transactions_trim(transaction_table *table, cg_err *err);

/** Rolls back those whose time is over. May write. */
void transactions_expire(cg_service *service);
/** As clients see it; texts in the arena. The table's lock is held, or nobody else knows it yet. */
cg_transaction_view transaction_view_locked(const transaction *t, cg_arena *arena);

/** The record as it would be in a state. */
void transaction_record_put(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_buf *out);
void transaction_record_key(cg_id id, cg_buf *out);
/** The row, but for the generation, of all that are committed in one, and what it has of this one. */
void transaction_shared_key(const cg_project *project, cg_buf *out);
void transaction_shared_put(const transaction *t, cg_buf *out);
void transaction_record_add(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_kv_batch *batch);
/** Not synced: the next commit's flush takes it along. */
CG_MUST_USE cg_code transaction_record_write(const transaction_table *table, const transaction *t,
                                             cg_transaction_state state, uint64_t generation,
                                             cg_err *err);

/** Puts one that is open into its slot, with what its branch has not written. */
CG_MUST_USE cg_code transaction_keep(const transaction_table *table, const transaction *t,
                                     cg_str deferred, cg_err *err);
/** Whether it fits one with `bytes` more. */
bool transaction_fits_slot(const transaction *t, size_t bytes);
/** Of one that has ended, or that nobody knows: it needs its slot no more. */
void transaction_leave_slot(transaction_table *table, transaction *t);

/** Whether its record says that it was committed, and as which generation. */
bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation);

#endif
