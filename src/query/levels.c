// SPDX-License-Identifier: Apache-2.0
// Breadth-first search. A level is walked in the order of vertices, so who is first to lead somewhere is the first in order.
//
// With dispatch, a call of a member also leads to what overrides it, and so on; and to a member also lead the calls of
// what it overrides. Members overridden by thousands are called by thousands: two marks see to it that either side is
// walked once and not for each of the other.
//
// Weights say how much of a start comes through: a start has WEIGHT_START, and each step passes on a part that goes by
// what relationship it is and how sure. What is reached has the largest weight of all ways of its least length. A level
// is then walked by weight, the largest first, so that the marks, too, go to who passes on most.
#include "query_int.h"

#include <stdlib.h>

enum {
    MARK_OVERRIDERS = 1, /* whatever overrides it, and what overrides that, was reached */
    MARK_CALLERS = 2,    /* who calls it, or what it overrides, was reached */
};

void levels_init(levels *l, cg_view *view, const cg_edge_choice *choice, cg_heading heading)
{
    *l = (levels){.view = view, .choice = {.of = *choice}, .heading = heading};
    l->dispatch = class_choice_of_dispatch(&l->choice);
}

/* Percent of a weight that a step passes on, were it sure. What carries a change: to be called, extended or overridden most,
 * to be mentioned or needed by a whole file less. */
static const uint8_t passes_on[CG_EDGE_KIND_LIMIT] = {
    [CG_EDGE_CONTAINS] = 70,   [CG_EDGE_CALLS] = 70,      [CG_EDGE_INSTANTIATES] = 70,
    [CG_EDGE_INHERITS] = 70,   [CG_EDGE_IMPLEMENTS] = 70, [CG_EDGE_OVERRIDES] = 70,
    [CG_EDGE_READS] = 60,      [CG_EDGE_WRITES] = 60,     [CG_EDGE_TYPE_OF] = 60,
    [CG_EDGE_REFERENCES] = 50, [CG_EDGE_IMPORTS] = 40,    [CG_EDGE_DEPENDS_ON] = 30,
};

uint32_t weight_after(uint32_t weight, uint32_t packed)
{
    uint64_t passed = (uint64_t)weight * passes_on[class_kind(packed)] * class_confidence(packed);
    return CG_MAX((uint32_t)(passed / 10000u), 1u);
}

void levels_fini(levels *l)
{
    class_choice_fini(&l->choice);
    class_choice_fini(&l->dispatch);
    cg_free(l->from.at);
    cg_free(l->marks.at);
    cg_free(l->depths.at);
    cg_free(l->weights.at);
    CG_VEC_FINI(&l->frontier);
    CG_VEC_FINI(&l->next);
    CG_VEC_FINI(&l->stack);
    CG_VEC_FINI(&l->classes);
    CG_VEC_FINI(&l->ends);
}

static cg_code fit_tables(levels *l, cg_err *err)
{
    cg_code rc = vertex_table_fit(l->view, &l->from, sizeof(uint32_t), err);
    if (rc == CG_OK && l->choice.of.dispatch)
        rc = vertex_table_fit(l->view, &l->marks, sizeof(uint8_t), err);
    if (rc == CG_OK && l->keeps_depths)
        rc = vertex_table_fit(l->view, &l->depths, sizeof(uint16_t), err);
    if (rc == CG_OK && l->weighs)
        rc = vertex_table_fit(l->view, &l->weights, sizeof(uint32_t), err);
    return rc;
}

static void weigh(levels *l, uint32_t vertex, uint32_t from, edge_class class)
{
    uint32_t *weights = l->weights.at;
    uint32_t passed = weight_after(weights[from], view_classes(l->view)->packed.ptr[class]);
    if (passed <= weights[vertex])
        return;
    weights[vertex] = passed;
    ((uint32_t *)l->from.at)[vertex] = from + 1;
}

static void put(levels *l, uint32_t vertex, uint32_t from, unsigned depth)
{
    ((uint32_t *)l->from.at)[vertex] = from + 1;
    if (l->keeps_depths)
        ((uint16_t *)l->depths.at)[vertex] = (uint16_t)(depth + 1);
    CG_VEC_PUSH(&l->next, vertex);
}

/* The tables fit the vertex. */
static inline void reach(levels *l, uint32_t vertex, uint32_t from, edge_class class)
{
    if (((uint32_t *)l->from.at)[vertex] == 0)
        put(l, vertex, from, l->depth + 1);
    if (l->weighs && levels_has_at(l, vertex, l->depth + 1))
        weigh(l, vertex, from, class);
}

static int compare_weights(const void *a, const void *b, void *arg)
{
    const uint32_t *weights = ((const levels *)arg)->weights.at;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (weights[x] != weights[y])
        return weights[x] > weights[y] ? -1 : 1;
    return cg_view_compare(((const levels *)arg)->view, x, y);
}

static void take_level(levels *l)
{
    if (l->weighs && l->next.len > 1)
        qsort_r(l->next.ptr, l->next.len, sizeof *l->next.ptr, compare_weights, l);
    else
        view_sort(l->view, l->next.ptr, l->next.len);
    cg_vertices reached = l->next;
    l->next = l->frontier;
    l->frontier = reached;
    CG_VEC_CLEAR(&l->next);
}

static cg_code put_starts(levels *l, const uint32_t *starts, size_t count, unsigned depth,
                          cg_err *err)
{
    cg_code rc = fit_tables(l, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        if (((uint32_t *)l->from.at)[starts[i]] != 0)
            continue;
        put(l, starts[i], starts[i], depth);
        if (l->weighs)
            ((uint32_t *)l->weights.at)[starts[i]] = WEIGHT_START;
    }
    return rc;
}

