// SPDX-License-Identifier: Apache-2.0
// http: from a handler's result to what the library sends.
#include "http_websocket_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

void cg_http_reply_init(cg_reply *reply, cg_request *req)
{
    reply->req = req;
    reply->status = 200;
    reply->media = "application/json";
    cg_buf_init(&reply->body, req->http->opts.reply_max_bytes);
    cg_buf_init(&reply->stream.chunk, req->http->opts.reply_max_bytes);
}

static void stream_fini(cg_stream *stream)
{
    if (stream->pull && stream->destroy)
        stream->destroy(stream->arg);
    stream->pull = NULL;
    cg_buf_fini(&stream->chunk);
}

void cg_http_reply_fini(cg_reply *reply)
{
    stream_fini(&reply->stream);
    cg_websocket_drop(reply->websocket);
    cg_http_kept_drop(reply->kept);
    cg_buf_fini(&reply->body);
}

/* ---- what handlers set ---- */

void cg_reply_set_status(cg_reply *reply, int status)
{
    reply->status = status;
}

void cg_reply_set_media(cg_reply *reply, const char *media)
{
    reply->media = media;
}

void cg_reply_set_generation(cg_reply *reply, uint64_t generation)
{
    reply->has_generation = true;
    reply->generation = generation;
}

void cg_reply_set_passing(cg_reply *reply)
{
    reply->passing = true;
}

cg_buf *cg_reply_body(cg_reply *reply)
{
    return &reply->body;
}

static bool value_sane(cg_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            return false;
    return true;
}

/* `value`: sane, NUL-terminated, and there as long as the reply. */
static void add_text(cg_reply *reply, const char *name, const char *value)
{
    if (reply->header_count < CG_HTTP_HEADERS_MAX)
        reply->headers[reply->header_count++] = (cg_header){name, value};
}

void cg_reply_add_header(cg_reply *reply, const char *name, const char *fmt, ...)
{
    char text[2048];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        return;
    cg_str value = cg_str_make(text, (size_t)n);
    if (value_sane(value))
        add_text(reply, name, cg_arena_str(reply->req->arena, value).ptr);
}

void cg_reply_add_field_error(cg_reply *reply, cg_str pointer, const char *fmt, ...)
{
    char text[320];
    va_list args;
    if (reply->field_count == CG_HTTP_FIELD_ERRORS_MAX)
        return;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cg_str detail = cg_str_make(text, CG_MIN((size_t)CG_MAX(n, 0), sizeof text - 1));
    if (reply->fields == NULL)
        reply->fields = cg_arena_alloc_array(reply->req->arena, CG_HTTP_FIELD_ERRORS_MAX,
                                             sizeof *reply->fields);
    reply->fields[reply->field_count++] = (cg_field_error){
        cg_arena_str(reply->req->arena, pointer),
        cg_arena_str(reply->req->arena, cg_utf8_truncate(detail, sizeof text)),
    };
}

void cg_reply_stream(cg_reply *reply, const char *media, cg_pull_fn pull, void (*destroy)(void *),
                     void *arg)
{
    reply->media = media;
    reply->stream.pull = pull;
    reply->stream.destroy = destroy;
    reply->stream.arg = arg;
    reply->stream.last = CG_PULL_MORE;
}

/* ---- finishing ---- */

static void become_problem(cg_reply *reply, cg_code rc, const cg_err *err)
{
    cg_request *req = reply->req;
    const char *detail = err && err->code != CG_OK ? err->text : cg_code_title(rc);
    if (err && err->pointer[0] && reply->field_count == 0)
        cg_reply_add_field_error(reply, cg_str_from(err->pointer), "%s", detail);
    stream_fini(&reply->stream);
    cg_websocket_drop(reply->websocket);
    reply->websocket = NULL;
    cg_buf_fini(&reply->body);
    cg_buf_init(&reply->body, 0);
    reply->status = cg_code_status(rc);
    reply->media = "application/problem+json";
    reply->has_generation = false;
    cg_http_problem_write(&reply->body, rc, detail, req->path, req->id, reply->fields,
                          reply->field_count);
    if (reply->status == 503)
        cg_reply_add_header(reply, "Retry-After", "1");
}

