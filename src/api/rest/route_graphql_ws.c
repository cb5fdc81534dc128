// SPDX-License-Identifier: Apache-2.0
// GET /graphql/ws: operations of GraphQL over a WebSocket, as graphql-transport-ws has them.
#include "rest.h"

#include "graphql/socket.h"

static cg_code graphql_ws(cg_request *req, cg_reply *reply, cg_err *err)
{
    return cg_reply_websocket(reply, &gql_socket_handler,
                              gql_socket_create(cg_rest_api(req), cg_rest_where(req)), err);
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_REF, {0}};

static const cg_answer answers[] = {
    {101, "The connection is a WebSocket from here on.", {{NULL, NULL, NULL, NULL}}},
    {403,
     "Origin is a page of another site.",
     {{"application/problem+json", "Problem", NULL, NULL}}},
    {426,
     "This is no opening handshake of version 13.",
     {{"application/problem+json", "Problem", NULL, NULL}}},
    {0}};

const cg_route cg_route_graphql_ws = {
    .method = "GET",
    .path = "/graphql/ws",
    .id = "openGraphqlWebSocket",
    .tag = "graphql",
    .summary = "Run operations of GraphQL over a WebSocket",
    .description =
        "Subprotocol graphql-transport-ws. `project` and `ref` hold for fields that do not name others. It closes with 4400 for "
        "a message that is none, 4401 for a subscription before connection_init, 4406 without the subprotocol, 4408 when "
        "connection_init does not come, 4409 for an id that is in use, 4429 for a second connection_init. A subscriber that "
        "does not read is sent nothing more until it does, and loses nothing, since events are read from the store.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .flags = CG_ROUTE_WEBSOCKET,
    .handle = graphql_ws,
};
