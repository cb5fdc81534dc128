// SPDX-License-Identifier: Apache-2.0
// What names in expressions mean, and what can be told to be wrong before anything runs.
#include <stdarg.h>
#include <stdio.h>

#include "cypher_int.h"

/* ---- scopes ---- */

cg_code new_slot(query *q, uint32_t at, uint32_t *out)
{
    if (q->slots == SLOTS_MAX)
        return QUERY_FAIL(q, at, SYNTAX, "UnexpectedSyntax",
                          "a query may bind %u names and nameless things", SLOTS_MAX);
    *out = q->slots++;
    return CG_OK;
}

void bind_slot(query *q, cg_str name, uint32_t slot, static_type type, static_type items)
{
    TREE_PUSH(
        q, &q->scope.list,
        (binding){.name = name, .slot = slot, .type = (uint8_t)type, .items = (uint8_t)items});
}

cg_code bind_name(query *q, cg_str name, uint32_t at, static_type type, uint32_t *out_slot)
{
    cg_code rc = new_slot(q, at, out_slot);
    if (rc == CG_OK && name.len > 0)
        bind_slot(q, name, *out_slot, type, ST_ANY);
    return rc;
}

const binding *find_binding(query *q, cg_str name)
{
    for (size_t i = q->scope.list.len; i-- > 0;)
        if (cg_str_eq(q->scope.list.ptr[i].name, name)) {
            if (q->uses != NULL)
                TREE_PUSH(q, q->uses, q->scope.list.ptr[i].slot);
            return &q->scope.list.ptr[i];
        }
    return NULL;
}

bindings scope_copy(query *q)
{
    bindings copy = {0};
    for (size_t i = 0; i < q->scope.list.len; i++)
        TREE_PUSH(q, &copy.list, q->scope.list.ptr[i]);
    return copy;
}

void query_warn(query *q, uint32_t at, const char *fmt, ...)
{
    enum { WARNINGS_MAX = 20 };
    char text[200];
    va_list args;
    if (q->warnings.len == WARNINGS_MAX)
        return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cg_cypher_warning w = {.text = cg_arena_str(q->tree, cg_utf8_truncate(cg_str_from(text), 199))};
    query_place(q, at, &w.line, &w.column);
    TREE_PUSH(q, &q->warnings, w);
}

/* ---- labels and types ---- */

/* All that there are, for whoever misspelt one. */
static void list_names(const query *q, bool labels, cg_buf *out)
{
    const cg_cypher_graph *g = q->graph;
    for (unsigned i = 0; i < CG_CYPHER_LABELS_MAX; i++) {
        cg_str name = labels ? g->label_name(g->arg, i) : g->type_name(g->arg, i);
        if (name.len > 0)
            cg_buf_printf(out, "%s%.*s", out->len > 0 ? ", " : "", CG_STR_ARG(name));
    }
}

static cg_code mask_of(query *q, uint32_t at, bool labels, cg_str name, uint64_t *inout)
{
    const cg_cypher_graph *g = q->graph;
    CG_AUTO_VALUE(cg_buf) all = {0};
    unsigned number;
    if ((labels ? g->find_label : g->find_type)(g->arg, name, &number)) {
        *inout |= UINT64_C(1) << number;
        return CG_OK;
    }
    *inout |= NOBODY_BIT;
    if (!g->closed)
        return CG_OK;
    list_names(q, labels, &all);
    return QUERY_FAIL(q, at, SYNTAX, labels ? "UnknownLabel" : "UnknownRelationshipType",
                      "there is no %s `%.*s`; there are %.*s", labels ? "label" : "type",
                      CG_STR_ARG(cg_utf8_truncate(name, 40)), CG_STR_ARG(cg_buf_str(&all)));
}

cg_code labels_mask(query *q, uint32_t at, const cg_str *names, size_t count, uint64_t *out)
{
    cg_code rc = CG_OK;
    *out = 0;
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = mask_of(q, at, true, names[i], out);
    return rc;
}

cg_code types_mask(query *q, uint32_t at, const cg_str *names, size_t count, uint64_t *out)
{
    cg_code rc = CG_OK;
    *out = 0;
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = mask_of(q, at, false, names[i], out);
    return rc;
}

/* ---- types ---- */

