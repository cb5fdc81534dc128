// SPDX-License-Identifier: Apache-2.0
// codegraph mcp: the Model Context Protocol for agents that start their servers themselves.
#include "mcp/mcp.h"

int cmd_mcp(cli *c)
{
    return mcp_bridge(c);
}

int cmd_mcp_install(cli *c)
{
    return mcp_install(c);
}
