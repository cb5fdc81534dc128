// SPDX-License-Identifier: Apache-2.0
// GET /graph/cycles: what depends on itself over others.
#include "rest_questions.h"

static void write_page(cg_json_writer *w, const cg_cycle_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++) {
        const cg_cycle_row *row = &page->rows[i];
        cg_json_begin_object(w);
        cg_json_put_u64(w, "size", row->size);
        cg_rest_put_node_refs(w, "members", row->members, row->members_count);
        cg_rest_put_node_refs(w, "cycle", row->circle, row->circle_count);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_verdict(w, page->verdict, &page->coverage);
    cg_json_end_object(w);
}

static cg_code graph_cycles(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_whole_request ask;
    cg_cycle_page page = {0};
    cg_json_writer w;
    cg_rest_read_whole(req, &ask);
    cg_code rc =
        cg_service_cycles(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  CG_REST_LEVEL("node|file|package", "file"),
                                  CG_REST_TYPES("depends_on; of nodes all but contains"),
                                  CG_REST_MIN_CONFIDENCE,
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
                                  CG_REST_MEMBERS_MAX,
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "One page of cycles.", {{"application/json", "CyclePage", NULL, NULL}}}, {0}};

const cg_route cg_route_graph_cycles = {
    .method = "GET",
    .path = "/graph/cycles",
    .id = "listCycles",
    .tag = "questions",
    .summary = "List dependency cycles",
    .description =
        "What depends on itself over others: groups of which each member leads to every other, the "
        "largest first, with a shortest cycle through the first member. kind, language and path "
        "say what is looked at.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_cycles,
};
