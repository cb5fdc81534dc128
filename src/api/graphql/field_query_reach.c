// SPDX-License-Identifier: Apache-2.0
// api: Query.dependencies, dependents, callers and callees: what is reached from a node.
#include "gql.h"

#define DEPTH_MAX 1000

static cg_code read_reach(cg_gql_call *call, cg_reach_request *ask, cg_err *err)
{
    uint64_t depth = 1;
    ask->patience = gql_of(call)->patience;
    ask->follow.min_confidence = 0.55;
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "nodeId"), "nodeId", 4096, &ask->selector, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "depth"), "depth", 1, DEPTH_MAX, &depth,
                             err);
    if (rc == CG_OK)
        rc = gql_read_real(cg_gql_argument(&call->args, "minConfidence"), "minConfidence", 0, 1,
                           &ask->follow.min_confidence, err);
    ask->depth = (unsigned)depth;
    return rc;
}

/* What is found; NULL: the value says what is wrong. */
static cg_code run_reach(cg_gql_call *call, cg_reach_request *ask, const gql_scope **out_scope,
                         gql_paging *paging, size_t fallback, cg_reach_page **out_found,
                         cg_err *err)
{
    cg_arena *arena = gql_load(call);
    cg_reach_page *found = cg_arena_alloc(arena, sizeof *found);
    *out_found = NULL;
    cg_code rc = read_reach(call, ask, err);
    if (rc == CG_OK)
        rc = gql_scope_of(call, out_scope, err);
    if (rc == CG_OK)
        rc = gql_read_paging(call, cg_gql_argument(&call->args, "first"),
                             cg_gql_argument(&call->args, "after"), fallback, out_scope, paging,
                             err);
    if (rc != CG_OK)
        return rc;
    ask->where = (*out_scope)->where;
    ask->limit = paging->first + paging->skip;
    ask->cursor = paging->cursor;
    rc = cg_service_reach(gql_service(call), ask, arena, found, err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, found->candidates, found->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    *out_found = found;
    return rc;
}

/* ---- lists ---- */

static cg_code reach_list(cg_gql_call *call, cg_direction direction, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_reach_page *found;
    cg_reach_request ask = {.direction = direction, .members = true};
    cg_code rc = run_reach(call, &ask, &scope, &paging, 100, &found, err);
    if (rc != CG_OK || found == NULL)
        return rc;
    cg_gql_value *items = cg_arena_alloc_array(call->arena, found->count + 1, sizeof *items);
    for (size_t i = 0; i < found->count; i++)
        items[i] = gql_node_value(call, &found->rows[i].node, scope, false);
    call->out[0] = cg_gql_list(items, found->count);
    return CG_OK;
}

static cg_code query_dependencies(cg_gql_call *call, cg_err *err)
{
    return reach_list(call, CG_DIR_OUT, err);
}

static cg_code query_dependents(cg_gql_call *call, cg_err *err)
{
    return reach_list(call, CG_DIR_IN, err);
}

/* ---- pages ---- */

static cg_code reach_page(cg_gql_call *call, cg_direction direction, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_reach_page *found;
    cg_reach_request ask = {.direction = direction,
                            .follow.kinds =
                                UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES};
    cg_code rc = run_reach(call, &ask, &scope, &paging, 20, &found, err);
    if (rc != CG_OK || found == NULL)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++) {
        const cg_reach_row *row = page->edges[i].row;
        page->edges[i].node = gql_node_value(call, &row->node, scope, false);
    }
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static cg_code query_callers(cg_gql_call *call, cg_err *err)
{
    return reach_page(call, CG_DIR_IN, err);
}

static cg_code query_callees(cg_gql_call *call, cg_err *err)
{
    return reach_page(call, CG_DIR_OUT, err);
}

static const cg_reach_row *row_of(const gql_edge *edge)
{
    return edge->row;
}
GQL_EACH(edge_depth, gql_edge, cg_gql_int(row_of(o)->depth))
GQL_EACH(edge_from, gql_edge, gql_id(call->arena, row_of(o)->from))
GQL_EACH(edge_type, gql_edge, gql_relationship_type(row_of(o)->kind))
GQL_EACH(edge_confidence, gql_edge, cg_gql_float(row_of(o)->confidence))

static const cg_reach_page *found_by(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(page_total, gql_page, gql_count(found_by(o)->total))
GQL_EACH(page_verdict, gql_page, gql_verdict(found_by(o)->verdict))
GQL_EACH(page_coverage, gql_page, gql_coverage(&found_by(o)->coverage))

static const cg_gql_binding bindings[] = {{"Query", "dependencies", query_dependencies},
                                          {"Query", "dependents", query_dependents},
                                          {"Query", "callers", query_callers},
                                          {"Query", "callees", query_callees},
                                          GQL_CONNECTION("ReachConnection"),
                                          {"ReachConnection", "generation", gql_page_generation},
                                          {"ReachConnection", "total", page_total},
                                          {"ReachConnection", "verdict", page_verdict},
                                          {"ReachConnection", "coverage", page_coverage},
                                          GQL_EDGE("ReachEdge"),
                                          {"ReachEdge", "depth", edge_depth},
                                          {"ReachEdge", "from", edge_from},
                                          {"ReachEdge", "type", edge_type},
                                          {"ReachEdge", "confidence", edge_confidence},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_reach = {bindings};
