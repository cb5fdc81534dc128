// SPDX-License-Identifier: Apache-2.0
// http: bodies with a Content-Encoding: whole, in pieces, several in a row, cut, garbled, and such
// that grow beyond all measure.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "fixture.h"
#include "http_int.h"

static fixture f;

static void limit_bodies(cg_http_options *opts)
{
    opts->body_max_bytes = 4 << 20;
}

static int start(void **state)
{
    (void)state;
    fixture_start(&f, limit_bodies);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&f);
    return 0;
}

/* ---- encoding ---- */

static cg_str text_of(size_t len)
{
    static char text[1 << 20];
    for (size_t i = 0; i < len; i++)
        text[i] = (char)('a' + cg_hash64(&i, sizeof i, 7) % 16);
    return cg_str_make(text, len);
}

static void add_gzip(cg_buf *out, cg_str in)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, in.len);
    z.next_in = (Bytef *)in.ptr, z.avail_in = (uInt)in.len;
    z.next_out = (Bytef *)cg_buf_reserve(out, bound), z.avail_out = (uInt)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

static void add_zstd(cg_buf *out, cg_str in)
{
    size_t bound = ZSTD_compressBound(in.len);
    size_t n = ZSTD_compress(cg_buf_reserve(out, bound), bound, in.ptr, in.len, 3);
    assert_false(ZSTD_isError(n));
    out->len += n;
}

typedef struct coding {
    const char *name;
    void (*add)(cg_buf *out, cg_str in);
} coding;
static const coding codings[] = {{"gzip", add_gzip}, {"zstd", add_zstd}};

static cg_code decode(const char *name, cg_str in, size_t piece, size_t room, cg_buf *out)
{
    cg_decoder *d = cg_http_decoder_create(cg_str_from(name));
    cg_code rc = CG_OK;
    for (size_t at = 0; at < in.len && rc == CG_OK; at += piece) {
        cg_str part = cg_str_slice(in, at, at + piece);
        size_t had;
        do {
            had = out->len;
            rc = cg_http_decode(d, &part, room, out, NULL);
        } while (rc == CG_OK && out->len - had >= room);
        assert_true(rc != CG_OK || part.len == 0);
    }
    if (rc == CG_OK)
        rc = cg_http_decode_end(d, NULL);
    cg_http_decoder_destroy(d);
    return rc;
}

/* ---- pieces ---- */

static void decodes_in_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 1000, 1 << 20}, rooms[] = {1, 100, 65536, 1 << 20};
    cg_str text = text_of(20000);
    for (size_t c = 0; c < CG_ARRAY_LEN(codings); c++)
        for (size_t p = 0; p < CG_ARRAY_LEN(pieces); p++)
            for (size_t r = 0; r < CG_ARRAY_LEN(rooms); r++) {
                CG_AUTO_VALUE(cg_buf) in = {0};
                CG_AUTO_VALUE(cg_buf) out = {0};
                codings[c].add(&in, cg_str_slice(text, 0, 5000));
                codings[c].add(&in, cg_str_slice(text, 5000, text.len));
                codings[c].add(&in, CG_STR(""));
                assert_int_equal(
                    decode(codings[c].name, cg_buf_str(&in), pieces[p], rooms[r], &out), CG_OK);
                assert_true(cg_str_eq(cg_buf_str(&out), text));
            }
}

static void refuses_what_is_cut_or_garbled(void **state)
{
    (void)state;
    for (size_t c = 0; c < CG_ARRAY_LEN(codings); c++) {
        CG_AUTO_VALUE(cg_buf) in = {0};
        codings[c].add(&in, text_of(300));
        for (size_t end = 0; end < in.len; end++) {
            CG_AUTO_VALUE(cg_buf) out = {0};
            cg_str cut = cg_str_slice(cg_buf_str(&in), 0, end);
            assert_int_equal(decode(codings[c].name, cut, 64, 64, &out), CG_E_MALFORMED);
        }
        for (size_t i = 0; i < in.len; i++) {
            CG_AUTO_VALUE(cg_buf) out = {0};
            in.ptr[i] ^= 0x55; /* must not crash; what nothing guards may pass */
            cg_code rc = decode(codings[c].name, cg_buf_str(&in), 64, 64, &out);
            assert_true(rc == CG_OK || rc == CG_E_MALFORMED || rc == CG_E_LIMIT);
            in.ptr[i] ^= 0x55;
        }
        CG_AUTO_VALUE(cg_buf) out = {0};
        cg_buf_add_str(&in, CG_STR("trailing garbage"));
        assert_int_equal(decode(codings[c].name, cg_buf_str(&in), 64, 64, &out), CG_E_MALFORMED);
    }
}

