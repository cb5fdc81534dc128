// SPDX-License-Identifier: Apache-2.0
// What a three-way merge has to do: base, ours and theirs compared key by key, files by path and rows of
// the overlay. A key that only their side changed is taken over; one that both changed is in
// conflict, unless to the same. Nothing is written here. What their side has changed of the overlay can be looked at
// before ours is known.
#ifndef CG_INGEST_MERGE_PLAN_H
#define CG_INGEST_MERGE_PLAN_H

#include "cg/ingest.h"

typedef struct planned_file {
    cg_file file;   /* what it is to be; not present: it goes */
    cg_str content; /* ptr NULL: the stored one */
} planned_file;
typedef struct planned_row {
    cg_overlay_key key;
    cg_str value;
} planned_row;

/** A row of the overlay that is not the same on their side as in the base. */
typedef struct changed_row {
    cg_overlay_key key;
    cg_str base, theirs; /* empty: it is not there */
} changed_row;

typedef struct merge_plan {
    const cg_snapshot *base, *ours, *theirs;
    const cg_apply_request *request;
    cg_arena *arena;            /* of all texts */
    cg_overlay_reader *rows_of; /* of base and ours, borrowed */
    cg_commit *commit;          /* that builds on ours and will ask for the same rows; NULL: none */
    bool looked_at;
    CG_VEC(changed_row) changed; /* once it was looked at */
    CG_VEC(planned_file) files;
    CG_VEC(planned_row) rows;      /* what indexes know of files is theirs, without its value */
    bool knows;                    /* there are such, and their files are to be linked */
    CG_VEC(cg_conflict) conflicts; /* that no resolution is for */
    bool nodes_go;                 /* their side may have removed some */
} merge_plan;

/** Reads what their side has changed of the overlay; of base, theirs, request and arena. The snapshots are borrowed,
 *  and not needed any more afterwards. */
CG_MUST_USE cg_code merge_plan_look(merge_plan *plan, cg_err *err);
/** Fills a plan of which the first members are set; their side is looked at if it was not. Without base and theirs, which
 *  are NULL, what they changed is known: metadata and texts of nodes that stay. The snapshots are
 *  borrowed. */
CG_MUST_USE cg_code merge_plan_make(merge_plan *plan, cg_err *err);
/** Forgets what was looked at. */
void merge_plan_forget(merge_plan *plan);
void merge_plan_fini(merge_plan *plan);

#endif
