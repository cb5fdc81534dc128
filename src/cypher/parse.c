// SPDX-License-Identifier: Apache-2.0
// From tokens to clauses. What a query may not have is refused by its name.
#include "cypher_int.h"

/* ---- what all parsers share ---- */

cg_code parser_advance(parser *p)
{
    if (++p->steps >
        16 * p->q->text.len + 1000) /* what may be a pattern is read twice, and nests */
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnexpectedSyntax",
                          "patterns or parentheses nest too much");
    p->last_end = p->t.end;
    return lex_next(p->q, p->t.end, &p->t);
}

bool parser_is(const parser *p, char c)
{
    return p->t.kind == TK_CHAR && p->t.c == c;
}

bool word_is(cg_str text, const char *word)
{
    size_t i = 0;
    for (; i < text.len && word[i] != '\0'; i++) {
        char a = text.ptr[i], b = word[i];
        a = a >= 'a' && a <= 'z' ? (char)(a - 32) : a;
        b = b >= 'a' && b <= 'z' ? (char)(b - 32) : b;
        if (a != b)
            return false;
    }
    return i == text.len && word[i] == '\0';
}

bool parser_is_word(const parser *p, const char *word)
{
    return p->t.kind == TK_NAME && word_is(p->t.text, word);
}

cg_code parser_unexpected(parser *p, const char *wanted)
{
    if (p->t.kind == TK_END)
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnexpectedSyntax",
                          "the query ends where %s should be", wanted);
    cg_str found = cg_utf8_truncate(cg_str_slice(p->q->text, p->t.at, p->t.end), 40);
    return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnexpectedSyntax", "`%.*s` where %s should be",
                      CG_STR_ARG(found), wanted);
}

cg_code parser_expect(parser *p, char c)
{
    char wanted[] = {'`', c, '`', '\0'};
    return parser_is(p, c) ? parser_advance(p) : parser_unexpected(p, wanted);
}

cg_code parser_expect_word(parser *p, const char *word)
{
    return parser_is_word(p, word) ? parser_advance(p) : parser_unexpected(p, word);
}

cg_code parser_name(parser *p, cg_str *out)
{
    if (p->t.kind != TK_NAME && p->t.kind != TK_QUOTED)
        return parser_unexpected(p, "a name");
    *out = p->t.text;
    return parser_advance(p);
}

cg_code parser_enter(parser *p)
{
    if (++p->depth > NESTING_MAX)
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnexpectedSyntax",
                          "what is in parentheses may nest %u deep", NESTING_MAX);
    return CG_OK;
}

/* ---- what is not supported ---- */

static cg_code refuse(parser *p, bool inner)
{
    static const char *const writing[] = {"CREATE", "MERGE",  "SET",     "DELETE",
                                          "DETACH", "REMOVE", "FOREACH", "INSERT"};
    static const char *const others[] = {"CALL",  "LOAD",   "USE",   "DROP",     "ALTER", "GRANT",
                                         "DENY",  "SHOW",   "START", "REVOKE",   "LET",   "FILTER",
                                         "USING", "FINISH", "STOP",  "TERMINATE"};
    for (size_t i = 0; i < CG_ARRAY_LEN(writing); i++)
        if (parser_is_word(p, writing[i]))
            return QUERY_FAIL(p->q, p->t.at, SYNTAX,
                              inner ? "InvalidClauseComposition" : "UnsupportedClause",
                              "%s is not supported: queries read, they do not write", writing[i]);
    for (size_t i = 0; i < CG_ARRAY_LEN(others); i++)
        if (parser_is_word(p, others[i]))
            return QUERY_FAIL(p->q, p->t.at, SYNTAX, "UnsupportedClause", "%s is not supported",
                              others[i]);
    return parser_unexpected(p, "a clause");
}

/* ---- projections ---- */

static cg_code parse_item(parser *p, clause *c)
{
    item i = {.at = p->t.at};
    cg_code rc = parse_expr(p, &i.what);
    if (rc != CG_OK)
        return rc;
    i.name = cg_str_slice(p->q->text, i.at, p->last_end);
    i.named = i.what->kind == EX_VARIABLE;
    if (i.named)
        i.name = i.what->name;
    if (parser_is_word(p, "AS")) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parser_name(p, &i.name);
        i.named = true;
    }
    TREE_PUSH(p->q, &c->items, i);
    return rc;
}

static cg_code parse_items(parser *p, clause *c)
{
    cg_code rc = CG_OK;
    if (parser_is(p, '*')) {
        c->star = true;
        rc = parser_advance(p);
        if (rc != CG_OK || !parser_is(p, ','))
            return rc;
        rc = parser_advance(p);
    }
    while (rc == CG_OK) {
        rc = parse_item(p, c);
        if (rc != CG_OK || !parser_is(p, ','))
            break;
        rc = parser_advance(p);
    }
    return rc;
}

static bool take_word(parser *p, cg_code *rc, const char *a, const char *b)
{
    if (*rc != CG_OK || !(parser_is_word(p, a) || (b != NULL && parser_is_word(p, b))))
        return false;
    *rc = parser_advance(p);
    return *rc == CG_OK;
}

