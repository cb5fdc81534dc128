// SPDX-License-Identifier: Apache-2.0
// GET /graph/hubs: what much leads to.
#include "rest_questions.h"

static void write_page(cg_json_writer *w, const cg_hub_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++) {
        const cg_hub_row *row = &page->rows[i];
        cg_json_begin_object(w);
        cg_json_put_f64(w, "score", row->score);
        cg_json_write_key(w, CG_STR("node"));
        cg_rest_write_node_ref(w, &row->node);
        cg_json_put_u64(w, "in", row->in);
        cg_json_put_u64(w, "out", row->out);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_answer_coverage(w, &page->coverage);
    cg_json_end_object(w);
}

static cg_code graph_hubs(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_whole_request ask;
    cg_hub_page page = {0};
    cg_json_writer w;
    cg_rest_read_whole(req, &ask);
    ask.externals = cg_request_flag(req, "externals");
    cg_code rc =
        cg_service_hubs(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
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
                                  CG_REST_LEVEL("node|file", "node"),
                                  CG_REST_TYPES(CG_REST_ALL_TYPES),
                                  CG_REST_MIN_CONFIDENCE,
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
                                  {.name = "externals",
                                   .type = CG_PARAM_BOOL,
                                   .fallback = "false",
                                   .help = "Rank what is in no file too: symbols of dependencies."},
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "One page, highest first.", {{"application/json", "HubPage", NULL, NULL}}}, {0}};

const cg_route cg_route_graph_hubs = {
    .method = "GET",
    .path = "/graph/hubs",
    .id = "listHubs",
    .tag = "questions",
    .summary = "List what much leads to",
    .description =
        "Nodes or files by PageRank over relationships, weighted by confidence. The score is the rank "
        "times their number: 1 is average. kind, language and path say what is listed; "
        "all are ranked.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_hubs,
};
