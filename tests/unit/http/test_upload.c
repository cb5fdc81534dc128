// SPDX-License-Identifier: Apache-2.0
// http: bodies that are taken as they arrive, and replies beside them: constant memory both ways,
// no worker held by a client, and the right end whoever gives up first.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "fixture.h"

static fixture f;

/* ---- routes ---- */

/* What one upload does: counts, and echoes in capitals when asked to. */
typedef struct taker {
    cg_request *req;
    cg_reply *reply;
    uint64_t total, pushes, fail_at;
    bool gate;
    cg_buf echo; /* pushed and not yet pulled */
    bool ended;
} taker;

static _Atomic uint64_t pushed_total;

static void taker_done(void *arg)
{
    taker *t = arg;
    cg_buf_fini(&t->echo);
    cg_mutex_lock(&f.mu);
    f.destroyed++;
    cg_cond_broadcast(&f.changed);
    cg_mutex_unlock(&f.mu);
}

static void wait_at_gate(void)
{
    cg_mutex_lock(&f.mu);
    f.waiting++;
    cg_cond_broadcast(&f.changed);
    while (!f.open)
        cg_cond_wait(&f.changed, &f.mu);
    f.waiting--;
    cg_mutex_unlock(&f.mu);
}

static cg_code count_push(void *arg, cg_str bytes, bool last, cg_err *err)
{
    taker *t = arg;
    t->total += bytes.len;
    t->pushes++;
    cg_mutex_lock(&f.mu);
    atomic_fetch_add(&pushed_total, bytes.len);
    cg_cond_broadcast(&f.changed);
    cg_mutex_unlock(&f.mu);
    if (t->gate)
        wait_at_gate();
    if (t->fail_at && t->total >= t->fail_at)
        return CG_FAIL(err, CG_E_UNPROCESSABLE, "enough");
    if (last)
        cg_buf_printf(cg_reply_body(t->reply), "{\"size\":%" PRIu64 "}", t->total);
    return CG_OK;
}

static taker *new_taker(cg_request *req, cg_reply *reply)
{
    taker *t = cg_arena_alloc(cg_request_arena(req), sizeof *t);
    *t = (taker){.req = req, .reply = reply, .fail_at = cg_request_u64(req, "fail_at")};
    t->gate = cg_request_flag(req, "gate");
    return t;
}

static cg_code count(cg_request *req, cg_reply *reply, cg_err *err)
{
    if (cg_request_flag(req, "refuse"))
        return CG_FAIL(err, CG_E_CONFLICT, "not now");
    return cg_request_take_body(req, count_push, taker_done, new_taker(req, reply), err);
}

static cg_pull echo_pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    taker *t = arg;
    cg_buf_add_str(out, cg_buf_str(&t->echo));
    cg_buf_clear(&t->echo);
    *wake_ns = UINT64_MAX;
    return t->ended ? CG_PULL_END : CG_PULL_POKE;
}

static cg_code echo_push(void *arg, cg_str bytes, bool last, cg_err *err)
{
    taker *t = arg;
    for (size_t i = 0; i < bytes.len; i++)
        cg_buf_add_char(&t->echo, (char)toupper((unsigned char)bytes.ptr[i]));
    t->total += bytes.len;
    t->ended = last || (t->fail_at && t->total >= t->fail_at);
    (void)err;
    return CG_OK;
}

static cg_code echo(cg_request *req, cg_reply *reply, cg_err *err)
{
    taker *t = new_taker(req, reply);
    cg_reply_stream(reply, "text/plain", echo_pull, NULL, t);
    return cg_request_take_body(req, echo_push, taker_done, t, err);
}

static cg_code whole_ready(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_buf_printf(cg_reply_body(reply), "{\"whole\":%zu}", cg_request_body(req).len);
    return CG_OK;
}

static cg_handler whole(const cg_request *req)
{
    return cg_str_eq(cg_request_media(req), CG_STR("text/csv")) ? NULL : whole_ready;
}

static cg_code ping(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)req, (void)err;
    cg_buf_printf(cg_reply_body(reply), "\"pong\"");
    return CG_OK;
}

/* Says "news" once for each poke. */
static _Atomic unsigned news;
static cg_pull news_pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    unsigned *seen = arg, now = atomic_load(&news);
    (void)wake_ns;
    for (; *seen < now; ++*seen)
        cg_buf_printf(out, "news\n");
    return CG_PULL_POKE;
}

static cg_code listen_news(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_reply_stream(reply, "text/plain", news_pull, NULL,
                    cg_arena_alloc(cg_request_arena(req), sizeof(unsigned)));
    return CG_OK;
}