static const char *static_text(unsigned type)
{
    static const char *const texts[] = {
        [ST_ANY] = "anything",        [ST_NULL] = "null",     [ST_BOOL] = "a Boolean",
        [ST_INT] = "an Integer",      [ST_FLOAT] = "a Float", [ST_STR] = "a String",
        [ST_LIST] = "a List",         [ST_MAP] = "a Map",     [ST_NODE] = "a Node",
        [ST_EDGE] = "a Relationship", [ST_PATH] = "a Path",   [ST_EDGES] = "a List"};
    return texts[type];
}

static bool is_open(unsigned type)
{
    return type == ST_ANY || type == ST_NULL;
}

static static_type type_of_value(const value *v)
{
    static const static_type types[] = {
        [CG_CYPHER_NULL] = ST_NULL,   [CG_CYPHER_BOOL] = ST_BOOL, [CG_CYPHER_INT] = ST_INT,
        [CG_CYPHER_FLOAT] = ST_FLOAT, [CG_CYPHER_STR] = ST_STR,   [CG_CYPHER_LIST] = ST_LIST,
        [CG_CYPHER_MAP] = ST_MAP,     [CG_CYPHER_NODE] = ST_NODE, [CG_CYPHER_EDGE] = ST_EDGE,
        [CG_CYPHER_PATH] = ST_PATH};
    return v->type <= CG_CYPHER_PATH ? types[v->type] : ST_ANY;
}

static cg_code bad_type_of(query *q, const expr *e, const char *type, const char *wanted)
{
    return QUERY_FAIL(q, e->at, type, "InvalidArgumentType", "%s was expected, not %s", wanted,
                      static_text(e->type));
}

static cg_code bad_type(query *q, const expr *e, const char *wanted)
{
    return bad_type_of(q, e, SYNTAX, wanted);
}

static cg_code want(query *q, const expr *e, takes what)
{
    return takes_type(what, e->type) ? CG_OK : bad_type(q, e, takes_text(what));
}

static cg_code want_truth(query *q, const expr *e)
{
    return is_open(e->type) || e->type == ST_BOOL ? CG_OK : bad_type(q, e, "a Boolean");
}

cg_code resolve_where(query *q, expr *e)
{
    q->patterns_ok = true;
    cg_code rc = resolve(q, e);
    q->patterns_ok = false;
    return rc == CG_OK ? want_truth(q, e) : rc;
}

/* ---- kinds of expressions ---- */

static cg_code resolve_args(query *q, expr *e)
{
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
        if (e->args[i] != NULL)
            rc = resolve(q, e->args[i]);
    return rc;
}

static cg_code resolve_variable(query *q, expr *e)
{
    cg_str name = cg_utf8_truncate(e->name, 60);
    if (q->no_variables)
        return QUERY_FAIL(q, e->at, SYNTAX, "NonConstantExpression",
                          "`%.*s` differs from row to row, which this may not", CG_STR_ARG(name));
    const binding *found = find_binding(q, e->name);
    if (found == NULL)
        return QUERY_FAIL(q, e->at, SYNTAX, "UndefinedVariable", "`%.*s` is not defined here",
                          CG_STR_ARG(name));
    e->slot = found->slot;
    e->type = found->type;
    e->items = found->items;
    return CG_OK;
}

static cg_code resolve_param(query *q, expr *e)
{
    for (size_t i = 0; i < q->params_count; i++)
        if (cg_str_eq(q->params[i].key, e->name)) {
            e->constant = q->params[i].value;
            e->type = (uint8_t)(v_is_null(&e->constant) ? ST_ANY : type_of_value(&e->constant));
            return CG_OK;
        }
    return QUERY_FAIL(q, e->at, "ParameterMissing", "MissingParameter",
                      "the parameter `%.*s` is missing", CG_STR_ARG(cg_utf8_truncate(e->name, 60)));
}

static cg_code resolve_property(query *q, expr *e)
{
    const expr *of = e->args[0];
    if (!takes_type(TAKES_FIELDS, of->type))
        return bad_type_of(q, of, of->type == ST_PATH ? SYNTAX : "TypeError",
                           "a Node, a Relationship or a Map");
    e->key = q->graph->find_key(q->graph->arg, e->name);
    if (e->key == CG_CYPHER_KEY_NONE && q->graph->closed &&
        (of->type == ST_NODE || of->type == ST_EDGE))
        query_warn(q, e->at, "nothing has a property `%.*s`: it is null",
                   CG_STR_ARG(cg_utf8_truncate(e->name, 60)));
    return CG_OK;
}

