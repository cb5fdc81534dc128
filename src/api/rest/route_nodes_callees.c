// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/callees: whom a node calls.
#include "rest_questions.h"

static cg_code nodes_callees(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_reach_request ask;
    cg_rest_read_reach(req, &ask);
    ask.direction = CG_DIR_OUT;
    if (ask.follow.kinds == 0)
        ask.follow.kinds = UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES;
    return cg_rest_reply_reach(req, reply, &ask, err);
}

static const cg_param params[] = {CG_REST_REACH_PARAMS("calls and instantiates", "1", "false")};
static const cg_answer answers[] = {CG_REST_REACH_ANSWERS};

const cg_route cg_route_nodes_callees = {
    .method = "GET",
    .path = "/nodes/{id}/callees",
    .id = "listNodeCallees",
    .tag = "questions",
    .summary = "List what a node calls",
    .description =
        "What the node calls or makes instances of, and what these call." CG_REST_REACH_HELP,
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_callees,
};
