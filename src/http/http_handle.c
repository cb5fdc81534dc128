// SPDX-License-Identifier: Apache-2.0
// http: the library's callbacks: a request from its first line to its last byte. These run on I/O
// threads and never block.
#include "http_handle.h"
#include "http_websocket_int.h"

#include <sys/socket.h>

void *cg_http_on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    cg_request *req = cg_http_request_create(cls, mhd, cg_str_from(uri));
    int phase = atomic_load_explicit(&req->conn->phase, memory_order_relaxed);
    if (phase != CG_CONN_FRESH)
        cg_http_conn_enter(req->conn, CG_CONN_HEAD, req->started_ns);
    return req;
}

/* ---- refusing ---- */

static bool has_body(const cg_request *req)
{
    return req->chunked || req->length > 0;
}

/* Without a body its end comes at once. */
static enum MHD_Result expect_body(cg_request *req)
{
    atomic_store_explicit(&req->state, CG_REQ_BODY, memory_order_relaxed);
    if (has_body(req))
        cg_http_conn_enter(req->conn, CG_CONN_BODY, cg_now_ns());
    return MHD_YES;
}

/* The reply is finished. Bodies still to come are swallowed when they are short, so that the
 * connection lives on; otherwise the reply goes out at once and the connection ends. */
static enum MHD_Result refuse_now(cg_request *req)
{
    bool early = req->guard_failed || (has_body(req) && (req->chunked || req->expects_continue ||
                                                         req->length > CG_HTTP_SWALLOW_BYTES));
    if (!early) {
        req->refused = true;
        req->at_head = false;
        return expect_body(req);
    }
    req->close = true;
    atomic_store_explicit(&req->conn->linger, true, memory_order_relaxed);
    return cg_http_reply_queue(req);
}

static enum MHD_Result refuse(cg_request *req, cg_code rc, const cg_err *err)
{
    cg_http_reply_finish(&req->reply, rc, err);
    return refuse_now(req);
}

/* The library takes no reply while a body is arriving: write it past the library and cut. */
static enum MHD_Result send_in_body(cg_request *req, int status, const cg_buf *wire)
{
    req->sent_status = status;
    req->sent_bytes = wire->len;
    atomic_store_explicit(&req->conn->linger, true, memory_order_relaxed);
    if (wire->error == CG_OK)
        (void)send(req->conn->fd, wire->ptr, wire->len, MSG_DONTWAIT | MSG_NOSIGNAL);
    return MHD_NO;
}

static enum MHD_Result refuse_in_body(cg_request *req, cg_code rc, const cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) wire = {0};
    cg_reply *reply = &req->reply;
    req->accept_encoding = CG_STR_NULL;
    cg_http_reply_finish(reply, rc, err);
    cg_http_wire_head(req, reply->status, reply->media, reply->body.len, reply->headers,
                      reply->header_count, &wire);
    cg_buf_add_str(&wire, cg_buf_str(&reply->body));
    return send_in_body(req, reply->status, &wire);
}

/* The worker did not answer in time. */
static enum MHD_Result answer_expired(cg_request *req)
{
    CG_AUTO_VALUE(cg_buf) wire = {0};
    if (req->at_head) {
        req->close = true;
        atomic_store_explicit(&req->conn->linger, true, memory_order_relaxed);
        return cg_http_reply_queue_expired(req);
    }
    bool stepping = cg_http_body_arrives(req);
    if (stepping && !cg_http_upload_expire(req))
        return MHD_NO; /* its reply has begun */
    if (!stepping || cg_http_upload_ended(req->upload))
        return cg_http_reply_queue_expired(req);
    int status = cg_http_wire_expired(req, &wire);
    return send_in_body(req, status, &wire);
}

/* ---- the head ---- */

static void add_allow(cg_request *req)
{
    cg_reply_add_header(&req->reply, "Allow", "%.*s", CG_STR_ARG(cg_http_allow(req)));
}

static enum MHD_Result answer_options(cg_request *req)
{
    cg_reply_set_status(&req->reply, 204);
    add_allow(req);
    return refuse(req, CG_OK, NULL);
}

/* A connection beyond the limits gets one answer: the spare ones are for those whom a crowd of idle
 * or slow clients would keep out. An address that has too many is told so, unless it only asks
 * whether the server lives. */
static cg_code check_crowd(cg_request *req, cg_err *err)
{
    cg_crowd crowd = req->conn->crowd;
    req->close |= crowd != CG_CROWD_NONE;
    if (crowd != CG_CROWD_CLIENT || (req->route->flags & CG_ROUTE_INLINE))
        return CG_OK;
    return CG_FAIL(err, CG_E_BUSY, "too many connections of this address");
}

static cg_code check_request(cg_request *req, cg_err *err)
{
    cg_code rc = check_crowd(req, err);
    if (rc == CG_OK)
        rc = cg_http_key_check(req, err);
    if (rc == CG_OK)
        rc = cg_http_params(req, err);
    if (rc == CG_OK)
        rc = cg_http_handshake_check(req, err);
    if (rc == CG_OK)
        rc = cg_http_negotiate(req, err);
    if (rc == CG_OK && req->route->whole)
        req->whole = req->route->whole(req);
    if (rc == CG_OK)
        rc = cg_http_body_expect(req, err);
    return rc;
}

/* Finishes the reply when it is known without work: the client has this generation's answer already
 * (304), or the cache has it. */
