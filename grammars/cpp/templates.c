// SPDX-License-Identifier: Apache-2.0
// templates: template<…> in front of a declaration, explicit instantiations, concepts.
#include "cpp_int.h"

/** Parameters live in a scope around the definition; its own name is declared outside of it. */
uint32_t cpp_template(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    uint32_t outer = st->ctx.decl_scope == CG_NONE ? cg_x_scope(x) : st->ctx.decl_scope;
    if (cf_null(st->ctx.template_node)) /* template<…> template<…>: the first one counts */
        st->ctx.template_node = cg_x_node(x);
    uint32_t scope = cg_x_scope_open(x, CG_SCOPE_BLOCK);
    uint32_t templated = CG_NONE; /* the first definition below: its members come after it */
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        bool head = cg_x_token(x) == T_TEMPLATE_PARAMETERS;
        st->ctx.decl_scope = head ? CG_NONE : outer;
        st->ctx.template_head = head;
        templated = cg_x_defs_count(x);
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_set_owner(x, scope, templated);
    cg_x_scope_close(x);
    st->ctx = saved;
    return CG_NONE;
}

/** template class A<int>; names a template. */
uint32_t cpp_instantiation(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_DECLARATOR) {
            cf_walk w = CF_WALK_INIT;
            cf_declarator d = cf_look(x, cg_x_node(x));
            st->ctx.no_binding = true;
            bool named = !cf_null(d.name) && ts_node_start_byte(d.name) < ts_node_end_byte(d.name);
            if (cf_null(d.qualified) && named)
                (void)cg_x_ref(x, d.name, CG_ROLE_READ);
            cf_walk_declarator(x, &w);
            st->ctx.no_binding = false;
        }
    }
    return CG_NONE;
}

/** typename T = int, class... Ts */
uint32_t cpp_type_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    bool bound = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_token(x) == T_TYPE_IDENTIFIER && !bound && cg_x_field(x) != F_TYPE &&
            (cg_x_field(x) == F_NAME || cg_x_field(x) == CG_NO_FIELD)) {
            (void)cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
            bound = true;
        } else {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    return CG_NONE;
}

uint32_t cpp_concept(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x);
    TSNode head = cf_null(st->ctx.template_node) ? node : st->ctx.template_node;
    cg_def_init init = CG_DEF_INIT(CG_NODE_TRAIT, node, .name_node = cg_x_child(x, node, F_NAME));
    init.in_scope = cf_in_scope(st);
    init.visibility = cf_visibility(st, NULL);
    init.modifiers = CG_MOD_GENERIC;
    init.signature = cf_line(
        x, cf_slice(x, ts_node_start_byte(head), ts_node_end_byte(init.name_node)), CG_STR_NULL);
    init.node = head;
    cf_context saved = st->ctx;
    (void)cg_x_def_open(x, &init);
    st->ctx.template_node = (TSNode){0};
    st->ctx.decl_scope = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) != F_NAME && cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    cg_x_def_close(x);
    st->ctx = saved;
    return CG_NONE;
}