static cg_code resolve_labels(query *q, expr *e)
{
    const expr *of = e->args[0];
    e->type = ST_BOOL;
    if (of->type == ST_EDGE)
        return types_mask(q, e->at, e->keys, e->slot2, &e->mask);
    cg_code rc = want(q, of, TAKES_NODE);
    return rc == CG_OK ? labels_mask(q, e->at, e->keys, e->slot2, &e->mask) : rc;
}

static void type_of_list(expr *e)
{
    e->type = ST_LIST;
    e->items = e->count > 0 ? e->args[0]->type : ST_ANY;
    for (uint32_t i = 1; i < e->count; i++)
        if (e->args[i]->type != e->items)
            e->items = ST_ANY;
}

static bool is_number_type(unsigned type)
{
    return type == ST_INT || type == ST_FLOAT;
}

static cg_code resolve_arithmetic(query *q, expr *e)
{
    const expr *a = e->args[0], *b = e->args[1];
    cg_code rc = CG_OK;
    if (e->op != '+') {
        rc = want(q, a, TAKES_NUMBER);
        if (rc == CG_OK)
            rc = want(q, b, TAKES_NUMBER);
        if (rc != CG_OK)
            return rc;
    }
    if (a->type == ST_LIST || b->type == ST_LIST || a->type == ST_EDGES || b->type == ST_EDGES)
        e->type = e->op == '+' ? ST_LIST : ST_ANY;
    else if (a->type == ST_INT && b->type == ST_INT)
        e->type = e->op == '^' ? ST_FLOAT : ST_INT;
    else if (is_number_type(a->type) && is_number_type(b->type))
        e->type = ST_FLOAT;
    else if (e->op == '+' && (a->type == ST_STR || b->type == ST_STR) && !is_open(a->type) &&
             !is_open(b->type))
        e->type = ST_STR;
    return CG_OK;
}

static cg_code want_truths(query *q, const expr *e)
{
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
        rc = want_truth(q, e->args[i]);
    return rc;
}

/* ---- with a name of its own ---- */

static cg_code resolve_loop(query *q, expr *e)
{
    size_t outside = q->scope.list.len;
    cg_code rc = resolve(q, e->args[0]);
    if (rc == CG_OK)
        rc = want(q, e->args[0], TAKES_LIST);
    if (rc == CG_OK)
        rc = new_slot(q, e->at, &e->slot);
    if (rc != CG_OK)
        return rc;
    bind_slot(q, e->name, e->slot, e->args[0]->items, ST_ANY);
    const char *not = q->aggregates_not;
    q->aggregates_not = "a list";
    if (e->args[1] != NULL) {
        q->patterns_ok = true;
        rc = resolve(q, e->args[1]);
        q->patterns_ok = false;
        if (rc == CG_OK)
            rc = want_truth(q, e->args[1]);
    }
    if (rc == CG_OK && e->count > 2 && e->args[2] != NULL)
        rc = resolve(q, e->args[2]);
    q->aggregates_not = not ;
    q->scope.list.len = outside;
    e->type = e->kind == EX_QUANTIFIER ? ST_BOOL : ST_LIST;
    if (e->kind == EX_COMPREHENSION)
        e->items = e->args[2] != NULL ? e->args[2]->type : e->args[0]->items;
    return rc;
}

static cg_code resolve_reduce(query *q, expr *e)
{
    size_t outside = q->scope.list.len;
    cg_code rc = resolve(q, e->args[0]);
    if (rc == CG_OK)
        rc = resolve(q, e->args[1]);
    if (rc == CG_OK)
        rc = want(q, e->args[1], TAKES_LIST);
    if (rc == CG_OK)
        rc = new_slot(q, e->at, &e->slot);
    if (rc == CG_OK)
        rc = new_slot(q, e->at, &e->slot2);
    if (rc != CG_OK)
        return rc;
    bind_slot(q, e->name, e->slot, ST_ANY, ST_ANY);
    bind_slot(q, e->name2, e->slot2, e->args[1]->items, ST_ANY);
    rc = resolve(q, e->args[2]);
    q->scope.list.len = outside;
    return rc;
}

/* ---- calls ---- */

