// SPDX-License-Identifier: Apache-2.0
// Contract: loads, maintenance, figures, and opening.
#include "contract.h"

#include <stdio.h>

static cg_str number_key(char out[16], unsigned n)
{
    return cg_str_make(out, (size_t)snprintf(out, 16, "%08u", n));
}

static void load_numbers(cg_kv_loader *loader, cg_cf cf, unsigned from, unsigned to)
{
    char key[16];
    for (unsigned i = from; i < to; i++) {
        cg_str text = number_key(key, i);
        assert_ok(cg_kv_loader_put(loader, cf, text, text, &kv_err));
    }
}

static unsigned count_rows(cg_kv *kv, cg_cf cf)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, cf, CG_STR_NULL, CG_STR_NULL);
    unsigned n = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        n++;
    assert_ok(cg_kv_iter_status(iter, &kv_err));
    return n;
}

static void loads_appear_at_commit(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_put(kv, CG_CF_NODES, CG_STR("99999999"), CG_STR("before"));
    cg_kv_loader *loader = NULL;
    assert_ok(cg_kv_loader_open(kv, &loader, &kv_err));
    assert_ok(cg_kv_loader_commit(loader, &kv_err)); /* nothing */
    load_numbers(loader, CG_CF_NODES, 0, 20000);
    load_numbers(loader, CG_CF_VERSIONS, 0, 10);
    assert_int_equal(count_rows(kv, CG_CF_NODES), 1);
    cg_kv_snapshot *before = cg_kv_snapshot_take(kv);
    assert_ok(cg_kv_loader_commit(loader, &kv_err));
    kv_expect_in(kv, before, CG_CF_VERSIONS, CG_STR("00000003"), NULL);
    cg_kv_snapshot_release(before);
    assert_int_equal(count_rows(kv, CG_CF_NODES), 20001);
    load_numbers(loader, CG_CF_NODES, 20000, 20010);
    assert_ok(cg_kv_loader_commit(loader, &kv_err));
    load_numbers(loader, CG_CF_NODES, 20010, 20020);
    cg_kv_loader_close(loader); /* drops these */
    kv = kv_reopen(kv);
    assert_int_equal(count_rows(kv, CG_CF_NODES), 20011);
    assert_int_equal(count_rows(kv, CG_CF_VERSIONS), 10);
    cg_str value = CG_STR("00017000");
    kv_expect_in(kv, NULL, CG_CF_NODES, value, &value);
    kv_append(kv, CG_CF_NODES, CG_STR("00017000"), CG_STR("+"));
    value = CG_STR("00017000+");
    kv_expect_in(kv, NULL, CG_CF_NODES, CG_STR("00017000"), &value);
    cg_kv_close(kv);
}

/* Between rows that are put, to what is there and to what is not. */
static void loads_append(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_append(kv, CG_CF_INDEXES, CG_STR("b"), CG_STR("one "));
    cg_kv_loader *loader = NULL;
    assert_ok(cg_kv_loader_open(kv, &loader, &kv_err));
    assert_ok(cg_kv_loader_put(loader, CG_CF_INDEXES, CG_STR("a"), CG_STR("put"), &kv_err));
    assert_ok(cg_kv_loader_append(loader, CG_CF_INDEXES, CG_STR("b"), CG_STR("two "), &kv_err));
    assert_ok(cg_kv_loader_append(loader, CG_CF_INDEXES, CG_STR("c"), CG_STR("first "), &kv_err));
    assert_ok(cg_kv_loader_append(loader, CG_CF_NODES, CG_STR("x"), CG_STR_NULL, &kv_err));
    assert_ok(cg_kv_loader_put(loader, CG_CF_INDEXES, CG_STR("d"), CG_STR("put"), &kv_err));
    assert_ok(cg_kv_loader_commit(loader, &kv_err));
    cg_kv_loader_close(loader);
    kv_append(kv, CG_CF_INDEXES, CG_STR("b"), CG_STR("three"));
    for (int round = 0; round < 2; round++) {
        cg_str joined = CG_STR("one two three"), first = CG_STR("first "), put = CG_STR("put");
        kv_expect_in(kv, NULL, CG_CF_INDEXES, CG_STR("a"), &put);
        kv_expect_in(kv, NULL, CG_CF_INDEXES, CG_STR("b"), &joined);
        kv_expect_in(kv, NULL, CG_CF_INDEXES, CG_STR("c"), &first);
        kv_expect_in(kv, NULL, CG_CF_INDEXES, CG_STR("d"), &put);
        assert_ok(cg_kv_compact(kv, &kv_err));
        kv = kv_reopen(kv);
    }
    cg_kv_close(kv);
}

