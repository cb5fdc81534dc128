// SPDX-License-Identifier: Apache-2.0
// link: the type around a definition: whose member it is, and what `self` is in it.
#include "rules.h"

/* What runs when it is called, read or written. */
static bool has_code(const cg_def *d)
{
    return cg_node_kind_is_callable(d->kind) || d->modifiers & (CG_MOD_GETTER | CG_MOD_SETTER);
}

/* An object literal bound to a name, and a function used as a class, are types of their own. */
static bool is_method_of_value(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    return d->parent != CG_NONE && d->parent != 0 && d->in_scope == CG_NONE && has_code(d) &&
           holds_value(def_of(u, d->parent)->kind);
}

/* Set on its prototype, or inside it on `this`. */
static bool is_method_of_function(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->kind != CG_NODE_METHOD || d->parent == CG_NONE || d->parent == 0)
        return false;
    const cg_def *function = def_of(u, d->parent);
    bool inside = d->start_byte >= function->start_byte && d->start_byte < function->end_byte;
    return cg_node_kind_is_callable(function->kind) && (inside == (d->in_scope != CG_NONE));
}

/* Of the object that a module of CommonJS exports. What exports a name of the file is no method of it. */
static bool is_method_of_module(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    return u->rules->traits & LINK_FUNCTION_TYPES && d->parent == 0 && d->in_scope != 0 &&
           (d->modifiers & (CG_MOD_EXPORTED | CG_MOD_DEFAULT)) == CG_MOD_EXPORTED && has_code(d);
}

bool makes_itself(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    cg_str name = def_name(u, def);
    return u->rules->traits & LINK_FUNCTION_TYPES && d->kind == CG_NODE_FUNCTION && name.len > 0 &&
           name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* A function that stands on its own has no `this` but that of what it is put on: `{ start }`, F.prototype.run = start, or
 * what the file exports. */
static bool is_own_function(const cg_link_unit *u, uint32_t def)
{
    return u->rules->traits & LINK_FUNCTION_TYPES && def_of(u, def)->kind == CG_NODE_FUNCTION &&
           !(def_of(u, def)->modifiers & CG_MOD_LAMBDA);
}

/* What the member `def` is one of; NONE. */
static thing holder_of(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->parent == CG_NONE || d->parent == 0)
        return (thing){0};
    const cg_def *owner = def_of(u, d->parent);
    bool type = is_type_def(u, d->parent) || cg_node_kind_is_callable(owner->kind);
    if (!type || d->modifiers & CG_MOD_STATIC)
        return type || holds_value(owner->kind) ? def_thing(u, d->parent, CG_RULE_SELF_MEMBER)
                                                : (thing){0};
    return (thing){.kind = THING_INSTANCE, .file = u->file, .def = d->parent};
}

/* By CommonJS: `exports.start = start`. What an ES module exports is called by its name alone. */
static bool is_put_on_exports(const cg_link_unit *u, uint32_t def)
{
    return def_of(u, 0)->modifiers & CG_MOD_EXPORTED &&
           (def_of(u, def)->modifiers & (CG_MOD_EXPORTED | CG_MOD_DEFAULT)) == CG_MOD_EXPORTED;
}

static thing holder_of_function(const cg_link_unit *u, uint32_t def)
{
    size_t first, count = unit_held(u, def, &first);
    thing holder = {0};
    for (size_t i = first; i < first + count && holder.kind == THING_NONE; i++)
        holder = holder_of(u, u->held.ptr[i].index);
    if (holder.kind == THING_NONE && is_put_on_exports(u, def))
        holder = module_thing(u, CG_RULE_SELF_MEMBER);
    return holder;
}

/* The type of another file that a definition with a qualifier belongs to; NONE. */
static thing foreign_owner(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    things owners = {0};
    if (def_of(u, def)->qualifier.len == 0 || u->rules->owner == NULL)
        return (thing){0};
    u->rules->owner(l, u, def, &owners);
    for (uint32_t i = 0; i < owners.count; i++) {
        thing t = owners.list[i];
        const cg_link_unit *tu = t.kind == THING_DEF ? link_open(l, t.file) : NULL;
        if (tu != NULL && is_type_def(tu, t.def))
            return (thing){.kind = THING_INSTANCE, .file = t.file, .def = t.def};
    }
    return (thing){0};
}

/* That of no file of the project, as types are that are not known. */
static thing unknown_owner(const cg_link_unit *u, uint32_t def)
{
    cg_str name = owner_name(cg_unit_str(u->unit, def_of(u, def)->qualifier));
    return (thing){.kind = THING_BUILTIN, .key = name_hash(name), .text = name};
}

/* The type around as it is written where `def` is added to it: Foo<T> of `impl<T> Foo<T>`; `type` is
 * what it is otherwise known to be. */
static thing as_written(cg_linker *l, const cg_link_unit *u, uint32_t def, thing type)
{
    size_t first;
    things found = {0};
    if (unit_hints(u, CG_HINT_SELF, def, &first) == 0 || !link_enter(l))
        return type;
    types_of_ref(l, u, u->unit->hints.ptr[first].value, &found);
    link_leave(l);
    for (uint32_t i = 0; i < found.count; i++)
        if (type.kind == THING_NONE || is_same_def(&found.list[i], &type))
            return found.list[i];
    return type;
}

/* The member of the type around that `def` is in. */
static thing around_member(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent;
    thing type = {0};
    if (parent != CG_NONE && parent != 0 && is_type_def(u, parent))
        type = (thing){.kind = THING_INSTANCE, .file = u->file, .def = parent};
    else if (def_of(u, def)->qualifier.len > 0)
        type = foreign_owner(l, u, def);
    return as_written(l, u, def, type);
}

thing type_around(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    size_t first;
    for (; def != CG_NONE && def != 0; def = def_of(u, def)->parent) {
        if (is_type_def(u, def))
            return (thing){.kind = THING_INSTANCE, .file = u->file, .def = def};
        if (unit_hints(u, CG_HINT_SELF, def, &first) > 0)
            return around_member(l, u, def);
        thing owner = foreign_owner(l, u, def);
        if (owner.kind != THING_NONE)
            return owner;
        if (def_of(u, def)->qualifier.len > 0)
            return unknown_owner(u, def);
        if (makes_itself(u, def))
            return (thing){.kind = THING_INSTANCE, .file = u->file, .def = def};
        if (is_method_of_value(u, def))
            return def_thing(u, def_of(u, def)->parent, CG_RULE_SELF_MEMBER);
        if (is_method_of_function(u, def))
            return (thing){.kind = THING_INSTANCE, .file = u->file, .def = def_of(u, def)->parent};
        if (is_method_of_module(u, def))
            return module_thing(u, CG_RULE_SELF_MEMBER);
        if (is_own_function(u, def))
            return holder_of_function(u, def);
    }
    return (thing){0};
}

thing type_outside(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    thing owner = foreign_owner(l, u, def);
    return owner.kind != THING_NONE ? owner : type_around(l, u, def_of(u, def)->parent);
}
