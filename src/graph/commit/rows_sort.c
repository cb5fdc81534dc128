// SPDX-License-Identifier: Apache-2.0
// The order of a commit's rows. Comparing keys would look at two places of memory each time, for
// millions of rows; but nearly all of the order is in the eight bytes that the index holds. These are
// sorted byte by byte from the last (LSD radix sort; Knuth, The Art of Computer Programming, vol. 3, 5.2.5),
// which keeps arrival where they are equal; whole keys decide in what is left.
#include "rows.h"

#include <stdlib.h>

#define DIGITS 8u
#define DIGIT_VALUES 256u
#define FEW 64u /* rows for which counting is dearer than comparing */

/* Key order, then arrival: a later put of the same key comes later. */
static int compare_rows(const void *a, const void *b, void *family)
{
    const row_ref *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    cg_str kx, ky, value;
    rows_at(family, x->offset, &kx, &value);
    rows_at(family, y->offset, &ky, &value);
    int order = cg_str_cmp(kx, ky);
    return order != 0 ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static unsigned digit_of(uint64_t order, unsigned digit)
{
    return (unsigned)(order >> digit * 8) & (DIGIT_VALUES - 1);
}

/* Moves the rows by one digit; `counts` become the places where the values of the digit begin. */
static void move_by(unsigned digit, uint32_t *counts, const row_ref *from, row_ref *to, size_t n)
{
    uint32_t next = 0;
    for (unsigned v = 0; v < DIGIT_VALUES; v++) {
        uint32_t count = counts[v];
        counts[v] = next;
        next += count;
    }
    for (size_t i = 0; i < n; i++)
        to[counts[digit_of(from[i].order, digit)]++] = from[i];
}

static void sort_by_order(row_family *family)
{
    size_t n = family->index.len;
    uint32_t counts[DIGITS][DIGIT_VALUES] = {0};
    row_ref *list = family->index.ptr, *spare = cg_alloc_array(n, sizeof *spare);
    for (size_t i = 0; i < n; i++)
        for (unsigned d = 0; d < DIGITS; d++)
            counts[d][digit_of(list[i].order, d)]++;
    for (unsigned d = 0; d < DIGITS; d++) {
        if (counts[d][digit_of(list[0].order, d)] == n)
            continue; /* the same in all */
        move_by(d, counts[d], list, spare, n);
        row_ref *moved = spare;
        spare = list;
        list = moved;
    }
    if (list != family->index.ptr) {
        memcpy(family->index.ptr, list, n * sizeof *list);
        spare = list;
    }
    cg_free(spare);
}

/* Rows of one order, mostly few, or put in the order of their keys. */
static void sort_run(row_family *family, row_ref *run, size_t n)
{
    size_t sorted = 1;
    while (sorted < n && compare_rows(&run[sorted - 1], &run[sorted], family) < 0)
        sorted++;
    if (sorted < n)
        qsort_r(run, n, sizeof *run, compare_rows, family);
}

void rows_sort(row_family *family)
{
    row_ref *list = family->index.ptr;
    size_t n = family->index.len;
    if (n <= FEW) {
        if (n > 1)
            qsort_r(list, n, sizeof *list, compare_rows, family);
        return;
    }
    sort_by_order(family);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && list[end].order == list[i].order; end++)
            ;
        sort_run(family, list + i, end - i);
    }
}
