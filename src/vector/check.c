// SPDX-License-Identifier: Apache-2.0
// vector: what comes from outside, checked before anything is done with it.
#include "vector_int.h"

#include <float.h>
#include <math.h>

#define LENGTH_MAX 1e18f /* squares and their sums stay finite */

/* The length of a row of floats; NaN: a component is not finite, and `*out_bad` says which. */
static float length_of(const float *row, size_t n, size_t *out_bad)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)row[i] * row[i];
    if (isfinite(sum))
        return (float)sqrt(sum);
    for (*out_bad = 0; isfinite(row[*out_bad]); (*out_bad)++)
        ;
    return NAN;
}

static float length_of_int8(const int8_t *row, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += row[i] * row[i];
    return (float)(sqrt((double)sum) / 127);
}

static cg_code length_check(cg_vector_metric metric, float length, size_t at, size_t bad,
                            cg_err *err)
{
    if (isnan(length))
        return CG_FAIL(err, CG_E_INVALID, "vector %zu: component %zu is not a finite number", at,
                       bad);
    if (length > LENGTH_MAX)
        return CG_FAIL(err, CG_E_INVALID, "vector %zu is longer than 1e18", at);
    if (metric == CG_VECTOR_COSINE && length < FLT_MIN)
        return CG_FAIL(err, CG_E_INVALID, "vector %zu is zero, so it has no direction", at);
    return CG_OK;
}

cg_code rows_check(const cg_vector_set *set, cg_vector_metric metric, const void *rows,
                   size_t count, float *out_lengths, cg_err *err)
{
    size_t n = set->opts.dimension;
    for (size_t i = 0; i < count; i++) {
        size_t bad = 0;
        out_lengths[i] = set->opts.element == CG_VECTOR_INT8
                             ? length_of_int8((const int8_t *)rows + i * n, n)
                             : length_of((const float *)rows + i * n, n, &bad);
        cg_code rc = length_check(metric, out_lengths[i], i, bad, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code query_check(const cg_vector_set *set, cg_vector_metric metric, const cg_vector_query *query,
                    float *out_lengths, cg_err *err)
{
    size_t n = set->opts.dimension;
    if (query->k == 0 || query->k > set->opts.k_max) {
        (void)CG_FAIL(err, CG_E_INVALID, "k is %zu, but must be 1 to %" PRIu32, query->k,
                      set->opts.k_max);
        return cg_err_at(err, "k");
    }
    if (query->count == 0 || query->count > set->opts.queries_max) {
        (void)CG_FAIL(err, CG_E_INVALID,
                      "%zu queries were given, but one search takes 1 to %" PRIu32, query->count,
                      set->opts.queries_max);
        return cg_err_at(err, "queries");
    }
    if (query->has_threshold && isnan(query->threshold)) {
        (void)CG_FAIL(err, CG_E_INVALID, "the threshold is not a number");
        return cg_err_at(err, "threshold");
    }
    if (query->effort > CG_VECTOR_EFFORT_MAX) {
        (void)CG_FAIL(err, CG_E_INVALID, "the effort is %" PRIu32 ", but must be 1 to %u",
                      query->effort, CG_VECTOR_EFFORT_MAX);
        return cg_err_at(err, "effort");
    }
    for (size_t i = 0; i < query->count; i++) {
        size_t bad = 0;
        out_lengths[i] = length_of(query->vectors + i * n, n, &bad);
        if (length_check(metric, out_lengths[i], i, bad, err) != CG_OK)
            return cg_err_at(err, "vector");
    }
    return CG_OK;
}

cg_code cg_vector_check_dimension(const cg_vector_set *set, size_t components, cg_err *err)
{
    if (components == set->opts.dimension)
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "the vector has %zu components, but those here have %" PRIu32,
                  components, set->opts.dimension);
    return cg_err_at(err, "vector");
}
