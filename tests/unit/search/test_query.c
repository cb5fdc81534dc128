// SPDX-License-Identifier: Apache-2.0
// search: filters in a query's text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "query.h"

static const corpus_file files[] = {
    {"src/a.go",
     CG_LANG_GO,
     "func parseFile() { alpha }\nfunc readFile() { alpha }\n",
     {{CG_NODE_FUNCTION, "parseFile", "func parseFile", "}", "{", 0, NULL, 0},
      {CG_NODE_METHOD, "readFile", "func readFile", "}", "{", 0, NULL, 0}}},
    {"src/old code/b.py",
     CG_LANG_PYTHON,
     "def parseFile(): alpha",
     {{CG_NODE_FUNCTION, "parseFile", "def", "alpha", "alpha", 0, NULL, 0}}},
    {"srcs/c.py",
     CG_LANG_PYTHON,
     "class Alpha: parseFile",
     {{CG_NODE_CLASS, "Alpha", "class", "parseFile", NULL, 0, NULL, 0}}},
};

/* The answer in the order of places, so that the tests are about filters. */
static void assert_found(corpus *c, const char *text, const char *wanted)
{
    for (int mode = CG_QUERY_HYBRID; mode <= CG_QUERY_TEXT; mode++) {
        uint64_t total;
        size_t matched = 0, words = 0;
        const cg_query q = {.text = cg_str_from(text), .mode = (cg_query_mode)mode, .limit = 20};
        const char *got = corpus_search(c, &q, &total);
        cg_str rest = cg_str_from(wanted), word;
        while (rest.len > 0 && cg_str_split(&rest, ',', &word)) {
            matched += memmem(got, strlen(got), word.ptr, word.len) != NULL;
            words++;
        }
        if (matched != words || total != words)
            fail_msg("%s: %s", text, got);
    }
}

static void filters_by_field(void **state)
{
    assert_found(*state, "alpha kind:method", "src/a.go:readFile");
    assert_found(*state, "kind:method kind:class alpha", "src/a.go:readFile,srcs/c.py:Alpha");
    assert_found(*state, "lang:python alpha kind:Function", "src/old code/b.py:parseFile");
    assert_found(*state, "alpha -lang:python", "src/a.go:parseFile,src/a.go:readFile");
    assert_found(*state, "alpha lang:go -lang:go", "");
    assert_found(*state, "alpha name:PARSE*", "src/a.go:parseFile,src/old code/b.py:parseFile");
    assert_found(*state, "alpha name:*File -name:parse*", "src/a.go:readFile");
}

static void filters_by_path(void **state)
{
    assert_found(*state, "alpha path:srcs", "srcs/c.py:Alpha");
    assert_found(*state, "alpha path:src/ lang:python", "src/old code/b.py:parseFile");
    assert_found(*state, "alpha path:src/a.go kind:function", "src/a.go:parseFile");
    assert_found(*state, "alpha path:\"src/old code\"", "src/old code/b.py:parseFile");
    assert_found(*state, "alpha -path:\"*/old code/**\" -path:**/*.go", "srcs/c.py:Alpha");
    assert_found(*state, "alpha path:src -path:src/a.go", "src/old code/b.py:parseFile");
    assert_found(*state, "alpha path:**/*.go path:srcs/*",
                 "src/a.go:parseFile,src/a.go:readFile,srcs/c.py:Alpha");
}

static void holds_together_with_the_parameters(void **state)
{
    uint64_t total;
    cg_query q = {.text = CG_STR("parseFile lang:python"),
                  .mode = CG_QUERY_SYMBOL,
                  .limit = 9,
                  .filter = {.kinds = UINT64_C(1) << CG_NODE_FUNCTION}};
    assert_string_equal(corpus_search(*state, &q, &total), "src/old code/b.py:parseFile");
    q.text = CG_STR("kind:class parseFile");
    assert_string_equal(corpus_search(*state, &q, &total), "");
    q.filter = (cg_query_filter){.path = CG_STR("src/**"), .name = CG_STR("*file")};
    q.text = CG_STR("parseFile -path:src/a.go name:parse*");
    assert_string_equal(corpus_search(*state, &q, &total), "src/old code/b.py:parseFile");
}

