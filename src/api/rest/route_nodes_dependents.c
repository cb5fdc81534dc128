// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/dependents: who needs a node.
#include "rest_questions.h"

static cg_code nodes_dependents(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_reach_request ask;
    cg_rest_read_reach(req, &ask);
    ask.direction = CG_DIR_IN;
    return cg_rest_reply_reach(req, reply, &ask, err);
}

static const cg_param params[] = {CG_REST_REACH_PARAMS(CG_REST_ALL_TYPES, "1", "true")};
static const cg_answer answers[] = {CG_REST_REACH_ANSWERS};

const cg_route cg_route_nodes_dependents = {
    .method = "GET",
    .path = "/nodes/{id}/dependents",
    .id = "listNodeDependents",
    .tag = "questions",
    .summary = "List what depends on a node",
    .description =
        "What leads to the node over relationships, and what leads to that." CG_REST_REACH_HELP,
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_dependents,
};
