// SPDX-License-Identifier: Apache-2.0
// What the definitions of one unit gather of the words of a query.
#ifndef CG_SEARCH_CELLS_H
#define CG_SEARCH_CELLS_H

#include "weights.h"

typedef struct cell {
    double score;
    uint64_t words; /* met; 0: none, and the rest is 0 too */
    uint32_t fields;
} cell;

/** Entries of payloads, taken apart: ascending by definition. */
typedef struct entries {
    uint32_t *defs;
    uint8_t *details;
    uint32_t count;
} entries;

typedef struct cells {
    cell *of;          /* by definition */
    uint32_t *touched; /* the definitions that have met a word */
    uint32_t touched_count;
    uint32_t defs, room;   /* of the unit; that there is room for */
    const uint8_t *rows;   /* of the unit (tables_find) */
    entries entries, more; /* of the clause at hand */
} cells;

/** What a clause means to whoever has it. */
typedef struct cell_clause {
    double idf;
    uint64_t words;
    bool names_only; /* where it is no part of the name it does not count */
} cell_clause;

/** Takes up a unit; nothing is touched. */
void cells_open(cells *c, const uint8_t *rows, uint32_t defs);
/** Adds what a clause is worth to the definitions that have one of its terms, each once. `*out_gathered`: to all of them. False: a
 *  payload is damaged. */
bool cells_add(cells *c, const weights *w, const cell_clause *clause, cg_str first, cg_str second,
               double *out_gathered);
/** Leaves the unit. */
void cells_close(cells *c);
void cells_fini(cells *c);

#endif
