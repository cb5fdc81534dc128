// SPDX-License-Identifier: Apache-2.0
// http: finished replies, kept for clients that ask the same again while nothing was written. What a
// CG_ROUTE_ETAG route answers follows from the target, the media type and the generation, as its ETag
// says; so a kept reply is sent for the same three alone, without a worker.
//
// A reply of a newer generation takes the place of an older one's. Beyond the budget those go that were asked for
// longest ago; those of a certain age are not sent any more.
#include "http_int.h"

#define BUCKETS 4096u /* a power of two */
#define SHARE_MAX 16  /* no reply takes more than this part of the budget */

typedef struct cg_kept_reply cache_entry;
struct cg_kept_reply {
    cache_entry *chain;         /* of its bucket; guarded by mu */
    cache_entry *older, *newer; /* by when they were asked for; guarded by mu */
    _Atomic unsigned refs;      /* the table's, and of those that send it; the last one frees */
    uint64_t hash, generation, made_ns;
    size_t bytes; /* of all of it */
    const char *accepted;
    cg_http_coding coding;
    const char *media, *encoding;
    cg_header headers[CG_HTTP_HEADERS_MAX]; /* the values lie in `text` */
    unsigned header_count;
    cg_str target, body; /* likewise */
    char text[];
};

struct cg_http_cache {
    size_t bytes_max;
    uint64_t age_max_ns; /* 0: any */
    cg_mutex mu;
    cache_entry *buckets[BUCKETS]; /* guarded by mu */
    cache_entry *oldest, *newest;  /* guarded by mu */
    size_t bytes, count;           /* guarded by mu */
};

cg_http_cache *cg_http_cache_create(size_t bytes_max, uint64_t age_max_ns)
{
    if (bytes_max == 0)
        return NULL;
    cg_http_cache *cache = cg_alloc(sizeof *cache);
    cache->bytes_max = bytes_max;
    cache->age_max_ns = age_max_ns;
    cg_mutex_init(&cache->mu, CG_LOCK_HTTP_CACHE);
    return cache;
}

static uint64_t hash_of(const cg_request *req, cg_http_coding coding)
{
    uint64_t hash = cg_hash64(req->target.ptr, req->target.len, (uint64_t)coding);
    return cg_hash64(req->accepted, req->accepted ? strlen(req->accepted) : 0, hash);
}

static bool is_answer_to(const cache_entry *entry, const cg_request *req, uint64_t hash,
                         cg_http_coding coding)
{
    return entry->hash == hash && entry->coding == coding && entry->accepted == req->accepted &&
           cg_str_eq(entry->target, req->target);
}

/* ---- the table ---- */

static void unlink_age_locked(cg_http_cache *cache, cache_entry *entry) CG_REQUIRES(cache->mu)
{
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    entry->older = entry->newer = NULL;
}

