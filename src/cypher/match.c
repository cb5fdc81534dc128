// SPDX-License-Identifier: Apache-2.0
// MATCH: which node a pattern is begun with, and in which order its relationships are followed.
//
// Greedy: of all that can be done next, what is expected to leave the fewest rows. A node is begun with by a property that
// the graph can be searched by, else by its labels, else by looking at all. What is asked of rows is asked as soon as
// everything it is about is bound.
#include "cypher_int.h"

typedef struct pred {
    expr *what;
    bool placed;
    const expr *text; /* of `property = text` or STARTS WITH: what is looked for */
    uint32_t slot, key;
    bool by_prefix;
} pred;

typedef struct matching {
    query *q;
    bool may_name;
    uint32_t first_slot;          /* slots below are bound by clauses before */
    uint32_t end_slot;            /* slots from here on are of predicates themselves */
    CG_VEC(pattern_node *) nodes; /* each slot once */
    CG_VEC(pattern_edge *) edges;
    CG_VEC(pred) preds;
    bool *bound; /* [end_slot - first_slot] */
    op *plan;
    double rows;
} matching;

/* ---- names ---- */

static cg_code conflict(query *q, uint32_t at, cg_str name, const char *what)
{
    return QUERY_FAIL(q, at, SYNTAX, "VariableTypeConflict", "`%.*s` is no %s",
                      CG_STR_ARG(cg_utf8_truncate(name, 60)), what);
}

static cg_code new_name(matching *m, cg_str name, uint32_t at, static_type type, uint32_t *out)
{
    if (name.len > 0 && !m->may_name)
        return QUERY_FAIL(m->q, at, SYNTAX, "UndefinedVariable", "`%.*s` is not defined here",
                          CG_STR_ARG(cg_utf8_truncate(name, 60)));
    return bind_name(m->q, name, at, type, out);
}

static pattern_node *node_of_slot(const matching *m, uint32_t slot, uint32_t *out_index)
{
    for (size_t i = 0; i < m->nodes.len; i++)
        if (m->nodes.ptr[i]->slot == slot) {
            *out_index = (uint32_t)i;
            return m->nodes.ptr[i];
        }
    return NULL;
}

static cg_code declare_node(matching *m, pattern_node *n, uint32_t *out_index)
{
    query *q = m->q;
    const binding *known = n->name.len > 0 ? find_binding(q, n->name) : NULL;
    cg_code rc = CG_OK;
    if (known != NULL && known->type != ST_NODE && known->type != ST_ANY && known->type != ST_NULL)
        return conflict(q, n->at, n->name, "Node");
    if (known != NULL)
        n->slot = known->slot;
    else
        rc = new_name(m, n->name, n->at, ST_NODE, &n->slot);
    if (rc == CG_OK)
        rc = labels_mask(q, n->at, n->labels, n->labels_count, &n->mask);
    if (rc != CG_OK)
        return rc;
    pattern_node *same = node_of_slot(m, n->slot, out_index);
    if (same != NULL) {
        same->mask |= n->mask;
        return CG_OK;
    }
    *out_index = (uint32_t)m->nodes.len;
    TREE_PUSH(q, &m->nodes, n);
    return CG_OK;
}

static cg_code declare_edge(matching *m, pattern_edge *e)
{
    query *q = m->q;
    const binding *known = e->name.len > 0 ? find_binding(q, e->name) : NULL;
    cg_code rc = types_mask(q, e->at, e->types, e->types_count, &e->mask);
    if (rc != CG_OK)
        return rc;
    TREE_PUSH(q, &m->edges, e);
    if (known == NULL)
        return new_name(m, e->name, e->at, e->variable ? ST_EDGES : ST_EDGE, &e->slot);
    bool fits =
        known->type == ST_ANY || known->type == ST_NULL ||
        (e->variable ? known->type == ST_EDGES || known->type == ST_LIST : known->type == ST_EDGE);
    if (!fits)
        return conflict(q, e->at, e->name, e->variable ? "List of Relationships" : "Relationship");
    if (known->slot >= m->first_slot)
        return QUERY_FAIL(q, e->at, SYNTAX, "RelationshipUniquenessViolation",
                          "`%.*s` stands for two relationships of one MATCH, which differ",
                          CG_STR_ARG(cg_utf8_truncate(e->name, 60)));
    e->slot = known->slot;
    e->bound = true;
    return CG_OK;
}

