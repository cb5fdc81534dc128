// SPDX-License-Identifier: Apache-2.0
// Rust types where they are used, and type parameters with their bounds.
#include "rust_int.h"

/* A type may be reached where an expression was expected: then it is just named. */
static cg_role type_role(cg_role role)
{
    return role == CG_ROLE_NONE || role == CG_ROLE_READ ? CG_ROLE_TYPE : role;
}

uint32_t rust_type_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), type_role(role));
}

uint32_t rust_scoped_type(cg_extract *x, cg_role role)
{
    return rust_path(x, type_role(role));
}

/* Foo<A, B>, A + B, Foo::<A>: stand for their first name. */
uint32_t rust_first_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_visit(x, type == CG_NONE ? role : CG_ROLE_TYPE);
        type = type == CG_NONE ? ref : type;
    }
    return type;
}

/* Pointers that give way to what they point to wherever a member is named. */
static bool is_smart_pointer(cg_str name)
{
    return cg_str_eq(name, CG_STR("Box")) || cg_str_eq(name, CG_STR("Rc")) ||
           cg_str_eq(name, CG_STR("Arc")) || cg_str_eq(name, CG_STR("Pin"));
}

static uint32_t type_arguments(cg_extract *x)
{
    uint32_t first = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        first = first == CG_NONE ? ref : first;
    }
    return first;
}

uint32_t rust_generic_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    bool pointer = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_TYPE_ARGUMENTS) {
            uint32_t inner = type_arguments(x);
            if (pointer && inner != CG_NONE)
                type = inner;
        } else if (cg_x_named(x)) {
            pointer =
                type_role(role) == CG_ROLE_TYPE && is_smart_pointer(cg_x_text(x, cg_x_node(x)));
            type = cg_x_visit(x, role);
        }
    }
    return type;
}

/* Fn(A) -> B is the trait Fn; fn(A) -> B has no name. */
uint32_t rust_function_type(cg_extract *x, cg_role role)
{
    uint32_t trait = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TRAIT)
            trait = cg_x_visit(x, type_role(role));
        else
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return trait;
}

/* Item = T inside <>: the name belongs to the trait in front. */
uint32_t rust_type_binding(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_NAME)
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

static uint32_t bounds(cg_extract *x)
{
    uint32_t first = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        first = first == CG_NONE ? ref : first;
    }
    return first;
}

static uint32_t bind_type_param(cg_extract *x)
{
    rust_state *state = rust_state_of(x);
    uint32_t binding = cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
    if (state->context.type_params_len < RUST_TYPE_PARAMS_MAX)
        state->type_params[state->context.type_params_len++] =
            (rust_type_param){cg_x_text(x, cg_x_node(x)), binding};
    return binding;
}

const rust_type_param *rust_type_param_find(cg_extract *x, cg_str name)
{
    const rust_state *state = rust_state_of(x);
    for (uint32_t i = state->context.type_params_len; i-- > 0;)
        if (cg_str_eq(state->type_params[i].name, name))
            return &state->type_params[i];
    return NULL;
}

/* `where T: A + B`: as if it stood behind the parameter. */
uint32_t rust_where_predicate(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BOUNDS) {
            uint32_t bound = bounds(x);
            if (binding != CG_NONE)
                cg_x_bind_set(x, binding, bound, CG_NONE);
            continue;
        }
        cg_str name = cg_x_token(x) == T_TYPE_IDENTIFIER ? cg_x_text(x, cg_x_node(x)) : CG_STR_NULL;
        const rust_type_param *param = name.len ? rust_type_param_find(x, name) : NULL;
        if (param)
            binding = param->binding;
        (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

/* A parameter's values have the members of its first bound. */
uint32_t rust_type_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, bound = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_type_param(x);
        else if (cg_x_field(x) == F_BOUNDS)
            bound = bounds(x);
        else
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, bound, CG_NONE);
    return CG_NONE;
}

uint32_t rust_const_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = cg_x_bind(x, CG_BIND_PARAM, cg_x_node(x), 0);
        else if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, CG_NONE);
    return CG_NONE;
}
