// SPDX-License-Identifier: Apache-2.0
// Rust types where they are used, and type parameters with their bounds.
#include "rust_int.h"

#define FUNCTION_PARAMS_MAX 8u

/* A type may be reached where an expression was expected: then it is just named. */
static cg_role type_role(cg_role role)
{
    return role == CG_ROLE_NONE || role == CG_ROLE_READ ? CG_ROLE_TYPE : role;
}

uint32_t rust_type_identifier(cg_extract *x, cg_role role)
{
    if (cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("_"))) /* to be inferred */
        return CG_NONE;
    return cg_x_ref(x, cg_x_node(x), type_role(role));
}

uint32_t rust_scoped_type(cg_extract *x, cg_role role)
{
    return rust_path(x, type_role(role));
}

/* A + B, Foo::<A>: stand for their first name. */
uint32_t rust_first_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_TYPE_ARGUMENTS) {
            (void)rust_type_arguments(x, type);
            continue;
        }
        uint32_t ref = cg_x_visit(x, type == CG_NONE ? role : CG_ROLE_TYPE);
        type = type == CG_NONE ? ref : type;
    }
    return type;
}

/* Lifetimes and constants are no types. */
static bool is_type_argument(cg_extract *x)
{
    uint32_t token = cg_x_token(x);
    return cg_x_named(x) && token != T_LIFETIME && token != T_INTEGER_LITERAL && token != T_BLOCK;
}

uint32_t rust_type_arguments(cg_extract *x, uint32_t type)
{
    uint32_t first = CG_NONE;
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        bool counts = is_type_argument(x);
        uint32_t arg = cg_x_visit(x, CG_ROLE_TYPE);
        if (!counts)
            continue;
        first = count == 0 ? arg : first;
        cg_x_hint_type_arg(x, type, count++, arg);
    }
    return first;
}

uint32_t rust_generic_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_TYPE_ARGUMENTS)
            (void)rust_type_arguments(x, type);
        else if (cg_x_named(x))
            type = cg_x_visit(x, role);
    }
    return type;
}

/* fn(A) -> B, which has no name: `result` and then what it takes. */
static uint32_t function_pointer(cg_extract *x)
{
    uint32_t params[FUNCTION_PARAMS_MAX], result = CG_NONE;
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_RETURN_TYPE) {
            result = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_PARAMETERS) {
            CG_X_EACH_CHILD (x) {
                uint32_t type = cg_x_named(x) ? cg_x_visit(x, CG_ROLE_TYPE) : CG_NONE;
                if (cg_x_named(x) && count < FUNCTION_PARAMS_MAX)
                    params[count++] = type;
            }
        } else {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    uint32_t function = cg_x_function(x, result, count);
    for (unsigned i = 0; i < count; i++)
        cg_x_hint_type_arg(x, function, i + 1, params[i]);
    return function;
}

/* Fn(A) -> B is the trait Fn. */
uint32_t rust_function_type(cg_extract *x, cg_role role)
{
    uint32_t trait = CG_NONE;
    if (ts_node_is_null(cg_x_child(x, cg_x_node(x), F_TRAIT)))
        return function_pointer(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TRAIT)
            trait = cg_x_visit(x, type_role(role));
        else if (cg_x_field(x) == F_PARAMETERS)
            cg_x_hint_type_arg(x, trait, 0, rust_tuple_type(x, CG_ROLE_TYPE));
        else if (cg_x_field(x) == F_RETURN_TYPE)
            cg_x_hint_type_arg(x, trait, 1, cg_x_visit(x, CG_ROLE_TYPE));
        else
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return trait;
}

/* Item = T inside <>: the name belongs to the trait in front, which is given T. */
uint32_t rust_type_binding(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) != F_NAME)
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return type;
}

/* A parameter's values have the members of all its bounds. */
static void bounds(cg_extract *x, uint32_t binding, bool *io_bound)
{
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        if (ref == CG_NONE || binding == CG_NONE)
            continue;
        if (*io_bound)
            cg_x_hint_binding_value(x, binding, ref);
        else
            cg_x_bind_set(x, binding, ref, CG_NONE);
        *io_bound = true;
    }
}

static uint32_t bind_type_param(cg_extract *x)
{
    rust_state *state = rust_state_of(x);
    uint32_t binding = cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
    if (state->context.type_params_len < RUST_TYPE_PARAMS_MAX)
        state->type_params[state->context.type_params_len++] =
            (rust_type_param){cg_x_text(x, cg_x_node(x)), binding, false};
    return binding;
}

rust_type_param *rust_type_param_find(cg_extract *x, cg_str name)
{
    rust_state *state = rust_state_of(x);
    for (uint32_t i = state->context.type_params_len; i-- > 0;)
        if (cg_str_eq(state->type_params[i].name, name))
            return &state->type_params[i];
    return NULL;
}

static rust_type_param *last_type_param(cg_extract *x, uint32_t binding)
{
    rust_state *state = rust_state_of(x);
    uint32_t count = state->context.type_params_len;
    return count > 0 && state->type_params[count - 1].binding == binding
               ? &state->type_params[count - 1]
               : NULL;
}

/* `where T: A + B`: as if it stood behind the parameter. */
uint32_t rust_where_predicate(cg_extract *x, cg_role role)
{
    (void)role;
    rust_type_param none = {.binding = CG_NONE}, *param = &none;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BOUNDS) {
            bounds(x, param->binding, &param->bound);
            continue;
        }
        cg_str name = cg_x_token(x) == T_TYPE_IDENTIFIER ? cg_x_text(x, cg_x_node(x)) : CG_STR_NULL;
        rust_type_param *found = name.len ? rust_type_param_find(x, name) : NULL;
        param = found ? found : param;
        (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

uint32_t rust_type_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE;
    bool bound = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_type_param(x);
        else if (cg_x_field(x) == F_BOUNDS)
            bounds(x, binding, &bound);
        else if (cg_x_field(x) == F_DEFAULT_TYPE)
            cg_x_bind_set(x, binding, CG_NONE, cg_x_visit(x, CG_ROLE_TYPE));
        else
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    rust_type_param *param = bound ? last_type_param(x, binding) : NULL;
    if (param)
        param->bound = true;
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
