// SPDX-License-Identifier: Apache-2.0
// Vectors of texts that were asked for before, in bounded memory. Any thread.
#ifndef CG_EMBED_CACHE_H
#define CG_EMBED_CACHE_H

#include "cg/base.h"

typedef struct vector_cache {
    cg_mutex mu;
    size_t bytes_max;
    uint32_t dimension; /* guarded by mu; 0: nothing is kept yet */
    size_t sets;        /* guarded by mu */
    cg_hash128 *keys;   /* guarded by mu; all zero: free */
    float *vectors;     /* guarded by mu */
    uint8_t *next;      /* guarded by mu: by set, which way is given up next */
} vector_cache;

void vector_cache_init(vector_cache *cache, size_t bytes_max); /* 0: keeps nothing */
void vector_cache_fini(vector_cache *cache);
/** Copies the vector of `key` to `out`, if there is one of that dimension. */
bool vector_cache_get(vector_cache *cache, cg_hash128 key, uint32_t dimension, float *out);
void vector_cache_put(vector_cache *cache, cg_hash128 key, uint32_t dimension, const float *vector);

#endif
