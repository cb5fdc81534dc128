// SPDX-License-Identifier: Apache-2.0
// WITH and RETURN: what is handed on, grouped, sorted and cut.
//
// Where something is aggregated, all items without an aggregation are what rows are grouped by. Others are computed
// behind it, of aggregates and of what is grouped by.
#include "cypher_int.h"

typedef struct projecting {
    query *q;
    clause *c;
    bool aggregates;
    uint32_t first_slot; /* slots from here on are of expressions themselves */
    CG_VEC(set_slot) keys, sums, sets;
    bindings before; /* the scope that it works in */
} projecting;

/* ---- items ---- */

static cg_code expand_star(projecting *p)
{
    query *q = p->q;
    CG_VEC(item) all = {0};
    for (size_t i = 0; i < q->scope.list.len; i++) {
        const binding *b = &q->scope.list.ptr[i];
        item it = {.name = b->name, .named = true, .at = p->c->at};
        it.what = expr_new(q, EX_VARIABLE, p->c->at);
        it.what->name = b->name;
        if (find_binding(q, b->name) == b) /* not hidden by a later one */
            TREE_PUSH(q, &all, it);
    }
    if (all.len == 0 && p->c->kind == CLAUSE_RETURN)
        return QUERY_FAIL(q, p->c->at, SYNTAX, "NoVariablesInScope",
                          "there is nothing that * could stand for");
    for (size_t i = 0; i < p->c->items.len; i++)
        TREE_PUSH(q, &all, p->c->items.ptr[i]);
    p->c->items.ptr = (void *)all.ptr;
    p->c->items.len = all.len;
    p->c->items.cap = all.cap;
    return CG_OK;
}

static cg_code check_names(const projecting *p)
{
    const clause *c = p->c;
    for (size_t i = 0; i < c->items.len; i++) {
        const item *it = &c->items.ptr[i];
        for (size_t k = 0; k < i; k++)
            if (cg_str_eq(c->items.ptr[k].name, it->name))
                return QUERY_FAIL(p->q, it->at, SYNTAX, "ColumnNameConflict",
                                  "two columns are called `%.*s`",
                                  CG_STR_ARG(cg_utf8_truncate(it->name, 60)));
    }
    return CG_OK;
}

static cg_code check_named(const projecting *p)
{
    for (size_t i = 0; p->c->kind == CLAUSE_WITH && i < p->c->items.len; i++)
        if (!p->c->items.ptr[i].named)
            return QUERY_FAIL(p->q, p->c->items.ptr[i].at, SYNTAX, "NoExpressionAlias",
                              "an expression in WITH needs a name: AS");
    return CG_OK;
}

static cg_code resolve_items(projecting *p)
{
    cg_code rc = CG_OK;
    p->first_slot = p->q->slots;
    p->q->aggregates_not = NULL;
    for (size_t i = 0; rc == CG_OK && i < p->c->items.len; i++) {
        rc = resolve(p->q, p->c->items.ptr[i].what);
        p->aggregates = p->aggregates || has_aggregate(p->c->items.ptr[i].what);
    }
    return rc;
}

/* ---- aggregations ---- */

/* Gives an aggregation its slot; equal ones share it. */
static cg_code register_sum(projecting *p, expr *e)
{
    for (size_t i = 0; i < p->sums.len; i++)
        if (expr_equals(p->sums.ptr[i].what, e)) {
            e->slot = p->sums.ptr[i].slot;
            return CG_OK;
        }
    cg_code rc = new_slot(p->q, e->at, &e->slot);
    if (rc == CG_OK)
        TREE_PUSH(p->q, &p->sums, (set_slot){e->slot, e});
    return rc;
}

static cg_code register_sums(projecting *p, expr *e)
{
    cg_code rc = CG_OK;
    if (e->kind == EX_AGGREGATE)
        return register_sum(p, e);
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
        if (e->args[i] != NULL)
            rc = register_sums(p, e->args[i]);
    return rc;
}

static const set_slot *key_of_slot(const projecting *p, uint32_t slot)
{
    for (size_t i = 0; i < p->keys.len; i++)
        if (p->keys.ptr[i].slot == slot)
            return &p->keys.ptr[i];
    return NULL;
}

/* A property that rows are grouped by. */
static const set_slot *key_like(const projecting *p, const expr *e)
{
    for (size_t i = 0; e->kind == EX_PROPERTY && i < p->keys.len; i++)
        if (expr_equals(p->keys.ptr[i].what, e))
            return &p->keys.ptr[i];
    return NULL;
}

