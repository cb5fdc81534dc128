// SPDX-License-Identifier: Apache-2.0
// GET /health/ready: requests may be sent here.
#include "rest.h"

static cg_code health_ready(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_health health = {0};
    cg_service_health(cg_rest_api(req)->service, cg_request_arena(req), &health);
    if (!health.ready)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "the daemon is starting or stopping");
    cg_buf_add_str(cg_reply_body(reply), CG_STR("{\"status\":\"ok\"}"));
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "Ready for requests.", {{"application/json", "Status", "{\"status\":\"ok\"}", NULL}}},
    {0}};

const cg_route cg_route_health_ready = {
    .method = "GET",
    .path = "/health/ready",
    .id = "getReadiness",
    .tag = "operations",
    .summary = "Is the daemon ready for requests?",
    .description = "503 until the store is open, and again while the daemon stops.",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .handle = health_ready,
};
