// SPDX-License-Identifier: Apache-2.0
// GET /search: finds definitions by name and text.
#include "rest.h"

static cg_code search_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const cg_search_mode modes[] = {CG_SEARCH_HYBRID, CG_SEARCH_TEXT, CG_SEARCH_SYMBOL};
    cg_search_request search = {
        .project = cg_request_str(req, "project"),
        .query = cg_request_str(req, "q"),
        .mode = modes[cg_request_value(req, "mode")->word],
        .limit = cg_request_u64(req, "limit"),
        .cursor = cg_request_str(req, "cursor"),
        .max_tokens = cg_request_u64(req, "max_tokens"),
    };
    cg_rest_read_filter(req, &search.filter);
    return cg_rest_reply_search(req, reply, &search, err);
}

static const cg_param params[] = {{.name = "q",
                                   .required = true,
                                   .min = 1,
                                   .max = 4096,
                                   .help = "Words or a symbol to look for.",
                                   .example = "parse config"},
                                  {.name = "mode",
                                   .type = CG_PARAM_ENUM,
                                   .words = "hybrid|text|symbol",
                                   .fallback = "hybrid",
                                   .help = "text ranks by words, symbol by names, hybrid by both."},
                                  CG_REST_PROJECT,
                                  CG_REST_MIN_GENERATION,
                                  CG_REST_TIMEOUT,
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
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
    .flags = CG_ROUTE_ETAG,
    .handle = search_get,
};
