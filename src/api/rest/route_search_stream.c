// SPDX-License-Identifier: Apache-2.0
// GET /stream/search: all hits of a search, in one reply.
#include "rest.h"

static cg_code search_stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_stream *rows;
    cg_search_request search;
    cg_rest_read_search(req, &search);
    search.explain = cg_request_flag(req, "explain");
    search.cursor = cg_rest_stream_cursor(req);
    search.deadline_ns = cg_request_deadline_ns(req);
    cg_code rc = cg_service_stream_hits(cg_rest_api(req)->service, &search, &rows, err);
    return rc == CG_OK
               ? cg_rest_reply_stream(req, reply, rows, search.explain ? CG_REST_WITH_SIGNALS : 0)
               : rc;
}

static const cg_param params[] = {CG_REST_QUERY, CG_REST_PROJECT, CG_REST_TRANSACTION,
                                  CG_REST_REF,   CG_REST_KIND,    CG_REST_LANGUAGE,
                                  CG_REST_PATH,  CG_REST_EXPLAIN, CG_REST_STREAM_PARAMS};

static const cg_answer answers[] = CG_REST_STREAM_ANSWERS(
    "All hits, best first, in the order of /search; at most 100000, by vectors alone 10000.");

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
    .flags = CG_ROUTE_WAITS,
    .handle = search_stream,
};
