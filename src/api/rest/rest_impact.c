// SPDX-License-Identifier: Apache-2.0
// api: what a change concerns, as GET and POST /graph/impact answer it.
#include "rest_questions.h"

void cg_rest_read_impact(cg_request *req, cg_impact_request *out)
{
    *out = (cg_impact_request){.where = cg_rest_where(req),
                               .follow = cg_rest_read_follow(req),
                               .depth = (unsigned)cg_request_u64(req, "depth"),
                               .tests_only = cg_request_flag(req, "tests"),
                               .limit = cg_request_u64(req, "limit"),
                               .cursor = cg_request_str(req, "cursor"),
                               .patience = cg_rest_patience(req)};
    cg_rest_read_filter(req, &out->filter);
}

/* ---- the reply ---- */

static void write_row(cg_json_writer *w, const cg_impact_row *row)
{
    cg_json_begin_object(w);
    cg_json_put_f64(w, "score", row->score);
    cg_json_put_u64(w, "depth", row->depth);
    cg_json_put_bool(w, "test", row->is_test);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &row->node);
    cg_rest_put_id(w, "from", row->from);
    if (row->kind != CG_EDGE_NONE)
        cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->kind)));
    else
        cg_json_put_null(w, "type");
    cg_json_put_f64(w, "confidence", row->confidence);
    cg_json_put_bool(w, "dispatch", row->dispatch);
    cg_json_end_object(w);
}

static void put_text_or_null(cg_json_writer *w, const char *key, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

static void write_diff_file(cg_json_writer *w, const cg_patch_file *file)
{
    static const char *const sides[] = {"", "before", "after"};
    cg_json_begin_object(w);
    cg_json_put_str(w, "path", file->path);
    put_text_or_null(w, "path_before", file->path_before);
    cg_json_put_str(w, "change", cg_str_from(cg_patch_change_text(file->change)));
    put_text_or_null(w, "side", cg_str_from(sides[file->side]));
    cg_json_put_bool(w, "assumed", file->assumed);
    put_text_or_null(w, "gap", cg_str_from(cg_patch_gap_text(file->gap)));
    cg_json_put_u64(w, "definitions", file->definitions);
    cg_json_put_u64(w, "outside", file->outside);
    cg_json_end_object(w);
}

static void put_diff(cg_json_writer *w, const cg_patch_report *diff)
{
    if (diff == NULL) {
        cg_json_put_null(w, "diff");
        return;
    }
    cg_json_put_object(w, "diff");
    cg_json_put_u64(w, "files", diff->files);
    cg_json_put_u64(w, "unknown", diff->unknown);
    cg_json_put_u64(w, "outside", diff->outside);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < diff->listed; i++)
        write_diff_file(w, &diff->list[i]);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_impact_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "changed", page->changed);
    cg_json_put_u64(w, "removed", page->removed);
    cg_json_put_array(w, "changes");
    for (size_t i = 0; i < page->changes_count; i++)
        cg_rest_write_node_ref(w, &page->changes[i]);
    cg_json_end_array(w);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_u64(w, "files", page->files);
    cg_json_put_u64(w, "tests", page->tests);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++)
        write_row(w, &page->rows[i]);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    put_diff(w, page->diff);
    cg_rest_put_verdict(w, page->verdict, &page->coverage);
    cg_json_end_object(w);
}

cg_code cg_rest_reply_impact(cg_request *req, cg_reply *reply, const cg_impact_request *ask,
                             cg_err *err)
{
    cg_impact_page page = {0};
    cg_json_writer w;
    cg_code rc =
        cg_service_impact(cg_rest_api(req)->service, ask, cg_request_arena(req), &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, page.ambiguous, page.candidates,
                                        page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}
