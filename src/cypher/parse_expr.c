// SPDX-License-Identifier: Apache-2.0
// Expressions, by precedence: OR, XOR, AND, NOT, comparisons, what asks of texts, lists and null, + -, * / %, ^, signs,
// then what stands behind a value: [ ], .name, :Label.
#include "cypher_int.h"

typedef cg_code parse_fn(parser *p, expr **out);

expr *expr_new(query *q, expr_kind kind, uint32_t at)
{
    expr *e = TREE_NEW(q, expr);
    e->kind = kind;
    e->at = e->end = at;
    e->slot = e->slot2 = NO_SLOT;
    e->key = CG_CYPHER_KEY_NONE;
    e->depth = 1;
    return e;
}

cg_code expr_add(query *q, expr *e, expr *arg)
{
    if (e->count == e->cap) {
        size_t cap = e->cap;
        e->args = tree_grow(q, e->args, &cap, sizeof *e->args);
        e->cap = (uint32_t)cap;
    }
    e->args[e->count++] = arg;
    if (arg != NULL && arg->depth >= e->depth)
        e->depth = (uint16_t)(arg->depth + 1);
    if (e->depth > TREE_DEPTH_MAX)
        return QUERY_FAIL(q, e->at, SYNTAX, "UnexpectedSyntax",
                          "an expression has more than %u operators in a row", TREE_DEPTH_MAX);
    return CG_OK;
}

static cg_code make(parser *p, expr_kind kind, uint32_t at, expr *a, expr *b, expr **out)
{
    expr *e = expr_new(p->q, kind, at);
    cg_code rc = expr_add(p->q, e, a);
    if (rc == CG_OK && b != NULL)
        rc = expr_add(p->q, e, b);
    e->end = p->last_end;
    *out = e;
    return rc;
}

/* ---- what stands behind ---- */

static cg_code parse_index(parser *p, expr *of, expr **out)
{
    expr *from = NULL, *to = NULL;
    bool slice = false;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK && p->t.kind != TK_DOTS)
        rc = parse_expr(p, &from);
    if (rc == CG_OK && p->t.kind == TK_DOTS) {
        slice = true;
        rc = parser_advance(p);
        if (rc == CG_OK && !parser_is(p, ']'))
            rc = parse_expr(p, &to);
    }
    if (rc == CG_OK)
        rc = parser_expect(p, ']');
    if (rc == CG_OK)
        rc = make(p, slice ? EX_SLICE : EX_INDEX, of->at, of, slice ? NULL : from, out);
    if (rc == CG_OK && slice)
        rc = expr_add(p->q, *out, from);
    if (rc == CG_OK && slice)
        rc = expr_add(p->q, *out, to);
    return rc;
}

static cg_code parse_property(parser *p, expr *of, expr **out)
{
    cg_str name;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parser_name(p, &name);
    if (rc != CG_OK)
        return rc;
    if (parser_is(p, '(') && of->kind == EX_VARIABLE)
        return parse_dotted_call(p, of, name, out);
    rc = make(p, EX_PROPERTY, of->at, of, NULL, out);
    (*out)->name = name;
    return rc;
}

static cg_code parse_labels(parser *p, expr *of, expr **out)
{
    CG_VEC(cg_str) labels = {0};
    cg_code rc = CG_OK;
    while (rc == CG_OK && parser_is(p, ':')) {
        cg_str name;
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parser_name(p, &name);
        if (rc == CG_OK)
            TREE_PUSH(p->q, &labels, name);
    }
    if (rc != CG_OK)
        return rc;
    rc = make(p, EX_LABELS, of->at, of, NULL, out);
    (*out)->keys = labels.ptr;
    (*out)->slot2 = (uint32_t)labels.len;
    return rc;
}

static cg_code parse_postfix(parser *p, expr **out)
{
    cg_code rc = parse_atom(p, out);
    while (rc == CG_OK) {
        if (parser_is(p, '['))
            rc = parse_index(p, *out, out);
        else if (parser_is(p, '.'))
            rc = parse_property(p, *out, out);
        else if (parser_is(p, ':'))
            rc = parse_labels(p, *out, out);
        else
            break;
    }
    return rc;
}

/* ---- operators ---- */

static cg_code parse_sign(parser *p, expr **out)
{
    uint32_t at = p->t.at;
    if (!parser_is(p, '-') && !parser_is(p, '+'))
        return parse_postfix(p, out);
    bool minus = parser_is(p, '-');
    cg_code rc = parser_enter(p);
    if (rc == CG_OK)
        rc = parser_advance(p);
    if (rc == CG_OK && minus && p->t.kind == TK_INT && p->t.is_min) {
        rc = parse_constant(p, v_int(INT64_MIN), out);
    } else if (rc == CG_OK) {
        rc = parse_sign(p, out);
        if (rc == CG_OK && minus)
            rc = make(p, EX_NEGATIVE, at, *out, NULL, out);
    }
    parser_leave(p);
    return rc;
}

static cg_code parse_binary(parser *p, const char *signs, parse_fn *below, expr **out)
{
    cg_code rc = below(p, out);
    while (rc == CG_OK && p->t.kind == TK_CHAR && p->t.c != '\0' && strchr(signs, p->t.c)) {
        char sign = p->t.c;
        expr *left = *out, *right;
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = below(p, &right);
        if (rc == CG_OK)
            rc = make(p, EX_ARITHMETIC, left->at, left, right, out);
        if (rc == CG_OK)
            (*out)->op = (uint8_t)sign;
    }
    return rc;
}

