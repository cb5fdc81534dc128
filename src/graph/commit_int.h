// SPDX-License-Identifier: Apache-2.0
// The state of a commit under way, shared by its parts: commit.c (begin, write, finish),
// commit_file.c (what one file changes), commit_nodes.c, commit_edges.c and commit_units.c.
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
    bool virgin;        /* the project has no rows yet: nothing to look up */
    bool parts_written; /* rows of this generation may be in the store */
    cg_snapshot *base;
    uint64_t generation;
    counters next;
    cg_commit_result result;
    cg_project_counts counts;
    cg_hash128 digest;
    rows rows;
    CG_VEC(cg_file) files;    /* by number, the state that the commit makes */
    CG_VEC(uint32_t) touched; /* file numbers, as they came */
    unit_slot *units;         /* open addressing */
    size_t units_used, units_capacity;
    cg_arena *scratch; /* of one file */
    cg_buf key, value; /* reused */
};

/* One side of the comparison: the file as the base has it, or as the facts give it. */
typedef struct side {
    const cg_unit *unit; /* NULL: no facts (absent or skipped) */
    size_t count;        /* definitions */
    cg_node_ref *refs;
    const cg_id *ids;
    const uint64_t *content;
} side;

/** A map from 64-bit keys to definitions, of one file and in its scratch memory. */
typedef struct def_map {
    uint64_t *keys; /* 0: free */
    uint32_t *values;
    size_t mask;
} def_map;
def_map def_map_make(cg_arena *arena, size_t count);
void def_map_set(def_map *map, uint64_t k, size_t def);
uint32_t def_map_get(const def_map *map, uint64_t k); /* CG_NONE: not there */

/** The file as the base has it; nothing when it is absent or was skipped. `*out_pin` keeps the
 *  unit alive. */
CG_MUST_USE cg_code commit_read_before(cg_commit *commit, uint32_t num, side *out,
                                       cg_unit_pin **out_pin, cg_err *err);
/** Gives every definition of `after` its number and writes the node rows that differ. */
CG_MUST_USE cg_code commit_diff_nodes(cg_commit *commit, uint32_t file, const side *before,
                                      side *after, cg_err *err);
/** Writes the edge rows that differ. `facts` NULL: the file goes. */
CG_MUST_USE cg_code commit_diff_edges(cg_commit *commit, const side *before, const side *after,
                                      const cg_file_facts *facts, cg_err *err);
/** The number of the facts' unit in this project; a content that is new to it brings its unit,
 *  source and postings along. */
CG_MUST_USE cg_code commit_give_unit_no(cg_commit *commit, const cg_file_facts *facts,
                                        uint32_t *out_no, cg_err *err);

/** Writes what has gathered when it is much. */
CG_MUST_USE cg_code commit_relieve(cg_commit *commit, cg_err *err);

#endif
