// SPDX-License-Identifier: Apache-2.0
// Units that a collection may delete.
#ifndef CG_GRAPH_GC_UNITS_H
#define CG_GRAPH_GC_UNITS_H

#include "gc.h"

#define BLOB sizeof(cg_blob_id)
#define GC_STEP_RECORDS 1000 /* of contents: each is a block of its own, or several */

/** One of the project that no file row has. */
typedef struct dead_unit {
    uint8_t key[KEY_UNIT];
    uint32_t number;
    bool unit_stays, source_stays; /* others have a number for it */
    bool needed;                   /* something that stays is based on it */
} dead_unit;
typedef CG_VEC(dead_unit) dead_list; /* by key */

/** Whether any project has given a number to a unit whose key begins so, but for those of `dead`. */
CG_MUST_USE cg_code gc_has_number(gc_run *run, cg_str unit_key, const dead_list *dead,
                                  bool *out_has, cg_err *err);
/** Takes out those that others are based on. */
CG_MUST_USE cg_code gc_keep_bases(gc_run *run, dead_list *dead, cg_err *err);

#endif
