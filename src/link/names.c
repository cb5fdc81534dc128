// SPDX-License-Identifier: Apache-2.0
// link: what a reference names. Inside its file, parsing has looked plain names up in their scopes
// already; here they are followed into other files, and members are looked for in what stands before
// them.
#include "link_int.h"

#define AROUND_MAX 16u /* types one inside the other that are looked into */

static const things nothing;

static void set_rule(things *set, uint32_t from, cg_link_rule rule)
{
    for (uint32_t i = from; i < set->count; i++)
        set->list[i].rule = (uint8_t)rule;
}

/* The same for members of a value; what was put there from outside is less sure. */
void set_rule_of_members(things *set, uint32_t from, cg_link_rule rule)
{
    for (uint32_t i = from; i < set->count; i++)
        if (!is_put(&set->list[i]))
            set->list[i].rule = (uint8_t)rule;
}

/* ---- definitions and imports ---- */

void names_of_def(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_link_rule rule, things *out)
{
    note_name(l, u, def_name(u, def));
    if (def_of(u, def)->kind == CG_NODE_IMPORT)
        names_of_import(l, u, def, out);
    else if (def == 0)
        things_add(out, module_thing(u, rule));
    else
        things_add(out, def_thing(u, def, rule));
}

static void follow_import(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    const cg_import *import = unit_import(u, def);
    uint32_t alias = def_of(u, def)->type_ref;
    if (alias != CG_NONE)
        things_add_all(out, names_of_ref(l, u, alias)); /* using a::f; import N = A.B */
    else if (import != NULL && u->rules->import != NULL)
        u->rules->import(l, u, import, out);
}

void names_of_import(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    const void *answer;
    note_name(l, u, def_name(u, def));
    if (!memo_get(l, MEMO_IMPORT, u->file, def, &answer)) {
        things found = {0};
        if (link_enter(l)) {
            follow_import(l, u, def, &found);
            link_leave(l);
        }
        set_rule(&found, 0, CG_RULE_IMPORT_BINDING);
        answer = things_keep(l, &found);
        memo_set(l, MEMO_IMPORT, u->file, def, answer);
    }
    if (answer != NULL)
        things_add_all(out, answer);
}

/* Of variants of one name, those in branches that are not taken stand behind the others. */
static cg_activity most_active(const cg_link_unit *u, uint32_t def)
{
    cg_activity best = CG_INACTIVE;
    if (!(u->rules->traits & LINK_VARIANTS) || u->unit->activity.len == 0)
        return best;
    for (; def != CG_NONE; def = u->next[def])
        best = CG_MIN(best, cg_modifiers_activity(def_of(u, def)->modifiers));
    return best;
}

void defs_named(cg_linker *l, const cg_link_unit *u, uint32_t parent, cg_str name,
                cg_link_rule rule, things *out)
{
    note_name(l, u, name);
    uint32_t first = unit_member(u, parent, name);
    cg_activity best = most_active(u, first);
    for (uint32_t d = first; d != CG_NONE && !out->cut; d = u->next[d])
        if (cg_modifiers_activity(def_of(u, d)->modifiers) <= best)
            names_of_def(l, u, d, rule, out);
}

/* ---- plain names ---- */

/* Says of members that were looked for in `self` which of them it inherits. */
void set_member_rules(things *set, const thing *self, bool inherited)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *owner = set->list[i].args;
        if (is_put(&set->list[i]))
            continue;
        bool own = owner == NULL || (owner->file == self->file && owner->def == self->def);
        set->list[i].rule = own && !inherited ? CG_RULE_SELF_MEMBER : CG_RULE_INHERITED_MEMBER;
    }
}

static bool names_type(unsigned role)
{
    return role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT || role == CG_ROLE_QUALIFY;
}

/* Where a type is meant, and inside it, its name is the type, never its constructor. */
static void type_for_constructor(cg_linker *l, things *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *t = &set->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (u == NULL || def_of(u, t->def)->kind != CG_NODE_CONSTRUCTOR)
            continue;
        thing type = type_around(l, u, t->def);
        if (type.kind != THING_INSTANCE)
            continue;
        type.kind = THING_DEF;
        type.rule = t->rule;
        *set = (things){1, false, {type}};
        return;
    }
}

