// SPDX-License-Identifier: Apache-2.0
// Rust items with one name: functions, type aliases, constants and statics; and what all items share:
// the words in front of their name and the list they stand in.
#include "rust_int.h"

/* ---- what stands in front of an item's name ---- */

cg_visibility rust_visibility(cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    if (cg_str_eq(text, CG_STR("pub")))
        return CG_VIS_PUBLIC;
    return cg_str_find(text, '(') > 0 && memmem(text.ptr, text.len, "self", 4) != NULL
               ? CG_VIS_PRIVATE
               : CG_VIS_INTERNAL;
}

static void read_function_modifiers(cg_extract *x, rust_head *h)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case T_ASYNC: h->modifiers |= CG_MOD_ASYNC; break;
        case T_UNSAFE: h->modifiers |= CG_MOD_UNSAFE; break;
        case T_CONST: h->modifiers |= CG_MOD_CONST; break;
        case T_EXTERN_MODIFIER: h->modifiers |= CG_MOD_EXTERN; break;
        default: break;
        }
    }
}

static void read_parameters(cg_extract *x, rust_head *h)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case T_SELF_PARAMETER: h->takes_self = true; break;
        case T_VARIADIC_PARAMETER: h->variadic = true; break;
        case T_PARAMETER:
            if (cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_PATTERN)) == T_SELF)
                h->takes_self = true;
            else
                h->params++;
            break;
        default: break;
        }
    }
}

void rust_read_head(cg_extract *x, rust_head *h)
{
    *h = (rust_head){.node = cg_x_node(x), .visibility = CG_VIS_PRIVATE};
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: h->name = cg_x_node(x); break;
        case F_BODY: h->body = cg_x_node(x); break;
        case F_VALUE: h->value = cg_x_node(x); break;
        case F_PARAMETERS: read_parameters(x, h); break;
        case F_TYPE_PARAMETERS: h->modifiers |= CG_MOD_GENERIC; break;
        default:
            switch (cg_x_token(x)) {
            case T_VISIBILITY_MODIFIER: h->visibility = rust_visibility(x); break;
            case T_FUNCTION_MODIFIERS: read_function_modifiers(x, h); break;
            case T_MUTABLE_SPECIFIER: h->modifiers |= CG_MOD_MUTABLE; break;
            case T_UNSAFE: h->modifiers |= CG_MOD_UNSAFE; break;
            default: break;
            }
            break;
        }
    }
    cg_x_look_ahead(x, false);
}

bool rust_is_nameless(cg_extract *x, const rust_head *h, cg_scope_kind scope)
{
    if (cg_x_token_of(x, h->name) != T_METAVARIABLE)
        return false;
    rust_drop_attributes(x);
    rust_context outer = rust_enter(x, RUST_IN_MODULE);
    (void)cg_x_scope_open(x, scope);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    rust_leave(x, &outer);
    return true;
}

void rust_place(cg_extract *x, cg_def_init *init, const rust_head *h)
{
    const rust_context *context = &rust_state_of(x)->context;
    init->visibility = h->visibility;
    init->modifiers = h->modifiers;
    switch (context->container) {
    case RUST_IN_MODULE: break;
    case RUST_IN_IMPL:
        init->qualifier = context->impl_type;
        init->disambiguator = context->impl_trait;
        if (context->impl_cfg.len)
            cg_x_add_decorator(x, context->impl_cfg);
        if (context->impl_trait.len)
            init->visibility = CG_VIS_PUBLIC; /* as the trait says */
        break;
    case RUST_IN_TRAIT: init->visibility = CG_VIS_PUBLIC; break;
    case RUST_IN_FOREIGN: init->modifiers |= CG_MOD_EXTERN | CG_MOD_DECLARATION; break;
    }
    if (!cg_x_at_declaration_level(x))
        init->visibility = CG_VIS_UNKNOWN; /* local to a body */
}

rust_context rust_enter(cg_extract *x, rust_container container)
{
    rust_context *context = &rust_state_of(x)->context, outer = *context;
    context->container = container;
    context->impl_type = context->impl_trait = context->impl_cfg = CG_STR_NULL;
    context->impl_ref = CG_NONE;
    return outer;
}

void rust_leave(cg_extract *x, const rust_context *outer)
{
    rust_state_of(x)->context = *outer;
}

/* ---- functions ---- */

/* The types of a generic function's parameters tell what it is given and gives. */
static void visit_parameters(cg_extract *x, uint32_t def, bool telling)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != T_PARAMETER) {
            (void)cg_x_visit(x, CG_ROLE_READ);
            continue;
        }
        bool self = cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_PATTERN)) == T_SELF;
        uint32_t binding = rust_bind_parameter(x, CG_NONE);
        if (telling && !self && binding != CG_NONE)
            cg_x_hint_param(x, def, n, binding);
        n += !self;
    }
}

/* What `impl Trait` hides is what the body gives. */
static void visit_function(cg_extract *x, uint32_t def, bool telling)
{
    uint32_t type = CG_NONE, value;
    bool hidden = false;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: break;
        case F_RETURN_TYPE:
            hidden = cg_x_token(x) == T_ABSTRACT_TYPE;
            type = cg_x_visit(x, CG_ROLE_TYPE);
            cg_x_def_set_type(x, def, type);
            rust_state_of(x)->returned = hidden ? CG_NONE : type;
            break;
        case F_BODY: /* in the parameters' scope */
            rust_expect(x, type);
            value = rust_items(x);
            if (hidden && value != CG_NONE)
                cg_x_hint_def_value(x, def, value);
            break;
        case F_PARAMETERS: visit_parameters(x, def, telling); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
}

