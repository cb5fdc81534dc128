// SPDX-License-Identifier: Apache-2.0
// Small uploads that wait for the same project's writer go into one commit.
#ifndef CG_INGEST_JOIN_H
#define CG_INGEST_JOIN_H

#include "cg/ingest.h"

typedef struct join_group join_group;
typedef struct joins {
    cg_mutex mu;
    cg_cond moved; /* a group is closed or done */
    CG_VEC(join_group *)
    open; /* guarded by mu: at most one of a project; its leader waits for the writer */
} joins;
void joins_init(joins *all);
void joins_fini(joins *all);

joins *ingest_joins(cg_ingest *ingest);

/** May the upload share its commit, now that all of it has come? */
bool join_suits(const cg_upload *upload);
/** Commits the upload, perhaps together with others: result->joined says how many. An error then may be the
 *  fault of another. */
CG_MUST_USE cg_code join_commit(cg_upload *upload, uint64_t deadline_ns, cg_arena *arena,
                                cg_ingest_result *out_result, cg_err *err);

#endif
