// SPDX-License-Identifier: Apache-2.0
// The state of a commit under way, shared by its parts: commit.c (begin, write, finish), turns.c (who may write),
// file.c (what one file changes), nodes.c, edges.c, ends.c (whom edges
// lead to), externals.c (those in no file), deps.c, units.c,
// changes.c (the list of what it changed), and what clients state (overlay.c,
// manual_edges.c, settle.c, shown.c, deferred.c).
#ifndef CG_GRAPH_COMMIT_INT_H
#define CG_GRAPH_COMMIT_INT_H

#include "cg/graph_commit.h"

#include "rows.h"

/** Files of the same content in one commit share a unit; found by the unit's key. */
typedef struct unit_slot {
    uint8_t key[KEY_UNIT];
    uint32_t unit_no;
    bool used;
} unit_slot;

/** How far the commit is with a file. */
typedef enum file_phase {
    FILE_AS_BASE = 0, /* neither put nor deleted; its edges may come yet */
    FILE_EDGES_DUE,   /* put: its edges, and with them its row, have to come */
    FILE_DONE,
} file_phase;

/** The nodes of one file as the commit leaves them. */
typedef struct file_nodes {
    const cg_node_ref *refs; /* of each definition; NULL: not known yet */
    const cg_id *ids;        /* of each definition, when the commit put the file; else NULL */
    uint32_t count;
    uint8_t phase;  /* file_phase */
    bool deps_done; /* what its linking read has come */
} file_nodes;

/** Ids of nodes by ref: a cache that forgets everything when it is full. */
typedef struct id_slot {
    cg_node_ref ref; /* 0: free */
    cg_id id;
} id_slot;
typedef struct id_cache {
    id_slot *slots; /* open addressing */
    size_t used, capacity;
} id_cache;

/** Externals that edges of the commit lead to, or have led to in the base; found by id. */
typedef struct external_slot {
    cg_id id;
    cg_node_ref ref;  /* 0: free */
    uint32_t removed; /* edges of the base that go */
    bool used;        /* an edge comes: it will be there */
} external_slot;
typedef struct external_table {
    external_slot *slots; /* open addressing */
    size_t used, capacity;
} external_table;

/** What the commit changed so far: whole chunks are rows already. */
typedef struct change_list {
    bool dropped; /* too long to be of use: to be told from the rows */
    uint64_t count;
    change_codec codec;
    cg_buf chunk; /* the one under way */
} change_list;

/** A node that the commit brings or takes. */
typedef struct node_move {
    cg_id id;
    cg_node_ref before, after; /* 0: it is not there */
} node_move;

/** What the commit has changed of the overlay (commit_overlay.h). */
typedef struct overlay_changes overlay_changes;

/** A node as the base has it. */
typedef struct base_node {
    cg_node_ref ref;
    node_record record;
    uint64_t generation; /* that its row was written by */
} base_node;

/** Walks rows of the base in one family (reads.c). */
typedef struct base_reader {
    cg_kv_iter *iter; /* NULL: none was needed */
    key at;           /* what it was placed for; its length 0: nothing that can be asked again */
} base_reader;

