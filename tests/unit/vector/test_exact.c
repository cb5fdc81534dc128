// SPDX-License-Identifier: Apache-2.0
// vector: the exact head against a plain model.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/vector.h"
#include "model.h"

#include <math.h>

#define K 10

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

static cg_vector_set *open_set(uint32_t dimension, cg_vector_element element,
                               cg_vector_metric metric, model *source)
{
    cg_err err = {0};
    cg_vector_set *set = NULL;
    const cg_vector_options opts = {.dimension = dimension,
                                    .element = element,
                                    .params.metric = metric,
                                    .model = CG_STR("test"),
                                    .source = {source ? model_scan : NULL, source}};
    must(cg_vector_open(&opts, &set, &err), &err);
    return set;
}

/* What a search says of its hits is what is said of their labels; of others, nothing. */
static void assert_scores(cg_vector_set *set, const float *vector, const cg_vector_hit *hits,
                          size_t count)
{
    cg_err err = {0};
    cg_vector_label labels[K + 1] = {UINT64_MAX - 1};
    float scores[K + 1];
    for (size_t i = 0; i < count; i++)
        labels[1 + i] = hits[i].label;
    must(cg_vector_scores(set, vector, labels, count + 1, scores, &err), &err);
    assert_true(isnan(scores[0]));
    for (size_t i = 0; i < count; i++)
        assert_true(fabsf(scores[1 + i] - hits[i].score) <= 1e-4f * fmaxf(1, fabsf(hits[i].score)));
}

static void assert_same(cg_vector_set *set, const model *m, cg_vector_metric metric,
                        const float *vector, const cg_vector_filter *filter)
{
    cg_err err = {0};
    cg_vector_hit got[K], expected[K];
    size_t count = 0;
    const cg_vector_query query = {.vectors = vector, .count = 1, .k = K, .filter = filter};
    must(cg_vector_search(set, &query, got, &count, &err), &err);
    assert_int_equal(count, model_search(m, metric, vector, K, filter, expected));
    assert_scores(set, vector, got, count);
    for (size_t i = 0; i < count; i++) {
        float bound = 1e-5f * fmaxf(1, fabsf(expected[i].score));
        assert_true(fabsf(got[i].score - expected[i].score) <= bound);
        if (got[i].label != expected[i].label) /* only what is as near, but for rounding */
            assert_true(fabsf(got[i].score - expected[i].score) <= bound);
        assert_true(i == 0 || got[i].score <= got[i - 1].score);
    }
}

/* A random life, held against the model at each step. */
static void lives_like(uint32_t dimension, cg_vector_element element, cg_vector_metric metric)
{
    uint64_t state = 42 + dimension;
    cg_err err = {0};
    model m = {.dimension = dimension, .element = element};
    CG_AUTO(cg_vector_set) set = open_set(dimension, element, metric, NULL);
    unsigned char *rows = cg_alloc_array(64, model_row_bytes(&m));
    float *query = cg_alloc_array(dimension, sizeof *query);
    for (int step = 0; step < 300; step++) {
        cg_vector_label labels[64];
        size_t count = next_random(&state) % 64;
        for (size_t i = 0; i < count; i++) {
            labels[i] = next_random(&state) % 2000;
            random_row(&state, dimension, element, 16, rows + i * model_row_bytes(&m));
        }
        if (next_random(&state) % 3 == 0) {
            cg_vector_remove(set, labels, count);
            for (size_t i = 0; i < count; i++)
                model_drop(&m, labels[i]);
        } else {
            must(cg_vector_add(set, labels, rows, count, &err), &err);
            for (size_t i = 0; i < count; i++)
                model_put(&m, labels[i], rows + i * model_row_bytes(&m));
        }
        random_row(&state, dimension, CG_VECTOR_FLOAT, 16, query);
        assert_same(set, &m, metric, query, NULL);
    }
    cg_vector_stats stats;
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.rows, m.rows.len);
    assert_int_equal(stats.head_rows, m.rows.len);
    cg_free(query);
    cg_free(rows);
    model_fini(&m);
}

