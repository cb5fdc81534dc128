// SPDX-License-Identifier: Apache-2.0
// http: bodies that a handler takes as they arrive. The I/O thread fills a pipe of bounded size and
// steps on workers empty it (http_duplex.c), so neither a slow client holds a worker nor a slow
// handler memory: a full pipe suspends the connection, and the kernel makes the client wait.
#include "http_int.h"

#include <fcntl.h>
#include <unistd.h>

/* ---- taking ---- */

static cg_upload *create(cg_request *req)
{
    cg_upload *up = cg_alloc(sizeof *up);
    up->req = req;
    up->fd = -1;
    up->due_ns = UINT64_MAX;
    if (cg_http_coding_known(req->content_encoding))
        up->decoder = cg_http_decoder_create(req->content_encoding);
    cg_mutex_init(&up->mu, CG_LOCK_HTTP_UPLOAD);
    return up;
}

/* Enters the upload among the server's; false when it would be one too many. */
static bool enlist(cg_http *http, cg_upload *up)
{
    cg_mutex_lock(&http->requests_mu);
    bool ok = http->upload_count < http->opts.streams_max;
    if (ok) {
        http->upload_count++;
        up->next = http->uploads;
        if (up->next)
            up->next->prev = up;
        http->uploads = up;
    }
    cg_mutex_unlock(&http->requests_mu);
    return ok;
}

static void delist(cg_http *http, cg_upload *up)
{
    cg_mutex_lock(&http->requests_mu);
    if (up->prev)
        up->prev->next = up->next;
    else
        http->uploads = up->next;
    if (up->next)
        up->next->prev = up->prev;
    http->upload_count--;
    cg_mutex_unlock(&http->requests_mu);
}

static void fini(cg_upload *up)
{
    cg_buf_fini(&up->incoming);
    cg_buf_fini(&up->pushing);
    cg_buf_fini(&up->wire);
    cg_buf_fini(&up->decoded);
    cg_http_decoder_destroy(up->decoder);
    cg_mutex_fini(&up->mu);
    if (up->fd >= 0)
        close(up->fd);
    cg_free(up);
}

cg_code cg_request_take_body(cg_request *req, cg_push_fn push, void (*destroy)(void *), void *arg,
                             cg_err *err)
{
    CG_ASSERT(!req->upload && cg_http_body_arrives(req));
    if (req->idempotency_key.ptr) {
        (void)CG_FAIL(err, CG_E_INVALID,
                      "a body that is taken as it arrives takes no Idempotency-Key: the work on it "
                      "begins before it is known whether it was sent before");
        return cg_err_at(err, "Idempotency-Key");
    }
    cg_upload *up = create(req);
    up->push = push;
    up->arg = arg;
    if (!enlist(req->http, up)) {
        fini(up);
        return CG_FAIL(err, CG_E_BUSY, "too many bodies are being received");
    }
    up->destroy = destroy;
    req->upload = up;
    return CG_OK;
}

void cg_http_upload_attach(cg_request *req)
{
    cg_http *http = req->http;
    req->upload->fd = fcntl(req->conn->fd, F_DUPFD_CLOEXEC, 0);
    cg_mutex_lock(&http->connections_mu);
    req->conn->upload = req->upload;
    cg_mutex_unlock(&http->connections_mu);
}

void cg_http_upload_free(cg_request *req)
{
    cg_upload *up = req->upload;
    if (!up)
        return;
    delist(req->http, up);
    if (up->destroy)
        up->destroy(up->arg);
    fini(up);
}

/* ---- the I/O thread's side ---- */

/* The connection waits until a step has made room. It may have done so already. */
static void pause_reading(cg_request *req)
{
    cg_upload *up = req->upload;
    cg_http_conn_enter(req->conn, CG_CONN_WORK, cg_now_ns());
    MHD_suspend_connection(req->mhd);
    cg_http_suspended_add(req);
    cg_mutex_lock(&up->mu);
    up->paused = !up->closed && up->incoming.len >= CG_HTTP_PIPE_BYTES;
    bool waits = up->paused;
    cg_mutex_unlock(&up->mu);
    if (!waits)
        cg_http_upload_resume(req);
}

