// SPDX-License-Identifier: Apache-2.0
// GET /search: finds definitions by name and text.
#include "rest.h"

static cg_code search_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_search_request search;
    cg_rest_read_search(req, &search);
    search.explain = cg_request_flag(req, "explain");
    search.group_files = cg_request_value(req, "group")->word == 1;
    search.limit = cg_request_u64(req, "limit");
    search.cursor = cg_request_str(req, "cursor");
    search.max_tokens = cg_request_u64(req, "max_tokens");
    return cg_rest_reply_search(req, reply, &search, err);
}

static const cg_param params[] = {CG_REST_QUERY,
                                  CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
                                  CG_REST_GROUP,
                                  CG_REST_EXPLAIN,
                                  CG_REST_LIMIT,
                                  CG_REST_MAX_TOKENS,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "One page of hits, best first.", {{"application/json", "SearchPage", NULL, NULL}}}, {0}};

const cg_route cg_route_search_get = {
    .method = "GET",
    .path = "/search",
    .id = "search",
    .tag = "search",
    .summary = "Search the code",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = search_get,
};
