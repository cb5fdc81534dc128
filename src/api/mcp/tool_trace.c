// SPDX-License-Identifier: Apache-2.0
// MCP tool trace: who calls a definition, what it calls, what it needs and who needs it, its types, and paths to another.
#include "tool.h"

#define DIRECTIONS "callers|callees|dependents|dependencies|hierarchy|path"
#define SITE_PATH_MAX 500
enum { CALLERS, CALLEES, DEPENDENTS, DEPENDENCIES, HIERARCHY, PATH };

#define CALLS (UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES)
#define TYPES                                                                                      \
    (UINT64_C(1) << CG_EDGE_INHERITS | UINT64_C(1) << CG_EDGE_IMPLEMENTS |                         \
     UINT64_C(1) << CG_EDGE_OVERRIDES)

static const struct {
    cg_direction way;
    uint64_t kinds;
    bool dispatch;
} directions[] = {
    [CALLERS] = {CG_DIR_IN, CALLS, true},      [CALLEES] = {CG_DIR_OUT, CALLS, true},
    [DEPENDENTS] = {CG_DIR_IN, 0, false},      [DEPENDENCIES] = {CG_DIR_OUT, 0, false},
    [HIERARCHY] = {CG_DIR_BOTH, TYPES, false},
};

/* ---- what is reached ---- */

#define SITES_TOLD 20 /* of one row */

/* Where the relationship stands: in the row, and as the end of its line. */
static void tell_sites(cg_json_writer *w, const cg_reach_row *row, cg_buf *line)
{
    cg_str path = cg_utf8_truncate(row->site_path, SITE_PATH_MAX);
    size_t told = CG_MIN(row->sites_count, (size_t)SITES_TOLD);
    if (told == 0)
        return;
    cg_buf_printf(line, "  at %.*s", CG_STR_ARG(path));
    cg_json_put_array(w, "sites");
    for (size_t i = 0; i < told; i++) {
        cg_buf_printf(line, "%s%u", i == 0 ? ":" : ",", row->sites[i].line);
        cg_json_begin_object(w);
        cg_json_put_str(w, "path", path);
        cg_json_put_u64(w, "line", row->sites[i].line);
        cg_json_put_u64(w, "column", row->sites[i].column);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

static bool tell_row(mcp_sheet *s, const cg_reach_row *row)
{
    cg_json_writer *w = mcp_row_begin(s);
    bool out = row->direction == CG_DIR_OUT;
    cg_json_begin_object(w);
    mcp_put_node(w, &row->node);
    cg_json_put_u64(w, "depth", row->depth);
    cg_json_put_str(w, "direction", cg_str_from(out ? "out" : "in"));
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->kind)));
    cg_json_put_f64(w, "confidence", row->confidence);
    CG_AUTO_VALUE(cg_buf) sites = {0};
    tell_sites(w, row, &sites);
    cg_json_end_object(w);
    bool kept = mcp_row_end(s);
    cg_str place = mcp_place_of(s->arena, &row->node), title = mcp_title_of(s->arena, &row->node);
    unsigned indent = CG_MIN(row->depth, 10u) * 2;
    return mcp_line(s, "%*s%.*s  %.*s%s%.*s", (int)indent, "", CG_STR_ARG(place), CG_STR_ARG(title),
                    row->confidence < 0.8 ? "  (likely)" : "", CG_STR_ARG(cg_buf_str(&sites))) &&
           kept;
}

static void tell_reach(mcp_sheet *s, const cg_reach_page *page, cg_str direction)
{
    size_t told = 0;
    cg_json_put_u64(&s->w, "generation", page->generation);
    cg_json_put_object(&s->w, "node");
    mcp_put_node(&s->w, &page->node);
    cg_json_end_object(&s->w);
    cg_json_put_u64(&s->w, "total", page->total);
    (void)mcp_line(s, "%" PRIu64 " %.*s of %.*s  %.*s", page->total, CG_STR_ARG(direction),
                   CG_STR_ARG(cg_utf8_truncate(page->node.qualified_name, 200)),
                   CG_STR_ARG(mcp_place_of(s->arena, &page->node)));
    mcp_put_coverage(s, page->verdict, &page->coverage);
    cg_json_put_array(&s->w, "rows");
    while (told < page->count && tell_row(s, &page->rows[told]))
        told++;
    cg_json_end_array(&s->w);
    cg_json_put_u64(&s->w, "left_out", page->total - told);
    if (told < page->total)
        mcp_next(s, "%" PRIu64 " are left out: raise limit or max_tokens, or narrow with path",
                 page->total - told);
    mcp_next(s, "explore one of these places for its code");
}

