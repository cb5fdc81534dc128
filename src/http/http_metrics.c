// SPDX-License-Identifier: Apache-2.0
// http: requests, durations and sizes by route. Labels are route templates and status codes, never what
// a client sent, so their number is bounded by the table.
#include "http_int.h"

#include <stddef.h>

static const int statuses[CG_HTTP_STATUS_SLOTS] = {
    101, 200, 201, 202, 204, 206, 300, 304, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411,
    412, 413, 414, 415, 421, 422, 426, 429, 431, 499, 500, 501, 503, 504, 507, 0 /* any other */};

static const uint64_t bucket_ns[CG_HTTP_BUCKETS] = {
    500000,    1000000,   2500000,    5000000,    10000000,    25000000,
    100000000, 250000000, 1000000000, 2500000000, 10000000000, 30000000000};

static const uint64_t bucket_bytes[CG_HTTP_BUCKETS] = {0,        256,      1 << 10,   4 << 10,
                                                       16 << 10, 64 << 10, 256 << 10, 1 << 20,
                                                       4 << 20,  16 << 20, 64 << 20,  1 << 30};

typedef struct family {
    const char *name, *help;
    const uint64_t *bounds;
    double unit;
    size_t offset; /* of its histogram in a route's */
} family;

static unsigned status_slot(int status)
{
    unsigned i = 0;
    while (statuses[i] && statuses[i] != status)
        i++;
    return i;
}

static void observe(cg_histogram *h, const uint64_t *bounds, uint64_t value)
{
    unsigned bucket = 0;
    while (bucket < CG_HTTP_BUCKETS && value > bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&h->bucket[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&h->sum, value, memory_order_relaxed);
}

void cg_http_metrics_record(const cg_request *req, int status, uint64_t ns)
{
    cg_route_stats *stats = &req->http->stats[req->slot];
    atomic_fetch_add_explicit(&stats->status[status_slot(status)], 1, memory_order_relaxed);
    observe(&stats->duration, bucket_ns, ns);
    observe(&stats->received, bucket_bytes, req->received_bytes);
    observe(&stats->sent, bucket_bytes, req->sent_bytes);
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

/* One histogram of every route that was asked for. */
static void write_histogram(const cg_http *http, const family *f, cg_buf *out)
{
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s histogram\n", f->name, f->help, f->name);
    for (size_t i = 0; i <= http->opts.route_count; i++) {
        const cg_histogram *h = (const cg_histogram *)((const char *)&http->stats[i] + f->offset);
        uint64_t counts[CG_HTTP_BUCKETS + 1], sum = 0;
        for (unsigned b = 0; b <= CG_HTTP_BUCKETS; b++)
            counts[b] = sum += atomic_load_explicit(&h->bucket[b], memory_order_relaxed);
        for (unsigned b = 0; sum && b <= CG_HTTP_BUCKETS; b++) {
            cg_buf_printf(out, "%s_bucket{", f->name);
            label_route(http, i, out);
            if (b < CG_HTTP_BUCKETS)
                cg_buf_printf(out, ",le=\"%g\"} %" PRIu64 "\n", (double)f->bounds[b] / f->unit,
                              counts[b]);
            else
                cg_buf_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", counts[b]);
        }
        if (!sum)
            continue;
        uint64_t total = atomic_load_explicit(&h->sum, memory_order_relaxed);
        cg_buf_printf(out, "%s_sum{", f->name);
        label_route(http, i, out);
        cg_buf_printf(out, "} %.12g\n%s_count{", (double)total / f->unit, f->name);
        label_route(http, i, out);
        cg_buf_printf(out, "} %" PRIu64 "\n", sum);
    }
}

void cg_http_metrics_write(const cg_http *http, cg_buf *out)
{
    static const family families[] = {
        {"codegraph_http_route_duration_seconds", "Time to answer, by route", bucket_ns, 1e9,
         offsetof(cg_route_stats, duration)},
        {"codegraph_http_route_request_bytes", "Bytes of request bodies as they came, by route",
         bucket_bytes, 1, offsetof(cg_route_stats, received)},
        {"codegraph_http_route_response_bytes", "Bytes of reply bodies as they went, by route",
         bucket_bytes, 1, offsetof(cg_route_stats, sent)},
    };
    write_statuses(http, out);
    for (size_t i = 0; i < CG_ARRAY_LEN(families); i++)
        write_histogram(http, &families[i], out);
}
