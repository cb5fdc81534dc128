// SPDX-License-Identifier: Apache-2.0
// A transaction: an unnamed branch, which holds what it writes, and a record of where it came from and how it
// ended. begin.c and transactions.c (operations), table.c (the table), records.c (their bytes), slots.c (where those that are
// open have them, beside the store).
#ifndef CG_SERVICE_TRANSACTION_H
#define CG_SERVICE_TRANSACTION_H

#include <stdatomic.h>

#include "service_int.h"

#define TRANSACTION_BRANCH_MAX 64

/* ---- slots.c ---- */

#define SLOT_BYTES 4096
#define SLOT_TEXT_MAX (SLOT_BYTES - 12)
#define SLOT_NONE UINT32_MAX

typedef struct slots {
    int fd; /* -1: they hold nothing */
    /* Guarded by the table's mu: */
    uint32_t count;
    CG_VEC(uint32_t) unused; /* of these */
    CG_VEC(cg_id) left; /* by slot: who has left it as it is; none: nobody, or it is used again */
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
/** The same, with what is in it: to be cleared before nobody knows any more that `by` has ended. */
void slots_leave(slots *s, uint32_t slot, cg_id by);
/** Takes the one that `by` has left if nobody has taken it since; SLOT_NONE: somebody has. */
uint32_t slots_take_left(slots *s, uint32_t slot, cg_id by);

/* ---- transactions ---- */

/** Owned by the table; lives while it is among the last that have ended. */
typedef struct transaction transaction;
struct transaction {
    cg_id id;
    cg_project *project;
    cg_arena *arena; /* of its texts */
    cg_str branch, message, author;
    uint64_t begun_at, created_ms, expires_ms;
    char own_branch[TRANSACTION_BRANCH_MAX]; /* the unnamed one */
    /* guarded by the table's mu: */
    transaction *next; /* of those that may have its id */
    uint32_t slot;     /* its own while it is open; SLOT_NONE: its record is in the store */
    uint32_t left;     /* the slot that it had; SLOT_NONE: none */
    cg_transaction_state state;
    cg_transaction_state ending; /* what it is to become, whatever else was tried; 0: nothing yet */
    uint64_t
        written; /* the last generation that a write in it was answered with; 0: none since the start */
    uint64_t generation;
    bool shared; /* what says that it was committed is in the row of its generation */
    cg_id version;
    cg_transaction_conflict *conflicts;
    size_t conflicts_count;
};

/** One that is not in the table any more, whose record is to be deleted. */
typedef struct forgotten {
    cg_id id;
    cg_project *project;
    uint64_t generation; /* whose row has it; 0: it has its own */
} forgotten;

#define TRANSACTION_CHAINS 1024

struct transaction_table {
    cg_store *store;
    cg_mutex mu;
    CG_VEC(transaction *) list;             /* guarded by mu; in the order in which they began */
    transaction *by_id[TRANSACTION_CHAINS]; /* guarded by mu: the same */
    size_t open, ended;                     /* guarded by mu: of them */
    CG_VEC(forgotten) forgotten;            /* guarded by mu */
    CG_VEC(uint32_t) stale; /* guarded by mu: slots that they have left, to be cleared before */
    size_t forgotten_new;   /* guarded by mu: of them, since records were deleted */
    slots slots;
    bool marked; /* the store says in which run of the machine it is open */
    /* None that has not ended runs out of time before; changed with mu held. */
    atomic_uint_fast64_t expires_ms;
};

/** NULL: there is none. */
transaction *transaction_find_locked(const transaction_table *table, cg_id id)
    CG_REQUIRES(table->mu);
transaction *transaction_create(cg_project *project, cg_id id);
/** Behind all that are in the table, which owns it from now on; and out of it again. */
void transaction_enter_locked(transaction_table *table, transaction *take_t) CG_REQUIRES(table->mu);
void transaction_remove_locked(transaction_table *table, transaction *t) CG_REQUIRES(table->mu);
void transaction_destroy(transaction *t);
/** The oldest that have ended go when there are too many, and once enough of them have gone, their records: without that
 *  they are only read again at the next start. */
CG_MUST_USE cg_code transactions_trim(transaction_table *table, cg_err *err);

/** Rolls back those whose time is over. May write. */
void transactions_expire(cg_service *service);
/** As clients see it; texts in the arena. The table's lock is held, or nobody else knows it yet. */
cg_transaction_view transaction_view_locked(const transaction *t, cg_arena *arena);

/* ---- records.c ---- */

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

/** NULL: damaged, or of a project that is not there. */
transaction *transaction_record_read(cg_store *store, cg_id id, cg_str value);
/** Of all that have a record of their own; and of all that share one, of a project (NULL: of all). Until `take` says that
 *  it has enough. */
typedef bool transaction_fn(void *arg, transaction *take_t);
CG_MUST_USE cg_code transaction_walk_own(cg_store *store, transaction_fn *take, void *arg,
                                         cg_err *err);
CG_MUST_USE cg_code transaction_walk_shared(cg_store *store, const cg_project *project,
                                            transaction_fn *take, void *arg, cg_err *err);
/** Takes the first of what a slot, or a shared row, has; `*inout_text` is left with what comes behind. False: it is
 *  damaged. */
bool transaction_slot_take(cg_str *inout_text, cg_id *out_id, cg_str *out_record);

/** Puts one that is open into its slot, with what its branch has not written. */
CG_MUST_USE cg_code transaction_keep(const transaction_table *table, const transaction *t,
                                     cg_str deferred, cg_err *err);
/** Whether it fits one with `bytes` more. */
bool transaction_fits_slot(const transaction *t, size_t bytes);
/** Whether its record says that it was committed, and as which generation. */
bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation);

/* ---- table.c ---- */

/** Of one that has ended: it needs its slot no more. */
void transaction_leave_slot_locked(transaction_table *table, transaction *t) CG_REQUIRES(table->mu);
/** Of one that nobody knows: nothing is left in it. */
void transaction_clear_slot(transaction_table *table, transaction *t);

#endif