static cg_code declare_chain(matching *m, chain *c)
{
    query *q = m->q;
    uint32_t index = 0, before = 0;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < c->nodes.len; i++) {
        if (i > 0)
            rc = declare_edge(m, &c->edges.ptr[i - 1]);
        if (rc == CG_OK)
            rc = declare_node(m, &c->nodes.ptr[i], &index);
        if (rc == CG_OK && i > 0) {
            c->edges.ptr[i - 1].from = before;
            c->edges.ptr[i - 1].to = index;
        }
        before = index;
    }
    if (rc != CG_OK || c->name.len == 0)
        return rc;
    if (find_binding(q, c->name) != NULL)
        return QUERY_FAIL(q, c->at, SYNTAX, "VariableAlreadyBound", "`%.*s` is bound already",
                          CG_STR_ARG(cg_utf8_truncate(c->name, 60)));
    return bind_name(q, c->name, c->at, ST_PATH, &c->slot);
}

/* ---- predicates ---- */

static void note_search(matching *m, pred *p)
{
    const expr *e = p->what;
    p->slot = NO_SLOT;
    if ((e->kind != EX_COMPARE || e->op != OP_EQ) && e->kind != EX_STARTS_WITH)
        return;
    for (unsigned side = 0; side < (e->kind == EX_COMPARE ? 2u : 1u); side++) {
        const expr *property = e->args[side], *text = e->args[1 - side];
        if (property->kind != EX_PROPERTY || property->args[0]->kind != EX_VARIABLE ||
            property->key == CG_CYPHER_KEY_NONE)
            continue;
        p->by_prefix = e->kind == EX_STARTS_WITH;
        if (m->q->graph->find_cost(m->q->graph->arg, property->key, p->by_prefix) < 0)
            continue;
        p->slot = property->args[0]->slot;
        p->key = property->key;
        p->text = text;
        return;
    }
}

static void add_pred(matching *m, expr *what)
{
    pred p = {.what = what};
    if (what->kind == EX_AND) {
        for (uint32_t i = 0; i < what->count; i++)
            add_pred(m, what->args[i]);
        return;
    }
    note_search(m, &p);
    TREE_PUSH(m->q, &m->preds, p);
}

/* (n {k: v}) asks that n.k = v. */
static cg_code add_props(matching *m, expr *props, uint32_t slot, cg_str name, static_type type)
{
    query *q = m->q;
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && props != NULL && i < props->count; i++) {
        expr *of = expr_new(q, EX_PROPERTY, props->args[i]->at);
        expr *is = expr_new(q, EX_COMPARE, props->args[i]->at);
        is->op = OP_EQ;
        of->name = props->keys[i];
        rc = expr_add(q, of, slot_expr(q, props->at, slot, name, type));
        if (rc == CG_OK)
            rc = expr_add(q, is, of);
        if (rc == CG_OK)
            rc = expr_add(q, is, props->args[i]);
        if (rc == CG_OK)
            rc = resolve(q, is);
        if (rc == CG_OK)
            add_pred(m, is);
    }
    return rc;
}

typedef struct readiness {
    const matching *m;
    bool ready;
} readiness;

static void look_at_slot(void *arg, uint32_t slot)
{
    readiness *r = arg;
    if (slot >= r->m->first_slot && slot < r->m->end_slot && !r->m->bound[slot - r->m->first_slot])
        r->ready = false;
}

