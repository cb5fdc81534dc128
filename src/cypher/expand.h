// SPDX-License-Identifier: Apache-2.0
// What operators share that follow relationships (ops_expand.c, ops_reach.c).
#ifndef CG_CYPHER_EXPAND_H
#define CG_CYPHER_EXPAND_H

#include "cypher_int.h"

/** The relationships of one node, either way or both. */
typedef struct sides {
    cg_cypher_walk walk;
    bool inwards; /* the side at hand */
    bool begun, done;
} sides;
void sides_begin(query *q, sides *s, const expand_plan *plan, cg_cypher_node node);
/** The next, and who is at its other end. */
bool sides_next(query *q, sides *s, const expand_plan *plan, cg_cypher_edge *out_edge,
                cg_cypher_node *out_other);

/** Whether a relationship differs from those that it must differ from. */
bool expand_is_other(const query *q, const expand_plan *plan, cg_cypher_edge edge);
/** The same, and is what each must be. */
CG_MUST_USE cg_code expand_edge_fits(query *q, const expand_plan *plan, cg_cypher_edge edge,
                                     bool *out);
/** Whether a node may be the other end. */
bool expand_is_end(const query *q, const expand_plan *plan, cg_cypher_node node);
/** A row of the child whose start is a node. */
CG_MUST_USE cg_code expand_pull(query *q, op *o, const expand_plan *plan, bool *out_row);
void expand_detail(query *q, op *o, const expand_plan *plan);

op *op_shortest(query *q, op *child, const expand_plan *plan);
op *op_all_shortest(query *q, op *child, const expand_plan *plan);
op *op_reach(query *q, op *child, const expand_plan *plan);

#endif
