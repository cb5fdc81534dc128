// SPDX-License-Identifier: Apache-2.0
// http: all sockets of a server that have left the library: which wait, and for what. The loop's thread is told by one
// epoll set who can go on, looks at the time ten times a second, and frees those that are over.
#include "http_sockets.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define TICK_NS 100000000u
#define BATCH 256

/* ---- stepping ---- */

static void step(void *arg)
{
    cg_socket *s = arg;
    s->ops->step(s);
}

/* Sleeping sockets are queued for a step; the others see what is wanted when theirs ends. A full queue
 * is tried again at the next tick. */
static void wake_locked(cg_http *http, cg_socket *s, unsigned why) CG_REQUIRES(http->sockets_mu)
{
    s->wanted |= why;
    if (s->wanted == 0 || s->running)
        return;
    s->running = cg_pool_submit(http->opts.pool, step, s, NULL) == CG_OK;
}

unsigned cg_http_sockets_take_wanted(cg_socket *s)
{
    cg_mutex_lock(&s->http->sockets_mu);
    unsigned wanted = s->wanted;
    s->wanted = 0;
    cg_mutex_unlock(&s->http->sockets_mu);
    return wanted;
}

static bool arm(cg_socket *s, int operation)
{
    unsigned wants = s->ops->wants(s);
    struct epoll_event event = {.events = EPOLLONESHOT, .data.ptr = s};
    if (wants & CG_SOCKET_READ)
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (wants & CG_SOCKET_WRITE)
        event.events |= EPOLLOUT;
    return epoll_ctl(s->http->sockets_fd, operation, s->fd, &event) == 0;
}

static void unlink_locked(cg_http *http, cg_socket *s) CG_REQUIRES(http->sockets_mu)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        http->sockets = s->next;
    if (s->next)
        s->next->prev = s->prev;
}

/* On the loop's thread: nothing that it was told of is still to be looked at. What the client is still
 * sending is read for a moment, or it would see a reset before our close. */
static void reap(void *arg)
{
    cg_socket *s = arg;
    cg_http *http = s->http;
    cg_mutex_lock(&http->sockets_mu);
    unlink_locked(http, s);
    cg_mutex_unlock(&http->sockets_mu);
    (void)epoll_ctl(http->sockets_fd, EPOLL_CTL_DEL, s->fd, NULL);
    (void)shutdown(s->fd, SHUT_WR);
    if (cg_http_linger(http, s->fd))
        s->fd = -1;
    s->ops->drop(s);
}

void cg_http_sockets_rest(cg_socket *s)
{
    cg_http *http = s->http;
    if (s->over || !arm(s, EPOLL_CTL_MOD)) {
        cg_loop_post(http->opts.loop, reap, s);
        return;
    }
    cg_mutex_lock(&http->sockets_mu);
    s->running = false;
    wake_locked(http, s, s->ops->judge(s, cg_now_ns())); /* as of what came during the step */
    cg_mutex_unlock(&http->sockets_mu);
}

/* ---- the loop's thread ---- */

static void on_ready(void *arg)
{
    cg_http *http = arg;
    struct epoll_event events[BATCH];
    int n = epoll_wait(http->sockets_fd, events, BATCH, 0);
    cg_mutex_lock(&http->sockets_mu);
    for (int i = 0; i < n; i++)
        wake_locked(http, events[i].data.ptr, CG_WAKE_READY);
    cg_mutex_unlock(&http->sockets_mu);
}

static void look_around(cg_http *http)
{
    bool cut = atomic_load_explicit(&http->canceling, memory_order_relaxed);
    uint64_t now = cg_now_ns();
    cg_mutex_lock(&http->sockets_mu);
    for (cg_socket *s = http->sockets; s; s = s->next) {
        if (s->running)
            continue;
        unsigned why = cut ? CG_WAKE_CUT : s->ops->judge(s, now);
        wake_locked(http, s, why);
    }
    cg_mutex_unlock(&http->sockets_mu);
}

static void on_tick(void *arg)
{
    look_around(arg);
}

