// SPDX-License-Identifier: Apache-2.0
// The arrays: what an update makes of older ones is what reading everything makes; they are kept within a limit, made once
// however many ask, and done without where they do not fit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cg/graph_versions.h"

#include "query_int.h"
#include "world.h"

#define COMMITS 100
#define READERS 4

static const adjacency_work unbounded = {.bytes_max = SIZE_MAX / 2};

static void expect_same_rows(const adjacency *a, const adjacency *b, const edge_rows *x,
                             const edge_rows *y)
{
    assert_memory_equal(x->at, y->at, (a->vertices + 1) * sizeof *x->at);
    for (uint32_t e = 0; e < a->edges; e++) {
        assert_int_equal(x->to[e], y->to[e]);
        assert_int_equal(a->classes.packed.ptr[x->class[e]], b->classes.packed.ptr[y->class[e]]);
    }
}

static void expect_same(const adjacency *a, const adjacency *b)
{
    assert_int_equal(a->vertices, b->vertices);
    assert_int_equal(a->edges, b->edges);
    assert_int_equal(a->files_count, b->files_count);
    assert_memory_equal(a->files, b->files, a->files_count * sizeof *a->files);
    assert_memory_equal(a->units, b->units, a->files_count * sizeof *a->units);
    assert_memory_equal(a->first, b->first, (a->files_count + 1) * sizeof *a->first);
    assert_memory_equal(a->nodes, b->nodes, a->vertices * sizeof *a->nodes);
    uint32_t fileless = a->vertices - adjacency_filed(a);
    assert_memory_equal(a->fileless, b->fileless, fileless * sizeof *a->fileless);
    assert_memory_equal(a->stated, b->stated, fileless);
    expect_same_rows(a, b, &a->out, &b->out);
    expect_same_rows(a, b, &a->in, &b->in);
}

static void an_update_is_what_a_build_is(void **state)
{
    (void)state;
    for (uint32_t seed = 11; seed < 14; seed++) {
        world w;
        adjacency *before = NULL;
        unsigned updates = 0;
        world_open(&w, seed);
        for (unsigned i = 0; i < COMMITS; i++) {
            adjacency *built, *updated;
            world_change(&w);
            CG_AUTO(cg_snapshot) snap = world_head(&w);
            assert_ok(adjacency_build(snap, &unbounded, &built, &query_err));
            if (before != NULL) {
                cg_code rc = adjacency_update(before, snap, &unbounded, &updated, &query_err);
                assert_true(rc == CG_OK || rc == CG_E_NOT_FOUND);
                if (rc == CG_OK) {
                    updates++;
                    expect_same(built, updated);
                    adjacency_release(built);
                    built = updated; /* so that differences would add up */
                }
            }
            if (before == NULL || world_random(&w, 3) > 0) { /* else over several generations */
                adjacency_release(before);
                before = built;
            } else {
                adjacency_release(built);
            }
        }
        assert_true(updates > COMMITS * 3 / 4);
        adjacency_release(before);
        world_close(&w);
    }
}

static void ends_are_where_they_say(void **state)
{
    (void)state;
    world w;
    adjacency *a;
    world_open(&w, 5);
    for (unsigned i = 0; i < 10; i++)
        world_change(&w);
    cg_snapshot *snap = world_head(&w);
    assert_ok(adjacency_build(snap, &unbounded, &a, &query_err));
    uint32_t hint = 0;
    for (uint32_t v = 0; v < a->vertices; v++) {
        cg_node_place place = adjacency_place(a, v, &hint), stored;
        assert_ok(cg_snapshot_node_by_ref(snap, place.ref, &stored, &query_err));
        assert_int_equal(place.file, stored.file);
        assert_int_equal(place.manual, stored.manual);
        assert_int_equal(adjacency_find(a, &stored), v);
        if (place.file != CG_NONE)
            assert_int_equal(place.def, stored.def);
        else
            assert_true(cg_id_eq(place.id, stored.id));
        stored.ref++;
        assert_int_equal(adjacency_find(a, &stored), NO_VERTEX);
    }
    adjacency_release(a);
    cg_snapshot_release(snap);
    world_close(&w);
}

