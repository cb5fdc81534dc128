// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/similar: definitions that mean the like.
#include "rest_vector.h"

static cg_code nodes_similar(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_near_request near;
    cg_near_query query = {.node = cg_request_str(req, "id")};
    cg_rest_read_near(req, &near);
    near.queries = &query;
    near.count = 1;
    cg_code rc = cg_rest_reply_near(req, reply, &near, CG_REST_NEAR_PAGE, err);
    if (rc != CG_OK && strcmp(err->pointer, "/node") == 0)
        (void)cg_err_at(err, "id");
    return rc;
}

static const cg_param params[] = {CG_REST_NODE_ID, CG_REST_NEAR, {0}};

static const cg_answer answers[] = {
    {200, "What is near, nearest first.", {{"application/json", "NearPage", NULL, NULL}}},
    {300, "The name fits several nodes.", {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_nodes_similar = {
    .method = "GET",
    .path = "/nodes/{id}/similar",
    .id = "listSimilarNodes",
    .tag = "vectors",
    .summary = "List the definitions most like a node",
    .description =
        "By the vectors of both; the node itself is left out. A node of a kind that has no vector "
        "(imports, plain fields, members of enums, and those in no file) is answered 404.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_similar,
};
