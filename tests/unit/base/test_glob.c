// SPDX-License-Identifier: Apache-2.0
// base: glob patterns, and that none of them is slow.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/base.h"

static const struct {
    const char *pattern;
    const char *text;
    bool match;
} cases[] = {
    {"", "", true},
    {"", "a", false},
    {"abc", "abc", true},
    {"abc", "abcd", false},
    {"a?c", "abc", true},
    {"a?c", "a/c", false},
    {"a?c",
     "a\xc3\xa9"
     "c",
     true},
    {"*", "", true},
    {"*", "abc", true},
    {"*", "a/b", false},
    {"*.c", "main.c", true},
    {"*.c", "src/main.c", false},
    {"src/*.c", "src/main.c", true},
    {"src/*/x", "src/a/b/x", false},
    {"*a*b*", "xxaxxbxx", true},
    {"*a*b*", "xxbxxaxx", false},
    {"**", "a/b/c", true},
    {"**/*.c", "main.c", true},
    {"**/*.c", "a/b/main.c", true},
    {"**/test/**", "a/test/b/c", true},
    {"**/test/**", "test/c", true},
    {"**/test/**", "mytest/c", false},
    {"**/x", "ax", false},
    {"a/**/b", "a/b", true},
    {"a/**/b", "a/x/y/b", true},
    {"a/**/b", "a/xb", false},
    {"a/**/b", "axb", false},
    {"a/**", "a/b/c", true},
    {"a/**", "a", false},
    {"a**b", "a/x/b", true},
    {"a***b", "a/x/b", true},
    {"[a-c]x", "bx", true},
    {"[a-c]x", "dx", false},
    {"[!a-c]x", "dx", true},
    {"[^a-c]x", "ax", false},
    {"[!a]", "/", false},
    {"[]]", "]", true},
    {"[a-]", "-", true},
    {"[abc", "[abc", true},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"\\", "\\", true},
    {"\xff*", "\xff\xfe", true},
    {"[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", true},
};

static void matches_as_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        bool got = cg_glob_match(cg_str_from(cases[i].pattern), cg_str_from(cases[i].text));
        if (got != cases[i].match)
            fail_msg("'%s' on '%s': %d", cases[i].pattern, cases[i].text, got);
    }
}

static void hostile_patterns_stay_linear(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) pattern = {0};
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int i = 0; i < 150; i++)
        cg_buf_add_str(&pattern, CG_STR("**/*a"));
    for (int i = 0; i < 3000; i++)
        cg_buf_add_str(&text, CG_STR("a"));
    cg_buf_add_char(&pattern, 'b');
    uint64_t start = cg_now_ns();
    assert_false(cg_glob_match(cg_buf_str(&pattern), cg_buf_str(&text)));
    assert_true(cg_now_ns() - start < UINT64_C(5000000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_as_documented),
        cmocka_unit_test(hostile_patterns_stay_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
