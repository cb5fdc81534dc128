// SPDX-License-Identifier: Apache-2.0
// Contract: single rows, ranges, appends, and batches as a whole.
#include "contract.h"

static void puts_gets_and_deletes(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_expect_text(kv, NULL, "a", NULL);
    kv_put_text(kv, "a", "1");
    kv_put_text(kv, "b", "2");
    kv_put_text(kv, "a", "3");
    kv_expect_text(kv, NULL, "a", "3");
    kv_expect_text(kv, NULL, "b", "2");
    kv_delete(kv, CG_CF_NODES, CG_STR("a"));
    kv_delete(kv, CG_CF_NODES, CG_STR("absent"));
    kv_expect_text(kv, NULL, "a", NULL);
    kv_expect_rows(kv, NULL, "", "", "b=2");
    cg_kv_close(kv);
}

static void families_are_apart(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    for (int i = 0; i < CG_CF_COUNT; i++)
        kv_put(kv, (cg_cf)i, CG_STR("key"), cg_str_from(cg_cf_name((cg_cf)i)));
    kv_delete(kv, CG_CF_EDGES, CG_STR("key"));
    for (int i = 0; i < CG_CF_COUNT; i++) {
        cg_str name = cg_str_from(cg_cf_name((cg_cf)i));
        kv_expect_in(kv, NULL, (cg_cf)i, CG_STR("key"), i == CG_CF_EDGES ? NULL : &name);
    }
    cg_kv_close(kv);
}

static void keys_and_values_are_any_bytes(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    char big[70000];
    memset(big, 0xa5, sizeof big);
    const cg_str keys[] = {CG_STR_NULL,      CG_STR("\0"),     CG_STR("\0\0"),
                           CG_STR("\0\xff"), CG_STR("\x7f"),   CG_STR("\x80"),
                           CG_STR("\xff"),   CG_STR("\xff\0"), CG_STR("\xff\xff")};
    const cg_str values[] = {CG_STR_NULL, CG_STR("\0"), cg_str_make(big, sizeof big)};
    for (size_t i = CG_ARRAY_LEN(keys); i-- > 0;)
        kv_put(kv, CG_CF_EDGES, keys[i], values[i % 3]);
    kv = kv_reopen(kv);
    for (size_t i = 0; i < CG_ARRAY_LEN(keys); i++)
        kv_expect_in(kv, NULL, CG_CF_EDGES, keys[i], &values[i % 3]);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, CG_CF_EDGES, CG_STR_NULL, CG_STR_NULL);
    size_t n = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter), n++) {
        assert_true(cg_str_eq(cg_kv_iter_key(iter), keys[n]));
        assert_true(cg_str_eq(cg_kv_iter_value(iter), values[n % 3]));
    }
    assert_int_equal(n, CG_ARRAY_LEN(keys));
    cg_kv_iter_destroy(iter);
    iter = NULL;
    cg_kv_close(kv);
}

static void delete_range(cg_kv *kv, const char *lower, const char *upper)
{
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete_range(batch, CG_CF_NODES, cg_str_from(lower), cg_str_from(upper));
    assert_ok(cg_kv_write(kv, batch, false, &kv_err));
}

static void ranges_are_deleted_without_their_upper_bound(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    const char *keys[] = {"", "a", "aa", "b", "ba", "c", "d"};
    for (size_t i = 0; i < CG_ARRAY_LEN(keys); i++)
        kv_put_text(kv, keys[i], "v");
    kv_put(kv, CG_CF_EDGES, CG_STR("b"), CG_STR("v"));
    delete_range(kv, "b", "a");
    delete_range(kv, "b", "b");
    delete_range(kv, "x", "y");
    kv_expect_rows(kv, NULL, "", "", "=v a=v aa=v b=v ba=v c=v d=v");
    delete_range(kv, "aa", "c");
    kv_expect_rows(kv, NULL, "", "", "=v a=v c=v d=v");
    kv_put_text(kv, "b", "new");
    kv = kv_reopen(kv);
    kv_expect_rows(kv, NULL, "", "", "=v a=v b=new c=v d=v");
    delete_range(kv, "", "d");
    kv_expect_rows(kv, NULL, "", "", "d=v");
    cg_str v = CG_STR("v");
    kv_expect_in(kv, NULL, CG_CF_EDGES, CG_STR("b"), &v);
    cg_kv_close(kv);
}

