// SPDX-License-Identifier: Apache-2.0
// http: the steps of one WebSocket, from the reply that makes it to its end.
#include "http_websocket_int.h"

#include <fcntl.h>
#include <unistd.h>

#define CLOSE_NS 5000000000u  /* for the client to close as well */
#define STUCK_NS 60000000000u /* without a byte taken of what is to be sent */

static const cg_socket_ops ops;

static cg_websocket *of(cg_socket *s)
{
    return (cg_websocket *)s;
}

/* ---- the reply that makes it ---- */

cg_code cg_reply_websocket(cg_reply *reply, const cg_websocket_handler *handler, void *take_arg,
                           cg_err *err)
{
    cg_request *req = reply->req;
    cg_http *http = req->http;
    CG_ASSERT(req->route->flags & CG_ROUTE_WEBSOCKET);
    cg_code rc = CG_OK;
    if (atomic_load_explicit(&http->draining, memory_order_relaxed))
        rc = CG_FAIL(err, CG_E_UNAVAILABLE, "the server is stopping");
    else if (!cg_http_sockets_reserve(http, true))
        rc = CG_FAIL(err, CG_E_BUSY, "too many WebSockets are open");
    if (rc != CG_OK) {
        handler->destroy(take_arg);
        return rc;
    }
    cg_websocket *ws = cg_alloc(sizeof *ws);
    *ws = (cg_websocket){.socket = {.http = http, .fd = -1, .ops = &ops},
                         .http = http,
                         .handler = handler,
                         .arg = take_arg,
                         .protocol = cg_http_handshake_protocol(req, handler->protocols),
                         .last = CG_PULL_MORE};
    cg_str accept = cg_http_handshake_accept_in(req->arena, req->websocket_key);
    cg_reply_set_status(reply, MHD_HTTP_SWITCHING_PROTOCOLS);
    cg_reply_add_header(reply, "Upgrade", "websocket");
    cg_reply_add_header(reply, "Sec-WebSocket-Accept", "%.*s", CG_STR_ARG(accept));
    if (ws->protocol)
        cg_reply_add_header(reply, "Sec-WebSocket-Protocol", "%s", ws->protocol);
    reply->websocket = ws;
    return CG_OK;
}

void cg_websocket_drop(cg_websocket *ws)
{
    if (!ws)
        return;
    if (ws->client)
        cg_http_client_forget(ws->http, ws->client);
    cg_frames_destroy(ws->frames);
    if (ws->socket.fd >= 0)
        close(ws->socket.fd);
    ws->handler->destroy(ws->arg);
    cg_http_sockets_unreserve(ws->http, true);
    cg_free(ws);
}

static void on_message(void *arg, bool text, cg_str bytes)
{
    cg_websocket *ws = arg;
    ws->handler->message(ws->arg, ws, text, bytes);
    ws->last = CG_PULL_MORE; /* there may be an answer to pull */
}

/* On an I/O thread: the handshake is answered. The library closes its descriptor, without shutting the
 * connection down, and frees what it has of it: 32 KiB. */
static void on_upgrade(void *cls, struct MHD_Connection *mhd, void *req_cls, const char *extra,
                       size_t extra_len, MHD_socket fd, struct MHD_UpgradeResponseHandle *urh)
{
    cg_request *req = req_cls;
    cg_websocket *ws = req->reply.websocket;
    (void)cls, (void)mhd;
    req->reply.websocket = NULL;
    ws->socket.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    ws->client = cg_http_client_keep(ws->http, req->conn->client);
    ws->alive_ns = cg_now_ns();
    if (ws->socket.fd >= 0)
        ws->frames = cg_frames_create(ws->socket.fd, cg_str_make(extra, extra_len),
                                      ws->http->opts.websocket_message_max_bytes, on_message, ws);
    if (!ws->frames || !cg_http_sockets_add(&ws->socket))
        cg_websocket_drop(ws);
    (void)MHD_upgrade_action(urh, MHD_UPGRADE_ACTION_CLOSE);
}

struct MHD_Response *cg_http_websocket_response(void)
{
    return MHD_create_response_for_upgrade(on_upgrade, NULL);
}

/* ---- for handlers ---- */

const char *cg_websocket_protocol(const cg_websocket *ws)
{
    return ws->protocol;
}

void cg_websocket_send_text(cg_websocket *ws, cg_str text)
{
    cg_frames_send(ws->frames, true, text);
}

void cg_websocket_send_binary(cg_websocket *ws, cg_str bytes)
{
    cg_frames_send(ws->frames, false, bytes);
}

