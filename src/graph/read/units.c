// SPDX-License-Identifier: Apache-2.0
// Stored units and sources, and the cache of both as decoded, and of vectors that were put lately: least recently used
// out first, a budget in bytes, entries in use stay alive until their last pin goes.
#include "graph_int.h"

#define BUCKETS 4096

struct cg_unit_pin {
    unsigned refs; /* guarded by the cache's mu; the cache itself holds one while listed */
    bool listed;
    bool with_refs;
    uint8_t key[KEY_VECTORS]; /* of units and sources behind model 0 */
    size_t cost;
    struct unit_cache *cache;
    struct cg_unit_pin *chain; /* same bucket */
    struct cg_unit_pin *newer, *older;
    cg_unit unit;
    cg_buf
        plain; /* of a source or vectors, in place of the unit; of a unit its encoded form, or nothing */
};

struct unit_cache {
    cg_mutex mu;
    size_t budget, used;
    cg_unit_pin *buckets[BUCKETS];
    cg_unit_pin *newest, *oldest;
};

struct unit_cache *unit_cache_create(size_t budget_bytes)
{
    struct unit_cache *cache = cg_alloc(sizeof *cache);
    cg_mutex_init(&cache->mu, CG_LOCK_UNIT_CACHE);
    cache->budget = budget_bytes;
    return cache;
}

static void free_pin(cg_unit_pin *pin)
{
    cg_unit_fini(&pin->unit);
    cg_buf_fini(&pin->plain);
    cg_free(pin);
}

static cg_unit_pin **bucket_of(struct unit_cache *cache, const uint8_t *k)
{
    return &cache->buckets[cg_hash64(k, KEY_VECTORS, 0) % BUCKETS];
}

static void unlink_locked(struct unit_cache *cache, cg_unit_pin *pin)
{
    *(pin->newer ? &pin->newer->older : &cache->newest) = pin->older;
    *(pin->older ? &pin->older->newer : &cache->oldest) = pin->newer;
    pin->newer = pin->older = NULL;
}

static void link_newest_locked(struct unit_cache *cache, cg_unit_pin *pin)
{
    pin->older = cache->newest;
    pin->newer = NULL;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = pin;
    cache->newest = pin;
}

static void drop_ref_locked(cg_unit_pin *pin)
{
    if (--pin->refs == 0)
        free_pin(pin);
}

static void evict_locked(struct unit_cache *cache, cg_unit_pin *pin)
{
    cg_unit_pin **link = bucket_of(cache, pin->key);
    while (*link != pin)
        link = &(*link)->chain;
    *link = pin->chain;
    unlink_locked(cache, pin);
    cache->used -= pin->cost;
    pin->listed = false;
    drop_ref_locked(pin);
}

/* What units and sources are cached under; for sources no language: units have one. */
static key key_cached(cg_unit_key unit)
{
    return key_vectors(0, unit);
}

static key key_cached_source(cg_blob_id blob)
{
    return key_cached((cg_unit_key){.blob = blob});
}

void unit_cache_forget(struct unit_cache *cache, const uint8_t unit_key[KEY_UNIT])
{
    uint8_t k[KEY_VECTORS] = {0};
    memcpy(k + KEY_MODEL, unit_key, KEY_UNIT);
    cg_mutex_lock(&cache->mu);
    cg_unit_pin *pin = *bucket_of(cache, k);
    while (pin != NULL) {
        cg_unit_pin *next = pin->chain;
        if (memcmp(pin->key, k, KEY_VECTORS) == 0)
            evict_locked(cache, pin);
        pin = next;
    }
    cg_mutex_unlock(&cache->mu);
}

void unit_cache_destroy(struct unit_cache *cache)
{
    if (cache == NULL)
        return;
    cg_mutex_lock(&cache->mu);
    while (cache->oldest != NULL) {
        CG_ASSERT(cache->oldest->refs == 1);
        evict_locked(cache, cache->oldest);
    }
    cg_mutex_unlock(&cache->mu);
    cg_mutex_fini(&cache->mu);
    cg_free(cache);
}

static cg_unit_pin *find_locked(struct unit_cache *cache, const uint8_t *k, bool with_refs)
{
    cg_unit_pin *pin = *bucket_of(cache, k);
    while (pin != NULL && (memcmp(pin->key, k, KEY_VECTORS) != 0 || (with_refs && !pin->with_refs)))
        pin = pin->chain;
    if (pin == NULL)
        return NULL;
    pin->refs++;
    unlink_locked(cache, pin);
    link_newest_locked(cache, pin);
    return pin;
}

/* The same, of what has its plain bytes. */
static cg_unit_pin *find_plain(struct unit_cache *cache, const uint8_t *k)
{
    cg_mutex_lock(&cache->mu);
    cg_unit_pin *pin = *bucket_of(cache, k);
    while (pin != NULL && (memcmp(pin->key, k, KEY_VECTORS) != 0 || pin->plain.len == 0))
        pin = pin->chain;
    if (pin != NULL)
        pin->refs++;
    cg_mutex_unlock(&cache->mu);
    return pin;
}

static cg_unit_pin *find(struct unit_cache *cache, const uint8_t *k, bool with_refs)
{
    cg_mutex_lock(&cache->mu);
    cg_unit_pin *pin = find_locked(cache, k, with_refs);
    cg_mutex_unlock(&cache->mu);
    return pin;
}