void cg_http_upload_resume(cg_request *req)
{
    if (cg_http_suspended_remove(req))
        MHD_resume_connection(req->mhd);
}

static enum MHD_Result end_connection(cg_request *req)
{
    atomic_store_explicit(&req->conn->linger, true, memory_order_relaxed);
    return MHD_NO;
}

/* Adds to the pipe. Past the limit the rest is not kept: the next step says why. */
static void add_locked(cg_upload *up, cg_str bytes) CG_REQUIRES(up->mu)
{
    uint64_t max = up->req->http->opts.stream_max_bytes;
    if (up->refusal.code != CG_OK)
        return;
    if (up->req->received_bytes > max)
        (void)CG_FAIL(&up->refusal, CG_E_LIMIT, "the body exceeds %" PRIu64 " bytes", max);
    else
        cg_buf_add_str(&up->incoming, bytes);
}

enum MHD_Result cg_http_upload_feed(cg_request *req, const char *bytes, size_t *size)
{
    cg_upload *up = req->upload;
    if (atomic_load_explicit(&req->conn->phase, memory_order_relaxed) != CG_CONN_BODY)
        cg_http_conn_enter(req->conn, CG_CONN_BODY, cg_now_ns());
    cg_mutex_lock(&up->mu);
    bool over = up->closed;
    bool full = up->incoming.len >= CG_HTTP_PIPE_BYTES;
    if (!full) {
        atomic_fetch_add_explicit(&req->conn->body_bytes, *size, memory_order_relaxed);
        req->received_bytes += *size;
        add_locked(up, cg_str_make(bytes, *size));
    }
    bool start = cg_http_step_claim_locked(up);
    cg_mutex_unlock(&up->mu);
    if (over)
        return end_connection(req);
    /* Suspended only when bytes are left: otherwise the library would call on, suspended or not. */
    if (full)
        pause_reading(req);
    else
        *size = 0;
    if (start)
        cg_http_step_start(req);
    return MHD_YES;
}

enum MHD_Result cg_http_upload_complete(cg_request *req)
{
    cg_upload *up = req->upload;
    cg_mutex_lock(&up->mu);
    bool over = up->closed;
    cg_mutex_unlock(&up->mu);
    if (over)
        return end_connection(req);
    cg_http_conn_enter(req->conn, CG_CONN_WORK, cg_now_ns());
    MHD_suspend_connection(req->mhd);
    cg_http_suspended_add(req);
    cg_mutex_lock(&up->mu);
    up->ended = true;
    over = up->closed;
    bool start = cg_http_step_claim_locked(up);
    cg_mutex_unlock(&up->mu);
    if (over)
        cg_http_upload_resume(req);
    if (start)
        cg_http_step_start(req);
    return MHD_YES;
}

bool cg_http_upload_expire(cg_request *req)
{
    cg_upload *up = req->upload;
    cg_mutex_lock(&up->mu);
    bool ours = !up->begun;
    up->closed = true;
    cg_mutex_unlock(&up->mu);
    return ours;
}

void cg_http_upload_detach(cg_request *req)
{
    cg_http *http = req->http;
    cg_mutex_lock(&http->connections_mu);
    req->conn->upload = NULL;
    cg_mutex_unlock(&http->connections_mu);
    cg_upload *up = req->upload;
    cg_mutex_lock(&up->mu);
    up->closed = true;
    if (up->begun) {
        req->sent_status = up->status;
        req->sent_bytes = up->sent_total;
    }
    cg_mutex_unlock(&up->mu);
}

/* ---- for the judge ---- */

bool cg_http_upload_busy(cg_upload *up)
{
    cg_mutex_lock(&up->mu);
    bool busy = up->running || up->blocked;
    cg_mutex_unlock(&up->mu);
    return busy;
}

bool cg_http_upload_ended(cg_upload *up)
{
    cg_mutex_lock(&up->mu);
    bool ended = up->ended;
    cg_mutex_unlock(&up->mu);
    return ended;
}

bool cg_http_upload_begun(cg_upload *up)
{
    cg_mutex_lock(&up->mu);
    bool begun = up->begun;
    cg_mutex_unlock(&up->mu);
    return begun;
}
