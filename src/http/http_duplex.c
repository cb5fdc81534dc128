// SPDX-License-Identifier: Apache-2.0
// http: the steps of a body that is taken as it arrives, and of the reply beside it. A step pushes
// what has arrived, pulls one chunk of the reply if it is a stream, and sends what the socket
// takes; then the worker is free again. What the client owes (bytes, or reading) is waited for by
// the I/O thread and the watch thread.
//
//     idle --bytes, end, time, poke--> step --all sent--> idle
//                                         \--socket full--> blocked --writable--> step
//
// Libmicrohttpd 0.9.75 takes no reply before the body is complete, so a reply that begins earlier is
// written to a duplicate of the connection's descriptor, and ends the connection. All others go
// the usual way.
#include "http_int.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#define RETRY_NS 20000000u
#define RATE_WINDOW_NS 4000000000u
#define BATCH 64

/* ---- who has the step ---- */

static bool may_end_well(const cg_upload *up)
{
    return up->pushed_last && atomic_load_explicit(&up->req->http->draining, memory_order_relaxed);
}

/* A reply that goes out beside the body and has something to say, or is told to end. */
static bool pull_due(const cg_upload *up)
{
    return up->req->reply.stream.pull &&
           (cg_http_stream_due(up->req, cg_now_ns()) || (up->begun && may_end_well(up)));
}

bool cg_http_step_claim_locked(cg_upload *up)
{
    if (up->running || up->closed)
        return false;
    bool gone = atomic_load_explicit(&up->req->gone, memory_order_relaxed);
    bool input = up->left || up->incoming.len > 0 || up->refusal.code != CG_OK ||
                 (up->ended && !up->pushed_last);
    if (!gone && (up->blocked || !(input || (up->pulling && pull_due(up)))))
        return false;
    up->running = true;
    cg_http_request_ref(up->req);
    return true;
}

/* ---- sending ---- */

static void cut(cg_upload *up)
{
    up->over = true;
    if (up->fd >= 0)
        shutdown(up->fd, SHUT_RDWR);
}

/* True when nothing is left to be sent and more may follow. */
static bool flush(cg_upload *up)
{
    while (up->wire_sent < up->wire.len) {
        ssize_t n = send(up->fd, up->wire.ptr + up->wire_sent, up->wire.len - up->wire_sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0) {
            up->wire_sent += (size_t)n;
        } else if (errno != EINTR) {
            if (errno != EAGAIN)
                cut(up);
            return false;
        }
    }
    cg_buf_clear(&up->wire);
    up->wire_sent = 0;
    if (up->phase != CG_UPLOAD_CLOSING)
        return true;
    up->over = true;
    shutdown(up->fd, SHUT_WR);
    return false;
}

