// SPDX-License-Identifier: Apache-2.0
// What much leads to: nodes or files by PageRank.
#include "questions.h"

#include <stdlib.h>

static int compare_ranked(const void *a, const void *b)
{
    const ranked_point *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return (x->point > y->point) - (x->point < y->point);
}

cg_code rank_points(const cg_projection *g, const cg_patience *patience, ranked_point **out,
                    cg_err *err)
{
    double *ranks = cg_alloc_array(g->count + 1u, sizeof *ranks);
    ranked_point *list = cg_alloc_array(g->count + 1u, sizeof *list);
    cg_code rc = cg_rank_points(g, patience, ranks, err);
    for (uint32_t p = 0; p < g->count; p++)
        list[p] = (ranked_point){ranks[p], p};
    cg_free(ranks);
    if (rc != CG_OK) {
        cg_free(list);
        return rc;
    }
    qsort(list, g->count, sizeof *list, compare_ranked);
    *out = list;
    return CG_OK;
}

static void fill_degrees(const cg_projection *g, const uint32_t *shown, cg_hub_page *page)
{
    uint32_t *in = cg_alloc_array(g->count + 1u, sizeof *in);
    for (uint32_t e = 0; e < g->at[g->count]; e++)
        in[g->to[e]]++;
    for (size_t i = 0; i < page->count; i++) {
        page->rows[i].in = in[shown[i]];
        page->rows[i].out = g->at[shown[i] + 1] - g->at[shown[i]];
    }
    cg_free(in);
}

static cg_code list(whole *w, const cg_projection *g, const ranked_point *ranked, cg_hub_page *page,
                    cg_err *err)
{
    cg_node_choice choice = node_choice_of(&w->ask->filter);
    uint32_t *shown = cg_arena_alloc_array(w->arena, w->ask->limit + 1, sizeof *shown);
    cg_code rc = CG_OK;
    page->rows = cg_arena_alloc_array(w->arena, w->ask->limit + 1, sizeof *page->rows);
    for (uint32_t i = 0; rc == CG_OK && i < g->count; i++) {
        bool chosen;
        uint32_t point = ranked[i].point;
        rc = cg_view_is_chosen(w->view, &choice, g->vertices[point], &chosen, err);
        if (rc != CG_OK || !chosen || page->total++ < w->skip ||
            page_is_full(w->arena, page->count, w->ask->limit))
            continue;
        cg_hub_row *row = &page->rows[page->count];
        row->score = ranked[i].rank * g->count;
        shown[page->count] = point;
        rc = whole_view(w, g->vertices[point], &row->node, err);
        page->count += rc == CG_OK;
    }
    fill_degrees(g, shown, page);
    page->next_cursor = whole_cursor(w, page->count, page->total);
    return rc;
}

static cg_code answer(whole *w, cg_hub_page *page, cg_err *err)
{
    CG_AUTO_VALUE(cg_projection) g = {0};
    ranked_point *ranked;
    cg_code rc = whole_project(w, NULL, false, &g, err);
    if (rc == CG_OK)
        rc = rank_points(&g, &w->ask->patience, &ranked, err);
    if (rc != CG_OK)
        return rc;
    rc = list(w, &g, ranked, page, err);
    cg_free(ranked);
    return rc;
}

cg_code cg_service_hubs(cg_service *service, const cg_whole_request *request, cg_arena *arena,
                        cg_hub_page *out_page, cg_err *err)
{
    whole w;
    cg_verdict verdict;
    *out_page = (cg_hub_page){0};
    cg_code rc = whole_open(service, request, 'H', arena, &w, err);
    if (rc != CG_OK || w.snap == NULL)
        return rc;
    out_page->generation = cg_snapshot_generation(w.snap);
    rc = answer(&w, out_page, err);
    coverage_of_whole(w.snap, out_page->total, &out_page->coverage, &verdict);
    whole_fini(&w);
    return rc;
}
