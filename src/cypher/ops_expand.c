// SPDX-License-Identifier: Apache-2.0
// Operators that follow relationships: one step, several; and what puts paths together.
#include "expand.h"

/* ---- the relationships of one node, either way or both ---- */

static void begin_side(query *q, sides *s, const expand_plan *plan, cg_cypher_node node)
{
    s->begun = true;
    s->walk = (cg_cypher_walk){.node = node, .inwards = s->inwards, .types = plan->types};
    q->graph->walk(q->graph->arg, &s->walk);
}

void sides_begin(query *q, sides *s, const expand_plan *plan, cg_cypher_node node)
{
    *s = (sides){.inwards = !plan->outwards,
                 .done = (plan->types & ~NOBODY_BIT) == 0 && (plan->types & NOBODY_BIT)};
    if (!s->done)
        begin_side(q, s, plan, node);
}

/* The next, and who is at its other end. */
bool sides_next(query *q, sides *s, const expand_plan *plan, cg_cypher_edge *out_edge,
                cg_cypher_node *out_other)
{
    while (!s->done) {
        while (q->graph->step(q->graph->arg, &s->walk, out_edge)) {
            *out_other = s->inwards ? out_edge->source : out_edge->target;
            /* one that leads to itself is met on both sides */
            if (!s->inwards || !plan->outwards || out_edge->source != out_edge->target)
                return true;
        }
        s->done = s->inwards || !plan->inwards;
        s->inwards = true;
        if (!s->done)
            begin_side(q, s, plan, s->walk.node);
    }
    return false;
}

static bool is_in(const value *v, cg_cypher_edge edge)
{
    if (v->type == CG_CYPHER_EDGE)
        return edge_same(v->edge, edge);
    for (size_t i = 0; v->type == CG_CYPHER_LIST && i < v->list.count; i++)
        if (v->list.items[i].type == CG_CYPHER_EDGE && edge_same(v->list.items[i].edge, edge))
            return true;
    return false;
}

bool expand_is_other(const query *q, const expand_plan *plan, cg_cypher_edge edge)
{
    for (size_t i = 0; i < plan->others_count; i++)
        if (is_in(&q->frame[plan->others[i]], edge))
            return false;
    return true;
}

static bool has_labels(const query *q, cg_cypher_node node, uint64_t labels)
{
    return labels == 0 || (q->graph->labels(q->graph->arg, node) & labels) == labels;
}

bool expand_is_end(const query *q, const expand_plan *plan, cg_cypher_node node)
{
    const value *to = &q->frame[plan->to];
    return plan->into ? to->type == CG_CYPHER_NODE && to->node == node
                      : has_labels(q, node, plan->to_labels);
}

cg_code expand_edge_fits(query *q, const expand_plan *plan, cg_cypher_edge edge, bool *out)
{
    cg_code rc = CG_OK;
    *out = expand_is_other(q, plan, edge);
    for (size_t i = 0; rc == CG_OK && *out && i < plan->each_count; i++) {
        q->frame[plan->each_slot] = v_edge(edge);
        rc = eval_truth(q, plan->each[i], out);
    }
    return rc;
}

/* A row of the child whose start is a node. */
cg_code expand_pull(query *q, op *o, const expand_plan *plan, bool *out_row)
{
    cg_code rc;
    do {
        rc = op_next(q, o->child, out_row);
    } while (rc == CG_OK && *out_row && q->frame[plan->from].type != CG_CYPHER_NODE);
    if (rc == CG_OK && *out_row) {
        o->active = true;
        o->mark = cg_arena_save(q->scratch);
    }
    return rc;
}

void expand_detail(query *q, op *o, const expand_plan *plan)
{
    const cg_cypher_graph *g = q->graph;
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (unsigned i = 0; i < CG_CYPHER_LABELS_MAX; i++)
        if (plan->types >> i & 1) {
            cg_str name = g->type_name(g->arg, i);
            cg_buf_printf(&text, "%s%.*s", text.len > 0 ? "|" : ":", CG_STR_ARG(name));
        }
    if (plan->max != plan->min || plan->min != 1) {
        cg_buf_printf(&text, "*%" PRIu64 "..", plan->min);
        if (plan->max != UINT64_MAX)
            cg_buf_printf(&text, "%" PRIu64, plan->max);
    }
    op_detail(q, o, "%s[%.*s]%s", plan->outwards ? "-" : "<-", CG_STR_ARG(cg_buf_str(&text)),
              plan->inwards ? "-" : "->");
}

