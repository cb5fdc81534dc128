// SPDX-License-Identifier: Apache-2.0
// service: versions, branches and tags; merging and comparing them; when something changed.
#ifndef CG_SERVICE_VERSIONS_H
#define CG_SERVICE_VERSIONS_H

#include "cg/service_graph.h"

/* ---- versions, branches, tags ---- */

/** One generation of a project. One that was given a message is a version: it has an id. */
typedef struct cg_version_view {
    uint64_t generation, base; /* base 0: none */
    uint64_t created_ms;       /* wall clock */
    char digest[33], overlay_digest[33];
    uint64_t files, nodes, relationships; /* there are */
    bool collected;                       /* it can no longer be read */
    bool named;
    cg_id id;       /* of a version; so below */
    cg_id *parents; /* the version before it on its branch first, then what was merged */
    size_t parents_count;
    cg_str message, author, git; /* git: the commit that it was imported from, or empty */
    uint64_t git_time_ms;        /* when that was made; 0: not known */
} cg_version_view;
/** The generation that `where` leads to. Errors: CG_E_NOT_FOUND (the project, or nothing was written yet),
 *  those of a ref. */
CG_MUST_USE cg_code cg_service_version_get(cg_service *service, cg_graph_ref where, cg_arena *arena,
                                           cg_version_view *out_version, cg_err *err);

typedef struct cg_version_request {
    cg_str project;
    cg_commit_to to;  /* the message is required */
    bool allow_empty; /* also when nothing has changed since the last version of the branch */
    uint64_t deadline_ns;
} cg_version_request;
/** Makes what a branch has now a version. Errors: CG_E_INVALID (pointer "message"), CG_E_NOT_FOUND,
 *  CG_E_CONFLICT (protected, or nothing to say). */
CG_MUST_USE cg_code cg_service_version_create(cg_service *service,
                                              const cg_version_request *request, cg_arena *arena,
                                              cg_version_view *out_version, cg_err *err);

typedef struct cg_version_filter {
    cg_str author; /* a part of it; empty: any */
    cg_str path;   /* glob: only versions that changed such a file against their first parent */
    cg_str
        node; /* selector: only versions that brought, changed or took this node, likewise; of one that
                      is gone its UUID or symbol */
} cg_version_filter;
typedef struct cg_version_page {
    uint64_t generation; /* that the log is of */
    cg_version_view *rows;
    size_t count;
    cg_str next_cursor;
    cg_node_view *candidates; /* CG_E_AMBIGUOUS: what filter.node may mean, best first */
    size_t candidates_count;
} cg_version_page;
/** The versions that `where` was built on, newest first, itself included. */
CG_MUST_USE cg_code cg_service_version_list(cg_service *service, cg_graph_ref where,
                                            const cg_version_filter *filter, size_t limit,
                                            cg_str cursor, uint64_t deadline_ns, cg_arena *arena,
                                            cg_version_page *out_page, cg_err *err);

typedef struct cg_branch_view {
    cg_str name;
    cg_version_view head; /* generation 0: nothing was written yet */
    bool is_protected;
    uint64_t created_ms, moved_ms; /* wall clock; 0: not yet */
} cg_branch_view;
CG_MUST_USE cg_code cg_service_branch_get(cg_service *service, cg_str project, cg_str name,
                                          cg_arena *arena, cg_branch_view *out_branch, cg_err *err);
typedef struct cg_branch_page {
    cg_branch_view *rows;
    size_t count;
    cg_str next_cursor;
} cg_branch_page;
CG_MUST_USE cg_code cg_service_branch_list(cg_service *service, cg_str project, size_t limit,
                                           cg_str cursor, cg_arena *arena, cg_branch_page *out_page,
                                           cg_err *err);
/** `from`: a ref. Errors: CG_E_INVALID (pointer "name"), CG_E_CONFLICT, CG_E_LIMIT, of a ref (pointer
 *  "from"), CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_branch_create(cg_service *service, cg_str project, cg_str name,
                                             cg_str from, cg_arena *arena,
                                             cg_branch_view *out_branch, cg_err *err);
typedef struct cg_branch_edit {
    cg_str to;  /* a ref to move it to; empty: it stays */
    bool force; /* also to what was not built on its head */
    bool protect_given, is_protected;
    bool has_precondition;
    uint64_t unchanged_since; /* the generation that it must be at */
} cg_branch_edit;
CG_MUST_USE cg_code cg_service_branch_update(cg_service *service, cg_str project, cg_str name,
                                             const cg_branch_edit *edit, cg_arena *arena,
                                             cg_branch_view *out_branch, cg_err *err);
