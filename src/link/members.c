// SPDX-License-Identifier: Apache-2.0
// link: members: what stands behind a dot or ::.
#include "rules.h"

/* Of definitions that name their owner, those whose owner is `def`. */
static void keep_owned(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t from,
                       things *set)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < set->count; i++) {
        const thing *t = &set->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        bool mine =
            tu == NULL || tu->rules->owner == NULL || def_of(tu, t->def)->qualifier.len == 0;
        things owners = {0};
        if (!mine)
            tu->rules->owner(l, tu, t->def, &owners);
        for (uint32_t k = 0; k < owners.count && !mine; k++)
            mine = owners.list[k].file == u->file && owners.list[k].def == def;
        if (mine)
            set->list[kept++] = *t;
    }
    set->count = kept;
}

/* The local names of a function are no members of it. */
static void drop_locals(const cg_link_unit *u, uint32_t function, uint32_t from, things *set)
{
    uint32_t kept = from, scope = def_of(u, function)->scope;
    for (uint32_t i = from; i < set->count; i++) {
        const thing *t = &set->list[i];
        bool local = t->kind == THING_DEF && t->file == u->file && scope != CG_NONE &&
                     def_of(u, t->def)->in_scope == scope;
        if (!local)
            set->list[kept++] = *t;
    }
    set->count = kept;
}

static bool is_overload(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind);
}

/* What the definition itself and other files that add to it have under `name`. */
static void own_members(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    uint32_t before = out->count;
    defs_named(l, u, def, name, CG_RULE_QUALIFIED, out);
    if (cg_node_kind_is_callable(def_of(u, def)->kind))
        drop_locals(u, def, before, out);
    if (u->rules->members_elsewhere == NULL)
        return;
    for (uint32_t i = before; i < out->count; i++)
        if (!is_overload(l, &out->list[i]))
            return;
    uint64_t scope = u->rules->members_elsewhere(l, u, def);
    uint32_t from = out->count;
    if (scope == 0)
        return;
    catalog_things(l, scope, name, CG_RULE_QUALIFIED, out);
    keep_owned(l, u, def, from, out);
}

/* `owner`: the type of the line that has them, whose line is that of `type`. */
static void note_receiver(cg_linker *l, things *set, uint32_t from, thing owner, const thing *type)
{
    if (from == set->count)
        return;
    thing *kept = cg_arena_alloc_array(l->arena, 2, sizeof *kept);
    kept[0] = owner;
    kept[1] = *type;
    for (uint32_t i = from; i < set->count; i++) {
        set->list[i].args = kept;
        set->list[i].args_count = 2;
    }
}

/* Of what a base has under a name (from `from` on), goes what is private there, and what anything but
 * an overload hides that was found before (from `first` on). */
static void drop_hidden(cg_linker *l, const thing *type, things *set, uint32_t first, uint32_t from)
{
    bool hides = false;
    uint32_t kept = from;
    for (uint32_t i = first; i < from; i++)
        hides |= !is_overload(l, &set->list[i]);
    for (uint32_t i = from; i < set->count; i++) {
        const thing *t = &set->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        bool unseen = u != NULL && t->file != type->file && u->rules->traits & LINK_PRIVATE &&
                      def_of(u, t->def)->visibility == CG_VIS_PRIVATE;
        if (!unseen && !(hides && !is_overload(l, t)))
            set->list[kept++] = *t;
    }
    set->count = kept;
}

/* One overload of an owner stands for all: whoever calls finds the others with it. So a type with many
 * leaves room for those of its bases. */
static void keep_one_overload(cg_linker *l, things *set, uint32_t from)
{
    bool found = false;
    uint32_t kept = from;
    for (uint32_t i = from; i < set->count; i++) {
        bool overload = is_overload(l, &set->list[i]);
        if (!overload || !found)
            set->list[kept++] = set->list[i];
        found |= overload;
    }
    set->count = kept;
    set->cut = false;
}

/* Of what one owner has under a name, what is static is a member of the type, the rest one of its
 * instances. What has the name on one side alone is found from the other, too. */
static void keep_side(cg_linker *l, const thing *type, things *set, uint32_t from)
{
    bool of_type = type->kind == THING_DEF;
    uint32_t kept = from, fitting = 0;
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t i = from; i < set->count; i++) {
            const thing *t = &set->list[i];
            const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
            bool fits = u == NULL || of_type == !!(def_of(u, t->def)->modifiers & CG_MOD_STATIC);
            if (pass == 0)
                fitting += fits;
            else if (fits || fitting == 0)
                set->list[kept++] = *t;
        }
    }
    set->count = kept;
}

