// SPDX-License-Identifier: Apache-2.0
#include "tables.h"

#include <stdlib.h>

#include "paths.h"

#define SHARDS_READ_ALONE 12

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "the search table of a file is missing or damaged");
}

/* ---- books ---- */

static void destroy_book(shelf_book *base)
{
    table_book *book = (table_book *)base;
    cg_free(book->units);
    cg_free(book->roles);
    cg_buf_fini(&book->rows);
    cg_free(book);
}

typedef struct book_maker {
    CG_VEC(unit_table) units;
    cg_buf rows;
} book_maker;

static cg_code take_shard(void *arg, cg_str term, cg_str value, cg_err *err)
{
    book_maker *m = arg;
    post_list list = post_list_open(value);
    uint32_t unit;
    cg_str rows;
    if (term.len != TABLE_TERM_LEN)
        return damaged(err);
    while (post_list_next(&list, &unit, &rows)) {
        if (rows.len % TABLE_ROW != 0)
            return damaged(err);
        const unit_table table = {unit, (uint32_t)(rows.len / TABLE_ROW), m->rows.len};
        CG_VEC_PUSH(&m->units, table);
        cg_buf_add_str(&m->rows, rows);
    }
    return list.damaged ? damaged(err) : CG_OK;
}

static int compare_units(const void *a, const void *b)
{
    const unit_table *x = a, *y = b;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static void note_roles(const cg_snapshot *snap, table_book *book)
{
    book->files_limit = cg_snapshot_files_limit(snap);
    book->roles = cg_alloc_array((size_t)book->files_limit + 1, sizeof *book->roles);
    for (uint32_t num = 0; num < book->files_limit; num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (file->present)
            book->roles[num] = (uint8_t)(1 + path_role_of(file->path));
    }
}

static cg_code make_book(const cg_snapshot *snap, table_book **out_book, cg_err *err)
{
    book_maker m = {0};
    cg_code rc = cg_snapshot_scan_postings(snap, TABLE_TERM_FIRST, take_shard, &m, err);
    table_book *book = cg_alloc(sizeof *book);
    *book = (table_book){
        .base = {.project = cg_snapshot_project(snap), .destroy = destroy_book, .refs = 1},
        .units = m.units.ptr,
        .units_count = m.units.len,
        .rows = m.rows};
    if (book->units_count > 1)
        qsort(book->units, book->units_count, sizeof *book->units, compare_units);
    for (size_t i = 1; rc == CG_OK && i < book->units_count; i++)
        if (book->units[i - 1].unit == book->units[i].unit)
            rc = damaged(err);
    if (rc != CG_OK) {
        destroy_book(&book->base);
        return rc;
    }
    note_roles(snap, book);
    book->base.bytes =
        sizeof *book + m.rows.cap + m.units.cap * sizeof *m.units.ptr + book->files_limit;
    *out_book = book;
    return CG_OK;
}

/* ---- one query ---- */

static shelf *shelf_of(const search *s)
{
    cg_search_cache *cache = s->query->cache;
    return cache != NULL ? &cache->tables : NULL;
}

table_book *tables_take_book(search *s)
{
    table_book *book = (table_book *)shelf_find(shelf_of(s), cg_snapshot_project(s->snap));
    if (book != NULL) {
        s->roles = book->roles;
        s->roles_limit = book->files_limit;
    }
    return book;
}

void tables_give_back(search *s, table_book *book)
{
    shelf_release(shelf_of(s), book != NULL ? &book->base : NULL);
}

void tables_init(tables *t, search *s)
{
    *t = (tables){.s = s, .book = s->book};
}

void tables_fini(tables *t)
{
    for (size_t i = 0; t->shards != NULL && i < TABLE_SHARDS; i++)
        term_list_fini(&t->shards[i].list);
    cg_free(t->shards);
    tables_give_back(t->s, t->made);
}

/* From the one found last on, in steps twice as long each time: a rare word is in few units, a common one in the next. */
static const unit_table *find_in_book(tables *t, uint32_t unit)
{
    const table_book *b = t->book;
    size_t low = t->at, high = t->at, step = 1;
    while (high < b->units_count && b->units[high].unit < unit) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    high = CG_MIN(high, b->units_count);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (b->units[mid].unit < unit)
            low = mid + 1;
        else
            high = mid;
    }
    t->at = low;
    return low < b->units_count && b->units[low].unit == unit ? &b->units[low] : NULL;
}

/* A common word is in units of all shards, which lie side by side: from a few on, walking over all of them costs less than
 * looking each up, and makes a book for the next search. */
static cg_code load_shard(tables *t, cg_str term, uint8_t shard, cg_err *err)
{
    if (t->read_alone++ < SHARDS_READ_ALONE) {
        cg_code rc = term_list_read(t->s->snap, term, &t->shards[shard].list, err);
        t->shards[shard].loaded = rc == CG_OK;
        return rc;
    }
    tables_give_back(t->s, t->made);
    t->made = NULL;
    cg_code rc = make_book(t->s->snap, &t->made, err);
    if (rc != CG_OK)
        return rc;
    shelf_keep(shelf_of(t->s), &t->made->base);
    t->book = t->made;
    t->at = 0;
    return CG_OK;
}

/* A unit that no book has yet; NULL: it is in one by now, or nowhere. */
static cg_code find_in_shards(tables *t, const cg_file *file, uint32_t unit, cg_str *out_rows,
                              cg_err *err)
{
    char text[TABLE_TERM_LEN];
    cg_str term = table_term(file->blob, text);
    uint8_t shard = file->blob.bytes[0];
    if (t->shards == NULL)
        t->shards = cg_alloc_array(TABLE_SHARDS, sizeof *t->shards);
    cg_code rc = t->shards[shard].loaded ? CG_OK : load_shard(t, term, shard, err);
    *out_rows = rc == CG_OK ? term_list_seek(&t->shards[shard].list, unit) : CG_STR_NULL;
    return rc;
}

cg_code tables_find(tables *t, uint32_t unit, uint32_t file_num, const uint8_t **out_rows,
                    uint32_t *out_defs, cg_err *err)
{
    const cg_file *file = cg_snapshot_file(t->s->snap, file_num);
    const unit_table *table = t->book != NULL ? find_in_book(t, unit) : NULL;
    cg_str rows = CG_STR_NULL;
    if (table == NULL) {
        cg_code rc = find_in_shards(t, file, unit, &rows, err);
        if (rc != CG_OK)
            return rc;
        if (rows.ptr == NULL && t->book != NULL)
            table = find_in_book(t, unit);
    }
    if (table != NULL)
        rows = cg_str_make(t->book->rows.ptr + table->at, (size_t)table->defs * TABLE_ROW);
    if (rows.ptr == NULL || rows.len != (size_t)file->nodes * TABLE_ROW)
        return damaged(err);
    *out_rows = (const uint8_t *)rows.ptr;
    *out_defs = file->nodes;
    return CG_OK;
}