static cg_code ambiguous(query *q, const expr *e)
{
    return QUERY_FAIL(q, e->at, SYNTAX, "AmbiguousAggregationExpression",
                      "beside an aggregation stands what rows are not grouped by");
}

/* Puts slots of groups in place of what is grouped by: nothing else is there behind the aggregation. */
static cg_code use_groups(projecting *p, expr **e)
{
    expr *at = *e;
    cg_code rc = CG_OK;
    if (at->kind == EX_AGGREGATE)
        return CG_OK;
    const set_slot *key = key_like(p, at);
    if (key != NULL) {
        *e = slot_expr(p->q, at->at, key->slot, CG_STR(""), ST_ANY);
        return CG_OK;
    }
    if (at->kind == EX_VARIABLE && at->slot < p->first_slot && key_of_slot(p, at->slot) == NULL)
        return ambiguous(p->q, at);
    if (at->kind == EX_PATTERN)
        for (size_t i = 0; i < at->sub->uses_count; i++)
            if (key_of_slot(p, at->sub->uses[i]) == NULL)
                return ambiguous(p->q, at);
    for (uint32_t i = 0; rc == CG_OK && i < at->count; i++)
        if (at->args[i] != NULL)
            rc = use_groups(p, &at->args[i]);
    return rc;
}

/* ---- slots of items ---- */

static cg_code give_slots(projecting *p)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < p->c->items.len; i++) {
        item *it = &p->c->items.ptr[i];
        if (it->what->kind == EX_VARIABLE) {
            it->slot = it->what->slot;
        } else if (it->what->kind == EX_AGGREGATE) {
            rc = register_sum(p, it->what);
            it->slot = it->what->slot;
            continue;
        } else {
            rc = new_slot(p->q, it->at, &it->slot);
        }
        if (rc != CG_OK)
            break;
        if (p->aggregates && !has_aggregate(it->what))
            TREE_PUSH(p->q, &p->keys, (set_slot){it->slot, it->what});
    }
    return rc;
}

static cg_code make_sets(projecting *p)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < p->c->items.len; i++) {
        item *it = &p->c->items.ptr[i];
        if (it->what->kind == EX_VARIABLE || it->what->kind == EX_AGGREGATE)
            continue;
        if (p->aggregates && !has_aggregate(it->what))
            continue;
        if (p->aggregates) {
            rc = register_sums(p, it->what);
            if (rc == CG_OK)
                rc = use_groups(p, &it->what);
        }
        TREE_PUSH(p->q, &p->sets, (set_slot){it->slot, it->what});
    }
    return rc;
}

/* ---- ORDER BY ---- */

static bool mentions(const expr *e, cg_str name)
{
    if (e->kind == EX_VARIABLE && cg_str_eq(e->name, name))
        return true;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->args[i] != NULL && mentions(e->args[i], name))
            return true;
    return false;
}

/* In place of what an item says already stands its slot. `whole`: also of more than a property. */
static void use_items(const projecting *p, expr **e, bool whole)
{
    expr *at = *e;
    for (size_t i = 0; i < p->c->items.len; i++) {
        const item *it = &p->c->items.ptr[i];
        bool plain = it->what->kind == EX_PROPERTY || it->what->kind == EX_AGGREGATE ||
                     it->what->kind == EX_VARIABLE;
        if ((whole || plain) && at->kind != EX_CONST && expr_equals(it->what, at)) {
            *e = slot_expr(p->q, at->at, it->slot, it->name, (static_type)it->what->type);
            return;
        }
    }
    for (uint32_t i = 0; i < at->count; i++)
        if (at->args[i] != NULL)
            use_items(p, &at->args[i], whole);
}

/* What an item is grouped by is known, but not alone. */
static cg_code check_known(const projecting *p, const expr *e)
{
    if (e->kind == EX_VARIABLE && !e->compiled && find_binding(p->q, e->name) == NULL)
        for (size_t i = 0; i < p->c->items.len; i++)
            if (mentions(p->c->items.ptr[i].what, e->name))
                return ambiguous(p->q, e);
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && e->kind != EX_AGGREGATE && i < e->count; i++)
        if (e->args[i] != NULL)
            rc = check_known(p, e->args[i]);
    return rc;
}

static cg_code resolve_order(projecting *p)
{
    cg_code rc = CG_OK;
    p->q->aggregates_not = p->aggregates ? NULL : "ORDER BY";
    for (size_t i = 0; rc == CG_OK && i < p->c->order.len; i++) {
        expr **key = &p->c->order.ptr[i].what;
        bool sums = p->aggregates && has_aggregate(*key);
        if (p->aggregates || p->c->distinct)
            use_items(p, key, !sums || (*key)->kind == EX_AGGREGATE);
        if (sums)
            rc = check_known(p, *key);
        if (rc == CG_OK)
            rc = resolve(p->q, *key);
        if (rc == CG_OK && has_aggregate(*key))
            rc = QUERY_FAIL(p->q, (*key)->at, SYNTAX, "InvalidAggregation",
                            "rows are put in order by aggregations that are items alone");
    }
    return rc;
}

