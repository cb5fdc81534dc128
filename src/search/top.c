// SPDX-License-Identifier: Apache-2.0
// The best hits of a search, in bounded memory: they are gathered until there are twice as many as wanted, and then the worse half goes.
// That is a few steps for each hit, where a heap takes one for each doubling of their number, none of which a processor can foresee.
#include <stdlib.h>

#include "search_int.h"

#define MORE_MIN 64       /* hits gathered before the worse go, at least */
#define ROOM_MAX 2048     /* of them, made at once */
#define PARTITIONS_MAX 64 /* until sorting is surer */

/* Scores decide nearly always, so they stand beside the hits that they sort. */
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

static void sort_places(const top *t, place *places, size_t count)
{
    if (count > 1)
        qsort_r(places, count, sizeof *places, compare_places, (void *)t);
}

static place *list_places(const top *t)
{
    place *places = cg_alloc_array(t->hits.len + 1, sizeof *places);
    for (size_t i = 0; i < t->hits.len; i++)
        places[i] = (place){t->hits.ptr[i].score, (uint32_t)i};
    return places;
}

/* ---- choosing ---- */

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Brings those above `middle` to the front, and yields how many they are. Each is moved: whether it has to be, nobody can foresee. */
static size_t gather_above(double *scores, size_t count, double middle)
{
    size_t above = 0;
    for (size_t i = 0; i < count; i++) {
        double score = scores[i];
        scores[i] = scores[above];
        scores[above] = score;
        above += score > middle;
    }
    return above;
}

static double middle_of_three(double a, double b, double c)
{
    if (a < b)
        swap(&a, &b);
    if (b < c)
        b = c;
    return a < b ? a : b;
}

static int compare_scores(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* The n-th best of them, from 0. */
static double nth_best(double *scores, size_t count, size_t n)
{
    for (unsigned step = 0; step < PARTITIONS_MAX; step++) {
        double middle = middle_of_three(scores[0], scores[count / 2], scores[count - 1]);
        size_t above = gather_above(scores, count, middle);
        if (n < above) {
            count = above;
            continue;
        }
        size_t not_below = above;
        for (size_t i = above; i < count; i++)
            if (scores[i] == middle)
                swap(&scores[i], &scores[not_below++]);
        if (n < not_below)
            return middle;
        scores += not_below;
        count -= not_below;
        n -= not_below;
    }
    qsort(scores, count, sizeof *scores, compare_scores);
    return scores[n];
}

static double floor_of(const top *t)
{
    double *scores = cg_alloc_array(t->hits.len, sizeof *scores);
    for (size_t i = 0; i < t->hits.len; i++)
        scores[i] = t->hits.ptr[i].score;
    double floor = nth_best(scores, t->hits.len, t->max - 1);
    cg_free(scores);
    return floor;
}

/* Of the hits that have the floor's score so many of the best as there is room for are marked as if they were above it. */
static void mark_equals(const top *t, bool *stays, size_t room)
{
    place *places = cg_alloc_array(t->hits.len + 1, sizeof *places);
    size_t count = 0;
    for (size_t i = 0; i < t->hits.len; i++)
        if (t->hits.ptr[i].score == t->floor)
            places[count++] = (place){t->floor, (uint32_t)i};
    if (count > room)
        sort_places(t, places, count);
    for (size_t i = 0; i < CG_MIN(count, room); i++)
        stays[places[i].at] = true;
    cg_free(places);
}

void top_cut(top *t)
{
    if (t->hits.len <= t->max || t->max == 0)
        return;
    t->floor = floor_of(t);
    t->has_floor = true;
    bool *stays = cg_alloc_array(t->hits.len, sizeof *stays);
    size_t above = 0;
    for (size_t i = 0; i < t->hits.len; i++) {
        stays[i] = t->hits.ptr[i].score > t->floor;
        above += stays[i];
    }
    mark_equals(t, stays, t->max - above);
    /* those that are behind and stay take the room of those in front that go */
    for (size_t i = t->max, gone = 0; i < t->hits.len; i++) {
        if (!stays[i])
            continue;
        while (stays[gone])
            gone++;
        t->hits.ptr[gone++] = t->hits.ptr[i];
    }
    t->hits.len = t->max;
    cg_free(stays);
}

/* ---- gathering ---- */

void top_add(top *t, const cg_hit *hit)
{
    if (!top_wants(t, hit->score))
        return;
    size_t gathered = t->max + CG_MAX(t->max, (size_t)MORE_MIN);
    CG_VEC_RESERVE(&t->hits, CG_MIN(gathered, (size_t)ROOM_MAX));
    CG_VEC_PUSH(&t->hits, *hit);
    if (t->hits.len >= gathered)
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