cg_code levels_start(levels *l, const uint32_t *starts, size_t count, cg_err *err)
{
    l->depth = 0;
    cg_code rc = put_starts(l, starts, count, 0, err);
    take_level(l);
    return rc;
}

/* Before anything else of that level, and with the weight of a start: what is added is as near as can be. */
cg_code levels_add(levels *l, const uint32_t *vertices, size_t count, cg_err *err)
{
    CG_ASSERT(l->next.len == 0);
    return put_starts(l, vertices, count, l->depth + 1, err);
}

/* ---- without dispatch ---- */

static cg_code advance_from(levels *l, uint32_t vertex, bool inwards, cg_err *err)
{
    edge_run run;
    cg_code rc = view_edges(l->view, vertex, inwards, &l->choice, &run, err);
    if (rc == CG_OK)
        rc = fit_tables(l, err);
    for (size_t i = 0; rc == CG_OK && i < run.count; i++)
        if (class_is_chosen(&l->choice, run.class[i]))
            reach(l, run.to[i], vertex, run.class[i]);
    return rc;
}

/* ---- with dispatch ---- */

/* Edges that outlive further calls on the view, those alone that are chosen. */
static cg_code copy_edges(levels *l, uint32_t vertex, bool inwards, class_choice *choice,
                          cg_err *err)
{
    edge_run run;
    CG_VEC_CLEAR(&l->ends);
    CG_VEC_CLEAR(&l->classes);
    cg_code rc = view_edges(l->view, vertex, inwards, choice, &run, err);
    if (rc == CG_OK)
        rc = fit_tables(l, err);
    for (size_t i = 0; rc == CG_OK && i < run.count; i++)
        if (class_is_chosen(choice, run.class[i])) {
            CG_VEC_PUSH(&l->ends, run.to[i]);
            CG_VEC_PUSH(&l->classes, run.class[i]);
        }
    return rc;
}

static bool is_call(const levels *l, edge_class class)
{
    return class_kind(view_classes(l->view)->packed.ptr[class]) == CG_EDGE_CALLS;
}

static bool mark(levels *l, uint32_t vertex, uint8_t bit)
{
    uint8_t *marks = (uint8_t *)l->marks.at + vertex;
    bool is_new = !(*marks & bit);
    *marks |= bit;
    return is_new;
}

static cg_code push_chosen(levels *l, uint32_t vertex, bool inwards, cg_err *err)
{
    edge_run run;
    cg_code rc = view_edges(l->view, vertex, inwards, &l->dispatch, &run, err);
    if (rc == CG_OK)
        rc = fit_tables(l, err);
    for (size_t i = 0; rc == CG_OK && i < run.count; i++)
        if (class_is_chosen(&l->dispatch, run.class[i]))
            CG_VEC_PUSH(&l->stack, run.to[i]);
    return rc;
}

/* A call from `vertex` reaches what overrides what it names. */
static cg_code dispatch_out(levels *l, uint32_t vertex, uint32_t called, edge_class class,
                            cg_err *err)
{
    cg_code rc = CG_OK;
    CG_VEC_CLEAR(&l->stack);
    CG_VEC_PUSH(&l->stack, called);
    while (rc == CG_OK && l->stack.len > 0) {
        uint32_t member = l->stack.ptr[--l->stack.len];
        reach(l, member, vertex, class);
        if (mark(l, member, MARK_OVERRIDERS))
            rc = push_chosen(l, member, true, err);
    }
    return rc;
}

static cg_code advance_out(levels *l, uint32_t vertex, cg_err *err)
{
    cg_code rc = copy_edges(l, vertex, false, &l->choice, err);
    for (size_t i = 0; rc == CG_OK && i < l->ends.len; i++) {
        reach(l, l->ends.ptr[i], vertex, l->classes.ptr[i]);
        if (is_call(l, l->classes.ptr[i]))
            rc = dispatch_out(l, vertex, l->ends.ptr[i], l->classes.ptr[i], err);
    }
    return rc;
}

/* Whoever calls what `vertex` overrides may call `vertex`. */
static cg_code dispatch_in(levels *l, uint32_t vertex, cg_err *err)
{
    CG_VEC_CLEAR(&l->stack);
    cg_code rc = push_chosen(l, vertex, false, err);
    while (rc == CG_OK && l->stack.len > 0) {
        uint32_t member = l->stack.ptr[--l->stack.len];
        if (!mark(l, member, MARK_CALLERS))
            continue;
        rc = copy_edges(l, member, true, &l->choice, err);
        for (size_t i = 0; rc == CG_OK && i < l->ends.len; i++)
            if (is_call(l, l->classes.ptr[i]))
                reach(l, l->ends.ptr[i], vertex, l->classes.ptr[i]);
        if (rc == CG_OK)
            rc = push_chosen(l, member, false, err);
    }
    return rc;
}

/* ---- either ---- */

static cg_code expand(levels *l, uint32_t vertex, cg_err *err)
{
    bool dispatch = l->choice.of.dispatch;
    cg_code rc = CG_OK;
    if (l->heading & CG_OUTWARDS)
        rc = dispatch ? advance_out(l, vertex, err) : advance_from(l, vertex, false, err);
    if (rc == CG_OK && (l->heading & CG_INWARDS))
        rc = advance_from(l, vertex, true, err);
    if (rc == CG_OK && (l->heading & CG_INWARDS) && dispatch)
        rc = dispatch_in(l, vertex, err);
    return rc;
}

cg_code levels_advance(levels *l, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < l->frontier.len; i++)
        rc = expand(l, l->frontier.ptr[i], err);
    take_level(l);
    l->depth++;
    return rc;
}
