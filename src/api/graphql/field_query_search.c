// SPDX-License-Identifier: Apache-2.0
// api: Query.search and similarNodes.
#include "gql.h"

#define QUERY_MAX 4096
#define TOKENS_MAX 10000000

static cg_search_mode mode_of(const cg_gql_value *value)
{
    static const char *const names[] = {"HYBRID", "TEXT", "SYMBOL", "REGEX", "SEMANTIC"};
    for (unsigned i = 0; i < CG_ARRAY_LEN(names) && gql_given(value); i++)
        if (cg_str_eq(value->text, cg_str_from(names[i])))
            return (cg_search_mode)i;
    return CG_SEARCH_HYBRID;
}

static cg_code read_options(cg_gql_call *call, const gql_scope **scope, gql_paging *paging,
                            cg_search_request *out, cg_err *err)
{
    const cg_gql_value *options = cg_gql_argument(&call->args, "options");
    if (!gql_given(options)) {
        *paging = (gql_paging){.first = GQL_FIRST, .limit = GQL_FIRST};
        return CG_OK;
    }
    out->mode = mode_of(cg_gql_member_of(options, "mode"));
    out->group_files = gql_flag(cg_gql_member_of(options, "groupFiles"));
    out->explain = gql_flag(cg_gql_member_of(options, "explain"));
    cg_code rc = gql_read_filter(options, call->arena, &out->filter, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_member_of(options, "maxTokens"), "maxTokens", 1, TOKENS_MAX,
                             &out->max_tokens, err);
    if (rc == CG_OK)
        rc = gql_read_paging(call, cg_gql_member_of(options, "first"),
                             cg_gql_member_of(options, "after"), GQL_FIRST, scope, paging, err);
    return rc;
}

