// SPDX-License-Identifier: Apache-2.0
// GET /metrics: everything that is counted, for Prometheus.
#include "rest.h"

static void gauge(cg_buf *out, const char *name, const char *help, uint64_t value)
{
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRIu64 "\n", name, help, name, name,
                  value);
}

/* The gauges are the main server's; the metrics port has one of its own. */
static void put_server(cg_http *http, cg_buf *out)
{
    cg_http_stats stats = {0};
    if (http)
        cg_http_stats_get(http, &stats);
    cg_metric_set(CG_M_HTTP_IN_FLIGHT, stats.in_flight);
    cg_metrics_write(out);
    if (http)
        cg_http_metrics_write(http, out);
    gauge(out, "codegraph_http_connections", "Open connections", stats.connections);
    gauge(out, "codegraph_http_body_bytes", "Memory for request bodies", stats.body_bytes);
}

static cg_code metrics_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_api *api = cg_rest_api(req);
    cg_buf *out = cg_reply_body(reply);
    cg_storage_stats stats = {0};
    (void)err;
    put_server(atomic_load_explicit(&api->http, memory_order_acquire), out);
    cg_service_storage_stats(api->service, &stats);
    gauge(out, "codegraph_storage_disk_bytes", "Bytes of live table files", stats.disk_bytes);
    gauge(out, "codegraph_storage_memory_bytes", "Bytes that the store holds in memory",
          stats.memory_bytes);
    gauge(out, "codegraph_storage_pending_compaction_bytes", "Bytes that wait for compaction",
          stats.pending_compaction_bytes);
    cg_buf_printf(out,
                  "# HELP codegraph_build_info Version of the daemon\n"
                  "# TYPE codegraph_build_info gauge\n"
                  "codegraph_build_info{version=\"%s\"} 1\n",
                  CG_VERSION);
    cg_reply_set_media(reply, "text/plain; version=0.0.4; charset=utf-8");
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "The Prometheus text exposition.", {{"text/plain", NULL, NULL, NULL}}}, {0}};

const cg_route cg_route_metrics_get = {
    .method = "GET",
    .path = "/metrics",
    .id = "getMetrics",
    .tag = "operations",
    .summary = "Metrics in the Prometheus text format",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .handle = metrics_get,
};