static cg_code trace_reach(mcp_call *call, const mcp_common *common, unsigned direction,
                           cg_str symbol, cg_err *err)
{
    static const char *const words[] = {"callers", "callees", "dependents", "dependencies",
                                        "types"};
    cg_reach_page page;
    uint64_t depth, limit;
    cg_reach_request ask = {.where = common->where,
                            .selector = symbol,
                            .direction = directions[direction].way,
                            .follow = {.kinds = directions[direction].kinds,
                                       .min_confidence = 0.55,
                                       .dispatch = directions[direction].dispatch},
                            .patience = mcp_call_patience(call)};
    cg_code rc =
        mcp_read_number(call->args, "depth", 1, 50, direction == HIERARCHY ? 10 : 1, &depth, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "limit", 1, 500, 50, &limit, err);
    if (rc == CG_OK)
        rc = mcp_read_filter(call, &ask.filter, err);
    if (rc == CG_OK && call->args.node != NULL)
        rc = cg_json_get_bool(call->args, "sites", &ask.with_sites, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    ask.depth = (unsigned)depth;
    ask.limit = (size_t)limit;
    rc = cg_service_reach(call->api->service, &ask, call->arena, &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return mcp_fail_ambiguous(call, common->max_tokens, symbol, page.candidates,
                                  page.candidates_count);
    if (rc != CG_OK)
        return mcp_explain(rc, err);
    CG_AUTO_VALUE(mcp_sheet) sheet;
    mcp_sheet_init(&sheet, call, common->max_tokens);
    tell_reach(&sheet, &page, cg_str_from(words[direction]));
    mcp_sheet_finish(&sheet);
    return CG_OK;
}

/* ---- paths ---- */

static bool tell_path(mcp_sheet *s, const cg_path_view *path, unsigned length)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    cg_json_writer *w = mcp_row_begin(s);
    cg_json_begin_object(w);
    cg_json_put_array(w, "nodes");
    for (unsigned i = 0; i <= length; i++) {
        const cg_node_view *node = &path->nodes[i];
        cg_json_begin_object(w);
        mcp_put_node(w, node);
        if (i < length)
            cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(path->steps[i].kind)));
        cg_json_end_object(w);
        cg_str place = mcp_place_of(s->arena, node);
        cg_buf_printf(&lines, "%s%.*s  %.*s%s%s\n", i == 0 ? "" : "  ",
                      CG_STR_ARG(cg_utf8_truncate(node->qualified_name, 200)), CG_STR_ARG(place),
                      i < length ? " " : "",
                      i < length ? cg_edge_kind_text(path->steps[i].kind) : "");
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
    bool kept = mcp_row_end(s);
    return mcp_lines(s, cg_buf_str(&lines)) && kept;
}

static void tell_paths(mcp_sheet *s, const cg_path_page *page)
{
    size_t told = 0;
    cg_json_put_u64(&s->w, "generation", page->generation);
    cg_json_put_object(&s->w, "node");
    mcp_put_node(&s->w, &page->from);
    cg_json_end_object(&s->w);
    cg_json_put_u64(&s->w, "total", page->total);
    if (page->found)
        (void)mcp_line(s, "%s%" PRIu64 " shortest path%s of %u steps",
                       page->total == UINT64_MAX ? "more than " : "", page->total,
                       page->total == 1 ? "" : "s", page->length);
    mcp_put_coverage(s, page->verdict, &page->coverage);
    cg_json_put_array(&s->w, "paths");
    while (told < page->count && tell_path(s, &page->paths[told], page->length))
        told++;
    cg_json_end_array(&s->w);
    cg_json_put_u64(&s->w, "left_out", page->total - told);
    if (!page->found)
        mcp_next(s, "try the other way round, or dependencies of the first");
    else
        mcp_next(s, "explore a place on the way for its code");
}

static cg_code trace_path(mcp_call *call, const mcp_common *common, cg_str symbol, cg_err *err)
{
    cg_path_page page;
    uint64_t depth, limit;
    cg_path_request ask = {.where = common->where,
                           .from = symbol,
                           .follow = {.min_confidence = 0.55, .dispatch = true},
                           .patience = mcp_call_patience(call)};
    cg_code rc = mcp_read_text(call->args, "to", CG_JSON_REQUIRED, &ask.to, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "depth", 1, 50, 20, &depth, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "limit", 1, 500, 5, &limit, err);
    if (rc != CG_OK)
        return rc;
    ask.max_length = (unsigned)depth;
    ask.limit = (size_t)limit;
    rc = cg_service_paths(call->api->service, &ask, call->arena, &page, err);
    if (rc == CG_E_AMBIGUOUS) {
        bool first = err == NULL || strcmp(err->pointer, "to") != 0;
        return mcp_fail_ambiguous(call, common->max_tokens, first ? symbol : ask.to,
                                  page.candidates, page.candidates_count);
    }
    if (rc != CG_OK)
        return mcp_explain(rc, err);
    CG_AUTO_VALUE(mcp_sheet) sheet;
    mcp_sheet_init(&sheet, call, common->max_tokens);
    tell_paths(&sheet, &page);
    mcp_sheet_finish(&sheet);
    return CG_OK;
}

static cg_code trace(mcp_call *call, cg_err *err)
{
    static const char *const known[] = {"symbol", "direction", "to",        "depth", "limit",
                                        "path",   "kinds",     "languages", "sites"};
    mcp_common common;
    cg_str symbol;
    unsigned direction;
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &common, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "symbol", CG_JSON_REQUIRED, &symbol, err);
    if (rc == CG_OK)
        rc = mcp_read_word(call->args, "direction", DIRECTIONS,
                           cg_json_has(call->args, "to") ? PATH : CALLERS, &direction, err);
    if (rc != CG_OK)
        return rc;
    return direction == PATH ? trace_path(call, &common, symbol, err)
                             : trace_reach(call, &common, direction, symbol, err);
}

const mcp_tool cg_mcp_tool_trace = {
    .name = "trace",
    .title = "Trace relationships",
    .description =
        "Follows the graph from one definition: direction callers, callees, dependents, dependencies, hierarchy (types), "
        "or path with `to` for the shortest paths between two. The symbol is a name, a qualified name, path:line or an id; "
        "an ambiguous one is answered with its candidates. Says \"unknown\" when nothing was found but files have gaps.",
    .input = "trace_in",
    .output = "trace_out",
    .reads = true,
    .idempotent = true,
    .step = trace,
};