static void loads_refuse_disorder(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    CG_AUTO(cg_kv_loader)
    loader = NULL;
    cg_err err = {0};
    cg_str empty = CG_STR_NULL;
    for (int same = 0; same < 2; same++) {
        cg_str second = same ? CG_STR("b") : CG_STR("a");
        if (cg_kv_loader_open(kv, &loader, &err) != CG_OK)
            fail();
        assert_int_equal(cg_kv_loader_put(loader, CG_CF_NODES, CG_STR("b"), empty, &err), CG_OK);
        assert_int_equal(cg_kv_loader_put(loader, CG_CF_NODES, second, empty, &err), CG_E_INVALID);
        assert_int_not_equal(cg_kv_loader_commit(loader, &err), CG_OK);
        cg_kv_loader_close(loader);
        loader = NULL;
    }
    assert_int_equal(count_rows(kv, CG_CF_NODES), 0);
    cg_kv_loader_close(NULL);
    cg_kv_close(kv);
}

static void maintenance_changes_no_row(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    char key[16];
    for (unsigned i = 0; i < 500; i++)
        kv_put(kv, CG_CF_NODES, number_key(key, i), CG_STR("some value"));
    for (int i = 0; i < 2; i++) {
        assert_ok(cg_kv_flush(kv, &kv_err));
        assert_ok(cg_kv_compact(kv, &kv_err));
        assert_ok(cg_kv_resume(kv, &kv_err));
        assert_int_equal(count_rows(kv, CG_CF_NODES), 500);
    }
    cg_kv_stats stats;
    cg_kv_stats_get(kv, &stats);
    assert_true(stats.memory_bytes > 0);
    assert_true(!kv_test.durable || stats.disk_bytes > 0);
    cg_kv_close(kv);
    cg_kv_close(NULL);
}

static void many_rows_survive_small_buffers(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh(); /* 1 MiB of buffers: this takes several flushes */
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    char key[16];
    char value[200];
    memset(value, 'v', sizeof value);
    for (unsigned i = 0; i < 30000; i++) {
        cg_cf cf = (cg_cf)(i % CG_CF_COUNT);
        cg_kv_batch_put(batch, cf, number_key(key, i), cg_str_make(value, sizeof value));
        if (i % 100 == 99)
            assert_ok(cg_kv_write(kv, batch, false, &kv_err));
    }
    kv = kv_reopen(kv);
    unsigned n = 0;
    for (int i = 0; i < CG_CF_COUNT; i++)
        n += count_rows(kv, (cg_cf)i);
    assert_int_equal(n, 30000);
    cg_kv_batch_destroy(batch);
    batch = NULL;
    cg_kv_close(kv);
}

static void unknown_engines_are_refused(void **state)
{
    (void)state;
    cg_kv *kv = NULL;
    cg_err err = {0};
    const cg_kv_options opts = {.engine = "paper"};
    assert_int_equal(cg_kv_open(&opts, &kv, &err), CG_E_INVALID);
    assert_non_null(strstr(err.text, "paper"));
    assert_null(kv);
}

int kv_contract_loader(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_appear_at_commit),
        cmocka_unit_test(loads_append),
        cmocka_unit_test(loads_refuse_disorder),
        cmocka_unit_test(maintenance_changes_no_row),
        cmocka_unit_test(many_rows_survive_small_buffers),
        cmocka_unit_test(unknown_engines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
