// SPDX-License-Identifier: Apache-2.0
// service: what to read first about a question, within a budget: files, code, and what stands beside it.
#ifndef CG_SERVICE_EXPLORE_H
#define CG_SERVICE_EXPLORE_H

#include "cg/service_questions.h"

typedef struct cg_explore_request {
    cg_graph_ref where;
    cg_str question; /* words, or what names a node: as a query in hybrid mode, and as a selector */
    cg_node_filter filter; /* of what is looked for */
    uint64_t max_tokens;   /* that a reply in words may take, with some room for the words around */
    cg_patience patience;
} cg_explore_request;

/** A file that deals with the question, and what in it does, best first. */
typedef struct cg_explore_file {
    cg_str path;
    cg_lang_id lang;
    const cg_node_view **definitions;
    size_t definitions_count; /* 0: only the path is told */
    uint64_t hits;            /* of the question in it */
} cg_explore_file;

/** Lines of a definition. */
typedef struct cg_explore_code {
    const cg_node_view *node;
    cg_str text;
    uint32_t line;       /* 1-based: of the first */
    uint64_t lines_left; /* of the definition, behind these */
} cg_explore_code;

/** A relationship of one of those definitions. */
typedef struct cg_explore_link {
    const cg_node_view *about;
    cg_node_view other;
    cg_direction direction; /* OUT: `about` is the source */
    cg_edge_kind kind;
    double confidence;
} cg_explore_link;

typedef struct cg_explore {
    uint64_t generation;
    bool named; /* the question names a node, which is the first */
    cg_explore_file *files;
    size_t files_count;
    cg_explore_code *code; /* best first; a long definition may have two entries */
    size_t code_count;
    cg_explore_link *links;
    size_t links_count;
    uint64_t files_left_out, total; /* hits in all */
    cg_str degraded; /* why vectors had no say, though they were to; empty: nothing is wrong */
    cg_answer_coverage coverage;
} cg_explore;
/** The files that most deal with a question, many tersely rather than few at length; code of what answers best; who uses
 *  that, and what it uses. The same request at the same generation has the same answer. Errors: those of
 *  cg_service_search. */
CG_MUST_USE cg_code cg_service_explore(cg_service *service, const cg_explore_request *request,
                                       cg_arena *arena, cg_explore *out, cg_err *err);

#endif
