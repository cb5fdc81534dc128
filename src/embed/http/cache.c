// SPDX-License-Identifier: Apache-2.0
// Sets of four ways, given up in turn: no lists to keep, and what is asked for again soon is there.
#include "cache.h"

#define WAYS 4

void vector_cache_init(vector_cache *cache, size_t bytes_max)
{
    *cache = (vector_cache){.bytes_max = bytes_max};
    cg_mutex_init(&cache->mu, CG_LOCK_EMBED_CACHE);
}

void vector_cache_fini(vector_cache *cache)
{
    cg_free(cache->keys);
    cg_free(cache->vectors);
    cg_free(cache->next);
    cg_mutex_fini(&cache->mu);
}

/* Memory is taken with the first vector, whose dimension tells how many fit. */
static void make_sets_locked(vector_cache *cache, uint32_t dimension) CG_REQUIRES(cache->mu)
{
    size_t way = sizeof *cache->keys + dimension * sizeof *cache->vectors;
    cache->dimension = dimension;
    cache->sets = cache->bytes_max / (WAYS * way + 1);
    if (cache->sets == 0)
        return;
    cache->keys = cg_alloc_array(cache->sets * WAYS, sizeof *cache->keys);
    cache->vectors = cg_alloc_array(cache->sets * WAYS * dimension, sizeof *cache->vectors);
    cache->next = cg_alloc(cache->sets);
}

/* The way that holds `key`, or -1. */
static ptrdiff_t find_locked(const vector_cache *cache, size_t set, cg_hash128 key)
    CG_REQUIRES(cache->mu)
{
    for (size_t way = set * WAYS; way < (set + 1) * WAYS; way++)
        if (cache->keys[way].hi == key.hi && cache->keys[way].lo == key.lo)
            return (ptrdiff_t)way;
    return -1;
}

bool vector_cache_get(vector_cache *cache, cg_hash128 key, uint32_t dimension, float *out)
{
    bool found = false;
    cg_mutex_lock(&cache->mu);
    if (cache->sets > 0 && cache->dimension == dimension) {
        ptrdiff_t way = find_locked(cache, key.lo % cache->sets, key);
        found = way >= 0;
        if (found)
            memcpy(out, cache->vectors + (size_t)way * dimension, dimension * sizeof *out);
    }
    cg_mutex_unlock(&cache->mu);
    return found;
}

void vector_cache_put(vector_cache *cache, cg_hash128 key, uint32_t dimension, const float *vector)
{
    cg_mutex_lock(&cache->mu);
    if (cache->dimension == 0)
        make_sets_locked(cache, dimension);
    if (cache->sets > 0 && cache->dimension == dimension) {
        size_t set = key.lo % cache->sets;
        if (find_locked(cache, set, key) < 0) {
            size_t way = set * WAYS + cache->next[set]++ % WAYS;
            cache->keys[way] = key;
            memcpy(cache->vectors + way * dimension, vector, dimension * sizeof *vector);
        }
    }
    cg_mutex_unlock(&cache->mu);
}