/* The definition that what scopes found belongs to; CG_NONE: they found nothing. */
static uint32_t found_in(const cg_link_unit *u, const cg_ref *r)
{
    if (r->target_kind != CG_TARGET_BINDING)
        return r->target;
    return u->unit->scopes.ptr[u->unit->bindings.ptr[r->target].scope].owner;
}

/* Whether `def` is, or stands in, the type around: a type of this file, or a definition that the type
 * of another file owns. */
static bool is_inside(const cg_link_unit *u, uint32_t def, const thing *around)
{
    for (; def != CG_NONE && def != 0; def = def_of(u, def)->parent)
        if ((around->file == u->file && def == around->def) || def_of(u, def)->qualifier.len > 0)
            return true;
    return false;
}

/* Scopes have found a member of the type itself. */
static bool is_member(const cg_link_unit *u, const cg_ref *r, const thing *around)
{
    return r->target_kind == CG_TARGET_DEF && around->file == u->file &&
           def_of(u, r->target)->parent == around->def;
}

static void members_around(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *around,
                           things *out)
{
    const cg_ref *r = ref_of(u, ref);
    bool here = around->file == u->file;
    if (around->kind == THING_BUILTIN)
        members_of(l, around, ref_name(u, ref), out);
    else if (!here || r->byte >= def_of(u, around->def)->body_start)
        members_in_line(l, around, ref_name(u, ref), 0, out);
    if (names_type(r->role) || u->rules->traits & LINK_CALLS_APART)
        keep_fitting(l, r->role, out);
    set_member_rules(out, around, false);
}

/* Members of the types around, the nearest first, up to what scopes have found; of a definition outside
 * of its type, those around that one. In the head of a type its members are not in scope: not even to
 * tell what its bases are. */
static void names_around(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    uint32_t found = found_in(u, r);
    thing around = type_around(l, u, r->source);
    for (unsigned n = 0; n < AROUND_MAX && around.kind != THING_NONE; n++) {
        if (is_inside(u, found, &around) && !is_member(u, r, &around))
            return;
        members_around(l, u, ref, &around, out);
        const cg_link_unit *in = around.kind == THING_BUILTIN ? NULL : link_open(l, around.file);
        if (out->count > 0 || in == NULL)
            return;
        around = type_outside(l, in, around.def);
    }
}

/* Whether the types around may have something nearer than what scopes say of a name: what they inherit
 * hides what is declared outside of them, and may overload what they declare themselves. */
static bool is_hidden_around(cg_linker *l, const cg_link_unit *u, const cg_ref *r)
{
    if (!(u->rules->traits & LINK_MEMBERS_IN_SCOPE) || r->target_kind == CG_TARGET_NONE)
        return false;
    bool value = r->role == CG_ROLE_CALL || r->role == CG_ROLE_READ || r->role == CG_ROLE_WRITE ||
                 r->role == CG_ROLE_READ_WRITE;
    if (r->target_kind == CG_TARGET_IMPORT) {
        const cg_import *import = unit_import(u, r->target);
        if (!value || import == NULL || !(import->flags & CG_IMPORT_STATIC))
            return false;
    }
    if (r->target_kind == CG_TARGET_DEF &&
        !cg_str_eq(def_name(u, r->target), cg_ref_name(u->unit, r)))
        return false; /* what it means was stated, not looked up */
    thing around = type_around(l, u, r->source);
    if (around.kind == THING_NONE)
        return false;
    bool overloads = r->role == CG_ROLE_CALL && u->rules->traits & LINK_OVERLOADS;
    return !is_inside(u, found_in(u, r), &around) ||
           (overloads && u->bases.len > 0 && is_member(u, r, &around));
}

bool is_hidden_local(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    things around = {0};
    if (r->target_kind == CG_TARGET_BINDING && r->base == CG_NONE && is_hidden_around(l, u, r))
        names_around(l, u, ref, &around);
    return around.count > 0;
}

/* A plain name that is rather a member of what some value is an instance of (cg_x_ref_prefer_member);
 * what else it can be was looked up in its file. */
