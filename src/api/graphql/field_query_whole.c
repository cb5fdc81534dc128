// SPDX-License-Identifier: Apache-2.0
// api: Query.hubs, cycles, dead and communities: questions about a whole graph, by the page.
#include "gql.h"

#define MEMBERS_MAX 1000
#define MEMBERS 10 /* that are listed unless more are asked for */

/* A question, and what its answer belongs to. */
typedef struct asked {
    cg_whole_request ask;
    const gql_scope *scope;
    gql_paging paging;
    cg_arena *arena;
} asked;

/* A row whose nodes are loaded with it. */
typedef struct group {
    const void *row;
    const gql_scope *scope;
} group;

static cg_question_level level_of(const cg_gql_value *value, cg_question_level fallback)
{
    static const char *const names[] = {"NODE", "FILE", "PACKAGE"};
    for (unsigned i = 0; i < CG_ARRAY_LEN(names) && gql_given(value); i++)
        if (cg_str_eq(value->text, cg_str_from(names[i])))
            return (cg_question_level)i;
    return fallback;
}

static cg_code read_whole(cg_gql_call *call, cg_question_level level, asked *out, cg_err *err)
{
    *out = (asked){.arena = gql_load(call)};
    out->ask = (cg_whole_request){
        .level = level_of(cg_gql_argument(&call->args, "level"), level),
        .resolution = 1,
        .verdict = -1,
        .patience = gql_of(call)->patience,
    };
    cg_code rc = gql_read_follow(call, &out->ask.follow, err);
    if (rc == CG_OK)
        rc = gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &out->ask.filter,
                             err);
    if (rc == CG_OK)
        rc = gql_read_page(call, GQL_FIRST, &out->scope, &out->paging, err);
    if (rc != CG_OK)
        return rc;
    out->ask.where = out->scope->where;
    out->ask.limit = out->paging.limit;
    out->ask.cursor = out->paging.cursor;
    return CG_OK;
}

/* ---- members ---- */

/* How many of each row are to be loaded: as many as any selection of them wants. */
static size_t members_wanted(const cg_gql_call *call, const char *field)
{
    cg_str in_edges = cg_arena_printf(call->arena, "edges.node.%s", field);
    cg_str in_nodes = cg_arena_printf(call->arena, "nodes.%s", field);
    uint64_t most = CG_MAX(cg_gql_largest(call, in_edges.ptr, "first"),
                           cg_gql_largest(call, in_nodes.ptr, "first"));
    return (size_t)CG_MIN(most, (uint64_t)MEMBERS_MAX);
}

static cg_code first_of(cg_gql_call *call, size_t *out, cg_err *err)
{
    uint64_t first = MEMBERS;
    cg_code rc = gql_read_number(cg_gql_argument(&call->args, "first"), "first", 1, MEMBERS_MAX,
                                 &first, err);
    *out = (size_t)first;
    return rc;
}

static cg_gql_value some_nodes(cg_gql_call *call, const cg_node_view *nodes, size_t count,
                               size_t first, const gql_scope *scope)
{
    size_t shown = CG_MIN(count, first);
    cg_gql_value *items = cg_arena_alloc_array(call->arena, shown + 1, sizeof *items);
    for (size_t i = 0; i < shown; i++)
        items[i] = gql_node_value(call, &nodes[i], scope, false);
    return cg_gql_list(items, shown);
}

/* Edges lead to groups in place of nodes. */
static void fill_groups(cg_gql_call *call, gql_page *page, const gql_scope *scope)
{
    group *groups = cg_arena_alloc_array(call->arena, page->count + 1, sizeof *groups);
    for (size_t i = 0; i < page->count; i++) {
        groups[i] = (group){page->edges[i].row, scope};
        page->edges[i].node = cg_gql_object(&groups[i]);
    }
}

/* ---- hubs ---- */

