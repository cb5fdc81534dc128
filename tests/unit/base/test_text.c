// SPDX-License-Identifier: Apache-2.0
// base: borrowed text, numbers, UTF-8, errors and their table.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/base.h"

static void compares(void **state)
{
    (void)state;
    assert_true(cg_str_eq(cg_str_from(NULL), CG_STR("")));
    assert_false(cg_str_eq(CG_STR("a"), CG_STR("b")));
    assert_true(cg_str_cmp(CG_STR("a"), CG_STR("ab")) < 0);
    assert_true(cg_str_cmp(CG_STR("b"), CG_STR("ab")) > 0);
    assert_true(cg_str_cmp(CG_STR("\xff"), CG_STR("a")) > 0);
    assert_int_equal(cg_str_cmp(CG_STR_NULL, CG_STR("")), 0);
    assert_true(cg_str_starts(CG_STR("abc"), CG_STR("ab")));
    assert_true(cg_str_starts(CG_STR("abc"), CG_STR_NULL));
    assert_false(cg_str_starts(CG_STR("a"), CG_STR("ab")));
    assert_true(cg_str_ends(CG_STR("abc"), CG_STR("bc")));
    assert_false(cg_str_ends(CG_STR("c"), CG_STR("bc")));
}

static void is_among_words(void **state)
{
    (void)state;
    static const char *const words[] = {"B", "a", "ab", "abc", "b"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        assert_true(cg_str_among(cg_str_from(words[i]), words, CG_ARRAY_LEN(words)));
    static const char *const others[] = {"", "A", "aa", "abcd", "c"};
    for (size_t i = 0; i < CG_ARRAY_LEN(others); i++)
        assert_false(cg_str_among(cg_str_from(others[i]), words, CG_ARRAY_LEN(words)));
    assert_false(cg_str_among(CG_STR("a"), words, 0));
}

static void finds_and_cuts(void **state)
{
    (void)state;
    assert_int_equal(cg_str_find(CG_STR("a.b.c"), '.'), 1);
    assert_int_equal(cg_str_rfind(CG_STR("a.b.c"), '.'), 3);
    assert_int_equal(cg_str_find(CG_STR_NULL, '.'), -1);
    assert_int_equal(cg_str_rfind(CG_STR("abc"), '.'), -1);
    assert_true(cg_str_eq(cg_str_slice(CG_STR("abc"), 1, 99), CG_STR("bc")));
    assert_true(cg_str_eq(cg_str_slice(CG_STR("abc"), 5, 2), CG_STR("")));
    assert_true(cg_str_eq(cg_str_slice(CG_STR_NULL, 0, 3), CG_STR("")));
    assert_true(cg_str_eq(cg_str_trim(CG_STR(" \t\na b\r\v\f ")), CG_STR("a b")));
    assert_true(cg_str_eq(cg_str_trim(CG_STR("  ")), CG_STR("")));
}

static void splits(void **state)
{
    (void)state;
    static const char *const parts[] = {"a", "", "bc", ""};
    cg_str rest = CG_STR("a,,bc,");
    cg_str part;
    for (size_t i = 0; i < CG_ARRAY_LEN(parts); i++) {
        assert_true(cg_str_split(&rest, ',', &part));
        assert_true(cg_str_eq(part, cg_str_from(parts[i])));
    }
    assert_false(cg_str_split(&rest, ',', &part));
    rest = CG_STR_NULL;
    assert_false(cg_str_split(&rest, ',', &part));
}

static void reads_numbers(void **state)
{
    (void)state;
    uint64_t v = 7;
    assert_true(cg_str_to_u64(CG_STR("18446744073709551615"), &v));
    assert_true(v == UINT64_MAX);
    assert_true(cg_str_to_u64(CG_STR("007"), &v));
    assert_int_equal(v, 7);
    static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "1a", "18446744073709551616"};
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++)
        assert_false(cg_str_to_u64(cg_str_from(bad[i]), &v));
    assert_int_equal(v, 7);
}

static void writes_numbers(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {0, 7, 10, 123456789, UINT64_MAX};
    static const char *const texts[] = {"0", "7", "10", "123456789", "18446744073709551615"};
    char text[CG_U64_TEXT_LEN];
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++) {
        assert_int_equal(cg_u64_text(numbers[i], text), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
    }
}