static cg_code query_search(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    gql_paging paging;
    cg_search_request ask = {.deadline_ns = gql_of(call)->patience.deadline_ns};
    cg_arena *arena = gql_load(call);
    cg_search_page *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "query"), "query", QUERY_MAX, &ask.query, err);
    if (rc == CG_OK)
        rc = gql_scope_of(call, &scope, err);
    if (rc == CG_OK)
        rc = read_options(call, &scope, &paging, &ask, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    ask.limit = paging.limit;
    ask.cursor = paging.cursor;
    rc = cg_service_search(gql_service(call), &ask, arena, found, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    gql_page *page = gql_page_make(call, &paging, found->generation, found->rows, found->count,
                                   sizeof *found->rows, found->next_cursor, found);
    for (size_t i = 0; i < page->count; i++) {
        const cg_search_hit *hit = page->edges[i].row;
        page->edges[i].node = gql_node_value(call, &hit->node, scope, false);
    }
    call->out[0] = cg_gql_object(page);
    return CG_OK;
}

static const cg_search_page *found_by(const gql_page *page)
{
    return page->answer;
}
GQL_EACH(result_total, gql_page, gql_count(found_by(o)->total))
GQL_EACH(result_degraded, gql_page, gql_text_or_null(found_by(o)->degraded))

static const cg_search_hit *hit_of(const gql_edge *edge)
{
    return edge->row;
}

static cg_gql_value signals_of(cg_arena *arena, const gql_edge *edge)
{
    const cg_search_hit *hit = hit_of(edge);
    return cg_gql_objects(arena, hit->signals, hit->signals_count, sizeof hit->signals[0]);
}

GQL_EACH(hit_score, gql_edge, cg_gql_float(hit_of(o)->score))
GQL_EACH(hit_snippet, gql_edge, gql_text_or_null(hit_of(o)->snippet))
GQL_EACH(hit_line, gql_edge,
         hit_of(o)->snippet.len > 0 ? cg_gql_int(hit_of(o)->snippet_line) : gql_null())
GQL_EACH(hit_matched, gql_edge, gql_split(call->arena, hit_of(o)->matched, ','))
GQL_EACH(hit_highlights, gql_edge, cg_gql_object(o->row))
GQL_EACH(hit_signals, gql_edge, signals_of(call->arena, o))
GQL_EACH(signal_name, cg_signal_view, cg_gql_text(cg_str_from(o->name)))
GQL_EACH(signal_value, cg_signal_view, cg_gql_float(o->value))

static cg_gql_value ranges_of(cg_arena *arena, cg_text_ranges ranges)
{
    return cg_gql_objects(arena, ranges.list, ranges.count, sizeof *ranges.list);
}
GQL_EACH(in_name, cg_search_hit, ranges_of(call->arena, o->in_name))
GQL_EACH(in_signature, cg_search_hit, ranges_of(call->arena, o->in_signature))
GQL_EACH(in_snippet, cg_search_hit, ranges_of(call->arena, o->in_snippet))
GQL_EACH(range_start, cg_text_range, cg_gql_int(o->start))
GQL_EACH(range_end, cg_text_range, cg_gql_int(o->end))

/* ---- by vectors ---- */

typedef struct match {
    cg_gql_value node;
    double score;
} match;

static cg_code query_similar(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    uint64_t first = 10;
    cg_near_query query = {0};
    cg_near_request ask = {
        .queries = &query, .count = 1, .deadline_ns = gql_of(call)->patience.deadline_ns};
    const cg_gql_value *threshold = cg_gql_argument(&call->args, "threshold");
    cg_arena *arena = gql_load(call);
    cg_near_reply *found = cg_arena_alloc(arena, sizeof *found);
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "nodeId"), "nodeId", QUERY_MAX,
                               &query.node, err);
    if (rc == CG_OK)
        rc = gql_read_real(threshold, "threshold", -1, 1, &ask.threshold, err);
    if (rc == CG_OK)
        rc = gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &ask.filter, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "first"), "first", 1, GQL_FIRST_MAX,
                             &first, err);
    if (rc == CG_OK)
        rc = gql_scope_of(call, &scope, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    ask.k = (size_t)first;
    ask.has_threshold = gql_given(threshold);
    rc = cg_service_near(gql_service(call), &ask, arena, found, err);
    if (rc == CG_E_AMBIGUOUS) {
        call->out[0] = gql_ambiguous(call, err, found->candidates, found->candidates_count);
        return CG_OK;
    }
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    const cg_near_list *list = &found->lists[0];
    match *matches = cg_arena_alloc_array(call->arena, list->count + 1, sizeof *matches);
    for (size_t i = 0; i < list->count; i++)
        matches[i] = (match){.node = gql_node_value(call, &list->rows[i].node, scope, false),
                             .score = list->rows[i].score};
    call->out[0] = cg_gql_objects(call->arena, matches, list->count, sizeof *matches);
    return CG_OK;
}

GQL_EACH(match_node, match, o->node)
GQL_EACH(match_score, match, cg_gql_float(o->score))

static const cg_gql_binding bindings[] = {{"Query", "search", query_search},
                                          {"Query", "similarNodes", query_similar},
                                          GQL_CONNECTION("SearchResult"),
                                          {"SearchResult", "generation", gql_page_generation},
                                          {"SearchResult", "total", result_total},
                                          {"SearchResult", "degraded", result_degraded},
                                          GQL_EDGE("SearchHit"),
                                          {"SearchHit", "score", hit_score},
                                          {"SearchHit", "snippet", hit_snippet},
                                          {"SearchHit", "snippetLine", hit_line},
                                          {"SearchHit", "matched", hit_matched},
                                          {"SearchHit", "highlights", hit_highlights},
                                          {"SearchHit", "signals", hit_signals},
                                          {"Signal", "name", signal_name},
                                          {"Signal", "value", signal_value},
                                          {"Highlights", "name", in_name},
                                          {"Highlights", "signature", in_signature},
                                          {"Highlights", "snippet", in_snippet},
                                          {"TextRange", "start", range_start},
                                          {"TextRange", "end", range_end},
                                          {"SimilarityMatch", "node", match_node},
                                          {"SimilarityMatch", "score", match_score},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_search = {bindings};