struct cg_commit {
    cg_project *project;
    cg_commit_options opts; /* what it points to is the caller's */
    CG_VEC(cg_commit_also) also;
    struct branch *branch_is;     /* which nobody lets go until the turn ends; NULL: none */
    CG_VEC(struct branch *) held; /* by the writer: unnamed ones */
    cg_str branch;                /* its name; owned */
    uint64_t branch_moves;        /* as it was moved then */
    cg_pool *pool;
    const deferred *
        writes; /* what it makes of an earlier one, in the turn of somebody else; NULL: it is its own */
    deferred *deferred; /* what it leaves unwritten; NULL: nothing */
    bool dry_run;
    bool virgin;        /* the project has no rows yet: nothing to look up */
    bool parts_written; /* rows of this generation may be in the store */
    bool spent;         /* its number may be in the store */
    unsigned parts;     /* rows were written that many times */
    bool changed;       /* there are rows of what parsing found that only this generation shows */
    bool crossed;       /* an edge has led to another file: no more puts and deletes */
    cg_snapshot *base;
    cg_snapshot *head;     /* once written: what publishing shows; NULL: nothing */
    uint64_t epoch;        /* of the store, when the base was known to be in it */
    uint64_t generation;   /* 0: none was given yet */
    counters next;         /* but for the generation, which others give as well */
    uint64_t changes_from; /* once the last rows are put: the first whose changes are kept */
    cg_commit_result result;
    cg_project_counts counts;
    cg_hash128 digest, overlay_digest;
    overlay_changes *overlay; /* NULL: nothing yet */
    bool overlay_changed;     /* as `changed`, but of the overlay alone */
    rows rows;
    CG_VEC(cg_file) files;    /* by number, the state that the commit makes */
    bool files_given;         /* they are the head's */
    CG_VEC(file_nodes) nodes; /* by file number */
    size_t edges_due;         /* files in FILE_EDGES_DUE */
    size_t paths_given;       /* files whose paths no finished commit knew */
    cg_arena *kept;           /* nodes of files that were put */
    cg_arena *looked_up;      /* nodes of others; forgotten when they become many */
    CG_VEC(uint32_t) looked_up_files;
    id_cache ids;
    external_table externals;
    change_list changes;
    CG_VEC(node_move) moves; /* while there are manual edges that may lead to them */
    unit_slot *units;        /* open addressing */
    size_t units_used, units_capacity;
    base_reader readers[CG_CF_COUNT];
    base_node last_node; /* that was asked for by its id; its ref 0: none */
    cg_arena *scratch;   /* of one file */
    cg_buf key, value;   /* reused */
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
/** The number of a node that was not there before: its old one when it existed once. */
CG_MUST_USE cg_code commit_give_ref(cg_commit *commit, cg_id id, cg_node_kind kind, cg_str name,
                                    cg_node_ref *out_ref, cg_err *err);
/** Gives every definition of `after` its number and writes the node rows that differ. */
CG_MUST_USE cg_code commit_diff_nodes(cg_commit *commit, uint32_t file, const side *before,
                                      side *after, cg_err *err);
/** Removes the edges that leave nodes which go with their file. */
CG_MUST_USE cg_code commit_drop_edges(cg_commit *commit, const side *before, cg_err *err);
/** Removes what the linking of a file that goes has read. */
CG_MUST_USE cg_code commit_drop_deps(cg_commit *commit, uint32_t file, cg_err *err);
/** Writes the row of file `num` from its entry in the commit's state. */
void commit_put_file_row(cg_commit *commit, uint32_t num, const cg_node_ref *refs, size_t count);

/** There, with facts: it has nodes. */
static inline bool is_parsed(const cg_file *file)
{
    return file->present && file->unit_no != CG_NONE;
}
/** Keeps the nodes of a file that is put until the commit ends: edges will need them. */
void commit_keep_nodes(cg_commit *commit, uint32_t file, const side *after);
/** The nodes of a file, which must be there and parsed; until the next call. */
CG_MUST_USE cg_code commit_nodes_of(cg_commit *commit, uint32_t file, const file_nodes **out_nodes,
                                    cg_err *err);
/** The id of a node of the base. */
CG_MUST_USE cg_code commit_id_of(cg_commit *commit, cg_node_ref ref, cg_id *out_id, cg_err *err);
void commit_remember_id(cg_commit *commit, cg_node_ref ref, cg_id id);
/** The node of an external to which an edge of the commit leads; put into the graph when the base has
 *  none. */
CG_MUST_USE cg_code commit_use_external(cg_commit *commit, const cg_external *external,
                                        cg_node_ref *out_ref, cg_id *out_id, cg_err *err);
/** Notes that an edge of the base to the external `ref` goes. */
void commit_unuse_external(cg_commit *commit, cg_node_ref ref, cg_id id);
/** At the end of the commit: those that lost their last edge go. */
CG_MUST_USE cg_code commit_drop_externals(cg_commit *commit, cg_err *err);
/** The number of the facts' unit in this project; a content that is new to it brings its unit,
 *  source and postings along. */
CG_MUST_USE cg_code commit_give_unit_no(cg_commit *commit, const cg_file_facts *facts,
                                        uint32_t *out_no, cg_err *err);

/** Notes a change of the commit's generation, which is filled in: whoever writes a versioned row of a
 *  file, node or edge calls this, once for each row. */
void commit_note_change(cg_commit *commit, cg_change change);
/** The same for a node's row, by whoever parsing is done for. */
void commit_note_node(cg_commit *commit, cg_node_ref ref, cg_id id, cg_change_op op);
/** At the end of the commit: notes the manual edges that are shown, or shown no longer, for nodes that
 *  came or went. */
CG_MUST_USE cg_code commit_settle_shown(cg_commit *commit, cg_err *err);
/** Before the last rows are written: the last chunk becomes one. */
void commit_end_changes(cg_commit *commit);
/** What belongs beside the move of the head: lists that are no longer kept go. `*out_from`: the first that is kept. */
CG_MUST_USE cg_code commit_prune_changes(cg_commit *commit, cg_kv_batch *batch, uint64_t now_ms,
                                         uint64_t *out_from, cg_err *err);

/* Single rows of the base (reads.c). Values are valid until the next row of the family is asked for. */

/** CG_E_NOT_FOUND (err untouched): there is none. */
CG_MUST_USE cg_code commit_read(cg_commit *commit, cg_cf cf, key base, cg_str *out_value,
                                cg_err *err);
/** Of the newest row, tombstones included; 0: there is none. */
CG_MUST_USE cg_code commit_read_generation(cg_commit *commit, cg_cf cf, key base,
                                           uint64_t *out_generation, cg_err *err);
/** The newest row, and which generation it is of. Empty: it is a tombstone, or, of generation 0, there is none. */
CG_MUST_USE cg_code commit_read_newest(cg_commit *commit, cg_cf cf, key base, cg_str *out_value,
                                       uint64_t *out_generation, cg_err *err);
/** The node with this id. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code commit_base_node(cg_commit *commit, cg_id id, base_node *out_node, cg_err *err);
void commit_close_readers(cg_commit *commit);

/** Frees what the commit has changed of the overlay; NULL allowed. */
void commit_overlay_free(overlay_changes *changes);
/** At the end of the commit: writes what follows from its changes of the overlay. */
CG_MUST_USE cg_code commit_settle_overlay(cg_commit *commit, cg_err *err);
/** Raises the generation to that which last changed the metadata of an id. */
CG_MUST_USE cg_code commit_add_metadata_generation(cg_commit *commit, cg_owner owner, cg_id id,
                                                   uint64_t *inout_generation, cg_err *err);

/** Begins a commit that writes what was deferred to a branch, which the caller holds and goes on holding. */
CG_MUST_USE cg_code commit_begin_held(cg_project *project, struct branch *branch, const deferred *d,
                                      cg_commit **out_commit, cg_err *err);
/** Instead of writing it: whether it is deferred (cg_commit_deferred). */
bool commit_defer(cg_commit *commit, cg_str message);

/** Writes what has gathered when it is much. */
CG_MUST_USE cg_code commit_relieve(cg_commit *commit, cg_err *err);

#endif
