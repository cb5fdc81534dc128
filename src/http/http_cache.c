// SPDX-License-Identifier: Apache-2.0
// http: finished replies, kept for clients that ask the same again while nothing was written. What a
// CG_ROUTE_ETAG route answers follows from the target, the media type and the generation, as its ETag
// says; so a kept reply is sent for the same three alone, by the I/O thread, without a worker.
//
// A table without chains: a reply takes the place of whatever had it, an older generation's most of
// all. Beyond the budget a hand goes round and drops what it meets.
#include "http_int.h"

#define SLOTS 4096u /* a power of two */
#define ENTRY_MAX_BYTES ((size_t)64 * 1024)

typedef struct cache_entry {
    uint64_t hash, generation;
    size_t bytes; /* of all of it */
    const char *accepted;
    cg_http_coding coding;
    const char *media, *encoding;
    cg_header headers[CG_HTTP_HEADERS_MAX]; /* the values lie in `text` */
    unsigned header_count;
    cg_str target, body; /* likewise */
    char text[];
} cache_entry;

struct cg_http_cache {
    size_t bytes_max;
    cg_mutex mu;
    cache_entry *slots[SLOTS]; /* guarded by mu */
    size_t bytes;              /* guarded by mu */
    unsigned hand;             /* guarded by mu */
};

cg_http_cache *cg_http_cache_create(size_t bytes_max)
{
    if (bytes_max == 0)
        return NULL;
    cg_http_cache *cache = cg_alloc(sizeof *cache);
    cache->bytes_max = bytes_max;
    cg_mutex_init(&cache->mu, CG_LOCK_HTTP_CACHE);
    return cache;
}

void cg_http_cache_destroy(cg_http_cache *cache)
{
    if (cache == NULL)
        return;
    for (unsigned i = 0; i < SLOTS; i++)
        cg_free(cache->slots[i]);
    cg_mutex_fini(&cache->mu);
    cg_free(cache);
}

static uint64_t hash_of(const cg_request *req, cg_http_coding coding)
{
    uint64_t hash = cg_hash64(req->target.ptr, req->target.len, (uint64_t)coding);
    return cg_hash64(req->accepted, req->accepted ? strlen(req->accepted) : 0, hash);
}

static bool is_answer_to(const cache_entry *entry, const cg_request *req, uint64_t hash,
                         cg_http_coding coding)
{
    return entry && entry->hash == hash && entry->coding == coding &&
           entry->accepted == req->accepted && cg_str_eq(entry->target, req->target);
}

/* ---- finding ---- */

static void fill_locked(const cache_entry *entry, cg_reply *reply)
{
    reply->media = entry->media;
    reply->encoding = entry->encoding;
    for (unsigned i = 0; i < entry->header_count; i++)
        reply->headers[i] =
            (cg_header){entry->headers[i].name,
                        cg_arena_str(reply->req->arena, cg_str_from(entry->headers[i].value)).ptr};
    reply->header_count = entry->header_count;
    cg_buf_add_str(&reply->body, entry->body);
}

bool cg_http_cache_find(cg_request *req, uint64_t generation)
{
    cg_http_cache *cache = req->http->cache;
    if (cache == NULL)
        return false;
    cg_http_coding coding = cg_http_choose_coding(req->accept_encoding);
    uint64_t hash = hash_of(req, coding);
    cg_mutex_lock(&cache->mu);
    const cache_entry *entry = cache->slots[hash % SLOTS];
    bool found = is_answer_to(entry, req, hash, coding) && entry->generation == generation;
    if (found)
        fill_locked(entry, &req->reply);
    cg_mutex_unlock(&cache->mu);
    cg_metric_add(found ? CG_M_HTTP_CACHE_HITS : CG_M_HTTP_CACHE_MISSES, 1);
    return found;
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
                           .bytes = bytes,
                           .accepted = req->accepted,
                           .coding = coding,
                           .media = reply->media,
                           .encoding = reply->encoding,
                           .header_count = reply->header_count};
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

/* Takes the entry out of its place. */
static cache_entry *take_locked(cg_http_cache *cache, size_t slot) CG_REQUIRES(cache->mu)
{
    cache_entry *entry = cache->slots[slot];
    cache->slots[slot] = NULL;
    if (entry != NULL)
        cache->bytes -= entry->bytes;
    return entry;
}

void cg_http_cache_keep(cg_request *req)
{
    cg_http_cache *cache = req->http->cache;
    const cg_reply *reply = &req->reply;
    if (cache == NULL || !(req->route->flags & CG_ROUTE_ETAG) || reply->status != 200 ||
        !reply->has_generation || reply->stream.pull || text_bytes(req) > ENTRY_MAX_BYTES)
        return;
    cache_entry *entry = make_entry(req);
    if (entry == NULL || entry->bytes > cache->bytes_max) {
        cg_free(entry);
        return;
    }
    size_t slot = entry->hash % SLOTS;
    cg_mutex_lock(&cache->mu);
    cg_free(take_locked(cache, slot));
    while (cache->bytes + entry->bytes > cache->bytes_max)
        cg_free(take_locked(cache, cache->hand++ % SLOTS));
    cache->slots[slot] = entry;
    cache->bytes += entry->bytes;
    cg_mutex_unlock(&cache->mu);
}