static void knows_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"", true},
        {"plain ascii that is longer than eight bytes", true},
        {"\xc3\xa9", true},
        {"12345678\xe2\x82\xac", true},
        {"\xf0\x9f\x8c\xb3", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"\xf4\x90\x80\x80", false}, /* above U+10FFFF */
        {"\xed\xa0\x80", false},     /* surrogate */
        {"\xed\x9f\xbf", true},
        {"\xc0\x80", false},         /* overlong */
        {"\xe0\x80\x80", false},     /* overlong */
        {"\xf0\x80\x80\x80", false}, /* overlong */
        {"\x80", false},
        {"a\xc3", false},
        {"\xe2\x82", false},
        {"\xe2\x28\xa1", false},
        {"\xff", false},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        assert_int_equal(cg_utf8_valid(cg_str_from(cases[i].text)), cases[i].valid);
    assert_true(cg_utf8_valid(cg_str_make("a\0b", 3)));
    assert_int_equal(cg_utf8_valid_len(CG_STR("12345678\xc3\xa9\xffz")), 10);
}

static void truncates_between_characters(void **state)
{
    (void)state;
    cg_str text = CG_STR("a\xc3\xa9\xf0\x9f\x8c\xb3z");
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 3, 7, 8, 8};
    for (size_t max = 0; max < CG_ARRAY_LEN(expected); max++)
        assert_int_equal(cg_utf8_truncate(text, max).len, expected[max]);
    assert_int_equal(cg_utf8_truncate(CG_STR("\x80\x80\x80\x80\x80\x80\x80"), 5).len, 5);
    assert_int_equal(cg_utf8_truncate(CG_STR("\x80\x80\x80"), 1).len, 1);
}

static cg_code fail_somewhere(cg_err *err)
{
    return CG_FAIL(err, CG_E_LIMIT, "at most %d", 5);
}

static void errors_carry_place_and_field(void **state)
{
    (void)state;
    cg_err err = {0};
    assert_int_equal(fail_somewhere(NULL), CG_E_LIMIT);
    assert_int_equal(fail_somewhere(&err), CG_E_LIMIT);
    assert_string_equal(err.text, "at most 5");
    assert_non_null(strstr(err.file, "test_text.c"));
    assert_true(err.line > 0);
    assert_string_equal(err.pointer, "");
    assert_int_equal(cg_err_at(&err, "/files/%d", 3), CG_E_LIMIT);
    assert_string_equal(err.pointer, "/files/3");
    assert_int_equal(cg_err_at(NULL, "/x"), CG_E_INTERNAL);
    (void)fail_somewhere(&err);
    assert_string_equal(err.pointer, "");
}

static void long_errors_are_cut_between_characters(void **state)
{
    (void)state;
    cg_err err = {0};
    char text[1001];
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[1000] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        (void)CG_FAIL(&err, CG_E_INVALID, "%.*s%s", shift, "x", text);
        assert_true(strlen(err.text) >= sizeof err.text - 4);
        assert_true(cg_utf8_valid(cg_str_from(err.text)));
    }
}

static void every_code_is_described(void **state)
{
    (void)state;
    for (int code = 0; code < CG_CODE_COUNT; code++) {
        assert_non_null(cg_code_text((cg_code)code));
        assert_non_null(cg_code_title((cg_code)code));
        for (int other = 0; other < code; other++)
            assert_string_not_equal(cg_code_text((cg_code)code), cg_code_text((cg_code)other));
        if (code != CG_OK)
            assert_in_range(cg_code_status((cg_code)code), 300, 599);
    }
    assert_int_equal(cg_code_status(CG_E_NOT_FOUND), 404);
    assert_int_equal(cg_code_status(CG_E_CANCELED), 499);
    assert_string_equal(cg_code_text((cg_code)9999), "internal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),
        cmocka_unit_test(is_among_words),
        cmocka_unit_test(finds_and_cuts),
        cmocka_unit_test(splits),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(knows_utf8),
        cmocka_unit_test(truncates_between_characters),
        cmocka_unit_test(errors_carry_place_and_field),
        cmocka_unit_test(long_errors_are_cut_between_characters),
        cmocka_unit_test(every_code_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
