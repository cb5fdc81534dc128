// SPDX-License-Identifier: Apache-2.0
// POST /search: the same as GET, with the question in the body.
#include "rest.h"

/* The query's are what min_generation goes by; so the body may not name others beside it. */
static cg_code check_agrees(cg_request *req, const char *name, cg_str in_body, cg_err *err)
{
    const cg_value *in_query = cg_request_value(req, name);
    if (cg_str_eq(in_body, in_query->text) ||
        !(in_query->given || cg_request_value(req, "min_generation")->given))
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID,
                  "the body names another %s than the query, by which min_generation goes", name);
    return cg_err_at(err, "/%s", name);
}

static cg_code search_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_search_request search = {.where = cg_rest_where(req)};
    cg_code rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_search(doc, cg_request_arena(req), &search, err);
    if (rc == CG_OK)
        rc = check_agrees(req, "project", search.where.project, err);
    if (rc == CG_OK)
        rc = check_agrees(req, "ref", search.where.ref, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_rest_reply_search(req, reply, &search, err);
    return rc != CG_OK && strcmp(err->pointer, "q") == 0 ? cg_rest_point_into_body(rc, err) : rc;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, {0}};

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
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = search_post,
};
