// SPDX-License-Identifier: Apache-2.0
// base: counters and histograms in per-thread cells, gauges in one, all summed on scrape.
//
// Only the owning thread writes a cell, with a relaxed load and store; a scrape reads it relaxed
// from another thread and may miss the latest step, never a part of one. When a thread ends its
// cells are folded into `retired`, under list_mutex, so no count is lost or counted twice.
#include "cg/base.h"

#include <stdatomic.h>
#include <stdlib.h>

enum metric_type { COUNTER, GAUGE, HISTOGRAM };

static const struct {
    const char *name;
    const char *help;
    enum metric_type type;
} metric_table[CG_METRIC_COUNT] = {
#define CG_METRIC(name, type, text, help) [CG_M_##name] = {text, help, type},
#include "cg/tbl/metrics.h"
#undef CG_METRIC
};

/* Upper bounds of the histogram buckets; the last bucket is everything above. */
static const struct {
    uint64_t ns;
    const char *text; /* in seconds */
} bounds[] = {
    {100000u, "0.0001"},  {500000u, "0.0005"},  {1000000u, "0.001"},  {2500000u, "0.0025"},
    {5000000u, "0.005"},  {10000000u, "0.01"},  {25000000u, "0.025"}, {50000000u, "0.05"},
    {100000000u, "0.1"},  {250000000u, "0.25"}, {500000000u, "0.5"},  {1000000000u, "1"},
    {2500000000u, "2.5"}, {5000000000u, "5"},   {10000000000u, "10"}, {60000000000u, "60"},
};
#define BUCKETS (CG_ARRAY_LEN(bounds) + 1)
#define VALUES (BUCKETS + 1)
#define SUM_AT BUCKETS /* of a histogram, in nanoseconds; a counter uses values[0] */

typedef struct metric_cells {
    struct metric_cells *next; /* guarded by list_mutex */
    _Atomic uint64_t values[CG_METRIC_COUNT][VALUES];
} metric_cells;

static pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER; /* no class: cg_mutex counts here */
static metric_cells *cell_list;                                /* guarded by list_mutex */
static uint64_t retired[CG_METRIC_COUNT][VALUES];              /* guarded by list_mutex */
static _Atomic uint64_t gauges[CG_METRIC_COUNT];
static _Thread_local metric_cells *own_cells;
static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static void add_cells_locked(const metric_cells *cells, uint64_t sums[CG_METRIC_COUNT][VALUES])
{
    for (size_t m = 0; m < CG_METRIC_COUNT; m++) {
        for (size_t v = 0; v < VALUES; v++)
            sums[m][v] += atomic_load_explicit(&cells->values[m][v], memory_order_relaxed);
    }
}

static void retire(void *arg)
{
    metric_cells *cells = arg;
    (void)pthread_mutex_lock(&list_mutex);
    add_cells_locked(cells, retired);
    metric_cells **link = &cell_list;
    while (*link != cells)
        link = &(*link)->next;
    *link = cells->next;
    (void)pthread_mutex_unlock(&list_mutex);
    own_cells = NULL;
    cg_free(cells);
}

static void make_key(void)
{
    CG_ASSERT(pthread_key_create(&exit_key, retire) == 0);
}

static metric_cells *join_list(void)
{
    metric_cells *cells = cg_alloc(sizeof *cells);
    (void)pthread_once(&exit_once, make_key);
    (void)pthread_mutex_lock(&list_mutex);
    cells->next = cell_list;
    cell_list = cells;
    (void)pthread_mutex_unlock(&list_mutex);
    CG_ASSERT(pthread_setspecific(exit_key, cells) == 0);
    own_cells = cells;
    return cells;
}

static void bump(cg_metric metric, size_t value, uint64_t delta)
{
    metric_cells *cells = own_cells ? own_cells : join_list();
    _Atomic uint64_t *cell = &cells->values[metric][value];
    uint64_t old = atomic_load_explicit(cell, memory_order_relaxed);
    atomic_store_explicit(cell, old + delta, memory_order_relaxed);
}

void cg_metric_add(cg_metric metric, uint64_t delta)
{
    CG_ASSERT(metric_table[metric].type == COUNTER);
    bump(metric, 0, delta);
}

void cg_metric_set(cg_metric metric, uint64_t value)
{
    CG_ASSERT(metric_table[metric].type == GAUGE);
    atomic_store_explicit(&gauges[metric], value, memory_order_relaxed);
}

void cg_metric_observe_ns(cg_metric metric, uint64_t ns)
{
    size_t bucket = 0;
    CG_ASSERT(metric_table[metric].type == HISTOGRAM);
    while (bucket < CG_ARRAY_LEN(bounds) && ns > bounds[bucket].ns)
        bucket++;
    bump(metric, bucket, 1);
    bump(metric, SUM_AT, ns);
}

static void write_histogram(cg_buf *out, const char *name, const uint64_t values[VALUES])
{
    uint64_t count = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        count += values[i];
        cg_buf_printf(out, "%s_bucket{le=\"%s\"} %" PRIu64 "\n", name,
                      i < CG_ARRAY_LEN(bounds) ? bounds[i].text : "+Inf", count);
    }
    cg_buf_printf(out, "%s_sum %" PRIu64 ".%09" PRIu64 "\n", name, values[SUM_AT] / 1000000000u,
                  values[SUM_AT] % 1000000000u);
    cg_buf_printf(out, "%s_count %" PRIu64 "\n", name, count);
}

static void write_metric(cg_buf *out, cg_metric metric, const uint64_t values[VALUES])
{
    static const char *const words[] = {"counter", "gauge", "histogram"};
    const char *name = metric_table[metric].name;
    enum metric_type type = metric_table[metric].type;
    cg_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, metric_table[metric].help, name,
                  words[type]);
    if (type == HISTOGRAM) {
        write_histogram(out, name, values);
        return;
    }
    uint64_t value =
        type == COUNTER ? values[0] : atomic_load_explicit(&gauges[metric], memory_order_relaxed);
    cg_buf_printf(out, "%s %" PRIu64 "\n", name, value);
}

void cg_metrics_write(cg_buf *out)
{
    uint64_t sums[CG_METRIC_COUNT][VALUES];
    (void)pthread_mutex_lock(&list_mutex);
    memcpy(sums, retired, sizeof sums);
    for (const metric_cells *cells = cell_list; cells; cells = cells->next)
        add_cells_locked(cells, sums);
    (void)pthread_mutex_unlock(&list_mutex);
    for (size_t m = 0; m < CG_METRIC_COUNT; m++)
        write_metric(out, (cg_metric)m, sums[m]);
}