static void preferred_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    things values = {0};
    values_of_ref(l, u, ref_of(u, ref)->base, &values);
    for (uint32_t i = 0; i < values.count; i++)
        members_of(l, &values.list[i], ref_name(u, ref), out);
    set_rule(out, 0, CG_RULE_TYPED_VALUE);
}

static bool is_parameter(const cg_link_unit *u, uint32_t binding)
{
    return u->unit->bindings.ptr[binding].kind == CG_BIND_PARAM;
}

/* A parameter without a type, or a part of one: it holds what some calls pass, and others may pass something else. */
static bool is_passed(const cg_link_unit *u, uint32_t binding)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    uint32_t ref = b->init_ref;
    bool declared = b->type_ref != CG_NONE;
    for (; ref != CG_NONE && !declared; ref = ref_of(u, ref)->base)
        declared =
            ref_of(u, ref)->role == CG_ROLE_TYPE || ref_of(u, ref)->base_kind == CG_BASE_PASSED;
    return is_parameter(u, binding) && !declared;
}

/* What a callback gets: list.forEach(run => run()). There may be others where that comes from. */
static bool is_given_to_callback(const cg_link_unit *u, uint32_t binding)
{
    uint32_t ref = u->unit->bindings.ptr[binding].init_ref;
    return ref != CG_NONE && ref_of(u, ref)->base_kind == CG_BASE_PASSED;
}

static void add_classes(cg_linker *l, const things *values, things *out)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const thing *t = &values->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && def_of(tu, t->def)->kind == CG_NODE_CLASS)
            things_add(out, *t);
    }
    set_rule(out, 0, CG_RULE_CALLED_VALUE);
}

/* A mixin derives from what it is passed, whatever its parameter is declared to be. */
static void classes_passed(cg_linker *l, const cg_link_unit *u, uint32_t param, things *out)
{
    things passed = {0};
    values_from_callers(l, u, param, &passed);
    add_classes(l, &passed, out);
}

/* How sure it is that what a local name holds is called, by it or by what it is put into. */
static void doubt_local(cg_linker *l, const cg_link_unit *u, uint32_t binding, unsigned role,
                        things *io_held)
{
    bool calls = role == CG_ROLE_CALL;
    if ((calls && u->rules->traits & LINK_VALUES_APART) ||
        ((calls || role == CG_ROLE_NEW) && is_passed(u, binding)))
        set_rule(io_held, 0, CG_RULE_CALLED_VALUE);
    else if (u->rules->traits & LINK_FUNCTION_TYPES &&
             (calls ? is_given_to_callback(u, binding)
                    : role == CG_ROLE_READ && is_passed(u, binding))) /* and put elsewhere */
        beside_unknown(l, io_held, 0);
}

static void names_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    bool known = r->target_kind == CG_TARGET_DEF;
    if (is_hidden_around(l, u, r))
        names_around(l, u, ref, out);
    for (uint32_t i = 0; known && i < out->count; i++) /* found again: as it was found there */
        if (out->list[i].file == u->file && out->list[i].def == r->target)
            out->list[i].rule = r->rule;
    bool declared = known || r->target_kind == CG_TARGET_IMPORT;
    if (out->count == 0 && declared && u->rules->hiding != NULL)
        u->rules->hiding(l, u, ref, out);
    if (out->count > 0)
        return;
    switch (r->target_kind) {
    case CG_TARGET_DEF: names_of_def(l, u, r->target, (cg_link_rule)r->rule, out); break;
    case CG_TARGET_BINDING:
        if (r->role == CG_ROLE_INHERIT && is_parameter(u, r->target))
            classes_passed(l, u, r->target, out);
        if (out->count == 0)
            values_of_binding(l, u, r->target, out);
        if (r->role == CG_ROLE_CALL)
            mark_assigned(l, ref_name(u, ref), out);
        doubt_local(l, u, r->target, r->role, out);
        return;
    case CG_TARGET_IMPORT: names_of_import(l, u, r->target, out); break;
    default:
        if (u->rules->traits & LINK_MEMBERS_IN_SCOPE)
            names_around(l, u, ref, out);
        if (out->count == 0 && u->rules->global != NULL)
            u->rules->global(l, u, ref, out);
    }
    if (r->role == CG_ROLE_CALL)
        also_assigned(l, ref_name(u, ref), out);
}

