// SPDX-License-Identifier: Apache-2.0
// http: WebSocket as bytes on the wire: handshakes, frames good and bad, closing, silence, and clients that do
// not read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <malloc.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cg/http_websocket.h"
#include "fixture.h"

#define MS UINT64_C(1000000)
#define MESSAGE_MAX (64u << 10)

static fixture f;
static cg_loop *loop;
static _Atomic uint64_t news; /* told of by cg_http_poke */
static _Atomic unsigned sent; /* messages of /flood */

/* ---- routes ---- */

typedef struct session {
    uint64_t seen;
    bool flood;
} session;

static void echo_message(void *arg, cg_websocket *ws, bool text, cg_str bytes)
{
    (void)arg;
    if (text && cg_str_eq(bytes, CG_STR("bye")))
        cg_websocket_close(ws, 4321, "as you wish");
    else if (text)
        cg_websocket_send_text(ws, bytes);
    else
        cg_websocket_send_binary(ws, bytes);
}

/* Tells of news; of nothing but itself when it is to flood. */
static cg_pull tell(void *arg, cg_websocket *ws, uint64_t *wake_ns)
{
    static const char block[1024];
    session *s = arg;
    char line[32];
    while (s->flood && cg_websocket_has_room(ws)) {
        cg_websocket_send_binary(ws, cg_str_make(block, sizeof block));
        atomic_fetch_add(&sent, 1);
    }
    if (s->flood)
        return CG_PULL_MORE;
    uint64_t now = atomic_load(&news);
    if (now != s->seen) {
        (void)snprintf(line, sizeof line, "news %" PRIu64, now);
        cg_websocket_send_text(ws, cg_str_from(line));
        s->seen = now;
    }
    (void)wake_ns;
    return now == 99 ? CG_PULL_END : CG_PULL_POKE;
}

static void forget(void *arg)
{
    cg_free(arg);
    cg_mutex_lock(&f.mu);
    f.destroyed++;
    cg_cond_broadcast(&f.changed);
    cg_mutex_unlock(&f.mu);
}

static const char *const protocols[] = {"better.v2", "plain.v1", NULL};
static const cg_websocket_handler handler = {
    .protocols = protocols, .message = echo_message, .pull = tell, .destroy = forget};

static cg_code open_session(cg_request *req, cg_reply *reply, cg_err *err)
{
    session *s = cg_alloc(sizeof *s);
    s->seen = atomic_load(&news);
    s->flood = cg_request_flag(req, "flood");
    return cg_reply_websocket(reply, &handler, s, err);
}

static const cg_param params[] = {{.name = "flood", .type = CG_PARAM_BOOL}, {0}};
static const cg_answer answers[] = {{.status = 101, .help = "messages"}, {0}};
static const cg_route r_ws = {.method = "GET",
                              .path = "/ws",
                              .params = params,
                              .answers = answers,
                              .flags = CG_ROUTE_WEBSOCKET,
                              .handle = open_session};
static const cg_route *const routes[] = {&r_ws};

static void with_loop(cg_http_options *opts)
{
    opts->routes = routes;
    opts->route_count = 1;
    opts->loop = loop;
    opts->websocket_message_max_bytes = MESSAGE_MAX;
}

static int set_up_with(void (*adjust)(cg_http_options *))
{
    assert_int_equal(cg_loop_create(&loop, NULL), CG_OK);
    atomic_store(&news, 0);
    atomic_store(&sent, 0);
    fixture_start(&f, adjust);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    return set_up_with(with_loop);
}

static int tear_down(void **state)
{
    (void)state;
    fixture_stop(&f);
    cg_loop_destroy(loop);
    return 0;
}

static void await_destroyed(unsigned count)
{
    uint64_t deadline = cg_now_ns() + 10000 * MS;
    cg_mutex_lock(&f.mu);
    while (f.destroyed < count && cg_cond_wait_until(&f.changed, &f.mu, deadline))
        ;
    unsigned destroyed = f.destroyed;
    cg_mutex_unlock(&f.mu);
    assert_int_equal(destroyed, count);
}

/* ---- the client's side ---- */

#define HEAD                                                                                       \
    "Host: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"                 \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define HANDSHAKE "GET /ws HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\n\r\n"

static void read_exactly(int fd, void *into, size_t len)
{
    for (size_t got = 0; got < len;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_true(poll(&p, 1, 10000) > 0);
        ssize_t n = recv(fd, (char *)into + got, len - got, 0);
        assert_true(n > 0);
        got += (size_t)n;
    }
}

