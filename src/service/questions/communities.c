// SPDX-License-Identifier: Apache-2.0
// Communities: what holds together, as nodes, files or packages.
#include "questions.h"

#include <stdlib.h>

typedef struct member {
    uint32_t community, point;
    double inside, all; /* weight of its edges, either way: to members alone, and to all */
} member;

static int compare_members(const void *a, const void *b)
{
    const member *x = a, *y = b;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    if (x->inside != y->inside)
        return x->inside > y->inside ? -1 : 1;
    return (x->point > y->point) - (x->point < y->point);
}

static member *list_members(const cg_projection *g, const cg_communities *c)
{
    member *list = cg_alloc_array(g->count + 1u, sizeof *list);
    for (uint32_t p = 0; p < g->count; p++) {
        list[p].community = c->of[p];
        list[p].point = p;
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++) {
            uint32_t to = g->to[e];
            double weight = g->weights[e], inside = c->of[p] == c->of[to] ? weight : 0;
            list[p].all += weight;
            list[to].all += weight;
            list[p].inside += inside;
            list[to].inside += inside;
        }
    }
    qsort(list, g->count, sizeof *list, compare_members);
    return list;
}

/* Narrows `folder` to what it has in common with the folder of `path`. */
static cg_str common_folder(cg_str folder, cg_str path)
{
    size_t same = 0, n = 0;
    while (n < folder.len && n < path.len && folder.ptr[n] == path.ptr[n]) {
        n++;
        if (folder.ptr[n - 1] == '/')
            same = n - 1;
    }
    bool all_of_it = n == folder.len && n < path.len && path.ptr[n] == '/';
    return cg_str_slice(folder, 0, all_of_it ? n : same);
}

static cg_str folder_of(const cg_snapshot *snap, cg_view *view, const cg_projection *g,
                        const member *list, size_t count)
{
    cg_str folder = CG_STR_NULL;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        cg_node_place place = cg_view_place(view, g->vertices[list[i].point]);
        if (place.file == CG_NONE)
            continue;
        cg_str path = cg_snapshot_file(snap, place.file)->path;
        ptrdiff_t slash = cg_str_rfind(path, '/');
        folder = any ? common_folder(folder, path)
                     : cg_str_slice(path, 0, slash < 0 ? 0 : (size_t)slash);
        any = true;
    }
    return folder;
}

static cg_code fill_row(whole *w, const cg_projection *g, const member *list, size_t count,
                        cg_community_row *row, cg_err *err)
{
    double inside = 0, all = 0;
    cg_code rc = CG_OK;
    for (size_t i = 0; i < count; i++) {
        inside += list[i].inside;
        all += list[i].all;
    }
    *row = (cg_community_row){
        .number = list[0].community + 1u, .size = count, .cohesion = all > 0 ? inside / all : 0};
    if (!cg_arena_try_str(w->arena, folder_of(w->snap, w->view, g, list, count), &row->folder))
        return CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
    row->members_count = CG_MIN(count, w->ask->members_max);
    row->members = cg_arena_alloc_array(w->arena, row->members_count + 1, sizeof *row->members);
    for (size_t i = 0; rc == CG_OK && i < row->members_count; i++)
        rc = whole_view(w, g->vertices[list[i].point], &row->members[i], err);
    return rc;
}

static cg_code list(whole *w, const cg_projection *g, const member *members,
                    cg_community_page *page, cg_err *err)
{
    cg_code rc = CG_OK;
    page->rows = cg_arena_alloc_array(w->arena, w->ask->limit + 1, sizeof *page->rows);
    for (uint32_t i = 0, end; rc == CG_OK && i < g->count; i = end) {
        for (end = i + 1; end < g->count && members[end].community == members[i].community;)
            end++;
        if (end - i < 2 || page->total++ < w->skip ||
            page_is_full(w->arena, page->count, w->ask->limit))
            continue;
        rc = fill_row(w, g, members + i, end - i, &page->rows[page->count], err);
        page->count += rc == CG_OK;
    }
    page->next_cursor = whole_cursor(w, page->count, page->total);
    return rc;
}

static cg_code answer(whole *w, cg_community_page *page, cg_err *err)
{
    CG_AUTO_VALUE(cg_projection) g = {0};
    CG_AUTO_VALUE(cg_communities) found = {0};
    uint32_t *homes = NULL;
    cg_code rc = CG_OK;
    if (w->ask->level == CG_OF_PACKAGES)
        rc = package_homes(w->snap, &w->ask->patience, w->arena, &homes, err);
    if (rc == CG_OK)
        rc = whole_project(w, homes, true, &g, err);
    if (rc == CG_OK)
        rc = cg_find_communities(&g, w->ask->resolution, &w->ask->patience, &found, err);
    if (rc != CG_OK)
        return rc;
    page->points = g.count;
    page->modularity = found.modularity;
    member *members = list_members(&g, &found);
    rc = list(w, &g, members, page, err);
    cg_free(members);
    return rc;
}

cg_code cg_service_communities(cg_service *service, const cg_whole_request *request,
                               cg_arena *arena, cg_community_page *out_page, cg_err *err)
{
    whole w;
    cg_verdict verdict;
    *out_page = (cg_community_page){0};
    cg_code rc = whole_open(service, request, 'C', arena, &w, err);
    if (rc != CG_OK || w.snap == NULL)
        return rc;
    out_page->generation = cg_snapshot_generation(w.snap);
    rc = answer(&w, out_page, err);
    coverage_of_whole(w.snap, out_page->total, &out_page->coverage, &verdict);
    whole_fini(&w);
    return rc;
}
