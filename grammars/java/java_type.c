// SPDX-License-Identifier: Apache-2.0
// Java types: names, generic types and their arguments, arrays, primitive types.
#include "java_int.h"

/* A type may be reached where an expression was expected: then it is just named. */
static cg_role type_role(cg_role role)
{
    return role == CG_ROLE_NONE || role == CG_ROLE_READ ? CG_ROLE_TYPE : role;
}

uint32_t java_primitive(cg_extract *x, cg_role role)
{
    static const char *const words[] = {"int",  "boolean", "long",  "char",
                                        "byte", "double",  "float", "short"};
    (void)role;
    TSNode node = cg_x_node(x);
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(cg_x_text(x, node), cg_str_from(words[i])))
            return cg_x_literal(x, node, words[i]);
    return CG_NONE;
}

uint32_t java_type_name(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x);
    if (cg_str_eq(cg_x_text(x, node), CG_STR("var")))
        return CG_NONE;
    return cg_x_ref(x, node, type_role(role));
}

/* a.b.C<D>.E: a chain whose last name has the role. */
uint32_t java_scoped_type(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (!cg_x_named(x))
            continue;
        if (token == T_ANNOTATION || token == T_MARKER_ANNOTATION)
            (void)cg_x_visit(x, CG_ROLE_READ);
        else if (first)
            value = cg_x_visit(x, CG_ROLE_QUALIFY);
        else
            value = cg_x_member(x, value, cg_x_node(x), type_role(role));
        first = first && (token == T_ANNOTATION || token == T_MARKER_ANNOTATION);
    }
    return value;
}

uint32_t java_annotated_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_visit(x, type_role(role));
        type = ref == CG_NONE ? type : ref;
    }
    return type;
}

/* ---- generic types ---- */

unsigned java_read_type_args(cg_extract *x, uint32_t args[JAVA_TYPE_ARGS])
{
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t arg = cg_x_visit(x, CG_ROLE_TYPE);
        if (count < JAVA_TYPE_ARGS)
            args[count++] = arg;
    }
    return count;
}

uint32_t java_generic_type(cg_extract *x, cg_role role)
{
    java_type_args args = {.type = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_TYPE_ARGUMENTS)
            args.count = java_read_type_args(x, args.args);
        else
            args.type = cg_x_visit(x, type_role(role));
    }
    for (unsigned i = 0; i < args.count; i++)
        cg_x_hint_type_arg(x, args.type, i, args.args[i]);
    java_state *state = cg_x_state(x, sizeof *state);
    state->type_args = args;
    return args.type;
}

/* `? extends Foo` and `? super Foo` stand for Foo: that is what is known of the values. */
uint32_t java_wildcard(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t bound = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t ref = cg_x_token(x) == T_SUPER ? CG_NONE : cg_x_visit(x, CG_ROLE_TYPE);
        bound = ref == CG_NONE ? bound : ref;
    }
    return bound;
}

/* ---- arrays ---- */

uint32_t java_array(cg_extract *x, uint32_t type, unsigned dimensions)
{
    while (dimensions-- > 0)
        type = cg_x_container(x, type);
    return type;
}

uint32_t java_array_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    unsigned dimensions = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DIMENSIONS)
            dimensions = java_dimensions(x, cg_x_node(x));
        else if (cg_x_named(x))
            type = cg_x_visit(x, type_role(role));
    }
    return java_array(x, type, dimensions);
}
