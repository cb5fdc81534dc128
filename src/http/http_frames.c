// SPDX-License-Identifier: Apache-2.0
// http: messages of WebSocket as frames, through libwslay: this file alone sees it. It answers pings and
// closes, joins fragments, checks UTF-8, and closes with the right code on whatever breaks the protocol.
//
// Its context has two buffers of 4 KiB, and there is one only while a frame, a message or a close is under way: in
// between it knows nothing that another would not, and thousands of sockets wait in between.
#include <errno.h>
#include <sys/socket.h>

#include <wslay/wslay.h>

#include "http_websocket_int.h"

#define READ_BYTES (64u << 10) /* of one call */
#define QUEUE_BYTES (64u << 10)
#define QUEUE_MESSAGES 256 /* pongs are short, and sent for each ping */
#define REASON_MAX 123
#define HEAD_BYTES 6 /* of a short frame of a client, its mask among them */

struct cg_frames {
    wslay_event_context_ptr ctx; /* NULL: nothing is under way */
    int fd;
    size_t message_max;
    uint64_t unfinished;  /* bytes received of a frame that is not complete, or more */
    uint64_t frame_bytes; /* all of the frame whose head was read last */
    bool fragmented;      /* more fragments of a message are to come */
    bool gone;            /* the client, or the memory to go on */
    bool closing;         /* from our side */
    unsigned close_code;  /* of a close that waits for the messages before it; 0: none does */
    char close_reason[REASON_MAX];
    size_t close_reason_len;
    size_t budget; /* of the running read */
    cg_frames_count count;
    cg_frames_message_fn message;
    void *arg;
    size_t early_len, early_read;
    char *early; /* NULL: all is read */
};

static ssize_t would_block(cg_frames *f)
{
    wslay_event_set_error(f->ctx, WSLAY_ERR_WOULDBLOCK);
    return -1;
}

static ssize_t lost(cg_frames *f)
{
    f->gone = true;
    wslay_event_set_error(f->ctx, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static size_t read_early(cg_frames *f, uint8_t *buf, size_t len)
{
    size_t n = CG_MIN(len, f->early_len - f->early_read);
    memcpy(buf, f->early + f->early_read, n);
    f->early_read += n;
    if (f->early_read == f->early_len) {
        cg_free(f->early);
        f->early = NULL;
    }
    return n;
}

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t *buf, size_t len, int flags, void *arg)
{
    cg_frames *f = arg;
    ssize_t n;
    (void)ctx, (void)flags;
    if (f->budget == 0 || !cg_frames_has_room(f))
        return would_block(f);
    len = CG_MIN(len, f->budget);
    if (f->early) {
        n = (ssize_t)read_early(f, buf, len);
    } else {
        do
            n = recv(f->fd, buf, len, MSG_DONTWAIT);
        while (n < 0 && errno == EINTR);
        if (n < 0 && errno == EAGAIN)
            return would_block(f);
        if (n <= 0)
            return lost(f);
    }
    f->budget -= (size_t)n;
    f->unfinished += (size_t)n;
    f->count.received += (size_t)n;
    return n;
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t *data, size_t len, int flags,
                       void *arg)
{
    cg_frames *f = arg;
    ssize_t n;
    (void)ctx;
    int more = flags & WSLAY_MSG_MORE ? MSG_MORE : 0;
    do
        n = send(f->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL | more);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno == EAGAIN)
        return would_block(f);
    if (n <= 0)
        return lost(f);
    f->count.sent += (size_t)n;
    return n;
}

/* Also told of pings, pongs and closes, which are answered without us. */
static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *msg,
                       void *arg)
{
    cg_frames *f = arg;
    (void)ctx;
    if (!wslay_is_ctrl_frame(msg->opcode) && !f->closing)
        f->message(f->arg, msg->opcode == WSLAY_TEXT_FRAME,
                   cg_str_make((const char *)msg->msg, msg->msg_length));
}

/* The library takes no length that has a shorter form, so the head's length follows. */
static void on_frame_start(wslay_event_context_ptr ctx,
                           const struct wslay_event_on_frame_recv_start_arg *frame, void *arg)
{
    cg_frames *f = arg;
    uint64_t len = frame->payload_length;
    (void)ctx;
    f->frame_bytes = HEAD_BYTES + (len < 126 ? 0 : len <= UINT16_MAX ? 2 : 8) + len;
    if (!wslay_is_ctrl_frame(frame->opcode))
        f->fragmented = frame->fin == 0;
}

static void on_frame_end(wslay_event_context_ptr ctx, void *arg)
{
    cg_frames *f = arg;
    (void)ctx;
    f->unfinished -= f->frame_bytes;
}

/* ---- the context ---- */

