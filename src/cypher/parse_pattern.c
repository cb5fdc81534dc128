// SPDX-License-Identifier: Apache-2.0
// Patterns: chains of nodes in parentheses and relationships between them.
#include "cypher_int.h"

typedef CG_VEC(cg_str) names;

static bool is_name(const parser *p)
{
    return p->t.kind == TK_NAME || p->t.kind == TK_QUOTED;
}

/* A map, or what must not stand for one here. */
static cg_code parse_props(parser *p, expr **out)
{
    *out = NULL;
    if (p->t.kind == TK_PARAM)
        return QUERY_FAIL(p->q, p->t.at, SYNTAX, "InvalidParameterUse",
                          "a parameter cannot stand for the properties of a pattern");
    return parser_is(p, '{') ? parse_map(p, out) : CG_OK;
}

/* ---- nodes ---- */

static cg_code parse_node(parser *p, pattern_node *n)
{
    names labels = {0};
    *n = (pattern_node){.at = p->t.at, .slot = NO_SLOT};
    cg_code rc = parser_expect(p, '(');
    if (rc == CG_OK && is_name(p))
        rc = parser_name(p, &n->name);
    while (rc == CG_OK && parser_is(p, ':')) {
        cg_str label;
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parser_name(p, &label);
        if (rc == CG_OK)
            TREE_PUSH(p->q, &labels, label);
    }
    n->labels = labels.ptr;
    n->labels_count = (uint32_t)labels.len;
    if (rc == CG_OK)
        rc = parse_props(p, &n->props);
    return rc == CG_OK ? parser_expect(p, ')') : rc;
}

/* ---- relationships ---- */

static cg_code bad_length(parser *p)
{
    return QUERY_FAIL(p->q, p->t.at, SYNTAX, "InvalidRelationshipPattern",
                      "a length is *, *2, *1..3, *..3 or *1..");
}

/* Behind `*`. */
static cg_code parse_length(parser *p, pattern_edge *e)
{
    bool least = p->t.kind == TK_INT;
    cg_code rc = CG_OK;
    e->variable = true;
    e->min = 1;
    e->max = UINT64_MAX;
    if (least) {
        e->min = p->t.integer;
        rc = parser_advance(p);
    }
    if (rc == CG_OK && p->t.kind == TK_DOTS) {
        rc = parser_advance(p);
        if (rc == CG_OK && p->t.kind == TK_INT) {
            e->max = p->t.integer;
            rc = parser_advance(p);
        }
    } else if (least) {
        e->max = e->min;
    }
    return rc == CG_OK && !parser_is(p, ']') && !parser_is(p, '{') && p->t.kind != TK_PARAM
               ? bad_length(p)
               : rc;
}

static cg_code parse_types(parser *p, pattern_edge *e)
{
    names types = {0};
    cg_code rc = CG_OK;
    do {
        cg_str type;
        rc = parser_advance(p);
        if (rc == CG_OK && types.len > 0 && parser_is(p, ':')) /* :A|:B */
            rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parser_name(p, &type);
        if (rc == CG_OK)
            TREE_PUSH(p->q, &types, type);
    } while (rc == CG_OK && parser_is(p, '|'));
    e->types = types.ptr;
    e->types_count = (uint32_t)types.len;
    return rc;
}

/* What is in brackets. */
static cg_code parse_edge_detail(parser *p, pattern_edge *e)
{
    cg_code rc = parser_expect(p, '[');
    if (rc == CG_OK && is_name(p))
        rc = parser_name(p, &e->name);
    if (rc == CG_OK && parser_is(p, ':'))
        rc = parse_types(p, e);
    if (rc == CG_OK && p->t.kind == TK_DOTS)
        rc = bad_length(p);
    if (rc == CG_OK && parser_is(p, '*')) {
        rc = parser_advance(p);
        if (rc == CG_OK)
            rc = parse_length(p, e);
    }
    if (rc == CG_OK)
        rc = parse_props(p, &e->props);
    return rc == CG_OK ? parser_expect(p, ']') : rc;
}