/* From here on the reply is ours, unless the I/O thread has answered in the meantime. */
static bool begin(cg_upload *up)
{
    cg_mutex_lock(&up->mu);
    up->begun = !up->closed && up->fd >= 0;
    up->status = up->req->reply.status;
    cg_mutex_unlock(&up->mu);
    up->over |= !up->begun;
    int one = 1; /* chunks are answers that somebody may be waiting for */
    if (up->begun)
        (void)setsockopt(up->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return up->begun;
}

static void write_head(cg_upload *up, uint64_t length)
{
    const cg_reply *reply = &up->req->reply;
    cg_http_wire_head(up->req, reply->status, reply->media, length, reply->headers,
                      reply->header_count, &up->wire);
}

static void write_chunk(cg_upload *up, cg_str bytes)
{
    bool framed = !up->req->http_1_0;
    up->sent += bytes.len;
    if (framed && bytes.len)
        cg_buf_printf(&up->wire, "%zx\r\n", bytes.len);
    cg_buf_add_str(&up->wire, bytes);
    if (framed && bytes.len)
        cg_buf_add_str(&up->wire, CG_STR("\r\n"));
    if (framed && up->phase == CG_UPLOAD_CLOSING)
        cg_buf_add_str(&up->wire, CG_STR("0\r\n\r\n"));
}

/* ---- answering ---- */

/* The body is complete, so the connection waits for this: the library sends the reply. */
static void answer(cg_upload *up, cg_code rc, const cg_err *err)
{
    cg_request *req = up->req;
    up->over = up->answered = true;
    cg_http_reply_finish(&req->reply, rc, err);
    if (!cg_http_suspended_remove(req))
        return; /* it took too long, and its client has been told */
    atomic_store_explicit(&req->state, CG_REQ_READY, memory_order_release);
    MHD_resume_connection(req->mhd);
}

static void fail(cg_upload *up, cg_code rc, const cg_err *err, bool complete)
{
    cg_reply *reply = &up->req->reply;
    up->pushed = up->pushing.len; /* the rest is of no use */
    up->decoder_full = false;
    if (up->phase != CG_UPLOAD_TAKING) {
        cut(up);
    } else if (complete) {
        answer(up, rc, err);
    } else {
        up->req->accept_encoding = CG_STR_NULL;
        cg_http_reply_finish(reply, rc, err);
        if (!begin(up))
            return;
        up->phase = CG_UPLOAD_CLOSING;
        up->sent = reply->body.len;
        write_head(up, reply->body.len);
        cg_buf_add_str(&up->wire, cg_buf_str(&reply->body));
    }
}

/* ---- a step ---- */

/* Takes what the pipe holds when all of the last is pushed. True: nothing follows it. */
static bool refill(cg_upload *up, cg_err *err)
{
    bool used_up = up->pushed == up->pushing.len && !up->decoder_full;
    bool room = false;
    cg_mutex_lock(&up->mu);
    if (used_up) {
        cg_buf taken = up->incoming;
        cg_buf_clear(&up->pushing);
        up->incoming = up->pushing;
        up->pushing = taken;
        up->pushed = 0;
        room = up->paused;
        up->paused = false;
    }
    bool last = up->ended && up->incoming.len == 0;
    *err = up->refusal;
    cg_mutex_unlock(&up->mu);
    if (err->code == CG_OK && up->pushing.error != CG_OK)
        (void)CG_FAIL(err, CG_E_BUSY, "no memory for the body");
    if (room)
        cg_http_upload_resume(up->req);
    return last;
}

/* The next bytes to push; `last` stays true when nothing follows them. */
static cg_code next_piece(cg_upload *up, cg_str *out_piece, bool *last, cg_err *err)
{
    uint64_t max = up->req->http->opts.stream_max_bytes;
    cg_str rest = cg_str_slice(cg_buf_str(&up->pushing), up->pushed, up->pushing.len);
    if (!up->decoder) {
        up->pushed = up->pushing.len;
        *out_piece = rest;
        return CG_OK;
    }
    cg_buf_clear(&up->decoded);
    cg_code rc = cg_http_decode(up->decoder, &rest, CG_HTTP_PIPE_BYTES, &up->decoded, err);
    up->pushed = up->pushing.len - rest.len;
    up->decoder_full = up->decoded.len >= CG_HTTP_PIPE_BYTES;
    up->decoded_bytes += up->decoded.len;
    *last = *last && rest.len == 0 && !up->decoder_full;
    if (rc == CG_OK && up->decoded_bytes > max)
        rc = CG_FAIL(err, CG_E_LIMIT, "the decoded body exceeds %" PRIu64 " bytes", max);
    if (rc == CG_OK && *last)
        rc = cg_http_decode_end(up->decoder, err);
    *out_piece = cg_buf_str(&up->decoded);
    return rc;
}

static void push_next(cg_upload *up)
{
    cg_err err = {0};
    cg_str piece = {0};
    if (up->pushed_last)
        return;
    bool last = refill(up, &err);
    cg_code rc = err.code;
    if (rc == CG_OK)
        rc = next_piece(up, &piece, &last, &err);
    if (rc == CG_OK && (piece.len > 0 || last)) {
        up->pushed_last = last;
        up->req->reply.stream.wake_ns = 0; /* there may be something to say now */
        rc = up->push(up->arg, piece, last, &err);
    }
    if (rc != CG_OK)
        fail(up, rc, &err, last);
}

static void pull_next(cg_upload *up)
{
    cg_stream *stream = &up->req->reply.stream;
    if (up->over || up->phase == CG_UPLOAD_CLOSING || !pull_due(up))
        return;
    cg_buf_clear(&stream->chunk);
    if (stream->last != CG_PULL_MORE && may_end_well(up))
        stream->last = CG_PULL_END;
    else
        cg_http_stream_pull(up->req);
    if (stream->last == CG_PULL_ABORT) {
        cut(up);
        return;
    }
    if (stream->chunk.len == 0 && stream->last != CG_PULL_END)
        return;
    if (up->phase == CG_UPLOAD_TAKING) {
        cg_http_reply_finish(&up->req->reply, CG_OK, NULL);
        if (!begin(up))
            return;
        write_head(up, UINT64_MAX);
    }
    up->phase = stream->last == CG_PULL_END ? CG_UPLOAD_CLOSING : CG_UPLOAD_REPLYING;
    write_chunk(up, cg_buf_str(&stream->chunk));
}

static void advance(cg_upload *up)
{
    if (!flush(up))
        return;
    push_next(up);
    if (!up->over && up->pushed_last && up->phase == CG_UPLOAD_TAKING)
        answer(up, CG_OK, NULL);
    pull_next(up);
    if (!up->over)
        (void)flush(up);
}

/* Gives the step up, or keeps it when there is more to do at once. */
static void settle(cg_upload *up)
{
    cg_request *req = up->req;
    cg_mutex_lock(&up->mu);
    up->closed |= up->over;
    up->left = up->pushed < up->pushing.len || up->decoder_full;
    up->blocked = !up->over && up->wire_sent < up->wire.len;
    up->pulling = !up->over && req->reply.stream.pull;
    up->due_ns = up->pulling ? req->reply.stream.wake_ns : UINT64_MAX;
    up->blocked_ns = cg_now_ns();
    up->sent_total = up->sent;
    up->running = false;
    atomic_store_explicit(&req->deadline_ns, UINT64_MAX, memory_order_relaxed);
    bool again = cg_http_step_claim_locked(up);
    bool waits = !again && (up->blocked || up->pulling);
    bool leave = up->closed && !up->answered;
    cg_mutex_unlock(&up->mu);
    if (leave)
        cg_http_upload_resume(req);
    if (again)
        cg_http_step_start(req);
    else if (waits)
        cg_http_watch_wake(req->http);
}

static void step(void *arg)
{
    cg_request *req = arg;
    cg_http *http = req->http;
    cg_upload *up = req->upload;
    atomic_store_explicit(&req->deadline_ns, cg_now_ns() + http->opts.request_timeout_ns,
                          memory_order_relaxed);
    atomic_fetch_add_explicit(&http->in_flight, 1, memory_order_relaxed);
    if (atomic_load_explicit(&req->gone, memory_order_relaxed))
        cut(up);
    else
        advance(up);
    settle(up);
    atomic_fetch_sub_explicit(&http->in_flight, 1, memory_order_relaxed);
    cg_http_request_unref(req);
    cg_http_job_done(http);
}

void cg_http_step_start(cg_request *req)
{
    cg_http *http = req->http;
    cg_upload *up = req->upload;
    bool begun = cg_http_job_begin(http);
    if (begun && cg_pool_submit(http->opts.pool, step, req, NULL) == CG_OK)
        return;
    cg_mutex_lock(&up->mu);
    up->running = false; /* the watch thread tries again */
    cg_mutex_unlock(&up->mu);
    if (begun)
        cg_http_job_done(http);
    cg_http_request_unref(req);
}

/* ---- the watch thread's part ---- */

static bool is_writable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, 0) > 0;
}