/* ---- scopes ---- */

/* Behind it: the items. Beside them what was there before, where rows are still those of before. */
static void enter_scope(projecting *p, bool both)
{
    bindings after = {0};
    query *q = p->q;
    for (size_t i = 0; both && i < p->before.list.len; i++)
        TREE_PUSH(q, &after.list, p->before.list.ptr[i]);
    q->scope = after;
    for (size_t i = 0; i < p->c->items.len; i++) {
        const item *it = &p->c->items.ptr[i];
        bind_slot(q, it->name, it->slot, (static_type)it->what->type, (static_type)it->what->items);
    }
}

/* ---- operators ---- */

typedef struct slot_list {
    query *q;
    CG_VEC(uint32_t) slots;
} slot_list;

static void add_slot(void *arg, uint32_t slot)
{
    slot_list *list = arg;
    for (size_t i = 0; i < list->slots.len; i++)
        if (list->slots.ptr[i] == slot)
            return;
    TREE_PUSH(list->q, &list->slots, slot);
}

static op *make_values(projecting *p, op *below)
{
    query *q = p->q;
    if (p->aggregates) {
        below = op_aggregate(q, below, p->keys.ptr, p->keys.len, p->sums.ptr, p->sums.len);
        op_count_instead(q, below);
    }
    return p->sets.len > 0 ? op_project(q, below, p->sets.ptr, p->sets.len) : below;
}

static op *make_order(projecting *p, op *below)
{
    query *q = p->q;
    clause *c = p->c;
    slot_list kept = {.q = q};
    for (size_t i = 0; i < c->items.len; i++)
        add_slot(&kept, c->items.ptr[i].slot);
    if (c->distinct)
        below = op_distinct(q, below, kept.slots.ptr, kept.slots.len);
    if (c->where != NULL)
        expr_visit_slots(c->where, add_slot, &kept);
    if (c->order.len > 0) {
        below = op_sort(q, below, c->order.ptr, c->order.len, kept.slots.ptr, kept.slots.len);
        if (c->limit != NULL)
            op_sort_keep(below, c->skip, c->limit);
    }
    if (c->skip != NULL)
        below = op_skip(q, below, c->skip);
    if (c->limit != NULL)
        below = op_limit(q, below, c->limit);
    return c->where != NULL ? op_filter(q, below, c->where) : below;
}

static bool is_fixed(const expr *e)
{
    if (e->kind == EX_PARAM || e->kind == EX_CALL)
        return false;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->args[i] != NULL && !is_fixed(e->args[i]))
            return false;
    return true;
}

static cg_code resolve_number(query *q, expr *e, const char *of)
{
    uint64_t n;
    if (e == NULL)
        return CG_OK;
    q->no_variables = true;
    q->aggregates_not = of;
    cg_code rc = resolve(q, e);
    q->no_variables = false;
    return rc == CG_OK && is_fixed(e) ? eval_count(q, e, of, &n) : rc;
}

cg_code compile_projection(query *q, clause *c, op *below, op **out)
{
    projecting p = {.q = q, .c = c, .before = q->scope};
    cg_code rc = c->star ? expand_star(&p) : CG_OK;
    if (rc == CG_OK)
        rc = check_names(&p);
    if (rc == CG_OK)
        rc = resolve_items(&p);
    if (rc == CG_OK)
        rc = give_slots(&p);
    if (rc == CG_OK)
        rc = make_sets(&p);
    if (rc != CG_OK)
        return rc;
    enter_scope(&p, !p.aggregates && !c->distinct);
    rc = resolve_order(&p);
    if (rc == CG_OK)
        rc = check_named(&p);
    q->aggregates_not = "WHERE";
    if (c->where != NULL && (p.aggregates || c->distinct))
        use_items(&p, &c->where, true);
    if (rc == CG_OK && c->where != NULL)
        rc = resolve_where(q, c->where);
    if (rc == CG_OK)
        rc = resolve_number(q, c->skip, "SKIP");
    if (rc == CG_OK)
        rc = resolve_number(q, c->limit, "LIMIT");
    if (rc != CG_OK)
        return rc;
    enter_scope(&p, false);
    *out = make_order(&p, make_values(&p, below));
    return CG_OK;
}
