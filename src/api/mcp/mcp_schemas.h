// SPDX-License-Identifier: Apache-2.0
// api, private: the schemas of tools, schemas/*.json, compiled in.
#ifndef CG_MCP_SCHEMAS_H
#define CG_MCP_SCHEMAS_H

#include "rest/schemas.h"

extern const cg_embedded cg_mcp_schemas[];
extern const size_t cg_mcp_schemas_count;

#endif
