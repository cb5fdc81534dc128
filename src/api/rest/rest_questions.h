// SPDX-License-Identifier: Apache-2.0
// api, private: what the routes share whose questions follow relationships.
#ifndef CG_API_REST_QUESTIONS_H
#define CG_API_REST_QUESTIONS_H

#include "rest.h"

#define CG_REST_TYPES(default_types)                                                               \
    {                                                                                              \
        .name = "types", .type = CG_PARAM_ENUM, .repeated = true, .words = cg_rest_edge_kinds,     \
        .help = "Only follow relationships of these types. Default: " default_types ".",           \
        .example = "calls"                                                                         \
    }
#define CG_REST_ALL_TYPES "all but contains"
#define CG_REST_DEPTH(fallback_depth)                                                              \
    {                                                                                              \
        .name = "depth", .type = CG_PARAM_UINT, .fallback = fallback_depth, .min = 1, .max = 1000, \
        .help = "Most steps from the start."                                                       \
    }
#define CG_REST_DISPATCH                                                                           \
    {                                                                                              \
        .name = "dispatch", .type = CG_PARAM_BOOL, .fallback = "false",                            \
        .help = "A call of a member may also be one of each member that overrides it: follow "     \
                "these too."                                                                       \
    }
#define CG_REST_MEMBERS(fallback_members)                                                          \
    {                                                                                              \
        .name = "members", .type = CG_PARAM_BOOL, .fallback = fallback_members,                    \
        .help = "Begin from all that the node contains as well: the methods of a class, the "      \
                "definitions of a file."                                                           \
    }
#define CG_REST_INCLUDE                                                                            \
    {                                                                                              \
        .name = "include", .type = CG_PARAM_ENUM, .repeated = true, .words = "coverage|sites",     \
        .help = "coverage: names that nothing was found for, also when something was found. "      \
                "sites: where in the source each relationship stands.",                            \
        .example = "sites"                                                                         \
    }

/** The request that the parameters describe, as far as the route has them all: id, types, min_confidence, dispatch,
 *  kind, language, path, depth, limit, cursor, include. */
void cg_rest_read_reach(cg_request *req, cg_reach_request *out);
/** That parameter alone. */
void cg_rest_read_include(cg_request *req, cg_reach_request *out);
cg_follow cg_rest_read_follow(cg_request *req);
cg_patience cg_rest_patience(const cg_request *req);
/** Asks, and answers with a ReachPage. */
cg_code cg_rest_reply_reach(cg_request *req, cg_reply *reply, const cg_reach_request *ask,
                            cg_err *err);
/** The members "verdict" and "coverage". */
void cg_rest_put_verdict(cg_json_writer *w, cg_verdict verdict, const cg_answer_coverage *coverage);

/** Parameters and answers of the routes that answer with a ReachPage. */
#define CG_REST_REACH_PARAMS(types, depth, members)                                                \
    CG_REST_NODE_ID, CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, CG_REST_TYPES(types),      \
        CG_REST_DEPTH(depth), CG_REST_MIN_CONFIDENCE, CG_REST_DISPATCH, CG_REST_MEMBERS(members),  \
        CG_REST_KIND, CG_REST_LANGUAGE, CG_REST_PATH, CG_REST_INCLUDE, CG_REST_LIMIT,              \
        CG_REST_CURSOR,                                                                            \
    {                                                                                              \
        0                                                                                          \
    }
#define CG_REST_REACH_ANSWERS                                                                      \
    {200, "One page, nearest first.", {{"application/json", "ReachPage", NULL, NULL}}},            \
        {300,                                                                                      \
         "Several nodes fit: the candidates, best first.",                                         \
         {{"application/json", "Candidates", NULL, NULL}}},                                        \
    {                                                                                              \
        0                                                                                          \
    }
#define CG_REST_REACH_HELP                                                                         \
    " Each node once, at its least depth; among the same depth by path and place in the file, "    \
    "what is in no file last. kind, language and path say what is listed, not what is followed. "  \
    "Where nothing was found, verdict tells none from unknown."

/* ---- impact (rest_impact.c) ---- */

/** The request that those parameters describe, without what changes. */
void cg_rest_read_impact(cg_request *req, cg_impact_request *out);
/** Asks, and answers with an ImpactPage. */
cg_code cg_rest_reply_impact(cg_request *req, cg_reply *reply, const cg_impact_request *ask,
                             cg_err *err);

#define CG_REST_IMPACT_PARAMS                                                                      \
    CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, CG_REST_TYPES(CG_REST_ALL_TYPES),           \
        CG_REST_DEPTH("5"), CG_REST_MIN_CONFIDENCE,                                                \
        {.name = "dispatch",                                                                       \
         .type = CG_PARAM_BOOL,                                                                    \
         .fallback = "true",                                                                       \
         .help = "Who calls what a changed member overrides is concerned too."},                   \
        {.name = "tests",                                                                          \
         .type = CG_PARAM_BOOL,                                                                    \
         .fallback = "false",                                                                      \
         .help = "List tests alone."},                                                             \
        CG_REST_KIND, CG_REST_LANGUAGE, CG_REST_PATH, CG_REST_LIMIT, CG_REST_CURSOR
#define CG_REST_IMPACT_ANSWERS                                                                     \
    {200, "One page, most concerned first.", {{"application/json", "ImpactPage", NULL, NULL}}},    \
        {300,                                                                                      \
         "Several nodes fit: the candidates, best first.",                                         \
         {{"application/json", "Candidates", NULL, NULL}}},                                        \
    {                                                                                              \
        0                                                                                          \
    }

/* ---- whole graphs (rest_whole.c) ---- */

#define CG_REST_LEVEL(levels, fallback_level)                                                      \
    {                                                                                              \
        .name = "level", .type = CG_PARAM_ENUM, .words = levels, .fallback = fallback_level,       \
        .help = "What is looked at: nodes, or files or packages with all that is in them."         \
    }
#define CG_REST_MEMBERS_MAX                                                                        \
    {                                                                                              \
        .name = "members", .type = CG_PARAM_UINT, .fallback = "10", .min = 1, .max = 1000,         \
        .help = "Most members of each that are listed."                                            \
    }
/** The request that the parameters describe; the route has min_confidence, kind, language and path, and any of level,
 *  types, members, limit, cursor. */
void cg_rest_read_whole(cg_request *req, cg_whole_request *out);
void cg_rest_put_node_refs(cg_json_writer *w, const char *key, const cg_node_view *nodes,
                           size_t count);
/** The member "coverage". */
void cg_rest_put_answer_coverage(cg_json_writer *w, const cg_answer_coverage *coverage);

#endif
