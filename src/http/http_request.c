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
    req->slot = http->opts.route_count;
    atomic_init(&req->refs, 1);
    atomic_init(&req->state, CG_REQ_HEAD);
    cg_buf_init(&req->body, 0);
    cg_http_reply_init(&req->reply, req);
    atomic_fetch_add_explicit(&http->live_requests, 1, memory_order_relaxed);
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
    /* both sequentially consistent, as are their partners in cg_http_drain and who waits: either sees the other */
    atomic_fetch_sub(&http->live_requests, 1);
    if (!atomic_load(&http->draining))
        return;
    cg_mutex_lock(&http->requests_mu);
    cg_cond_broadcast(&http->changed);
    cg_mutex_unlock(&http->requests_mu);
}

/* Each known header, and where its value is kept; 0: nowhere. */
static const struct known_header {
    cg_str name;
    size_t offset;
} known[CG_HEADER_OTHER] = {
#define KNOWN(header, text, at) [CG_HEADER_##header] = {{text, sizeof(text) - 1}, at}
#define KEPT(header, text, field) KNOWN(header, text, offsetof(cg_request, field))
    KEPT(HOST, "Host", host),
    KEPT(ORIGIN, "Origin", origin),
    KEPT(REQUEST_ID, "X-Request-Id", id),
    KEPT(TRACEPARENT, "Traceparent", traceparent),
    KEPT(TRACESTATE, "Tracestate", tracestate),
    KEPT(CONTENT_TYPE, "Content-Type", content_type),
    KEPT(CONTENT_ENCODING, "Content-Encoding", content_encoding),
    KEPT(ACCEPT, "Accept", accept),
    KEPT(ACCEPT_ENCODING, "Accept-Encoding", accept_encoding),
    KEPT(IF_MATCH, "If-Match", if_match),
    KEPT(IF_NONE_MATCH, "If-None-Match", if_none_match),
    KEPT(IDEMPOTENCY_KEY, "Idempotency-Key", idempotency_key),
    KEPT(PREFER, "Prefer", prefer),
    KEPT(LAST_EVENT_ID, "Last-Event-ID", last_event_id),
    KNOWN(CONTENT_LENGTH, "Content-Length", 0),
    KNOWN(TRANSFER_ENCODING, "Transfer-Encoding", 0),
    KNOWN(EXPECT, "Expect", 0),
};

cg_header_name cg_http_header_name(cg_str name)
{
    unsigned i = 0;
    while (i < CG_HEADER_OTHER &&
           (known[i].name.len != name.len || strncasecmp(known[i].name.ptr, name.ptr, name.len)))
        i++;
    return (cg_header_name)i;
}

void cg_http_request_keep_header(cg_request *req, cg_header_name name, cg_str value)
{
    if (name == CG_HEADER_OTHER || known[name].offset == 0)
        return;
    cg_str *kept = (cg_str *)((char *)req + known[name].offset);
    if (!kept->ptr && value.ptr)
        *kept = cg_arena_str(req->arena, value);
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

const cg_value *cg_request_find(const cg_request *req, const char *name)
{
    const cg_form *form = req->form;
    for (size_t i = 0; i < form->count; i++)
        if (form->params[i]->name == name || strcmp(form->params[i]->name, name) == 0)
            return &req->values[i];
    return NULL;
}

const cg_value *cg_request_value(const cg_request *req, const char *name)
{
    const cg_value *value = cg_request_find(req, name);
    CG_ASSERT(value && "a handler asked for a parameter that its route does not declare");
    return value;
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
