// SPDX-License-Identifier: Apache-2.0
// http: the request object: made when its first line arrives, freed when both the connection and
// the worker have let go of it.
#include "http_int.h"

#include <stddef.h>
#include <strings.h>

#define ID_MAX 128
#define TRACESTATE_MAX 512
#define ID_MADE 32 /* of those made here; NUL-terminated like all texts of an arena */

cg_request *cg_http_request_create(cg_http *http, struct MHD_Connection *mhd, cg_str target)
{
    cg_request *req = cg_alloc(sizeof *req);
    req->http = http;
    req->mhd = mhd;
    req->conn = mhd ? cg_http_conn_of(mhd) : NULL;
    req->arena = cg_arena_create(http->opts.arena_max_bytes);
    req->wire_target = target.ptr;
    req->wire_target_len = target.len;
    req->target = cg_arena_str(req->arena, target);
    req->started_ns = cg_now_ns();
    atomic_init(&req->refs, 1);
    atomic_init(&req->state, CG_REQ_HEAD);
    cg_buf_init(&req->body, 0);
    cg_http_reply_init(&req->reply, req);
    cg_mutex_lock(&http->requests_mu);
    http->live_requests++;
    cg_mutex_unlock(&http->requests_mu);
    return req;
}

void cg_http_request_ref(cg_request *req)
{
    atomic_fetch_add_explicit(&req->refs, 1, memory_order_relaxed);
}

void cg_http_request_unref(cg_request *req)
{
    /* acq_rel pairs with the other owner's decrement: the last one sees all writes */
    if (!req || atomic_fetch_sub_explicit(&req->refs, 1, memory_order_acq_rel) != 1)
        return;
    cg_http *http = req->http;
    cg_http_reply_fini(&req->reply);
    cg_http_upload_free(req);
    cg_buf_fini(&req->body);
    atomic_fetch_sub_explicit(&http->body_bytes, req->body_counted, memory_order_relaxed);
    cg_arena_destroy(req->arena);
    cg_free(req);
    cg_mutex_lock(&http->requests_mu);
    http->live_requests--;
    cg_cond_broadcast(&http->changed);
    cg_mutex_unlock(&http->requests_mu);
}

/* The headers that later threads ask for, and where each is kept. */
static const struct kept_header {
    const char *name;
    size_t offset;
} kept[] = {
    {"Host", offsetof(cg_request, host)},
    {"Origin", offsetof(cg_request, origin)},
    {"X-Request-Id", offsetof(cg_request, id)},
    {"Traceparent", offsetof(cg_request, traceparent)},
    {"Content-Type", offsetof(cg_request, content_type)},
    {"Content-Encoding", offsetof(cg_request, content_encoding)},
    {"Accept", offsetof(cg_request, accept)},
    {"Accept-Encoding", offsetof(cg_request, accept_encoding)},
    {"Tracestate", offsetof(cg_request, tracestate)},
    {"If-Match", offsetof(cg_request, if_match)},
    {"Idempotency-Key", offsetof(cg_request, idempotency_key)},
    {"If-None-Match", offsetof(cg_request, if_none_match)},
    {"Prefer", offsetof(cg_request, prefer)},
    {"Last-Event-ID", offsetof(cg_request, last_event_id)},
};

static enum MHD_Result keep_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                   size_t key_len, const char *value, size_t value_len)
{
    cg_request *req = cls;
    (void)kind;
    for (size_t i = 0; i < CG_ARRAY_LEN(kept); i++) {
        cg_str *slot = (cg_str *)((char *)req + kept[i].offset);
        if (!slot->ptr && value && strlen(kept[i].name) == key_len &&
            strncasecmp(key, kept[i].name, key_len) == 0)
            *slot = cg_arena_str(req->arena, cg_str_make(value, value_len));
    }
    return MHD_YES;
}

/* Unique, not secret: a number of this thread under a random one, hashed. */
static cg_str make_id(cg_arena *arena)
{
    static _Thread_local uint64_t seed[2]; /* [1] counts */
    static const char digits[] = "0123456789abcdef";
    char *text = cg_arena_alloc(arena, ID_MADE + 1);
    if (seed[0] == 0)
        cg_random_bytes(seed, sizeof seed);
    seed[1]++;
    for (unsigned half = 0; half < 2; half++) {
        uint64_t bits = cg_hash64(seed, sizeof seed, half);
        for (unsigned i = 0; i < ID_MADE / 2; i++, bits >>= 4)
            text[half * ID_MADE / 2 + i] = digits[bits & 15];
    }
    return cg_str_make(text, ID_MADE);
}