/* False: there is no memory. */
static bool begin(cg_frames *f)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_recv,
        .send_callback = on_send,
        .on_frame_recv_start_callback = on_frame_start,
        .on_frame_recv_end_callback = on_frame_end,
        .on_msg_recv_callback = on_message};
    if (f->ctx == NULL && !f->gone) {
        f->gone = wslay_event_context_server_init(&f->ctx, &callbacks, f) != 0;
        if (f->gone)
            f->ctx = NULL;
        else
            wslay_event_config_set_max_recv_msg_length(f->ctx, f->message_max);
    }
    return f->ctx != NULL;
}

static bool is_under_way(const cg_frames *f)
{
    return f->unfinished > 0 || f->fragmented || f->closing || f->gone ||
           !wslay_event_get_read_enabled(f->ctx) || wslay_event_get_queued_msg_count(f->ctx) > 0;
}

void cg_frames_rest(cg_frames *f)
{
    if (f->ctx == NULL || is_under_way(f))
        return;
    wslay_event_context_free(f->ctx);
    f->ctx = NULL;
}

cg_frames *cg_frames_create(int fd, cg_str early, size_t message_max, cg_frames_message_fn message,
                            void *arg)
{
    cg_frames *f = cg_alloc(sizeof *f);
    *f = (cg_frames){.fd = fd,
                     .message_max = message_max,
                     .message = message,
                     .arg = arg,
                     .early_len = early.len};
    if (early.len > 0) {
        f->early = cg_alloc_array(early.len, 1);
        memcpy(f->early, early.ptr, early.len);
    }
    return f;
}

void cg_frames_destroy(cg_frames *f)
{
    if (!f)
        return;
    wslay_event_context_free(f->ctx); /* NULL allowed */
    cg_free(f->early);
    cg_free(f);
}

bool cg_frames_read(cg_frames *f)
{
    if (!begin(f))
        return false;
    f->budget = READ_BYTES;
    /* Of a frame that cannot be, the library says so and has queued a close without a code. */
    if (wslay_event_want_read(f->ctx) && wslay_event_recv(f->ctx) == WSLAY_ERR_NOMEM)
        f->gone = true;
    return !f->gone;
}

static void send_queued(cg_frames *f)
{
    if (!f->gone && cg_frames_wants_write(f) && wslay_event_send(f->ctx) != 0)
        f->gone = true;
}

/* What cannot be queued for want of memory must not be missing in silence. */
static void check_queued(cg_frames *f, int rc)
{
    if (rc == WSLAY_ERR_NOMEM)
        f->gone = true;
}

/* The library sends control frames first, and nothing after a close. */
bool cg_frames_write(cg_frames *f)
{
    send_queued(f);
    if (f->close_code == 0 || !begin(f) || wslay_event_get_queued_msg_count(f->ctx) > 0)
        return !f->gone;
    check_queued(f, wslay_event_queue_close(f->ctx, (uint16_t)f->close_code,
                                            (const uint8_t *)f->close_reason, f->close_reason_len));
    f->close_code = 0;
    send_queued(f);
    return !f->gone;
}

static void queue(cg_frames *f, uint8_t opcode, cg_str bytes)
{
    struct wslay_event_msg msg = {opcode, (const uint8_t *)bytes.ptr, bytes.len};
    if (!f->closing && begin(f))
        check_queued(f, wslay_event_queue_msg(f->ctx, &msg));
}

void cg_frames_send(cg_frames *f, bool text, cg_str bytes)
{
    queue(f, text ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME, bytes);
}

void cg_frames_ping(cg_frames *f)
{
    queue(f, WSLAY_PING, CG_STR_NULL);
}

void cg_frames_close(cg_frames *f, unsigned code, const char *reason)
{
    cg_str text = cg_utf8_truncate(cg_str_from(reason), REASON_MAX);
    f->closing = true;
    f->close_code = code;
    f->close_reason_len = text.len;
    memcpy(f->close_reason, text.ptr, text.len);
}

bool cg_frames_has_room(const cg_frames *f)
{
    return f->ctx == NULL || (wslay_event_get_queued_msg_length(f->ctx) < QUEUE_BYTES &&
                              wslay_event_get_queued_msg_count(f->ctx) < QUEUE_MESSAGES);
}

bool cg_frames_wants_read(const cg_frames *f)
{
    return f->ctx == NULL || (wslay_event_want_read(f->ctx) && cg_frames_has_room(f));
}

bool cg_frames_wants_write(const cg_frames *f)
{
    return f->ctx != NULL && wslay_event_want_write(f->ctx);
}

bool cg_frames_is_open(const cg_frames *f)
{
    /* a breach, or the client's close, ends the reading */
    return !f->gone && !f->closing && (f->ctx == NULL || wslay_event_get_read_enabled(f->ctx));
}

bool cg_frames_is_over(const cg_frames *f)
{
    return f->gone || (f->ctx != NULL && wslay_event_get_close_sent(f->ctx) &&
                       !wslay_event_get_read_enabled(f->ctx));
}

cg_frames_count cg_frames_counted(const cg_frames *f)
{
    return f->count;
}