static const cg_param params[] = {{.name = "fail_at", .type = CG_PARAM_UINT},
                                  {.name = "gate", .type = CG_PARAM_BOOL},
                                  {.name = "refuse", .type = CG_PARAM_BOOL},
                                  {0}};
static const cg_content any[] = {{.media = "*/*"}, {0}};
static const cg_answer json[] = {{.status = 200, .content = {{.media = "application/json"}}}, {0}};
static const cg_answer text[] = {{.status = 200, .content = {{.media = "text/plain"}}}, {0}};
#define STREAM (CG_ROUTE_BODY_STREAM | CG_ROUTE_BODY_OPTIONAL)
static const cg_route r_count = {"POST",          "/count",        .params = params, .body = any,
                                 .answers = json, .flags = STREAM, .handle = count};
static const cg_route r_echo = {"POST",          "/echo",         .params = params, .body = any,
                                .answers = text, .flags = STREAM, .handle = echo};
static const cg_route r_whole = {"POST",          "/whole",        .params = params,
                                 .body = any,     .answers = json, .flags = STREAM,
                                 .handle = count, .whole = whole};
static const cg_route r_ping = {"GET", "/ping", .answers = json, .handle = ping};
static const cg_route r_news = {"GET", "/news", .answers = text, .handle = listen_news};
static const cg_route *const routes[] = {&r_count, &r_echo, &r_whole, &r_ping, &r_news};

static void with_routes(cg_http_options *opts)
{
    opts->routes = routes;
    opts->route_count = CG_ARRAY_LEN(routes);
}

static void with_small_limits(cg_http_options *opts)
{
    with_routes(opts);
    opts->stream_max_bytes = 1 << 20;
    opts->streams_max = 2;
    opts->body_max_bytes = 1000;
    opts->request_timeout_ns = 300000000;
}

static int start(void **state)
{
    (void)state;
    atomic_store(&pushed_total, 0);
    fixture_start(&f, with_routes);
    return 0;
}

/* The clients of this server may pause for as long as a busy machine makes them. */
static void with_slow_clients(cg_http_options *opts)
{
    with_routes(opts);
    opts->rate_min_bytes = 0;
}

static int start_patient(void **state)
{
    (void)state;
    fixture_start(&f, with_slow_clients);
    return 0;
}

static int start_small(void **state)
{
    (void)state;
    fixture_start(&f, with_small_limits);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&f);
    return 0;
}

/* ---- the client ---- */

#define HOST " HTTP/1.1\r\nHost: x\r\n"
#define CHUNKED HOST "Transfer-Encoding: chunked\r\n\r\n"

static void send_text(int fd, const char *t)
{
    client_send(fd, t, strlen(t));
}

static void send_chunk(int fd, const char *t)
{
    char line[32];
    (void)snprintf(line, sizeof line, "%zx\r\n", strlen(t));
    send_text(fd, line);
    send_text(fd, t);
    send_text(fd, "\r\n");
}

static int begin(const char *head)
{
    int fd = client_connect(&f);
    send_text(fd, head);
    return fd;
}

static void expect(int fd, const char *mark)
{
    const char *got = client_read(fd, mark);
    if (!strstr(got, mark))
        fail_msg("expected \"%s\", got:\n%s", mark, got);
}

static void await_destroyed(unsigned n)
{
    uint64_t deadline = cg_now_ns() + 10000000000u;
    cg_mutex_lock(&f.mu);
    while (f.destroyed < n && cg_cond_wait_until(&f.changed, &f.mu, deadline))
        ;
    bool ok = f.destroyed == n;
    cg_mutex_unlock(&f.mu);
    assert_true(ok);
}

static void await_pushed(uint64_t bytes)
{
    uint64_t deadline = cg_now_ns() + 10000000000u;
    cg_mutex_lock(&f.mu);
    while (atomic_load(&pushed_total) < bytes && cg_cond_wait_until(&f.changed, &f.mu, deadline))
        ;
    cg_mutex_unlock(&f.mu);
    assert_true(atomic_load(&pushed_total) == bytes);
}

/* ---- one way ---- */

