// SPDX-License-Identifier: Apache-2.0
// Products and distances of a query and one stored row, by the widest vectors of this processor.
#ifndef CG_VECTOR_KERNELS_H
#define CG_VECTOR_KERNELS_H

#include "cg/base.h"

/** The table of one instruction set. `n` components, at any alignment; the query comes first. */
typedef struct cg_kernels {
    const char *name; /* "avx512", "avx2", "generic" */
    float (*dot_f32)(const float *query, const float *row, size_t n);
    float (*dot_f16)(const float *query, const uint16_t *row, size_t n); /* IEEE 754 halves */
    float (*dot_i8)(const float *query, const int8_t *row, size_t n); /* of the numbers as such */
    float (*dot_u8)(const float *query, const uint8_t *row, size_t n);
    /* Squared Euclidean distances; l2_u8: of query and scale × row, by component. */
    float (*l2_f32)(const float *query, const float *row, size_t n);
    float (*l2_f16)(const float *query, const uint16_t *row, size_t n);
    float (*l2_u8)(const float *query, const float *scale, const uint8_t *row, size_t n);
} cg_kernels;

/** Of this processor. Static. */
const cg_kernels *cg_kernels_get(void);

#endif
