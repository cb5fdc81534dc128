// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/dependencies: what a node needs.
#include "rest_questions.h"

static cg_code nodes_dependencies(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_reach_request ask;
    cg_rest_read_reach(req, &ask);
    ask.direction = CG_DIR_OUT;
    return cg_rest_reply_reach(req, reply, &ask, err);
}

static const cg_param params[] = {CG_REST_REACH_PARAMS(CG_REST_ALL_TYPES, "1", "true")};
static const cg_answer answers[] = {CG_REST_REACH_ANSWERS};

const cg_route cg_route_nodes_dependencies = {
    .method = "GET",
    .path = "/nodes/{id}/dependencies",
    .id = "listNodeDependencies",
    .tag = "questions",
    .summary = "List what a node depends on",
    .description =
        "What the node leads to over relationships, and what that leads to." CG_REST_REACH_HELP,
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_dependencies,
};
