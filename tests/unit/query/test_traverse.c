// SPDX-License-Identifier: Apache-2.0
// What is reached: the same by the arrays, by the store and by a matrix, on random graphs after random commits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "world.h"

#define COMMITS 60
#define QUESTIONS 12

static cg_traversal random_question(world *w)
{
    static const uint64_t kinds[] = {0, UINT64_C(1) << CG_EDGE_CALLS,
                                     UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_READS,
                                     UINT64_C(1) << CG_EDGE_CONTAINS};
    return (cg_traversal){
        .heading = (cg_heading)(1 + world_random(w, 3)),
        .edges = {.kinds = kinds[world_random(w, CG_ARRAY_LEN(kinds))],
                  .min_confidence = 25 * world_random(w, 5),
                  .dispatch = world_random(w, 2)},
        .nodes = {.kinds = world_random(w, 3) == 0 ? UINT64_C(1) << CG_NODE_FUNCTION : 0,
                  .langs = world_random(w, 4) == 0 ? UINT32_C(1) << CG_LANG_PYTHON : 0,
                  .path = world_random(w, 4) == 0 ? CG_STR("*/f*") : CG_STR_NULL},
        .depth = 1 + world_random(w, 5),
        .skip = world_random(w, 4),
        .limit = 1 + world_random(w, 40)};
}

static bool is_listed(const model *m, const cg_node_choice *nodes, uint32_t node)
{
    const model_node *n = &m->nodes.ptr[node];
    return (nodes->kinds == 0 || nodes->kinds >> n->kind & 1) &&
           (nodes->path.len == 0 ||
            (n->path[0] && cg_glob_match(nodes->path, cg_str_from(n->path)))) &&
           (nodes->langs == 0 || !n->stated);
}

typedef struct expected {
    uint32_t depth[128]; /* CG_NONE: not reached */
    uint32_t from[128];
    cg_edge_word by[128];
} expected;

static void expect(const model *m, const cg_traversal *t, const uint32_t *starts, size_t count,
                   expected *out)
{
    memset(out->depth, 0xff, sizeof out->depth);
    model_close_over(m, &t->edges);
    for (size_t i = 0; i < count; i++)
        out->depth[starts[i]] = 0;
    for (unsigned depth = 1; depth <= t->depth; depth++)
        for (uint32_t a = 0; a < m->nodes.len; a++)
            for (uint32_t b = 0; out->depth[a] == depth - 1 && b < m->nodes.len; b++) {
                cg_edge_word by;
                if (out->depth[b] != CG_NONE || !model_step(m, &t->edges, t->heading, a, b, &by))
                    continue;
                out->depth[b] = depth;
                out->from[b] = a;
                out->by[b] = by;
            }
}

static void compare(const model *m, cg_snapshot *snap, cg_view *view, const cg_traversal *t,
                    const expected *e, const cg_reach *found)
{
    uint64_t total = 0, row = 0;
    for (unsigned depth = 1; depth <= t->depth; depth++) {
        uint64_t before = total;
        for (uint32_t n = 0; n < m->nodes.len; n++) {
            if (e->depth[n] != depth || !is_listed(m, &t->nodes, n))
                continue;
            if (total++ < t->skip || row >= t->limit)
                continue;
            assert_true(row < found->count);
            const cg_reached *r = &found->rows[row++];
            assert_int_equal(model_of_vertex(m, snap, view, r->vertex), n);
            assert_int_equal(model_of_vertex(m, snap, view, r->from), e->from[n]);
            assert_int_equal(r->depth, depth);
            assert_int_equal(r->by.kind, e->by[n].kind);
            assert_int_equal(r->by.rule, e->by[n].rule);
            assert_int_equal(r->by.confidence, e->by[n].confidence);
            assert_int_equal(r->by.manual, e->by[n].manual);
            assert_int_equal(r->by.inwards, e->by[n].inwards);
            assert_int_equal(r->by.dispatch, e->by[n].dispatch);
        }
        if (depth <= found->depths)
            assert_int_equal(found->by_depth[depth - 1], total - before);
        else
            assert_int_equal(total, before);
    }
    assert_int_equal(found->total, total);
    assert_int_equal(found->count, row);
}

static void ask(const model *m, cg_snapshot *snap, cg_adjacency_cache *query, cg_view_from from,
                cg_traversal t, const uint32_t *starts, size_t count, const expected *e)
{
    cg_vertex vertices[4];
    cg_reach found;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_view) view = NULL;
    assert_ok(cg_view_open(query, snap, from, NULL, &view, &query_err));
    assert_int_equal(cg_view_has_arrays(view), from != CG_VIEW_STORE);
    for (size_t i = 0; i < count; i++)
        vertices[i] = model_vertex(m, snap, view, starts[i]);
    t.starts = vertices;
    t.starts_count = count;
    assert_ok(cg_traverse(view, &t, arena, &found, &query_err));
    compare(m, snap, view, &t, e, &found);
}

