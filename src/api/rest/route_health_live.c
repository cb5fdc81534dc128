// SPDX-License-Identifier: Apache-2.0
// GET /health/live: the process answers.
#include "rest.h"

static cg_code health_live(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)req, (void)err;
    cg_buf_add_str(cg_reply_body(reply), CG_STR("{\"status\":\"ok\"}"));
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "The process is alive.", {{"application/json", "Status", "{\"status\":\"ok\"}", NULL}}},
    {0}};

const cg_route cg_route_health_live = {
    .method = "GET",
    .path = "/health/live",
    .id = "getLiveness",
    .tag = "operations",
    .summary = "Is the process alive?",
    .description = "Answered even when every worker is busy.",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .flags = CG_ROUTE_INLINE,
    .handle = health_live,
};