static void agrees_with_the_model(void **unused)
{
    (void)unused;
    lives_like(64, CG_VECTOR_INT8, CG_VECTOR_COSINE);
    lives_like(7, CG_VECTOR_INT8, CG_VECTOR_L2);
    lives_like(256, CG_VECTOR_INT8, CG_VECTOR_INNER_PRODUCT);
    lives_like(1, CG_VECTOR_FLOAT, CG_VECTOR_L2);
    lives_like(50, CG_VECTOR_FLOAT, CG_VECTOR_COSINE);
    lives_like(130, CG_VECTOR_FLOAT, CG_VECTOR_INNER_PRODUCT);
}

static void opens_with_what_the_source_gives(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    model m = {.dimension = 32, .element = CG_VECTOR_INT8};
    int8_t row[32];
    float query[32];
    for (unsigned i = 0; i < 3000; i++) {
        random_row(&state, 32, CG_VECTOR_INT8, 8, row);
        model_put(&m, i * 3, row);
    }
    CG_AUTO(cg_vector_set) set = open_set(32, CG_VECTOR_INT8, CG_VECTOR_COSINE, &m);
    random_row(&state, 32, CG_VECTOR_FLOAT, 8, query);
    assert_same(set, &m, CG_VECTOR_COSINE, query, NULL);
    model_fini(&m);
}

static bool is_multiple(void *arg, cg_vector_label label)
{
    return label % *(const unsigned *)arg == 0;
}

static void filters(void **unused)
{
    (void)unused;
    uint64_t state = 6;
    model m = {.dimension = 16, .element = CG_VECTOR_FLOAT};
    float row[16];
    for (unsigned i = 0; i < 3000; i++) {
        random_row(&state, 16, CG_VECTOR_FLOAT, 8, row);
        model_put(&m, i, row);
    }
    CG_AUTO(cg_vector_set) set = open_set(16, CG_VECTOR_FLOAT, CG_VECTOR_L2, &m);
    for (unsigned divisor = 1; divisor <= 10000; divisor *= 10) {
        const cg_vector_filter filter = {is_multiple, &divisor, 0};
        random_row(&state, 16, CG_VECTOR_FLOAT, 8, row);
        assert_same(set, &m, CG_VECTOR_L2, row, &filter);
    }
    model_fini(&m);
}

static void cuts_at_the_threshold_and_takes_batches(void **unused)
{
    (void)unused;
    cg_err err = {0};
    const cg_vector_label labels[] = {9, 4, 7};
    const float rows[] = {1, 0, 0, 1, 1, 1};
    const float queries[] = {1, 0, 0, 2};
    cg_vector_hit hits[2 * 3];
    size_t counts[2];
    CG_AUTO(cg_vector_set) set = open_set(2, CG_VECTOR_FLOAT, CG_VECTOR_COSINE, NULL);
    must(cg_vector_add(set, labels, rows, 3, &err), &err);
    cg_vector_query query = {
        .vectors = queries, .count = 2, .k = 3, .has_threshold = true, .threshold = 0.5f};
    must(cg_vector_search(set, &query, hits, counts, &err), &err);
    assert_int_equal(counts[0], 2);
    assert_int_equal(hits[0].label, 9);
    assert_int_equal(hits[1].label, 7);
    assert_int_equal(counts[1], 2);
    assert_int_equal(hits[3].label, 4);
    assert_int_equal(hits[4].label, 7);
    query.has_threshold = false;
    must(cg_vector_search(set, &query, hits, counts, &err), &err);
    assert_int_equal(counts[0], 3);
    assert_float_equal(hits[2].score, 0, 1e-6);
    query.deadline_ns = 1;
    assert_int_equal(cg_vector_search(set, &query, hits, counts, &err), CG_E_DEADLINE);
}

