// SPDX-License-Identifier: Apache-2.0
// graphql: tokens to a tree: operations, fragments and values. The first mistake ends it.
#include "graphql_int.h"

#define NESTING_MAX 200

/* ---- tokens ---- */

static gql_token next_token(gql_parser *p)
{
    if (p->has_ahead) {
        p->has_ahead = false;
        return p->ahead;
    }
    gql_token token = gql_lexer_next(&p->lexer);
    if (token.kind == GQL_T_WRONG) {
        p->failed = true;
    } else if (token.kind != GQL_T_EOF && ++p->tokens > p->tokens_max) {
        (void)gql_error_add(p->errors, "too_large", &token.at, 1,
                            "The document has more than %zu tokens.", p->tokens_max);
        p->failed = true;
    }
    return token;
}

/* After a mistake the rest is as if it were at its end, so that every loop ends. */
static void advance(gql_parser *p)
{
    if (!p->failed)
        p->token = next_token(p);
    if (p->failed)
        p->token.kind = GQL_T_EOF;
}

gql_token gql_look_ahead(gql_parser *p)
{
    if (!p->has_ahead && !p->failed) {
        p->ahead = next_token(p);
        p->has_ahead = true;
    }
    return p->failed ? (gql_token){.kind = GQL_T_EOF} : p->ahead;
}

void gql_unexpected(gql_parser *p, gql_token token)
{
    if (p->failed)
        return;
    cg_str text = gql_token_text(token, p->arena);
    (void)gql_error_add(p->errors, "syntax", &token.at, 1, "Syntax error: unexpected %.*s.",
                        CG_STR_ARG(text));
    p->failed = true;
    p->token.kind = GQL_T_EOF;
}

bool gql_peek(const gql_parser *p, gql_token_kind kind)
{
    return !p->failed && p->token.kind == kind;
}

bool gql_accept(gql_parser *p, gql_token_kind kind)
{
    if (!gql_peek(p, kind))
        return false;
    advance(p);
    return true;
}

bool gql_expect(gql_parser *p, gql_token_kind kind)
{
    if (gql_accept(p, kind))
        return true;
    gql_unexpected(p, p->token);
    return false;
}

static bool at_word(const gql_parser *p, const char *word)
{
    return gql_peek(p, GQL_T_NAME) && cg_str_eq(p->token.text, cg_str_from(word));
}

bool gql_accept_word(gql_parser *p, const char *word)
{
    if (!at_word(p, word))
        return false;
    advance(p);
    return true;
}

bool gql_expect_word(gql_parser *p, const char *word)
{
    if (gql_accept_word(p, word))
        return true;
    gql_unexpected(p, p->token);
    return false;
}

/* ---- nodes ---- */

gql_node *gql_node_new(gql_parser *p, gql_node_kind kind)
{
    gql_node *node = cg_arena_alloc(p->arena, sizeof *node);
    node->kind = kind;
    node->at = p->token.at;
    return node;
}

void gql_list_add(gql_list *list, gql_node *node)
{
    if (list->last != NULL)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
    list->count++;
}

void gql_read_many(gql_parser *p, gql_token_kind open, gql_node *(*read)(gql_parser *),
                   gql_token_kind close, bool optional, gql_list *out)
{
    if (optional && !gql_peek(p, open))
        return;
    (void)gql_expect(p, open);
    do
        gql_list_add(out, read(p));
    while (!p->failed && !gql_accept(p, close));
}

void gql_read_name(gql_parser *p, gql_node *node)
{
    node->name_at = p->token.at;
    node->name = p->token.text;
    (void)gql_expect(p, GQL_T_NAME);
}

static bool enter(gql_parser *p)
{
    if (++p->depth > NESTING_MAX && !p->failed) {
        (void)gql_error_add(p->errors, "too_large", &p->token.at, 1,
                            "The document is nested more than %d levels deep.", NESTING_MAX);
        p->failed = true;
        p->token.kind = GQL_T_EOF;
    }
    return !p->failed;
}

/* ---- values and types ---- */

static gql_node *read_list(gql_parser *p, bool constant)
{
    gql_node *node = gql_node_new(p, GQL_LIST_VALUE);
    advance(p);
    while (!p->failed && !gql_accept(p, GQL_T_BRACKET_R))
        gql_list_add(&node->items, gql_read_value(p, constant));
    return node;
}

static gql_node *read_object(gql_parser *p, bool constant)
{
    gql_node *node = gql_node_new(p, GQL_OBJECT_VALUE);
    advance(p);
    while (!p->failed && !gql_accept(p, GQL_T_BRACE_R)) {
        gql_node *field = gql_node_new(p, GQL_OBJECT_FIELD);
        gql_read_name(p, field);
        (void)gql_expect(p, GQL_T_COLON);
        field->value = gql_read_value(p, constant);
        gql_list_add(&node->items, field);
    }
    return node;
}

