// SPDX-License-Identifier: Apache-2.0
// What an import of history is made of, besides its commits.
#ifndef CG_INGEST_GIT_HISTORY_H
#define CG_INGEST_GIT_HISTORY_H

#include "git_plan.h"
#include "ingest_int.h"
#include "names.h"

/** Could the plan's branches be set? What a client has written must not get lost with a name. Errors:
 *  CG_E_CONFLICT, CG_E_LIMIT. */
CG_MUST_USE cg_code git_names_check(const git_plan *plan, cg_project *project, size_t branches_max,
                                    cg_err *err);
/** Sets branches and tags, once all commits have versions, and tells where the branch that was asked for is.
 *  Errors: those above, again; those of writing. */
CG_MUST_USE cg_code git_names_set(const git_plan *plan, cg_project *project,
                                  const cg_git_history_request *request, cg_ingest_result *result,
                                  cg_err *err);

#endif
