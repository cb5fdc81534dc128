// SPDX-License-Identifier: Apache-2.0
// Applying a change under way: apply/apply.c does one in a commit of its own, apply/group.c several in one.
#ifndef CG_INGEST_APPLY_H
#define CG_INGEST_APPLY_H

#include "ingest_int.h"
#include "apply/merge_plan.h"

typedef struct apply_run {
    run common;
    const cg_apply_request *request;
    cg_snapshot *base, *theirs; /* owned */
    merge_plan plan;            /* perhaps with their side looked at already: */
    uint64_t looked_at;         /* which generation that was */
    bool deferred;              /* and that it was not written, so there is no snapshot of it */
    cg_overlay_reader *rows_of; /* of base and ours, borrowed; NULL: one for this alone */
    facts_context context;
    CG_VEC(const planned_file *) jobs; /* files to put */
} apply_run;

/** What the commit of `r->common` has to do; *out tells what was compared, and how it ends if it is done. Nothing is
 *  changed yet. */
CG_MUST_USE cg_code apply_look(apply_run *r, cg_apply_result *out, cg_err *err);
/** The rows of the plan, to the commit, but for those that linking reads. */
CG_MUST_USE cg_code apply_put_rows(apply_run *r, cg_err *err);
/** What is written with the commit. */
cg_commit_also apply_also(const cg_apply_request *request);
void apply_run_fini(apply_run *r);

/** May it share a commit, if what it has changed is little? */
bool apply_group_suits(const cg_apply_request *request);
/** Applies it, perhaps together with others. `*out_alone`: nothing was done, it needs a commit of its own. */
CG_MUST_USE cg_code apply_group_commit(cg_ingest *ingest, cg_project *project,
                                       const cg_apply_request *request, cg_arena *arena,
                                       cg_apply_result *out_result, bool *out_alone, cg_err *err);

#endif
