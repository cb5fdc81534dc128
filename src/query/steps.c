// SPDX-License-Identifier: Apache-2.0
// What one vertex leads to in one step, with the edges that say so: for what is shown, not for what is searched.
#include "query_int.h"

#define SLOTS_FIRST 64u

/* ---- sets of vertices ---- */

typedef struct vertex_set {
    cg_vertices list; /* in the order in which they came */
    uint32_t *slots;  /* open addressing: position + 1 */
    uint32_t mask;
} vertex_set;

static uint32_t *slot_of(const vertex_set *set, uint32_t vertex)
{
    uint32_t at = vertex * 0x9e3779b1u >> 7 & set->mask;
    while (set->slots[at] != 0 && set->list.ptr[set->slots[at] - 1] != vertex)
        at = (at + 1) & set->mask;
    return &set->slots[at];
}

static void add(vertex_set *set, uint32_t vertex)
{
    if (set->slots == NULL || set->list.len * 2 > set->mask) {
        uint32_t slots = set->slots == NULL ? SLOTS_FIRST : 2 * (set->mask + 1);
        cg_free(set->slots);
        set->slots = cg_alloc_array(slots, sizeof *set->slots);
        set->mask = slots - 1;
        for (size_t i = 0; i < set->list.len; i++)
            *slot_of(set, set->list.ptr[i]) = (uint32_t)i + 1;
    }
    uint32_t *slot = slot_of(set, vertex);
    if (*slot != 0)
        return;
    CG_VEC_PUSH(&set->list, vertex);
    *slot = (uint32_t)set->list.len;
}

static void vertex_set_fini(vertex_set *set)
{
    CG_VEC_FINI(&set->list);
    cg_free(set->slots);
}

/* `of`, then all that overrides it (`inwards`), or that it overrides. */
static cg_code close_over(cg_view *view, uint32_t of, bool inwards, class_choice *dispatch,
                          vertex_set *out, cg_err *err)
{
    cg_code rc = CG_OK;
    add(out, of);
    for (size_t i = 0; rc == CG_OK && i < out->list.len; i++) {
        edge_run run;
        rc = view_edges(view, out->list.ptr[i], inwards, dispatch, &run, err);
        for (size_t e = 0; rc == CG_OK && e < run.count; e++)
            if (class_is_chosen(dispatch, run.class[e]))
                add(out, run.to[e]);
    }
    return rc;
}

/* ---- steps ---- */

static bool is_call(const cg_view *view, edge_class class)
{
    return class_kind(view_classes(view)->packed.ptr[class]) == CG_EDGE_CALLS;
}

/* Those of one vertex on one side, told as `say`. */
static cg_code add_steps(cg_view *view, uint32_t vertex, const step *say, bool calls_only,
                         class_choice *choice, steps *out, cg_err *err)
{
    edge_run run;
    cg_code rc = view_edges(view, vertex, say->inwards, choice, &run, err);
    for (size_t i = 0; rc == CG_OK && i < run.count; i++)
        if (class_is_chosen(choice, run.class[i]) && (!calls_only || is_call(view, run.class[i])))
            CG_VEC_PUSH(out, (step){run.to[i], run.class[i], say -> inwards, say -> dispatch});
    return rc;
}

static cg_code steps_out(cg_view *view, uint32_t vertex, class_choice *choice,
                         class_choice *dispatch, steps *out, cg_err *err)
{
    const step own = {0};
    cg_code rc = add_steps(view, vertex, &own, false, choice, out, err);
    size_t named = choice->of.dispatch ? out->len : 0;
    for (size_t i = 0; rc == CG_OK && i < named; i++) {
        vertex_set members = {0};
        step call = out->ptr[i];
        if (!is_call(view, call.class))
            continue;
        rc = close_over(view, call.to, true, dispatch, &members, err);
        for (size_t m = 1; rc == CG_OK && m < members.list.len; m++)
            CG_VEC_PUSH(out, (step){members.list.ptr[m], call.class, false, true});
        vertex_set_fini(&members);
    }
    return rc;
}

static cg_code steps_in(cg_view *view, uint32_t vertex, class_choice *choice,
                        class_choice *dispatch, steps *out, cg_err *err)
{
    const step own = {.inwards = true}, other = {.inwards = true, .dispatch = true};
    vertex_set members = {0};
    cg_code rc = add_steps(view, vertex, &own, false, choice, out, err);
    if (rc == CG_OK && choice->of.dispatch)
        rc = close_over(view, vertex, false, dispatch, &members, err);
    for (size_t m = 1; rc == CG_OK && m < members.list.len; m++)
        rc = add_steps(view, members.list.ptr[m], &other, true, choice, out, err);
    vertex_set_fini(&members);
    return rc;
}

cg_code view_steps(cg_view *view, uint32_t vertex, cg_heading heading, class_choice *choice,
                   steps *out, cg_err *err)
{
    class_choice dispatch = class_choice_of_dispatch(choice);
    cg_code rc = CG_OK;
    CG_VEC_CLEAR(out);
    if (heading & CG_OUTWARDS)
        rc = steps_out(view, vertex, choice, &dispatch, out, err);
    if (rc == CG_OK && (heading & CG_INWARDS))
        rc = steps_in(view, vertex, choice, &dispatch, out, err);
    class_choice_fini(&dispatch);
    return rc;
}

cg_edge_word word_of(const cg_view *view, const step *s)
{
    uint32_t packed = view_classes(view)->packed.ptr[s->class];
    return (cg_edge_word){.kind = class_kind(packed),
                          .rule = class_rule(packed),
                          .confidence = class_confidence(packed),
                          .manual = class_manual(packed),
                          .inwards = s->inwards,
                          .dispatch = s->dispatch};
}

bool step_is_better(const cg_view *view, const step *a, const step *b)
{
    cg_edge_word x = word_of(view, a), y = word_of(view, b);
    const unsigned left[] = {x.dispatch, x.inwards, x.kind, 100u - x.confidence, x.rule, x.manual};
    const unsigned right[] = {y.dispatch, y.inwards, y.kind, 100u - y.confidence, y.rule, y.manual};
    for (size_t i = 0; i < CG_ARRAY_LEN(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i];
    return false;
}

cg_heading heading_back(cg_heading heading)
{
    return heading == CG_OUTWARDS ? CG_INWARDS : heading == CG_INWARDS ? CG_OUTWARDS : heading;
}

cg_code cg_view_visit_edges(cg_view *view, cg_vertex vertex, bool inwards,
                            const cg_edge_choice *choice, cg_edge_visit *visit, void *arg,
                            cg_err *err)
{
    class_choice by_class = {.of = *choice};
    edge_run run;
    cg_code rc = view_edges(view, vertex, inwards, &by_class, &run, err);
    for (size_t i = 0; rc == CG_OK && i < run.count; i++)
        if (class_is_chosen(&by_class, run.class[i]))
            visit(arg, run.to[i], class_kind(view_classes(view)->packed.ptr[run.class[i]]));
    class_choice_fini(&by_class);
    return rc;
}

uint32_t cg_view_vertices(const cg_view *view)
{
    return view_limit(view);
}
