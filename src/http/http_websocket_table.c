// SPDX-License-Identifier: Apache-2.0
// http: all WebSockets of a server: which wait, and for what. The loop's thread is told by one epoll set
// who can go on, looks at the time ten times a second, and frees those that are over.
#include "http_websocket_int.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define TICK_NS 100000000u
#define BATCH 256

/* ---- stepping ---- */

/* Sleeping sockets are queued for a step; the others see what is wanted when theirs ends. A full queue
 * is tried again at the next tick. */
static void wake_locked(cg_http *http, cg_websocket *ws, unsigned why)
    CG_REQUIRES(http->websockets_mu)
{
    ws->wanted |= why;
    if (ws->wanted == 0 || ws->running)
        return;
    ws->running = cg_pool_submit(http->opts.pool, cg_websocket_step, ws, NULL) == CG_OK;
}

unsigned cg_http_websockets_take_wanted(cg_websocket *ws)
{
    cg_mutex_lock(&ws->http->websockets_mu);
    unsigned wanted = ws->wanted;
    ws->wanted = 0;
    cg_mutex_unlock(&ws->http->websockets_mu);
    return wanted;
}

static bool arm(cg_websocket *ws, int operation)
{
    struct epoll_event event = {.events = EPOLLONESHOT, .data.ptr = ws};
    if (cg_frames_wants_read(ws->frames))
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (cg_frames_wants_write(ws->frames))
        event.events |= EPOLLOUT;
    return epoll_ctl(ws->http->websockets_fd, operation, ws->fd, &event) == 0;
}

static void unlink_locked(cg_http *http, cg_websocket *ws) CG_REQUIRES(http->websockets_mu)
{
    if (ws->prev)
        ws->prev->next = ws->next;
    else
        http->websockets = ws->next;
    if (ws->next)
        ws->next->prev = ws->prev;
}

/* On the loop's thread: nothing that it was told of is still to be looked at. What the client is still
 * sending is read for a moment, or it would see a reset before our close. */
static void reap(void *arg)
{
    cg_websocket *ws = arg;
    cg_http *http = ws->http;
    cg_mutex_lock(&http->websockets_mu);
    unlink_locked(http, ws);
    cg_mutex_unlock(&http->websockets_mu);
    (void)epoll_ctl(http->websockets_fd, EPOLL_CTL_DEL, ws->fd, NULL);
    (void)shutdown(ws->fd, SHUT_WR);
    if (cg_http_linger(http, ws->fd))
        ws->fd = -1;
    cg_websocket_drop(ws);
}

void cg_http_websockets_rest(cg_websocket *ws)
{
    cg_http *http = ws->http;
    if (ws->over || !arm(ws, EPOLL_CTL_MOD)) {
        cg_loop_post(http->opts.loop, reap, ws);
        return;
    }
    cg_mutex_lock(&http->websockets_mu);
    ws->running = false;
    wake_locked(http, ws,
                cg_websocket_judge(ws, cg_now_ns())); /* as of what came during the step */
    cg_mutex_unlock(&http->websockets_mu);
}

/* ---- the loop's thread ---- */

static void on_ready(void *arg)
{
    cg_http *http = arg;
    struct epoll_event events[BATCH];
    int n = epoll_wait(http->websockets_fd, events, BATCH, 0);
    cg_mutex_lock(&http->websockets_mu);
    for (int i = 0; i < n; i++)
        wake_locked(http, events[i].data.ptr, CG_WAKE_READY);
    cg_mutex_unlock(&http->websockets_mu);
}

static void look_around(cg_http *http)
{
    bool cut = atomic_load_explicit(&http->canceling, memory_order_relaxed);
    bool draining = atomic_load_explicit(&http->draining, memory_order_relaxed);
    uint64_t now = cg_now_ns();
    cg_mutex_lock(&http->websockets_mu);
    for (cg_websocket *ws = http->websockets; ws; ws = ws->next) {
        if (ws->running)
            continue;
        unsigned why = cut ? CG_WAKE_CUT : cg_websocket_judge(ws, now);
        wake_locked(http, ws, why | (draining && ws->closing_ns == 0 ? CG_WAKE_DUE : 0));
    }
    cg_mutex_unlock(&http->websockets_mu);
}

static void on_tick(void *arg)
{
    look_around(arg);
}

static void on_poke(void *arg)
{
    cg_http *http = arg;
    /* pairs with the exchange of who posts: what is poked from here on is posted again */
    atomic_store(&http->websockets_poked, false);
    look_around(http);
}

void cg_http_websockets_poke(cg_http *http)
{
    if (http->websockets_watch && !atomic_exchange(&http->websockets_poked, true))
        cg_loop_post(http->opts.loop, on_poke, http);
}

/* ---- places ---- */

bool cg_http_websockets_reserve(cg_http *http)
{
    cg_mutex_lock(&http->websockets_mu);
    bool ok = http->websockets_watch && http->websocket_count < http->opts.websockets_max;
    http->websocket_count += ok;
    cg_mutex_unlock(&http->websockets_mu);
    return ok;
}

void cg_http_websockets_unreserve(cg_http *http)
{
    cg_mutex_lock(&http->websockets_mu);
    http->websocket_count--;
    cg_cond_broadcast(&http->websockets_changed);
    cg_mutex_unlock(&http->websockets_mu);
}

bool cg_http_websockets_add(cg_websocket *ws)
{
    cg_http *http = ws->http;
    cg_mutex_lock(&http->websockets_mu);
    ws->running = true; /* whatever it is told of waits for the first step */
    ws->next = http->websockets;
    if (ws->next)
        ws->next->prev = ws;
    http->websockets = ws;
    cg_mutex_unlock(&http->websockets_mu);
    bool ok = arm(ws, EPOLL_CTL_ADD);
    cg_mutex_lock(&http->websockets_mu);
    ws->running = false;
    if (ok)
        wake_locked(http, ws, CG_WAKE_READY); /* bytes may have come with the handshake */
    else
        unlink_locked(http, ws);
    cg_mutex_unlock(&http->websockets_mu);
    return ok;
}

/* ---- starting and stopping ---- */

cg_code cg_http_websockets_start(cg_http *http, cg_err *err)
{
    if (!http->opts.loop)
        return CG_OK;
    http->websockets_fd = epoll_create1(EPOLL_CLOEXEC);
    if (http->websockets_fd < 0)
        return CG_FAIL(err, CG_E_IO, "no descriptor is left for WebSockets");
    cg_code rc = cg_loop_start_watch(http->opts.loop, http->websockets_fd, on_ready, http,
                                     &http->websockets_watch, err);
    if (rc != CG_OK) {
        close(http->websockets_fd);
        return rc;
    }
    http->websockets_tick = cg_loop_start_timer(http->opts.loop, TICK_NS, TICK_NS, on_tick, http);
    return CG_OK;
}

static void nothing(void *arg)
{
    (void)arg;
}

void cg_http_websockets_wait(cg_http *http, uint64_t deadline_ns)
{
    cg_mutex_lock(&http->websockets_mu);
    while (http->websocket_count > 0 &&
           cg_cond_wait_until(&http->websockets_changed, &http->websockets_mu, deadline_ns))
        ;
    cg_mutex_unlock(&http->websockets_mu);
}

void cg_http_websockets_stop(cg_http *http)
{
    if (!http->websockets_watch)
        return;
    cg_http_websockets_wait(http, UINT64_MAX);
    cg_loop_stop_timer(http->websockets_tick);
    cg_loop_stop_watch(http->websockets_watch);
    cg_loop_call(http->opts.loop, nothing, NULL); /* pokes that were posted have run */
    close(http->websockets_fd);
}
