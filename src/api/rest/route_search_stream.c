// SPDX-License-Identifier: Apache-2.0
// GET /stream/search: all hits of a search, in one reply.
#include "rest.h"

static cg_code search_stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const cg_search_mode modes[] = {CG_SEARCH_HYBRID, CG_SEARCH_TEXT, CG_SEARCH_SYMBOL};
    cg_stream *rows;
    cg_search_request search = {
        .project = cg_request_str(req, "project"),
        .query = cg_request_str(req, "q"),
        .mode = modes[cg_request_value(req, "mode")->word],
        .cursor = cg_rest_stream_cursor(req),
        .deadline_ns = cg_request_deadline_ns(req),
    };
    cg_rest_read_filter(req, &search.filter);
    cg_code rc = cg_service_stream_hits(cg_rest_api(req)->service, &search, &rows, err);
    return rc == CG_OK ? cg_rest_reply_stream(req, reply, rows, 0) : rc;
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
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
                                  CG_REST_STREAM_LIMIT,
                                  CG_REST_STREAM_CURSOR,
                                  CG_REST_STREAM_LAST_ID,
                                  {0}};

static const cg_answer answers[] = {
    {200,
     "All hits, best first, in the order of /search; at most 100000.",
     {{"application/x-ndjson", "StreamLine", NULL, NULL}, {"text/event-stream", NULL, NULL, NULL}}},
    {0}};

const cg_route cg_route_search_stream = {
    .method = "GET",
    .path = "/stream/search",
    .id = "streamSearch",
    .tag = "streams",
    .summary = "Stream the hits of a search",
    .description = CG_REST_STREAM_HELP("Events are called hit, summary and error. The search runs "
                                       "once, before the first row."),
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = search_stream,
};