static cg_code query_hubs(cg_gql_call *call, cg_err *err)
{
    asked a;
    cg_code rc = read_whole(call, CG_OF_NODES, &a, err);
    if (rc != CG_OK)
        return rc;
    if (a.ask.level == CG_OF_PACKAGES) {
        (void)CG_FAIL(err, CG_E_INVALID, "hubs are nodes or files");
        return cg_err_at(err, "level");
    }
    cg_hub_page *found = cg_arena_alloc(a.arena, sizeof *found);
    a.ask.externals = gql_flag(cg_gql_argument(&call->args, "externals"));
    rc = cg_service_hubs(gql_service(call), &a.ask, a.arena, found, err);
    rc = gql_loaded(call, a.arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &a.paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node =
            gql_node_value(call, &((const cg_hub_row *)page->edges[i].row)->node, a.scope, false);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_hub_row *hub_of(const gql_edge *edge)
{
    return edge->row;
}
GQL_EACH(hub_score, gql_edge, cg_gql_float(hub_of(o)->score))
GQL_EACH(hub_incoming, gql_edge, gql_count(hub_of(o)->in))
GQL_EACH(hub_outgoing, gql_edge, gql_count(hub_of(o)->out))

static const cg_hub_page *hubs_of(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(hubs_total, gql_page, gql_count(hubs_of(o)->total))
GQL_EACH(hubs_coverage, gql_page, gql_coverage(&hubs_of(o)->coverage))

/* ---- cycles ---- */

static cg_code query_cycles(cg_gql_call *call, cg_err *err)
{
    asked a;
    cg_code rc = read_whole(call, CG_OF_FILES, &a, err);
    if (rc != CG_OK)
        return rc;
    cg_cycle_page *found = cg_arena_alloc(a.arena, sizeof *found);
    a.ask.members_max = CG_MAX(members_wanted(call, "members"), members_wanted(call, "cycle"));
    rc = cg_service_cycles(gql_service(call), &a.ask, a.arena, found, err);
    rc = gql_loaded(call, a.arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &a.paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    fill_groups(call, page, a.scope);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_cycle_row *cycle_of(const group *g)
{
    return g->row;
}
GQL_EACH(cycle_size, group, gql_count(cycle_of(o)->size))

static cg_code cycle_nodes(cg_gql_call *call, bool circle, cg_err *err)
{
    size_t first;
    cg_code rc = first_of(call, &first, err);
    for (size_t i = 0; rc == CG_OK && i < call->count; i++) {
        const group *g = call->objects[i];
        const cg_cycle_row *row = g->row;
        call->out[i] = some_nodes(call, circle ? row->circle : row->members,
                                  circle ? row->circle_count : row->members_count, first, g->scope);
    }
    return rc;
}

static cg_code cycle_members(cg_gql_call *call, cg_err *err)
{
    return cycle_nodes(call, false, err);
}

static cg_code cycle_circle(cg_gql_call *call, cg_err *err)
{
    return cycle_nodes(call, true, err);
}

static const cg_cycle_page *cycles_of(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(cycles_total, gql_page, gql_count(cycles_of(o)->total))
GQL_EACH(cycles_verdict, gql_page, gql_verdict(cycles_of(o)->verdict))
GQL_EACH(cycles_coverage, gql_page, gql_coverage(&cycles_of(o)->coverage))

/* ---- what nothing uses ---- */

static int verdict_of(const cg_gql_value *value)
{
    if (!gql_given(value))
        return -1;
    return cg_str_eq(value->text, CG_STR("UNUSED")) ? CG_VERDICT_NONE : CG_VERDICT_UNKNOWN;
}

static cg_code query_dead(cg_gql_call *call, cg_err *err)
{
    asked a;
    cg_code rc = read_whole(call, CG_OF_NODES, &a, err);
    if (rc != CG_OK)
        return rc;
    cg_dead_page *found = cg_arena_alloc(a.arena, sizeof *found);
    a.ask.closed = gql_flag(cg_gql_argument(&call->args, "closed"));
    a.ask.verdict = verdict_of(cg_gql_argument(&call->args, "verdict"));
    rc = cg_service_dead(gql_service(call), &a.ask, a.arena, found, err);
    rc = gql_loaded(call, a.arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &a.paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++)
        page->edges[i].node =
            gql_node_value(call, &((const cg_dead_row *)page->edges[i].row)->node, a.scope, false);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_dead_row *dead_of(const gql_edge *edge)
{
    return edge->row;
}
static cg_gql_value reason_of(const cg_dead_row *row)
{
    return row->verdict == CG_VERDICT_NONE
               ? gql_null()
               : cg_gql_text(cg_str_from(cg_dead_reason_text(row->reason)));
}
GQL_EACH(dead_verdict, gql_edge,
         cg_gql_text(dead_of(o)->verdict == CG_VERDICT_NONE ? CG_STR("UNUSED") : CG_STR("UNKNOWN")))
GQL_EACH(dead_reason, gql_edge, reason_of(dead_of(o)))
GQL_EACH(dead_users, gql_edge, gql_count(dead_of(o)->users))

static const cg_dead_page *deads_of(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(deads_unused, gql_page, gql_count(deads_of(o)->unused))
GQL_EACH(deads_unknown, gql_page, gql_count(deads_of(o)->unknown))
GQL_EACH(deads_coverage, gql_page, gql_coverage(&deads_of(o)->coverage))

/* ---- communities ---- */

static cg_code query_communities(cg_gql_call *call, cg_err *err)
{
    asked a;
    cg_code rc = read_whole(call, CG_OF_FILES, &a, err);
    if (rc == CG_OK)
        rc = gql_read_real(cg_gql_argument(&call->args, "resolution"), "resolution", 0.001, 1000,
                           &a.ask.resolution, err);
    if (rc != CG_OK)
        return rc;
    cg_community_page *found = cg_arena_alloc(a.arena, sizeof *found);
    a.ask.members_max = members_wanted(call, "members");
    rc = cg_service_communities(gql_service(call), &a.ask, a.arena, found, err);
    rc = gql_loaded(call, a.arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &a.paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    fill_groups(call, page, a.scope);
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_community_row *community_of(const group *g)
{
    return g->row;
}
GQL_EACH(community_number, group, gql_count(community_of(o)->number))
GQL_EACH(community_size, group, gql_count(community_of(o)->size))
GQL_EACH(community_folder, group, cg_gql_text(community_of(o)->folder))
GQL_EACH(community_cohesion, group, cg_gql_float(community_of(o)->cohesion))

static cg_code community_members(cg_gql_call *call, cg_err *err)
{
    size_t first;
    cg_code rc = first_of(call, &first, err);
    for (size_t i = 0; rc == CG_OK && i < call->count; i++) {
        const group *g = call->objects[i];
        const cg_community_row *row = g->row;
        call->out[i] = some_nodes(call, row->members, row->members_count, first, g->scope);
    }
    return rc;
}

static const cg_community_page *communities_of(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(communities_total, gql_page, gql_count(communities_of(o)->total))
GQL_EACH(communities_points, gql_page, gql_count(communities_of(o)->points))
GQL_EACH(communities_modularity, gql_page, cg_gql_float(communities_of(o)->modularity))
GQL_EACH(communities_coverage, gql_page, gql_coverage(&communities_of(o)->coverage))

static const cg_gql_binding bindings[] = {
    {"Query", "hubs", query_hubs},
    GQL_CONNECTION("HubConnection"),
    {"HubConnection", "generation", gql_page_generation},
    {"HubConnection", "total", hubs_total},
    {"HubConnection", "coverage", hubs_coverage},
    GQL_EDGE("HubEdge"),
    {"HubEdge", "score", hub_score},
    {"HubEdge", "incoming", hub_incoming},
    {"HubEdge", "outgoing", hub_outgoing},
    {"Query", "cycles", query_cycles},
    GQL_CONNECTION("CycleConnection"),
    {"CycleConnection", "generation", gql_page_generation},
    {"CycleConnection", "total", cycles_total},
    {"CycleConnection", "verdict", cycles_verdict},
    {"CycleConnection", "coverage", cycles_coverage},
    GQL_EDGE("CycleEdge"),
    {"Cycle", "size", cycle_size},
    {"Cycle", "members", cycle_members},
    {"Cycle", "cycle", cycle_circle},
    {"Query", "dead", query_dead},
    GQL_CONNECTION("DeadConnection"),
    {"DeadConnection", "generation", gql_page_generation},
    {"DeadConnection", "unused", deads_unused},
    {"DeadConnection", "unknown", deads_unknown},
    {"DeadConnection", "coverage", deads_coverage},
    GQL_EDGE("DeadEdge"),
    {"DeadEdge", "verdict", dead_verdict},
    {"DeadEdge", "reason", dead_reason},
    {"DeadEdge", "users", dead_users},
    {"Query", "communities", query_communities},
    GQL_CONNECTION("CommunityConnection"),
    {"CommunityConnection", "generation", gql_page_generation},
    {"CommunityConnection", "total", communities_total},
    {"CommunityConnection", "points", communities_points},
    {"CommunityConnection", "modularity", communities_modularity},
    {"CommunityConnection", "coverage", communities_coverage},
    GQL_EDGE("CommunityEdge"),
    {"Community", "number", community_number},
    {"Community", "size", community_size},
    {"Community", "folder", community_folder},
    {"Community", "cohesion", community_cohesion},
    {"Community", "members", community_members},
    {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_whole = {bindings};
