// SPDX-License-Identifier: Apache-2.0
// Questions about whole graphs, against their definitions: what reaches itself, where a random walk ends up, which groups
// hold together.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query_int.h"
#include "world.h"

#define POINTS_MAX 60

static const cg_patience patient = {0};

typedef struct graph {
    cg_projection g;
    bool leads[POINTS_MAX][POINTS_MAX];
} graph;

static void graph_make(world *w, graph *out, uint32_t count, uint32_t one_in)
{
    uint32_t edges = 0;
    *out = (graph){.g.count = count};
    out->g.at = cg_alloc_array(count + 1, sizeof *out->g.at);
    out->g.to = cg_alloc_array(count * count + 1, sizeof *out->g.to);
    out->g.weights = cg_alloc_array(count * count + 1, sizeof *out->g.weights);
    out->g.selves = cg_alloc_array(count + 1, sizeof *out->g.selves);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < count; j++) {
            if (i == j || world_random(w, one_in) != 0)
                continue;
            out->leads[i][j] = true;
            out->g.to[edges] = j;
            out->g.weights[edges++] = 1 + world_random(w, 100);
        }
        out->g.at[i + 1] = edges;
    }
}

/* ---- circles ---- */

static void close_over(const graph *x, bool reaches[POINTS_MAX][POINTS_MAX])
{
    memcpy(reaches, x->leads, sizeof x->leads);
    for (uint32_t k = 0; k < x->g.count; k++)
        for (uint32_t i = 0; i < x->g.count; i++)
            for (uint32_t j = 0; j < x->g.count; j++)
                reaches[i][j] |= reaches[i][k] && reaches[k][j];
}

static void expect_circle(const graph *x, const cg_components *c, size_t i)
{
    cg_vertices circle = {0};
    cg_shortest_circle(&x->g, c, i, &circle);
    uint32_t start = c->members[c->at[i]];
    assert_int_equal(circle.ptr[0], start);
    for (size_t n = 0; n < circle.len; n++)
        assert_true(x->leads[circle.ptr[n]][circle.ptr[(n + 1) % circle.len]]);
    /* no shorter one: by the lengths of walks */
    bool now[POINTS_MAX] = {false};
    now[start] = true;
    for (size_t length = 1; length < circle.len; length++) {
        bool next[POINTS_MAX] = {false};
        for (uint32_t a = 0; a < x->g.count; a++)
            for (uint32_t b = 0; now[a] && b < x->g.count; b++)
                next[b] |= x->leads[a][b];
        assert_false(next[start]);
        memcpy(now, next, sizeof now);
    }
    CG_VEC_FINI(&circle);
}

static void components_reach_themselves(void **state)
{
    (void)state;
    world w = {.random = 1};
    for (unsigned round = 0; round < 200; round++) {
        graph x;
        static bool reaches[POINTS_MAX][POINTS_MAX];
        uint32_t in[POINTS_MAX], seen = 0;
        graph_make(&w, &x, 1 + world_random(&w, POINTS_MAX), 10 + world_random(&w, 60));
        close_over(&x, reaches);
        cg_components c;
        assert_ok(cg_find_components(&x.g, &patient, &c, &query_err));
        memset(in, 0xff, sizeof in);
        for (size_t i = 0; i < c.count; i++) {
            uint32_t size = c.at[i + 1] - c.at[i];
            assert_true(size > 1);
            for (uint32_t m = c.at[i]; m < c.at[i + 1]; m++, seen++)
                in[c.members[m]] = (uint32_t)i;
            if (i > 0)
                assert_true(
                    c.at[i] - c.at[i - 1] > size ||
                    (c.at[i] - c.at[i - 1] == size && c.members[c.at[i - 1]] < c.members[c.at[i]]));
            expect_circle(&x, &c, i);
        }
        for (uint32_t a = 0; a < x.g.count; a++)
            for (uint32_t b = 0; b < x.g.count; b++)
                if (a != b)
                    assert_int_equal(reaches[a][b] && reaches[b][a],
                                     in[a] != CG_NONE && in[a] == in[b]);
        cg_components_fini(&c);
        cg_projection_fini(&x.g);
    }
}

static void a_long_chain_needs_no_stack(void **state)
{
    (void)state;
    enum { LONG = 300000 };
    cg_projection g = {.count = LONG};
    cg_components c;
    g.at = cg_alloc_array(LONG + 1, sizeof *g.at);
    g.to = cg_alloc_array(LONG, sizeof *g.to);
    for (uint32_t i = 0; i < LONG; i++) {
        g.at[i + 1] = i + 1;
        g.to[i] = (i + 1) % LONG;
    }
    assert_ok(cg_find_components(&g, &patient, &c, &query_err));
    assert_int_equal(c.count, 1);
    assert_int_equal(c.at[1], LONG);
    cg_components_fini(&c);
    cg_projection_fini(&g);
}

