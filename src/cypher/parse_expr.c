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

/* ---- what stands alone ---- */

static cg_code constant(parser *p, value v, expr **out)
{
    *out = expr_new(p->q, EX_CONST, p->t.at);
    (*out)->constant = v;
    cg_code rc = parser_advance(p);
    (*out)->end = p->last_end;
    return rc;
}

static cg_code parse_list_items(parser *p, expr *list, char end)
{
    cg_code rc = CG_OK;
    while (rc == CG_OK && !parser_is(p, end)) {
        expr *e;
        rc = parse_expr(p, &e);
        if (rc == CG_OK)
            rc = expr_add(p->q, list, e);
        if (rc != CG_OK || !parser_is(p, ','))
            break;
        rc = parser_advance(p);
        if (rc == CG_OK && parser_is(p, end))
            return parser_unexpected(p, "an expression");
    }
    return rc == CG_OK ? parser_expect(p, end) : rc;
}

static void add_key(query *q, expr *e, cg_str key)
{
    if ((e->count & (e->count - 1)) == 0) { /* room for the next power of two */
        cg_str *more = cg_arena_alloc_array(q->tree, 2 * (size_t)e->count + 1, sizeof *more);
        if (e->count > 0)
            memcpy(more, e->keys, e->count * sizeof *more);
        e->keys = more;
    }
    e->keys[e->count] = key;
}

cg_code parse_map(parser *p, expr **out)
{
    expr *map = expr_new(p->q, EX_MAP, p->t.at);
    cg_code rc = parser_expect(p, '{');
    while (rc == CG_OK && !parser_is(p, '}')) {
        expr *e;
        cg_str key;
        rc = parser_name(p, &key);
        if (rc == CG_OK)
            rc = parser_expect(p, ':');
        if (rc == CG_OK)
            rc = parse_expr(p, &e);
        if (rc == CG_OK) {
            add_key(p->q, map, key);
            rc = expr_add(p->q, map, e);
        }
        if (rc != CG_OK || !parser_is(p, ','))
            break;
        rc = parser_advance(p);
        if (rc == CG_OK && parser_is(p, '}'))
            return parser_unexpected(p, "a name");
    }
    if (rc == CG_OK)
        rc = parser_expect(p, '}');
    map->end = p->last_end;
    *out = map;
    return rc;
}

/* Behind a variable: {.name, .*, key: value, other}. */
static cg_code parse_projection_of(parser *p, expr *of, expr **out)
{
    expr *e = expr_new(p->q, EX_PROJECTION, of->at);
    cg_code rc = parser_expect(p, '{');
    add_key(p->q, e, CG_STR(""));
    if (rc == CG_OK)
        rc = expr_add(p->q, e, of);
    while (rc == CG_OK && !parser_is(p, '}')) {
        cg_str key = CG_STR("*");
        expr *what = NULL;
        bool dot = parser_is(p, '.');
        if (dot)
            rc = parser_advance(p);
        uint32_t at = p->t.at;
        if (rc == CG_OK && dot && parser_is(p, '*'))
            rc = parser_advance(p);
        else if (rc == CG_OK)
            rc = parser_name(p, &key);
        if (rc == CG_OK && !dot && parser_is(p, ':')) {
            rc = parser_advance(p);
            if (rc == CG_OK)
                rc = parse_expr(p, &what);
        } else if (!dot) {
            what = expr_new(p->q, EX_VARIABLE, at);
            what->name = key;
        }
        add_key(p->q, e, key);
        if (rc == CG_OK)
            rc = expr_add(p->q, e, what);
        if (rc != CG_OK || !parser_is(p, ','))
            break;
        rc = parser_advance(p);
    }
    if (rc == CG_OK)
        rc = parser_expect(p, '}');
    e->end = p->last_end;
    *out = e;
    return rc;
}

/* ---- lists: literals and comprehensions ---- */

/* `x IN` at the token at hand. */
static cg_code begins_loop(parser *p, bool *out_is)
{
    token first = p->t;
    uint32_t last_end = p->last_end;
    cg_code rc = CG_OK;
    *out_is = false;
    if (p->t.kind == TK_NAME || p->t.kind == TK_QUOTED) {
        rc = parser_advance(p);
        *out_is = rc == CG_OK && parser_is_word(p, "IN");
    }
    p->t = first;
    p->last_end = last_end;
    return rc;
}

/* x IN list [WHERE …], into the first two arguments. */
static cg_code parse_loop(parser *p, expr *e)
{
    expr *list, *where = NULL;
    cg_code rc = parser_name(p, &e->name);
    if (rc == CG_OK)
        rc = parser_expect_word(p, "IN");
    if (rc == CG_OK)
        rc = parse_expr(p, &list);
    if (rc == CG_OK && parser_is_word(p, "WHERE")) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &where);
    }
    if (rc == CG_OK)
        rc = expr_add(p->q, e, list);
    return rc == CG_OK ? expr_add(p->q, e, where) : rc;
}

