// SPDX-License-Identifier: Apache-2.0
// Replies that are sent again: only the same to the same question, never one of another generation.
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

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
    opts->cache_max_bytes = 2000;
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
        }
    fixture_stop(&f);
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
        cmocka_unit_test(can_be_turned_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