static gql_node *read_variable(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_VARIABLE);
    (void)gql_expect(p, GQL_T_DOLLAR);
    gql_read_name(p, node);
    return node;
}

static gql_node_kind kind_of_word(cg_str word)
{
    if (cg_str_eq(word, CG_STR("true")) || cg_str_eq(word, CG_STR("false")))
        return GQL_BOOL_VALUE;
    return cg_str_eq(word, CG_STR("null")) ? GQL_NULL_VALUE : GQL_ENUM_VALUE;
}

static gql_node *read_simple_value(gql_parser *p)
{
    gql_token token = p->token;
    gql_node *node = gql_node_new(p, GQL_NULL_VALUE);
    node->name = token.text;
    switch (token.kind) {
    case GQL_T_INT: node->kind = GQL_INT_VALUE; break;
    case GQL_T_FLOAT: node->kind = GQL_FLOAT_VALUE; break;
    case GQL_T_STRING:
    case GQL_T_BLOCK: node->kind = GQL_STRING_VALUE; break;
    case GQL_T_NAME: node->kind = kind_of_word(token.text); break;
    default: gql_unexpected(p, token); return node;
    }
    node->block = token.kind == GQL_T_BLOCK;
    advance(p);
    return node;
}

gql_node *gql_read_value(gql_parser *p, bool constant)
{
    gql_node *node;
    if (!enter(p))
        node = gql_node_new(p, GQL_NULL_VALUE);
    else if (p->token.kind == GQL_T_BRACKET_L)
        node = read_list(p, constant);
    else if (p->token.kind == GQL_T_BRACE_L)
        node = read_object(p, constant);
    else if (p->token.kind == GQL_T_DOLLAR && !constant)
        node = read_variable(p);
    else
        node = read_simple_value(p);
    p->depth--;
    return node;
}

gql_node *gql_read_named_type(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_NAMED_TYPE);
    gql_read_name(p, node);
    return node;
}

gql_node *gql_read_type(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_LIST_TYPE);
    if (!enter(p)) {
        p->depth--;
        return node;
    }
    if (gql_accept(p, GQL_T_BRACKET_L)) {
        node->type = gql_read_type(p);
        (void)gql_expect(p, GQL_T_BRACKET_R);
    } else {
        node = gql_read_named_type(p);
    }
    p->depth--;
    if (!gql_accept(p, GQL_T_BANG))
        return node;
    gql_node *outer = gql_node_new(p, GQL_NON_NULL_TYPE);
    outer->at = node->at;
    outer->type = node;
    return outer;
}

/* ---- arguments and directives ---- */

static gql_node *read_any_argument(gql_parser *p, bool constant)
{
    gql_node *node = gql_node_new(p, GQL_ARGUMENT);
    gql_read_name(p, node);
    (void)gql_expect(p, GQL_T_COLON);
    node->value = gql_read_value(p, constant);
    return node;
}

static gql_node *read_argument(gql_parser *p)
{
    return read_any_argument(p, false);
}

static gql_node *read_constant_argument(gql_parser *p)
{
    return read_any_argument(p, true);
}

void gql_read_directives(gql_parser *p, bool constant, gql_list *out)
{
    while (gql_peek(p, GQL_T_AT)) {
        gql_node *node = gql_node_new(p, GQL_DIRECTIVE);
        advance(p);
        gql_read_name(p, node);
        gql_read_many(p, GQL_T_PAREN_L, constant ? read_constant_argument : read_argument,
                      GQL_T_PAREN_R, true, &node->args);
        gql_list_add(out, node);
    }
}

void gql_read_description(gql_parser *p, gql_node *node)
{
    if (!gql_peek(p, GQL_T_STRING) && !gql_peek(p, GQL_T_BLOCK))
        return;
    node->description = p->token.text;
    advance(p);
}

/* ---- selections ---- */

static void read_selections(gql_parser *p, gql_node *holder);

static gql_node *read_field(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_FIELD);
    gql_read_name(p, node);
    if (gql_accept(p, GQL_T_COLON)) {
        node->alias = node->name;
        gql_read_name(p, node);
    }
    gql_read_many(p, GQL_T_PAREN_L, read_argument, GQL_T_PAREN_R, true, &node->args);
    gql_read_directives(p, false, &node->directives);
    if (gql_peek(p, GQL_T_BRACE_L))
        read_selections(p, node);
    return node;
}

static void read_fragment_name(gql_parser *p, gql_node *node)
{
    if (at_word(p, "on"))
        gql_unexpected(p, p->token);
    gql_read_name(p, node);
}

