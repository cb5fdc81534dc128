// SPDX-License-Identifier: Apache-2.0
// api: scopes, and nodes, relationships and pages as objects of GraphQL answers.
#include "gql.h"

#include "rest/rest.h"

/* ---- scopes ---- */

static const gql_scope *add_scope(cg_gql_call *call, cg_graph_ref where)
{
    gql_scope *scope = cg_arena_alloc(call->arena, sizeof *scope);
    *scope = (gql_scope){.where = where};
    gql_note_generation(gql_of(call), where.generation);
    return scope;
}

cg_code gql_scope_of(cg_gql_call *call, const gql_scope **out_scope, cg_err *err)
{
    gql_context *context = gql_of(call);
    cg_graph_ref where = context->defaults;
    const cg_gql_value *ref = cg_gql_argument(&call->args, "ref");
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "project"), "project",
                               CG_PROJECT_NAME_MAX, &where.project, err);
    if (rc == CG_OK)
        rc = gql_read_text(ref, "ref", CG_REST_REF_MAX, &where.ref, err);
    for (gql_scope *s = context->scopes; rc == CG_OK && s != NULL; s = s->next)
        if (cg_str_eq(s->where.project, where.project) && cg_str_eq(s->where.ref, where.ref)) {
            *out_scope = s;
            return CG_OK;
        }
    cg_str name = where.ref;
    if (rc == CG_OK)
        rc = cg_service_pin(context->api->service, &where, err);
    if (rc != CG_OK)
        return rc;
    gql_scope *scope = (gql_scope *)add_scope(call, where);
    scope->where.ref = name;
    scope->next = context->scopes;
    context->scopes = scope;
    *out_scope = scope;
    return CG_OK;
}

const gql_scope *gql_scope_at(cg_gql_call *call, cg_str project, uint64_t generation)
{
    return add_scope(call, (cg_graph_ref){.project = project, .generation = generation});
}

void gql_note_generation(gql_context *context, uint64_t generation)
{
    if (context->generation != 0 && context->generation != generation)
        context->generations_differ = true;
    context->generation = generation;
}

static void drop_arena(void *arena)
{
    cg_arena_destroy(arena);
}

cg_arena *gql_load(cg_gql_call *call)
{
    cg_arena *arena = cg_arena_create(0);
    cg_arena_defer(call->arena, drop_arena, arena);
    return arena;
}

cg_code gql_loaded(cg_gql_call *call, const cg_arena *arena, cg_code rc, cg_err *err)
{
    gql_context *context = gql_of(call);
    if (rc != CG_OK && strcmp(err->pointer, "cursor") == 0)
        return cg_err_at(err, "after");
    if (rc != CG_OK)
        return rc;
    context->loaded += cg_arena_used(arena);
    return context->loaded <= context->api->graphql_memory_max
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the answer grows too large: ask for less");
}

/* ---- nodes and relationships ---- */

cg_gql_value gql_node_value(cg_gql_call *call, const cg_node_view *view, const gql_scope *scope,
                            bool whole)
{
    gql_node *node = cg_arena_alloc(call->arena, sizeof *node);
    *node = (gql_node){.view = view, .scope = scope, .whole = whole};
    return cg_gql_object(node);
}

cg_gql_value gql_relationship_list(cg_gql_call *call, const cg_edge_view *edges, size_t count,
                                   const gql_scope *scope)
{
    gql_relationship *list = cg_arena_alloc_array(call->arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (gql_relationship){.view = &edges[i], .scope = scope};
    return cg_gql_objects(call->arena, list, count, sizeof *list);
}

cg_gql_value gql_ambiguous(cg_gql_call *call, const cg_err *err, const cg_node_view *candidates,
                           size_t count)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_gql_failure *failure = cg_arena_alloc(call->arena, sizeof *failure);
    cg_json_writer_init(&w, &text);
    cg_json_begin_array(&w);
    for (size_t i = 0; i < count; i++)
        cg_rest_write_node_ref(&w, &candidates[i]);
    cg_json_end_array(&w);
    failure->err = *err;
    CG_AUTO_VALUE(cg_buf) member = {0};
    cg_buf_add_str(&member, CG_STR("\"candidates\":"));
    cg_buf_add_str(&member, cg_buf_str(&text));
    failure->extensions = cg_arena_str(call->arena, cg_buf_str(&member));
    return (cg_gql_value){.kind = CG_GQL_FAILED, .failure = failure};
}

