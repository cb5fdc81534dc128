// SPDX-License-Identifier: Apache-2.0
// Vectors made lately, by the prints of what their words were read from (fields.h): of a file that comes again, a few lines
// changed, most definitions are what they were. What a vector is rests on its words alone, so whether one is remembered shows
// nowhere.
#ifndef CG_EMBED_REPEATS_H
#define CG_EMBED_REPEATS_H

#include "cg/base.h"

/** Zeroed and with its dimension set it is empty; takes its memory with the first vector. One thread. */
typedef struct repeats {
    size_t dimension;
    struct repeat_set *sets; /* NULL: none yet */
    int8_t *codes;           /* [dimension] of each */
} repeats;

/** The codes of a vector, until the next is kept; NULL: it is not remembered. */
const int8_t *repeats_find(const repeats *r, cg_hash128 print, float *out_scale);
/** Of one that is not remembered; in place of some other. */
void repeats_keep(repeats *r, cg_hash128 print, const int8_t *codes, float scale);
void repeats_fini(repeats *r);

#endif
