// SPDX-License-Identifier: Apache-2.0
// The contract of cg/kv.h as tests that every engine must pass: test_<engine>.c names the engine and
// runs them in a fresh directory.
#ifndef CG_TEST_KV_CONTRACT_H
#define CG_TEST_KV_CONTRACT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/kv.h"

/** What the tests need to know of the engine; RocksDB unless main() says otherwise. */
typedef struct kv_under_test {
    const char *engine;
    bool durable; /* rows are there after closing and opening */
} kv_under_test;
extern kv_under_test kv_test;

/** What assert_ok prints: `assert_ok(cg_kv_flush(kv, &kv_err))`. */
extern cg_err kv_err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, kv_err.text, kv_err.file, kv_err.line);              \
    } while (0)

/** True, after saying why, in builds where RocksDB cannot be tested. */
bool kv_skips_rocksdb(void);

/** Opens the store in directory `path` with small buffers. */
cg_kv *kv_open_at(const char *path);
/** Opens an empty store; a different directory each time. */
cg_kv *kv_open_fresh(void);
/** Closes and, when the engine is durable, opens again; otherwise gives the same store back. */
cg_kv *kv_reopen(cg_kv *kv);

void kv_put(cg_kv *kv, cg_cf cf, cg_str key, cg_str value);
void kv_append(cg_kv *kv, cg_cf cf, cg_str key, cg_str operand);
void kv_delete(cg_kv *kv, cg_cf cf, cg_str key);
#define kv_put_text(kv, key, value) kv_put((kv), CG_CF_NODES, cg_str_from(key), cg_str_from(value))

/** The key has this value; NULL: it is absent. */
void kv_expect_in(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, const cg_str *value);
void kv_expect_text(cg_kv *kv, const cg_kv_snapshot *snap, const char *key, const char *value);
/** The rows of NODES in [lower, upper) are "key=value key=value …". */
void kv_expect_rows(cg_kv *kv, const cg_kv_snapshot *snap, const char *lower, const char *upper,
                    const char *rows);

/* The groups of tests; each runs with cmocka and yields the number of failures. */
int kv_contract_rows(void);   /* contract_rows.c: reads, writes, ranges, appends, batches */
int kv_contract_views(void);  /* contract_views.c: snapshots, iterators, threads */
int kv_contract_loader(void); /* contract_loader.c: loads, maintenance, opening */
int kv_contract_random(void); /* contract_random.c: thousands of operations against a model */

#endif
