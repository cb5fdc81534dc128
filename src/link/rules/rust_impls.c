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
