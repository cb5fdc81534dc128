// SPDX-License-Identifier: Apache-2.0
// Declarations of TypeScript: interfaces, type aliases, enumerations, namespaces, ambient code.
#include "ecma.h"

/* ---- interfaces and object types ---- */

static void members_of(cg_extract *x, uint32_t def)
{
    ecma_place *at = ecma_place_of(x);
    at->type_members = true;
    at->plain_type = false;
    at->has_this = true;
    at->this_adds = false;
    at->this_owner = def;
    at->returns_def = CG_NONE;
}

static void visit_bases(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            cg_x_visit(x, CG_ROLE_INHERIT);
    }
}

uint32_t ecma_on_interface(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    ecma_place saved = *ecma_place_of(x);
    TSNode node = cg_x_node(x);
    cg_def_init init =
        ecma_def_init(x, CG_NODE_INTERFACE, node, cg_x_child(x, node, ECMA_F_name), e);
    init.body = cg_x_child(x, node, ECMA_F_body);
    init.opens = CG_SCOPE_TYPE;
    if (!ts_node_is_null(cg_x_child(x, node, ECMA_F_type_parameters)))
        init.modifiers |= CG_MOD_GENERIC;
    members_of(x, ecma_def_open(x, &init));
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_EXTENDS_TYPE_CLAUSE)
            visit_bases(x);
        else if (cg_x_field(x) == ECMA_F_body)
            ecma_visit_all(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) != ECMA_F_name)
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    cg_x_def_close(x);
    *ecma_place_of(x) = saved;
    return CG_NONE;
}

/* The literal that is the type of the member under the cursor, as a value; CG_NONE: it has another type. */
static uint32_t literal_type(cg_extract *x)
{
    TSNode type = cg_x_named_child(cg_x_child(x, cg_x_node(x), ECMA_F_type), 0);
    bool literal = !ts_node_is_null(type) && cg_x_token_of(x, type) == ECMA_LITERAL_TYPE;
    cg_str text = literal ? ecma_literal_text(x, cg_x_named_child(type, 0)) : CG_STR_NULL;
    if (text.len == 0)
        return CG_NONE;
    char *word = cg_x_alloc(x, text.len + 1);
    memcpy(word, text.ptr, text.len);
    return cg_x_collection(x, type, word);
}

/* What the object type holds for the member under the cursor, which is visited: `def`, if that is made of it. */
static uint32_t held_member(cg_extract *x, uint32_t type, uint32_t def)
{
    if (def < cg_x_defs_count(x))
        return ecma_value_of(x, def);
    return type != CG_NONE && cg_x_literal_word(x, type).len == 0 ? type : literal_type(x);
}

/* { a: A; b(): B } where a type stands. Its members have an owner in an alias or interface only; else it is a value that
 * holds them, and so is each of those that an alias chooses from. */
uint32_t ecma_on_object_type(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_place *at = ecma_place_of(x);
    bool before = at->plain_type, choice = at->choice, holds = choice || !at->type_members;
    uint32_t record = CG_NONE;
    ecma_held held = {.count = 0};
    at->plain_type = !at->type_members;
    at->choice = false;
    CG_X_EACH_CHILD (x) {
        uint32_t def = cg_x_defs_count(x), type = cg_x_visit(x, CG_ROLE_TYPE);
        uint32_t token = cg_x_token(x);
        record = token == ECMA_INDEX_SIGNATURE ? type : record;
        if (holds && (token == ECMA_PROPERTY_SIGNATURE || token == ECMA_METHOD_SIGNATURE))
            ecma_hold(x, &held, ecma_property_name(x, cg_x_child(x, cg_x_node(x), ECMA_F_name)),
                      held_member(x, type, def));
    }
    ecma_place_of(x)->plain_type = before;
    ecma_place_of(x)->choice = choice;
    uint32_t holder = ecma_holder(x, &held);
    return holder != CG_NONE || !holds ? holder : record;
}

/* `def`: the property, or CG_NONE. */
static uint32_t visit_property_type(cg_extract *x, uint32_t def)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_COMPUTED_NAME)
            cg_x_visit_children(x);
        else if (cg_x_field(x) == ECMA_F_type)
            type = def == CG_NONE ? cg_x_visit(x, CG_ROLE_TYPE) : ecma_visit_member_type(x, def);
    }
    return type;
}

uint32_t ecma_on_property_signature(cg_extract *x, cg_role role)
{
    (void)role;
    if (ecma_place_of(x)->plain_type)
        return visit_property_type(x, CG_NONE);
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    ecma_words words = ecma_read_words(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_PROPERTY, node, .name_node = name);
    init.name = ecma_property_name(x, name);
    init.in_scope = CG_X_NO_SCOPE;
    init.modifiers = words.modifiers;
    init.visibility = CG_VIS_PUBLIC;
    uint32_t def = ecma_def_open(x, &init);
    uint32_t type = visit_property_type(x, def);
    if (type != CG_NONE)
        cg_x_def_set_type(x, def, type);
    cg_x_def_close(x);
    return CG_NONE;
}

/* type T = A | B, A & B: it has the members of each. */
static void visit_aliased(cg_extract *x, uint32_t def)
{
    ecma_parts parts;
    ecma_place_of(x)->choice = cg_x_token(x) == ECMA_UNION_TYPE;
    ecma_visit_aliased(x, &parts);
    ecma_place_of(x)->choice = false;
    cg_x_def_set_type(x, def, parts.first);
    for (unsigned i = 0; i < parts.count; i++)
        cg_x_hint_def_value(x, def, parts.others[i]);
}

