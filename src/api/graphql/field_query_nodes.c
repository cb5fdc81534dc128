// SPDX-License-Identifier: Apache-2.0
// api: Query.node, nodes and relationships, which read the graph as it is.
#include "gql.h"

#define SELECTOR_MAX 4096

static cg_code query_node(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    cg_str id = CG_STR_NULL;
    cg_arena *arena = gql_load(call);
    cg_node_detail *detail = cg_arena_alloc(arena, sizeof *detail);
    const cg_node_ask ask = {0};
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "id"), "id", SELECTOR_MAX, &id, err);
    if (rc == CG_OK)
        rc = gql_scope_of(call, &scope, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_node_get(gql_service(call), scope->where, id, &ask, arena, detail, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, detail->candidates, detail->candidates_count);
        return CG_OK;
    }
    if (rc == CG_OK)
        call->out[0] = gql_node_value(call, &detail->node, scope, true);
    return rc;
}

static cg_code query_nodes(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_node_filter filter;
    cg_arena *arena = gql_load(call);
    cg_node_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc == CG_OK)
        rc = gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &filter, err);
    if (rc == CG_OK)
        rc = cg_service_node_list(gql_service(call), scope->where, &filter, paging.limit,
                                  paging.cursor, gql_of(call)->patience.deadline_ns, arena, found,
                                  err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node = gql_node_value(call, page->edges[i].row, scope, true);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static cg_code read_edge_filter(cg_gql_call *call, cg_edge_list_filter *out, cg_err *err)
{
    const cg_gql_value *input = cg_gql_argument(&call->args, "filter");
    *out = (cg_edge_list_filter){.min_confidence = 0.55};
    if (!gql_given(input))
        return CG_OK;
    out->kinds = gql_edge_kinds(cg_gql_member_of(input, "types"), call->arena, &out->kinds_count);
    cg_code rc =
        gql_read_text(cg_gql_member_of(input, "source"), "source", SELECTOR_MAX, &out->source, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(input, "target"), "target", SELECTOR_MAX, &out->target,
                           err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(input, "path"), "path", 1024, &out->path, err);
    if (rc == CG_OK)
        rc = gql_read_real(cg_gql_member_of(input, "minConfidence"), "minConfidence", 0, 1,
                           &out->min_confidence, err);
    return rc;
}

static cg_code query_relationships(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_edge_list_filter filter;
    cg_arena *arena = gql_load(call);
    cg_edge_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc == CG_OK)
        rc = read_edge_filter(call, &filter, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_relationship_list(gql_service(call), scope->where, &filter, paging.limit,
                                      paging.cursor, gql_of(call)->patience.deadline_ns, arena,
                                      found, err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, found->candidates, found->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    cg_gql_value edges = gql_relationship_list(call, found->rows + page->skip, page->count, scope);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node = edges.items[i];
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_gql_binding bindings[] = {{"Query", "node", query_node},
                                          {"Query", "nodes", query_nodes},
                                          {"Query", "relationships", query_relationships},
                                          GQL_CONNECTION("NodeConnection"),
                                          {"NodeConnection", "generation", gql_page_generation},
                                          GQL_EDGE("NodeEdge"),
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_nodes = {bindings};
