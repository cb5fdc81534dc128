// SPDX-License-Identifier: Apache-2.0
// Contract: snapshots, iterators, and readers beside a writer.
#include "contract.h"

#include <stdatomic.h>
#include <stdio.h>

static void snapshots_keep_their_state(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    cg_kv_snapshot *empty = cg_kv_snapshot_take(kv);
    kv_put_text(kv, "a", "1");
    kv_put_text(kv, "b", "1");
    cg_kv_snapshot *full = cg_kv_snapshot_take(kv);
    kv_put_text(kv, "a", "2");
    kv_delete(kv, CG_CF_NODES, CG_STR("b"));
    kv_put_text(kv, "c", "2");
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete_range(batch, CG_CF_NODES, CG_STR("a"), CG_STR("b"));
    assert_ok(cg_kv_write(kv, batch, false, &kv_err));
    assert_ok(cg_kv_flush(kv, &kv_err));
    assert_ok(cg_kv_compact(kv, &kv_err));
    kv_expect_rows(kv, empty, "", "", "");
    kv_expect_rows(kv, full, "", "", "a=1 b=1");
    kv_expect_text(kv, full, "b", "1");
    kv_expect_text(kv, full, "c", NULL);
    kv_expect_text(kv, empty, "a", NULL);
    kv_expect_rows(kv, NULL, "", "", "c=2");
    cg_kv_snapshot_release(empty);
    kv_expect_rows(kv, full, "", "", "a=1 b=1");
    cg_kv_snapshot_release(full);
    cg_kv_snapshot_release(NULL);
    cg_kv_close(kv);
}

static void iterators_stay_within_their_bounds(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    const char *keys[] = {"a", "aa", "ab", "b", "ba", "c"};
    for (size_t i = 0; i < CG_ARRAY_LEN(keys); i++)
        kv_put_text(kv, keys[i], "v");
    kv_put(kv, CG_CF_EDGES, CG_STR("ab"), CG_STR("v"));
    kv_expect_rows(kv, NULL, "a", "b", "a=v aa=v ab=v");
    kv_expect_rows(kv, NULL, "aa", "aa", "");
    kv_expect_rows(kv, NULL, "b", "a", "");
    kv_expect_rows(kv, NULL, "", "aa", "a=v");
    kv_expect_rows(kv, NULL, "ab0", "", "b=v ba=v c=v");
    kv_expect_rows(kv, NULL, "d", "", "");
    cg_kv_close(kv);
}

static void expect_at(cg_kv_iter *iter, const char *seek, const char *key)
{
    cg_kv_iter_seek(iter, cg_str_from(seek));
    assert_int_equal(cg_kv_iter_valid(iter), key != NULL);
    if (key != NULL)
        assert_true(cg_str_eq(cg_kv_iter_key(iter), cg_str_from(key)));
    assert_ok(cg_kv_iter_status(iter, &kv_err));
}

static void iterators_seek_both_ways(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    const char *keys[] = {"a", "c", "e", "g"};
    for (size_t i = 0; i < CG_ARRAY_LEN(keys); i++)
        kv_put_text(kv, keys[i], "v");
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, CG_CF_NODES, CG_STR("b"), CG_STR("f"));
    expect_at(iter, "e", "e");
    expect_at(iter, "", "c");
    expect_at(iter, "a", "c");
    expect_at(iter, "d", "e");
    cg_kv_iter_next(iter);
    assert_false(cg_kv_iter_valid(iter));
    expect_at(iter, "f", NULL);
    expect_at(iter, "g", NULL);
    kv_put_text(kv, "d", "too late to be seen");
    expect_at(iter, "d", "e");
    cg_kv_iter_first(iter);
    assert_true(cg_str_eq(cg_kv_iter_key(iter), CG_STR("c")));
    cg_kv_iter_destroy(iter);
    iter = NULL;
    cg_kv_iter_destroy(NULL);
    cg_kv_close(kv);
}

/* ---- readers beside a writer: each batch writes the same number to all keys ---- */

#define SHARED_KEYS 20

