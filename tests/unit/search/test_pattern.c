// SPDX-License-Identifier: Apache-2.0
// Patterns to queries of trigrams, and filters of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "random_pattern.h"
#include "regex/pattern.h"

static uint8_t scratch[TRIGRAM_FILTER_MAX];

static void expect_query(const char *pattern, const char *expected)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) text = {0};
    trigram_query_write(pattern_query(cg_str_from(pattern), arena), &text);
    cg_buf_add_char(&text, '\0');
    if (strcmp(text.ptr, expected) != 0)
        fail_msg("%s asks for %s, not for %s", pattern, text.ptr, expected);
}

static void test_literals(void **state)
{
    (void)state;
    expect_query("ab", "*");
    expect_query("abc", "abc");
    expect_query("AbCd", "(abc bcd)");
    expect_query("a\\.b\\(", "(a.b .b()");
    expect_query("\\Qa.b\\E", "a.b");
    expect_query("^abc$", "abc");
    expect_query("a{b}c", "((a{b {b}) b}c)");
    expect_query("a\\tb", "a\tb");
}

static void test_alternatives_and_classes(void **state)
{
    (void)state;
    expect_query("abc|def", "{abc|def}");
    expect_query("abc|de", "*");
    expect_query("a(b|c)d", "{abd|acd}");
    expect_query("ab?c", "*");
    expect_query("xab?c", "{(xab abc)|xac}");
    expect_query("a[xy]b", "{axb|ayb}");
    expect_query("a[^x]bcd", "bcd");
    expect_query("abc[[:alpha:]]def", "(abc def)");
    expect_query("[]x]ab", "{]ab|xab}");
}

static void test_repetitions(void **state)
{
    (void)state;
    expect_query("abc.*def", "(abc def)");
    expect_query("(abc)+d", "(abc bcd)");
    expect_query("(abc)*d", "*");
    expect_query("a{3}", "aaa");
    expect_query("a{3,}", "aaa");
    expect_query("a{2}", "*");
    expect_query("abc{0}", "*");
    expect_query("foo\\w+bar", "(foo bar)");
}

static void test_what_is_not_followed(void **state)
{
    (void)state;
    expect_query("(abc)\\1", "*");
    expect_query("(?x) a b c", "*");
    expect_query("(*COMMIT)abc", "*");
    expect_query("abc(?#c)*", "*");
    expect_query("(?R)abc", "*");
    expect_query("abc{,3}", "*");
    expect_query("[[:<:]]abc", "*");
}

static void test_case(void **state)
{
    (void)state;
    expect_query("(?i)ABC", "abc");
    expect_query("(?i)kiss", "(kis iss)");
    expect_query("\u212aiſs", "(kis iss)");
    expect_query("(?i)abcédef", "(abc def)");
    expect_query("((?i)é)éa", "\u00e9a");
}

static void test_looking_around(void **state)
{
    (void)state;
    expect_query("foo(?=bar)", "(bar foo)");
    expect_query("foo(?!bar)baz", "(((foo oob) oba) baz)");
    expect_query("(?<=foo)bar", "(foo bar)");
}

/* ---- filters ---- */

static cg_str filter_of(cg_str text, cg_buf *out)
{
    cg_buf_clear(out);
    trigrams_add_filter(text, scratch, out);
    return cg_buf_str(out);
}

static void test_filters_hold_all_trigrams_and_few_others(void **state)
{
    (void)state;
    random_source r = {7};
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) kept = {0};
    for (unsigned size = 0; size < 5000; size = 2 * size + 1) {
        cg_buf_clear(&text);
        for (unsigned i = 0; i < size; i++)
            cg_buf_add_char(&text, (char)('a' + random_below(&r, 26)));
        cg_str filter = filter_of(cg_buf_str(&text), &kept);
        assert_true(trigrams_is_filter(filter));
        for (size_t i = 0; i + 3 <= text.len; i++) {
            const uint8_t *p = (const uint8_t *)text.ptr + i;
            assert_true(trigrams_may_have(filter, (uint32_t)p[0] << 16 | p[1] << 8 | p[2]));
        }
        unsigned wrong = 0;
        for (unsigned i = 0; i < 1000; i++)
            wrong += trigrams_may_have(filter, 0x010101u * (128 + i % 100) + i);
        assert_true(wrong <= 330);
    }
    assert_false(trigrams_is_filter(CG_STR("")));
    assert_false(trigrams_is_filter(CG_STR("abc")));
}

/* What a pattern matches never fails its query. */
static void test_queries_are_sound(void **state)
{
    (void)state;
    random_source r = {getenv("CG_SEED") != NULL ? strtoull(getenv("CG_SEED"), NULL, 10) : 1};
    unsigned rounds = getenv("CG_LONG") != NULL && *getenv("CG_LONG") ? 400000 : 20000;
    unsigned matched = 0, ruled_out = 0;
    for (unsigned i = 0; i < rounds; i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        CG_AUTO_VALUE(cg_buf) pattern = {0};
        CG_AUTO_VALUE(cg_buf) text = {0};
        CG_AUTO_VALUE(cg_buf) kept = {0};
        size_t first;
        random_pattern_add(&r, &pattern);
        random_text_add(&r, random_below(&r, 60), &text);
        long count = plain_matches(cg_buf_str(&pattern), cg_buf_str(&text), &first);
        if (count < 0)
            continue;
        const trigram_query *query = pattern_query(cg_buf_str(&pattern), arena);
        bool may = trigram_query_passes(query, filter_of(cg_buf_str(&text), &kept));
        if (count > 0 && !may)
            fail_msg("round %u: %.*s matches %.*s", i, (int)pattern.len, pattern.ptr, (int)text.len,
                     text.ptr);
        matched += count > 0;
        ruled_out += !may;
    }
    assert_true(matched > rounds / 50 && ruled_out > rounds / 20); /* or it shows nothing */
}

static void test_large_patterns_ask_little(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) pattern = {0};
    for (unsigned i = 0; i < 1000; i++)
        cg_buf_printf(&pattern, "(w%u|x%u)?", i, i);
    (void)pattern_query(cg_buf_str(&pattern), arena);
    cg_buf_clear(&pattern);
    for (unsigned i = 0; i < 4000; i++)
        cg_buf_add_char(&pattern, i < 2000 ? '(' : ')');
    assert_int_equal(pattern_query(cg_buf_str(&pattern), arena)->op, TRIGRAM_ALL);
    assert_true(cg_arena_used(arena) < (8u << 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_alternatives_and_classes),
        cmocka_unit_test(test_repetitions),
        cmocka_unit_test(test_what_is_not_followed),
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_looking_around),
        cmocka_unit_test(test_filters_hold_all_trigrams_and_few_others),
        cmocka_unit_test(test_queries_are_sound),
        cmocka_unit_test(test_large_patterns_ask_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
