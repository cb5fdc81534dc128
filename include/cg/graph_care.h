// SPDX-License-Identifier: Apache-2.0
// graph: collecting what nobody needs any more, and checking what is there.
#ifndef CG_GRAPH_CARE_H
#define CG_GRAPH_CARE_H

#include "cg/graph.h"

/* ---- collecting what nobody needs any more ----
 *
 * A generation is *reachable* that a branch, a tag, a transaction, a waiting merge or a reader leads to, or that one
 * of these was built on or has merged. The others are collected, and by rules also such that are
 * reachable: they can no longer be read (CG_E_COLLECTED), and rows, units and sources that no generation
 * which can be read sees are deleted. Records of reachable generations stay, so logs are whole. */

/** What of the reachable is kept. Without any: all. Always kept are heads of branches, tags, what the caller or a
 *  reader refers to, where branches fork, what was merged of a line that is still there, and what is young. */
typedef struct cg_gc_rules {
    uint32_t versions;    /* of each branch the newest so many; 0: no such rule; so below */
    uint32_t generations; /* of each branch the newest so many, named or not */
    uint32_t days; /* of each of the last so many days (UTC) and each branch the newest version */
    uint64_t young_ms; /* whatever is younger, or was the head so long ago, reachable or not */
} cg_gc_rules;

typedef enum cg_gc_kind {
    CG_GC_NODES,
    CG_GC_RELATIONSHIPS, /* from both ends */
    CG_GC_FILES,         /* and what linking them has read */
    CG_GC_OVERLAY,       /* and its log */
    CG_GC_INDEXES,       /* ids, names */
    CG_GC_POSTINGS,      /* terms of which some went; bytes of those */
    CG_GC_UNITS,
    CG_GC_SOURCES,
    CG_GC_VECTORS,
    CG_GC_CHANGES, /* parts of lists */
    CG_GC_RECORDS,
    CG_GC_KINDS
} cg_gc_kind;
const char *cg_gc_kind_text(unsigned kind); /* empty: there is none */

typedef struct cg_gc_result {
    uint64_t generations, versions; /* that could be read before; named ones among them */
    uint64_t generations_collected, versions_collected;
    struct {
        uint64_t rows, bytes; /* that went, keys included, before compression of the store */
    } of[CG_GC_KINDS];
    bool
        units_postponed; /* files were being written all the time: units are left to the next time */
    unsigned phase, phases; /* how far it is */
    uint64_t rows_seen;
} cg_gc_result;

typedef struct cg_gc_options {
    cg_gc_rules rules;
    bool dry_run; /* count what would go */
    /** Further generations that must stay, in the arena; called while nobody can write. NULL: none. */
    cg_code (*referenced)(void *arg, cg_arena *arena, const uint64_t **out_generations,
                          size_t *out_count, cg_err *err);
    /** Called between two steps, without a lock. False: CG_E_CANCELED. NULL: go on. */
    bool (*go_on)(void *arg, const cg_gc_result *so_far);
    void *arg;
} cg_gc_options;
/** Collects. Reads go on as ever; the project's writer is taken for many short moments. What one that failed, was
 *  canceled or killed has left is done by the next. Space is given back as the store is compacted. One thread,
 *  which holds no iterator or pin. Errors: CG_E_CONFLICT (the project is being collected), CG_E_CANCELED,
 *  those of reading and writing. */
CG_MUST_USE cg_code cg_project_collect(cg_project *project, const cg_gc_options *opts,
                                       cg_gc_result *out_result, cg_err *err);
/** Whether a generation was there and was collected. */
bool cg_project_is_collected(cg_project *project, uint64_t generation);
/** The first generation from `generation` on, which `snap` sees, that can still be read and that `snap` sees: rows of the
 *  one that are left are what the other has. */
uint64_t cg_snapshot_kept_from(const cg_snapshot *snap, uint64_t generation);

/** Between these two, whoever asked cg_store_has_unit may rely on the answer: no unit or source is collected.
 *  Taken before becoming a project's writer, never after; may block for some milliseconds. */
void cg_store_hold_units(cg_store *store);
void cg_store_release_units(cg_store *store);

/* ---- care ---- */

typedef struct cg_graph_check {
    uint64_t nodes, edges, files, units, names, postings, problems;
    uint64_t vectors; /* units of which there are some, for each model */
    uint64_t manual_nodes, manual_edges, metadata;
    cg_buf lines; /* one problem a line, the first 100 */
} cg_graph_check;
/** Recomputes everything that is derived: digests, counts, both edge directions, ids, names, file
 *  rows, units, sources, postings' references, the overlay and the lists of changes. Of the heads of all branches; what
 *  is counted is main's. Of the units and sources of earlier generations, that they are there. */
CG_MUST_USE cg_code cg_project_verify(cg_project *project, cg_graph_check *out_check, cg_err *err);

#endif