static bool is_of_interface(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    uint32_t owner = u ? def_of(u, t->def)->parent : CG_NONE;
    return owner != CG_NONE && def_of(u, owner)->kind == CG_NODE_INTERFACE;
}

/* A class inherits from classes rather than from interfaces, also where those are not the project's. */
static void prefer_superclass(cg_linker *l, const cg_link_unit *u, const thing *type, cg_str name,
                              uint32_t from, things *set)
{
    things written = {0}, promised = {0}, above = {0};
    for (uint32_t i = from; i < set->count; i++)
        things_add(is_of_interface(l, &set->list[i]) ? &promised : &written, set->list[i]);
    if (promised.count == 0 || def_of(u, type->def)->kind == CG_NODE_INTERFACE)
        return;
    u->rules->superclass_member(l, type, name, &written, &above);
    if (above.count == 0)
        return;
    set->count = from;
    things_add_all(set, &written);
    things_add_all(set, &above);
}

static bool is_declared_field(cg_linker *l, const thing *t, bool declared)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    const cg_def *d = u != NULL ? def_of(u, t->def) : NULL;
    if (d == NULL || d->kind != CG_NODE_FIELD)
        return false;
    return declared == (d->type_ref != CG_NONE && ref_of(u, d->type_ref)->role == CG_ROLE_TYPE);
}

/* A property, and what else has its name there: to assign to it in a method is to call it. */
static bool is_property(cg_linker *l, const things *found)
{
    const cg_link_unit *u = found->count > 0 ? link_open(l, found->list[0].file) : NULL;
    return u != NULL && found->list[0].kind == THING_DEF &&
           def_of(u, found->list[0].def)->kind == CG_NODE_PROPERTY;
}

/* A field that a class merely assigns is the one that a base declares with its type, or its property. `i`: where in the line it
 * was found. */
static void prefer_declaration(cg_linker *l, const type_line *line, uint32_t i, cg_str name,
                               uint32_t from, things *out)
{
    things above = {0};
    if (out->count != from + 1 || !is_declared_field(l, &out->list[from], false))
        return;
    const cg_link_unit *own = link_open(l, out->list[from].file);
    bool in_method = !(def_of(own, out->list[from].def)->modifiers & CG_MOD_STATIC);
    while (above.count == 0 && ++i < line->count) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL)
            own_members(l, u, line->types[i].def, name, &above);
        bool declared = above.count == 1 && is_declared_field(l, &above.list[0], true);
        if (!declared && !(in_method && is_property(l, &above)))
            above.count = 0;
    }
    if (above.count > 0)
        out->list[from] = above.list[0];
}

void members_in_line(cg_linker *l, const thing *type, cg_str name, uint32_t skip, things *out)
{
    const type_line *line = line_of(l, type);
    uint32_t before = out->count;
    for (uint32_t i = skip; i < line->count; i++) {
        uint32_t from = out->count;
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u == NULL)
            continue;
        own_members(l, u, line->types[i].def, name, out);
        drop_hidden(l, type, out, before, from);
        if (u->rules->fit != NULL)
            keep_one_overload(l, out, from);
        if (u->rules->traits & LINK_STATICS_APART)
            keep_side(l, type, out, from);
        if (u->rules->traits & LINK_LINE_C3)
            prefer_declaration(l, line, i, name, from, out);
        bool own = is_same_def(&line->types[i], type);
        note_receiver(l, out, from, own ? *type : thing_given(l, line->types[i], type), type);
        if (out->count > before && !(u->rules->traits & LINK_OVERLOADS))
            return;
    }
    const cg_link_unit *u = link_open(l, type->file);
    if (u != NULL && u->rules->superclass_member != NULL && out->count > before)
        prefer_superclass(l, u, type, name, before, out);
    if (u != NULL && out->count == before && u->rules->implied_member != NULL)
        u->rules->implied_member(l, type, name, out);
}

