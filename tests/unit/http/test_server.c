// SPDX-License-Identifier: Apache-2.0
// http: exchanges over a real socket: routing, parameters, bodies, replies, streams, stopping.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#define KEEP " HTTP/1.1\r\nHost: x\r\n"
#define H KEEP "Connection: close\r\n"

static fixture f;

static int start(void **state)
{
    (void)state;
    fixture_start(&f, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&f);
    return 0;
}

static void expect(const char *request, const char *status, const char *part)
{
    const char *reply = client_ask(&f, request);
    char line[32];
    (void)snprintf(line, sizeof line, "HTTP/1.1 %s ", status);
    if (strncmp(reply, line, strlen(line)) != 0 || !strstr(reply, part))
        fail_msg("expected %s and '%s' for:\n%s\nbut got:\n%s", status, part, request, reply);
}

static void reads_parameters(void **state)
{
    (void)state;
    expect("GET /echo?q=a%20b+c&limit=5&kind=x,y&kind=z&deep=1" H "\r\n", "200",
           "{\"q\":\"a b c\",\"limit\":5,\"kinds\":3,\"deep\":true}");
    expect("GET /fast?q=1" H "\r\n", "200", "\"limit\":20");
    expect("GET /echo?q=1&nope=2" H "\r\n", "400", "unknown query parameter 'nope'");
    expect("GET /echo" H "\r\n", "400", "q is missing");
    expect("GET /echo?q=" H "\r\n", "400", "q must have 1 to 20 bytes");
    expect("GET /echo?q=1&q=2" H "\r\n", "400", "q is given twice");
    expect("GET /echo?q=1&limit=0" H "\r\n", "400", "limit must be a whole number from 1 to 1000");
    expect("GET /echo?q=1&limit=-1" H "\r\n", "400", "\"pointer\":\"limit\"");
    expect("GET /echo?q=1&limit=99999999999999999999" H "\r\n", "400", "limit must be");
    expect("GET /echo?q=1&deep=maybe" H "\r\n", "400", "deep must be true or false");
    expect("GET /echo?q=1&weight=2" H "\r\n", "400", "weight must be a number from 0 to 1");
    expect("GET /echo?q=1&weight=nan" H "\r\n", "400", "weight must be");
    expect("GET /echo?q=1&direction=up" H "\r\n", "400", "must be one of in|out|both");
    expect("GET /echo?q=%zz" H "\r\n", "400", "two hex digits");
    expect("GET /echo?q=%4" H "\r\n", "400", "two hex digits");
    expect("GET /echo?q=a%00b" H "\r\n", "400", "%00 is not allowed");
    expect("GET /echo?q=%ff" H "\r\n", "400", "invalid_encoding");
    expect("GET /echo?q=%07" H "\r\n", "400", "control character");
}

