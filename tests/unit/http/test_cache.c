// SPDX-License-Identifier: Apache-2.0
// Replies that are sent again: only the same to the same question, never one of another generation.
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"

#define H " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"

static fixture f;

static void start(void (*adjust)(cg_http_options *))
{
    fixture_start(&f, adjust);
}

static unsigned calls(void)
{
    return atomic_load_explicit(&f.shown, memory_order_relaxed);
}

/* Asks and expects `part` in a 200 reply that took `more` calls of the handler. */
static void expect(const char *request, const char *part, unsigned more)
{
    unsigned before = calls();
    const char *reply = client_ask(&f, request);
    if (strncmp(reply, "HTTP/1.1 200", 12) != 0 || strstr(reply, part) == NULL)
        fail_msg("%s\n%s", request, reply);
    assert_int_equal(calls() - before, more);
}

static void sends_the_same_reply_again(void **state)
{
    (void)state;
    char first[4096];
    start(NULL);
    (void)snprintf(first, sizeof first, "%s",
                   client_ask(&f, "GET /things/x" H "X-Request-Id: r\r\n\r\n"));
    assert_int_equal(calls(), 1);
    expect("GET /things/x" H "X-Request-Id: r\r\n\r\n", strstr(first, "ETag: "), 0);
    expect("GET /things/x" H "X-Request-Id: other\r\n\r\n", "X-Request-Id: other\r\n", 0);
    expect("GET /things/x" H "If-None-Match: \"z\"\r\n\r\n", "{\"id\":\"x\"}", 0);
    expect("HEAD /things/x" H "\r\n", "ETag: ", 0);
    expect("GET /things/y" H "\r\n", "{\"id\":\"y\"}", 1);
    expect("GET /things/y" H "Accept-Encoding: gzip\r\n\r\n", "{\"id\":\"y\"}", 1);
    expect("GET /things/y" H "Accept-Encoding: gzip;q=0.5\r\n\r\n", "{\"id\":\"y\"}", 0);
    fixture_stop(&f);
}

static void forgets_what_another_generation_said(void **state)
{
    (void)state;
    start(NULL);
    expect("GET /things/x" H "\r\n", "Codegraph-Generation: 7\r\n", 1);
    f.generation = 8;
    expect("GET /things/x" H "\r\n", "Codegraph-Generation: 8\r\n", 1);
    expect("GET /things/x" H "\r\n", "Codegraph-Generation: 8\r\n", 0);
    f.generation = 7; /* has given way */
    expect("GET /things/x" H "\r\n", "Codegraph-Generation: 7\r\n", 1);
    fixture_stop(&f);
}

static void keep_little(cg_http_options *opts)
{
    opts->cache_max_bytes = 16000;
}

static void stays_within_its_budget(void **state)
{
    (void)state;
    char request[256], body[64];
    start(keep_little);
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < 50; i++) {
            (void)snprintf(request, sizeof request, "GET /things/n%u" H "\r\n", i);
            (void)snprintf(body, sizeof body, "{\"id\":\"n%u\"}", i);
            expect(request, body, 1);
            expect(request, body, 0);
            cg_http_stats stats;
            cg_http_stats_get(f.http, &stats);
            assert_true(stats.cache_bytes <= 16000 && stats.cache_replies > 0);
        }
    fixture_stop(&f);
}

static void drops_what_was_asked_for_longest_ago(void **state)
{
    (void)state;
    char request[256], body[64];
    start(keep_little);
    uint64_t evicted = metric_value("codegraph_http_cache_evictions_total");
    expect("GET /things/dear" H "\r\n", "dear", 1);
    expect("GET /things/other" H "\r\n", "other", 1);
    for (unsigned i = 0; i < 50; i++) {
        (void)snprintf(request, sizeof request, "GET /things/n%u" H "\r\n", i);
        (void)snprintf(body, sizeof body, "{\"id\":\"n%u\"}", i);
        expect(request, body, 1);
        expect("GET /things/dear" H "\r\n", "dear", 0);
    }
    expect("GET /things/other" H "\r\n", "other", 1);
    assert_true(metric_value("codegraph_http_cache_evictions_total") > evicted);
    fixture_stop(&f);
}

static void keep_for_no_time(cg_http_options *opts)
{
    opts->cache_age_max_ns = 1;
}

static void replies_grow_old(void **state)
{
    (void)state;
    cg_http_stats stats;
    start(keep_for_no_time);
    expect("GET /things/x" H "\r\n", "{\"id\":\"x\"}", 1);
    expect("GET /things/x" H "\r\n", "{\"id\":\"x\"}", 1);
    cg_http_stats_get(f.http, &stats);
    assert_int_equal(stats.cache_replies, 1);
    fixture_stop(&f);
}

/* ---- the same at the same time ---- */

#define CROWD 12

