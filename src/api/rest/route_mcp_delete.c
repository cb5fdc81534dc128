// SPDX-License-Identifier: Apache-2.0
// DELETE /mcp: ends a session of the Model Context Protocol.
#include "rest_mcp.h"

static const cg_param params[] = {
    CG_REST_MCP_VERSION, CG_REST_MCP_SESSION, CG_REST_MCP_PROJECT, {0}};

static const cg_answer answers[] = {
    {204, "The session has ended.", {{NULL, NULL, NULL, NULL}}},
    {400, "The session is not named, or the revision is none that is known.", {CG_REST_MCP_ERROR}},
    {404, "There is no such session.", {CG_REST_MCP_ERROR}},
    {0}};

const cg_route cg_route_mcp_delete = {
    .method = "DELETE",
    .path = "/mcp",
    .id = "endMcpSession",
    .tag = "mcp",
    .summary = "End a session of the Model Context Protocol",
    .description = "Its calls under way are given up, and its stream ends.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = mcp_delete,
};
