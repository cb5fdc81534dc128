// SPDX-License-Identifier: Apache-2.0
// base: the byte buffer's limit and errors, escaping, varints, vectors, byte order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/base.h"

static void assert_text(const cg_buf *buf, const char *expected)
{
    assert_int_equal(buf->error, CG_OK);
    assert_int_equal(buf->len, strlen(expected));
    assert_memory_equal(buf->ptr, expected, buf->len);
}

static void appends_and_clears(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_buf_add_str(&buf, CG_STR_NULL);
    cg_buf_add_str(&buf, CG_STR("ab"));
    cg_buf_add_char(&buf, 'c');
    cg_buf_printf(&buf, "%d", 42);
    assert_text(&buf, "abc42");
    cg_buf_clear(&buf);
    cg_buf_printf(&buf, "%300d", 1);
    assert_int_equal(buf.len, 300);
    assert_int_equal(buf.ptr[299], '1');
    cg_buf_fini(&buf);
    cg_buf_add_char(&buf, 'x');
    assert_text(&buf, "x");
}

static void limit_is_kept_as_first_error(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf;
    cg_buf_init(&buf, 5);
    cg_buf_add_str(&buf, CG_STR("12345"));
    assert_text(&buf, "12345");
    cg_buf_add_char(&buf, '6');
    assert_int_equal(buf.error, CG_E_LIMIT);
    assert_int_equal(buf.len, 5);
    assert_null(cg_buf_reserve(&buf, 0));
    cg_buf_clear(&buf);
    cg_buf_add_str(&buf, CG_STR("123"));
    assert_null(cg_buf_reserve(&buf, SIZE_MAX));
    cg_buf_add_char(&buf, '4');
    assert_int_equal(buf.len, 3);
    assert_int_equal(buf.error, CG_E_LIMIT);
}

static void allocation_failure_is_kept(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_fault_set("base.alloc:1");
    cg_buf_add_char(&buf, 'a');
    cg_buf_add_char(&buf, 'b');
    cg_fault_set(NULL);
    assert_int_equal(buf.error, CG_E_NOMEM);
    assert_int_equal(buf.len, 0);
}

static void escapes_json(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_buf_add_json_escaped(&buf, CG_STR("a\"b\\c\n\t\r\b\f\x01\x1f/\x7f"));
    assert_text(&buf, "a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f/\x7f");
    cg_buf_clear(&buf);
    cg_buf_add_json_escaped(&buf, CG_STR("\xc3\xa9\xf0\x9f\x8c\xb3\xff\xc3"));
    assert_text(&buf, "\xc3\xa9\xf0\x9f\x8c\xb3\xef\xbf\xbd\xef\xbf\xbd");
    cg_buf_clear(&buf);
    cg_buf_add_json_escaped(&buf, cg_str_make("a\0b", 3));
    assert_text(&buf, "a\\u0000b");
}

/* Sixteen bytes are looked at together. */
static void escapes_json_wherever_it_stands(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    CG_AUTO_VALUE(cg_buf) expected = {0};
    static const char *const odd[][2] = {
        {"\"", "\\\""},      {"\\", "\\\\"},           {"\n", "\\n"},
        {"\x1f", "\\u001f"}, {"\xff", "\xef\xbf\xbd"}, {"\x7f", "\x7f"}};
    for (size_t at = 0; at < 40; at++)
        for (size_t i = 0; i < CG_ARRAY_LEN(odd); i++) {
            char text[] = "the quick brown fox jumps over the dogs.";
            text[at] = odd[i][0][0];
            cg_buf_clear(&expected);
            cg_buf_printf(&expected, "%.*s%s%s", (int)at, text, odd[i][1], text + at + 1);
            cg_buf_clear(&buf);
            cg_buf_add_json_escaped(&buf, cg_str_from(text));
            assert_true(cg_str_eq(cg_buf_str(&buf), cg_buf_str(&expected)));
        }
}

static void varints_round_trip(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    for (unsigned shift = 0; shift < 64; shift++) {
        for (int delta = -1; delta <= 1; delta++) {
            uint64_t value = (UINT64_C(1) << shift) + (uint64_t)(int64_t)delta;
            uint64_t got = 0;
            cg_buf_clear(&buf);
            cg_buf_add_varint(&buf, value);
            const uint8_t *pos = (const uint8_t *)buf.ptr;
            const uint8_t *end = pos + buf.len;
            assert_true(cg_read_varint(&pos, end, &got));
            assert_true(got == value && pos == end);
            pos = (const uint8_t *)buf.ptr;
            assert_false(cg_read_varint(&pos, end - 1, &got));
            assert_ptr_equal(pos, buf.ptr);
        }
    }
    const uint8_t over[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
    const uint8_t *pos = over;
    uint64_t got;
    assert_false(cg_read_varint(&pos, over + sizeof over, &got));
}

static void byte_order_is_big_endian(void **state)
{
    (void)state;
    uint8_t p[8];
    cg_put_be16(p, 0x0102);
    assert_memory_equal(p, ((uint8_t[]){1, 2}), 2);
    assert_int_equal(cg_get_be16(p), 0x0102);
    cg_put_be32(p, 0xf1020304u);
    assert_int_equal(p[0], 0xf1);
    assert_int_equal(cg_get_be32(p), 0xf1020304u);
    cg_put_be64(p, 0xf102030405060708u);
    assert_int_equal(p[7], 8);
    assert_true(cg_get_be64(p) == 0xf102030405060708u);
    cg_put_be(p, 0x010203, 3);
    assert_memory_equal(p, ((uint8_t[]){1, 2, 3}), 3);
    assert_int_equal(cg_get_be(p, 3), 0x010203);
}

static void vectors_grow(void **state)
{
    (void)state;
    CG_VEC(uint32_t) v = {0};
    for (uint32_t i = 0; i < 1000; i++)
        CG_VEC_PUSH(&v, i * 3);
    assert_int_equal(v.len, 1000);
    assert_int_equal(v.ptr[999], 2997);
    CG_VEC_RESERVE(&v, 5000);
    assert_true(v.cap >= 5000);
    CG_VEC_CLEAR(&v);
    assert_int_equal(v.len, 0);
    CG_VEC_FINI(&v);
    assert_null(v.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_and_clears),
        cmocka_unit_test(limit_is_kept_as_first_error),
        cmocka_unit_test(allocation_failure_is_kept),
        cmocka_unit_test(escapes_json),
        cmocka_unit_test(escapes_json_wherever_it_stands),
        cmocka_unit_test(varints_round_trip),
        cmocka_unit_test(byte_order_is_big_endian),
        cmocka_unit_test(vectors_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