/* ---- one step ---- */

typedef struct expand {
    op op;
    expand_plan plan;
    sides sides;
} expand;

static cg_code expand_next(query *q, op *o, bool *out_row)
{
    expand *x = (expand *)o;
    for (;;) {
        cg_cypher_edge edge;
        cg_cypher_node other;
        cg_code rc = CG_OK;
        if (!o->active) {
            rc = expand_pull(q, o, &x->plan, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            sides_begin(q, &x->sides, &x->plan, q->frame[x->plan.from].node);
        }
        cg_arena_rewind(q->scratch, o->mark);
        while (sides_next(q, &x->sides, &x->plan, &edge, &other)) {
            o->touched++;
            rc = query_tick(q);
            if (rc != CG_OK)
                return rc;
            if (!expand_is_end(q, &x->plan, other) || !expand_is_other(q, &x->plan, edge))
                continue;
            q->frame[x->plan.edge] = v_edge(edge);
            if (!x->plan.into)
                q->frame[x->plan.to] = v_node(other);
            *out_row = true;
            return CG_OK;
        }
        o->active = false;
    }
}

/* The same, but one row for all of one start: how many there are is its weight. */
static cg_code count_next(query *q, op *o, bool *out_row)
{
    expand *x = (expand *)o;
    for (;;) {
        cg_cypher_edge edge;
        cg_cypher_node other;
        uint64_t count = 0;
        cg_code rc = expand_pull(q, o, &x->plan, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        sides_begin(q, &x->sides, &x->plan, q->frame[x->plan.from].node);
        while (sides_next(q, &x->sides, &x->plan, &edge, &other)) {
            rc = query_tick(q);
            if (rc != CG_OK)
                return rc;
            o->touched++;
            count += has_labels(q, other, x->plan.to_labels);
        }
        q->weight = count;
        if (count > 0)
            return CG_OK;
    }
}

static const op_class expand_all = {"ExpandAll", expand_next, NULL, NULL};
static const op_class expand_into = {"ExpandInto", expand_next, NULL, NULL};
static const op_class expand_count = {"ExpandCount", count_next, NULL, NULL};

op *op_expand(query *q, op *child, const expand_plan *plan)
{
    expand *x = OP_NEW(q, expand, plan->into ? &expand_into : &expand_all, child);
    x->plan = *plan;
    expand_detail(q, &x->op, plan);
    return &x->op;
}

const expand_plan *op_is_expand_all(const op *o)
{
    return o->class == &expand_all ? &((const expand *)o)->plan : NULL;
}

void op_make_count(op *o)
{
    CG_ASSERT(o->class == &expand_all);
    o->class = &expand_count;
}

/* ---- the ends of a relationship that is bound ---- */

typedef struct ends {
    op op;
    expand_plan plan;
    unsigned at;
} ends;

static bool try_ends(query *q, const expand_plan *plan, cg_cypher_node from, cg_cypher_node to)
{
    value *left = &q->frame[plan->from], *right = &q->frame[plan->to];
    if (plan->into && (left->type != CG_CYPHER_NODE || left->node != from))
        return false;
    if (plan->reversed && (right->type != CG_CYPHER_NODE || right->node != to))
        return false;
    if (plan->from == plan->to && from != to)
        return false;
    *left = v_node(from);
    *right = v_node(to);
    return true;
}

static bool type_fits(const query *q, const expand_plan *plan, cg_cypher_edge edge)
{
    return plan->types == 0 || (plan->types >> q->graph->type(q->graph->arg, edge) & 1);
}

static cg_code ends_next(query *q, op *o, bool *out_row)
{
    ends *n = (ends *)o;
    for (;;) {
        if (!o->active) {
            cg_code rc = op_next(q, o->child, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            o->active = true;
            n->at = 0;
        }
        const value *v = &q->frame[n->plan.edge];
        bool fits = v->type == CG_CYPHER_EDGE && type_fits(q, &n->plan, v->edge) &&
                    expand_is_other(q, &n->plan, v->edge);
        while (fits && n->at < 2) {
            bool back = n->at++ == 1;
            cg_cypher_edge e = v->edge;
            if (back ? !n->plan.inwards || (n->plan.outwards && e.source == e.target)
                     : !n->plan.outwards)
                continue;
            *out_row = back ? try_ends(q, &n->plan, e.target, e.source)
                            : try_ends(q, &n->plan, e.source, e.target);
            if (*out_row)
                return CG_OK;
        }
        o->active = false;
    }
}

op *op_ends(query *q, op *child, const expand_plan *plan)
{
    static const op_class class = {"RelationshipEnds", ends_next, NULL, NULL};
    ends *n = OP_NEW(q, ends, &class, child);
    n->plan = *plan;
    expand_detail(q, &n->op, plan);
    return &n->op;
}

/* ---- several steps: all ways, none over a relationship twice ---- */

typedef struct level {
    sides sides;
    cg_cypher_edge edge; /* that led here; not of the first */
    cg_cypher_node node;
} level;

typedef struct expand_variable {
    op op;
    expand_plan plan;
    CG_VEC(level) levels;
    bool first; /* the start itself has not been looked at */
} expand_variable;

static cg_code push_level(query *q, expand_variable *x, cg_cypher_node node, cg_cypher_edge edge)
{
    level l = {.node = node, .edge = edge};
    if (x->levels.len * sizeof l > q->limits.memory_bytes)
        return query_full(q);
    sides_begin(q, &l.sides, &x->plan, node);
    CG_VEC_PUSH(&x->levels, l);
    return CG_OK;
}

static cg_code step_fits(query *q, expand_variable *x, cg_cypher_edge edge, bool *out)
{
    *out = false;
    for (size_t i = 1; i < x->levels.len; i++)
        if (edge_same(x->levels.ptr[i].edge, edge))
            return CG_OK;
    return expand_edge_fits(q, &x->plan, edge, out);
}

/* The list of relationships from the left of the pattern to its right. */
static cg_code make_list(query *q, expand_variable *x, value *out)
{
    size_t count = x->levels.len - 1;
    value *items = query_array(q, q->scratch, count, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; i < count; i++)
        items[x->plan.reversed ? count - 1 - i : i] = v_edge(x->levels.ptr[i + 1].edge);
    *out = v_list(items, count);
    return CG_OK;
}

/* Whether the way at hand is a row. */
static cg_code give(query *q, expand_variable *x, bool *out_row)
{
    const level *last = &x->levels.ptr[x->levels.len - 1];
    value list;
    *out_row = false;
    if (x->levels.len - 1 < x->plan.min || !expand_is_end(q, &x->plan, last->node))
        return CG_OK;
    cg_code rc = make_list(q, x, &list);
    if (rc != CG_OK)
        return rc;
    if (x->plan.given && !v_same(&q->frame[x->plan.edge], &list))
        return CG_OK;
    if (!x->plan.given)
        q->frame[x->plan.edge] = list;
    if (!x->plan.into)
        q->frame[x->plan.to] = v_node(last->node);
    *out_row = true;
    return CG_OK;
}

/* One step on, or back; false in *out_more: there are none. */
static cg_code walk_on(query *q, expand_variable *x, bool *out_moved)
{
    cg_cypher_edge edge;
    cg_cypher_node other;
    level *last = &x->levels.ptr[x->levels.len - 1];
    *out_moved = false;
    if (x->levels.len - 1 >= x->plan.max)
        last->sides.done = true;
    while (sides_next(q, &last->sides, &x->plan, &edge, &other)) {
        x->op.touched++;
        cg_code rc = query_tick(q);
        if (rc == CG_OK)
            rc = step_fits(q, x, edge, out_moved);
        if (rc != CG_OK)
            return rc;
        if (*out_moved)
            return push_level(q, x, other, edge);
    }
    x->levels.len--;
    return CG_OK;
}

static cg_code expand_variable_next(query *q, op *o, bool *out_row)
{
    expand_variable *x = (expand_variable *)o;
    cg_code rc = CG_OK;
    for (;;) {
        bool look = false;
        if (!o->active) {
            rc = expand_pull(q, o, &x->plan, out_row);
            if (rc != CG_OK || !*out_row)
                return rc;
            CG_VEC_CLEAR(&x->levels);
            rc = push_level(q, x, q->frame[x->plan.from].node, (cg_cypher_edge){0});
            look = true;
        }
        cg_arena_rewind(q->scratch, o->mark);
        if (rc == CG_OK && !look)
            rc = walk_on(q, x, &look);
        if (rc == CG_OK && look) {
            rc = give(q, x, out_row);
            if (rc == CG_OK && *out_row)
                return CG_OK;
        }
        if (rc != CG_OK)
            return rc;
        o->active = x->levels.len > 0;
    }
}

static void expand_variable_fini(op *o)
{
    CG_VEC_FINI(&((expand_variable *)o)->levels);
}

op *op_expand_variable(query *q, op *child, const expand_plan *plan)
{
    static const op_class all = {"VarLengthExpand", expand_variable_next, NULL,
                                 expand_variable_fini};
    if (plan->search != PATH_ALL)
        return (plan->search == PATH_SHORTEST ? op_shortest : op_all_shortest)(q, child, plan);
    if (plan->prunes)
        return op_reach(q, child, plan);
    expand_variable *x = OP_NEW(q, expand_variable, &all, child);
    x->plan = *plan;
    expand_detail(q, &x->op, plan);
    return &x->op;
}

/* ---- paths ---- */

typedef struct path_op {
    op op;
    uint32_t slot;
    const uint32_t *slots; /* node, relationship or list of them, node, … */
    size_t count;
} path_op;

static size_t length_of(const query *q, const path_op *p)
{
    size_t n = 0;
    for (size_t i = 1; i < p->count; i += 2) {
        const value *v = &q->frame[p->slots[i]];
        n += v->type == CG_CYPHER_LIST ? v->list.count : 1;
    }
    return n;
}

static void add_step(cg_cypher_path *path, cg_cypher_edge edge)
{
    cg_cypher_node last = path->nodes[path->length];
    path->edges[path->length++] = edge;
    path->nodes[path->length] = edge.source == last ? edge.target : edge.source;
}

static cg_code make_path(query *q, const path_op *p, value *out)
{
    size_t length = length_of(q, p);
    cg_cypher_path *path = query_alloc(q, q->scratch, sizeof *path);
    if (path == NULL)
        return query_full(q);
    path->nodes = query_array(q, q->scratch, length + 1, sizeof *path->nodes);
    path->edges = query_array(q, q->scratch, length, sizeof *path->edges);
    if (path->nodes == NULL || path->edges == NULL)
        return query_full(q);
    path->nodes[0] = q->frame[p->slots[0]].node;
    for (size_t i = 1; i < p->count; i += 2) {
        const value *v = &q->frame[p->slots[i]];
        if (v->type == CG_CYPHER_EDGE)
            add_step(path, v->edge);
        for (size_t k = 0; v->type == CG_CYPHER_LIST && k < v->list.count; k++)
            add_step(path, v->list.items[k].edge);
    }
    *out = (value){.type = CG_CYPHER_PATH, .path = path};
    return CG_OK;
}

static cg_code path_next(query *q, op *o, bool *out_row)
{
    path_op *p = (path_op *)o;
    cg_code rc = op_next(q, o->child, out_row);
    if (rc != CG_OK || !*out_row)
        return rc;
    return make_path(q, p, &q->frame[p->slot]);
}

op *op_path(query *q, op *child, uint32_t slot, const uint32_t *slots, size_t count)
{
    static const op_class class = {"Path", path_next, NULL, NULL};
    path_op *p = OP_NEW(q, path_op, &class, child);
    p->slot = slot;
    p->slots = slots;
    p->count = count;
    return &p->op;
}
