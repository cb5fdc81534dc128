// SPDX-License-Identifier: Apache-2.0
// What of a Git repository is to become history of the graph: commits, parents first, and names for them.
#ifndef CG_INGEST_GIT_PLAN_H
#define CG_INGEST_GIT_PLAN_H

#include "git/repo.h"

typedef struct planned_commit {
    git_oid oid;
    uint64_t generation; /* of its version; 0: none yet, or it is not wanted */
    bool wanted;         /* a name leads there, or something that is wanted is built on it */
} planned_commit;
typedef struct planned_branch {
    cg_str name;
    git_oid commit;
} planned_branch;
typedef struct planned_tag {
    cg_tag is; /* without its generation */
    git_oid commit;
} planned_tag;

typedef struct git_plan {
    cg_arena *arena; /* owns all texts */
    git_repository *repo;
    CG_VEC(planned_commit) commits;  /* each behind its parents */
    CG_VEC(uint32_t) by_oid;         /* places of `commits`, in the order of their ids */
    CG_VEC(planned_branch) branches; /* to be set; no name twice */
    CG_VEC(planned_tag) tags;        /* of commits that are planned; not there yet */
} git_plan;

/** Opens the repository and looks at all commits, but at none of their trees. Fill in `arena` before;
 *  git_plan_fini must follow in any case. Errors: those of git_repo_open and git_repo_find; CG_E_INVALID
 *  (a shallow clone, damaged, a bad range or name), CG_E_NOT_FOUND (nothing there), CG_E_LIMIT, CG_E_CANCELED. */
CG_MUST_USE cg_code git_plan_make(git_plan *plan, const cg_git_history_request *request,
                                  cg_err *err);
void git_plan_fini(git_plan *plan);
/** NULL: it is not part of the plan. */
planned_commit *git_plan_find(const git_plan *plan, const git_oid *oid);

#define GIT_MESSAGE_MAX 4096 /* as of what clients say themselves */
/** A text of a commit or tag as UTF-8, of at most `max` bytes, in the arena; `text` NULL: empty. */
cg_str git_text(cg_arena *arena, const char *text, size_t max);
cg_str git_person(cg_arena *arena, const git_signature *who); /* "Ada <ada@example.org>" */
uint64_t git_time_ms(const git_signature *who);               /* 0: before 1970 */

#endif
