// SPDX-License-Identifier: Apache-2.0
// http: clients that are slow, many, gone or greedy, and a server that stops while busy.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

#define L " HTTP/1.1\r\nHost: x\r\n"

static fixture f;

static void say(int fd, const char *text)
{
    client_send(fd, text, strlen(text));
}

static void tight(cg_http_options *opts)
{
    opts->head_timeout_ns = 300000000u;
    opts->idle_timeout_ns = 300000000u;
    opts->request_timeout_ns = 300000000u;
    opts->body_max_bytes = 100000;
    opts->body_total_max_bytes = 300000;
}

static int start(void **state)
{
    (void)state;
    fixture_start(&f, tight);
    return 0;
}

static void two_at_once(cg_http_options *opts)
{
    opts->in_flight_max = 2;
}

static int start_two(void **state)
{
    (void)state;
    fixture_start(&f, two_at_once);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&f);
    return 0;
}

/* ---- time ---- */

static void cuts_heads_that_do_not_end(void **state)
{
    (void)state;
    int silent = client_connect(&f), slow = client_connect(&f), second = client_connect(&f);
    say(slow, "GET /echo?q=1 HTTP/1.1\r\nHost: x\r\nX-A: ");
    say(second, "GET /fast?q=1" L "\r\n");
    assert_non_null(strstr(client_read(second, "}"), "\"q\""));
    say(second, "GET /fa");
    assert_true(client_closed(silent));
    assert_true(client_closed(slow));
    assert_true(client_closed(second));
    close(silent), close(slow), close(second);
}

static void cuts_idle_connections(void **state)
{
    (void)state;
    int fd = client_connect(&f);
    say(fd, "GET /fast?q=1" L "\r\n");
    assert_non_null(strstr(client_read(fd, "}"), "\"q\""));
    assert_true(client_closed(fd));
    close(fd);
}

static void short_heads(cg_http_options *opts)
{
    opts->head_timeout_ns = 500000000u;
}

static int start_short_heads(void **state)
{
    (void)state;
    fixture_start(&f, short_heads);
    return 0;
}

/* The silence before a head is not part of its time. */
static void heads_after_silence_have_their_time(void **state)
{
    (void)state;
    int fd = client_connect(&f);
    say(fd, "GET /fast?q=1" L "\r\n");
    assert_non_null(strstr(client_read(fd, "}"), "\"q\""));
    (void)poll(NULL, 0, 700);
    say(fd, "GET /fa");
    (void)poll(NULL, 0, 250);
    say(fd, "st?q=1" L "\r\n");
    assert_non_null(strstr(client_read(fd, "}"), "\"q\""));
    close(fd);
}

static void cuts_bodies_that_stall(void **state)
{
    (void)state;
    int fd = client_connect(&f);
    say(fd, "POST /size" L "Content-Length: 1000\r\n\r\nsome");
    assert_true(client_closed(fd));
    close(fd);
}

static void notices_senders_that_give_up(void **state)
{
    (void)state;
    uint64_t begun = cg_now_ns();
    int fd = client_connect(&f);
    say(fd, "POST /size" L "Content-Length: 1000\r\n\r\nsome");
    shutdown(fd, SHUT_WR);
    assert_true(client_closed(fd));
    assert_true(cg_now_ns() - begun < 2000000000u); /* sooner than the rate would tell */
    close(fd);
}

static void answers_504_past_the_deadline(void **state)
{
    (void)state;
    const char *reply = client_ask(&f, "GET /gate" L "Connection: close\r\n\r\n");
    assert_non_null(strstr(reply, " 504 "));
    assert_non_null(strstr(reply, "deadline_exceeded"));
    fixture_open(&f);
}

/* ---- number and size ---- */

static void few_of_one_client(cg_http_options *opts)
{
    opts->client_connections_max = 3;
    opts->client_in_flight_max = 1;
}

static int start_few(void **state)
{
    (void)state;
    fixture_start(&f, few_of_one_client);
    return 0;
}

static void limits_each_client(void **state)
{
    (void)state;
    int a = client_connect(&f), b = client_connect(&f), c = client_connect(&f);
    say(a, "GET /gate" L "\r\n");
    fixture_await(&f, 1);
    say(b, "GET /echo?q=1" L "\r\n");
    const char *reply = client_read(b, "}\n");
    assert_non_null(strstr(reply, " 503 "));
    assert_non_null(strstr(reply, "of this address are being worked on"));
    say(b, "GET /fast?q=1" L "\r\n");
    assert_non_null(strstr(client_read(b, "}\n"), " 200 "));
    int d = client_connect(&f);
    say(d, "GET /echo?q=1" L "\r\n");
    reply = client_read(d, NULL);
    assert_non_null(strstr(reply, "too many connections of this address"));
    assert_non_null(strstr(reply, "Retry-After: "));
    close(d);
    d = client_connect(&f);
    say(d, "GET /fast?q=1" L "\r\n");
    assert_non_null(strstr(client_read(d, NULL), " 200 "));
    fixture_open(&f);
    assert_non_null(strstr(client_read(a, "through"), " 200 "));
    say(c, "GET /echo?q=1" L "\r\n");
    assert_non_null(strstr(client_read(c, "}\n"), " 200 "));
    close(a), close(b), close(c), close(d);
}

