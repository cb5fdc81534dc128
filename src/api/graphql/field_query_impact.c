// SPDX-License-Identifier: Apache-2.0
// api: Query.impact: what a change concerns.
#include "gql.h"

typedef struct impact_answer {
    const cg_impact_page *page;
    const gql_scope *scope;
} impact_answer;

static cg_code read_impact(cg_gql_call *call, cg_impact_request *ask, cg_err *err)
{
    uint64_t depth = 5;
    ask->follow = (cg_follow){.dispatch = true};
    ask->tests_only = gql_flag(cg_gql_argument(&call->args, "testsOnly"));
    ask->patience = gql_of(call)->patience;
    cg_code rc =
        gql_read_ids(cg_gql_argument(&call->args, "nodeIds"), "nodeIds", CG_IMPACT_NODES_MAX,
                     call->arena, &ask->nodes, &ask->nodes_count, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(&call->args, "since"), "since", 512, &ask->since, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "depth"), "depth", 1, 1000, &depth, err);
    if (rc == CG_OK)
        rc = gql_read_follow(call, &ask->follow, err);
    if (rc == CG_OK)
        rc =
            gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &ask->filter, err);
    ask->depth = (unsigned)depth;
    const cg_gql_value *diff = cg_gql_argument(&call->args, "diff");
    ask->has_diff = gql_given(diff);
    if (ask->has_diff)
        ask->diff = diff->text;
    if (rc == CG_OK && (ask->nodes_count > 0) + (ask->since.len > 0) + ask->has_diff != 1) {
        (void)CG_FAIL(err, CG_E_INVALID, "give one of nodeIds, since and diff: what changes");
        return cg_err_at(err, "nodeIds");
    }
    return rc;
}

