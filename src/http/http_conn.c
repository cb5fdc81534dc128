// SPDX-License-Identifier: Apache-2.0
// http: the table of open connections. Each I/O thread enters its connections here and notes
// what they are doing; the watch thread judges them by it. After a refusal the socket is kept
// open for a moment, so that a client still sending reads the reply and not a reset.
#include "http_int.h"

#include <sys/socket.h>
#include <unistd.h>

#define LINGER_NS 2000000000u

void cg_http_conn_enter(cg_conn *conn, cg_conn_phase phase, uint64_t now)
{
    atomic_store_explicit(&conn->since_ns, now, memory_order_relaxed);
    atomic_store_explicit(&conn->phase, phase, memory_order_relaxed);
}

cg_conn *cg_http_conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void open_connection(cg_http *http, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    cg_conn *conn = cg_alloc(sizeof *conn);
    conn->fd = info ? info->connect_fd : -1;
    conn->mark_phase = -1;
    cg_http_conn_enter(conn, CG_CONN_FRESH, cg_now_ns());
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    bool crowded = false;
    cg_mutex_lock(&http->connections_mu);
    conn->client = cg_http_client_connect_locked(http, info ? info->client_addr : NULL, &crowded);
    if (http->connection_count >= http->opts.connections_max)
        conn->crowd = CG_CROWD_SERVER;
    else if (crowded)
        conn->crowd = CG_CROWD_CLIENT;
    conn->next = http->connections;
    if (conn->next)
        conn->next->prev = conn;
    http->connections = conn;
    http->connection_count++;
    http->connections_begun++;
    cg_mutex_unlock(&http->connections_mu);
    *context = conn;
}

/* The library has shut the sending side down and is about to close its descriptor; a duplicate
 * keeps the receiving side alive for the watch thread to drain. */
static bool linger_locked(cg_http *http, const cg_conn *conn) CG_REQUIRES(http->connections_mu)
{
    if (!atomic_load_explicit(&conn->linger, memory_order_relaxed) ||
        http->linger_count == CG_HTTP_LINGER_MAX)
        return false;
    int fd = dup(conn->fd);
    if (fd < 0)
        return false;
    http->lingering[http->linger_count++] = (cg_linger){fd, cg_now_ns() + LINGER_NS};
    return true;
}

static void close_connection(cg_http *http, cg_conn *conn)
{
    cg_mutex_lock(&http->connections_mu);
    if (conn->prev)
        conn->prev->next = conn->next;
    else
        http->connections = conn->next;
    if (conn->next)
        conn->next->prev = conn->prev;
    http->connection_count--;
    cg_http_client_disconnect_locked(http, conn->client);
    bool lingers = linger_locked(http, conn);
    cg_mutex_unlock(&http->connections_mu);
    cg_free(conn);
    if (lingers)
        cg_http_watch_wake(http);
}

bool cg_http_linger(cg_http *http, int take_fd)
{
    cg_mutex_lock(&http->connections_mu);
    bool ok = http->linger_count < CG_HTTP_LINGER_MAX;
    if (ok)
        http->lingering[http->linger_count++] = (cg_linger){take_fd, cg_now_ns() + LINGER_NS};
    cg_mutex_unlock(&http->connections_mu);
    if (ok)
        cg_http_watch_wake(http);
    return ok;
}

void cg_http_on_connection(void *cls, struct MHD_Connection *mhd, void **context,
                           enum MHD_ConnectionNotificationCode code)
{
    cg_http *http = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        open_connection(http, mhd, context);
    } else if (*context) {
        close_connection(http, *context);
        *context = NULL;
    }
}
