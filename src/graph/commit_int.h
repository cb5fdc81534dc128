// SPDX-License-Identifier: Apache-2.0
// The state of a commit under way, shared by its two halves: commit.c (begin, finish, parts) and
// commit_file.c (what one file changes).
#ifndef CG_GRAPH_COMMIT_INT_H
#define CG_GRAPH_COMMIT_INT_H

#include "rows.h"

/** Files of the same content in one commit share a unit; found by the unit's key. */
typedef struct unit_slot {
    uint8_t key[KEY_UNIT];
    uint32_t unit_no;
    bool used;
} unit_slot;

struct cg_commit {
    cg_project *project;
    cg_pool *pool;
    bool dry_run;
    bool virgin;       /* the project has no rows yet: nothing to look up */
    bool parts_written; /* rows of this generation may be in the store */
    cg_snapshot *base;
    uint64_t generation;
    counters next;
    cg_commit_result result;
    cg_project_counts counts;
    cg_hash128 digest;
    rows rows;
    CG_VEC(cg_file) files;     /* by number, the state that the commit makes */
    CG_VEC(uint32_t) touched;  /* file numbers, as they came */
    unit_slot *units;          /* open addressing */
    size_t units_used, units_capacity;
    cg_arena *scratch;         /* of one file */
    cg_buf key, value;         /* reused */
};

/** Writes what has gathered when it is much. */
CG_MUST_USE cg_code commit_relieve(cg_commit *commit, cg_err *err);

#endif
