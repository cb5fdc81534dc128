// SPDX-License-Identifier: Apache-2.0
// What is reached from some vertices: by depth, in order, a page at a time.
#include "query_int.h"

#include <stdlib.h>

typedef struct traversal {
    cg_view *view;
    const cg_traversal *ask;
    cg_arena *arena;
    cg_reach *out;
    levels levels;
} traversal;

/* ---- which ones ---- */

static void take(traversal *t, uint32_t vertex)
{
    cg_reach *out = t->out;
    if (out->total++ < t->ask->skip || out->count >= t->ask->limit)
        return;
    out->rows[out->count++] = (cg_reached){
        .vertex = vertex, .from = levels_from(&t->levels, vertex), .depth = t->levels.depth};
}

static cg_code take_level(traversal *t, cg_err *err)
{
    const cg_vertices *level = &t->levels.frontier;
    uint64_t before = t->out->total;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < level->len; i++) {
        bool chosen;
        rc = cg_view_is_chosen(t->view, &t->ask->nodes, level->ptr[i], &chosen, err);
        if (rc == CG_OK && chosen)
            take(t, level->ptr[i]);
    }
    t->out->by_depth[t->levels.depth - 1] = t->out->total - before;
    if (t->out->total > before)
        t->out->depths = t->levels.depth;
    return rc;
}

static cg_code search(traversal *t, cg_err *err)
{
    levels *l = &t->levels;
    cg_code rc = levels_start(l, t->ask->starts, t->ask->starts_count, err);
    while (rc == CG_OK && l->frontier.len > 0 && l->depth < t->ask->depth) {
        rc = levels_advance(l, err);
        if (rc == CG_OK)
            rc = take_level(t, err);
    }
    return rc;
}

/* ---- by which edges ---- */

typedef struct told {
    uint32_t vertex;
    cg_reached *row;
    step best;
    bool found;
} told;

static int compare_told(const void *a, const void *b)
{
    const told *x = a, *y = b;
    if (x->row->from != y->row->from)
        return x->row->from < y->row->from ? -1 : 1;
    return (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

static told *find_told(told *list, size_t count, uint32_t vertex)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list[mid].vertex < vertex)
            low = mid + 1;
        else
            high = mid;
    }
    return low < count && list[low].vertex == vertex ? &list[low] : NULL;
}

/* All rows that came from one vertex, by one look at its edges. */
static cg_code tell_from(traversal *t, told *list, size_t count, steps *at_hand, cg_err *err)
{
    cg_code rc =
        view_steps(t->view, list[0].row->from, t->ask->heading, &t->levels.choice, at_hand, err);
    for (size_t i = 0; rc == CG_OK && i < at_hand->len; i++) {
        told *one = find_told(list, count, at_hand->ptr[i].to);
        if (one != NULL && (!one->found || step_is_better(t->view, &at_hand->ptr[i], &one->best))) {
            one->best = at_hand->ptr[i];
            one->found = true;
        }
    }
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        CG_ASSERT(list[i].found);
        list[i].row->by = word_of(t->view, &list[i].best);
    }
    return rc;
}

static cg_code tell_edges(traversal *t, cg_err *err)
{
    size_t count = t->out->count;
    cg_code rc = CG_OK;
    steps at_hand = {0};
    told *list = cg_arena_alloc_array(t->arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (told){.vertex = t->out->rows[i].vertex, .row = &t->out->rows[i]};
    if (count > 1)
        qsort(list, count, sizeof *list, compare_told);
    for (size_t i = 0, end; rc == CG_OK && i < count; i = end) {
        for (end = i + 1; end < count && list[end].row->from == list[i].row->from;)
            end++;
        rc = tell_from(t, list + i, end - i, &at_hand, err);
    }
    CG_VEC_FINI(&at_hand);
    return rc;
}

/* ---- all of it ---- */

cg_code cg_traverse(cg_view *view, const cg_traversal *ask, cg_arena *arena, cg_reach *out,
                    cg_err *err)
{
    CG_ASSERT(ask->depth >= 1 && ask->depth <= CG_DEPTH_MAX);
    traversal t = {.view = view, .ask = ask, .arena = arena, .out = out};
    *out = (cg_reach){.rows = cg_arena_alloc_array(arena, ask->limit + 1, sizeof *out->rows),
                      .by_depth = cg_arena_alloc_array(arena, ask->depth, sizeof *out->by_depth)};
    levels_init(&t.levels, view, &ask->edges, ask->heading);
    cg_code rc = search(&t, err);
    if (rc == CG_OK)
        rc = tell_edges(&t, err);
    levels_fini(&t.levels);
    return rc;
}

cg_code cg_view_add_members(cg_view *view, cg_vertices *inout_vertices, cg_err *err)
{
    const cg_edge_choice contains = {.kinds = UINT64_C(1) << CG_EDGE_CONTAINS};
    levels l;
    levels_init(&l, view, &contains, CG_OUTWARDS);
    cg_code rc = levels_start(&l, inout_vertices->ptr, inout_vertices->len, err);
    CG_VEC_CLEAR(inout_vertices);
    while (rc == CG_OK && l.frontier.len > 0) {
        for (size_t i = 0; i < l.frontier.len; i++)
            CG_VEC_PUSH(inout_vertices, l.frontier.ptr[i]);
        rc = levels_advance(&l, err);
    }
    levels_fini(&l);
    view_sort(view, inout_vertices->ptr, inout_vertices->len);
    return rc;
}