static cg_code parse_comprehension(parser *p, expr *e)
{
    expr *what = NULL;
    cg_code rc = parse_loop(p, e);
    if (rc == CG_OK && parser_is(p, '|')) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &what);
    }
    if (rc == CG_OK)
        rc = expr_add(p->q, e, what);
    return rc == CG_OK ? parser_expect(p, ']') : rc;
}

/* [p = (a)-->(b) WHERE … | what], behind the pattern. */
static cg_code parse_pattern_comprehension(parser *p, expr *e, const chain *c)
{
    expr *what;
    cg_code rc = CG_OK;
    e->kind = EX_PATTERN;
    e->op = PATTERN_COLLECT;
    e->sub = TREE_NEW(p->q, inner_query);
    e->sub->pattern = TREE_NEW(p->q, pattern);
    TREE_PUSH(p->q, &e->sub->pattern->chains, *c);
    if (parser_is_word(p, "WHERE")) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &e->sub->where);
    }
    if (rc == CG_OK)
        rc = parser_expect(p, '|');
    if (rc == CG_OK)
        rc = parse_expr(p, &what);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, what);
    return rc == CG_OK ? parser_expect(p, ']') : rc;
}

static cg_code try_named_chain(parser *p, chain *c, bool *out_is)
{
    token first = p->t;
    uint32_t last_end = p->last_end;
    cg_str name;
    *out_is = false;
    cg_code rc = parser_name(p, &name);
    if (rc == CG_OK && parser_is(p, '=')) {
        rc = parser_advance(p);
        if (rc == CG_OK && parser_is(p, '('))
            rc = parse_try_chain(p, c, out_is);
        c->name = name;
    }
    if (rc == CG_OK && !*out_is) {
        p->t = first;
        p->last_end = last_end;
    }
    return rc;
}

static cg_code parse_brackets(parser *p, expr **out)
{
    expr *e = expr_new(p->q, EX_LIST, p->t.at);
    chain c;
    bool loop = false, is_chain = false;
    cg_code rc = parser_expect(p, '[');
    *out = e;
    if (rc == CG_OK)
        rc = begins_loop(p, &loop);
    if (rc == CG_OK && loop) {
        e->kind = EX_COMPREHENSION;
        rc = parse_comprehension(p, e);
    } else if (rc == CG_OK) {
        if (parser_is(p, '('))
            rc = parse_try_chain(p, &c, &is_chain);
        else if (p->t.kind == TK_NAME || p->t.kind == TK_QUOTED)
            rc = try_named_chain(p, &c, &is_chain);
        if (rc == CG_OK && is_chain && (parser_is(p, '|') || parser_is_word(p, "WHERE")))
            rc = parse_pattern_comprehension(p, e, &c);
        else if (rc == CG_OK && is_chain)
            rc = parser_unexpected(p, "`|`");
        else if (rc == CG_OK)
            rc = parse_list_items(p, e, ']');
    }
    e->end = p->last_end;
    return rc;
}

/* ---- CASE ---- */

static cg_code parse_case(parser *p, expr **out)
{
    expr *e = expr_new(p->q, EX_CASE, p->t.at), *subject = NULL, *other = NULL;
    cg_code rc = parser_advance(p);
    *out = e;
    if (rc == CG_OK && !parser_is_word(p, "WHEN"))
        rc = parse_expr(p, &subject);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, subject);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, NULL);
    if (rc == CG_OK && !parser_is_word(p, "WHEN"))
        return parser_unexpected(p, "WHEN");
    while (rc == CG_OK && parser_is_word(p, "WHEN")) {
        expr *when, *then;
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &when);
        if (rc == CG_OK)
            rc = parser_expect_word(p, "THEN");
        if (rc == CG_OK)
            rc = parse_expr(p, &then);
        if (rc == CG_OK)
            rc = expr_add(p->q, e, when);
        if (rc == CG_OK)
            rc = expr_add(p->q, e, then);
    }
    if (rc == CG_OK && parser_is_word(p, "ELSE")) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &other);
        if (rc == CG_OK && other->depth >= e->depth)
            e->depth = (uint16_t)(other->depth + 1);
        e->args[1] = other;
    }
    if (rc == CG_OK)
        rc = parser_expect_word(p, "END");
    e->end = p->last_end;
    return rc;
}

/* ---- what looks like a call ---- */

