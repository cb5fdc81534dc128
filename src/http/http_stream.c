// SPDX-License-Identifier: Apache-2.0
// http: streamed replies. The connection asks for bytes only when its socket takes them; then it
// is suspended, a worker pulls the next chunk, and the connection goes on. One chunk exists at a
// time, so a slow reader costs no memory.
//
//     SEND (I/O thread) --chunk sent--> FILL (worker) --bytes--> SEND
//                \                          \--nothing yet--> WAIT (watch thread) --time--> FILL
//                 `--sent, and told to wait--> WAIT
#include "http_sockets.h"

#define BLOCK_BYTES (32 * 1024)
#define RETRY_NS 20000000u
#define ENDED_SECONDS 3600u

static void hand_back(cg_request *req)
{
    atomic_store_explicit(&req->reply.stream.state, CG_STREAM_SEND, memory_order_release);
    MHD_resume_connection(req->mhd);
}

static void park(cg_request *req, uint64_t wake_ns)
{
    cg_http *http = req->http;
    cg_stream *stream = &req->reply.stream;
    bool pokeable = stream->last == CG_PULL_POKE;
    uint64_t seen = stream->pokes_seen;
    stream->wake_ns = wake_ns;
    atomic_store_explicit(&stream->state, CG_STREAM_WAIT, memory_order_release);
    cg_http_suspended_add(req); /* the watch thread's from here on */
    bool poked = pokeable && atomic_load(&http->pokes) != seen;
    cg_http_watch_by(http, poked ? 0 : wake_ns);
}

static bool waits(const cg_stream *stream)
{
    return stream->last == CG_PULL_WAIT || stream->last == CG_PULL_POKE;
}

bool cg_http_stream_due(const cg_request *req, uint64_t now)
{
    const cg_stream *stream = &req->reply.stream;
    /* acquire pairs with cg_http_poke: what it tells of is there to be seen by the pull */
    return !waits(stream) || now >= stream->wake_ns ||
           (stream->last == CG_PULL_POKE &&
            atomic_load_explicit(&req->http->pokes, memory_order_acquire) != stream->pokes_seen);
}

void cg_http_poke(cg_http *http)
{
    atomic_fetch_add_explicit(&http->pokes, 1, memory_order_release);
    cg_http_watch_wake(http);
    cg_http_sockets_poke(http);
}

uint64_t cg_http_pokes(const cg_http *http)
{
    return atomic_load_explicit(&http->pokes, memory_order_acquire);
}

void cg_http_stream_pull(cg_request *req)
{
    cg_stream *stream = &req->reply.stream;
    uint64_t wake_ns = UINT64_MAX;
    cg_buf_clear(&stream->chunk);
    stream->sent = 0;
    stream->pokes_seen = atomic_load_explicit(&req->http->pokes, memory_order_acquire);
    stream->last = stream->pull(stream->arg, &stream->chunk, &wake_ns);
    if (stream->chunk.error != CG_OK)
        stream->last = CG_PULL_ABORT;
    stream->wake_ns = wake_ns;
}

static void fill(void *arg)
{
    cg_request *req = arg;
    cg_http *http = req->http;
    cg_stream *stream = &req->reply.stream;
    cg_http_stream_pull(req);
    if (waits(stream) && stream->chunk.len == 0)
        park(req, stream->wake_ns);
    else
        hand_back(req);
    cg_http_job_done(http);
}

/* The connection is suspended and the caller owns the stream. */
static void start_fill(cg_request *req)
{
    cg_http *http = req->http;
    atomic_store_explicit(&req->reply.stream.state, CG_STREAM_FILL, memory_order_release);
    if (!cg_http_job_begin(http)) {
        req->reply.stream.last = CG_PULL_ABORT;
        hand_back(req);
    } else if (cg_pool_submit(http->opts.pool, fill, req, NULL) != CG_OK) {
        park(req, cg_now_ns() + RETRY_NS);
        cg_http_job_done(http);
    }
}

void cg_http_stream_wake(cg_request *req)
{
    cg_http *http = req->http;
    cg_stream *stream = &req->reply.stream;
    if (atomic_load_explicit(&req->gone, memory_order_relaxed) ||
        atomic_load_explicit(&http->canceling, memory_order_relaxed)) {
        stream->last = CG_PULL_ABORT;
        hand_back(req);
    } else if (atomic_load_explicit(&http->draining, memory_order_relaxed)) {
        stream->last = CG_PULL_END;
        hand_back(req);
    } else {
        start_fill(req);
    }
}

static void suspend_for_more(cg_request *req)
{
    cg_stream *stream = &req->reply.stream;
    cg_http_conn_enter(req->conn, CG_CONN_WORK, cg_now_ns());
    MHD_suspend_connection(req->mhd);
    if (!cg_http_stream_due(req, cg_now_ns()))
        park(req, stream->wake_ns);
    else
        start_fill(req);
}

/* The end of the reply is that of the connection. What ends here, libmicrohttpd 0.9.75 lets go of when its thread comes
 * round and looks at it, for which nothing wakes the thread, and by which it only looks at all those with a time-out of their own.
 * So it gets one, and to resume what is not suspended is to wake the thread. */
static ssize_t end_connection(cg_request *req, ssize_t how)
{
    (void)MHD_set_connection_option(req->mhd, MHD_CONNECTION_OPTION_TIMEOUT, ENDED_SECONDS);
    MHD_resume_connection(req->mhd);
    return how;
}

static ssize_t read_stream(void *cls, uint64_t pos, char *buf, size_t max)
{
    cg_request *req = cls;
    cg_stream *stream = &req->reply.stream;
    (void)pos;
    size_t left = stream->chunk.len - stream->sent;
    if (left > 0) {
        size_t n = CG_MIN(left, max);
        memcpy(buf, stream->chunk.ptr + stream->sent, n);
        stream->sent += n;
        req->sent_bytes += n;
        if (atomic_load_explicit(&req->conn->phase, memory_order_relaxed) != CG_CONN_REPLY)
            cg_http_conn_enter(req->conn, CG_CONN_REPLY, cg_now_ns());
        return (ssize_t)n;
    }
    if (stream->last == CG_PULL_END)
        return req->http_1_0 ? end_connection(req, MHD_CONTENT_READER_END_OF_STREAM)
                             : MHD_CONTENT_READER_END_OF_STREAM;
    if (stream->last == CG_PULL_ABORT)
        return end_connection(req, MHD_CONTENT_READER_END_WITH_ERROR);
    suspend_for_more(req);
    return 0;
}

struct MHD_Response *cg_http_stream_response(cg_request *req)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, req, NULL);
}

/* ---- server-sent events ---- */

void cg_sse_add_event(cg_buf *buf, const char *event, uint64_t id, cg_str data)
{
    cg_str line;
    if (event)
        cg_buf_printf(buf, "event: %s\n", event);
    if (id)
        cg_buf_printf(buf, "id: %" PRIu64 "\n", id);
    while (cg_str_split(&data, '\n', &line)) {
        cg_buf_add_str(buf, CG_STR("data: "));
        cg_buf_add_str(buf, line);
        cg_buf_add_char(buf, '\n');
    }
    cg_buf_add_char(buf, '\n');
}

void cg_sse_add_heartbeat(cg_buf *buf)
{
    cg_buf_add_str(buf, CG_STR(": \n\n"));
}
