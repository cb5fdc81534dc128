// SPDX-License-Identifier: Apache-2.0
// The phases of a collection, and what they share.
#include "gc.h"

#include <stdlib.h>

static const char *const kind_texts[CG_GC_KINDS] = {
    [CG_GC_NODES] = "nodes",     [CG_GC_RELATIONSHIPS] = "relationships",
    [CG_GC_FILES] = "files",     [CG_GC_OVERLAY] = "overlay",
    [CG_GC_INDEXES] = "indexes", [CG_GC_POSTINGS] = "postings",
    [CG_GC_UNITS] = "units",     [CG_GC_SOURCES] = "sources",
    [CG_GC_VECTORS] = "vectors", [CG_GC_CHANGES] = "changes",
    [CG_GC_RECORDS] = "records",
};

const char *cg_gc_kind_text(unsigned kind)
{
    return kind < CG_GC_KINDS ? kind_texts[kind] : "";
}

/* ---- shared ---- */

cg_code gc_go_on(gc_run *run, cg_err *err)
{
    bool on = run->opts->go_on == NULL || run->opts->go_on(run->opts->arg, run->result);
    return on ? CG_OK : CG_FAIL(err, CG_E_CANCELED, "canceled");
}

cg_code gc_write(gc_run *run, cg_kv_batch *batch, cg_err *err)
{
    if (run->opts->dry_run) {
        cg_kv_batch_clear(batch);
        return CG_OK;
    }
    if (cg_fault("gc.write"))
        abort();
    cg_kv_batch_bind(batch, run->epoch);
    return cg_kv_batch_bytes(batch) > 0 ? cg_kv_write(run->project->store->kv, batch, false, err)
                                        : CG_OK;
}

cg_code gc_writer_begin(gc_run *run, cg_err *err)
{
    return run->opts->dry_run ? CG_OK : writer_begin_alone(run->project, 0, err);
}

void gc_writer_end(gc_run *run)
{
    if (!run->opts->dry_run)
        writer_end(run->project);
}

/* One step, from behind `after` (empty: the start). */
static cg_code walk_step(gc_run *run, const gc_walk *walk, cg_buf *after, key_list *out_keys,
                         bool *out_end, cg_err *err)
{
    key upper = key_after(walk->lower);
    cg_str lower = after->len > 0 ? cg_buf_str(after) : key_str(&walk->lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(run->project->store->kv, NULL, walk->cf, lower, key_str(&upper));
    uint64_t seen = 0;
    cg_kv_iter_first(iter);
    for (; cg_kv_iter_valid(iter) && seen < GC_STEP_ROWS && out_keys->len < GC_LOCKED_KEYS;
         cg_kv_iter_next(iter), seen++) {
        cg_str k = cg_kv_iter_key(iter);
        key taken = {.len = 0};
        if (k.len <= sizeof taken.bytes && walk->take(run, k, cg_kv_iter_value(iter))) {
            key_put(&taken, k.ptr, k.len);
            CG_VEC_PUSH(out_keys, taken);
        }
    }
    *out_end = !cg_kv_iter_valid(iter);
    if (!*out_end) {
        cg_buf_clear(after);
        cg_buf_add_str(after, cg_kv_iter_key(iter)); /* the first of the next step */
    }
    run->result->rows_seen += seen;
    return cg_kv_iter_status(iter, err);
}

cg_code gc_walk_rows(gc_run *run, const gc_walk *walk, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) after = {0};
    key_list keys = {0};
    cg_code rc = CG_OK;
    for (bool end = false; rc == CG_OK && !end;) {
        CG_VEC_CLEAR(&keys);
        rc = walk_step(run, walk, &after, &keys, &end, err);
        if (rc == CG_OK && keys.len > 0)
            rc = walk->handle(run, &keys, err);
        if (rc == CG_OK)
            rc = gc_go_on(run, err);
    }
    CG_VEC_FINI(&keys);
    return rc;
}

/* ---- the run ---- */

static cg_code begin(cg_project *project, cg_err *err)
{
    cg_mutex_lock(&project->mu);
    bool runs = project->collecting;
    project->collecting = true;
    cg_mutex_unlock(&project->mu);
    return runs ? CG_FAIL(err, CG_E_CONFLICT, "project \"%.*s\" is being collected already",
                          CG_STR_ARG(project->name))
                : CG_OK;
}

/* From now on none is deferred: what was is written before the plan is made, which knows generations by their rows. */
static cg_code settle_deferred(cg_project *project, cg_err *err)
{
    cg_code rc = writer_begin_alone(project, 0, err);
    if (rc != CG_OK)
        return rc;
    rc = deferred_settle_all(project, err);
    writer_end(project);
    return rc;
}

static void end(gc_run *run)
{
    cg_project *project = run->project;
    cg_mutex_lock(&project->mu);
    uint8_t *seen = project->units_seen;
    project->units_seen = NULL;
    project->collecting = false;
    cg_mutex_unlock(&project->mu);
    cg_free(seen);
    cg_free(run->nodes);
    cg_free(run->units);
    cg_free(run->stamps);
    gc_plan_fini(&run->plan);
}

static void make_tables(gc_run *run)
{
    run->nodes = cg_alloc_array((size_t)run->plan.next_node / 8 + 1, 1);
    run->units = cg_alloc_array((size_t)run->plan.next_unit / 8 + 1, 1);
    run->stamps = cg_alloc_array((size_t)run->plan.limit + 1, sizeof *run->stamps);
    run->group = 1;
}

static cg_code run_phases(gc_run *run, cg_err *err)
{
    cg_code (*const phases[])(gc_run * run, cg_err * err) = {
        gc_relationships, gc_others, gc_indexes, gc_units, gc_postings, gc_records};
    run->result->phases = CG_ARRAY_LEN(phases) + 1;
    cg_code rc = gc_plan_make(run, err);
    if (rc != CG_OK)
        return rc;
    make_tables(run);
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(phases); i++) {
        run->result->phase++;
        rc = gc_go_on(run, err);
        if (rc == CG_OK)
            rc = phases[i](run, err);
    }
    run->result->phase += rc == CG_OK;
    return rc;
}

cg_code cg_project_collect(cg_project *project, const cg_gc_options *opts, cg_gc_result *out_result,
                           cg_err *err)
{
    gc_run run = {.project = project, .opts = opts, .result = out_result};
    *out_result = (cg_gc_result){0};
    cg_code rc = begin(project, err);
    if (rc != CG_OK)
        return rc;
    rc = settle_deferred(project, err);
    if (rc == CG_OK)
        rc = run_phases(&run, err);
    end(&run);
    return rc;
}
