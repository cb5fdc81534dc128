// SPDX-License-Identifier: Apache-2.0
// GET /relationships: those of the whole project that match a filter, page by page.
#include "rest.h"

static void read_filter(cg_request *req, cg_edge_list_filter *out_filter)
{
    const cg_value *types = cg_request_value(req, "type");
    cg_edge_kind *kinds =
        cg_arena_alloc_array(cg_request_arena(req), types->item_count + 1, sizeof *kinds);
    for (size_t i = 0; i < types->item_count; i++)
        kinds[i] = cg_edge_kind_parse(types->items[i]);
    *out_filter =
        (cg_edge_list_filter){.kinds = kinds,
                              .kinds_count = types->item_count,
                              .source = cg_request_str(req, "source"),
                              .target = cg_request_str(req, "target"),
                              .path = cg_request_str(req, "path"),
                              .min_confidence = cg_request_value(req, "min_confidence")->f64};
}

static cg_code relationships_all(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_edge_list_filter filter;
    cg_edge_page page = {0};
    cg_json_writer w;
    read_filter(req, &filter);
    cg_code rc = cg_service_relationship_list(
        cg_rest_api(req)->service, cg_rest_where(req), &filter, cg_request_u64(req, "limit"),
        cg_request_str(req, "cursor"), cg_request_deadline_ns(req), cg_request_arena(req), &page,
        err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(
            reply, cg_request_str(req, strcmp(err->pointer, "source") == 0 ? "source" : "target"),
            page.candidates, page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", page.generation);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        cg_rest_write_edge(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_EDGE_TYPE,
    {.name = "source", .min = 1, .max = 4096, .help = "Only those that leave this node."},
    {.name = "target", .min = 1, .max = 4096, .help = "Only those that lead to this node."},
    {.name = "path",
     .min = 1,
     .max = 1024,
     .help = "Only those that leave nodes of files whose path matches this glob.",
     .example = "src/**"},
    CG_REST_MIN_CONFIDENCE,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "One page of relationships.", {{"application/json", "RelationshipList", NULL, NULL}}},
    {300,
     "Several nodes fit an end: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_relationships_all = {
    .method = "GET",
    .path = "/relationships",
    .id = "listRelationships",
    .tag = "relationships",
    .summary = "List relationships",
    .description = "Filters are combined with and; several types with or.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = relationships_all,
};
