// SPDX-License-Identifier: Apache-2.0
// api, private: parameters that the routes at /mcp share.
#ifndef CG_REST_MCP_H
#define CG_REST_MCP_H

#include "mcp/mcp.h"
#include "rest.h"

#define CG_REST_MCP_VERSION                                                                        \
    {                                                                                              \
        .name = "MCP-Protocol-Version", .in = CG_IN_HEADER, .type = CG_PARAM_STR, .max = 100,      \
        .help = "Revision that is spoken: required by 2026-07-28, and as in the request.",         \
        .example = "2025-11-25"                                                                    \
    }
#define CG_REST_MCP_SESSION                                                                        \
    {                                                                                              \
        .name = "Mcp-Session-Id", .in = CG_IN_HEADER, .type = CG_PARAM_STR, .max = 200,            \
        .help = "Session that `initialize` began; of revisions before 2026-07-28."                 \
    }
#define CG_REST_MCP_PROJECT                                                                        \
    {                                                                                              \
        .name = "project", .type = CG_PARAM_STR, .fallback = "default", .min = 1, .max = 100,      \
        .help = "Project that is meant where a tool or resource is told none."                     \
    }
#define CG_REST_MCP_ERROR                                                                          \
    {"application/json", "McpMessage", NULL, NULL},                                                \
    {                                                                                              \
        "application/problem+json", "Problem", NULL, NULL                                          \
    }

#endif
