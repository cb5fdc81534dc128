// SPDX-License-Identifier: Apache-2.0
// From clauses to operators: one after the other, each over those before it, in the scope that they left.
#include "cypher_int.h"

static cg_code compile_unwind(query *q, clause *c, op *below, op **out)
{
    uint32_t slot;
    q->aggregates_not = "UNWIND";
    cg_code rc = resolve(q, c->list);
    if (rc == CG_OK)
        for (size_t i = 0; i < q->scope.list.len; i++)
            if (cg_str_eq(q->scope.list.ptr[i].name, c->name))
                return QUERY_FAIL(q, c->at, SYNTAX, "VariableAlreadyBound",
                                  "`%.*s` is bound already", CG_STR_ARG(c->name));
    if (rc == CG_OK)
        rc = new_slot(q, c->at, &slot);
    if (rc != CG_OK)
        return rc;
    bind_slot(q, c->name, slot, c->list->items, ST_ANY);
    *out = op_unwind(q, below, slot, c->list);
    return CG_OK;
}

/* The projection that follows matches: it may tell where planning had best begin. */
static const clause *projection_behind(const clause *clauses, size_t count, size_t at)
{
    while (at < count && clauses[at].kind == CLAUSE_MATCH)
        at++;
    return at < count && clauses[at].kind != CLAUSE_UNWIND ? &clauses[at] : NULL;
}

cg_code compile_clauses(query *q, clause *clauses, size_t count, bool inner, op *below, op **out)
{
    cg_code rc = CG_OK;
    bool optional = false;
    *out = below;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        clause *c = &clauses[i];
        if (c->kind == CLAUSE_MATCH && !c->optional && optional)
            return QUERY_FAIL(q, c->at, SYNTAX, "InvalidClauseComposition",
                              "WITH must stand between OPTIONAL MATCH and MATCH");
        optional = c->kind == CLAUSE_MATCH && c->optional;
        q->projection = projection_behind(clauses, count, i);
        switch (c->kind) {
        case CLAUSE_MATCH: rc = compile_match(q, c, *out, out); break;
        case CLAUSE_UNWIND: rc = compile_unwind(q, c, *out, out); break;
        default: rc = compile_projection(q, c, *out, out); break;
        }
    }
    (void)inner;
    return rc;
}

/* ---- within expressions ---- */

static cg_code compile_into(query *q, expr *e, bool may_name)
{
    inner_query *sub = e->sub;
    op *argument = op_argument(q);
    cg_code rc;
    q->projection = NULL;
    q->once = e->op == PATTERN_EXISTS;
    if (sub->clauses != NULL)
        rc = compile_clauses(q, sub->clauses, sub->count, true, argument, &sub->plan);
    else
        rc = compile_pattern(q, sub->pattern, sub->where, may_name, argument, &sub->plan);
    if (rc != CG_OK || e->op != PATTERN_COLLECT)
        return rc;
    if (e->count == 0) { /* COLLECT { … RETURN x } */
        const clause *last = sub->clauses != NULL ? &sub->clauses[sub->count - 1] : NULL;
        if (last == NULL || last->kind != CLAUSE_RETURN || last->items.len != 1)
            return QUERY_FAIL(q, e->at, SYNTAX, "InvalidClauseComposition",
                              "COLLECT takes a query that returns one column");
        return expr_add(
            q, e, slot_expr(q, e->at, last->items.ptr[0].slot, last->items.ptr[0].name, ST_ANY));
    }
    q->patterns_ok = false;
    return resolve(q, e->args[0]);
}

cg_code compile_inner(query *q, expr *e)
{
    slot_numbers uses = {0};
    bindings saved = q->scope;
    const char *not = q->aggregates_not;
    bool in_aggregate = q->in_aggregate, ok = q->patterns_ok;
    const clause *projection = q->projection;
    bool once = q->once;
    slot_numbers *outer = q->uses;
    q->scope = scope_copy(q);
    q->aggregates_not = "a pattern";
    q->in_aggregate = false;
    q->uses = &uses;
    uint32_t first = q->slots;
    cg_code rc = compile_into(q, e, e->op == PATTERN_COLLECT || e->distinct);
    q->scope = saved;
    q->aggregates_not = not ;
    q->in_aggregate = in_aggregate;
    q->patterns_ok = ok;
    q->projection = projection;
    q->once = once;
    q->uses = outer;
    e->sub->uses = uses.ptr;
    e->sub->uses_count = 0;
    for (size_t i = 0; i < uses.len; i++)
        if (uses.ptr[i] < first) {
            e->sub->uses[e->sub->uses_count++] = uses.ptr[i];
            if (q->uses != NULL)
                TREE_PUSH(q, q->uses, uses.ptr[i]);
        }
    return rc;
}

/* ---- the whole ---- */

/* Parts may name the same columns in another order. */
static cg_code columns_of(query *q, part *p)
{
    const clause *last = &p->clauses.ptr[p->clauses.len - 1];
    bool first = p == q->parts.ptr;
    bool same = first || last->items.len == q->columns.len;
    p->slots = cg_arena_alloc_array(q->tree, last->items.len + 1, sizeof *p->slots);
    for (size_t i = 0; i < last->items.len && same; i++) {
        size_t column = i;
        const item *it = &last->items.ptr[i];
        if (first)
            TREE_PUSH(q, &q->columns, it->name);
        for (column = 0; column < q->columns.len; column++)
            if (cg_str_eq(q->columns.ptr[column], it->name))
                break;
        same = column < q->columns.len;
        if (same)
            p->slots[column] = it->slot;
    }
    return same ? CG_OK
                : QUERY_FAIL(q, last->at, SYNTAX, "DifferentColumnsInUnion",
                             "all parts of a UNION must have the same columns");
}

cg_code compile_query(query *q)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < q->parts.len; i++) {
        part *p = &q->parts.ptr[i];
        q->scope = (bindings){0};
        rc = compile_clauses(q, p->clauses.ptr, p->clauses.len, false, op_argument(q), &p->plan);
        if (rc == CG_OK)
            rc = columns_of(q, p);
    }
    return rc;
}