/* The reader has had its chance to take something. */
static void check_reader_locked(cg_upload *up, uint64_t now) CG_REQUIRES(up->mu)
{
    if (is_writable(up->fd)) {
        up->blocked = false;
        return;
    }
    uint64_t acked = cg_http_socket_traffic(up->fd).acked;
    if (up->mark_ns < up->blocked_ns) {
        up->mark_ns = now;
        up->mark_bytes = acked;
    } else if (now - up->mark_ns >= RATE_WINDOW_NS) {
        uint64_t least = up->req->http->opts.rate_min_bytes * (RATE_WINDOW_NS / 1000000000u);
        if (acked - up->mark_bytes < least)
            shutdown(up->fd, SHUT_RDWR); /* is writable from then on, and fails */
        up->mark_ns = now;
        up->mark_bytes = acked;
    }
}

static size_t claim_due_locked(cg_http *http, uint64_t now, cg_request **due, uint64_t *next_ns)
    CG_REQUIRES(http->requests_mu)
{
    size_t n = 0;
    for (cg_upload *up = http->uploads; up && n < BATCH; up = up->next) {
        cg_mutex_lock(&up->mu);
        if (up->blocked && !up->running && !up->closed)
            check_reader_locked(up, now);
        if (cg_http_step_claim_locked(up))
            due[n++] = up->req;
        else if (up->pulling && !up->running && !up->closed && !up->blocked)
            *next_ns = CG_MIN(*next_ns, CG_MAX(up->due_ns, now + 1));
        cg_mutex_unlock(&up->mu);
    }
    return n;
}

void cg_http_steps_check(cg_http *http, uint64_t now, uint64_t *next_ns)
{
    cg_request *due[BATCH];
    size_t n;
    do {
        cg_mutex_lock(&http->requests_mu);
        n = claim_due_locked(http, now, due, next_ns);
        cg_mutex_unlock(&http->requests_mu);
        for (size_t i = 0; i < n; i++)
            cg_http_step_start(due[i]);
    } while (n == BATCH);
}

unsigned cg_http_steps_poll(cg_http *http, struct pollfd *fds, unsigned max)
{
    unsigned n = 0;
    cg_mutex_lock(&http->requests_mu);
    for (cg_upload *up = http->uploads; up && n < max; up = up->next) {
        cg_mutex_lock(&up->mu);
        if (up->blocked && !up->running && !up->closed)
            fds[n++] = (struct pollfd){.fd = up->fd, .events = POLLOUT};
        cg_mutex_unlock(&up->mu);
    }
    cg_mutex_unlock(&http->requests_mu);
    return n;
}