static void same_from_all_sides(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 3; seed++) {
        world w;
        const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
        cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
        cg_adjacency_cache_stats stats;
        world_open(&w, seed);
        for (unsigned i = 0; i < COMMITS; i++) {
            model m;
            world_change(&w);
            model_make(&w, &m);
            CG_AUTO(cg_snapshot) snap = world_head(&w);
            for (unsigned q = 0; m.nodes.len > 4 && q < QUESTIONS; q++) {
                expected e;
                uint32_t starts[2] = {world_random(&w, (uint32_t)m.nodes.len),
                                      world_random(&w, (uint32_t)m.nodes.len)};
                size_t count = starts[0] != starts[1] && world_random(&w, 3) == 0 ? 2 : 1;
                cg_traversal t = random_question(&w);
                expect(&m, &t, starts, count, &e);
                ask(&m, snap, query, CG_VIEW_ARRAYS, t, starts, count, &e);
                ask(&m, snap, query, CG_VIEW_STORE, t, starts, count, &e);
            }
            model_fini(&m);
        }
        cg_adjacency_cache_stats_get(query, &stats);
        assert_true(stats.updated > COMMITS / 2); /* else that is not what was tested */
        cg_adjacency_cache_destroy(query);
        world_close(&w);
    }
}

static unsigned compare_uses(const model *m, cg_snapshot *snap, cg_adjacency_cache *query,
                             cg_view_from from, const uint32_t *files, size_t count)
{
    cg_file_use_list found = {0};
    size_t wanted = 0;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_view) view = NULL;
    assert_ok(cg_view_open(query, snap, from, NULL, &view, &query_err));
    assert_ok(cg_view_list_uses(view, files, count, arena, &found, &query_err));
    for (size_t i = 0; i < m->edges.len; i++) {
        const model_edge *e = &m->edges.ptr[i];
        const model_node *a = &m->nodes.ptr[e->source], *b = &m->nodes.ptr[e->target];
        size_t from_at = count, to_at = count;
        for (size_t n = 0; n < count; n++) {
            cg_str path = cg_snapshot_file(snap, files[n])->path;
            from_at = cg_str_eq(path, cg_str_from(a->path)) ? n : from_at;
            to_at = cg_str_eq(path, cg_str_from(b->path)) ? n : to_at;
        }
        if (e->kind != CG_EDGE_DEPENDS_ON || e->source == e->target || a->kind != CG_NODE_FILE ||
            from_at == count || to_at == count || from_at == to_at)
            continue;
        wanted++;
        bool is_there = false;
        for (size_t n = 0; n < found.len; n++)
            is_there |= found.ptr[n].from == from_at && found.ptr[n].to == to_at;
        assert_true(is_there);
    }
    assert_int_equal(found.len, wanted);
    CG_VEC_FINI(&found);
    return (unsigned)wanted;
}

static void files_use_files_from_all_sides(void **state)
{
    world w;
    const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    unsigned seen = 0;
    (void)state;
    world_open(&w, 11);
    for (unsigned i = 0; i < 2 * COMMITS; i++) {
        model m;
        uint32_t files[WORLD_FILES + 1];
        size_t count = 0;
        world_change(&w);
        model_make(&w, &m);
        CG_AUTO(cg_snapshot) snap = world_head(&w);
        for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++)
            if (cg_snapshot_file(snap, num)->present && world_random(&w, 4) > 0)
                files[count++] = num;
        seen += compare_uses(&m, snap, query, CG_VIEW_ARRAYS, files, count);
        seen += compare_uses(&m, snap, query, CG_VIEW_STORE, files, count);
        model_fini(&m);
    }
    assert_true(seen > COMMITS);
    cg_adjacency_cache_destroy(query);
    world_close(&w);
}

static void members_are_closed_over(void **state)
{
    (void)state;
    world w;
    model m;
    const cg_adjacency_cache_options opts = {0};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    world_open(&w, 7);
    do {
        world_change(&w);
    } while (!w.files[0].present || w.files[0].count < 3);
    model_make(&w, &m);
    CG_AUTO(cg_snapshot) snap = world_head(&w);
    CG_AUTO(cg_view) view = NULL;
    assert_ok(cg_view_open(query, snap, CG_VIEW_WHOLE, NULL, &view, &query_err));
    for (uint32_t n = 0; n < m.nodes.len; n++) {
        cg_vertices list = {0};
        CG_VEC_PUSH(&list, model_vertex(&m, snap, view, n));
        assert_ok(cg_view_add_members(view, &list, &query_err));
        size_t wanted = 1;
        for (uint32_t i = n + 1; m.nodes.ptr[n].kind == CG_NODE_FILE && i < m.nodes.len &&
                                 strcmp(m.nodes.ptr[i].path, m.nodes.ptr[n].path) == 0;
             i++)
            wanted++;
        assert_int_equal(list.len, wanted);
        CG_VEC_FINI(&list);
    }
    model_fini(&m);
    cg_view_close(view);
    view = NULL;
    cg_adjacency_cache_destroy(query);
    cg_snapshot_release(snap);
    snap = NULL;
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_from_all_sides),
        cmocka_unit_test(files_use_files_from_all_sides),
        cmocka_unit_test(members_are_closed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