static void counts_bodies(void **state)
{
    (void)state;
    static char block[65536];
    memset(block, 'x', sizeof block);
    int fd = begin("POST /count" HOST "Content-Length: 13107200\r\n\r\n");
    for (int i = 0; i < 200; i++)
        client_send(fd, block, sizeof block);
    expect(fd, "{\"size\":13107200}");
    send_text(fd, "POST /count" CHUNKED); /* the connection lives on */
    for (int i = 0; i < 1000; i++)
        send_chunk(fd, "0123456789");
    send_text(fd, "0\r\n\r\n");
    expect(fd, "{\"size\":10000}");
    send_text(fd, "POST /count" HOST "Content-Length: 0\r\n\r\n");
    expect(fd, "{\"size\":0}");
    send_text(fd, "GET /ping" HOST "\r\n");
    expect(fd, "pong");
    close(fd);
    await_destroyed(3);
}

static void collects_whole_bodies(void **state)
{
    (void)state;
    int fd = begin("POST /whole" HOST "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    expect(fd, "100 Continue");
    send_text(fd, "hello");
    expect(fd, "{\"whole\":5}");
    send_text(fd, "POST /whole" CHUNKED);
    send_chunk(fd, "hello");
    send_chunk(fd, "you");
    send_text(fd, "0\r\n\r\n");
    expect(fd, "{\"whole\":8}");
    send_text(fd, "POST /whole" HOST "Content-Type: text/csv\r\nContent-Length: 3\r\n\r\na,b");
    expect(fd, "{\"size\":3}");
    send_text(fd, "POST /whole" HOST "Content-Length: 0\r\n\r\n");
    expect(fd, "{\"whole\":0}");
    close(fd);
}

static void refuses_before_the_body(void **state)
{
    (void)state;
    int fd =
        begin("POST /count?refuse=1" HOST "Expect: 100-continue\r\nContent-Length: 999999\r\n\r\n");
    expect(fd, "409 Conflict");
    assert_true(client_closed(fd));
    close(fd);
}

static void fails_in_the_middle(void **state)
{
    (void)state;
    int fd = begin("POST /count?fail_at=100" CHUNKED);
    for (int i = 0; i < 20; i++)
        send_chunk(fd, "0123456789");
    const char *reply = client_read(fd, NULL);
    assert_non_null(strstr(reply, "HTTP/1.1 422 "));
    assert_non_null(strstr(reply, "\"detail\":\"enough\""));
    assert_non_null(strstr(reply, "Connection: close"));
    close(fd);
    await_destroyed(1);
}

static void fails_at_the_end(void **state)
{
    (void)state;
    int fd =
        begin("POST /count?fail_at=5" HOST "Content-Length: 5\r\nConnection: close\r\n\r\nhello");
    expect(fd, "\"detail\":\"enough\"");
    close(fd);
}

static void client_leaves(void **state)
{
    (void)state;
    int fd = begin("POST /count" HOST "Content-Length: 1000\r\n\r\nsome");
    await_pushed(4);
    close(fd);
    fd = begin("POST /echo" CHUNKED);
    send_chunk(fd, "hello");
    expect(fd, "HELLO");
    close(fd);
    fd = begin("POST /count?gate=1" HOST "Content-Length: 4\r\n\r\nsome");
    fixture_await(&f, 1);
    close(fd);
    fixture_open(&f);
    await_destroyed(3);
}

/* While the handler takes nothing, the client cannot send much. */
static void slow_handler_stalls_client(void **state)
{
    (void)state;
    static char block[65536];
    const uint64_t all = (uint64_t)256 << 20;
    char head[128];
    (void)snprintf(head, sizeof head,
                   "POST /count?gate=1" HOST "Content-Length: %" PRIu64 "\r\n\r\n", all);
    int fd = begin(head);
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    uint64_t sent = 0;
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    while (sent < all && poll(&p, 1, 500) > 0) {
        ssize_t n = send(fd, block, sizeof block, MSG_NOSIGNAL);
        if (n > 0)
            sent += (uint64_t)n;
    }
    assert_true(sent < all / 2);
    cg_http_stats stats;
    cg_http_stats_get(f.http, &stats);
    assert_true(atomic_load(&pushed_total) < (1 << 20));
    (void)fcntl(fd, F_SETFL, 0);
    fixture_open(&f);
    for (; sent < all; sent += sizeof block)
        client_send(fd, block, CG_MIN(sizeof block, all - sent));
    expect(fd, "{\"size\":268435456}");
    close(fd);
}

static void waiting_clients_hold_no_worker(void **state)
{
    (void)state;
    int fds[60];
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
        fds[i] = begin("POST /count" HOST "Content-Length: 10\r\n\r\nhello");
    for (int i = 0; i < 20; i++)
        assert_non_null(
            strstr(client_ask(&f, "GET /ping" HOST "Connection: close\r\n\r\n"), "pong"));
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++) {
        send_text(fds[i], "there");
        expect(fds[i], "{\"size\":10}");
        close(fds[i]);
    }
}