cg_gql_value gql_coverage(const cg_answer_coverage *coverage)
{
    return cg_gql_object(coverage);
}

/* ---- pages ---- */

static cg_code bad_cursor(cg_err *err)
{
    (void)CG_FAIL(err, CG_E_INVALID, "after is no cursor that this server gave");
    return cg_err_at(err, "after");
}

/* "12.0a0b.3": the third row of what the service gives at generation 12 for its cursor 0a0b. */
static bool split_cursor(cg_str text, uint64_t *out_generation, cg_str *out_cursor,
                         uint64_t *out_skip)
{
    cg_str generation, rest = text;
    ptrdiff_t last = cg_str_rfind(text, '.');
    if (last < 0 || !cg_str_split(&rest, '.', &generation) || rest.ptr > text.ptr + last + 1)
        return false;
    *out_cursor = cg_str_make(rest.ptr, (size_t)CG_MAX(text.ptr + last - rest.ptr, (ptrdiff_t)0));
    return cg_str_to_u64(generation, out_generation) &&
           cg_str_to_u64(cg_str_slice(text, (size_t)last + 1, text.len), out_skip) &&
           *out_skip <= GQL_FIRST_MAX;
}

cg_code gql_read_paging(cg_gql_call *call, const cg_gql_value *first, const cg_gql_value *after,
                        size_t fallback, const gql_scope **scope, gql_paging *out, cg_err *err)
{
    uint64_t number = fallback, generation = 0, skip = 0;
    cg_str text = CG_STR_NULL;
    *out = (gql_paging){0};
    cg_code rc = gql_read_number(first, "first", 1, GQL_FIRST_MAX, &number, err);
    if (rc == CG_OK)
        rc = gql_read_text(after, "after", 2 * CG_REST_CURSOR_MAX, &text, err);
    out->first = out->limit = (size_t)number;
    if (rc != CG_OK || text.len == 0)
        return rc;
    if (!split_cursor(text, &generation, &out->cursor, &skip))
        return bad_cursor(err);
    out->skip = (size_t)skip;
    out->limit += out->skip;
    out->is_later = true;
    if (*scope == NULL)
        return CG_OK;
    if (generation != (*scope)->where.generation) {
        gql_scope *moved = cg_arena_alloc(call->arena, sizeof *moved);
        *moved = **scope;
        moved->where.generation = generation;
        moved->next = NULL;
        gql_note_generation(gql_of(call), generation);
        *scope = moved;
    }
    return CG_OK;
}

cg_code gql_read_page(cg_gql_call *call, size_t fallback, const gql_scope **out_scope,
                      gql_paging *out, cg_err *err)
{
    const cg_gql_value *first = cg_gql_argument(&call->args, "first");
    const cg_gql_value *after = cg_gql_argument(&call->args, "after");
    const cg_gql_value *pagination = cg_gql_argument(&call->args, "pagination");
    cg_code rc = gql_scope_of(call, out_scope, err);
    if (rc != CG_OK)
        return rc;
    if (gql_given(pagination)) {
        if (gql_given(first) || gql_given(after)) {
            (void)CG_FAIL(err, CG_E_INVALID, "pagination and first or after exclude each other");
            return cg_err_at(err, "pagination");
        }
        first = cg_gql_member_of(pagination, "first");
        after = cg_gql_member_of(pagination, "after");
    }
    return gql_read_paging(call, first, after, fallback, out_scope, out, err);
}

