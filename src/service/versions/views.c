// SPDX-License-Identifier: Apache-2.0
// One version: read, shown, made.
#include "cg/graph_care.h"

#include "service_int.h"

#include <stdio.h>

cg_code service_project(cg_service *service, cg_str name, cg_project **out_project, cg_err *err)
{
    return cg_store_project(service->store, project_or_default(name), false, out_project, err);
}

static void put_digest(cg_hash128 digest, char out[33])
{
    (void)snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, digest.hi, digest.lo);
}

static cg_code missing(cg_code rc, cg_err *err)
{
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "the record of a version is missing")
                                : rc;
}

/* The id of a parent; what was merged without being a version stands for the version below it. */
static cg_code add_parent(cg_project *project, uint64_t generation, cg_arena *arena,
                          cg_version_view *out, cg_err *err)
{
    cg_version v = {.parent = generation};
    while (!v.named && v.parent != 0) {
        cg_code rc = cg_project_version(project, v.parent, arena, &v, err);
        if (rc != CG_OK)
            return missing(rc, err);
    }
    if (v.named)
        out->parents[out->parents_count++] = v.id;
    return CG_OK;
}

cg_code version_view_of(cg_project *project, const cg_version *v, cg_arena *arena,
                        cg_version_view *out, cg_err *err)
{
    cg_code rc = CG_OK;
    *out = (cg_version_view){
        .generation = v->generation,
        .base = v->base,
        .created_ms = v->time_ms,
        .files = v->counts.files,
        .nodes = v->counts.nodes,
        .relationships = v->counts.edges,
        .collected = cg_project_is_collected(project, v->generation),
        .named = v->named,
        .id = v->id,
        .message = cg_arena_str(arena, v->message),
        .author = cg_arena_str(arena, v->author),
        .git = cg_arena_str(arena, v->git),
        .git_time_ms = v->git_time_ms,
        .parents = cg_arena_alloc_array(arena, v->merged_count + 1, sizeof *out->parents)};
    put_digest(v->digest, out->digest);
    put_digest(v->overlay_digest, out->overlay_digest);
    if (v->parent != 0)
        rc = add_parent(project, v->parent, arena, out, err);
    for (size_t i = 0; rc == CG_OK && i < v->merged_count; i++)
        rc = add_parent(project, v->merged[i], arena, out, err);
    return rc;
}

cg_code version_view(cg_project *project, uint64_t generation, cg_arena *arena,
                     cg_version_view *out_view, cg_err *err)
{
    cg_version v;
    *out_view = (cg_version_view){0};
    if (generation == 0)
        return CG_OK;
    cg_code rc = cg_project_version(project, generation, arena, &v, err);
    return rc == CG_OK ? version_view_of(project, &v, arena, out_view, err) : missing(rc, err);
}

cg_code cg_service_version_get(cg_service *service, cg_graph_ref where, cg_arena *arena,
                               cg_version_view *out_version, cg_err *err)
{
    cg_project *project;
    resolved_ref found;
    cg_str ref = where.ref.len > 0 ? where.ref : CG_STR(CG_BRANCH_MAIN);
    cg_code rc = service_project(service, where.project, &project, err);
    if (rc == CG_OK)
        rc = service_resolve_ref(project, ref, arena, &found, err);
    if (rc == CG_OK && found.generation == 0)
        return CG_FAIL(err, CG_E_NOT_FOUND, "nothing was written to \"%.*s\" yet", CG_STR_ARG(ref));
    return rc == CG_OK ? version_view(project, found.generation, arena, out_version, err) : rc;
}

static cg_code refuse(cg_code code, const char *pointer, const char *why, cg_err *err)
{
    cg_code rc = CG_FAIL(err, code, "%s", why);
    (void)cg_err_at(err, "%s", pointer);
    return rc;
}

cg_code cg_service_version_create(cg_service *service, const cg_version_request *request,
                                  cg_arena *arena, cg_version_view *out_version, cg_err *err)
{
    cg_project *project;
    cg_commit *commit;
    cg_commit_result result;
    cg_commit_options opts = {.branch = request->to.branch,
                              .author = request->to.author,
                              .deadline_ns = request->deadline_ns,
                              .always = true};
    if (request->to.message.len == 0)
        return refuse(CG_E_INVALID, "message", "a version needs a message", err);
    cg_code rc = service_project(service, request->project, &project, err);
    if (rc == CG_OK)
        rc = cg_commit_begin(project, &opts, &commit, err);
    if (rc != CG_OK)
        return rc;
    const cg_snapshot *base = cg_commit_base(commit);
    if (!request->allow_empty && cg_snapshot_version(base) == cg_snapshot_generation(base)) {
        cg_commit_abort(commit);
        return refuse(CG_E_CONFLICT, "allow_empty",
                      "nothing has changed since the last version of the branch", err);
    }
    rc = cg_commit_finish(commit, request->to.message, &result, err);
    return rc == CG_OK ? version_view(project, result.generation, arena, out_version, err) : rc;
}
