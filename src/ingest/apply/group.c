// SPDX-License-Identifier: Apache-2.0
// Transactions that wait for the same project's writer and have only stated a little: several in one commit. Each is
// held against what the commit builds on, as it would be alone; what makes their order immaterial is that no key is
// in two, and that none of them changes a file or takes away a node, which others' relationships might lead to. What
// each has changed it looks at itself before it joins, so that the writer's turn is short.
#include "apply/apply.h"

#define GROUP_MAX 64
#define ROWS_MAX 16 /* of one: their keys are compared one by one */

typedef struct apply_part {
    cg_ingest *ingest;
    cg_project *project;
    const cg_apply_request *request;
    cg_arena *arena;
    cg_apply_result *result;
    merge_plan plan;    /* its side, looked at */
    uint64_t looked_at; /* which generation that was */
    bool deferred;      /* it is not written */
    cg_commit *commit;  /* of the first */
    cg_code rc;         /* its own */
    cg_err err;
    bool taken, alone; /* neither, and no conflicts: it is to be tried again */
} apply_part;

/* What the store has not yet, it need not be asked for. */
static bool look_at_deferred(apply_part *p)
{
    const cg_apply_request *q = p->request;
    cg_overlay_change *rows;
    size_t count;
    p->looked_at = cg_branch_deferred(p->project, q->to_branch, q->from, p->arena, &rows, &count);
    p->deferred = p->looked_at != 0 && count <= ROWS_MAX;
    if (!p->deferred)
        return false;
    p->plan = (merge_plan){.request = q, .arena = p->arena, .looked_at = true};
    for (size_t i = 0; i < count; i++) {
        const changed_row row = {rows[i].key, rows[i].before, rows[i].after};
        CG_VEC_PUSH(&p->plan.changed, row);
    }
    return true;
}

/* Whether its side is one that could be looked at, and is small. What is wrong shows in a commit of its own, which mends
 * what a failure may have left. */
static bool look(apply_part *p)
{
    const cg_apply_request *q = p->request;
    CG_AUTO(cg_snapshot) base = NULL;
    CG_AUTO(cg_snapshot) theirs = NULL;
    if (look_at_deferred(p))
        return true;
    if (cg_snapshot_at(p->project, q->from, &base, NULL) != CG_OK ||
        cg_snapshot_take_branch(p->project, q->to_branch, &theirs, NULL) != CG_OK ||
        cg_snapshot_parsed_generation(base) != cg_snapshot_parsed_generation(theirs))
        return false;
    p->looked_at = cg_snapshot_generation(theirs);
    p->plan = (merge_plan){.base = base, .theirs = theirs, .request = q, .arena = p->arena};
    return merge_plan_look(&p->plan, NULL) == CG_OK && p->plan.changed.len <= ROWS_MAX;
}

bool apply_group_suits(const cg_apply_request *q)
{
    const cg_ingest_target *t = &q->target;
    return q->mode == CG_APPLY_STRICT && q->to_branch.len > 0 && q->otherwise == CG_TAKE_NONE &&
           q->resolutions_count == 0 && t->message.len == 0 && t->author.len == 0 &&
           t->expected == 0;
}

static bool fits(void *const *parts, size_t count, const void *part)
{
    const apply_part *first = parts[0], *own = part;
    return count < GROUP_MAX &&
           cg_str_eq(first->request->target.branch, own->request->target.branch);
}

static cg_code begin(void *first, cg_err *err)
{
    apply_part *p = first;
    cg_commit_options opts =
        run_commit_options(p->ingest, &p->request->target, false, p->request->deadline_ns);
    opts.always = true;
    return cg_commit_begin(p->project, &opts, &p->commit, err);
}

/* ---- one of them ---- */

typedef CG_VEC(cg_overlay_key) taken_keys;

static bool is_disjoint(const merge_plan *plan, const taken_keys *taken)
{
    for (size_t i = 0; i < plan->rows.len; i++)
        for (size_t k = 0; k < taken->len; k++)
            if (cg_overlay_key_cmp(&plan->rows.ptr[i].key, &taken->ptr[k]) == 0)
                return false;
    return true;
}

