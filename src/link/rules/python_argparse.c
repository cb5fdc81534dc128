// SPDX-License-Identifier: Apache-2.0
// Python: a parser of the command line is given, for each command, the function that does it, parser.set_defaults(func=run), and
// who has read the arguments calls that: args.func(args).
#include "python.h"

#define SCOPE_DEFAULTS "python-defaults" /* files that set any, under the empty name */
#define SETTER CG_STR("set_defaults")
#define CALLS_MAX 64u /* of set_defaults in one file that are looked at */

void python_publish_defaults(publisher *p, const cg_link_unit *u)
{
    size_t first;
    if (entries_named(u->calls.ptr, u->calls.len, name_hash(SETTER), &first) > 0)
        publish(p, scope_key(SCOPE_DEFAULTS, CG_STR("")), CG_STR(""), 0);
}

/* The functions that the call sets under `name`. */
static void set_by_call(cg_linker *l, const cg_link_unit *u, uint32_t call, cg_str name,
                        things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        if (cg_str_eq(cg_unit_str(u->unit, h->name), name))
            values_of_ref(l, u, h->value, out);
    }
}

static void set_in_file(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    size_t first, count;
    note_name(l, u, SETTER);
    count = entries_named(u->calls.ptr, u->calls.len, name_hash(SETTER), &first);
    for (size_t i = 0; i < CG_MIN(count, CALLS_MAX); i++)
        set_by_call(l, u, u->calls.ptr[first + i].index, name, out);
}

/* What the file itself sets; if it sets nothing of the name, what others do. */
static void find_set(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    place places[PLACES_MAX];
    (void)def;
    set_in_file(l, u, name, out);
    if (out->count > 0)
        return;
    uint32_t count = link_catalog_few(l, scope_key(SCOPE_DEFAULTS, CG_STR("")), CG_STR(""),
                                      CATALOG_SEVERAL, places);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *other = link_open(l, places[i].file);
        if (other != NULL && other != u)
            set_in_file(l, other, name, out);
    }
}

/* `args.func(args)`: what has the member is passed to it, and nothing more is known of it. */
static bool is_passed_itself(const cg_link_unit *u, uint32_t call)
{
    const cg_ref *r = ref_of(u, call),
                 *base = r->base_kind == CG_BASE_REF ? ref_of(u, r->base) : NULL;
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    if (base == NULL || base->base_kind != CG_BASE_NONE || count == 0)
        return false;
    const cg_ref *passed = ref_of(u, u->unit->hints.ptr[first].value);
    return passed->base_kind == CG_BASE_NONE && passed->role == CG_ROLE_READ &&
           cg_str_eq(cg_ref_name(u->unit, passed), cg_ref_name(u->unit, base));
}

void python_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members)
{
    things set = {0};
    for (uint32_t i = 0; i < io_members->count; i++)
        if (io_members->list[i].kind != THING_EXTERNAL)
            return;
    if (!is_passed_itself(u, ref) ||
        !link_catalog_any(l, scope_key(SCOPE_DEFAULTS, CG_STR("")), CG_STR("")) || !link_enter(l))
        return;
    names_once(l, u, 0, ref_name(u, ref), find_set, &set);
    link_leave(l);
    for (uint32_t i = 0; i < set.count; i++)
        set.list[i].rule = CG_RULE_CALLED_VALUE;
    if (set.count > 0)
        *io_members = set;
}
