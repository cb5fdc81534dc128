// SPDX-License-Identifier: Apache-2.0
// What a commit has changed of the overlay: its rows by key, looked at before those of the base, so
// that each change sees the ones before it. Shared by overlay.c (rows, nodes, metadata) and
// manual_edges.c and settle.c (what follows, when the commit ends).
#ifndef CG_GRAPH_COMMIT_OVERLAY_H
#define CG_GRAPH_COMMIT_OVERLAY_H

#include "commit_int.h"

/** The rows of the overlay and the counter each kind has. */
typedef enum overlay_family { OVERLAY_NODES, OVERLAY_EDGES, OVERLAY_METADATA } overlay_family;

typedef struct overlay_row {
    overlay_family family;
    key base;        /* without its generation */
    cg_str before;   /* in the base of the commit; empty: it is not there */
    cg_str value;    /* empty: gone */
    cg_node_ref ref; /* of a manual node, once settled: its number, or its last one */
} overlay_row;

typedef struct made_edge {
    cg_id source, target;
    cg_edge_kind kind;
} made_edge;

/** A row as the base has it: whoever changes one asks for it several times. */
#define OVERLAY_READ 8
typedef struct overlay_read {
    key base;            /* its length 0: none */
    uint64_t generation; /* of the newest row, tombstones included; 0: there is none */
    cg_buf value;        /* empty: it is not there */
} overlay_read;

struct overlay_changes {
    CG_VEC(overlay_row) rows; /* in the order in which they were first changed */
    uint32_t *slots;          /* open addressing: 1 + position in `rows`; 0: free */
    size_t capacity;
    CG_VEC(made_edge) made; /* edges that the base does not have; some may be gone again */
    uint32_t *made_slots;   /* by edge id, as `slots` */
    size_t made_capacity;
    overlay_read read[OVERLAY_READ]; /* the last ones that were read, in turns */
    size_t read_next;
    cg_arena *values;
    cg_arena *scratch; /* of one call */
};

/** What has been changed, to be asked and added to. */
overlay_changes *overlay_of(cg_commit *commit);
/** The row if the commit has changed it, else NULL; until the next change. */
overlay_row *overlay_find(const overlay_changes *changes, key base);
/** The row as the commit leaves it, in `arena` or until the commit ends; empty: there is none. */
CG_MUST_USE cg_code overlay_get(cg_commit *commit, overlay_family family, key base, cg_arena *arena,
                                cg_str *out_value, cg_err *err);
/** The row as the base has it, in `arena`; empty: there is none. */
CG_MUST_USE cg_code overlay_base(cg_commit *commit, cg_cf cf, key base, cg_arena *arena,
                                 cg_str *out_value, cg_err *err);
/** Changes a row, the digest and its counter; one that is the same already is left alone. */
CG_MUST_USE cg_code overlay_put(cg_commit *commit, overlay_family family, key base, cg_str value,
                                cg_err *err);
/** Once the commit is written, before others build on it (last_rows_note_written). */
void overlay_note_written(const cg_commit *commit);
/** Writes a row that follows from another and is in no digest. */
void overlay_put_derived(cg_commit *commit, cg_cf cf, key base, cg_str value);
/** States an edge or takes it back, with no regard to what else belongs to it. */
CG_MUST_USE cg_code overlay_set_edge(cg_commit *commit, cg_id source, cg_edge_kind kind,
                                     cg_id target, bool present, cg_err *err);
/** Removes all manual edges at a node; their number. */
CG_MUST_USE cg_code overlay_drop_edges(cg_commit *commit, cg_id node, uint64_t *out_count,
                                       cg_err *err);

#endif
