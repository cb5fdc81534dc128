// SPDX-License-Identifier: Apache-2.0
// Views: one snapshot for one question, out of arrays where there are any, else out of the store.
#include "query_int.h"

#include <stdlib.h>

#define TICK_EVERY 16384 /* edges between two looks at the clock */

static bool still_waited_for(void *arg)
{
    return cg_patience_check(arg, NULL) == CG_OK;
}

/* For this question alone: of an old generation, or where none are kept. */
static cg_code make_own(cg_view *view, cg_err *err)
{
    adjacency_work work = {view->bytes_max, still_waited_for, &view->patience};
    cg_code rc = adjacency_build(view->snap, &work, &view->arrays, err);
    return rc == CG_E_CANCELED ? cg_patience_check(&view->patience, err) : rc;
}

cg_code cg_view_open(cg_adjacency_cache *cache, cg_snapshot *snap, cg_view_from from,
                     const cg_patience *patience, cg_view **out_view, cg_err *err)
{
    CG_AUTO(cg_view) view = cg_alloc(sizeof *view);
    *view = (cg_view){.snap = snap,
                      .patience = patience != NULL ? *patience : (cg_patience){0},
                      .bytes_max = adjacency_question_bytes(cache)};
    cg_code rc = CG_OK;
    if (from != CG_VIEW_STORE)
        rc = arrays_take(cache, snap, from != CG_VIEW_AT_HAND, &view->patience, &view->arrays, err);
    if (rc == CG_OK && view->arrays == NULL && from == CG_VIEW_WHOLE)
        rc = make_own(view, err);
    if (rc != CG_OK)
        return rc;
    if (view->arrays == NULL)
        store_side_open(view);
    *out_view = view;
    view = NULL;
    return CG_OK;
}

void cg_view_close(cg_view *view)
{
    if (view == NULL)
        return;
    adjacency_release(view->arrays);
    store_side_fini(&view->store);
    cg_free(view->path_verdicts);
    cg_free(view);
}

bool cg_view_has_arrays(const cg_view *view)
{
    return view->arrays != NULL;
}

cg_code view_tick(cg_view *view, size_t edges, cg_err *err)
{
    view->work += edges + 1;
    if (view->work < TICK_EVERY)
        return CG_OK;
    view->work = 0;
    return cg_patience_check(&view->patience, err);
}

/* ---- nodes ---- */

cg_code cg_view_find(cg_view *view, const cg_node_place *place, cg_vertex *out_vertex, cg_err *err)
{
    if (view->arrays == NULL)
        return store_side_meet(view, place->ref, out_vertex, err);
    *out_vertex = adjacency_find(view->arrays, place);
    return *out_vertex != NO_VERTEX ? CG_OK : CG_E_NOT_FOUND;
}

cg_node_place cg_view_place(cg_view *view, cg_vertex vertex)
{
    if (view->arrays == NULL)
        return view->store.places.ptr[vertex];
    return adjacency_place(view->arrays, vertex, &view->rank_hint);
}

uint32_t view_limit(const cg_view *view)
{
    return view->arrays != NULL ? view->arrays->vertices : (uint32_t)view->store.places.len;
}

const class_table *view_classes(const cg_view *view)
{
    return view->arrays != NULL ? &view->arrays->classes : &view->store.classes;
}

int cg_view_compare(cg_view *view, cg_vertex a, cg_vertex b)
{
    if (view->arrays != NULL || a == b)
        return (a > b) - (a < b);
    const cg_node_place *x = &view->store.places.ptr[a], *y = &view->store.places.ptr[b];
    if (x->file == CG_NONE || y->file == CG_NONE) {
        if (x->file != y->file)
            return x->file == CG_NONE ? 1 : -1;
        return memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
    }
    if (x->file != y->file)
        return cg_str_cmp(cg_snapshot_file(view->snap, x->file)->path,
                          cg_snapshot_file(view->snap, y->file)->path);
    return (x->def > y->def) - (x->def < y->def);
}

/* ---- order ---- */

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Many are put in order by marking them and walking over the marks. */
static void sort_marked(uint32_t *vertices, size_t count, uint32_t limit)
{
    size_t words = limit / 64 + 1, n = 0;
    uint64_t *marks = cg_alloc_array(words, sizeof *marks);
    for (size_t i = 0; i < count; i++)
        marks[vertices[i] / 64] |= UINT64_C(1) << (vertices[i] % 64);
    for (size_t w = 0; w < words; w++)
        for (uint64_t rest = marks[w]; rest != 0; rest &= rest - 1)
            vertices[n++] = (uint32_t)(w * 64 + (unsigned)__builtin_ctzll(rest));
    cg_free(marks);
}

static int compare_stored(const void *a, const void *b, void *view)
{
    return cg_view_compare(view, *(const uint32_t *)a, *(const uint32_t *)b);
}

void view_sort(cg_view *view, uint32_t *vertices, size_t count)
{
    enum { MARKS_AS_ONE = 512 }; /* of them are walked over in the time that one is sorted in */
    if (count < 2)
        return;
    if (view->arrays == NULL)
        qsort_r(vertices, count, sizeof *vertices, compare_stored, view);
    else if (view->arrays->vertices / MARKS_AS_ONE < count)
        sort_marked(vertices, count, view->arrays->vertices);
    else
        qsort(vertices, count, sizeof *vertices, compare_u32);
}

/* ---- edges ---- */

cg_code view_edges(cg_view *view, uint32_t vertex, bool inwards, class_choice *choice,
                   edge_run *out, cg_err *err)
{
    cg_code rc;
    if (view->arrays == NULL) {
        rc = store_side_edges(view, vertex, inwards, choice, out, err);
    } else {
        const edge_rows *rows = inwards ? &view->arrays->in : &view->arrays->out;
        uint32_t first = rows->at[vertex];
        *out = (edge_run){rows->to + first, rows->class + first, rows->at[vertex + 1] - first};
        rc = view_tick(view, out->count, err);
    }
    class_choice_fit(choice, view);
    return rc;
}

/* ---- tables ---- */

cg_code vertex_table_fit(cg_view *view, vertex_table *table, size_t size, cg_err *err)
{
    uint32_t limit = view_limit(view);
    if (limit <= table->cap)
        return CG_OK;
    uint32_t cap = view->arrays != NULL ? limit : CG_MAX(limit + limit / 2, 256u);
    if ((size_t)cap > view->bytes_max / size)
        return CG_FAIL(err, CG_E_LIMIT, "the question reaches more nodes than one may");
    if (table->at == NULL) {
        table->at = cg_alloc_array(cap, size); /* pages that nobody touches are not there */
    } else {
        table->at = cg_realloc(table->at, (size_t)cap * size);
        memset((char *)table->at + (size_t)table->cap * size, 0, (size_t)(cap - table->cap) * size);
    }
    table->cap = cap;
    return CG_OK;
}
