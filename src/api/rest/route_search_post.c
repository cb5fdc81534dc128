// SPDX-License-Identifier: Apache-2.0
// POST /search: the same as GET, with the question in the body.
#include "rest.h"

static cg_code search_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_search_request search = {0};
    cg_code rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_search(doc, cg_request_arena(req), &search, err);
    return rc == CG_OK ? cg_rest_reply_search(req, reply, &search, err) : rc;
}

static const cg_content body[] = {
    {"application/json", "SearchRequest", "{\"q\":\"parse config\",\"limit\":5}", NULL}, {0}};

static const cg_answer answers[] = {
    {200, "One page of hits, best first.", {{"application/json", "SearchPage", NULL, NULL}}}, {0}};

const cg_route cg_route_search_post = {
    .method = "POST",
    .path = "/search",
    .id = "searchByBody",
    .tag = "search",
    .summary = "Search the code, with the question in the body",
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = search_post,
};
