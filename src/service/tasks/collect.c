// SPDX-License-Identifier: Apache-2.0
// What a task that collects does.
#include "cg/graph_care.h"

#include "merge/merge.h"
#include "tasks.h"

#define MOVED_INTERVAL_NS UINT64_C(100000000)

static const char *const phase_texts[] = {"planning", "relationships", "nodes",   "names",
                                          "units",    "postings",      "records", "done"};

const char *task_collect_phase(unsigned phase)
{
    return phase < CG_ARRAY_LEN(phase_texts) ? phase_texts[phase] : "";
}

typedef struct collecting {
    task *task;
    uint64_t told_ns;
} collecting;

/* What merges that wait compare, and will when they are resolved. */
static cg_code find_referenced(void *arg, cg_arena *arena, const uint64_t **out_generations,
                               size_t *out_count, cg_err *err)
{
    task *t = ((collecting *)arg)->task;
    merge_record *merges;
    size_t count;
    cg_code rc =
        merge_record_list(t->queue->service, t->request.project, arena, &merges, &count, err);
    if (rc != CG_OK)
        return rc;
    uint64_t *found = cg_arena_alloc_array(arena, 3 * count + 1, sizeof *found);
    for (size_t i = 0; i < count; i++) {
        found[3 * i] = merges[i].base;
        found[3 * i + 1] = merges[i].ours;
        found[3 * i + 2] = merges[i].theirs;
        merge_record_fini(&merges[i]);
    }
    *out_generations = found;
    *out_count = 3 * count;
    return CG_OK;
}

static bool go_on(void *arg, const cg_gc_result *so_far)
{
    collecting *c = arg;
    task *t = c->task;
    uint64_t now = cg_now_ns();
    atomic_store(&t->steps->phase, so_far->phase);
    atomic_store(&t->steps->rows_done, so_far->rows_seen);
    if (now - c->told_ns > MOVED_INTERVAL_NS) {
        c->told_ns = now;
        t->progress->moved(t->progress->arg);
    }
    return !atomic_load(&t->progress->cancel);
}

static cg_collect_report *make_report(const task *t, const cg_gc_result *result,
                                      uint64_t elapsed_ms)
{
    cg_collect_report *report = cg_arena_alloc(t->arena, sizeof *report);
    *report = (cg_collect_report){.dry_run = t->collect.dry_run,
                                  .generations = result->generations,
                                  .versions = result->versions,
                                  .generations_collected = result->generations_collected,
                                  .versions_collected = result->versions_collected,
                                  .kinds_count = CG_GC_KINDS,
                                  .units_postponed = result->units_postponed,
                                  .elapsed_ms = elapsed_ms};
    report->kinds = cg_arena_alloc_array(t->arena, CG_GC_KINDS, sizeof *report->kinds);
    for (unsigned kind = 0; kind < CG_GC_KINDS; kind++)
        report->kinds[kind] = (cg_collected_kind){cg_str_from(cg_gc_kind_text(kind)),
                                                  result->of[kind].rows, result->of[kind].bytes};
    return report;
}

static void count(const cg_gc_result *result)
{
    uint64_t rows = 0, bytes = 0;
    for (unsigned kind = 0; kind < CG_GC_KINDS; kind++) {
        rows += result->of[kind].rows;
        bytes += result->of[kind].bytes;
    }
    cg_metric_add(CG_M_COLLECTIONS, 1);
    cg_metric_add(CG_M_COLLECTED_GENERATIONS, result->generations_collected);
    cg_metric_add(CG_M_COLLECTED_ROWS, rows);
    cg_metric_add(CG_M_COLLECTED_BYTES, bytes);
}

cg_code task_collect(task *t, task_outcome *out, cg_err *err)
{
    collecting c = {.task = t};
    const cg_collect_request *q = &t->collect;
    cg_gc_options opts = {.rules = {.versions = q->last,
                                    .generations = q->generations,
                                    .days = q->days,
                                    .young_ms = q->young_ms},
                          .dry_run = q->dry_run,
                          .referenced = find_referenced,
                          .go_on = go_on,
                          .arg = &c};
    cg_gc_result result;
    cg_project *project;
    uint64_t start = cg_now_ns();
    cg_code rc = service_project(t->queue->service, t->request.project, &project, err);
    if (rc == CG_OK)
        rc = cg_project_collect(project, &opts, &result, err);
    if (rc != CG_OK)
        return rc;
    if (!q->dry_run)
        count(&result);
    out->collected = make_report(t, &result, (cg_now_ns() - start) / 1000000);
    return CG_OK;
}
