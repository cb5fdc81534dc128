// SPDX-License-Identifier: Apache-2.0
// Figures of the storage engines: bench_kv [ROWS] [DIRECTORY]. Prints a table, asserts nothing.
// A row is like an edge: a key of 24 bytes (shard, type, source, kind, target, generation; ten rows a
// source) and a value of 16.
#include <stdio.h>
#include <stdlib.h>

#include "cg/kv.h"

#define KEY_BYTES 24
#define VALUE_BYTES 16
#define BATCH_ROWS 1000
#define SOURCE_ROWS 10

typedef struct bench {
    cg_kv *kv;
    uint64_t rows;
    uint64_t random;
    uint64_t started_ns;
    uint64_t found; /* keeps the compiler from dropping reads */
} bench;

static void must(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "bench_kv: %s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

static uint64_t draw(bench *b, uint64_t below)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return b->random % below;
}

/** Ascending in `n`. Sources are dense numbers, targets spread over all of them. */
static cg_str row_key(uint8_t out[KEY_BYTES], uint64_t n)
{
    uint64_t target = cg_hash64(&n, sizeof n, 1) >> 1;
    cg_put_be16(out, 7);
    out[2] = 2;
    cg_put_be64(out + 3, n / SOURCE_ROWS);
    out[11] = (uint8_t)(n % SOURCE_ROWS / 4);
    cg_put_be64(out + 12, (uint64_t)(n % SOURCE_ROWS) << 40 | (target & 0xffffff));
    cg_put_be32(out + 20, ~UINT32_C(3));
    return cg_str_make((const char *)out, KEY_BYTES);
}

static cg_str row_value(uint8_t out[VALUE_BYTES], uint64_t n)
{
    memset(out, 0, VALUE_BYTES);
    out[0] = (uint8_t)(n % 5);
    cg_put_be32(out + 4, (uint32_t)(cg_hash64(&n, sizeof n, 2) % 4000));
    cg_put_be16(out + 8, (uint16_t)(n % 80));
    return cg_str_make((const char *)out, VALUE_BYTES);
}

static void start(bench *b)
{
    b->started_ns = cg_now_ns();
}

static void report(const bench *b, const char *what, double n, const char *unit)
{
    double seconds = (double)(cg_now_ns() - b->started_ns) / 1e9;
    printf("  %-34s %12.0f %s/s   (%.2f s)\n", what, n / seconds, unit, seconds);
    (void)fflush(stdout);
}

/* ---- the loads ---- */

static void bench_writes(bench *b, cg_cf cf, bool random_order)
{
    cg_err err = {0};
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(b->kv);
    uint8_t key[KEY_BYTES], value[VALUE_BYTES];
    start(b);
    for (uint64_t i = 0; i < b->rows; i++) {
        /* Times a large prime: every number once, in no order. */
        uint64_t n = random_order ? i * UINT64_C(2654435761) % b->rows : i;
        cg_kv_batch_put(batch, cf, row_key(key, n), row_value(value, n));
        if (i % BATCH_ROWS == BATCH_ROWS - 1)
            must(cg_kv_write(b->kv, batch, false, &err), &err);
    }
    must(cg_kv_write(b->kv, batch, false, &err), &err);
    report(b, random_order ? "batch writes, random keys" : "batch writes, ascending keys",
           (double)b->rows, "rows");
}

/** Of every `parts` rows the one at `part`: as the parts of a large commit lie among each other. */
static void load_part(bench *b, cg_cf cf, uint64_t part, uint64_t parts)
{
    cg_err err = {0};
    cg_kv_loader *loader = NULL;
    uint8_t key[KEY_BYTES], value[VALUE_BYTES];
    must(cg_kv_loader_open(b->kv, &loader, &err), &err);
    for (uint64_t n = part; n < b->rows; n += parts)
        must(cg_kv_loader_put(loader, cf, row_key(key, n), row_value(value, n), &err), &err);
    must(cg_kv_loader_commit(loader, &err), &err);
    cg_kv_loader_close(loader);
}

