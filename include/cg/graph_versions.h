// SPDX-License-Identifier: Apache-2.0
// graph: its versions: records of generations, branches and tags, and what differs between two.
#ifndef CG_GRAPH_VERSIONS_H
#define CG_GRAPH_VERSIONS_H

#include "cg/graph.h"

/* ---- versions and what they changed ---- */

/** What is known of one generation. */
typedef struct cg_version {
    uint64_t generation, base; /* base: the one that it was built on; 0: none */
    uint64_t time_ms;          /* wall clock of its commit */
    cg_hash128 digest, overlay_digest;
    uint64_t parsed_generation;
    cg_project_counts counts;
    bool listed;      /* its changes are kept as a list; else they are told from the rows */
    uint64_t changes; /* how many the list has */
    /* A generation that was given a message is a version, and has an id. */
    bool named;
    cg_id id;
    uint64_t parent;        /* the newest version that it was built on; 0: none */
    const uint64_t *merged; /* generations whose changes it took over; further parents */
    size_t merged_count;
    cg_str author, message;
    cg_str git; /* the commit that it was imported from, hexadecimal; empty: none */
    uint64_t
        git_time_ms; /* when that was made, by its committer's clock; 0: before 1970, or none */
} cg_version;
/** A generation's record; texts in the arena. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_project_version(cg_project *project, uint64_t generation, cg_arena *arena,
                                       cg_version *out_version, cg_err *err);
/** The version with this id. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_project_version_by_id(cg_project *project, cg_id id,
                                             uint64_t *out_generation, cg_err *err);
/** The same when it was asked for lately, from memory. False: ask the function above. */
bool cg_project_asked_version(cg_project *project, cg_id id, uint64_t *out_generation);
/** Whether a generation was acknowledged and not collected. From memory. */
bool cg_project_has_generation(cg_project *project, uint64_t generation);
/** The version that lies `steps` (above 0) first parents before a generation that was acknowledged; 0: there are not
 *  as many. From memory, at the cost of a search in each line that the steps lead through. */
uint64_t cg_project_version_before(cg_project *project, uint64_t generation, uint64_t steps);
/** The versions whose ids begin with `prefix`, lower-case hexadecimal digits without '-', as generations in
 *  the arena; at most `limit`. */
CG_MUST_USE cg_code cg_project_find_versions(cg_project *project, cg_str prefix, size_t limit,
                                             cg_arena *arena, uint64_t **out_generations,
                                             size_t *out_count, cg_err *err);
/** The generations imported from Git commits whose ids begin with `prefix`, lower-case hexadecimal digits: of
 *  each commit the newest one, in the arena, at most `limit`. It may have been collected. */
CG_MUST_USE cg_code cg_project_find_git(cg_project *project, cg_str prefix, size_t limit,
                                        cg_arena *arena, uint64_t **out_generations,
                                        size_t *out_count, cg_err *err);
/** The newest generation that `snap` sees and whose commit was not after `time_ms`; 0: none. */
CG_MUST_USE cg_code cg_snapshot_generation_at_time(const cg_snapshot *snap, uint64_t time_ms,
                                                   uint64_t *out_generation, cg_err *err);
/** The newest generation that both were built on, over what was merged too; 0: none. Both must have been
 *  acknowledged. */
uint64_t cg_project_merge_base(cg_project *project, uint64_t a, uint64_t b);

/* ---- branches and tags: names for generations ---- */

#define CG_BRANCH_MAIN "main" /* always there */
#define CG_REF_NAME_MAX 200
/** Branches of this prefix have no name that clients could give: the caller's own (cg_branch_fork). What is done to
 *  one does not wait for the disk, commits included: a power cut may take back the last of them, never one without those that
 *  came after it, of whatever branch. Its first commit always begins a line, so that the branch it is from goes on with
 *  its own. */
#define CG_BRANCH_UNNAMED ":"
/** As Git has it: no empty segment, none that begins with '.' or ends with ".lock", no "..", "@{", control
 *  byte, space, '~', '^', ':', '?', '*', '[', '\', valid UTF-8. CG_E_INVALID says what is wrong. */
CG_MUST_USE cg_code cg_ref_name_check(cg_str name, cg_err *err);

