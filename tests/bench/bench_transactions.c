// SPDX-License-Identifier: Apache-2.0
// How many transactions are committed a second, each of one write to a node of its own, by many clients at
// once, against a plain loop of synced writes by as many threads on the same disk.
//
//   bench_transactions THREADS SECONDS FOLDER
//
// Prints both rates and their ratio, and what one of each takes of the processors, which says the same when others use
// them as well. Between the two stands what the rows of a transaction take where nobody looks at anything: written by the
// same threads in one synced batch each.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "cg/kv.h"
#include "cg/service.h"

static uint64_t end_ns;
static double shared; /* transactions a commit */

static void must(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "bench_transactions: %s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

typedef struct client {
    unsigned number;
    void *target; /* the service, or the store */
    uint64_t count;
    cg_thread *thread;
} client;

/* ---- transactions ---- */

static cg_code set_number(void *arg, cg_str before, cg_arena *arena, cg_str *out_after, cg_err *err)
{
    (void)before;
    (void)err;
    *out_after = cg_arena_printf(arena, "{\"n\":%" PRIu64 "}", *(const uint64_t *)arg);
    return CG_OK;
}

static void transact(client *c, cg_service *service, cg_arena *arena)
{
    char id[CG_ID_TEXT_LEN];
    cg_err err = {0};
    cg_transaction_view t;
    cg_write_report report;
    const cg_transaction_request begin = {.project = CG_STR("bench")};
    must(cg_service_transaction_begin(service, &begin, arena, &t, &err), &err);
    cg_id_text(t.id, id);
    const cg_write write = {.verb = CG_WRITE_UPDATE_NODE,
                            .subject.selector = cg_arena_printf(arena, "bench n%u", c->number),
                            .metadata = {.edit = set_number, .arg = &c->count}};
    const cg_write_request request = {.project = CG_STR("bench"),
                                      .writes = &write,
                                      .count = 1,
                                      .to.transaction = cg_str_from(id)};
    must(cg_service_write(service, &request, arena, &report, &err), &err);
    must(cg_service_transaction_commit(service, t.id, 0, arena, &t, &err), &err);
}

static void run_transactions(void *arg)
{
    client *c = arg;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    for (; cg_now_ns() < end_ns; c->count++) {
        cg_arena_mark mark = cg_arena_save(arena);
        transact(c, c->target, arena);
        cg_arena_rewind(arena, mark);
    }
}

static void make_nodes(cg_service *service, unsigned count)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_err err = {0};
    for (unsigned i = 0; i < count; i++) {
        cg_write_report report;
        const cg_write write = {
            .verb = CG_WRITE_CREATE_NODE,
            .symbol = {true, cg_arena_printf(arena, "bench n%u", i)},
            .name = {true, cg_arena_printf(arena, "n%u", i)},
            .kind = CG_NODE_ENTITY,
        };
        const cg_write_request request = {.project = CG_STR("bench"), .writes = &write, .count = 1};
        must(cg_service_write(service, &request, arena, &report, &err), &err);
    }
}

static uint64_t commits_so_far(void)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    static const char name[] = "codegraph_commits_total ";
    cg_str line, rest;
    uint64_t count = 0;
    cg_metrics_write(&text);
    for (rest = cg_buf_str(&text); cg_str_split(&rest, '\n', &line);)
        if (cg_str_starts(line, CG_STR(name)))
            (void)cg_str_to_u64(cg_str_slice(line, sizeof name - 1, line.len), &count);
    return count;
}

/* ---- the yardstick ---- */

static void run_writes(void *arg)
{
    client *c = arg;
    cg_kv *kv = c->target;
    cg_err err = {0};
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    char key[32], value[32];
    int key_len = snprintf(key, sizeof key, "key %u", c->number);
    for (; cg_now_ns() < end_ns; c->count++) {
        int len = snprintf(value, sizeof value, "{\"n\":%" PRIu64 "}", c->count);
        cg_kv_batch_clear(batch);
        cg_kv_batch_put(batch, CG_CF_METADATA, cg_str_make(key, (size_t)key_len),
                        cg_str_make(value, (size_t)len));
        must(cg_kv_write(kv, batch, true, &err), &err);
    }
}

/* What is written of a transaction: a row under a key that there are many generations of, one that says so, and a part of
 * the row that says that it was committed. */
