// SPDX-License-Identifier: Apache-2.0
// Reading what a plan is made of, and marking what it gives up. Records are read before the writer is taken, so that
// he is held for those that came meanwhile and one small write.
#include "gc.h"

#include <stdlib.h>

void gc_plan_fini(gc_plan *plan)
{
    CG_VEC_FINI(&plan->generations);
    CG_VEC_FINI(&plan->merged);
    line_table_release(plan->table);
    cg_free(plan->heir);
}

/* ---- records ---- */

static cg_code add_record(gc_plan *plan, const cg_version *v, cg_err *err)
{
    gc_generation added = {.base = v->base,
                           .parent = v->parent,
                           .time_ms = v->time_ms,
                           .merged = plan->merged.len,
                           .merged_count = (uint32_t)v->merged_count,
                           .flags = GC_KNOWN | (v->named ? GC_NAMED : 0)};
    if (v->parent >= v->generation)
        return CG_FAIL(err, CG_E_CORRUPT, "the record of generation %" PRIu64 " is damaged",
                       v->generation);
    for (size_t i = 0; i < v->merged_count; i++)
        CG_VEC_PUSH(&plan->merged, v->merged[i]);
    while (plan->generations.len < v->generation)
        CG_VEC_PUSH(&plan->generations, (gc_generation){0});
    CG_VEC_PUSH(&plan->generations, added);
    return CG_OK;
}

/* Those behind what was read before. */
static cg_code read_records(gc_run *run, cg_err *err)
{
    version_scan scan = {0};
    version_scan_open(&scan, run->project, CG_MAX(run->plan.generations.len, (size_t)1), GEN_MAX);
    cg_code rc = CG_OK;
    while (rc == CG_OK && (rc = version_scan_next(&scan, err)) == CG_OK)
        rc = add_record(&run->plan, &scan.record.is, err);
    version_scan_close(&scan);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* With the writer held: nothing of it will change but by himself. */
static void take_history(gc_run *run)
{
    cg_project *project = run->project;
    gc_plan *plan = &run->plan;
    plan->limit = project->next.next_generation;
    plan->next_node = project->next.next_node;
    plan->next_unit = project->next.next_unit;
    while (plan->generations.len < plan->limit)
        CG_VEC_PUSH(&plan->generations, (gc_generation){0});
    cg_mutex_lock(&project->mu);
    plan->table = line_table_ref(project->history.table);
    plan->lines = project->history.lines.len;
    for (uint64_t g = 1; g < plan->limit; g++)
        if (history_is_collected(&project->history, g))
            plan->generations.ptr[g].flags |= GC_COLLECTED;
    cg_mutex_unlock(&project->mu);
    plan->heir = cg_alloc_array((size_t)plan->limit + 1, sizeof *plan->heir);
}

/* ---- roots ---- */

static void add_branches(cg_project *project, generation_list *roots, generation_list *heads)
{
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; i < project->branches.len; i++) {
        const struct branch *branch = project->branches.ptr[i];
        uint64_t written = branch->tip != NULL ? branch->tip->at.generation : 0;
        uint64_t head = CG_MAX(branch->is.generation, written);
        CG_VEC_PUSH(roots, branch->is.generation);
        CG_VEC_PUSH(roots, head);
        if (branch_is_unnamed(branch->is.name))
            CG_VEC_PUSH(roots, branch->is.start); /* what its changes are counted from */
        else
            CG_VEC_PUSH(heads, head);
    }
    cg_mutex_unlock(&project->mu);
}

static cg_code add_tags(cg_project *project, generation_list *roots, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str after = CG_STR_NULL;
    cg_tag *tags;
    size_t count = 1;
    cg_code rc = CG_OK;
    while (rc == CG_OK && count > 0) {
        rc = cg_project_tags(project, after, 1000, arena, &tags, &count, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++)
            CG_VEC_PUSH(roots, tags[i].generation);
        after = rc == CG_OK && count > 0 ? tags[count - 1].name : after;
    }
    return rc;
}

