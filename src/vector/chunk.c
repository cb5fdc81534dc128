// SPDX-License-Identifier: Apache-2.0
// vector: chunks of the head. Rows are appended by one changer while others read; none ever moves.
#include "vector_int.h"

#include <math.h>

chunk *chunk_create(uint32_t id, uint32_t capacity, size_t row_bytes)
{
    chunk *c = cg_alloc(sizeof *c);
    atomic_init(&c->refs, 1);
    atomic_init(&c->rows, 0);
    c->id = id;
    c->capacity = capacity;
    c->row_bytes = row_bytes;
    c->labels = cg_alloc_array(capacity, sizeof *c->labels);
    c->lengths = cg_alloc_array(capacity, sizeof *c->lengths);
    c->data = cg_alloc_array(capacity, row_bytes);
    c->live = cg_alloc_array(live_words(capacity), sizeof *c->live);
    return c;
}

chunk *chunk_ref(chunk *c)
{
    atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
    return c;
}

void chunk_unref(chunk *c)
{
    if (c == NULL || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    cg_free(c->labels);
    cg_free(c->lengths);
    cg_free(c->data);
    cg_free((void *)c->live);
    cg_free(c);
}

uint32_t chunk_append(chunk *c, cg_vector_label label, const void *row, float length)
{
    uint32_t at = atomic_load_explicit(&c->rows, memory_order_relaxed);
    CG_ASSERT(at < c->capacity);
    c->labels[at] = label;
    c->lengths[at] = length;
    memcpy(c->data + at * c->row_bytes, row, c->row_bytes);
    live_set(c->live, at);
    atomic_store_explicit(&c->rows, at + 1, memory_order_release);
    return at;
}

size_t chunk_bytes(const chunk *c)
{
    return sizeof *c + live_words(c->capacity) * sizeof *c->live +
           c->capacity * (sizeof *c->labels + sizeof *c->lengths + c->row_bytes);
}

float chunk_score(const cg_vector_set *set, cg_vector_metric metric, const chunk *c, const probe *p,
                  size_t row)
{
    size_t n = set->opts.dimension;
    const unsigned char *data = c->data + row * c->row_bytes;
    float dot = set->opts.element == CG_VECTOR_INT8
                    ? set->kernels->dot_i8(p->vector, (const int8_t *)data, n) / 127
                    : set->kernels->dot_f32(p->vector, (const float *)(const void *)data, n);
    float length = c->lengths[row];
    if (metric == CG_VECTOR_INNER_PRODUCT)
        return dot;
    if (metric ==
        CG_VECTOR_COSINE) /* a zero row has no direction: one may be left from another metric */
        return p->length * length > 0 ? fmaxf(-1, fminf(1, dot / (p->length * length))) : 0;
    float distance = p->length * p->length + length * length - 2 * dot;
    return distance > 0 ? -distance : 0;
}

void chunk_scan(const cg_vector_set *set, cg_vector_metric metric, const chunk *c, const probe *p,
                best_hits *out_best)
{
    const cg_vector_filter *filter = p->query->filter;
    size_t rows = atomic_load_explicit(&c->rows, memory_order_acquire);
    for (size_t word = 0; word < live_words(rows); word++) {
        uint64_t bits = atomic_load_explicit(&c->live[word], memory_order_relaxed);
        for (; bits != 0; bits &= bits - 1) {
            size_t row = word * 64 + (size_t)__builtin_ctzll(bits);
            if (row >= rows)
                break;
            cg_vector_label label = c->labels[row];
            if (filter != NULL && !filter->accept(filter->arg, label))
                continue;
            float score = chunk_score(set, metric, c, p, row);
            if (best_wants(out_best, score, label))
                best_push(out_best, (hit){label, (uint64_t)c->id << 32 | row, score});
        }
    }
}