/* ---- ranks ---- */

static void ranks_are_where_walks_end(void **state)
{
    (void)state;
    world w = {.random = 2};
    for (unsigned round = 0; round < 50; round++) {
        graph x;
        double ranks[POINTS_MAX], again[POINTS_MAX], sum = 0;
        graph_make(&w, &x, 1 + world_random(&w, POINTS_MAX), 3 + world_random(&w, 20));
        assert_ok(cg_rank_points(&x.g, &patient, ranks, &query_err));
        assert_ok(cg_rank_points(&x.g, &patient, again, &query_err));
        assert_memory_equal(ranks, again, x.g.count * sizeof *ranks);
        for (uint32_t p = 0; p < x.g.count; p++) {
            double wanted = 0.15 / x.g.count; /* the equation that ranks solve */
            sum += ranks[p];
            for (uint32_t q = 0; q < x.g.count; q++) {
                double total = 0, here = 0;
                for (uint32_t e = x.g.at[q]; e < x.g.at[q + 1]; e++) {
                    total += x.g.weights[e];
                    here += x.g.to[e] == p ? x.g.weights[e] : 0;
                }
                wanted += 0.85 * ranks[q] * (total > 0 ? here / total : 1.0 / x.g.count);
            }
            assert_true(fabs(wanted - ranks[p]) < 1e-7);
        }
        assert_true(fabs(sum - 1) < 1e-7);
        cg_projection_fini(&x.g);
    }
}

/* ---- communities ---- */

static double modularity(const graph *x, const uint32_t *of, double resolution)
{
    double all = 0, sum = 0, strength[POINTS_MAX] = {0};
    static double between[POINTS_MAX][POINTS_MAX];
    memset(between, 0, sizeof between);
    for (uint32_t p = 0; p < x->g.count; p++)
        for (uint32_t e = x->g.at[p]; e < x->g.at[p + 1]; e++) {
            double weight = x->g.weights[e];
            between[p][x->g.to[e]] += weight;
            between[x->g.to[e]][p] += weight;
            strength[p] += weight;
            strength[x->g.to[e]] += weight;
            all += 2 * weight;
        }
    for (uint32_t p = 0; all > 0 && p < x->g.count; p++)
        for (uint32_t q = 0; q < x->g.count; q++)
            if (of[p] == of[q])
                sum += between[p][q] - resolution * strength[p] * strength[q] / all;
    return all > 0 ? sum / all : 0;
}

static bool is_connected(const graph *x, const uint32_t *of, uint32_t community)
{
    bool seen[POINTS_MAX] = {false};
    uint32_t members = 0, reached = 0, stack[POINTS_MAX], top = 0;
    for (uint32_t p = 0; p < x->g.count; p++)
        if (of[p] == community && members++ == 0) {
            seen[p] = true;
            stack[top++] = p;
        }
    while (top > 0) {
        uint32_t p = stack[--top];
        reached++;
        for (uint32_t q = 0; q < x->g.count; q++)
            if (of[q] == community && !seen[q] && (x->leads[p][q] || x->leads[q][p])) {
                seen[q] = true;
                stack[top++] = q;
            }
    }
    return reached == members;
}

/* No point gains by going over to another community, or to one of its own. */
static void expect_settled(const graph *x, const cg_communities *c, double resolution)
{
    uint32_t of[POINTS_MAX];
    memcpy(of, c->of, x->g.count * sizeof *of);
    double best = modularity(x, of, resolution);
    assert_true(fabs(best - c->modularity) < 1e-9);
    for (uint32_t p = 0; p < x->g.count; p++) {
        for (uint32_t other = 0; other <= c->count; other++) {
            of[p] = other;
            assert_true(modularity(x, of, resolution) < best + 1e-9);
        }
        of[p] = c->of[p];
    }
}

static void communities_hold_together(void **state)
{
    (void)state;
    world w = {.random = 3};
    for (unsigned round = 0; round < 100; round++) {
        graph x;
        cg_communities c, again;
        double resolution = 0.5 + 0.5 * world_random(&w, 3);
        graph_make(&w, &x, 1 + world_random(&w, POINTS_MAX), 4 + world_random(&w, 40));
        assert_ok(cg_find_communities(&x.g, resolution, &patient, &c, &query_err));
        assert_ok(cg_find_communities(&x.g, resolution, &patient, &again, &query_err));
        assert_memory_equal(c.of, again.of, x.g.count * sizeof *c.of);
        uint32_t sizes[POINTS_MAX + 1] = {0};
        for (uint32_t p = 0; p < x.g.count; p++)
            sizes[c.of[p]]++;
        for (uint32_t i = 0; i < c.count; i++) {
            assert_true(is_connected(&x, c.of, i));
            assert_true(sizes[i] > 0 && (i == 0 || sizes[i - 1] >= sizes[i]));
        }
        expect_settled(&x, &c, resolution);
        cg_communities_fini(&c);
        cg_communities_fini(&again);
        cg_projection_fini(&x.g);
    }
}