static bool is_ready(const matching *m, const expr *e)
{
    readiness r = {m, true};
    expr_visit_slots(e, look_at_slot, &r);
    return r.ready;
}

static void place_preds(matching *m)
{
    for (size_t i = 0; i < m->preds.len; i++) {
        pred *p = &m->preds.ptr[i];
        if (p->placed || !is_ready(m, p->what))
            continue;
        p->placed = true;
        m->plan = op_filter(m->q, m->plan, p->what);
        m->rows *= p->what->kind == EX_COMPARE && p->what->op == OP_EQ ? 0.1 : 0.5;
        m->plan->estimated = m->rows;
    }
}

/* ---- what is bound ---- */

static bool slot_bound(const matching *m, uint32_t slot)
{
    return slot < m->first_slot || m->bound[slot - m->first_slot];
}

static void mark_bound(matching *m, uint32_t slot)
{
    if (slot >= m->first_slot)
        m->bound[slot - m->first_slot] = true;
}

static double all_nodes(const matching *m)
{
    return CG_MAX(m->q->graph->count_nodes(m->q->graph->arg, 0), 1.0);
}

static double label_share(const matching *m, uint64_t mask)
{
    return mask == 0 ? 1 : m->q->graph->count_nodes(m->q->graph->arg, mask) / all_nodes(m);
}

/* ---- beginning with a node ---- */

typedef struct start {
    const pattern_node *node;
    pred *by; /* NULL: by labels */
    double cost;
} start;

/* Whether rows are going to be grouped by this node: then expansions to others need but be counted. */
static bool is_grouped_by(const matching *m, const pattern_node *n)
{
    const clause *c = m->q->projection;
    bool by = false, sums = false;
    for (size_t i = 0; c != NULL && i < c->items.len; i++) {
        const expr *e = c->items.ptr[i].what;
        sums = sums || has_aggregate(e);
        if (!has_aggregate(e) && n->name.len > 0)
            by = by || (e->kind == EX_VARIABLE && cg_str_eq(e->name, n->name)) ||
                 (e->kind == EX_PROPERTY && e->args[0]->kind == EX_VARIABLE &&
                  cg_str_eq(e->args[0]->name, n->name));
    }
    return by && sums;
}

static start start_of(matching *m, const pattern_node *n)
{
    enum { WORTH = 4 }; /* times more nodes, for not making rows of relationships */
    const cg_cypher_graph *g = m->q->graph;
    start s = {.node = n, .cost = g->count_nodes(g->arg, n->mask)};
    if (is_grouped_by(m, n))
        s.cost /= WORTH;
    for (size_t i = 0; i < m->preds.len; i++) {
        pred *p = &m->preds.ptr[i];
        if (p->slot != n->slot || p->text == NULL || !is_ready(m, p->text))
            continue;
        double cost = g->find_cost(g->arg, p->key, p->by_prefix);
        if (cost < s.cost)
            s = (start){n, p, cost};
    }
    return s;
}

static void begin_with(matching *m, const start *s)
{
    query *q = m->q;
    uint32_t slot = s->node->slot;
    m->rows *= CG_MAX(s->cost, 1.0);
    if (s->by != NULL) {
        m->plan = op_find(q, m->plan, slot, s->by->key, s->by->by_prefix, (expr *)s->by->text);
        m->plan->estimated = m->rows;
        if (s->node->mask != 0) {
            m->plan = op_node(q, m->plan, slot, s->node->mask);
            m->plan->estimated = m->rows;
        }
    } else {
        m->plan = op_scan(q, m->plan, slot, s->node->mask);
        m->plan->estimated = m->rows;
    }
    mark_bound(m, slot);
    place_preds(m);
}

static bool find_start(matching *m, start *best)
{
    bool found = false;
    for (size_t i = 0; i < m->nodes.len; i++) {
        if (slot_bound(m, m->nodes.ptr[i]->slot))
            continue;
        start s = start_of(m, m->nodes.ptr[i]);
        if (!found || s.cost < best->cost)
            *best = s;
        found = true;
    }
    return found;
}