CG_MUST_USE cg_code cg_service_branch_delete(cg_service *service, cg_str project, cg_str name,
                                             bool has_precondition, uint64_t unchanged_since,
                                             cg_err *err);

typedef struct cg_tag_view {
    cg_str name;
    cg_version_view version;
    uint64_t created_ms;
    cg_str author, message;
} cg_tag_view;
typedef struct cg_tag_page {
    cg_tag_view *rows;
    size_t count;
    cg_str next_cursor;
} cg_tag_page;
CG_MUST_USE cg_code cg_service_tag_list(cg_service *service, cg_str project, size_t limit,
                                        cg_str cursor, cg_arena *arena, cg_tag_page *out_page,
                                        cg_err *err);
typedef struct cg_tag_request {
    cg_str project, name, ref, author, message; /* ref empty: main */
} cg_tag_request;
CG_MUST_USE cg_code cg_service_tag_create(cg_service *service, const cg_tag_request *request,
                                          cg_arena *arena, cg_tag_view *out_tag, cg_err *err);
CG_MUST_USE cg_code cg_service_tag_delete(cg_service *service, cg_str project, cg_str name,
                                          cg_err *err);

/* ---- merging, picking, reverting ---- */

typedef enum cg_merge_strategy {
    CG_MERGE_MANUAL = 0, /* conflicts are kept, to be resolved or abandoned */
    CG_MERGE_OURS,       /* what the branch has wins */
    CG_MERGE_THEIRS,
} cg_merge_strategy;
typedef struct cg_merge_request {
    cg_str project;
    cg_str source;   /* a ref: what is merged; the version that is picked or reverted */
    cg_commit_to to; /* without a message one is made */
    cg_merge_strategy strategy;
    bool
        always_commit; /* a merge that could move the branch forward makes a version nevertheless */
    uint64_t deadline_ns;
} cg_merge_request;

typedef enum cg_merge_outcome {
    CG_MERGE_COMMITTED = 1,
    CG_MERGE_FAST_FORWARD,
    CG_MERGE_UP_TO_DATE,
    CG_MERGE_CONFLICTS, /* nothing was changed; the merge is kept until it is resolved or abandoned */
} cg_merge_outcome;
typedef enum cg_merge_take {
    CG_MERGE_TAKE_NONE = 0,
    CG_MERGE_TAKE_OURS,
    CG_MERGE_TAKE_THEIRS,
    CG_MERGE_TAKE_BASE,
    CG_MERGE_TAKE_VALUE, /* of a file its text, of metadata its JSON */
} cg_merge_take;

/** One side of a conflict: a file's content, or what a row of the overlay says. */
typedef struct cg_conflict_side {
    bool present;
    cg_lang_id lang; /* of a file; so below */
    cg_blob_id blob;
    uint64_t bytes;
    cg_manual_node node; /* of a node */
    cg_str metadata;     /* of metadata: JSON */
} cg_conflict_side;
typedef enum cg_conflict_what {
    CG_CONFLICT_OF_FILE = 1,
    CG_CONFLICT_OF_NODE,
    CG_CONFLICT_OF_EDGE,
    CG_CONFLICT_OF_NODE_METADATA,
    CG_CONFLICT_OF_EDGE_METADATA,
} cg_conflict_what;
typedef struct cg_conflict_view {
    cg_str key; /* names it in a resolution: "file:src/a.py", "node:" and an id … */
    cg_conflict_what what;
    const char *kind; /* "both_changed", "changed_deleted", "both_added", "dangling_relationship" */
    cg_str path;      /* of a file */
    cg_id id;         /* of the node or relationship, or of what metadata is about */
    cg_id source, target; /* of a relationship */
    cg_edge_kind edge_kind;
    cg_conflict_side base, ours, theirs;
    cg_merge_take resolution; /* so far */
} cg_conflict_view;
typedef struct cg_merge_view {
    cg_merge_outcome outcome;
    cg_id id; /* null unless it is kept */
    cg_str project, source, branch, message, author;
    uint64_t base, ours, theirs; /* the generations that were compared */
    uint64_t created_ms;
    uint64_t generation; /* the branch's now */
    cg_id version;       /* that was made; null: none */
    size_t files, rows;  /* of files, and of nodes, relationships and metadata stated: taken over */
    cg_conflict_view *conflicts;
    size_t conflicts_count, resolved;
} cg_merge_view;

