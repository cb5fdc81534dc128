// SPDX-License-Identifier: Apache-2.0
// search: what full text finds and in which order, filters, and what versions see.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"

static const corpus_file files[] = {
    {"app/config.py",
     CG_LANG_PYTHON,
     "# Reads the configuration.\n"
     "def parse_config(path):\n"
     "    text = open(path)\n"
     "    return decode(text)\n"
     "def load():\n"
     "    config = parse_config('a')\n"
     "    return config\n"
     "class Settings:\n"
     "    config = None\n",
     {{CG_NODE_FUNCTION, "parse_config", "def parse_config", "decode(text)", "    text", 0,
       "Reads the configuration.", 0},
      {CG_NODE_FUNCTION, "load", "def load", "return config", "    config", 0, NULL, 0},
      {CG_NODE_CLASS, "Settings", "class Settings", "None", "    config", 0, NULL, 0},
      {CG_NODE_FIELD, "config", "config = None", "None", NULL, 3, NULL, 0}}},
    {"net/http.go",
     CG_LANG_GO,
     "import \"config\"\n"
     "// Serves requests over the wire.\n"
     "type HTTPServer struct {\n"
     "    timeout int\n"
     "}\n"
     "func (s *HTTPServer) Serve() {\n"
     "    for { accept(s.timeout) }\n"
     "}\n",
     {{CG_NODE_IMPORT, "config", "import \"config\"", "config\"", NULL, 0, NULL, 0},
      {CG_NODE_STRUCT, "HTTPServer", "type HTTPServer", "}", "{", 0,
       "Serves requests over the wire.", 0},
      {CG_NODE_FIELD, "timeout", "timeout int", "int", NULL, 2, NULL, 0},
      {CG_NODE_METHOD, "Serve", "func (s *HTTPServer)", "}\n}", "{", 2, NULL, 0}}},
    {"net/http_test.go",
     CG_LANG_GO,
     "func TestServe() {\n"
     "    s := HTTPServer{}\n"
     "    s.Serve()\n"
     "}\n"
     "func accept() { wire() }\n",
     {{CG_NODE_FUNCTION, "TestServe", "func TestServe", "Serve()\n}", "{", 0, NULL, CG_MOD_TEST},
      {CG_NODE_FUNCTION, "accept", "func accept", "}", "{", 0, NULL, 0}}},
    {"vendor/lib/accept.go",
     CG_LANG_GO,
     "func accept() { wire() }\n",
     {{CG_NODE_FUNCTION, "accept", "func accept", "}", "{", 0, NULL, 0}}},
    {"net/accept.go",
     CG_LANG_GO,
     "func accept() { wire() } \n",
     {{CG_NODE_FUNCTION, "accept", "func accept", "}", "{", 0, NULL, 0}}},
};

static int open_corpus(void **state)
{
    static corpus c;
    corpus_open(&c, true);
    corpus_commit(&c, files, CG_ARRAY_LEN(files), NULL);
    *state = &c;
    return 0;
}

static int close_corpus(void **state)
{
    corpus_close(*state);
    return 0;
}

