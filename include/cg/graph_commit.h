// SPDX-License-Identifier: Apache-2.0
// graph: the one way to write.
#ifndef CG_GRAPH_COMMIT_H
#define CG_GRAPH_COMMIT_H

#include "cg/graph_versions.h"

/* ---- commit: the one write path ---- */

typedef struct cg_posting {
    cg_str term;
    cg_str payload;
} cg_posting;

/** Models whose vectors one commit can take: the one that answers, and the one that is to follow it. */
#define CG_FACTS_MODELS_MAX 2
/** All that a commit needs of one file; everything borrowed until the call returns. */
typedef struct cg_file_facts {
    cg_str path;
    bool named; /* the path has number `file` already: cg_commit_name_file */
    uint32_t file;
    cg_blob_id blob;
    uint64_t prelude; /* of the unit's key */
    uint64_t bytes;
    uint8_t skip;            /* not 0: skipped, and nothing below is read */
    const cg_unit *unit;     /* decoded, with references */
    const cg_id *ids;        /* of each definition: cg_node_id(project, symbol) */
    const uint64_t *content; /* of each definition: cg_def_content_hash */
    cg_str unit_bytes;       /* cg_store_pack_unit; empty: the store has it */
    cg_str source_bytes;     /* cg_store_pack_source; empty: not kept or the store has it */
    struct {
        uint64_t model;
        cg_str bytes; /* cg_store_pack_vectors; empty: none were made, or the store has them */
    } vectors[CG_FACTS_MODELS_MAX];
    const cg_posting *postings;
    size_t postings_count;
    const cg_str *path_terms;
    size_t path_terms_count;
} cg_file_facts;

/** What of a definition makes its node row: everything but positions and, for files, namespaces and types, the
 *  body (their members are nodes of their own). */
uint64_t cg_def_content_hash(const cg_unit *unit, uint32_t def);
bool cg_def_is_by_members(unsigned kind); /* of those */

/** One thread. The order of a commit: all files put and deleted, then the edges and dependencies of
 *  each file put, and of others whose edges change because what they refer to did; then finish.
 *  Edges that stay inside their file may also come right behind it. After an error only
 *  cg_commit_abort is left. */
typedef struct cg_commit cg_commit;
typedef struct cg_commit_result {
    uint64_t generation; /* the head's when nothing changed */
    bool changed;
    cg_id version; /* its id, when the generation was given a message; else null */
    uint64_t nodes_added, nodes_changed, nodes_removed;
    uint64_t edges_added, edges_changed, edges_removed;
    uint64_t files_added, files_changed, files_removed; /* put and deleted, not linked anew */
    uint64_t parsed_generation; /* cg_snapshot_parsed_generation of the state that it leaves */
} cg_commit_result;
#define CG_MERGED_MAX 64
typedef struct cg_commit_options {
    cg_pool *
        pool; /* helps to sort and write large commits; NULL: none. Its threads must not wait for the
                             caller */
    uint64_t deadline_ns; /* for becoming the project's writer; 0: none */
    bool dry_run;         /* count what would change, write nothing */
    cg_str branch;        /* empty: main */
    bool
        aside; /* to an unnamed branch, beside the project's writer and asides of other branches. It may
                   only change the overlay, little of it, and not make a node or give one another kind */
    size_t
        defer_bytes_max; /* of an aside: how much of it the caller can keep (cg_commit_deferred); 0: nothing */
    bool detached;     /* it moves no branch, and is built on `onto`; `branch` is not looked at */
    uint64_t onto;     /* a generation that is there; 0: nothing */
    bool merge;        /* protected branches take it */
    bool always;       /* makes a generation even when nothing changes */
    uint64_t expected; /* CG_E_CONFLICT when the branch's head is another generation; 0: any */
    /* Of the version, when it is given a message; borrowed until the commit ends. */
    cg_str author, git;
    uint64_t git_time_ms;
    const uint64_t *merged; /* as of cg_version; at most CG_MERGED_MAX */
    size_t merged_count;
} cg_commit_options;
/** Waits for the project's writer, or as an aside for the one who writes to its branch. Then, unless for a dry run, mends what an earlier failed write left:
 *  resumes the store (cg_kv_resume: the caller must hold no iterator or pin), sweeps, and finds out
 *  where the heads are. Errors: CG_E_DEADLINE; CG_E_NOT_FOUND (no such branch or generation), CG_E_CONFLICT; CG_E_STORAGE_FULL (still), CG_E_BUSY (readers were in
 *  the way: try again) and others of that. */
CG_MUST_USE cg_code cg_commit_begin(cg_project *project, const cg_commit_options *opts,
                                    cg_commit **out_commit, cg_err *err);
