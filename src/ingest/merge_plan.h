// SPDX-License-Identifier: Apache-2.0
// What a three-way merge has to do: base, ours and theirs compared key by key, files by path and rows of
// the overlay. A key that only their side changed is taken over; one that both changed is in
// conflict, unless to the same. Nothing is written here.
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

typedef struct merge_plan {
    const cg_snapshot *base, *ours, *theirs;
    const cg_apply_request *request;
    cg_arena *arena;            /* of all texts */
    cg_overlay_reader *rows_of; /* of the three, while the plan is made */
    CG_VEC(planned_file) files;
    CG_VEC(planned_row) rows;
    CG_VEC(cg_conflict) conflicts; /* that no resolution is for */
    bool nodes_go;                 /* their side may have removed some */
} merge_plan;

/** Fills a plan of which the first members are set. The snapshots are borrowed. */
CG_MUST_USE cg_code merge_plan_make(merge_plan *plan, cg_err *err);
void merge_plan_fini(merge_plan *plan);

#endif
