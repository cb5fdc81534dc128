// SPDX-License-Identifier: Apache-2.0
// Rust patterns: which names they declare and which constants, variants and fields they mention.
//
// An identifier alone is a constant, a unit struct or a variant when it starts with a capital, as
// the language's lints enforce; else it declares a name.
#include "rust_int.h"

static bool is_constant_name(cg_str name)
{
    size_t i = 0;
    while (i < name.len && name.ptr[i] == '_')
        i++;
    return i < name.len && name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
}

static uint32_t bind_name(cg_extract *x, TSNode name, cg_binding_kind kind)
{
    return cg_x_bind(x, kind, name, kind == CG_BIND_LOCAL ? rust_state_of(x)->visible_from : 0);
}

/* Patterns around one other pattern: `mut a`, `ref a`, `&a`, `a @ 1..=3`. The binding of the first. */
static uint32_t bind_inner(cg_extract *x, cg_binding_kind kind)
{
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_MUTABLE_SPECIFIER)
            continue;
        uint32_t inner = rust_bind_pattern(x, kind);
        binding = binding == CG_NONE ? inner : binding;
    }
    return binding;
}

uint32_t rust_bind_pattern(cg_extract *x, cg_binding_kind kind)
{
    TSNode node = cg_x_node(x);
    switch (cg_x_token(x)) {
    case T_IDENTIFIER:
        if (!is_constant_name(cg_x_text(x, node)))
            return bind_name(x, node, kind);
        (void)cg_x_ref(x, node, CG_ROLE_READ);
        return CG_NONE;
    case T_SELF: return cg_x_bind(x, CG_BIND_SELF, node, 0);
    case T_MUT_PATTERN:
    case T_REF_PATTERN:
    case T_REFERENCE_PATTERN:
    case T_CAPTURED_PATTERN: return bind_inner(x, kind);
    default: {
        rust_state *state = rust_state_of(x);
        uint8_t outer = state->pattern_kind;
        state->pattern_kind = kind;
        (void)cg_x_visit(x, CG_ROLE_NONE);
        state->pattern_kind = outer;
        return CG_NONE;
    }
    }
}

static cg_binding_kind kind_of(cg_extract *x)
{
    uint8_t kind = rust_state_of(x)->pattern_kind;
    return kind ? kind : CG_BIND_LOCAL;
}

/* (a, b), [a, ..], a | b: each child is a pattern of its own. */
uint32_t rust_patterns(cg_extract *x, cg_role role)
{
    (void)role;
    cg_binding_kind kind = kind_of(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            (void)rust_bind_pattern(x, kind);
    }
    return CG_NONE;
}

/* The node types that rust_bind_pattern looks into by itself, met some other way. */
uint32_t rust_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    (void)rust_bind_pattern(x, kind_of(x));
    return CG_NONE;
}

/* Of these, what the name gets is no field that a project declares. */
static bool is_std_variant(cg_str name)
{
    return cg_str_eq(name, CG_STR("Some")) || cg_str_eq(name, CG_STR("Ok")) ||
           cg_str_eq(name, CG_STR("Err"));
}

/* m::Point(a, b): a gets the field 0 of Point, b the field 1. */
uint32_t rust_tuple_struct_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    cg_binding_kind kind = kind_of(x);
    uint32_t type = CG_NONE;
    bool counted = true; /* no .. yet */
    char index = '0';
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            counted = !is_std_variant(cg_x_text(x, cg_x_node(x)));
            type = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_named(x)) {
            uint32_t binding = rust_bind_pattern(x, kind);
            counted = counted && index <= '9' && cg_x_token(x) != T_REMAINING_FIELD_PATTERN;
            if (binding != CG_NONE && counted)
                cg_x_bind_set(
                    x, binding, CG_NONE,
                    cg_x_member_text(x, type, cg_str_make(&index, 1), cg_x_node(x), CG_ROLE_READ));
            index++;
        }
    }
    return CG_NONE;
}

