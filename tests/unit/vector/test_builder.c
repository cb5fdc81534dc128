// SPDX-License-Identifier: Apache-2.0
// vector: building in the background while vectors are added, replaced, removed and searched.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/vector.h"
#include "model.h"

#include <poll.h>
#include <stdatomic.h>

#define DIMENSION 8
#define ROWS 2600
#define WAIT_NS 90000000000u

typedef struct party {
    cg_vector_set *set;
    const float *wanted; /* always there, as label 0 */
    _Atomic bool stop;
    _Atomic unsigned faults, searches;
} party;

static void search_always(void *arg)
{
    party *p = arg;
    while (!atomic_load(&p->stop)) {
        cg_err err = {0};
        cg_vector_hit hit = {0};
        size_t count = 0;
        const cg_vector_query query = {.vectors = p->wanted, .count = 1, .k = 1};
        if (cg_vector_search(p->set, &query, &hit, &count, &err) != CG_OK || count != 1 ||
            hit.label != 0)
            atomic_fetch_add(&p->faults, 1);
        atomic_fetch_add(&p->searches, 1);
        (void)poll(NULL, 0, 1); /* leaves the builder, which yields to all, some time */
    }
}

/* The vector that is looked for lies far from all others. */
static void fill(model *m, float wanted[DIMENSION])
{
    uint64_t state = 8;
    int8_t row[DIMENSION];
    *m = (model){.dimension = DIMENSION, .element = CG_VECTOR_INT8};
    for (unsigned i = 1; i < ROWS; i++) {
        random_row(&state, DIMENSION, CG_VECTOR_INT8, 64, row);
        row[7] = (int8_t)(row[7] / 16);
        model_put(m, i, row);
    }
    const int8_t far[DIMENSION] = {[7] = 127};
    model_put(m, 0, far);
    row_to_floats(DIMENSION, CG_VECTOR_INT8, far, wanted);
}

static void change_until_built(party *p, model *m, uint64_t builds)
{
    uint64_t state = 77, deadline_ns = cg_now_ns() + WAIT_NS;
    cg_vector_stats stats = {0};
    cg_err err = {0};
    do {
        int8_t row[DIMENSION];
        cg_vector_label label = 1 + next_random(&state) % (2 * ROWS);
        random_row(&state, DIMENSION, CG_VECTOR_INT8, 64, row);
        row[7] = (int8_t)(row[7] / 16);
        if (label % 4 != 0 && cg_vector_add(p->set, &label, row, 1, &err) == CG_OK)
            model_put(m, label, row);
        label = 1 + next_random(&state) % (2 * ROWS);
        cg_vector_remove(p->set, &label, 1);
        model_drop(m, label);
        cg_vector_stats_get(p->set, &stats);
        (void)poll(NULL, 0, 1);
    } while (stats.builds < builds && stats.failures == 0 && cg_now_ns() < deadline_ns);
    assert_true(stats.builds >= builds && stats.failures == 0);
}

static void assert_like_model(cg_vector_set *set, const model *m)
{
    uint64_t state = 5;
    cg_err err = {0};
    double sum = 0;
    for (int i = 0; i < 10; i++) {
        float vector[DIMENSION];
        cg_vector_hit got[10], expected[10];
        size_t count;
        random_row(&state, DIMENSION, CG_VECTOR_FLOAT, 64, vector);
        const cg_vector_query query = {.vectors = vector, .count = 1, .k = 10, .exact = true};
        assert_int_equal(cg_vector_search(set, &query, got, &count, &err), CG_OK);
        size_t all = model_search(m, CG_VECTOR_COSINE, vector, 10, NULL, expected);
        sum += recall(got, count, expected, all);
    }
    assert_true(sum / 10 > 0.9); /* eight components of half precision: many are as near */
}

static void builds_behind_everybodys_back(void **unused)
{
    (void)unused;
    cg_err err = {0};
    cg_vector_stats stats;
    float wanted[DIMENSION];
    model m;
    fill(&m, wanted);
    CG_AUTO(cg_vector_builder) builder = cg_vector_builder_create();
    party p = {.wanted = wanted};
    const cg_vector_options opts = {.dimension = DIMENSION,
                                    .element = CG_VECTOR_INT8,
                                    .exact_rows = 500,
                                    .head_rows = 500,
                                    .builder = builder,
                                    .source = {model_scan, &m}};
    assert_int_equal(cg_vector_open(&opts, &p.set, &err), CG_OK);
    cg_thread *readers[2];
    for (size_t i = 0; i < CG_ARRAY_LEN(readers); i++)
        readers[i] = cg_thread_start("reader", search_always, &p);
    change_until_built(&p, &m, 1);
    cg_vector_stats_get(p.set, &stats);
    assert_int_equal(stats.rows, m.rows.len);
    assert_int_equal(stats.segment_count, 1);
    assert_int_equal(stats.segments[0].type, CG_VECTOR_HNSW);
    assert_like_model(p.set, &m);
    const cg_vector_params flat = {.type = CG_VECTOR_FLAT};
    assert_int_equal(cg_vector_rebuild(p.set, &flat, NULL, NULL, &err), CG_OK);
    assert_like_model(p.set, &m);
    atomic_store(&p.stop, true);
    for (size_t i = 0; i < CG_ARRAY_LEN(readers); i++)
        cg_thread_join(readers[i]);
    assert_int_equal(atomic_load(&p.faults), 0);
    assert_true(atomic_load(&p.searches) > 0);
    cg_vector_stats_get(p.set, &stats);
    assert_int_equal(stats.rows, m.rows.len);
    assert_int_equal(stats.segments[0].type, CG_VECTOR_FLAT);
    cg_vector_close(p.set);
    model_fini(&m);
}

static void closing_ends_a_build(void **unused)
{
    (void)unused;
    cg_err err = {0};
    float wanted[DIMENSION];
    model m;
    fill(&m, wanted);
    CG_AUTO(cg_vector_builder) builder = cg_vector_builder_create();
    for (int i = 0; i < 3; i++) {
        cg_vector_set *set;
        const cg_vector_options opts = {.dimension = DIMENSION,
                                        .element = CG_VECTOR_INT8,
                                        .exact_rows = 500,
                                        .head_rows = 500,
                                        .builder = builder,
                                        .source = {model_scan, &m}};
        assert_int_equal(cg_vector_open(&opts, &set, &err), CG_OK);
        cg_vector_close(set);
    }
    model_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_behind_everybodys_back),
        cmocka_unit_test(closing_ends_a_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
