// SPDX-License-Identifier: Apache-2.0
// C++: whether an object is const, as far as declarations tell. What is not known is not const.
#include "cpp.h"

#define DEPTH_MAX 6u

/* A reference to a type that stands behind `const`: grammars/c says so by its arguments. */
static bool is_const_type(const cg_link_unit *u, uint32_t ref)
{
    if (ref != CG_NONE && ref_of(u, ref)->role == CG_ROLE_LITERAL)
        return cg_str_starts(ref_name(u, ref), CG_STR("const "));
    return ref != CG_NONE && ref_of(u, ref)->role == CG_ROLE_TYPE && ref_of(u, ref)->args == 1;
}

static bool is_pointer(const cg_link_unit *u, uint32_t def)
{
    return cg_str_find(cg_unit_str(u->unit, def_of(u, def)->signature), '*') >= 0;
}

bool cpp_in_const(const cg_link_unit *u, uint32_t def)
{
    while (def != 0 && def != CG_NONE && !is_type_def(u, def)) {
        if (def_of(u, def)->modifiers & CG_MOD_CONST &&
            cg_node_kind_is_callable(def_of(u, def)->kind))
            return true;
        def = def_of(u, def)->parent;
    }
    return false;
}

static bool is_const_value(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth);

static bool is_const_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, unsigned depth)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    if (b->type_ref != CG_NONE)
        return is_const_type(u, b->type_ref);
    return b->init_ref != CG_NONE && is_const_value(l, u, b->init_ref, depth + 1);
}

/* A member that is no pointer is as const as the object it is part of. */
static bool is_const_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_NONE || r->base_kind == CG_BASE_SELF)
        return cpp_in_const(u, r->source);
    return r->base_kind == CG_BASE_REF && is_const_value(l, u, r->base, depth + 1);
}

/* Of methods that differ in being const, the one that suits the object. */
static const thing *called_on(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                              const things *names)
{
    bool wanted = ref_of(u, ref)->role == CG_ROLE_CALL && cpp_of_const(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *du = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (du != NULL && !!(def_of(du, t->def)->modifiers & CG_MOD_CONST) == wanted)
            return t;
    }
    return &names->list[0];
}

static bool is_const_value(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    if (depth > DEPTH_MAX)
        return false;
    if (r->target_kind == CG_TARGET_BINDING)
        return is_const_binding(l, u, r->target, depth);
    if (r->name_len == 0)
        return r->base_kind == CG_BASE_SELF ? cpp_in_const(u, r->source)
               : r->base == CG_NONE         ? false
                                            : is_const_value(l, u, r->base, depth + 1);
    const things *names = names_of_ref(l, u, ref);
    if (names->count == 0 && r->form & CG_FORM_APPLIED) /* an element of an array */
        return r->base_kind == CG_BASE_SELF ? cpp_in_const(u, r->source)
               : r->base == CG_NONE         ? false
                                            : is_const_value(l, u, r->base, depth + 1);
    const thing *t = names->count > 1   ? called_on(l, u, ref, names)
                     : names->count > 0 ? &names->list[0]
                                        : NULL;
    const cg_link_unit *du = t == NULL || t->kind != THING_DEF ? NULL : link_open(l, t->file);
    if (du == NULL)
        return false;
    if (is_const_type(du, def_of(du, t->def)->type_ref))
        return true;
    bool field = def_of(du, t->def)->kind == CG_NODE_FIELD && !is_pointer(du, t->def);
    return field && is_const_member(l, u, ref, depth);
}

bool cpp_is_const(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    return is_const_value(l, u, ref, 0);
}

bool cpp_of_const(cg_linker *l, const cg_link_unit *u, uint32_t call)
{
    const cg_ref *r = ref_of(u, call);
    if (r->base_kind == CG_BASE_NONE || r->base_kind == CG_BASE_SELF)
        return cpp_in_const(u, r->source);
    return r->base != CG_NONE && is_const_value(l, u, r->base, 0);
}
