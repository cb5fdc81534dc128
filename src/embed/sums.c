// SPDX-License-Identifier: Apache-2.0
// Inner loops are over 16 numbers, as many as any compiler makes vector instructions of.
#include "sums.h"

#include <math.h>
#include <stdlib.h>

#include "embed_int.h"
#include "tokens.h"

#define LANES 16

/* to += factor * codes */
static void add_codes(const int8_t *restrict codes, float factor, size_t dimension,
                      float *restrict to)
{
    for (size_t i = 0; i < dimension; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            to[i + lane] += factor * (float)codes[i + lane];
}

/* to += factor * from */
static void add_floats(const float *restrict from, float factor, size_t dimension,
                       float *restrict to)
{
    for (size_t i = 0; i < dimension; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            to[i + lane] += factor * from[i + lane];
}

void sums_add_token(const weights *w, unsigned field, uint32_t row, uint32_t count, float *sum)
{
    const weights_field *f = &w->fields[field];
    float factor = f->tf[CG_MIN(count, WEIGHTS_TF + 0u) - 1] * weights_scales(w, row)[f->scale];
    add_codes(weights_codes(w, row), factor, w->dimension, sum);
}

void sums_add_field(const weights *w, unsigned field, const float *sum, float *vector)
{
    const weights_field *f = &w->fields[field];
    float lanes[LANES] = {0}, squares = 0;
    for (size_t i = 0; i < w->dimension; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += sum[i + lane] * sum[i + lane];
    for (size_t lane = 0; lane < LANES; lane++)
        squares += lanes[lane];
    float length = sqrtf(squares);
    if (!isfinite(length) || length <= 0)
        return;
    add_floats(sum, f->weight / (length + f->shrink), w->dimension, vector);
}

/* ---- texts ---- */

static int compare_rows(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void sums_of_text(const weights *w, unsigned field, cg_str text, float *out_vector)
{
    CG_VEC(uint32_t) rows = {0};
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
    while (cg_word_next(&scan, &word)) {
        uint32_t found[TOKENS_MAX];
        size_t count = tokens_of_word(&w->words, word, found);
        for (size_t i = 0; i < count; i++)
            CG_VEC_PUSH(&rows, found[i]);
    }
    if (rows.len > 0)
        qsort(rows.ptr, rows.len, sizeof *rows.ptr, compare_rows);
    memset(out_vector, 0, w->dimension * sizeof *out_vector);
    for (size_t i = 0, next; i < rows.len; i = next) {
        for (next = i + 1; next < rows.len && rows.ptr[next] == rows.ptr[i];)
            next++;
        sums_add_token(w, field, rows.ptr[i], (uint32_t)(next - i), out_vector);
    }
    CG_VEC_FINI(&rows);
    embed_normalise(out_vector, w->dimension);
}
