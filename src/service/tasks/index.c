// SPDX-License-Identifier: Apache-2.0
// What a task does: a directory of this machine, or a revision or the history of a Git repository, into the
// graph.
#include "tasks.h"

#include <limits.h>

#define COMMITS_MAX 100000

static bool may_read(void *service, const char *real)
{
    return roots_allow(&((cg_service *)service)->opts, real);
}

static cg_ingest_target target_of(const cg_parse_root_request *q)
{
    return (cg_ingest_target){
        .branch = q->to.branch, .message = q->to.message, .author = q->to.author};
}

static cg_code import_git(task *t, cg_project *project, const char *path, cg_ingest_result *result,
                          cg_err *err)
{
    cg_service *service = t->queue->service;
    const cg_parse_root_request *q = &t->request;
    uint32_t commits_max = service->opts.commits_max;
    const cg_git_history_request history = {.source = {path, q->rev, may_read, service},
                                            .all_branches = q->git == CG_GIT_ALL_BRANCHES,
                                            .branch = q->to.branch,
                                            .commits_max =
                                                commits_max > 0 ? commits_max : COMMITS_MAX,
                                            .branches_max = service_branches_max(service),
                                            .progress = t->progress};
    return cg_ingest_git_history(service->ingest, project, &history, t->arena, result, err);
}

static cg_code index_git(task *t, cg_project *project, const char *path, cg_ingest_result *result,
                         cg_err *err)
{
    cg_service *service = t->queue->service;
    const cg_parse_root_request *q = &t->request;
    cg_upload_options opts = {.replace = q->mode == CG_PARSE_REPLACE,
                              .dry_run = q->dry_run,
                              .list = CG_UPLOAD_LIST_GAPS,
                              .include = q->include,
                              .include_count = q->include_count,
                              .exclude = q->exclude,
                              .exclude_count = q->exclude_count,
                              .target = target_of(q),
                              .progress = t->progress};
    cg_git_source source = {path, q->rev, may_read, service};
    cg_upload *upload = cg_upload_begin(service->ingest, project, &opts);
    cg_code rc = cg_upload_add_git(upload, &source, err);
    if (rc == CG_OK)
        return cg_upload_finish(upload, 0, t->arena, result, err);
    cg_upload_abort(upload);
    return rc;
}

static cg_code index_root(task *t, cg_project *project, cg_ingest_result *result, cg_err *err)
{
    const cg_parse_root_request *q = &t->request;
    cg_ingest_tree_request tree = {.root = q->root,
                                   .include = q->include,
                                   .include_count = q->include_count,
                                   .exclude = q->exclude,
                                   .exclude_count = q->exclude_count,
                                   .keep_missing = q->mode == CG_PARSE_PATCH,
                                   .dry_run = q->dry_run,
                                   .target = target_of(q),
                                   .progress = t->progress};
    return cg_ingest_tree(t->queue->service->ingest, project, &tree, t->arena, result, err);
}

static cg_code run(task *t, cg_project *project, const char *path, cg_ingest_result *result,
                   cg_err *err)
{
    switch (t->request.git) {
    case CG_GIT_NONE: return index_root(t, project, result, err);
    case CG_GIT_REVISION: return index_git(t, project, path, result, err);
    default: return import_git(t, project, path, result, err);
    }
}

cg_code task_index(task *t, task_outcome *out, cg_err *err)
{
    cg_service *service = t->queue->service;
    const cg_parse_root_request *q = &t->request;
    cg_project *project = NULL;
    char real[PATH_MAX];
    cg_code rc =
        roots_check(&service->opts, q->root, real, err); /* the options may be others by now */
    if (rc == CG_OK)
        rc = cg_store_project(service->store, project_or_default(q->project), true, &project, err);
    if (rc != CG_OK)
        return rc;
    cg_ingest_result result;
    uint64_t start = cg_now_ns(), cpu = cg_cpu_ns();
    rc = run(t, project, real, &result, err);
    if (rc != CG_OK)
        return rc;
    cg_parse_report *report = cg_arena_alloc(t->arena, sizeof *report);
    report_make(&result, (cg_now_ns() - start) / 1000000, (cg_cpu_ns() - cpu) / 1000000, t->arena,
                report);
    out->report = report;
    return CG_OK;
}
