// SPDX-License-Identifier: Apache-2.0
#include "model.h"

#include <math.h>
#include <stdlib.h>

void model_fini(model *m)
{
    for (size_t i = 0; i < m->rows.len; i++)
        cg_free(m->rows.ptr[i].data);
    CG_VEC_FINI(&m->rows);
}

size_t model_row_bytes(const model *m)
{
    return m->dimension * (m->element == CG_VECTOR_INT8 ? sizeof(int8_t) : sizeof(float));
}

/* The first row whose label is not below `label`. */
static size_t find(const model *m, cg_vector_label label)
{
    size_t low = 0, high = m->rows.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->rows.ptr[mid].label < label)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void model_put(model *m, cg_vector_label label, const void *row)
{
    size_t at = find(m, label), bytes = model_row_bytes(m);
    if (at == m->rows.len || m->rows.ptr[at].label != label) {
        CG_VEC_PUSH(&m->rows, (model_row){0});
        memmove(&m->rows.ptr[at + 1], &m->rows.ptr[at],
                (m->rows.len - 1 - at) * sizeof *m->rows.ptr);
        m->rows.ptr[at] = (model_row){label, cg_alloc(bytes)};
    }
    memcpy(m->rows.ptr[at].data, row, bytes);
}

void model_drop(model *m, cg_vector_label label)
{
    size_t at = find(m, label);
    if (at == m->rows.len || m->rows.ptr[at].label != label)
        return;
    cg_free(m->rows.ptr[at].data);
    m->rows.len--;
    memmove(&m->rows.ptr[at], &m->rows.ptr[at + 1], (m->rows.len - at) * sizeof *m->rows.ptr);
}

cg_code model_scan(void *arg, cg_vector_label from, cg_vector_visit visit, void *visit_arg,
                   cg_err *err)
{
    const model *m = arg;
    (void)err;
    for (size_t i = find(m, from); i < m->rows.len; i++)
        if (!visit(visit_arg, m->rows.ptr[i].label, m->rows.ptr[i].data))
            break;
    return CG_OK;
}

void row_to_floats(uint32_t dimension, cg_vector_element element, const void *row,
                   float *out_floats)
{
    for (uint32_t i = 0; i < dimension; i++)
        out_floats[i] = element == CG_VECTOR_INT8 ? (float)((const int8_t *)row)[i] / 127
                                                  : ((const float *)row)[i];
}

static double score_of(const float *a, const float *b, uint32_t n, cg_vector_metric metric)
{
    double dot = 0, aa = 0, bb = 0, distance = 0;
    for (uint32_t i = 0; i < n; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
        distance += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
    }
    return metric == CG_VECTOR_L2       ? -distance
           : metric == CG_VECTOR_COSINE ? dot / sqrt(aa * bb)
                                        : dot;
}

static int best_first(const void *a, const void *b)
{
    const cg_vector_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

size_t model_search(const model *m, cg_vector_metric metric, const float *query, size_t k,
                    const cg_vector_filter *filter, cg_vector_hit *out_hits)
{
    cg_vector_hit *all = cg_alloc_array(m->rows.len + 1, sizeof *all);
    float *row = cg_alloc_array(m->dimension, sizeof *row);
    size_t count = 0;
    for (size_t i = 0; i < m->rows.len; i++) {
        cg_vector_label label = m->rows.ptr[i].label;
        if (filter != NULL && !filter->accept(filter->arg, label))
            continue;
        row_to_floats(m->dimension, m->element, m->rows.ptr[i].data, row);
        all[count++] = (cg_vector_hit){label, (float)score_of(query, row, m->dimension, metric)};
    }
    qsort(all, count, sizeof *all, best_first);
    count = CG_MIN(count, k);
    memcpy(out_hits, all, count * sizeof *all);
    cg_free(row);
    cg_free(all);
    return count;
}

uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1du;
}

/* Sum of four uniform numbers: near enough to a normal one. */
static float bell(uint64_t *state)
{
    uint64_t r = next_random(state);
    return ((float)(r & 0xffff) + (float)(r >> 16 & 0xffff) + (float)(r >> 32 & 0xffff) +
            (float)(r >> 48)) /
               65536 -
           2;
}

void random_row(uint64_t *state, uint32_t dimension, cg_vector_element element, unsigned clusters,
                void *out_row)
{
    uint64_t centre = (next_random(state) >> 20 & (clusters - 1)) + 1;
    for (uint32_t i = 0; i < dimension; i++) {
        float value = bell(&centre) + 0.5f * bell(state);
        if (element == CG_VECTOR_INT8)
            ((int8_t *)out_row)[i] = (int8_t)CG_MAX(-127, CG_MIN(127, (int)(value * 40)));
        else
            ((float *)out_row)[i] = value;
    }
    if (element == CG_VECTOR_INT8)
        ((int8_t *)out_row)[0] |= 1; /* never zero */
}

double recall(const cg_vector_hit *got, size_t got_count, const cg_vector_hit *expected,
              size_t expected_count)
{
    size_t found = 0;
    for (size_t i = 0; i < expected_count; i++) {
        bool same = false;
        for (size_t j = 0; j < got_count && !same; j++)
            same = got[j].label == expected[i].label;
        found += same;
    }
    return expected_count > 0 ? (double)found / (double)expected_count : 1;
}
