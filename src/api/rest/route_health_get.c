// SPDX-License-Identifier: Apache-2.0
// GET /health: how the daemon and its parts are.
#include "rest.h"

static cg_code health_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_health health = {0};
    cg_json_writer w;
    bool all_ok = true;
    (void)err;
    cg_service_health(cg_rest_api(req)->service, cg_request_arena(req), &health);
    for (size_t i = 0; i < health.components_count; i++)
        all_ok = all_ok && health.components[i].ok;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "status", all_ok ? CG_STR("ok") : CG_STR("degraded"));
    cg_json_put_bool(&w, "ready", health.ready);
    cg_json_put_str(&w, "version", CG_STR(CG_VERSION));
    cg_json_put_u64(&w, "uptime_ms", health.uptime_ms);
    cg_json_put_object(&w, "components");
    for (size_t i = 0; i < health.components_count; i++) {
        const cg_component_health *c = &health.components[i];
        cg_json_put_object(&w, c->name);
        cg_json_put_str(&w, "status", c->ok ? CG_STR("ok") : CG_STR("failed"));
        cg_json_put_u64(&w, "latency_us", c->latency_us);
        if (c->detail.len)
            cg_json_put_str(&w, "detail", c->detail);
        cg_json_end_object(&w);
    }
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_answer answers[] = {
    {200,
     "What works and what does not; 200 even when a component has failed.",
     {{"application/json", "Health",
       "{\"status\":\"ok\",\"ready\":true,\"version\":\"" CG_VERSION "\",\"uptime_ms\":5123,"
       "\"components\":{\"storage\":{\"status\":\"ok\",\"latency_us\":12}}}",
       NULL}}},
    {0}};

const cg_route cg_route_health_get = {
    .method = "GET",
    .path = "/health",
    .id = "getHealth",
    .tag = "operations",
    .summary = "Health of the daemon and its components",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .handle = health_get,
};
