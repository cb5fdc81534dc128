// SPDX-License-Identifier: Apache-2.0
// C++: bases that templates decide.
#include "cpp.h"

/* Whether one of the names written from the first part of `ref` up to it is a template's parameter. */
static bool mentions_parameter(const cg_link_unit *u, uint32_t ref)
{
    uint32_t source = ref_of(u, ref)->source, first = ref;
    while (ref_of(u, first)->base_kind == CG_BASE_REF && ref_of(u, first)->base != CG_NONE)
        first = ref_of(u, first)->base;
    uint32_t from = ref_of(u, first)->byte, to = ref_of(u, ref)->byte;
    for (uint32_t i = ref; i != CG_NONE && ref_of(u, i)->source == source; i--) {
        const cg_ref *r = ref_of(u, i);
        if (r->byte >= from && r->byte < to && r->target_kind == CG_TARGET_BINDING &&
            u->unit->bindings.ptr[r->target].kind == CG_BIND_TYPE_PARAM)
            return true;
        if (r->byte < from)
            break;
    }
    return false;
}

/* Part of a base: a template of which no argument has a name, as in Pick<N % 2>. */
static bool is_open_template(cg_linker *l, const cg_link_unit *u, uint32_t part)
{
    size_t first;
    if (unit_hints(u, CG_HINT_TYPE_ARG, part, &first) > 0)
        return false;
    const things *names = names_of_ref(l, u, part);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && def_of(tu, t->def)->modifiers & CG_MOD_GENERIC)
            return true;
    }
    return false;
}

static bool has_open_template(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    if (!(def_of(u, ref_of(u, ref)->source)->modifiers & CG_MOD_GENERIC))
        return false;
    while (ref_of(u, ref)->base_kind == CG_BASE_REF && ref_of(u, ref)->base != CG_NONE) {
        ref = ref_of(u, ref)->base;
        if (is_open_template(l, u, ref))
            return true;
    }
    return false;
}

/* Whether `type` is a template with specialisations, or one of them. */
static bool is_specialised(cg_linker *l, const cg_link_unit *u, uint32_t type)
{
    uint32_t count = 0;
    if (!(def_of(u, type)->modifiers & CG_MOD_GENERIC))
        return false;
    note_name(l, u, def_name(u, type));
    for (uint32_t d = unit_member(u, def_of(u, type)->parent, def_name(u, type)); d != CG_NONE;
         d = u->next[d])
        count += is_type_def(u, d) && !(def_of(u, d)->modifiers & CG_MOD_DECLARATION);
    return count > 1;
}

static bool is_in_specialised(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    for (uint32_t p = def_of(u, def)->parent; p != CG_NONE && p != 0; p = def_of(u, p)->parent)
        if (is_type_def(u, p) && is_specialised(l, u, p))
            return true;
    return false;
}

/* Which type an alias of a template stands for, or a nested one is, depends on what is specialised for the arguments. */
bool cpp_is_dependent(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *tu,
                      uint32_t def)
{
    if (ref_of(u, ref)->base_kind != CG_BASE_REF)
        return false;
    bool alias = def_of(tu, def)->kind == CG_NODE_TYPE_ALIAS;
    return (alias && (mentions_parameter(u, ref) || has_open_template(l, u, ref))) ||
           is_in_specialised(l, tu, def);
}
