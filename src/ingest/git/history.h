// SPDX-License-Identifier: Apache-2.0
// What an import of history is made of, besides its commits.
#ifndef CG_INGEST_GIT_HISTORY_H
#define CG_INGEST_GIT_HISTORY_H

#include "git/plan.h"
#include "ingest_int.h"
#include "linking/names.h"

/** The versions of a commit's parents, as far as they have any. */
typedef struct git_parents {
    uint64_t base; /* 0: none */
    uint64_t merged[CG_MERGED_MAX];
    size_t merged_count;
} git_parents;
/** Errors: CG_E_LIMIT (more parents than a version can have), those of reading. */
CG_MUST_USE cg_code git_parents_find(const git_plan *plan, cg_project *project,
                                     const git_commit *commit, cg_arena *arena, git_parents *out,
                                     cg_err *err);
/** The version of a commit that is built on these; 0: it has none. */
CG_MUST_USE cg_code git_version_on(cg_project *project, const git_oid *oid,
                                   const git_parents *parents, cg_arena *arena,
                                   uint64_t *out_generation, cg_err *err);
/** Says which commits are wanted, from the plan's names down to versions that were built on what was collected,
 *  whose generations it fills in; the progress: how many are left to be looked at. `scratch` is given back as it was. */
CG_MUST_USE cg_code git_plan_want(git_plan *plan, cg_project *project, cg_ingest_progress *progress,
                                  cg_arena *scratch, cg_err *err);

/** Could the plan's branches be set? What a client has written must not get lost with a name. Tags that are
 *  there already are left out of the plan. Errors: CG_E_CONFLICT, CG_E_LIMIT. */
CG_MUST_USE cg_code git_names_check(git_plan *plan, cg_project *project, size_t branches_max,
                                    cg_err *err);
/** Sets branches and tags, once all commits have versions, and tells where the branch that was asked for is.
 *  Errors: those above, again; those of writing. */
CG_MUST_USE cg_code git_names_set(const git_plan *plan, cg_project *project,
                                  const cg_git_history_request *request, cg_ingest_result *result,
                                  cg_err *err);

#endif
