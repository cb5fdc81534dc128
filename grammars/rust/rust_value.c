// SPDX-License-Identifier: Apache-2.0
// Rust: values made of several and parts of values: tuples, arrays, indexing, `?`; and their types.
#include "rust_int.h"

#define TUPLE_MAX 12u

/* The values of the children that are told apart by their place. */
static uint32_t visit_tuple(cg_extract *x, cg_role role)
{
    uint32_t items[TUPLE_MAX];
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_ATTRIBUTE_ITEM)
            continue;
        uint32_t item = cg_x_visit(x, role);
        if (count < TUPLE_MAX)
            items[count++] = item;
    }
    return cg_x_tuple(x, items, count);
}

/* (a.x, b) = …: each part is written. */
uint32_t rust_tuple(cg_extract *x, cg_role role)
{
    return visit_tuple(x, role == CG_ROLE_WRITE ? role : CG_ROLE_READ);
}

uint32_t rust_tuple_type(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_tuple(x, CG_ROLE_TYPE);
}

/* Elements have one type; behind a `;` stands their number. */
static uint32_t visit_array(cg_extract *x, cg_role role)
{
    uint32_t element = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_ATTRIBUTE_ITEM)
            continue;
        uint32_t value = cg_x_visit(x, first ? role : CG_ROLE_READ);
        element = first ? value : element;
        first = false;
    }
    return cg_x_container(x, element);
}

uint32_t rust_array(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_array(x, CG_ROLE_READ);
}

uint32_t rust_array_type(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_array(x, CG_ROLE_TYPE);
}

/* a[1..] is of a's type. */
uint32_t rust_index(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool first = true, part = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        part = !first && cg_x_token(x) == T_RANGE_EXPRESSION;
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        value = first ? given : value;
        first = false;
    }
    return part ? value : cg_x_key(x, value, CG_STR("index"));
}

/* a + b is mostly of a's type; a comparison is not. */
static bool keeps_type(cg_str operator)
{
    return operator.len> 0 && strchr("+-*/%^&|", operator.ptr[0]) != NULL &&
           !cg_str_eq(operator, CG_STR("&&")) && !cg_str_eq(operator, CG_STR("||"));
}

uint32_t rust_binary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool keeps = false;
    CG_X_EACH_CHILD (x) {
        cg_str text = cg_x_named(x) ? CG_STR_NULL : cg_x_text(x, cg_x_node(x));
        keeps = keeps || keeps_type(text) || cg_str_eq(text, CG_STR("<<")) ||
                cg_str_eq(text, CG_STR(">>"));
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) == F_LEFT)
            value = given;
    }
    return keeps ? value : CG_NONE;
}

uint32_t rust_try(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_key(x, cg_x_visit_children(x), CG_STR("unwrap"));
}
