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

#endif