typedef struct cg_branch {
    cg_str name;
    uint64_t generation; /* its head */
    uint64_t created_ms, moved_ms;
    uint64_t start;    /* the generation that it was made at */
    bool is_protected; /* takes merges alone; is neither moved back nor deleted */
} cg_branch;
/** Texts in the arena. CG_E_NOT_FOUND (err says which). */
CG_MUST_USE cg_code cg_project_branch(cg_project *project, cg_str name, cg_arena *arena,
                                      cg_branch *out_branch, cg_err *err);
/** The head of a branch, without any other work. False: there is none. */
bool cg_project_branch_generation(cg_project *project, cg_str name, uint64_t *out_generation);
/** Whether a branch that has a name is at this generation. From memory. */
bool cg_project_is_head(cg_project *project, uint64_t generation);
/** By name. */
size_t cg_project_branches(cg_project *project, cg_arena *arena, cg_branch **out_branches);
/** Durable when it returns, as the next two. Errors: CG_E_CONFLICT (the name is taken), CG_E_LIMIT (there are
 *  `limit` already), those of writing. */
CG_MUST_USE cg_code cg_branch_create(cg_project *project, cg_str name, uint64_t generation,
                                     size_t limit, cg_err *err);
/** Makes an unnamed branch (asserted) of a name that nobody else makes, in one write with what `with` has already,
 *  which must not be bound to an epoch. NULL: nothing is written before the first commit to it is, and the branch outlives
 *  the process no sooner (cg_branch_restore). Does not wait for the writer, unless an earlier failure must be mended,
 *  nor for the disk. Errors: CG_E_NOT_FOUND (no such generation), those of writing. */
CG_MUST_USE cg_code cg_branch_fork(cg_project *project, cg_str name, uint64_t generation,
                                   cg_kv_batch *with, cg_err *err);
/** Makes one again that was forked with nothing written, unless the store has it by now: `is` has its name, generation
 *  and times, `deferred` what cg_commit_deferred gave of it last, or nothing. Before others write to the project.
 *  CG_E_NOT_FOUND, CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code cg_branch_restore(cg_project *project, const cg_branch *is, cg_str deferred,
                                      cg_err *err);
/** A row of the overlay that a commit changes. */
typedef struct cg_overlay_change {
    cg_overlay_key key;
    cg_str before, after; /* empty: none */
} cg_overlay_change;
/** What the commit to an unnamed branch changes that is not written (cg_commit_deferred), if the branch was forked
 *  from `start`: its generation, and the rows in the arena. 0: there is none. From memory. */
uint64_t cg_branch_deferred(cg_project *project, cg_str name, uint64_t start, cg_arena *arena,
                            cg_overlay_change **out_rows, size_t *out_count);
typedef struct cg_branch_change {
    bool move, set_protected;
    uint64_t generation; /* where to */
    bool forward_only;   /* CG_E_CONFLICT unless it was built on what the branch has now */
    bool is_protected;
    uint64_t expected; /* CG_E_PRECONDITION when the branch is elsewhere; 0: anywhere */
} cg_branch_change;
/** Errors: CG_E_NOT_FOUND, CG_E_CONFLICT (protected, not forward), CG_E_PRECONDITION, of writing. */
CG_MUST_USE cg_code cg_branch_update(cg_project *project, cg_str name,
                                     const cg_branch_change *change, cg_err *err);
/** In one write with what `with` has already, which must not be bound to an epoch; NULL: nothing. What only the branch
 *  had stays until it is collected. Errors: as above, and nothing is written; CG_E_CONFLICT for main. */
CG_MUST_USE cg_code cg_branch_delete(cg_project *project, cg_str name, uint64_t expected,
                                     cg_kv_batch *with, cg_err *err);

typedef struct cg_tag {
    cg_str name;
    uint64_t generation;
    uint64_t time_ms;
    cg_str author, message;
} cg_tag;
/** Errors: CG_E_NOT_FOUND (err says which). */
CG_MUST_USE cg_code cg_project_tag(cg_project *project, cg_str name, cg_arena *arena,
                                   cg_tag *out_tag, cg_err *err);
