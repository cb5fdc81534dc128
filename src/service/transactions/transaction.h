// SPDX-License-Identifier: Apache-2.0
// A transaction: an unnamed branch, which holds what it writes, and a record of where it came from and how it
// ended. begin.c and transactions.c (operations), table.c (the table and
// the records).
#ifndef CG_SERVICE_TRANSACTION_H
#define CG_SERVICE_TRANSACTION_H

#include "service_int.h"

#define TRANSACTION_BRANCH_MAX 64

/** Owned by the table; lives while it is among the last that have ended. */
typedef struct transaction {
    cg_id id;
    cg_project *project;
    cg_arena *arena; /* of its texts */
    cg_str branch, message, author;
    uint64_t begun_at, created_ms, expires_ms;
    char own_branch[TRANSACTION_BRANCH_MAX]; /* the unnamed one */
    /* guarded by the table's mu: */
    cg_transaction_state state;
    uint64_t
        written; /* the last generation that a write in it was answered with; 0: none since the start */
    uint64_t generation;
    cg_id version;
    cg_transaction_conflict *conflicts;
    size_t conflicts_count;
} transaction;

struct transaction_table {
    cg_store *store;
    cg_mutex mu;
    CG_VEC(transaction *) list; /* guarded by mu; in the order in which they began */
    size_t open, ended;         /* guarded by mu: of them */
    bool marked;                /* the store says in which run of the machine it is open */
    uint64_t expires_ms;        /* guarded by mu: none that has not ended runs out of time before */
};

/** NULL: there is none. */
transaction *transaction_find_locked(const transaction_table *table, cg_id id)
    CG_REQUIRES(table->mu);
transaction *transaction_create(cg_project *project, cg_id id);
void transaction_destroy(transaction *t);
/** The oldest that have ended go when there are too many: their records by `batch`, without which they are only
 *  read again at the next start. */
void transactions_trim(transaction_table *table, cg_kv_batch *batch);

/** Rolls back those whose time is over. May write. */
void transactions_expire(cg_service *service);
/** As clients see it; texts in the arena. The table's lock is held, or nobody else knows it yet. */
cg_transaction_view transaction_view_locked(const transaction *t, cg_arena *arena);

/** The record as it would be in a state. */
void transaction_record_put(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_buf *out);
void transaction_record_key(cg_id id, cg_buf *out);
void transaction_record_add(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_kv_batch *batch);
/** Not synced: the next commit's flush takes it along. */
CG_MUST_USE cg_code transaction_record_write(const transaction_table *table, const transaction *t,
                                             cg_transaction_state state, uint64_t generation,
                                             cg_err *err);

/** Whether its record says that it was committed, and as which generation. */
bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation);

#endif
