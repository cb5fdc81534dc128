// SPDX-License-Identifier: Apache-2.0
// GET /ws: a WebSocket over which streams are subscribed to. src/api/ws/session.h has its messages.
#include "rest.h"

#include "ws/session.h"

static cg_code ws_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)req;
    return cg_reply_websocket(reply, &cg_ws_session_handler, cg_ws_session_create(), err);
}

static const cg_answer answers[] = {
    {101, "The connection is a WebSocket from here on.", {{NULL, NULL, NULL, NULL}}},
    {403,
     "Origin is a page of another site.",
     {{"application/problem+json", "Problem", NULL, NULL}}},
    {426,
     "This is no opening handshake of version 13.",
     {{"application/problem+json", "Problem", NULL, NULL}}},
    {0}};

const cg_route cg_route_ws_get = {
    .method = "GET",
    .path = "/ws",
    .id = "openWebSocket",
    .tag = "streams",
    .summary = "Follow several streams over one WebSocket",
    .description =
        "Messages are JSON objects as text. {\"type\":\"subscribe\",\"id\":\"1\",\"path\":"
        "\"/stream/events?types=node.created\"} asks for a GET of this server, with its query; with \"body\":{…} for a "
        "POST of a question: /search, /query, /vector/search, /vector/batch-search. Its reply "
        "comes as {\"type\":\"next\",\"id\":\"1\",\"data\":{…}}: each line of a stream as it arises, any "
        "other reply at once; then {\"type\":\"complete\",\"id\":\"1\"}, or "
        "{\"type\":\"error\",\"id\":\"1\",\"error\":{\"code\",\"status\",\"detail\",\"pointer\"}}. "
        "{\"type\":\"complete\",\"id\":\"1\"} from the client ends a subscription, "
        "{\"type\":\"ping\"} is answered by {\"type\":\"pong\"}. At most 64 are open at the same time (4429); "
        "a message that is none of these closes the socket with 4400, an id that is in use with 4409. A "
        "client that does not read is sent nothing more until it does: subscriptions to /stream/events lose "
        "nothing, since they are read from the store.",
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WEBSOCKET,
    .handle = ws_get,
};
