// SPDX-License-Identifier: Apache-2.0
// api, private: what CodeGraph's own catalog is made of, besides its tools.
#ifndef CG_MCP_CATALOG_H
#define CG_MCP_CATALOG_H

#include "mcp.h"

#define MCP_OVERVIEW "codegraph://overview"
#define MCP_STATUS "codegraph://status"
#define MCP_FILE "codegraph://file/"
#define MCP_NODE "codegraph://node/"
#define MCP_GRAPH "codegraph://graph/"

extern const mcp_resource mcp_resources[], mcp_templates[];
extern const mcp_prompt mcp_prompts[];
cg_code mcp_resource_read(mcp_exchange *x, cg_str uri, cg_json_writer *w, cg_err *err);
cg_code mcp_resource_generation(cg_api *api, cg_str project, cg_str uri, uint64_t *out_generation,
                                cg_err *err);
cg_code mcp_complete(mcp_exchange *x, const mcp_completing *asked, cg_json_writer *w, cg_err *err);
/** The map of a project as text. */
cg_code mcp_overview_text(mcp_exchange *x, cg_graph_ref where, cg_buf *out, cg_err *err);

#endif
