// SPDX-License-Identifier: Apache-2.0
// Parsing files that came with the request.
#include "service_int.h"

#include <stdlib.h>

/* The paths of a request, files before deletes, in order. */
typedef struct named_path {
    cg_str path;
    size_t index; /* of files, or behind them of deletes */
} named_path;

static int compare_paths(const void *a, const void *b)
{
    const named_path *x = a, *y = b;
    int order = cg_str_cmp(x->path, y->path);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static named_path *sort_paths(const cg_parse_request *q, size_t deletes_count, cg_arena *arena)
{
    size_t count = q->files_count + deletes_count;
    named_path *sorted = cg_arena_alloc_array(arena, count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] =
            (named_path){i < q->files_count ? q->files[i].path : q->deletes[i - q->files_count], i};
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, compare_paths);
    return sorted;
}

static cg_code check_distinct(const cg_parse_request *q, cg_arena *arena, cg_err *err)
{
    const named_path *sorted = sort_paths(q, q->deletes_count, arena);
    for (size_t i = 1; i < q->files_count + q->deletes_count; i++) {
        if (!cg_str_eq(sorted[i - 1].path, sorted[i].path))
            continue;
        cg_str shown = cg_utf8_truncate(sorted[i].path, 200);
        size_t index = sorted[i].index;
        (void)CG_FAIL(err, CG_E_PATH, "the path \"%.*s\" is named twice", CG_STR_ARG(shown));
        return index < q->files_count ? cg_err_at(err, "/files/%zu/path", index)
                                      : cg_err_at(err, "/deletes/%zu", index - q->files_count);
    }
    return CG_OK;
}

static cg_code check_request(cg_service *service, const cg_parse_request *q, cg_arena *arena,
                             cg_err *err)
{
    if (q->files_count > service->opts.files_max || q->deletes_count > service->opts.files_max)
        return CG_FAIL(err, CG_E_LIMIT, "a request has at most %u files", service->opts.files_max);
    for (size_t i = 0; i < q->files_count; i++)
        if (cg_path_check(q->files[i].path, err) != CG_OK)
            return cg_err_at(err, "/files/%zu/path", i);
    for (size_t i = 0; i < q->deletes_count; i++)
        if (cg_path_check(q->deletes[i], err) != CG_OK)
            return cg_err_at(err, "/deletes/%zu", i);
    return check_distinct(q, arena, err);
}

static cg_ingest_source *sources_of(const cg_parse_request *q, cg_arena *arena)
{
    cg_ingest_source *sources = cg_arena_alloc_array(arena, q->files_count + 1, sizeof *sources);
    for (size_t i = 0; i < q->files_count; i++)
        sources[i] = (cg_ingest_source){q->files[i].path, q->files[i].content, q->files[i].lang};
    return sources;
}

/* Reports come as files were finished; the caller named them in another order. */
static void order_reports(const cg_parse_request *q, cg_arena *arena, cg_parse_report *report)
{
    cg_file_report *ordered = cg_arena_alloc_array(arena, report->files_count + 1, sizeof *ordered);
    const named_path *sorted = sort_paths(q, 0, arena);
    for (size_t i = 0; i < report->files_count; i++) {
        size_t low = 0, high = q->files_count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (cg_str_cmp(sorted[middle].path, report->files[i].path) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        ordered[sorted[low].index] = report->files[i];
    }
    report->files = ordered;
}

cg_code cg_service_parse(cg_service *service, const cg_parse_request *request, cg_arena *arena,
                         cg_parse_report *out_report, cg_err *err)
{
    cg_code rc = check_request(service, request, arena, err);
    cg_project *project = NULL;
    if (rc == CG_OK)
        rc = cg_store_project(service->store, project_or_default(request->project), true, &project,
                              err);
    if (rc != CG_OK)
        return rc;
    uint64_t start = cg_now_ns(), cpu = cg_cpu_ns();
    cg_ingest_files_request q = {.files = sources_of(request, arena),
                                 .files_count = request->files_count,
                                 .deletes = request->deletes,
                                 .deletes_count = request->deletes_count,
                                 .replace = request->mode == CG_PARSE_REPLACE,
                                 .dry_run = request->dry_run,
                                 .message = request->message,
                                 .deadline_ns = request->deadline_ns};
    cg_ingest_result result;
    rc = cg_ingest_files(service->ingest, project, &q, arena, &result, err);
    if (rc != CG_OK)
        return rc;
    report_make(&result, (cg_now_ns() - start) / 1000000, (cg_cpu_ns() - cpu) / 1000000, arena,
                out_report);
    order_reports(request, arena, out_report);
    return CG_OK;
}
