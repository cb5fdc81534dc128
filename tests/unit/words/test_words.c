// SPDX-License-Identifier: Apache-2.0
// words: words in text, and their parts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/words.h"

static void finds_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", ""},
        {"  _ __ ", ""},
        {"a.b->c", "a|b|c|"},
        {"foo_bar(baz)", "foo_bar|baz|"},
        {"__init__ x", "init__|x|"},
        {"$scope @app #if", "scope|app|if|"},
        {"na\xc3\xafve caf\xc3\xa9", "na\xc3\xafve|caf\xc3\xa9|"},
        {"\xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x86\x92 x", "quoted|x|"}, /* typographic signs */
        {"\xe4\xb8\xad\xe6\x96\x87\xef\xbc\x8c\xe5\xad\x97",
         "\xe4\xb8\xad\xe6\x96\x87|\xe5\xad\x97|"},
        {"bad\xff\xc0\x80"
         "end \xf0\x9f\x98\x80",
         "bad|end|"}, /* no UTF-8, and a picture */
        {"cut\xe4\xb8", "cut|"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        cg_word_scan scan = {cases[i].text, cases[i].text + strlen(cases[i].text)};
        cg_str word;
        while (cg_word_next(&scan, &word)) {
            cg_buf_add_str(&out, word);
            cg_buf_add_char(&out, '|');
        }
        cg_buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].words);
    }
}

/* A word that begins before the stop is read whole; one that begins at it is left for the next call. */
static void stops_between_words(void **state)
{
    (void)state;
    static const char text[] = "one two_three four";
    cg_word_scan scan = cg_word_scan_open(cg_str_from(text));
    cg_str word = CG_STR_NULL;
    assert_true(cg_word_next_before(&scan, text + 6, &word));
    assert_true(cg_str_eq(word, CG_STR("one")));
    assert_true(cg_word_next_before(&scan, text + 6, &word));
    assert_true(cg_str_eq(word, CG_STR("two_three")));
    assert_false(cg_word_next_before(&scan, text + 14, &word));
    assert_true(cg_word_next_before(&scan, text + 18, &word));
    assert_true(cg_str_eq(word, CG_STR("four")));
    assert_false(cg_word_next_before(&scan, text + 18, &word));
}

/* Parts with a blank between them, '~' in front of those that no '_' parts from the one before, '#' in
 * front of numbers. */
static void takes_words_apart(void **state)
{
    (void)state;
    static const struct {
        const char *word, *parts;
    } cases[] = {
        {"x", " x"},
        {"parse_config", " parse config"},
        {"parseConfig", " parse ~config"},
        {"HTTP2Server", " http ~#2 ~server"},
        {"utf8", " utf ~#8"},
        {"x86_64", " x ~#86 #64"},
        {"_a__B_", " a b"},
        {"\xc3\x89t\xc3\xa9\xc3\x80", " \xc3\xa9t\xc3\xa9 ~\xc3\xa0"},
        {"ABCDEFaGHIJKL", " abcde ~fa ~ghijkl"},
        {"1a2b3c4d5e6f7g8h9i", " #1 ~a ~#2 ~b ~#3 ~c ~#4 ~d ~#5 ~e ~#6 ~f ~#7 ~g ~#8 ~h9i"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        cg_word_parts parts;
        cg_word_split(cg_str_from(cases[i].word), &parts);
        for (unsigned p = 0; p < parts.count; p++) {
            cg_str text = cg_word_part(&parts, p, p);
            cg_buf_printf(&out, " %s%s%.*s", parts.glued[p] ? "~" : "", parts.digits[p] ? "#" : "",
                          CG_STR_ARG(text));
        }
        cg_buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].parts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_words),
        cmocka_unit_test(stops_between_words),
        cmocka_unit_test(takes_words_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