/** By name, beginning behind `after`. */
CG_MUST_USE cg_code cg_project_tags(cg_project *project, cg_str after, size_t limit,
                                    cg_arena *arena, cg_tag **out_tags, size_t *out_count,
                                    cg_err *err);
/** Durable when they return. Errors: CG_E_CONFLICT (taken); CG_E_NOT_FOUND; those of writing. */
CG_MUST_USE cg_code cg_tag_create(cg_project *project, const cg_tag *tag, cg_err *err);
CG_MUST_USE cg_code cg_tag_delete(cg_project *project, cg_str name, cg_err *err);

/* ---- what generations changed ---- */

typedef enum cg_change_what {
    CG_CHANGE_FILE = 1, /* its content, or whether it is there */
    CG_CHANGE_NODE,
    CG_CHANGE_EDGE,
    CG_CHANGE_VERSION, /* all changes of the generation were given */
    /* Of the overlay, whose nodes are CG_CHANGE_NODE; none while an end is missing. In lists alone. */
    /* Stated, taken back, or shown from or up to now because an end came or went. The last is
     * also noted where parsing finds the edge: the edges of the generation tell. */
    CG_CHANGE_MANUAL_EDGE,
    CG_CHANGE_NODE_METADATA,
    CG_CHANGE_EDGE_METADATA,
} cg_change_what;
typedef enum cg_change_op {
    CG_CHANGE_ADDED = 1,
    CG_CHANGE_CHANGED,
    CG_CHANGE_REMOVED
} cg_change_op;

/** One thing that a generation changed. */
typedef struct cg_change {
    uint64_t generation;
    cg_change_what what;
    cg_change_op op;
    uint32_t file;            /* of a file */
    cg_node_ref node, target; /* the node; of an edge, or its metadata: source and target */
    cg_edge_kind kind;        /* of an edge */
} cg_change;

/** Where a walk over changes is: behind one of them. Means nothing but to a scan of the same project;
 *  it stays good for as long as the changes of its generation are kept. */
typedef struct cg_change_pos {
    uint64_t generation;
    uint64_t at[2]; /* both 0: before its first change; CG_CHANGE_END: behind its last */
} cg_change_pos;
#define CG_CHANGE_END UINT64_MAX
/** As text without spaces: "12" is behind generation 12, "12.5" inside it. */
void cg_change_pos_put(const cg_change_pos *pos, cg_buf *out);
bool cg_change_pos_parse(cg_str text, cg_change_pos *out_pos);

typedef enum cg_change_depth {
    CG_CHANGES_ALL,
    CG_CHANGES_LISTED, /* versions without a list come alone */
    CG_CHANGES_NONE,   /* all versions come alone */
} cg_change_depth;

/** Walks what the generations that `snap` sees changed, from `after` on up to `last` or its own; behind the
 *  changes of each comes a CG_CHANGE_VERSION. A first load and commits that replace most of a
 *  project keep no list: their changes come from a scan over all rows, in another order.
 *  Holds an iterator: for a request, not for ever. */
typedef struct cg_change_scan cg_change_scan;
cg_change_scan *cg_change_scan_open(const cg_snapshot *snap, cg_change_pos after, uint64_t last,
                                    cg_change_depth depth);
/** False at the end and after an error. */
bool cg_change_scan_next(cg_change_scan *scan, cg_change *out_change);
/** The version of the change given last; its message is valid until the next call. */
const cg_version *cg_change_scan_version(const cg_change_scan *scan);
/** The position behind the change given last, or where the scan began. */
cg_change_pos cg_change_scan_pos(const cg_change_scan *scan);
/** And frees. CG_E_NOT_FOUND: the list of a generation is no longer kept. CG_E_CORRUPT. */
CG_MUST_USE cg_code cg_change_scan_close(cg_change_scan *scan, cg_err *err);
/** The first generation whose changes are kept; lists before it were dropped by later commits. */
uint64_t cg_project_changes_from(cg_project *project);

/* ---- what differs between two generations ---- */

typedef enum cg_diff_side { CG_DIFF_BEFORE, CG_DIFF_AFTER } cg_diff_side;