/* ---- following a relationship ---- */

static uint32_t node_slot(const matching *m, uint32_t index)
{
    return m->nodes.ptr[index]->slot;
}

static bool can_follow(const matching *m, const pattern_edge *e, path_search search)
{
    bool from = slot_bound(m, node_slot(m, e->from)), to = slot_bound(m, node_slot(m, e->to));
    if (e->bound && !e->variable)
        return true;
    return search != PATH_ALL ? from && to : from || to;
}

static double degree_of(const matching *m, const pattern_edge *e)
{
    const cg_cypher_graph *g = m->q->graph;
    double degree = g->count_edges(g->arg, e->mask) / all_nodes(m);
    if (e->leads_left == e->leads_right)
        degree *= 2;
    if (!e->variable)
        return degree;
    double sum = 1, step = CG_MAX(degree, 0.1);
    for (uint64_t i = 0; i < CG_MIN(e->max, (uint64_t)6); i++)
        sum *= step > 1 ? step : 1;
    return sum * 4;
}

static double cost_of(const matching *m, const pattern_edge *e)
{
    bool from = slot_bound(m, node_slot(m, e->from)), to = slot_bound(m, node_slot(m, e->to));
    if (e->bound && !e->variable)
        return 0.01;
    double degree = degree_of(m, e);
    if (from && to)
        return e->variable ? degree / 100 : CG_MIN(degree, 0.5);
    const pattern_node *other = m->nodes.ptr[from ? e->to : e->from];
    return degree * CG_MAX(label_share(m, other->mask), 0.01);
}

/* Slots of those of this MATCH that have been followed and could be the same. */
static void collect_others(const matching *m, const pattern_edge *e, expand_plan *plan)
{
    CG_VEC(uint32_t) others = {0};
    for (size_t i = 0; i < m->edges.len; i++) {
        const pattern_edge *other = m->edges.ptr[i];
        if (other != e && other->done && (!other->mask || !e->mask || (other->mask & e->mask)))
            TREE_PUSH(m->q, &others, other->slot);
    }
    plan->others = others.ptr;
    plan->others_count = others.len;
}

/* Whether an aggregation asks how often something comes. */
static bool counts_often(const expr *e)
{
    if (e->kind == EX_AGGREGATE && !e->distinct && e->op != AGG_MIN && e->op != AGG_MAX)
        return true;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->args[i] != NULL && counts_often(e->args[i]))
            return true;
    return false;
}

/* Whether what comes behind takes equal rows for one. */
static bool takes_once(const query *q)
{
    const clause *c = q->projection;
    bool sums = false;
    if (c == NULL)
        return q->once;
    for (size_t i = 0; i < c->items.len; i++) {
        if (counts_often(c->items.ptr[i].what))
            return false;
        sums = sums || has_aggregate(c->items.ptr[i].what);
    }
    return sums || c->distinct;
}

static bool is_in_named_path(const pattern *p, const pattern_edge *e)
{
    for (size_t i = 0; i < p->chains.len; i++) {
        const chain *c = &p->chains.ptr[i];
        if (c->edges.len > 0 && e >= c->edges.ptr && e < c->edges.ptr + c->edges.len)
            return c->name.len > 0;
    }
    return false;
}

/* Whoever is reached at all over different relationships is reached by a shortest way, on which all differ. Where
 * relationships lead either way, one may turn back, which that is not true of. */
static bool may_prune(const matching *m, const pattern *p, const pattern_edge *e)
{
    if (!e->variable || e->min > 1 || e->name.len > 0 || e->leads_left == e->leads_right ||
        is_in_named_path(p, e) || !takes_once(m->q))
        return false;
    for (size_t i = 0; i < m->edges.len; i++) {
        const pattern_edge *other = m->edges.ptr[i];
        if (other != e && (!other->mask || !e->mask || (other->mask & e->mask)))
            return false;
    }
    return true;
}

