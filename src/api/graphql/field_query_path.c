// SPDX-License-Identifier: Apache-2.0
// api: Query.path: shortest paths between two nodes.
#include "gql.h"

#define SELECTOR_MAX 4096

/* An answer, or a path of it, and the state that its nodes belong to. */
typedef struct result {
    const cg_path_page *page;
    const gql_page *paths;
    const gql_scope *scope;
} result;
typedef struct route {
    const cg_path_view *path;
    unsigned length;
    const gql_scope *scope;
} route;

static cg_code read_path(cg_gql_call *call, cg_path_request *ask, cg_err *err)
{
    uint64_t length = 20;
    ask->both_ways = gql_flag(cg_gql_argument(&call->args, "bothWays"));
    ask->patience = gql_of(call)->patience;
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "from"), "from", SELECTOR_MAX, &ask->from, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "to"), "to", SELECTOR_MAX, &ask->to, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "maxLength"), "maxLength", 1, 1000,
                             &length, err);
    if (rc == CG_OK)
        rc = gql_read_follow(call, &ask->follow, err);
    ask->max_length = (unsigned)length;
    return rc;
}

static cg_code query_path(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_path_request ask = {0};
    cg_arena *arena = gql_load(call);
    cg_path_page *page = cg_arena_alloc(arena, sizeof *page);
    cg_code rc = read_path(call, &ask, err);
    if (rc == CG_OK)
        rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    ask.limit = paging.limit;
    ask.cursor = paging.cursor;
    rc = cg_service_paths(gql_service(call), &ask, arena, page, err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, page->candidates, page->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    result *found = cg_arena_alloc(call->arena, sizeof *found);
    *found = (result){.page = page, .scope = scope};
    found->paths = gql_page_make(call, &paging, page->generation, page->paths, page->count,
                                 sizeof *page->paths, page->next_cursor, page);
    call->out[0] = cg_gql_object(found);
    return CG_OK;
}

static cg_gql_value paths_of(cg_arena *arena, const result *r)
{
    size_t count = r->paths->count;
    route *list = cg_arena_alloc_array(arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] =
            (route){.path = r->paths->edges[i].row, .length = r->page->length, .scope = r->scope};
    return cg_gql_objects(arena, list, count, sizeof *list);
}

static cg_gql_value nodes_of(cg_gql_call *call, const route *r)
{
    cg_gql_value *items = cg_arena_alloc_array(call->arena, r->length + 1, sizeof *items);
    for (unsigned i = 0; i <= r->length; i++)
        items[i] = gql_node_value(call, &r->path->nodes[i], r->scope, false);
    return cg_gql_list(items, r->length + 1);
}

GQL_EACH(result_from, result, gql_node_value(call, &o->page->from, o->scope, false))
GQL_EACH(result_to, result, gql_node_value(call, &o->page->to, o->scope, false))
GQL_EACH(result_length, result, o->page->found ? cg_gql_int(o->page->length) : gql_null())
GQL_EACH(result_total, result, gql_count(o->page->total))
GQL_EACH(result_paths, result, paths_of(call->arena, o))
GQL_EACH(result_page, result, cg_gql_object(o->paths))
GQL_EACH(result_exhausted, result, cg_gql_bool(o->page->exhausted))
GQL_EACH(result_verdict, result, gql_verdict(o->page->verdict))
GQL_EACH(result_coverage, result, gql_coverage(&o->page->coverage))
GQL_EACH(result_generation, result, gql_count(o->page->generation))
GQL_EACH(path_nodes, route, nodes_of(call, o))
GQL_EACH(path_steps, route,
         cg_gql_objects(call->arena, o->path->steps, o->length, sizeof *o->path->steps))
GQL_EACH(step_type, cg_path_step, gql_relationship_type(o->kind))
GQL_EACH(step_rule, cg_path_step, cg_gql_text(cg_str_from(cg_link_rule_text(o->rule))))
GQL_EACH(step_dispatch, cg_path_step, cg_gql_bool(o->dispatch))
GQL_EACH(step_confidence, cg_path_step, cg_gql_float(o->confidence))
GQL_EACH(step_against, cg_path_step, cg_gql_bool(o->against))

static const cg_gql_binding bindings[] = {{"Query", "path", query_path},
                                          {"PathResult", "from", result_from},
                                          {"PathResult", "to", result_to},
                                          {"PathResult", "length", result_length},
                                          {"PathResult", "total", result_total},
                                          {"PathResult", "paths", result_paths},
                                          {"PathResult", "pageInfo", result_page},
                                          {"PathResult", "exhausted", result_exhausted},
                                          {"PathResult", "verdict", result_verdict},
                                          {"PathResult", "coverage", result_coverage},
                                          {"PathResult", "generation", result_generation},
                                          {"Path", "nodes", path_nodes},
                                          {"Path", "steps", path_steps},
                                          {"PathStep", "type", step_type},
                                          {"PathStep", "rule", step_rule},
                                          {"PathStep", "dispatch", step_dispatch},
                                          {"PathStep", "confidence", step_confidence},
                                          {"PathStep", "against", step_against},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_path = {bindings};