/** The state that the commit builds on: the newest one, which readers may not see yet. Borrowed. */
cg_snapshot *cg_commit_base(const cg_commit *commit);
/** What the next commit to another branch would build on, to be released. Nobody writes to an unnamed one until the
 *  commit ends. CG_E_NOT_FOUND, CG_E_DEADLINE. */
CG_MUST_USE cg_code cg_commit_other_tip(cg_commit *commit, cg_str branch, cg_snapshot **out_snap,
                                        cg_err *err);
/** The same of a branch whose only commit is not written (cg_commit_deferred): its generation, and it is left so. 0: it
 *  has none: its tip is to be asked for. */
CG_MUST_USE cg_code cg_commit_other_deferred(cg_commit *commit, cg_str branch,
                                             uint64_t *out_generation, cg_err *err);
/** What is to be true together with the commit: written with what moves the head, so all of it is there or nothing. */
typedef struct cg_commit_also {
    cg_str
        drop_branch;   /* an unnamed branch that is deleted, whose tip was asked for; empty: none */
    cg_str row, value; /* a row of the caller's in the family of metadata: the value, then the
                             generation as u64, big-endian; `row` empty: none */
    bool
        shared; /* the generation comes behind the key instead, and what else shares the row adds its value to it */
} cg_commit_also;
/** As often as there is something; texts are copied. */
void cg_commit_add_also(cg_commit *commit, const cg_commit_also *also);
/** A file as the commit leaves it, as far as it got; NULL: no such number. Until the next put. */
const cg_file *cg_commit_file(const cg_commit *commit, uint32_t num);
/** What it has changed so far; its generation is not told. Borrowed. */
const cg_commit_result *cg_commit_so_far(const cg_commit *commit);
/** How many times rows, those of units among them, were written before the end. */
unsigned cg_commit_parts(const cg_commit *commit);
/** The number of a path before its file is put, which has to follow; only path and path terms are read. */
CG_MUST_USE cg_code cg_commit_name_file(cg_commit *commit, const cg_file_facts *facts,
                                        uint32_t *out_file, cg_err *err);
/** Adds or replaces a file with its nodes; unchanged rows are not written again. Each path once per
 *  commit, and none once an edge led to another file (asserted). Unless it is skipped, or the base
 *  has it as it is, cg_commit_put_edges must follow, even without edges. `*out_file`: its number. */
CG_MUST_USE cg_code cg_commit_put_file(cg_commit *commit, const cg_file_facts *facts,
                                       uint32_t *out_file, cg_err *err);
/** Removes a file with its nodes, the edges that leave them and its dependencies; a path that is not
 *  there is no error. As with nodes that a new content lacks, edges of other files into it are the
 *  caller's: it must put the edges of these files too, or cg_project_verify finds them. */
CG_MUST_USE cg_code cg_commit_delete_file(cg_commit *commit, cg_str path, cg_err *err);
/** The edges that leave the definitions of one file, one for each two ends and kind, in any order. */
typedef struct cg_file_edges {
    const cg_link_edge *edges;
    size_t count;
    const uint32_t *ordinals;
    const cg_external *externals; /* distinct; what edges to CG_LINK_EXTERNAL lead to */
    size_t externals_count;
} cg_file_edges;
/** All edges of `file`; only what differs from the stored ones is written. At most once per file and
 *  commit; for a skipped file without edges it does nothing. Files, definitions and order are asserted:
 *  targets must be in files that are there and parsed. Externals become nodes with the first edge that
 *  leads to them and go with the last. Everything is borrowed until the call returns.
 *  Errors: CG_E_CORRUPT, those of writing. */
CG_MUST_USE cg_code cg_commit_put_edges(cg_commit *commit, uint32_t file,
                                        const cg_file_edges *edges, cg_err *err);
/** In place of the two calls around this one, for a file that was put over a content with the same definitions (asserted):
 *  its edges, and what its linking has read, stay as the base has them. Nothing for one that was put as the base has it.
 *  Errors: CG_E_CORRUPT, those of writing. */
CG_MUST_USE cg_code cg_commit_keep_edges(cg_commit *commit, uint32_t file, cg_err *err);
/** What linking `file` has read, as `count` ascending distinct keys below 2^40 (asserted) that mean
 *  something to the caller; in place of what was kept before, and kept until it is replaced or the
 *  file goes. At most once per file and commit; not part of the digest, but a change makes a
 *  generation. */
CG_MUST_USE cg_code cg_commit_put_deps(cg_commit *commit, uint32_t file, const uint64_t *keys,
                                       size_t count, cg_err *err);
