// SPDX-License-Identifier: Apache-2.0
// search: where the words of a query stand in a text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/search.h"

/* `marked`: the text with its highlights in brackets. Texts are ASCII here: a character is a byte. */
static void assert_marks(const char *query, const char *marked)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) text = {0}, got = {0};
    cg_text_range ranges[CG_HIGHLIGHTS_MAX];
    for (const char *c = marked; *c != '\0'; c++)
        if (*c != '[' && *c != ']')
            cg_buf_add_char(&text, *c);
    const cg_query_words *words = cg_query_words_in(arena, cg_str_from(query));
    size_t count = cg_search_highlights(words, cg_buf_str(&text), ranges), done = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(ranges[i].start < ranges[i].end && ranges[i].end <= text.len);
        cg_buf_add_str(&got, cg_str_slice(cg_buf_str(&text), done, ranges[i].start));
        cg_buf_add_char(&got, '[');
        cg_buf_add_str(&got, cg_str_slice(cg_buf_str(&text), ranges[i].start, ranges[i].end));
        cg_buf_add_char(&got, ']');
        done = ranges[i].end;
    }
    cg_buf_add_str(&got, cg_str_slice(cg_buf_str(&text), done, text.len));
    if (!cg_str_eq(cg_buf_str(&got), cg_str_from(marked)))
        fail_msg("%s: %.*s", query, CG_STR_ARG(cg_buf_str(&got)));
}

static void marks_words_and_parts(void **state)
{
    (void)state;
    assert_marks("config", "def parse_[config](path):  # [Configs], reconfigure");
    assert_marks("parse config", "[parseConfig] [parse_config] [config]Reader [parse]_to");
    assert_marks("parseConfig", "[parse] my [config], [parseconfig]");
    assert_marks("http2", "[HTTP2]Server http Http3");
    assert_marks("http", "[HTTP]2Server [http]");
    assert_marks("server http", "[HTTP]2[Server]");
    assert_marks("a_b", "[ab] x[AB] [a_b] cab");
    assert_marks("x", "[x] x_1 ax [X]");
    assert_marks("nothing", "some text");
}

static void marks_what_the_index_takes_for_equal(void **state)
{
    (void)state;
    assert_marks("caching", "Lru[Cache] [caches] cat");
    assert_marks("retries", "[retry]_count");
}

static void marks_nothing_but_words_to_find(void **state)
{
    (void)state;
    assert_marks("alpha -beta lang:go path:gamma", "[alpha] beta lang go path gamma");
    assert_marks("\"alpha beta\"", "[alpha] gamma [beta]");
    assert_marks("", "alpha");
    assert_marks("kind:nonsense alpha", "alpha");
    assert_marks("+=", "a += b");
}

static void counts_characters(void **state)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_query_words *words = cg_query_words_in(arena, CG_STR("config gr\xc3\xb6\xc3\x9f"
                                                                  "e"));
    cg_text_range ranges[CG_HIGHLIGHTS_MAX];
    (void)state;
    size_t count = cg_search_highlights(words,
                                        CG_STR("\xf0\x9f\x98\x80 Gr\xc3\xb6\xc3\x9f"
                                               "e_config"),
                                        ranges);
    assert_int_equal(count, 2);
    assert_int_equal(ranges[0].start, 2);
    assert_int_equal(ranges[0].end, 7);
    assert_int_equal(ranges[1].start, 8);
    assert_int_equal(ranges[1].end, 14);
    (void)cg_search_highlights(words, CG_STR("\xff\xc3 config \x80"), ranges); /* no UTF-8 */
}

static void bounds_marks(void **state)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_text_range ranges[CG_HIGHLIGHTS_MAX];
    const cg_query_words *words = cg_query_words_in(arena, CG_STR("config"));
    (void)state;
    while (text.len < 100000)
        cg_buf_add_str(&text, CG_STR("other "));
    cg_buf_add_str(&text, CG_STR("config"));
    assert_int_equal(cg_search_highlights(words, cg_buf_str(&text), ranges), 0);
    cg_buf_clear(&text);
    for (int i = 0; i < 2 * CG_HIGHLIGHTS_MAX; i++)
        cg_buf_add_str(&text, CG_STR("config "));
    assert_int_equal(cg_search_highlights(words, cg_buf_str(&text), ranges), CG_HIGHLIGHTS_MAX);
    assert_int_equal(ranges[CG_HIGHLIGHTS_MAX - 1].start, 7 * (CG_HIGHLIGHTS_MAX - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_words_and_parts),
        cmocka_unit_test(marks_what_the_index_takes_for_equal),
        cmocka_unit_test(marks_nothing_but_words_to_find),
        cmocka_unit_test(counts_characters),
        cmocka_unit_test(bounds_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