/* One field of Point { x, y: b, .. }. `type`: the reference to Point. */
static void field_pattern(cg_extract *x, uint32_t type, cg_binding_kind kind)
{
    uint32_t field = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            field = cg_x_member(x, type, cg_x_node(x), CG_ROLE_READ);
        if (cg_x_token(x) == T_SHORTHAND_FIELD_IDENTIFIER)
            cg_x_bind_set(x, bind_name(x, cg_x_node(x), kind), CG_NONE, field);
        else if (cg_x_field(x) == F_PATTERN)
            cg_x_bind_set(x, rust_bind_pattern(x, kind), CG_NONE, field);
    }
}

uint32_t rust_struct_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    cg_binding_kind kind = kind_of(x);
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SCOPED_TYPE_IDENTIFIER)
            type = rust_path(x, CG_ROLE_READ); /* perhaps a variant */
        else if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_token(x) == T_FIELD_PATTERN)
            field_pattern(x, type, kind);
    }
    return CG_NONE;
}

/* 1..=MAX: what stands there is read. */
uint32_t rust_range_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return CG_NONE;
}

/* ---- where patterns stand ---- */

/* `pattern: Type` of a function or closure. */
uint32_t rust_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATTERN)
            binding = rust_bind_pattern(x, CG_BIND_PARAM);
        else if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, CG_NONE);
    return CG_NONE;
}

uint32_t rust_self_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SELF)
            (void)cg_x_bind(x, CG_BIND_SELF, cg_x_node(x), 0);
    }
    return CG_NONE;
}

/* Names are seen after the whole statement: `let a = a.len();` reads the one before. */
uint32_t rust_let(cg_extract *x, cg_role role)
{
    (void)role;
    rust_drop_attributes(x);
    uint32_t binding = CG_NONE, type = CG_NONE, value = CG_NONE;
    uint32_t end = ts_node_end_byte(cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_PATTERN:
            rust_state_of(x)->visible_from = end;
            binding = rust_bind_pattern(x, CG_BIND_LOCAL);
            break;
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_VALUE: value = cg_x_visit(x, CG_ROLE_READ); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, value);
    return CG_NONE;
}

/* `let pattern = value` in a condition. */
uint32_t rust_let_condition(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, value = CG_NONE;
    uint32_t end = ts_node_end_byte(cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATTERN) {
            rust_state_of(x)->visible_from = end;
            binding = rust_bind_pattern(x, CG_BIND_LOCAL);
        } else if (cg_x_field(x) == F_VALUE) {
            value = cg_x_visit(x, CG_ROLE_READ);
        }
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, CG_NONE, value);
    return CG_NONE;
}

/* if and while: names of the condition live in what runs when it holds, not in the alternative. */
uint32_t rust_conditional(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t condition = cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_CONDITION));
    bool binds = condition == T_LET_CONDITION || condition == T_LET_CHAIN;
    if (binds)
        (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_ALTERNATIVE && binds) {
            cg_x_scope_close(x);
            binds = false;
        }
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    if (binds)
        cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t rust_match_arm(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t rust_match_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state_of(x)->visible_from = ts_node_start_byte(cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_CONDITION)
            (void)cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_named(x))
            (void)rust_bind_pattern(x, CG_BIND_LOCAL);
    }
    return CG_NONE;
}

uint32_t rust_for(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode body = cg_x_child(x, cg_x_node(x), F_BODY);
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATTERN) {
            rust_state_of(x)->visible_from = ts_node_start_byte(body);
            (void)rust_bind_pattern(x, CG_BIND_LOCAL);
        } else {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

static void closure_parameters(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_PARAMETER)
            (void)cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_named(x))
            (void)rust_bind_pattern(x, CG_BIND_PARAM);
    }
}

uint32_t rust_closure(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PARAMETERS)
            closure_parameters(x);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
