// SPDX-License-Identifier: Apache-2.0
// Small uploads that wait for the same project's writer go into one commit.
#ifndef CG_INGEST_JOIN_H
#define CG_INGEST_JOIN_H

#include "cg/ingest.h"

/** May the upload share its commit, now that all of it has come? */
bool join_suits(const cg_upload *upload);
/** Commits the upload, perhaps together with others: result->joined says how many. An error then may be the
 *  fault of another. */
CG_MUST_USE cg_code join_commit(cg_upload *upload, uint64_t deadline_ns, cg_arena *arena,
                                cg_ingest_result *out_result, cg_err *err);

#endif
