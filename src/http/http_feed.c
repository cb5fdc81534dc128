// SPDX-License-Identifier: Apache-2.0
// http: streams that mostly wait, past the library, which keeps 32 KiB of memory and a place among its connections for
// each. The connection is suspended when it is taken, so the library has its descriptor in no epoll set; the
// descriptor is duplicated, and then made to lead nowhere, so that what the library does when it is resumed and
// told to give up (shutdown, close) is done to nothing.
#include "http_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLOSE_NS 5000000000u  /* for the client to take the end */
#define STUCK_NS 60000000000u /* without a byte taken of what is to be sent */
#define PULLS_MAX 8           /* of one step; the others come first then */

typedef struct feed {
    cg_socket socket; /* first */
    cg_request *req;
    cg_client *client;
    cg_buf out; /* is to be sent */
    size_t sent;
    uint64_t alive_ns;  /* when the client last took something */
    uint64_t ending_ns; /* since when `out` holds the end; 0: it does not */
    bool writing;       /* the client has to read before more is sent */
} feed;

static feed *of(cg_socket *s)
{
    return (feed *)s;
}

/* ---- sending ---- */

static void add_chunk(feed *f)
{
    cg_stream *stream = &f->req->reply.stream;
    bool chunked = !f->req->http_1_0;
    if (stream->chunk.len > 0) {
        if (chunked)
            cg_buf_printf(&f->out, "%zx\r\n", stream->chunk.len);
        cg_buf_add_str(&f->out, cg_buf_str(&stream->chunk));
        if (chunked)
            cg_buf_add_str(&f->out, CG_STR("\r\n"));
        f->req->sent_bytes += stream->chunk.len;
    }
    cg_buf_fini(&stream->chunk); /* many wait, and hold nothing */
}

static void add_end(feed *f)
{
    if (!f->req->http_1_0)
        cg_buf_add_str(&f->out, CG_STR("0\r\n\r\n"));
    f->ending_ns = cg_now_ns();
}

/* False: the client has gone. */
static bool write_out(feed *f)
{
    f->writing = false;
    while (f->sent < f->out.len) {
        ssize_t n = send(f->socket.fd, f->out.ptr + f->sent, f->out.len - f->sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            f->writing = errno == EAGAIN;
            return f->writing;
        }
        f->sent += (size_t)n;
        f->alive_ns = cg_now_ns();
    }
    cg_buf_fini(&f->out);
    f->sent = 0;
    return true;
}

/* What a client sends by now means nothing. False: it has gone. */
static bool read_off(const feed *f)
{
    char sink[4096];
    ssize_t n;
    while ((n = recv(f->socket.fd, sink, sizeof sink, MSG_DONTWAIT)) > 0)
        ;
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* ---- steps ---- */

/* False: it breaks off. */
static bool pull(feed *f)
{
    cg_stream *stream = &f->req->reply.stream;
    cg_http_stream_pull(f->req);
    add_chunk(f);
    if (stream->last == CG_PULL_END)
        add_end(f);
    return stream->last != CG_PULL_ABORT && f->out.error == CG_OK;
}

static bool go_on(feed *f)
{
    unsigned pulls = 0;
    while (write_out(f)) {
        if (f->writing)
            return true;
        if (f->ending_ns > 0)
            return false;
        if (pulls++ == PULLS_MAX || !cg_http_stream_due(f->req, cg_now_ns()))
            return true;
        if (!pull(f))
            return false;
    }
    return false;
}

static void step(cg_socket *s)
{
    feed *f = of(s);
    unsigned wanted = cg_http_sockets_take_wanted(s);
    bool alive = !(wanted & CG_WAKE_CUT) && read_off(f);
    if (alive && f->ending_ns == 0 &&
        atomic_load_explicit(&s->http->draining, memory_order_relaxed))
        add_end(f);
    s->over = !alive || !go_on(f);
    cg_http_sockets_rest(s);
}

static unsigned judge(const cg_socket *s, uint64_t now)
{
    const feed *f = (const feed *)s;
    uint64_t quiet = now > f->alive_ns ? now - f->alive_ns : 0;
    if (f->ending_ns > 0)
        return now - f->ending_ns >= CLOSE_NS ? CG_WAKE_CUT : 0;
    if (atomic_load_explicit(&s->http->draining, memory_order_relaxed))
        return CG_WAKE_DUE;
    if (f->writing)
        return quiet >= STUCK_NS ? CG_WAKE_CUT : 0;
    return cg_http_stream_due(f->req, now) ? CG_WAKE_DUE : 0;
}

static unsigned wants(const cg_socket *s)
{
    return CG_SOCKET_READ | (((const feed *)s)->writing ? CG_SOCKET_WRITE : 0);
}

static void drop(cg_socket *s)
{
    feed *f = of(s);
    cg_http *http = s->http;
    if (s->fd >= 0)
        close(s->fd);
    cg_http_client_forget(http, f->client);
    cg_http_request_note(f->req, cg_now_ns());
    cg_http_request_unref(f->req);
    cg_buf_fini(&f->out);
    cg_free(f);
    cg_http_sockets_unreserve(http, false);
}

static const cg_socket_ops ops = {.step = step, .judge = judge, .wants = wants, .drop = drop};

/* ---- leaving ---- */

static void set_options(int fd)
{
    int on = 1, off = 0;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool cg_http_feed_take(cg_request *req)
{
    cg_http *http = req->http;
    cg_reply *reply = &req->reply;
    if (!(req->route->flags & CG_ROUTE_FEED) || !reply->stream.pull || req->head_only ||
        !cg_http_sockets_reserve(http, false))
        return false;
    int fd = fcntl(req->conn->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) {
        cg_http_sockets_unreserve(http, false);
        return false;
    }
    feed *f = cg_alloc(sizeof *f);
    *f = (feed){.socket = {.http = http, .fd = fd, .ops = &ops},
                .req = req,
                .client = cg_http_client_keep(http, req->conn->client),
                .alive_ns = cg_now_ns()};
    cg_http_request_ref(req);
    set_options(fd);
    cg_http_wire_head(req, reply->status, reply->media, UINT64_MAX, reply->headers,
                      reply->header_count, &f->out);
    req->sent_status = reply->status;
    CG_ASSERT(dup3(http->nowhere, req->conn->fd, O_CLOEXEC) >= 0);
    if (!cg_http_sockets_add(&f->socket))
        drop(&f->socket);
    return true;
}
