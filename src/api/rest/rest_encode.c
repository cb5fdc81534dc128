// SPDX-License-Identifier: Apache-2.0
// api: the JSON form of what the service returns. Member names are part of the contract; the
// schemas beside this file describe them.
#include "rest_write.h"

void cg_rest_put_id(cg_json_writer *w, const char *key, cg_id id)
{
    static const cg_id none;
    char text[CG_ID_TEXT_LEN];
    if (cg_id_eq(id, none)) {
        cg_json_put_null(w, key);
        return;
    }
    cg_id_text(id, text);
    cg_json_put_str(w, key, cg_str_from(text));
}

void cg_rest_put_time(cg_json_writer *w, const char *key, uint64_t wall_ms)
{
    char text[CG_TIME_TEXT_LEN];
    if (wall_ms == 0) {
        cg_json_put_null(w, key);
        return;
    }
    cg_time_text(wall_ms, text);
    cg_json_put_str(w, key, cg_str_from(text));
}

void cg_rest_put_cursor(cg_json_writer *w, cg_str cursor)
{
    if (cursor.len)
        cg_json_put_str(w, "next_cursor", cursor);
    else
        cg_json_put_null(w, "next_cursor");
}

void cg_rest_put_counts(cg_json_writer *w, const char *key, const cg_count *counts, size_t n)
{
    cg_json_put_object(w, key);
    for (size_t i = 0; i < n; i++) {
        cg_json_write_key(w, counts[i].name);
        cg_json_write_u64(w, counts[i].count);
    }
    cg_json_end_object(w);
}

static void put_text_or_null(cg_json_writer *w, const char *key, cg_str text)
{
    if (text.len)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

/* ---- nodes ---- */

static void put_identity(cg_json_writer *w, const cg_node_view *node)
{
    cg_rest_put_id(w, "id", node->id);
    cg_json_put_str(w, "symbol", node->symbol);
    cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
    cg_json_put_str(w, "name", node->name);
    cg_json_put_str(w, "qualified_name", node->qualified_name);
    put_text_or_null(w, "language", cg_str_from(cg_lang_text(node->lang)));
    put_text_or_null(w, "file_path", node->file_path);
    cg_json_put_u64(w, "line_number", node->line);
}

static void put_span(cg_json_writer *w, const cg_node_view *node)
{
    cg_json_put_object(w, "span");
    cg_json_put_u64(w, "start_line", node->line);
    cg_json_put_u64(w, "start_column", node->column);
    cg_json_put_u64(w, "end_line", node->end_line);
    cg_json_put_u64(w, "end_column", node->end_column);
    cg_json_put_u64(w, "start_byte", node->start_byte);
    cg_json_put_u64(w, "end_byte", node->end_byte);
    cg_json_end_object(w);
    cg_json_put_u64(w, "name_line", node->name_line);
    cg_json_put_u64(w, "name_column", node->name_column);
}

static void put_modifiers(cg_json_writer *w, const cg_node_view *node)
{
    cg_str rest = node->decorators, line;
    cg_json_put_array(w, "modifiers");
    for (unsigned bit = 0; bit < CG_MODIFIER_COUNT; bit++)
        if (node->modifiers & (1u << bit))
            cg_json_write_str(w, cg_str_from(cg_modifier_text(bit)));
    cg_json_end_array(w);
    cg_json_put_array(w, "decorators");
    while (rest.len && cg_str_split(&rest, '\n', &line))
        cg_json_write_str(w, line);
    cg_json_end_array(w);
}

void cg_rest_write_node(cg_json_writer *w, const cg_node_view *node)
{
    put_identity(w, node);
    put_span(w, node);
    put_text_or_null(w, "signature", node->signature);
    put_text_or_null(w, "doc", node->doc);
    put_text_or_null(w, "visibility", cg_str_from(cg_visibility_text(node->visibility)));
    put_modifiers(w, node);
    cg_rest_put_id(w, "parent", node->parent);
    cg_json_put_str(w, "origin", node->manual ? CG_STR("manual") : CG_STR("parsed"));
    cg_rest_put_metadata(w, node->metadata);
}

void cg_rest_write_node_ref(cg_json_writer *w, const cg_node_view *node)
{
    cg_json_begin_object(w);
    put_identity(w, node);
    cg_json_end_object(w);
}

void cg_rest_put_sites(cg_json_writer *w, cg_str path, const cg_site *sites, size_t count)
{
    cg_json_put_array(w, "sites");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "file_path", path);
        cg_json_put_u64(w, "line_number", sites[i].line);
        cg_json_put_u64(w, "column", sites[i].column);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

void cg_rest_put_edge(cg_json_writer *w, const cg_edge_view *edge)
{
    cg_rest_put_id(w, "id", edge->id);
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(edge->kind)));
    cg_json_put_str(w, "rule", cg_str_from(cg_link_rule_text(edge->rule)));
    cg_json_put_f64(w, "confidence", edge->confidence);
    cg_json_write_key(w, CG_STR("source"));
    cg_rest_write_node_ref(w, &edge->source);
    cg_json_write_key(w, CG_STR("target"));
    cg_rest_write_node_ref(w, &edge->target);
    cg_rest_put_sites(w, edge->source.file_path, edge->sites, edge->sites_count);
    cg_rest_put_metadata(w, edge->metadata);
}

