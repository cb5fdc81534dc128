// SPDX-License-Identifier: Apache-2.0
// graphql: tokens to a tree: definitions of types.
#include "graphql_int.h"

static const struct {
    const char *word;
    gql_node_kind kind;
} keywords[] = {
    {"schema", GQL_SCHEMA_DEF},       {"scalar", GQL_SCALAR_DEF},       {"type", GQL_OBJECT_DEF},
    {"interface", GQL_INTERFACE_DEF}, {"union", GQL_UNION_DEF},         {"enum", GQL_ENUM_DEF},
    {"input", GQL_INPUT_DEF},         {"directive", GQL_DIRECTIVE_DEF},
};

static gql_node *read_input_value(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_INPUT_VALUE_DEF);
    gql_read_description(p, node);
    gql_read_name(p, node);
    (void)gql_expect(p, GQL_T_COLON);
    node->type = gql_read_type(p);
    if (gql_accept(p, GQL_T_EQUALS))
        node->value = gql_read_value(p, true);
    gql_read_directives(p, true, &node->directives);
    return node;
}

static gql_node *read_field_definition(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_FIELD_DEF);
    gql_read_description(p, node);
    gql_read_name(p, node);
    gql_read_many(p, GQL_T_PAREN_L, read_input_value, GQL_T_PAREN_R, true, &node->args);
    (void)gql_expect(p, GQL_T_COLON);
    node->type = gql_read_type(p);
    gql_read_directives(p, true, &node->directives);
    return node;
}

static gql_node *read_enum_value(gql_parser *p)
{
    static const char *const reserved[] = {"true", "false", "null"};
    gql_node *node = gql_node_new(p, GQL_ENUM_VALUE_DEF);
    gql_read_description(p, node);
    for (size_t i = 0; i < CG_ARRAY_LEN(reserved); i++)
        if (gql_peek(p, GQL_T_NAME) && cg_str_eq(p->token.text, cg_str_from(reserved[i])))
            gql_unexpected(p, p->token);
    gql_read_name(p, node);
    gql_read_directives(p, true, &node->directives);
    return node;
}

static gql_node *read_root(gql_parser *p)
{
    gql_node *node = gql_node_new(p, GQL_NAME);
    (void)gql_read_operation_kind(p, &node->operation);
    (void)gql_expect(p, GQL_T_COLON);
    node->type = gql_read_named_type(p);
    return node;
}

static void read_delimited(gql_parser *p, gql_token_kind delimiter, gql_node *(*read)(gql_parser *),
                           gql_list *out)
{
    (void)gql_accept(p, delimiter);
    do
        gql_list_add(out, read(p));
    while (gql_accept(p, delimiter));
}

static gql_node *read_location(gql_parser *p)
{
    static const char *const known[] = {"QUERY",
                                        "MUTATION",
                                        "SUBSCRIPTION",
                                        "FIELD",
                                        "FRAGMENT_DEFINITION",
                                        "FRAGMENT_SPREAD",
                                        "INLINE_FRAGMENT",
                                        "VARIABLE_DEFINITION",
                                        "SCHEMA",
                                        "SCALAR",
                                        "OBJECT",
                                        "FIELD_DEFINITION",
                                        "ARGUMENT_DEFINITION",
                                        "INTERFACE",
                                        "UNION",
                                        "ENUM",
                                        "ENUM_VALUE",
                                        "INPUT_OBJECT",
                                        "INPUT_FIELD_DEFINITION",
                                        "DIRECTIVE_DEFINITION"};
    gql_node *node = gql_node_new(p, GQL_NAME);
    gql_token token = p->token;
    bool found = !gql_peek(p, GQL_T_NAME);
    for (size_t i = 0; i < CG_ARRAY_LEN(known) && !found; i++)
        found = cg_str_eq(token.text, cg_str_from(known[i]));
    gql_read_name(p, node);
    if (!found)
        gql_unexpected(p, token);
    return node;
}

static void read_directive_definition(gql_parser *p, gql_node *node)
{
    (void)gql_expect(p, GQL_T_AT);
    gql_read_name(p, node);
    gql_read_many(p, GQL_T_PAREN_L, read_input_value, GQL_T_PAREN_R, true, &node->args);
    node->block = gql_accept_word(p, "repeatable");
    (void)gql_expect_word(p, "on");
    read_delimited(p, GQL_T_PIPE, read_location, &node->items);
}

/* What follows the keyword. */
static void read_rest(gql_parser *p, gql_node *node)
{
    if (node->kind == GQL_DIRECTIVE_DEF) {
        read_directive_definition(p, node);
        return;
    }
    if (node->kind != GQL_SCHEMA_DEF)
        gql_read_name(p, node);
    if ((node->kind == GQL_OBJECT_DEF || node->kind == GQL_INTERFACE_DEF) &&
        gql_accept_word(p, "implements"))
        read_delimited(p, GQL_T_AMP, gql_read_named_type, &node->args);
    gql_read_directives(p, true, &node->directives);
    switch (node->kind) {
    case GQL_SCHEMA_DEF:
        gql_read_many(p, GQL_T_BRACE_L, read_root, GQL_T_BRACE_R, node->extends, &node->items);
        break;
    case GQL_OBJECT_DEF:
    case GQL_INTERFACE_DEF:
        gql_read_many(p, GQL_T_BRACE_L, read_field_definition, GQL_T_BRACE_R, true, &node->items);
        break;
    case GQL_UNION_DEF:
        if (gql_accept(p, GQL_T_EQUALS))
            read_delimited(p, GQL_T_PIPE, gql_read_named_type, &node->items);
        break;
    case GQL_ENUM_DEF:
        gql_read_many(p, GQL_T_BRACE_L, read_enum_value, GQL_T_BRACE_R, true, &node->items);
        break;
    case GQL_INPUT_DEF:
        gql_read_many(p, GQL_T_BRACE_L, read_input_value, GQL_T_BRACE_R, true, &node->items);
        break;
    default: break;
    }
}

static const char *keyword_of(cg_str word, gql_node_kind *out_kind)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(keywords); i++)
        if (cg_str_eq(word, cg_str_from(keywords[i].word))) {
            *out_kind = keywords[i].kind;
            return keywords[i].word;
        }
    return NULL;
}

gql_node *gql_read_type_definition(gql_parser *p, cg_str word)
{
    gql_node_kind kind = GQL_DOCUMENT;
    const char *keyword = keyword_of(word, &kind);
    if (keyword == NULL)
        return NULL;
    gql_node *node = gql_node_new(p, kind);
    gql_read_description(p, node);
    (void)gql_expect_word(p, keyword);
    read_rest(p, node);
    return node;
}

gql_node *gql_read_extension(gql_parser *p)
{
    gql_node_kind kind = GQL_DOCUMENT;
    gql_token word = gql_look_ahead(p);
    const char *keyword = word.kind == GQL_T_NAME ? keyword_of(word.text, &kind) : NULL;
    gql_node *node = gql_node_new(p, kind);
    node->extends = true;
    if (keyword == NULL || kind == GQL_DIRECTIVE_DEF) {
        gql_unexpected(p, word);
        return node;
    }
    (void)gql_expect_word(p, "extend");
    (void)gql_expect_word(p, keyword);
    read_rest(p, node);
    if (!p->failed && node->args.count + node->directives.count + node->items.count == 0)
        gql_unexpected(p, p->token);
    return node;
}
