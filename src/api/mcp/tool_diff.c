// SPDX-License-Identifier: Apache-2.0
// MCP tool diff: what differs between two versions, definition by definition.
#include "tool.h"

#define BATCH_ROWS 128
#define ROWS_LOOKED_AT 1000000

typedef struct diffing {
    mcp_call *call;
    mcp_sheet *sheet;
    cg_str path; /* glob; empty: any */
    bool edges, full;
    uint64_t told, matching;
} diffing;

static cg_str path_of(const cg_compare_row *row)
{
    if (row->what == CG_COMPARE_FILE)
        return row->path;
    if (row->what == CG_COMPARE_EDGE)
        return row->source.file_path;
    return row->has_after ? row->after.file_path : row->before.file_path;
}

static void put_aspects(cg_json_writer *w, unsigned aspects, cg_buf *words)
{
    cg_json_put_array(w, "aspects");
    for (unsigned i = 0; i < CG_ASPECT_LIMIT; i++)
        if (aspects >> i & 1) {
            cg_json_write_str(w, cg_str_from(cg_aspect_text(i)));
            cg_buf_printf(words, "%s%s", words->len > 0 ? "," : "", cg_aspect_text(i));
        }
    cg_json_end_array(w);
}

static void put_subject(const diffing *d, const cg_compare_row *row, cg_json_writer *w,
                        cg_buf *line)
{
    if (row->what == CG_COMPARE_FILE) {
        cg_json_put_str(w, "path", row->path);
        cg_buf_printf(line, "file %.*s", CG_STR_ARG(row->path));
    } else if (row->what == CG_COMPARE_EDGE) {
        mcp_put_short(w, "name", row->source.qualified_name, 160);
        mcp_put_short(w, "target", row->target.qualified_name, 160);
        cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->edge.kind)));
        cg_buf_printf(line, "%.*s %s %.*s",
                      CG_STR_ARG(cg_utf8_truncate(row->source.qualified_name, 160)),
                      cg_edge_kind_text(row->edge.kind),
                      CG_STR_ARG(cg_utf8_truncate(row->target.qualified_name, 160)));
    } else {
        const cg_node_view *node = row->has_after ? &row->after : &row->before;
        mcp_put_node(w, node);
        cg_buf_printf(line, "%.*s  %.*s", CG_STR_ARG(mcp_place_of(d->call->arena, node)),
                      CG_STR_ARG(mcp_title_of(d->call->arena, node)));
    }
}

static bool tell_row(const diffing *d, const cg_compare_row *row)
{
    static const char *const whats[] = {"file", "node", "relationship"};
    CG_AUTO_VALUE(cg_buf) line = {0};
    CG_AUTO_VALUE(cg_buf) aspects = {0};
    cg_json_writer *w = mcp_row_begin(d->sheet);
    cg_json_begin_object(w);
    cg_json_put_str(w, "what", cg_str_from(whats[row->what]));
    cg_json_put_str(w, "change", cg_str_from(cg_change_kind_text(row->change)));
    cg_buf_printf(&line, "%s ", cg_change_kind_text(row->change));
    put_subject(d, row, w, &line);
    put_aspects(w, row->aspects, &aspects);
    if (row->breaking)
        cg_json_put_u64(w, "breaks", row->users_total);
    cg_json_end_object(w);
    if (aspects.len > 0)
        cg_buf_printf(&line, "  (%.*s)", CG_STR_ARG(cg_buf_str(&aspects)));
    if (row->breaking)
        cg_buf_printf(&line, "  breaks %" PRIu64 " users", row->users_total);
    bool kept = mcp_row_end(d->sheet);
    return mcp_lines(d->sheet, cg_buf_str(&line)) && kept;
}