/* Groups that hardly know each other are found, each as one. */
static void groups_are_found(void **state)
{
    (void)state;
    enum { GROUPS = 5, SIZE = 8 };
    cg_communities c;
    graph x = {.g.count = GROUPS * SIZE};
    uint32_t edges = 0;
    x.g.at = cg_alloc_array(x.g.count + 1, sizeof *x.g.at);
    x.g.to = cg_alloc_array(x.g.count * x.g.count, sizeof *x.g.to);
    x.g.weights = cg_alloc_array(x.g.count * x.g.count, sizeof *x.g.weights);
    x.g.selves = cg_alloc_array(x.g.count, sizeof *x.g.selves);
    for (uint32_t i = 0; i < x.g.count; i++) {
        for (uint32_t j = 0; j < x.g.count; j++) /* members are every GROUPS-th point */
            if (i != j && (i % GROUPS == j % GROUPS || j == i + 1)) {
                x.g.to[edges] = j;
                x.g.weights[edges++] = i % GROUPS == j % GROUPS ? 100 : 10;
            }
        x.g.at[i + 1] = edges;
    }
    assert_ok(cg_find_communities(&x.g, 1, &patient, &c, &query_err));
    assert_int_equal(c.count, GROUPS);
    for (uint32_t i = 0; i < x.g.count; i++)
        assert_int_equal(c.of[i], i % GROUPS);
    cg_communities_fini(&c);
    cg_projection_fini(&x.g);
}

/* ---- projections ---- */

static uint32_t weight_between(const cg_projection *g, uint32_t from, uint32_t to)
{
    for (uint32_t e = g->at[from]; e < g->at[from + 1]; e++)
        if (g->to[e] == to)
            return g->weights[e];
    return 0;
}

/* By file: points are files, weights the sums of what is between their nodes. */
static void projections_sum_up(void **state)
{
    (void)state;
    world w;
    model m;
    const cg_adjacency_cache_options opts = {0};
    cg_adjacency_cache *query = cg_adjacency_cache_create(&opts);
    world_open(&w, 41);
    for (unsigned round = 0; round < 20; round++) {
        world_change(&w);
        model_make(&w, &m);
        CG_AUTO(cg_snapshot) snap = world_head(&w);
        CG_AUTO(cg_view) view = NULL;
        assert_ok(cg_view_open(query, snap, CG_VIEW_WHOLE, NULL, &view, &query_err));
        for (unsigned sort = CG_POINT_NODE; sort <= CG_POINT_FILE; sort++) {
            cg_projection g;
            cg_projection_question ask = {.points = (cg_point_sort)sort,
                                          .edges = {.min_confidence = 60},
                                          .fileless = sort == CG_POINT_NODE};
            uint32_t point[128];
            static uint32_t wanted[128][128];
            memset(wanted, 0, sizeof wanted);
            assert_ok(cg_projection_make(view, &ask, &g, &query_err));
            uint32_t points = 0;
            for (uint32_t n = 0; n < m.nodes.len; n++) {
                bool in = sort == CG_POINT_NODE || m.nodes.ptr[n].path[0];
                if (in && (sort == CG_POINT_NODE || m.nodes.ptr[n].kind == CG_NODE_FILE))
                    assert_int_equal(model_of_vertex(&m, snap, view, g.vertices[points++]), n);
                point[n] = in ? points - 1 : CG_NONE;
            }
            assert_int_equal(g.count, points);
            for (size_t i = 0; i < m.edges.len; i++) {
                const model_edge *e = &m.edges.ptr[i];
                if (e->kind != CG_EDGE_CONTAINS && e->confidence >= 60 &&
                    point[e->source] != CG_NONE && point[e->target] != CG_NONE)
                    wanted[point[e->source]][point[e->target]] += e->confidence;
            }
            for (uint32_t a = 0; a < points; a++)
                for (uint32_t b = 0; b < points; b++)
                    assert_int_equal(a == b ? g.selves[a] : weight_between(&g, a, b), wanted[a][b]);
            cg_projection_fini(&g);
        }
        model_fini(&m);
    }
    cg_adjacency_cache_destroy(query);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_reach_themselves),
        cmocka_unit_test(a_long_chain_needs_no_stack),
        cmocka_unit_test(ranks_are_where_walks_end),
        cmocka_unit_test(communities_hold_together),
        cmocka_unit_test(groups_are_found),
        cmocka_unit_test(projections_sum_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