static bool answer_known(cg_request *req)
{
    const cg_http_options *opts = &req->http->opts;
    uint64_t generation = 0;
    if (!(req->route->flags & CG_ROUTE_ETAG) || !opts->generation || cg_http_wait_needed(req) ||
        !opts->generation(opts->user, req, &generation))
        return false;
    if (req->if_none_match.len == 0 ||
        !cg_http_etag_matches(req->if_none_match, cg_http_etag(req, generation)))
        return cg_http_cache_find(req, generation);
    cg_reply_set_generation(&req->reply, generation);
    cg_http_reply_finish(&req->reply, CG_OK, NULL);
    return true;
}

static enum MHD_Result on_accepted(cg_request *req)
{
    req->at_head = false;
    cg_http_upload_attach(req);
    return expect_body(req);
}

static enum MHD_Result on_head(cg_request *req, const char *method, const char *version)
{
    cg_err err = {0};
    req->method = cg_arena_str(req->arena, cg_str_from(method));
    req->wire_method = method;
    req->wire_version = version;
    cg_code rc = cg_http_guard(req, &err);
    cg_http_request_read_head(req);
    if (rc != CG_OK) {
        req->guard_failed = true;
        return refuse(req, rc, &err);
    }
    req->head_only = cg_str_eq(req->method, CG_STR("HEAD"));
    req->http_1_0 = strcmp(version, "HTTP/1.0") == 0;
    rc = cg_http_check_host(req, &err);
    if (rc != CG_OK)
        return refuse(req, rc, &err);
    rc = cg_http_route(req, &err);
    if (cg_str_eq(req->method, CG_STR("OPTIONS")) &&
        (rc == CG_E_METHOD || cg_str_eq(req->target, CG_STR("*"))))
        return answer_options(req);
    if (rc == CG_E_METHOD)
        add_allow(req);
    if (rc == CG_OK)
        rc = check_request(req, &err);
    if (rc != CG_OK)
        return refuse(req, rc, &err);
    if (answer_known(req))
        return refuse_now(req);
    if (!cg_http_body_arrives(req))
        return expect_body(req);
    req->at_head = true;
    return cg_http_dispatch(req) ? MHD_YES : refuse_now(req);
}

/* ---- the body and the end ---- */

static enum MHD_Result on_body(cg_request *req, const char *bytes, size_t *size)
{
    cg_err err = {0};
    if (req->conn->upload)
        return cg_http_upload_feed(req, bytes, size);
    cg_str part = cg_str_make(bytes, *size);
    *size = 0;
    req->received_bytes += part.len;
    atomic_fetch_add_explicit(&req->conn->body_bytes, part.len, memory_order_relaxed);
    if (req->refused)
        return MHD_YES;
    cg_code rc = cg_http_body_add(req, part, &err);
    return rc == CG_OK ? MHD_YES : refuse_in_body(req, rc, &err);
}

static enum MHD_Result on_complete(cg_request *req)
{
    if (req->conn->upload)
        return cg_http_upload_complete(req);
    if (req->refused || !cg_http_dispatch(req))
        return cg_http_reply_queue(req);
    return MHD_YES;
}

enum MHD_Result cg_http_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                   const char *method, const char *version, const char *body,
                                   size_t *body_size, void **context)
{
    cg_request *req = *context;
    (void)cls, (void)mhd, (void)url;
    if (!req)
        return MHD_NO;
    switch (atomic_load_explicit(&req->state, memory_order_acquire)) {
    case CG_REQ_HEAD: return on_head(req, method, version);
    case CG_REQ_BODY: return *body_size ? on_body(req, body, body_size) : on_complete(req);
    case CG_REQ_ACCEPTED: return on_accepted(req);
    case CG_REQ_READY: return req->at_head ? refuse_now(req) : cg_http_reply_queue(req);
    case CG_REQ_EXPIRED: return answer_expired(req);
    case CG_REQ_LEFT: return MHD_NO;
    default: return MHD_YES;
    }
}

static void write_log(const cg_request *req, int status, uint64_t ns)
{
    CG_LOG(CG_LOG_INFO, "http.request", CG_LSTR("id", req->id), CG_LSTR("method", req->method),
           CG_LSTR("path", cg_str_slice(req->path, 0, 200)),
           CG_LSTR("route", cg_str_from(req->route ? req->route->path : "")),
           CG_LU64("status", (uint64_t)status), CG_LU64("bytes", req->sent_bytes),
           CG_LU64("dur_us", ns / 1000));
}

void cg_http_request_note(const cg_request *req, uint64_t now)
{
    int status = req->sent_status ? req->sent_status : cg_code_status(CG_E_CANCELED);
    uint64_t ns = now - req->started_ns;
    cg_http_metrics_record(req, status, ns);
    if (req->http->opts.log_requests)
        write_log(req, status, ns);
}

void cg_http_on_completed(void *cls, struct MHD_Connection *mhd, void **context,
                          enum MHD_RequestTerminationCode code)
{
    cg_request *req = *context;
    (void)cls, (void)mhd, (void)code;
    *context = NULL;
    if (!req)
        return;
    if (req->conn->upload)
        cg_http_upload_detach(req);
    uint64_t now = cg_now_ns();
    cg_http_conn_enter(req->conn, CG_CONN_IDLE, now);
    if (atomic_load_explicit(&req->state, memory_order_relaxed) != CG_REQ_LEFT)
        cg_http_request_note(req, now);
    cg_http_request_unref(req);
}
