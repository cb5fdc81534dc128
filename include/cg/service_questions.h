// SPDX-License-Identifier: Apache-2.0
// service: questions that follow relationships. All are answered at one generation, in an order that follows from the
// graph alone; cursors stay on their generation.
#ifndef CG_SERVICE_QUESTIONS_H
#define CG_SERVICE_QUESTIONS_H

#include "cg/service_graph.h"

/** Whether something was found, and, if nothing was, what that means. */
typedef enum cg_verdict {
    CG_VERDICT_FOUND,
    CG_VERDICT_NONE,   /* there is nothing */
    CG_VERDICT_UNKNOWN /* nothing is known; the coverage says what is not */
} cg_verdict;
const char *cg_verdict_text(unsigned verdict);

/** What an answer does not know. The counts of files are always told; the rest where nothing was found, or when it was
 *  asked for: files that mention the node's name without its having been linked, of questions who uses it; references in
 *  the node for which nothing was found, of questions what it uses. */
typedef struct cg_answer_coverage {
    bool has_names;
    cg_edge_coverage known;
    uint64_t unresolved;
    cg_str unresolved_names[10]; /* the first different ones */
    size_t unresolved_names_count;
    uint64_t
        guessed; /* of what is reached, where nothing was: definitions one step away by relationships less sure than
                         was asked for */
} cg_answer_coverage;

/** Which relationships are followed. */
typedef struct cg_follow {
    uint64_t kinds;        /* bit set of cg_edge_kind; 0: all but contains */
    double min_confidence; /* 0..1 */
    bool dispatch;         /* a call of a member may be one of each that overrides it */
} cg_follow;

/* ---- dependencies, dependents, callers, callees, hierarchy ---- */

typedef struct cg_reach_request {
    cg_graph_ref where;
    cg_str selector;
    cg_direction direction; /* BOTH: of a hierarchy: first up, then down, each by itself */
    cg_follow follow;
    bool members;          /* begin from all that the node contains as well */
    cg_node_filter filter; /* of what is listed: kinds, languages, path */
    unsigned depth;        /* 1..1000 */
    size_t limit;
    cg_str cursor;
    bool with_names; /* in the coverage */
    bool with_sites; /* of each row */
    cg_patience patience;
} cg_reach_request;

typedef struct cg_reach_row {
    cg_node_view node;
    cg_direction direction; /* that it was found in */
    unsigned depth;
    cg_id from; /* the node that led here, one nearer */
    cg_edge_kind kind;
    cg_link_rule rule;
    double confidence;
    bool dispatch;    /* the relationship is with what the node overrides, or what overrides it */
    cg_str site_path; /* the file that it stands in; empty: in none */
    cg_site *sites;   /* ascending; when they were asked for */
    size_t sites_count;
} cg_reach_row;
typedef struct cg_depth_count {
    cg_direction direction;
    unsigned depth;
    uint64_t count;
} cg_depth_count;
typedef struct cg_reach_page {
    uint64_t generation;
    cg_node_view node;
    cg_reach_row *rows;
    size_t count;
    cg_depth_count *depths; /* of all that are listed, on whatever page */
    size_t depths_count;
    uint64_t total;
    cg_str next_cursor;
    cg_verdict verdict;
    cg_answer_coverage coverage;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS */
    size_t candidates_count;
} cg_reach_page;
/** Errors: CG_E_NOT_FOUND, CG_E_AMBIGUOUS, CG_E_INVALID (cursor), CG_E_LIMIT, CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_service_reach(cg_service *service, const cg_reach_request *request,
                                     cg_arena *arena, cg_reach_page *out_page, cg_err *err);

/* ---- shortest paths ---- */

typedef struct cg_path_request {
    cg_graph_ref where;
    cg_str from, to; /* selectors */
    cg_follow follow;
    bool both_ways;      /* relationships may be followed against their direction too */
    unsigned max_length; /* 1..1000 */
    size_t limit;        /* paths */
    cg_str cursor;
    cg_patience patience;
} cg_path_request;
typedef struct cg_path_step {
    cg_edge_kind kind;
    cg_link_rule rule;
    double confidence;
    bool against; /* the relationship leads from the next node to this one */
    bool dispatch;
} cg_path_step;
typedef struct cg_path_view {
    cg_node_view *nodes; /* length + 1 */
    cg_path_step *steps; /* length */
} cg_path_view;
typedef struct cg_path_page {
    uint64_t generation;
    cg_node_view from, to;
    bool found;
    bool exhausted;  /* where none was found: there is none of any length */
    unsigned length; /* in steps */
    uint64_t total;  /* of shortest paths; UINT64_MAX: as many or more */
    cg_path_view *paths;
    size_t count;
    cg_str next_cursor;
    cg_verdict verdict;
    cg_answer_coverage coverage;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS, of the end that the error points to */
    size_t candidates_count;
} cg_path_page;
/** Errors: as cg_service_reach; those about an end point to "from" or "to". */
CG_MUST_USE cg_code cg_service_paths(cg_service *service, const cg_path_request *request,
                                     cg_arena *arena, cg_path_page *out_page, cg_err *err);

