// SPDX-License-Identifier: Apache-2.0
// What expressions are made of: literals, lists and maps, calls, CASE, comprehensions, subqueries, patterns.
#include "cypher_int.h"

/* ---- what stands alone ---- */

cg_code parse_constant(parser *p, value v, expr **out)
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

/* To what should be a key: one that begins with a digit is no number that went wrong. */
static cg_code advance_to_key(parser *p)
{
    cg_code rc = parser_advance(p);
    if (rc == CG_E_INVALID && strcmp(p->q->problem->detail, "InvalidNumberLiteral") == 0)
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnexpectedSyntax",
                          "a name begins with no digit, unless it stands in backquotes");
    return rc;
}

cg_code parse_map(parser *p, expr **out)
{
    expr *map = expr_new(p->q, EX_MAP, p->t.at);
    cg_code rc = parser_is(p, '{') ? advance_to_key(p) : parser_unexpected(p, "`{`");
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
        rc = advance_to_key(p);
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

cg_code parse_dotted_call(parser *p, expr *of, cg_str last, expr **out)
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
    return parse_constant(p, v_int((int64_t)p->t.integer), out);
}

static cg_code parse_word(parser *p, expr **out)
{
    static const struct {
        const char *word;
        quantifier which;
    } quantifiers[] = {
        {"ALL", FOR_ALL}, {"ANY", FOR_ANY}, {"NONE", FOR_NONE}, {"SINGLE", FOR_SINGLE}};
    if (parser_is_word(p, "NULL"))
        return parse_constant(p, V_NULL, out);
    if (parser_is_word(p, "TRUE"))
        return parse_constant(p, v_bool(true), out);
    if (parser_is_word(p, "FALSE"))
        return parse_constant(p, v_bool(false), out);
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

cg_code parse_atom(parser *p, expr **out)
{
    switch (p->t.kind) {
    case TK_INT: return parse_integer(p, out);
    case TK_FLOAT: return parse_constant(p, v_real(p->t.real), out);
    case TK_STRING: return parse_constant(p, v_text(p->t.text), out);
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