static cg_code tell_rows(diffing *d, cg_compare *compare, cg_err *err)
{
    cg_compare_row *rows;
    size_t count;
    bool more = true;
    cg_code rc = CG_OK;
    cg_patience patience = mcp_call_patience(d->call);
    while (rc == CG_OK && more) {
        cg_arena_mark mark = cg_arena_save(d->call->arena);
        rc =
            cg_service_compare_next(compare, BATCH_ROWS, d->call->arena, &rows, &count, &more, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++) {
            bool wanted = (rows[i].what != CG_COMPARE_EDGE || d->edges) &&
                          (d->path.len == 0 || cg_glob_match(d->path, path_of(&rows[i])));
            d->matching += wanted;
            if (wanted && !d->full) {
                d->full = !tell_row(d, &rows[i]);
                d->told += !d->full;
            }
        }
        cg_arena_rewind(d->call->arena, mark);
        if (rc == CG_OK)
            rc = cg_patience_check(&patience, err);
    }
    return rc;
}

static void put_counts(cg_json_writer *w, const char *key, const uint64_t counts[CG_CHANGE_KINDS])
{
    cg_json_put_object(w, key);
    for (unsigned i = 0; i < CG_CHANGE_KINDS; i++)
        cg_json_put_u64(w, cg_change_kind_text(i), counts[i]);
    cg_json_end_object(w);
}

static void tell_summary(diffing *d, cg_compare *compare)
{
    cg_compare_summary sum;
    cg_json_writer *w = &d->sheet->w;
    cg_service_compare_summary(compare, &sum);
    put_counts(w, "files", sum.totals.files);
    put_counts(w, "nodes", sum.totals.nodes);
    put_counts(w, "relationships", sum.totals.edges);
    cg_json_put_u64(w, "left_out", d->matching - d->told);
    const uint64_t *n = sum.totals.nodes;
    (void)mcp_line(d->sheet,
                   "In all: %" PRIu64 " definitions added, %" PRIu64 " removed, %" PRIu64
                   " changed, %" PRIu64 " moved, %" PRIu64 " renamed",
                   n[CG_KIND_ADDED], n[CG_KIND_REMOVED], n[CG_KIND_CHANGED], n[CG_KIND_MOVED],
                   n[CG_KIND_RENAMED]);
    if (d->matching > d->told)
        mcp_next(d->sheet, "%" PRIu64 " are left out: narrow with path, or raise max_tokens",
                 d->matching - d->told);
    mcp_next(d->sheet, "impact with since tells what this concerns");
}

static cg_code read_ask(const mcp_call *call, const mcp_common *common, cg_compare_request *ask,
                        diffing *d, cg_err *err)
{
    cg_code rc = mcp_read_text(call->args, "from", CG_JSON_REQUIRED, &ask->before, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "path", CG_JSON_OPTIONAL, &d->path, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(call->args, "breaking", &ask->breaking, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(call->args, "relationships", &d->edges, CG_JSON_OPTIONAL, err);
    ask->project = common->where.project;
    ask->after = common->where.ref.len > 0 ? common->where.ref : CG_STR("main");
    return rc;
}

static cg_code diff(mcp_call *call, cg_err *err)
{
    static const char *const known[] = {"from", "path", "breaking", "relationships"};
    mcp_common common;
    cg_compare *compare;
    diffing d = {.call = call};
    cg_compare_request ask = {0};
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &common, err);
    if (rc == CG_OK)
        rc = read_ask(call, &common, &ask, &d, err);
    if (rc == CG_OK)
        rc = cg_service_compare_open(call->api->service, &ask, &compare, err);
    if (rc != CG_OK)
        return rc;
    CG_AUTO_VALUE(mcp_sheet) sheet;
    mcp_sheet_init(&sheet, call, common.max_tokens);
    d.sheet = &sheet;
    cg_json_put_u64(&sheet.w, "generation", cg_service_compare_generation(compare));
    cg_json_put_array(&sheet.w, "rows");
    rc = tell_rows(&d, compare, err);
    if (rc == CG_OK) {
        cg_json_end_array(&sheet.w);
        tell_summary(&d, compare);
        mcp_sheet_finish(&sheet);
    }
    cg_service_compare_close(compare);
    return rc;
}

const mcp_tool cg_mcp_tool_diff = {
    .name = "diff",
    .title = "Compare two versions",
    .description =
        "What differs between two versions, definition by definition: added, removed, changed (signature, body, doc), "
        "moved, renamed. From a branch, tag or version to ref (default main). breaking: only what breaks its users.",
    .input = "diff_in",
    .output = "diff_out",
    .reads = true,
    .idempotent = true,
    .step = diff,
};
