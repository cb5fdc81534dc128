// SPDX-License-Identifier: Apache-2.0
// A plain exact model of a set, which the tests hold sets against, and vectors to fill both with.
#ifndef CG_TEST_VECTOR_MODEL_H
#define CG_TEST_VECTOR_MODEL_H

#include "cg/vector.h"

typedef struct model_row {
    cg_vector_label label;
    unsigned char *data; /* NULL: free */
} model_row;

/** Every live vector, by label; scan() makes it the source of a set. */
typedef struct model {
    uint32_t dimension;
    cg_vector_element element;
    CG_VEC(model_row) rows; /* by label */
} model;

void model_fini(model *m);
size_t model_row_bytes(const model *m);
void model_put(model *m, cg_vector_label label, const void *row);
void model_drop(model *m, cg_vector_label label);
/** A cg_vector_source's; `arg` is the model. */
cg_code model_scan(void *arg, cg_vector_label from, cg_vector_visit visit, void *visit_arg,
                   cg_err *err);
/** The answer by doubles, at most `k` hits in `out_hits`. `filter` NULL: all. */
size_t model_search(const model *m, cg_vector_metric metric, const float *query, size_t k,
                    const cg_vector_filter *filter, cg_vector_hit *out_hits);

/* ---- vectors ---- */

/** xorshift64*; the seed is not 0. */
uint64_t next_random(uint64_t *state);
/** Some direction near one of `clusters` (a power of two) others, int8 or float. */
void random_row(uint64_t *state, uint32_t dimension, cg_vector_element element, unsigned clusters,
                void *out_row);
void row_to_floats(uint32_t dimension, cg_vector_element element, const void *row,
                   float *out_floats);

/** The part of `expected` that `got` has. */
double recall(const cg_vector_hit *got, size_t got_count, const cg_vector_hit *expected,
              size_t expected_count);

#endif
