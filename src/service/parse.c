// SPDX-License-Identifier: Apache-2.0
// Parsing files that clients send: one by one, in an archive, or all at hand.
#include "service_int.h"

struct cg_parse_upload {
    cg_service *service;
    cg_upload *upload;
    cg_unpack *unpack; /* NULL until bytes of an archive come */
    cg_arena *arena;   /* of the two: */
    cg_str project, transaction;
    uint64_t begun_ns, begun_cpu_ns;
};

static void free_upload(cg_parse_upload *u)
{
    cg_arena_destroy(u->arena);
    cg_free(u);
}

static cg_code begin(cg_service *service, const cg_parse_upload_request *q, bool may_join,
                     cg_parse_upload **out_upload, cg_err *err)
{
    static const cg_upload_list lists[] = {[CG_REPORT_ALL] = CG_UPLOAD_LIST_ALL,
                                           [CG_REPORT_GAPS] = CG_UPLOAD_LIST_GAPS,
                                           [CG_REPORT_STREAM] = CG_UPLOAD_STREAM};
    cg_project *project = NULL;
    cg_str name = project_or_default(q->project);
    cg_str branch;
    CG_AUTO(cg_arena) arena = cg_arena_create(0); /* the upload copies what it is given */
    cg_code rc = transaction_branch(service, name, &q->to, arena, &branch, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_store_project(service->store, name, false, &project, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    cg_upload_options opts = {
        .new_project = name,
        .replace = q->mode == CG_PARSE_REPLACE,
        .dry_run = q->dry_run,
        .list = lists[q->report],
        .include = q->include,
        .include_count = q->include_count,
        .exclude = q->exclude,
        .exclude_count = q->exclude_count,
        .target = {.branch = branch, .message = q->to.message, .author = q->to.author},
        .may_join = may_join};
    cg_parse_upload *u = cg_alloc(sizeof *u);
    u->service = service;
    u->arena = cg_arena_create(0);
    u->project = cg_arena_str(u->arena, name);
    u->transaction = cg_arena_str(u->arena, q->to.transaction);
    u->begun_ns = cg_now_ns();
    u->begun_cpu_ns = cg_cpu_ns();
    u->upload = cg_upload_begin(service->ingest, project, &opts);
    *out_upload = u;
    return CG_OK;
}

cg_code cg_service_upload_begin(cg_service *service, const cg_parse_upload_request *q,
                                cg_parse_upload **out_upload, cg_err *err)
{
    return begin(service, q, false, out_upload, err);
}

cg_code cg_service_upload_add(cg_parse_upload *u, const cg_source_file *file, cg_err *err)
{
    cg_ingest_source source = {file->path, file->content, file->lang};
    return cg_upload_add(u->upload, &source, err);
}

cg_code cg_service_upload_too_large(cg_parse_upload *u, cg_str path, uint64_t bytes, cg_err *err)
{
    return cg_upload_add_skipped(u->upload, path, bytes, CG_SKIP_TOO_LARGE, err);
}

cg_code cg_service_upload_archive(cg_parse_upload *u, cg_str bytes, bool last, cg_err *err)
{
    if (u->unpack == NULL)
        u->unpack = cg_unpack_begin(u->upload);
    cg_code rc = cg_unpack_push(u->unpack, bytes, last, err);
    if (rc == CG_OK && last) {
        cg_unpack_end(u->unpack);
        u->unpack = NULL;
    }
    return rc;
}

bool cg_service_upload_next(cg_parse_upload *u, cg_arena *arena, cg_file_report *out_report)
{
    cg_ingest_file file;
    bool found = cg_upload_next(u->upload, arena, &file);
    if (found)
        *out_report = report_file(&file);
    return found;
}

cg_code cg_service_upload_settle(cg_parse_upload *u, cg_err *err)
{
    return cg_upload_settle(u->upload, err);
}

void cg_service_upload_abort(cg_parse_upload *u)
{
    if (u == NULL)
        return;
    cg_unpack_end(u->unpack);
    cg_upload_abort(u->upload);
    free_upload(u);
}

static void abort_upload(void *upload)
{
    cg_service_upload_abort(upload);
}

void cg_service_upload_drop(cg_parse_upload *u)
{
    if (u != NULL)
        cg_ingest_defer(u->service->ingest, abort_upload, u);
}

static cg_code finish(cg_parse_upload *u, uint64_t deadline_ns, cg_arena *arena,
                      cg_parse_report *out_report, size_t *out_joined, cg_err *err)
{
    cg_ingest_result result;
    CG_ASSERT(u->unpack == NULL); /* its last bytes have come */
    cg_code rc = cg_upload_finish(u->upload, deadline_ns, arena, &result, err);
    if (rc == CG_OK)
        transaction_note_written(u->service, u->transaction, result.commit.generation);
    if (rc == CG_OK)
        report_make(&result, (cg_now_ns() - u->begun_ns) / 1000000,
                    (cg_cpu_ns() - u->begun_cpu_ns) / 1000000, arena, out_report);
    *out_joined = result.joined;
    rc = transaction_explain(u->service, u->project, u->transaction, rc, err);
    free_upload(u);
    return rc;
}

cg_code cg_service_upload_finish(cg_parse_upload *u, uint64_t deadline_ns, cg_arena *arena,
                                 cg_parse_report *out_report, cg_err *err)
{
    size_t joined;
    return finish(u, deadline_ns, arena, out_report, &joined, err);
}

cg_parse_limits service_parse_limits(const cg_service_options *o)
{
    cg_parse_limits limits = cg_parse_limits_default();
    if (o->file_bytes_max > 0)
        limits.file_bytes_max = o->file_bytes_max;
    if (o->manifest_bytes_max > 0)
        limits.manifest_bytes_max = o->manifest_bytes_max;
    if (o->nesting_max > 0)
        limits.nesting_max = o->nesting_max;
    if (o->parse_timeout_ns > 0)
        limits.timeout_ns = o->parse_timeout_ns;
    return limits;
}

size_t cg_service_file_bytes_max(const cg_service *service)
{
    const cg_parse_limits limits = service_parse_limits(&service->opts);
    return CG_MAX(limits.file_bytes_max, limits.manifest_bytes_max);
}

size_t cg_service_file_line_max(const cg_service *service)
{
    const cg_parse_limits limits = service_parse_limits(&service->opts);
    return CG_MAX(3 * limits.file_bytes_max, 2 * limits.manifest_bytes_max);
}

/* ---- all at hand ---- */

/* Complaints of paths say where in the request they are. */
static cg_code add_all(cg_parse_upload *u, const cg_parse_request *q, cg_err *err)
{
    for (size_t i = 0; i < q->files_count; i++) {
        cg_code rc = cg_service_upload_add(u, &q->files[i], err);
        if (rc != CG_OK)
            return rc == CG_E_PATH ? cg_err_at(err, "/files/%zu/path", i) : rc;
    }
    for (size_t i = 0; i < q->deletes_count; i++) {
        cg_code rc = cg_upload_delete(u->upload, q->deletes[i], err);
        if (rc != CG_OK)
            return rc == CG_E_PATH ? cg_err_at(err, "/deletes/%zu", i) : rc;
    }
    return CG_OK;
}

static cg_code parse_files(cg_service *service, const cg_parse_request *request, bool may_join,
                           cg_arena *arena, cg_parse_report *out_report, size_t *out_joined,
                           cg_err *err)
{
    cg_parse_upload_request q = {.project = request->project,
                                 .mode = request->mode,
                                 .dry_run = request->dry_run,
                                 .to = request->to,
                                 .include = request->include,
                                 .include_count = request->include_count,
                                 .exclude = request->exclude,
                                 .exclude_count = request->exclude_count};
    cg_parse_upload *u;
    *out_joined = 0;
    cg_code rc = begin(service, &q, may_join, &u, err);
    if (rc != CG_OK)
        return rc;
    rc = add_all(u, request, err);
    if (rc == CG_OK)
        return finish(u, request->deadline_ns, arena, out_report, out_joined, err);
    cg_service_upload_abort(u);
    return rc;
}

cg_code cg_service_parse(cg_service *service, const cg_parse_request *request, cg_arena *arena,
                         cg_parse_report *out_report, cg_err *err)
{
    size_t joined;
    cg_code rc = parse_files(service, request, true, arena, out_report, &joined, err);
    if (rc != CG_OK && joined > 1) /* perhaps for another's sake */
        rc = parse_files(service, request, false, arena, out_report, &joined, err);
    return rc;
}