static void appends_concatenate_in_order(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("a"));
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR_NULL);
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("bc"));
    cg_kv_snapshot *snap = cg_kv_snapshot_take(kv);
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("d"));
    kv_expect_text(kv, snap, "k", "abc");
    kv_expect_rows(kv, snap, "", "", "k=abc");
    assert_ok(cg_kv_flush(kv, &kv_err));
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("e"));
    kv_expect_text(kv, NULL, "k", "abcde");
    kv_expect_text(kv, snap, "k", "abc");
    cg_kv_snapshot_release(snap);
    kv = kv_reopen(kv);
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("f"));
    assert_ok(cg_kv_compact(kv, &kv_err));
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("g"));
    kv_expect_text(kv, NULL, "k", "abcdefg");
    kv_put_text(kv, "k", "x");
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("y"));
    kv_expect_text(kv, NULL, "k", "xy");
    kv_delete(kv, CG_CF_NODES, CG_STR("k"));
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR("z"));
    kv_expect_text(kv, NULL, "k", "z");
    delete_range(kv, "a", "z");
    kv_append(kv, CG_CF_NODES, CG_STR("k"), CG_STR_NULL);
    kv_expect_text(kv, NULL, "k", "");
    cg_kv_close(kv);
}

static void batches_apply_in_order_and_are_cleared(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_put_text(kv, "old", "1");
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    assert_ok(cg_kv_write(kv, batch, true, &kv_err)); /* an empty one is fine */
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("a"), CG_STR("1"));
    cg_kv_batch_delete_range(batch, CG_CF_NODES, CG_STR("a"), CG_STR("z"));
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("b"), CG_STR("1"));
    cg_kv_batch_append(batch, CG_CF_NODES, CG_STR("b"), CG_STR("2"));
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("c"), CG_STR("1"));
    cg_kv_batch_delete(batch, CG_CF_NODES, CG_STR("c"));
    cg_kv_batch_put(batch, CG_CF_METADATA, CG_STR("a"), CG_STR("other"));
    assert_in_range(cg_kv_batch_bytes(batch), 20, 200);
    kv_expect_rows(kv, NULL, "", "", "old=1");
    assert_ok(cg_kv_write(kv, batch, true, &kv_err));
    assert_int_equal(cg_kv_batch_bytes(batch), 0);
    kv_expect_rows(kv, NULL, "", "", "b=12");
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("never"), CG_STR("1"));
    cg_kv_batch_clear(batch);
    assert_ok(cg_kv_write(kv, batch, true, &kv_err));
    kv = kv_reopen(kv);
    kv_expect_rows(kv, NULL, "", "", "b=12");
    cg_str other = CG_STR("other");
    kv_expect_in(kv, NULL, CG_CF_METADATA, CG_STR("a"), &other);
    cg_kv_close(kv);
}

static void pins_outlive_changes(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    kv_put_text(kv, "a", "first");
    cg_kv_pin *pins[2];
    cg_str values[2];
    assert_ok(cg_kv_get(kv, NULL, CG_CF_NODES, CG_STR("a"), &pins[0], &values[0], &kv_err));
    assert_ok(cg_kv_flush(kv, &kv_err));
    assert_ok(cg_kv_get(kv, NULL, CG_CF_NODES, CG_STR("a"), &pins[1], &values[1], &kv_err));
    kv_put_text(kv, "a", "second");
    kv_delete(kv, CG_CF_NODES, CG_STR("a"));
    assert_ok(cg_kv_compact(kv, &kv_err));
    for (int i = 0; i < 2; i++) {
        assert_true(cg_str_eq(values[i], CG_STR("first")));
        cg_kv_pin_release(pins[i]);
    }
    cg_kv_pin_release(NULL);
    cg_kv_close(kv);
}

/** Fails the n-th allocation that may fail, for every n. */
static void running_out_of_memory_changes_nothing(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_fresh();
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    kv_put_text(kv, "a", "1");
    cg_code rc = CG_E_NOMEM;
    for (unsigned n = 1; rc != CG_OK && n < 20; n++) {
        CG_AUTO_VALUE(cg_buf) fault = {0};
        cg_buf_printf(&fault, "base.alloc:%u", n);
        cg_buf_add_char(&fault, '\0');
        cg_fault_set(fault.ptr);
        cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("b"), CG_STR("2"));
        cg_kv_batch_append(batch, CG_CF_NODES, CG_STR("a"), CG_STR("2"));
        rc = cg_kv_write(kv, batch, true, NULL);
        cg_fault_set(NULL);
        cg_kv_batch_destroy(batch); /* a new one has no memory yet */
        batch = cg_kv_batch_create(kv);
        assert_true(rc == CG_OK || rc == CG_E_NOMEM);
        assert_true(rc == CG_E_NOMEM || n > 1);
        kv_expect_rows(kv, NULL, "", "", rc == CG_OK ? "a=12 b=2" : "a=1");
    }
    assert_int_equal(rc, CG_OK);
    cg_kv_close(kv);
}

int kv_contract_rows(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_gets_and_deletes),
        cmocka_unit_test(families_are_apart),
        cmocka_unit_test(keys_and_values_are_any_bytes),
        cmocka_unit_test(ranges_are_deleted_without_their_upper_bound),
        cmocka_unit_test(appends_concatenate_in_order),
        cmocka_unit_test(batches_apply_in_order_and_are_cleared),
        cmocka_unit_test(pins_outlive_changes),
        cmocka_unit_test(running_out_of_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
