// SPDX-License-Identifier: Apache-2.0
// search: the lines shown of a hit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/search.h"

static const char source[] = "zero\n"
                             "  def one():\n"
                             "    two\n"
                             "    three parseConfig\n"
                             "    four config\n"
                             "    parse five\n"
                             "    six\n"
                             "seven";

static cg_str snippet(const char *query, cg_str text, uint32_t from, uint32_t to, unsigned lines,
                      uint32_t *inout_line)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_query_words *words = cg_query_words_in(arena, cg_str_from(query));
    return cg_search_snippet(words, text, from, to, lines, inout_line);
}

static void assert_snippet(const char *query, uint32_t from, uint32_t to, unsigned lines,
                           uint32_t line, const char *text)
{
    uint32_t shown = 0;
    for (uint32_t i = 0; i < from; i++)
        shown += source[i] == '\n';
    cg_str got = snippet(query, cg_str_from(source), from, to, lines, &shown);
    if (!cg_str_eq(got, cg_str_from(text)))
        fail_msg("%s: \"%.*s\"", query, CG_STR_ARG(got));
    assert_int_equal(shown, line);
}

static void shows_whole_lines(void **state)
{
    (void)state;
    assert_snippet("one", 7, 30, 1, 1, "  def one():");
    assert_snippet("one", 7, 30, 2, 1, "  def one():\n    two");
    assert_snippet("seven", 0, 999, 3, 6, "    six\nseven");
}

static void prefers_many_different_words(void **state)
{
    (void)state;
    assert_snippet("parse config", 0, 999, 1, 3, "    three parseConfig");
    assert_snippet("parsing configs", 0, 999, 1, 3, "    three parseConfig");
    assert_snippet("five", 0, 999, 2, 4, "    four config\n    parse five");
    assert_snippet("six -five", 0, 999, 2, 5, "    parse five\n    six");
}

static void begins_at_the_start_without_a_match(void **state)
{
    (void)state;
    assert_snippet("nothing", 7, 60, 2, 1, "  def one():\n    two");
    assert_snippet("", 7, 60, 2, 1, "  def one():\n    two");
    assert_snippet("zero", 17, 40, 2, 1,
                   "  def one():\n    two"); /* a match outside does not count */
}

static void survives_odd_ranges(void **state)
{
    (void)state;
    uint32_t line = 0;
    uint32_t len = sizeof source - 1;
    (void)snippet("one", cg_str_from(source), 40, 3, 5, &line);
    (void)snippet("one", cg_str_from(source), UINT32_MAX, UINT32_MAX, 5, &line);
    (void)snippet("one", cg_str_from(source), len, len, 0, &line);
    cg_str none = snippet("one", CG_STR_NULL, 0, 10, 5, &line);
    assert_int_equal(none.len, 0);
    assert_int_equal(line, 0);
    for (uint32_t from = 0; from <= len; from++)
        for (uint32_t to = from; to <= len; to += 3) {
            cg_str got = snippet("config six", cg_str_from(source), from, to, 3, &line);
            assert_true(got.ptr >= source && got.ptr + got.len <= source + len);
            assert_true(got.ptr == source || got.ptr[-1] == '\n');
        }
}

static void bounds_long_lines(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    while (text.len < 2000000)
        cg_buf_add_str(&text, CG_STR("caf\xc3\xa9 config "));
    uint32_t line = 0;
    cg_str got = snippet("config", cg_buf_str(&text), 0, UINT32_MAX, 5, &line);
    assert_true(got.len > 1000 && got.len <= 4096);
    assert_true(cg_utf8_valid(got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_whole_lines),
        cmocka_unit_test(prefers_many_different_words),
        cmocka_unit_test(begins_at_the_start_without_a_match),
        cmocka_unit_test(survives_odd_ranges),
        cmocka_unit_test(bounds_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
