// SPDX-License-Identifier: Apache-2.0
// Which files of a list depend on which others of it.
#include "query_int.h"

#include <stdlib.h>

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The vertex of a file's own node. CG_E_NOT_FOUND (err untouched): it has none. */
static cg_code find_file(cg_view *view, uint32_t file, cg_arena *arena, uint32_t *out_vertex,
                         cg_err *err)
{
    const adjacency *a = view->arrays;
    if (a != NULL) {
        uint32_t rank = file < a->files_limit ? a->ranks[file] : CG_NONE;
        if (rank == CG_NONE || a->first[rank] == a->first[rank + 1])
            return CG_E_NOT_FOUND;
        *out_vertex = a->first[rank];
        return CG_OK;
    }
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(view->snap, file, arena, &refs, &count, err);
    if (rc != CG_OK)
        return rc;
    return count > 0 ? store_side_meet(view, refs[0], out_vertex, err) : CG_E_NOT_FOUND;
}

/* ---- which of the list has a vertex ---- */

/* The vertices of a listed file. */
typedef struct span {
    uint32_t from, length;
    uint32_t listed; /* its place in the list */
} span;

typedef struct lister {
    cg_view *view;
    const uint32_t *files; /* ascending */
    size_t count;
    span *spans; /* with arrays: by their vertices */
    size_t spans_count;
} lister;

static int compare_spans(const void *a, const void *b)
{
    const span *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static void find_spans(lister *l, cg_arena *arena)
{
    const adjacency *a = l->view->arrays;
    l->spans = cg_arena_alloc_array(arena, l->count + 1, sizeof *l->spans);
    for (uint32_t i = 0; a != NULL && i < l->count; i++) {
        uint32_t rank = l->files[i] < a->files_limit ? a->ranks[l->files[i]] : CG_NONE;
        if (rank != CG_NONE)
            l->spans[l->spans_count++] =
                (span){a->first[rank], a->first[rank + 1] - a->first[rank], i};
    }
    if (l->spans_count > 1)
        qsort(l->spans, l->spans_count, sizeof *l->spans, compare_spans);
}

/* Its place in the list; CG_NONE: none has it, as is so of most vertices, and which file these are of is not asked. */
static uint32_t listed_of(const lister *l, uint32_t vertex)
{
    if (l->view->arrays == NULL) {
        uint32_t file = cg_view_place(l->view, vertex).file;
        const uint32_t *at = bsearch(&file, l->files, l->count, sizeof file, compare_numbers);
        return at != NULL ? (uint32_t)(at - l->files) : CG_NONE;
    }
    const span *low = l->spans;
    for (size_t left = l->spans_count, half; left > 1; left -= half) {
        half = left / 2;
        low += low[half].from <= vertex ? half : 0;
    }
    return vertex - low->from < low->length ? low->listed : CG_NONE; /* no span: all are 0 */
}

/* ---- their edges ---- */

static cg_code list_uses(const lister *l, cg_arena *arena, class_choice *choice,
                         cg_file_use_list *out, cg_err *err)
{
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t vertex;
        edge_run run;
        cg_code rc = find_file(l->view, l->files[i], arena, &vertex, err);
        if (rc == CG_E_NOT_FOUND)
            continue;
        if (rc == CG_OK)
            rc = view_edges(l->view, vertex, false, choice, &run, err);
        if (rc != CG_OK)
            return rc;
        for (size_t e = 0; e < run.count; e++) {
            if (!class_is_chosen(choice, run.class[e]))
                continue;
            uint32_t to = listed_of(l, run.to[e]);
            if (to != CG_NONE && to != i)
                CG_VEC_PUSH(out, ((cg_file_use){i, to}));
        }
    }
    return CG_OK;
}

cg_code cg_view_list_uses(cg_view *view, const uint32_t *files, size_t count, cg_arena *arena,
                          cg_file_use_list *out, cg_err *err)
{
    class_choice choice = {.of = {.kinds = UINT64_C(1) << CG_EDGE_DEPENDS_ON}};
    lister l = {.view = view, .files = files, .count = count};
    CG_VEC_CLEAR(out);
    find_spans(&l, arena);
    cg_code rc = list_uses(&l, arena, &choice, out, err);
    class_choice_fini(&choice);
    return rc;
}
