// SPDX-License-Identifier: Apache-2.0
// The order of a commit's rows. Comparing keys would look at two places of memory each time, for millions of rows;
// but nearly all of the order is in the eight bytes that the index holds. Rows are dealt out by the first
// byte that they differ in, then those of each byte again (MSD radix sort; Sedgewick and Wayne, Algorithms, 5.1), which
// keeps arrival where they are equal. Where all eight are equal, the next eight are read.
#include "rows.h"

#define WORD 8u
#define BYTE_VALUES 256u
#define FEW 40u /* rows for which counting is dearer than comparing */
#define AHEAD 8u

/* The bytes that all keys begin with in one commit. */
static size_t shared_prefix(cg_cf cf)
{
    switch (cf) {
    case CG_CF_UNITS:
    case CG_CF_SOURCES:
    case CG_CF_VECTORS:
    case CG_CF_METADATA: return 0;
    default: return KEY_PREFIX;
    }
}

/* Those from `at` on, zeros behind the end. */
static uint64_t word_of(cg_str k, size_t at)
{
    uint8_t word[WORD] = {0};
    if (k.len > at)
        memcpy(word, k.ptr + at, CG_MIN(k.len - at, sizeof word));
    return cg_get_be64(word);
}

/* ---- few ---- */

static int compare_keys(const row_ref *a, const row_ref *b)
{
    cg_str ka, kb, value;
    row_read(a->row, &ka, &value);
    row_read(b->row, &kb, &value);
    return cg_str_cmp(ka, kb);
}

static void sort_run(row_ref *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        row_ref moving = list[i];
        size_t to = i;
        for (; to > 0 && compare_keys(&list[to - 1], &moving) > 0; to--)
            list[to] = list[to - 1];
        list[to] = moving;
    }
}

/* By what the index holds; rows in which that is the same are asked for at once, then compared. */
static void sort_few(row_ref *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        row_ref moving = list[i];
        size_t to = i;
        for (; to > 0 && list[to - 1].order > moving.order; to--)
            list[to] = list[to - 1];
        list[to] = moving;
    }
    for (size_t i = 1; i < n; i++)
        if (list[i].order == list[i - 1].order) {
            __builtin_prefetch(list[i - 1].row);
            __builtin_prefetch(list[i].row);
        }
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && list[end].order == list[i].order; end++)
            ;
        sort_run(list + i, end - i);
    }
}

/* ---- many ---- */

/* The bits in which any two differ. */
static uint64_t differences(const row_ref *list, size_t n)
{
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= list[i].order ^ list[0].order;
    return differ;
}

static unsigned byte_of(uint64_t order, unsigned shift)
{
    return (unsigned)(order >> shift) & (BYTE_VALUES - 1);
}

/* By the byte at `shift`; `ends` become where the rows of each value end. */
static void deal_out(row_ref *list, row_ref *spare, size_t n, unsigned shift,
                     uint32_t ends[BYTE_VALUES])
{
    uint32_t next = 0;
    memset(ends, 0, BYTE_VALUES * sizeof *ends);
    for (size_t i = 0; i < n; i++)
        ends[byte_of(list[i].order, shift)]++;
    for (unsigned v = 0; v < BYTE_VALUES; v++) {
        uint32_t count = ends[v];
        ends[v] = next;
        next += count;
    }
    for (size_t i = 0; i < n; i++)
        spare[ends[byte_of(list[i].order, shift)]++] = list[i];
    memcpy(list, spare, n * sizeof *list);
}

/* The words of keys that are the same before `at`. Where none goes on there, they differ in zeros at their ends alone: then
 * these are their lengths, and false is given. */
static bool read_words(row_ref *list, size_t n, size_t at)
{
    bool any = false;
    cg_str k, value;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(list[i + AHEAD].row);
        row_read(list[i].row, &k, &value);
        list[i].order = word_of(k, at);
        any = any || k.len > at;
    }
    for (size_t i = 0; !any && i < n; i++) {
        row_read(list[i].row, &k, &value);
        list[i].order = k.len;
    }
    return any;
}

#define ENDED SIZE_MAX

/* Rows that have their words from `at`, before which their keys agree. The largest part is sorted by the loop, so that
 * calls are nested no deeper than the logarithm of `n`. */
static void sort_many(row_ref *list, row_ref *spare, size_t n, size_t at)
{
    while (n > FEW) {
        uint64_t differ = differences(list, n);
        if (differ == 0 && at == ENDED)
            return;
        if (differ == 0) {
            at = read_words(list, n, at + WORD) ? at + WORD : ENDED;
            continue;
        }
        uint32_t ends[BYTE_VALUES], begin = 0;
        row_ref *largest = list;
        deal_out(list, spare, n, (63 - (unsigned)__builtin_clzll(differ)) / 8 * 8, ends);
        n = 0;
        for (unsigned v = 0; v < BYTE_VALUES; begin = ends[v++]) {
            row_ref *part = list + begin;
            size_t len = ends[v] - begin;
            if (len > n) { /* the one before it was not the largest */
                sort_many(largest, spare, n, at);
                largest = part;
                n = len;
            } else if (len > 1) {
                sort_many(part, spare, len, at);
            }
        }
        list = largest;
    }
    sort_few(list, n);
}

/* ---- all ---- */

static void make_index(row_family *family, size_t at)
{
    CG_VEC_CLEAR(&family->index);
    CG_VEC_RESERVE(&family->index, family->count);
    for (size_t i = 0; i < family->blocks.len; i++) {
        const row_block *block = &family->blocks.ptr[i];
        for (const char *row = block->bytes; row < block->bytes + block->used;) {
            cg_str k, value;
            row_read(row, &k, &value);
            family->index.ptr[family->index.len++] = (row_ref){word_of(k, at), row};
            row = value.ptr + value.len;
        }
    }
    CG_ASSERT(family->index.len == family->count);
}

void rows_sort(row_family *family, cg_cf cf)
{
    size_t at = shared_prefix(cf);
    make_index(family, at);
    CG_VEC(row_ref) spare = {0};
    if (family->count > FEW)
        CG_VEC_RESERVE(&spare, family->count);
    sort_many(family->index.ptr, spare.ptr, family->count, at);
    CG_VEC_FINI(&spare);
}