/** One file, node or edge that is not the same at both generations. */
typedef struct cg_diff_row {
    cg_change_what what; /* CG_CHANGE_FILE, NODE or EDGE; a stated edge is one like all others */
    cg_change_op op;     /* CHANGED: it is there on both sides */
    uint32_t file;       /* of a file */
    cg_node_ref node, target; /* the node; of an edge, source and target */
    cg_edge_kind kind;        /* of an edge */
    bool facts, metadata;     /* of what changed: which of them differs, or both */
} cg_diff_row;

/** What leads from one generation to another, of whatever branches: files, then nodes, then edges. Told from
 *  the lists of what the generations between them changed; where one is not kept, or they name more
 *  than `keys_max` things (0: a million), by one walk over all rows of the project. One thread; holds 16 bytes for each
 *  thing named. A definition that becomes one of another kind goes and comes. */
typedef struct cg_diff cg_diff;
/** Either may be 0: nothing. Errors: CG_E_NOT_FOUND (err says which generation), those of reading. */
CG_MUST_USE cg_code cg_diff_open(cg_project *project, uint64_t before, uint64_t after,
                                 size_t keys_max, cg_diff **out_diff, cg_err *err);
/** False at the end and after an error, which cg_diff_status tells. */
bool cg_diff_next(cg_diff *diff, cg_diff_row *out_row);
CG_MUST_USE cg_code cg_diff_status(const cg_diff *diff, cg_err *err);
/** Lets go of what it holds of the store until the next row is asked for: for slow readers. */
void cg_diff_pause(cg_diff *diff);
void cg_diff_rewind(cg_diff *diff);          /* to the first row */
bool cg_diff_is_listed(const cg_diff *diff); /* told from lists */
void cg_diff_close(cg_diff *diff);           /* NULL allowed */
CG_DEFINE_AUTO(cg_diff, cg_diff_close)
/** What a side has: as the cg_snapshot_*_at functions. CG_E_NOT_FOUND (err untouched). */
CG_MUST_USE cg_code cg_diff_node(const cg_diff *diff, cg_diff_side side, cg_node_ref ref,
                                 cg_past_node *out_node, cg_err *err);
CG_MUST_USE cg_code cg_diff_manual(const cg_diff *diff, cg_diff_side side, cg_id id,
                                   cg_arena *arena, cg_manual_node *out_node, cg_err *err);
/** `edge`: source, target and kind are given. */
CG_MUST_USE cg_code cg_diff_edge(const cg_diff *diff, cg_diff_side side, cg_edge_row *edge,
                                 cg_err *err);
CG_MUST_USE cg_code cg_diff_file(const cg_diff *diff, cg_diff_side side, uint32_t file,
                                 cg_file *out_file, cg_err *err);

/* ---- when a node or an edge changed ---- */

/** What one generation did to it. */
typedef struct cg_past_change {
    uint64_t generation;
    cg_change_op op;
    bool facts, metadata; /* of what changed: which of them, or both */
} cg_past_change;
/** What the generations that `snap` sees did to the node with this id, whether or not it is there: newest first,
 *  those below `before` (0: all), at most `limit`, in the arena. A file changes with its content. Reads all rows
 *  of the node. CG_E_NOT_FOUND (err untouched): it never was there. */
CG_MUST_USE cg_code cg_snapshot_node_changes(const cg_snapshot *snap, cg_id id, uint64_t before,
                                             size_t limit, cg_arena *arena,
                                             cg_past_change **out_rows, size_t *out_count,
                                             cg_err *err);
typedef struct cg_edge_ends {
    cg_id source, target;
    cg_edge_kind kind;
} cg_edge_ends;
/** The same for the edge with this id; a manual one is there while both its ends are. Reads all rows of the edges
 *  of its kind that leave its source. */
CG_MUST_USE cg_code cg_snapshot_edge_changes(const cg_snapshot *snap, cg_id id, uint64_t before,
                                             size_t limit, cg_arena *arena, cg_edge_ends *out_ends,
                                             cg_past_change **out_rows, size_t *out_count,
                                             cg_err *err);
/** The first named version from `first` to `last` that `snap` sees; texts in the arena. CG_E_NOT_FOUND (err
 *  untouched). */
CG_MUST_USE cg_code cg_snapshot_first_version(const cg_snapshot *snap, uint64_t first,
                                              uint64_t last, cg_arena *arena,
                                              cg_version *out_version, cg_err *err);

#endif