/* ---- impact ---- */

#define CG_IMPACT_NODES_MAX 100
typedef struct cg_impact_request { /* one of nodes, since and diff says what changes */
    cg_graph_ref where;
    const cg_str *nodes; /* selectors of what is to change */
    size_t nodes_count;
    cg_str since; /* a ref: what it leads to is compared with what `where` does */
    bool has_diff;
    cg_str diff; /* a unified diff, of which `where` is one side or the other, file by file */
    cg_follow follow;
    cg_node_filter filter; /* of what is listed */
    unsigned depth;        /* 1..1000 */
    bool tests_only;       /* list tests alone */
    size_t limit;
    cg_str cursor;
    cg_patience patience;
} cg_impact_request;
typedef struct cg_impact_row {
    cg_node_view node;
    double score; /* 0..1: how much of the change comes through on the best of the shortest ways */
    unsigned depth;
    bool is_test;
    cg_id from; /* null: it used something that is gone */
    cg_edge_kind kind;
    double confidence;
    bool dispatch;
} cg_impact_row;
/** Which side of a diff a file is on. */
typedef enum cg_patch_side { CG_PATCH_NEITHER, CG_PATCH_BEFORE, CG_PATCH_AFTER } cg_patch_side;
/** Why nothing can be told of a file of a diff. */
typedef enum cg_patch_gap {
    CG_PATCH_KNOWN,       /* nothing is in the way */
    CG_PATCH_BINARY,      /* which lines differ is not told */
    CG_PATCH_NOT_INDEXED, /* there is no such file */
    CG_PATCH_NOT_PARSED,  /* there is, but it was skipped */
    CG_PATCH_STALE,       /* it is neither side of the diff */
    CG_PATCH_GAPS
} cg_patch_gap;
const char *cg_patch_gap_text(unsigned gap);
const char *cg_patch_change_text(unsigned change); /* "changed", "added", … */
typedef struct cg_patch_file {
    cg_str path,
        path_before; /* path_before: where it was, of what was renamed or copied; else empty */
    unsigned change;
    cg_patch_side side;
    cg_patch_gap gap;
    bool assumed;         /* that it is that side: neither its id nor its text could be compared */
    uint64_t definitions; /* that change */
    uint64_t
        outside; /* places that differ and are in no definition: imports, comments, code of the file itself */
} cg_patch_file;
#define CG_PATCH_FILES_LISTED_MAX 1000
typedef struct cg_patch_report {
    uint64_t files, unknown; /* unknown: those with a gap */
    uint64_t outside;
    cg_patch_file *list; /* the first, those with a gap before others */
    size_t listed;
} cg_patch_report;
typedef struct cg_impact_page {
    uint64_t generation;
    const cg_patch_report *diff; /* NULL: none was given */
    uint64_t changed, removed;   /* nodes that are there, and such that are not any more */
    cg_node_view *changes;       /* the first of those that are there */
    size_t changes_count;
    cg_impact_row *rows; /* by score, depth, order */
    size_t count;
    uint64_t total, files; /* nodes that are affected, and files that they are in */
    uint64_t tests;        /* of them */
    cg_str next_cursor;
    cg_verdict verdict;
    cg_answer_coverage coverage;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS, of the node that the error names */
    size_t candidates_count;
    cg_str ambiguous;
} cg_impact_page;
/** Errors: as cg_service_reach; those about a node point to "node", about `since` to "since", about a diff (CG_E_INVALID, CG_E_LIMIT)
 *  to "diff". */
CG_MUST_USE cg_code cg_service_impact(cg_service *service, const cg_impact_request *request,
                                      cg_arena *arena, cg_impact_page *out_page, cg_err *err);

/* ---- whole graphs ---- */

typedef enum cg_question_level { CG_OF_NODES, CG_OF_FILES, CG_OF_PACKAGES } cg_question_level;

typedef struct cg_whole_request {
    cg_graph_ref where;
    cg_question_level level;
    cg_follow follow;
    cg_node_filter
        filter; /* of what is looked at: cycles, communities; of what is listed: hubs, dead code, overviews */
    size_t limit;
    cg_str cursor;
    size_t members_max;  /* of each row that are listed */
    bool externals;      /* hubs: what is in no file, too */
    double resolution;   /* of communities; above 0 */
    bool closed;         /* dead code: nobody outside of the project uses what is public */
    int verdict;         /* dead code: cg_verdict of the rows wanted; -1: any */
    uint64_t max_tokens; /* of an overview */
    cg_patience patience;
} cg_whole_request;

