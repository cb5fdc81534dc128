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

static uint32_t bind_name(cg_extract *x, TSNode name, cg_binding_kind kind, uint32_t value)
{
    uint32_t binding =
        cg_x_bind(x, kind, name, kind == CG_BIND_LOCAL ? rust_state_of(x)->visible_from : 0);
    if (value != CG_NONE)
        cg_x_bind_set(x, binding, CG_NONE, value);
    return binding;
}

/* Patterns around one other pattern: `mut a`, `ref a`, `&a`, `a @ 1..=3`. The binding of the first. */
static uint32_t bind_inner(cg_extract *x, cg_binding_kind kind, uint32_t value)
{
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_MUTABLE_SPECIFIER)
            continue;
        uint32_t inner = rust_bind_pattern(x, kind, value);
        binding = binding == CG_NONE ? inner : binding;
    }
    return binding;
}

uint32_t rust_bind_pattern(cg_extract *x, cg_binding_kind kind, uint32_t value)
{
    TSNode node = cg_x_node(x);
    switch (cg_x_token(x)) {
    case T_IDENTIFIER:
        if (!is_constant_name(cg_x_text(x, node)))
            return bind_name(x, node, kind, value);
        (void)cg_x_ref(x, node, CG_ROLE_READ);
        return CG_NONE;
    case T_SELF: return cg_x_bind(x, CG_BIND_SELF, node, 0);
    case T_MUT_PATTERN:
    case T_REF_PATTERN:
    case T_REFERENCE_PATTERN:
    case T_CAPTURED_PATTERN: return bind_inner(x, kind, value);
    default: {
        rust_state *state = rust_state_of(x);
        rust_pattern_state outer = state->pattern;
        state->pattern = (rust_pattern_state){(uint8_t)kind, true, value};
        (void)cg_x_visit(x, CG_ROLE_NONE);
        state->pattern = outer;
        return CG_NONE;
    }
    }
}

/* The pattern at hand; outside of one, names are locals of an unknown value. */
static rust_pattern_state pattern_of(cg_extract *x)
{
    rust_pattern_state pattern = rust_state_of(x)->pattern;
    return pattern.inside ? pattern : (rust_pattern_state){CG_BIND_LOCAL, true, CG_NONE};
}

/* a | b: each is a pattern of the same value. */
uint32_t rust_patterns(cg_extract *x, cg_role role)
{
    (void)role;
    rust_pattern_state pattern = pattern_of(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            (void)rust_bind_pattern(x, pattern.kind, pattern.value);
    }
    return CG_NONE;
}

/* rest @ .. */
static bool takes_rest(cg_extract *x)
{
    TSNode node = cg_x_node(x), last = cg_x_named_child(node, 1);
    return cg_x_token(x) == T_CAPTURED_PATTERN &&
           cg_x_token_of(x, last) == T_REMAINING_FIELD_PATTERN;
}

/* [a, ..]: elements of the value; what takes several is of the value's type. */
uint32_t rust_slice_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_pattern_state pattern = pattern_of(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            (void)rust_bind_pattern(x, pattern.kind,
                                    takes_rest(x) ? pattern.value : cg_x_element(x, pattern.value));
    }
    return CG_NONE;
}

/* (a, b): the value's components, as far as they can be counted. */
uint32_t rust_tuple_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_pattern_state pattern = pattern_of(x);
    bool counted = true; /* no .. yet */
    unsigned index = 0;
    CG_X_EACH_CHILD (x) {
        if (!rust_is_pattern(x))
            continue;
        counted = counted && cg_x_token(x) != T_REMAINING_FIELD_PATTERN;
        uint32_t item = counted ? cg_x_item(x, pattern.value, index++) : CG_NONE;
        (void)rust_bind_pattern(x, pattern.kind, item);
    }
    return CG_NONE;
}

/* The node types that rust_bind_pattern looks into by itself, met some other way. */
uint32_t rust_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_pattern_state pattern = pattern_of(x);
    (void)rust_bind_pattern(x, pattern.kind, pattern.value);
    return CG_NONE;
}

/* The method that gives what these variants hold, which is no field that a project declares. */
static cg_str std_variant_part(cg_str name)
{
    if (cg_str_eq(name, CG_STR("Some")) || cg_str_eq(name, CG_STR("Ok")))
        return CG_STR("unwrap");
    return cg_str_eq(name, CG_STR("Err")) ? CG_STR("unwrap_err") : CG_STR_NULL;
}

/* What the fields of a generic type are, the value tells. */
static void note_taken_apart(cg_extract *x, uint32_t type, uint32_t value)
{
    if (value != CG_X_SELF)
        cg_x_hint_argument(x, type, 0, value, CG_STR("of"));
}

/* m::Point(a, b): a gets the field 0 of Point, b the field 1. */
uint32_t rust_tuple_struct_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_pattern_state pattern = pattern_of(x);
    uint32_t type = CG_NONE;
    bool counted = true; /* no .. yet */
    cg_str part = CG_STR_NULL;
    char index = '0';
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            part = std_variant_part(cg_x_text(x, cg_x_node(x)));
            type = cg_x_visit(x, CG_ROLE_READ);
            if (part.len == 0)
                note_taken_apart(x, type, pattern.value);
        } else if (rust_is_pattern(x)) {
            counted = counted && index <= '9' && cg_x_token(x) != T_REMAINING_FIELD_PATTERN;
            uint32_t value = CG_NONE;
            if (part.len > 0)
                value = cg_x_key(x, pattern.value, part);
            else if (counted && cg_x_token(x) != T_UNDERSCORE)
                value =
                    cg_x_member_text(x, type, cg_str_make(&index, 1), cg_x_node(x), CG_ROLE_READ);
            (void)rust_bind_pattern(x, pattern.kind, value);
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
            (void)bind_name(x, cg_x_node(x), kind, field);
        else if (cg_x_field(x) == F_PATTERN)
            (void)rust_bind_pattern(x, kind, field);
    }
}

uint32_t rust_struct_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    cg_binding_kind kind = pattern_of(x).kind;
    uint32_t type = CG_NONE, value = pattern_of(x).value;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SCOPED_TYPE_IDENTIFIER)
            type = rust_path(x, CG_ROLE_READ); /* perhaps a variant */
        else if (cg_x_field(x) == F_TYPE && cg_x_token(x) == T_TYPE_IDENTIFIER)
            type = cg_x_ref(x, cg_x_node(x), CG_ROLE_NEW); /* the same, or a struct */
        else if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_token(x) == T_FIELD_PATTERN)
            field_pattern(x, type, kind);
        if (cg_x_field(x) == F_TYPE)
            note_taken_apart(x, type, value);
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
