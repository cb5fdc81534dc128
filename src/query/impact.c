// SPDX-License-Identifier: Apache-2.0
// What a change concerns: whoever leads to what changed, ranked by how much of the change comes through.
#include "query_int.h"

#include <stdlib.h>

struct cg_impact {
    cg_view *view;
    levels levels;
    steps at_hand;
    cg_affected_list list;
};

static cg_code take_level(cg_impact *impact, const cg_node_choice *nodes, cg_err *err)
{
    const levels *l = &impact->levels;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < l->frontier.len; i++) {
        uint32_t vertex = l->frontier.ptr[i];
        bool chosen;
        rc = cg_view_is_chosen(impact->view, nodes, vertex, &chosen, err);
        if (rc == CG_OK && chosen)
            CG_VEC_PUSH(&impact->list, (cg_affected){.vertex = vertex,
                                                     .weight = levels_weight(l, vertex),
                                                     .depth = (uint16_t)l->depth,
                                                     .is_user = levels_from(l, vertex) == vertex});
    }
    return rc;
}

static cg_code search(cg_impact *impact, const cg_impact_question *ask, cg_err *err)
{
    levels *l = &impact->levels;
    cg_code rc = levels_start(l, ask->changed, ask->changed_count, err);
    if (rc == CG_OK)
        rc = levels_add(l, ask->users, ask->users_count, err);
    while (rc == CG_OK && l->depth < ask->depth && (l->depth == 0 || l->frontier.len > 0)) {
        rc = levels_advance(l, err);
        if (rc == CG_OK)
            rc = take_level(impact, &ask->nodes, err);
    }
    return rc;
}

static int compare_affected(const void *a, const void *b, void *view)
{
    const cg_affected *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return cg_view_compare(view, x->vertex, y->vertex);
}

cg_code cg_impact_open(cg_view *view, const cg_impact_question *ask, cg_impact **out_impact,
                       cg_err *err)
{
    cg_impact *impact = cg_alloc(sizeof *impact);
    impact->view = view;
    levels_init(&impact->levels, view, &ask->edges, CG_INWARDS);
    impact->levels.keeps_depths = impact->levels.weighs = true;
    cg_code rc = search(impact, ask, err);
    if (rc != CG_OK) {
        cg_impact_close(impact);
        return rc;
    }
    if (impact->list.len > 1)
        qsort_r(impact->list.ptr, impact->list.len, sizeof *impact->list.ptr, compare_affected,
                view);
    *out_impact = impact;
    return CG_OK;
}

const cg_affected_list *cg_impact_list(const cg_impact *impact)
{
    return &impact->list;
}

cg_code cg_impact_tell(cg_impact *impact, const cg_affected *of, cg_vertex *out_from,
                       cg_edge_word *out_by, cg_err *err)
{
    cg_view *view = impact->view;
    const step *best = NULL;
    *out_from = levels_from(&impact->levels, of->vertex);
    *out_by = (cg_edge_word){0};
    if (of->is_user)
        return CG_OK;
    cg_code rc =
        view_steps(view, of->vertex, CG_OUTWARDS, &impact->levels.choice, &impact->at_hand, err);
    for (size_t i = 0; rc == CG_OK && i < impact->at_hand.len; i++) {
        const step *s = &impact->at_hand.ptr[i];
        if (s->to == *out_from && (best == NULL || step_is_better(view, s, best)))
            best = s;
    }
    if (rc != CG_OK)
        return rc;
    CG_ASSERT(best != NULL);
    *out_by = word_of(view, best);
    out_by->inwards = true;
    return CG_OK;
}

void cg_impact_close(cg_impact *impact)
{
    if (impact == NULL)
        return;
    levels_fini(&impact->levels);
    CG_VEC_FINI(&impact->at_hand);
    CG_VEC_FINI(&impact->list);
    cg_free(impact);
}