static gql_node *read_spread(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_INLINE);
    (void)gql_expect(p, GQL_T_SPREAD);
    bool conditional = gql_accept_word(p, "on");
    if (!conditional && gql_peek(p, GQL_T_NAME)) {
        node->kind = GQL_SPREAD;
        read_fragment_name(p, node);
        gql_read_directives(p, false, &node->directives);
        return node;
    }
    if (conditional)
        node->type = gql_read_named_type(p);
    gql_read_directives(p, false, &node->directives);
    read_selections(p, node);
    return node;
}

static gql_node *read_selection(gql_parser *p)
{
    return gql_peek(p, GQL_T_SPREAD) ? read_spread(p) : read_field(p);
}

static void read_selections(gql_parser *p, gql_node *holder)
{
    holder->set_at = p->token.at;
    holder->has_selections = true;
    if (enter(p))
        gql_read_many(p, GQL_T_BRACE_L, read_selection, GQL_T_BRACE_R, false, &holder->items);
    p->depth--;
}

/* ---- operations and fragments ---- */

bool gql_read_operation_kind(gql_parser *p, uint8_t *out_kind)
{
    static const char *const words[] = {"query", "mutation", "subscription"};
    for (uint8_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (gql_accept_word(p, words[i])) {
            *out_kind = i;
            return true;
        }
    gql_unexpected(p, p->token);
    return false;
}

static gql_node *read_variable_definition(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_VARIABLE_DEF);
    gql_read_description(p, node);
    (void)gql_expect(p, GQL_T_DOLLAR);
    gql_read_name(p, node);
    (void)gql_expect(p, GQL_T_COLON);
    node->type = gql_read_type(p);
    if (gql_accept(p, GQL_T_EQUALS))
        node->value = gql_read_value(p, true);
    gql_read_directives(p, true, &node->directives);
    return node;
}

static gql_node *read_operation(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_OPERATION);
    if (!gql_peek(p, GQL_T_BRACE_L)) {
        gql_read_description(p, node);
        (void)gql_read_operation_kind(p, &node->operation);
        if (gql_peek(p, GQL_T_NAME))
            gql_read_name(p, node);
        gql_read_many(p, GQL_T_PAREN_L, read_variable_definition, GQL_T_PAREN_R, true, &node->args);
        gql_read_directives(p, false, &node->directives);
    }
    read_selections(p, node);
    return node;
}

static gql_node *read_fragment(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_FRAGMENT);
    gql_read_description(p, node);
    (void)gql_expect_word(p, "fragment");
    read_fragment_name(p, node);
    (void)gql_expect_word(p, "on");
    node->type = gql_read_named_type(p);
    gql_read_directives(p, false, &node->directives);
    read_selections(p, node);
    return node;
}

static bool is_one_of(cg_str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return false;
}

static gql_node *read_definition(gql_parser *p)
{
    static const char *const operations[] = {"query", "mutation", "subscription"};
    if (gql_peek(p, GQL_T_BRACE_L))
        return read_operation(p);
    bool described = gql_peek(p, GQL_T_STRING) || gql_peek(p, GQL_T_BLOCK);
    gql_token keyword = described ? gql_look_ahead(p) : p->token;
    gql_node *node = NULL;
    if (keyword.kind == GQL_T_NAME) {
        node = gql_read_type_definition(p, keyword.text);
        if (node != NULL || p->failed)
            return node != NULL ? node : gql_node_new(p, GQL_DOCUMENT);
        if (is_one_of(keyword.text, operations, CG_ARRAY_LEN(operations)))
            return read_operation(p);
        if (cg_str_eq(keyword.text, CG_STR("fragment")))
            return read_fragment(p);
        if (!described && cg_str_eq(keyword.text, CG_STR("extend")))
            return gql_read_extension(p);
    }
    /* a description of what can have none is what is wrong */
    bool misplaced = described && (keyword.kind == GQL_T_BRACE_L || keyword.kind == GQL_T_NAME);
    gql_unexpected(p, misplaced ? p->token : keyword);
    return gql_node_new(p, GQL_DOCUMENT);
}

gql_node *gql_parse(cg_str source, size_t tokens_max, cg_arena *arena, gql_errors *errors)
{
    gql_parser p = {.tokens_max = tokens_max, .arena = arena, .errors = errors};
    uint32_t fragments = 0, operations = 0;
    gql_lexer_init(&p.lexer, source, arena, errors);
    gql_node *document = gql_node_new(&p, GQL_DOCUMENT);
    advance(&p);
    do {
        gql_node *node = read_definition(&p);
        if (node->kind == GQL_FRAGMENT)
            node->number = fragments++;
        else if (node->kind == GQL_OPERATION)
            node->number = operations++;
        gql_list_add(&document->items, node);
    } while (!p.failed && !gql_peek(&p, GQL_T_EOF));
    return p.failed ? NULL : document;
}