static void refuses_bombs(void **state)
{
    (void)state;
    char *zeros = cg_alloc(64 << 20);
    for (size_t c = 0; c < CG_ARRAY_LEN(codings); c++) {
        CG_AUTO_VALUE(cg_buf) in = {0};
        CG_AUTO_VALUE(cg_buf) out = {0};
        codings[c].add(&in, cg_str_make(zeros, 64 << 20));
        assert_int_equal(decode(codings[c].name, cg_buf_str(&in), 1000, 65536, &out), CG_E_LIMIT);
        assert_true(out.len < (8 << 20));
    }
    cg_free(zeros);
}

/* ---- requests ---- */

static const char *post(const char *name, cg_str body)
{
    char head[256];
    (void)snprintf(head, sizeof head,
                   "POST /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                   "Content-Encoding: %s\r\nContent-Length: %zu\r\n\r\n",
                   name, body.len);
    int fd = client_connect(&f);
    client_send(fd, head, strlen(head));
    client_send(fd, body.ptr, body.len);
    const char *reply = client_read(fd, NULL);
    close(fd);
    return reply;
}

static void requests_are_decoded(void **state)
{
    (void)state;
    for (size_t c = 0; c < CG_ARRAY_LEN(codings); c++) {
        CG_AUTO_VALUE(cg_buf) in = {0};
        codings[c].add(&in, text_of(1 << 20));
        assert_non_null(strstr(post(codings[c].name, cg_buf_str(&in)), "{\"size\":1048576}"));
        const char *cut = post(codings[c].name, cg_str_slice(cg_buf_str(&in), 0, 100));
        assert_non_null(strstr(cut, "HTTP/1.1 400 "));
        assert_non_null(strstr(cut, "\"malformed\""));
    }
    assert_non_null(strstr(post("identity", CG_STR("hello")), "{\"size\":5}"));
    assert_non_null(strstr(post("GZIP", CG_STR("hello")), "HTTP/1.1 400 "));
}

static void unknown_codings_are_named(void **state)
{
    (void)state;
    static const char *const unknown[] = {"br", "deflate", "gzip, gzip",
                                          "gzip\r\nContent-Encoding: gzip"};
    for (size_t i = 0; i < CG_ARRAY_LEN(unknown); i++) {
        const char *reply = post(unknown[i], CG_STR("hello"));
        bool twice = strchr(unknown[i], '\n');
        assert_non_null(strstr(reply, twice ? "HTTP/1.1 400 " : "HTTP/1.1 415 "));
        assert_true(twice || strstr(reply, "Accept-Encoding: zstd, gzip"));
    }
}

static void decoded_bodies_are_limited(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) in = {0};
    for (int i = 0; i < 5; i++)
        add_zstd(&in, text_of(1 << 20));
    const char *reply = post("zstd", cg_buf_str(&in));
    assert_non_null(strstr(reply, "HTTP/1.1 413 "));
    char *zeros = cg_alloc(3 << 20);
    cg_buf_clear(&in);
    add_gzip(&in, cg_str_make(zeros, 3 << 20));
    reply = post("gzip", cg_buf_str(&in));
    assert_non_null(strstr(reply, "HTTP/1.1 413 "));
    assert_non_null(strstr(reply, "grows more than"));
    cg_free(zeros);
    cg_http_stats stats;
    cg_http_stats_get(f.http, &stats);
    assert_int_equal(stats.in_flight, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_in_pieces),
        cmocka_unit_test(refuses_what_is_cut_or_garbled),
        cmocka_unit_test(refuses_bombs),
        cmocka_unit_test_setup_teardown(requests_are_decoded, start, stop),
        cmocka_unit_test_setup_teardown(unknown_codings_are_named, start, stop),
        cmocka_unit_test_setup_teardown(decoded_bodies_are_limited, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