static cg_code query_impact(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_impact_request ask = {0};
    cg_arena *arena = gql_load(call);
    cg_impact_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = read_impact(call, &ask, err);
    if (rc == CG_OK)
        rc = gql_read_page(call, GQL_FIRST, &scope, &paging, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    ask.limit = paging.limit;
    ask.cursor = paging.cursor;
    rc = cg_service_impact(gql_service(call), &ask, arena, found, err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, found->candidates, found->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    impact_answer *answer = cg_arena_alloc(call->arena, sizeof *answer);
    *answer = (impact_answer){found, scope};
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, answer);
    for (size_t i = 0; i < page->count; i++) {
        const cg_impact_row *row = page->edges[i].row;
        page->edges[i].node = gql_node_value(call, &row->node, scope, false);
    }
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_impact_row *row_of(const gql_edge *edge)
{
    return edge->row;
}
GQL_EACH(edge_score, gql_edge, cg_gql_float(row_of(o)->score))
GQL_EACH(edge_depth, gql_edge, cg_gql_int(row_of(o)->depth))
GQL_EACH(edge_test, gql_edge, cg_gql_bool(row_of(o)->is_test))
GQL_EACH(edge_from, gql_edge, gql_id(call->arena, row_of(o)->from))
GQL_EACH(edge_type, gql_edge, gql_relationship_type(row_of(o)->kind))
GQL_EACH(edge_confidence, gql_edge,
         row_of(o)->kind != CG_EDGE_NONE ? cg_gql_float(row_of(o)->confidence) : gql_null())
GQL_EACH(edge_dispatch, gql_edge, cg_gql_bool(row_of(o)->dispatch))

static const cg_impact_page *found_by(const gql_page *page)
{
    return ((const impact_answer *)page->answer)->page;
}

static cg_gql_value changes_of(cg_gql_call *call, const impact_answer *a)
{
    cg_gql_value *items =
        cg_arena_alloc_array(call->arena, a->page->changes_count + 1, sizeof *items);
    for (size_t i = 0; i < a->page->changes_count; i++)
        items[i] = gql_node_value(call, &a->page->changes[i], a->scope, false);
    return cg_gql_list(items, a->page->changes_count);
}
GQL_EACH(page_changes, gql_page, changes_of(call, o->answer))
GQL_EACH(page_diff, gql_page, cg_gql_object(found_by(o)->diff))
GQL_EACH(page_changed, gql_page, gql_count(found_by(o)->changed))
GQL_EACH(page_removed, gql_page, gql_count(found_by(o)->removed))
GQL_EACH(page_total, gql_page, gql_count(found_by(o)->total))
GQL_EACH(page_files, gql_page, gql_count(found_by(o)->files))
GQL_EACH(page_tests, gql_page, gql_count(found_by(o)->tests))
GQL_EACH(page_verdict, gql_page, gql_verdict(found_by(o)->verdict))
GQL_EACH(page_coverage, gql_page, gql_coverage(&found_by(o)->coverage))

/* ---- a diff ---- */

static cg_gql_value side_of(const cg_patch_file *file)
{
    static const char *const names[] = {"", "BEFORE", "AFTER"};
    return gql_text_or_null(cg_str_from(names[file->side]));
}

static cg_code diff_items(cg_gql_call *call, cg_err *err)
{
    uint64_t first = 20;
    cg_code rc = gql_read_number(cg_gql_argument(&call->args, "first"), "first", 1,
                                 CG_PATCH_FILES_LISTED_MAX, &first, err);
    for (size_t i = 0; rc == CG_OK && i < call->count; i++) {
        const cg_patch_report *report = call->objects[i];
        call->out[i] = cg_gql_objects(call->arena, report->list,
                                      CG_MIN(report->listed, (size_t)first), sizeof *report->list);
    }
    return rc;
}
GQL_EACH(diff_files, cg_patch_report, gql_count(o->files))
GQL_EACH(diff_unknown, cg_patch_report, gql_count(o->unknown))
GQL_EACH(diff_outside, cg_patch_report, gql_count(o->outside))
GQL_EACH(file_path, cg_patch_file, cg_gql_text(o->path))
GQL_EACH(file_before, cg_patch_file, gql_text_or_null(o->path_before))
GQL_EACH(file_change, cg_patch_file, cg_gql_text(cg_str_from(cg_patch_change_text(o->change))))
GQL_EACH(file_side, cg_patch_file, side_of(o))
GQL_EACH(file_assumed, cg_patch_file, cg_gql_bool(o->assumed))
GQL_EACH(file_gap, cg_patch_file, gql_text_or_null(cg_str_from(cg_patch_gap_text(o->gap))))
GQL_EACH(file_definitions, cg_patch_file, gql_count(o->definitions))
GQL_EACH(file_outside, cg_patch_file, gql_count(o->outside))

static const cg_gql_binding bindings[] = {{"Query", "impact", query_impact},
                                          GQL_CONNECTION("ImpactConnection"),
                                          {"ImpactConnection", "generation", gql_page_generation},
                                          {"ImpactConnection", "changed", page_changed},
                                          {"ImpactConnection", "diff", page_diff},
                                          {"ImpactConnection", "changes", page_changes},
                                          {"DiffReport", "files", diff_files},
                                          {"DiffReport", "unknown", diff_unknown},
                                          {"DiffReport", "outside", diff_outside},
                                          {"DiffReport", "items", diff_items},
                                          {"DiffFile", "path", file_path},
                                          {"DiffFile", "pathBefore", file_before},
                                          {"DiffFile", "change", file_change},
                                          {"DiffFile", "side", file_side},
                                          {"DiffFile", "assumed", file_assumed},
                                          {"DiffFile", "gap", file_gap},
                                          {"DiffFile", "definitions", file_definitions},
                                          {"DiffFile", "outside", file_outside},
                                          {"ImpactConnection", "removed", page_removed},
                                          {"ImpactConnection", "total", page_total},
                                          {"ImpactConnection", "files", page_files},
                                          {"ImpactConnection", "tests", page_tests},
                                          {"ImpactConnection", "verdict", page_verdict},
                                          {"ImpactConnection", "coverage", page_coverage},
                                          GQL_EDGE("ImpactEdge"),
                                          {"ImpactEdge", "score", edge_score},
                                          {"ImpactEdge", "depth", edge_depth},
                                          {"ImpactEdge", "isTest", edge_test},
                                          {"ImpactEdge", "from", edge_from},
                                          {"ImpactEdge", "type", edge_type},
                                          {"ImpactEdge", "confidence", edge_confidence},
                                          {"ImpactEdge", "dispatch", edge_dispatch},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_impact = {bindings};