static void bench_loader(bench *b)
{
    start(b);
    load_part(b, CG_CF_INDEXES, 0, 1);
    report(b, "loader", (double)b->rows, "rows");
}

static void bench_durable(bench *b)
{
    cg_err err = {0};
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(b->kv);
    uint8_t key[KEY_BYTES];
    const unsigned commits = 200;
    start(b);
    for (unsigned i = 0; i < commits; i++) {
        cg_kv_batch_put(batch, CG_CF_METADATA, row_key(key, i), CG_STR("commit"));
        must(cg_kv_write(b->kv, batch, true, &err), &err);
    }
    report(b, "durable writes of one row", commits, "writes");
}

static void bench_points(bench *b, cg_cf cf, uint64_t reads, bool present)
{
    cg_err err = {0};
    uint8_t key[KEY_BYTES];
    start(b);
    for (uint64_t i = 0; i < reads; i++) {
        CG_AUTO(cg_kv_pin) pin = NULL;
        cg_str value = CG_STR_NULL;
        cg_str k = row_key(key, draw(b, b->rows));
        if (!present)
            key[KEY_BYTES - 1] ^= 1;
        cg_code rc = cg_kv_get(b->kv, NULL, cf, k, &pin, &value, &err);
        if (rc != CG_E_NOT_FOUND)
            must(rc, &err);
        b->found += value.len;
    }
    report(b, present ? "point reads, random keys" : "point reads, absent keys", (double)reads,
           "reads");
}

static void bench_scans(bench *b, uint64_t scans)
{
    uint8_t lower[KEY_BYTES], upper[KEY_BYTES];
    start(b);
    for (uint64_t i = 0; i < scans; i++) {
        uint64_t source = draw(b, b->rows / SOURCE_ROWS);
        cg_str from = cg_str_slice(row_key(lower, source * SOURCE_ROWS), 0, 11);
        cg_str to = cg_str_slice(row_key(upper, (source + 1) * SOURCE_ROWS), 0, 11);
        CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(b->kv, NULL, CG_CF_EDGES, from, to);
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
            b->found += cg_kv_iter_value(iter).len;
    }
    report(b, "scans of one source (10 rows)", (double)scans, "scans");
}

/** One row by its prefix, as versioned rows are read: with an iterator each, or with the same one. */
static void bench_seeks(bench *b, uint64_t seeks, bool one_iterator)
{
    uint8_t lower[KEY_BYTES], upper[KEY_BYTES];
    CG_AUTO(cg_kv_iter) shared =
        cg_kv_iter_create(b->kv, NULL, CG_CF_NODES, CG_STR_NULL, CG_STR_NULL);
    start(b);
    for (uint64_t i = 0; i < seeks; i++) {
        uint64_t n = draw(b, b->rows);
        cg_str from = cg_str_slice(row_key(lower, n), 0, 20);
        if (one_iterator) {
            cg_kv_iter_seek(shared, from);
            b->found += cg_kv_iter_valid(shared);
            continue;
        }
        cg_str to = cg_str_slice(row_key(upper, n + 1), 0, 20);
        CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(b->kv, NULL, CG_CF_NODES, from, to);
        cg_kv_iter_first(iter);
        b->found += cg_kv_iter_valid(iter);
    }
    report(b, one_iterator ? "seeks with one iterator" : "seeks with an iterator each",
           (double)seeks, "seeks");
}

static void bench_iteration(bench *b)
{
    uint64_t n = 0;
    start(b);
    CG_AUTO(cg_kv_iter) iter =
        cg_kv_iter_create(b->kv, NULL, CG_CF_EDGES, CG_STR_NULL, CG_STR_NULL);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter), n++)
        b->found += cg_kv_iter_value(iter).len;
    report(b, "iteration", (double)n, "rows");
}

static void bench_snapshots(bench *b)
{
    const unsigned n = 200000;
    start(b);
    for (unsigned i = 0; i < n; i++)
        cg_kv_snapshot_release(cg_kv_snapshot_take(b->kv));
    report(b, "snapshots taken and released", n, "snapshots");
}

