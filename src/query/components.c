// SPDX-License-Identifier: Apache-2.0
// Strongly connected components by Tarjan's algorithm, without recursion, and a shortest circle in one.
#include "query_int.h"

#include <stdlib.h>

#define LOOK_EVERY 65536

typedef struct frame {
    uint32_t point, edge; /* edge: the next one to follow */
} frame;

typedef struct tarjan {
    const cg_projection *g;
    uint32_t *index; /* 0: not seen yet */
    uint32_t *low;
    uint8_t *on_stack;
    cg_vertices stack;
    CG_VEC(frame) frames;
    uint32_t next;
    cg_components *out;
    CG_VEC(uint32_t) ends; /* of components, in `members`, as they are found */
    size_t used;
} tarjan;

static void enter(tarjan *t, uint32_t point)
{
    t->index[point] = t->low[point] = ++t->next;
    t->on_stack[point] = 1;
    CG_VEC_PUSH(&t->stack, point);
    CG_VEC_PUSH(&t->frames, (frame){point, t->g->at[point]});
}

/* All above the root on the stack are its component; those of one point are let go. */
static void close_component(tarjan *t, uint32_t root)
{
    size_t first = t->used;
    uint32_t point;
    do {
        point = t->stack.ptr[--t->stack.len];
        t->on_stack[point] = 0;
        t->out->members[t->used++] = point;
    } while (point != root);
    if (t->used - first == 1)
        t->used = first;
    else
        CG_VEC_PUSH(&t->ends, (uint32_t)t->used);
}

static void step_on(tarjan *t)
{
    frame *f = &t->frames.ptr[t->frames.len - 1];
    uint32_t point = f->point;
    if (f->edge < t->g->at[point + 1]) {
        uint32_t to = t->g->to[f->edge++];
        if (t->index[to] == 0)
            enter(t, to);
        else if (t->on_stack[to])
            t->low[point] = CG_MIN(t->low[point], t->index[to]);
        return;
    }
    t->frames.len--;
    if (t->frames.len > 0) {
        uint32_t above = t->frames.ptr[t->frames.len - 1].point;
        t->low[above] = CG_MIN(t->low[above], t->low[point]);
    }
    if (t->low[point] == t->index[point])
        close_component(t, point);
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

typedef struct found {
    uint32_t first, size, at; /* first: its first point; at: in `members` */
} found;

static int compare_found(const void *a, const void *b)
{
    const found *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Each in order, and all of them by size. */
static void settle(tarjan *t)
{
    cg_components *out = t->out;
    size_t count = t->ends.len;
    found *list = cg_alloc_array(count + 1, sizeof *list);
    uint32_t *members = cg_alloc_array(t->used + 1, sizeof *members), start = 0, used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t size = t->ends.ptr[i] - start;
        qsort(out->members + start, size, sizeof *out->members, compare_u32);
        list[i] = (found){out->members[start], size, start};
        start = t->ends.ptr[i];
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare_found);
    out->at = cg_alloc_array(count + 1, sizeof *out->at);
    for (size_t i = 0; i < count; i++) {
        memcpy(members + used, out->members + list[i].at, list[i].size * sizeof *members);
        used += list[i].size;
        out->at[i + 1] = used;
    }
    cg_free(out->members);
    cg_free(list);
    out->members = members;
    out->count = count;
}

cg_code cg_find_components(const cg_projection *g, const cg_patience *patience, cg_components *out,
                           cg_err *err)
{
    tarjan t = {.g = g, .out = out};
    cg_code rc = CG_OK;
    uint64_t work = 0;
    *out = (cg_components){.members = cg_alloc_array(g->count + 1u, sizeof *out->members)};
    t.index = cg_alloc_array(g->count + 1u, sizeof *t.index);
    t.low = cg_alloc_array(g->count + 1u, sizeof *t.low);
    t.on_stack = cg_alloc(g->count + 1u);
    for (uint32_t p = 0; rc == CG_OK && p < g->count; p++) {
        if (t.index[p] == 0)
            enter(&t, p);
        while (rc == CG_OK && t.frames.len > 0) {
            step_on(&t);
            if (++work % LOOK_EVERY == 0)
                rc = cg_patience_check(patience, err);
        }
    }
    if (rc == CG_OK)
        settle(&t);
    cg_free(t.index);
    cg_free(t.low);
    cg_free(t.on_stack);
    CG_VEC_FINI(&t.stack);
    CG_VEC_FINI(&t.frames);
    CG_VEC_FINI(&t.ends);
    if (rc != CG_OK)
        cg_components_fini(out);
    return rc;
}

void cg_components_fini(cg_components *components)
{
    cg_free(components->members);
    cg_free(components->at);
    *components = (cg_components){0};
}

/* ---- a circle ---- */

static bool is_member(const uint32_t *members, uint32_t count, uint32_t point)
{
    return bsearch(&point, members, count, sizeof point, compare_u32) != NULL;
}

/* Breadth first from the first member until something leads back to it. */
void cg_shortest_circle(const cg_projection *g, const cg_components *of, size_t component,
                        cg_vertices *out_points)
{
    const uint32_t *members = of->members + of->at[component];
    uint32_t count = of->at[component + 1] - of->at[component], start = members[0];
    uint32_t *from = cg_alloc_array(g->count + 1u, sizeof *from); /* 1 + who led there */
    cg_vertices queue = {0};
    uint32_t last = NO_VERTEX;
    CG_VEC_PUSH(&queue, start);
    from[start] = start + 1;
    for (size_t i = 0; last == NO_VERTEX && i < queue.len; i++) {
        uint32_t point = queue.ptr[i];
        for (uint32_t e = g->at[point]; last == NO_VERTEX && e < g->at[point + 1]; e++) {
            uint32_t to = g->to[e];
            if (to == start)
                last = point;
            if (from[to] != 0 || !is_member(members, count, to))
                continue;
            from[to] = point + 1;
            CG_VEC_PUSH(&queue, to);
        }
    }
    CG_ASSERT(last != NO_VERTEX); /* in a component, everything leads back */
    size_t first = out_points->len;
    for (uint32_t at = last; at != start; at = from[at] - 1)
        CG_VEC_PUSH(out_points, at);
    CG_VEC_PUSH(out_points, start);
    for (size_t i = first, j = out_points->len - 1; i < j; i++, j--) {
        uint32_t swapped = out_points->ptr[i];
        out_points->ptr[i] = out_points->ptr[j];
        out_points->ptr[j] = swapped;
    }
    CG_VEC_FINI(&queue);
    cg_free(from);
}
