// SPDX-License-Identifier: Apache-2.0
// Helpers of the contract tests.
#include "contract.h"

#include <stdio.h>

kv_under_test kv_test = {.engine = "rocksdb", .durable = true};
cg_err kv_err;

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1 /* as gcc says it */
#endif
#endif

bool kv_skips_rocksdb(void)
{
#ifdef __SANITIZE_THREAD__
    puts("skipped: RocksDB is not instrumented for ThreadSanitizer");
    return true;
#else
    return false;
#endif
}

cg_kv *kv_open_at(const char *path)
{
    const cg_kv_options opts = {
        .engine = kv_test.engine,
        .path = path,
        .cache_bytes = (size_t)1 << 20,
        .memtable_bytes = (size_t)1 << 20,
        .sync = false,
    };
    cg_kv *kv = NULL;
    assert_ok(cg_kv_open(&opts, &kv, &kv_err));
    return kv;
}

static char last_path[32];

cg_kv *kv_open_fresh(void)
{
    static int stores;
    (void)snprintf(last_path, sizeof last_path, "store/%d", ++stores);
    return kv_open_at(last_path);
}

cg_kv *kv_reopen(cg_kv *kv)
{
    if (!kv_test.durable)
        return kv;
    cg_kv_close(kv);
    return kv_open_at(last_path);
}

void kv_put(cg_kv *kv, cg_cf cf, cg_str key, cg_str value)
{
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, cf, key, value);
    assert_ok(cg_kv_write(kv, batch, true, &kv_err));
}

void kv_append(cg_kv *kv, cg_cf cf, cg_str key, cg_str operand)
{
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_append(batch, cf, key, operand);
    assert_ok(cg_kv_write(kv, batch, false, &kv_err));
}

void kv_delete(cg_kv *kv, cg_cf cf, cg_str key)
{
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete(batch, cf, key);
    assert_ok(cg_kv_write(kv, batch, false, &kv_err));
}

void kv_expect_in(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, const cg_str *value)
{
    CG_AUTO(cg_kv_pin)
    pin = NULL;
    cg_str found = CG_STR_NULL;
    if (value == NULL) {
        cg_err err = {0};
        assert_int_equal(cg_kv_get(kv, snap, cf, key, &pin, &found, &err), CG_E_NOT_FOUND);
        assert_int_equal(err.code, CG_OK);
        assert_null(pin);
        return;
    }
    assert_ok(cg_kv_get(kv, snap, cf, key, &pin, &found, &kv_err));
    assert_int_equal(found.len, value->len);
    if (found.len > 0)
        assert_memory_equal(found.ptr, value->ptr, found.len);
}

void kv_expect_text(cg_kv *kv, const cg_kv_snapshot *snap, const char *key, const char *value)
{
    cg_str text = cg_str_from(value);
    kv_expect_in(kv, snap, CG_CF_NODES, cg_str_from(key), value != NULL ? &text : NULL);
}

void kv_expect_rows(cg_kv *kv, const cg_kv_snapshot *snap, const char *lower, const char *upper,
                    const char *rows)
{
    CG_AUTO_VALUE(cg_buf) seen = {0};
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, snap, CG_CF_NODES, cg_str_from(lower), cg_str_from(upper));
    assert_false(cg_kv_iter_valid(iter));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_buf_printf(&seen, "%s%.*s=%.*s", seen.len > 0 ? " " : "",
                      CG_STR_ARG(cg_kv_iter_key(iter)), CG_STR_ARG(cg_kv_iter_value(iter)));
    }
    assert_ok(cg_kv_iter_status(iter, &kv_err));
    cg_buf_add_char(&seen, '\0');
    assert_string_equal(seen.ptr, rows);
}
