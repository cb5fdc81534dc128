// SPDX-License-Identifier: Apache-2.0
// POST /mcp: one message of the Model Context Protocol.
#include "rest_mcp.h"

static const cg_param params[] = {
    CG_REST_MCP_VERSION,
    CG_REST_MCP_SESSION,
    CG_REST_MCP_PROJECT,
    {.name = "Mcp-Method",
     .in = CG_IN_HEADER,
     .type = CG_PARAM_STR,
     .max = 400,
     .help = "The message's method: required by 2026-07-28."},
    {.name = "Mcp-Name",
     .in = CG_IN_HEADER,
     .type = CG_PARAM_STR,
     .max = 8192,
     .help = "The tool, prompt or resource that is meant: required by 2026-07-28."},
    {0}};

static const cg_content body[] = {
    {"application/json", "McpMessage",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
     "\"capabilities\":{},\"clientInfo\":{\"name\":\"curl\",\"version\":\"1\"}}}",
     "A request, a notification or a response."},
    {0}};

static const cg_answer answers[] = {
    {200,
     "The response: a message, or a stream of events whose last is the response.",
     {{"application/json", "McpMessage", NULL, NULL}, {"text/event-stream", NULL, NULL, NULL}}},
    {202, "A notification or response was taken.", {{NULL, NULL, NULL, NULL}}},
    {400, "It is no message of a revision that is served.", {CG_REST_MCP_ERROR}},
    {404, "There is no such session, or no such method.", {CG_REST_MCP_ERROR}},
    {503, "Too many clients listen.", {CG_REST_MCP_ERROR}},
    {0}};

const cg_route cg_route_mcp_post = {
    .method = "POST",
    .path = "/mcp",
    .id = "sendMcpMessage",
    .tag = "mcp",
    .summary = "Send a message of the Model Context Protocol",
    .description =
        "The streamable HTTP transport of revisions 2026-07-28, 2025-11-25 and 2025-06-18: one JSON-RPC 2.0 message. "
        "Tools: explore, search, trace, impact, diff, index, status.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = mcp_post,
};
