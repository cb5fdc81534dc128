// SPDX-License-Identifier: Apache-2.0
// Misspelt symbols: names a few edits away from the one asked for, for when nothing else was found.
#include "symbol_int.h"

#define FUZZY_ROWS_MAX 400000 /* names looked at */
#define FUZZY_NODES_MAX 2000  /* nodes looked at, of each distance: the first by name */
#define FUZZY_LETTERS_MAX 64  /* longer names are not misspelt, but other ones */
#define EDITS_MAX 2
#define CHECK_ROWS 1024

#define SCORE_EDITS 100.0 /* less for each edit: more than kinds and places can make up for */

/* A name's letters: the bytes of each in one number. */
typedef struct letters {
    uint32_t list[FUZZY_LETTERS_MAX + EDITS_MAX];
    size_t count;
} letters;

/* False when there are more than fit. */
static bool read_letters(cg_str name, letters *out)
{
    out->count = 0;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t byte = (uint8_t)name.ptr[i];
        if ((byte & 0xc0) == 0x80 && out->count > 0) {
            out->list[out->count - 1] = out->list[out->count - 1] << 8 | byte;
            continue;
        }
        if (out->count == CG_ARRAY_LEN(out->list))
            return false;
        out->list[out->count++] = byte;
    }
    return true;
}

/* One row of the table of distances from the two before it; returns its least. */
static unsigned fill_row(const letters *a, const letters *b, size_t i, const uint8_t *older,
                         const uint8_t *old, uint8_t *row)
{
    unsigned least = row[0] = (uint8_t)i;
    for (size_t j = 1; j <= b->count; j++) {
        bool same = a->list[i - 1] == b->list[j - 1];
        unsigned best = CG_MIN(old[j], row[j - 1]) + 1u;
        best = CG_MIN(best, (unsigned)old[j - 1] + !same);
        if (i > 1 && j > 1 && a->list[i - 1] == b->list[j - 2] && a->list[i - 2] == b->list[j - 1])
            best = CG_MIN(best, older[j - 2] + 1u);
        row[j] = (uint8_t)best;
        least = CG_MIN(least, best);
    }
    return least;
}

/* Edits between two names: a letter more, less or another, two neighbours swapped. Beyond `most`
 *  it is only known that there are more. */
static unsigned count_edits(const letters *a, const letters *b, unsigned most)
{
    uint8_t rows[3][CG_ARRAY_LEN(a->list) + 1];
    if (a->count > b->count + most || b->count > a->count + most)
        return most + 1;
    for (size_t j = 0; j <= b->count; j++)
        rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a->count; i++)
        if (fill_row(a, b, i, rows[(i + 1) % 3], rows[(i - 1) % 3], rows[i % 3]) > most)
            return most + 1; /* later rows are no smaller, swaps included */
    return rows[a->count % 3][b->count];
}

static unsigned edits_allowed(const letters *wanted)
{
    if (wanted->count < 4 || wanted->count > FUZZY_LETTERS_MAX)
        return 0;
    return wanted->count < 8 ? 1 : EDITS_MAX;
}

static cg_code add_similar(symbol_search *y, cg_node_ref ref, cg_str lower_name, unsigned edits,
                           cg_err *err)
{
    size_t before = y->hits.len;
    double score = SCORE_EDITS * (double)(EDITS_MAX + 1 - edits);
    cg_code rc = symbol_add(y, ref, lower_name, score, err);
    if (rc == CG_OK && y->hits.len > before)
        y->hits.ptr[before].edits = (uint8_t)edits;
    return rc;
}

/* The rows of one name follow each other: it is compared once. */
static cg_code scan_names(symbol_search *y, cg_name_scan *scan, const letters *wanted,
                          unsigned most, cg_err *err)
{
    char last_room[CG_NAME_INDEX_MAX];
    cg_str last = {last_room, 0}, found;
    cg_node_ref ref;
    letters other;
    unsigned edits = most + 1;
    size_t nodes[EDITS_MAX + 1] = {0};
    cg_code rc = CG_OK;
    for (size_t rows = 0; rc == CG_OK && rows < FUZZY_ROWS_MAX; rows++) {
        if (!cg_name_scan_next(scan, &found, &ref))
            break;
        if (!cg_str_eq(found, last)) {
            bool near = found.len + most >= wanted->count && read_letters(found, &other);
            edits = near ? count_edits(wanted, &other, most) : most + 1;
            last.len = CG_MIN(found.len, sizeof last_room);
            memcpy(last_room, found.ptr, last.len);
        }
        if (rows % CHECK_ROWS == 0)
            rc = search_check_time(y->s, err);
        if (rc == CG_OK && edits > 0 && edits <= most && nodes[edits]++ < FUZZY_NODES_MAX)
            rc = add_similar(y, ref, found, edits, err);
    }
    return rc;
}

cg_code symbol_scan_fuzzy(symbol_search *y, cg_str name, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    letters wanted;
    bool fits = read_letters(cg_name_fold(name, room), &wanted);
    unsigned most = fits ? edits_allowed(&wanted) : 0;
    if (most == 0)
        return CG_OK;
    cg_name_scan *scan = cg_name_scan_open(y->s->snap, CG_STR_NULL, CG_STR_NULL);
    cg_code rc = scan_names(y, scan, &wanted, most, err);
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}
