// SPDX-License-Identifier: Apache-2.0
// POST /graphql: one request of GraphQL.
#include "rest_write.h"

#include "graphql/http.h"

static cg_code graphql_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_gql_request asked;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = gql_read_request(cg_json_root(doc), &asked, err);
    return rc == CG_OK ? gql_answer(req, reply, &asked, true, err) : rc;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, {0}};

static const cg_content body[] = {
    {GQL_JSON, "GraphqlRequest",
     "{\"query\":\"query ($id: ID!) { node(id: $id) { name filePath lineNumber } }\","
     "\"variables\":{\"id\":\"main\"}}",
     NULL},
    {0}};

static const cg_answer answers[] = {
    {200,
     "The answer; with application/json also what is wrong with the document. As text/event-stream: events `next` with an "
     "answer each, then `complete`.",
     {{GQL_JSON, "GraphqlResponse", NULL, NULL},
      {GQL_RESPONSE, "GraphqlResponse", NULL, NULL},
      {GQL_EVENTS, NULL, NULL, NULL}}},
    {400,
     "The document or its variables are not valid, told as application/graphql-response+json; or the request is not, told "
     "as a problem.",
     {{GQL_RESPONSE, "GraphqlResponse", NULL, NULL},
      {"application/problem+json", "Problem", NULL, NULL}}},
    {0}};

const cg_route cg_route_graphql_post = {
    .method = "POST",
    .path = "/graphql",
    .id = "queryGraphql",
    .tag = "graphql",
    .summary = "Answer a query, a mutation or a subscription of GraphQL",
    .description =
        "GraphQL over HTTP. `project`, `ref` and the header Codegraph-Transaction hold for fields that do not name others; "
        "all that is read of a project and ref is read at one generation, which `extensions.generation` names. Depth, aliases, "
        "tokens and cost are limited (`too_large`, with the numbers); requests come one by one. A subscription needs `Accept: "
        "text/event-stream`.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .flags = CG_ROUTE_WAITS | CG_ROUTE_FEED,
    .handle = graphql_post,
};