static cg_code add_referenced(gc_run *run, generation_list *roots, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const uint64_t *generations;
    size_t count;
    if (run->opts->referenced == NULL)
        return CG_OK;
    cg_code rc = run->opts->referenced(run->opts->arg, arena, &generations, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        CG_VEC_PUSH(roots, generations[i]);
    return rc;
}

/* ---- marking ---- */

/* Whether all is kept that readers hold and that branches lead to by now, which anybody may fork; what is not is added
 * to the roots. `mu` held. */
static bool is_all_kept_locked(gc_run *run, generation_list *roots)
{
    size_t before = roots->len, added = before;
    history_pinned(&run->project->history, roots);
    for (size_t i = 0; i < run->project->branches.len; i++)
        CG_VEC_PUSH(roots, run->project->branches.ptr[i]->is.generation);
    for (size_t i = before; i < roots->len; i++)
        if (gc_has(&run->plan, roots->ptr[i], GC_KNOWN) &&
            !gc_has(&run->plan, roots->ptr[i], GC_KEPT))
            roots->ptr[added++] = roots->ptr[i];
    roots->len = added;
    return added == before;
}

static bool goes(const gc_plan *plan, uint64_t g)
{
    return gc_has(plan, g, GC_KNOWN) && !gc_has(plan, g, GC_KEPT | GC_COLLECTED);
}

/* From here on nobody gets hold of them. */
static void mark_locked(gc_run *run, bool collected)
{
    for (uint64_t g = 1; g < run->plan.limit; g++)
        if (goes(&run->plan, g))
            history_collect(&run->project->history, g, collected);
}

/* Changes are told up to here alone: those of later generations are of such that are kept, and on such. */
static uint64_t last_untold(const gc_plan *plan)
{
    for (uint64_t g = plan->limit; g-- > 1;) {
        uint64_t base = plan->generations.ptr[g].base;
        if (gc_has(plan, g, GC_RECORD) &&
            (!gc_has(plan, g, GC_KEPT) || (base != 0 && !gc_has(plan, base, GC_KEPT))))
            return g;
    }
    return 0;
}

static cg_code write_mark(gc_run *run, cg_err *err)
{
    cg_project *project = run->project;
    uint64_t from =
        CG_MAX((uint64_t)atomic_load(&project->changes_from), last_untold(&run->plan) + 1);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(project->store->kv);
    cg_kv_batch_bind(batch, project->epoch);
    collected_put(project, batch);
    counters_put_row(project, &project->next, batch); /* records that tell of the last go */
    changes_put_from(project, batch, from);
    if (cg_fault("gc.before_mark"))
        abort();
    cg_code rc = writer_note_failure(project, cg_kv_write(project->store->kv, batch, true, err));
    if (rc == CG_OK)
        atomic_store(&project->changes_from, from);
    return rc;
}

/* Decides until no reader holds what would go. */
static cg_code decide_and_mark(gc_run *run, generation_list *roots, const generation_list *heads,
                               cg_err *err)
{
    cg_project *project = run->project;
    bool dry = run->opts->dry_run, kept = false;
    while (!kept) {
        gc_plan_decide(&run->plan, &run->opts->rules, roots, heads, cg_wall_ms());
        cg_mutex_lock(&project->mu);
        kept = is_all_kept_locked(run, roots);
        if (kept && !dry)
            mark_locked(run, true);
        cg_mutex_unlock(&project->mu);
    }
    cg_code rc = dry ? CG_OK : write_mark(run, err);
    if (rc != CG_OK) {
        cg_mutex_lock(&project->mu);
        mark_locked(run, false);
        cg_mutex_unlock(&project->mu);
    }
    return rc;
}

static void count_generations(gc_run *run)
{
    for (uint64_t g = 1; g < run->plan.limit; g++) {
        bool named = gc_has(&run->plan, g, GC_NAMED), gone = goes(&run->plan, g);
        if (!gc_has(&run->plan, g, GC_KNOWN) || gc_has(&run->plan, g, GC_COLLECTED))
            continue;
        run->result->generations++;
        run->result->versions += named;
        run->result->generations_collected += gone;
        run->result->versions_collected += gone && named;
    }
}

/* From now on commits note the units that they use: the plan does not know their rows. */
static void watch_units(gc_run *run)
{
    cg_project *project = run->project;
    cg_mutex_lock(&project->mu);
    project->units_seen_limit = (uint32_t)run->plan.next_unit;
    project->units_seen = cg_alloc_array(run->plan.next_unit / 8 + 1, 1);
    cg_mutex_unlock(&project->mu);
}

static cg_code make_as_writer(gc_run *run, cg_err *err)
{
    generation_list roots = {0}, heads = {0};
    cg_code rc = read_records(run, err);
    run->epoch = run->project->epoch;
    if (rc == CG_OK) {
        take_history(run);
        add_branches(run->project, &roots, &heads);
        rc = add_tags(run->project, &roots, err);
    }
    if (rc == CG_OK)
        rc = add_referenced(run, &roots, err);
    if (rc == CG_OK)
        rc = decide_and_mark(run, &roots, &heads, err);
    if (rc == CG_OK) {
        count_generations(run);
        watch_units(run);
    }
    CG_VEC_FINI(&roots);
    CG_VEC_FINI(&heads);
    return rc;
}

cg_code gc_plan_make(gc_run *run, cg_err *err)
{
    cg_kv *kv = run->project->store->kv;
    uint64_t epoch = cg_kv_epoch(kv);
    snapshots_forget(run->project); /* those that nobody reads */
    cg_code rc = read_records(run, err);
    if (rc == CG_OK)
        rc = writer_begin_alone(run->project, 0, err);
    if (rc != CG_OK)
        return rc;
    if (epoch != cg_kv_epoch(kv)) { /* what was read may have been lost */
        CG_VEC_CLEAR(&run->plan.generations);
        CG_VEC_CLEAR(&run->plan.merged);
    }
    rc = make_as_writer(run, err);
    writer_end(run->project);
    return rc;
}
