// SPDX-License-Identifier: Apache-2.0
// Tables of definitions kept in memory between searches: the answers are those of a search that keeps none.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"
#include "shelf.h"

#define FILES 40 /* whose tables are in more shards than are read alone */

typedef struct many_files {
    corpus_file files[FILES];
    char paths[FILES][32], sources[FILES][64];
} many_files;

/* Every third one is a test, which ranks lower; each has a size of its own. */
static void make_files(many_files *m, const char *word, unsigned salt)
{
    for (unsigned i = 0; i < FILES; i++) {
        (void)snprintf(m->paths[i], sizeof m->paths[i], "%s/%s%02u.c", i % 3 == 0 ? "tests" : "src",
                       word, i);
        (void)snprintf(m->sources[i], sizeof m->sources[i], "int common; %s(); %.*s; %u", word,
                       (int)(i % 20), "x x x x x x x x x x x", salt + i);
        m->files[i] =
            (corpus_file){.path = m->paths[i],
                          .lang = CG_LANG_C,
                          .source = m->sources[i],
                          .defs = {{CG_NODE_FUNCTION, "common", "int", ";", NULL, 0, NULL, 0},
                                   {i % 2 ? CG_NODE_VARIABLE : CG_NODE_CLASS, word, word, ";", NULL,
                                    0, NULL, 0}}};
    }
}

/* With the cache and without; both must say the same. */
static const char *text(const cg_snapshot *snap, cg_search_cache *cache, const char *words)
{
    static char with[1 << 16];
    uint64_t total, total_without;
    cg_query q = {.text = cg_str_from(words), .mode = CG_QUERY_TEXT, .limit = 200, .cache = cache};
    (void)snprintf(with, sizeof with, "%s", corpus_search_at(snap, &q, &total));
    q.cache = NULL;
    assert_string_equal(with, corpus_search_at(snap, &q, &total_without));
    assert_int_equal(total, total_without);
    return with;
}

static void later_and_earlier_snapshots_are_served(void **state)
{
    (void)state;
    static many_files first, second;
    corpus c;
    const cg_search_cache_options opts = {1 << 20, 1 << 20};
    cg_search_cache *cache = cg_search_cache_create(&opts);
    make_files(&first, "alpha", 0);
    make_files(&second, "beta", 1000);
    corpus_open(&c, false);
    corpus_commit(&c, first.files, FILES, NULL);
    cg_snapshot *old = cg_snapshot_take(c.project);
    assert_null(cache->tables.newest);
    assert_true(strlen(text(old, cache, "common alpha")) > 0);
    const shelf_book *book = cache->tables.newest;
    assert_non_null(book);
    corpus_commit(&c, second.files, 3, NULL);
    cg_snapshot *now = cg_snapshot_take(c.project);
    assert_non_null(strstr(text(now, cache, "common beta"), "src/beta01.c:beta"));
    assert_ptr_equal(cache->tables.newest, book); /* three are read from their own rows */
    assert_null(strstr(text(old, cache, "common beta"), "beta"));
    corpus_commit(&c, second.files + 3, FILES - 3, NULL);
    cg_snapshot *later = cg_snapshot_take(c.project);
    assert_non_null(strstr(text(later, cache, "common beta"), "tests/beta39.c:beta"));
    assert_ptr_not_equal(cache->tables.newest, book); /* so many make a new one, which serves all */
    assert_non_null(strstr(text(old, cache, "common"), "tests/alpha00.c:common"));
    assert_non_null(strstr(text(now, cache, "common"), "tests/beta00.c:common"));
    const char *const removed[] = {"src/beta01.c", NULL};
    corpus_commit(&c, NULL, 0, removed);
    cg_snapshot *last = cg_snapshot_take(c.project);
    assert_null(strstr(text(last, cache, "common beta"), "src/beta01.c"));
    cg_snapshot_release(old);
    cg_snapshot_release(now);
    cg_snapshot_release(later);
    cg_snapshot_release(last);
    cg_search_cache_destroy(cache);
    corpus_close(&c);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    static many_files files;
    corpus c;
    const cg_search_cache_options opts = {1, 1}; /* no book has room */
    cg_search_cache *cache = cg_search_cache_create(&opts);
    make_files(&files, "gamma", 0);
    corpus_open(&c, false);
    corpus_commit(&c, files.files, FILES, NULL);
    cg_snapshot *snap = cg_snapshot_take(c.project);
    for (unsigned i = 0; i < 3; i++)
        assert_non_null(strstr(text(snap, cache, "common gamma"), "tests/gamma00.c:gamma"));
    assert_null(cache->tables.newest);
    cg_snapshot_release(snap);
    cg_search_cache_destroy(cache);
    corpus_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_and_earlier_snapshots_are_served),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