gql_page *gql_page_make(cg_gql_call *call, const gql_paging *paging, uint64_t generation,
                        const void *rows, size_t count, size_t size, cg_str next_cursor,
                        const void *answer)
{
    size_t skip = CG_MIN(paging->skip, count);
    size_t shown = CG_MIN(count - skip, paging->first);
    gql_page *page = cg_arena_alloc(call->arena, sizeof *page);
    *page = (gql_page){.generation = generation,
                       .base = paging->cursor,
                       .skip = skip,
                       .edges = cg_arena_alloc_array(call->arena, shown + 1, sizeof *page->edges),
                       .count = shown,
                       .more = next_cursor.len > 0 || skip + shown < count,
                       .is_later = paging->is_later,
                       .next = skip + shown == count ? next_cursor : CG_STR_NULL,
                       .answer = answer};
    for (size_t i = 0; i < shown; i++)
        page->edges[i] =
            (gql_edge){.page = page, .index = i, .row = (const char *)rows + (skip + i) * size};
    return page;
}

static cg_gql_value cursor_of(cg_arena *arena, const gql_page *page, size_t index)
{
    if (index + 1 == page->count && page->next.len > 0)
        return cg_gql_text(
            cg_arena_printf(arena, "%" PRIu64 ".%.*s.0", page->generation, CG_STR_ARG(page->next)));
    return cg_gql_text(cg_arena_printf(arena, "%" PRIu64 ".%.*s.%zu", page->generation,
                                       CG_STR_ARG(page->base), page->skip + index + 1));
}

cg_code gql_page_edges(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++) {
        const gql_page *page = call->objects[i];
        call->out[i] = cg_gql_objects(call->arena, page->edges, page->count, sizeof *page->edges);
    }
    return CG_OK;
}

cg_code gql_page_nodes(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++) {
        const gql_page *page = call->objects[i];
        cg_gql_value *items = cg_arena_alloc_array(call->arena, page->count + 1, sizeof *items);
        for (size_t k = 0; k < page->count; k++)
            items[k] = page->edges[k].node;
        call->out[i] = cg_gql_list(items, page->count);
    }
    return CG_OK;
}

cg_code gql_page_info(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_object(call->objects[i]);
    return CG_OK;
}

cg_code gql_page_generation(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = gql_count(((const gql_page *)call->objects[i])->generation);
    return CG_OK;
}

cg_code gql_edge_cursor(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++) {
        const gql_edge *edge = call->objects[i];
        call->out[i] = cursor_of(call->arena, edge->page, edge->index);
    }
    return CG_OK;
}

cg_code gql_edge_node(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = ((const gql_edge *)call->objects[i])->node;
    return CG_OK;
}

GQL_EACH(info_next, gql_page, cg_gql_bool(o->more))
GQL_EACH(info_previous, gql_page, cg_gql_bool(o->is_later))
GQL_EACH(info_start, gql_page, o->count > 0 ? cursor_of(call->arena, o, 0) : gql_null())
GQL_EACH(info_end, gql_page, o->count > 0 ? cursor_of(call->arena, o, o->count - 1) : gql_null())

GQL_EACH(coverage_partial, cg_answer_coverage, gql_count(o->known.files_partial))
GQL_EACH(coverage_skipped, cg_answer_coverage, gql_count(o->known.files_skipped))
GQL_EACH(coverage_files, cg_answer_coverage, gql_count(o->known.mentions_files))
GQL_EACH(coverage_mentions, cg_answer_coverage,
         gql_texts(call->arena, o->known.mentions, o->known.mentions_count))
GQL_EACH(coverage_unresolved, cg_answer_coverage, gql_count(o->unresolved))
GQL_EACH(coverage_names, cg_answer_coverage,
         gql_texts(call->arena, o->unresolved_names, o->unresolved_names_count))
GQL_EACH(coverage_guessed, cg_answer_coverage, gql_count(o->guessed))

static const cg_gql_binding bindings[] = {{"PageInfo", "hasNextPage", info_next},
                                          {"PageInfo", "hasPreviousPage", info_previous},
                                          {"PageInfo", "startCursor", info_start},
                                          {"PageInfo", "endCursor", info_end},
                                          {"Coverage", "filesPartial", coverage_partial},
                                          {"Coverage", "filesSkipped", coverage_skipped},
                                          {"Coverage", "filesWithUnlinkedMentions", coverage_files},
                                          {"Coverage", "unlinkedMentions", coverage_mentions},
                                          {"Coverage", "unresolvedReferences", coverage_unresolved},
                                          {"Coverage", "unresolvedNames", coverage_names},
                                          {"Coverage", "guessed", coverage_guessed},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_pages = {bindings};
