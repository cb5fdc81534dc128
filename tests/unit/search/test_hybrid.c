// SPDX-License-Identifier: Apache-2.0
// Words, vectors and files together: what each brings into the order of hits, and that pages of it fit together.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>

#include "semantic_world.h"

#define FILES 24

/* A file of functions, so named. */
static void commit(world *w, const char *path, const char *const *names, size_t count)
{
    static char source[4000];
    corpus_file file = {.path = path, .lang = CG_LANG_PYTHON, .source = source};
    char froms[4][60];
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        snprintf(froms[i], sizeof froms[i], "def %s", names[i]);
        len += (size_t)snprintf(source + len, sizeof source - len, "%s(): pass\n", froms[i]);
        file.defs[i] = (corpus_def){.kind = CG_NODE_FUNCTION,
                                    .name = names[i],
                                    .from = froms[i],
                                    .to = "pass",
                                    .body = "pass"};
    }
    corpus_commit(&w->c, &file, 1, NULL);
}

static void commit_one(world *w, const char *path, const char *name)
{
    commit(w, path, &name, 1);
}

static const char *first_path(const cg_snapshot *snap, const cg_hits *hits)
{
    assert_true(hits->count > 0);
    return cg_snapshot_file(snap, hits->rows[0].file)->path.ptr;
}

static cg_hits ask(const world *w, const cg_snapshot *snap, cg_query_mode mode, const char *text,
                   const cg_file_graph *graph, cg_arena *arena)
{
    cg_hits hits;
    const cg_query query = {.text = cg_str_from(text),
                            .mode = mode,
                            .semantic = w->semantic,
                            .file_graph = graph,
                            .limit = 100};
    world_ok(cg_search_run(snap, &query, arena, &hits, &world_err));
    return hits;
}

/* All is alike in both files but what they are called. */
static void test_the_name_of_a_file_counts(void **state)
{
    static const cg_query_mode modes[] = {CG_QUERY_HYBRID, CG_QUERY_SEMANTIC};
    world w;
    (void)state;
    world_open(&w, 0);
    commit_one(&w, "a/table.py", "send_message");
    commit_one(&w, "b/server.py", "send_message");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    for (size_t i = 0; i < CG_ARRAY_LEN(modes); i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_hits hits = ask(&w, snap, modes[i], "where does the server send", NULL, arena);
        assert_string_equal(first_path(snap, &hits), "b/server.py");
        assert_true(hits.rows[0].has >> CG_SIGNAL_FILE_NAME & 1);
        hits = ask(&w, snap, modes[i], "which table has a message", NULL, arena);
        assert_string_equal(first_path(snap, &hits), "a/table.py");
    }
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

static void assert_same_hits(const cg_hits *a, const cg_hits *b)
{
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const cg_hit *x = &a->rows[i], *y = &b->rows[i];
        assert_true(x->file == y->file && x->def == y->def && x->score == y->score);
        assert_true(x->fields == y->fields && x->has == y->has && x->kind == y->kind);
        assert_memory_equal(x->signals, y->signals, sizeof x->signals);
    }
}