/** Merges a ref into a branch. Errors: CG_E_NOT_FOUND (also, pointer "source" or "branch"), CG_E_CONFLICT
 *  (unrelated histories), CG_E_LIMIT (too many conflicts, or merges that are not resolved), those of a
 *  commit. */
CG_MUST_USE cg_code cg_service_merge(cg_service *service, const cg_merge_request *request,
                                     cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
/** What a version changed against its first parent, onto a branch; and back. Errors as above, CG_E_CONFLICT when
 *  the branch is protected. */
CG_MUST_USE cg_code cg_service_cherry_pick(cg_service *service, const cg_merge_request *request,
                                           cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
CG_MUST_USE cg_code cg_service_revert(cg_service *service, const cg_merge_request *request,
                                      cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
CG_MUST_USE cg_code cg_service_merge_get(cg_service *service, cg_str project, cg_id id,
                                         cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
/** Those that are not resolved, oldest first, without their conflicts. */
CG_MUST_USE cg_code cg_service_merge_list(cg_service *service, cg_str project, cg_arena *arena,
                                          cg_merge_view **out_rows, size_t *out_count, cg_err *err);

typedef struct cg_merge_resolution {
    cg_str key;
    cg_merge_take take;
    cg_str value;
} cg_merge_resolution;
typedef struct cg_merge_resolve_request {
    cg_str project;
    cg_id id;
    const cg_merge_resolution *resolutions; /* what was said of a key before is replaced */
    size_t count;
    cg_merge_strategy strategy; /* for what is left; MANUAL: it stays */
    uint64_t deadline_ns;
} cg_merge_resolve_request;
/** When no conflict is left, the merge is carried out. Errors: CG_E_INVALID with pointer "/resolutions/N",
 *  CG_E_CONFLICT when the branch has moved (the conflicts are now those with its new head; what was decided of those
 *  that are left stays) or another call resolves it. */
CG_MUST_USE cg_code cg_service_merge_resolve(cg_service *service,
                                             const cg_merge_resolve_request *request,
                                             cg_arena *arena, cg_merge_view *out_merge,
                                             cg_err *err);
CG_MUST_USE cg_code cg_service_merge_abandon(cg_service *service, cg_str project, cg_id id,
                                             cg_err *err);

/* ---- history of one node or relationship ---- */

/** In what a node differs from what it was. */
typedef enum cg_aspect {
#define CG_ASPECT(name, text, meaning) CG_ASPECT_##name,
#include "cg/tbl/aspects.h"
#undef CG_ASPECT
    CG_ASPECT_LIMIT
} cg_aspect;
const char *cg_aspect_text(unsigned aspect);

typedef enum cg_change_kind {
    CG_KIND_ADDED,
    CG_KIND_REMOVED,
    CG_KIND_CHANGED,
    CG_KIND_MOVED,
    CG_KIND_RENAMED,
    CG_CHANGE_KINDS
} cg_change_kind;
const char *cg_change_kind_text(unsigned kind); /* "added" */

/** What one generation did to it. */
typedef struct cg_history_entry {
    uint64_t generation;
    cg_change_kind change; /* added, removed or changed */
    unsigned aspects; /* of a node that changed: bits of cg_aspect; of a relationship: metadata */
    bool
        collected; /* what was before is no longer kept: this was so by then, perhaps earlier; no aspects */
    uint64_t created_ms; /* wall clock of its commit */
    bool has_version;
    cg_version_view version; /* the first version, of the state asked, that has it */
} cg_history_entry;

typedef struct cg_history {
    uint64_t generation; /* of the state asked */
    cg_id id;
    bool there;        /* at that state */
    cg_node_view node; /* as it is, or was last; of a relationship: its source */
    cg_node_view target;
    cg_edge_kind kind;             /* of a relationship */
    cg_history_entry introduced;   /* the last time that it came */
    cg_history_entry last_changed; /* the newest of all that is not a removal */
    cg_history_entry removed;      /* when it is not there */
    cg_history_entry *rows;        /* newest first */
    size_t count;
    cg_str next_cursor;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS */
    size_t candidates_count;
} cg_history;
/** What the generations that `where` was built on did to a node: `selector` as of cg_service_node_get, or the UUID or
 *  symbol of one that is gone. Errors: CG_E_NOT_FOUND (it never was there), CG_E_AMBIGUOUS, of a ref and a cursor. */
CG_MUST_USE cg_code cg_service_node_history(cg_service *service, cg_graph_ref where,
                                            cg_str selector, size_t limit, cg_str cursor,
                                            cg_arena *arena, cg_history *out_history, cg_err *err);
/** And to a relationship. */
CG_MUST_USE cg_code cg_service_relationship_history(cg_service *service, cg_graph_ref where,
                                                    cg_id id, size_t limit, cg_str cursor,
                                                    cg_arena *arena, cg_history *out_history,
                                                    cg_err *err);

/* ---- comparing two versions ---- */

typedef enum cg_compare_what { CG_COMPARE_FILE, CG_COMPARE_NODE, CG_COMPARE_EDGE } cg_compare_what;

typedef struct cg_compare_user {
    cg_edge_kind kind; /* how it uses what changed */
    cg_node_view node; /* as it is after */
} cg_compare_user;

/** One thing that is not the same in both. */
typedef struct cg_compare_row {
    cg_compare_what what;
    cg_change_kind change;
    unsigned aspects; /* bits of cg_aspect: of what is on both sides */
    /* of a file */
    cg_str path, path_before; /* path_before: of one that moved */
    /* of a node */
    bool has_before, has_after;
    cg_node_view before, after;
    /* of a relationship */
    cg_edge_brief edge;
    cg_node_view source, target;
    /* asked for breaking changes */
    bool breaking;
    cg_compare_user *users; /* the first of those that it breaks, as many as the service lists */
    size_t users_count;
    uint64_t users_total;
} cg_compare_row;

typedef struct cg_compare_counts {
    uint64_t files[CG_CHANGE_KINDS], nodes[CG_CHANGE_KINDS], edges[CG_CHANGE_KINDS];
} cg_compare_counts;
typedef struct cg_compare_file {
    cg_str path;
    cg_compare_counts counts; /* relationships: of those that leave its nodes */
} cg_compare_file;
typedef struct cg_compare_summary {
    uint64_t before, after; /* generations */
    cg_compare_counts totals;
    uint64_t breaking;            /* when they were asked for */
    bool moves_known;             /* else too much came and went to look for what moved */
    const cg_compare_file *files; /* valid until the next call */
    size_t files_count;
    bool files_cut; /* there were more */
} cg_compare_summary;

typedef struct cg_compare_request {
    cg_str project, before, after; /* refs */
    bool
        breaking; /* only rows that break who uses a public node, with whom: removed, moved, renamed, of another
                      kind or signature, or no longer public */
} cg_compare_request;
/** What leads from `before` to `after`: files, then nodes, then relationships. One thread at a time. What only
 *  moved along with its ends is no row. Errors: CG_E_NOT_FOUND (the project), those of a ref with pointer "a" or "b". */
typedef struct cg_compare cg_compare;
CG_MUST_USE cg_code cg_service_compare_open(cg_service *service, const cg_compare_request *request,
                                            cg_compare **out_compare, cg_err *err);
void cg_service_compare_close(cg_compare *compare);                /* NULL allowed */
uint64_t cg_service_compare_generation(const cg_compare *compare); /* of `after` */
/** The next rows, at most `limit`, in the arena. Takes 50 ms or so; may give none with more to come. */
CG_MUST_USE cg_code cg_service_compare_next(cg_compare *compare, size_t limit, cg_arena *arena,
                                            cg_compare_row **out_rows, size_t *out_count,
                                            bool *out_more, cg_err *err);
/** Of all rows given so far. */
void cg_service_compare_summary(const cg_compare *compare, cg_compare_summary *out_summary);

#endif