/* ---- keeping ---- */

typedef struct reader {
    cg_adjacency_cache *query;
    cg_snapshot *snap;
    cg_thread *thread;
    bool had_arrays;
    atomic_bool *stop; /* NULL: once */
} reader;

static void read_once(void *arg)
{
    reader *r = arg;
    do {
        CG_AUTO(cg_view) view = NULL;
        cg_err err;
        cg_code rc = cg_view_open(r->query, r->snap, CG_VIEW_ARRAYS, NULL, &view, &err);
        r->had_arrays = rc == CG_OK && cg_view_has_arrays(view);
    } while (r->stop != NULL && !atomic_load(r->stop));
}

static void first_readers_have_them_made_once(void **state)
{
    (void)state;
    world w;
    reader readers[READERS];
    const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    cg_adjacency_cache_stats stats;
    world_open(&w, 3);
    world_change(&w);
    cg_snapshot *snap = world_head(&w);
    for (unsigned i = 0; i < READERS; i++) {
        readers[i] = (reader){.query = query, .snap = snap};
        readers[i].thread = cg_thread_start("reader", read_once, &readers[i]);
    }
    for (unsigned i = 0; i < READERS; i++) {
        cg_thread_join(readers[i].thread);
        assert_true(readers[i].had_arrays);
    }
    cg_adjacency_cache_stats_get(query, &stats);
    assert_int_equal(stats.built, 1);
    assert_int_equal(stats.kept, 1);
    cg_snapshot_release(snap);
    cg_adjacency_cache_destroy(query);
    world_close(&w);
}

static void readers_beside_a_writer(void **state)
{
    (void)state;
    world w;
    atomic_bool stop = false;
    const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    world_open(&w, 4);
    world_change(&w);
    for (unsigned round = 0; round < 10; round++) {
        reader readers[READERS];
        for (unsigned i = 0; i < READERS; i++) {
            readers[i] = (reader){.query = query, .snap = world_head(&w), .stop = &stop};
            readers[i].thread = cg_thread_start("reader", read_once, &readers[i]);
        }
        world_change(&w);
        atomic_store(&stop, true);
        for (unsigned i = 0; i < READERS; i++) {
            cg_thread_join(readers[i].thread);
            cg_snapshot_release(readers[i].snap);
        }
        atomic_store(&stop, false);
    }
    cg_adjacency_cache_destroy(query);
    world_close(&w);
}

static bool has_arrays(cg_adjacency_cache *query, cg_snapshot *snap)
{
    CG_AUTO(cg_view) view = NULL;
    assert_ok(cg_view_open(query, snap, CG_VIEW_ARRAYS, NULL, &view, &query_err));
    return cg_view_has_arrays(view);
}

static void of_heads_alone(void **state)
{
    (void)state;
    world w;
    const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    cg_adjacency_cache_stats stats;
    world_open(&w, 6);
    world_change(&w);
    cg_snapshot *old = world_head(&w);
    world_change(&w);
    assert_false(has_arrays(query, old));
    for (unsigned i = 0; i < 20; i++) {
        CG_AUTO(cg_snapshot) head = world_head(&w);
        assert_true(has_arrays(query, head));
        world_change(&w);
    }
    cg_adjacency_cache_stats_get(query, &stats);
    assert_int_equal(stats.kept, 2); /* the head's, and the last that was one */
    assert_int_equal(stats.built + stats.updated, 20);
    assert_ok(cg_branch_create(w.project, CG_STR("old"), cg_snapshot_generation(old), 0x7fffffff,
                               &query_err));
    assert_true(has_arrays(query, old));
    cg_snapshot_release(old);
    cg_adjacency_cache_destroy(query);
    world_close(&w);
}