static void few_connections(cg_http_options *opts)
{
    opts->connections_max = 10;
    opts->io_threads = 1;
}

static int start_crowded(void **state)
{
    (void)state;
    fixture_start(&f, few_connections);
    return 0;
}

/* All connections are taken by requests under way: probes are answered nevertheless. */
static void answers_probes_when_crowded(void **state)
{
    (void)state;
    int fds[40];
    for (int i = 0; i < 10; i++) {
        fds[i] = client_connect(&f);
        say(fds[i], "GET /gate" L "\r\n");
    }
    fixture_await(&f, 4);
    for (int i = 10; i < 40; i++) {
        fds[i] = client_connect(&f);
        say(fds[i], "GET /fast?q=1" L "\r\n");
        assert_non_null(strstr(client_read(fds[i], NULL), " 200 ")); /* and closes */
    }
    fixture_open(&f);
    for (int i = 0; i < 40; i++)
        close(fds[i]);
}

static void answers_503_beyond_the_limit(void **state)
{
    (void)state;
    int a = client_connect(&f), b = client_connect(&f);
    say(a, "GET /gate" L "\r\n");
    say(b, "GET /gate" L "\r\n");
    fixture_await(&f, 2);
    const char *reply = client_ask(&f, "GET /echo?q=1" L "Connection: close\r\n\r\n");
    assert_non_null(strstr(reply, " 503 "));
    assert_non_null(strstr(reply, "Retry-After: 1"));
    reply = client_ask(&f, "GET /fast?q=1" L "Connection: close\r\n\r\n");
    assert_non_null(strstr(reply, " 200 "));
    fixture_open(&f);
    close(a), close(b);
}

/* The declared length is refused at once; a chunked body as soon as it has grown too large. The
 * client reads the reply although it goes on sending. */
static void refuses_large_bodies_early(void **state)
{
    (void)state;
    static char block[20000];
    memset(block, 'x', sizeof block);
    int fd = client_connect(&f);
    say(fd, "POST /size" L "Content-Length: 50000000\r\n\r\n");
    assert_non_null(strstr(client_read(fd, "}"), " 413 "));
    close(fd);
    fd = client_connect(&f);
    say(fd, "POST /size" L "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; i++) {
        say(fd, "4e20\r\n");
        client_send(fd, block, sizeof block);
        say(fd, "\r\n");
    }
    assert_non_null(strstr(client_read(fd, "}"), " 413 "));
    assert_true(client_closed(fd));
    close(fd);
    assert_non_null(strstr(
        client_ask(&f, "POST /size" L "Content-Length: 200000\r\nExpect: 100-continue\r\n\r\n"),
        "HTTP/1.1 413"));
}

static void limits_all_bodies_together(void **state)
{
    (void)state;
    static char block[90000];
    int fds[6];
    unsigned refused = 0;
    memset(block, 'x', sizeof block);
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++) {
        fds[i] = client_connect(&f);
        say(fds[i], "POST /size" L "Content-Length: 95000\r\n\r\n");
        client_send(fds[i], block, sizeof block);
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(fds); i++) {
        shutdown(fds[i], SHUT_WR);
        refused += strstr(client_read(fds[i], NULL), " 503 ") != NULL;
        close(fds[i]);
    }
    assert_in_range(refused, 1, 5);
    assert_non_null(strstr(
        client_ask(&f, "POST /size" L "Content-Length: 1\r\nConnection: close\r\n\r\nx"), " 200 "));
}

/* ---- many at once ---- */

static void roomy(cg_http_options *opts)
{
    opts->in_flight_max = 4000;
    opts->request_timeout_ns = 60000000000u;
}

static int start_roomy(void **state)
{
    (void)state;
    fixture_start(&f, roomy);
    return 0;
}

/* Suspended connections must not keep others from being served. */
static void serves_others_beside_many_suspended(void **state)
{
    (void)state;
    enum { SUSPENDED = 400, ASKED = 2000 };
    static int waiting[SUSPENDED];
    for (int i = 0; i < SUSPENDED; i++) {
        waiting[i] = client_connect(&f);
        say(waiting[i], "GET /stream?forever=1" L "\r\n");
    }
    int fd = client_connect(&f);
    for (int i = 0; i < ASKED; i++) {
        say(fd, "GET /echo?q=1" L "\r\n");
        assert_non_null(strstr(client_read(fd, "}"), "\"q\":\"1\""));
    }
    close(fd);
    for (int i = 0; i < SUSPENDED; i++) {
        assert_non_null(strstr(client_read(waiting[i], "\r\n\r\n"), "text/event-stream"));
        close(waiting[i]);
    }
}

