// SPDX-License-Identifier: Apache-2.0
// link: a stable merge sort of edges in given memory. Input is nearly in order, since definitions
// and their references come in source order: sorted stretches are merged, not split.
#include "link_int.h"

#define RUN 12u

int compare_edges(const cg_link_edge *a, const cg_link_edge *b)
{
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->target_file != b->target_file)
        return a->target_file < b->target_file ? -1 : 1;
    return a->target < b->target ? -1 : a->target > b->target;
}

static void insertion_sort(cg_link_edge *e, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        cg_link_edge edge = e[i];
        size_t k = i;
        for (; k > 0 && compare_edges(&e[k - 1], &edge) > 0; k--)
            e[k] = e[k - 1];
        e[k] = edge;
    }
}

static void merge(cg_link_edge *e, size_t middle, size_t n, cg_link_edge *spare)
{
    if (compare_edges(&e[middle - 1], &e[middle]) <= 0)
        return;
    memcpy(spare, e, middle * sizeof *e);
    size_t a = 0, b = middle, out = 0;
    while (a < middle && b < n)
        e[out++] = compare_edges(&spare[a], &e[b]) <= 0 ? spare[a++] : e[b++];
    while (a < middle)
        e[out++] = spare[a++];
}

void sort_edges(cg_link_edge *edges, size_t n, cg_link_edge *spare)
{
    for (size_t at = 0; at < n; at += RUN)
        insertion_sort(edges + at, CG_MIN((size_t)RUN, n - at));
    for (size_t width = RUN; width < n; width *= 2)
        for (size_t at = 0; at + width < n; at += 2 * width)
            merge(edges + at, width, CG_MIN(2 * width, n - at), spare);
}
