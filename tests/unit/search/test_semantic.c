// SPDX-License-Identifier: Apache-2.0
// Sets of vectors as snapshots see them: each state has its own neighbours, what is missing is told and then found, and
// nothing of it moves while others write.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdlib.h>

#include "semantic_world.h"

#define FILES 60
#define READERS 3

/* A file of one function whose name is the text. */
static void commit(world *w, const char *path, const char *name)
{
    char source[200];
    snprintf(source, sizeof source, "def %s(): pass\n", name);
    corpus_file file = {
        .path = path,
        .lang = CG_LANG_PYTHON,
        .source = source,
        .defs = {
            {.kind = CG_NODE_FUNCTION, .name = name, .from = "def", .to = "pass", .body = "pass"}}};
    corpus_commit(&w->c, &file, 1, NULL);
}

/* Whose function is nearest to a text; "-": nothing is. */
static const char *nearest(world *w, const cg_snapshot *snap, const char *text)
{
    float vector[CG_EMBED_DIMENSION_MAX];
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str words = cg_str_from(text);
    cg_hits hits;
    world_ok(cg_embed_texts(w->embedder, CG_EMBED_QUERY, &words, 1, (cg_embed_until){0}, vector,
                            &world_err));
    cg_nearest query = {.semantic = w->semantic,
                        .vectors = vector,
                        .count = 1,
                        .k = 1,
                        .filter = {.kinds = UINT64_C(1) << CG_NODE_FUNCTION},
                        .not_file = CG_NONE,
                        .not_def = CG_NONE};
    world_ok(cg_search_nearest(snap, &query, arena, &hits, &world_err));
    return hits.count == 0 ? "-" : cg_snapshot_file(snap, hits.rows[0].file)->path.ptr;
}

static uint64_t lacking(world *w, const cg_snapshot *snap)
{
    cg_semantic_coverage coverage;
    world_ok(cg_semantic_load(w->semantic, snap, 0, &coverage, &world_err));
    return coverage.units_lacking;
}

static void test_each_state_has_its_own(void **state)
{
    world w;
    (void)state;
    world_open(&w, 0);
    commit(&w, "a.py", "parse_config");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) first = cg_snapshot_take(w.c.project);
    assert_string_equal(nearest(&w, first, "parse config"), "a.py");
    commit(&w, "a.py", "send_message");
    commit(&w, "b.py", "parse_config");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) second = cg_snapshot_take(w.c.project);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(nearest(&w, second, "parse config"), "b.py");
        assert_string_equal(nearest(&w, second, "send message"), "a.py");
        assert_string_equal(nearest(&w, first, "send message"), "a.py"); /* all there is */
        assert_string_equal(nearest(&w, first, "parse config"), "a.py");
    }
    cg_vector_stats stats;
    assert_true(cg_semantic_stats(w.semantic, w.c.project, &stats));
    assert_int_equal(stats.rows, 2 * 2); /* two contents: a function, and the file that has it */
    cg_snapshot_release(first);
    cg_snapshot_release(second);
    first = second = NULL;
    world_close(&w);
}

static void test_what_is_missing_is_told_and_then_found(void **state)
{
    world w;
    (void)state;
    world_open(&w, 0);
    commit(&w, "a.py", "parse_config");
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, snap), 1);
    assert_string_equal(nearest(&w, snap, "parse config"), "-");
    world_embed_all(&w);
    assert_int_equal(lacking(&w, snap), 0);
    assert_string_equal(nearest(&w, snap, "parse config"), "a.py");
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

