// SPDX-License-Identifier: Apache-2.0
// Contract: thousands of random operations against a plain sorted array, with snapshots, reopening
// and maintenance in between. The seed is fixed, or CG_SEED.
#include "contract.h"

#include <stdio.h>
#include <stdlib.h>

#define KEYS 240 /* few, so that operations meet */
#define VALUE_MAX 64
#define SNAPSHOTS 4

typedef struct model_row {
    bool present;
    uint8_t len;
    char value[VALUE_MAX];
} model_row;

typedef struct model {
    model_row rows[KEYS]; /* by the number that key_of() turns into a key; the order is the same */
} model;

typedef struct view {
    cg_kv_snapshot *snap;
    model rows;
} view;

typedef struct random_run {
    uint64_t seed;
    cg_kv *kv;
    cg_kv_batch *batch;
    model now;
    view views[SNAPSHOTS];
} random_run;

static uint32_t draw(random_run *run, uint32_t below)
{
    run->seed = run->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((run->seed >> 33) % below);
}

/** Keys of several lengths with zero and 0xff bytes; bytewise order is the order of `n`. */
static cg_str key_of(char out[3], unsigned n)
{
    static const uint8_t first[] = {0x00, 0x01, 0x61, 0x7f, 0x80, 0xff};
    out[0] = (char)first[n / 40];
    unsigned rest = n % 40; /* 0: one byte long; then two and three bytes in turns */
    if (rest == 0)
        return cg_str_make(out, 1);
    out[1] = (char)((rest - 1) / 3 == 12 ? 0xff : (rest - 1) / 3 * 20);
    if ((rest - 1) % 3 == 0)
        return cg_str_make(out, 2);
    out[2] = (char)((rest - 1) % 3 == 1 ? 0x00 : 0xff);
    return cg_str_make(out, 3);
}

static void check_state(random_run *run, const cg_kv_snapshot *snap, const model *expected)
{
    unsigned from = draw(run, KEYS), to = draw(run, KEYS + 40);
    char lower[3], upper[3], key[3];
    cg_str end = to < KEYS ? key_of(upper, to) : CG_STR_NULL;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(run->kv, snap, CG_CF_INDEXES, key_of(lower, from), end);
    cg_kv_iter_first(iter);
    for (unsigned n = from; n < KEYS && (end.len == 0 || n < to); n++) {
        const model_row *row = &expected->rows[n];
        if (!row->present)
            continue;
        assert_true(cg_kv_iter_valid(iter));
        assert_true(cg_str_eq(cg_kv_iter_key(iter), key_of(key, n)));
        assert_true(cg_str_eq(cg_kv_iter_value(iter), cg_str_make(row->value, row->len)));
        cg_kv_iter_next(iter);
    }
    assert_false(cg_kv_iter_valid(iter));
    assert_ok(cg_kv_iter_status(iter, &kv_err));
    unsigned n = draw(run, KEYS);
    cg_str value = cg_str_make(expected->rows[n].value, expected->rows[n].len);
    kv_expect_in(run->kv, snap, CG_CF_INDEXES, key_of(key, n),
                 expected->rows[n].present ? &value : NULL);
}

static void random_put(random_run *run, unsigned n, bool append)
{
    model_row *row = &run->now.rows[n];
    char key[3], value[8];
    size_t len = draw(run, sizeof value + 1);
    for (size_t i = 0; i < len; i++)
        value[i] = (char)draw(run, 256);
    append = append && row->len + len <= VALUE_MAX;
    if (append)
        cg_kv_batch_append(run->batch, CG_CF_INDEXES, key_of(key, n), cg_str_make(value, len));
    else
        cg_kv_batch_put(run->batch, CG_CF_INDEXES, key_of(key, n), cg_str_make(value, len));
    if (!append || !row->present)
        row->len = 0;
    row->present = true;
    memcpy(row->value + row->len, value, len);
    row->len = (uint8_t)(row->len + len);
}

static void random_operation(random_run *run)
{
    unsigned n = draw(run, KEYS);
    char key[3], upper[3];
    uint32_t kind = draw(run, 100);
    if (kind < 75) {
        random_put(run, n, kind < 40);
    } else if (kind < 95) {
        cg_kv_batch_delete(run->batch, CG_CF_INDEXES, key_of(key, n));
        run->now.rows[n] = (model_row){0};
    } else {
        unsigned span = draw(run, 30);
        unsigned to = CG_MIN(n + span, KEYS - 1);
        cg_kv_batch_delete_range(run->batch, CG_CF_INDEXES, key_of(key, n), key_of(upper, to));
        for (unsigned i = n; i < to; i++)
            run->now.rows[i] = (model_row){0};
    }
}

static void retake_view(random_run *run, view *v)
{
    cg_kv_snapshot_release(v->snap);
    v->snap = cg_kv_snapshot_take(run->kv);
    v->rows = run->now;
}

static void release_views(random_run *run)
{
    for (size_t i = 0; i < SNAPSHOTS; i++) {
        cg_kv_snapshot_release(run->views[i].snap);
        run->views[i].snap = NULL;
    }
}

static void random_maintenance(random_run *run)
{
    switch (draw(run, 12)) {
    case 0:
        release_views(run);
        run->kv = kv_reopen(run->kv);
        break;
    case 1: assert_ok(cg_kv_compact(run->kv, &kv_err)); break;
    case 2:
    case 3: assert_ok(cg_kv_flush(run->kv, &kv_err)); break;
    default: break;
    }
}

static void random_operations_match_a_model(void **state)
{
    (void)state;
    const char *seed = getenv("CG_SEED");
    random_run *run = cg_alloc(sizeof *run);
    run->seed = seed != NULL ? strtoull(seed, NULL, 10) : 20240229;
    printf("seed %" PRIu64 "\n", run->seed);
    run->kv = kv_open_fresh();
    run->batch = cg_kv_batch_create(run->kv);
    for (int round = 0; round < 1200; round++) {
        for (uint32_t i = draw(run, 12); i > 0; i--)
            random_operation(run);
        assert_ok(cg_kv_write(run->kv, run->batch, draw(run, 2) == 0, &kv_err));
        check_state(run, NULL, &run->now);
        view *v = &run->views[draw(run, SNAPSHOTS)];
        if (v->snap != NULL)
            check_state(run, v->snap, &v->rows);
        if (draw(run, 8) == 0)
            retake_view(run, v);
        if (draw(run, 10) == 0)
            random_maintenance(run);
    }
    release_views(run);
    cg_kv_batch_destroy(run->batch);
    cg_kv_close(run->kv);
    cg_free(run);
}

int kv_contract_random(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_operations_match_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