/* Generic functions, those of generic types, and those that take functions. */
static bool takes_types(cg_extract *x, const rust_head *h)
{
    cg_str parameters = cg_x_text(x, cg_x_child(x, h->node, F_PARAMETERS));
    return h->modifiers & CG_MOD_GENERIC || rust_state_of(x)->context.type_params_len > 0 ||
           memmem(parameters.ptr, parameters.len, "Fn", 2) != NULL ||
           memmem(parameters.ptr, parameters.len, "fn(", 3) != NULL;
}

uint32_t rust_function(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_FUNCTION))
        return CG_NONE;
    const rust_context *context = &rust_state_of(x)->context;
    bool method = context->container == RUST_IN_IMPL || context->container == RUST_IN_TRAIT;
    cg_def_init init =
        CG_DEF_INIT(method ? CG_NODE_METHOD : CG_NODE_FUNCTION, h.node, .name_node = h.name);
    rust_place(x, &init, &h);
    init.body = h.body;
    init.opens = CG_SCOPE_FUNCTION;
    init.params_min = (uint8_t)CG_MIN(h.params, 254u);
    init.params_max = h.variadic ? 255 : init.params_min;
    if (h.variadic)
        init.modifiers |= CG_MOD_VARIADIC;
    if (method)
        init.in_scope = CG_X_NO_SCOPE; /* only reached as a member */
    if (method && !h.takes_self)
        init.modifiers |= CG_MOD_STATIC;
    if (context->container == RUST_IN_TRAIT)
        init.modifiers |= ts_node_is_null(h.body) ? CG_MOD_ABSTRACT : CG_MOD_DEFAULT;
    bool telling = takes_types(x, &h);
    uint32_t self_type = context->container == RUST_IN_IMPL ? context->impl_ref : CG_NONE;
    uint32_t def = rust_def_open(x, &init);
    cg_x_hint_self(x, def, self_type);
    rust_context outer = rust_enter(x, RUST_IN_MODULE);
    rust_state *state = rust_state_of(x);
    uint32_t open = state->open_count, returned = state->returned;
    unsigned expected = state->expected_count, rule = state->rule;
    state->returned = CG_NONE;
    state->rule = 0;
    visit_function(x, def, telling);
    state->open_count = open;
    state->returned = returned;
    state->expected_count = expected;
    state->rule = rule;
    rust_leave(x, &outer);
    cg_x_def_close(x);
    return CG_NONE;
}

/* ---- aliases and constants ---- */

/* Of `type Item: A + B;` nothing more is known. */
static void bound_type(cg_extract *x, uint32_t def)
{
    bool first = true;
    CG_X_EACH_CHILD (x) {
        uint32_t bound = cg_x_visit(x, CG_ROLE_TYPE);
        if (bound == CG_NONE)
            continue;
        if (first)
            cg_x_def_set_type(x, def, bound);
        else
            cg_x_hint_def_value(x, def, bound);
        first = false;
    }
}

/* `type A = B;`, also associated, with or without a value. */
uint32_t rust_type_alias(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_TYPE))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_TYPE_ALIAS, h.node, .name_node = h.name);
    rust_place(x, &init, &h);
    bool associated = rust_state_of(x)->context.container != RUST_IN_MODULE;
    init.in_scope = associated ? CG_X_NO_SCOPE : CG_NONE;
    init.opens = h.modifiers & CG_MOD_GENERIC ? CG_SCOPE_TYPE : 0;
    if (rust_state_of(x)->context.container == RUST_IN_TRAIT && cg_x_token(x) == T_ASSOCIATED_TYPE)
        init.modifiers |= CG_MOD_ABSTRACT;
    uint32_t def = rust_def_open(x, &init);
    rust_context outer = rust_enter(x, RUST_IN_MODULE);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_TYPE));
        else if (cg_x_field(x) == F_BOUNDS)
            bound_type(x, def);
        else if (cg_x_field(x) != F_NAME)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    rust_leave(x, &outer);
    cg_x_def_close(x);
    return CG_NONE;
}

static void visit_constant(cg_extract *x, uint32_t def, uint32_t binding)
{
    uint32_t type = CG_NONE, value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_VALUE: value = cg_x_visit(x, CG_ROLE_READ); break;
        default: break;
        }
    }
    if (def != CG_NONE)
        cg_x_def_set_type(x, def, type);
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, value);
}

static uint32_t declare_constant(cg_extract *x, cg_node_kind kind, uint32_t modifiers)
{
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_FUNCTION))
        return CG_NONE;
    if (cg_str_eq(cg_x_text(x, h.name), CG_STR("_"))) { /* only there to be checked */
        rust_drop_attributes(x);
        visit_constant(x, CG_NONE, CG_NONE);
        return CG_NONE;
    }
    if (!cg_x_at_declaration_level(x)) {
        rust_drop_attributes(x);
        visit_constant(x, CG_NONE, cg_x_bind(x, CG_BIND_LOCAL, h.name, 0));
        return CG_NONE;
    }
    cg_def_init init = CG_DEF_INIT(kind, h.node, .name_node = h.name);
    rust_place(x, &init, &h);
    init.body = h.value;
    init.modifiers |= modifiers;
    rust_container container = rust_state_of(x)->context.container;
    if (container == RUST_IN_IMPL || container == RUST_IN_TRAIT) {
        init.in_scope = CG_X_NO_SCOPE;
        if (container == RUST_IN_TRAIT && ts_node_is_null(init.body))
            init.modifiers |= CG_MOD_ABSTRACT;
    }
    uint32_t def = rust_def_open(x, &init);
    visit_constant(x, def, CG_NONE);
    cg_x_def_close(x);
    return CG_NONE;
}

uint32_t rust_const(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_constant(x, CG_NODE_CONSTANT, CG_MOD_CONST);
}

uint32_t rust_static(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_constant(x, CG_NODE_VARIABLE, CG_MOD_STATIC);
}
