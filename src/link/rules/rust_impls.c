// SPDX-License-Identifier: Apache-2.0
// Rust: what other files implement for a type.
#include "link_int.h"
#include "rust.h"

/* By the last name of a type: members that impls in other files add to it; and where the impls stand. */
#define SCOPE_MEMBERS "rust-members"
#define SCOPE_IMPLS "rust-impls"

uint32_t rust_implementing_type(const cg_link_unit *u, uint32_t base)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, base, &first);
    return ref_of(u, base)->role == CG_ROLE_IMPLEMENT && count > 0 ? u->unit->hints.ptr[first].value
                                                                   : CG_NONE;
}

void rust_publish_impls(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        cg_str owner = cg_unit_str(u->unit, def_of(u, d)->qualifier);
        if (owner.len > 0)
            publish(p, scope_key(SCOPE_MEMBERS, owner_name(owner)), def_name(u, d), d);
    }
    for (size_t b = 0; b < u->bases.len; b++) {
        uint32_t type = rust_implementing_type(u, u->bases.ptr[b].index);
        if (type != CG_NONE && !is_type_def(u, u->bases.ptr[b].def))
            publish(p, scope_key(SCOPE_IMPLS, ref_name(u, type)), CG_STR(""), u->bases.ptr[b].def);
    }
}

/* ---- bases ---- */

/* Of the impls that stand at definition `at` of `iu`, the traits of those for `def` of `u`. */
static void traits_at(cg_linker *l, const cg_link_unit *iu, uint32_t at, const cg_link_unit *u,
                      uint32_t def, things *out)
{
    size_t first, count = unit_bases(iu, at, &first);
    note_name(l, iu, at == 0 ? CG_STR("") : def_name(iu, at));
    for (size_t i = 0; i < count; i++) {
        uint32_t base = iu->bases.ptr[first + i].index, type = rust_implementing_type(iu, base);
        if (type == CG_NONE || !cg_str_eq(ref_name(iu, type), def_name(u, def)))
            continue;
        const things *names = names_of_ref(l, iu, type);
        bool mine = false;
        for (uint32_t k = 0; k < names->count; k++)
            mine |= names->list[k].kind == THING_DEF && names->list[k].file == u->file &&
                    names->list[k].def == def;
        if (mine)
            types_of_ref(l, iu, base, out);
    }
}

void rust_bases_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope_key(SCOPE_IMPLS, def_name(u, def)), CG_STR(""),
                                         places, &total);
    for (uint32_t i = 0; i < count; i++) {
        bool again =
            i > 0 && places[i].file == places[i - 1].file && places[i].def == places[i - 1].def;
        const cg_link_unit *iu = again ? NULL : link_open(l, places[i].file);
        if (iu != NULL)
            traits_at(l, iu, places[i].def, u, def, out);
    }
}

/* A type implements what impls in other files say. */
void rust_derive(cg_linker *l, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        things traits = {0};
        if (is_type_def(u, d) && def_of(u, d)->kind != CG_NODE_TRAIT)
            rust_bases_elsewhere(l, u, d, &traits);
        for (uint32_t i = 0; i < traits.count; i++) {
            const thing *t = &traits.list[i];
            if (t->kind != THING_INSTANCE)
                continue;
            add_edge(l,
                     (cg_link_edge){.source = d,
                                    .target_file = t->file == u->file ? CG_NONE : t->file,
                                    .target = t->def,
                                    .kind = CG_EDGE_IMPLEMENTS,
                                    .rule = CG_RULE_DERIVED,
                                    .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_DERIVED),
                                    .first = NO_ORDINAL});
        }
    }
}

/* ---- members ---- */

uint64_t rust_members_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    (void)l;
    return is_type_def(u, def) ? scope_key(SCOPE_MEMBERS, def_name(u, def)) : 0;
}

/* To types of others, only traits can add. What a macro's rules define has no type yet. */
static bool extends_builtin(const cg_link_unit *u, uint32_t def)
{
    if (!rust_is_of_trait(u, def))
        return false;
    for (; def != 0 && def != CG_NONE; def = def_of(u, def)->parent)
        if (def_of(u, def)->kind == CG_NODE_MACRO)
            return false;
    return true;
}

void rust_members_of_builtin(cg_linker *l, cg_str type, cg_str name, things *out)
{
    static const cg_str marks[][2] = {{CG_STR("slice"), CG_STR("`[]`")},
                                      {CG_STR("tuple"), CG_STR("`()`")},
                                      {CG_STR("*const"), CG_STR("`*const`")},
                                      {CG_STR("*mut"), CG_STR("`*mut`")}};
    for (size_t i = 0; i < CG_ARRAY_LEN(marks); i++)
        if (cg_str_eq(type, marks[i][0]))
            type = marks[i][1];
    things found = {0};
    catalog_things(l, scope_key(SCOPE_MEMBERS, type), name, CG_RULE_TYPED_VALUE, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        const thing *t = &found.list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        things owners = {0};
        if (u == NULL || !extends_builtin(u, t->def))
            continue;
        rust_owner(l, u, t->def, &owners);
        if ((owners.count == 0 || owners.list[0].kind == THING_EXTERNAL ||
             owners.list[0].kind == THING_BUILTIN))
            things_add(out, *t);
    }
}

/* The descriptors "m/Foo#" as a path again. */
void rust_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    cg_str owner = cg_unit_str(u->unit, def_of(u, def)->qualifier);
    char *path = cg_arena_alloc(l->arena, owner.len * 2 + 1);
    size_t len = 0;
    for (size_t i = 0; i < owner.len; i++) {
        if (owner.ptr[i] == '/') {
            path[len++] = ':';
            path[len++] = ':';
        } else if (owner.ptr[i] != '#' && owner.ptr[i] != '`') {
            path[len++] = owner.ptr[i];
        }
    }
    rust_names_of_path(l, u, def_of(u, def)->parent, cg_str_make(path, len), out);
}
