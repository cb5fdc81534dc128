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
static bool leads_to_const(cg_linker *l, const cg_link_unit *u, uint32_t ref, int level,
                           unsigned depth);

static bool is_const_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, unsigned depth)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    if (b->type_ref != CG_NONE)
        return is_const_type(u, b->type_ref);
    return b->form & CG_FORM_CONST ||
           (b->init_ref != CG_NONE && is_const_value(l, u, b->init_ref, depth + 1));
}

/* What a member is taken of. */
static bool is_const_base(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_NONE || r->base_kind == CG_BASE_SELF)
        return cpp_in_const(u, r->source);
    if (r->base == CG_NONE)
        return false;
    return r->form & CG_FORM_ARROW
               ? leads_to_const(l, u, r->base, cg_form_level(r->form, CG_FORM_LEFT), depth + 1)
               : is_const_value(l, u, r->base, depth + 1);
}

/* Of methods that differ in being const, the one that suits the object. */
static const thing *called_on(cg_linker *l, const things *names, bool wanted)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *du = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (du != NULL && !!(def_of(du, t->def)->modifiers & CG_MOD_CONST) == wanted)
            return t;
    }
    return &names->list[0];
}

/* What `operator->` of the program gives; without one, what the object is. */
static bool gives_const(cg_linker *l, const thing *object, bool is_const)
{
    things found = {0};
    members_in_line(l, object, CG_STR("operator->"), 0, &found);
    if (found.count == 0)
        return is_const;
    const thing *t = called_on(l, &found, is_const);
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return u != NULL && is_const_type(u, def_of(u, t->def)->type_ref);
}

/* What `ref` points to: a const pointer may lead to what is none. */
static bool leads_to_const(cg_linker *l, const cg_link_unit *u, uint32_t ref, int level,
                           unsigned depth)
{
    thing value;
    things held = {0};
    if (depth > DEPTH_MAX || !cpp_weigh(l, u, ref, &value, &level))
        return is_const_value(l, u, ref, depth);
    if (value.pointers > 0)
        return value.is_const;
    if (value.kind == THING_INSTANCE && level == 0)
        return gives_const(l, &value, is_const_value(l, u, ref, depth));
    if (value.kind == THING_EXTERNAL && level == 0)
        cpp_std_led_to(&value, false, &held);
    bool inside = held.count == 0 || cg_str_ends(value.text, CG_STR("optional"));
    return (held.count > 0 && held.list[0].is_const) ||
           (inside && is_const_value(l, u, ref, depth));
}

/* Of * and [] of the language, or of the library's types. */
static bool is_const_element(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_SELF)
        return cpp_in_const(u, r->source);
    if (r->base == CG_NONE)
        return false;
    if (cg_str_ends(ref_name(u, ref), CG_STR("[]")))
        return is_const_value(l, u, r->base, depth + 1);
    return leads_to_const(l, u, r->base, cg_form_level(r->form, CG_FORM_LEFT), depth + 1);
}

/* What a function of the library gives of its argument, or a member of what the object holds. */
static bool is_const_outside(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *t,
                             unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    if (r->role != CG_ROLE_CALL || r->base == CG_NONE)
        return false;
    if (cg_str_eq(t->text, CG_STR("as_const")) || cg_str_eq(t->text, CG_STR("cref")))
        return true;
    if (cpp_std_passes(t->text) && ref_of(u, r->base)->role == CG_ROLE_QUALIFY)
        return count > 0 && is_const_value(l, u, u->unit->hints.ptr[first].value, depth + 1);
    thing value;
    int level = 0;
    things held = {0};
    if (cpp_weigh(l, u, r->base, &value, &level) && value.kind == THING_EXTERNAL && level == 0)
        cpp_std_led_to(&value, false, &held);
    return held.count > 0 ? leads_to_const(l, u, r->base, 0, depth + 1)
                          : is_const_base(l, u, ref, depth);
}

static bool is_const_value(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth)
{
    const cg_ref *r = ref_of(u, ref);
    if (depth > DEPTH_MAX)
        return false;
    if (r->role == CG_ROLE_TYPE || r->role == CG_ROLE_LITERAL) /* a cast */
        return is_const_type(u, ref);
    if (r->target_kind == CG_TARGET_BINDING)
        return is_const_binding(l, u, r->target, depth);
    if (r->base_kind == CG_BASE_PASSED)
        return false;
    if (r->name_len == 0)
        return r->base_kind == CG_BASE_SELF ? cpp_in_const(u, r->source)
               : r->base == CG_NONE         ? false
                                            : is_const_value(l, u, r->base, depth + 1);
    const things *names = names_of_ref(l, u, ref);
    if (names->count == 0)
        return r->form & CG_FORM_APPLIED && is_const_element(l, u, ref, depth);
    bool wanted = names->count > 1 && r->role == CG_ROLE_CALL && is_const_base(l, u, ref, depth);
    const thing *t = called_on(l, names, wanted);
    const cg_link_unit *du = t->kind != THING_DEF ? NULL : link_open(l, t->file);
    if (du == NULL)
        return t->kind == THING_EXTERNAL && is_const_outside(l, u, ref, t, depth);
    if (is_const_type(du, def_of(du, t->def)->type_ref))
        return true;
    bool field = def_of(du, t->def)->kind == CG_NODE_FIELD && !is_pointer(du, t->def);
    return field && is_const_base(l, u, ref, depth);
}

bool cpp_is_const(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    return is_const_value(l, u, ref, 0);
}

bool cpp_of_const(cg_linker *l, const cg_link_unit *u, uint32_t call)
{
    return is_const_base(l, u, call, 0);
}
