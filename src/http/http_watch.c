// SPDX-License-Identifier: Apache-2.0
// http: one thread for every time-out, because the library's own only notices silence: heads that
// do not end, bodies and readers below the minimum rate, idle connections, requests past their
// deadline, streams whose next pull is due, clients that left while suspended, and sockets that
// linger after a refusal. When connections run short the limits tighten tenfold.
#include "http_int.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define TICK_NS 100000000u
#define RATE_WINDOW_NS 4000000000u
#define PRESSURE_DIVISOR 10
#define BATCH 64
#define TCP_STATE_CLOSE 7 /* reset by the client, which the library does not always notice */
#define TCP_STATE_CLOSE_WAIT 8

cg_traffic cg_http_socket_traffic(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
        return (cg_traffic){0};
    return (cg_traffic){info.tcpi_bytes_received, info.tcpi_bytes_acked,
                        info.tcpi_state == TCP_STATE_CLOSE_WAIT ||
                            info.tcpi_state == TCP_STATE_CLOSE};
}

static uint64_t load(const _Atomic uint64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

/* Bytes that count as progress in the connection's phase. */
static uint64_t progress(const cg_conn *conn, int phase)
{
    if (phase == CG_CONN_BODY)
        return load(&conn->body_bytes);
    cg_traffic t = cg_http_socket_traffic(conn->fd);
    return phase == CG_CONN_REPLY ? t.acked : t.received;
}

static void mark(cg_conn *conn, int phase, uint64_t now, uint64_t bytes)
{
    conn->mark_phase = phase;
    conn->mark_ns = now;
    conn->mark_bytes = bytes;
    conn->head_ns = 0;
}

static bool too_slow(cg_conn *conn, int phase, uint64_t now, uint64_t window, size_t rate)
{
    if (now - conn->mark_ns < window)
        return false;
    uint64_t bytes = progress(conn, phase);
    bool slow = (bytes - conn->mark_bytes) * 1000000000u < rate * window;
    mark(conn, phase, now, bytes);
    return slow;
}

static bool idle_over(const cg_http *http, cg_conn *conn, uint64_t now, uint64_t divisor)
    CG_REQUIRES(http->connections_mu)
{
    cg_traffic t = cg_http_socket_traffic(conn->fd);
    if (t.half_closed || atomic_load_explicit(&http->draining, memory_order_relaxed))
        return true;
    bool started = t.received != conn->mark_bytes;
    if (!started && http->connection_count >= http->opts.connections_max)
        return true; /* others need the place */
    if (!started)
        return now - conn->mark_ns >= http->opts.idle_timeout_ns / divisor;
    /* A head has begun, perhaps after a long silence: its time counts from now. */
    if (conn->head_ns == 0)
        conn->head_ns = now;
    return now - conn->head_ns >= http->opts.head_timeout_ns / divisor;
}

/* The library misses an end of stream that arrives together with data, so half-closed connections
 * that still owe us something are ended here; a tick lies between the mark and this, so what had
 * arrived has been read. */
static bool abandoned(const cg_conn *conn, int phase)
{
    return phase == CG_CONN_BODY && cg_http_socket_traffic(conn->fd).half_closed;
}

/* A client that sends its body step by step, as the reply to it comes: silence is fine while it is
 * our turn, and for as long as between two requests otherwise. */
static bool excused(const cg_http *http, cg_conn *conn, int phase, uint64_t now)
    CG_REQUIRES(http->connections_mu)
{
    if (phase != CG_CONN_BODY || !conn->upload)
        return false;
    bool busy = cg_http_upload_busy(conn->upload);
    bool moved = progress(conn, phase) != conn->mark_bytes;
    if (busy || (moved && cg_http_upload_begun(conn->upload)))
        mark(conn, phase, now, progress(conn, phase));
    return busy ||
           (cg_http_upload_begun(conn->upload) && now - conn->mark_ns < http->opts.idle_timeout_ns);
}

/* True when the connection has had its time. */
static bool judge(cg_http *http, cg_conn *conn, uint64_t now, uint64_t divisor)
    CG_REQUIRES(http->connections_mu)
{
    int phase = atomic_load_explicit(&conn->phase, memory_order_relaxed);
    uint64_t since = load(&conn->since_ns);
    if (phase == CG_CONN_WORK)
        return false;
    if (phase == CG_CONN_FRESH || phase == CG_CONN_HEAD)
        return now > since && now - since >= http->opts.head_timeout_ns / divisor;
    if (phase != conn->mark_phase || since > conn->mark_ns) {
        mark(conn, phase, now, progress(conn, phase));
        return phase == CG_CONN_IDLE && atomic_load(&http->draining);
    }
    if (phase == CG_CONN_IDLE)
        return idle_over(http, conn, now, divisor);
    if (abandoned(conn, phase))
        return true;
    if (excused(http, conn, phase, now))
        return false;
    return too_slow(conn, phase, now, RATE_WINDOW_NS / divisor, http->opts.rate_min_bytes);
}

/* The descriptors are only sure to be open under the lock, and nothing here blocks. */
static void check_connections(cg_http *http, uint64_t now)
{
    unsigned cut = 0;
    cg_mutex_lock(&http->connections_mu);
    bool pressed = http->connection_count * 10 >= (uint64_t)http->opts.connections_max * 8;
    uint64_t divisor = pressed ? PRESSURE_DIVISOR : 1;
    for (cg_conn *conn = http->connections; conn; conn = conn->next)
        if (!conn->cut && judge(http, conn, now, divisor)) {
            conn->cut = true;
            shutdown(conn->fd, SHUT_RDWR);
            cut++;
        }
    cg_mutex_unlock(&http->connections_mu);
    if (cut)
        cg_metric_add(CG_M_HTTP_CUT, cut);
}

/* ---- suspended requests ---- */

static void note_gone_locked(cg_http *http) CG_REQUIRES(http->requests_mu)
{
    struct pollfd fds[BATCH];
    cg_request *asked[BATCH];
    cg_request *req = http->suspended;
    while (req) {
        nfds_t n = 0;
        for (; req && n < BATCH; req = req->next) {
            fds[n] = (struct pollfd){.fd = req->conn->fd, .events = POLLRDHUP};
            asked[n++] = req;
        }
        if (poll(fds, n, 0) <= 0)
            continue;
        for (nfds_t i = 0; i < n; i++)
            if (fds[i].revents & (POLLRDHUP | POLLHUP | POLLERR))
                atomic_store_explicit(&asked[i]->gone, true, memory_order_relaxed);
    }
}

static bool in_state(const cg_request *req, int state)
{
    return atomic_load_explicit(&req->state, memory_order_acquire) == state;
}

static bool is_due(const cg_http *http, const cg_request *req, uint64_t now)
{
    if (atomic_load_explicit(&http->canceling, memory_order_relaxed))
        return true;
    if (in_state(req, CG_REQ_WAITING))
        return cg_http_wait_due(req, now);
    if (!in_state(req, CG_REQ_SENT))
        return now >= load(&req->deadline_ns);
    return cg_http_stream_due(req, now) || atomic_load_explicit(&req->gone, memory_order_relaxed) ||
           atomic_load_explicit(&http->draining, memory_order_relaxed);
}

/* When to look at it again. */
static uint64_t due_at(const cg_request *req)
{
    if (in_state(req, CG_REQ_WAITING))
        return req->wake_ns;
    return in_state(req, CG_REQ_SENT) ? req->reply.stream.wake_ns : load(&req->deadline_ns);
}

/* It is due, and ours. */
static void take(cg_request *req)
{
    if (in_state(req, CG_REQ_SENT)) {
        cg_http_stream_wake(req);
    } else if (in_state(req, CG_REQ_WAITING)) {
        cg_http_wait_check(req);
    } else {
        atomic_store_explicit(&req->state, CG_REQ_EXPIRED, memory_order_release);
        MHD_resume_connection(req->mhd);
    }
}

/* Takes due requests off the list: they are ours then. Lowers `next_ns` to the earliest wake. */
static size_t take_due_locked(cg_http *http, uint64_t now, cg_request **due, uint64_t *next_ns)
    CG_REQUIRES(http->requests_mu)
{
    size_t n = 0;
    for (cg_request *req = http->suspended, *next; req && n < BATCH; req = next) {
        next = req->next;
        if (is_due(http, req, now)) {
            cg_http_suspended_unlink_locked(http, req);
            due[n++] = req;
        } else {
            *next_ns = CG_MIN(*next_ns, due_at(req));
        }
    }
    return n;
}

static void check_suspended(cg_http *http, uint64_t now, bool tick, uint64_t *next_ns)
{
    cg_request *due[BATCH];
    size_t n;
    do {
        cg_mutex_lock(&http->requests_mu);
        if (tick)
            note_gone_locked(http);
        n = take_due_locked(http, now, due, next_ns);
        cg_mutex_unlock(&http->requests_mu);
        tick = false;
        for (size_t i = 0; i < n; i++)
            take(due[i]);
    } while (n == BATCH);
}

/* ---- lingering sockets ---- */

static bool linger_over(const cg_linger *l, uint64_t now)
{
    char sink[16384];
    ssize_t n;
    for (int i = 0; i < 64; i++) {
        n = recv(l->fd, sink, sizeof sink, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (n < 0)
            break;
    }
    return now >= l->until_ns;
}

static void check_lingering(cg_http *http, uint64_t now, bool all)
{
    cg_mutex_lock(&http->connections_mu);
    for (unsigned i = 0; i < http->linger_count;) {
        if (!all && !linger_over(&http->lingering[i], now)) {
            i++;
            continue;
        }
        close(http->lingering[i].fd);
        http->lingering[i] = http->lingering[--http->linger_count];
    }
    cg_mutex_unlock(&http->connections_mu);
}

/* ---- the thread ---- */

static void wait_until(cg_http *http, uint64_t until_ns)
{
    struct pollfd *fds = http->poll_fds;
    nfds_t n = 1;
    fds[0] = (struct pollfd){.fd = http->watch_fd, .events = POLLIN};
    cg_mutex_lock(&http->connections_mu);
    for (unsigned i = 0; i < http->linger_count; i++)
        fds[n++] = (struct pollfd){.fd = http->lingering[i].fd, .events = POLLIN};
    cg_mutex_unlock(&http->connections_mu);
    n += cg_http_steps_poll(http, fds + n, http->opts.streams_max);
    uint64_t now = cg_now_ns();
    int ms = until_ns > now ? (int)((until_ns - now) / 1000000 + 1) : 0;
    uint64_t count;
    if (poll(fds, n, ms) > 0 && (fds[0].revents & POLLIN))
        (void)!read(http->watch_fd, &count, sizeof count);
}

static void watch(void *arg)
{
    cg_http *http = arg;
    uint64_t next_tick = 0;
    while (!atomic_load_explicit(&http->watch_stop, memory_order_acquire)) {
        uint64_t now = cg_now_ns();
        bool tick = now >= next_tick;
        if (tick) {
            next_tick = now + TICK_NS;
            check_connections(http, now);
        }
        uint64_t next_ns = next_tick;
        /* what is parked from here on is either seen now or wakes us: see cg_http_watch_by */
        atomic_store(&http->watch_until, UINT64_MAX);
        check_suspended(http, now, tick, &next_ns);
        cg_http_steps_check(http, now, &next_ns);
        check_lingering(http, now, false);
        atomic_store(&http->watch_until, next_ns);
        wait_until(http, next_ns);
    }
    check_lingering(http, 0, true);
}

void cg_http_watch_start(cg_http *http)
{
    http->watch_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    CG_ASSERT(http->watch_fd >= 0);
    http->poll_fds =
        cg_alloc_array(1 + CG_HTTP_LINGER_MAX + http->opts.streams_max, sizeof *http->poll_fds);
    http->watch = cg_thread_start("http-watch", watch, http);
}

void cg_http_watch_wake(cg_http *http)
{
    uint64_t one = 1;
    (void)!write(http->watch_fd, &one, sizeof one);
}

void cg_http_watch_by(cg_http *http, uint64_t at_ns)
{
    if (at_ns < atomic_load(&http->watch_until))
        cg_http_watch_wake(http);
}

void cg_http_watch_stop(cg_http *http)
{
    atomic_store_explicit(&http->watch_stop, true, memory_order_release);
    cg_http_watch_wake(http);
    cg_thread_join(http->watch);
    close(http->watch_fd);
    cg_free(http->poll_fds);
}