cg_str cg_http_etag(cg_request *req, uint64_t generation)
{
    static const char hex[] = "0123456789abcdef";
    if (req->etag.ptr && req->etag_generation == generation)
        return req->etag;
    cg_str media = cg_str_from(req->accepted);
    uint64_t hash = cg_hash64(req->target.ptr, req->target.len, req->http->opts.etag_seed);
    hash = cg_hash64(media.ptr, media.len, hash);
    char text[sizeof "W/\"-\"" + CG_U64_TEXT_LEN + 16] = "W/\"";
    size_t len = strlen(text);
    len += cg_u64_text(generation, text + len);
    text[len++] = '-';
    for (unsigned bits = 64; bits > 0; bits -= 4)
        text[len++] = hex[hash >> (bits - 4) & 15];
    text[len++] = '"';
    req->etag = cg_arena_str(req->arena, cg_str_make(text, len));
    req->etag_generation = generation;
    return req->etag;
}

static void add_generation(cg_reply *reply)
{
    cg_request *req = reply->req;
    char digits[CG_U64_TEXT_LEN];
    cg_str number = cg_str_make(digits, cg_u64_text(reply->generation, digits));
    add_text(reply, "Codegraph-Generation", cg_arena_str(req->arena, number).ptr);
    if (!(req->route->flags & CG_ROUTE_ETAG) || reply->status != 200 || reply->passing)
        return;
    cg_str etag = cg_http_etag(req, reply->generation);
    add_text(reply, "ETag", etag.ptr);
    add_text(reply, "Cache-Control", "no-cache");
    if (req->if_none_match.len && cg_http_etag_matches(req->if_none_match, etag)) {
        reply->status = 304;
        cg_buf_clear(&reply->body);
    }
}

void cg_http_reply_finish(cg_reply *reply, cg_code rc, const cg_err *err)
{
    cg_request *req = reply->req;
    cg_err own = {0};
    if (rc == CG_OK && reply->body.error != CG_OK) {
        rc = CG_FAIL(&own, CG_E_UNPROCESSABLE, "the reply exceeds %zu bytes: ask for less",
                     req->http->opts.reply_max_bytes);
        err = &own;
    }
    if (rc != CG_OK)
        become_problem(reply, rc, err);
    else if (reply->has_generation)
        add_generation(reply);
    if (reply->body.len && reply->body.ptr[reply->body.len - 1] == '}')
        cg_buf_add_char(&reply->body, '\n'); /* for those who read JSON in a terminal */
    if (!reply->stream.pull)
        reply->encoding = cg_http_compress(&reply->body, req->accept_encoding);
}

/* ---- sending ---- */

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    (void)MHD_add_response_header(response, name, value);
}

static void add_common(struct MHD_Response *response, cg_request *req)
{
    if (req->id.len)
        add(response, "X-Request-Id", req->id.ptr);
    if (req->traceparent.len)
        add(response, "traceparent", req->traceparent.ptr);
    if (req->tracestate.len)
        add(response, "tracestate", req->tracestate.ptr);
    add(response, "X-Content-Type-Options", "nosniff");
    bool draining = atomic_load_explicit(&req->http->draining, memory_order_relaxed);
    if ((req->close || draining) && !req->reply.websocket)
        add(response, "Connection", "close");
}

/* ---- past the library ---- */

static void wire_line(cg_buf *out, const char *name, const char *value)
{
    cg_buf_printf(out, "%s: %s\r\n", name, value);
}

