// SPDX-License-Identifier: Apache-2.0
// vector: making one segment: training, adding in rounds, choosing an effort by what it finds.
#include "vector_int.h"

#include <math.h>
#include <time.h>

#include <faiss/c_api/index_factory_c.h>

#define ROUND_ROWS 16384   /* what is added at a time, between two looks whether to go on */
#define POINTS_PER_LIST 16 /* to train with */
#define POINTS_MIN 10000
#define SAMPLES 50           /* rows whose neighbours are looked for … */
#define NEIGHBOURS 10        /* … so many of each … */
#define RECALL_ENOUGH 0.975f /* … of which so many must be found … */
#define RECALL_GAIN 0.003f   /* … while half as much effort again finds so many more */

cg_code build_watch_tell(const build_watch *w, uint64_t done, cg_err *err)
{
    if (atomic_load_explicit(&w->set->closing, memory_order_relaxed))
        return CG_FAIL(err, CG_E_CANCELED, "the vectors are being closed");
    if (w->progress != NULL && !w->progress(w->progress_arg, done, w->total))
        return CG_FAIL(err, CG_E_CANCELED, "the rebuild was canceled");
    return CG_OK;
}

/* A row as FAISS gets it: floats, by cosine of length 1. */
static void to_floats(const cg_vector_set *set, cg_vector_metric metric, const void *row,
                      float *out_floats)
{
    size_t n = set->opts.dimension;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        out_floats[i] = set->opts.element == CG_VECTOR_INT8 ? (float)((const int8_t *)row)[i] / 127
                                                            : ((const float *)row)[i];
        sum += (double)out_floats[i] * out_floats[i];
    }
    float scale = metric == CG_VECTOR_COSINE && sum > 0 ? (float)(1 / sqrt(sum)) : 1;
    for (size_t i = 0; i < n; i++)
        out_floats[i] *= scale;
}

static const unsigned char *row_at(const cg_vector_set *set, const harvest *h, size_t rank)
{
    return h->rows + rank * set->row_bytes;
}

/* Every n-th row, as many as training needs. */
static cg_code train(const cg_vector_set *set, const cg_vector_params *params, const harvest *h,
                     FaissIndex *index, cg_err *err)
{
    if (faiss_Index_is_trained(index))
        return CG_OK;
    size_t lists = params->type == CG_VECTOR_IVF ? params->nlist : 1;
    size_t points = CG_MIN(CG_MAX(lists * POINTS_PER_LIST, (size_t)POINTS_MIN), h->count);
    float *floats = cg_try_alloc(points * set->opts.dimension * sizeof *floats);
    if (floats == NULL)
        return CG_FAIL(err, CG_E_NOMEM, "no memory to train an index of vectors");
    for (size_t i = 0; i < points; i++)
        to_floats(set, params->metric, row_at(set, h, i * h->count / points),
                  floats + i * set->opts.dimension);
    cg_code rc = cg_vector_faiss_check(faiss_Index_train(index, (idx_t)points, floats), err);
    cg_free(floats);
    return rc;
}

/* There is room for all rows by now, which are about to be written. */
static cg_code enlarge_pages(const cg_vector_params *params, size_t rows, const FaissIndex *index,
                             cg_err *err)
{
    cg_faiss_codes codes;
    cg_faiss_graph graph;
    if (params->type != CG_VECTOR_HNSW)
        return CG_OK;
    cg_code rc = cg_vector_faiss_check(cg_faiss_get_codes(index, &codes), err);
    if (rc == CG_OK)
        rc = cg_vector_faiss_check(cg_faiss_get_graph(index, &graph), err);
    if (rc != CG_OK)
        return rc;
    pages_enlarge(codes.rows, rows * codes.row_bytes);
    pages_enlarge(graph.links, rows * 2 * params->m * sizeof *graph.links);
    return CG_OK;
}

static cg_code add_rounds(const cg_vector_set *set, const cg_vector_params *params,
                          const harvest *h, uint32_t strides, const build_watch *watch,
                          FaissIndex *index, cg_err *err)
{
    size_t n = set->opts.dimension, done = 0;
    float *floats = cg_try_alloc((h->count / strides + 1) * n * sizeof *floats);
    if (floats == NULL)
        return CG_FAIL(err, CG_E_NOMEM, "no memory to build an index of vectors");
    cg_code rc = CG_OK;
    for (uint32_t round = 0; rc == CG_OK && round < strides; round++) {
        size_t rows = 0;
        for (size_t rank = round; rank < h->count; rank += strides)
            to_floats(set, params->metric, row_at(set, h, rank), floats + rows++ * n);
        rc = cg_vector_faiss_check(faiss_Index_add(index, (idx_t)rows, floats), err);
        done += rows;
        if (rc == CG_OK)
            rc = build_watch_tell(watch, done, err);
    }
    cg_free(floats);
    return rc;
}

