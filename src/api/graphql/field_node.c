// SPDX-License-Identifier: Apache-2.0
// api: the fields of Node and Relationship. What a node does not have at hand is loaded for all nodes of one place in the
// answer by one call of the service.
#include "gql.h"

#define NODES_EDGES_MAX 200000 /* relationships of one place in an answer */
#define RUN_MAX 1000           /* nodes that one call of the service loads something for */

GQL_EACH(node_id, gql_node, gql_id(call->arena, o->view->id))
GQL_EACH(node_type, gql_node, gql_node_type(o->view->kind))
GQL_EACH(node_name, gql_node, cg_gql_text(o->view->name))
GQL_EACH(node_qualified_name, gql_node, cg_gql_text(o->view->qualified_name))
GQL_EACH(node_symbol, gql_node, cg_gql_text(o->view->symbol))
GQL_EACH(node_language, gql_node, gql_language(o->view->lang))
GQL_EACH(node_file_path, gql_node, cg_gql_text(o->view->file_path))
GQL_EACH(node_line, gql_node, cg_gql_int(o->view->line))
GQL_EACH(node_span, gql_node, o->view->line > 0 ? cg_gql_object(o->view) : gql_null())
GQL_EACH(node_signature, gql_node, gql_text_or_null(o->view->signature))
GQL_EACH(node_doc, gql_node, gql_text_or_null(o->view->doc))
GQL_EACH(node_visibility, gql_node,
         gql_text_or_null(cg_str_from(cg_visibility_text(o->view->visibility))))
GQL_EACH(node_decorators, gql_node, gql_split(call->arena, o->view->decorators, '\n'))
GQL_EACH(node_manual, gql_node, cg_gql_bool(o->view->manual))

GQL_EACH(span_start_line, cg_node_view, cg_gql_int(o->line))
GQL_EACH(span_start_column, cg_node_view, cg_gql_int(o->column))
GQL_EACH(span_end_line, cg_node_view, cg_gql_int(o->end_line))
GQL_EACH(span_end_column, cg_node_view, cg_gql_int(o->end_column))
GQL_EACH(span_start_byte, cg_node_view, cg_gql_int(o->start_byte))
GQL_EACH(span_end_byte, cg_node_view, cg_gql_int(o->end_byte))

static cg_gql_value modifiers_of(cg_arena *arena, uint32_t modifiers)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, CG_MODIFIER_COUNT, sizeof *items);
    size_t count = 0;
    for (unsigned bit = 0; bit < CG_MODIFIER_COUNT; bit++)
        if (modifiers >> bit & 1)
            items[count++] = cg_gql_text(cg_str_from(cg_modifier_text(bit)));
    return cg_gql_list(items, count);
}
GQL_EACH(node_modifiers, gql_node, modifiers_of(call->arena, o->view->modifiers))

/* ---- loading ---- */

/* Runs of nodes that belong to one state, so many that what is loaded for them can be weighed. */
typedef struct run {
    cg_gql_call *call;
    size_t from, count;
    const gql_scope *scope;
    cg_arena *arena;
    cg_id *ids;
} run;

static const gql_node *node_at(const cg_gql_call *call, size_t i)
{
    return call->objects[i];
}

static bool next_run(run *r)
{
    cg_gql_call *call = r->call;
    r->from += r->count;
    r->count = 0;
    if (r->from == call->count)
        return false;
    r->scope = node_at(call, r->from)->scope;
    r->arena = gql_load(call);
    r->ids = cg_arena_alloc_array(r->arena, RUN_MAX, sizeof *r->ids);
    while (r->count < RUN_MAX && r->from + r->count < call->count &&
           node_at(call, r->from + r->count)->scope == r->scope) {
        r->ids[r->count] = node_at(call, r->from + r->count)->view->id;
        r->count++;
    }
    return true;
}

static cg_code load_nodes(run *r, const cg_node_ask *ask, cg_node_detail **out, cg_err *err)
{
    *out = cg_arena_alloc_array(r->arena, r->count + 1, sizeof **out);
    cg_code rc = cg_service_nodes_of(gql_service(r->call), r->scope->where, r->ids, r->count, ask,
                                     r->arena, *out, err);
    return gql_loaded(r->call, r->arena, rc, err);
}

static cg_code node_metadata(cg_gql_call *call, cg_err *err)
{
    const cg_node_ask ask = {0};
    cg_node_detail *found;
    bool at_hand = true;
    for (size_t i = 0; i < call->count; i++) {
        at_hand = at_hand && node_at(call, i)->whole;
        call->out[i] = gql_json_or_null(node_at(call, i)->view->metadata);
    }
    run r = {.call = call};
    while (!at_hand && next_run(&r)) {
        cg_code rc = load_nodes(&r, &ask, &found, err);
        if (rc != CG_OK)
            return rc;
        for (size_t i = 0; i < r.count; i++)
            call->out[r.from + i] = gql_json_or_null(found[i].node.metadata);
    }
    return CG_OK;
}

