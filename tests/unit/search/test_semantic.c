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

#include "corpus.h"
#include "semantic.h"
#include "static_model.h"

#define FILES 60
#define READERS 3

static cg_err err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s", #call, err.text);                                                   \
    } while (0)

typedef struct world {
    corpus c;
    cg_semantic *semantic;
    cg_embedder *embedder; /* of the same model */
} world;

static cg_embedder *open_model(const char *folder)
{
    cg_embedder *embedder;
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder)};
    assert_ok(cg_embedder_open(&opts, &embedder, &err));
    return embedder;
}

static void open_world(world *w, uint64_t rows_max)
{
    char folder[] = "model-XXXXXX";
    corpus_open(&w->c, true);
    assert_non_null(mkdtemp(folder));
    static_model_write(NULL, folder);
    w->embedder = open_model(folder);
    w->semantic = cg_semantic_create(&(cg_semantic_options){
        .store = w->c.store, .take_embedder = open_model(folder), .rows_max = rows_max});
}

static void close_world(world *w)
{
    cg_semantic_release(w->semantic);
    cg_embedder_close(w->embedder);
    corpus_close(&w->c);
}

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

/* Makes the vectors of a file, as the worker that parses it would. */
static void embed(world *w, const cg_file *file)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    CG_AUTO(cg_unit_pin) source = NULL;
    CG_AUTO(cg_unit_embedder) x = cg_unit_embedder_create(w->embedder);
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    cg_embedder_info info = cg_embedder_describe(w->embedder);
    cg_def_vectors made;
    cg_str text;
    uint8_t kinds[8];
    assert_ok(cg_store_unit(w->c.store, file->blob, (cg_lang_id)file->lang, file->extractor_version,
                            false, &pin, &err));
    assert_ok(cg_store_source(w->c.store, file->blob, &source, &text, &err));
    assert_ok(cg_embed_unit(x, cg_unit_pin_unit(pin), text, (cg_embed_until){0}, &made, &err));
    for (size_t i = 0; i < made.count; i++)
        kinds[i] = cg_unit_pin_unit(pin)->defs.ptr[made.defs[i]].kind;
    cg_vectors_encode(&(cg_vectors){info.dimension, made.count, made.defs, kinds, made.codes},
                      &encoded);
    assert_ok(cg_store_put_vectors(w->c.store, info.id, file, cg_buf_str(&encoded), &err));
    cg_semantic_stored(w->semantic);
}

static void embed_all(world *w)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w->c.project);
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++)
        if (cg_snapshot_file(snap, num)->present)
            embed(w, cg_snapshot_file(snap, num));
}

/* Whose function is nearest to a text; "-": nothing is. */
static const char *nearest(world *w, const cg_snapshot *snap, const char *text)
{
    float vector[CG_EMBED_DIMENSION_MAX];
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str words = cg_str_from(text);
    cg_hits hits;
    assert_ok(
        cg_embed_texts(w->embedder, CG_EMBED_QUERY, &words, 1, (cg_embed_until){0}, vector, &err));
    cg_nearest query = {.semantic = w->semantic,
                        .vectors = vector,
                        .count = 1,
                        .k = 1,
                        .filter = {.kinds = UINT64_C(1) << CG_NODE_FUNCTION},
                        .not_file = CG_NONE,
                        .not_def = CG_NONE};
    assert_ok(cg_search_nearest(snap, &query, arena, &hits, &err));
    return hits.count == 0 ? "-" : cg_snapshot_file(snap, hits.rows[0].file)->path.ptr;
}

static uint64_t lacking(world *w, const cg_snapshot *snap)
{
    cg_semantic_coverage coverage;
    assert_ok(cg_semantic_load(w->semantic, snap, &coverage, &err));
    return coverage.units_lacking;
}

static void test_each_state_has_its_own(void **state)
{
    world w;
    (void)state;
    open_world(&w, 0);
    commit(&w, "a.py", "parse_config");
    embed_all(&w);
    CG_AUTO(cg_snapshot) first = cg_snapshot_take(w.c.project);
    assert_string_equal(nearest(&w, first, "parse config"), "a.py");
    commit(&w, "a.py", "send_message");
    commit(&w, "b.py", "parse_config");
    embed_all(&w);
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
    close_world(&w);
}

static void test_what_is_missing_is_told_and_then_found(void **state)
{
    world w;
    (void)state;
    open_world(&w, 0);
    commit(&w, "a.py", "parse_config");
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, snap), 1);
    assert_string_equal(nearest(&w, snap, "parse config"), "-");
    embed_all(&w);
    assert_int_equal(lacking(&w, snap), 0);
    assert_string_equal(nearest(&w, snap, "parse config"), "a.py");
    cg_snapshot_release(snap);
    snap = NULL;
    close_world(&w);
}

static void test_a_state_that_does_not_fit_says_so(void **state)
{
    world w;
    cg_semantic_coverage coverage;
    (void)state;
    open_world(&w, 4);
    commit(&w, "a.py", "parse_config");
    commit(&w, "b.py", "send_message");
    embed_all(&w);
    CG_AUTO(cg_snapshot) small = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, small), 0);
    commit(&w, "c.py", "read_file");
    embed_all(&w);
    CG_AUTO(cg_snapshot) large = cg_snapshot_take(w.c.project);
    assert_int_equal(cg_semantic_load(w.semantic, large, &coverage, &err), CG_E_LIMIT);
    assert_int_equal(lacking(&w, small), 0);
    assert_string_equal(nearest(&w, small, "send message"), "b.py");
    cg_query query = {.text = CG_STR("read file"), .semantic = w.semantic, .limit = 5};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_hits hits;
    assert_ok(cg_search_run(large, &query, arena, &hits, &err));
    assert_false(hits.by_vectors);
    assert_true(hits.degraded.len > 0 && hits.count > 0);
    cg_snapshot_release(small);
    cg_snapshot_release(large);
    small = large = NULL;
    close_world(&w);
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
        CG_ASSERT(cg_semantic_load(r->w->semantic, snap, &coverage, &own) == CG_OK);
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
    open_world(&w, 0);
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
        embed(&w, cg_snapshot_find_file(snap, cg_str_from(path), &num));
    }
    atomic_store(&over, true);
    for (int i = 0; i < READERS; i++)
        cg_thread_join(threads[i]);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w.c.project);
    assert_int_equal(lacking(&w, snap), 0);
    cg_snapshot_release(snap);
    snap = NULL;
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_state_has_its_own),
        cmocka_unit_test(test_what_is_missing_is_told_and_then_found),
        cmocka_unit_test(test_a_state_that_does_not_fit_says_so),
        cmocka_unit_test(test_readers_amid_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
