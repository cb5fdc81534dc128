// SPDX-License-Identifier: Apache-2.0
// Stored postings as a query reads them: per term the units that its snapshot sees, and the tables
// of definitions of those units.
#ifndef CG_SEARCH_LISTS_H
#define CG_SEARCH_LISTS_H

#include "postings.h"

typedef struct unit_payload {
    uint32_t unit;
    uint32_t len;
    const uint8_t *ptr; /* in the pinned value */
} unit_payload;

/** The units that have a term, ascending. */
typedef struct term_list {
    cg_kv_pin *pin;
    CG_VEC(unit_payload) units;
    size_t at;      /* of the walk over units */
    uint64_t nodes; /* entries in all */
} term_list;

/** An unknown term gives an empty list. Errors: CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code term_list_load(const cg_snapshot *snap, cg_str term, term_list *out_list,
                                   cg_err *err);
void term_list_fini(term_list *list);
/** Moves to the first unit not below `unit`; its payload when it is that unit, else empty. */
cg_str term_list_seek(term_list *list, uint32_t unit);

/** The files whose path has a term, ascending, appended to `out_files`; only those with nodes. */
typedef CG_VEC(uint32_t) file_vec;
CG_MUST_USE cg_code path_list_load(const cg_snapshot *snap, cg_str term, file_vec *out_files,
                                   cg_err *err);

#define TABLE_SHARDS 256
typedef struct table_shard {
    bool loaded;
    term_list list;
} table_shard;
typedef struct tables {
    const cg_snapshot *snap;
    cg_arena *arena;     /* of the query: rows of shards that came by one walk */
    unsigned read_alone; /* shards */
    table_shard shards[TABLE_SHARDS];
} tables;
/** The rows of a unit's definitions (TABLE_ROW bytes each). CG_E_CORRUPT when they are missing. */
CG_MUST_USE cg_code tables_find(tables *t, uint32_t unit, const uint8_t **out_rows,
                                uint32_t *out_defs, cg_err *err);
void tables_fini(tables *t);

#endif
