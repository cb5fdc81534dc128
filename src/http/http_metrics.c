// SPDX-License-Identifier: Apache-2.0
// http: requests and durations by route. Labels are route templates and status codes, never what
// a client sent, so their number is bounded by the table.
#include "http_int.h"

static const int statuses[CG_HTTP_STATUS_SLOTS] = {
    200, 201, 202, 204, 206, 300, 304, 400, 401, 403, 404, 405, 406, 408, 409,
    411, 412, 413, 414, 415, 422, 429, 431, 499, 500, 501, 503, 504, 507, 0 /* any other */};

static const uint64_t bucket_ns[CG_HTTP_BUCKETS] = {
    500000,    1000000,   2500000,    5000000,    10000000,    25000000,
    100000000, 250000000, 1000000000, 2500000000, 10000000000, 30000000000};

static unsigned status_slot(int status)
{
    unsigned i = 0;
    while (statuses[i] && statuses[i] != status)
        i++;
    return i;
}

static size_t route_slot(const cg_http *http, const cg_route *route)
{
    size_t i = 0;
    while (i < http->opts.route_count && http->opts.routes[i] != route)
        i++;
    return i;
}

void cg_http_metrics_record(cg_http *http, const cg_route *route, int status, uint64_t ns)
{
    cg_route_stats *stats = &http->stats[route_slot(http, route)];
    unsigned bucket = 0;
    while (bucket < CG_HTTP_BUCKETS && ns > bucket_ns[bucket])
        bucket++;
    atomic_fetch_add_explicit(&stats->status[status_slot(status)], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&stats->bucket[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&stats->sum_ns, ns, memory_order_relaxed);
    cg_metric_add(CG_M_HTTP_REQUESTS, 1);
    cg_metric_observe_ns(CG_M_HTTP_DURATION, ns);
    if (status >= 500)
        cg_metric_add(CG_M_HTTP_ERRORS, 1);
}

static void label_route(const cg_http *http, size_t i, cg_buf *out)
{
    const cg_route *route = i < http->opts.route_count ? http->opts.routes[i] : NULL;
    cg_buf_printf(out, "method=\"%s\",route=\"%s\"", route ? route->method : "none",
                  route ? route->path : "none");
}

static void write_statuses(const cg_http *http, cg_buf *out)
{
    cg_buf_printf(out, "# HELP codegraph_http_responses_total HTTP requests by route and status\n"
                       "# TYPE codegraph_http_responses_total counter\n");
    for (size_t i = 0; i <= http->opts.route_count; i++)
        for (unsigned s = 0; s < CG_HTTP_STATUS_SLOTS; s++) {
            uint64_t n = atomic_load_explicit(&http->stats[i].status[s], memory_order_relaxed);
            if (!n)
                continue;
            cg_buf_printf(out, "codegraph_http_responses_total{");
            label_route(http, i, out);
            if (statuses[s])
                cg_buf_printf(out, ",status=\"%d\"} %" PRIu64 "\n", statuses[s], n);
            else
                cg_buf_printf(out, ",status=\"other\"} %" PRIu64 "\n", n);
        }
}

static void write_durations(const cg_http *http, size_t i, cg_buf *out)
{
    const cg_route_stats *stats = &http->stats[i];
    uint64_t sum = 0;
    for (unsigned b = 0; b <= CG_HTTP_BUCKETS; b++) {
        sum += atomic_load_explicit(&stats->bucket[b], memory_order_relaxed);
        cg_buf_printf(out, "codegraph_http_route_duration_seconds_bucket{");
        label_route(http, i, out);
        if (b < CG_HTTP_BUCKETS)
            cg_buf_printf(out, ",le=\"%g\"} %" PRIu64 "\n", (double)bucket_ns[b] / 1e9, sum);
        else
            cg_buf_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", sum);
    }
    double seconds = (double)atomic_load_explicit(&stats->sum_ns, memory_order_relaxed) / 1e9;
    cg_buf_printf(out, "codegraph_http_route_duration_seconds_sum{");
    label_route(http, i, out);
    cg_buf_printf(out, "} %.9g\ncodegraph_http_route_duration_seconds_count{", seconds);
    label_route(http, i, out);
    cg_buf_printf(out, "} %" PRIu64 "\n", sum);
}

void cg_http_metrics_write(const cg_http *http, cg_buf *out)
{
    write_statuses(http, out);
    cg_buf_printf(out, "# HELP codegraph_http_route_duration_seconds Time to answer, by route\n"
                       "# TYPE codegraph_http_route_duration_seconds histogram\n");
    for (size_t i = 0; i <= http->opts.route_count; i++) {
        uint64_t any = 0;
        for (unsigned b = 0; b <= CG_HTTP_BUCKETS && !any; b++)
            any = atomic_load_explicit(&http->stats[i].bucket[b], memory_order_relaxed);
        if (any)
            write_durations(http, i, out);
    }
}
