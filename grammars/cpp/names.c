// SPDX-License-Identifier: Apache-2.0
// names: A::B::name, name<args>, and what stands right of a dot. Each part is a reference, the base
// of the next one.
#include "cpp_int.h"

/** A name alone, or a member of `base` when there is one. */
static uint32_t name_of(cg_extract *x, uint32_t base, cg_role role)
{
    TSNode node = cg_x_node(x);
    return base == CG_NONE ? cg_x_ref(x, node, role) : cg_x_member(x, base, node, role);
}

/** Template arguments are types unless they are expressions; a lone name that is written like a
 *  constant is a value. */
bool cpp_looks_constant(cg_str name)
{
    if (name.len > 1 && name.ptr[0] == 'k' && name.ptr[1] >= 'A' && name.ptr[1] <= 'Z')
        return true;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return false;
    return name.len > 2;
}

/** `1` of get<1>(pair), which tells which component is meant. */
static uint32_t position(cg_extract *x)
{
    TSNode node = cg_x_node(x);
    cg_str text = cg_x_text(x, node);
    char word[] = "0";
    if (cg_x_token_of(x, node) != T_NUMBER || text.len != 1)
        return CG_NONE;
    word[0] = text.ptr[0];
    return cg_x_collection(x, node, word);
}

/** The arguments under the cursor; `name`: what they are given to, or CG_NONE. */
static void template_arguments(cg_extract *x, uint32_t name)
{
    unsigned n = 0;
    bool alone = cg_x_named_count(cg_x_node(x)) == 1;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        TSNode node = cg_x_node(x);
        if (alone && cg_x_token(x) == T_NUMBER) {
            cg_x_hint_type_arg(x, name, n++, position(x));
            continue;
        }
        bool bare = cg_x_token(x) == T_TYPE_DESCRIPTOR && ts_node_child_count(node) == 1 &&
                    cg_x_token_of(x, ts_node_child(node, 0)) == T_TYPE_IDENTIFIER;
        if (bare && cpp_looks_constant(cg_x_text(x, node)))
            (void)cg_x_ref(x, node, CG_ROLE_READ);
        else
            cg_x_hint_type_arg(x, name, n, cg_x_visit(x, CG_ROLE_READ));
        n++;
    }
}

uint32_t cpp_template_arguments(cg_extract *x, cg_role role)
{
    (void)role;
    template_arguments(x, CG_NONE);
    return CG_NONE;
}

static uint32_t template_name(cg_extract *x, uint32_t base, cg_role role)
{
    uint32_t name = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            name = name_of(x, base, role);
        else if (cg_x_token(x) == T_TEMPLATE_ARGUMENTS)
            template_arguments(x, name);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return name;
}

uint32_t cpp_template_name(cg_extract *x, cg_role role)
{
    bool type = cg_x_token(x) == T_TEMPLATE_TYPE && role == CG_ROLE_READ;
    return template_name(x, CG_NONE, type ? CG_ROLE_TYPE : role);
}

static uint32_t qualified(cg_extract *x, uint32_t base, cg_role role);

/** The node under the cursor as a part that `base` qualifies. */
static uint32_t part(cg_extract *x, uint32_t base, cg_role role)
{
    switch (cg_x_token(x)) {
    case T_QUALIFIED: return qualified(x, base, role);
    case T_TEMPLATE_TYPE:
    case T_TEMPLATE_FUNCTION:
    case T_TEMPLATE_METHOD: return template_name(x, base, role);
    case T_DEPENDENT_NAME: {
        uint32_t value = CG_NONE;
        CG_X_EACH_CHILD (x)
            if (cg_x_named(x))
                value = part(x, base, role);
        return value;
    }
    case T_IDENTIFIER:
    case T_FIELD_IDENTIFIER:
    case T_TYPE_IDENTIFIER:
    case T_NAMESPACE_IDENTIFIER:
    case T_OPERATOR_NAME:
    case T_DESTRUCTOR_NAME: return name_of(x, base, role);
    default: return cg_x_visit(x, CG_ROLE_READ); /* decltype(…):: */
    }
}

static uint32_t qualified(cg_extract *x, uint32_t base, cg_role role)
{
    uint32_t value = CG_NONE;
    bool scoped = false;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_SCOPE) {
            base = part(x, base, CG_ROLE_QUALIFY);
            scoped = true;
        } else if (field == F_NAME) {
            value = part(x, scoped || base != CG_NONE ? base : CG_X_GLOBAL, role);
        }
    }
    return value;
}

uint32_t cpp_qualified(cg_extract *x, cg_role role)
{
    bool type = cg_x_field(x) == F_TYPE && role == CG_ROLE_READ;
    return qualified(x, CG_NONE, type ? CG_ROLE_TYPE : role);
}

/** typename T::type */
uint32_t cpp_dependent(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            value = cg_x_visit(x, role == CG_ROLE_READ ? CG_ROLE_TYPE : role);
    return value;
}

uint32_t cpp_dependent_name(cg_extract *x, cg_role role)
{
    return part(x, CG_NONE, role);
}

uint32_t cpp_operator_name(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), role);
}

uint32_t cpp_member(cg_extract *x, uint32_t value, cg_role role)
{
    if (value == CG_NONE && cg_x_token(x) != T_FIELD_IDENTIFIER) {
        uint32_t plain = part(x, CG_NONE, role);
        (void)plain; /* a.template f<int>() of an unknown a: the name still counts */
        return plain;
    }
    return part(x, value, role);
}

/** Parts in front of a declared name: A<T>:: in void A<T>::f(). */
static void declared_parts(cg_extract *x, uint32_t base)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_SCOPE) {
            base = part(x, base, CG_ROLE_QUALIFY);
        } else if (cg_x_field(x) == F_NAME) {
            uint32_t token = cg_x_token(x);
            if (token == T_QUALIFIED)
                declared_parts(x, base);
            else if (token == T_OPERATOR_CAST)
                (void)cg_x_visit_children(x);
        } else if (cg_x_token(x) == T_TEMPLATE_ARGUMENTS) {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
}

void cpp_declarator_name(cg_extract *x)
{
    declared_parts(x, CG_NONE);
}
