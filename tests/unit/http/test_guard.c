// SPDX-License-Identifier: Apache-2.0
// http: heads that could be read in two ways are refused and their connection is closed, so that
// nothing after them is taken for a request.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

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

#define L " HTTP/1.1\r\nHost: x\r\n"
#define SMUGGLED "GET /echo?q=smuggled" L "\r\n"

typedef struct probe {
    const char *name;
    const char *bytes;
    size_t len;
    const char *status; /* of the refusal */
} probe;
#define PROBE(name, status, bytes)                                                                 \
    {                                                                                              \
        name, bytes, sizeof(bytes) - 1, status                                                     \
    }

static const probe probes[] = {
    PROBE("length and chunked", "400",
          "POST /size" L
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("chunked and length", "400",
          "POST /size" L
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("two lengths", "400",
          "POST /size" L "Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello" SMUGGLED),
    PROBE("two equal lengths", "400",
          "POST /size" L "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    PROBE("length list", "400", "POST /size" L "Content-Length: 5, 5\r\n\r\nhello"),
    PROBE("signed length", "400", "POST /size" L "Content-Length: +5\r\n\r\nhello"),
    PROBE("negative length", "400", "POST /size" L "Content-Length: -5\r\n\r\nhello"),
    PROBE("hex length", "400", "POST /size" L "Content-Length: 0x5\r\n\r\nhello"),
    PROBE("length with a space", "400", "POST /size" L "Content-Length: 5 5\r\n\r\nhello"),
    PROBE("space in a name", "400", "GET /echo?q=1" L "X A: b\r\n\r\n"),
    PROBE("coding before identity", "400",
          "POST /size" L "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("endless length", "413",
          "POST /size" L "Content-Length: 99999999999999999999999\r\n\r\nhello"),
    PROBE("space before the colon", "400",
          "POST /size" L "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("unknown coding", "400",
          "POST /size" L "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("coding list", "400",
          "POST /size" L "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("coding twice", "400",
          "POST /size" L
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" SMUGGLED),
    PROBE("folded coding", "400",
          "POST /size" L "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
    PROBE("folded header", "400", "GET /echo?q=1" L "X-A: b\r\n c\r\n\r\n"),
    PROBE("tab-folded header", "400", "GET /echo?q=1" L "X-A: b\r\n\tc\r\nX-B: d\r\n\r\n"),
    PROBE("bare LF after the request line", "400", "GET /echo?q=1 HTTP/1.1\nHost: x\r\n\r\n"),
    PROBE("bare LF after a header", "400", "GET /echo?q=1 HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"),
    PROBE("bare LF before the body", "400",
          "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\nhello"),
    PROBE("NUL in a header", "400", "GET /echo?q=1" L "X-A: b\0c\r\n\r\n"),
    PROBE("NUL in a name", "400", "GET /echo?q=1" L "X-\0A: b\r\n\r\n"),
    PROBE("NUL in the target", "400",
          "GET /echo?q=\0"
          "1" L "\r\n"),
    PROBE("escaped NUL in the path", "400", "GET /things/a%00b" L "Connection: close\r\n\r\n"),
    PROBE("no host", "400", "GET /echo?q=1 HTTP/1.1\r\nA: b\r\n\r\n"),
    PROBE("two hosts", "400", "GET /echo?q=1" L "Host: y\r\n\r\n"),
    PROBE("host with a path", "400", "GET /echo?q=1 HTTP/1.1\r\nHost: x/y\r\n\r\n"),
    PROBE("absolute target", "400", "GET http://x/echo?q=1" L "\r\n"),
    PROBE("authority target", "400", "CONNECT x:80" L "\r\n"),
    PROBE("no slash", "400", "GET echo?q=1" L "\r\n"),
    PROBE("fragment", "400", "GET /echo?q=1#x" L "\r\n"),
    PROBE("space in the target", "400", "GET /echo?q=1 2" L "\r\n"),
    PROBE("two spaces", "400", "GET  /echo?q=1" L "\r\n"),
    PROBE("control byte in the target", "400", "GET /echo?q=\x01" L "\r\n"),
    PROBE("control byte in a header", "400", "GET /echo?q=1" L "X-A: a\x01\r\n\r\n"),
    PROBE("CR inside a header", "400", "GET /echo?q=1" L "X-A: a\rX-B: c\r\n\r\n"),
    PROBE("odd header name", "400", "GET /echo?q=1" L "X(A): a\r\n\r\n"),
    PROBE("empty header name", "400", "GET /echo?q=1" L ": a\r\n\r\n"),
    PROBE("odd method", "400", "G(T /echo?q=1" L "\r\n"),
    PROBE("long method", "400", "GETGETGETGETGETGETGET /echo?q=1" L "\r\n"),
    PROBE("two media types", "400",
          "POST /size" L "Content-Length: 1\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n1"),
    PROBE("chunked in HTTP/1.0", "400",
          "POST /size HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
};

static void refuses_ambiguous_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(probes); i++) {
        char line[32];
        int fd = client_connect(&f);
        client_send(fd, probes[i].bytes, probes[i].len);
        const char *reply = client_read(fd, NULL);
        (void)snprintf(line, sizeof line, "HTTP/1.1 %s ", probes[i].status);
        if (strncmp(reply, line, strlen(line)) != 0 || strstr(reply, "smuggled"))
            fail_msg("%s: expected %s, got:\n%s", probes[i].name, probes[i].status, reply);
        close(fd);
    }
}

static void takes_ordinary_heads(void **state)
{
    (void)state;
    static const char *const good[] = {
        "GET /echo?q=1 HTTP/1.0\r\n\r\n",
        "GET /echo?q=1" L "Connection: close\r\nX-A:b\r\nX-C:\r\nX-D: \t e f\r\n\r\n",
        "GET /echo?q=\xc3\xa9" L "Connection: close\r\n\r\n",
        "GET /echo?q=1 HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n",
        "GET /echo?q=1" L "Connection: close\r\nCookie: a=b; c=d\r\nX-Obs: \xe9\r\n\r\n",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(good); i++) {
        const char *reply = client_ask(&f, good[i]);
        if (!strstr(reply, " 200 OK"))
            fail_msg("%s\ngot:\n%s", good[i], reply);
    }
}

/* The layout check must not depend on how the bytes arrive. */
static void takes_heads_byte_by_byte(void **state)
{
    (void)state;
    const char *request = "GET /echo?q=1&deep=1" L "Connection: close\r\nAccept: */*\r\n\r\n";
    int fd = client_connect(&f);
    for (const char *p = request; *p; p++)
        client_send(fd, p, 1);
    assert_non_null(strstr(client_read(fd, NULL), " 200 OK"));
    close(fd);
}

static void takes_pipelined_requests(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) all = {0};
    for (int i = 0; i < 50; i++)
        cg_buf_printf(&all, "GET /echo?q=n%d" L "X-Pad: %0*d\r\n\r\n", i, 1 + i * 7, i);
    cg_buf_printf(&all, "GET /echo?q=end" L "Connection: close\r\n\r\n");
    int fd = client_connect(&f);
    client_send(fd, all.ptr, all.len);
    const char *reply = client_read(fd, NULL);
    for (int i = 0; i < 50; i++) {
        char want[32];
        (void)snprintf(want, sizeof want, "\"q\":\"n%d\"", i);
        reply = strstr(reply, want);
        if (!reply)
            fail_msg("reply %d is missing", i);
    }
    assert_non_null(strstr(reply, "\"q\":\"end\""));
    close(fd);
}

static void limits_heads(void **state)
{
    (void)state;
    static const struct {
        size_t target, header;
        const char *status;
    } sizes[] = {{4000, 100, " 400 "}, /* read, and q is too long */
                 {9000, 100, " 414 "}, {40000, 100, " 414 "}, {10, 10000, " 200 "},
                 {10, 18000, " 431 "}, {10, 60000, " 431 "}};
    for (size_t i = 0; i < CG_ARRAY_LEN(sizes); i++) {
        CG_AUTO_VALUE(cg_buf) request = {0};
        cg_buf_printf(&request, "GET /echo?q=%0*d" L "Connection: close\r\nX-A: %0*d\r\n\r\n",
                      (int)sizes[i].target, 1, (int)sizes[i].header, 1);
        int fd = client_connect(&f);
        client_send(fd, request.ptr, request.len);
        const char *reply = client_read(fd, NULL);
        if (!strstr(reply, sizes[i].status))
            fail_msg("target %zu, header %zu: expected %s, got:\n%.200s", sizes[i].target,
                     sizes[i].header, sizes[i].status, reply);
        close(fd);
    }
}

static void limits_header_lines(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) request = {0};
    cg_buf_printf(&request, "GET /echo?q=1" L);
    for (int i = 0; i < 150; i++)
        cg_buf_printf(&request, "X-%d: a\r\n", i);
    cg_buf_printf(&request, "\r\n");
    cg_buf_add_char(&request, 0);
    assert_non_null(strstr(client_ask(&f, request.ptr), "headers_too_large"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_ambiguous_heads),
        cmocka_unit_test(takes_ordinary_heads),
        cmocka_unit_test(takes_heads_byte_by_byte),
        cmocka_unit_test(takes_pipelined_requests),
        cmocka_unit_test(limits_heads),
        cmocka_unit_test(limits_header_lines),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