typedef struct shared_run {
    cg_kv *kv;
    unsigned rounds;
    atomic_bool stop; /* relaxed: readers may do a round more */
    atomic_uint torn; /* relaxed: read after the threads were joined */
} shared_run;

static void read_rounds(void *arg)
{
    shared_run *run = arg;
    while (!atomic_load_explicit(&run->stop, memory_order_relaxed)) {
        CG_AUTO(cg_kv_snapshot)
        snap = cg_kv_snapshot_take(run->kv);
        CG_AUTO(cg_kv_iter)
        iter = cg_kv_iter_create(run->kv, snap, CG_CF_NODES, CG_STR("k"), CG_STR("l"));
        uint64_t first = 0, n = 0;
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter), n++) {
            uint64_t value = 0;
            memcpy(&value, cg_kv_iter_value(iter).ptr, sizeof value);
            first = n == 0 ? value : first;
            if (value != first)
                atomic_fetch_add_explicit(&run->torn, 1, memory_order_relaxed);
        }
        CG_AUTO(cg_kv_pin)
        pin = NULL;
        cg_str last;
        if (cg_kv_get(run->kv, snap, CG_CF_EDGES, CG_STR("k"), &pin, &last, NULL) == CG_OK &&
            (n != SHARED_KEYS || memcmp(last.ptr, &first, sizeof first) != 0))
            atomic_fetch_add_explicit(&run->torn, 1, memory_order_relaxed);
    }
}

static void write_rounds(void *arg)
{
    shared_run *run = arg;
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(run->kv);
    for (uint64_t round = 0; round < run->rounds; round++) {
        cg_str value = cg_str_make((const char *)&round, sizeof round);
        if (round % 7 == 0)
            cg_kv_batch_delete_range(batch, CG_CF_NODES, CG_STR("k"), CG_STR("l"));
        for (int i = 0; i < SHARED_KEYS; i++) {
            char key[8];
            int len = snprintf(key, sizeof key, "k%d", i);
            cg_kv_batch_put(batch, CG_CF_NODES, cg_str_make(key, (size_t)len), value);
        }
        cg_kv_batch_put(batch, CG_CF_EDGES, CG_STR("k"), value);
        if (cg_kv_write(run->kv, batch, false, NULL) != CG_OK)
            atomic_fetch_add_explicit(&run->torn, 1, memory_order_relaxed);
    }
    atomic_store_explicit(&run->stop, true, memory_order_relaxed);
}

static void readers_see_whole_batches(void **state)
{
    (void)state;
    shared_run run = {.kv = kv_open_fresh(), .rounds = 1000};
    cg_thread *threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = cg_thread_start("kv-test", i < 3 ? read_rounds : write_rounds, &run);
    for (int i = 0; i < 4; i++)
        cg_thread_join(threads[i]);
    assert_int_equal(run.torn, 0);
    cg_kv_close(run.kv);
}

static void append_many(void *arg)
{
    cg_kv *kv = arg;
    for (int i = 0; i < 500; i++)
        kv_append(kv, CG_CF_INDEXES, CG_STR("list"), CG_STR("x"));
}

static void writers_do_not_lose_each_other(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    cg_thread *threads[3];
    for (int i = 0; i < 3; i++)
        threads[i] = cg_thread_start("kv-test", append_many, kv);
    for (int i = 0; i < 3; i++)
        cg_thread_join(threads[i]);
    CG_AUTO(cg_kv_pin)
    pin = NULL;
    cg_str value;
    assert_ok(cg_kv_get(kv, NULL, CG_CF_INDEXES, CG_STR("list"), &pin, &value, &kv_err));
    assert_int_equal(value.len, 1500);
    cg_kv_pin_release(pin);
    pin = NULL;
    cg_kv_close(kv);
}

int kv_contract_views(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snapshots_keep_their_state),
        cmocka_unit_test(iterators_stay_within_their_bounds),
        cmocka_unit_test(iterators_seek_both_ways),
        cmocka_unit_test(readers_see_whole_batches),
        cmocka_unit_test(writers_do_not_lose_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
