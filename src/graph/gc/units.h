// SPDX-License-Identifier: Apache-2.0
// Numbers of units that a collection takes back, and the contents that nobody has a number for afterwards.
#ifndef CG_GRAPH_GC_UNITS_H
#define CG_GRAPH_GC_UNITS_H

#include "gc.h"

/** The number of a unit that no file row of the project has. */
typedef struct dead_number {
    uint8_t key[KEY_UNIT];
    uint32_t number;
} dead_number;
typedef CG_VEC(dead_number) dead_numbers; /* by key */
bool gc_is_dead_number(const dead_numbers *dead, const char *unit_key);

/** Deletes units, sources and vectors of the store that no project has a number for and nothing that stays is based on. `dead`:
 *  what a dry run would have taken back; else NULL. */
CG_MUST_USE cg_code gc_contents(gc_run *run, const dead_numbers *dead, cg_err *err);

#endif