static cg_code bad_count(query *q, const expr *e, cg_str name, unsigned min, unsigned max)
{
    if (min == max)
        return QUERY_FAIL(q, e->at, SYNTAX, "InvalidNumberOfArguments",
                          "%.*s takes %u arguments, not %u", CG_STR_ARG(name), min, e->count);
    return QUERY_FAIL(q, e->at, SYNTAX, "InvalidNumberOfArguments",
                      "%.*s takes %u to %u arguments, not %u", CG_STR_ARG(name), min, max,
                      e->count);
}

static cg_code resolve_call(query *q, expr *e)
{
    cg_str name = cg_utf8_truncate(e->name, 60);
    e->call = find_function(e->name);
    if (e->call == NULL)
        return QUERY_FAIL(q, e->at, SYNTAX, "UnknownFunction", "there is no function `%.*s`",
                          CG_STR_ARG(name));
    if (e->count < e->call->min || e->count > e->call->max)
        return bad_count(q, e, name, e->call->min, e->call->max);
    if (e->distinct)
        return QUERY_FAIL(q, e->at, SYNTAX, "UnexpectedSyntax",
                          "DISTINCT stands in aggregations alone");
    if (q->in_aggregate && word_is(e->name, "rand"))
        return QUERY_FAIL(q, e->at, SYNTAX, "NonConstantExpression", "rand() cannot be aggregated");
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < e->count; i++) {
        takes what = function_takes(e->call, i);
        if (!takes_type(what, e->args[i]->type))
            rc = bad_type_of(q, e->args[i], word_is(e->name, "range") ? "ArgumentError" : SYNTAX,
                             takes_text(what));
    }
    e->type = e->call->type;
    return rc;
}

static cg_code resolve_aggregate(query *q, expr *e)
{
    bool percentile = e->op == AGG_PERCENTILE_CONT || e->op == AGG_PERCENTILE_DISC;
    unsigned wanted = percentile ? 2 : 1;
    if (q->in_aggregate)
        return QUERY_FAIL(q, e->at, SYNTAX, "NestedAggregation", "aggregations do not nest");
    if (q->aggregates_not != NULL)
        return QUERY_FAIL(q, e->at, SYNTAX, "InvalidAggregation", "nothing is aggregated in %s",
                          q->aggregates_not);
    if (e->count != wanted && !(e->op == AGG_COUNT && e->count == 0 && !e->distinct))
        return bad_count(q, e, cg_utf8_truncate(e->name, 60), wanted, wanted);
    q->in_aggregate = true;
    cg_code rc = resolve_args(q, e);
    q->in_aggregate = false;
    e->type = e->op == AGG_COUNT ? ST_INT : e->op == AGG_COLLECT ? ST_LIST : ST_ANY;
    return rc;
}

/* ---- all of them ---- */

static cg_code resolve_pattern(query *q, expr *e, bool ok)
{
    e->type = e->op == PATTERN_EXISTS ? ST_BOOL : e->op == PATTERN_COUNT ? ST_INT : ST_LIST;
    if (e->op == PATTERN_EXISTS && !e->distinct && e->name.len == 0 && !ok)
        return QUERY_FAIL(q, e->at, SYNTAX, "UnexpectedSyntax",
                          "a pattern stands in WHERE, exists() or a comprehension alone");
    return compile_inner(q, e);
}

/* Of those whose arguments are resolved. */
static cg_code settle(query *q, expr *e)
{
    e->type = ST_BOOL;
    switch ((expr_kind)e->kind) {
    case EX_CONST: e->type = (uint8_t)type_of_value(&e->constant); return CG_OK;
    case EX_LABELS: return resolve_labels(q, e);
    case EX_AND:
    case EX_OR:
    case EX_XOR:
    case EX_NOT: return want_truths(q, e);
    case EX_IN: return want(q, e->args[1], TAKES_LIST);
    case EX_LIST: type_of_list(e); return CG_OK;
    case EX_MAP: e->type = ST_MAP; return CG_OK;
    case EX_PROJECTION: e->type = ST_MAP; return want(q, e->args[0], TAKES_FIELDS);
    case EX_SLICE: e->type = ST_LIST; return want(q, e->args[0], TAKES_LIST);
    case EX_COMPARE:
    case EX_STARTS_WITH:
    case EX_ENDS_WITH:
    case EX_CONTAINS:
    case EX_MATCHES:
    case EX_IS_NULL:
    case EX_IS_NOT_NULL: return CG_OK;
    default: break;
    }
    e->type = ST_ANY;
    switch ((expr_kind)e->kind) {
    case EX_PROPERTY: return resolve_property(q, e);
    case EX_ARITHMETIC: return resolve_arithmetic(q, e);
    case EX_NEGATIVE:
        e->type = is_number_type(e->args[0]->type) ? e->args[0]->type : ST_ANY;
        return want(q, e->args[0], TAKES_NUMBER);
    case EX_CALL: return resolve_call(q, e);
    case EX_INDEX:
        if (e->args[0]->type == ST_LIST || e->args[0]->type == ST_EDGES) {
            e->type = e->args[0]->type == ST_EDGES ? (uint8_t)ST_EDGE : e->args[0]->items;
            return is_open(e->args[1]->type) || e->args[1]->type == ST_INT
                       ? CG_OK
                       : bad_type_of(q, e->args[1], "TypeError", "an Integer");
        }
        return CG_OK;
    default: return CG_OK;
    }
}

