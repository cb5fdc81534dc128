// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/callers: who calls a node.
#include "rest_questions.h"

static cg_code nodes_callers(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_reach_request ask;
    cg_rest_read_reach(req, &ask);
    ask.direction = CG_DIR_IN;
    if (ask.follow.kinds == 0)
        ask.follow.kinds = UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES;
    return cg_rest_reply_reach(req, reply, &ask, err);
}

static const cg_param params[] = {CG_REST_REACH_PARAMS("calls and instantiates", "1", "false")};
static const cg_answer answers[] = {CG_REST_REACH_ANSWERS};

const cg_route cg_route_nodes_callers = {
    .method = "GET",
    .path = "/nodes/{id}/callers",
    .id = "listNodeCallers",
    .tag = "questions",
    .summary = "List the callers of a node",
    .description =
        "Who calls the node or makes instances of it, and who calls these." CG_REST_REACH_HELP,
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_callers,
};
