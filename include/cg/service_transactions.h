// SPDX-License-Identifier: Apache-2.0
// service: several requests as one commit.
#ifndef CG_SERVICE_TRANSACTIONS_H
#define CG_SERVICE_TRANSACTIONS_H

#include "cg/service_versions.h"

/* ---- transactions ----
 *
 * Reads and writes that become visible together, or not at all. One begins at the head of a branch and reads
 * that state and what it has written itself, whatever others write (cg_graph_ref, cg_commit_to). At its end, what
 * it changed is in conflict with what was changed on the branch meanwhile, key by key as in a merge: the first to
 * commit wins. A write inside of one is on disk when it is answered. Errors of reads and writes that name
 * one, with pointer "Codegraph-Transaction": CG_E_INVALID (no id), CG_E_NOT_FOUND, CG_E_CONFLICT (it has ended, or is
 * another project's). */

typedef enum cg_transaction_state {
    CG_TRANSACTION_OPEN = 1,
    CG_TRANSACTION_COMMITTING,
    CG_TRANSACTION_COMMITTED,
    CG_TRANSACTION_ROLLED_BACK,
    CG_TRANSACTION_CONFLICTED, /* rolled back: others were first */
    CG_TRANSACTION_TIMED_OUT,  /* rolled back */
} cg_transaction_state;
const char *cg_transaction_state_text(unsigned state);

typedef struct cg_transaction_conflict {
    cg_str key;       /* as of a cg_conflict_view */
    const char *kind; /* likewise */
} cg_transaction_conflict;
typedef struct cg_transaction_view {
    cg_id id;
    cg_transaction_state state;
    cg_str project, branch;
    uint64_t begun_at; /* the generation that it began at */
    uint64_t created_ms, expires_ms;
    uint64_t generation; /* that committing it made; 0: none */
    cg_id version;       /* likewise, if it has a message; known until the next start */
    cg_transaction_conflict *conflicts; /* the first thousand; known until the next start */
    size_t conflicts_count;
} cg_transaction_view;

typedef struct cg_transaction_request {
    cg_str project;   /* made when need be */
    cg_commit_to to;  /* of the commit at its end */
    uint64_t time_ms; /* that it may take; 0: the option's */
} cg_transaction_request;
/** Errors: CG_E_NOT_FOUND (no such branch), CG_E_CONFLICT (protected), CG_E_INVALID (time_ms, pointer
 *  "timeout_ms"), CG_E_BUSY (too many are open). */
CG_MUST_USE cg_code cg_service_transaction_begin(cg_service *service,
                                                 const cg_transaction_request *request,
                                                 cg_arena *arena, cg_transaction_view *out,
                                                 cg_err *err);
/** Those of a project that are open, oldest first. */
void cg_service_transaction_list(cg_service *service, cg_str project, cg_arena *arena,
                                 cg_transaction_view **out_rows, size_t *out_count);
/** The last thousand that have ended are known. CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_transaction_get(cg_service *service, cg_id id, cg_arena *arena,
                                               cg_transaction_view *out, cg_err *err);
/** CG_E_CONFLICT: it has ended, or, `out->state` CONFLICTED, it has now; `out` is filled then too. Other
 *  errors leave it open. */
CG_MUST_USE cg_code cg_service_transaction_commit(cg_service *service, cg_id id,
                                                  uint64_t deadline_ns, cg_arena *arena,
                                                  cg_transaction_view *out, cg_err *err);
/** CG_E_CONFLICT: it was committed, or is being. One that is rolled back already is no error. */
CG_MUST_USE cg_code cg_service_transaction_rollback(cg_service *service, cg_id id, cg_arena *arena,
                                                    cg_transaction_view *out, cg_err *err);

#endif
