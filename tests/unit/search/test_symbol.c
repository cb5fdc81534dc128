// SPDX-License-Identifier: Apache-2.0
// search: symbols by name, and hybrid searches that such names lead.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"

static const corpus_file files[] = {
    {"web/server.py",
     CG_LANG_PYTHON,
     "class Server:\n"
     "    def handle(self): pass\n"
     "    def handle_error(self): pass\n"
     "class HttpServerParser:\n"
     "    def handle(self): return 'Server'\n"
     "def compute(): pass # operator\n",
     {{CG_NODE_CLASS, "Server", "class Server", "_error(self): pass", "    def", 0, NULL, 0},
      {CG_NODE_METHOD, "handle", "def handle(self): pass", "pass", "pass", 1, NULL, 0},
      {CG_NODE_METHOD, "handle_error", "def handle_error", "pass", "pass", 1, NULL, 0},
      {CG_NODE_CLASS, "HttpServerParser", "class HttpServerParser", "'Server'", "    def", 0, NULL,
       0},
      {CG_NODE_METHOD, "handle", "def handle(self): return", "'Server'", "return", 4, NULL, 0},
      {CG_NODE_FUNCTION, "compute", "def compute", "pass", "pass", 0, NULL, 0}}},
    {"web/other.cpp",
     CG_LANG_CPP,
     "void HANDLE() {}\n"
     "bool operator+(V a, V b) { return rehandled; }\n"
     "import handle\n",
     {{CG_NODE_FUNCTION, "HANDLE", "void HANDLE", "}", "{", 0, NULL, 0},
      {CG_NODE_FUNCTION, "operator+", "bool operator+", "}", "{", 0, NULL, 0},
      {CG_NODE_IMPORT, "handle", "import handle", "handle", NULL, 0, NULL, 0}}},
    {"tests/test_handle.py",
     CG_LANG_PYTHON,
     "def handle(): pass\n",
     {{CG_NODE_FUNCTION, "handle", "def handle", "pass", "pass", 0, NULL, 0}}},
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

static void finds_exact_first(void **state)
{
    /* By spelling, then kind and place; what only starts with it after; imports last. */
    assert_string_equal(corpus_symbol(*state, "handle"),
                        "web/server.py:handle web/server.py:handle tests/test_handle.py:handle "
                        "web/other.cpp:HANDLE web/other.cpp:handle web/server.py:handle_error");
    assert_string_equal(corpus_symbol(*state, "HANDLE()"),
                        "web/other.cpp:HANDLE web/server.py:handle web/server.py:handle "
                        "tests/test_handle.py:handle web/other.cpp:handle "
                        "web/server.py:handle_error");
}

static void knows_owners(void **state)
{
    assert_string_equal(corpus_symbol(*state, "Server.handle"),
                        "web/server.py:handle web/server.py:handle web/server.py:handle_error");
    assert_string_equal(corpus_symbol(*state, "HttpServerParser::handle"), "web/server.py:handle");
    assert_string_equal(corpus_symbol(*state, "web/server/Server#handle"),
                        "web/server.py:handle web/server.py:handle_error");
    assert_string_equal(corpus_symbol(*state, "other.handle"),
                        "web/other.cpp:HANDLE web/other.cpp:handle");
    assert_string_equal(corpus_symbol(*state, "Nobody.handle"), "");
}

static void lets_text_order_what_names_cannot(void **state)
{
    static const corpus_file same[] = {
        {"a.go",
         CG_LANG_GO,
         "func engine() { run() }\n",
         {{CG_NODE_FUNCTION, "engine", "func engine", "}", "{", 0, NULL, 0}}},
        {"b.go",
         CG_LANG_GO,
         "// The engine.\nfunc engine() { run() }\n",
         {{CG_NODE_FUNCTION, "engine", "func engine", "}", "{", 0, "The engine.", 0}}},
    };
    (void)state;
    corpus c;
    corpus_open(&c, true);
    corpus_commit(&c, same, CG_ARRAY_LEN(same), NULL);
    assert_string_equal(corpus_symbol(&c, "engine"), "a.go:engine b.go:engine");
    assert_string_equal(corpus_hybrid(&c, "engine"), "b.go:engine a.go:engine");
    corpus_close(&c);
}

static void finds_parts_and_pieces(void **state)
{
    assert_string_equal(corpus_symbol(*state, "error"), "web/server.py:handle_error");
    assert_string_equal(corpus_symbol(*state, "ServerParser"), "web/server.py:HttpServerParser");
    assert_string_equal(corpus_symbol(*state, "rverpars"), "web/server.py:HttpServerParser");
    assert_string_equal(corpus_symbol(*state, "HSP"), "web/server.py:HttpServerParser");
    assert_string_equal(corpus_symbol(*state, "hsp"), "web/server.py:HttpServerParser");
    assert_string_equal(corpus_symbol(*state, "hps"), "");
    assert_string_equal(corpus_symbol(*state, "operator+"), "web/other.cpp:operator+");
}

/* The distances of what is found: one digit each. */
static const char *edits_of(corpus *c, const char *text, cg_query_mode mode)
{
    static char digits[21];
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(c->project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_query q = {.text = cg_str_from(text), .mode = mode, .limit = sizeof digits - 1};
    cg_hits hits;
    assert_int_equal(cg_search_run(snap, &q, arena, &hits, NULL), CG_OK);
    for (size_t i = 0; i < hits.count; i++)
        digits[i] = (char)('0' + hits.rows[i].edits);
    digits[hits.count] = '\0';
    return digits;
}

static void finds_misspelt_names(void **state)
{
    const char *handles = "web/other.cpp:HANDLE web/server.py:handle web/server.py:handle "
                          "tests/test_handle.py:handle web/other.cpp:handle";
    assert_string_equal(corpus_symbol(*state, "hanlde"), handles); /* swapped: one edit */
    assert_string_equal(corpus_symbol(*state, "handxle"), handles);
    assert_string_equal(corpus_symbol(*state, "hadle"), handles);
    assert_string_equal(corpus_symbol(*state, "xandle"), handles);
    assert_string_equal(corpus_hybrid(*state, "hanlde"), handles);
    assert_string_equal(edits_of(*state, "hanlde", CG_QUERY_HYBRID), "11111");
    assert_string_equal(corpus_symbol(*state, "handle_errro"), "web/server.py:handle_error");
    assert_string_equal(corpus_symbol(*state, "hqndle_wrror"), "web/server.py:handle_error");
    assert_string_equal(edits_of(*state, "hqndle_wrror", CG_QUERY_SYMBOL), "2");
    assert_string_equal(corpus_symbol(*state, "HttpServerParser.hanlde"), "web/server.py:handle");
    assert_string_equal(corpus_symbol(*state, "hanlde kind:method path:web"),
                        "web/server.py:handle web/server.py:handle");
}

static void finds_no_names_too_far_away(void **state)
{
    assert_string_equal(corpus_symbol(*state, "hqndlw"), "");       /* two edits of six letters */
    assert_string_equal(corpus_symbol(*state, "hqndle_wrrqr"), ""); /* three */
    assert_string_equal(corpus_symbol(*state, "Nobody.hanlde"), "");
    assert_string_equal(corpus_text(*state, "hanlde"), "");
    assert_string_equal(edits_of(*state, "handle", CG_QUERY_SYMBOL), "000000");
}

static void ranks_fewer_edits_first(void **state)
{
    static const corpus_file near = {
        "a.c",
        CG_LANG_C,
        "int f1; int f2; int f3; int f4; int f5;",
        {{CG_NODE_FUNCTION, "parseConfits", "f1", ";", NULL, 0, NULL, 0},
         {CG_NODE_FIELD, "parseConfit", "f2", ";", NULL, 0, NULL, 0},
         {CG_NODE_FIELD,
          "gr\xc3\xb6\xc3\x9f"
          "e",
          "f3", ";", NULL, 0, NULL, 0},
         {CG_NODE_FIELD, "abc", "f4", ";", NULL, 0, NULL, 0},
         {CG_NODE_FUNCTION, "parseConfbit", "f5", ";", NULL, 0, NULL, 0}}};
    corpus c;
    (void)state;
    corpus_open(&c, false);
    corpus_commit(&c, &near, 1, NULL);
    assert_string_equal(corpus_symbol(&c, "parseConfxt"),
                        "a.c:parseConfit a.c:parseConfits a.c:parseConfbit");
    assert_string_equal(edits_of(&c, "parseConfxt", CG_QUERY_SYMBOL), "122");
    /* letters count, not bytes: five of them may have one edit */
    assert_string_equal(corpus_symbol(&c, "gr\xc3\xbc\xc3\x9f"
                                          "e"),
                        "a.c:gr\xc3\xb6\xc3\x9f"
                        "e");
    assert_string_equal(corpus_symbol(&c, "gr\xc3\xbc\xc3\xbc"
                                          "e"),
                        "");
    assert_string_equal(corpus_symbol(&c, "abd"), "");
    corpus_close(&c);
}

/* Of each distance so many nodes are looked at, and no name of more than 64 letters. */
static void bounds_the_search_for_similar_names(void **state)
{
    enum { NODES_MAX = 2000, FILES = NODES_MAX / CORPUS_DEFS_MAX + 1 };
    static corpus_file many[FILES];
    static char paths[FILES][24], longer[66], longest[67];
    static const char *const starts[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                         "i", "j", "k", "l", "m", "n", "o", "p",
                                         "q", "r", "s", "t", "u", "v", "w", "x"};
    const char *source = "a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u;v;w;x;";
    corpus c;
    uint64_t total;
    (void)state;
    memset(longer, 'z', 64);
    memset(longest, 'z', 65);
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%zu.c", i);
        many[i] = (corpus_file){.path = paths[i], .lang = CG_LANG_C, .source = source};
        for (size_t d = 0; d < CORPUS_DEFS_MAX; d++)
            many[i].defs[d] =
                (corpus_def){CG_NODE_FUNCTION, "settings", starts[d], ";", NULL, 0, NULL, 0};
    }
    many[0].defs[0].name = longer;
    many[0].source = "a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u;v;w;x; ";
    corpus_open(&c, false);
    corpus_commit(&c, many, FILES, NULL);
    cg_query q = {.text = CG_STR("zettings"), .mode = CG_QUERY_SYMBOL, .limit = 1};
    (void)corpus_search(&c, &q, &total);
    assert_int_equal(total, NODES_MAX);
    longest[0] = 'y';
    q.text = cg_str_make(longest, 64);
    (void)corpus_search(&c, &q, &total);
    assert_int_equal(total, 1);
    q.text = cg_str_make(longest, 65);
    (void)corpus_search(&c, &q, &total);
    assert_int_equal(total, 0);
    corpus_close(&c);
}

static void finds_files(void **state)
{
    assert_string_equal(corpus_symbol(*state, "other.cpp"), "web/other.cpp:");
    assert_string_equal(corpus_symbol(*state, "web/OTHER.cpp"), "web/other.cpp:");
    assert_string_equal(corpus_symbol(*state, "server"),
                        "web/server.py:Server web/server.py: web/server.py:HttpServerParser");
    assert_string_equal(corpus_symbol(*state, "ther.cpp"), "");
}

static void filters(void **state)
{
    uint64_t total;
    cg_query q = {.text = CG_STR("handle"),
                  .mode = CG_QUERY_SYMBOL,
                  .limit = 9,
                  .filter = {.kinds = UINT64_C(1) << CG_NODE_METHOD}};
    assert_string_equal(corpus_search(*state, &q, &total),
                        "web/server.py:handle web/server.py:handle web/server.py:handle_error");
    assert_int_equal(total, 3);
    q.filter = (cg_query_filter){.path = CG_STR("tests/**")};
    assert_string_equal(corpus_search(*state, &q, &total), "tests/test_handle.py:handle");
    q.filter = (cg_query_filter){.langs = UINT32_C(1) << CG_LANG_CPP};
    assert_string_equal(corpus_search(*state, &q, &total),
                        "web/other.cpp:HANDLE web/other.cpp:handle");
    q.filter = (cg_query_filter){.name = CG_STR("Handle_*")};
    assert_string_equal(corpus_search(*state, &q, &total), "web/server.py:handle_error");
    assert_int_equal(total, 1);
}

static void pages(void **state)
{
    uint64_t total;
    cg_query q = {.text = CG_STR("handle"), .mode = CG_QUERY_SYMBOL, .limit = 1, .offset = 2};
    assert_string_equal(corpus_search(*state, &q, &total), "tests/test_handle.py:handle");
    assert_int_equal(total, 6);
}

static void leads_hybrid_searches(void **state)
{
    const char *found = corpus_hybrid(*state, "Server");
    assert_true(strncmp(found, "web/server.py:Server ", 21) == 0);
    found = corpus_hybrid(*state, "HttpServerParser.handle");
    assert_true(strncmp(found, "web/server.py:handle ", 21) == 0);
    uint64_t total;
    cg_query q = {.text = CG_STR("handl"),
                  .limit = 20}; /* a word of nothing, but the start of names */
    (void)corpus_search(*state, &q, &total);
    assert_true(total >= 6);
    q.text = CG_STR("server handle");
    found = corpus_search(*state, &q, &total);
    assert_true(strncmp(found, "web/server.py:handle ", 21) == 0);
}

static void counts_each_node_once(void **state)
{
    cg_query q = {.text = CG_STR("handle"), .limit = 100};
    uint64_t total;
    const char *found = corpus_search(*state, &q, &total);
    size_t words = 1;
    for (const char *p = found; *p; p++)
        words += *p == ' ';
    assert_int_equal(words, total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_exact_first),
        cmocka_unit_test(knows_owners),
        cmocka_unit_test(finds_parts_and_pieces),
        cmocka_unit_test(lets_text_order_what_names_cannot),
        cmocka_unit_test(finds_misspelt_names),
        cmocka_unit_test(finds_no_names_too_far_away),
        cmocka_unit_test(ranks_fewer_edits_first),
        cmocka_unit_test(bounds_the_search_for_similar_names),
        cmocka_unit_test(finds_files),
        cmocka_unit_test(filters),
        cmocka_unit_test(pages),
        cmocka_unit_test(leads_hybrid_searches),
        cmocka_unit_test(counts_each_node_once),
    };
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
