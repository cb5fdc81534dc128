// SPDX-License-Identifier: Apache-2.0
// api: Query.clones: definitions whose bodies are nearly the same.
#include "gql.h"

typedef struct group {
    const cg_clone_group_view *view;
    const gql_scope *scope;
} group;
typedef struct copy {
    const cg_clone_member_view *view;
    const gql_scope *scope;
} copy;

static cg_code read_clones(cg_gql_call *call, cg_clone_request *ask, cg_err *err)
{
    uint64_t tokens = 50;
    *ask = (cg_clone_request){.similarity_min = 0.8,
                              .any_names = gql_flag(cg_gql_argument(&call->args, "renamed")),
                              .patience = gql_of(call)->patience};
    cg_code rc = gql_read_real(cg_gql_argument(&call->args, "similarity"), "similarity", 0, 1,
                               &ask->similarity_min, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "minTokens"), "minTokens", 20, 100000,
                             &tokens, err);
    if (rc == CG_OK)
        rc =
            gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &ask->filter, err);
    ask->tokens_min = (uint32_t)tokens;
    return rc;
}

static cg_code query_clones(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_clone_request ask;
    cg_arena *arena = gql_load(call);
    cg_clone_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = read_clones(call, &ask, err);
    if (rc == CG_OK)
        rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    ask.limit = paging.limit;
    ask.cursor = paging.cursor;
    rc = cg_service_clones(gql_service(call), &ask, arena, found, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    group *groups = cg_arena_alloc_array(call->arena, page->count + 1, sizeof *groups);
    for (size_t i = 0; i < page->count; i++) {
        groups[i] = (group){page->edges[i].row, scope};
        page->edges[i].node = cg_gql_object(&groups[i]);
    }
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_clone_page *found_by(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(page_total, gql_page, gql_count(found_by(o)->total))
GQL_EACH(page_definitions, gql_page, gql_count(found_by(o)->definitions))
GQL_EACH(page_files, gql_page, gql_count(found_by(o)->files_without_source))

GQL_EACH(group_similarity, group, cg_gql_float(o->view->similarity))
GQL_EACH(group_spare, group, gql_count(o->view->tokens_spare))
GQL_EACH(group_size, group, gql_count(o->view->members_count))

static cg_gql_value some_members(cg_arena *arena, const group *g, size_t first)
{
    size_t shown = CG_MIN(g->view->members_listed, first);
    copy *list = cg_arena_alloc_array(arena, shown + 1, sizeof *list);
    for (size_t i = 0; i < shown; i++)
        list[i] = (copy){&g->view->members[i], g->scope};
    return cg_gql_objects(arena, list, shown, sizeof *list);
}

static cg_code group_members(cg_gql_call *call, cg_err *err)
{
    uint64_t first = 20;
    cg_code rc = gql_read_number(cg_gql_argument(&call->args, "first"), "first", 1,
                                 CG_CLONE_MEMBERS_LISTED_MAX, &first, err);
    for (size_t i = 0; rc == CG_OK && i < call->count; i++)
        call->out[i] = some_members(call->arena, call->objects[i], (size_t)first);
    return rc;
}

GQL_EACH(member_node, copy, gql_node_value(call, &o->view->node, o->scope, false))
GQL_EACH(member_tokens, copy, cg_gql_int(o->view->tokens))
GQL_EACH(member_similarity, copy, cg_gql_float(o->view->similarity))
GQL_EACH(member_containment, copy, cg_gql_float(o->view->containment))

static const cg_gql_binding bindings[] = {{"Query", "clones", query_clones},
                                          GQL_CONNECTION("CloneConnection"),
                                          {"CloneConnection", "generation", gql_page_generation},
                                          {"CloneConnection", "total", page_total},
                                          {"CloneConnection", "definitions", page_definitions},
                                          {"CloneConnection", "filesWithoutSource", page_files},
                                          GQL_EDGE("CloneEdge"),
                                          {"CloneGroup", "similarity", group_similarity},
                                          {"CloneGroup", "tokensSpare", group_spare},
                                          {"CloneGroup", "size", group_size},
                                          {"CloneGroup", "members", group_members},
                                          {"CloneMember", "node", member_node},
                                          {"CloneMember", "tokens", member_tokens},
                                          {"CloneMember", "similarity", member_similarity},
                                          {"CloneMember", "containment", member_containment},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_clones = {bindings};
