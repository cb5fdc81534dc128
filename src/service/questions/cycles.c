// SPDX-License-Identifier: Apache-2.0
// What depends on itself over others: files, packages or nodes.
#include "questions.h"

static cg_code view_points(whole *w, const cg_projection *g, const uint32_t *points, size_t count,
                           cg_node_view **out, cg_err *err)
{
    cg_code rc = CG_OK;
    *out = cg_arena_alloc_array(w->arena, count + 1, sizeof **out);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = whole_view(w, g->vertices[points[i]], &(*out)[i], err);
    return rc;
}

static cg_code fill_row(whole *w, const cg_projection *g, const cg_components *found, size_t i,
                        cg_cycle_row *row, cg_err *err)
{
    cg_vertices circle = {0};
    *row = (cg_cycle_row){.size = found->at[i + 1] - found->at[i]};
    row->members_count = CG_MIN((size_t)row->size, w->ask->members_max);
    cg_code rc =
        view_points(w, g, found->members + found->at[i], row->members_count, &row->members, err);
    if (rc == CG_OK) {
        cg_shortest_circle(g, found, i, &circle);
        row->circle_count = CG_MIN(circle.len, w->ask->members_max);
        rc = view_points(w, g, circle.ptr, row->circle_count, &row->circle, err);
    }
    CG_VEC_FINI(&circle);
    return rc;
}

static cg_code answer(whole *w, cg_cycle_page *page, cg_err *err)
{
    CG_AUTO_VALUE(cg_projection) g = {0};
    CG_AUTO_VALUE(cg_components) found = {0};
    uint32_t *homes = NULL;
    cg_code rc = CG_OK;
    if (w->ask->level == CG_OF_PACKAGES)
        rc = package_homes(w->snap, &w->ask->patience, w->arena, &homes, err);
    if (rc == CG_OK)
        rc = whole_project(w, homes, true, &g, err);
    if (rc == CG_OK)
        rc = cg_find_components(&g, &w->ask->patience, &found, err);
    if (rc != CG_OK)
        return rc;
    page->total = found.count;
    page->rows = cg_arena_alloc_array(w->arena, w->ask->limit + 1, sizeof *page->rows);
    for (uint64_t i = w->skip; rc == CG_OK && i < found.count; i++) {
        if (page_is_full(w->arena, page->count, w->ask->limit))
            break;
        rc = fill_row(w, &g, &found, i, &page->rows[page->count], err);
        page->count += rc == CG_OK;
    }
    page->next_cursor = whole_cursor(w, page->count, page->total);
    return rc;
}

cg_code cg_service_cycles(cg_service *service, const cg_whole_request *request, cg_arena *arena,
                          cg_cycle_page *out_page, cg_err *err)
{
    whole w;
    cg_whole_request ask = *request;
    *out_page = (cg_cycle_page){.verdict = CG_VERDICT_NONE};
    if (ask.follow.kinds == 0 && ask.level != CG_OF_NODES)
        ask.follow.kinds = UINT64_C(1) << CG_EDGE_DEPENDS_ON;
    cg_code rc = whole_open(service, &ask, 'Y', arena, &w, err);
    if (rc != CG_OK || w.snap == NULL)
        return rc;
    out_page->generation = cg_snapshot_generation(w.snap);
    rc = answer(&w, out_page, err);
    coverage_of_whole(w.snap, out_page->total, &out_page->coverage, &out_page->verdict);
    whole_fini(&w);
    return rc;
}
