// SPDX-License-Identifier: Apache-2.0
// The best hits of a search, in bounded memory: a heap with the worst at its root.
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

static void sift_down(top *t, size_t at)
{
    cg_hit *heap = t->hits.ptr, moved = heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= t->hits.len)
            break;
        if (child + 1 < t->hits.len && hit_is_better(t->snap, &heap[child], &heap[child + 1]))
            child++;
        if (!hit_is_better(t->snap, &moved, &heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

static void sift_up(top *t, size_t at)
{
    cg_hit *heap = t->hits.ptr, moved = heap[at];
    while (at > 0 && hit_is_better(t->snap, &heap[(at - 1) / 2], &moved)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = moved;
}

void top_add(top *t, const cg_hit *hit)
{
    if (t->hits.len < t->max) {
        CG_VEC_PUSH(&t->hits, *hit);
        sift_up(t, t->hits.len - 1);
    } else if (t->max > 0 && hit_is_better(t->snap, hit, &t->hits.ptr[0])) {
        t->hits.ptr[0] = *hit;
        sift_down(t, 0);
    }
}

static int compare_hits(const void *a, const void *b, void *snap)
{
    return hit_is_better(snap, a, b) ? -1 : hit_is_better(snap, b, a) ? 1 : 0;
}

void top_sort(top *t)
{
    if (t->hits.len > 1)
        qsort_r(t->hits.ptr, t->hits.len, sizeof *t->hits.ptr, compare_hits, (void *)t->snap);
}

void top_fini(top *t)
{
    CG_VEC_FINI(&t->hits);
}