/* Waits until so many requests were found not to have a reply yet. */
static void await_misses(uint64_t count)
{
    uint64_t until_ns = cg_now_ns() + UINT64_C(10000000000);
    while (metric_value("codegraph_http_cache_misses_total") < count) {
        assert_true(cg_now_ns() < until_ns);
        (void)sched_yield();
    }
}

static void ask_in_a_crowd(const char *request, int fds[CROWD])
{
    uint64_t misses = metric_value("codegraph_http_cache_misses_total");
    for (unsigned i = 0; i < CROWD; i++) {
        fds[i] = client_connect(&f);
        client_send(fds[i], request, strlen(request));
        if (i == 0)
            fixture_await(&f, 1); /* the leader is at work */
    }
    await_misses(misses + CROWD);
}

static void expect_from_crowd(int fds[CROWD], const char *part)
{
    for (unsigned i = 0; i < CROWD; i++) {
        const char *reply = client_read(fds[i], "}\n");
        if (strstr(reply, part) == NULL)
            fail_msg("%s", reply);
        (void)close(fds[i]);
    }
}

static void a_crowd_is_worked_for_once(void **state)
{
    (void)state;
    int fds[CROWD];
    start(NULL);
    uint64_t joined = metric_value("codegraph_http_cache_joined_total");
    ask_in_a_crowd("GET /things/gate" H "\r\n", fds);
    assert_int_equal(calls(), 1);
    expect("GET /things/another" H "\r\n", "another",
           1); /* who asks something else is not held up */
    fixture_open(&f);
    expect_from_crowd(fds, "{\"id\":\"gate\"}");
    assert_int_equal(calls(), 2);
    assert_true(metric_value("codegraph_http_cache_joined_total") > joined);
    fixture_stop(&f);
}

static void another_generation_is_another_question(void **state)
{
    (void)state;
    int fds[CROWD];
    start(NULL);
    ask_in_a_crowd("GET /things/gate" H "\r\n", fds);
    f.generation = 8;
    int later = client_connect(&f);
    client_send(later, "GET /things/gate" H "\r\n", strlen("GET /things/gate" H "\r\n"));
    fixture_await(&f, 2);
    assert_int_equal(calls(), 2);
    fixture_open(&f);
    expect_from_crowd(fds, "Codegraph-Generation: 8"); /* of now, which is what was asked for */
    assert_non_null(strstr(client_read(later, "}\n"), "Codegraph-Generation: 8"));
    (void)close(later);
    fixture_stop(&f);
}

static void what_is_not_kept_is_worked_for_by_each(void **state)
{
    (void)state;
    int fds[CROWD];
    start(NULL);
    ask_in_a_crowd("GET /things/gate-loose" H "\r\n", fds);
    assert_int_equal(calls(), 1);
    fixture_open(&f);
    expect_from_crowd(fds, "gate-loose");
    assert_int_equal(calls(), CROWD);
    fixture_stop(&f);
}

static void allow_little_time(cg_http_options *opts)
{
    opts->request_timeout_ns = 200000000;
}

static void who_waits_has_a_deadline_too(void **state)
{
    (void)state;
    int fds[CROWD];
    start(allow_little_time);
    ask_in_a_crowd("GET /things/gate" H "\r\n", fds);
    expect_from_crowd(fds, "HTTP/1.1 504");
    assert_int_equal(calls(), 1);
    fixture_open(&f);
    expect("GET /things/x" H "\r\n", "{\"id\":\"x\"}", 1);
    fixture_stop(&f);
}

static void who_waits_is_told_that_the_server_stops(void **state)
{
    (void)state;
    int fds[CROWD];
    start(NULL);
    ask_in_a_crowd("GET /things/gate" H "\r\n", fds);
    for (unsigned i = 1; i < CROWD; i += 2)
        (void)close(fds[i]); /* some have left */
    fixture_open(&f);
    fixture_stop(&f);
    for (unsigned i = 0; i < CROWD; i += 2)
        (void)close(fds[i]);
}

static void keep_none(cg_http_options *opts)
{
    opts->cache_max_bytes = 0;
}

static void can_be_turned_off(void **state)
{
    (void)state;
    start(keep_none);
    expect("GET /things/x" H "\r\n", "{\"id\":\"x\"}", 1);
    expect("GET /things/x" H "\r\n", "{\"id\":\"x\"}", 1);
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_the_same_reply_again),
        cmocka_unit_test(forgets_what_another_generation_said),
        cmocka_unit_test(stays_within_its_budget),
        cmocka_unit_test(drops_what_was_asked_for_longest_ago),
        cmocka_unit_test(replies_grow_old),
        cmocka_unit_test(can_be_turned_off),
        cmocka_unit_test(a_crowd_is_worked_for_once),
        cmocka_unit_test(another_generation_is_another_question),
        cmocka_unit_test(what_is_not_kept_is_worked_for_by_each),
        cmocka_unit_test(who_waits_has_a_deadline_too),
        cmocka_unit_test(who_waits_is_told_that_the_server_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
