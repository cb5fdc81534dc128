// SPDX-License-Identifier: Apache-2.0
// MCP tool impact: what a change concerns, and which tests reach it.
#include "tool.h"

static bool tell_row(mcp_sheet *s, const cg_impact_row *row)
{
    cg_json_writer *w = mcp_row_begin(s);
    cg_json_begin_object(w);
    mcp_put_node(w, &row->node);
    cg_json_put_f64(w, "score", row->score);
    cg_json_put_u64(w, "depth", row->depth);
    cg_json_put_bool(w, "test", row->is_test);
    cg_json_end_object(w);
    bool kept = mcp_row_end(s);
    cg_str place = mcp_place_of(s->arena, &row->node), title = mcp_title_of(s->arena, &row->node);
    return mcp_line(s, "%.2f %s%.*s  %.*s", row->score, row->is_test ? "test " : "",
                    CG_STR_ARG(place), CG_STR_ARG(title)) &&
           kept;
}

#define GAPS_TOLD 10 /* files */

/* Files of which it is not known what changes. */
static void tell_diff(mcp_sheet *s, const cg_patch_report *diff)
{
    size_t told = 0;
    cg_json_put_object(&s->w, "diff");
    cg_json_put_u64(&s->w, "files", diff->files);
    cg_json_put_u64(&s->w, "unknown", diff->unknown);
    cg_json_end_object(&s->w);
    for (; told < diff->listed && told < GAPS_TOLD; told++) {
        const cg_patch_file *file = &diff->list[told];
        if (file->gap == CG_PATCH_KNOWN ||
            !mcp_line(s, "not known what changes, %s: %.*s", cg_patch_gap_text(file->gap),
                      CG_STR_ARG(cg_utf8_truncate(file->path, 200))))
            break;
    }
    if (diff->unknown > told)
        (void)mcp_line(s, "nor of %" PRIu64 " more files", diff->unknown - told);
}

static void tell_page(mcp_sheet *s, const cg_impact_page *page, bool tests_only)
{
    size_t told = 0;
    cg_json_put_u64(&s->w, "generation", page->generation);
    cg_json_put_u64(&s->w, "changed", page->changed);
    cg_json_put_u64(&s->w, "removed", page->removed);
    cg_json_put_u64(&s->w, "total", page->total);
    cg_json_put_u64(&s->w, "files", page->files);
    cg_json_put_u64(&s->w, "tests", page->tests);
    (void)mcp_line(s,
                   "%" PRIu64 " changed%s concern %" PRIu64 " definitions in %" PRIu64
                   " files, %" PRIu64 " of them tests",
                   page->changed + page->removed, page->removed > 0 ? " or removed" : "",
                   page->total, page->files, page->tests);
    mcp_put_coverage(s, page->verdict, &page->coverage);
    if (page->diff != NULL)
        tell_diff(s, page->diff);
    cg_json_put_array(&s->w, "rows");
    while (told < page->count && tell_row(s, &page->rows[told]))
        told++;
    cg_json_end_array(&s->w);
    cg_json_put_u64(&s->w, "left_out", page->total > told ? page->total - told : 0);
    if (told < page->total)
        mcp_next(s, "%" PRIu64 " are left out: raise limit or max_tokens, or narrow with path",
                 page->total - told);
    if (!tests_only && page->tests > 0)
        mcp_next(s, "tests_only true for the tests to run");
}

static cg_code read_ask(mcp_call *call, cg_impact_request *ask, cg_err *err)
{
    uint64_t depth, limit;
    cg_code rc =
        mcp_read_texts(call, "symbols", CG_IMPACT_NODES_MAX, &ask->nodes, &ask->nodes_count, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "since", CG_JSON_OPTIONAL, &ask->since, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "depth", 1, 50, 5, &depth, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "limit", 1, 500, 50, &limit, err);
    if (rc == CG_OK && call->args.node != NULL)
        rc = cg_json_get_bool(call->args, "tests_only", &ask->tests_only, CG_JSON_OPTIONAL, err);
    ask->has_diff = call->args.node != NULL && cg_json_has(call->args, "diff");
    if (rc == CG_OK && ask->has_diff)
        rc = cg_json_get_str(call->args, "diff", &ask->diff, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = mcp_read_filter(call, &ask->filter, err);
    if (rc != CG_OK)
        return rc;
    ask->depth = (unsigned)depth;
    ask->limit = (size_t)limit;
    if ((ask->nodes_count > 0) + (ask->since.len > 0) + ask->has_diff != 1)
        return CG_FAIL(err, CG_E_INVALID,
                       "give one of symbols, what is to change, since, a ref to compare with, and "
                       "diff, a unified diff");
    return CG_OK;
}

static cg_code impact(mcp_call *call, cg_err *err)
{
    static const char *const known[] = {"symbols",    "since", "diff",  "depth",    "limit",
                                        "tests_only", "path",  "kinds", "languages"};
    mcp_common common;
    cg_impact_page page;
    cg_impact_request ask = {.follow = {.min_confidence = 0.55, .dispatch = true},
                             .patience = mcp_call_patience(call)};
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &common, err);
    if (rc == CG_OK)
        rc = read_ask(call, &ask, err);
    if (rc != CG_OK)
        return rc;
    ask.where = common.where;
    rc = cg_service_impact(call->api->service, &ask, call->arena, &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return mcp_fail_ambiguous(call, common.max_tokens, page.ambiguous, page.candidates,
                                  page.candidates_count);
    if (rc != CG_OK)
        return mcp_explain(rc, err);
    CG_AUTO_VALUE(mcp_sheet) sheet;
    mcp_sheet_init(&sheet, call, common.max_tokens);
    tell_page(&sheet, &page, ask.tests_only);
    mcp_sheet_finish(&sheet);
    return CG_OK;
}

const mcp_tool cg_mcp_tool_impact = {
    .name = "impact",
    .title = "Impact of a change",
    .description =
        "What a change concerns, best first, and which tests reach it: of symbols that are to change, or of everything that "
        "differs from another version (since: a branch, tag or version), or of a unified diff. Ask before editing, and with tests_only to know "
        "what to run.",
    .input = "impact_in",
    .output = "impact_out",
    .reads = true,
    .idempotent = true,
    .step = impact,
};
