// SPDX-License-Identifier: Apache-2.0
// The index of a project's vectors: what it is like, and building it anew.
#include "models.h"
#include "tasks/tasks.h"

#define LOAD_NS UINT64_C(1000000000) /* that figures wait for vectors that are being read */

static cg_index_params params_view(const cg_vector_params *p)
{
    return (cg_index_params){.type = cg_str_from(cg_vector_type_text(p->type)),
                             .codes = cg_str_from(cg_vector_codes_text(p->codes)),
                             .nlist = p->nlist,
                             .nprobe = p->nprobe,
                             .m = p->m,
                             .ef_construction = p->ef_construction,
                             .ef_search = p->ef_search,
                             .refine = p->refine};
}

static void fill_stats(const cg_vector_stats *from, cg_arena *arena, cg_index_stats *out)
{
    out->params = params_view(&from->params);
    out->rows = from->rows;
    out->head_rows = from->head_rows;
    out->bytes = from->bytes;
    out->builds = from->builds;
    out->failures = from->failures;
    out->building = from->building;
    out->failure = cg_arena_str(arena, cg_str_from(from->failure));
    out->segments_count = CG_MIN(from->segment_count, CG_ARRAY_LEN(out->segments));
    for (size_t i = 0; i < out->segments_count; i++) {
        const cg_vector_segment_stats *s = &from->segments[i];
        out->segments[i] = (cg_index_segment){.type = cg_str_from(cg_vector_type_text(s->type)),
                                              .codes = cg_str_from(cg_vector_codes_text(s->codes)),
                                              .rows = s->rows,
                                              .dead = s->dead,
                                              .bytes = s->bytes,
                                              .build_ms = s->build_cpu_ns / 1000000,
                                              .recall = (double)s->recall,
                                              .recall_samples = s->recall_samples};
    }
}

static cg_code index_stats(cg_service *service, const cg_snapshot *snap, uint64_t until_ns,
                           cg_arena *arena, cg_index_stats *out, cg_err *err)
{
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &out->why_not);
    cg_semantic_coverage coverage;
    cg_vector_stats stats;
    cg_vector_params params = models_params(service->models);
    out->params = params_view(&params);
    out->why_not = cg_arena_str(arena, out->why_not);
    if (semantic == NULL)
        return CG_OK;
    out->embedder = models_view(semantic, arena);
    cg_code rc = cg_semantic_load(semantic, snap, until_ns, &coverage, err);
    if (rc == CG_E_UNAVAILABLE || rc == CG_E_LOADING || rc == CG_E_LIMIT || rc == CG_E_BUSY) {
        out->why_not = cg_arena_printf(arena, "%s", err != NULL ? err->text : "");
        return CG_OK;
    }
    if (rc != CG_OK)
        return rc;
    out->available = true;
    out->coverage = models_coverage(&coverage);
    if (coverage.units_lacking > 0)
        models_want(service->models, snap);
    if (cg_semantic_stats(semantic, cg_snapshot_project(snap), &stats))
        fill_stats(&stats, arena, out);
    return CG_OK;
}

cg_code cg_service_index_stats(cg_service *service, cg_graph_ref where, uint64_t deadline_ns,
                               cg_arena *arena, cg_index_stats *out_stats, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_stats = (cg_index_stats){0};
    cg_code rc = service_snapshot(service, where, &snap, err);
    if (rc == CG_OK && snap == NULL)
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "there is no project \"%.*s\"",
                     CG_STR_ARG(project_or_default(where.project)));
    if (rc != CG_OK)
        return rc;
    out_stats->generation = cg_snapshot_generation(snap);
    return index_stats(service, snap, cg_semantic_until(deadline_ns, LOAD_NS), arena, out_stats,
                       err);
}

void cg_service_index_config(cg_service *service, cg_arena *arena, cg_index_config *out_config)
{
    cg_vector_params params = models_params(service->models);
    *out_config = (cg_index_config){.params = params_view(&params)};
    out_config->available =
        cg_service_embedder(service, arena, &out_config->embedder, &out_config->why_not);
}

