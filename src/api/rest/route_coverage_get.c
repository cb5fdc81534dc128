// SPDX-License-Identifier: Apache-2.0
// GET /coverage: files that could not be read in full, or mention what was not found.
#include "rest.h"

static void write_row(cg_json_writer *w, const cg_coverage_row *row)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "file_path", row->path);
    if (row->lang != CG_LANG_NONE)
        cg_json_put_str(w, "language", cg_str_from(cg_lang_text(row->lang)));
    else
        cg_json_put_null(w, "language");
    cg_json_put_str(w, "status", cg_str_from(cg_parse_status_text(row->status)));
    if (row->reason.len > 0)
        cg_json_put_str(w, "reason", row->reason);
    else
        cg_json_put_null(w, "reason");
    cg_json_put_u64(w, "references", row->references);
    cg_json_put_u64(w, "external", row->external);
    cg_json_put_u64(w, "unresolved", row->unresolved);
    cg_json_put_array(w, "names");
    for (size_t i = 0; i < row->names_count; i++)
        cg_json_write_str(w, row->names[i]);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static cg_code coverage_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_coverage_page page;
    cg_json_writer w;
    cg_code rc = cg_service_coverage(cg_rest_api(req)->service, cg_rest_where(req),
                                     cg_request_str(req, "path"), cg_request_u64(req, "limit"),
                                     cg_request_str(req, "cursor"), cg_request_deadline_ns(req),
                                     cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", page.generation);
    cg_json_put_u64(&w, "files", page.files);
    cg_json_put_u64(&w, "files_partial", page.files_partial);
    cg_json_put_u64(&w, "files_skipped", page.files_skipped);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        write_row(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, CG_REST_PATH,
                                  CG_REST_LIMIT,   CG_REST_CURSOR,      {0}};

static const cg_answer answers[] = {
    {200, "Files with gaps.", {{"application/json", "CoveragePage", NULL, NULL}}}, {0}};

const cg_route cg_route_coverage_get = {
    .method = "GET",
    .path = "/coverage",
    .id = "getCoverage",
    .tag = "projects",
    .summary = "List what the graph does not know",
    .description = "Files that are skipped or partial, and files with references for which nothing "
                   "was found: what could not be linked, and where.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = coverage_get,
};
