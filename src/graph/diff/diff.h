// SPDX-License-Identifier: Apache-2.0
// graph, private: what the files about differences share. diff.c collects the things that may differ from
// lists, walk.c finds them among all rows, manual.c adds manual edges, and compare.c says
// whether they do differ.
#ifndef CG_GRAPH_DIFF_H
#define CG_GRAPH_DIFF_H

#include "graph_int.h"

/** The two generations. */
typedef struct diff_sides {
    cg_project *project;
    lineage at[2];         /* own references; by cg_diff_side */
    bool manual, metadata; /* whether either side has any manual edges, any metadata */
} diff_sides;

/** A file, node or edge, in the order of their rows. */
typedef struct diff_key {
    uint64_t first;  /* what u4 | file or node u60 */
    uint64_t second; /* kind u16 | target u48 */
} diff_key;
typedef CG_VEC(diff_key) diff_keys;
diff_key diff_key_of(cg_change_what what, uint64_t number, cg_edge_kind kind, cg_node_ref target);
/** Those of a change; metadata belongs to what it is about. */
bool diff_key_of_change(const cg_change *change, diff_key *out_key);

/* ---- whether one thing differs (compare.c) ---- */

typedef enum diff_family { DIFF_FILES, DIFF_NODES, DIFF_EDGES, DIFF_FAMILIES } diff_family;
/** What all keys of a family start with, where its rows are, and how long its keys are. */
key diff_family_key(const cg_project *project, diff_family family);
cg_cf diff_family_cf(diff_family family);
size_t diff_family_key_size(diff_family family);

/** Reads rows of both sides, by iterators that it keeps. */
typedef struct diff_reader {
    const diff_sides *sides;          /* borrowed */
    cg_kv_iter *iters[DIFF_FAMILIES]; /* NULL: none yet */
    cg_buf values[2];
} diff_reader;
void diff_reader_pause(diff_reader *reader); /* closes the iterators */
void diff_reader_fini(diff_reader *reader);
/** `*out_differs` false: it is the same on both sides, or on neither. */
CG_MUST_USE cg_code diff_compare(diff_reader *reader, diff_key what, cg_diff_row *out_row,
                                 bool *out_differs, cg_err *err);
/** Whether parsing found the edge, on either side. */
CG_MUST_USE cg_code diff_is_parsed(diff_reader *reader, diff_key edge, bool *out_is, cg_err *err);

/* ---- manual edges (manual.c) ---- */

/** The edges that it is on either side, where both its ends are there: two when their numbers differ. */
CG_MUST_USE cg_code diff_manual_keys(const diff_sides *sides, const cg_edge_ends *edge,
                                     diff_key out_keys[2], size_t *out_count, cg_err *err);
/** The node with this id, when it is there under the same number on both sides. */
CG_MUST_USE cg_code diff_node_key(const diff_sides *sides, cg_id id, diff_key *out_key,
                                  bool *out_found, cg_err *err);
/** Adds the manual edges at all nodes of `keys` that come or go. */
CG_MUST_USE cg_code diff_add_manual(diff_reader *reader, diff_keys *keys, cg_err *err);

/* ---- all rows of a project (walk.c) ---- */

typedef enum diff_phase {
    WALK_FILES,
    WALK_NODES,
    WALK_EDGES,
    WALK_MANUAL_EDGES,
    WALK_NODE_METADATA,
    WALK_EDGE_METADATA,
    WALK_DONE,
} diff_phase;
typedef struct diff_walk {
    diff_phase phase;
    cg_kv_iter *iter; /* NULL: to be opened behind `last` */
    key last;         /* of the rows read last, without generation; empty: the phase's start */
    diff_key waiting; /* of a manual edge whose ends have other numbers on the other side */
    bool has_waiting;
} diff_walk;
void diff_walk_pause(diff_walk *walk);
/** The next row; CG_E_NOT_FOUND (err untouched): the end. */
CG_MUST_USE cg_code diff_walk_next(diff_walk *walk, diff_reader *reader, cg_diff_row *out_row,
                                   cg_err *err);

#endif
