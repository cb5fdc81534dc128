// SPDX-License-Identifier: Apache-2.0
#include "repeats.h"

#define SLOTS 1024u /* with 256 dimensions 280 KB */

typedef struct repeat {
    cg_hash128 tokens;
    float scale; /* 0: free */
} repeat;

const int8_t *repeats_find(const repeats *r, cg_hash128 tokens, float *out_scale)
{
    size_t at = tokens.lo % SLOTS;
    if (r->slots == NULL || r->slots[at].scale <= 0 || r->slots[at].tokens.lo != tokens.lo ||
        r->slots[at].tokens.hi != tokens.hi)
        return NULL;
    *out_scale = r->slots[at].scale;
    return r->codes + at * r->dimension;
}

void repeats_keep(repeats *r, cg_hash128 tokens, const int8_t *codes, float scale)
{
    size_t at = tokens.lo % SLOTS;
    if (r->slots == NULL) {
        r->slots = cg_alloc_array(SLOTS, sizeof *r->slots);
        r->codes = cg_alloc_array(SLOTS, r->dimension);
    }
    r->slots[at] = (repeat){tokens, scale};
    memcpy(r->codes + at * r->dimension, codes, r->dimension);
}

void repeats_fini(repeats *r)
{
    cg_free(r->slots);
    cg_free(r->codes);
    r->slots = NULL;
    r->codes = NULL;
}
