// SPDX-License-Identifier: Apache-2.0
// link: what the name of a member means, `a.name`, by what stands in front of it: self, a type, or any value.
#include "link_int.h"

/* The body of an enum's constant is a class of its own, of which the enum is the base. */
static bool is_in_constant(const cg_link_unit *u, uint32_t def)
{
    while (def != CG_NONE && def != 0 && !is_type_def(u, def)) {
        if (def_of(u, def)->kind == CG_NODE_ENUM_MEMBER)
            return true;
        def = def_of(u, def)->parent;
    }
    return false;
}

/* A member that an interface gives the class above of `self`: it has a body. */
static bool is_default_above(cg_linker *l, const thing *self, const cg_link_unit *u, uint32_t def)
{
    const type_line *line = line_of(l, self);
    const cg_link_unit *au = line->count > 1 ? link_open(l, line->types[1].file) : NULL;
    thing owner = {.kind = THING_INSTANCE, .file = u->file, .def = def_of(u, def)->parent};
    return au != NULL && def_of(au, line->types[1].def)->kind == CG_NODE_CLASS &&
           def_of(u, def)->body_end > def_of(u, def)->body_start &&
           place_in_line(l, &line->types[1], &owner) != CG_NONE;
}

/* `super` in a class is the class above, whatever interfaces promise. */
static void drop_interfaces(cg_linker *l, const thing *self, things *set)
{
    const cg_link_unit *u = link_open(l, self->file);
    uint32_t kept = 0;
    if (u == NULL || def_of(u, self->def)->kind == CG_NODE_INTERFACE)
        return;
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *t = &set->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        uint32_t owner = tu ? def_of(tu, t->def)->parent : CG_NONE;
        if (owner == CG_NONE || def_of(tu, owner)->kind != CG_NODE_INTERFACE ||
            is_default_above(l, self, tu, t->def))
            set->list[kept++] = *t;
    }
    set->count = kept;
}

/* `this` in what is static is the type itself. */
static bool is_in_static(const cg_link_unit *u, uint32_t def, const thing *type)
{
    if (!(u->rules->traits & LINK_STATICS_APART) || type->file != u->file)
        return false;
    while (def != 0 && def_of(u, def)->parent != type->def)
        def = def_of(u, def)->parent;
    return def_of(u, def)->modifiers & CG_MOD_STATIC;
}

/* super(…): the constructor of the class above, or the nearest above that, if any is written down. */
static void constructors_above(cg_linker *l, const cg_link_unit *u, const thing *self,
                               uint32_t skip, things *out)
{
    if (!(u->rules->traits & LINK_CONSTRUCTORS_PASS)) {
        constructors_in_line(l, self, skip, out);
        return;
    }
    uint32_t count = line_of(l, self)->count;
    for (; skip < count && out->count == 0; skip++) {
        things found = {0};
        constructors_in_line(l, self, skip, &found);
        for (uint32_t i = 0; i < found.count; i++) {
            const cg_link_unit *tu = link_open(l, found.list[i].file);
            if (tu != NULL && !is_type_def(tu, found.list[i].def))
                things_add(out, found.list[i]);
        }
    }
}

/* `self: Type` is that rather than the type around, unless this derives from it. */
thing self_declared(cg_linker *l, const cg_link_unit *u, uint32_t def, thing around)
{
    size_t first;
    things declared = {0};
    if (!(u->rules->traits & LINK_DYNAMIC) || around.kind != THING_INSTANCE)
        return around;
    while (def != around.def && def != 0 && unit_hints(u, CG_HINT_SELF, def, &first) == 0)
        def = def_of(u, def)->parent;
    if (def == around.def || def == 0)
        return around;
    types_of_ref(l, u, u->unit->hints.ptr[first].value, &declared);
    const thing *t = &declared.list[0];
    bool other =
        declared.count == 1 && t->kind == THING_INSTANCE && place_in_line(l, &around, t) == CG_NONE;
    return other ? *t : around;
}

