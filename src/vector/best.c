// SPDX-License-Identifier: Apache-2.0
// vector: the k best hits so far, as a heap with the worst at its root.
#include "vector_int.h"

#include <stdlib.h>

static bool worse(const hit *a, const hit *b)
{
    return a->score != b->score ? a->score < b->score : a->label > b->label;
}

static void sift_down(best_hits *t, size_t at, hit h)
{
    for (size_t child; (child = 2 * at + 1) < t->len; at = child) {
        if (child + 1 < t->len && worse(&t->hits[child + 1], &t->hits[child]))
            child++;
        if (!worse(&t->hits[child], &h))
            break;
        t->hits[at] = t->hits[child];
    }
    t->hits[at] = h;
}

void best_push(best_hits *t, hit h)
{
    if (t->len == t->k) {
        sift_down(t, 0, h);
        return;
    }
    size_t at = t->len++;
    while (at > 0 && worse(&h, &t->hits[(at - 1) / 2])) {
        t->hits[at] = t->hits[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    t->hits[at] = h;
}

void best_sort(best_hits *t)
{
    size_t len = t->len;
    while (t->len > 1) {
        hit worst = t->hits[0], last = t->hits[--t->len];
        sift_down(t, 0, last);
        t->hits[t->len] = worst;
    }
    t->len = len;
}

static int by_label_newest_first(const void *a, const void *b)
{
    const hit *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->age < y->age) - (x->age > y->age);
}

static int best_first(const void *a, const void *b)
{
    const hit *x = a, *y = b;
    return worse(x, y) - worse(y, x);
}

void best_drop_older(best_hits *t)
{
    size_t kept = 0;
    qsort(t->hits, t->len, sizeof *t->hits, by_label_newest_first);
    for (size_t i = 0; i < t->len; i++)
        if (kept == 0 || t->hits[kept - 1].label != t->hits[i].label)
            t->hits[kept++] = t->hits[i];
    t->len = kept;
    qsort(t->hits, t->len, sizeof *t->hits, best_first);
}