static void on_poke(void *arg)
{
    cg_http *http = arg;
    /* pairs with the exchange of who posts: what is poked from here on is posted again */
    atomic_store(&http->sockets_poked, false);
    look_around(http);
}

void cg_http_sockets_poke(cg_http *http)
{
    if (http->sockets_watch && !atomic_exchange(&http->sockets_poked, true))
        cg_loop_post(http->opts.loop, on_poke, http);
}

/* ---- places ---- */

static unsigned *count_locked(cg_http *http, bool websocket) CG_REQUIRES(http->sockets_mu)
{
    return websocket ? &http->websocket_count : &http->feed_count;
}

bool cg_http_sockets_reserve(cg_http *http, bool websocket)
{
    unsigned most = websocket ? http->opts.websockets_max : http->opts.connections_max;
    cg_mutex_lock(&http->sockets_mu);
    unsigned *count = count_locked(http, websocket);
    bool ok = http->sockets_watch && *count < most;
    *count += ok;
    cg_mutex_unlock(&http->sockets_mu);
    return ok;
}

void cg_http_sockets_unreserve(cg_http *http, bool websocket)
{
    cg_mutex_lock(&http->sockets_mu);
    (*count_locked(http, websocket))--;
    cg_cond_broadcast(&http->sockets_changed);
    cg_mutex_unlock(&http->sockets_mu);
}

bool cg_http_sockets_add(cg_socket *s)
{
    cg_http *http = s->http;
    cg_mutex_lock(&http->sockets_mu);
    s->running = true; /* whatever it is told of waits for the first step */
    s->next = http->sockets;
    if (s->next)
        s->next->prev = s;
    http->sockets = s;
    cg_mutex_unlock(&http->sockets_mu);
    bool ok = arm(s, EPOLL_CTL_ADD);
    cg_mutex_lock(&http->sockets_mu);
    s->running = false;
    if (ok)
        wake_locked(http, s, CG_WAKE_READY); /* bytes may have come with the handshake */
    else
        unlink_locked(http, s);
    cg_mutex_unlock(&http->sockets_mu);
    return ok;
}

/* ---- starting and stopping ---- */

static void close_descriptors(const cg_http *http)
{
    if (http->sockets_fd >= 0)
        close(http->sockets_fd);
    if (http->nowhere >= 0)
        close(http->nowhere);
}

cg_code cg_http_sockets_start(cg_http *http, cg_err *err)
{
    if (!http->opts.loop)
        return CG_OK;
    http->sockets_fd = epoll_create1(EPOLL_CLOEXEC);
    http->nowhere = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    cg_code rc = http->sockets_fd < 0 || http->nowhere < 0
                     ? CG_FAIL(err, CG_E_IO, "no descriptor is left for sockets")
                     : cg_loop_start_watch(http->opts.loop, http->sockets_fd, on_ready, http,
                                           &http->sockets_watch, err);
    if (rc != CG_OK) {
        close_descriptors(http);
        return rc;
    }
    http->sockets_tick = cg_loop_start_timer(http->opts.loop, TICK_NS, TICK_NS, on_tick, http);
    return CG_OK;
}

static void nothing(void *arg)
{
    (void)arg;
}

void cg_http_sockets_wait(cg_http *http, uint64_t deadline_ns)
{
    cg_mutex_lock(&http->sockets_mu);
    while (http->websocket_count + http->feed_count > 0 &&
           cg_cond_wait_until(&http->sockets_changed, &http->sockets_mu, deadline_ns))
        ;
    cg_mutex_unlock(&http->sockets_mu);
}

void cg_http_sockets_stop(cg_http *http)
{
    if (!http->sockets_watch)
        return;
    cg_http_sockets_wait(http, UINT64_MAX);
    cg_loop_stop_timer(http->sockets_tick);
    cg_loop_stop_watch(http->sockets_watch);
    cg_loop_call(http->opts.loop, nothing, NULL); /* pokes that were posted have run */
    close_descriptors(http);
}
