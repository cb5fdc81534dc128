// SPDX-License-Identifier: Apache-2.0
// Importing indexes: what they say is held against the head of the branch, and becomes rows that linking reads. Rows name
// contents, so it does not matter what others commit between the two.
#include "service_int.h"

#define MEMORY_MAX ((size_t)512 << 20)
#define AT_ONCE 2u
_Static_assert(CG_INDEX_PATHS_MAX == CG_INDEX_LISTED_MAX, "one list is the other's");

struct cg_index_import {
    cg_service *service;
    cg_scip_reader *reader;
    cg_arena *arena; /* of the request's texts */
    cg_import_request request;
    uint64_t begun_ns;
};

static size_t memory_max(const cg_service *service)
{
    return service->opts.import_bytes_max > 0 ? service->opts.import_bytes_max : MEMORY_MAX;
}

static bool take_place(cg_service *service)
{
    unsigned max = service->opts.imports_max > 0 ? service->opts.imports_max : AT_ONCE;
    if (atomic_fetch_add(&service->importing, 1) < max)
        return true;
    atomic_fetch_sub(&service->importing, 1);
    return false;
}

static cg_import_request copy_request(const cg_import_request *q, cg_arena *arena)
{
    return (cg_import_request){.project = cg_arena_str(arena, project_or_default(q->project)),
                               .dry_run = q->dry_run,
                               .to = {.branch = cg_arena_str(arena, q->to.branch),
                                      .message = cg_arena_str(arena, q->to.message),
                                      .author = cg_arena_str(arena, q->to.author),
                                      .transaction = cg_arena_str(arena, q->to.transaction)}};
}

static cg_code take_head(cg_project *project, cg_str branch, cg_snapshot **out_snap, cg_err *err)
{
    return cg_snapshot_take_branch(project, branch.len > 0 ? branch : CG_STR(CG_BRANCH_MAIN),
                                   out_snap, err);
}

/* Whether there is what it would be imported into. */
static cg_code check_target(cg_service *service, const cg_import_request *q, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_project *project;
    cg_str branch;
    cg_code rc =
        cg_store_project(service->store, project_or_default(q->project), false, &project, err);
    if (rc == CG_OK)
        rc = transaction_branch(service, project_or_default(q->project), &q->to, arena, &branch,
                                err);
    if (rc == CG_OK)
        rc = take_head(project, branch, &snap, err);
    return rc;
}

cg_code cg_service_import_begin(cg_service *service, const cg_import_request *request,
                                cg_index_import **out_import, cg_err *err)
{
    cg_code rc = check_target(service, request, err);
    if (rc != CG_OK)
        return rc;
    if (!take_place(service))
        return CG_FAIL(err, CG_E_BUSY,
                       "as many indexes are being imported as may be at once "
                       "(import.at_once)");
    cg_index_import *import = cg_alloc(sizeof *import);
    import->service = service;
    import->arena = cg_arena_create(0);
    import->request = copy_request(request, import->arena);
    import->reader = cg_scip_reader_create(memory_max(service));
    import->begun_ns = cg_now_ns();
    *out_import = import;
    return CG_OK;
}

cg_code cg_service_import_push(cg_index_import *import, cg_str bytes, cg_err *err)
{
    return cg_scip_reader_push(import->reader, bytes, err);
}

void cg_service_import_abort(cg_index_import *import)
{
    if (import == NULL)
        return;
    atomic_fetch_sub(&import->service->importing, 1);
    cg_scip_reader_destroy(import->reader);
    cg_arena_destroy(import->arena);
    cg_free(import);
}

/* ---- the commit ---- */

static void report_commit(const cg_known_result *r, cg_import_report *out)
{
    out->generation = r->commit.generation;
    out->changed = r->commit.changed;
    out->version = r->commit.version;
    out->agreed = r->agreement.agreed;
    out->corrected = r->agreement.corrected;
    out->added = r->agreement.added;
    out->dropped = r->dropped;
    out->node_changes =
        (cg_change_counts){r->commit.nodes_added, r->commit.nodes_changed, r->commit.nodes_removed};
    out->edge_changes =
        (cg_change_counts){r->commit.edges_added, r->commit.edges_changed, r->commit.edges_removed};
}