static cg_code take(apply_run *r, apply_part *p, taken_keys *taken, cg_err *err)
{
    const cg_commit_also also = apply_also(r->request);
    cg_commit_add_also(r->common.commit, &also);
    for (size_t i = 0; i < r->plan.rows.len; i++)
        CG_VEC_PUSH(taken, r->plan.rows.ptr[i].key);
    p->taken = true;
    return apply_put_rows(r, err);
}

/* An error ends the commit; what is wrong with the one alone is noted in it. */
static cg_code consider(apply_part *p, cg_commit *commit, cg_overlay_reader *rows_of,
                        taken_keys *taken, cg_err *err)
{
    run_share share = {.arena = p->arena};
    apply_run r = {.common = {.ingest = p->ingest,
                              .project = p->project,
                              .commit = commit,
                              .share = &share,
                              .deadline_ns = p->request->deadline_ns},
                   .request = p->request,
                   .plan = p->plan,
                   .looked_at = p->looked_at,
                   .deferred = p->deferred,
                   .rows_of = rows_of};
    cg_code rc = CG_OK;
    p->plan = (merge_plan){0};
    p->taken = p->alone = false;
    p->rc = apply_look(&r, p->result, &p->err);
    if (p->rc == CG_OK && p->result->outcome == CG_APPLY_COMMITTED) {
        p->alone =
            r.plan.files.len > 0 || r.plan.nodes_go || r.plan.knows || r.plan.rows.len > ROWS_MAX;
        if (!p->alone && is_disjoint(&r.plan, taken))
            rc = take(&r, p, taken, err);
    }
    apply_run_fini(&r);
    return rc;
}

/* ---- all of them ---- */

static cg_code consider_all(void *const *parts, size_t count, cg_commit *commit, bool *out_any,
                            cg_err *err)
{
    const apply_part *first = parts[0];
    cg_overlay_reader *rows_of = cg_overlay_reader_open(first->project);
    taken_keys taken = {0};
    cg_code rc = CG_OK;
    *out_any = false;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        apply_part *p = parts[i];
        rc = consider(p, commit, rows_of, &taken, err);
        *out_any = *out_any || p->taken;
    }
    cg_overlay_reader_close(rows_of);
    CG_VEC_FINI(&taken);
    return rc;
}

static cg_code commit_all(void *const *parts, size_t count, uint64_t deadline_ns, cg_err *err)
{
    const apply_part *first = parts[0];
    run common = {.ingest = first->ingest,
                  .project = first->project,
                  .commit = first->commit,
                  .deadline_ns = deadline_ns};
    cg_commit_result total;
    bool any;
    cg_code rc = consider_all(parts, count, first->commit, &any, err);
    if (rc == CG_OK && !any) {
        cg_commit_abort(first->commit);
        return CG_OK;
    }
    rc = run_finish(&common, rc, CG_STR_NULL, false, &total, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        apply_part *p = parts[i];
        if (p->taken)
            p->result->commit = total;
    }
    return rc;
}

static bool is_settled(const apply_part *p)
{
    return p->rc != CG_OK || p->taken || p->alone || p->result->outcome != CG_APPLY_COMMITTED;
}

static cg_code try_once(apply_part *own, bool *out_suits, cg_err *err)
{
    static const group_work work = {.joined = CG_M_TRANSACTIONS_JOINED,
                                    .patient = true,
                                    .fits = fits,
                                    .begin = begin,
                                    .commit = commit_all};
    cg_code rc = CG_OK;
    *out_suits = look(own);
    if (*out_suits)
        rc = groups_run(ingest_groups(own->ingest), &work, own->project, own,
                        own->request->deadline_ns, err);
    merge_plan_fini(&own->plan);
    return rc;
}

cg_code apply_group_commit(cg_ingest *ingest, cg_project *project, const cg_apply_request *request,
                           cg_arena *arena, cg_apply_result *out_result, bool *out_alone,
                           cg_err *err)
{
    apply_part own = {.ingest = ingest,
                      .project = project,
                      .request = request,
                      .arena = arena,
                      .result = out_result};
    bool suits;
    cg_code rc = CG_OK;
    do /* another of the group has changed the same: now it may be in conflict */
        rc = try_once(&own, &suits, err);
    while (rc == CG_OK && suits && !is_settled(&own));
    *out_alone = rc == CG_OK && (!suits || own.alone);
    if (*out_alone || rc != CG_OK)
        return rc;
    if (own.rc != CG_OK && err != NULL)
        *err = own.err;
    return own.rc;
}