static cg_code parse_power(parser *p, expr **out)
{
    return parse_binary(p, "^", parse_sign, out);
}

static cg_code parse_product(parser *p, expr **out)
{
    return parse_binary(p, "*/%", parse_power, out);
}

static cg_code parse_sum(parser *p, expr **out)
{
    return parse_binary(p, "+-", parse_product, out);
}

/* Which of IN, STARTS WITH, …; its words are taken. */
static cg_code take_predicate(parser *p, bool *out_is, expr_kind *out_kind)
{
    static const struct {
        const char *word, *second;
        expr_kind kind;
    } words[] = {{"IN", NULL, EX_IN},
                 {"STARTS", "WITH", EX_STARTS_WITH},
                 {"ENDS", "WITH", EX_ENDS_WITH},
                 {"CONTAINS", NULL, EX_CONTAINS}};
    *out_is = true;
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++) {
        if (!parser_is_word(p, words[i].word))
            continue;
        *out_kind = words[i].kind;
        cg_code rc = parser_advance(p);
        return rc == CG_OK && words[i].second != NULL ? parser_expect_word(p, words[i].second) : rc;
    }
    *out_is = p->t.kind == TK_MATCHES;
    *out_kind = EX_MATCHES;
    return *out_is ? parser_advance(p) : CG_OK;
}

static cg_code parse_null_predicate(parser *p, expr **out)
{
    expr_kind kind = EX_IS_NULL;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK && parser_is_word(p, "NOT")) {
        kind = EX_IS_NOT_NULL;
        rc = parser_advance(p);
    }
    if (rc == CG_OK)
        rc = parser_expect_word(p, "NULL");
    return rc == CG_OK ? make(p, kind, (*out)->at, *out, NULL, out) : rc;
}

static cg_code parse_predicates(parser *p, expr **out)
{
    cg_code rc = parse_sum(p, out);
    while (rc == CG_OK) {
        expr_kind kind;
        bool is;
        expr *left = *out, *right;
        if (parser_is_word(p, "IS")) {
            rc = parse_null_predicate(p, out);
            continue;
        }
        rc = take_predicate(p, &is, &kind);
        if (rc != CG_OK || !is)
            break;
        rc = parse_sum(p, &right);
        if (rc == CG_OK)
            rc = make(p, kind, left->at, left, right, out);
    }
    return rc;
}

static bool compare_sign(const parser *p, compare_op *out)
{
    switch (p->t.kind) {
    case TK_NE: *out = OP_NE; return true;
    case TK_LE: *out = OP_LE; return true;
    case TK_GE: *out = OP_GE; return true;
    default: break;
    }
    *out = parser_is(p, '=') ? OP_EQ : parser_is(p, '<') ? OP_LT : OP_GT;
    return parser_is(p, '=') || parser_is(p, '<') || parser_is(p, '>');
}

/* a < b <= c means a < b AND b <= c. */
static cg_code parse_comparison(parser *p, expr **out)
{
    compare_op sign;
    expr *left, *right, *all = NULL, *one;
    cg_code rc = parse_predicates(p, out);
    left = *out;
    while (rc == CG_OK && compare_sign(p, &sign)) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_predicates(p, &right);
        if (rc == CG_OK)
            rc = make(p, EX_COMPARE, left->at, left, right, &one);
        if (rc != CG_OK)
            break;
        one->op = (uint8_t)sign;
        if (*out == left && all == NULL) {
            *out = one;
        } else {
            if (all == NULL) {
                rc = make(p, EX_AND, (*out)->at, *out, NULL, &all);
                *out = all;
            }
            if (rc == CG_OK)
                rc = expr_add(p->q, all, one);
            all->end = p->last_end;
        }
        left = right;
    }
    return rc;
}

static cg_code parse_not(parser *p, expr **out)
{
    uint32_t at = p->t.at;
    if (!parser_is_word(p, "NOT"))
        return parse_comparison(p, out);
    cg_code rc = parser_enter(p);
    if (rc == CG_OK)
        rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parse_not(p, out);
    if (rc == CG_OK)
        rc = make(p, EX_NOT, at, *out, NULL, out);
    parser_leave(p);
    return rc;
}

/* Of any length, without nesting. */
static cg_code parse_several(parser *p, const char *word, expr_kind kind, parse_fn *below,
                             expr **out)
{
    cg_code rc = below(p, out);
    if (rc != CG_OK || !parser_is_word(p, word))
        return rc;
    expr *all, *next;
    rc = make(p, kind, (*out)->at, *out, NULL, &all);
    while (rc == CG_OK && parser_is_word(p, word)) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = below(p, &next);
        if (rc == CG_OK)
            rc = expr_add(p->q, all, next);
    }
    all->end = p->last_end;
    *out = all;
    return rc;
}

static cg_code parse_and(parser *p, expr **out)
{
    return parse_several(p, "AND", EX_AND, parse_not, out);
}

static cg_code parse_xor(parser *p, expr **out)
{
    return parse_several(p, "XOR", EX_XOR, parse_and, out);
}

cg_code parse_expr(parser *p, expr **out)
{
    cg_code rc = parser_enter(p);
    if (rc == CG_OK)
        rc = parse_several(p, "OR", EX_OR, parse_xor, out);
    parser_leave(p);
    return rc;
}