static void finds_routes(void **state)
{
    (void)state;
    expect("GET /things/src%2Fa.py%3A12" H "\r\n", "200", "{\"id\":\"src/a.py:12\"}");
    expect("GET /things/src/a.py:12" H "\r\n", "200", "{\"id\":\"src/a.py:12\"}");
    expect("GET /things/a/b/parts" H "\r\n", "200", "{\"id\":\"a/b\"}");
    expect("GET /things/" H "\r\n", "404", "not_found");
    expect("GET /nothing" H "\r\n", "404", "application/problem+json");
    expect("GET /" H "\r\n", "404", "\"instance\":\"/\"");
    expect("DELETE /echo" H "\r\n", "405", "Allow: GET, HEAD, OPTIONS");
    expect("OPTIONS /size" H "\r\n", "204", "Allow: POST, OPTIONS");
    expect("OPTIONS *" H "\r\n", "204", "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    expect("GET /hings/x" H "\r\n", "404", "not_found");
    expect("GET /things/a//parts" H "\r\n", "200", "{\"id\":\"a/\"}");
    expect("GET /echo?q=1" H "Accept: text/html\r\n\r\n", "406", "application/json");
    expect("GET /echo?q=1" H "Accept: text/html, */*;q=0.1\r\n\r\n", "200", "\"q\"");
    expect("POST /json" H "Content-Length: 1\r\nContent-Type: text/plain\r\n\r\n1", "415",
           "Content-Type must be one of: application/json");
    expect("POST /json" H "Content-Length: 1\r\nContent-Type: Application/JSON; a=b\r\n\r\n1",
           "200", "{\"size\":1}");
    expect("POST /size" H "\r\n", "411", "length_required");
    expect("GET /echo?q=1" H "Content-Length: 1\r\n\r\n1", "400", "takes no body");
}

static void says_once_what_an_address_takes(void **state)
{
    (void)state;
    static const char *const requests[] = {"OPTIONS /size" H "\r\n", "DELETE /size" H "\r\n"};
    for (size_t i = 0; i < CG_ARRAY_LEN(requests); i++) {
        const char *allow = strstr(client_ask(&f, requests[i]), "Allow: POST, OPTIONS\r\n");
        assert_non_null(allow);
        assert_null(strstr(allow + 1, "Allow: "));
    }
}

static void answers_head_without_a_body(void **state)
{
    (void)state;
    const char *reply = client_ask(&f, "HEAD /echo?q=1" H "\r\n");
    assert_non_null(strstr(reply, "200 OK"));
    assert_null(strstr(reply, "\"q\""));
    assert_non_null(strstr(reply, "Content-Length: "));
}

static void names_each_request(void **state)
{
    (void)state;
    expect("GET /fast?q=1" H "X-Request-Id: abc-1\r\n\r\n", "200", "X-Request-Id: abc-1\r\n");
    assert_null(strstr(client_ask(&f, "GET /fast?q=1" H "X-Request-Id: a b\r\n\r\n"), "a b"));
    expect("GET /fast?q=1" H "X(A): b\r\nX-Request-Id: abc-3\r\nX-Request-Id: abc-4\r\n\r\n", "400",
           "\"request_id\":\"abc-3\"");
    expect("GET /nope" H "X-Request-Id: abc-2\r\n\r\n", "404", "\"request_id\":\"abc-2\"");
    expect("GET /fast?q=1" H
           "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n",
           "200", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
}

static void answers_304_for_the_same_generation(void **state)
{
    (void)state;
    char request[256], tag[64];
    const char *reply = client_ask(&f, "GET /things/x" H "\r\n");
    const char *etag = strstr(reply, "ETag: ");
    assert_non_null(etag);
    assert_non_null(strstr(reply, "Codegraph-Generation: 7"));
    assert_int_equal(sscanf(etag, "ETag: %63[^\r]", tag), 1);
    (void)snprintf(request, sizeof request, "GET /things/x" H "If-None-Match: \"z\", %s\r\n\r\n",
                   tag);
    expect(request, "304", "ETag: ");
    f.generation = 8;
    expect(request, "200", "Codegraph-Generation: 8");
    f.generation = 7;
}

static void takes_bodies_within_limits(void **state)
{
    (void)state;
    expect("POST /size" H "Content-Length: 5\r\n\r\nhello", "200", "{\"size\":5}");
    expect("POST /size" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
           "200", "{\"size\":5}");
    expect("POST /size" H "Content-Length: 0\r\n\r\n", "200", "{\"size\":0}");
    expect("POST /size" H "Content-Length: 99999999999\r\n\r\nxx", "413", "too_large");
    expect("POST /size" H "Content-Length: 5\r\nContent-Encoding: br\r\n\r\nhello", "415",
           "Content-Encoding");
}

static void keeps_the_connection_after_a_refusal(void **state)
{
    (void)state;
    const char *reply = client_ask(&f, "POST /nothing" KEEP "Content-Length: 5\r\n\r\nhello"
                                       "GET /echo?nope=1" KEEP "\r\n"
                                       "GET /echo?q=last" H "\r\n");
    assert_non_null(strstr(reply, "404 Not Found"));
    assert_non_null(strstr(reply, "unknown query parameter"));
    assert_non_null(strstr(reply, "\"q\":\"last\""));
}

static void compresses_large_replies(void **state)
{
    (void)state;
    expect("GET /large" H "\r\n", "200", "Content-Length: 20000");
    expect("GET /large" H "Accept-Encoding: gzip\r\n\r\n", "200", "Content-Encoding: gzip");
    expect("GET /large" H "Accept-Encoding: gzip, zstd\r\n\r\n", "200", "Content-Encoding: zstd");
    expect("GET /large" H "Accept-Encoding: gzip;q=0, identity\r\n\r\n", "200",
           "Content-Length: 20000");
}

static void streams_until_the_end(void **state)
{
    (void)state;
    const char *reply = client_ask(&f, "GET /stream" H "\r\n");
    assert_non_null(strstr(reply, "text/event-stream"));
    assert_non_null(strstr(reply, "event: count\nid: 1\ndata: n=1\n\n"));
    assert_non_null(strstr(reply, "data: n=5"));
    assert_non_null(strstr(reply, "\r\n0\r\n\r\n"));
}

static void ends_streams_whose_client_left(void **state)
{
    (void)state;
    int fd = client_connect(&f);
    const char *request = "GET /stream?forever=1" H "\r\n";
    client_send(fd, request, strlen(request));
    client_read(fd, "\r\n\r\n");
    close(fd);
    uint64_t deadline = cg_now_ns() + 5000000000u;
    cg_http_stats stats;
    do
        cg_http_stats_get(f.http, &stats);
    while (stats.connections > 0 && cg_now_ns() < deadline);
    assert_int_equal(stats.connections, 0);
}

static void describes_itself_in_metrics(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    client_ask(&f, "GET /echo?q=1" H "\r\n");
    cg_http_metrics_write(f.http, &out);
    cg_buf_add_char(&out, 0);
    assert_non_null(strstr(
        out.ptr, "codegraph_http_responses_total{method=\"GET\",route=\"/echo\",status=\"200\"}"));
    assert_non_null(strstr(out.ptr, "codegraph_http_route_duration_seconds_count"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_parameters),
        cmocka_unit_test(finds_routes),
        cmocka_unit_test(says_once_what_an_address_takes),
        cmocka_unit_test(answers_head_without_a_body),
        cmocka_unit_test(names_each_request),
        cmocka_unit_test(answers_304_for_the_same_generation),
        cmocka_unit_test(takes_bodies_within_limits),
        cmocka_unit_test(keeps_the_connection_after_a_refusal),
        cmocka_unit_test(compresses_large_replies),
        cmocka_unit_test(streams_until_the_end),
        cmocka_unit_test(ends_streams_whose_client_left),
        cmocka_unit_test(describes_itself_in_metrics),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
