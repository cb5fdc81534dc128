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

/* The documented meaning, tried out by brute force; for '*', '?', '/' and letters. */
static bool reference(const char *p, const char *t, bool at_segment)
{
    if (*p == '\0')
        return *t == '\0';
    if (p[0] == '*' && p[1] == '*') {
        const char *after = p;
        while (*after == '*')
            after++;
        if (at_segment && *after == '/') {
            bool matched = reference(after + 1, t, true);
            for (; !matched && *t; t++)
                matched = *t == '/' && reference(after + 1, t + 1, true);
            return matched;
        }
        do {
            if (reference(after, t, false))
                return true;
        } while (*t++);
        return false;
    }
    if (*p == '*') {
        do {
            if (reference(p + 1, t, false))
                return true;
        } while (*t && *t++ != '/');
        return false;
    }
    if (*t == '\0' || (*p == '?' ? *t == '/' : *p != *t))
        return false;
    return reference(p + 1, t + 1, *p == '/');
}

static void random_text(char *out, size_t max, const char *letters, uint64_t *seed)
{
    size_t n = strlen(letters);
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    size_t len = (size_t)(*seed >> 33) % max;
    for (size_t i = 0; i < len; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        out[i] = letters[(size_t)(*seed >> 33) % n];
    }
    out[len] = '\0';
}

static void agrees_with_brute_force(void **state)
{
    (void)state;
    uint64_t seed = 1;
    size_t matches = 0;
    for (int i = 0; i < 200000; i++) {
        char pattern[8];
        char text[9];
        random_text(pattern, sizeof pattern, "**/?ab", &seed);
        random_text(text, sizeof text, "/ab", &seed);
        bool expected = reference(pattern, text, true);
        if (cg_glob_match(cg_str_from(pattern), cg_str_from(text)) != expected)
            fail_msg("'%s' on '%s': not %d", pattern, text, expected);
        matches += expected;
    }
    assert_true(matches > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_as_documented),
        cmocka_unit_test(agrees_with_brute_force),
        cmocka_unit_test(hostile_patterns_stay_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
