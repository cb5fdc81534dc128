// SPDX-License-Identifier: Apache-2.0
// GET /mcp: what a session of the Model Context Protocol is told besides answers.
#include "rest_mcp.h"

static const cg_param params[] = {
    CG_REST_MCP_VERSION, CG_REST_MCP_SESSION, CG_REST_MCP_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "Notifications as they arise.", {{"text/event-stream", NULL, NULL, NULL}}},
    {400, "The session is not named, or the revision is none that is known.", {CG_REST_MCP_ERROR}},
    {404, "There is no such session.", {CG_REST_MCP_ERROR}},
    {503, "Too many clients listen.", {CG_REST_MCP_ERROR}},
    {0}};

const cg_route cg_route_mcp_get = {
    .method = "GET",
    .path = "/mcp",
    .id = "listenMcp",
    .tag = "mcp",
    .summary = "Listen to a session of the Model Context Protocol",
    .description =
        "Server-sent events: notifications about resources that the session subscribed to. A second stream of a "
        "session ends the first. Revision 2026-07-28 listens by a request instead (subscriptions/listen).",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = mcp_get,
};
