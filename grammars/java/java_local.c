// SPDX-License-Identifier: Apache-2.0
// Java names that live inside bodies: parameters, locals, resources, lambdas and patterns.
#include "java_int.h"

static uint32_t end_of(const cg_extract *x)
{
    return ts_node_end_byte(cg_x_node(x));
}

/* Declares the name under the cursor, seen from its end on. */
static uint32_t bind_here(cg_extract *x, cg_binding_kind kind)
{
    if (cg_x_token(x) != T_IDENTIFIER)
        return CG_NONE; /* `_` */
    return cg_x_bind(x, kind, cg_x_node(x), kind == CG_BIND_LOCAL ? end_of(x) : 0);
}

static void set_type(cg_extract *x, uint32_t binding, uint32_t type, uint32_t init)
{
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, init);
}

/* A parameter of a method, a lambda or a catch clause. */
uint32_t java_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_here(x, CG_BIND_PARAM);
        else if (cg_x_field(x) == F_TYPE || cg_x_token(x) == T_CATCH_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    set_type(x, binding, type, CG_NONE);
    return CG_NONE;
}

static uint32_t bind_declarator(cg_extract *x, cg_binding_kind kind, uint32_t type)
{
    uint32_t binding = CG_NONE, init = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_here(x, kind);
        else if (cg_x_field(x) == F_VALUE)
            init = cg_x_visit(x, CG_ROLE_READ);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    set_type(x, binding, type, init);
    return binding;
}

/* `Type... name`: the type has no field. */
uint32_t java_spread_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_VARIABLE_DECLARATOR) {
            (void)bind_declarator(x, CG_BIND_PARAM, type);
            continue;
        }
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        type = ref == CG_NONE ? type : ref;
    }
    return CG_NONE;
}

uint32_t java_local(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_DECLARATOR: (void)bind_declarator(x, CG_BIND_LOCAL, type); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return CG_NONE;
}

/* Anything that has names of its own: blocks, loops, clauses, switch bodies. */
uint32_t java_block(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t java_for_each(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    uint32_t type = CG_NONE;
    TSNode name = {0};
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: name = cg_x_node(x); break;
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_BODY: /* the variable is not seen by the expression it runs over */
            if (cg_x_token_of(x, name) == T_IDENTIFIER)
                set_type(x, cg_x_bind(x, CG_BIND_LOCAL, name, ts_node_start_byte(cg_x_node(x))),
                         type, CG_NONE);
            (void)cg_x_visit(x, CG_ROLE_READ);
            break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t java_resource(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, type = CG_NONE, init = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: binding = bind_here(x, CG_BIND_LOCAL); break;
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_VALUE: init = cg_x_visit(x, CG_ROLE_READ); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    set_type(x, binding, type, init);
    return CG_NONE;
}

static void bind_inferred(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        (void)bind_here(x, CG_BIND_PARAM);
    }
}

uint32_t java_lambda(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (cg_x_field(x) == F_PARAMETERS && token == T_IDENTIFIER)
            (void)bind_here(x, CG_BIND_PARAM);
        else if (token == T_INFERRED_PARAMETERS)
            bind_inferred(x);
        else if (token == T_BLOCK)
            (void)cg_x_visit_children(x);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

/* ---- patterns: their names are seen from there to the end of the block around them ---- */

uint32_t java_instanceof(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_RIGHT: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_NAME: set_type(x, bind_here(x, CG_BIND_LOCAL), type, CG_NONE); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return CG_NONE;
}

/* `Type name` in a switch label or a record pattern. */
uint32_t java_type_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_IDENTIFIER) {
            set_type(x, bind_here(x, CG_BIND_LOCAL), type, CG_NONE);
            continue;
        }
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        type = ref == CG_NONE ? type : ref;
    }
    return CG_NONE;
}

/* `Point(…)`: the name of the record is a plain identifier in the tree. */
uint32_t java_record_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

/* `case A, B`: a plain name may be a constant of the enum that `value` has. */
static void switch_label(cg_extract *x, uint32_t value)
{
    CG_X_EACH_CHILD (x) {
        bool name = cg_x_token(x) == T_IDENTIFIER;
        if (name && cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("default")))
            continue; /* case null, default */
        uint32_t ref = cg_x_visit(x, CG_ROLE_READ);
        if (name && value != CG_NONE)
            cg_x_ref_prefer_member(x, ref, value);
    }
}

/* One group or rule of a switch. */
static void switch_part(cg_extract *x, uint32_t value)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SWITCH_LABEL)
            switch_label(x, value);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void switch_body(cg_extract *x, uint32_t value)
{
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        switch_part(x, value);
    }
    cg_x_scope_close(x);
}

uint32_t java_switch(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BODY)
            switch_body(x, value);
        else if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    return CG_NONE;
}

uint32_t java_labeled(cg_extract *x, cg_role role)
{
    (void)role;
    bool label = true;
    CG_X_EACH_CHILD (x) {
        if (!label)
            (void)cg_x_visit(x, CG_ROLE_READ);
        label = false;
    }
    return CG_NONE;
}