/* The overlay in a commit. Each call changes all that it says or, on any error but those of the store,
 * nothing; so a caller may go on after CG_E_NOT_FOUND. The find functions see what the commit has
 * changed so far. Texts and JSON are the caller's to check and limit. */

/** A node as the commit leaves it. */
typedef struct cg_commit_node {
    cg_node_kind kind;
    bool manual;
    uint64_t generation; /* that last changed it or its metadata; the commit's own if it did */
} cg_commit_node;
/** CG_E_NOT_FOUND leaves err alone; so below. */
CG_MUST_USE cg_code cg_commit_find_node(cg_commit *commit, cg_id id, cg_commit_node *out_node,
                                        cg_err *err);
CG_MUST_USE cg_code cg_commit_manual_node(cg_commit *commit, cg_id id, cg_arena *arena,
                                          cg_manual_node *out_node, cg_err *err);
/** Empty: none. */
CG_MUST_USE cg_code cg_commit_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_arena *arena,
                                       cg_str *out_json, cg_err *err);
/** An edge as the commit leaves it, shown or not. */
typedef struct cg_commit_edge {
    cg_id source, target;
    cg_edge_kind kind;
    bool parsed, manual; /* who says so */
    uint64_t generation; /* that last changed it or its metadata */
} cg_commit_edge;
CG_MUST_USE cg_code cg_commit_find_edge(cg_commit *commit, cg_id id, cg_commit_edge *out_edge,
                                        cg_err *err);
/** Adds a manual node, or changes what it says. Its id is that of its symbol, which no parsed node may
 *  have (asserted to be for manual nodes). */
CG_MUST_USE cg_code cg_commit_put_manual_node(cg_commit *commit, const cg_manual_node *node,
                                              cg_err *err);
/** Removes a manual node with its metadata and all manual edges at it, which have theirs removed too.
 *  Errors: CG_E_LIMIT (more edges than CG_CASCADE_MAX). */
#define CG_CASCADE_MAX 100000
CG_MUST_USE cg_code cg_commit_delete_manual_node(cg_commit *commit, cg_id id, uint64_t *out_edges,
                                                 cg_err *err);
/** States an edge; stating it again changes nothing. */
CG_MUST_USE cg_code cg_commit_put_manual_edge(cg_commit *commit, cg_id source, cg_edge_kind kind,
                                              cg_id target, cg_err *err);
/** Takes it back, with its metadata unless parsing found it too. */
CG_MUST_USE cg_code cg_commit_delete_manual_edge(cg_commit *commit, const cg_commit_edge *edge,
                                                 cg_err *err);
/** Replaces the metadata; empty: removes it. */
CG_MUST_USE cg_code cg_commit_put_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_str json,
                                           cg_err *err);

/** A row as the state that the commit builds on has it, in the arena; empty: there is none. */
CG_MUST_USE cg_code cg_commit_base_overlay(cg_commit *commit, const cg_overlay_key *of,
                                           cg_arena *arena, cg_str *out_value, cg_err *err);
/** Makes a row what it is in another generation, and nothing else; empty: there is none. */
CG_MUST_USE cg_code cg_commit_put_overlay(cg_commit *commit, const cg_overlay_key *of, cg_str value,
                                          cg_err *err);

/** Writes it, as a version when it is given a message; nobody sees it yet. cg_commit_publish must follow;
 *  after an error the commit has ended. */
CG_MUST_USE cg_code cg_commit_write(cg_commit *commit, cg_str message, cg_commit_result *out_result,
                                    cg_err *err);
/** What the caller has to keep of a commit that was written before he publishes it, since it was not: an aside that is
 *  the first commit to its branch, and only changes the metadata or the text of something, is written when somebody
 *  reads the branch or writes to it, as the generation that is answered now. Until then cg_branch_restore makes it
 *  again after a restart. Empty: the store has it. Borrowed until the commit ends. */
cg_str cg_commit_deferred(const cg_commit *commit);
/** Lets the project's next commit begin, waits until the disk has this one and all before it (unless it is one to an
 *  unnamed branch), and shows it to readers. Commits that wait at the same time share one flush. Ends the commit in every
 *  case. Errors: CG_E_IO, CG_E_UNAVAILABLE, CG_E_STORAGE_FULL: the next commit finds out whether it
 *  was kept. */
CG_MUST_USE cg_code cg_commit_publish(cg_commit *commit, cg_err *err);
/** Writes and publishes it. Ends the commit in every case. */
CG_MUST_USE cg_code cg_commit_finish(cg_commit *commit, cg_str message,
                                     cg_commit_result *out_result, cg_err *err);
void cg_commit_abort(cg_commit *commit); /* ends the commit; NULL allowed */

#endif
