// SPDX-License-Identifier: Apache-2.0
// api: Query.dependencies, dependents, callers, callees and hierarchy: what is reached from a node.
#include "gql.h"

#define DEPTH_MAX 1000
#define CALLS (UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES)
#define TYPES                                                                                      \
    (UINT64_C(1) << CG_EDGE_INHERITS | UINT64_C(1) << CG_EDGE_IMPLEMENTS |                         \
     UINT64_C(1) << CG_EDGE_OVERRIDES)

/* What a page was found with, and the state that its nodes belong to. */
typedef struct reach_answer {
    const cg_reach_page *page;
    const gql_scope *scope;
} reach_answer;

static cg_code read_reach(cg_gql_call *call, cg_reach_request *ask, cg_err *err)
{
    uint64_t depth = ask->depth;
    const cg_gql_value *members = cg_gql_argument(&call->args, "members");
    ask->patience = gql_of(call)->patience;
    ask->with_names = gql_flag(cg_gql_argument(&call->args, "withNames"));
    ask->with_sites = cg_gql_selects(call, "edges.sites");
    if (gql_given(members))
        ask->members = gql_flag(members);
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "nodeId"), "nodeId", 4096, &ask->selector, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "depth"), "depth", 1, DEPTH_MAX, &depth,
                             err);
    if (rc == CG_OK)
        rc = gql_read_follow(call, &ask->follow, err);
    if (rc == CG_OK)
        rc =
            gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &ask->filter, err);
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
        rc = gql_read_page(call, fallback, out_scope, paging, err);
    if (rc != CG_OK)
        return rc;
    ask->where = (*out_scope)->where;
    ask->limit = paging->limit;
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
    cg_reach_request ask = {.direction = direction, .members = true, .depth = 1};
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

static cg_code reach_page(cg_gql_call *call, cg_reach_request *ask, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_reach_page *found;
    cg_code rc = run_reach(call, ask, &scope, &paging, GQL_FIRST, &found, err);
    if (rc != CG_OK || found == NULL)
        return rc;
    reach_answer *answer = cg_arena_alloc(call->arena, sizeof *answer);
    *answer = (reach_answer){found, scope};
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, answer);
    for (size_t i = 0; i < page->count; i++) {
        const cg_reach_row *row = page->edges[i].row;
        page->edges[i].node = gql_node_value(call, &row->node, scope, false);
    }
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static cg_code query_callers(cg_gql_call *call, cg_err *err)
{
    cg_reach_request ask = {.direction = CG_DIR_IN, .follow.kinds = CALLS, .depth = 1};
    return reach_page(call, &ask, err);
}

static cg_code query_callees(cg_gql_call *call, cg_err *err)
{
    cg_reach_request ask = {.direction = CG_DIR_OUT, .follow.kinds = CALLS, .depth = 1};
    return reach_page(call, &ask, err);
}

static cg_code query_dependency_connection(cg_gql_call *call, cg_err *err)
{
    cg_reach_request ask = {.direction = CG_DIR_OUT, .members = true, .depth = 1};
    return reach_page(call, &ask, err);
}

static cg_code query_dependent_connection(cg_gql_call *call, cg_err *err)
{
    cg_reach_request ask = {.direction = CG_DIR_IN, .members = true, .depth = 1};
    return reach_page(call, &ask, err);
}

static cg_code query_hierarchy(cg_gql_call *call, cg_err *err)
{
    const cg_gql_value *direction = cg_gql_argument(&call->args, "direction");
    cg_reach_request ask = {
        .direction = gql_direction_of(direction, CG_DIR_BOTH), .follow.kinds = TYPES, .depth = 100};
    return reach_page(call, &ask, err);
}

static const cg_reach_row *row_of(const gql_edge *edge)
{
    return edge->row;
}
GQL_EACH(edge_depth, gql_edge, cg_gql_int(row_of(o)->depth))
GQL_EACH(edge_direction, gql_edge, gql_direction(row_of(o)->direction))
GQL_EACH(edge_from, gql_edge, gql_id(call->arena, row_of(o)->from))
GQL_EACH(edge_type, gql_edge, gql_relationship_type(row_of(o)->kind))
GQL_EACH(edge_rule, gql_edge, cg_gql_text(cg_str_from(cg_link_rule_text(row_of(o)->rule))))
GQL_EACH(edge_confidence, gql_edge, cg_gql_float(row_of(o)->confidence))
GQL_EACH(edge_dispatch, gql_edge, cg_gql_bool(row_of(o)->dispatch))
GQL_EACH(edge_sites, gql_edge,
         gql_site_list(call->arena, row_of(o)->site_path, row_of(o)->sites, row_of(o)->sites_count))

static const cg_reach_page *found_by(const gql_page *page)
{
    return ((const reach_answer *)page->answer)->page;
}
static const gql_scope *scope_of(const gql_page *page)
{
    return ((const reach_answer *)page->answer)->scope;
}
GQL_EACH(page_node, gql_page, gql_node_value(call, &found_by(o)->node, scope_of(o), false))
GQL_EACH(page_total, gql_page, gql_count(found_by(o)->total))
GQL_EACH(page_depths, gql_page,
         cg_gql_objects(call->arena, found_by(o)->depths, found_by(o)->depths_count,
                        sizeof *found_by(o)->depths))
GQL_EACH(page_verdict, gql_page, gql_verdict(found_by(o)->verdict))
GQL_EACH(page_coverage, gql_page, gql_coverage(&found_by(o)->coverage))
GQL_EACH(depth_direction, cg_depth_count, gql_direction(o->direction))
GQL_EACH(depth_depth, cg_depth_count, cg_gql_int(o->depth))
GQL_EACH(depth_count, cg_depth_count, gql_count(o->count))

static const cg_gql_binding bindings[] = {
    {"Query", "dependencies", query_dependencies},
    {"Query", "dependents", query_dependents},
    {"Query", "dependencyConnection", query_dependency_connection},
    {"Query", "dependentConnection", query_dependent_connection},
    {"Query", "callers", query_callers},
    {"Query", "callees", query_callees},
    {"Query", "hierarchy", query_hierarchy},
    GQL_CONNECTION("ReachConnection"),
    {"ReachConnection", "generation", gql_page_generation},
    {"ReachConnection", "node", page_node},
    {"ReachConnection", "total", page_total},
    {"ReachConnection", "depths", page_depths},
    {"ReachConnection", "verdict", page_verdict},
    {"ReachConnection", "coverage", page_coverage},
    {"DepthCount", "direction", depth_direction},
    {"DepthCount", "depth", depth_depth},
    {"DepthCount", "count", depth_count},
    GQL_EDGE("ReachEdge"),
    {"ReachEdge", "depth", edge_depth},
    {"ReachEdge", "direction", edge_direction},
    {"ReachEdge", "from", edge_from},
    {"ReachEdge", "type", edge_type},
    {"ReachEdge", "rule", edge_rule},
    {"ReachEdge", "confidence", edge_confidence},
    {"ReachEdge", "dispatch", edge_dispatch},
    {"ReachEdge", "sites", edge_sites},
    {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_reach = {bindings};