/* Not a byte of the frames behind it. */
static void read_head(int fd)
{
    char head[1024];
    size_t len = 0;
    do {
        assert_true(len < sizeof head);
        read_exactly(fd, &head[len++], 1);
    } while (len < 4 || memcmp(head + len - 4, "\r\n\r\n", 4) != 0);
    assert_memory_equal(head, "HTTP/1.1 101 ", 13);
}

static int open_with(const char *handshake)
{
    int fd = client_connect(&f);
    client_send(fd, handshake, strlen(handshake));
    read_head(fd);
    return fd;
}

static int open_socket(void)
{
    return open_with(HANDSHAKE);
}

/* One masked frame. `first`: FIN, reserved bits and opcode. */
static void put_frame(cg_buf *out, unsigned first, const char *bytes, size_t len)
{
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    cg_buf_add_char(out, (char)first);
    if (len < 126) {
        cg_buf_add_char(out, (char)(0x80 | len));
    } else if (len < 65536) {
        cg_buf_add_char(out, (char)(0x80 | 126));
        cg_buf_add_char(out, (char)(len >> 8));
        cg_buf_add_char(out, (char)len);
    } else {
        cg_buf_add_char(out, (char)(0x80 | 127));
        for (int shift = 56; shift >= 0; shift -= 8)
            cg_buf_add_char(out, (char)(len >> shift));
    }
    cg_buf_add(out, mask, sizeof mask);
    for (size_t i = 0; i < len; i++)
        cg_buf_add_char(out, (char)(bytes[i] ^ mask[i % 4]));
}

static void send_frame(int fd, unsigned first, const char *bytes, size_t len)
{
    CG_AUTO_VALUE(cg_buf) frame = {0};
    put_frame(&frame, first, bytes, len);
    client_send(fd, frame.ptr, frame.len);
}

typedef struct frame {
    unsigned first;
    size_t len;
    char bytes[MESSAGE_MAX + 1];
} frame;

static const frame *read_frame(int fd)
{
    static frame in;
    uint8_t head[2], length[8];
    read_exactly(fd, head, 2);
    in.first = head[0];
    in.len = head[1]; /* never masked */
    assert_true(in.len < 128);
    if (in.len >= 126) {
        size_t width = in.len == 126 ? 2 : 8;
        read_exactly(fd, length, width);
        in.len = cg_get_be(length, (unsigned)width);
    }
    assert_true(in.len <= MESSAGE_MAX);
    read_exactly(fd, in.bytes, in.len);
    in.bytes[in.len] = 0;
    return &in;
}

static void expect_text(int fd, const char *text)
{
    const frame *in = read_frame(fd);
    assert_int_equal(in->first, 0x81);
    assert_string_equal(in->bytes, text);
}

/* A close with this code (0: with none), and the connection's end. */
static void expect_close(int fd, unsigned code)
{
    const frame *in = read_frame(fd);
    assert_int_equal(in->first, 0x88);
    assert_int_equal(in->len >= 2 ? cg_get_be((const uint8_t *)in->bytes, 2) : 0, code);
    assert_true(client_closed(fd));
    close(fd);
}

/* ---- handshakes ---- */