bool cg_websocket_has_room(const cg_websocket *ws)
{
    return cg_frames_has_room(ws->frames);
}

void cg_websocket_close(cg_websocket *ws, unsigned code, const char *reason)
{
    if (cg_frames_is_open(ws->frames))
        cg_frames_close(ws->frames, code, reason);
}

bool cg_websocket_is_open(const cg_websocket *ws)
{
    return cg_frames_is_open(ws->frames);
}

/* ---- steps ---- */

static bool pull_is_due(const cg_websocket *ws, uint64_t now)
{
    if (ws->last == CG_PULL_POKE &&
        atomic_load_explicit(&ws->http->pokes, memory_order_acquire) != ws->pokes_seen)
        return true;
    return ws->last == CG_PULL_MORE || now >= ws->wake_ns;
}

static void pull(cg_websocket *ws)
{
    while (cg_websocket_is_open(ws) && cg_frames_has_room(ws->frames) &&
           pull_is_due(ws, cg_now_ns())) {
        ws->wake_ns = UINT64_MAX;
        ws->pokes_seen = atomic_load_explicit(&ws->http->pokes, memory_order_acquire);
        ws->last = ws->handler->pull(ws->arg, ws, &ws->wake_ns);
        if (ws->last == CG_PULL_END)
            cg_websocket_close(ws, CG_WEBSOCKET_NORMAL, "");
        else if (ws->last == CG_PULL_ABORT)
            cg_websocket_close(ws, CG_WEBSOCKET_INTERNAL, "internal error");
        if (ws->last == CG_PULL_MORE)
            break; /* what there is goes out first */
    }
}

/* A client is alive when something comes from it, or when a full socket takes more. */
static void note_progress(cg_websocket *ws, uint64_t now)
{
    cg_frames_count count = cg_frames_counted(ws->frames);
    if (count.received != ws->count.received)
        ws->pinged = false;
    if (count.received != ws->count.received || (ws->writing && count.sent != ws->count.sent))
        ws->alive_ns = now;
    ws->count = count;
    if (ws->closing_ns == 0 && !cg_websocket_is_open(ws))
        ws->closing_ns = now;
    ws->writing = cg_frames_wants_write(ws->frames);
}

static void step(cg_socket *s)
{
    cg_websocket *ws = of(s);
    unsigned wanted = cg_http_sockets_take_wanted(s);
    if (atomic_load_explicit(&ws->http->draining, memory_order_relaxed))
        cg_websocket_close(ws, CG_WEBSOCKET_GOING_AWAY, "the server is stopping");
    bool alive = !(wanted & CG_WAKE_CUT) && cg_frames_read(ws->frames);
    if (alive && (wanted & CG_WAKE_PING)) {
        cg_frames_ping(ws->frames);
        ws->pinged = true;
    }
    if (alive)
        pull(ws);
    alive = alive && cg_frames_write(ws->frames);
    ws->socket.over = !alive || cg_frames_is_over(ws->frames);
    note_progress(ws, cg_now_ns());
    cg_frames_rest(ws->frames);
    cg_http_sockets_rest(s);
}

/* ---- time, on the loop's thread while no step runs ---- */

static unsigned judge(const cg_socket *s, uint64_t now)
{
    const cg_websocket *ws = (const cg_websocket *)s;
    uint64_t ping_ns = ws->http->opts.websocket_ping_ns;
    uint64_t quiet = now > ws->alive_ns ? now - ws->alive_ns : 0;
    if (ws->closing_ns > 0)
        return now - ws->closing_ns >= CLOSE_NS ? CG_WAKE_CUT : 0;
    if (atomic_load_explicit(&ws->http->draining, memory_order_relaxed))
        return CG_WAKE_DUE;
    if (ws->writing)
        return quiet >= STUCK_NS ? CG_WAKE_CUT : 0;
    if (quiet >= ping_ns && !ws->pinged)
        return CG_WAKE_PING;
    if (quiet >= 2 * ping_ns)
        return CG_WAKE_CUT;
    return pull_is_due(ws, now) ? CG_WAKE_DUE : 0;
}

static unsigned wants(const cg_socket *s)
{
    const cg_frames *frames = ((const cg_websocket *)s)->frames;
    return (cg_frames_wants_read(frames) ? CG_SOCKET_READ : 0) |
           (cg_frames_wants_write(frames) ? CG_SOCKET_WRITE : 0);
}

static void drop(cg_socket *s)
{
    cg_websocket_drop(of(s));
}

static const cg_socket_ops ops = {.step = step, .judge = judge, .wants = wants, .drop = drop};
