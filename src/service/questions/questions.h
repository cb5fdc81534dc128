// SPDX-License-Identifier: Apache-2.0
// What questions that follow relationships share.
#ifndef CG_QUESTIONS_H
#define CG_QUESTIONS_H

#include "cg/query.h"
#include "service_int.h"

/** The choices of `query` that a request makes. */
cg_edge_choice edge_choice_of(const cg_follow *follow);
cg_node_choice node_choice_of(const cg_node_filter *filter);
/** Hashes of them, for cursors. */
uint64_t question_of_follow(const cg_follow *follow, uint64_t seed);

/** A node that a question is about, in a view. */
typedef struct asked_node {
    cg_node_place place;
    cg_node_view node;
    cg_vertex vertex;
} asked_node;
/** Finds the node in the snapshot alone. Errors: those of resolve_node. */
CG_MUST_USE cg_code asked_find(cg_snapshot *snap, cg_str selector, cg_arena *arena, asked_node *out,
                               cg_node_view **out_candidates, size_t *out_candidates_count,
                               cg_err *err);
/** Then in the view. */
CG_MUST_USE cg_code asked_locate(cg_view *view, asked_node *node, cg_err *err);
/** The view of a vertex. */
CG_MUST_USE cg_code view_vertex(const cg_snapshot *snap, cg_view *view, cg_vertex vertex,
                                cg_arena *arena, cg_node_view *out, cg_err *err);
/** The ids of many. */
CG_MUST_USE cg_code ids_of_vertices(const cg_snapshot *snap, cg_view *view,
                                    const cg_vertex *vertices, size_t count, cg_arena *arena,
                                    cg_id **out_ids, cg_err *err);

/** Of an answer about one node, which found `total`. `direction`: of BOTH either side is looked at. */
CG_MUST_USE cg_code coverage_of_answer(const cg_snapshot *snap, const asked_node *node,
                                       cg_direction direction, uint64_t total, bool with_names,
                                       cg_arena *arena, cg_answer_coverage *out,
                                       cg_verdict *out_verdict, cg_err *err);
/** Of an answer about all of it. */
void coverage_of_whole(const cg_snapshot *snap, uint64_t total, cg_answer_coverage *out,
                       cg_verdict *out_verdict);

/** A cursor that says how many rows came before; 0 without one. */
uint64_t cursor_skip(const cursor *c);
cg_str cursor_at(const cg_snapshot *snap, cursor *c, uint64_t skip, cg_arena *arena);

/** Where the relationships stand that a step of a walk followed, into its row (sites.c). `by`: what they say; of
 *  dispatch, all calls that may be one of the target. */
CG_MUST_USE cg_code sites_of_step(const cg_snapshot *snap, const cg_node_place *source,
                                  const cg_node_place *target, const cg_edge_word *by,
                                  unsigned min_confidence, cg_arena *arena, cg_reach_row *out,
                                  cg_err *err);

/** Of files of tests, by path, as the conventions of languages have it (tests.c). */
bool is_test_path(cg_str path);
/** Whether a definition is a test: it, or what it is in, says so, or its file is one of tests. Nothing but callables and
 *  files is, and files alone where tests have no names of their own. */
bool is_test_def(const cg_unit *unit, uint32_t def, cg_str path);

/* ---- whole graphs (whole.c) ---- */

/** A page of an answer about a whole graph. */
typedef struct whole {
    cg_service *service;
    const cg_whole_request *ask;
    cg_snapshot *snap; /* its own reference; NULL: the project is not there, so all is empty */
    cg_view *view;
    cg_arena *arena;
    cursor at;
    uint64_t skip;
} whole;
/** `seed`: a letter for the question. Errors: those of opening a page or a view. */
CG_MUST_USE cg_code whole_open(cg_service *service, const cg_whole_request *ask, char seed,
                               cg_arena *arena, whole *out, cg_err *err);
void whole_fini(whole *w);
/** Of the levels NODES and FILES, and of PACKAGES with `homes`. */
CG_MUST_USE cg_code whole_project(whole *w, const uint32_t *homes, bool filtered,
                                  cg_projection *out, cg_err *err);
/** The cursor behind a page of `count` rows of `total`; empty: it was the last. */
cg_str whole_cursor(whole *w, uint64_t count, uint64_t total);
CG_MUST_USE cg_code whole_view(whole *w, cg_vertex vertex, cg_node_view *out, cg_err *err);

typedef struct ranked_point {
    double rank;
    uint32_t point;
} ranked_point;
/** All points, by rank (hubs.c); to be freed. */
CG_MUST_USE cg_code rank_points(const cg_projection *g, const cg_patience *patience,
                                ranked_point **out, cg_err *err);

#endif