static cg_code node_content(cg_gql_call *call, cg_err *err)
{
    const cg_node_ask ask = {.content = true};
    cg_node_detail *found;
    run r = {.call = call};
    while (next_run(&r)) {
        cg_code rc = load_nodes(&r, &ask, &found, err);
        if (rc != CG_OK)
            return rc;
        for (size_t i = 0; i < r.count; i++)
            if (found[i].has_content)
                call->out[r.from + i] = cg_gql_text(found[i].content);
    }
    return CG_OK;
}

static cg_code node_parent(cg_gql_call *call, cg_err *err)
{
    static const cg_id none;
    const cg_node_ask ask = {0};
    cg_node_detail *found;
    run r = {.call = call};
    while (next_run(&r)) {
        for (size_t i = 0; i < r.count; i++)
            r.ids[i] = node_at(call, r.from + i)->view->parent;
        cg_code rc = load_nodes(&r, &ask, &found, err);
        if (rc != CG_OK)
            return rc;
        for (size_t i = 0; i < r.count; i++)
            if (!cg_id_eq(r.ids[i], none) && found[i].node.kind != CG_NODE_NONE)
                call->out[r.from + i] = gql_node_value(call, &found[i].node, r.scope, true);
    }
    return CG_OK;
}

static cg_code node_embeddings(cg_gql_call *call, cg_err *err)
{
    run r = {.call = call};
    while (next_run(&r)) {
        size_t dimension = 0;
        const float **vectors = cg_arena_alloc_array(r.arena, r.count + 1, sizeof(float *));
        cg_code rc = cg_service_vectors_of(gql_service(call), r.scope->where, r.ids, r.count,
                                           r.arena, vectors, &dimension, err);
        for (size_t i = 0; rc == CG_OK && i < r.count; i++) {
            if (vectors[i] == NULL)
                continue;
            cg_gql_value *items = cg_arena_alloc_array(r.arena, dimension + 1, sizeof *items);
            for (size_t k = 0; k < dimension; k++)
                items[k] = cg_gql_float(vectors[i][k]);
            call->out[r.from + i] = cg_gql_list(items, dimension);
        }
        rc = gql_loaded(call, r.arena, rc, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* ---- relationships ---- */

static cg_code read_edges_ask(cg_gql_call *call, cg_edges_ask *out, cg_err *err)
{
    const cg_gql_value *direction = cg_gql_argument(&call->args, "direction");
    *out = (cg_edges_ask){.filter.direction = gql_direction_of(direction, CG_DIR_BOTH),
                          .total = NODES_EDGES_MAX};
    out->filter.kinds = gql_edge_kinds(cg_gql_argument(&call->args, "types"), call->arena,
                                       &out->filter.kinds_count);
    return gql_read_real(cg_gql_argument(&call->args, "minConfidence"), "minConfidence", 0, 1,
                         &out->filter.min_confidence, err);
}

static cg_code load_edges(run *r, cg_edges_ask *ask, cg_edge_page **out, cg_err *err)
{
    *out = cg_arena_alloc_array(r->arena, r->count + 1, sizeof **out);
    cg_code rc = cg_service_relationships_of(gql_service(r->call), r->scope->where, r->ids,
                                             r->count, ask, r->arena, *out, err);
    return gql_loaded(r->call, r->arena, rc, err);
}

static cg_code node_relationships(cg_gql_call *call, cg_err *err)
{
    cg_edges_ask ask;
    gql_paging paging;
    const gql_scope *any = NULL;
    cg_edge_page *pages;
    run r = {.call = call};
    cg_code rc = read_edges_ask(call, &ask, err);
    if (rc == CG_OK)
        rc = gql_read_paging(call, cg_gql_argument(&call->args, "first"), NULL, GQL_FIRST, &any,
                             &paging, err);
    ask.limit = paging.first;
    ask.sites = cg_gql_selects(call, "sites");
    ask.metadata = cg_gql_selects(call, "metadata");
    while (rc == CG_OK && next_run(&r)) {
        rc = load_edges(&r, &ask, &pages, err);
        for (size_t i = 0; rc == CG_OK && i < r.count; i++) {
            if (pages[i].count < ask.limit && pages[i].next_cursor.len > 0)
                return CG_FAIL(err, CG_E_LIMIT,
                               "the relationships of a node are too large to be "
                               "listed at once: ask for fewer");
            call->out[r.from + i] =
                gql_relationship_list(call, pages[i].rows, pages[i].count, r.scope);
        }
    }
    return rc;
}

static cg_gql_value edge_page_value(cg_gql_call *call, const gql_paging *paging,
                                    const cg_edge_page *found, const gql_scope *scope)
{
    gql_page *page = gql_page_make(call, paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++) {
        gql_relationship *edge = cg_arena_alloc(call->arena, sizeof *edge);
        *edge = (gql_relationship){.view = page->edges[i].row, .scope = scope};
        page->edges[i].node = cg_gql_object(edge);
    }
    return cg_gql_object(page);
}

/* Behind a cursor: each node by itself, since a cursor belongs to one. */
static cg_code later_page(cg_gql_call *call, size_t at, const cg_edges_ask *ask,
                          const gql_paging *paging, const gql_scope *scope, cg_err *err)
{
    char text[CG_ID_TEXT_LEN];
    cg_arena *arena = gql_load(call);
    cg_edge_page *page = cg_arena_alloc(arena, sizeof *page);
    cg_id_text(node_at(call, at)->view->id, text);
    cg_code rc = cg_service_node_relationships(gql_service(call), scope->where,
                                               cg_arena_str(arena, cg_str_from(text)), &ask->filter,
                                               paging->limit, paging->cursor, arena, page, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc == CG_OK)
        call->out[at] = edge_page_value(call, paging, page, scope);
    return rc;
}

static cg_code node_relationship_connection(cg_gql_call *call, cg_err *err)
{
    cg_edges_ask ask;
    gql_paging paging;
    const gql_scope *scope = call->count > 0 ? node_at(call, 0)->scope : NULL;
    const cg_gql_value *after = cg_gql_argument(&call->args, "after");
    cg_edge_page *pages;
    run r = {.call = call};
    cg_code rc = read_edges_ask(call, &ask, err);
    if (rc == CG_OK)
        rc = gql_read_paging(call, cg_gql_argument(&call->args, "first"), after, GQL_FIRST, &scope,
                             &paging, err);
    ask.limit = paging.first;
    ask.sites = ask.metadata = true;
    for (size_t i = 0; rc == CG_OK && gql_given(after) && i < call->count; i++)
        rc = later_page(call, i, &ask, &paging, scope, err);
    while (rc == CG_OK && !gql_given(after) && next_run(&r)) {
        rc = load_edges(&r, &ask, &pages, err);
        for (size_t i = 0; rc == CG_OK && i < r.count; i++)
            call->out[r.from + i] = edge_page_value(call, &paging, &pages[i], r.scope);
    }
    return rc;
}

/* ---- Relationship ---- */

GQL_EACH(edge_id, gql_relationship, gql_id(call->arena, o->view->id))
GQL_EACH(edge_type, gql_relationship, gql_relationship_type(o->view->kind))
GQL_EACH(edge_source, gql_relationship, gql_node_value(call, &o->view->source, o->scope, false))
GQL_EACH(edge_target, gql_relationship, gql_node_value(call, &o->view->target, o->scope, false))
GQL_EACH(edge_metadata, gql_relationship, gql_json_or_null(o->view->metadata))
GQL_EACH(edge_rule, gql_relationship, cg_gql_text(cg_str_from(cg_link_rule_text(o->view->rule))))
GQL_EACH(edge_confidence, gql_relationship, cg_gql_float(o->view->confidence))

typedef struct site {
    cg_str path;
    cg_site at;
} site;

cg_gql_value gql_site_list(cg_arena *arena, cg_str path, const cg_site *sites, size_t count)
{
    site *list = cg_arena_alloc_array(arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (site){.path = path, .at = sites[i]};
    return cg_gql_objects(arena, list, count, sizeof *list);
}
GQL_EACH(edge_sites, gql_relationship,
         gql_site_list(call->arena, o->view->source.file_path, o->view->sites,
                       o->view->sites_count))
GQL_EACH(site_file, site, cg_gql_text(o->path))
GQL_EACH(site_line, site, cg_gql_int(o->at.line))
GQL_EACH(site_column, site, cg_gql_int(o->at.column))

static const cg_gql_binding bindings[] = {
    {"Node", "id", node_id},
    {"Node", "nodeType", node_type},
    {"Node", "name", node_name},
    {"Node", "qualifiedName", node_qualified_name},
    {"Node", "symbol", node_symbol},
    {"Node", "language", node_language},
    {"Node", "filePath", node_file_path},
    {"Node", "lineNumber", node_line},
    {"Node", "span", node_span},
    {"Node", "signature", node_signature},
    {"Node", "doc", node_doc},
    {"Node", "visibility", node_visibility},
    {"Node", "modifiers", node_modifiers},
    {"Node", "decorators", node_decorators},
    {"Node", "manual", node_manual},
    {"Node", "parent", node_parent},
    {"Node", "metadata", node_metadata},
    {"Node", "content", node_content},
    {"Node", "relationships", node_relationships},
    {"Node", "relationshipConnection", node_relationship_connection},
    {"Node", "embeddings", node_embeddings},
    {"Span", "startLine", span_start_line},
    {"Span", "startColumn", span_start_column},
    {"Span", "endLine", span_end_line},
    {"Span", "endColumn", span_end_column},
    {"Span", "startByte", span_start_byte},
    {"Span", "endByte", span_end_byte},
    {"Relationship", "id", edge_id},
    {"Relationship", "type", edge_type},
    {"Relationship", "source", edge_source},
    {"Relationship", "target", edge_target},
    {"Relationship", "metadata", edge_metadata},
    {"Relationship", "rule", edge_rule},
    {"Relationship", "confidence", edge_confidence},
    {"Relationship", "sites", edge_sites},
    {"Site", "filePath", site_file},
    {"Site", "lineNumber", site_line},
    {"Site", "column", site_column},
    GQL_CONNECTION("RelationshipConnection"),
    {"RelationshipConnection", "generation", gql_page_generation},
    GQL_EDGE("RelationshipEdge"),
    {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_node = {bindings};