static void a_handshake_is_answered(void **state)
{
    (void)state;
    int fd = client_connect(&f);
    const char *ask = "GET /ws HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Protocol: unknown, plain.v1\r\n"
                      "Sec-WebSocket-Protocol: Better.V2\r\n\r\n";
    client_send(fd, ask, strlen(ask));
    const char *reply = client_read(fd, "\r\n\r\n");
    assert_non_null(strstr(reply, "HTTP/1.1 101 Switching Protocols\r\n"));
    assert_non_null(strstr(reply, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    assert_non_null(strstr(reply, "Connection: Upgrade\r\n"));
    assert_non_null(strstr(reply, "Upgrade: websocket\r\n"));
    assert_non_null(strstr(reply, "Sec-WebSocket-Protocol: better.v2\r\n"));
    close(fd);
    await_destroyed(1);
}

static void what_is_no_handshake_is_refused(void **state)
{
    static const struct {
        const char *ask, *status, *detail;
    } cases[] = {
        {"GET /ws HTTP/1.1\r\nHost: localhost\r\n", "426", "Sec-WebSocket-Version: 13"},
        {"HEAD /ws HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\n", "426", ""},
        {"GET /ws HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 8\r\n", "426", "only version 13"},
        {"GET /ws HTTP/1.1\r\n" HEAD, "426", "only version 13"},
        {"GET /ws HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n",
         "403", "another site"},
        {"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2hvcnQ=\r\n",
         "400", "Sec-WebSocket-Key"},
        {"GET /ws?what=1 HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\n", "400", "what"},
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        char ask[1024];
        (void)snprintf(ask, sizeof ask, "%sConnection: close\r\n\r\n", cases[i].ask);
        const char *reply = client_ask(&f, ask);
        assert_memory_equal(reply + strlen("HTTP/1.1 "), cases[i].status, 3);
        assert_non_null(strstr(reply, cases[i].detail));
    }
}

static void limit_to_two(cg_http_options *opts)
{
    with_loop(opts);
    opts->websockets_max = 2;
}

static int set_up_two(void **state)
{
    (void)state;
    return set_up_with(limit_to_two);
}

static void sockets_are_counted(void **state)
{
    (void)state;
    int one = open_socket(), two = open_socket();
    const char *reply = client_ask(&f, HANDSHAKE);
    assert_non_null(strstr(reply, "HTTP/1.1 503 "));
    cg_http_stats stats;
    cg_http_stats_get(f.http, &stats);
    assert_int_equal(stats.websockets, 2);
    close(one);
    await_destroyed(2); /* the refused one's, too */
    send_frame(two, 0x81, "still", 5);
    expect_text(two, "still");
    int three = open_socket();
    close(two), close(three);
    await_destroyed(4);
}

/* ---- messages ---- */

static void messages_come_back(void **state)
{
    static char large[MESSAGE_MAX];
    (void)state;
    memset(large, 'x', sizeof large);
    int fd = open_socket();
    send_frame(fd, 0x81, "hello", 5);
    expect_text(fd, "hello");
    send_frame(fd, 0x81, "", 0);
    expect_text(fd, "");
    send_frame(fd, 0x82, "\0\xff\1", 3);
    const frame *in = read_frame(fd);
    assert_int_equal(in->first, 0x82);
    assert_int_equal(in->len, 3);
    for (size_t len = 125; len < sizeof large; len = len * 3 + 1) {
        send_frame(fd, 0x82, large, len);
        assert_int_equal(read_frame(fd)->len, len);
    }
    send_frame(fd, 0x82, large, sizeof large);
    assert_int_equal(read_frame(fd)->len, sizeof large);
    send_frame(fd, 0x88, "\x03\xe8good", 6);
    expect_close(fd, 1000);
    await_destroyed(1);
}

static void fragments_are_joined_and_pings_answered_between(void **state)
{
    (void)state;
    int fd = open_socket();
    send_frame(fd, 0x01, "caf\xc3", 4); /* a character over two frames */
    send_frame(fd, 0x89, "are you there", 13);
    const frame *in = read_frame(fd);
    assert_int_equal(in->first, 0x8a);
    assert_string_equal(in->bytes, "are you there");
    send_frame(fd, 0x00, "", 0);
    send_frame(fd, 0x80, "\xa9", 1);
    expect_text(fd, "caf\xc3\xa9");
    send_frame(fd, 0x8a, "unasked", 7);
    send_frame(fd, 0x88, "", 0);
    expect_close(fd, 0);
}

static void bytes_may_come_one_by_one_or_with_the_handshake(void **state)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    (void)state;
    cg_buf_add_str(&bytes, CG_STR(HANDSHAKE));
    put_frame(&bytes, 0x81, "first", 5);
    int fd = client_connect(&f);
    client_send(fd, bytes.ptr, bytes.len);
    read_head(fd);
    expect_text(fd, "first");
    cg_buf_clear(&bytes);
    put_frame(&bytes, 0x81, "second", 6);
    for (size_t i = 0; i < bytes.len; i++)
        client_send(fd, bytes.ptr + i, 1);
    expect_text(fd, "second");
    close(fd);
}

/* Each byte of these may be the last one for a while, in which the socket does something else. */
static void what_is_under_way_survives_other_steps(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) wire = {0};
    char line[32], long_text[201] = {0};
    memset(long_text, 'x', 200);
    put_frame(&wire, 0x01, "in ", 3);
    put_frame(&wire, 0x89, "", 0);
    put_frame(&wire, 0x00, "", 0);
    put_frame(&wire, 0x80, "pieces", 6);
    put_frame(&wire, 0x81, long_text, 200);
    int fd = open_socket();
    for (size_t cut = 1, told = 99; cut < wire.len; cut++) {
        unsigned pongs = 0, texts = 0, others = 0;
        client_send(fd, wire.ptr, cut);
        atomic_store(&news, ++told);
        cg_http_poke(f.http);
        (void)snprintf(line, sizeof line, "news %zu", told);
        for (bool whole = false; pongs + texts + others < 4;) {
            const frame *in = read_frame(fd);
            pongs += in->first == 0x8a;
            texts +=
                in->first == 0x81 && strcmp(in->bytes, texts > 0 ? long_text : "in pieces") == 0;
            others += in->first == 0x81 && strcmp(in->bytes, line) == 0;
            if (others > 0 && !whole)
                client_send(fd, wire.ptr + cut, wire.len - cut);
            whole = whole || others > 0;
        }
        assert_int_equal(pongs, 1);
        assert_int_equal(texts, 2);
    }
    close(fd);
    await_destroyed(1);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
size_t __sanitizer_get_current_allocated_bytes(void);
static size_t allocated(void)
{
    return __sanitizer_get_current_allocated_bytes();
}
#else
static size_t allocated(void)
{
    return mallinfo2().uordblks;
}
#endif

/* A socket that was used, and of which nothing is under way. */
static int open_idle(void)
{
    cg_http_stats stats;
    int fd = open_socket();
    send_frame(fd, 0x81, "hello", 5);
    expect_text(fd, "hello");
    do /* the library gives back what it had of it */
        cg_http_stats_get(f.http, &stats);
    while (stats.connections > 0);
    return fd;
}

static void the_idle_are_small(void **state)
{
    enum { WARM = 20, COUNT = 120 };
    (void)state;
    int fds[COUNT];
    size_t before = 0;
    for (size_t i = 0; i < COUNT; i++) {
        before = i == WARM ? allocated() : before;
        fds[i] = open_idle();
    }
    send_frame(fds[0], 0x81, "last", 4);
    expect_text(fds[0], "last"); /* the steps of the others are over, or as good as */
    size_t each = (allocated() - before) / (COUNT - WARM);
    assert_in_range(each, 1, 3000); /* one context of libwslay has 8,600 */
    for (size_t i = 0; i < COUNT; i++)
        close(fds[i]);
    await_destroyed(COUNT);
}

static void breaches_are_closed_with_their_code(void **state)
{
    static char large[MESSAGE_MAX + 1];
    static const struct {
        unsigned first;
        const char *bytes;
        size_t len;
        unsigned code;
    } cases[] = {
        {0xc1, "x", 1, 1002},              /* a reserved bit */
        {0x83, "x", 1, 1002},              /* a reserved opcode */
        {0x8b, "", 0, 1002},               /* and of a control frame */
        {0x80, "x", 1, 1002},              /* goes on with nothing */
        {0x09, "x", 1, 0},                 /* a ping in fragments */
        {0x89, large, 126, 0},             /* a ping too long */
        {0x81, "\xc3(", 2, 1007},          /* not UTF-8 */
        {0x81, "\xed\xa0\x80", 3, 1007},   /* half a pair */
        {0x88, "\x03", 1, 0},              /* half a code */
        {0x88, "\x03\xed", 2, 1002},       /* 1005 may not be sent */
        {0x88, "\x00\x01", 2, 1002},       /* no code */
        {0x88, "\x03\xe8\xff", 3, 1007},   /* its reason is not UTF-8 */
        {0x82, large, sizeof large, 1009}, /* too large */
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        int fd = open_socket();
        send_frame(fd, cases[i].first, cases[i].bytes, cases[i].len);
        expect_close(fd, cases[i].code);
    }
    int fd = open_socket();
    client_send(fd, "\x81\x02hi", 4); /* not masked */
    expect_close(fd, 1002);
    fd = open_socket();
    send_frame(fd, 0x01, "a", 1);
    send_frame(fd, 0x81, "b", 1); /* a message within a message */
    expect_close(fd, 1002);
    await_destroyed(CG_ARRAY_LEN(cases) + 2);
}

static void the_handler_may_close(void **state)
{
    (void)state;
    int fd = open_socket();
    send_frame(fd, 0x81, "bye", 3);
    send_frame(fd, 0x81, "more", 4); /* no longer answered */
    const frame *in = read_frame(fd);
    assert_int_equal(in->first, 0x88);
    assert_int_equal(cg_get_be((const uint8_t *)in->bytes, 2), 4321);
    assert_string_equal(in->bytes + 2, "as you wish");
    send_frame(fd, 0x88, "\x10\xe1", 2);
    assert_true(client_closed(fd));
    close(fd);
}

/* ---- pulling ---- */

static void pokes_are_heard(void **state)
{
    enum { SOCKETS = 50 };
    int fds[SOCKETS];
    (void)state;
    for (int i = 0; i < SOCKETS; i++)
        fds[i] = open_socket();
    for (uint64_t n = 1; n <= 3; n++) {
        char text[16];
        (void)snprintf(text, sizeof text, "news %" PRIu64, n);
        atomic_store(&news, n);
        cg_http_poke(f.http);
        for (int i = 0; i < SOCKETS; i++)
            expect_text(fds[i], text);
    }
    atomic_store(&news, 99);
    cg_http_poke(f.http);
    for (int i = 0; i < SOCKETS; i++) {
        expect_text(fds[i], "news 99");
        expect_close(fds[i], 1000);
    }
    await_destroyed(SOCKETS);
}

static void a_client_that_does_not_read_stops_the_sending(void **state)
{
    (void)state;
    int fd = open_with("GET /ws?flood=1 HTTP/1.1\r\n" HEAD "Sec-WebSocket-Version: 13\r\n\r\n");
    unsigned before;
    do { /* the kernel's buffers are full once nothing more was sent for a while */
        before = atomic_load(&sent);
        (void)poll(NULL, 0, 300);
    } while (atomic_load(&sent) != before);
    assert_true(before < 32u << 10); /* of a KiB each */
    for (unsigned i = 0; i < before + 1000; i++)
        assert_int_equal(read_frame(fd)->len, 1024);
    close(fd);
    await_destroyed(1);
}

/* Pongs are owed for pings: whoever does not take them is not read from. */
static void pings_without_end_are_not_read(void **state)
{
    CG_AUTO_VALUE(cg_buf) pings = {0};
    size_t total = 0;
    (void)state;
    for (int i = 0; i < 1000; i++)
        put_frame(&pings, 0x89, "12345678901234567890", 20);
    int fd = open_socket();
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        if (poll(&p, 1, 500) <= 0)
            break;
        ssize_t n = send(fd, pings.ptr, pings.len, MSG_DONTWAIT | MSG_NOSIGNAL);
        assert_true(n > 0);
        total += (size_t)n;
        assert_true(total < 256u << 20);
    }
    close(fd);
    await_destroyed(1);
}