static cg_code parse_quantifier(parser *p, quantifier which, expr **out)
{
    expr *e = expr_new(p->q, EX_QUANTIFIER, p->t.at);
    e->op = which;
    *out = e;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parser_expect(p, '(');
    if (rc == CG_OK)
        rc = parse_loop(p, e);
    if (rc == CG_OK && e->args[1] == NULL)
        return parser_unexpected(p, "WHERE");
    if (rc == CG_OK)
        rc = parser_expect(p, ')');
    e->end = p->last_end;
    return rc;
}

/* reduce(sum = start, x IN list | what) */
static cg_code parse_reduce(parser *p, expr **out)
{
    expr *e = expr_new(p->q, EX_REDUCE, p->t.at), *start, *list, *what;
    *out = e;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parser_expect(p, '(');
    if (rc == CG_OK)
        rc = parser_name(p, &e->name);
    if (rc == CG_OK)
        rc = parser_expect(p, '=');
    if (rc == CG_OK)
        rc = parse_expr(p, &start);
    if (rc == CG_OK)
        rc = parser_expect(p, ',');
    if (rc == CG_OK)
        rc = parser_name(p, &e->name2);
    if (rc == CG_OK)
        rc = parser_expect_word(p, "IN");
    if (rc == CG_OK)
        rc = parse_expr(p, &list);
    if (rc == CG_OK)
        rc = parser_expect(p, '|');
    if (rc == CG_OK)
        rc = parse_expr(p, &what);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, start);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, list);
    if (rc == CG_OK)
        rc = expr_add(p->q, e, what);
    if (rc == CG_OK)
        rc = parser_expect(p, ')');
    e->end = p->last_end;
    return rc;
}

cg_code parse_subquery(parser *p, inner_query **out)
{
    inner_query *sub = *out = TREE_NEW(p->q, inner_query);
    cg_code rc = CG_OK;
    if (!parser_is(p, '(')) {
        part all = {0};
        rc = parse_clauses(p, true, &all);
        sub->clauses = all.clauses.ptr;
        sub->count = all.clauses.len;
        return rc;
    }
    sub->pattern = TREE_NEW(p->q, pattern);
    rc = parse_pattern(p, sub->pattern);
    if (rc == CG_OK && parser_is_word(p, "WHERE")) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_expr(p, &sub->where);
    }
    return rc;
}

/* EXISTS { … }, COUNT { … }, COLLECT { … }, at the brace. */
static cg_code parse_braces(parser *p, uint32_t at, pattern_use use, expr **out)
{
    expr *e = expr_new(p->q, EX_PATTERN, at);
    e->op = use;
    e->distinct = true; /* may bind names of its own */
    *out = e;
    cg_code rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parse_subquery(p, &e->sub);
    if (rc == CG_OK)
        rc = parser_expect(p, '}');
    e->end = p->last_end;
    return rc;
}

/* exists((a)-->(b)): at the inner parenthesis. */
static cg_code try_exists_pattern(parser *p, uint32_t at, expr **out, bool *out_is)
{
    chain c;
    cg_code rc = parse_try_chain(p, &c, out_is);
    if (rc != CG_OK || !*out_is)
        return rc;
    expr *e = expr_new(p->q, EX_PATTERN, at);
    e->op = PATTERN_EXISTS;
    e->name = CG_STR("exists");
    e->sub = TREE_NEW(p->q, inner_query);
    e->sub->pattern = TREE_NEW(p->q, pattern);
    TREE_PUSH(p->q, &e->sub->pattern->chains, c);
    rc = parser_expect(p, ')');
    e->end = p->last_end;
    *out = e;
    return rc;
}

/* Behind the name and `(`. */
static cg_code parse_arguments(parser *p, expr *e)
{
    cg_code rc = CG_OK;
    bool aggregate = find_aggregate(e->name, &e->op);
    e->kind = aggregate ? EX_AGGREGATE : EX_CALL;
    if (aggregate && e->op == AGG_COUNT && parser_is(p, '*')) {
        rc = parser_advance(p);
        return rc == CG_OK ? parser_expect(p, ')') : rc;
    }
    if (parser_is_word(p, "DISTINCT")) {
        e->distinct = true;
        rc = parser_advance(p);
    }
    return rc == CG_OK ? parse_list_items(p, e, ')') : rc;
}

static cg_code parse_call(parser *p, cg_str name, uint32_t at, expr **out)
{
    bool is = false;
    cg_code rc = parser_expect(p, '(');
    if (rc == CG_OK && word_is(name, "EXISTS") && parser_is(p, '('))
        rc = try_exists_pattern(p, at, out, &is);
    if (rc == CG_OK && !is) {
        expr *e = *out = expr_new(p->q, EX_CALL, at);
        e->name = name;
        rc = parse_arguments(p, e);
        e->end = p->last_end;
    }
    return rc;
}