/* What each relationship of variable length must be. */
static cg_code collect_each(matching *m, const pattern_edge *e, expand_plan *plan)
{
    size_t before = m->preds.len;
    CG_VEC(expr *) each = {0};
    cg_code rc = CG_OK;
    if (e->props == NULL || e->props->count == 0)
        return CG_OK;
    rc = new_slot(m->q, e->at, &plan->each_slot);
    if (rc == CG_OK)
        rc = add_props(m, e->props, plan->each_slot, e->name, ST_EDGE);
    for (size_t i = before; rc == CG_OK && i < m->preds.len; i++)
        TREE_PUSH(m->q, &each, m->preds.ptr[i].what);
    m->preds.len = before;
    plan->each = each.ptr;
    plan->each_count = each.len;
    return rc;
}

static cg_code follow(matching *m, const pattern *p, pattern_edge *e, path_search search)
{
    query *q = m->q;
    uint32_t left = node_slot(m, e->from), right = node_slot(m, e->to);
    bool from_right = !slot_bound(m, left), any = e->leads_left == e->leads_right;
    const pattern_node *end = m->nodes.ptr[from_right ? e->from : e->to];
    expand_plan plan = {.from = from_right ? right : left,
                        .to = from_right ? left : right,
                        .edge = e->slot,
                        .outwards = any || e->leads_right != from_right,
                        .inwards = any || e->leads_left != from_right,
                        .types = e->mask,
                        .min = e->min,
                        .max = e->max,
                        .reversed = from_right,
                        .given = e->bound,
                        .each_slot = NO_SLOT,
                        .search = search};
    collect_others(m, e, &plan);
    plan.prunes = may_prune(m, p, e);
    plan.into = slot_bound(m, plan.to);
    plan.to_labels = plan.into ? 0 : end->mask;
    m->rows *= cost_of(m, e);
    if (e->variable) {
        cg_code rc = collect_each(m, e, &plan);
        if (rc != CG_OK)
            return rc;
        m->plan = op_expand_variable(q, m->plan, &plan);
    } else if (e->bound) {
        plan.from = left, plan.to = right;
        plan.outwards = any || e->leads_right, plan.inwards = any || e->leads_left;
        plan.into = slot_bound(m, left); /* what is bound is checked */
        plan.reversed = slot_bound(m, right);
        m->plan = op_ends(q, m->plan, &plan);
    } else {
        m->plan = op_expand(q, m->plan, &plan);
    }
    m->plan->estimated = m->rows;
    bool both_new = e->bound && !e->variable;
    for (unsigned side = 0; both_new && side < 2; side++) {
        const pattern_node *n = m->nodes.ptr[side == 0 ? e->from : e->to];
        if (!slot_bound(m, n->slot) && n->mask != 0)
            m->plan = op_node(q, m->plan, n->slot, n->mask);
    }
    e->done = true;
    mark_bound(m, left);
    mark_bound(m, right);
    mark_bound(m, e->slot);
    place_preds(m);
    return CG_OK;
}

/* ---- the plan ---- */

static path_search search_of(const pattern *p, const pattern_edge *e)
{
    for (size_t i = 0; i < p->chains.len; i++) {
        const chain *c = &p->chains.ptr[i];
        if (c->edges.len > 0 && e >= c->edges.ptr && e < c->edges.ptr + c->edges.len)
            return c->search;
    }
    return PATH_ALL;
}

/* Nodes that clauses before have bound, or nothing has. */
static void check_given(matching *m)
{
    for (size_t i = 0; i < m->nodes.len; i++) {
        const pattern_node *n = m->nodes.ptr[i];
        if (n->slot < m->first_slot)
            m->plan = op_node(m->q, m->plan, n->slot, n->mask);
    }
    place_preds(m);
}

