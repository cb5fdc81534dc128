// SPDX-License-Identifier: Apache-2.0
// api: CodeGraph's own catalog.
#include "catalog.h"

#include "mcp_schemas.h"
#include "tool.h"

static const char *schema(const char *name)
{
    for (size_t i = 0; i < cg_mcp_schemas_count; i++)
        if (strcmp(cg_mcp_schemas[i].name, name) == 0)
            return (const char *)cg_mcp_schemas[i].text;
    return NULL;
}

const cg_mcp_catalog mcp_catalog_own = {
    .name = "codegraph",
    .title = "CodeGraph",
    .instructions =
        "CodeGraph knows the definitions of this code base, who calls and uses whom, and every indexed version. Begin with "
        "`explore`: a question in words, a name, path:line or a path; without a question it gives a map. Then `trace` for "
        "callers, callees, types and paths, `impact` before an edit, `search` for lists and patterns, `diff` between "
        "versions. After edits call `index`. Every reply stays within max_tokens (default 2000). An answer \"unknown\" "
        "means that files could not be analysed, not that there is nothing.",
    .tools = cg_mcp_tools,
    .resources = mcp_resources,
    .templates = mcp_templates,
    .prompts = mcp_prompts,
    .schema = schema,
    .read = mcp_resource_read,
    .generation = mcp_resource_generation,
    .complete = mcp_complete,
};
