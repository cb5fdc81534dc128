// SPDX-License-Identifier: Apache-2.0
// What changed between two generations, onto a branch: merging, picking and reverting versions,
// transactions. apply/merge_plan.c says what is to be done; here it becomes one commit. Files come from their stored
// units and are linked as any others, and so are those that the changes concern.
#include "cg/graph_care.h"

#include "apply/apply.h"

#define FORWARD_TRIES 8 /* others may move the branch between two looks at it */

/* ---- files ---- */

static void load_planned(void *arg, size_t job, worker *w, file_slot *slot)
{
    const apply_run *r = arg;
    const planned_file *planned = r->jobs.ptr[job];
    if (planned->content.ptr == NULL) {
        facts_of_stored(&r->context, w, &planned->file, slot);
        return;
    }
    slot->source = planned->content;
    facts_make(&r->context, w, planned->file.path, CG_LANG_NONE, slot);
}

static cg_code put_files(apply_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    if (r->plan.files.len == 0)
        return CG_OK;
    for (size_t i = 0; i < r->plan.files.len; i++)
        if (r->plan.files.ptr[i].file.present)
            CG_VEC_PUSH(&r->jobs, &r->plan.files.ptr[i]);
    rc = run_commit_jobs(&r->common, r->jobs.len, load_planned, r, err);
    for (size_t i = 0; rc == CG_OK && i < r->plan.files.len; i++)
        if (!r->plan.files.ptr[i].file.present)
            rc = run_delete_file(&r->common, r->plan.files.ptr[i].file.path, err);
    return rc;
}

cg_code apply_put_rows(apply_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < r->plan.rows.len; i++)
        if (r->plan.rows.ptr[i].key.what != CG_OVERLAY_KNOWN)
            rc = cg_commit_put_overlay(r->common.commit, &r->plan.rows.ptr[i].key,
                                       r->plan.rows.ptr[i].value, err);
    return rc;
}

/* Before linking, which reads them. */
static cg_code put_known(apply_run *r, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && r->plan.knows && i < r->plan.rows.len; i++) {
        const cg_overlay_key *key = &r->plan.rows.ptr[i].key;
        cg_arena_mark mark = cg_arena_save(arena);
        cg_str value;
        if (key->what != CG_OVERLAY_KNOWN)
            continue;
        rc = cg_snapshot_metadata(r->theirs, CG_OWNER_KNOWN, key->id, arena, &value, err);
        if (rc == CG_OK)
            rc = linking_know(r->common.linking, key->id, value, err);
        cg_arena_rewind(arena, mark);
    }
    return rc;
}

static cg_code carry_out(apply_run *r, cg_err *err)
{
    cg_code rc = put_files(r, err);
    if (rc == CG_OK)
        rc = put_known(r, err);
    if (rc == CG_OK)
        rc = linking_run(r->common.linking, err);
    return rc == CG_OK ? apply_put_rows(r, err) : rc;
}

/* ---- what is compared ---- */

/* Whether what was looked at and is not written is all that there is on their side; else it is looked at again. */
static cg_code find_deferred(apply_run *r, uint64_t *out_source, cg_err *err)
{
    uint64_t is = 0;
    cg_code rc = r->deferred
                     ? cg_commit_other_deferred(r->common.commit, r->request->to_branch, &is, err)
                     : CG_OK;
    r->deferred = rc == CG_OK && is != 0 && is == r->looked_at;
    *out_source = is;
    return rc;
}

static cg_code find_theirs(apply_run *r, cg_apply_result *out, cg_err *err)
{
    const cg_apply_request *q = r->request;
    cg_code rc = find_deferred(r, &out->source, err);
    if (rc != CG_OK || r->deferred)
        return rc;
    rc = q->to_branch.len > 0 ? cg_commit_other_tip(r->common.commit, q->to_branch, &r->theirs, err)
                              : cg_snapshot_at(r->common.project, q->to, &r->theirs, err);
    if (rc != CG_OK)
        return rc;
    out->source = cg_snapshot_generation(r->theirs);
    if (out->source != r->looked_at)
        merge_plan_forget(&r->plan);
    return CG_OK;
}

