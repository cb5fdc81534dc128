// SPDX-License-Identifier: Apache-2.0
// What ranking has to know of every definition, its kind and its lengths, and of every file, its role: for the project, in
// memory.
//
// A book has the tables of all units that there were when it was made. They never change, so it serves every snapshot, those
// that are older and those of other branches as well. A later unit is read from its own row of the store, while these are few.
#ifndef CG_SEARCH_TABLES_H
#define CG_SEARCH_TABLES_H

#include "lists.h"
#include "search_int.h"
#include "shelf.h"

typedef struct unit_table {
    uint32_t unit, defs;
    size_t at; /* in the rows */
} unit_table;

typedef struct table_book {
    shelf_book base;
    unit_table *units; /* ascending */
    size_t units_count;
    cg_buf rows;    /* TABLE_ROW bytes a definition */
    uint8_t *roles; /* by number of file: 1 + its path_role; 0: it is a later file */
    uint32_t files_limit;
} table_book;

#define TABLE_SHARDS 256

typedef struct table_shard {
    bool loaded;
    term_list list;
} table_shard;

/** The tables that one query, or a part of it, looks into, by ascending units. */
typedef struct tables {
    search *s;
    table_book *book; /* NULL: none yet */
    table_book *made; /* the same, where the search had none that was new enough */
    size_t at;        /* of the walk over its units */
    unsigned read_alone;
    table_shard *shards; /* [TABLE_SHARDS]; NULL: none was needed */
} tables;

/** The book of the search's cache, if there is one, with a reference to be given back; it tells the search the roles of files. */
table_book *tables_take_book(search *s);
void tables_give_back(search *s, table_book *book); /* NULL allowed */
void tables_init(tables *t, search *s);
/** The rows of the definitions of a unit that a file has (TABLE_ROW bytes each), which live until the next call. CG_E_CORRUPT when they are missing. */
CG_MUST_USE cg_code tables_find(tables *t, uint32_t unit, uint32_t file, const uint8_t **out_rows,
                                uint32_t *out_defs, cg_err *err);
void tables_fini(tables *t);

#endif
