// SPDX-License-Identifier: Apache-2.0
// What streaming relationships costs against a bare iterator over the same rows:
//
//   bench_stream FOLDER       indexes the folder into a fresh store, then reads it
//
//   raw        rows a second of CPU of an iterator over the edge rows
//   scan       the same as visible edges of a snapshot
//   stream     batches of the service, ids included; the first time, and when ids are known
//   ratio      stream ÷ raw
//
// What the network adds is measured by tests/bench/stream.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cg/graph.h"
#include "cg/service.h"

#define ROUNDS 3

/* CPU of this thread, which does all the work: other load on the machine does not count. */
static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static void check(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK) {
        fprintf(stderr, "%s\n", err->text);
        exit(1);
    }
}

static void report(const char *what, uint64_t rows, uint64_t ns, double raw)
{
    double rate = (double)rows * 1e9 / (double)ns;
    printf("%-14s %10" PRIu64 " rows %10.0f rows/s  %5.2f\n", what, rows, rate,
           raw > 0 ? rate / raw : 1.0);
}

/* ---- a store ---- */

static void index_folder(cg_service *service, const char *folder)
{
    cg_err err = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0); /* views of the task die before the service */
    cg_parse_root_request request = {.root = cg_str_from(folder), .mode = CG_PARSE_REPLACE};
    cg_task_view task = {0};
    cg_id id;
    check(cg_service_parse_root(service, &request, &id, &err), &err);
    while (!cg_task_finished(task.state))
        check(cg_service_task_wait(service, id, task.revision, cg_now_ns() + 1000000000, arena,
                                   &task, &err),
              &err);
    check(task.error.code, &task.error);
}

static void make_store(const char *folder, const char *path)
{
    cg_err err = {0};
    cg_service *service;
    cg_service_options opts = {.storage_path = path,
                               .cache_bytes = 64 << 20,
                               .memtable_bytes = 32 << 20,
                               .files_max = 1000000,
                               .any_root = true,
                               .tasks_max = 4};
    check(cg_service_open(&opts, &service, &err), &err);
    index_folder(service, folder);
    check(cg_service_compact(service, &err), &err);
    cg_service_close(service);
}

/* ---- readings ---- */

static double read_raw(const char *path)
{
    cg_err err = {0};
    cg_kv *kv;
    cg_kv_options opts = {.path = path, .cache_bytes = 64 << 20, .memtable_bytes = 32 << 20};
    check(cg_kv_open(&opts, &kv, &err), &err);
    uint64_t best = UINT64_MAX, rows = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = cpu_ns(), sum = 0;
        CG_AUTO(cg_kv_iter)
        iter = cg_kv_iter_create(kv, NULL, CG_CF_EDGES, CG_STR_NULL, CG_STR_NULL);
        rows = 0;
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter), rows++)
            sum += cg_kv_iter_key(iter).len + cg_kv_iter_value(iter).len;
        best = CG_MIN(best, cpu_ns() - start + (sum == 0));
    }
    cg_kv_close(kv);
    report("raw", rows, best, 0);
    return (double)rows * 1e9 / (double)best;
}

static void read_scan(const char *path, double raw)
{
    cg_err err = {0};
    cg_store *store;
    cg_project *project;
    cg_store_options opts = {.kv = {.path = path, .cache_bytes = 64 << 20}};
    check(cg_store_open(&opts, &store, &err), &err);
    check(cg_store_project(store, CG_STR("default"), false, &project, &err), &err);
    uint64_t best = UINT64_MAX, rows = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = cpu_ns();
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
        cg_edge_scan *scan = cg_edge_scan_open_all(snap, NULL);
        cg_edge_row row;
        for (rows = 0; cg_edge_scan_next(scan, &row);)
            rows++;
        check(cg_edge_scan_close(scan, &err), &err);
        best = CG_MIN(best, cpu_ns() - start);
    }
    cg_store_close(store);
    report("scan", rows, best, raw);
}

static uint64_t stream_once(cg_service *service)
{
    cg_err err = {0};
    cg_stream *stream;
    cg_edge_stream_filter filter = {0};
    uint64_t rows = 0;
    check(cg_service_stream_edges(service, (cg_graph_ref){.project = CG_STR("default")}, &filter,
                                  CG_STR(""), &stream, &err),
          &err);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_stream_batch batch = {.more = true};
    while (batch.more) {
        check(cg_service_stream_next(stream, arena, &batch, &err), &err);
        rows += batch.count;
    }
    cg_service_stream_close(stream);
    return rows;
}

static void read_stream(const char *path, double raw)
{
    cg_err err = {0};
    cg_service *service;
    cg_service_options opts = {.storage_path = path, .cache_bytes = 64 << 20, .tasks_max = 4};
    check(cg_service_open(&opts, &service, &err), &err);
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = cpu_ns(), rows = stream_once(service);
        report(round == 0 ? "stream, first" : "stream", rows, cpu_ns() - start, raw);
    }
    cg_service_close(service);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench_stream FOLDER\n");
        return 2;
    }
    const char *tmp = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/bench-stream-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(path) == NULL)
        return 1;
    make_store(argv[1], path);
    double raw = read_raw(path);
    read_scan(path, raw);
    read_stream(path, raw);
    char command[4200];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    return system(command) == 0 ? 0 : 1;
}
