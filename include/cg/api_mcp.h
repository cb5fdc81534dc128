// SPDX-License-Identifier: Apache-2.0
// api: the Model Context Protocol at /mcp.
#ifndef CG_API_MCP_H
#define CG_API_MCP_H

#include "cg/base.h"

typedef struct cg_mcp cg_mcp;                 /* sessions, and how many listen */
typedef struct cg_mcp_catalog cg_mcp_catalog; /* tools, resources and prompts (src/api/mcp/mcp.h) */
typedef struct cg_mcp_options {
    size_t sessions_max;           /* beyond, the one that was silent longest ends */
    uint64_t session_ns;           /* that one may be silent */
    size_t streams_max;            /* that listen; more are refused */
    const cg_mcp_catalog *catalog; /* NULL: CodeGraph's own; another one is for tests */
} cg_mcp_options;
cg_mcp *cg_mcp_create(const cg_mcp_options *opts);
void cg_mcp_destroy(cg_mcp *mcp); /* when no request is under way; NULL allowed */

#endif
