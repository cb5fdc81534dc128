// SPDX-License-Identifier: Apache-2.0
// GET /graphql: a query in the address; without one, for a browser, a page to write them in.
#include "rest.h"

#include <stdio.h>

#include "graphql/http.h"
#include "graphql/sources.h"

#define HTML "text/html"
#define NONCE "{{nonce}}"

/* The page's script and style carry a number that nobody can guess: nothing else on it is run. */
static void reply_page(cg_reply *reply)
{
    uint8_t random[16];
    char nonce[33];
    cg_str page = cg_str_make((const char *)cg_gql_pages[0].text, cg_gql_pages[0].len);
    cg_buf *body = cg_reply_body(reply);
    cg_random_bytes(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(nonce + 2 * i, 3, "%02x", random[i]);
    for (const char *at; (at = memmem(page.ptr, page.len, NONCE, strlen(NONCE))) != NULL;) {
        size_t before = (size_t)(at - page.ptr);
        cg_buf_add(body, page.ptr, before);
        cg_buf_add_str(body, cg_str_from(nonce));
        page = cg_str_slice(page, before + strlen(NONCE), page.len);
    }
    cg_buf_add_str(body, page);
    cg_reply_set_media(reply, HTML);
    cg_reply_add_header(reply, "Content-Security-Policy",
                        "default-src 'none'; connect-src 'self'; script-src 'nonce-%s'; "
                        "style-src 'nonce-%s'; frame-ancestors 'none'; base-uri 'none'",
                        nonce, nonce);
}

/* A member that is JSON in the address: put in the place that it has in a body. */
static cg_code read_object(cg_request *req, const char *name, cg_json **out_doc, cg_err *err)
{
    cg_str text = cg_request_str(req, name);
    if (text.len == 0)
        return CG_OK;
    cg_code rc = cg_json_parse(text, NULL, out_doc, err);
    if (rc == CG_OK && cg_json_type_of(cg_json_root(*out_doc)) != CG_JSON_OBJECT &&
        cg_json_type_of(cg_json_root(*out_doc)) != CG_JSON_NULL)
        rc = CG_FAIL(err, CG_E_INVALID, "%s must be a JSON object", name);
    return rc == CG_OK ? rc : cg_err_at(err, "%s", name);
}

static cg_code graphql_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) variables = NULL;
    CG_AUTO(cg_json) extensions = NULL;
    const cg_value *query = cg_request_value(req, "query");
    const cg_value *name = cg_request_value(req, "operationName");
    if (!query->given && cg_request_prefers(req, HTML, GQL_JSON) &&
        !cg_request_prefers(req, GQL_JSON, HTML)) {
        reply_page(reply);
        return CG_OK;
    }
    if (!query->given) {
        (void)CG_FAIL(err, CG_E_INVALID, "query is missing");
        return cg_err_at(err, "query");
    }
    cg_gql_request asked = {.query = query->text};
    if (name->given)
        asked.operation_name = name->text;
    cg_code rc = read_object(req, "variables", &variables, err);
    if (rc == CG_OK)
        rc = read_object(req, "extensions", &extensions, err);
    if (variables != NULL)
        asked.variables = cg_json_root(variables);
    return rc == CG_OK ? gql_answer(req, reply, &asked, false, err) : rc;
}

static const cg_param params[] = {
    {.name = "query",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 4096,
     .help = "The document. Longer ones, and mutations, are sent by POST alone.",
     .example = "{ __typename }"},
    {.name = "operationName",
     .type = CG_PARAM_STR,
     .max = 256,
     .help = "Which operation of the document; needed when it has several."},
    {.name = "variables", .type = CG_PARAM_STR, .max = 2048, .help = "A JSON object."},
    {.name = "extensions", .type = CG_PARAM_STR, .max = 256, .help = "A JSON object; not used."},
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    {0}};

static const cg_answer answers[] = {
    {200,
     "As of POST; without a query, for a browser, a page to write them in.",
     {{GQL_JSON, "GraphqlResponse", NULL, NULL},
      {GQL_RESPONSE, "GraphqlResponse", NULL, NULL},
      {GQL_EVENTS, NULL, NULL, NULL},
      {HTML, NULL, NULL, NULL}}},
    {400,
     "The document or its variables are not valid, told as application/graphql-response+json; or the request is not, told "
     "as a problem.",
     {{GQL_RESPONSE, "GraphqlResponse", NULL, NULL},
      {"application/problem+json", "Problem", NULL, NULL}}},
    {0}};

const cg_route cg_route_graphql_get = {
    .method = "GET",
    .path = "/graphql",
    .id = "readGraphql",
    .tag = "graphql",
    .summary = "Answer a query of GraphQL in the address, or show a page to write them in",
    .description = "As POST, for queries and subscriptions.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS | CG_ROUTE_FEED,
    .handle = graphql_get,
};