/* How many types of the line `super` leaves out: up to the one that super(TYPE, self) names. */
static uint32_t left_out(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *self)
{
    size_t first;
    things from = {0};
    if (self->kind != THING_INSTANCE || unit_hints(u, CG_HINT_TYPE_ARG, ref, &first) == 0)
        return 1;
    values_of_ref(l, u, u->unit->hints.ptr[first].value, &from);
    uint32_t at = from.count == 1 && from.list[0].kind == THING_DEF
                      ? place_in_line(l, self, &from.list[0])
                      : CG_NONE;
    return at == CG_NONE ? 1 : at + 1;
}

static void member_of_self(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t skip,
                           things *out)
{
    const cg_ref *r = ref_of(u, ref);
    thing self = type_around(l, u, r->source);
    if (skip > 0 && u->rules->traits & LINK_DYNAMIC)
        skip = left_out(l, u, ref, &self);
    thing declared = skip == 0 ? self_declared(l, u, r->source, self) : self;
    bool other = declared.file != self.file || declared.def != self.def;
    self = declared;
    if (self.kind == THING_NONE)
        return;
    self.receiver = self.kind == THING_INSTANCE;
    cg_str name = ref_name(u, ref);
    bool calls = r->role == CG_ROLE_CALL || r->role == CG_ROLE_NEW;
    bool super = skip > 0;
    if (super && is_in_constant(u, r->source))
        skip = 0;
    if (calls && cg_str_eq(name, super ? CG_STR("super") : CG_STR("this"))) {
        if (super)
            constructors_above(l, u, &self, skip, out);
        else
            constructors_in_line(l, &self, skip, out);
        for (uint32_t i = 0; i < out->count; i++)
            out->list[i].receiver = !super;
    } else if (self.kind == THING_INSTANCE) {
        thing receiver = self;
        if (is_in_static(u, r->source, &self))
            receiver.kind = THING_DEF;
        members_in_line(l, &receiver, name, skip, out);
        if (super)
            drop_interfaces(l, &self, out);
    } else {
        members_of(l, &self, name, out);
    }
    if (other)
        set_rule_of_members(out, 0, CG_RULE_TYPED_VALUE);
    else
        set_member_rules(out, &self, super);
}

/* `path`: the bases are what a path names, not values. */
static void members_of_all(cg_linker *l, const things *bases, bool path, cg_str name, things *out)
{
    for (uint32_t i = 0; i < bases->count; i++) {
        uint32_t before = out->count;
        unsigned kind = bases->list[i].kind;
        members_of(l, &bases->list[i], name, out);
        bool outside = kind == THING_BUILTIN || kind == THING_EXTERNAL;
        bool typed = kind == THING_INSTANCE || kind == THING_PARAM || (outside && !path);
        set_rule_of_members(out, before, typed ? CG_RULE_TYPED_VALUE : CG_RULE_QUALIFIED);
    }
}

#define OUTER_MAX 4u /* names outside of narrowed ones that are looked at */

/* What a name is said to hold besides what it is declared to: the further types of a union. What is narrowed holds what the
 * name outside does. */
void other_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE) {
        size_t first, count = unit_hints(u, CG_HINT_BINDING_VALUE, r->target, &first);
        for (size_t i = 0; i < count && !out->cut; i++) {
            uint32_t value = u->unit->hints.ptr[first + i].value;
            types_of_ref(l, u, value, out);
            if (depth < OUTER_MAX)
                other_values(l, u, value, depth + 1, out);
        }
        uint32_t given = u->unit->bindings.ptr[r->target].init_ref;
        if (count == 0 && given != CG_NONE && depth < OUTER_MAX)
            other_values(l, u, given, depth + 1, out);
        return;
    }
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++)
        if (names->list[i].kind == THING_DEF && names->list[i].file == u->file)
            values_besides(l, u, names->list[i].def, out);
}

/* A member that the declared type of a name lacks: of what the name is said to hold besides. */
static void member_of_other_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    things values = {0};
    other_values(l, u, ref_of(u, ref)->base, 0, &values);
    members_of_all(l, &values, true, ref_name(u, ref), out);
}

/* Members of enum members that `base` names, as far as they have any: fields of a variant. Where methods
 * have a name space of their own (Java), the body of a constant is a class that nobody sees. */