static void test_a_state_that_does_not_fit_says_so(void **state)
{
    world w;
    cg_semantic_coverage coverage;
    (void)state;
    world_open(&w, 4);
    commit(&w, "a.py", "parse_config");
    commit(&w, "b.py", "send_message");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) small = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, small), 0);
    commit(&w, "c.py", "read_file");
    world_embed_all(&w);
    CG_AUTO(cg_snapshot) large = cg_snapshot_take(w.c.project);
    assert_int_equal(cg_semantic_load(w.semantic, large, 0, &coverage, &world_err), CG_E_LIMIT);
    assert_int_equal(lacking(&w, small), 0);
    assert_string_equal(nearest(&w, small, "send message"), "b.py");
    cg_query query = {.text = CG_STR("read file"), .semantic = w.semantic, .limit = 5};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_hits hits;
    world_ok(cg_search_run(large, &query, arena, &hits, &world_err));
    assert_false(hits.by_vectors);
    assert_true(hits.degraded.len > 0 && hits.count > 0);
    cg_snapshot_release(small);
    cg_snapshot_release(large);
    small = large = NULL;
    world_close(&w);
}

static cg_vector_type type_of_set(world *w, const cg_vector_params *configured)
{
    cg_vector_stats stats;
    cg_semantic_coverage coverage;
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w->c.project);
    world_open_again(w, configured);
    world_ok(cg_semantic_load(w->semantic, snap, 0, &coverage, &world_err));
    assert_true(cg_semantic_stats(w->semantic, w->c.project, &stats));
    return stats.params.type;
}

static void test_how_it_was_built_holds(void **state)
{
    const cg_vector_params by_default = {.type = CG_VECTOR_AUTO};
    const cg_vector_params asked = {.type = CG_VECTOR_IVF, .nlist = 4};
    const cg_vector_params configured = {.type = CG_VECTOR_FLAT};
    world w;
    (void)state;
    world_open(&w, 0);
    commit(&w, "a.py", "parse_config");
    world_embed_all(&w);
    assert_int_equal(type_of_set(&w, &by_default), CG_VECTOR_AUTO);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    world_ok(cg_semantic_rebuild(w.semantic, snap, &asked, NULL, NULL, &world_err));
    cg_snapshot_release(snap);
    snap = NULL;
    assert_int_equal(type_of_set(&w, &by_default), CG_VECTOR_IVF);
    assert_int_equal(type_of_set(&w, &configured), CG_VECTOR_FLAT); /* that is newer */
    world_close(&w);
}

/* ---- while others write ---- */

typedef struct reading {
    world *w;
    atomic_bool *over;
    unsigned rounds;
} reading;

/* Aborts: cmocka's assertions belong to its own thread. */
static void read_on(void *arg)
{
    reading *r = arg;
    while (!atomic_load(r->over)) {
        cg_snapshot *snap = cg_snapshot_take(r->w->c.project);
        cg_semantic_coverage coverage;
        cg_err own;
        CG_ASSERT(cg_semantic_load(r->w->semantic, snap, 0, &coverage, &own) == CG_OK);
        CG_ASSERT(coverage.units == cg_snapshot_counts(snap).files);
        CG_ASSERT(coverage.units_lacking <= 1); /* the last */
        CG_ASSERT(coverage.rows + coverage.units_lacking >= coverage.units);
        cg_snapshot_release(snap);
        r->rounds++;
    }
}

static void test_readers_amid_commits(void **state)
{
    world w;
    atomic_bool over = false;
    reading readers[READERS];
    cg_thread *threads[READERS];
    (void)state;
    world_open(&w, 0);
    for (int i = 0; i < READERS; i++) {
        readers[i] = (reading){&w, &over, 0};
        threads[i] = cg_thread_start("reader", read_on, &readers[i]);
    }
    for (int i = 0; i < FILES; i++) {
        char path[16], name[32];
        snprintf(path, sizeof path, "f%d.py", i);
        snprintf(name, sizeof name, "parse_config_%d", i);
        commit(&w, path, name);
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
        uint32_t num;
        world_embed(&w, cg_snapshot_find_file(snap, cg_str_from(path), &num));
    }
    atomic_store(&over, true);
    for (int i = 0; i < READERS; i++)
        cg_thread_join(threads[i]);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, snap), 0);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_state_has_its_own),
        cmocka_unit_test(test_what_is_missing_is_told_and_then_found),
        cmocka_unit_test(test_a_state_that_does_not_fit_says_so),
        cmocka_unit_test(test_how_it_was_built_holds),
        cmocka_unit_test(test_readers_amid_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
