// SPDX-License-Identifier: Apache-2.0
// api: Query.versions and branches.
#include "gql.h"

static cg_code query_versions(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_version_filter filter = {0};
    cg_arena *arena = gql_load(call);
    cg_version_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "author"), "author", CG_AUTHOR_MAX,
                               &filter.author, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "path"), "path", 1024, &filter.path, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "nodeId"), "nodeId", 4096, &filter.node,
                           err);
    if (rc == CG_OK)
        rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_version_list(gql_service(call), scope->where, &filter, paging.limit,
                                 paging.cursor, gql_of(call)->patience.deadline_ns, arena, found,
                                 err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, found->candidates, found->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node = cg_gql_object(page->edges[i].row);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static cg_gql_value parents_of(cg_arena *arena, const cg_version_view *version)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, version->parents_count + 1, sizeof *items);
    for (size_t i = 0; i < version->parents_count; i++)
        items[i] = gql_id(arena, version->parents[i]);
    return cg_gql_list(items, version->parents_count);
}

GQL_EACH(version_id, cg_version_view, gql_id(call->arena, o->id))
GQL_EACH(version_generation, cg_version_view, gql_count(o->generation))
GQL_EACH(version_parents, cg_version_view, parents_of(call->arena, o))
GQL_EACH(version_message, cg_version_view, cg_gql_text(o->message))
GQL_EACH(version_author, cg_version_view, gql_text_or_null(o->author))
GQL_EACH(version_created, cg_version_view, gql_time(call->arena, o->created_ms))
GQL_EACH(version_digest, cg_version_view, cg_gql_text(cg_str_from(o->digest)))
GQL_EACH(version_files, cg_version_view, gql_count(o->files))
GQL_EACH(version_nodes, cg_version_view, gql_count(o->nodes))
GQL_EACH(version_relationships, cg_version_view, gql_count(o->relationships))
GQL_EACH(version_git, cg_version_view, gql_text_or_null(o->git))

/* ---- branches ---- */

static cg_code query_branches(cg_gql_call *call, cg_err *err)
{
    const gql_scope *none = NULL;
    gql_paging paging;
    cg_str project = gql_of(call)->defaults.project;
    cg_arena *arena = gql_load(call);
    cg_branch_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "project"), "project",
                               CG_PROJECT_NAME_MAX, &project, err);
    if (rc == CG_OK)
        rc = gql_read_paging(call, cg_gql_argument(&call->args, "first"),
                             cg_gql_argument(&call->args, "after"), GQL_FIRST, &none, &paging, err);
    if (rc == CG_OK)
        rc = cg_service_branch_list(gql_service(call), project, paging.limit, paging.cursor, arena,
                                    found, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, 0, found->rows, found->count, sizeof *found->rows,
                                   found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node = cg_gql_object(page->edges[i].row);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

GQL_EACH(branch_name, cg_branch_view, cg_gql_text(o->name))
GQL_EACH(branch_generation, cg_branch_view, gql_count(o->head.generation))
GQL_EACH(branch_head, cg_branch_view, o->head.named ? cg_gql_object(&o->head) : gql_null())
GQL_EACH(branch_protected, cg_branch_view, cg_gql_bool(o->is_protected))

static const cg_gql_binding bindings[] = {{"Query", "versions", query_versions},
                                          {"Query", "branches", query_branches},
                                          GQL_CONNECTION("VersionConnection"),
                                          GQL_EDGE("VersionEdge"),
                                          {"Version", "id", version_id},
                                          {"Version", "generation", version_generation},
                                          {"Version", "parents", version_parents},
                                          {"Version", "message", version_message},
                                          {"Version", "author", version_author},
                                          {"Version", "createdAt", version_created},
                                          {"Version", "digest", version_digest},
                                          {"Version", "files", version_files},
                                          {"Version", "nodes", version_nodes},
                                          {"Version", "relationships", version_relationships},
                                          {"Version", "git", version_git},
                                          GQL_CONNECTION("BranchConnection"),
                                          GQL_EDGE("BranchEdge"),
                                          {"Branch", "name", branch_name},
                                          {"Branch", "generation", branch_generation},
                                          {"Branch", "head", branch_head},
                                          {"Branch", "protected", branch_protected},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_versions = {bindings};
