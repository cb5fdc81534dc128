// SPDX-License-Identifier: Apache-2.0
// Misspelt symbols: names a few edits away from the one asked for, for when nothing else was found.
#include "names.h"
#include "symbol_int.h"

#define FUZZY_NODES_MAX 2000 /* nodes looked at, of each distance: the first by name */
#define FUZZY_LETTERS_MAX 64 /* longer names are not misspelt, but other ones */
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

/* The names that may be near: most are told apart by their lengths and letters. */
typedef struct near_look {
    symbol_search *y;
    letters wanted;
    size_t wanted_bytes;
    uint32_t wanted_letters;
    unsigned most;
    size_t nodes[EDITS_MAX + 1]; /* looked at, of each distance */
} near_look;

static unsigned edits_of(const near_look *n, cg_str name, uint32_t name_letters)
{
    letters other;
    unsigned apart = (unsigned)__builtin_popcount(name_letters ^ n->wanted_letters);
    if (apart > 2 * n->most || name.len + 4 * n->most < n->wanted_bytes ||
        name.len > n->wanted_bytes + 4 * n->most || !read_letters(name, &other))
        return n->most + 1;
    return count_edits(&n->wanted, &other, n->most);
}

static cg_code add_node(near_look *n, cg_node_ref ref, cg_str name, unsigned edits, cg_err *err)
{
    return n->nodes[edits]++ < FUZZY_NODES_MAX ? add_similar(n->y, ref, name, edits, err) : CG_OK;
}

/* All nodes of one name, whose rows come before those of longer ones. */
static cg_code add_nodes(near_look *n, cg_str name, unsigned edits, cg_err *err)
{
    cg_name_scan *scan = cg_name_scan_open(n->y->s->snap, name, CG_STR_NULL);
    cg_node_ref ref;
    cg_str found;
    cg_code rc = CG_OK;
    while (rc == CG_OK && n->nodes[edits] < FUZZY_NODES_MAX &&
           cg_name_scan_next(scan, &found, &ref) && found.len == name.len)
        rc = add_node(n, ref, found, edits, err);
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}

static cg_code look_at_names(near_look *n, const name_look *look, cg_err *err)
{
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < look->book->count; i++) {
        cg_str name = name_book_at(look->book, i);
        unsigned edits = edits_of(n, name, look->book->letters[i]);
        if (edits > 0 && edits <= n->most)
            rc = add_nodes(n, name, edits, err);
        if (rc == CG_OK && i % CHECK_ROWS == 0)
            rc = search_check_time(n->y->s, err);
    }
    for (size_t i = 0; rc == CG_OK && i < look->changed_count; i++) {
        const changed_name *c = &look->changed[i];
        unsigned edits = edits_of(n, c->name, name_letters(c->name));
        if (edits > 0 && edits <= n->most)
            rc = add_node(n, c->ref, c->name, edits, err);
    }
    return rc;
}

cg_code symbol_scan_fuzzy(symbol_search *y, cg_str name, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    cg_str folded = cg_name_fold(name, room);
    name_look look;
    near_look n = {.y = y, .wanted_bytes = folded.len, .wanted_letters = name_letters(folded)};
    n.most = read_letters(folded, &n.wanted) ? edits_allowed(&n.wanted) : 0;
    if (n.most == 0)
        return CG_OK;
    cg_code rc = names_open(y->s, &look, err);
    if (rc != CG_OK)
        return rc;
    rc = look_at_names(&n, &look, err);
    names_close(y->s, &look);
    return rc;
}
