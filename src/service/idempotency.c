// SPDX-License-Identifier: Apache-2.0
// What was answered to requests that carry a key of their client's, so that a request sent twice is
// done once. The table is in memory, the replies are in the store (so both outlive a restart); what
// is under way is in memory alone: a crash forgets it, and the request is done again.
#include "service_int.h"

#include <stdlib.h>

#define KEY_WORD "idempotency:"
#define KEPT_MAX 10000
#define KEPT_BYTES_MAX ((size_t)64 << 20)
#define KEPT_MS ((uint64_t)24 * 3600 * 1000)
#define HEAD_BYTES 24 /* of a record: when, the digest of the request; then the reply */

typedef struct entry {
    cg_hash128 key, digest;
    uint64_t made_ms;
    size_t bytes;
    bool under_way;
} entry;

struct key_table {
    cg_mutex mu;
    CG_VEC(entry) entries; /* guarded by mu: oldest first, at most KEPT_MAX */
    size_t bytes;          /* guarded by mu: of all replies */
};

static cg_hash128 hash_of(cg_str key)
{
    return cg_hash_128(key.ptr, key.len, 0);
}

static bool same(cg_hash128 a, cg_hash128 b)
{
    return a.hi == b.hi && a.lo == b.lo;
}

static void put_hash(cg_buf *out, cg_hash128 hash)
{
    uint8_t bytes[16];
    cg_put_be64(bytes, hash.hi);
    cg_put_be64(bytes + 8, hash.lo);
    cg_buf_add(out, bytes, sizeof bytes);
}

static cg_hash128 get_hash(const uint8_t *p)
{
    return (cg_hash128){cg_get_be64(p), cg_get_be64(p + 8)};
}

static void record_key(cg_hash128 key, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(KEY_WORD));
    put_hash(out, key);
}

/* ---- the table ---- */

/* Linear: the table is small and lookups are as rare as writes. */
static entry *find_locked(key_table *t, cg_hash128 key) CG_REQUIRES(t->mu)
{
    for (size_t i = 0; i < t->entries.len; i++)
        if (same(t->entries.ptr[i].key, key))
            return &t->entries.ptr[i];
    return NULL;
}

static void remove_locked(key_table *t, entry *e) CG_REQUIRES(t->mu)
{
    size_t i = (size_t)(e - t->entries.ptr);
    t->bytes -= e->bytes;
    memmove(e, e + 1, (t->entries.len - i - 1) * sizeof *e);
    t->entries.len--;
}

/* The oldest that may go: too old, or one too many. */
static entry *surplus_locked(key_table *t, uint64_t now_ms) CG_REQUIRES(t->mu)
{
    bool crowded = t->entries.len >= KEPT_MAX || t->bytes > KEPT_BYTES_MAX;
    for (size_t i = 0; i < t->entries.len; i++) {
        entry *e = &t->entries.ptr[i];
        if (!e->under_way)
            return crowded || now_ms >= e->made_ms + KEPT_MS ? e : NULL;
    }
    return NULL;
}

static void trim_locked(key_table *t, cg_kv_batch *batch) CG_REQUIRES(t->mu)
{
    entry *e;
    while ((e = surplus_locked(t, cg_wall_ms())) != NULL) {
        CG_AUTO_VALUE(cg_buf) k = {0};
        record_key(e->key, &k);
        cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&k));
        remove_locked(t, e);
    }
}

/* ---- the store ---- */

/* Not waiting for the disk: the log outlives the process. Losing a record costs a repetition. */
static void write_batch(cg_service *service, cg_kv_batch *batch)
{
    cg_err err = {0};
    if (cg_kv_batch_bytes(batch) > 0 &&
        cg_kv_write(cg_store_kv(service->store), batch, false, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "idempotency.record", CG_LSTR("error", cg_str_from(err.text)));
}

static int by_age(const void *a, const void *b)
{
    return cg_compare_u64(&((const entry *)a)->made_ms, &((const entry *)b)->made_ms);
}

cg_code keys_open(cg_service *service, cg_err *err)
{
    key_table *t = cg_alloc(sizeof *t);
    cg_mutex_init(&t->mu, CG_LOCK_SERVICE_KEYS);
    service->keys = t;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(service->store), NULL, CG_CF_METADATA, CG_STR(KEY_WORD),
                             CG_STR("idempotency;"));
    size_t word = sizeof KEY_WORD - 1;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), v = cg_kv_iter_value(iter);
        if (k.len != word + 16 || v.len < HEAD_BYTES)
            return CG_FAIL(err, CG_E_CORRUPT, "a kept reply is damaged");
        const uint8_t *head = (const uint8_t *)v.ptr;
        entry e = {.key = get_hash((const uint8_t *)k.ptr + word),
                   .digest = get_hash(head + 8),
                   .made_ms = cg_get_be64(head),
                   .bytes = v.len};
        t->bytes += e.bytes;
        CG_VEC_PUSH(&t->entries, e);
    }
    if (t->entries.len > 0)
        qsort(t->entries.ptr, t->entries.len, sizeof *t->entries.ptr, by_age);
    return cg_kv_iter_status(iter, err);
}

