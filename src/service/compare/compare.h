// SPDX-License-Identifier: Apache-2.0
// service, private: what the files about comparing two versions share. compare.c gives the rows, match.c finds
// what moved or was renamed, break.c says what that breaks.
#ifndef CG_SERVICE_COMPARE_H
#define CG_SERVICE_COMPARE_H

#include "service_int.h"

/** A node as one side has it. */
typedef struct side_node {
    cg_past_node at;
    cg_node_view view;
    uint64_t body; /* a hash of its text; of a file, of its content; 0: none */
} side_node;

/* ---- what moved or was renamed (match.c) ---- */

/** A node that went and one that came which are the same to people. */
typedef struct node_pair {
    cg_node_ref before, after;
} node_pair;
typedef struct file_pair {
    uint32_t before, after;
} file_pair;
typedef struct matches {
    CG_VEC(node_pair) by_before, by_after;
    CG_VEC(file_pair) files_before, files_after; /* one and the same under another path */
    bool whole;                                  /* else there were too many to look at */
} matches;
void matches_fini(matches *m);
/** NULL: none. */
const file_pair *matches_file(const matches *m, uint32_t file, cg_diff_side side);
/** 0: none. */
cg_node_ref matches_before(const matches *m, cg_node_ref after);
cg_node_ref matches_after(const matches *m, cg_node_ref before);

struct cg_compare {
    cg_diff *diff;
    cg_snapshot *any;    /* for texts that no generation changes */
    cg_snapshot *before; /* with `breaking`: whose callers are asked; else NULL */
    cg_arena *arena;     /* its own */
    uint64_t generations[2];
    bool breaking;
    cg_compare_limits limits;
    matches matches;
    cg_compare_counts totals;
    CG_VEC(cg_compare_file) files; /* in the order in which they came */
    CG_VEC(uint32_t) file_slots;   /* by file number: 1 + place in `files`; 0: none */
    bool files_cut;
    uint64_t breaking_count;
};

/** CG_E_NOT_FOUND (err untouched): it is not there. Texts in the arena. */
CG_MUST_USE cg_code compare_load(const cg_compare *c, cg_diff_side side, cg_node_ref ref,
                                 cg_arena *arena, side_node *out, cg_err *err);
/** Reads all nodes that came or went, from the start of the difference. */
CG_MUST_USE cg_code compare_match(cg_compare *c, cg_err *err);
/** Whether the change of a node breaks who uses it, and whom. */
CG_MUST_USE cg_code compare_break(const cg_compare *c, cg_arena *arena, const side_node *before,
                                  cg_compare_row *row, cg_err *err);

#endif