void cg_rest_write_edge(cg_json_writer *w, const cg_edge_view *edge)
{
    cg_json_begin_object(w);
    cg_rest_put_edge(w, edge);
    cg_json_end_object(w);
}

cg_code cg_rest_reply_candidates(cg_reply *reply, cg_str query, const cg_node_view *candidates,
                                 size_t count)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(CG_E_AMBIGUOUS)));
    cg_json_put_str(&w, "query", query);
    cg_json_put_array(&w, "candidates");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_node_ref(&w, &candidates[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    cg_reply_set_status(reply, cg_code_status(CG_E_AMBIGUOUS));
    return CG_OK;
}

/* ---- projects ---- */

void cg_rest_write_project(cg_json_writer *w, const cg_project_status *status)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "project", status->project);
    cg_json_put_u64(w, "generation", status->generation);
    cg_json_put_u64(w, "files", status->files);
    cg_json_put_u64(w, "files_partial", status->files_partial);
    cg_json_put_u64(w, "files_skipped", status->files_skipped);
    cg_json_put_u64(w, "nodes", status->nodes);
    cg_json_put_u64(w, "relationships", status->relationships);
    cg_json_put_u64(w, "source_bytes", status->source_bytes);
    cg_json_put_u64(w, "manual_nodes", status->manual_nodes);
    cg_json_put_u64(w, "manual_relationships", status->manual_relationships);
    cg_json_put_u64(w, "metadata", status->metadata);
    cg_rest_put_counts(w, "languages", status->languages, status->languages_count);
    cg_json_put_str(w, "digest", cg_str_from(status->digest));
    cg_json_put_str(w, "overlay_digest", cg_str_from(status->overlay_digest));
    cg_rest_put_time(w, "changed_at", status->changed_ms);
    cg_json_end_object(w);
}

/* ---- search ---- */

