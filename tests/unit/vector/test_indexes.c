// SPDX-License-Identifier: Apache-2.0
// vector: one contract for every kind of segment.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/vector.h"
#include "model.h"

#include <math.h>

#define DIMENSION 48
#define ROWS 2400
#define QUERIES 20
#define K 10

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

static void fill(model *m, cg_vector_element element, uint64_t *state)
{
    float row[DIMENSION];
    *m = (model){.dimension = DIMENSION, .element = element};
    for (unsigned i = 0; i < ROWS; i++) {
        random_row(state, DIMENSION, element, 64, row);
        model_put(m, (uint64_t)i * 7 + 1, row);
    }
}

static cg_vector_set *open_set(model *m, cg_vector_metric metric)
{
    cg_err err = {0};
    cg_vector_set *set = NULL;
    const cg_vector_options opts = {.dimension = DIMENSION,
                                    .element = m->element,
                                    .params.metric = metric,
                                    .source = {model_scan, m}};
    must(cg_vector_open(&opts, &set, &err), &err);
    return set;
}

/* IVF without PQ4 codes. */
static bool is_of_lists(const cg_vector_segment_stats *segment)
{
    return segment->type == CG_VECTOR_IVF && segment->codes != CG_VECTOR_PQ4;
}

/* What a search says of its hits is what is said of their labels; of others, nothing,
 * nor where only lists have the codes. */
static void assert_scores(cg_vector_set *set, bool lists, const float *vector,
                          const cg_vector_hit *hits, size_t count)
{
    cg_err err = {0};
    cg_vector_label labels[K + 1] = {UINT64_MAX - 1};
    float scores[K + 1];
    for (size_t i = 0; i < count; i++)
        labels[1 + i] = hits[i].label;
    must(cg_vector_scores(set, vector, labels, count + 1, scores, &err), &err);
    assert_true(isnan(scores[0]));
    for (size_t i = 0; i < count; i++)
        assert_true((lists && isnan(scores[1 + i])) ||
                    fabsf(scores[1 + i] - hits[i].score) <= 1e-4f * fmaxf(1, fabsf(hits[i].score)));
}

static double recall_of(cg_vector_set *set, const model *m, cg_vector_metric metric,
                        const cg_vector_filter *filter, bool exact)
{
    uint64_t state = 77;
    double sum = 0;
    for (int i = 0; i < QUERIES; i++) {
        cg_err err = {0};
        cg_vector_hit got[K], expected[K];
        float vector[DIMENSION];
        size_t count;
        cg_vector_stats stats;
        random_row(&state, DIMENSION, CG_VECTOR_FLOAT, 64, vector);
        for (int j = 0; m->element == CG_VECTOR_INT8 && j < DIMENSION; j++)
            vector[j] *= 40.0f / 127;
        const cg_vector_query query = {
            .vectors = vector, .count = 1, .k = K, .filter = filter, .exact = exact};
        must(cg_vector_search(set, &query, got, &count, &err), &err);
        cg_vector_stats_get(set, &stats);
        bool lists = stats.segment_count > 0 && is_of_lists(&stats.segments[0]);
        assert_scores(set, lists, vector, got, count);
        size_t expected_count = model_search(m, metric, vector, K, filter, expected);
        assert_int_equal(count, expected_count);
        for (size_t j = 1; j < count; j++)
            assert_true(got[j].score <= got[j - 1].score && got[j].label != got[j - 1].label);
        sum += recall(got, count, expected, expected_count);
    }
    return sum / QUERIES;
}

static bool is_multiple(void *arg, cg_vector_label label)
{
    return label % *(const unsigned *)arg == 0;
}

static void assert_recall(double got, double least, const char *what, const cg_vector_params *p)
{
    if (got < least)
        fail_msg("%s of %s, %s, %s: %.3f < %.3f", what, cg_vector_type_text(p->type),
                 cg_vector_codes_text(p->codes), cg_vector_metric_text(p->metric), got, least);
}

static void check_kind(cg_vector_element element, cg_vector_params params)
{
    uint64_t state = 12;
    cg_err err = {0};
    cg_vector_stats stats;
    model m;
    fill(&m, element, &state);
    CG_AUTO(cg_vector_set) set = open_set(&m, params.metric);
    must(cg_vector_rebuild(set, &params, NULL, NULL, &err), &err);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.segment_count, 1);
    assert_int_equal(stats.segments[0].type, params.type);
    assert_int_equal(stats.segments[0].rows, ROWS);
    assert_int_equal(stats.head_rows, 0);
    assert_true(params.type == CG_VECTOR_FLAT || stats.segments[0].recall_samples > 0);
    bool coarse = params.codes == CG_VECTOR_SQ8 || params.codes == CG_VECTOR_PQ4;
    assert_recall(recall_of(set, &m, params.metric, NULL, false), 0.93, "recall", &params);
    assert_recall(recall_of(set, &m, params.metric, NULL, true), coarse ? 0.95 : 0.98,
                  "exact recall", &params);
    for (unsigned divisor = 2; divisor <= 2000; divisor *= 10) {
        const cg_vector_filter filter = {is_multiple, &divisor, divisor};
        assert_recall(recall_of(set, &m, params.metric, &filter, false), 0.93, "filtered recall",
                      &params);
    }
    /* Half of it replaced or removed: what is left is found, and nothing else. */
    for (unsigned i = 0; i < ROWS; i += 2) {
        cg_vector_label label = (uint64_t)i * 7 + 1;
        float row[DIMENSION];
        if (i % 4 == 0) {
            cg_vector_remove(set, &label, 1);
            model_drop(&m, label);
        } else {
            random_row(&state, DIMENSION, element, 64, row);
            must(cg_vector_add(set, &label, row, 1, &err), &err);
            model_put(&m, label, row);
        }
    }
    assert_recall(recall_of(set, &m, params.metric, NULL, false), 0.93, "recall after changes",
                  &params);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.rows, m.rows.len);
    assert_int_equal(stats.segments[0].dead, ROWS / 2);
    must(cg_vector_rebuild(set, &params, NULL, NULL, &err), &err);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.rows, m.rows.len);
    assert_int_equal(stats.segments[0].rows, m.rows.len);
    assert_int_equal(stats.segments[0].dead, 0);
    assert_recall(recall_of(set, &m, params.metric, NULL, false), 0.93, "recall after a rebuild",
                  &params);
    model_fini(&m);
}

