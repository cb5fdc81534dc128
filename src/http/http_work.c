// SPDX-License-Identifier: Apache-2.0
// http: hands complete requests to the worker pool and takes the answers back.
#include "http_sockets.h"

bool cg_http_job_begin(cg_http *http)
{
    cg_mutex_lock(&http->requests_mu);
    bool ok = !atomic_load_explicit(&http->canceling, memory_order_relaxed);
    http->jobs += ok;
    cg_mutex_unlock(&http->requests_mu);
    return ok;
}

void cg_http_job_done(cg_http *http)
{
    cg_mutex_lock(&http->requests_mu);
    http->jobs--;
    cg_cond_broadcast(&http->changed);
    cg_mutex_unlock(&http->requests_mu);
}

void cg_http_suspended_add(cg_request *req)
{
    cg_http *http = req->http;
    cg_mutex_lock(&http->requests_mu);
    req->prev = NULL;
    req->next = http->suspended;
    if (req->next)
        req->next->prev = req;
    http->suspended = req;
    req->listed = true;
    cg_mutex_unlock(&http->requests_mu);
}

void cg_http_suspended_unlink_locked(cg_http *http, cg_request *req)
{
    if (req->prev)
        req->prev->next = req->next;
    else
        http->suspended = req->next;
    if (req->next)
        req->next->prev = req->prev;
    req->next = req->prev = NULL;
    req->listed = false;
}

bool cg_http_suspended_remove(cg_request *req)
{
    cg_http *http = req->http;
    cg_mutex_lock(&http->requests_mu);
    bool listed = req->listed;
    if (listed)
        cg_http_suspended_unlink_locked(http, req);
    cg_mutex_unlock(&http->requests_mu);
    return listed;
}

/* The state that follows. */
static int run_handler(cg_request *req)
{
    cg_err err = {0};
    cg_code rc = cg_http_body_decode(req, &err);
    cg_handler handle = req->whole ? req->whole : req->route->handle;
    if (rc == CG_OK)
        rc = cg_http_body_arrives(req) ? handle(req, &req->reply, &err)
                                       : cg_http_run_once(req, handle, &err);
    if (rc == CG_OK && req->upload)
        return CG_REQ_ACCEPTED;
    cg_http_reply_finish(&req->reply, rc, &err);
    cg_http_cache_keep(req);
    return CG_REQ_READY;
}

static void refuse(cg_request *req, cg_code code, const char *why)
{
    cg_err err = {0};
    code = CG_FAIL(&err, code, "%s", why);
    cg_http_reply_finish(&req->reply, code, &err);
}

static void in_flight_add(cg_http *http, int delta)
{
    atomic_fetch_add_explicit(&http->in_flight, (uint64_t)delta, memory_order_relaxed);
}

static void leave(cg_request *req)
{
    in_flight_add(req->http, -1);
    cg_http_client_release(req->http, req->client);
}

/* On a worker. Whoever takes the request off the list resumes the connection; when the watch
 * thread was first, the client has its answer already and this one is dropped. */
static void work(void *arg)
{
    cg_request *req = arg;
    cg_http *http = req->http;
    int next = CG_REQ_READY;
    if (atomic_load_explicit(&req->state, memory_order_acquire) == CG_REQ_WORK) {
        if (atomic_load_explicit(&req->gone, memory_order_relaxed))
            refuse(req, CG_E_CANCELED, "the client left");
        else
            next = run_handler(req);
    }
    leave(req);
    cg_http_flight_leave(req);
    if (cg_http_suspended_remove(req)) {
        if (next == CG_REQ_READY && cg_http_feed_take(req))
            next = CG_REQ_LEFT;
        atomic_store_explicit(&req->state, next, memory_order_release);
        MHD_resume_connection(req->mhd);
    }
    cg_http_request_unref(req);
    cg_http_job_done(http);
}

bool cg_http_has_room(const cg_http *http)
{
    return atomic_load_explicit(&http->in_flight, memory_order_relaxed) < http->opts.in_flight_max;
}

static bool admit(cg_request *req)
{
    cg_http *http = req->http;
    cg_client *client = req->conn->client;
    if (!cg_http_has_room(http)) {
        refuse(req, CG_E_BUSY, "too many requests are being worked on");
        return false;
    }
    if (!cg_http_client_admit(http, client)) {
        refuse(req, CG_E_BUSY, "too many requests of this address are being worked on");
        return false;
    }
    if (!cg_http_job_begin(http)) {
        cg_http_client_release(http, client);
        refuse(req, CG_E_UNAVAILABLE, "the server is stopping");
        return false;
    }
    req->client = client;
    in_flight_add(http, 1);
    return true;
}

/* The request is admitted and its connection suspended. */
static void submit(cg_request *req)
{
    cg_http *http = req->http;
    cg_err err = {0};
    cg_http_request_ref(req);
    atomic_store_explicit(&req->state, CG_REQ_WORK, memory_order_release);
    cg_http_suspended_add(req);
    cg_code rc = cg_pool_submit(http->opts.pool, work, req, &err);
    if (rc == CG_OK)
        return;
    leave(req);
    cg_http_flight_leave(req);
    if (cg_http_suspended_remove(req)) {
        cg_http_reply_finish(&req->reply, rc, &err);
        atomic_store_explicit(&req->state, CG_REQ_READY, memory_order_release);
        MHD_resume_connection(req->mhd);
    }
    cg_http_request_unref(req);
    cg_http_job_done(http);
}

void cg_http_hand_over(cg_request *req)
{
    if (admit(req)) {
        submit(req);
        return;
    }
    atomic_store_explicit(&req->state, CG_REQ_READY, memory_order_release);
    MHD_resume_connection(req->mhd);
}

bool cg_http_dispatch(cg_request *req)
{
    atomic_store_explicit(&req->deadline_ns, cg_now_ns() + cg_http_wait_limit(req),
                          memory_order_relaxed);
    if (req->route->flags & CG_ROUTE_INLINE) {
        (void)run_handler(req);
        return false;
    }
    bool waits = cg_http_wait_needed(req) || !cg_http_flight_enter(req);
    if (!waits && !admit(req)) {
        cg_http_flight_leave(req);
        return false;
    }
    cg_http_conn_enter(req->conn, CG_CONN_WORK, cg_now_ns());
    MHD_suspend_connection(req->mhd);
    if (waits)
        cg_http_wait_park(req);
    else
        submit(req);
    return true;
}