/* What a label may name that is no member of the value: a constant of an enum, of a primitive type or String. */
static bool is_case_constant(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (u == NULL)
        return t->kind == THING_EXTERNAL;
    const cg_def *def = def_of(u, t->def);
    if (def->kind == CG_NODE_ENUM_MEMBER)
        return true;
    return def->type_ref != CG_NONE && (ref_of(u, def->type_ref)->role == CG_ROLE_LITERAL ||
                                        cg_str_eq(ref_name(u, def->type_ref), CG_STR("String")));
}

/* A label of a switch: a member of the value, or else a constant that scopes say. */
static void names_of_label(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things found = {0};
    preferred_member(l, u, ref, out);
    if (out->count > 0 || r->target_kind == CG_TARGET_BINDING)
        return;
    names_in_scope(l, u, ref, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        bool looked_up = r->target_kind == CG_TARGET_DEF && found.list[i].def == r->target &&
                         found.list[i].file == u->file; /* when its file was read */
        if (looked_up || is_case_constant(l, &found.list[i]))
            things_add(out, found.list[i]);
    }
}

static void plain_names(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    if (ref_of(u, ref)->base != CG_NONE) /* cg_x_ref_prefer_member */
        names_of_label(l, u, ref, out);
    else
        names_in_scope(l, u, ref, out);
}

/* ---- what no name in scope says ---- */

/* What the first of the further types of a name has under a key. */
static void keyed_of_others(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    uint32_t base = ref_of(u, ref)->base;
    const cg_ref *b = ref_of(u, base);
    things others = {0};
    if (b->target_kind == CG_TARGET_BINDING || (b->name_len > 0 && b->role == CG_ROLE_READ))
        other_values(l, u, base, 0, &others);
    for (uint32_t i = 0; i < others.count && out->count == 0; i++)
        keyed_of(l, &others.list[i], ref_name(u, ref), out);
}

/* The classes that a call gives, which a class derives from: class A extends mixin(B). */
static void classes_given(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things given = {0};
    values_of_ref(l, u, call, &given);
    add_classes(l, &given, out);
}

/* Of f[T](v), where f is a generic function, the name says what is called, not a value. What is less sure stays so. */
static void set_rule_of_values(things *set, cg_link_rule rule)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *t = &set->list[i];
        if (!is_put(t) && (t->kind != THING_DEF || t->args == NULL || !is_same_def(t, t->args)))
            set->list[i].rule = (uint8_t)rule;
    }
}