/* `*out_forward`: the branch has nothing that `to` was not built on. */
static cg_code find_base(apply_run *r, cg_apply_result *out, bool *out_forward, cg_err *err)
{
    const cg_apply_request *q = r->request;
    cg_project *project = r->common.project;
    const cg_snapshot *ours = cg_commit_base(r->common.commit);
    out->target = cg_snapshot_generation(ours);
    out->base = q->from;
    *out_forward = false;
    cg_code rc = find_theirs(r, out, err);
    if (rc != CG_OK || r->deferred) /* all of it was looked at */
        return rc;
    if (q->mode == CG_APPLY_MERGE) {
        out->base = cg_project_merge_base(project, out->target, q->to);
        *out_forward = out->base == out->target;
        if (out->base == 0 && out->target != 0)
            return CG_FAIL(err, CG_E_CONFLICT,
                           "the histories of generations %" PRIu64 " and %" PRIu64
                           " have nothing in common",
                           out->target, q->to);
    }
    return cg_snapshot_at(project, out->base, &r->base, err);
}

static void give_conflicts(const merge_plan *plan, cg_arena *arena, cg_conflict **out_conflicts,
                           size_t *out_count)
{
    *out_count = plan->conflicts.len;
    *out_conflicts = cg_arena_alloc_array(arena, plan->conflicts.len + 1, sizeof **out_conflicts);
    if (plan->conflicts.len > 0)
        memcpy(*out_conflicts, plan->conflicts.ptr,
               plan->conflicts.len * sizeof *plan->conflicts.ptr);
}

static cg_code make_plan(apply_run *r, cg_apply_result *out, cg_err *err)
{
    cg_overlay_reader *own = NULL;
    r->plan.base = r->base;
    r->plan.ours = cg_commit_base(r->common.commit);
    r->plan.commit = r->common.commit;
    r->plan.theirs = r->theirs;
    r->plan.request = r->request;
    r->plan.arena = r->common.share->arena;
    r->plan.rows_of = r->rows_of;
    if (r->rows_of == NULL)
        r->plan.rows_of = own = cg_overlay_reader_open(r->common.project);
    cg_code rc = merge_plan_make(&r->plan, err);
    cg_overlay_reader_close(own);
    if (rc != CG_OK)
        return rc;
    give_conflicts(&r->plan, r->common.share->arena, &out->conflicts, &out->conflicts_count);
    out->files = r->plan.files.len;
    out->rows = r->plan.rows.len;
    return CG_OK;
}

cg_code apply_look(apply_run *r, cg_apply_result *out, cg_err *err)
{
    bool forward;
    *out = (cg_apply_result){0};
    cg_code rc = find_base(r, out, &forward, err);
    if (rc == CG_OK && out->source < r->request->to_least)
        out->outcome = CG_APPLY_LOST;
    else if (rc == CG_OK && r->request->mode == CG_APPLY_MERGE && out->base == r->request->to)
        out->outcome = CG_APPLY_UP_TO_DATE;
    else if (rc == CG_OK && forward && r->request->fast_forward)
        out->outcome = CG_APPLY_FAST_FORWARD;
    else if (rc == CG_OK)
        rc = make_plan(r, out, err);
    if (rc == CG_OK && out->outcome == 0)
        out->outcome = out->conflicts_count > 0 ? CG_APPLY_CONFLICTS : CG_APPLY_COMMITTED;
    return rc;
}

/* ---- the commit ---- */

cg_commit_also apply_also(const cg_apply_request *q)
{
    return (cg_commit_also){
        .drop_branch = q->to_branch, .row = q->row, .value = q->value, .shared = q->row_shared};
}

void apply_run_fini(apply_run *r)
{
    merge_plan_fini(&r->plan);
    CG_VEC_FINI(&r->jobs);
    cg_snapshot_release(r->base);
    cg_snapshot_release(r->theirs);
    r->base = r->theirs = NULL;
}

/* With the commit begun; it has ended afterwards. */
static cg_code decide(apply_run *r, cg_apply_result *out, cg_err *err)
{
    const cg_commit_also also = apply_also(r->request);
    cg_code rc = apply_look(r, out, err);
    if (rc != CG_OK || out->outcome != CG_APPLY_COMMITTED) {
        cg_commit_abort(r->common.commit);
        return rc;
    }
    r->context = (facts_context){r->common.ingest->store, cg_project_name(r->common.project),
                                 cg_commit_base(r->common.commit), &r->common.ingest->opts.limits,
                                 r->common.ingest->opts.embedders};
    r->common.linking = linking_open(&r->common);
    r->context.waiting = linking_stash(r->common.linking);
    r->common.facts = &r->context;
    cg_commit_add_also(r->common.commit, &also);
    rc = carry_out(r, err);
    return run_finish(&r->common, rc, r->request->target.message, false, &out->commit, err);
}