static void link_newest_locked(cg_http_cache *cache, cache_entry *entry) CG_REQUIRES(cache->mu)
{
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

void cg_http_kept_drop(void *kept)
{
    cache_entry *entry = kept;
    /* acq_rel pairs with the others' decrements: the last one sees that they are done with it */
    if (entry && atomic_fetch_sub_explicit(&entry->refs, 1, memory_order_acq_rel) == 1)
        cg_free(entry);
}

cg_str cg_http_kept_body(const cg_kept_reply *kept)
{
    return kept->body;
}

static void remove_locked(cg_http_cache *cache, cache_entry *entry) CG_REQUIRES(cache->mu)
{
    cache_entry **at = &cache->buckets[entry->hash % BUCKETS];
    while (*at != entry)
        at = &(*at)->chain;
    *at = entry->chain;
    unlink_age_locked(cache, entry);
    cache->bytes -= entry->bytes;
    cache->count--;
    cg_http_kept_drop(entry);
}

static cache_entry *find_locked(cg_http_cache *cache, const cg_request *req, uint64_t hash,
                                cg_http_coding coding) CG_REQUIRES(cache->mu)
{
    cache_entry *entry = cache->buckets[hash % BUCKETS];
    while (entry != NULL && !is_answer_to(entry, req, hash, coding))
        entry = entry->chain;
    return entry;
}

void cg_http_cache_destroy(cg_http_cache *cache)
{
    if (cache == NULL)
        return;
    cg_mutex_lock(&cache->mu);
    while (cache->oldest != NULL)
        remove_locked(cache, cache->oldest);
    cg_mutex_unlock(&cache->mu);
    cg_mutex_fini(&cache->mu);
    cg_free(cache);
}

void cg_http_cache_stats(cg_http_cache *cache, uint64_t *out_bytes, uint64_t *out_replies)
{
    *out_bytes = *out_replies = 0;
    if (cache == NULL)
        return;
    cg_mutex_lock(&cache->mu);
    *out_bytes = cache->bytes;
    *out_replies = cache->count;
    cg_mutex_unlock(&cache->mu);
}

/* ---- finding ---- */

static bool is_too_old(const cg_http_cache *cache, const cache_entry *entry, uint64_t now)
{
    return cache->age_max_ns > 0 && now > entry->made_ns &&
           now - entry->made_ns > cache->age_max_ns;
}

/* With a reference; NULL: none of this generation. */
static cache_entry *take_locked(cg_http_cache *cache, const cg_request *req, uint64_t generation)
    CG_REQUIRES(cache->mu)
{
    cg_http_coding coding = cg_http_choose_coding(req->accept_encoding);
    cache_entry *entry = find_locked(cache, req, hash_of(req, coding), coding);
    if (entry != NULL && is_too_old(cache, entry, req->started_ns)) {
        remove_locked(cache, entry);
        return NULL;
    }
    if (entry == NULL || entry->generation != generation)
        return NULL;
    if (entry != cache->newest) {
        unlink_age_locked(cache, entry);
        link_newest_locked(cache, entry);
    }
    atomic_fetch_add_explicit(&entry->refs, 1, memory_order_relaxed);
    return entry;
}

static void refer_to(cache_entry *entry, cg_reply *reply)
{
    reply->kept = entry;
    reply->media = entry->media;
    reply->encoding = entry->encoding;
    memcpy(reply->headers, entry->headers, sizeof entry->headers);
    reply->header_count = entry->header_count;
}

bool cg_http_cache_find(cg_request *req, uint64_t generation)
{
    cg_http_cache *cache = req->http->cache;
    if (cache == NULL)
        return false;
    cg_mutex_lock(&cache->mu);
    cache_entry *entry = take_locked(cache, req, generation);
    cg_mutex_unlock(&cache->mu);
    cg_metric_add(entry ? CG_M_HTTP_CACHE_HITS : CG_M_HTTP_CACHE_MISSES, 1);
    if (entry == NULL)
        return false;
    refer_to(entry, &req->reply);
    return true;
}

/* ---- keeping ---- */

static size_t text_bytes(const cg_request *req)
{
    const cg_reply *reply = &req->reply;
    size_t bytes = req->target.len + reply->body.len;
    for (unsigned i = 0; i < reply->header_count; i++)
        bytes += strlen(reply->headers[i].value) + 1;
    return bytes;
}

static char *put_text(char *at, cg_str text, cg_str *out_copy)
{
    if (text.len > 0)
        memcpy(at, text.ptr, text.len);
    *out_copy = cg_str_make(at, text.len);
    return at + text.len;
}

static cache_entry *make_entry(const cg_request *req)
{
    const cg_reply *reply = &req->reply;
    size_t bytes = sizeof(cache_entry) + text_bytes(req);
    cache_entry *entry = cg_try_alloc(bytes);
    if (entry == NULL)
        return NULL;
    cg_http_coding coding = cg_http_choose_coding(req->accept_encoding);
    *entry = (cache_entry){.hash = hash_of(req, coding),
                           .generation = reply->generation,
                           .made_ns = cg_now_ns(),
                           .bytes = bytes,
                           .accepted = req->accepted,
                           .coding = coding,
                           .media = reply->media,
                           .encoding = reply->encoding,
                           .header_count = reply->header_count};
    atomic_init(&entry->refs, 1);
    char *at = put_text(entry->text, req->target, &entry->target);
    at = put_text(at, cg_buf_str(&reply->body), &entry->body);
    for (unsigned i = 0; i < reply->header_count; i++) {
        cg_str value = cg_str_from(reply->headers[i].value), copy;
        value.len++; /* with its NUL */
        at = put_text(at, value, &copy);
        entry->headers[i] = (cg_header){reply->headers[i].name, copy.ptr};
    }
    return entry;
}

static void insert_locked(cg_http_cache *cache, const cg_request *req, cache_entry *entry)
    CG_REQUIRES(cache->mu)
{
    cache_entry *old = find_locked(cache, req, entry->hash, entry->coding);
    if (old != NULL)
        remove_locked(cache, old);
    unsigned evicted = 0;
    for (; cache->bytes + entry->bytes > cache->bytes_max; evicted++)
        remove_locked(cache, cache->oldest);
    if (evicted > 0)
        cg_metric_add(CG_M_HTTP_CACHE_EVICTIONS, evicted);
    entry->chain = cache->buckets[entry->hash % BUCKETS];
    cache->buckets[entry->hash % BUCKETS] = entry;
    link_newest_locked(cache, entry);
    cache->bytes += entry->bytes;
    cache->count++;
}

void cg_http_cache_keep(cg_request *req)
{
    cg_http_cache *cache = req->http->cache;
    const cg_reply *reply = &req->reply;
    if (cache == NULL || !(req->route->flags & CG_ROUTE_ETAG) || reply->status != 200 ||
        !reply->has_generation || reply->passing || reply->stream.pull ||
        sizeof(cache_entry) + text_bytes(req) > cache->bytes_max / SHARE_MAX)
        return;
    cache_entry *entry = make_entry(req);
    if (entry == NULL)
        return;
    cg_mutex_lock(&cache->mu);
    insert_locked(cache, req, entry);
    cg_mutex_unlock(&cache->mu);
}