uint32_t ecma_on_type_alias(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    ecma_place saved = *ecma_place_of(x);
    TSNode node = cg_x_node(x);
    cg_def_init init =
        ecma_def_init(x, CG_NODE_TYPE_ALIAS, node, cg_x_child(x, node, ECMA_F_name), e);
    TSNode value = cg_x_child(x, node, ECMA_F_value);
    init.opens = CG_SCOPE_TYPE;
    init.signature = ecma_short_text(x, init.node);
    if (cg_x_token_of(x, value) == ECMA_OBJECT_TYPE)
        init.body = value;
    if (!ts_node_is_null(cg_x_child(x, node, ECMA_F_type_parameters)))
        init.modifiers |= CG_MOD_GENERIC;
    uint32_t def = ecma_def_open(x, &init);
    members_of(x, def);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_value)
            visit_aliased(x, def);
        else if (cg_x_field(x) != ECMA_F_name)
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    cg_x_def_close(x);
    *ecma_place_of(x) = saved;
    return CG_NONE;
}

/* ---- enumerations ---- */

static void enum_member(cg_extract *x, TSNode name)
{
    cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM_MEMBER, cg_x_node(x), .name_node = name);
    init.name = ecma_property_name(x, name);
    init.modifiers = CG_MOD_CONST;
    init.visibility = CG_VIS_PUBLIC;
    ecma_def_leaf(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_value)
            cg_x_visit(x, CG_ROLE_READ);
    }
}

static void enum_body(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_ENUM_ASSIGNMENT)
            enum_member(x, cg_x_child(x, cg_x_node(x), ECMA_F_name));
        else if (cg_x_field(x) == ECMA_F_name)
            enum_member(x, cg_x_node(x));
    }
}

uint32_t ecma_on_enum(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x);
    cg_def_init init = ecma_def_init(x, CG_NODE_ENUM, node, cg_x_child(x, node, ECMA_F_name), e);
    init.body = cg_x_child(x, node, ECMA_F_body);
    init.opens = CG_SCOPE_TYPE;
    if (cg_x_token_of(x, ts_node_child(node, 0)) == ECMA_K_CONST)
        init.modifiers |= CG_MOD_CONST;
    ecma_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_body)
            enum_body(x);
    }
    cg_x_def_close(x);
    return CG_NONE;
}

/* ---- namespaces ---- */

static void open_namespace(cg_extract *x, cg_node_kind kind, TSNode name, TSNode body,
                           ecma_export e)
{
    cg_def_init init = ecma_def_init(x, kind, cg_x_node(x), name, e);
    init.name = ecma_property_name(x, name);
    init.body = body;
    init.opens = CG_SCOPE_NAMESPACE;
    if (kind == CG_NODE_MODULE) {
        init.in_scope = CG_X_NO_SCOPE; /* declare module "m" names no value */
        init.visibility = CG_VIS_PUBLIC;
    }
    ecma_def_open(x, &init);
}

/* One namespace for each part of A.B.C, outermost first; returns how many. */
static unsigned open_parts(cg_extract *x, TSNode name, TSNode body, ecma_export e, unsigned depth)
{
    uint32_t token = cg_x_token_of(x, name);
    if (depth < 16 && (token == ECMA_NESTED_IDENTIFIER || token == ECMA_MEMBER)) {
        unsigned outer = open_parts(x, cg_x_child(x, name, ECMA_F_object), body, e, depth + 1);
        e.modifiers |= CG_MOD_EXPORTED; /* inner parts are reachable through the outer ones */
        open_namespace(x, CG_NODE_NAMESPACE, cg_x_child(x, name, ECMA_F_property), body, e);
        return outer + 1;
    }
    open_namespace(x, token == ECMA_STRING ? CG_NODE_MODULE : CG_NODE_NAMESPACE, name, body, e);
    return 1;
}

static void visit_namespace(cg_extract *x)
{
    ecma_place saved = *ecma_place_of(x);
    ecma_place *at = ecma_place_of(x);
    at->has_this = at->this_adds = false;
    at->returns_def = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_body || cg_x_token(x) == ECMA_STATEMENT_BLOCK)
            cg_x_visit_children(x);
    }
    *ecma_place_of(x) = saved;
}

uint32_t ecma_on_namespace(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x), body = cg_x_child(x, node, ECMA_F_body);
    unsigned parts = open_parts(x, cg_x_child(x, node, ECMA_F_name), body, e, 0);
    visit_namespace(x);
    while (parts-- > 0)
        cg_x_def_close(x);
    return CG_NONE;
}

/* declare …: the declaration has no body here. `declare global { … }` adds to what all files see. */
uint32_t ecma_on_ambient(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_place *at = ecma_place_of(x);
    bool before = at->ambient, global = false;
    TSNode word = {0}, block = {0};
    at->ambient = true;
    if (ts_node_is_null(at->export_node))
        at->export_node = cg_x_node(x); /* the span and the doc begin at `declare` */
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_K_GLOBAL) {
            global = true;
            word = cg_x_node(x);
        } else if (global) {
            block = cg_x_node(x);
        } else if (cg_x_named(x)) {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    if (global) {
        open_namespace(x, CG_NODE_NAMESPACE, word, block, ecma_take_export(x));
        visit_namespace(x);
        cg_x_def_close(x);
    }
    ecma_place_of(x)->ambient = before;
    (void)ecma_take_export(x);
    return CG_NONE;
}