static cg_code try_once(apply_run *r, cg_apply_result *out, cg_err *err)
{
    const cg_apply_request *q = r->request;
    cg_commit_options opts =
        run_commit_options(r->common.ingest, &q->target, false, q->deadline_ns);
    opts.always = true;
    if (q->mode == CG_APPLY_MERGE) {
        opts.merge = true;
        opts.merged = &q->to;
        opts.merged_count = 1;
    }
    cg_code rc = cg_commit_begin(r->common.project, &opts, &r->common.commit, err);
    if (rc == CG_OK)
        rc = decide(r, out, err);
    apply_run_fini(r);
    return rc;
}

/* CG_E_PRECONDITION: it has moved since it was looked at. */
static cg_code move_forward(const apply_run *r, cg_apply_result *out, cg_err *err)
{
    cg_str branch = r->request->target.branch;
    branch = branch.len > 0 ? branch : CG_STR(CG_BRANCH_MAIN);
    cg_branch_change change = {
        .move = true, .generation = r->request->to, .forward_only = true, .expected = out->target};
    out->commit = (cg_commit_result){.generation = r->request->to, .changed = true};
    return cg_branch_update(r->common.project, branch, &change, err);
}

static cg_code apply_alone(cg_ingest *ingest, cg_project *project, const cg_apply_request *request,
                           cg_arena *arena, cg_apply_result *out_result, cg_err *err)
{
    cg_ingest_result counted = {0};
    run_share share = {.arena = arena, .result = &counted, .list = LIST_NONE};
    apply_run r = {.common = {.ingest = ingest,
                              .project = project,
                              .share = &share,
                              .deadline_ns = request->deadline_ns},
                   .request = request};
    cg_code rc = CG_E_PRECONDITION;
    cg_store_hold_units(ingest->store);
    for (int tries = 0; rc == CG_E_PRECONDITION && tries < FORWARD_TRIES; tries++) {
        rc = try_once(&r, out_result, err);
        if (rc == CG_OK && out_result->outcome == CG_APPLY_FAST_FORWARD)
            rc = move_forward(&r, out_result, err);
    }
    cg_store_release_units(ingest->store);
    run_share_end(&share);
    return rc;
}

cg_code cg_ingest_apply(cg_ingest *ingest, cg_project *project, const cg_apply_request *request,
                        cg_arena *arena, cg_apply_result *out_result, cg_err *err)
{
    bool alone = true;
    cg_code rc = CG_OK;
    *out_result = (cg_apply_result){0};
    if (apply_group_suits(request))
        rc = apply_group_commit(ingest, project, request, arena, out_result, &alone, err);
    return alone ? apply_alone(ingest, project, request, arena, out_result, err) : rc;
}

cg_code cg_ingest_conflicts(cg_project *project, uint64_t base, uint64_t ours, uint64_t theirs,
                            const cg_apply_request *request, cg_arena *arena,
                            cg_conflict **out_conflicts, size_t *out_count, cg_err *err)
{
    CG_AUTO(cg_snapshot) of_base = NULL;
    CG_AUTO(cg_snapshot) of_ours = NULL;
    CG_AUTO(cg_snapshot) of_theirs = NULL;
    cg_code rc = cg_snapshot_at(project, base, &of_base, err);
    if (rc == CG_OK)
        rc = cg_snapshot_at(project, ours, &of_ours, err);
    if (rc == CG_OK)
        rc = cg_snapshot_at(project, theirs, &of_theirs, err);
    if (rc != CG_OK)
        return rc;
    merge_plan plan = {.base = of_base,
                       .ours = of_ours,
                       .theirs = of_theirs,
                       .request = request,
                       .arena = arena,
                       .rows_of = cg_overlay_reader_open(project)};
    rc = merge_plan_make(&plan, err);
    cg_overlay_reader_close(plan.rows_of);
    if (rc == CG_OK)
        give_conflicts(&plan, arena, out_conflicts, out_count);
    merge_plan_fini(&plan);
    return rc;
}