/* A step that takes the first piece while the last arrives must not take the end for room. */
static void pieces_meet_steps(void **state)
{
    (void)state;
    int fds[8];
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
        fds[i] = client_connect(&f);
    for (int round = 0; round < 250; round++) {
        for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
            send_text(fds[i], "POST /count" HOST "Content-Length: 10\r\n\r\nhello");
        for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
            send_text(fds[i], "there");
        for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
            expect(fds[i], "{\"size\":10}");
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
        close(fds[i]);
}

static void send_gzip(int fd, const char *path, const void *bytes, size_t len)
{
    static unsigned char packed[1 << 20];
    char head[160];
    z_stream z = {.next_in = (Bytef *)bytes, .avail_in = (uInt)len};
    z.next_out = packed, z.avail_out = sizeof packed;
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    (void)snprintf(head, sizeof head,
                   "POST %s" HOST "Content-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n", path,
                   z.total_out);
    send_text(fd, head);
    client_send(fd, (const char *)packed, z.total_out);
    deflateEnd(&z);
}

static void decodes_on_the_way(void **state)
{
    (void)state;
    static char block[8 << 20];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)('a' + i * i / 100 % 16 + i / 4096 % 7);
    int fd = client_connect(&f);
    send_gzip(fd, "/count", block, sizeof block);
    expect(fd, "{\"size\":8388608}");
    send_gzip(fd, "/whole", block, 1 << 20);
    expect(fd, "{\"whole\":1048576}");
    send_gzip(fd, "/echo", "hello", 5);
    expect(fd, "HELLO");
    close(fd);
    fd = client_connect(&f);
    send_text(fd, "POST /count" HOST "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello");
    expect(fd, "HTTP/1.1 400 ");
    close(fd);
    fd = client_connect(&f);
    memset(block, 0, sizeof block);
    send_gzip(fd, "/count", block, sizeof block);
    expect(fd, "HTTP/1.1 413 ");
    close(fd);
}

/* ---- both ways ---- */

static void answers_step_by_step(void **state)
{
    (void)state;
    char sent[24], want[24];
    int fd = begin("POST /echo" CHUNKED);
    for (int i = 0; i < 200; i++) {
        (void)snprintf(sent, sizeof sent, "line%d.", i);
        (void)snprintf(want, sizeof want, "LINE%d.", i);
        send_chunk(fd, sent);
        expect(fd, want);
    }
    send_text(fd, "0\r\n\r\n");
    expect(fd, "0\r\n\r\n");
    assert_true(client_closed(fd));
    close(fd);
    await_destroyed(1);
}

static void echoes_to_old_clients(void **state)
{
    (void)state;
    int fd = begin("POST /echo HTTP/1.0\r\nContent-Length: 10\r\n\r\nhello");
    expect(fd, "HELLO");
    send_text(fd, "there");
    assert_string_equal(client_read(fd, NULL), "THERE");
    close(fd);
}

static void reply_may_end_first(void **state)
{
    (void)state;
    int fd = begin("POST /echo?fail_at=5" CHUNKED);
    send_chunk(fd, "hello");
    const char *reply = client_read(fd, NULL);
    assert_non_null(strstr(reply, "HELLO\r\n0\r\n\r\n"));
    close(fd);
}

/* Nobody reads the echo: the client's own sending comes to a halt, and all is there afterwards. */
static void slow_reader_stalls_both_ways(void **state)
{
    (void)state;
    static char block[65536], got[65536];
    const uint64_t all = (uint64_t)64 << 20;
    char head[128];
    memset(block, 'a', sizeof block);
    (void)snprintf(head, sizeof head, "POST /echo" HOST "Content-Length: %" PRIu64 "\r\n\r\n", all);
    int fd = begin(head);
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    uint64_t sent = 0, capitals = 0;
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    while (sent < all && poll(&p, 1, 500) > 0) {
        ssize_t n = send(fd, block, CG_MIN(sizeof block, all - sent), MSG_NOSIGNAL);
        sent += n > 0 ? (uint64_t)n : 0;
    }
    assert_true(sent < all);
    while (capitals < all) {
        p.events = sent < all ? POLLIN | POLLOUT : POLLIN;
        assert_true(poll(&p, 1, 10000) > 0);
        ssize_t n = p.revents & POLLOUT
                        ? send(fd, block, CG_MIN(sizeof block, all - sent), MSG_NOSIGNAL)
                        : 0;
        sent += n > 0 ? (uint64_t)n : 0;
        n = recv(fd, got, sizeof got, 0);
        for (ssize_t i = 0; i < n; i++)
            capitals += got[i] == 'A'; /* one more: in chunk sizes */
        if (n == 0)
            break;
    }
    assert_true(capitals >= all);
    close(fd);
}

