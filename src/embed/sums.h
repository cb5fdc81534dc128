// SPDX-License-Identifier: Apache-2.0
// The arithmetic of static models: sums of rows, and fields into vectors.
#ifndef CG_EMBED_SUMS_H
#define CG_EMBED_SUMS_H

#include "weights.h"

/** Adds what a token that is there `count` times is worth in `field` to `sum`. */
void sums_add_token(const weights *w, unsigned field, uint32_t row, uint32_t count, float *sum);
/** Adds what `sum` is worth as `field` to `vector`. */
void sums_add_field(const weights *w, unsigned field, const float *sum, float *vector);
/** The vector of a text that is all of `field`: of length 1, or zero. */
void sums_of_text(const weights *w, unsigned field, cg_str text, float *out_vector);

#endif
