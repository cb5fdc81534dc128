// SPDX-License-Identifier: Apache-2.0
// api: Query.compare: what leads from one version to another.
#include "gql.h"

#define BATCH_ROWS 128

typedef struct change {
    const cg_compare_row *row;
    const gql_scope *before, *after;
} change;
typedef struct comparison {
    const change *changes;
    size_t count;
    bool more;
    uint64_t before, after;
} comparison;

/* The first rows; that there are more is known once one more has come. */
static cg_code read_rows(cg_compare *compare, const gql_context *context, size_t first,
                         cg_arena *arena, const cg_compare_row **out, size_t *out_count,
                         bool *out_more, cg_err *err)
{
    cg_compare_row *rows;
    size_t count;
    bool more = true;
    cg_code rc = CG_OK;
    *out_count = 0;
    *out_more = false;
    while (rc == CG_OK && more && !*out_more) {
        rc = cg_patience_check(&context->patience, err);
        if (rc == CG_OK)
            rc = cg_service_compare_next(compare, BATCH_ROWS, arena, &rows, &count, &more, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++) {
            *out_more = *out_more || *out_count == first;
            if (*out_count < first)
                out[(*out_count)++] = &rows[i];
        }
    }
    return rc;
}

static cg_code fill(cg_gql_call *call, cg_compare *compare, cg_str project, size_t first,
                    cg_err *err)
{
    cg_compare_summary summary;
    cg_arena *arena = gql_load(call);
    comparison *found = cg_arena_alloc(call->arena, sizeof *found);
    const cg_compare_row **rows = cg_arena_alloc_array(arena, first + 1, sizeof(cg_compare_row *));
    change *changes = cg_arena_alloc_array(call->arena, first + 1, sizeof *changes);
    cg_code rc =
        read_rows(compare, gql_of(call), first, arena, rows, &found->count, &found->more, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    cg_service_compare_summary(compare, &summary);
    found->before = summary.before;
    found->after = summary.after;
    const gql_scope *before = gql_scope_at(call, project, summary.before);
    const gql_scope *after = gql_scope_at(call, project, summary.after);
    for (size_t i = 0; i < found->count; i++)
        changes[i] = (change){.row = rows[i], .before = before, .after = after};
    found->changes = changes;
    call->out[0] = cg_gql_object(found);
    return CG_OK;
}

static cg_code query_compare(cg_gql_call *call, cg_err *err)
{
    cg_compare *compare = NULL;
    uint64_t first = 100;
    cg_compare_request ask = {.project = gql_of(call)->defaults.project,
                              .breaking = gql_flag(cg_gql_argument(&call->args, "breaking"))};
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "before"), "before", 512, &ask.before, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "after"), "after", 512, &ask.after, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "project"), "project", CG_PROJECT_NAME_MAX,
                           &ask.project, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "first"), "first", 1, GQL_FIRST_MAX,
                             &first, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_compare_open(gql_service(call), &ask, &compare, err);
    if (rc != CG_OK && err != NULL && strcmp(err->pointer, "a") == 0)
        return cg_err_at(err, "before");
    if (rc != CG_OK && err != NULL && strcmp(err->pointer, "b") == 0)
        return cg_err_at(err, "after");
    if (rc == CG_OK)
        rc = fill(call, compare, ask.project, (size_t)first, err);
    cg_service_compare_close(compare);
    return rc;
}

static cg_gql_value changes_of(cg_arena *arena, const comparison *c)
{
    static const char *const types[] = {"FileChange", "NodeChange", "RelationshipChange"};
    cg_gql_value *items = cg_arena_alloc_array(arena, c->count + 1, sizeof *items);
    for (size_t i = 0; i < c->count; i++) {
        items[i] = cg_gql_object(&c->changes[i]);
        items[i].type = types[c->changes[i].row->what];
    }
    return cg_gql_list(items, c->count);
}

static cg_gql_value aspects_of(cg_arena *arena, unsigned aspects)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, CG_ASPECT_LIMIT, sizeof *items);
    size_t count = 0;
    for (unsigned i = 0; i < CG_ASPECT_LIMIT; i++)
        if (aspects >> i & 1)
            items[count++] = cg_gql_text(cg_str_from(cg_aspect_text(i)));
    return cg_gql_list(items, count);
}

/* An end of a relationship belongs to the side on which it is told. */
static cg_gql_value end_of(cg_gql_call *call, const change *c, const cg_node_view *end)
{
    return gql_node_value(call, end, c->row->change == CG_KIND_REMOVED ? c->before : c->after,
                          false);
}

GQL_EACH(comparison_changes, comparison, changes_of(call->arena, o))
GQL_EACH(comparison_more, comparison, cg_gql_bool(o->more))
GQL_EACH(comparison_before, comparison, gql_count(o->before))
GQL_EACH(comparison_after, comparison, gql_count(o->after))
GQL_EACH(change_kind, change, gql_change(o->row->change))
GQL_EACH(file_path, change, cg_gql_text(o->row->path))
GQL_EACH(file_before, change, gql_text_or_null(o->row->path_before))
GQL_EACH(node_aspects, change, aspects_of(call->arena, o->row->aspects))
GQL_EACH(node_before, change,
         o->row->has_before ? gql_node_value(call, &o->row->before, o->before, false) : gql_null())
GQL_EACH(node_after, change,
         o->row->has_after ? gql_node_value(call, &o->row->after, o->after, false) : gql_null())
GQL_EACH(edge_type, change, gql_relationship_type(o->row->edge.kind))
GQL_EACH(edge_source, change, end_of(call, o, &o->row->source))
GQL_EACH(edge_target, change, end_of(call, o, &o->row->target))

static const cg_gql_binding bindings[] = {{"Query", "compare", query_compare},
                                          {"Comparison", "changes", comparison_changes},
                                          {"Comparison", "hasMore", comparison_more},
                                          {"Comparison", "generationBefore", comparison_before},
                                          {"Comparison", "generationAfter", comparison_after},
                                          {"FileChange", "change", change_kind},
                                          {"FileChange", "path", file_path},
                                          {"FileChange", "pathBefore", file_before},
                                          {"NodeChange", "change", change_kind},
                                          {"NodeChange", "aspects", node_aspects},
                                          {"NodeChange", "before", node_before},
                                          {"NodeChange", "after", node_after},
                                          {"RelationshipChange", "change", change_kind},
                                          {"RelationshipChange", "type", edge_type},
                                          {"RelationshipChange", "source", edge_source},
                                          {"RelationshipChange", "target", edge_target},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_compare = {bindings};
