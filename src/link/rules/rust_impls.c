// SPDX-License-Identifier: Apache-2.0
// Rust: what other files implement for a type.
#include "rust_link.h"

/* By the last name of a type: members that impls in other files add to it. */
#define SCOPE_MEMBERS "rust-members"

/* "Foo" of the descriptors "m/Foo#". */
static cg_str owner_name(cg_str descriptors)
{
    ptrdiff_t slash = cg_str_rfind(descriptors, '/');
    cg_str name = cg_str_slice(descriptors, (size_t)(slash + 1), descriptors.len);
    if (cg_str_ends(name, CG_STR("#")))
        name.len--;
    return name;
}

void rust_publish_impls(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        cg_str owner = cg_unit_str(u->unit, def_of(u, d)->qualifier);
        if (owner.len > 0)
            publish(p, scope_key(SCOPE_MEMBERS, owner_name(owner)), def_name(u, d), d);
    }
}

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
    static const cg_str marks[][2] = {{CG_STR("slice"), CG_STR("[]")},
                                      {CG_STR("tuple"), CG_STR("()")}};
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