void constructors_in_line(cg_linker *l, const thing *type, uint32_t skip, things *out)
{
    static const cg_str names[] = {CG_STR("constructor"), CG_STR("__init__"), CG_STR("<init>")};
    const type_line *line = line_of(l, type);
    if (skip >= line->count)
        return;
    thing owner = thing_given(l, line->types[skip], type);
    const cg_link_unit *u = link_open(l, owner.file);
    if (u == NULL || (skip > 0 && def_of(u, owner.def)->kind == CG_NODE_INTERFACE))
        return; /* the class above is none of the project's */
    for (size_t i = 0; i <= CG_ARRAY_LEN(names); i++) {
        cg_str name = i > 0 ? names[i - 1] : def_name(u, owner.def);
        note_name(l, u, name);
        for (uint32_t d = unit_member(u, owner.def, name); d != CG_NONE; d = u->next[d])
            if (def_of(u, d)->kind == CG_NODE_CONSTRUCTOR)
                things_add(out, def_thing(u, d, CG_RULE_QUALIFIED));
    }
    if (out->count == 0)
        things_add(out, def_thing(u, owner.def, CG_RULE_QUALIFIED));
    note_receiver(l, out, 0, owner, type);
}

static bool is_space(unsigned kind)
{
    return kind == CG_NODE_NAMESPACE || kind == CG_NODE_MODULE || kind == CG_NODE_PACKAGE ||
           kind == CG_NODE_FILE;
}

/* The name that a member of an object is written as, { name }; CG_NONE: it has a value of its own, or a local one. */
static uint32_t shorthand_of(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->kind != CG_NODE_PROPERTY || d->type_ref == CG_NONE)
        return CG_NONE;
    const cg_ref *value = ref_of(u, d->type_ref);
    bool named = value->byte == d->name_byte && value->base_kind == CG_BASE_NONE;
    return named && value->target_kind != CG_TARGET_BINDING ? d->type_ref : CG_NONE;
}

/* { name }: the member is but another way to what has that name. */
static void through_shorthand(cg_linker *l, const cg_link_unit *u, uint32_t from, things *out)
{
    things found = {.cut = out->cut};
    for (uint32_t i = 0; i < out->count; i++) {
        thing t = out->list[i];
        uint32_t value = i >= from && t.kind == THING_DEF && t.file == u->file
                             ? shorthand_of(u, t.def)
                             : CG_NONE;
        const things *names = value != CG_NONE ? names_of_ref(l, u, value) : NULL;
        uint32_t before = found.count;
        for (uint32_t k = 0; names != NULL && k < names->count; k++)
            if (names->list[k].kind == THING_DEF || names->list[k].kind == THING_MODULE)
                things_add(&found, names->list[k]);
        if (found.count == before)
            things_add(&found, t);
        for (; before < found.count; before++)
            found.list[before].rule = t.rule;
    }
    *out = found;
}

/* What namespaces of the definition's own name have: they merge with a class, an enum, a function or a constant. */
static void members_merged(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                           things *out)
{
    uint32_t first = unit_member(u, def_of(u, def)->parent, def_name(u, def));
    note_name(l, u, def_name(u, def));
    for (uint32_t d = first; d != CG_NONE; d = u->next[d])
        if (d != def && def_of(u, d)->kind == CG_NODE_NAMESPACE)
            own_members(l, u, d, name, out);
}

/* Of what decorators make of a definition, which is then what its name stands for. The outermost one was given what the others
 * made, and mostly hands that on where it is not known to make something of the project. */
static void members_of_decorated(cg_linker *l, const cg_link_unit *u, const thing *t, cg_str name,
                                 things *out)
{
    size_t first, count = unit_decorators(u, t->def, &first);
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        things made = {0};
        uint32_t before = out->count;
        results_of_decorator(l, u, u->decorators.ptr[first + i].index, &made);
        if (u->rules->described != NULL)
            u->rules->described(l, u, t->def, &made);
        for (uint32_t k = 0; k < made.count; k++)
            if (made.list[k].kind != THING_DEF || !is_same_def(&made.list[k], t))
                members_of(l, &made.list[k], name, out);
        for (; before < out->count; before++)
            found |= out->list[before].kind == THING_DEF;
    }
}

