// SPDX-License-Identifier: Apache-2.0
// Operators that look breadth first: the shortest way between two nodes or all shortest ones, and all that is reached where
// nobody asks how often or how. Each node is met once.
#include "expand.h"

/* ---- nodes that were met ---- */

typedef struct met {
    cg_cypher_node node;
    cg_cypher_edge edge;
    uint32_t from; /* index of who led here */
    uint32_t depth;
} met;

/* A node on the way back from the end, and the relationship that leads from it to the one before. */
typedef struct back {
    sides sides;
    cg_cypher_edge edge;
    uint32_t depth; /* from the start */
    bool given;     /* as the start of a row */
} back;

typedef struct shortest {
    op op;
    expand_plan plan;
    CG_VEC(met) queue;
    uint32_t *slots; /* open addressing by node: index + 1 */
    size_t cap;
    /* Of all shortest ways: */
    expand_plan back_plan; /* the same the other way round */
    CG_VEC(back) backs;    /* from the end on */
    /* Of reaching: */
    uint32_t at; /* whose relationships are looked at */
    sides sides;
    bool start_met; /* again */
} shortest;

static size_t place_of(const shortest *s, cg_cypher_node node)
{
    size_t at = (size_t)(node * UINT32_C(0x9e3779b1)) & (s->cap - 1);
    while (s->slots[at] != 0 && s->queue.ptr[s->slots[at] - 1].node != node)
        at = (at + 1) & (s->cap - 1);
    return at;
}

static cg_code meet(query *q, shortest *s, met m, bool *out_new)
{
    *out_new = false;
    if (2 * (s->queue.len + 1) > s->cap) {
        size_t cap = CG_MAX(2 * s->cap, (size_t)256);
        if (cap * (sizeof *s->slots + sizeof m) > q->limits.memory_bytes)
            return query_full(q);
        cg_free(s->slots);
        s->slots = cg_alloc_array(cap, sizeof *s->slots);
        s->cap = cap;
        for (size_t i = 0; i < s->queue.len; i++)
            s->slots[place_of(s, s->queue.ptr[i].node)] = (uint32_t)i + 1;
    }
    size_t at = place_of(s, m.node);
    if (s->slots[at] != 0)
        return CG_OK;
    *out_new = true;
    CG_VEC_PUSH(&s->queue, m);
    s->slots[at] = (uint32_t)s->queue.len;
    return CG_OK;
}

/* ---- the shortest way between two nodes ---- */

static cg_code begin(query *q, shortest *s, cg_cypher_node from)
{
    bool is_new;
    CG_VEC_CLEAR(&s->queue);
    if (s->cap > 0)
        memset(s->slots, 0, s->cap * sizeof *s->slots);
    return meet(q, s, (met){.node = from, .from = NO_SLOT}, &is_new);
}

/* Breadth first, until the other end is met. `*out_at`: its index; NO_SLOT: there is no way. */
static cg_code search(query *q, shortest *s, cg_cypher_node from, cg_cypher_node to,
                      uint32_t *out_at)
{
    bool is_new;
    *out_at = NO_SLOT;
    cg_code rc = begin(q, s, from);
    for (uint32_t i = 0; rc == CG_OK && i < s->queue.len; i++) {
        sides at;
        met here = s->queue.ptr[i], next = {.from = i, .depth = here.depth + 1};
        if (here.node == to && here.depth >= s->plan.min) {
            *out_at = i;
            return CG_OK;
        }
        if (here.depth >= s->plan.max)
            continue;
        sides_begin(q, &at, &s->plan, here.node);
        while (rc == CG_OK && sides_next(q, &at, &s->plan, &next.edge, &next.node)) {
            bool fits;
            s->op.touched++;
            rc = query_tick(q);
            if (rc == CG_OK)
                rc = expand_edge_fits(q, &s->plan, next.edge, &fits);
            if (rc == CG_OK && fits)
                rc = meet(q, s, next, &is_new);
        }
    }
    return rc;
}

