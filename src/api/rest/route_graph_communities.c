// SPDX-License-Identifier: Apache-2.0
// GET /graph/communities: what holds together.
#include "rest_questions.h"

static void write_page(cg_json_writer *w, const cg_community_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "points", page->points);
    cg_json_put_f64(w, "modularity", page->modularity);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++) {
        const cg_community_row *row = &page->rows[i];
        cg_json_begin_object(w);
        cg_json_put_u64(w, "number", row->number);
        cg_json_put_u64(w, "size", row->size);
        cg_json_put_str(w, "folder", row->folder);
        cg_json_put_f64(w, "cohesion", row->cohesion);
        cg_rest_put_node_refs(w, "members", row->members, row->members_count);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_answer_coverage(w, &page->coverage);
    cg_json_end_object(w);
}

static cg_code graph_communities(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_whole_request ask;
    cg_community_page page = {0};
    cg_json_writer w;
    cg_rest_read_whole(req, &ask);
    ask.resolution = cg_request_value(req, "resolution")->f64;
    if (ask.resolution < 0.001) {
        (void)CG_FAIL(err, CG_E_INVALID, "a resolution is at least 0.001");
        return cg_err_at(err, "resolution");
    }
    cg_code rc =
        cg_service_communities(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_LEVEL("node|file|package", "file"),
    CG_REST_TYPES(CG_REST_ALL_TYPES),
    CG_REST_MIN_CONFIDENCE,
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    {.name = "resolution",
     .type = CG_PARAM_NUMBER,
     .max = 1000,
     .fallback = "1",
     .help = "The larger, the more and smaller they are; at least 0.001."},
    CG_REST_MEMBERS_MAX,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "One page, largest first.", {{"application/json", "CommunityPage", NULL, NULL}}}, {0}};

const cg_route cg_route_graph_communities = {
    .method = "GET",
    .path = "/graph/communities",
    .id = "listCommunities",
    .tag = "questions",
    .summary = "List what holds together",
    .description =
        "Communities by the Leiden algorithm over relationships, whatever their direction, weighted by "
        "confidence; the same graph always has the same. kind, language and path say what is "
        "looked at. Those of one member are not listed.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_communities,
};