static cg_code parse_edge(parser *p, pattern_edge *e)
{
    *e = (pattern_edge){.at = p->t.at, .slot = NO_SLOT, .min = 1, .max = 1};
    cg_code rc = CG_OK;
    if (parser_is(p, '<')) {
        e->leads_left = true;
        rc = parser_advance(p);
    }
    if (rc == CG_OK)
        rc = parser_expect(p, '-');
    if (rc == CG_OK && parser_is(p, '['))
        rc = parse_edge_detail(p, e);
    if (rc == CG_OK)
        rc = parser_expect(p, '-');
    if (rc == CG_OK && parser_is(p, '>')) {
        e->leads_right = true;
        rc = parser_advance(p);
    }
    if (e->leads_left && e->leads_right) /* <-->: either way */
        e->leads_left = e->leads_right = false;
    return rc;
}

/* ---- chains ---- */

static cg_code parse_links(parser *p, chain *out)
{
    cg_code rc = CG_OK;
    while (rc == CG_OK && (parser_is(p, '-') || parser_is(p, '<'))) {
        pattern_edge e;
        pattern_node n;
        rc = parse_edge(p, &e);
        if (rc == CG_OK)
            rc = parse_node(p, &n);
        if (rc != CG_OK)
            break;
        TREE_PUSH(p->q, &out->edges, e);
        TREE_PUSH(p->q, &out->nodes, n);
    }
    return rc;
}

static cg_code parse_nodes(parser *p, chain *out)
{
    pattern_node n;
    cg_code rc = parse_node(p, &n);
    if (rc == CG_OK)
        TREE_PUSH(p->q, &out->nodes, n);
    return rc == CG_OK ? parse_links(p, out) : rc;
}

static path_search search_word(const parser *p)
{
    return parser_is_word(p, "shortestPath")       ? PATH_SHORTEST
           : parser_is_word(p, "allShortestPaths") ? PATH_ALL_SHORTEST
                                                   : PATH_ALL;
}

static cg_code parse_search(parser *p, chain *out)
{
    out->search = search_word(p);
    cg_code rc = parser_advance(p);
    if (rc == CG_OK)
        rc = parser_expect(p, '(');
    if (rc == CG_OK)
        rc = parse_nodes(p, out);
    if (rc == CG_OK)
        rc = parser_expect(p, ')');
    if (rc == CG_OK && out->edges.len != 1)
        return QUERY_FAIL(p->q, out->at, SYNTAX, "InvalidRelationshipPattern",
                          "a shortest path is looked for over one relationship of variable length");
    return rc;
}

cg_code parse_chain(parser *p, chain *out)
{
    cg_code rc = CG_OK;
    *out = (chain){.at = p->t.at, .slot = NO_SLOT};
    if (is_name(p) && search_word(p) == PATH_ALL) {
        rc = parser_name(p, &out->name);
        if (rc == CG_OK)
            rc = parser_expect(p, '=');
    }
    if (rc == CG_OK)
        rc = p->t.kind == TK_NAME && search_word(p) != PATH_ALL ? parse_search(p, out)
                                                                : parse_nodes(p, out);
    return rc;
}

cg_code parse_pattern(parser *p, pattern *out)
{
    for (;;) {
        chain c;
        cg_code rc = parse_chain(p, &c);
        if (rc == CG_OK)
            TREE_PUSH(p->q, &out->chains, c);
        if (rc != CG_OK || !parser_is(p, ','))
            return rc;
        rc = parser_advance(p);
        if (rc != CG_OK)
            return rc;
    }
}

/* ---- in expressions ---- */

/* `-` `-`, `-` `[`, `<` `-` `-`, `<` `-` `[` can be nothing but a relationship. */
static cg_code begins_edge(parser *p, bool *out_is)
{
    token first = p->t;
    cg_code rc = CG_OK;
    *out_is = false;
    if (parser_is(p, '<'))
        rc = parser_advance(p);
    if (rc == CG_OK && parser_is(p, '-')) {
        rc = parser_advance(p);
        *out_is = rc == CG_OK && (parser_is(p, '-') || parser_is(p, '['));
    }
    p->t = first;
    return rc;
}

cg_code parse_try_chain(parser *p, chain *out, bool *out_is)
{
    token first = p->t;
    uint32_t last_end = p->last_end;
    pattern_node n;
    *out = (chain){.at = p->t.at, .slot = NO_SLOT};
    *out_is = false;
    cg_code rc = parse_node(p, &n);
    if (rc == CG_OK)
        rc = begins_edge(p, out_is);
    if (rc == CG_OK && *out_is) {
        TREE_PUSH(p->q, &out->nodes, n);
        rc = parse_links(p, out);
        return rc;
    }
    *out_is = false;
    p->t = first;
    p->last_end = last_end;
    return CG_OK;
}