/* Lists a freshly decoded unit; when another thread was first, its entry is given instead. */
static cg_unit_pin *insert(struct unit_cache *cache, cg_unit_pin *fresh)
{
    cg_mutex_lock(&cache->mu);
    cg_unit_pin *pin = find_locked(cache, fresh->key, fresh->with_refs);
    if (pin != NULL) {
        cg_mutex_unlock(&cache->mu);
        free_pin(fresh);
        return pin;
    }
    cg_unit_pin **bucket = bucket_of(cache, fresh->key);
    fresh->chain = *bucket;
    *bucket = fresh;
    fresh->listed = true;
    fresh->refs = 2; /* the cache's and the caller's */
    link_newest_locked(cache, fresh);
    cache->used += fresh->cost;
    while (cache->used > cache->budget && cache->oldest != fresh)
        evict_locked(cache, cache->oldest);
    cg_mutex_unlock(&cache->mu);
    return fresh;
}

void cg_unit_pin_release(cg_unit_pin *pin)
{
    if (pin == NULL)
        return;
    struct unit_cache *cache = pin->cache;
    cg_mutex_lock(&cache->mu);
    drop_ref_locked(pin);
    cg_mutex_unlock(&cache->mu);
}

const cg_unit *cg_unit_pin_unit(const cg_unit_pin *pin)
{
    return &pin->unit;
}

static cg_code read_by_key(cg_store *store, cg_unit_key unit, bool with_refs, cg_unit *out_unit,
                           cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    key k = key_unit(unit);
    cg_code rc = packed_read(store, CG_CF_UNITS, key_str(&k), &bytes, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "the facts of a stored file are missing");
    return rc == CG_OK ? cg_unit_decode(cg_buf_str(&bytes), with_refs, out_unit, err) : rc;
}

cg_code unit_read(cg_store *store, const cg_file *file, cg_unit *out_unit, cg_err *err)
{
    return read_by_key(store, cg_file_unit(file), true, out_unit, err);
}

static cg_unit_pin *create_pin(cg_store *store, key k, bool with_refs)
{
    cg_unit_pin *pin = cg_alloc(sizeof *pin);
    pin->cache = store->units;
    pin->with_refs = with_refs;
    memcpy(pin->key, k.bytes, KEY_VECTORS);
    return pin;
}

cg_code cg_store_unit(cg_store *store, cg_unit_key unit, bool with_refs, cg_unit_pin **out_pin,
                      cg_err *err)
{
    key k = key_cached(unit);
    cg_unit_pin *pin = find(store->units, k.bytes, with_refs);
    if (pin == NULL) {
        pin = create_pin(store, k, with_refs);
        cg_code rc = read_by_key(store, unit, with_refs, &pin->unit, err);
        if (rc != CG_OK) {
            free_pin(pin);
            return rc;
        }
        pin->cost = sizeof *pin + cg_unit_bytes(&pin->unit);
        pin = insert(store->units, pin);
    }
    *out_pin = pin;
    return CG_OK;
}

bool cg_store_has_unit(cg_store *store, cg_unit_key unit)
{
    key k = key_unit(unit);
    return packed_is_stored(store, CG_CF_UNITS, key_str(&k));
}

cg_code cg_store_source(cg_store *store, cg_blob_id blob, cg_unit_pin **out_pin, cg_str *out_text,
                        cg_err *err)
{
    key k = key_cached_source(blob);
    cg_unit_pin *source = find(store->units, k.bytes, false);
    if (source == NULL) {
        cg_str stored_key = cg_str_make((const char *)blob.bytes, sizeof blob.bytes);
        source = create_pin(store, k, false);
        cg_code rc = packed_read(store, CG_CF_SOURCES, stored_key, &source->plain, err);
        if (rc != CG_OK) {
            free_pin(source);
            return rc;
        }
        source->cost = sizeof *source + source->plain.cap;
        source = insert(store->units, source);
    }
    *out_pin = source;
    *out_text = cg_buf_str(&source->plain);
    return CG_OK;
}

cg_unit_pin *unit_cache_plain(struct unit_cache *cache, cg_cf cf, cg_str k, cg_str *out_plain)
{
    uint8_t cached[KEY_VECTORS] = {
        0}; /* sources are cached as units of no language: the rest is 0 */
    memcpy(cached + (cf == CG_CF_VECTORS ? 0 : KEY_MODEL), k.ptr, k.len);
    cg_unit_pin *pin = find_plain(cache, cached);
    if (pin != NULL)
        *out_plain = cg_buf_str(&pin->plain);
    return pin;
}

static void keep(cg_store *store, cg_unit_pin *pin)
{
    pin->cost = sizeof *pin + cg_unit_bytes(&pin->unit) + pin->plain.cap;
    cg_unit_pin_release(insert(store->units, pin));
}

void cg_store_keep_content(cg_store *store, const cg_file *file, cg_unit *take_unit,
                           cg_buf *take_encoded, cg_buf *take_source)
{
    cg_unit_pin *pin = create_pin(store, key_cached(cg_file_unit(file)), true);
    pin->unit = *take_unit;
    pin->plain = *take_encoded;
    keep(store, pin);
    if (!store->keep_sources) {
        cg_buf_fini(take_source);
        return;
    }
    pin = create_pin(store, key_cached_source(file->blob), false);
    pin->plain = *take_source;
    keep(store, pin);
}

void cg_store_keep_vectors(cg_store *store, const cg_file *file, uint64_t model,
                           cg_buf *take_encoded)
{
    cg_unit_pin *pin = create_pin(store, key_vectors(model, cg_file_unit(file)), false);
    pin->plain = *take_encoded;
    keep(store, pin);
}
