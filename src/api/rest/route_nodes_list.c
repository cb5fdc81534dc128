// SPDX-License-Identifier: Apache-2.0
// GET /nodes: the definitions that match a filter, page by page.
#include "rest.h"

static cg_code nodes_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_node_filter filter;
    cg_node_page page = {0};
    cg_json_writer w;
    cg_rest_read_filter(req, &filter);
    filter.name = cg_request_str(req, "name");
    filter.since = cg_request_u64(req, "since");
    cg_code rc =
        cg_service_node_list(cg_rest_api(req)->service, cg_rest_where(req), &filter,
                             cg_request_u64(req, "limit"), cg_request_str(req, "cursor"),
                             cg_request_deadline_ns(req), cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", page.generation);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++) {
        cg_json_begin_object(&w);
        cg_rest_write_node(&w, &page.rows[i]);
        cg_json_end_object(&w);
    }
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
    {.name = "name",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 1024,
     .help = "Only nodes whose name matches this glob; case does not matter.",
     .example = "parse*"},
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    {.name = "since",
     .type = CG_PARAM_UINT,
     .max = (INT64_C(1) << 40) - 1,
     .help = "Only nodes that were added or changed after this generation, or whose metadata was."},
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "One page of nodes.", {{"application/json", "NodePage", NULL, NULL}}}, {0}};

const cg_route cg_route_nodes_list = {
    .method = "GET",
    .path = "/nodes",
    .id = "listNodes",
    .tag = "nodes",
    .summary = "List nodes",
    .description = "Filters are combined with and; several values of one filter with or.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_list,
};