/* ---- limits ---- */

static void limits_are_kept(void **state)
{
    (void)state;
    static char block[65536];
    int a = begin("POST /count" CHUNKED), b = begin("POST /count" CHUNKED);
    send_chunk(a, "x");
    send_chunk(b, "x");
    int c = begin("POST /count?gate=0" HOST "Content-Length: 2000000\r\n\r\n");
    expect(c, "413 ");
    close(c);
    cg_http_stats stats = {0};
    for (int i = 0; i < 1000 && stats.uploads < 2; i++) {
        cg_http_stats_get(f.http, &stats);
        (void)poll(NULL, 0, 10);
    }
    c = begin("POST /count" CHUNKED);
    const char *busy = client_read(c, NULL);
    assert_non_null(strstr(busy, "503 "));
    assert_non_null(strstr(busy, "Retry-After: "));
    close(c);
    c = begin("POST /whole" HOST "Content-Length: 1001\r\n\r\n");
    client_send(c, block, 1001);
    expect(c, "413 ");
    close(c);
    for (int i = 0; i < 40; i++) {
        send_text(a, "10000\r\n");
        client_send(a, block, sizeof block);
        send_text(a, "\r\n");
    }
    expect(a, "413 ");
    close(a);
    send_text(b, "0\r\n\r\n");
    expect(b, "{\"size\":1}");
    close(b);
}

static void slow_steps_are_answered_504(void **state)
{
    (void)state;
    int a = begin("POST /count?gate=1" HOST "Content-Length: 4\r\n\r\nsome");
    expect(a, "504 ");
    static char block[65536];
    int b = begin("POST /count?gate=1" HOST "Content-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 12; i++)
        client_send(b, block, sizeof block);
    expect(b, "504 ");
    fixture_open(&f);
    close(a);
    close(b);
}

static void stops_in_the_middle(void **state)
{
    (void)state;
    int a = begin("POST /count" CHUNKED), b = begin("POST /echo" CHUNKED);
    send_chunk(a, "x");
    send_chunk(b, "x");
    expect(b, "X");
    cg_http_stop(f.http, cg_now_ns() + 100000000);
    f.http = NULL;
    assert_true(client_closed(a) && client_closed(b));
    close(a);
    close(b);
    await_destroyed(2);
}

/* ---- pokes ---- */

static void pokes_wake_streams(void **state)
{
    (void)state;
    int fds[20];
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
        fds[i] = begin("GET /news" HOST "\r\n");
    for (int round = 0; round < 5; round++) {
        atomic_fetch_add(&news, 1);
        cg_http_poke(f.http);
        for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
            expect(fds[i], "news\n");
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++)
        close(fds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_bodies, start, stop),
        cmocka_unit_test_setup_teardown(collects_whole_bodies, start, stop),
        cmocka_unit_test_setup_teardown(refuses_before_the_body, start, stop),
        cmocka_unit_test_setup_teardown(fails_in_the_middle, start, stop),
        cmocka_unit_test_setup_teardown(fails_at_the_end, start, stop),
        cmocka_unit_test_setup_teardown(client_leaves, start, stop),
        cmocka_unit_test_setup_teardown(slow_handler_stalls_client, start, stop),
        cmocka_unit_test_setup_teardown(waiting_clients_hold_no_worker, start_patient, stop),
        cmocka_unit_test_setup_teardown(pieces_meet_steps, start_patient, stop),
        cmocka_unit_test_setup_teardown(decodes_on_the_way, start, stop),
        cmocka_unit_test_setup_teardown(answers_step_by_step, start, stop),
        cmocka_unit_test_setup_teardown(echoes_to_old_clients, start, stop),
        cmocka_unit_test_setup_teardown(reply_may_end_first, start, stop),
        cmocka_unit_test_setup_teardown(slow_reader_stalls_both_ways, start, stop),
        cmocka_unit_test_setup_teardown(limits_are_kept, start_small, stop),
        cmocka_unit_test_setup_teardown(slow_steps_are_answered_504, start_small, stop),
        cmocka_unit_test_setup_teardown(stops_in_the_middle, start, stop),
        cmocka_unit_test_setup_teardown(pokes_wake_streams, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