static cg_code shortest_next(query *q, op *o, bool *out_row)
{
    shortest *s = (shortest *)o;
    for (;;) {
        uint32_t at = NO_SLOT;
        cg_code rc = expand_pull(q, o, &s->plan, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        const value *to = &q->frame[s->plan.to];
        if (to->type == CG_CYPHER_NODE)
            rc = search(q, s, q->frame[s->plan.from].node, to->node, &at);
        if (rc != CG_OK)
            return rc;
        if (at == NO_SLOT)
            continue;
        size_t count = s->queue.ptr[at].depth;
        value *items = query_array(q, q->scratch, count, sizeof *items);
        if (items == NULL)
            return query_full(q);
        for (size_t i = count; i-- > 0; at = s->queue.ptr[at].from)
            items[s->plan.reversed ? count - 1 - i : i] = v_edge(s->queue.ptr[at].edge);
        q->frame[s->plan.edge] = v_list(items, count);
        return CG_OK;
    }
}

static void shortest_fini(op *o)
{
    shortest *s = (shortest *)o;
    CG_VEC_FINI(&s->queue);
    CG_VEC_FINI(&s->backs);
    cg_free(s->slots);
}

op *op_shortest(query *q, op *child, const expand_plan *plan)
{
    static const op_class class = {"ShortestPath", shortest_next, NULL, shortest_fini};
    shortest *s = OP_NEW(q, shortest, &class, child);
    s->plan = *plan;
    expand_detail(q, &s->op, plan);
    return &s->op;
}

/* ---- all shortest ways between two nodes ----
 * Depths are found once; then ways are walked back from the end, each step to a node that is one nearer to the start. Each
 * leads there, so no step is in vain, and of ways there is never more than one in memory. */

static cg_code push_back(query *q, shortest *s, cg_cypher_node node, cg_cypher_edge edge,
                         uint32_t depth)
{
    back b = {.edge = edge, .depth = depth};
    if ((s->backs.len + 1) * sizeof b > q->limits.memory_bytes)
        return query_full(q);
    sides_begin(q, &b.sides, &s->back_plan, node);
    CG_VEC_PUSH(&s->backs, b);
    return CG_OK;
}

static bool is_at_depth(const shortest *s, cg_cypher_node node, uint32_t depth)
{
    uint32_t slot = s->slots[place_of(s, node)];
    return slot != 0 && s->queue.ptr[slot - 1].depth == depth;
}

/* One step nearer to the start, or, where there is none any more, back. */
static cg_code back_step(query *q, shortest *s)
{
    back *last = &s->backs.ptr[s->backs.len - 1];
    uint32_t depth = last->depth - 1;
    cg_cypher_edge edge;
    cg_cypher_node node;
    while (sides_next(q, &last->sides, &s->back_plan, &edge, &node)) {
        bool fits = false;
        s->op.touched++;
        cg_code rc = query_tick(q);
        if (rc == CG_OK && is_at_depth(s, node, depth))
            rc = expand_edge_fits(q, &s->back_plan, edge, &fits);
        if (rc != CG_OK)
            return rc;
        if (fits)
            return push_back(q, s, node, edge, depth);
    }
    s->backs.len--;
    return CG_OK;
}

static cg_code next_way(query *q, shortest *s, bool *out_is)
{
    cg_code rc = CG_OK;
    *out_is = false;
    while (rc == CG_OK && s->backs.len > 0) {
        back *last = &s->backs.ptr[s->backs.len - 1];
        if (last->depth > 0) {
            rc = back_step(q, s);
        } else if (last->given) {
            s->backs.len--;
        } else {
            last->given = *out_is = true;
            return CG_OK;
        }
    }
    return rc;
}

static cg_code give_way(query *q, shortest *s)
{
    size_t count = s->backs.len - 1;
    value *items = query_array(q, q->scratch, count, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; i < count; i++)
        items[s->plan.reversed ? i : count - 1 - i] = v_edge(s->backs.ptr[i + 1].edge);
    q->frame[s->plan.edge] = v_list(items, count);
    return CG_OK;
}

static cg_code all_shortest_begin(query *q, shortest *s)
{
    const value *to = &q->frame[s->plan.to];
    uint32_t at = NO_SLOT;
    CG_VEC_CLEAR(&s->backs);
    if (to->type != CG_CYPHER_NODE)
        return CG_OK;
    cg_code rc = search(q, s, q->frame[s->plan.from].node, to->node, &at);
    return rc == CG_OK && at != NO_SLOT
               ? push_back(q, s, to->node, (cg_cypher_edge){0}, s->queue.ptr[at].depth)
               : rc;
}

static cg_code all_shortest_next(query *q, op *o, bool *out_row)
{
    shortest *s = (shortest *)o;
    for (;;) {
        cg_code rc = CG_OK;
        if (!o->active) {
            rc = expand_pull(q, o, &s->plan, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            rc = all_shortest_begin(q, s);
        }
        cg_arena_rewind(q->scratch, o->mark);
        if (rc == CG_OK)
            rc = next_way(q, s, &o->active);
        if (rc != CG_OK)
            return rc;
        if (o->active) {
            *out_row = true;
            return give_way(q, s);
        }
    }
}

op *op_all_shortest(query *q, op *child, const expand_plan *plan)
{
    static const op_class class = {"AllShortestPaths", all_shortest_next, NULL, shortest_fini};
    shortest *s = OP_NEW(q, shortest, &class, child);
    s->plan = s->back_plan = *plan;
    s->back_plan.outwards = plan->inwards;
    s->back_plan.inwards = plan->outwards;
    expand_detail(q, &s->op, plan);
    return &s->op;
}

/* ---- what is reached ---- */

static void look_at(query *q, shortest *s, uint32_t at)
{
    s->at = at;
    sides_begin(q, &s->sides, &s->plan, s->queue.ptr[at].node);
    if (s->queue.ptr[at].depth >= s->plan.max)
        s->sides.done = true;
}

/* The next relationship of the node at hand that leads to somebody new; the start counts as new once. */
static cg_code reach_on(query *q, shortest *s, cg_cypher_node *out_node, bool *out_new)
{
    met next = {.from = s->at, .depth = s->queue.ptr[s->at].depth + 1};
    cg_code rc = CG_OK;
    *out_new = false;
    while (rc == CG_OK && !*out_new && sides_next(q, &s->sides, &s->plan, &next.edge, &next.node)) {
        bool fits;
        s->op.touched++;
        rc = query_tick(q);
        if (rc == CG_OK)
            rc = expand_edge_fits(q, &s->plan, next.edge, &fits);
        if (rc != CG_OK || !fits)
            continue;
        if (next.node == s->queue.ptr[0].node && s->plan.min > 0) {
            *out_new = !s->start_met;
            s->start_met = true;
        } else {
            rc = meet(q, s, next, out_new);
        }
    }
    *out_node = next.node;
    return rc;
}

static cg_code reach_begin(query *q, shortest *s, cg_cypher_node *out_node, bool *out_new)
{
    *out_node = q->frame[s->plan.from].node;
    *out_new = s->plan.min == 0;
    s->start_met = false;
    cg_code rc = begin(q, s, *out_node);
    if (rc == CG_OK)
        look_at(q, s, 0);
    return rc;
}

static cg_code reach_next(query *q, op *o, bool *out_row)
{
    shortest *s = (shortest *)o;
    for (;;) {
        bool is_new = false;
        cg_cypher_node node = 0;
        cg_code rc;
        if (!o->active) {
            rc = expand_pull(q, o, &s->plan, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            rc = reach_begin(q, s, &node, &is_new);
        } else {
            cg_arena_rewind(q->scratch, o->mark);
            rc = reach_on(q, s, &node, &is_new);
        }
        if (rc != CG_OK)
            return rc;
        if (is_new && expand_is_end(q, &s->plan, node)) {
            if (!s->plan.into)
                q->frame[s->plan.to] = v_node(node);
            *out_row = true;
            return CG_OK;
        }
        if (is_new || !s->sides.done)
            continue;
        if (s->at + 1 < s->queue.len)
            look_at(q, s, s->at + 1);
        else
            o->active = false;
    }
}

op *op_reach(query *q, op *child, const expand_plan *plan)
{
    static const op_class class = {"Reach", reach_next, NULL, shortest_fini};
    shortest *s = OP_NEW(q, shortest, &class, child);
    s->plan = *plan;
    expand_detail(q, &s->op, plan);
    return &s->op;
}