static void run_rows(void *arg)
{
    client *c = arg;
    cg_kv *kv = c->target;
    cg_err err = {0};
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    char of[32], by[48], record[120], value[32];
    (void)snprintf(of, sizeof of, "PROJM%016" PRIx64, c->number * UINT64_C(0x9e3779b97f4a7c15));
    memset(record, 'r', sizeof record);
    for (; cg_now_ns() < end_ns; c->count++) {
        uint64_t generation = c->count;
        int len = snprintf(value, sizeof value, "{\"n\":%" PRIu64 "}", c->count);
        cg_kv_batch_clear(batch);
        cg_put_be((uint8_t *)of + 21, ~generation, 5);
        cg_kv_batch_put(batch, CG_CF_INDEXES, cg_str_make(of, 26), cg_str_make(value, (size_t)len));
        memcpy(by, "PROJo", 5);
        cg_put_be((uint8_t *)by + 5, generation, 5);
        memcpy(by + 10, of + 4, 17);
        cg_kv_batch_put(batch, CG_CF_INDEXES, cg_str_make(by, 27), CG_STR_NULL);
        cg_kv_batch_put(batch, CG_CF_METADATA, cg_str_make(by, 27),
                        cg_str_make(record, sizeof record));
        must(cg_kv_write(kv, batch, true, &err), &err);
    }
}

/* ---- both ---- */

typedef struct figures {
    double rate;             /* a second */
    double cpu_us, switches; /* each; voluntary ones */
} figures;

static double cpu_us(const struct rusage *r)
{
    return (double)(r->ru_utime.tv_sec + r->ru_stime.tv_sec) * 1e6 +
           (double)(r->ru_utime.tv_usec + r->ru_stime.tv_usec);
}

static figures measure(void (*run)(void *), void *target, unsigned threads, double seconds)
{
    client *clients = cg_alloc_array(threads, sizeof *clients);
    struct rusage before, after;
    (void)getrusage(RUSAGE_SELF, &before);
    uint64_t start = cg_now_ns(), total = 0;
    end_ns = start + (uint64_t)(seconds * 1e9);
    for (unsigned i = 0; i < threads; i++) {
        clients[i] = (client){.number = i, .target = target};
        clients[i].thread = cg_thread_start("client", run, &clients[i]);
    }
    for (unsigned i = 0; i < threads; i++) {
        cg_thread_join(clients[i].thread);
        total += clients[i].count;
    }
    cg_free(clients);
    (void)getrusage(RUSAGE_SELF, &after);
    double each = total > 0 ? (double)total : 1;
    return (figures){.rate = (double)total / ((double)(cg_now_ns() - start) / 1e9),
                     .cpu_us = (cpu_us(&after) - cpu_us(&before)) / each,
                     .switches = (double)(after.ru_nvcsw - before.ru_nvcsw) / each};
}

static figures measure_writes(const char *folder, const char *name, void (*run)(void *),
                              unsigned threads, double seconds)
{
    char path[4096];
    cg_err err = {0};
    cg_kv *kv;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    const cg_kv_options opts = {.path = path, .sync = true};
    must(cg_kv_open(&opts, &kv, &err), &err);
    figures got = measure(run, kv, threads, seconds);
    cg_kv_close(kv);
    return got;
}

static figures measure_transactions(const char *folder, unsigned threads, double seconds)
{
    char path[4096];
    cg_err err = {0};
    cg_service *service;
    (void)snprintf(path, sizeof path, "%s/store", folder);
    const cg_service_options opts = {.storage_path = path, .sync = true, .tasks_max = 1};
    must(cg_service_open(&opts, &service, &err), &err);
    make_nodes(service, threads);
    uint64_t before = commits_so_far();
    figures got = measure(run_transactions, service, threads, seconds);
    shared = got.rate * seconds / (double)(commits_so_far() - before + 1);
    cg_service_close(service);
    return got;
}

int main(int argc, char **argv)
{
    if (argc != 4 || atoi(argv[1]) < 1 || atof(argv[2]) <= 0) {
        fprintf(stderr, "bench_transactions THREADS SECONDS FOLDER\n");
        return 2;
    }
    unsigned threads = (unsigned)atoi(argv[1]);
    double seconds = atof(argv[2]);
    cg_log_set_level(CG_LOG_OFF);
    figures plain = measure_writes(argv[3], "plain", run_writes, threads, seconds);
    figures rows = measure_writes(argv[3], "rows", run_rows, threads, seconds);
    figures ours = measure_transactions(argv[3], threads, seconds);
    printf("%u clients: %.0f transactions/s, %.0f synced writes/s, ratio %.2f; of their rows alone "
           "%.0f/s\n",
           threads, ours.rate, plain.rate, ours.rate / plain.rate, rows.rate);
    printf("%.1f transactions a commit\n", shared);
    printf("CPU %.1f us, %.1f us, %.1f us; switches %.2f, %.2f, %.2f\n", ours.cpu_us, plain.cpu_us,
           rows.cpu_us, ours.switches, plain.switches, rows.switches);
    return 0;
}
