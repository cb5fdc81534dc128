// SPDX-License-Identifier: Apache-2.0
// api, private: questions about a whole project, of a tool and of resources alike.
#ifndef CG_MCP_WHOLE_H
#define CG_MCP_WHOLE_H

#include "tool.h"

/** Named as the routes of REST are. */
#define MCP_VIEWS "map|hubs|cycles|dead|communities"
typedef enum mcp_view {
    MCP_VIEW_MAP, /* not answered here */
    MCP_VIEW_HUBS,
    MCP_VIEW_CYCLES,
    MCP_VIEW_DEAD,
    MCP_VIEW_COMMUNITIES,
} mcp_view;

#define MCP_VIEW_LEVELS "node|file|package"
/** What the view is of unless it is said. */
cg_question_level mcp_level_of(mcp_view view);
/** CG_E_INVALID: it is nothing that the view can be of. */
CG_MUST_USE cg_code mcp_check_level(mcp_view view, cg_question_level level, cg_err *err);

/** Asks, and writes the answer: the members total, left_out and the one that is named as the view is, rows that fit; what to
 *  do next. `ask`: where, level, filter and patience; the rest is the view's. */
CG_MUST_USE cg_code mcp_tell_whole(mcp_sheet *s, cg_service *service, mcp_view view,
                                   cg_whole_request *ask, cg_err *err);

#endif