/* Vectors beside words, and words in two halves. */
static void test_helpers_change_nothing(void **state)
{
    static const char *const names[] = {"parse_config",   "send_message", "config_of_parent",
                                        "status_of_time", "sum_in_table", "parse_message_config"};
    static const char *const questions[] = {
        "how to parse the config of a message in time",
        "parse config send message status time sum table parent", "parse_config",
        "config -parent kind:function"};
    static const cg_query_mode modes[] = {CG_QUERY_HYBRID, CG_QUERY_TEXT, CG_QUERY_SYMBOL};
    world w;
    (void)state;
    world_open(&w, 0);
    for (int i = 0; i < 900; i++) {
        char path[16];
        snprintf(path, sizeof path, "f%03d.py", i);
        commit_one(&w, path, names[i * 7 % CG_ARRAY_LEN(names)]);
    }
    world_embed_all(&w);
    cg_pool *pool = cg_pool_create("work", 2, 8);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    for (size_t i = 0; i < 10 * CG_ARRAY_LEN(questions) * CG_ARRAY_LEN(modes); i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_query query = {.text = cg_str_from(questions[i % CG_ARRAY_LEN(questions)]),
                          .mode = modes[i / CG_ARRAY_LEN(questions) % CG_ARRAY_LEN(modes)],
                          .semantic = w.semantic,
                          .limit = i % 2 == 0 ? 10 : 1500};
        cg_hits alone, helped;
        world_ok(cg_search_run(snap, &query, arena, &alone, &world_err));
        query.pool = pool;
        world_ok(cg_search_run(snap, &query, arena, &helped, &world_err));
        assert_same_hits(&alone, &helped);
    }
    cg_pool_destroy(pool);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

/* What words found has its cosine, though others fill the list of the nearest. */
static void test_words_have_cosines(void **state)
{
    world w;
    (void)state;
    world_open(&w, 0);
    for (int i = 0; i < 300; i++) {
        char path[16];
        snprintf(path, sizeof path, "f%03d.py", i);
        commit_one(&w, path, i == 0 ? "status_of_config_time_sum_in_parent" : "parse_config");
    }
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_query query = {.text = CG_STR("how to parse the config"),
                            .semantic = w.semantic,
                            .filter = {.kinds = UINT64_C(1) << CG_NODE_FUNCTION},
                            .limit = 400};
    cg_hits hits;
    world_ok(cg_search_run(snap, &query, arena, &hits, &world_err));
    assert_int_equal(hits.count, 300);
    for (size_t i = 0; i < hits.count; i++)
        assert_true(hits.rows[i].has >> CG_SIGNAL_VECTOR & 1);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

/* What vectors found is judged by its words too, though more others have better ones than are kept. */
static void test_neighbours_have_words(void **state)
{
    static const corpus_file near = {
        "z.py",
        CG_LANG_PYTHON,
        "def config(): pass\n",
        {{CG_NODE_FUNCTION, "config", "def config", "pass", "pass", 0, NULL, CG_MOD_TEST}}};
    world w;
    (void)state;
    world_open(&w, 0);
    for (int i = 0; i < 600; i++) {
        char path[16];
        snprintf(path, sizeof path, "f%03d.py", i);
        commit_one(&w, path, "parse_config");
    }
    corpus_commit(&w.c, &near, 1, NULL);
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_hits hits = ask(&w, snap, CG_QUERY_HYBRID, "where is the config", NULL, arena);
    assert_string_equal(first_path(snap, &hits), "z.py");
    assert_true(hits.rows[0].has >> CG_SIGNAL_TEXT & 1);
    hits = ask(&w, snap, CG_QUERY_TEXT, "where is the config", NULL, arena);
    for (size_t i = 0; i < hits.count; i++)
        assert_string_not_equal(cg_snapshot_file(snap, hits.rows[i].file)->path.ptr, "z.py");
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

/* ---- what files use ---- */

typedef struct graph {
    const cg_snapshot *snap;
    const char *from, *to;
    cg_code fails; /* CG_OK: it does not */
} graph;

static cg_code uses(void *arg, const uint32_t *files, size_t count, cg_arena *arena,
                    cg_file_use_list *out, cg_err *err)
{
    const graph *g = arg;
    uint32_t from = CG_NONE, to = CG_NONE;
    (void)arena;
    if (g->fails != CG_OK)
        return CG_FAIL(err, g->fails, "the graph is out of reach");
    for (uint32_t i = 0; i < count; i++) {
        cg_str path = cg_snapshot_file(g->snap, files[i])->path;
        assert_true(i == 0 || files[i] > files[i - 1]);
        from = cg_str_eq(path, cg_str_from(g->from)) ? i : from;
        to = cg_str_eq(path, cg_str_from(g->to)) ? i : to;
    }
    if (from != CG_NONE && to != CG_NONE)
        CG_VEC_PUSH(out, ((cg_file_use){from, to}));
    return CG_OK;
}

static void test_what_good_files_use_counts(void **state)
{
    world w;
    (void)state;
    world_open(&w, 0);
    commit_one(&w, "a/1.py", "open_record");
    commit_one(&w, "b/1.py", "open_record");
    commit_one(&w, "c/1.py", "open_table_record_of_group");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    static const char question[] = "where it opens a record of the group";
    static const char *const ends[][2] = {
        {"c/1.py", "a/1.py"}, {"c/1.py", "b/1.py"}, {"a/1.py", "c/1.py"}, {"b/1.py", "c/1.py"}};
    for (size_t i = 0; i < CG_ARRAY_LEN(ends); i++) {
        graph g = {snap, ends[i][0], ends[i][1], CG_OK};
        const cg_file_graph known = {uses, &g};
        cg_hits hits = ask(&w, snap, CG_QUERY_HYBRID, question, &known, arena);
        size_t a = CG_NONE, b = CG_NONE;
        for (size_t n = hits.count; n-- > 0;) {
            cg_str path = cg_snapshot_file(snap, hits.rows[n].file)->path;
            a = cg_str_eq(path, CG_STR("a/1.py")) ? n : a;
            b = cg_str_eq(path, CG_STR("b/1.py")) ? n : b;
        }
        assert_true(i % 2 == 0 ? a < b : b < a);
        assert_true(hits.rows[CG_MIN(a, b)].signals[CG_SIGNAL_FILE_USES] > 0);
    }
    graph broken = {snap, "", "", CG_E_CORRUPT};
    const cg_file_graph known = {uses, &broken};
    const cg_query query = {
        .text = CG_STR(question), .semantic = w.semantic, .file_graph = &known, .limit = 5};
    cg_hits hits;
    assert_int_equal(cg_search_run(snap, &query, arena, &hits, &world_err), CG_E_CORRUPT);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

/* ---- pages ---- */

static void assert_pages_fit(const world *w, const cg_snapshot *snap, cg_query_mode mode)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_hits all, page;
    cg_query query = {.text = CG_STR("parse and read the config"),
                      .mode = mode,
                      .semantic = w->semantic,
                      .limit = 2000};
    world_ok(cg_search_run(snap, &query, arena, &all, &world_err));
    assert_true(all.count > 1100);
    query.limit = 37;
    for (size_t at = 0; at < all.count; at += page.count) {
        query.offset = at;
        world_ok(cg_search_run(snap, &query, arena, &page, &world_err));
        assert_true(page.count == 37 || at + page.count == all.count);
        for (size_t i = 0; i < page.count; i++) {
            assert_int_equal(page.rows[i].file, all.rows[at + i].file);
            assert_int_equal(page.rows[i].def, all.rows[at + i].def);
            assert_true(page.rows[i].score == all.rows[at + i].score);
        }
    }
}

/* More than any way of searching brings at once. */
static void test_pages_fit_together(void **state)
{
    static const char *const words[] = {"parse", "config", "read", "table", "server", "status"};
    world w;
    (void)state;
    world_open(&w, 0);
    for (size_t i = 0; i < 300; i++) {
        char path[16], texts[4][60];
        const char *names[4];
        snprintf(path, sizeof path, "f%03zu.py", i * 7 % 300);
        for (size_t n = 0; n < 4; n++) {
            snprintf(texts[n], sizeof texts[n], "%s_%s_%zu", words[(i + n) % 3],
                     words[(i * 5 + n * 3) % 6], i * 4 + n);
            names[n] = texts[n];
        }
        commit(&w, path, names, 4);
    }
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    assert_pages_fit(&w, snap, CG_QUERY_SEMANTIC);
    assert_pages_fit(&w, snap, CG_QUERY_HYBRID);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_name_of_a_file_counts),
        cmocka_unit_test(test_helpers_change_nothing),
        cmocka_unit_test(test_words_have_cosines),
        cmocka_unit_test(test_neighbours_have_words),
        cmocka_unit_test(test_what_good_files_use_counts),
        cmocka_unit_test(test_pages_fit_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
