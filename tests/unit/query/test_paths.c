// SPDX-License-Identifier: Apache-2.0
// Shortest paths and what is affected: the same by the arrays, by the store and by trying everything.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query_int.h"
#include "world.h"

#define COMMITS 40
#define QUESTIONS 10
#define NODES_MAX 128

static cg_edge_choice random_choice(world *w)
{
    static const uint64_t kinds[] = {0, UINT64_C(1) << CG_EDGE_CALLS,
                                     UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_READS};
    return (cg_edge_choice){.kinds = kinds[world_random(w, CG_ARRAY_LEN(kinds))],
                            .min_confidence = 25 * world_random(w, 4),
                            .dispatch = world_random(w, 2)};
}

/* ---- paths ---- */

typedef struct trial {
    const model *m;
    const cg_path_question *ask;
    uint32_t to;
    unsigned depth[NODES_MAX]; /* from the start; CG_NONE: not reached */
    uint32_t at[NODES_MAX];
    uint64_t seen;
    const cg_paths *found;
    cg_snapshot *snap;
    cg_view *view;
} trial;

static void measure(trial *t, uint32_t from)
{
    cg_edge_word by;
    memset(t->depth, 0xff, sizeof t->depth);
    t->depth[from] = 0;
    for (unsigned d = 0; d < t->m->nodes.len; d++)
        for (uint32_t a = 0; a < t->m->nodes.len; a++)
            for (uint32_t b = 0; t->depth[a] == d && b < t->m->nodes.len; b++)
                if (t->depth[b] == CG_NONE &&
                    model_step(t->m, &t->ask->edges, t->ask->heading, a, b, &by))
                    t->depth[b] = d + 1;
}

static void expect_path(trial *t, unsigned length)
{
    uint64_t n = t->seen++;
    if (n < t->ask->skip || n - t->ask->skip >= t->ask->limit)
        return;
    const cg_path *path = &t->found->paths[n - t->ask->skip];
    for (unsigned i = 0; i <= length; i++)
        assert_int_equal(model_of_vertex(t->m, t->snap, t->view, path->vertices[i]), t->at[i]);
    for (unsigned i = 0; i < length; i++) {
        cg_edge_word by;
        assert_true(model_step(t->m, &t->ask->edges, t->ask->heading, t->at[i], t->at[i + 1], &by));
        assert_int_equal(path->by[i].kind, by.kind);
        assert_int_equal(path->by[i].dispatch, by.dispatch);
        assert_int_equal(path->by[i].inwards, by.inwards);
        assert_int_equal(path->by[i].confidence, by.confidence);
    }
}

static void walk(trial *t, unsigned length)
{
    uint32_t at = t->at[length];
    cg_edge_word by;
    if (at == t->to) {
        expect_path(t, length);
        return;
    }
    for (uint32_t b = 0; b < t->m->nodes.len; b++)
        if (t->depth[b] == length + 1 && t->depth[b] <= t->depth[t->to] &&
            model_step(t->m, &t->ask->edges, t->ask->heading, at, b, &by)) {
            t->at[length + 1] = b;
            walk(t, length + 1);
        }
}

static void ask_paths(const model *m, cg_snapshot *snap, cg_adjacency_cache *query,
                      cg_view_from from_where, cg_path_question ask, uint32_t from, uint32_t to)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_view) view = NULL;
    cg_paths found;
    assert_ok(cg_view_open(query, snap, from_where, NULL, &view, &query_err));
    ask.from = model_vertex(m, snap, view, from);
    ask.to = model_vertex(m, snap, view, to);
    assert_ok(cg_find_paths(view, &ask, arena, &found, &query_err));
    trial t = {.m = m, .ask = &ask, .to = to, .found = &found, .snap = snap, .view = view};
    model_close_over(m, &ask.edges);
    measure(&t, from);
    bool reached = t.depth[to] != CG_NONE;
    assert_int_equal(found.found, reached && t.depth[to] <= ask.max_length);
    if (found.exhausted)
        assert_false(reached);
    if (!found.found)
        return;
    assert_int_equal(found.length, t.depth[to]);
    t.at[0] = from;
    walk(&t, 0);
    assert_int_equal(found.total, t.seen);
    uint64_t rest = t.seen > ask.skip ? t.seen - ask.skip : 0;
    assert_int_equal(found.count, CG_MIN(rest, (uint64_t)ask.limit));
}

/* ---- what is affected ---- */

typedef struct effect {
    unsigned depth; /* CG_NONE: none */
    uint32_t weight;
    bool is_user;
} effect;

/* The most that comes through from `p` to `u` in one step, over whatever edge. */
static uint32_t comes_through(const model *m, const cg_edge_choice *choice, uint32_t weight,
                              uint32_t p, uint32_t u)
{
    uint32_t most = 0;
    for (size_t i = 0; i < m->edges.len; i++) {
        const model_edge *e = &m->edges.ptr[i];
        model one = {.nodes = {m->nodes.ptr, m->nodes.len, 0}, .edges = {m->edges.ptr + i, 1, 0}};
        cg_edge_word by;
        if (!model_step(&one, choice, CG_INWARDS, p, u, &by))
            continue;
        const cg_edge_row row = {.kind = e->kind, .rule = e->rule, .confidence = e->confidence};
        most = CG_MAX(most, weight_after(weight, class_pack(&row)));
    }
    return most;
}