static void members_of_def(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    if (u == NULL)
        return;
    unsigned kind = def_of(u, t->def)->kind;
    uint32_t before = out->count;
    bool merges = u->rules->traits & LINK_FUNCTION_TYPES;
    if (kind == CG_NODE_CONSTRUCTOR && merges) { /* x.constructor is the class */
        thing class = {.kind = THING_DEF, .file = t->file, .def = def_of(u, t->def)->parent};
        members_in_line(l, &class, name, 0, out);
        return;
    }
    if (cg_node_kind_is_type(kind)) {
        members_in_line(l, t, name, 0, out);
        if (out->count == before && merges)
            members_merged(l, u, t->def, name, out);
        return;
    }
    own_members(l, u, t->def, name, out);
    if (out->count > before)
        through_shorthand(l, u, before, out);
    else if (merges && !is_space(kind))
        members_merged(l, u, t->def, name, out);
    if (out->count == before && is_space(kind) && u->rules->space_member != NULL)
        names_once(l, u, t->def, name, u->rules->space_member, out);
    if (out->count > before || is_space(kind))
        return;
    things values = {0};
    values_held(l, t, &values);
    for (uint32_t i = 0; i < values.count; i++)
        if (values.list[i].kind != THING_DEF || !is_same_def(&values.list[i], t))
            members_of(l, &values.list[i], name, out);
    if (cg_node_kind_is_callable(kind) && t->key != UNDECORATED)
        members_of_decorated(l, u, t, name, out);
    if (out->count == before && u->rules->traits & LINK_DYNAMIC)
        members_put(l, t, name, out);
}

static void members_of_param(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    uint32_t bound = u ? u->unit->bindings.ptr[t->def].type_ref : CG_NONE;
    things types = {0};
    if (bound == CG_NONE)
        return;
    types_of_ref(l, u, bound, &types);
    size_t first, more = unit_hints(u, CG_HINT_BINDING_VALUE, t->def, &first);
    for (size_t i = 0; i < more; i++)
        types_of_ref(l, u, u->unit->hints.ptr[first + i].value, &types);
    for (uint32_t i = 0; i < types.count; i++)
        if (types.list[i].kind != THING_PARAM || types.list[i].def != t->def)
            members_of(l, &types.list[i], name, out);
}

static void exported_names(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                           things *out)
{
    (void)def;
    if (u->rules->exported != NULL)
        u->rules->exported(l, u, name, out);
    else
        defs_named(l, u, 0, name, CG_RULE_QUALIFIED, out);
}

static void members_of_module(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    if (u != NULL)
        names_once(l, u, 0, name, exported_names, out);
}

static bool is_function(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = link_open(l, t->file);
    return u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind);
}

/* X.prototype: what instances of X have, whatever is put there. */
static bool prototype_of(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    if (u == NULL || u->rules->instance_member == NULL ||
        !cg_str_eq(name, cg_str_from(u->rules->instance_member)) ||
        !(def_of(u, t->def)->kind == CG_NODE_CLASS || makes_itself(u, t->def)))
        return false;
    things_add(out, (thing){.kind = THING_INSTANCE, .file = t->file, .def = t->def});
    return true;
}

static void members_outside(cg_linker *l, const thing *t, cg_str name, things *out)
{
    things found = {0};
    if (l->unit->rules->builtin_member != NULL)
        l->unit->rules->builtin_member(l, t, name, &found);
    if (found.count == 0 &&
        t->kind == THING_BUILTIN) /* what the file defines for a type that is in no file */
        defs_named(l, l->unit, owner_elsewhere(t->text), name, CG_RULE_QUALIFIED, &found);
    if (found.count == 0)
        things_add(&found, external_member(l, t, name));
    things_add_all(out, &found);
}

void members_of(cg_linker *l, const thing *t, cg_str name, things *out)
{
    uint32_t before = out->count;
    if (!link_enter(l))
        return;
    switch (t->kind) {
    case THING_DEF:
        if (prototype_of(l, t, name, out))
            break;
        members_of_def(l, t, name, out);
        if (out->count == before && is_function(l, t) && l->unit->rules->member_behind != NULL)
            l->unit->rules->member_behind(l, t, name, out);
        break;
    case THING_INSTANCE:
        members_in_line(l, t, name, 0, out);
        if (out->count == before && l->unit->rules->member_behind != NULL)
            l->unit->rules->member_behind(l, t, name, out);
        break;
    case THING_MODULE:
        members_of_module(l, t, name, out);
        if (out->count == before && l->unit->rules->member_behind != NULL)
            l->unit->rules->member_behind(l, t, name, out); /* import("m").then(…) */
        break;
    case THING_PACKAGE:
        if (l->unit->rules->package_member != NULL)
            l->unit->rules->package_member(l, t, name, out);
        else
            catalog_things(l, t->key, name, CG_RULE_QUALIFIED, out);
        break;
    case THING_PARAM: members_of_param(l, t, name, out); break;
    default: members_outside(l, t, name, out);
    }
    things_known_by(out, before, t);
    link_leave(l);
}