static void run(const char *engine, const char *path, uint64_t rows)
{
    cg_err err = {0};
    bool durable = path != NULL;
    bench b = {.rows = rows, .random = 88172645463325252};
    const cg_kv_options opts = {.engine = engine, .path = path, .sync = true};
    printf("%s, %" PRIu64 " rows of %d bytes\n", engine, rows, KEY_BYTES + VALUE_BYTES);
    start(&b);
    must(cg_kv_open(&opts, &b.kv, &err), &err);
    report(&b, "open, new", 1, "opens");
    cg_kv_stats empty, stats;
    cg_kv_stats_get(b.kv, &empty);
    bench_writes(&b, CG_CF_EDGES, true);
    bench_writes(&b, CG_CF_NODES, false);
    bench_loader(&b);
    bench_durable(&b);
    if (durable) {
        start(&b);
        must(cg_kv_compact(b.kv, &err), &err);
        report(&b, "compaction", (double)rows * 3, "rows");
    }
    bench_points(&b, CG_CF_INDEXES, rows, true);
    bench_points(&b, CG_CF_INDEXES, rows, false);
    bench_seeks(&b, rows / 4, false);
    bench_seeks(&b, rows / 4, true);
    bench_scans(&b, rows / 4);
    bench_iteration(&b);
    bench_snapshots(&b);
    cg_kv_stats_get(b.kv, &stats);
    if (durable)
        printf("  %-34s %12.2f bytes\n", "disk, a row",
               (double)stats.disk_bytes / (3.0 * (double)rows));
    printf("  %-34s %12.1f MiB (new: %.2f)\n", "memory", (double)stats.memory_bytes / 1048576.0,
           (double)empty.memory_bytes / 1048576.0);
    start(&b);
    cg_kv_close(b.kv);
    report(&b, "close", 1, "closes");
    if (durable) {
        start(&b);
        must(cg_kv_open(&opts, &b.kv, &err), &err);
        report(&b, "open again", 1, "opens");
        cg_kv_close(b.kv);
    }
    printf("  (%" PRIu64 " bytes read)\n\n", b.found);
}

/** What a read costs that finds as many tables above the bottom as loads have left there. */
static void run_loads(const char *path, uint64_t rows, unsigned loads)
{
    cg_err err = {0};
    bench b = {.rows = rows, .random = 88172645463325252};
    CG_AUTO_VALUE(cg_buf) store = {0};
    cg_buf_printf(&store, "%s.%u", path, loads);
    cg_buf_add_char(&store, '\0');
    const cg_kv_options opts = {.engine = "rocksdb", .path = store.ptr, .sync = true};
    printf("rocksdb, %" PRIu64 " rows in %u loads\n", rows, loads);
    must(cg_kv_open(&opts, &b.kv, &err), &err);
    for (unsigned i = 0; i < loads; i++) {
        load_part(&b, CG_CF_INDEXES, i, loads);
        load_part(&b, CG_CF_NODES, i, loads);
        load_part(&b, CG_CF_EDGES, i, loads);
    }
    bench_points(&b, CG_CF_INDEXES, rows / 4, true);
    bench_points(&b, CG_CF_INDEXES, rows / 4, false);
    bench_seeks(&b, rows / 4, false);
    bench_scans(&b, rows / 4);
    cg_kv_close(b.kv);
    printf("  (%" PRIu64 " bytes read)\n\n", b.found);
}

int main(int argc, char **argv)
{
    uint64_t rows = 500000;
    if (argc > 1 && (!cg_str_to_u64(cg_str_from(argv[1]), &rows) || rows < 10000)) {
        fputs("usage: bench_kv [ROWS (10000 or more)] [NEW DIRECTORY]\n", stderr);
        return 2;
    }
    const char *path = argc > 2 ? argv[2] : "bench_kv.store";
    run("rocksdb", path, rows);
    run("memory", NULL, rows);
    run_loads(path, rows, 1);
    run_loads(path, rows, 3);
    run_loads(path, rows, 7);
    return 0;
}