static void equal_scores_go_by_label(void **unused)
{
    (void)unused;
    cg_err err = {0};
    const cg_vector_label labels[] = {5, 3, 8, 1};
    const float rows[] = {1, 1, 1, 1, 1, 1, 1, 1};
    cg_vector_hit hits[3];
    size_t count;
    CG_AUTO(cg_vector_set) set = open_set(2, CG_VECTOR_FLOAT, CG_VECTOR_INNER_PRODUCT, NULL);
    must(cg_vector_add(set, labels, rows, 4, &err), &err);
    const cg_vector_query query = {.vectors = rows, .count = 1, .k = 3};
    must(cg_vector_search(set, &query, hits, &count, &err), &err);
    assert_int_equal(count, 3);
    assert_int_equal(hits[0].label, 1);
    assert_int_equal(hits[1].label, 3);
    assert_int_equal(hits[2].label, 5);
}

static void refuse_add(cg_vector_set *set, const float *row, const char *text)
{
    cg_err err = {0};
    const cg_vector_label labels[] = {1, 2};
    const float rows[] = {1, 1, row[0], row[1]};
    cg_vector_stats stats;
    assert_int_equal(cg_vector_add(set, labels, rows, 2, &err), CG_E_INVALID);
    assert_string_equal(err.text, text);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.rows, 0);
}

static void refuses_what_it_cannot_hold(void **unused)
{
    (void)unused;
    CG_AUTO(cg_vector_set) set = open_set(2, CG_VECTOR_FLOAT, CG_VECTOR_COSINE, NULL);
    refuse_add(set, (float[]){0, NAN}, "vector 1: component 1 is not a finite number");
    refuse_add(set, (float[]){-INFINITY, 0}, "vector 1: component 0 is not a finite number");
    refuse_add(set, (float[]){0, -0.0f}, "vector 1 is zero, so it has no direction");
    refuse_add(set, (float[]){3e38f, 3e38f}, "vector 1 is longer than 1e18");
    cg_err err = {0};
    assert_int_equal(cg_vector_check_dimension(set, 3, &err), CG_E_INVALID);
    assert_string_equal(err.text, "the vector has 3 components, but those here have 2");
    assert_int_equal(cg_vector_add(set, &(cg_vector_label){UINT64_MAX}, (float[]){1, 1}, 1, &err),
                     CG_E_INVALID);
}

static void refuse_query(cg_vector_set *set, cg_vector_query query, const char *pointer)
{
    cg_err err = {0};
    cg_vector_hit hit;
    size_t count;
    assert_int_equal(cg_vector_search(set, &query, &hit, &count, &err), CG_E_INVALID);
    assert_string_equal(err.pointer, pointer);
}

static void refuses_queries_that_mean_nothing(void **unused)
{
    (void)unused;
    const float good[] = {1, 1}, zero[] = {0, 0}, bad[] = {NAN, 1};
    CG_AUTO(cg_vector_set) set = open_set(2, CG_VECTOR_FLOAT, CG_VECTOR_COSINE, NULL);
    refuse_query(set, (cg_vector_query){.vectors = good, .count = 1, .k = 0}, "k");
    refuse_query(set, (cg_vector_query){.vectors = good, .count = 1, .k = 1000000000}, "k");
    refuse_query(set, (cg_vector_query){.vectors = good, .count = 0, .k = 1}, "queries");
    refuse_query(set, (cg_vector_query){.vectors = good, .count = 5000, .k = 1}, "queries");
    refuse_query(set, (cg_vector_query){.vectors = zero, .count = 1, .k = 1}, "vector");
    refuse_query(set, (cg_vector_query){.vectors = bad, .count = 1, .k = 1}, "vector");
    refuse_query(set, (cg_vector_query){.vectors = good, .count = 1, .k = 1, .effort = 5000},
                 "effort");
    refuse_query(set,
                 (cg_vector_query){
                     .vectors = good, .count = 1, .k = 1, .has_threshold = true, .threshold = NAN},
                 "threshold");
}

