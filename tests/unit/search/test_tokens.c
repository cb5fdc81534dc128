// SPDX-License-Identifier: Apache-2.0
// search: the forms of words, and stems.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tokens.h"

/* "whole: part part*": a star marks a part less its digits. */
static const char *forms_text(const char *word)
{
    static char text[1024];
    word_forms forms;
    CG_AUTO_VALUE(cg_buf) out = {0};
    word_forms_make(cg_str_from(word), &forms);
    cg_buf_add_str(&out, forms.whole);
    cg_buf_add_char(&out, ':');
    for (unsigned i = 0; i < forms.parts_count; i++) {
        cg_buf_add_char(&out, ' ');
        cg_buf_add_str(&out, forms.parts[i]);
        if (forms.bare >> i & 1)
            cg_buf_add_char(&out, '*');
    }
    assert_true(out.len < sizeof text);
    memcpy(text, out.ptr, out.len);
    text[out.len] = '\0';
    return text;
}

static void takes_words_apart(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"parse", "parse: pars"},
        {"parseConfigFile", "parseconfigfile: pars config fil"},
        {"ParseConfigFile", "parseconfigfile: pars config fil"},
        {"parse_config_file", "parseconfigfile: pars config fil"},
        {"PARSE_CONFIG", "parseconfig: pars config"},
        {"HTTPServer", "httpserver: http server"},
        {"newHTTPServer2", "newhttpserver2: new http server2 server*"},
        {"getURL", "geturl: get url"},
        {"HTTP2Server", "http2server: http2 http* server"},
        {"sha256", "sha256: sha256 sha*"},
        {"utf8", "utf8: utf8 utf*"},
        {"file_2", "file2: fil"},
        {"x1", "x1: x1"},
        {"x", "x: x"},
        {"aB", "ab:"},
        {"__init__", "init: init"},
        {"_private", "private: privat"},
        {"ServerS", "servers: server"},
        {"42", "42:"},
        {"404", "404:"},
        {"1234", ":"},
        {"0xff", ":"},
        {"0", "0:"},
        {"3d", "3d:"},
        {"1000000u", ":"},
        {"deadbeefcafe", "deadbeefcafe: deadbeefcaf"},
        {"\xc3\x89tude", "\xc3\xa9tude: \xc3\xa9tude"},
        {"gr\xc3\xb6\xc3\x9f"
         "eRechner",
         "gr\xc3\xb6\xc3\x9f"
         "erechner: gr\xc3\xb6\xc3\x9f"
         "e rechn"},
        {"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
         "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82: "
         "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        assert_string_equal(forms_text(cases[i][0]), cases[i][1]);
}

static void bounds_what_it_takes(void **state)
{
    (void)state;
    char word[400];
    for (size_t i = 0; i < sizeof word; i++)
        word[i] = i % 2 ? 'B' : 'a'; /* a part every two letters */
    word_forms forms;
    word_forms_make(cg_str_make(word, sizeof word), &forms);
    assert_int_equal(forms.whole.len, CG_TERM_MAX);
    assert_true(forms.parts_count <= CG_WORD_PARTS_MAX);
    for (unsigned i = 0; i < forms.parts_count; i++)
        assert_true(forms.parts[i].len <= CG_TERM_MAX);
    for (size_t i = 0; i + 2 <= sizeof word; i += 2)
        memcpy(word + i, "\xc3\xa9", 2);
    word[0] = 'x'; /* so that no limit falls between letters */
    word_forms_make(cg_str_make(word, sizeof word), &forms);
    assert_true(cg_utf8_valid(forms.whole));
    for (size_t i = 0; i + 2 < sizeof word; i += 2)
        memcpy(word + i + 1, "\xc3\xa9", 2);
    word_forms_make(cg_str_make(word, sizeof word - 1), &forms);
    assert_true(cg_utf8_valid(forms.whole));
    assert_true(forms.whole.len >= CG_TERM_MAX - 1);
}

static void stems_lightly(void **state)
{
    (void)state;
    static const char *const same[][4] = {
        {"parse", "parses", "parsing", "parsed"},
        {"cache", "caches", "caching", "cached"},
        {"query", "queries", "query", "query"},
        {"class", "classes", "class", "class"},
        {"run", "running", "run", "run"},
        {"stop", "stopping", "stopped", "stop"},
        {"fill", "filling", "filled", "fill"},
        {"box", "boxes", "box", "box"},
        {"index", "indexes", "indexing", "indexed"},
        {"size", "sizes", "sizing", "sized"},
        {"embed", "embedding", "embedded", "embeds"},
        {"user", "users", "user", "user"},
        {"add", "added", "adding", "adds"},
        {"free", "frees", "free", "free"},
        {"connect", "connection", "connections", "connector"},
        {"handle", "handler", "handlers", "handling"},
        {"schedule", "scheduler", "scheduled", "scheduling"},
        {"create", "creation", "creating", "created"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(same); i++) {
        char first[64];
        size_t len = word_stem(cg_str_from(same[i][0]), first);
        for (size_t k = 1; k < 4; k++) {
            char other[64];
            assert_int_equal(word_stem(cg_str_from(same[i][k]), other), len);
            assert_memory_equal(first, other, len);
        }
    }
    static const char *const kept[] = {"string", "bus",    "status",  "this",  "is",      "string",
                                       "speed",  "king",   "red",     "used",  "ing",     "ed",
                                       "s",      "thing",  "nothing", "utf8s", "process", "server",
                                       "number", "header", "error",   "region"};
    for (size_t i = 0; i < CG_ARRAY_LEN(kept); i++) {
        char out[64];
        assert_int_equal(word_stem(cg_str_from(kept[i]), out), strlen(kept[i]));
    }
}

static void knows_stop_words(void **state)
{
    (void)state;
    assert_true(word_is_stop(CG_STR("the")));
    assert_true(word_is_stop(CG_STR("your")));
    assert_true(word_is_stop(CG_STR("a")));
    assert_false(word_is_stop(CG_STR("parse")));
    assert_false(word_is_stop(CG_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_words_apart),
        cmocka_unit_test(bounds_what_it_takes),
        cmocka_unit_test(stems_lightly),
        cmocka_unit_test(knows_stop_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
