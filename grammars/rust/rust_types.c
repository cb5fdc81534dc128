// SPDX-License-Identifier: Apache-2.0
// Rust types: structs, unions, enums and their variants, traits; and the fields of these.
#include "rust_int.h"

/* `trait A: B + 'a`: only the traits themselves are bases. */
static void visit_supertraits(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        (void)cg_x_visit(x, CG_ROLE_INHERIT);
    }
}

static uint32_t declare_type(cg_extract *x, cg_node_kind kind)
{
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_TYPE))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(kind, h.node, .name_node = h.name);
    rust_place(x, &init, &h);
    if (cg_x_token_of(x, h.body) != T_ORDERED_FIELD_DECLARATION_LIST)
        init.body = h.body; /* else it is part of the head */
    init.opens = CG_SCOPE_TYPE;
    (void)rust_def_open(x, &init);
    rust_context outer = rust_enter(x, kind == CG_NODE_TRAIT ? RUST_IN_TRAIT : RUST_IN_MODULE);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: break;
        case F_BOUNDS: visit_supertraits(x); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    rust_leave(x, &outer);
    cg_x_def_close(x);
    return CG_NONE;
}

uint32_t rust_struct(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_type(x, CG_NODE_STRUCT);
}

uint32_t rust_enum(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_type(x, CG_NODE_ENUM);
}

uint32_t rust_union(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_type(x, CG_NODE_UNION);
}

uint32_t rust_trait(cg_extract *x, cg_role role)
{
    (void)role;
    return declare_type(x, CG_NODE_TRAIT);
}

/* Fields of a variant are as visible as the variant is. */
static bool in_variant(cg_extract *x)
{
    return cg_x_def(x, cg_x_source_def(x))->kind == CG_NODE_ENUM_MEMBER;
}

uint32_t rust_field(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_TYPE))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_FIELD, h.node, .name_node = h.name);
    init.visibility = in_variant(x) ? CG_VIS_PUBLIC : h.visibility;
    init.in_scope = CG_X_NO_SCOPE;
    uint32_t def = rust_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_TYPE));
    }
    cg_x_def_close(x);
    return CG_NONE;
}

/* Fields without names are called "0", "1", …; the type is all there is of them. */
static void tuple_field(cg_extract *x, unsigned index, cg_visibility visibility)
{
    cg_def_init init = CG_DEF_INIT(CG_NODE_FIELD, cg_x_node(x));
    init.name = cg_x_scratch(x, "%u", index);
    init.visibility = in_variant(x) ? CG_VIS_PUBLIC : visibility;
    init.in_scope = CG_X_NO_SCOPE;
    uint32_t def = rust_def_open(x, &init);
    cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_TYPE));
    cg_x_def_close(x);
}

uint32_t rust_tuple_fields(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t owner = cg_x_source_def(x);
    cg_visibility visibility = CG_VIS_PRIVATE;
    unsigned index = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_ATTRIBUTE_ITEM) {
            rust_attribute(x);
        } else if (cg_x_token(x) == T_VISIBILITY_MODIFIER) {
            visibility = rust_visibility(x);
        } else if (cg_x_field(x) == F_TYPE) {
            tuple_field(x, index++, visibility);
            visibility = CG_VIS_PRIVATE;
        }
    }
    rust_drop_attributes(x);
    cg_def *def = cg_x_def(x, owner); /* its name is also a function of its fields */
    def->params_min = def->params_max = (uint8_t)CG_MIN(index, 254u);
    return CG_NONE;
}

uint32_t rust_variant(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_TYPE))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM_MEMBER, h.node, .name_node = h.name);
    init.visibility = CG_VIS_PUBLIC;
    if (cg_x_token_of(x, h.body) != T_ORDERED_FIELD_DECLARATION_LIST)
        init.body = h.body;
    init.in_scope = CG_X_NO_SCOPE;
    init.opens = ts_node_is_null(h.body) ? 0 : CG_SCOPE_TYPE;
    (void)rust_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_NAME)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_def_close(x);
    return CG_NONE;
}
