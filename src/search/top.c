// SPDX-License-Identifier: Apache-2.0
// The best hits of a search, in bounded memory: they are gathered until there are twice as many as wanted, and then the worse half goes.
// That is a few steps for each hit, where a heap takes one for each doubling of their number, none of which a processor can foresee.
#include <stdlib.h>

#include "search_int.h"

#define MORE_MIN 64       /* hits gathered before the worse go, at least */
#define PARTITIONS_MAX 64 /* until sorting is surer */

/* Scores decide nearly always, so they stand beside the places that move, and hits do not. */
typedef struct place {
    double score;
    uint32_t at; /* of the hit */
} place;

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

static bool is_better(const top *t, const place *a, const place *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return a->at != b->at && hit_is_better(t->snap, &t->hits.ptr[a->at], &t->hits.ptr[b->at]);
}

static int compare_places(const void *a, const void *b, void *arg)
{
    return is_better(arg, a, b) ? -1 : is_better(arg, b, a) ? 1 : 0;
}

static void sort_places(top *t, place *places, size_t count)
{
    if (count > 1)
        qsort_r(places, count, sizeof *places, compare_places, t);
}

/* ---- choosing ---- */

static void swap(place *a, place *b)
{
    place kept = *a;
    *a = *b;
    *b = kept;
}

/* Puts the better ones in front of one of the middle sort, and yields where that is now. */
static size_t partition(const top *t, place *places, size_t count)
{
    size_t mid = count / 2, last = count - 1, at = 0;
    if (is_better(t, &places[mid], &places[0]))
        swap(&places[mid], &places[0]);
    if (is_better(t, &places[last], &places[0]))
        swap(&places[last], &places[0]);
    if (is_better(t, &places[mid], &places[last])) /* the middle one of three comes last */
        swap(&places[mid], &places[last]);
    for (size_t i = 0; i < last; i++)
        if (is_better(t, &places[i], &places[last]))
            swap(&places[i], &places[at++]);
    swap(&places[at], &places[last]);
    return at;
}

/* Brings the best `max` to the front, and the worst of them to their end. */
static void choose(top *t, place *places, size_t count)
{
    size_t from = 0, to = count, wanted = t->max - 1;
    for (unsigned n = 0; to - from > 2; n++) {
        if (n == PARTITIONS_MAX)
            break;
        size_t at = from + partition(t, places + from, to - from);
        if (at == wanted)
            return;
        if (at < wanted)
            from = at + 1;
        else
            to = at;
    }
    sort_places(t, places + from, to - from);
}

static place *list_places(const top *t)
{
    place *places = cg_alloc_array(t->hits.len + 1, sizeof *places);
    for (size_t i = 0; i < t->hits.len; i++)
        places[i] = (place){t->hits.ptr[i].score, (uint32_t)i};
    return places;
}

void top_cut(top *t)
{
    if (t->hits.len <= t->max || t->max == 0)
        return;
    place *places = list_places(t);
    choose(t, places, t->hits.len);
    t->floor = places[t->max - 1].score;
    t->has_floor = true;
    /* those that are behind and stay take the room of those in front that go */
    size_t gone = t->max;
    for (size_t i = 0; i < t->max; i++) {
        if (places[i].at < t->max)
            continue;
        while (places[gone].at >= t->max)
            gone++;
        t->hits.ptr[places[gone++].at] = t->hits.ptr[places[i].at];
    }
    t->hits.len = t->max;
    cg_free(places);
}

/* ---- gathering ---- */

void top_add(top *t, const cg_hit *hit)
{
    if (!top_wants(t, hit->score))
        return;
    CG_VEC_PUSH(&t->hits, *hit);
    if (t->hits.len >= t->max + CG_MAX(t->max, (size_t)MORE_MIN))
        top_cut(t);
}

void top_sort(top *t)
{
    top sorted = {.snap = t->snap, .max = t->max};
    top_cut(t);
    if (t->hits.len < 2)
        return;
    place *places = list_places(t);
    sort_places(t, places, t->hits.len);
    CG_VEC_RESERVE(&sorted.hits, t->hits.len);
    for (size_t i = 0; i < t->hits.len; i++)
        CG_VEC_PUSH(&sorted.hits, t->hits.ptr[places[i].at]);
    cg_free(places);
    top_fini(t);
    *t = sorted;
}

void top_fini(top *t)
{
    CG_VEC_FINI(&t->hits);
}
