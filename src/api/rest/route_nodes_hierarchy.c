// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/hierarchy: what a type is, and what is one; what a member overrides, and what overrides it.
#include "rest_questions.h"

static cg_code nodes_hierarchy(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const cg_direction directions[] = {CG_DIR_OUT, CG_DIR_IN, CG_DIR_BOTH};
    cg_reach_request ask = {
        .where = cg_rest_where(req),
        .selector = cg_request_str(req, "id"),
        .direction = directions[cg_request_value(req, "direction")->word],
        .follow = {.kinds = UINT64_C(1) << CG_EDGE_INHERITS | UINT64_C(1) << CG_EDGE_IMPLEMENTS |
                            UINT64_C(1) << CG_EDGE_OVERRIDES,
                   .min_confidence = cg_request_value(req, "min_confidence")->f64},
        .depth = (unsigned)cg_request_u64(req, "depth"),
        .limit = cg_request_u64(req, "limit"),
        .cursor = cg_request_str(req, "cursor"),
        .patience = cg_rest_patience(req),
    };
    cg_rest_read_include(req, &ask);
    cg_rest_read_filter(req, &ask.filter);
    return cg_rest_reply_reach(req, reply, &ask, err);
}

static const cg_param params[] = {
    CG_REST_NODE_ID,
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    {.name = "direction",
     .type = CG_PARAM_ENUM,
     .words = "up|down|both",
     .fallback = "both",
     .help = "up: what it extends, implements or overrides; down: what does so with it."},
    CG_REST_DEPTH("100"),
    CG_REST_MIN_CONFIDENCE,
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    CG_REST_INCLUDE,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};
static const cg_answer answers[] = {CG_REST_REACH_ANSWERS};

const cg_route cg_route_nodes_hierarchy = {
    .method = "GET",
    .path = "/nodes/{id}/hierarchy",
    .id = "readNodeHierarchy",
    .tag = "questions",
    .summary = "Read the hierarchy around a type or a member",
    .description = "Over inherits, implements and overrides: first upwards, whose rows have the "
                   "direction out, then downwards." CG_REST_REACH_HELP,
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_hierarchy,
};
