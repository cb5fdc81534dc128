// SPDX-License-Identifier: Apache-2.0
// C and C++: from a declaration to the definition that the linker would take. Where several programs
// of one tree define the same, or one per platform, the nearest one is taken if there is just one.
#include "cfamily.h"

/* More than any measure of what is compiled: headers say that it is. */
#define SURE_TO_FIT 4u

/* The disambiguator without the "$n" that tells equals apart. */
static cg_str types_of(const cg_link_unit *u, uint32_t def)
{
    cg_str s = cg_unit_str(u->unit, def_of(u, def)->disambiguator);
    ptrdiff_t mark = cg_str_find(s, '$');
    return mark < 0 ? s : cg_str_slice(s, 0, (size_t)mark);
}

static bool same_sort(const cg_def *a, const cg_def *b)
{
    if (holds_value(a->kind) || holds_value(b->kind))
        return holds_value(a->kind) && holds_value(b->kind);
    return cg_node_kind_is_callable(a->kind) && cg_node_kind_is_callable(b->kind) &&
           (a->kind == CG_NODE_MACRO) == (b->kind == CG_NODE_MACRO);
}

/* What a path of descriptors names, whether its parts are types or namespaces. */
static bool same_owner(cg_str path, cg_str suffix)
{
    if (suffix.len > path.len)
        return false;
    size_t skip = path.len - suffix.len;
    for (size_t i = 0; i < suffix.len; i++) {
        char a = path.ptr[skip + i], b = suffix.ptr[i];
        if ((a == '#' ? '/' : a) != (b == '#' ? '/' : b))
            return false;
    }
    return skip == 0 || path.ptr[skip - 1] == '/' || path.ptr[skip - 1] == '#';
}

bool cf_belongs(const cg_link_unit *du, uint32_t def, const cg_link_unit *u, uint32_t owner)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_unit_add_descriptors(u->unit, owner, &path);
    return same_owner(cg_buf_str(&path), cg_unit_str(du->unit, def_of(du, def)->qualifier));
}

typedef struct search {
    const cg_link_unit *unit; /* of the declaration */
    uint32_t def;
    bool any_types; /* parameters need not be spelt alike */
    cg_str owner;   /* descriptors of what the declaration is in */
    place best;
    uint32_t best_near;
    unsigned best_fit; /* to what is compiled where the declaration stands */
    bool several;
} search;

static bool is_definition(const search *s, const cg_link_unit *u, uint32_t def)
{
    const cg_def *mine = def_of(s->unit, s->def), *d = def_of(u, def);
    if (d->modifiers & CG_MOD_DECLARATION || cf_is_internal(d) || !same_sort(mine, d))
        return false;
    if (d->qualifier.len > 0 && !same_owner(s->owner, cg_unit_str(u->unit, d->qualifier)))
        return false;
    bool overloads = s->unit->unit->lang == CG_LANG_CPP && u->unit->lang == CG_LANG_CPP &&
                     cg_node_kind_is_callable(d->kind);
    if (overloads && s->any_types)
        return d->params_max == mine->params_max;
    return !overloads || cg_str_eq(types_of(s->unit, s->def), types_of(u, def));
}

static void consider(cg_linker *l, search *s, const place *places, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u == NULL || (u == s->unit && places[i].def == s->def))
            continue;
        note_name(l, u, def_name(u, places[i].def));
        if (!is_definition(s, u, places[i].def))
            continue;
        uint32_t near =
            1 + cf_shared_dirs(u->path, s->unit->path) + cf_shared_dirs(u->path, l->unit->path);
        cf_branch branch = cf_branch_of(l, u, places[i].def);
        if (branch == CF_BRANCH_OUT)
            continue;
        unsigned fit = cg_activity_fit(cg_modifiers_activity(def_of(s->unit, s->def)->modifiers),
                                       def_of(u, places[i].def)->modifiers);
        fit += branch == CF_BRANCH_IN ? SURE_TO_FIT : 0;
        if (s->best_near > 0 && fit != s->best_fit) {
            if (fit < s->best_fit)
                continue;
            s->best_near = 0;
        }
        s->several = near == s->best_near || (near < s->best_near && s->several);
        if (near > s->best_near) {
            s->best = places[i];
            s->best_near = near;
            s->best_fit = fit;
        }
    }
}

/* Definitions outside of a class of this file are its members. */
static void look_beside(cg_linker *l, search *s)
{
    place places[PLACES_MAX];
    uint32_t count = 0, parent = def_of(s->unit, s->def)->parent;
    if (!is_type_def(s->unit, parent))
        return;
    for (uint32_t d = unit_member(s->unit, parent, def_name(s->unit, s->def));
         d != CG_NONE && count < PLACES_MAX; d = s->unit->next[d])
        places[count++] = (place){s->unit->file, d};
    consider(l, s, places, count);
}

/* Members stand outside of their class under its name, and so may functions of a namespace. */
static void look_for(cg_linker *l, search *s)
{
    place places[PLACES_MAX];
    uint32_t total, parent = def_of(s->unit, s->def)->parent;
    uint64_t space;
    cg_str name = def_name(s->unit, s->def);
    look_beside(l, s);
    if (parent != 0) {
        uint64_t outside = cf_outside(def_name(s->unit, parent));
        consider(l, s, places, link_catalog(l, outside, name, places, &total));
    }
    if (cf_space_of(s->unit, parent, &space))
        consider(l, s, places, link_catalog(l, space, name, places, &total));
}

bool cf_definition(cg_linker *l, const cg_link_unit *u, uint32_t def, place *out)
{
    const cg_def *d = def_of(u, def);
    if (cf_is_internal(d) || d->parent == CG_NONE || !(d->modifiers & CG_MOD_DECLARATION) ||
        !(holds_value(d->kind) || cg_node_kind_is_callable(d->kind)))
        return false;
    CG_AUTO_VALUE(cg_buf) owner = {0};
    cg_unit_add_descriptors(u->unit, d->parent, &owner);
    search s = {.unit = u, .def = def, .owner = cg_buf_str(&owner)};
    look_for(l, &s);
    if (s.best_near == 0) {
        s.any_types = true;
        look_for(l, &s);
    }
    *out = s.best;
    return s.best_near > 0 && !s.several;
}