static void holds_no_more_than_its_limit(void **unused)
{
    (void)unused;
    cg_err err = {0};
    cg_vector_set *opened = NULL;
    const cg_vector_options opts = {
        .dimension = 1, .element = CG_VECTOR_FLOAT, .rows_max = 2, .params.metric = CG_VECTOR_L2};
    must(cg_vector_open(&opts, &opened, &err), &err);
    CG_AUTO(cg_vector_set) set = opened;
    const cg_vector_label labels[] = {1, 2, 3};
    const float rows[] = {1, 2, 3};
    assert_int_equal(cg_vector_add(set, labels, rows, 3, &err), CG_E_LIMIT);
    must(cg_vector_add(set, labels, rows, 2, &err), &err);
    assert_int_equal(cg_vector_add(set, labels + 2, rows, 1, &err), CG_E_LIMIT);
    cg_vector_remove(set, labels, 1);
    must(cg_vector_add(set, labels + 2, rows, 1, &err), &err);
}

static void changes_the_metric(void **unused)
{
    (void)unused;
    uint64_t state = 11;
    cg_err err = {0};
    model m = {.dimension = 24, .element = CG_VECTOR_FLOAT};
    float row[24];
    for (unsigned i = 0; i < 1000; i++) {
        random_row(&state, 24, CG_VECTOR_FLOAT, 8, row);
        model_put(&m, i, row);
    }
    CG_AUTO(cg_vector_set) set = open_set(24, CG_VECTOR_FLOAT, CG_VECTOR_COSINE, &m);
    for (int metric = 0; metric < CG_VECTOR_METRIC_COUNT; metric++) {
        const cg_vector_params params = {.metric = (cg_vector_metric)metric};
        must(cg_vector_rebuild(set, &params, NULL, NULL, &err), &err);
        assert_same(set, &m, (cg_vector_metric)metric, row, NULL);
    }
    model_fini(&m);
}

static void reads_and_checks_parameters(void **unused)
{
    (void)unused;
    cg_err err = {0};
    cg_vector_metric metric;
    cg_vector_type type;
    cg_vector_codes codes;
    assert_true(cg_vector_metric_parse(CG_STR("ip"), &metric));
    assert_string_equal(cg_vector_metric_text(metric), "ip");
    assert_true(cg_vector_type_parse(CG_STR("hnsw"), &type));
    assert_string_equal(cg_vector_type_text(type), "hnsw");
    assert_true(cg_vector_codes_parse(CG_STR("pq4"), &codes));
    assert_string_equal(cg_vector_codes_text(codes), "pq4");
    assert_false(cg_vector_type_parse(CG_STR("HNSW"), &type));
    assert_int_equal(cg_vector_params_check(&(cg_vector_params){.m = 3}, &err), CG_E_INVALID);
    assert_string_equal(err.pointer, "m");
    assert_int_equal(cg_vector_params_check(&(cg_vector_params){.nlist = 10, .nprobe = 11}, &err),
                     CG_E_INVALID);
    assert_string_equal(err.pointer, "nprobe");
    assert_int_equal(cg_vector_params_check(
                         &(cg_vector_params){.type = CG_VECTOR_HNSW, .codes = CG_VECTOR_PQ4}, &err),
                     CG_E_INVALID);
    assert_string_equal(err.pointer, "codes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_model),
        cmocka_unit_test(opens_with_what_the_source_gives),
        cmocka_unit_test(filters),
        cmocka_unit_test(cuts_at_the_threshold_and_takes_batches),
        cmocka_unit_test(equal_scores_go_by_label),
        cmocka_unit_test(refuses_what_it_cannot_hold),
        cmocka_unit_test(refuses_queries_that_mean_nothing),
        cmocka_unit_test(holds_no_more_than_its_limit),
        cmocka_unit_test(changes_the_metric),
        cmocka_unit_test(reads_and_checks_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
