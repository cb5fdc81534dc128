// SPDX-License-Identifier: Apache-2.0
// Sets of shingles, how much two have in common, and short sketches by which sets that have much in
// common are found without comparing all.
#ifndef CG_SEARCH_MINHASH_H
#define CG_SEARCH_MINHASH_H

#include "clone_tokens.h"

#define SHINGLE_TOKENS 5
#define MINHASH_BANDS 16
#define MINHASH_ROWS 4 /* of one band */
#define MINHASH_BINS (MINHASH_BANDS * MINHASH_ROWS)

/** The distinct shingles of the tokens as hashes, ascending, in place of what `out` has. */
void shingles_make(const uint32_t *tokens, size_t count, token_vec *out);

typedef struct overlap {
    double jaccard;     /* common ÷ all */
    double containment; /* common ÷ those of the smaller */
} overlap;
overlap shingles_compare(const token_vec *a, const token_vec *b);

/** The hashes of the bands of a set that is not empty. Of two sets with Jaccard index s, each band is
 *  the same with a chance of about s to the number of its rows. Deterministic. */
void minhash_bands(const token_vec *shingles, uint32_t out_bands[MINHASH_BANDS]);

#endif
