// SPDX-License-Identifier: Apache-2.0
// GET /stream/nodes: all definitions that match a filter, in one reply.
#include "rest.h"

static cg_code nodes_stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_node_filter filter;
    cg_stream *rows;
    cg_rest_read_filter(req, &filter);
    filter.name = cg_request_str(req, "name");
    cg_code rc = cg_service_stream_nodes(cg_rest_api(req)->service, cg_rest_where(req), &filter,
                                         cg_rest_stream_cursor(req), &rows, err);
    return rc == CG_OK ? cg_rest_reply_stream(req, reply, rows, 0) : rc;
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
    CG_REST_STREAM_PARAMS};

static const cg_answer answers[] = CG_REST_STREAM_ANSWERS("All nodes, in the order of /nodes.");

const cg_route cg_route_nodes_stream = {
    .method = "GET",
    .path = "/stream/nodes",
    .id = "streamNodes",
    .tag = "streams",
    .summary = "Stream nodes",
    .description = CG_REST_STREAM_HELP("Events are called node, summary and error."),
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = nodes_stream,
};