static const char *filtered(corpus *c, const char *words, cg_query_filter filter, uint64_t *total)
{
    const cg_query q = {
        .text = cg_str_from(words), .mode = CG_QUERY_TEXT, .filter = filter, .limit = 50};
    return corpus_search(c, &q, total);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void ranks_names_over_bodies(void **state)
{
    assert_true(begins(corpus_text(*state, "parse config"), "app/config.py:parse_config "));
    assert_true(begins(corpus_text(*state, "parseConfig"), "app/config.py:parse_config "));
    assert_true(begins(corpus_text(*state, "http server"), "net/http.go:HTTPServer "));
    assert_true(begins(corpus_text(*state, "serve"), "net/http.go:Serve "));
}

static void ranks_imports_low(void **state)
{
    const char *found = corpus_text(*state, "config");
    assert_non_null(strstr(found, "net/http.go:config"));
    assert_true(strstr(found, "net/http.go:config") > strstr(found, "app/config.py:config"));
    assert_true(strstr(found, "net/http.go:config") > strstr(found, "app/config.py:load"));
}

static void demotes_tests_and_vendored_code(void **state)
{
    assert_string_equal(corpus_text(*state, "wire accept -http -serve"),
                        "net/accept.go:accept vendor/lib/accept.go:accept net/accept.go: "
                        "vendor/lib/accept.go:");
    assert_true(begins(corpus_text(*state, "test serve"), "net/http_test.go:TestServe "));
}

static void finds_by_stem_and_doc(void **state)
{
    assert_true(begins(corpus_text(*state, "serving request"), "net/http.go:HTTPServer "));
    assert_true(begins(corpus_text(*state, "configurations"), "app/config.py:parse_config"));
}

static void lets_a_file_vouch_for_its_definitions(void **state)
{
    static const corpus_file twice[] = {
        {"a/one.go",
         CG_LANG_GO,
         "func alpha() { lexer() }\nfunc beta() { parser() }\n",
         {{CG_NODE_FUNCTION, "alpha", "func alpha", "}", "{", 0, NULL, 0},
          {CG_NODE_FUNCTION, "beta", "func beta", "}", "{", 0, NULL, 0}}},
        {"b/two.go",
         CG_LANG_GO,
         "func alpha() { lexer() }\nfunc gamma() { lexer() }\n",
         {{CG_NODE_FUNCTION, "alpha", "func alpha", "}", "{", 0, NULL, 0},
          {CG_NODE_FUNCTION, "gamma", "func gamma", "}", "{", 0, NULL, 0}}},
    };
    (void)state;
    corpus c;
    corpus_open(&c, true);
    corpus_commit(&c, twice, CG_ARRAY_LEN(twice), NULL);
    assert_string_equal(corpus_text(&c, "lexer"), "b/two.go:alpha b/two.go:gamma a/one.go:alpha");
    corpus_close(&c);
}

static void finds_files_by_path(void **state)
{
    const char *found = corpus_text(*state, "vendor");
    assert_string_equal(found, "vendor/lib/accept.go:");
    assert_true(strstr(corpus_text(*state, "net http"), "net/http.go:") != NULL);
}

static void drops_stop_words_unless_alone(void **state)
{
    char plain[1024];
    const char *found = corpus_text(*state, "parse config");
    assert_true(strlen(found) < sizeof plain);
    memcpy(plain, found, strlen(found) + 1);
    assert_string_equal(corpus_text(*state, "how to parse the config"), plain);
    assert_string_equal(corpus_text(*state, "for"), "net/http.go:Serve");
}

static void excludes(void **state)
{
    assert_null(strstr(corpus_text(*state, "config -parse"), "parse_config"));
    assert_null(strstr(corpus_text(*state, "config -load"), "load"));
    assert_non_null(strstr(corpus_text(*state, "config -load"), "parse_config"));
    assert_non_null(strstr(corpus_text(*state, "config - load"), "load"));
    assert_string_equal(corpus_text(*state, "vendor -vendor"), "");
}

static void keeps_phrases_together(void **state)
{
    assert_string_equal(corpus_text(*state, "\"over the wire\""), "net/http.go:HTTPServer");
    assert_string_equal(corpus_text(*state, "\"the over wire\""), "");
    assert_string_equal(corpus_text(*state, "\"OVER THE\""), "net/http.go:HTTPServer");
    assert_string_equal(corpus_text(*state, "\"serves over\""), "");
    uint64_t total;
    (void)filtered(*state, "\"over the wire\"", (cg_query_filter){0}, &total);
    assert_int_equal(total, 1);
}

static void filters(void **state)
{
    corpus *c = *state;
    uint64_t total;
    const cg_query_filter kind = {.kinds = UINT64_C(1) << CG_NODE_FIELD};
    assert_string_equal(filtered(c, "config", kind, &total), "app/config.py:config");
    assert_int_equal(total, 1);
    const cg_query_filter lang = {.langs = UINT32_C(1) << CG_LANG_GO};
    assert_string_equal(filtered(c, "config", lang, &total), "net/http.go:config");
    const cg_query_filter path = {.path = CG_STR("vendor/**")};
    assert_string_equal(filtered(c, "accept", path, &total),
                        "vendor/lib/accept.go:accept vendor/lib/accept.go:");
    assert_int_equal(total, 2);
    const cg_query_filter name = {.name = CG_STR("*SERVE*")};
    assert_string_equal(filtered(c, "wire serve accept", name, &total),
                        "net/http.go:Serve net/http.go:HTTPServer net/http_test.go:TestServe");
    assert_int_equal(total, 3);
    const cg_query_filter file_name = {.name = CG_STR("accept.go")};
    assert_string_equal(filtered(c, "accept", file_name, &total),
                        "net/accept.go: vendor/lib/accept.go:");
    const cg_query_filter none = {.path = CG_STR("nowhere/*")};
    assert_string_equal(filtered(c, "accept", none, &total), "");
    assert_int_equal(total, 0);
}

static void pages(void **state)
{
    char all[1024];
    uint64_t total = 0, same;
    cg_query q = {.text = CG_STR("config accept serve"), .mode = CG_QUERY_TEXT, .limit = 100};
    const char *found = corpus_search(*state, &q, &total);
    assert_true(strlen(found) < sizeof all && total > 6);
    memcpy(all, found, strlen(found) + 1);
    CG_AUTO_VALUE(cg_buf) joined = {0};
    q.limit = 2;
    for (q.offset = 0; q.offset < total; q.offset += 2) {
        if (joined.len > 0)
            cg_buf_add_char(&joined, ' ');
        cg_buf_add_str(&joined, cg_str_from(corpus_search(*state, &q, &same)));
        assert_int_equal(same, total);
    }
    cg_buf_add_char(&joined, '\0');
    assert_string_equal(joined.ptr, all);
    q.offset = SIZE_MAX;
    assert_string_equal(corpus_search(*state, &q, &same), "");
    assert_int_equal(same, total);
    q.offset = q.limit = 0;
    assert_string_equal(corpus_search(*state, &q, &same), "");
}

static void breaks_ties_by_path(void **state)
{
    (void)state;
    static const corpus_file twins[] = {
        {"c/x.go",
         CG_LANG_GO,
         "func twin() {}  ",
         {{CG_NODE_FUNCTION, "twin", "func twin", "}", "{", 0, NULL, 0}}},
        {"a/x.go",
         CG_LANG_GO,
         "func twin() {} ",
         {{CG_NODE_FUNCTION, "twin", "func twin", "}", "{", 0, NULL, 0}}},
        {"b/x.go",
         CG_LANG_GO,
         "func twin() {} ", /* the same content: one unit, two files */
         {{CG_NODE_FUNCTION, "twin", "func twin", "}", "{", 0, NULL, 0}}},
    };
    corpus c;
    corpus_open(&c, false);
    corpus_commit(&c, twins, CG_ARRAY_LEN(twins), NULL);
    assert_string_equal(corpus_text(&c, "twin"), "a/x.go:twin b/x.go:twin c/x.go:twin");
    corpus_close(&c);
}

static void sees_its_own_version(void **state)
{
    (void)state;
    static const corpus_file one = {"a.go",
                                    CG_LANG_GO,
                                    "func alpha() { beta() }",
                                    {{CG_NODE_FUNCTION, "alpha", "func", "}", "{", 0, NULL, 0}}};
    static const corpus_file two = {"a.go",
                                    CG_LANG_GO,
                                    "func gamma() { beta() }",
                                    {{CG_NODE_FUNCTION, "gamma", "func", "}", "{", 0, NULL, 0}}};
    static const corpus_file more = {"b.go",
                                     CG_LANG_GO,
                                     "func beta() {}",
                                     {{CG_NODE_FUNCTION, "beta", "func", "}", "{", 0, NULL, 0}}};
    static const char *const gone[] = {"a.go", NULL};
    static const cg_query beta = {.text = CG_STR("beta"), .mode = CG_QUERY_TEXT, .limit = 9};
    static const cg_query alpha = {.text = CG_STR("alpha"), .mode = CG_QUERY_HYBRID, .limit = 9};
    corpus c;
    corpus_open(&c, false);
    corpus_commit(&c, &one, 1, NULL);
    cg_snapshot *first = cg_snapshot_take(c.project);
    double score = 0;
    for (int step = 0; step < 3; step++) {
        uint64_t total;
        assert_string_equal(corpus_search_at(first, &beta, &total), "a.go:alpha");
        assert_int_equal(total, 1);
        assert_string_equal(corpus_search_at(first, &alpha, NULL), "a.go:alpha");
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_hits hits;
        assert_int_equal(cg_search_run(first, &beta, arena, &hits, NULL), CG_OK);
        assert_true(step == 0 || hits.rows[0].score == score); /* later commits change nothing */
        score = hits.rows[0].score;
        if (step == 0)
            corpus_commit(&c, (const corpus_file[]){two, more}, 2, NULL);
        else
            corpus_commit(&c, NULL, 0, gone);
        if (step == 0) {
            assert_string_equal(corpus_text(&c, "alpha"), "");
            assert_string_equal(corpus_symbol(&c, "alpha"), "");
            assert_string_equal(corpus_text(&c, "beta"), "b.go:beta a.go:gamma");
        }
    }
    assert_string_equal(corpus_text(&c, "beta"), "b.go:beta");
    corpus_commit(&c, &one, 1, NULL); /* back again: its unit is known */
    assert_string_equal(corpus_text(&c, "alpha"), "a.go:alpha");
    assert_string_equal(corpus_symbol(&c, "alpha"), "a.go:alpha");
    cg_snapshot_release(first);
    corpus_close(&c);
}

static void finds_nothing_in_nothing(void **state)
{
    (void)state;
    corpus c;
    corpus_open(&c, false);
    assert_string_equal(corpus_text(&c, "word"), "");
    assert_string_equal(corpus_symbol(&c, "word"), "");
    assert_string_equal(corpus_hybrid(&c, "word"), "");
    assert_string_equal(corpus_text(&c, "12345678"), "");
    corpus_close(&c);
}

/* More files than there are tables that a query reads one by one. */
static void finds_a_word_of_many_files(void **state)
{
    enum { MANY = 64 };
    static corpus_file many[MANY];
    static char paths[MANY][16], sources[MANY][64];
    corpus *c = *state;
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "many/m%02u.py", i);
        (void)snprintf(sources[i], sizeof sources[i],
                       "def spread(): return gathered\ndef only%u(): pass\n", i);
        many[i] = (corpus_file){
            paths[i],
            CG_LANG_PYTHON,
            sources[i],
            {{CG_NODE_FUNCTION, "spread", "def spread", "gathered", "return", 0, NULL, 0},
             {CG_NODE_FUNCTION, "only", "def only", "pass", "pass", 0, NULL, 0}}};
    }
    corpus_commit(c, many, MANY, NULL);
    uint64_t total;
    for (unsigned mode = CG_QUERY_HYBRID; mode <= CG_QUERY_SYMBOL; mode++) {
        cg_query q = {.text = CG_STR("spread"), .mode = (cg_query_mode)mode, .limit = 1};
        assert_string_equal(corpus_search(c, &q, &total), "many/m00.py:spread");
        assert_int_equal(total, MANY);
    }
    cg_query q = {.text = CG_STR("gathered"), .mode = CG_QUERY_TEXT, .limit = 2};
    assert_string_equal(corpus_search(c, &q, &total), "many/m00.py:spread many/m01.py:spread");
    assert_int_equal(total, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_names_over_bodies),
        cmocka_unit_test(ranks_imports_low),
        cmocka_unit_test(demotes_tests_and_vendored_code),
        cmocka_unit_test(finds_by_stem_and_doc),
        cmocka_unit_test(finds_files_by_path),
        cmocka_unit_test(lets_a_file_vouch_for_its_definitions),
        cmocka_unit_test(drops_stop_words_unless_alone),
        cmocka_unit_test(excludes),
        cmocka_unit_test(keeps_phrases_together),
        cmocka_unit_test(filters),
        cmocka_unit_test(pages),
        cmocka_unit_test(breaks_ties_by_path),
        cmocka_unit_test(sees_its_own_version),
        cmocka_unit_test(finds_a_word_of_many_files),
        cmocka_unit_test(finds_nothing_in_nothing),
    };
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