typedef struct cg_cycle_row {
    uint64_t size;
    cg_node_view *members; /* the first, in order */
    size_t members_count;
    cg_node_view *
        circle; /* a shortest one through the first member, each leading to the next, the last to the first */
    size_t circle_count;
} cg_cycle_row;
typedef struct cg_cycle_page {
    uint64_t generation, total;
    cg_cycle_row *rows; /* the largest first */
    size_t count;
    cg_str next_cursor;
    cg_verdict verdict;
    cg_answer_coverage coverage;
} cg_cycle_page;
/** What depends on itself, over others: of files and packages by depends_on, unless kinds are stated. */
CG_MUST_USE cg_code cg_service_cycles(cg_service *service, const cg_whole_request *request,
                                      cg_arena *arena, cg_cycle_page *out_page, cg_err *err);

typedef struct cg_hub_row {
    cg_node_view node;
    double score;     /* rank times the number of nodes: 1 is average */
    uint64_t in, out; /* different ones that lead here, and that this leads to */
} cg_hub_row;
typedef struct cg_hub_page {
    uint64_t generation, total;
    cg_hub_row *rows;
    size_t count;
    cg_str next_cursor;
    cg_answer_coverage coverage;
} cg_hub_page;
/** What much leads to, by PageRank. */
CG_MUST_USE cg_code cg_service_hubs(cg_service *service, const cg_whole_request *request,
                                    cg_arena *arena, cg_hub_page *out_page, cg_err *err);

/** Why something that nothing in the project uses may be used all the same. */
typedef enum cg_dead_reason {
    CG_DEAD_NONE,      /* it is not: it is unused */
    CG_DEAD_ENTRY,     /* where a program begins, or what a language calls by itself */
    CG_DEAD_TEST,      /* a test, or in a file of tests */
    CG_DEAD_EXPORTED,  /* others can see it */
    CG_DEAD_DECORATED, /* a decorator or annotation may register it */
    CG_DEAD_OVERRIDES, /* it belongs to a type with a base outside of the project */
    CG_DEAD_IMPORTED,  /* imported, and not used where it is */
    CG_DEAD_MENTIONED, /* its name is mentioned where nothing was found for it, or it has none and is handed on */
    CG_DEAD_GUESSED, /* what is less sure than was asked for uses it */
    CG_DEAD_STATED,  /* a client says so */
    CG_DEAD_REASONS
} cg_dead_reason;
const char *cg_dead_reason_text(unsigned reason);
typedef struct cg_dead_row {
    cg_node_view node;
    cg_verdict verdict; /* NONE: unused; UNKNOWN: for the reason */
    cg_dead_reason reason;
    uint64_t users; /* that use it; all of them are unused themselves */
} cg_dead_row;
typedef struct cg_dead_page {
    uint64_t generation, unused, unknown;
    cg_dead_row *rows; /* unused ones first */
    size_t count;
    cg_str next_cursor;
    cg_answer_coverage coverage;
} cg_dead_page;
/** What nothing that is used uses. */
CG_MUST_USE cg_code cg_service_dead(cg_service *service, const cg_whole_request *request,
                                    cg_arena *arena, cg_dead_page *out_page, cg_err *err);

typedef struct cg_community_row {
    uint64_t number, size;
    cg_str folder;         /* the innermost one around all that is in files; empty: the root */
    double cohesion;       /* share of the weight at its members that is among them */
    cg_node_view *members; /* those with most weight inside first */
    size_t members_count;
} cg_community_row;
typedef struct cg_community_page {
    uint64_t generation, total, points;
    double modularity;
    cg_community_row *rows; /* the largest first; of more than one member */
    size_t count;
    cg_str next_cursor;
    cg_answer_coverage coverage;
} cg_community_page;
CG_MUST_USE cg_code cg_service_communities(cg_service *service, const cg_whole_request *request,
                                           cg_arena *arena, cg_community_page *out_page,
                                           cg_err *err);

typedef struct cg_overview_definition {
    cg_node_view node;
    double score;
} cg_overview_definition;
typedef struct cg_overview_file {
    cg_str path;
    cg_lang_id lang;
    double score;                        /* of all its nodes */
    cg_overview_definition *definitions; /* as the source has them */
    size_t definitions_count;
} cg_overview_file;
#define CG_OVERVIEW_FOLDERS_MAX 100 /* the first by the order of files; others are not told */
typedef struct cg_overview_folder {
    cg_str path; /* empty: files at the root */
    uint64_t files, nodes;
    double score;
} cg_overview_folder;
typedef struct cg_overview {
    uint64_t generation, files_total, nodes_total;
    cg_count *languages; /* files, most first */
    size_t languages_count;
    cg_overview_folder *folders; /* outermost ones, by score */
    size_t folders_count;
    cg_overview_file *files; /* by score */
    size_t files_count;
    uint64_t tokens;                   /* of paths and signatures; four bytes count as one */
    uint64_t files_left_out, left_out; /* definitions that there was no room for */
    cg_answer_coverage coverage;
} cg_overview;
/** A map of the project: what stands in its middle, within a budget. */
CG_MUST_USE cg_code cg_service_overview(cg_service *service, const cg_whole_request *request,
                                        cg_arena *arena, cg_overview *out, cg_err *err);

#endif
