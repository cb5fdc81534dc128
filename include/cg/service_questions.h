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
    bool dispatch; /* the relationship is with what the node overrides, or what overrides it */
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

#endif