/* name(…), name.space.name(…), or a variable. */
static cg_code parse_named(parser *p, expr **out)
{
    static const struct {
        const char *word;
        pattern_use use;
    } braces[] = {
        {"EXISTS", PATTERN_EXISTS}, {"COUNT", PATTERN_COUNT}, {"COLLECT", PATTERN_COLLECT}};
    uint32_t at = p->t.at;
    cg_str name;
    bool quoted = p->t.kind == TK_QUOTED;
    cg_code rc = parser_name(p, &name);
    if (rc != CG_OK)
        return rc;
    if (parser_is(p, '('))
        return parse_call(p, name, at, out);
    for (size_t i = 0; !quoted && parser_is(p, '{') && i < CG_ARRAY_LEN(braces); i++)
        if (word_is(name, braces[i].word))
            return parse_braces(p, at, braces[i].use, out);
    expr *e = *out = expr_new(p->q, EX_VARIABLE, at);
    e->name = name;
    e->end = p->last_end;
    return parser_is(p, '{') ? parse_projection_of(p, e, out) : CG_OK;
}

/* date.truncate(…): to say which function is missing. */
static cg_code parse_dotted_call(parser *p, expr *of, cg_str last, expr **out)
{
    cg_str name = cg_arena_printf(p->q->tree, "%.*s.%.*s", CG_STR_ARG(of->name), CG_STR_ARG(last));
    return parse_call(p, name, of->at, out);
}

/* ---- atoms ---- */

static cg_code parse_parentheses(parser *p, expr **out)
{
    chain c;
    bool is = false;
    uint32_t at = p->t.at;
    cg_code rc = parse_try_chain(p, &c, &is);
    if (rc != CG_OK)
        return rc;
    if (is) {
        expr *e = *out = expr_new(p->q, EX_PATTERN, at);
        e->op = PATTERN_EXISTS;
        e->sub = TREE_NEW(p->q, inner_query);
        e->sub->pattern = TREE_NEW(p->q, pattern);
        TREE_PUSH(p->q, &e->sub->pattern->chains, c);
        e->end = p->last_end;
        return CG_OK;
    }
    rc = parser_expect(p, '(');
    if (rc == CG_OK)
        rc = parse_expr(p, out);
    if (rc == CG_OK)
        rc = parser_expect(p, ')');
    return rc;
}

static cg_code parse_integer(parser *p, expr **out)
{
    if (p->t.is_min)
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "IntegerOverflow",
                          "an integer is beyond 64 bits with a sign");
    return constant(p, v_int((int64_t)p->t.integer), out);
}

static cg_code parse_word(parser *p, expr **out)
{
    static const struct {
        const char *word;
        quantifier which;
    } quantifiers[] = {
        {"ALL", FOR_ALL}, {"ANY", FOR_ANY}, {"NONE", FOR_NONE}, {"SINGLE", FOR_SINGLE}};
    if (parser_is_word(p, "NULL"))
        return constant(p, V_NULL, out);
    if (parser_is_word(p, "TRUE"))
        return constant(p, v_bool(true), out);
    if (parser_is_word(p, "FALSE"))
        return constant(p, v_bool(false), out);
    if (parser_is_word(p, "CASE"))
        return parse_case(p, out);
    token next;
    cg_code rc = lex_next(p->q, p->t.end, &next);
    bool call = rc == CG_OK && next.kind == TK_CHAR && next.c == '(';
    for (size_t i = 0; call && i < CG_ARRAY_LEN(quantifiers); i++)
        if (parser_is_word(p, quantifiers[i].word))
            return parse_quantifier(p, quantifiers[i].which, out);
    if (call && parser_is_word(p, "REDUCE"))
        return parse_reduce(p, out);
    return rc == CG_OK ? parse_named(p, out) : rc;
}

static cg_code parse_param(parser *p, expr **out)
{
    expr *e = *out = expr_new(p->q, EX_PARAM, p->t.at);
    e->name = p->t.text;
    cg_code rc = parser_advance(p);
    e->end = p->last_end;
    return rc;
}

static cg_code parse_atom(parser *p, expr **out)
{
    switch (p->t.kind) {
    case TK_INT: return parse_integer(p, out);
    case TK_FLOAT: return constant(p, v_real(p->t.real), out);
    case TK_STRING: return constant(p, v_text(p->t.text), out);
    case TK_PARAM: return parse_param(p, out);
    case TK_NAME: return parse_word(p, out);
    case TK_QUOTED: return parse_named(p, out);
    default: break;
    }
    if (parser_is(p, '('))
        return parse_parentheses(p, out);
    if (parser_is(p, '['))
        return parse_brackets(p, out);
    if (parser_is(p, '{'))
        return parse_map(p, out);
    return parser_unexpected(p, "an expression");
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
        rc = constant(p, v_int(INT64_MIN), out);
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