static void within_the_limit(void **state)
{
    (void)state;
    world w;
    const cg_adjacency_cache_options small = {.adjacency_bytes = 1000, .question_bytes = 1000};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&small);
    cg_adjacency_cache_stats stats;
    CG_AUTO(cg_view) view = NULL;
    world_open(&w, 8);
    for (unsigned i = 0; i < 5; i++)
        world_change(&w);
    cg_snapshot *snap = world_head(&w);
    assert_false(has_arrays(query, snap));
    assert_false(has_arrays(query, snap));
    cg_adjacency_cache_stats_get(query, &stats);
    assert_int_equal(stats.refused, 1); /* and not tried again */
    assert_int_equal(stats.bytes, 0);
    assert_int_equal(cg_view_open(query, snap, CG_VIEW_WHOLE, NULL, &view, &query_err), CG_E_LIMIT);
    cg_adjacency_cache_destroy(query);
    cg_snapshot_release(snap);
    world_close(&w);
}

static void others_make_room(void **state)
{
    (void)state;
    enum { PROJECTS = 6 };
    world w[PROJECTS];
    cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache_stats stats;
    size_t largest = 0;
    for (unsigned i = 0; i < PROJECTS; i++) {
        adjacency *a;
        world_open(&w[i], 20 + i);
        for (unsigned n = 0; n < 5; n++)
            world_change(&w[i]);
        CG_AUTO(cg_snapshot) snap = world_head(&w[i]);
        assert_ok(adjacency_build(snap, &unbounded, &a, &query_err));
        largest = CG_MAX(largest, adjacency_bytes(a->vertices, a->edges, a->files_count));
        adjacency_release(a);
    }
    opts.adjacency_bytes = 3 * largest;
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < PROJECTS; i++) {
            CG_AUTO(cg_snapshot) snap = world_head(&w[i]);
            assert_true(has_arrays(query, snap));
            cg_adjacency_cache_stats_get(query, &stats);
            assert_true(stats.bytes <= opts.adjacency_bytes);
        }
    assert_true(stats.dropped >= PROJECTS);
    cg_adjacency_cache_destroy(query);
    for (unsigned i = 0; i < PROJECTS; i++)
        world_close(&w[i]);
}

/* ---- giving up ---- */

static bool nobody(const void *arg)
{
    (void)arg;
    return true;
}

static void who_leaves_is_not_served(void **state)
{
    (void)state;
    world w;
    const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_patience gone = {.gone = nobody}, late = {.deadline_ns = 1};
    world_open(&w, 9);
    for (unsigned i = 0; i < 8; i++)
        world_change(&w);
    cg_snapshot *snap = world_head(&w);
    assert_true(has_arrays(query, snap));
    for (unsigned i = 0; i < 2; i++) {
        cg_view *view;
        assert_ok(cg_view_open(query, snap, CG_VIEW_STORE, i ? &late : &gone, &view, &query_err));
        cg_code rc = CG_OK;
        for (unsigned round = 0; rc == CG_OK && round < 10000; round++) {
            cg_node_place place;
            cg_vertex vertex;
            cg_reach reach;
            cg_node_ref *refs;
            size_t count;
            uint32_t file = 0;
            while (!cg_snapshot_file(snap, file)->present)
                file++;
            assert_ok(cg_snapshot_file_nodes(snap, file, arena, &refs, &count, &query_err));
            assert_ok(cg_snapshot_node_by_ref(snap, refs[0], &place, &query_err));
            rc = cg_view_find(view, &place, &vertex, &query_err);
            cg_traversal t = {.starts = &vertex,
                              .starts_count = 1,
                              .heading = CG_BOTHWARDS,
                              .edges = {.kinds = UINT64_MAX},
                              .depth = CG_DEPTH_MAX,
                              .limit = 1};
            if (rc == CG_OK)
                rc = cg_traverse(view, &t, arena, &reach, &query_err);
        }
        assert_int_equal(rc, i ? CG_E_DEADLINE : CG_E_CANCELED);
        cg_view_close(view);
    }
    cg_adjacency_cache_stop(query);
    assert_false(has_arrays(query, snap)); /* goes on from the store */
    cg_adjacency_cache_destroy(query);
    cg_snapshot_release(snap);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_update_is_what_a_build_is),
        cmocka_unit_test(ends_are_where_they_say),
        cmocka_unit_test(first_readers_have_them_made_once),
        cmocka_unit_test(readers_beside_a_writer),
        cmocka_unit_test(of_heads_alone),
        cmocka_unit_test(within_the_limit),
        cmocka_unit_test(others_make_room),
        cmocka_unit_test(who_leaves_is_not_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