static void members_of_variant(cg_linker *l, const cg_link_unit *u, uint32_t base, cg_str name,
                               things *out)
{
    const things *names = names_of_ref(l, u, base);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && def_of(tu, t->def)->kind == CG_NODE_ENUM_MEMBER &&
            !(tu->rules->traits & LINK_CALLS_APART))
            defs_named(l, tu, t->def, name, CG_RULE_QUALIFIED, out);
    }
}

static bool has_definition(const things *set)
{
    bool found = false;
    for (uint32_t i = 0; i < set->count; i++)
        found |= set->list[i].kind == THING_DEF;
    return found;
}

/* list<T>::iterator: what is qualified by a type of no file of the project is a member of that type with its arguments. */
static void given_outside(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *bases)
{
    size_t first;
    bool known = bases->count > 0 && bases->list[0].kind != THING_EXTERNAL &&
                 bases->list[0].kind != THING_BUILTIN;
    known &= !(u->rules->traits & LINK_OUTER_PARAMS);
    if (known || ref_of(u, ref)->role != CG_ROLE_QUALIFY || u->rules->traits & LINK_DYNAMIC ||
        unit_hints(u, CG_HINT_TYPE_ARG, ref, &first) == 0)
        return;
    *bases = (things){0};
    types_of_ref(l, u, ref, bases);
}

/* a[KEY], where no member is declared by that symbol: an element that KEY counts or names. */
static void elements_by_constant(cg_linker *l, const things *bases, cg_str name, things *out)
{
    things elements = {0};
    for (uint32_t i = 0; name.ptr[0] == '[' && i < bases->count; i++)
        elements_of(l, &bases->list[i], &elements);
    if (elements.count > 0)
        *out = elements;
}

static void member_of_base(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things bases = {0};
    members_of_variant(l, u, r->base, ref_name(u, ref), out);
    if (out->count > 0)
        return;
    if (r->base_kind == CG_BASE_RESULT) {
        results_of_ref(l, u, r->base, &bases);
    } else {
        values_of_ref(l, u, r->base, &bases);
        given_outside(l, u, r->base, &bases);
    }
    if (r->form & CG_FORM_ARROW && u->rules->led_to != NULL)
        u->rules->led_to(l, u, ref, &bases);
    bool path = !(u->rules->traits & LINK_NAME_SPACES) || /* written apart from members of values */
                (r->base_kind == CG_BASE_REF && ref_of(u, r->base)->role == CG_ROLE_QUALIFY);
    members_of_all(l, &bases, path, ref_name(u, ref), out);
    things others = {0};
    if (!has_definition(out) && u->rules->traits & LINK_DYNAMIC)
        member_of_other_values(l, u, ref, &others);
    if (out->count == 0 || has_definition(&others))
        *out = others;
    if (!has_definition(out))
        elements_by_constant(l, &bases, ref_name(u, ref), out);
}

void member_names(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->form & CG_FORM_APPLIED && u->rules->applied != NULL) {
        u->rules->applied(l, u, ref, out);
        return;
    }
    if (r->target_kind == CG_TARGET_DEF) { /* stated, or a name of the outermost scope */
        names_of_def(l, u, r->target, (cg_link_rule)r->rule, out);
        return;
    }
    switch (r->base_kind) {
    case CG_BASE_SELF: member_of_self(l, u, ref, 0, out); break;
    case CG_BASE_SUPER: member_of_self(l, u, ref, 1, out); break;
    case CG_BASE_REF:
    case CG_BASE_RESULT: member_of_base(l, u, ref, out); break;
    case CG_BASE_GLOBAL:
        if (u->rules->outermost != NULL)
            u->rules->outermost(l, u, ref, out);
        break;
    default: break;
    }
    bool held = r->role == CG_ROLE_READ || r->role == CG_ROLE_WRITE;
    if (u->rules->taken_apart != NULL && held)
        u->rules->taken_apart(l, u, ref, out);
    if (r->role == CG_ROLE_CALL)
        also_assigned(l, ref_name(u, ref), out);
    if (u->rules->called_member != NULL && r->role == CG_ROLE_CALL)
        u->rules->called_member(l, u, ref, out);
    if (out->count == 0 && u->rules->member_of_unknown != NULL)
        u->rules->member_of_unknown(l, u, ref, out);
}