/* ---- stopping ---- */

static void stop_soon(void *arg)
{
    cg_http_stop(arg, cg_now_ns() + 100000000u);
    f.http = NULL;
}

static void lets_requests_finish_when_it_stops(void **state)
{
    (void)state;
    fixture_start(&f, roomy);
    int busy = client_connect(&f), idle = client_connect(&f), stream = client_connect(&f);
    say(busy, "GET /gate" L "\r\n");
    say(idle, "GET /fast?q=1" L "\r\n");
    say(stream, "GET /stream?forever=1" L "\r\n");
    client_read(idle, "}");
    client_read(stream, "\r\n\r\n");
    fixture_await(&f, 1);
    cg_http_drain(f.http);
    int late = client_connect(&f);
    assert_true(client_closed(late) && client_closed(idle));
    assert_non_null(strstr(client_read(stream, NULL), "0\r\n\r\n"));
    fixture_open(&f);
    const char *reply = client_read(busy, NULL);
    assert_non_null(strstr(reply, "through"));
    assert_non_null(strstr(reply, "Connection: close"));
    close(busy), close(idle), close(stream), close(late);
    fixture_stop(&f);
}

static void answers_503_to_those_who_cannot_finish(void **state)
{
    (void)state;
    fixture_start(&f, roomy);
    int busy = client_connect(&f);
    say(busy, "GET /gate" L "\r\n");
    fixture_await(&f, 1);
    cg_thread *stopper = cg_thread_start("stopper", stop_soon, f.http);
    const char *reply = client_read(busy, "}");
    assert_non_null(strstr(reply, " 503 "));
    assert_non_null(strstr(reply, "the server is stopping"));
    fixture_open(&f); /* only now may the handler return */
    cg_thread_join(stopper);
    close(busy);
    fixture_stop(&f);
}

static void stop_in_time(void *arg)
{
    cg_http_stop(arg, cg_now_ns() + 60000000000u);
    f.http = NULL;
}

static void stops_as_soon_as_the_last_request_ends(void **state)
{
    (void)state;
    fixture_start(&f, roomy);
    int busy = client_connect(&f);
    say(busy, "GET /gate" L "\r\n");
    fixture_await(&f, 1);
    uint64_t begun = cg_now_ns();
    cg_thread *stopper = cg_thread_start("stopper", stop_in_time, f.http);
    int late = client_connect(&f);
    assert_true(client_closed(late)); /* it drains by now */
    fixture_open(&f);
    assert_non_null(strstr(client_read(busy, NULL), "through"));
    cg_thread_join(stopper);
    assert_true(cg_now_ns() - begun < 30000000000u);
    close(busy), close(late);
    fixture_stop(&f);
}

static void names_a_port_that_is_taken(void **state)
{
    (void)state;
    fixture_start(&f, NULL);
    cg_err err = {0};
    cg_http *second = NULL;
    cg_http_options opts;
    cg_http_options_default(&opts);
    opts.port = cg_http_port(f.http);
    assert_int_equal(cg_http_start(&opts, &second, &err), CG_E_IO);
    assert_non_null(strstr(err.text, "is already in use"));
    opts.host = "example.org";
    assert_int_equal(cg_http_start(&opts, &second, &err), CG_E_INVALID);
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cuts_heads_that_do_not_end, start, stop),
        cmocka_unit_test_setup_teardown(cuts_idle_connections, start, stop),
        cmocka_unit_test_setup_teardown(cuts_bodies_that_stall, start, stop),
        cmocka_unit_test_setup_teardown(notices_senders_that_give_up, start, stop),
        cmocka_unit_test_setup_teardown(answers_504_past_the_deadline, start, stop),
        cmocka_unit_test_setup_teardown(answers_503_beyond_the_limit, start_two, stop),
        cmocka_unit_test_setup_teardown(refuses_large_bodies_early, start, stop),
        cmocka_unit_test_setup_teardown(limits_all_bodies_together, start, stop),
        cmocka_unit_test_setup_teardown(serves_others_beside_many_suspended, start_roomy, stop),
        cmocka_unit_test(lets_requests_finish_when_it_stops),
        cmocka_unit_test(answers_503_to_those_who_cannot_finish),
        cmocka_unit_test(stops_as_soon_as_the_last_request_ends),
        cmocka_unit_test(names_a_port_that_is_taken),
        cmocka_unit_test_setup_teardown(heads_after_silence_have_their_time, start_short_heads,
                                        stop),
        cmocka_unit_test_setup_teardown(limits_each_client, start_few, stop),
        cmocka_unit_test_setup_teardown(answers_probes_when_crowded, start_crowded, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