static cg_code make_index(const cg_vector_set *set, const cg_vector_params *params,
                          const harvest *h, uint32_t strides, const build_watch *watch,
                          FaissIndex **out_index, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) spec = {0};
    for (size_t i = 0; i < cg_vector_indexes_count; i++)
        if (cg_vector_indexes[i]->type == params->type)
            cg_vector_indexes[i]->describe(params, set->opts.dimension, &spec);
    cg_buf_add_char(&spec, '\0');
    FaissIndex *index = NULL;
    FaissMetricType metric = params->metric == CG_VECTOR_L2 ? METRIC_L2 : METRIC_INNER_PRODUCT;
    cg_code rc = cg_vector_faiss_check(
        faiss_index_factory(&index, (int)set->opts.dimension, spec.ptr, metric), err);
    if (rc != CG_OK)
        return rc;
    rc =
        cg_vector_faiss_check(cg_faiss_prepare(index, h->count, (int)params->ef_construction), err);
    if (rc == CG_OK)
        rc = train(set, params, h, index, err);
    if (rc == CG_OK)
        rc = enlarge_pages(params, h->count, index, err);
    if (rc == CG_OK)
        rc = add_rounds(set, params, h, strides, watch, index, err);
    if (rc == CG_OK)
        *out_index = index;
    else
        faiss_Index_free(index);
    return rc;
}

/* ---- what it finds ---- */

static size_t overlap(const cg_vector_found *a, size_t a_count, const cg_vector_found *b,
                      size_t b_count)
{
    size_t found = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            found += a[i].row == b[j].row;
    return found;
}

typedef struct sample {
    float *query;
    cg_vector_found near[NEIGHBOURS];
    size_t count;
} sample;

static cg_code measure(segment *s, const sample *samples, cg_err *err)
{
    size_t found = 0, all = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        cg_vector_found got[NEIGHBOURS];
        size_t count = 0;
        const cg_vector_ask ask = {
            .query = samples[i].query, .k = NEIGHBOURS, .effort = s->effort, .passing = s->rows};
        cg_code rc = s->kind->search(&s->built, &ask, got, &count, err);
        if (rc != CG_OK)
            return rc;
        found += overlap(got, count, samples[i].near, samples[i].count);
        all += samples[i].count;
    }
    s->recall = (float)found / (float)all;
    s->recall_samples = SAMPLES;
    return CG_OK;
}

/* Raises the effort until enough is found or more effort finds no more, unless the parameters set it. */
static cg_code choose_effort(segment *s, const sample *samples, cg_err *err)
{
    uint32_t max = s->kind->effort_max(&s->built);
    bool open = s->kind->type == CG_VECTOR_HNSW ? s->built.params.ef_search == 0
                                                : s->built.params.nprobe == 0;
    cg_code rc = measure(s, samples, err);
    while (rc == CG_OK && open && s->recall < RECALL_ENOUGH && s->effort < max) {
        uint32_t effort = s->effort;
        float before = s->recall;
        s->effort = CG_MIN(effort + effort / 2 + 1, max);
        rc = measure(s, samples, err);
        if (rc != CG_OK || s->recall >= before + RECALL_GAIN)
            continue;
        s->effort = effort;
        s->recall = before;
        break;
    }
    return rc;
}

static cg_code check_itself(const cg_vector_set *set, segment *s, const harvest *h, cg_err *err)
{
    sample samples[SAMPLES];
    cg_vector_ask asks[SAMPLES];
    cg_vector_found *near[SAMPLES];
    size_t n = set->opts.dimension, counts[SAMPLES];
    float *floats = cg_alloc_array(SAMPLES * n, sizeof *floats);
    for (size_t i = 0; i < SAMPLES; i++) {
        samples[i].query = floats + i * n;
        near[i] = samples[i].near;
        to_floats(set, s->built.params.metric, row_at(set, h, i * h->count / SAMPLES),
                  samples[i].query);
        asks[i] = (cg_vector_ask){
            .query = samples[i].query, .k = NEIGHBOURS, .effort = s->effort, .passing = s->rows};
    }
    cg_code rc = cg_vector_compare_all(&s->built, asks, SAMPLES, near, counts, err);
    for (size_t i = 0; rc == CG_OK && i < SAMPLES; i++)
        samples[i].count = counts[i];
    if (rc == CG_OK)
        rc = choose_effort(s, samples, err);
    cg_free(floats);
    return rc;
}

static uint64_t thread_cpu_ns(void)
{
    struct timespec ts;
    return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts) == 0
               ? (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec
               : 0;
}

cg_code build_segment(const cg_vector_set *set, const cg_vector_params *params, harvest *h,
                      const build_watch *watch, segment **out_segment, cg_err *err)
{
    cg_faiss_one_thread();
    uint64_t began = thread_cpu_ns();
    cg_vector_params resolved = params_resolve(set, params, h->count);
    uint32_t rows = (uint32_t)h->count, strides = (rows + ROUND_ROWS - 1) / ROUND_ROWS;
    FaissIndex *index = NULL;
    segment *s = NULL;
    cg_code rc = make_index(set, &resolved, h, strides, watch, &index, err);
    if (rc != CG_OK)
        return rc;
    cg_vector_label *labels = h->labels;
    h->labels = NULL;
    rc = segment_create(index, &resolved, labels, rows, strides, &s, err);
    if (rc == CG_OK && resolved.type != CG_VECTOR_FLAT)
        rc = check_itself(set, s, h, err);
    if (rc != CG_OK) {
        segment_unref(s);
        return rc;
    }
    s->build_cpu_ns = thread_cpu_ns() - began;
    *out_segment = s;
    return CG_OK;
}