void cg_service_vector_figures(cg_service *service, cg_vector_figures *out_figures)
{
    cg_str why;
    cg_semantic_totals totals;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    *out_figures = (cg_vector_figures){.recall_least = 1};
    if (semantic == NULL)
        return;
    cg_semantic_totals_get(semantic, &totals);
    *out_figures = (cg_vector_figures){.rows = totals.rows,
                                       .head_rows = totals.head_rows,
                                       .bytes = totals.bytes,
                                       .segments = totals.segments,
                                       .builds = totals.builds,
                                       .failures = totals.failures,
                                       .build_cpu_ns = totals.build_cpu_ns,
                                       .recall_least = totals.recall_least};
}

/* ---- building it anew ---- */

static cg_code read_params(const cg_index_params *p, cg_vector_params *out, cg_err *err)
{
    *out = (cg_vector_params){.metric = CG_VECTOR_COSINE,
                              .nlist = p->nlist,
                              .nprobe = p->nprobe,
                              .m = p->m,
                              .ef_construction = p->ef_construction,
                              .ef_search = p->ef_search,
                              .refine = p->refine};
    cg_code rc = CG_OK;
    if (p->type.len > 0 && !cg_vector_type_parse(p->type, &out->type)) {
        (void)CG_FAIL(err, CG_E_INVALID, "there is no such index");
        return cg_err_at(err, "type");
    }
    if (p->codes.len > 0 && !cg_vector_codes_parse(p->codes, &out->codes)) {
        (void)CG_FAIL(err, CG_E_INVALID, "there is no such code");
        return cg_err_at(err, "codes");
    }
    rc = cg_vector_params_check(out, err);
    return rc;
}

cg_code cg_service_rebuild(cg_service *service, const cg_rebuild_request *request, cg_id *out_task,
                           cg_err *err)
{
    cg_vector_params params;
    cg_project *project;
    cg_str why;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    if (semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    cg_code rc = read_params(&request->params, &params, err);
    if (rc == CG_OK)
        rc = service_project(service, request->project, &project, err);
    if (rc != CG_OK)
        return rc;
    task *t = task_make(service->tasks);
    t->kind = TASK_REBUILD;
    t->rebuild = *request;
    t->rebuild.params = params_view(&params); /* words that stay */
    t->rebuild.project = cg_arena_str(t->arena, project_or_default(request->project));
    t->request.project = t->rebuild.project;
    return task_submit(t, out_task, err);
}

static bool go_on(void *arg, uint64_t rows_done, uint64_t rows_total)
{
    task *t = arg;
    atomic_store(&t->steps->rows_done, rows_done);
    atomic_store(&t->steps->rows_total, rows_total);
    t->progress->moved(t->progress->arg);
    return !atomic_load(&t->progress->cancel);
}

cg_code task_rebuild(task *t, task_outcome *out, cg_err *err)
{
    cg_service *service = t->queue->service;
    cg_vector_params params;
    cg_str why;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    CG_AUTO(cg_snapshot) snap = NULL;
    uint64_t start = cg_now_ns();
    if (semantic == NULL)
        return CG_FAIL(err, CG_E_INVALID, "%.*s", CG_STR_ARG(why));
    cg_code rc = read_params(&t->rebuild.params, &params, err);
    if (rc == CG_OK)
        rc = service_snapshot(service, (cg_graph_ref){.project = t->rebuild.project}, &snap, err);
    if (rc == CG_OK && snap == NULL)
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "the project is gone");
    if (rc == CG_OK)
        rc = cg_semantic_rebuild(semantic, snap, &params, go_on, t, err);
    if (rc != CG_OK)
        return rc;
    cg_index_stats stats = {.rows = 0};
    rc = index_stats(service, snap, 0, t->arena, &stats, err);
    if (rc != CG_OK)
        return rc;
    out->rebuilt = cg_arena_alloc(t->arena, sizeof *out->rebuilt);
    *out->rebuilt = (cg_rebuild_report){.rows = stats.rows,
                                        .head_rows = stats.head_rows,
                                        .bytes = stats.bytes,
                                        .elapsed_ms = (cg_now_ns() - start) / 1000000,
                                        .segments_count = stats.segments_count};
    memcpy(out->rebuilt->segments, stats.segments, sizeof stats.segments);
    return CG_OK;
}