void keys_close(cg_service *service)
{
    key_table *t = service->keys;
    if (t == NULL)
        return;
    CG_VEC_FINI(&t->entries);
    cg_mutex_fini(&t->mu);
    cg_free(t);
    service->keys = NULL;
}

static cg_code read_reply(cg_service *service, cg_hash128 key, cg_arena *arena, cg_str *out_reply,
                          cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    CG_AUTO_VALUE(cg_buf) k = {0};
    cg_str value;
    record_key(key, &k);
    cg_code rc = cg_kv_get(cg_store_kv(service->store), NULL, CG_CF_METADATA, cg_buf_str(&k), &pin,
                           &value, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_BUSY, "the kept reply has just been dropped: send it again");
    if (rc == CG_OK &&
        !cg_arena_try_str(arena, cg_str_slice(value, HEAD_BYTES, value.len), out_reply))
        return CG_FAIL(err, CG_E_LIMIT, "the kept reply needs more memory than a request may use");
    return rc;
}

/* ---- operations ---- */

cg_code cg_service_key_claim(cg_service *service, cg_str key, cg_hash128 digest, cg_arena *arena,
                             bool *out_kept, cg_str *out_reply, cg_err *err)
{
    key_table *t = service->keys;
    cg_hash128 hash = hash_of(key);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(service->store));
    enum { CLAIMED, KEPT, UNDER_WAY, OTHER, FULL } found = CLAIMED;
    cg_mutex_lock(&t->mu);
    trim_locked(t, batch);
    const entry *e = find_locked(t, hash);
    if (e != NULL)
        found = !same(e->digest, digest) ? OTHER : e->under_way ? UNDER_WAY : KEPT;
    else if (t->entries.len >= KEPT_MAX)
        found = FULL;
    else
        CG_VEC_PUSH(&t->entries, (entry){hash, digest, cg_wall_ms(), 0, true});
    cg_mutex_unlock(&t->mu);
    write_batch(service, batch);
    switch (found) {
    case OTHER:
        return CG_FAIL(err, CG_E_UNPROCESSABLE, "this key came with another request before");
    case UNDER_WAY:
        return CG_FAIL(err, CG_E_CONFLICT, "the request with this key is still being worked on");
    case FULL: return CG_FAIL(err, CG_E_BUSY, "too many requests with keys are under way");
    case KEPT: *out_kept = true; return read_reply(service, hash, arena, out_reply, err);
    case CLAIMED: *out_kept = false; break;
    }
    return CG_OK;
}

void cg_service_key_keep(cg_service *service, cg_str key, cg_str reply)
{
    key_table *t = service->keys;
    cg_hash128 hash = hash_of(key);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(service->store));
    CG_AUTO_VALUE(cg_buf) k = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    uint8_t made[8];
    cg_mutex_lock(&t->mu);
    entry *e = find_locked(t, hash);
    CG_ASSERT(e != NULL && e->under_way);
    e->bytes = HEAD_BYTES + reply.len;
    t->bytes += e->bytes;
    cg_put_be64(made, e->made_ms);
    cg_buf_add(&value, made, sizeof made);
    put_hash(&value, e->digest);
    cg_mutex_unlock(&t->mu);
    record_key(hash, &k);
    cg_buf_add_str(&value, reply);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&k), cg_buf_str(&value));
    write_batch(service, batch);
    cg_mutex_lock(&t->mu); /* only now it can be read, or trimmed */
    find_locked(t, hash)->under_way = false;
    cg_mutex_unlock(&t->mu);
}

void cg_service_key_drop(cg_service *service, cg_str key)
{
    key_table *t = service->keys;
    cg_mutex_lock(&t->mu);
    entry *e = find_locked(t, hash_of(key));
    CG_ASSERT(e != NULL && e->under_way);
    remove_locked(t, e);
    cg_mutex_unlock(&t->mu);
}