cg_code resolve(query *q, expr *e)
{
    bool ok = q->patterns_ok;
    cg_code rc;
    if (e->compiled)
        return CG_OK;
    e->compiled = true;
    q->patterns_ok =
        ok && (e->kind == EX_AND || e->kind == EX_OR || e->kind == EX_XOR || e->kind == EX_NOT);
    switch ((expr_kind)e->kind) {
    case EX_VARIABLE: rc = resolve_variable(q, e); break;
    case EX_PARAM: rc = resolve_param(q, e); break;
    case EX_COMPREHENSION:
    case EX_QUANTIFIER: rc = resolve_loop(q, e); break;
    case EX_REDUCE: rc = resolve_reduce(q, e); break;
    case EX_AGGREGATE: rc = resolve_aggregate(q, e); break;
    case EX_PATTERN: rc = resolve_pattern(q, e, ok); break;
    default:
        rc = CG_OK;
        for (uint32_t i = 0; rc == CG_OK && i < e->count; i++)
            if (e->args[i] != NULL) {
                bool for_args = q->patterns_ok;
                rc = resolve(q, e->args[i]);
                q->patterns_ok = for_args;
            }
        if (rc == CG_OK)
            rc = settle(q, e);
        break;
    }
    q->patterns_ok = ok;
    return rc;
}

expr *slot_expr(query *q, uint32_t at, uint32_t slot, cg_str name, static_type type)
{
    expr *e = expr_new(q, EX_VARIABLE, at);
    e->slot = slot;
    e->name = name;
    e->type = (uint8_t)type;
    e->compiled = true;
    return e;
}

/* ---- what expressions are made of ---- */

bool has_aggregate(const expr *e)
{
    if (e->kind == EX_AGGREGATE)
        return true;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->args[i] != NULL && has_aggregate(e->args[i]))
            return true;
    return false;
}

void expr_visit_slots(const expr *e, slot_visit *visit, void *arg)
{
    if (e->kind == EX_VARIABLE || e->kind == EX_AGGREGATE)
        visit(arg, e->slot);
    for (size_t i = 0; e->kind == EX_PATTERN && i < e->sub->uses_count; i++)
        visit(arg, e->sub->uses[i]);
    for (uint32_t i = 0; i < e->count; i++)
        if (e->args[i] != NULL)
            expr_visit_slots(e->args[i], visit, arg);
}

static bool same_keys(const expr *a, const expr *b)
{
    size_t count = a->kind == EX_LABELS                            ? a->slot2
                   : a->kind == EX_MAP || a->kind == EX_PROJECTION ? a->count
                                                                   : 0;
    if (a->kind == EX_LABELS && a->slot2 != b->slot2)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!cg_str_eq(a->keys[i], b->keys[i]))
            return false;
    return true;
}

/* As they were written: of names, not of what they mean. */
bool expr_equals(const expr *a, const expr *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind || a->op != b->op || a->count != b->count ||
        a->distinct != b->distinct || a->kind == EX_PATTERN)
        return false;
    if (a->kind == EX_CONST && !v_same(&a->constant, &b->constant))
        return false;
    if (a->kind == EX_CALL ? !cg_str_eq(a->name, b->name) && a->call != b->call
                           : a->kind != EX_AGGREGATE && !cg_str_eq(a->name, b->name))
        return false;
    if (!cg_str_eq(a->name2, b->name2) || !same_keys(a, b))
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!expr_equals(a->args[i], b->args[i]))
            return false;
    return true;
}
