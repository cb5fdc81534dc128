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
    gauge(out, "codegraph_http_uploads", "Request bodies being taken as they arrive",
          stats.uploads);
    gauge(out, "codegraph_http_websockets", "Open WebSockets", stats.websockets);
    gauge(out, "codegraph_http_feeds", "Open streams that wait for events", stats.feeds);
    gauge(out, "codegraph_http_body_bytes", "Memory for request bodies", stats.body_bytes);
    gauge(out, "codegraph_http_cache_bytes", "Memory for replies that are kept", stats.cache_bytes);
    gauge(out, "codegraph_http_cache_replies", "Replies that are kept", stats.cache_replies);
}

static void counter(cg_buf *out, const char *name, const char *help, uint64_t value)
{
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name, help, name, name,
                  value);
}

static void seconds(cg_buf *out, const char *name, const char *help, double value)
{
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %.6f\n", name, help, name, name, value);
}

static void ratio(cg_buf *out, const char *name, const char *help, uint64_t part, uint64_t whole)
{
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.6f\n", name, help, name, name,
                  whole ? (double)part / (double)whole : 0.0);
}

static void put_storage(const cg_storage_stats *s, cg_buf *out)
{
    gauge(out, "codegraph_storage_disk_bytes", "Bytes of live table files", s->disk_bytes);
    gauge(out, "codegraph_storage_memory_bytes", "Bytes that the store holds in memory",
          s->memory_bytes);
    gauge(out, "codegraph_storage_pending_compaction_bytes", "Bytes that wait for compaction",
          s->pending_compaction_bytes);
    counter(out, "codegraph_storage_cache_hits_total", "Blocks found in the cache", s->cache_hits);
    counter(out, "codegraph_storage_cache_misses_total", "Blocks read from disk", s->cache_misses);
    counter(out, "codegraph_storage_read_bytes_total", "Bytes of rows read by key or scanned",
            s->get_bytes + s->scan_bytes);
    counter(out, "codegraph_storage_written_bytes_total", "Bytes of rows written", s->write_bytes);
    counter(out, "codegraph_storage_log_bytes_total", "Bytes written to the write-ahead log",
            s->log_bytes);
    counter(out, "codegraph_storage_flushed_bytes_total", "Bytes written from memory to tables",
            s->flush_bytes);
    counter(out, "codegraph_storage_compaction_read_bytes_total", "Bytes that compaction read",
            s->compaction_read_bytes);
    counter(out, "codegraph_storage_compaction_written_bytes_total", "Bytes that compaction wrote",
            s->compaction_write_bytes);
    seconds(out, "codegraph_storage_stall_seconds_total", "Time that writers waited for compaction",
            (double)s->stall_us / 1e6);
    ratio(out, "codegraph_storage_cache_hit_ratio", "Blocks found in the cache, of all looked for",
          s->cache_hits, s->cache_hits + s->cache_misses);
    ratio(out, "codegraph_storage_write_amplification",
          "Bytes written to disk for each byte of rows written",
          s->log_bytes + s->flush_bytes + s->compaction_write_bytes, s->write_bytes);
    ratio(out, "codegraph_storage_read_amplification",
          "Bytes read from disk for each byte of rows read", s->cache_filled_bytes,
          s->get_bytes + s->scan_bytes);
}

static void put_vectors(cg_service *service, cg_buf *out)
{
    cg_vector_figures v;
    cg_service_vector_figures(service, &v);
    gauge(out, "codegraph_vector_rows", "Vectors in memory", v.rows);
    gauge(out, "codegraph_vector_head_rows", "Of these, such as no segment has yet", v.head_rows);
    gauge(out, "codegraph_vector_bytes", "Memory of vectors and their segments", v.bytes);
    gauge(out, "codegraph_vector_segments", "Segments of vectors", v.segments);
    ratio(out, "codegraph_vector_recall_least",
          "Neighbours that the worst segment found of those it looked for when it was built",
          (uint64_t)(v.recall_least * 1e6), 1000000);
    counter(out, "codegraph_vector_builds_total", "Segments built", v.builds);
    counter(out, "codegraph_vector_build_failures_total", "Segments that could not be built",
            v.failures);
    seconds(out, "codegraph_vector_build_cpu_seconds_total", "CPU time of building segments",
            (double)v.build_cpu_ns / 1e9);
}

static void put_outcomes(cg_request *req, cg_buf *out)
{
    cg_parse_outcome *rows;
    size_t count;
    cg_service_parse_outcomes(cg_rest_api(req)->service, cg_request_arena(req), &rows, &count);
    cg_buf_add_str(out, CG_STR("# HELP codegraph_parse_results_total Files by language and status\n"
                               "# TYPE codegraph_parse_results_total counter\n"));
    for (size_t i = 0; i < count; i++)
        cg_buf_printf(
            out, "codegraph_parse_results_total{language=\"%.*s\",status=\"%s\"} %" PRIu64 "\n",
            CG_STR_ARG(rows[i].lang), cg_parse_status_text(rows[i].status), rows[i].files);
}

/* Under the names that every Prometheus client uses. */
static void put_process(cg_buf *out)
{
    cg_process_stats p;
    cg_process_stats_get(&p);
    seconds(out, "process_cpu_seconds_total", "CPU time of all threads", (double)p.cpu_ns / 1e9);
    gauge(out, "process_resident_memory_bytes", "Resident memory", p.resident_bytes);
    gauge(out, "process_open_fds", "Open file descriptors", p.descriptors);
    gauge(out, "process_max_fds", "File descriptors that may be open", p.descriptors_max);
}

static cg_code metrics_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_api *api = cg_rest_api(req);
    cg_buf *out = cg_reply_body(reply);
    cg_storage_stats stats = {0};
    (void)err;
    put_server(atomic_load_explicit(&api->http, memory_order_acquire), out);
    cg_service_storage_stats(api->service, &stats);
    put_outcomes(req, out);
    put_storage(&stats, out);
    put_vectors(api->service, out);
    put_process(out);
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
