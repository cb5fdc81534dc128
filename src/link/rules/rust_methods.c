// SPDX-License-Identifier: Apache-2.0
// Rust: which members a method call can mean: `a.f()` is never a field, which is called as `(a.f)()`.
#include "rust.h"

#define DEREFS_MAX 8u /* types one behind the other that are looked into */

bool rust_is_path(const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref), *base = r->base == CG_NONE ? NULL : ref_of(u, r->base);
    return base != NULL && r->base_kind == CG_BASE_REF && base->name_len > 0 &&
           (base->role == CG_ROLE_QUALIFY || base->role == CG_ROLE_TYPE);
}

void rust_values_before(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_SELF) {
        things_add(out, type_around(l, u, r->source));
        return;
    }
    if (r->base == CG_NONE)
        return;
    if (r->base_kind == CG_BASE_REF)
        values_of_ref(l, u, r->base, out);
    else if (r->base_kind == CG_BASE_RESULT)
        results_of_ref(l, u, r->base, out);
}

/* ---- fields ---- */

/* A field with a name: `a.0()` calls what the field holds. */
static bool is_field(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    cg_str name = u != NULL ? def_name(u, t->def) : CG_STR_NULL;
    return name.len > 0 && def_of(u, t->def)->kind == CG_NODE_FIELD &&
           !(name.ptr[0] >= '0' && name.ptr[0] <= '9');
}

/* True: there were some. */
static bool drop_fields(cg_linker *l, things *set)
{
    uint32_t kept = 0, count = set->count;
    for (uint32_t i = 0; i < count; i++)
        if (!is_field(l, &set->list[i]))
            set->list[kept++] = set->list[i];
    set->count = kept;
    return kept < count;
}

/* Methods of a type that has a field of their name: of its traits, or of what it leads to. */
static void methods_behind_field(cg_linker *l, thing type, cg_str name, things *out)
{
    for (unsigned n = 0; n < DEREFS_MAX && type.kind == THING_INSTANCE && out->count == 0; n++) {
        things targets = {0};
        uint32_t before = n == 0 ? 1 : 0; /* the type itself has none */
        members_in_line(l, &type, name, before, out);
        if (!drop_fields(l, out))
            return;
        rust_associated_types(l, &type, CG_STR("Target"), &targets);
        type = targets.count > 0 ? targets.list[0] : (thing){0};
    }
}

void rust_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members)
{
    things values = {0};
    if (rust_is_path(u, ref) || !drop_fields(l, io_members) || io_members->count > 0)
        return;
    rust_values_before(l, u, ref, &values);
    for (uint32_t i = 0; i < values.count && io_members->count == 0; i++)
        methods_behind_field(l, values.list[i], ref_name(u, ref), io_members);
    for (uint32_t i = 0; i < io_members->count; i++)
        io_members->list[i].rule = CG_RULE_TYPED_VALUE;
}

/* ---- patterns ---- */

/* The generic type that the field is of, itself or by a variant; CG_NONE. */
static uint32_t generic_owner(const cg_link_unit *u, uint32_t field)
{
    uint32_t owner = def_of(u, field)->parent;
    if (owner != CG_NONE && def_of(u, owner)->kind == CG_NODE_ENUM_MEMBER)
        owner = def_of(u, owner)->parent;
    bool generic =
        owner != CG_NONE && is_type_def(u, owner) && def_of(u, owner)->modifiers & CG_MOD_GENERIC;
    return generic ? owner : CG_NONE;
}

/* Entry::Occupied(entry) and Reverse(value) of std. */
static void parts_outside(cg_linker *l, const cg_link_unit *u, uint32_t pattern, things *out)
{
    things values = {0};
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, pattern, &first);
    if (count == 0 || !rust_has_word("Occupied Vacant Reverse", ref_name(u, pattern)) ||
        !link_enter(l))
        return;
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name), CG_STR("of")))
            types_of_ref(l, u, u->unit->hints.ptr[first + i].value, &values);
    link_leave(l);
    out->count = values.count > 0 ? 0 : out->count;
    for (uint32_t i = 0; i < values.count; i++) {
        const thing *t = &values.list[i];
        if (cg_str_eq(rust_type_word(t), CG_STR("Entry")))
            things_add(out, *t);
        else if (rust_is_pointer(t))
            things_add(out, t->args[0]);
    }
}

/* The value that a pattern of the type `type`, a reference, takes apart, where that is the type with its arguments. */
static bool value_of(cg_linker *l, const cg_link_unit *u, uint32_t type, const thing *of,
                     thing *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, type, &first);
    things values = {0};
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name), CG_STR("of")))
            types_of_ref(l, u, u->unit->hints.ptr[first + i].value, &values);
    *out = values.list[0];
    while (values.count > 0 && rust_is_pointer(out))
        *out = out->args[0];
    return values.count > 0 && out->args_count > 0 && is_same_def(out, of);
}

/* What is read of a value is a field, whatever method has its name. */
static void keep_fields(cg_linker *l, things *set)
{
    uint32_t kept = 0, fields = 0;
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < set->count; i++) {
            const thing *t = &set->list[i];
            const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
            bool field = u != NULL && def_of(u, t->def)->kind == CG_NODE_FIELD;
            if (pass == 0)
                fields += field;
            else if (field || fields == 0)
                set->list[kept++] = *t;
        }
    }
    set->count = kept;
}

void rust_taken_apart(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io)
{
    const cg_ref *r = ref_of(u, ref);
    bool path = r->base_kind == CG_BASE_REF && r->base != CG_NONE &&
                ref_of(u, r->base)->role == CG_ROLE_QUALIFY;
    if (io->count > 1 && !path)
        keep_fields(l, io);
    if (r->base_kind == CG_BASE_REF && r->base != CG_NONE &&
        (io->count == 0 || io->list[0].kind == THING_EXTERNAL))
        parts_outside(l, u, r->base, io);
    for (uint32_t i = 0; i < io->count && r->base_kind == CG_BASE_REF && r->base != CG_NONE; i++) {
        thing *t = &io->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        bool field = tu != NULL && def_of(tu, t->def)->kind == CG_NODE_FIELD;
        uint32_t owner = field ? generic_owner(tu, t->def) : CG_NONE;
        thing of = {.file = t->file, .def = owner}, value;
        if (owner == CG_NONE || !link_enter(l))
            continue;
        if (value_of(l, u, r->base, &of, &value)) {
            thing *kept = cg_arena_alloc(l->arena, sizeof *kept);
            *kept = value;
            t->args = kept;
            t->args_count = 1;
        }
        link_leave(l);
    }
}
