// SPDX-License-Identifier: Apache-2.0
// link: members that no type declares: code puts them on objects from outside, holder.make = helper. What is put there
// counts for the file that does it and for the file of the type; others would have to be looked through.
#include "rules.h"

/* Assignments to members of one name that are looked at for each object, and to all of its members. */
#define PUT_MAX 16u
#define PUT_ALL_MAX 256u

/* Whether what is put on `of` is there for `t` too. What instances are given is theirs, what a type is given is both its own
 * and theirs. */
static bool is_put_on(cg_linker *l, const thing *of, const thing *t)
{
    if (of->kind == THING_DEF && t->kind == THING_INSTANCE) {
        const type_line *line = line_of(l, t);
        for (uint32_t i = 1; i < line->count; i++)
            if (line->types[i].file == of->file && line->types[i].def == of->def)
                return true;
    }
    return (of->kind == t->kind || of->kind == THING_DEF) && of->file == t->file &&
           of->def == t->def;
}

/* What entries `first` to `end` of what members are assigned put on `t`. */
static void put_by(cg_linker *l, const cg_link_unit *u, const thing *t, size_t first, size_t end,
                   things *out)
{
    for (size_t i = first; i < end && !out->cut; i++) {
        const cg_hint *h = &u->unit->hints.ptr[u->assigned.ptr[i].index];
        const cg_ref *member = ref_of(u, h->subject);
        things owners = {0};
        bool put = false;
        if (member->base_kind == CG_BASE_REF && member->base != CG_NONE)
            values_of_ref(l, u, member->base, &owners);
        else if (member->base_kind == CG_BASE_SELF)
            things_add(&owners, type_around(l, u, member->source));
        for (uint32_t k = 0; k < owners.count; k++)
            put |= is_put_on(l, &owners.list[k], t);
        if (put)
            types_of_ref(l, u, h->value, out);
    }
}

static void put_in_file(cg_linker *l, const cg_link_unit *u, const thing *t, cg_str name,
                        things *out)
{
    size_t first;
    size_t count = entries_named(u->assigned.ptr, u->assigned.len, name_hash(name), &first);
    put_by(l, u, t, first, first + CG_MIN(count, PUT_MAX), out);
}

static void put_on(cg_linker *l, const cg_link_unit *u, const thing *t, cg_str name, things *out)
{
    note_name(l, u, name);
    put_in_file(l, u, t, name, out);
    if (u != l->unit)
        put_in_file(l, l->unit, t, name, out);
    for (uint32_t i = 0; i < out->count; i++)
        out->list[i].rule = CG_RULE_CALLED_VALUE;
}

static void put_on_def(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    put_on(l, u, &(thing){.kind = THING_DEF, .file = u->file, .def = def}, name, out);
}

static void put_on_instance(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                            things *out)
{
    put_on(l, u, &(thing){.kind = THING_INSTANCE, .file = u->file, .def = def}, name, out);
}

static void put_on_literal(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                           things *out)
{
    put_on(l, u, &(thing){.kind = THING_BUILTIN, .file = u->file, .def = def}, name, out);
}

void members_put(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    if (u == NULL || !link_enter(l))
        return;
    names_once(l, u, t->def, name,
               t->kind == THING_DEF       ? put_on_def
               : t->kind == THING_BUILTIN ? put_on_literal
                                          : put_on_instance,
               out);
    link_leave(l);
}

void values_put(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    thing t = {.kind = THING_DEF, .file = u->file, .def = def};
    if (u->assigned.len > PUT_ALL_MAX || !link_enter(l))
        return;
    put_by(l, u, &t, 0, u->assigned.len, out);
    link_leave(l);
}