static const cg_vector_metric all_metrics[] = {CG_VECTOR_COSINE, CG_VECTOR_L2,
                                               CG_VECTOR_INNER_PRODUCT};

static void flat(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < CG_ARRAY_LEN(all_metrics); i++)
        for (unsigned codes = CG_VECTOR_F32; codes <= CG_VECTOR_SQ8; codes++)
            check_kind(CG_VECTOR_INT8, (cg_vector_params){.metric = all_metrics[i],
                                                          .type = CG_VECTOR_FLAT,
                                                          .codes = (cg_vector_codes)codes});
}

static void hnsw(void **unused)
{
    (void)unused;
    for (unsigned i = 0; i < 2; i++) /* graphs of plain products find little in any library */
        for (unsigned codes = CG_VECTOR_F32; codes <= CG_VECTOR_SQ8; codes++)
            check_kind(CG_VECTOR_FLOAT, (cg_vector_params){.metric = all_metrics[i],
                                                           .type = CG_VECTOR_HNSW,
                                                           .codes = (cg_vector_codes)codes});
}

static void ivf(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < CG_ARRAY_LEN(all_metrics); i++)
        for (unsigned codes = CG_VECTOR_F32; codes <= CG_VECTOR_PQ4; codes++)
            check_kind(CG_VECTOR_INT8, (cg_vector_params){.metric = all_metrics[i],
                                                          .type = CG_VECTOR_IVF,
                                                          .codes = (cg_vector_codes)codes,
                                                          .nlist = 32});
}

static bool stop_half_way(void *arg, uint64_t done, uint64_t total)
{
    *(bool *)arg = true;
    return done < total / 2;
}

static void a_rebuild_can_be_canceled(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    cg_err err = {0};
    cg_vector_stats stats;
    bool told = false;
    model m;
    fill(&m, CG_VECTOR_INT8, &state);
    CG_AUTO(cg_vector_set) set = open_set(&m, CG_VECTOR_COSINE);
    const cg_vector_params params = {.type = CG_VECTOR_HNSW};
    assert_int_equal(cg_vector_rebuild(set, &params, stop_half_way, &told, &err), CG_E_CANCELED);
    assert_true(told);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.segment_count, 0);
    assert_int_equal(stats.head_rows, ROWS);
    assert_int_equal(stats.params.type, CG_VECTOR_AUTO);
    assert_recall(recall_of(set, &m, CG_VECTOR_COSINE, NULL, false), 0.999, "recall", &params);
    model_fini(&m);
}

static void a_threshold_bounds_what_an_index_finds(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    cg_err err = {0};
    model m;
    fill(&m, CG_VECTOR_FLOAT, &state);
    CG_AUTO(cg_vector_set) set = open_set(&m, CG_VECTOR_COSINE);
    const cg_vector_params params = {.type = CG_VECTOR_HNSW};
    must(cg_vector_rebuild(set, &params, NULL, NULL, &err), &err);
    cg_vector_hit *expected = cg_alloc_array(ROWS, sizeof *expected);
    cg_vector_hit *got = cg_alloc_array(ROWS, sizeof *got);
    float vector[DIMENSION];
    size_t count, above = 0;
    random_row(&state, DIMENSION, CG_VECTOR_FLOAT, 64, vector);
    size_t all = model_search(&m, CG_VECTOR_COSINE, vector, ROWS, NULL, expected);
    const cg_vector_query query = {
        .vectors = vector, .count = 1, .k = ROWS, .has_threshold = true, .threshold = 0.3f};
    while (above < all && expected[above].score >= 0.3f)
        above++;
    must(cg_vector_search(set, &query, got, &count, &err), &err);
    assert_true(above > 40 && count >= above * 97 / 100 && count <= above + above / 50 + 1);
    assert_true(recall(got, count, expected, above) > 0.97);
    cg_free(got);
    cg_free(expected);
    model_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat),
        cmocka_unit_test(hnsw),
        cmocka_unit_test(ivf),
        cmocka_unit_test(a_rebuild_can_be_canceled),
        cmocka_unit_test(a_threshold_bounds_what_an_index_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