static cg_code parse_order(parser *p, clause *c)
{
    cg_code rc = parser_expect_word(p, "BY");
    for (;;) {
        order_key key = {0};
        if (rc == CG_OK)
            rc = parse_expr(p, &key.what);
        key.descending = take_word(p, &rc, "DESC", "DESCENDING");
        if (!key.descending)
            (void)take_word(p, &rc, "ASC", "ASCENDING");
        TREE_PUSH(p->q, &c->order, key);
        if (rc != CG_OK || !parser_is(p, ','))
            return rc;
        rc = parser_advance(p);
    }
}

static cg_code parse_projection(parser *p, clause *c)
{
    cg_code rc = CG_OK;
    c->distinct = take_word(p, &rc, "DISTINCT", NULL);
    if (rc == CG_OK)
        rc = parse_items(p, c);
    if (take_word(p, &rc, "ORDER", NULL))
        rc = parse_order(p, c);
    if (take_word(p, &rc, "SKIP", "OFFSET"))
        rc = parse_expr(p, &c->skip);
    if (take_word(p, &rc, "LIMIT", NULL))
        rc = parse_expr(p, &c->limit);
    if (c->kind == CLAUSE_WITH && take_word(p, &rc, "WHERE", NULL))
        rc = parse_expr(p, &c->where);
    return rc;
}

/* ---- clauses ---- */

static cg_code parse_match(parser *p, clause *c)
{
    c->kind = CLAUSE_MATCH;
    cg_code rc = parser_expect_word(p, "MATCH");
    c->pattern = TREE_NEW(p->q, pattern);
    if (rc == CG_OK)
        rc = parse_pattern(p, c->pattern);
    if (take_word(p, &rc, "WHERE", NULL))
        rc = parse_expr(p, &c->where);
    return rc;
}

static cg_code parse_unwind(parser *p, clause *c)
{
    c->kind = CLAUSE_UNWIND;
    cg_code rc = parse_expr(p, &c->list);
    if (rc == CG_OK)
        rc = parser_expect_word(p, "AS");
    return rc == CG_OK ? parser_name(p, &c->name) : rc;
}

static cg_code parse_clause(parser *p, bool inner, clause *c)
{
    cg_code rc = CG_OK;
    c->at = p->t.at;
    c->optional = take_word(p, &rc, "OPTIONAL", NULL);
    if (c->optional || parser_is_word(p, "MATCH"))
        return rc == CG_OK ? parse_match(p, c) : rc;
    if (take_word(p, &rc, "UNWIND", NULL))
        return parse_unwind(p, c);
    bool with = take_word(p, &rc, "WITH", NULL);
    if (with || take_word(p, &rc, "RETURN", NULL)) {
        c->kind = with ? CLAUSE_WITH : CLAUSE_RETURN;
        return parse_projection(p, c);
    }
    return rc == CG_OK ? refuse(p, inner) : rc;
}

static bool ends_part(const parser *p, bool inner)
{
    return p->t.kind == TK_END || parser_is_word(p, "UNION") || parser_is(p, ';') ||
           (inner && parser_is(p, '}'));
}

cg_code parse_clauses(parser *p, bool inner, part *out)
{
    for (;;) {
        clause c = {0};
        cg_code rc = parse_clause(p, inner, &c);
        if (rc != CG_OK)
            return rc;
        TREE_PUSH(p->q, &out->clauses, c);
        if (ends_part(p, inner))
            break;
        if (c.kind == CLAUSE_RETURN)
            return refuse(p, inner);
    }
    const clause *last = &out->clauses.ptr[out->clauses.len - 1];
    if (last->kind != CLAUSE_RETURN && !inner)
        return QUERY_FAIL(p->q, last->at, SYNTAX, "InvalidClauseComposition",
                          "a query must end with RETURN");
    return CG_OK;
}

/* ---- the whole query ---- */

static cg_code parse_union(parser *p)
{
    cg_code rc = parser_advance(p);
    uint32_t at = p->t.at;
    bool all = take_word(p, &rc, "ALL", NULL);
    if (!all)
        (void)take_word(p, &rc, "DISTINCT", NULL);
    if (rc == CG_OK && p->q->parts.len > 1 && all != p->q->union_all)
        return QUERY_FAIL(p->q, at, SYNTAX, "InvalidClauseComposition",
                          "UNION and UNION ALL do not go together");
    p->q->union_all = all;
    return rc;
}

static cg_code parse_parts(parser *p)
{
    cg_code rc = CG_OK;
    for (;;) {
        TREE_PUSH(p->q, &p->q->parts, (part){0});
        rc = parse_clauses(p, false, &p->q->parts.ptr[p->q->parts.len - 1]);
        if (rc != CG_OK || !parser_is_word(p, "UNION"))
            break;
        rc = parse_union(p);
        if (rc != CG_OK)
            break;
    }
    if (rc == CG_OK && parser_is(p, ';'))
        rc = parser_advance(p);
    return rc == CG_OK && p->t.kind != TK_END ? parser_unexpected(p, "the end") : rc;
}

cg_code parse_query(query *q)
{
    parser p = {.q = q};
    cg_code rc = lex_next(q, 0, &p.t);
    if (take_word(&p, &rc, "EXPLAIN", NULL))
        q->mode = CG_CYPHER_EXPLAIN;
    else if (take_word(&p, &rc, "PROFILE", NULL))
        q->mode = CG_CYPHER_PROFILE;
    return rc == CG_OK ? parse_parts(&p) : rc;
}
