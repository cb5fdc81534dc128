// SPDX-License-Identifier: Apache-2.0
// vector: many rows of few different vectors. In a graph equal rows link to each other alone; a walk gets beyond them all the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model.h"
#include "vector_int.h"

#define DIMENSION 48
#define DIFFERENT 64
#define COPIES 60
#define QUERIES 20
#define K 200

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

static void walks_go_on_beyond_equal_rows(void **state)
{
    (void)state;
    uint64_t seed = 7;
    cg_err err = {0};
    CG_AUTO(cg_vector_set) set = NULL;
    float rows[DIFFERENT][DIMENSION];
    model m = {.dimension = DIMENSION, .element = CG_VECTOR_FLOAT};
    for (size_t i = 0; i < DIFFERENT; i++)
        random_row(&seed, DIMENSION, CG_VECTOR_FLOAT, 64, rows[i]);
    for (size_t i = 0; i < (size_t)DIFFERENT * COPIES; i++)
        model_put(&m, i, rows[i % DIFFERENT]);
    const cg_vector_options opts = {
        .dimension = DIMENSION, .element = CG_VECTOR_FLOAT, .source = {model_scan, &m}};
    const cg_vector_params params = {.type = CG_VECTOR_HNSW};
    must(cg_vector_open(&opts, &set, &err), &err);
    must(cg_vector_rebuild(set, &params, NULL, NULL, &err), &err);
    view *v = set_view_take(set);
    const segment *s = v->segments[0];
    for (size_t i = 0; i < QUERIES; i++) {
        float query[DIMENSION];
        cg_vector_found found[K];
        size_t count = 0;
        random_row(&seed, DIMENSION, CG_VECTOR_FLOAT, 64, query);
        const cg_vector_ask ask = {.query = query, .k = K, .effort = 64, .passing = s->rows};
        must(s->kind->search(&s->built, &ask, found, &count, &err), &err);
        assert_int_equal(count, K); /* who finds fewer compares all rows */
    }
    view_unref(v);
    model_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(walks_go_on_beyond_equal_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