static void assert_words(const char *text, const char *wanted)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    query_filters filters;
    cg_str words;
    assert_int_equal(query_read(cg_str_from(text), arena, &words, &filters, NULL), CG_OK);
    assert_int_equal(words.len, strlen(text));
    if (!cg_str_eq(cg_str_trim(words), cg_str_from(wanted)))
        fail_msg("%s: \"%.*s\"", text, CG_STR_ARG(words));
}

static void leaves_what_only_looks_like_a_filter(void **state)
{
    static const char *const texts[] = {
        "std::vector", "http://x",      "path::Path",   "kind::x",  "name: str", "lang:",
        "Kind:class",  "mykind:x",      "x.kind:class", "--kind:x", "a:b",       "-kind: x",
        "\"kind:x\"",  "a\"kind:x y\"", "repos:thing",  "(kind:x",  "",          "-",
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        assert_words(texts[i], texts[i]);
    assert_words("\"a b\"lang:go", "\"a b\"");
    assert_words("path:\"a b\"c", "c");
    assert_words("Server\tlang:go\n", "Server");
    assert_words("lang:go\"a b\"", "\"a b\"");
}

static void says_where(void **state)
{
    static const struct {
        const char *text, *where;
    } cases[] = {
        {"kind:funktion", "character 6 of the query: no kind of node is called \"funktion\""},
        {"caf\xc3\xa9 -lang:klingon x",
         "character 12 of the query: no language is called \"klingon\""},
        {"x lang:\"c p\"", "character 9 of the query: no language is called \"c p\""},
        {"x path:\"a b", "character 8 of the query: the quote"},
        {"x path:\"", "character 8 of the query: the quote"},
        {"x \"a b", "character 3 of the query: the quote is not closed"},
        {"\"a b\" caf\xc3\xa9\"", "character 11 of the query: the quote is not closed"},
        {"x -\"a", "character 4 of the query: the quote is not closed"},
        {"x name:\"\"", "character 9 of the query: a filter needs another value than \"\""},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        for (int mode = CG_QUERY_HYBRID; mode <= CG_QUERY_SYMBOL; mode++) {
            corpus *c = *state;
            CG_AUTO(cg_snapshot) snap = cg_snapshot_take(c->project);
            CG_AUTO(cg_arena) arena = cg_arena_create(0);
            cg_err err = {0};
            cg_hits hits;
            const cg_query q = {
                .text = cg_str_from(cases[i].text), .mode = (cg_query_mode)mode, .limit = 1};
            assert_int_equal(cg_search_run(snap, &q, arena, &hits, &err), CG_E_INVALID);
            assert_string_equal(err.pointer, "q");
            assert_memory_equal(err.text, cases[i].where, strlen(cases[i].where));
        }
}

static void bounds_filters(void **state)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) text = {0};
    query_filters filters;
    cg_str words;
    (void)state;
    for (int i = 0; i < QUERY_FILTERS_MAX; i++)
        cg_buf_printf(&text, "-path:d%d ", i);
    assert_int_equal(query_read(cg_buf_str(&text), arena, &words, &filters, NULL), CG_OK);
    assert_int_equal(filters.paths.count, QUERY_FILTERS_MAX);
    assert_false(query_path_passes(&filters, CG_STR("d63/x")));
    assert_true(query_path_passes(&filters, CG_STR("d64/x")));
    assert_true(query_pathless_passes(&filters));
    cg_buf_add_str(&text, CG_STR("lang:go"));
    cg_err err = {0};
    assert_int_equal(query_read(cg_buf_str(&text), arena, &words, &filters, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "character 631 of the query: it may have 64 filters");
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_by_field),
        cmocka_unit_test(filters_by_path),
        cmocka_unit_test(holds_together_with_the_parameters),
        cmocka_unit_test(leaves_what_only_looks_like_a_filter),
        cmocka_unit_test(says_where),
        cmocka_unit_test(bounds_filters),
    };
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
