// SPDX-License-Identifier: Apache-2.0
// Rust: associated types that a trait only announces, `type Out;`. `V::Out` is an instance of that with V as its argument, until
// what takes the place of V tells what it is.
#include "rust.h"

static bool is_announced(const cg_link_unit *u, uint32_t def)
{
    return def_of(u, def)->kind == CG_NODE_TYPE_ALIAS &&
           def_of(u, def)->modifiers & CG_MOD_ABSTRACT;
}

/* How many type parameters the trait has itself, and whether `type` is the only one that it announces: then what it is bound to
 * stands behind those, Trait<A, Out = B>. */
static bool is_only_announced(const cg_link_unit *u, uint32_t type, uint32_t *out_params)
{
    uint32_t trait = def_of(u, type)->parent, announced = 0;
    *out_params = 0;
    for (uint32_t d = trait + 1;
         d < u->unit->defs.len && def_of(u, d)->start_byte < def_of(u, trait)->end_byte; d++)
        announced += def_of(u, d)->parent == trait && is_announced(u, d);
    bool generic = def_of(u, trait)->modifiers & CG_MOD_GENERIC;
    for (uint32_t b = 0; generic && b < u->unit->bindings.len; b++)
        *out_params += u->unit->bindings.ptr[b].kind == CG_BIND_TYPE_PARAM &&
                       u->unit->scopes.ptr[u->unit->bindings.ptr[b].scope].owner == trait;
    return announced == 1;
}

/* What the bound Trait<Out = B> says; NONE. */
static thing bound_to(const cg_link_unit *u, uint32_t type, const thing *bound)
{
    uint32_t params;
    if (bound->kind != THING_INSTANCE || bound->file != u->file ||
        bound->def != def_of(u, type)->parent || bound->args_count == 0 ||
        !is_only_announced(u, type, &params) || params >= bound->args_count)
        return (thing){0};
    return bound->args[params];
}

thing rust_settled(cg_linker *l, thing t)
{
    const cg_link_unit *u = link_open(l, t.file);
    if (u == NULL || !is_announced(u, t.def))
        return t;
    thing of = t.args[0];
    things bounds = {0}, found = {0};
    while (rust_is_pointer(&of))
        of = of.args[0];
    rust_bounds_of(l, &of, &bounds);
    if (of.kind != THING_PARAM)
        things_add(&bounds, of);
    cg_str trait = def_name(u, def_of(u, t.def)->parent);
    note_name(l, u, trait);
    note_name(l, u, link_text(l, LINK_COMPONENTS, CG_STR_ARG(trait)));
    for (uint32_t i = 0; i < bounds.count; i++) {
        thing told = bound_to(u, t.def, &bounds.list[i]);
        if (told.kind != THING_NONE)
            return told;
    }
    if (of.kind == THING_PARAM || !link_enter(l))
        return t;
    rust_associated_types(l, &of, def_name(u, t.def), &found);
    link_leave(l);
    bool same = found.count > 0 && is_same_def(&found.list[0], &t);
    return found.count > 0 && !same ? found.list[0] : t;
}

void rust_depends(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t)
{
    const cg_link_unit *tu = link_open(l, t->file);
    const cg_ref *r = ref_of(u, ref);
    if (tu == NULL || !is_announced(tu, t->def) || r->base_kind != CG_BASE_REF ||
        r->base == CG_NONE || t->args_count > 0)
        return;
    const things *names = names_of_ref(l, u, r->base);
    if (names->count == 0)
        return;
    thing *of = cg_arena_alloc(l->arena, sizeof *of);
    *of = names->list[0];
    if (of->kind == THING_DEF)
        of->kind = THING_INSTANCE;
    t->args = of;
    t->args_count = 1;
    *t = thing_settled(l, *t);
}
