// SPDX-License-Identifier: Apache-2.0
// Rust: which traits are in scope where a method is called, and which method that tells where a type has
// several of one name.
#include "rust.h"

static bool has_def(const things *set, uint32_t file, uint32_t def)
{
    bool found = false;
    for (uint32_t i = 0; i < set->count; i++)
        found |=
            set->list[i].kind == THING_DEF && set->list[i].file == file && set->list[i].def == def;
    return found;
}

/* use m::Trait as Other, in a module or function around. */
static bool is_renamed(cg_linker *l, const cg_link_unit *u, uint32_t at, const cg_link_unit *tu,
                       uint32_t trait)
{
    cg_str name = def_name(tu, trait);
    for (size_t i = 0; i < u->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[u->imports.ptr[i].index];
        if (!cg_str_eq(cg_unit_str(u->unit, import->name), name) ||
            cg_str_eq(def_name(u, import->def), name))
            continue;
        uint32_t in = def_of(u, import->def)->parent, d = at;
        while (d != in && d != 0)
            d = def_of(u, d)->parent;
        things found = {0};
        if (d == in)
            names_of_import(l, u, import->def, &found);
        if (has_def(&found, tu->file, trait))
            return true;
    }
    return false;
}

bool rust_is_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t at, const cg_link_unit *tu,
                      uint32_t trait)
{
    things found = {0};
    rust_names_of_path(l, u, at, def_name(tu, trait), &found);
    return has_def(&found, tu->file, trait) || is_renamed(l, u, at, tu, trait);
}

/* "Render" of the mark "Render-Foo-for-Bar" or "Render$2". */
static cg_str trait_name(cg_str mark)
{
    size_t end = 0;
    while (end < mark.len && mark.ptr[end] != '-' && mark.ptr[end] != '$')
        end++;
    return cg_str_slice(mark, 0, end);
}

typedef enum in_scope { SCOPE_NO, SCOPE_UNKNOWN, SCOPE_YES } in_scope;

/* Whether the trait of the impl that has the method is in scope. One that no file has may be. */
static in_scope scope_of(cg_linker *l, const cg_link_unit *u, uint32_t at, place method)
{
    const cg_link_unit *mu = link_open(l, method.file);
    things traits = {0};
    if (mu == NULL)
        return SCOPE_UNKNOWN;
    const cg_def *def = def_of(mu, method.def);
    cg_str name = trait_name(cg_unit_str(mu->unit, def->disambiguator));
    if (name.len > 0)
        rust_names_of_path(l, mu, def->parent, name, &traits);
    for (uint32_t i = 0; i < traits.count; i++) {
        const thing *t = &traits.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && def_of(tu, t->def)->kind == CG_NODE_TRAIT)
            return rust_is_in_scope(l, u, at, tu, t->def) ? SCOPE_YES : SCOPE_NO;
    }
    return SCOPE_UNKNOWN;
}

uint32_t rust_keep_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                            uint32_t count)
{
    in_scope scopes[PLACES_MAX], best = SCOPE_NO;
    uint32_t kept = 0, at = ref_of(u, ref)->source;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mu = link_open(l, places[i].file);
        if (mu == NULL || !rust_is_of_trait(mu, places[i].def))
            return count;
        scopes[i] = scope_of(l, u, at, places[i]);
        best = CG_MAX(best, scopes[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (scopes[i] == best)
            places[kept++] = places[i];
    return kept;
}

/* The reference to the trait of the impl around the method: the last one in front of it. CG_NONE. */
static uint32_t trait_around(cg_linker *l, const cg_link_unit *u, uint32_t method)
{
    uint32_t last = CG_NONE, of = CG_NONE;
    for (size_t b = 0; b < u->bases.len; b++) {
        uint32_t ref = u->bases.ptr[b].index;
        const cg_ref *r = ref_of(u, ref);
        if (r->role == CG_ROLE_IMPLEMENT && r->byte < def_of(u, method)->start_byte &&
            (last == CG_NONE || r->byte > ref_of(u, last)->byte)) {
            last = ref;
            of = u->bases.ptr[b].def;
        }
    }
    if (of != CG_NONE)
        note_name(l, u, def_name(u, of));
    return last;
}

bool rust_is_of_other_trait(cg_linker *l, const cg_link_unit *u, uint32_t trait,
                            const cg_link_unit *mu, uint32_t method)
{
    uint32_t own = rust_is_of_trait(mu, method) ? trait_around(l, mu, method) : CG_NONE;
    if (own == CG_NONE)
        return false;
    const things *a = names_of_ref(l, u, trait), *b = names_of_ref(l, mu, own);
    if (a->count != 1 || b->count != 1)
        return false;
    const thing *x = &a->list[0], *y = &b->list[0];
    return x->kind != y->kind || !is_same_def(x, y) || !cg_str_eq(x->text, y->text);
}

/* <Type as Trait>::method */
uint32_t rust_keep_stated(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                          uint32_t count)
{
    uint32_t kept = 0, base = ref_of(u, ref)->base;
    size_t first, hints = base == CG_NONE ? 0 : unit_hints(u, CG_HINT_ARGUMENT, base, &first);
    if (hints == 0 ||
        !cg_str_eq(cg_unit_str(u->unit, u->unit->hints.ptr[first].name), CG_STR("as")))
        return count;
    cg_str trait = ref_name(u, u->unit->hints.ptr[first].value);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mu = link_open(l, places[i].file);
        const cg_def *def = mu != NULL ? def_of(mu, places[i].def) : NULL;
        if (def != NULL && (rust_is_mark_of(cg_unit_str(mu->unit, def->disambiguator), trait) ||
                            cg_str_eq(def_name(mu, def->parent), trait)))
            places[kept++] = places[i];
    }
    return kept > 0 ? kept : count;
}