static cg_code plan_all(matching *m, const pattern *p)
{
    cg_code rc = CG_OK;
    check_given(m);
    while (rc == CG_OK) {
        pattern_edge *next = NULL;
        start best;
        for (size_t i = 0; i < m->edges.len; i++) {
            pattern_edge *e = m->edges.ptr[i];
            if (!e->done && can_follow(m, e, search_of(p, e)) &&
                (next == NULL || cost_of(m, e) < cost_of(m, next)))
                next = e;
        }
        if (next != NULL)
            rc = follow(m, p, next, search_of(p, next));
        else if (find_start(m, &best))
            begin_with(m, &best);
        else
            break;
        if (rc == CG_OK) /* planning a pattern of thousands takes seconds */
            rc = query_tick_slow(m->q);
    }
    return rc;
}

static void make_paths(matching *m, const pattern *p)
{
    for (size_t i = 0; i < p->chains.len; i++) {
        const chain *c = &p->chains.ptr[i];
        CG_VEC(uint32_t) slots = {0};
        if (c->name.len == 0)
            continue;
        for (size_t k = 0; k < c->nodes.len; k++) {
            if (k > 0)
                TREE_PUSH(m->q, &slots, c->edges.ptr[k - 1].slot);
            TREE_PUSH(m->q, &slots, c->nodes.ptr[k].slot);
        }
        m->plan = op_path(m->q, m->plan, c->slot, slots.ptr, slots.len);
        m->plan->estimated = m->rows;
        mark_bound(m, c->slot);
        place_preds(m);
    }
}

static cg_code resolve_all(matching *m, pattern *p, expr *where)
{
    query *q = m->q;
    cg_code rc = CG_OK;
    q->aggregates_not = "WHERE";
    for (size_t i = 0; rc == CG_OK && i < p->chains.len; i++) {
        chain *c = &p->chains.ptr[i];
        for (size_t k = 0; rc == CG_OK && k < c->nodes.len; k++)
            rc = add_props(m, c->nodes.ptr[k].props, c->nodes.ptr[k].slot, c->nodes.ptr[k].name,
                           ST_NODE);
        for (size_t k = 0; rc == CG_OK && k < c->edges.len; k++)
            if (!c->edges.ptr[k].variable)
                rc = add_props(m, c->edges.ptr[k].props, c->edges.ptr[k].slot, c->edges.ptr[k].name,
                               ST_EDGE);
    }
    if (rc == CG_OK && where != NULL)
        rc = resolve_where(q, where);
    if (rc == CG_OK && where != NULL)
        add_pred(m, where);
    return rc;
}

cg_code compile_pattern(query *q, pattern *p, expr *where, bool may_name, op *below, op **out)
{
    matching m = {.q = q, .may_name = may_name, .first_slot = q->slots, .plan = below, .rows = 1};
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < p->chains.len; i++)
        rc = declare_chain(&m, &p->chains.ptr[i]);
    m.end_slot = q->slots;
    m.bound = cg_arena_alloc_array(q->tree, m.end_slot - m.first_slot + 1, sizeof *m.bound);
    if (rc == CG_OK)
        rc = resolve_all(&m, p, where);
    if (rc == CG_OK)
        rc = plan_all(&m, p);
    if (rc != CG_OK)
        return rc;
    make_paths(&m, p);
    *out = m.plan;
    return CG_OK;
}

cg_code compile_match(query *q, clause *c, op *below, op **out)
{
    uint32_t first = q->slots;
    if (!c->optional)
        return compile_pattern(q, c->pattern, c->where, true, below, out);
    op *inner;
    cg_code rc = compile_pattern(q, c->pattern, c->where, true, op_argument(q), &inner);
    if (rc != CG_OK)
        return rc;
    uint32_t count = q->slots - first;
    uint32_t *slots = cg_arena_alloc_array(q->tree, count + 1, sizeof *slots);
    for (uint32_t i = 0; i < count; i++)
        slots[i] = first + i;
    *out = op_optional(q, below, inner, slots, count);
    return CG_OK;
}
