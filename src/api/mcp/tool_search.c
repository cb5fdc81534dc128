// SPDX-License-Identifier: Apache-2.0
// MCP tool search: a list of definitions, by names, words and meaning, or by a pattern.
#include "tool.h"

#define MODES "hybrid|text|symbol|regex|semantic"
#define LINE_BYTES 160

static void tell_matches(mcp_sheet *s, cg_json_writer *w, const cg_search_hit *hit, cg_buf *lines)
{
    const cg_pattern_matches *m = hit->matches;
    if (m == NULL)
        return;
    cg_json_put_u64(w, "matches", m->count);
    cg_json_put_array(w, "lines");
    for (size_t i = 0; i < m->lines_count; i++) {
        cg_str text = cg_utf8_truncate(cg_str_trim(m->lines[i].text), LINE_BYTES);
        cg_json_begin_object(w);
        cg_json_put_u64(w, "line", m->lines[i].line);
        cg_json_put_str(w, "text", text);
        cg_json_end_object(w);
        cg_buf_printf(lines, "  %u: %.*s\n", m->lines[i].line, CG_STR_ARG(text));
    }
    cg_json_end_array(w);
    (void)s;
}

static bool tell_hit(mcp_sheet *s, const cg_search_hit *hit)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    cg_json_writer *w = mcp_row_begin(s);
    cg_str title = mcp_title_of(s->arena, &hit->node), place = mcp_place_of(s->arena, &hit->node);
    cg_buf_printf(&lines, "%.*s  %.*s\n", CG_STR_ARG(place), CG_STR_ARG(title));
    cg_json_begin_object(w);
    mcp_put_node(w, &hit->node);
    cg_json_put_str(w, "signature", title);
    tell_matches(s, w, hit, &lines);
    cg_json_end_object(w);
    bool kept = mcp_row_end(s);
    return mcp_lines(s, cg_buf_str(&lines)) && kept;
}

static void tell_page(mcp_sheet *s, const cg_search_page *page, uint64_t limit)
{
    size_t told = 0;
    cg_json_put_u64(&s->w, "generation", page->generation);
    cg_json_put_u64(&s->w, "total", page->total);
    cg_json_put_bool(&s->w, "total_is_open", page->total_is_open);
    if (page->degraded.len > 0)
        mcp_put_short(&s->w, "degraded", page->degraded, 200);
    (void)mcp_line(s, "%" PRIu64 "%s found", page->total, page->total_is_open ? " or more" : "");
    cg_json_put_array(&s->w, "hits");
    while (told < page->count && tell_hit(s, &page->rows[told]))
        told++;
    cg_json_end_array(&s->w);
    cg_json_put_u64(&s->w, "left_out", page->count - told);
    if (told < page->count)
        mcp_next(s, "raise max_tokens: %zu of these %zu had no room", page->count - told,
                 page->count);
    else if (page->next_cursor.len > 0)
        mcp_next(s, "raise limit (now %" PRIu64 ") for more", limit);
    if (page->count == 0)
        mcp_next(s, "try other words, or mode regex");
    else
        mcp_next(s, "explore or trace one of these places");
}

static cg_code search(mcp_call *call, cg_err *err)
{
    static const char *const known[] = {"query", "mode", "limit", "path", "kinds", "languages"};
    mcp_common common;
    cg_search_page page;
    unsigned mode;
    uint64_t limit;
    cg_search_request ask = {0};
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &common, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "query", CG_JSON_REQUIRED, &ask.query, err);
    if (rc == CG_OK)
        rc = mcp_read_word(call->args, "mode", MODES, CG_SEARCH_HYBRID, &mode, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "limit", 1, 200, 20, &limit, err);
    if (rc == CG_OK)
        rc = mcp_read_filter(call, &ask.filter, err);
    if (rc != CG_OK)
        return rc;
    ask.where = common.where;
    ask.mode = (cg_search_mode)mode;
    ask.limit = (size_t)limit;
    ask.deadline_ns = mcp_call_patience(call).deadline_ns;
    rc = cg_service_search(call->api->service, &ask, call->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    CG_AUTO_VALUE(mcp_sheet) sheet;
    mcp_sheet_init(&sheet, call, common.max_tokens);
    tell_page(&sheet, &page, limit);
    mcp_sheet_finish(&sheet);
    return CG_OK;
}

const mcp_tool cg_mcp_tool_search = {
    .name = "search",
    .title = "Search definitions",
    .description =
        "Lists definitions, one a line: by names, words and meaning together (mode hybrid), by one of them, or what a "
        "PCRE2 pattern matches (mode regex). Narrow with path (glob), kinds, languages. For code and context use explore.",
    .input = "search_in",
    .output = "search_out",
    .reads = true,
    .idempotent = true,
    .step = search,
};
