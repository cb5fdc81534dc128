// SPDX-License-Identifier: Apache-2.0
// POST /vector/search: what is near to a vector, a text or a node.
#include "rest_vector.h"

static cg_code read_body(cg_request *req, const cg_json *doc, cg_near_request *near,
                         cg_near_query *query, cg_err *err)
{
    static const char *const known[] = {"vector", "text", "node",     "k",   "threshold",
                                        "exact",  "kind", "language", "path"};
    cg_json_value root = cg_json_root(doc);
    cg_arena *arena = cg_request_arena(req);
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_decode_near(root, arena, near, err);
    return rc == CG_OK ? cg_rest_decode_near_query(root, arena, query, err) : rc;
}

static cg_code vector_search(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_near_request near;
    cg_near_query query = {.vector = NULL};
    cg_code rc;
    cg_rest_read_near(req, &near);
    if (cg_rest_is_octets(req)) {
        rc = cg_rest_read_floats(req, &query.vector, &query.components, err);
    } else {
        rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
        if (rc == CG_OK)
            rc = read_body(req, doc, &near, &query, err);
    }
    if (rc != CG_OK)
        return rc;
    near.queries = &query;
    near.count = 1;
    return cg_rest_reply_near(req, reply, &near, CG_REST_NEAR_LINES, err);
}

static const cg_param params[] = {CG_REST_NEAR, {0}};

static const cg_content body[] = {
    {"application/json", "NearRequest", "{\"text\":\"parse config\",\"k\":5}", NULL},
    {"application/octet-stream", NULL, NULL, "One vector: little-endian floats of four bytes."},
    {0}};

static const cg_answer answers[] = {
    {200,
     "What is near, nearest first.",
     {{"application/json", "NearPage", NULL, NULL},
      {"application/x-ndjson", "NearLine", NULL, NULL}}},
    {300, "The name fits several nodes.", {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_vector_search = {
    .method = "POST",
    .path = "/vector/search",
    .id = "searchVectors",
    .tag = "vectors",
    .summary = "Find what is near to a vector, a text or a node",
    .description =
        "Scores are cosines alone: no words, no names and no weights for tests. What a body says goes "
        "before the parameters. With NDJSON a line for each, and a summary, as fast as they are read; "
        "over /ws with the body in the message.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = vector_search,
};