static bool id_sane(cg_str id)
{
    if (id.len == 0 || id.len > ID_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  memchr("-_.:/+=@", c, 8);
        if (!ok)
            return false;
    }
    return true;
}

/* 00-<32 hex>-<16 hex>-<2 hex>; anything else is not passed on. */
static bool traceparent_sane(cg_str t)
{
    if (t.len != 55)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        bool dash = i == 2 || i == 35 || i == 52;
        char c = t.ptr[i];
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/* The rest of the trace's state is others' business. */
static bool tracestate_sane(cg_str t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < 0x20 || t.ptr[i] > 0x7e)
            return false;
    return t.len <= TRACESTATE_MAX;
}

void cg_http_request_read_head(cg_request *req)
{
    if (req->mhd)
        MHD_get_connection_values_n(req->mhd, MHD_HEADER_KIND, keep_header, req);
    if (!id_sane(req->id))
        req->id = make_id(req->arena);
    if (!traceparent_sane(req->traceparent))
        req->traceparent = CG_STR_NULL;
    if (!req->traceparent.ptr || !tracestate_sane(req->tracestate))
        req->tracestate = CG_STR_NULL;
    if (req->content_type.ptr)
        req->media = cg_http_media_in(req->arena, req->content_type);
    ptrdiff_t mark = cg_str_find(req->target, '?');
    req->path = mark < 0 ? req->target : cg_str_slice(req->target, 0, (size_t)mark);
    if (mark >= 0)
        req->query = cg_str_slice(req->target, (size_t)mark + 1, req->target.len);
}

cg_str cg_http_header(const cg_request *req, const char *name)
{
    const char *value =
        req->mhd ? MHD_lookup_connection_value(req->mhd, MHD_HEADER_KIND, name) : NULL;
    return value ? cg_str_from(value) : CG_STR_NULL;
}

/* ---- what handlers ask ---- */

const cg_value *cg_request_value(const cg_request *req, const char *name)
{
    const cg_param *param;
    for (size_t i = 0; (param = cg_route_param(req->route, i)) != NULL; i++)
        if (param->name == name || strcmp(param->name, name) == 0)
            return &req->values[i];
    CG_ASSERT(!"a handler asked for a parameter that its route does not declare");
    return NULL;
}

cg_arena *cg_request_arena(cg_request *req)
{
    return req->arena;
}

void *cg_request_user(const cg_request *req)
{
    return req->http->opts.user;
}

const cg_route *cg_request_route(const cg_request *req)
{
    return req->route;
}

cg_str cg_request_body(const cg_request *req)
{
    return cg_buf_str(&req->body);
}

cg_str cg_request_media(const cg_request *req)
{
    return req->media;
}

cg_str cg_request_media_param(cg_request *req, const char *name)
{
    return cg_http_media_param_in(req->arena, req->content_type, cg_str_from(name));
}

cg_str cg_request_id(const cg_request *req)
{
    return req->id;
}

cg_str cg_request_path(const cg_request *req)
{
    return req->path;
}

cg_str cg_request_prefer(const cg_request *req)
{
    return req->prefer;
}

cg_str cg_request_last_event_id(const cg_request *req)
{
    return req->last_event_id;
}

uint64_t cg_request_deadline_ns(const cg_request *req)
{
    return atomic_load_explicit(&req->deadline_ns, memory_order_relaxed);
}

bool cg_request_prefers(const cg_request *req, const char *media, const char *other)
{
    unsigned a = cg_http_quality(req->accept, cg_str_from(media));
    return a > 0 && a >= cg_http_quality(req->accept, cg_str_from(other));
}

bool cg_request_canceled(const cg_request *req)
{
    return atomic_load_explicit(&req->gone, memory_order_relaxed) ||
           atomic_load_explicit(&req->http->canceling, memory_order_relaxed) ||
           cg_now_ns() >= cg_request_deadline_ns(req);
}

bool cg_request_hurried(const cg_request *req)
{
    return atomic_load_explicit(&req->http->draining, memory_order_relaxed) ||
           cg_request_canceled(req);
}
