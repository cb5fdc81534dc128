// SPDX-License-Identifier: Apache-2.0
// Rust: values made of several and parts of values: tuples, arrays, indexing, `?`; and their types.
#include "rust_int.h"

#define TUPLE_MAX 12u

/* The values of the children that are told apart by their place. */
static uint32_t visit_tuple(cg_extract *x, cg_role role)
{
    uint32_t items[TUPLE_MAX];
    unsigned count = 0;
    rust_joined joined = rust_state_of(x)->joined;
    rust_state_of(x)->joined = RUST_APART;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_ATTRIBUTE_ITEM)
            continue;
        uint32_t item = cg_x_visit(x, role);
        if (joined != RUST_APART)
            item = cg_x_key(x, item, CG_STR("await"));
        if (joined == RUST_TRIED)
            item = cg_x_key(x, item, CG_STR("unwrap"));
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

/* The methods that operators of two values call; a comparison gives no value that matters. */
static const char *const binary_methods[][2] = {
    {"+", "add"},    {"-", "sub"},   {"*", "mul"},    {"/", "div"},  {"%", "rem"},
    {"&", "bitand"}, {"|", "bitor"}, {"^", "bitxor"}, {"<<", "shl"}, {">>", "shr"}};

static cg_str binary_method(cg_str operator)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(binary_methods); i++)
        if (cg_str_eq(operator, cg_str_from(binary_methods[i][0])))
            return cg_str_from(binary_methods[i][1]);
    return CG_STR_NULL;
}

/* What the method of both operands gives; of plain numbers, one like them. */
uint32_t rust_binary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t operands[2] = {CG_NONE, CG_NONE};
    cg_str method = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            method = binary_method(cg_x_text(x, cg_x_node(x)));
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) == F_LEFT || cg_x_field(x) == F_RIGHT)
            operands[cg_x_field(x) == F_RIGHT] = given;
    }
    if (method.len == 0 || operands[0] == CG_NONE)
        return CG_NONE;
    if (cg_x_literal_word(x, operands[0]).len > 0 &&
        (operands[1] == CG_NONE || cg_x_literal_word(x, operands[1]).len > 0))
        return operands[0];
    return cg_x_key(x, cg_x_tuple(x, operands, 2), method);
}

uint32_t rust_try(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_key(x, cg_x_visit_children(x), CG_STR("unwrap"));
}

/* Futures of std and of others are told by their types; what an async function gives has that one's already. */
uint32_t rust_await(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_key(x, cg_x_visit_children(x), CG_STR("await"));
}

/* 0..n is gone through like any iterator. */
uint32_t rust_range(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return cg_x_literal(x, cg_x_node(x), "Range");
}