static void ping_soon(cg_http_options *opts)
{
    with_loop(opts);
    opts->websocket_ping_ns = 150 * MS;
}

static int set_up_ping(void **state)
{
    (void)state;
    return set_up_with(ping_soon);
}

static void the_silent_are_pinged_then_cut(void **state)
{
    (void)state;
    int fd = open_socket();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(read_frame(fd)->first, 0x89);
        send_frame(fd, 0x8a, "", 0);
    }
    assert_int_equal(read_frame(fd)->first, 0x89);
    assert_true(client_closed(fd));
    close(fd);
    await_destroyed(1);
}

static void stopping_says_so(void **state)
{
    (void)state;
    int fd = open_socket();
    send_frame(fd, 0x81, "hello", 5);
    expect_text(fd, "hello");
    cg_http_drain(f.http);
    expect_close(fd, 1001);
    await_destroyed(1);
}

static void stopping_waits_for_nobody_for_ever(void **state)
{
    (void)state;
    int fd = open_socket(); /* never answers the close */
    fixture_stop(&f);
    assert_int_equal(f.destroyed, 1);
    close(fd);
    fixture_start(&f, with_loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_handshake_is_answered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_handshake_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sockets_are_counted, set_up_two, tear_down),
        cmocka_unit_test_setup_teardown(messages_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fragments_are_joined_and_pings_answered_between, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(bytes_may_come_one_by_one_or_with_the_handshake, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_under_way_survives_other_steps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_idle_are_small, set_up, tear_down),
        cmocka_unit_test_setup_teardown(breaches_are_closed_with_their_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_handler_may_close, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pokes_are_heard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_client_that_does_not_read_stops_the_sending, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(pings_without_end_are_not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_silent_are_pinged_then_cut, set_up_ping, tear_down),
        cmocka_unit_test_setup_teardown(stopping_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopping_waits_for_nobody_for_ever, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