static void wire_date(cg_buf *out)
{
    char text[40];
    time_t now = (time_t)(cg_wall_ms() / 1000);
    struct tm tm;
    gmtime_r(&now, &tm);
    if (strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
        wire_line(out, "Date", text);
}

void cg_http_wire_head(const cg_request *req, int status, const char *media, uint64_t length,
                       const cg_header *headers, unsigned header_count, cg_buf *out)
{
    cg_buf_printf(out, "HTTP/1.1 %d %s\r\n", status, MHD_get_reason_phrase_for((unsigned)status));
    wire_date(out);
    wire_line(out, "Content-Type", media);
    if (length != UINT64_MAX)
        cg_buf_printf(out, "Content-Length: %" PRIu64 "\r\n", length);
    else if (!req->http_1_0)
        wire_line(out, "Transfer-Encoding", "chunked");
    if (req->id.len)
        wire_line(out, "X-Request-Id", req->id.ptr);
    if (req->traceparent.len)
        wire_line(out, "traceparent", req->traceparent.ptr);
    if (req->tracestate.len)
        wire_line(out, "tracestate", req->tracestate.ptr);
    wire_line(out, "X-Content-Type-Options", "nosniff");
    wire_line(out, "Vary", "Accept, Accept-Encoding");
    wire_line(out, "Connection", "close");
    for (unsigned i = 0; i < header_count; i++)
        wire_line(out, headers[i].name, headers[i].value);
    cg_buf_add_str(out, CG_STR("\r\n"));
}

/* `release(owner)` is called once the last byte is sent, unless there is none. */
static struct MHD_Response *from_bytes(cg_str bytes, void (*release)(void *), void *owner)
{
    if (bytes.len == 0)
        return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer_with_free_callback_cls(bytes.len, (void *)bytes.ptr,
                                                                  release, owner);
}

/* The response takes the body. */
static struct MHD_Response *from_body(cg_buf *body)
{
    struct MHD_Response *response = from_bytes(cg_buf_str(body), cg_free, body->ptr);
    if (response && body->len > 0)
        *body = (cg_buf){0};
    return response;
}

/* The response takes the reference to what was kept. */
static struct MHD_Response *from_kept(cg_reply *reply)
{
    cg_str body = cg_http_kept_body(reply->kept);
    struct MHD_Response *response = from_bytes(body, cg_http_kept_drop, reply->kept);
    if (response && body.len > 0)
        reply->kept = NULL;
    return response;
}

static enum MHD_Result send_response(cg_request *req, int status, struct MHD_Response *response)
{
    add_common(response, req);
    atomic_store_explicit(&req->state, CG_REQ_SENT, memory_order_relaxed);
    req->sent_status = status;
    cg_http_conn_enter(req->conn, CG_CONN_REPLY, cg_now_ns());
    enum MHD_Result done = MHD_queue_response(req->mhd, (unsigned)status, response);
    MHD_destroy_response(response);
    return done;
}

enum MHD_Result cg_http_reply_queue(cg_request *req)
{
    cg_reply *reply = &req->reply;
    req->sent_bytes = reply->kept ? cg_http_kept_body(reply->kept).len : reply->body.len;
    bool has_body = req->sent_bytes > 0 || reply->stream.pull;
    struct MHD_Response *response = reply->websocket     ? cg_http_websocket_response()
                                    : reply->stream.pull ? cg_http_stream_response(req)
                                    : reply->kept        ? from_kept(reply)
                                                         : from_body(&reply->body);
    if (!response)
        return MHD_NO;
    if (has_body) {
        add(response, "Content-Type", reply->media);
        add(response, "Vary", "Accept, Accept-Encoding");
    }
    if (reply->encoding)
        add(response, "Content-Encoding", reply->encoding);
    for (unsigned i = 0; i < reply->header_count; i++)
        add(response, reply->headers[i].name, reply->headers[i].value);
    return send_response(req, reply->status, response);
}

/* ---- when the worker still has the request: nothing of its reply may be touched ---- */

static cg_code write_expired(const cg_request *req, cg_buf *body)
{
    bool stopping = atomic_load_explicit(&req->http->canceling, memory_order_relaxed);
    cg_code code = stopping ? CG_E_UNAVAILABLE : CG_E_DEADLINE;
    const char *detail = stopping ? "the server is stopping" : "the request took too long";
    cg_http_problem_write(body, code, detail, req->path, req->id, NULL, 0);
    return code;
}

int cg_http_wire_expired(const cg_request *req, cg_buf *out)
{
    static const cg_header retry = {"Retry-After", "1"};
    CG_AUTO_VALUE(cg_buf) body = {0};
    int status = cg_code_status(write_expired(req, &body));
    cg_http_wire_head(req, status, "application/problem+json", body.len, &retry, 1, out);
    cg_buf_add_str(out, cg_buf_str(&body));
    return status;
}

enum MHD_Result cg_http_reply_queue_expired(cg_request *req)
{
    cg_buf body = {0};
    cg_code code = write_expired(req, &body);
    struct MHD_Response *response = from_body(&body);
    cg_buf_fini(&body);
    if (!response)
        return MHD_NO;
    add(response, "Content-Type", "application/problem+json");
    add(response, "Retry-After", "1");
    return send_response(req, cg_code_status(code), response);
}
