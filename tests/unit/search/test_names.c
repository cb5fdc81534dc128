// SPDX-License-Identifier: Apache-2.0
// Names kept in memory between searches: the answers are those of a search that keeps none.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"
#include "names.h"

static const corpus_file first = {"a.c",
                                  CG_LANG_C,
                                  "int f1; int f2;",
                                  {{CG_NODE_FUNCTION, "parse_config", "f1", ";", NULL, 0, NULL, 0},
                                   {CG_NODE_FUNCTION, "open_socket", "f2", ";", NULL, 0, NULL, 0}}};
static const corpus_file second = {
    "b.c",
    CG_LANG_C,
    "int g1; int g2;",
    {{CG_NODE_FUNCTION, "parse_confit", "g1", ";", NULL, 0, NULL, 0},
     {CG_NODE_FUNCTION, "close_socket", "g2", ";", NULL, 0, NULL, 0}}};

static const cg_search_cache_options roomy = {1u << 20, 1u << 20}, full = {1, 1};

/* With the cache and without; both must say the same. */
static const char *symbol(const cg_snapshot *snap, cg_search_cache *cache, const char *text)
{
    static char with[4096];
    cg_query q = {.text = cg_str_from(text), .mode = CG_QUERY_SYMBOL, .limit = 50, .cache = cache};
    (void)snprintf(with, sizeof with, "%s", corpus_search_at(snap, &q, NULL));
    q.cache = NULL;
    assert_string_equal(with, corpus_search_at(snap, &q, NULL));
    return with;
}

static void test_later_and_earlier_snapshots_are_served(void **state)
{
    (void)state;
    corpus c;
    cg_search_cache *cache = cg_search_cache_create(&roomy);
    corpus_open(&c, false);
    corpus_commit(&c, &first, 1, NULL);
    cg_snapshot *old = cg_snapshot_take(c.project);
    assert_string_equal(symbol(old, cache, "prase_config"), "a.c:parse_config");
    corpus_commit(&c, &second, 1, NULL);
    cg_snapshot *now = cg_snapshot_take(c.project);
    assert_string_equal(symbol(now, cache, "prase_config"), "a.c:parse_config b.c:parse_confit");
    assert_string_equal(symbol(now, cache, "se_soc"), "b.c:close_socket");
    assert_string_equal(symbol(old, cache, "se_soc"), "");
    const char *const removed[] = {"b.c", NULL};
    corpus_commit(&c, NULL, 0, removed);
    cg_snapshot *later = cg_snapshot_take(c.project);
    assert_string_equal(symbol(later, cache, "prase_config"), "a.c:parse_config");
    assert_string_equal(symbol(now, cache, "prase_config"), "a.c:parse_config b.c:parse_confit");
    cg_snapshot_release(old);
    cg_snapshot_release(now);
    cg_snapshot_release(later);
    cg_search_cache_destroy(cache);
    corpus_close(&c);
}

static void test_many_changes_make_a_new_book(void **state)
{
    enum { FILES = 40 };
    (void)state;
    static char paths[FILES][16], names[FILES * CORPUS_DEFS_MAX][24];
    static corpus_file files[FILES];
    static const char *const starts[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                         "i", "j", "k", "l", "m", "n", "o", "p",
                                         "q", "r", "s", "t", "u", "v", "w", "x"};
    static char sources[FILES][80]; /* what is the same has the same facts */
    corpus c;
    cg_search_cache *cache = cg_search_cache_create(&roomy);
    corpus_open(&c, false);
    corpus_commit(&c, &first, 1, NULL);
    cg_snapshot *old = cg_snapshot_take(c.project);
    assert_string_equal(symbol(old, cache, "prase_config"), "a.c:parse_config");
    for (unsigned i = 0; i < FILES; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "f%u.c", i);
        (void)snprintf(sources[i], sizeof sources[i],
                       "a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u;v;w;x; %u", i);
        files[i] = (corpus_file){.path = paths[i], .lang = CG_LANG_C, .source = sources[i]};
        for (unsigned d = 0; d < CORPUS_DEFS_MAX; d++) {
            char *name = names[i * CORPUS_DEFS_MAX + d];
            (void)snprintf(name, sizeof names[0], "thing_%03u", i * CORPUS_DEFS_MAX + d);
            files[i].defs[d] =
                (corpus_def){CG_NODE_FUNCTION, name, starts[d], ";", NULL, 0, NULL, 0};
        }
    }
    corpus_commit(&c, files, FILES, NULL);
    cg_snapshot *now = cg_snapshot_take(c.project);
    assert_true(strstr(symbol(now, cache, "thinx_95y"), "thing_950") != NULL);
    assert_string_equal(symbol(old, cache, "thinx_95y"), "");
    cg_snapshot_release(old);
    cg_snapshot_release(now);
    cg_search_cache_destroy(cache);
    corpus_close(&c);
}

static void test_memory_is_bounded(void **state)
{
    (void)state;
    corpus c;
    cg_err err = {0};
    cg_search_cache *cache = cg_search_cache_create(&full); /* no book has room */
    corpus_open(&c, false);
    corpus_commit(&c, &first, 1, NULL);
    cg_snapshot *snap = cg_snapshot_take(c.project);
    for (unsigned i = 0; i < 3; i++)
        assert_string_equal(symbol(snap, cache, "prase_config"), "a.c:parse_config");
    cg_query q = {.text = CG_STR("x"), .cache = cache, .deadline_ns = 1};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_hits hits;
    q.mode = CG_QUERY_SYMBOL;
    assert_int_equal(cg_search_run(snap, &q, arena, &hits, &err), CG_E_DEADLINE);
    cg_snapshot_release(snap);
    cg_search_cache_destroy(cache);
    corpus_close(&c);
}

static void test_one_edit_changes_two_bits_of_the_letters_at_most(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"abc", "abd"},        {"abc", "ab"},
                                           {"ab_c", "ab9c"},      {"a+b", "a-b"},
                                           {"gr\xc3\xb6", "gro"}, {"gr\xe6\x97\xa5", "gr"},
                                           {"aab", "ab"},         {"ab", "ba"}};
    for (size_t i = 0; i < CG_ARRAY_LEN(pairs); i++) {
        uint32_t apart =
            name_letters(cg_str_from(pairs[i][0])) ^ name_letters(cg_str_from(pairs[i][1]));
        assert_true(__builtin_popcount(apart) <= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_later_and_earlier_snapshots_are_served),
        cmocka_unit_test(test_many_changes_make_a_new_book),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_one_edit_changes_two_bits_of_the_letters_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
