// SPDX-License-Identifier: Apache-2.0
// The RocksDB engine keeps the contract.
#include "contract.h"

#include <stdio.h>

#define WRITERS 8
#define ROUNDS 20

typedef struct sync_writer {
    cg_kv *kv;
    unsigned number, failures;
} sync_writer;

static void write_and_sync(void *arg)
{
    sync_writer *w = arg;
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(w->kv);
    for (unsigned i = 0; i < ROUNDS; i++) {
        char key[16];
        int len = snprintf(key, sizeof key, "%u-%u", w->number, i);
        cg_kv_batch_put(batch, CG_CF_NODES, cg_str_make(key, (size_t)len), CG_STR("1"));
        w->failures += cg_kv_write(w->kv, batch, false, NULL) != CG_OK;
        w->failures += cg_kv_sync(w->kv, cg_kv_epoch(w->kv), NULL) != CG_OK;
    }
}

/** Nobody waits for a flush that never comes, and each thread's writes are there. */
static void writers_share_flushes(void **state)
{
    (void)state;
    const cg_kv_options opts = {.engine = "rocksdb", .path = "shared-flushes", .sync = true};
    cg_kv *kv = NULL;
    assert_ok(cg_kv_open(&opts, &kv, &kv_err));
    sync_writer writers[WRITERS];
    cg_thread *threads[WRITERS];
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (sync_writer){.kv = kv, .number = i};
        threads[i] = cg_thread_start("kv-test", write_and_sync, &writers[i]);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        cg_thread_join(threads[i]);
        assert_int_equal(writers[i].failures, 0);
    }
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(kv, NULL, CG_CF_NODES, CG_STR_NULL, CG_STR_NULL);
    unsigned rows = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        rows++;
    assert_int_equal(rows, WRITERS * ROUNDS);
    cg_kv_iter_destroy(iter);
    iter = NULL;
    cg_kv_close(kv);
}

int main(void)
{
    if (kv_skips_rocksdb())
        return 0;
    const struct CMUnitTest tests[] = {cmocka_unit_test(writers_share_flushes)};
    return kv_contract_rows() + kv_contract_views() + kv_contract_loader() + kv_contract_random() +
           cmocka_run_group_tests(tests, NULL, NULL);
}