static void unnamed_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things of = {0};
    if (r->target_kind == CG_TARGET_DEF && r->base_kind == CG_BASE_FUNCTION) {
        names_of_def(l, u, r->target, CG_RULE_LEXICAL, out);
        return;
    }
    if (r->target_kind == CG_TARGET_DEF) { /* the type that a definition declares for itself */
        things_add(out, (thing){.kind = THING_INSTANCE, .file = u->file, .def = r->target});
        return;
    }
    if (r->base_kind == CG_BASE_SELF) {
        thing self = self_declared(l, u, r->source, type_around(l, u, r->source));
        self.receiver = self.kind == THING_INSTANCE;
        things_add(out, self);
        return;
    }
    if (r->base_kind == CG_BASE_SUPER) {
        thing self = type_around(l, u, r->source);
        const type_line *line = self.kind == THING_INSTANCE ? line_of(l, &self) : NULL;
        for (uint32_t i = 1; line != NULL && i < line->count && i < 2; i++)
            things_add(out, thing_given(l, line->types[i], &self));
        return;
    }
    if (r->base_kind == CG_BASE_FUNCTION)
        things_add(out, function_thing(l, u, ref));
    if (r->base_kind == CG_BASE_PASSED)
        passed_of_ref(l, u, ref, out);
    if (r->base_kind == CG_BASE_SAYS && r->role == CG_ROLE_READ)
        said_by_call(l, u, ref, out);
    if (r->base == CG_NONE || r->base_kind == CG_BASE_FUNCTION || r->base_kind == CG_BASE_PASSED ||
        r->base_kind == CG_BASE_SAYS)
        return;
    if (r->role == CG_ROLE_INHERIT) {
        classes_given(l, u, r->base, out);
        return;
    }
    if (r->role == CG_ROLE_TYPE) {
        types_of_ref(l, u, r->base, &of);
        /* Of one or another, or of what is unknown. */
        for (uint32_t i = 0; i < CG_MAX(of.count, 1u); i++) {
            thing *args = cg_arena_alloc(l->arena, sizeof *args);
            *args = of.list[i];
            things_add(out, (thing){.kind = THING_CONTAINER, .args = args, .args_count = 1});
        }
        return;
    }
    bool calls = r->role == CG_ROLE_CALL || r->role == CG_ROLE_DECORATE;
    if (calls)
        values_of_ref(l, u, r->base, &of);
    else
        types_of_ref(l, u, r->base, &of);
    for (uint32_t i = 0; i < of.count; i++) {
        if (calls)
            things_add(out, of.list[i]);
        else if (r->name_len > 0)
            keyed_of(l, &of.list[i], ref_name(u, ref), out);
        else if (r->base_kind == CG_BASE_ITEM)
            items_of(l, &of.list[i], r->args, out);
        else if (!instantiated(l, u, ref, &of.list[i], out))
            elements_of(l, &of.list[i], out);
    }
    if (out->count == 0 && r->name_len > 0)
        keyed_of_others(l, u, ref, out);
    if (calls)
        set_rule_of_values(out, u->rules->traits & LINK_VALUES_APART ? CG_RULE_CALLED_VALUE
                                                                     : CG_RULE_TYPED_VALUE);
    const cg_ref *b = ref_of(u, r->base);
    if (calls && b->target_kind == CG_TARGET_BINDING && b->base_kind == CG_BASE_NONE)
        doubt_local(l, u, b->target, r->role, out); /* f.call(…) */
}

/* An import may bind the name in another name space than the one that is meant. */
static void in_name_space(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *set)
{
    const cg_ref *r = ref_of(u, ref);
    bool imported = set->count > 0 && r->target_kind == CG_TARGET_IMPORT;
    keep_fitting(l, r->role, set);
    if (!imported || set->count > 0 || r->base_kind != CG_BASE_NONE || u->rules->global == NULL)
        return;
    u->rules->global(l, u, ref, set);
    keep_fitting(l, r->role, set);
}

/* ---- all ---- */

static void name_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->role == CG_ROLE_LITERAL) {
        thing t = literal_thing(u, ref);
        take_type_args(l, u, ref, &t);
        if (t.args_count > 0 && cg_str_eq(t.text, CG_STR("tuple")))
            t.kind = THING_TUPLE;
        things_add(out, t);
    } else if (r->name_len == 0 || r->base_kind == CG_BASE_ITEM) {
        unnamed_values(l, u, ref, out);
    } else if (r->base_kind == CG_BASE_NONE) {
        plain_names(l, u, ref, out);
        type_for_constructor(l, out);
    } else {
        member_names(l, u, ref, out);
        if (names_type(r->role))
            type_for_constructor(l, out);
    }
}

/* Asked for while it is looked for: a local name holds what is known of it so far, x = x.next(). */
static const things *names_in_circle(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    things found = {0};
    if (r->target_kind != CG_TARGET_BINDING || r->base_kind != CG_BASE_NONE || r->base != CG_NONE)
        return &nothing;
    values_of_binding(l, u, r->target, &found);
    return things_keep(l, &found);
}

const things *names_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const void *answer;
    if (memo_get(l, MEMO_NAMES, u->file, ref, &answer))
        return answer != NULL ? answer : names_in_circle(l, u, ref);
    things found = {0};
    if (link_enter(l)) {
        name_ref(l, u, ref, &found);
        if (u->rules->traits & LINK_NAME_SPACES)
            in_name_space(l, u, ref, &found);
        link_leave(l);
    }
    answer = things_keep(l, &found);
    memo_set(l, MEMO_NAMES, u->file, ref, answer);
    return answer;
}