static void put_ranges(cg_json_writer *w, const char *key, cg_text_ranges ranges)
{
    cg_json_put_array(w, key);
    for (size_t i = 0; i < ranges.count; i++) {
        cg_json_begin_object(w);
        cg_json_put_u64(w, "start", ranges.list[i].start);
        cg_json_put_u64(w, "end", ranges.list[i].end);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

static void put_highlights(cg_json_writer *w, const cg_search_hit *hit)
{
    cg_json_put_object(w, "highlights");
    put_ranges(w, "name", hit->in_name);
    put_ranges(w, "signature", hit->in_signature);
    put_ranges(w, "snippet", hit->in_snippet);
    cg_json_end_object(w);
}

/* The matches of a pattern, or null. */
static void put_matches(cg_json_writer *w, const cg_pattern_matches *matches)
{
    if (matches == NULL) {
        cg_json_put_null(w, "matches");
        return;
    }
    cg_json_put_object(w, "matches");
    cg_json_put_u64(w, "count", matches->count);
    cg_json_put_array(w, "lines");
    for (size_t i = 0; i < matches->lines_count; i++) {
        const cg_pattern_line *line = &matches->lines[i];
        cg_json_begin_object(w);
        cg_json_put_u64(w, "line", line->line);
        cg_json_put_u64(w, "column", line->column);
        cg_json_put_str(w, "text", line->text);
        put_ranges(w, "ranges", line->ranges);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void put_signals(cg_json_writer *w, const cg_search_hit *hit)
{
    cg_json_put_object(w, "signals");
    for (size_t i = 0; i < hit->signals_count; i++)
        cg_json_put_f64(w, hit->signals[i].name, hit->signals[i].value);
    cg_json_end_object(w);
}

void cg_rest_put_embedder(cg_json_writer *w, const cg_embedder_view *embedder)
{
    cg_json_put_object(w, "embedder");
    cg_json_put_str(w, "engine", embedder->engine);
    cg_json_put_str(w, "model", embedder->model);
    cg_json_put_u64(w, "dimension", embedder->dimension);
    cg_json_end_object(w);
}

void cg_rest_put_vectors(cg_json_writer *w, const cg_embedder_view *embedder,
                         const cg_vector_coverage_view *coverage, cg_str degraded)
{
    if (embedder != NULL)
        cg_rest_put_embedder(w, embedder);
    else
        cg_json_put_null(w, "embedder");
    if (coverage != NULL) {
        cg_json_put_object(w, "coverage");
        cg_json_put_u64(w, "contents", coverage->files);
        cg_json_put_u64(w, "contents_without", coverage->files_lacking);
        cg_json_put_u64(w, "vectors", coverage->vectors);
        cg_json_end_object(w);
    } else {
        cg_json_put_null(w, "coverage");
    }
    put_text_or_null(w, "degraded", degraded);
}

void cg_rest_write_hit(cg_json_writer *w, const cg_search_hit *hit, bool explain)
{
    cg_str rest = hit->matched, field;
    cg_json_begin_object(w);
    cg_json_put_f64(w, "score", hit->score);
    cg_json_put_object(w, "node");
    cg_rest_write_node(w, &hit->node);
    cg_json_end_object(w);
    put_text_or_null(w, "snippet", hit->snippet);
    if (hit->snippet.len)
        cg_json_put_u64(w, "snippet_line", hit->snippet_line);
    else
        cg_json_put_null(w, "snippet_line");
    cg_json_put_array(w, "matched");
    while (rest.len && cg_str_split(&rest, ',', &field))
        cg_json_write_str(w, field);
    cg_json_end_array(w);
    put_highlights(w, hit);
    if (hit->edits > 0)
        cg_json_put_u64(w, "edit_distance", hit->edits);
    else
        cg_json_put_null(w, "edit_distance");
    put_matches(w, hit->matches);
    if (explain)
        put_signals(w, hit);
    cg_json_end_object(w);
}

void cg_rest_put_searched(cg_json_writer *w, const cg_pattern_searched *searched)
{
    if (searched == NULL) {
        cg_json_put_null(w, "searched");
        return;
    }
    cg_json_put_object(w, "searched");
    cg_json_put_u64(w, "files", searched->files);
    cg_json_put_u64(w, "files_read", searched->files_read);
    cg_json_put_u64(w, "files_unparsed", searched->files_unparsed);
    cg_json_put_u64(w, "files_not_whole", searched->files_not_whole);
    cg_json_put_array(w, "not_whole");
    for (size_t i = 0; i < searched->not_whole_listed; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "path", searched->not_whole[i].path);
        cg_json_put_str(w, "reason", searched->not_whole[i].reason);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_put_bool(w, "time_is_up", searched->time_is_up);
    cg_json_end_object(w);
}

/* What a clock has cut short may be more the next time: nobody keeps it. */
static bool is_final(const cg_search_page *page)
{
    return page->searched == NULL ||
           (!page->searched->time_is_up && page->searched->files_not_whole == 0);
}

/* A model that did not answer, and vectors that are being made; not what holds until the next start: that there
 * is no model, or that it knows no word of the query. */
static bool is_for_now(const cg_search_page *page)
{
    bool had_model = page->embedder.engine.len > 0;
    bool failed = page->degraded.len > 0 && !page->by_vectors;
    return (had_model && failed) || page->coverage.files_lacking > 0;
}

cg_code cg_rest_reply_search(cg_request *req, cg_reply *reply, cg_search_request *search,
                             cg_err *err)
{
    cg_search_page page = {0};
    search->deadline_ns = cg_request_deadline_ns(req);
    cg_code rc =
        cg_service_search(cg_rest_api(req)->service, search, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", page.generation);
    cg_json_put_u64(&w, "total", page.total);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        cg_rest_write_hit(&w, &page.rows[i], search->explain);
    cg_json_end_array(&w);
    cg_json_put_u64(&w, "left_out", page.left_out);
    cg_rest_put_vectors(&w, page.by_vectors ? &page.embedder : NULL,
                        page.by_vectors ? &page.coverage : NULL, page.degraded);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_put_bool(&w, "total_is_open", page.total_is_open);
    cg_rest_put_searched(&w, page.searched);
    cg_json_end_object(&w);
    if (is_final(&page))
        cg_reply_set_generation(reply, page.generation);
    if (is_for_now(&page))
        cg_reply_set_passing(reply);
    return CG_OK;
}