static cg_code commit_rows(cg_service *service, cg_project *project, const cg_import_request *q,
                           cg_known_rows *rows, cg_str branch, cg_import_report *out, cg_err *err)
{
    cg_known_result result;
    rows->dry_run = q->dry_run;
    rows->target =
        (cg_ingest_target){.branch = branch, .message = q->to.message, .author = q->to.author};
    cg_code rc = cg_ingest_known(service->ingest, project, rows, &result, err);
    if (rc == CG_OK && !q->dry_run)
        transaction_note_written(service, q->to.transaction, result.commit.generation);
    if (rc == CG_OK)
        report_commit(&result, out);
    return rc;
}

static cg_code import_index(cg_service *service, const cg_import_request *q,
                            const cg_scip_index *index, uint64_t deadline_ns, cg_arena *arena,
                            cg_import_report *out, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_arena) scratch = cg_arena_create(0);
    const cg_index_limits limits = {deadline_ns, memory_max(service)};
    cg_project *project;
    cg_str branch;
    cg_index_rows found;
    cg_code rc = cg_store_project(service->store, q->project, false, &project, err);
    if (rc == CG_OK)
        rc = transaction_branch(service, q->project, &q->to, scratch, &branch, err);
    if (rc == CG_OK)
        rc = take_head(project, branch, &snap, err);
    if (rc == CG_OK)
        rc = cg_index_resolve(service->store, snap, index, &limits, scratch, &found, err);
    if (rc != CG_OK)
        return rc;
    *out = (cg_import_report){.tool = cg_arena_str(arena, index->tool),
                              .tool_version = cg_arena_str(arena, index->tool_version),
                              .documents_matched = found.matched,
                              .documents_stale = found.stale,
                              .documents_unknown = found.unknown,
                              .references = found.references,
                              .resolved = found.resolved};
    cg_str *paths = cg_arena_alloc_array(arena, 2 * CG_INDEX_LISTED_MAX, sizeof *paths);
    for (size_t i = 0; i < CG_MIN(found.stale, (uint64_t)CG_INDEX_LISTED_MAX); i++)
        paths[i] = cg_arena_str(arena, found.stale_paths[i]);
    for (size_t i = 0; i < CG_MIN(found.unknown, (uint64_t)CG_INDEX_LISTED_MAX); i++)
        paths[CG_INDEX_LISTED_MAX + i] = cg_arena_str(arena, found.unknown_paths[i]);
    out->stale = paths;
    out->unknown = paths + CG_INDEX_LISTED_MAX;
    cg_snapshot_release(snap); /* the commit may want the store to itself */
    snap = NULL;
    cg_known_rows rows = {.list = found.list, .count = found.count, .deadline_ns = deadline_ns};
    return commit_rows(service, project, q, &rows, branch, out, err);
}

cg_code cg_service_import_finish(cg_index_import *import, uint64_t deadline_ns, cg_arena *arena,
                                 cg_import_report *out_report, cg_err *err)
{
    const cg_import_request *q = &import->request;
    cg_scip_index index;
    cg_code rc = cg_scip_reader_finish(import->reader, &index, err);
    if (rc == CG_OK) {
        rc = import_index(import->service, q, &index, deadline_ns, arena, out_report, err);
        rc = transaction_explain(import->service, q->project, q->to.transaction, rc, err);
    }
    if (rc == CG_OK)
        out_report->elapsed_ms = (cg_now_ns() - import->begun_ns) / 1000000;
    cg_service_import_abort(import);
    return rc;
}

cg_code cg_service_import_forget(cg_service *service, const cg_import_request *request,
                                 uint64_t deadline_ns, cg_import_report *out_report, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str name = project_or_default(request->project), branch;
    cg_known_rows rows = {.drop = true, .deadline_ns = deadline_ns};
    uint64_t begun_ns = cg_now_ns();
    cg_project *project;
    *out_report = (cg_import_report){.generation = 0};
    cg_code rc = cg_store_project(service->store, name, false, &project, err);
    if (rc == CG_OK)
        rc = transaction_branch(service, name, &request->to, arena, &branch, err);
    if (rc != CG_OK)
        return rc;
    rc = commit_rows(service, project, request, &rows, branch, out_report, err);
    out_report->elapsed_ms = (cg_now_ns() - begun_ns) / 1000000;
    return transaction_explain(service, name, request->to.transaction, rc, err);
}