static void expect_effects(const model *m, const cg_impact_question *ask, uint32_t changed,
                           uint32_t user, effect out[NODES_MAX])
{
    model_close_over(m, &ask->edges);
    memset(out, 0, NODES_MAX * sizeof *out);
    for (uint32_t i = 0; i < m->nodes.len; i++)
        out[i].depth = CG_NONE;
    out[changed] = (effect){0, WEIGHT_START, false};
    if (user != changed)
        out[user] = (effect){1, WEIGHT_START, true};
    for (unsigned d = 1; d <= ask->depth; d++)
        for (uint32_t p = 0; p < m->nodes.len; p++)
            for (uint32_t u = 0; out[p].depth == d - 1 && u < m->nodes.len; u++) {
                uint32_t weight =
                    out[u].depth >= d ? comes_through(m, &ask->edges, out[p].weight, p, u) : 0;
                if (weight == 0)
                    continue;
                out[u].depth = d;
                out[u].weight = CG_MAX(out[u].weight, weight);
            }
}

static void ask_impact(const model *m, cg_snapshot *snap, cg_adjacency_cache *query,
                       cg_view_from from, cg_impact_question ask, uint32_t changed, uint32_t user)
{
    CG_AUTO(cg_view) view = NULL;
    CG_AUTO(cg_impact) impact = NULL;
    effect wanted[NODES_MAX];
    assert_ok(cg_view_open(query, snap, from, NULL, &view, &query_err));
    cg_vertex a = model_vertex(m, snap, view, changed), b = model_vertex(m, snap, view, user);
    ask.changed = &a;
    ask.users = &b;
    ask.changed_count = ask.users_count = 1;
    expect_effects(m, &ask, changed, user, wanted);
    assert_ok(cg_impact_open(view, &ask, &impact, &query_err));
    const cg_affected_list *list = cg_impact_list(impact);
    size_t count = 0;
    for (uint32_t n = 0; n < m->nodes.len; n++)
        count += n != changed && wanted[n].depth != CG_NONE;
    assert_int_equal(list->len, count);
    for (size_t i = 0; i < list->len; i++) {
        const cg_affected *x = &list->ptr[i];
        const effect *e = &wanted[model_of_vertex(m, snap, view, x->vertex)];
        assert_int_equal(x->depth, e->depth);
        assert_int_equal(x->weight, e->weight);
        assert_int_equal(x->is_user, e->is_user);
        if (i > 0)
            assert_true(x[-1].weight >= x->weight);
        if (i > 0 && x[-1].weight == x->weight && x[-1].depth == x->depth)
            assert_true(cg_view_compare(view, x[-1].vertex, x->vertex) < 0);
        cg_vertex led;
        cg_edge_word by, model_by;
        assert_ok(cg_impact_tell(impact, x, &led, &by, &query_err));
        if (!x->is_user)
            assert_true(model_step(m, &ask.edges, CG_INWARDS, model_of_vertex(m, snap, view, led),
                                   model_of_vertex(m, snap, view, x->vertex), &model_by));
    }
}

/* ---- both ---- */

static void ask_both(world *w, const model *m, cg_snapshot *snap, cg_adjacency_cache *query)
{
    uint32_t a = world_random(w, (uint32_t)m->nodes.len),
             b = world_random(w, (uint32_t)m->nodes.len);
    const cg_path_question path = {.heading = (cg_heading)(1 + world_random(w, 3)),
                                   .edges = random_choice(w),
                                   .max_length = 1 + world_random(w, 8),
                                   .skip = world_random(w, 3),
                                   .limit = 1 + world_random(w, 8)};
    const cg_impact_question impact = {.edges = random_choice(w), .depth = 1 + world_random(w, 5)};
    static const cg_view_from from[] = {CG_VIEW_ARRAYS, CG_VIEW_STORE};
    for (size_t i = 0; i < CG_ARRAY_LEN(from); i++) {
        ask_paths(m, snap, query, from[i], path, a, b);
        ask_impact(m, snap, query, from[i], impact, a, b);
    }
}

static void same_from_all_sides(void **state)
{
    (void)state;
    for (uint32_t seed = 31; seed < 34; seed++) {
        world w;
        const cg_adjacency_cache_options opts = {.adjacency_bytes = 1 << 20};
        cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
        world_open(&w, seed);
        for (unsigned i = 0; i < COMMITS; i++) {
            model m;
            world_change(&w);
            model_make(&w, &m);
            CG_AUTO(cg_snapshot) snap = world_head(&w);
            for (unsigned q = 0; m.nodes.len > 4 && q < QUESTIONS; q++)
                ask_both(&w, &m, snap, query);
            model_fini(&m);
        }
        cg_adjacency_cache_destroy(query);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_from_all_sides)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
