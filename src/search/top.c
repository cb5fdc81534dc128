// SPDX-License-Identifier: Apache-2.0
// The best hits of a search, in bounded memory: a heap of their places, with the worst at its root.
#include <stdlib.h>

#include "search_int.h"

/* Manual nodes are in no file. */
static cg_str path_of(const cg_snapshot *snap, uint32_t file)
{
    return file == CG_NONE ? CG_STR_NULL : cg_snapshot_file(snap, file)->path;
}

bool hit_is_better(const cg_snapshot *snap, const cg_hit *a, const cg_hit *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->file != b->file) {
        int order = cg_str_cmp(path_of(snap, a->file), path_of(snap, b->file));
        return order != 0 ? order < 0 : a->file < b->file;
    }
    return a->def != b->def ? a->def < b->def : a->ref < b->ref;
}

/* Scores decide nearly always, so they stand beside the places that move, and hits do not. */
static bool is_better(const top *t, const top_place *a, const top_place *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return hit_is_better(t->snap, &t->hits.ptr[a->at], &t->hits.ptr[b->at]);
}

static void sift_down(top *t, top_place moved)
{
    top_place *heap = t->heap.ptr;
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= t->heap.len)
            break;
        if (child + 1 < t->heap.len && is_better(t, &heap[child], &heap[child + 1]))
            child++;
        if (!is_better(t, &moved, &heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

static void sift_up(top *t)
{
    top_place *heap = t->heap.ptr;
    size_t at = t->heap.len - 1;
    top_place moved = heap[at];
    while (at > 0 && is_better(t, &heap[(at - 1) / 2], &moved)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = moved;
}

void top_add(top *t, const cg_hit *hit)
{
    if (t->hits.len < t->max) {
        const top_place place = {hit->score, (uint32_t)t->hits.len};
        CG_VEC_PUSH(&t->hits, *hit);
        CG_VEC_PUSH(&t->heap, place);
        sift_up(t);
    } else if (t->max > 0 && hit_is_better(t->snap, hit, &t->hits.ptr[t->heap.ptr[0].at])) {
        const top_place place = {hit->score, t->heap.ptr[0].at};
        t->hits.ptr[place.at] = *hit;
        sift_down(t, place);
    }
}

static int compare_places(const void *a, const void *b, void *arg)
{
    return is_better(arg, a, b) ? -1 : is_better(arg, b, a) ? 1 : 0;
}

void top_sort(top *t)
{
    top sorted = {.snap = t->snap, .max = t->max};
    if (t->heap.len == 0)
        return;
    if (t->heap.len > 1)
        qsort_r(t->heap.ptr, t->heap.len, sizeof *t->heap.ptr, compare_places, t);
    CG_VEC_RESERVE(&sorted.hits, t->heap.len);
    for (size_t i = 0; i < t->heap.len; i++)
        CG_VEC_PUSH(&sorted.hits, t->hits.ptr[t->heap.ptr[i].at]);
    top_fini(t);
    *t = sorted;
}

void top_fini(top *t)
{
    CG_VEC_FINI(&t->hits);
    CG_VEC_FINI(&t->heap);
}
