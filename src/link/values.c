// SPDX-License-Identifier: Apache-2.0
// link: what reading or calling something gives, as far as declarations, initial values and returned
// values tell. Flow is not followed: a name has all the values it is ever given.
#include "rules.h"

/* Assignments to members of one name that are looked at; more of them are generated. */
#define ASSIGNED_MAX 256u

static bool is_call(unsigned role)
{
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW || role == CG_ROLE_MACRO;
}

static bool names_type(unsigned role)
{
    return role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT || role == CG_ROLE_IMPLEMENT ||
           role == CG_ROLE_QUALIFY || role == CG_ROLE_DECORATE;
}

/* ---- type parameters ---- */

/* The place of a type parameter among those of its scope. */
static uint32_t param_index(const cg_link_unit *u, uint32_t binding)
{
    const cg_binding *bindings = u->unit->bindings.ptr;
    uint32_t index = 0;
    for (uint32_t b = binding; b-- > 0 && bindings[b].scope == bindings[binding].scope;)
        index += bindings[b].kind == CG_BIND_TYPE_PARAM;
    return index;
}

static uint32_t param_owner(const cg_link_unit *u, uint32_t binding)
{
    return u->unit->scopes.ptr[u->unit->bindings.ptr[binding].scope].owner;
}

/* A parameter of members that are added to a type, `impl<T> Foo<T>`: the place where the type is given
 * it, which the name Self that is declared with it tells. */
static uint32_t place_in_self(cg_linker *l, const cg_link_unit *u, uint32_t param,
                              const thing *receiver)
{
    const cg_binding *bindings = u->unit->bindings.ptr;
    uint32_t b = param;
    while (b > 0 && bindings[b - 1].scope == bindings[param].scope)
        b--;
    things self = {0};
    if (!cg_str_eq(cg_unit_str(u->unit, bindings[b].name), CG_STR("Self")) ||
        bindings[b].type_ref == CG_NONE || !link_enter(l))
        return CG_NONE;
    types_of_ref(l, u, bindings[b].type_ref, &self);
    link_leave(l);
    for (uint32_t i = 0; i < self.count; i++) {
        const thing *t = &self.list[i];
        if (t->kind != receiver->kind || t->file != receiver->file || t->def != receiver->def ||
            (t->kind == THING_BUILTIN && t->key != receiver->key))
            continue;
        for (uint32_t k = 0; k < t->args_count; k++)
            if (t->args[k].kind == THING_PARAM && t->args[k].file == u->file &&
                t->args[k].def == param)
                return k;
    }
    return CG_NONE;
}

static thing given_param(cg_linker *l, thing t, const thing *receiver)
{
    const cg_link_unit *u = link_open(l, t.file);
    if (u == NULL)
        return t;
    bool own = receiver->kind != THING_BUILTIN && t.file == receiver->file &&
               param_owner(u, t.def) == receiver->def;
    uint32_t index = own ? param_index(u, t.def) : place_in_self(l, u, t.def, receiver);
    if (index < receiver->args_count && receiver->args[index].kind != THING_NONE) {
        thing argument = receiver->args[index];
        argument.pointers = (uint8_t)(argument.pointers + t.pointers);
        argument.is_const |= t.is_const;
        return argument;
    }
    things defaults = {0};
    uint32_t unless_given = own ? u->unit->bindings.ptr[t.def].init_ref : CG_NONE;
    if (unless_given != CG_NONE && link_enter(l)) {
        types_of_ref(l, u, unless_given, &defaults);
        link_leave(l);
    }
    return defaults.count > 0 ? defaults.list[0] : t;
}

static thing given(cg_linker *l, thing t, const thing *receiver, unsigned depth)
{
    if (receiver == NULL || receiver->args_count == 0 || depth >= TYPE_NESTING_MAX)
        return t;
    if (t.kind == THING_PARAM)
        return given_param(l, t, receiver);
    bool nested = t.kind == THING_INSTANCE || t.kind == THING_CONTAINER || t.kind == THING_TUPLE ||
                  t.kind == THING_BUILTIN || t.kind == THING_EXTERNAL || t.kind == THING_FUNCTION;
    if (!nested || t.args_count == 0)
        return t;
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    for (uint16_t i = 0; i < t.args_count; i++)
        args[i] = given(l, t.args[i], receiver, depth + 1);
    t.args = args;
    return thing_settled(l, t);
}

thing thing_settled(cg_linker *l, thing t)
{
    bool may = t.kind == THING_INSTANCE && t.args_count == 1 && l->unit->rules->settled != NULL;
    return may ? l->unit->rules->settled(l, t) : t;
}

thing thing_given(cg_linker *l, thing t, const thing *receiver)
{
    return given(l, t, receiver, 0);
}

static void add_given(cg_linker *l, const things *found, const thing *receiver, things *out)
{
    for (uint32_t i = 0; i < found->count; i++)
        things_add(out, thing_given(l, found->list[i], receiver));
}

/* ---- types ---- */

/* A type argument as it is written: const T *. */
static thing with_pointers(thing t, const cg_ref *as)
{
    if (as->form != 0)
        t.pointers = (uint8_t)CG_MAX(t.pointers + cg_form_level(as->form, CG_FORM_LEFT), 0);
    t.is_const |= as->role == CG_ROLE_TYPE && as->args == 1;
    return t;
}

thing type_arg_of(cg_linker *l, const cg_link_unit *u, uint32_t of, uint32_t ref)
{
    things types = {0}, instances = {0};
    bool holds = ref_of(u, of)->role == CG_ROLE_LITERAL || u->rules->traits & LINK_DYNAMIC;
    types_of_ref(l, u, ref, &types);
    if (types.count > 0 && types.list[0].kind == THING_DEF && !holds)
        instances_of(l, &types.list[0], u, ref, &instances);
    return instances.count > 0 ? instances.list[0] : types.list[0];
}

void take_type_args(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t)
{
    size_t first;
    size_t count = ref == CG_NONE ? 0 : unit_hints(u, CG_HINT_TYPE_ARG, ref, &first);
    if (count == 0)
        return;
    const cg_hint *hints = u->unit->hints.ptr + first;
    uint32_t width = CG_MIN(hints[count - 1].index + 1, 16u);
    thing *args = cg_arena_alloc_array(l->arena, width, sizeof *args);
    for (size_t i = 0; i < count && hints[i].index < width; i++) {
        thing arg = type_arg_of(l, u, ref, hints[i].value);
        if (arg.kind != THING_NONE)
            args[hints[i].index] = with_pointers(arg, ref_of(u, hints[i].value));
    }
    t->args = args;
    t->args_count = (uint16_t)width;
}

/* What an alias of no type of the project stands for, given its arguments and those of what it is a
 * member of. */
static bool aliased(cg_linker *l, const cg_link_unit *u, const thing *t, const thing *instance,
                    things *out)
{
    things found = {0};
    if (def_of(u, t->def)->kind != CG_NODE_TYPE_ALIAS || def_of(u, t->def)->type_ref == CG_NONE)
        return false;
    declared_values(l, u, t->def, &found);
    if (found.count == 0 || found.list[0].kind == THING_INSTANCE)
        return false; /* a base of the alias, which may have members of its own */
    for (uint32_t i = 0; i < found.count; i++)
        things_add(out, thing_given(l, thing_given(l, found.list[i], instance), t->args));
    return true;
}

thing function_thing(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    thing t = {.kind = THING_FUNCTION, .file = u->file, .def = ref};
    take_type_args(l, u, ref, &t);
    return t;
}

/* A variable that holds a type is another name of it. */
static void types_held(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    things values = {0};
    declared_values(l, u, def, &values);
    for (uint32_t i = 0; i < values.count; i++) {
        const thing *v = &values.list[i];
        if (v->kind == THING_DEF && v->file == u->file && v->def == def)
            continue;
        if (v->kind == THING_DEF)
            instances_of(l, v, u, CG_NONE, out);
        else
            things_add(out, *v);
    }
}

/* A function that is used as a class, by `new` or as a base, or that a comment names as a type. */
static bool is_made(const cg_link_unit *du, uint32_t def, const cg_link_unit *u, uint32_t ref)
{
    unsigned role = ref == CG_NONE ? CG_ROLE_NONE : ref_of(u, ref)->role;
    return def_of(du, def)->kind == CG_NODE_FUNCTION &&
           (role == CG_ROLE_NEW || role == CG_ROLE_INHERIT ||
            (role == CG_ROLE_TYPE && makes_itself(du, def)));
}

/* Self is the type with its parameters, as the members are added to it. */
static void take_self_args(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t)
{
    if (!(u->rules->traits & LINK_OUTER_PARAMS) || ref == CG_NONE ||
        !cg_str_eq(ref_name(u, ref), CG_STR("Self")))
        return;
    thing around = type_around(l, u, ref_of(u, ref)->source);
    if (around.kind == THING_INSTANCE && is_same_def(&around, t)) {
        t->args = around.args;
        t->args_count = around.args_count;
    }
}

void instances_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t ref, things *out)
{
    thing instance = *t;
    if (t->name_only)
        return;
    if (t->kind == THING_DEF) {
        const cg_link_unit *tu = link_open(l, t->file);
        if (tu != NULL && holds_value(def_of(tu, t->def)->kind)) {
            if (tu->rules->traits & LINK_TYPE_VALUES)
                types_held(l, tu, t->def, out);
            return;
        }
        if (tu == NULL || !(is_type_def(tu, t->def) || is_made(tu, t->def, u, ref)))
            return;
        instance = (thing){.kind = THING_INSTANCE,
                           .rule = t->rule,
                           .receiver = t->receiver,
                           .file = t->file,
                           .def = t->def};
        take_type_args(l, u, ref, &instance);
        take_self_args(l, u, ref, &instance);
        if (tu->rules->traits & LINK_ALIASES && aliased(l, tu, t, &instance, out))
            return;
        if (tu->rules->depends != NULL && ref != CG_NONE)
            tu->rules->depends(l, u, ref, &instance);
    } else if (t->kind == THING_EXTERNAL || t->kind == THING_BUILTIN) {
        take_type_args(l, u, ref, &instance);
    } else if (t->kind == THING_FUNCTION) {
        const cg_link_unit *fu = link_open(l, t->file);
        if (fu != NULL && ref_of(fu, t->def)->base != CG_NONE)
            values_of_ref(l, fu, ref_of(fu, t->def)->base, out);
    } else if (t->kind == THING_MODULE) {
        things whole = {0};
        whole_of(l, t, &whole);
        for (uint32_t i = 0; i < whole.count; i++)
            instances_of(l, &whole.list[i], u, ref, out);
        return;
    } else if (t->kind == THING_PACKAGE) {
        return;
    }
    things_add(out, instance);
}

void types_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    unsigned role = ref_of(u, ref)->role;
    bool module = role == CG_ROLE_QUALIFY && u->rules->traits & LINK_DYNAMIC;
    if (!names_type(role) || module) {
        values_of_ref(l, u, ref, out);
        return;
    }
    const things *names = names_of_ref(l, u, ref);
    uint32_t before = out->count;
    for (uint32_t i = 0; i < names->count; i++)
        instances_of(l, &names->list[i], u, ref, out);
    cg_str word = ref_name(u, ref);
    bool known = names->count > 0 && !names->list[0].name_only;
    if (out->count > before || known || word.len == 0)
        return;
    thing unknown = {.kind = THING_BUILTIN, .key = name_hash(word), .text = word};
    take_type_args(l, u, ref, &unknown);
    if (u->rules->type_made == NULL || !u->rules->type_made(l, &unknown, out))
        things_add(out, unknown);
}

/* ---- reading ---- */

bool values_assigned(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    size_t first;
    size_t count = entries_named(u->assigned.ptr, u->assigned.len, u->names[def], &first);
    bool unknown = false;
    for (size_t i = 0; i < CG_MIN(count, ASSIGNED_MAX); i++) {
        const cg_hint *h = &u->unit->hints.ptr[u->assigned.ptr[first + i].index];
        const things *names = names_of_ref(l, u, h->subject);
        bool meant = false;
        for (uint32_t k = 0; k < names->count; k++)
            meant |= names->list[k].kind == THING_DEF && names->list[k].file == u->file &&
                     names->list[k].def == def;
        if (meant)
            unknown |= !adds_types(l, u, h->value, out);
    }
    return unknown;
}

bool values_besides(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_DEF_VALUE, def, &first);
    for (size_t i = 0; i < count && !out->cut; i++) /* a list may be filled by thousands */
        types_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
    return values_assigned(l, u, def, out);
}

static bool has_values_besides(const cg_link_unit *u, uint32_t def)
{
    size_t first;
    return unit_hints(u, CG_HINT_DEF_VALUE, def, &first) > 0 ||
           entries_named(u->assigned.ptr, u->assigned.len, u->names[def], &first) > 0;
}

static void find_declared(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    uint32_t type = def_of(u, def)->type_ref;
    if (type != CG_NONE)
        types_of_ref(l, u, type, out);
    bool signature = !is_type_def(u, def) && leaves_open(l, u, type, out);
    if (!is_type_def(u, def) && says_all(u, type, out) &&
        !signature) /* an alias has several parts */
        return;
    if (type != CG_NONE && ref_of(u, type)->role == CG_ROLE_TYPE)
        values_of_record(l, u, def, out);
    uint32_t declared = out->count;
    if (has_values_besides(u, def)) { /* which may be made of the first */
        bool unknown = out->count == 0 && type != CG_NONE;
        memo_set(l, MEMO_DECLARED, u->file, def, things_keep(l, out));
        unknown |= values_besides(l, u, def, out);
        if (unknown && holds_value(def_of(u, def)->kind) && u->rules->traits & LINK_FUNCTION_TYPES)
            beside_unknown(l, out, 0);
    }
    if (signature)
        less_sure(out, declared);
}

/* Functions that give what each other gives are asked once: there may be many ways around. */
void declared_values(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    const void *answer;
    if (!memo_get(l, MEMO_DECLARED, u->file, def, &answer)) {
        things found = {0};
        if (link_enter(l)) {
            find_declared(l, u, def, &found);
            link_leave(l);
        }
        answer = things_keep(l, &found);
        memo_set(l, MEMO_DECLARED, u->file, def, answer);
    }
    if (answer != NULL)
        things_add_all(out, answer);
}

/* What a method is called on; of one that belongs to the type itself, that type. */
static thing receiver_of(cg_linker *l, const cg_link_unit *u, uint32_t binding)
{
    uint32_t method = u->unit->scopes.ptr[u->unit->bindings.ptr[binding].scope].owner;
    thing self = type_around(l, u, method);
    if (self.kind != THING_INSTANCE)
        return self;
    if (def_of(u, method)->modifiers & CG_MOD_STATIC)
        self.kind = THING_DEF;
    self.rule = CG_RULE_SELF_MEMBER;
    self.receiver = true;
    return self;
}

static void find_values(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    size_t first, count = unit_hints(u, CG_HINT_BINDING_VALUE, binding, &first);
    if (b->type_ref != CG_NONE)
        types_of_ref(l, u, b->type_ref, out);
    else if (b->kind == CG_BIND_SELF)
        things_add(out, receiver_of(l, u, binding));
    bool signature = leaves_open(l, u, b->type_ref, out),
         open = signature || b->type_ref == CG_NONE;
    uint32_t declared = out->count;
    if ((out->count == 0 || signature) && b->init_ref != CG_NONE)
        types_of_ref(l, u, b->init_ref, out);
    if (count > 0) /* further ones may be made of the first: x = x.next() */
        memo_set(l, MEMO_VALUES, u->file, binding, things_keep(l, out));
    bool unknown = out->count == 0 && b->init_ref != CG_NONE;
    for (size_t i = 0; open && i < count; i++) {
        uint32_t value = u->unit->hints.ptr[first + i].value;
        if (u->rules->completes == NULL || !u->rules->completes(l, u, value, out))
            unknown |= !adds_types(l, u, value, out);
    }
    if (unknown && u->rules->traits & LINK_FUNCTION_TYPES)
        beside_unknown(l, out, declared);
    if (b->kind == CG_BIND_PARAM && open)
        values_from_callers(l, u, binding, out);
    if (signature)
        less_sure(out, declared);
}

/* A type parameter. A method may have names of its own for those of its type: then it is the type's. */
static thing param_thing(cg_linker *l, const cg_link_unit *u, uint32_t binding)
{
    thing param = {.kind = THING_PARAM, .file = u->file, .def = binding};
    uint32_t owner = param_owner(u, binding), index = param_index(u, binding);
    if (!(u->rules->traits & LINK_RECEIVER_PARAMS) || def_of(u, owner)->kind != CG_NODE_METHOD)
        return param;
    thing type = type_around(l, u, owner);
    const cg_link_unit *tu = type.kind == THING_INSTANCE ? link_open(l, type.file) : NULL;
    if (tu == NULL)
        return param;
    note_name(l, tu, def_name(tu, type.def));
    for (uint32_t b = 0; b < tu->unit->bindings.len; b++)
        if (tu->unit->bindings.ptr[b].kind == CG_BIND_TYPE_PARAM &&
            param_owner(tu, b) == type.def && index-- == 0)
            return (thing){.kind = THING_PARAM, .file = tu->file, .def = b};
    return param;
}

void values_of_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out)
{
    if (u->unit->bindings.ptr[binding].kind == CG_BIND_TYPE_PARAM) {
        things_add(out, param_thing(l, u, binding));
        return;
    }
    const void *answer;
    if (!memo_get(l, MEMO_VALUES, u->file, binding, &answer)) {
        things found = {0};
        if (link_enter(l)) {
            find_values(l, u, binding, &found);
            link_leave(l);
        }
        answer = things_keep(l, &found);
        memo_set(l, MEMO_VALUES, u->file, binding, answer);
    }
    if (answer != NULL)
        things_add_all(out, answer);
}

/* A value of its own right: its members are the definition's. */
static bool is_read_by_type(const cg_def *def)
{
    return holds_value(def->kind) ||
           (cg_node_kind_is_callable(def->kind) && def->modifiers & CG_MOD_GETTER);
}

/* A field of which nothing is known where it is assigned is what a base declares it to be. */
static void values_declared_above(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    uint32_t owner = def_of(u, def)->parent;
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = owner};
    things above = {0};
    size_t first;
    if (owner == CG_NONE || !is_type_def(u, owner) || unit_bases(u, owner, &first) == 0 ||
        !link_enter(l))
        return;
    members_in_line(l, &type, def_name(u, def), 1, &above);
    for (uint32_t i = 0; i < above.count; i++) {
        const thing *t = &above.list[i];
        const cg_link_unit *au = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (au != NULL && is_read_by_type(def_of(au, t->def)))
            values_held(l, t, out);
    }
    link_leave(l);
}

void values_held(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    things found = {0};
    if (u != NULL && is_read_by_type(def_of(u, t->def)))
        declared_values(l, u, t->def, &found);
    if (found.count > 0 && u->rules->described != NULL)
        u->rules->described(l, u, t->def, &found);
    add_given(l, &found, t->args, out);
    if (u != NULL && found.count == 0 && u->rules->traits & LINK_DYNAMIC &&
        def_of(u, t->def)->kind == CG_NODE_FIELD)
        values_declared_above(l, u, t->def, out);
}

/* What holds itself and others has their members behind its own: an object that takes others in. */
static bool has_itself(const things *values, const thing *t)
{
    bool found = false;
    for (uint32_t i = 0; i < values->count; i++)
        found |= values->list[i].kind == THING_DEF && values->list[i].file == t->file &&
                 values->list[i].def == t->def;
    return found;
}

/* An object as it is written, which has its members right behind it. */
static bool has_members(const cg_link_unit *u, uint32_t def)
{
    return holds_value(def_of(u, def)->kind) && def + 1 < u->unit->defs.len &&
           def_of(u, def + 1)->parent == def;
}

/* An object that code fills by keys has what is put on it by name as well: registry.first = …; registry[key] = …. */
static bool is_filled_object(const cg_link_unit *u, uint32_t def, const things *values)
{
    if (!(u->rules->traits & LINK_DYNAMIC) || def_of(u, def)->type_ref != CG_NONE)
        return false;
    for (uint32_t i = 0; i < values->count; i++)
        if (values->list[i].kind != THING_BUILTIN ||
            cg_str_eq(values->list[i].text, CG_STR("Record"))) /* its type says so */
            return false;
    return true;
}

static void values_of_def(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    if (u == NULL)
        return;
    const cg_def *def = def_of(u, t->def);
    if (def->kind == CG_NODE_ENUM_MEMBER && is_type_def(u, def->parent)) {
        things_add(out, (thing){.kind = THING_INSTANCE, .file = t->file, .def = def->parent});
        return;
    }
    things found = {0};
    values_held(l, t, &found);
    bool itself = found.count == 0 || has_itself(&found, t);
    if (!itself && is_filled_object(u, t->def, &found))
        things_add(out, *t);
    if (!itself)
        things_add_all(out, &found);
    bool open = !itself && has_members(u, t->def) && leaves_open(l, u, def->type_ref, &found);
    if (itself || open) {
        thing whole = *t;
        whole.open |= open;
        things_add(out, whole);
    }
}

void values_of(cg_linker *l, const thing *t, things *out)
{
    uint32_t before = out->count;
    if (t->kind == THING_DEF)
        values_of_def(l, t, out);
    else if (!t->name_only)
        things_add(out, *t);
    things_known_by(out, before, t);
}

/* A struct without fields, whose name is its only value. */
static bool is_only_value(cg_linker *l, const cg_link_unit *u, const thing *t)
{
    const cg_link_unit *tu =
        u->rules->traits & LINK_OUTER_PARAMS && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    const cg_def *def = tu != NULL ? def_of(tu, t->def) : NULL;
    bool fields = def != NULL && def->params_max > 0 && def->params_max < 255;
    return def != NULL && def->kind == CG_NODE_STRUCT && !fields &&
           def->body_start == def->body_end;
}

void values_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    bool call = is_call(r->role);
    if (r->name_len == 0 && r->role == CG_ROLE_TYPE) {
        types_of_ref(l, u, ref, out);
        return;
    }
    if (call) {
        results_of_ref(l, u, ref, out);
        return;
    }
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++) {
        thing t = names->list[i];
        if (r->role == CG_ROLE_READ && is_only_value(l, u, &t))
            t.kind = THING_INSTANCE;
        values_of(l, &t, out);
    }
}

/* ---- calling ---- */

/* Pointers are not told from what they lead to. */
static void operand_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_SELF)
        things_add(out, type_around(l, u, r->source));
    else if (r->base != CG_NONE && link_enter(l)) {
        values_of_ref(l, u, r->base, out);
        link_leave(l);
    }
}

/* What is called is not known, but maybe how: an operator that no class defines gives what it is applied to. */
static void results_unnamed(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    bool leads, applied = ref_of(u, ref)->form & CG_FORM_APPLIED;
    things operand = {0};
    if (!applied && u->rules->unknown_result != NULL)
        u->rules->unknown_result(l, u, ref, out);
    if (!applied || !cg_ref_gives_operand(u->unit, ref_of(u, ref), &leads))
        return;
    operand_of(l, u, ref, &operand);
    if (leads && u->rules->led_to != NULL)
        u->rules->led_to(l, u, ref, &operand);
    things_add_all(out, &operand);
}

void results_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    if (results_declared(l, u, ref, out))
        return;
    const things *callees = callees_of_ref(l, u, ref);
    for (uint32_t i = 0; i < callees->count; i++)
        results_of(l, &callees->list[i], u, ref, out);
    if (callees->count == 0)
        results_unnamed(l, u, ref, out);
}

/* What a method gives of its receiver is what it was called on, where `member` was found. */
static thing receiver_as(cg_linker *l, thing self, const thing *member)
{
    const thing *called_on = member->args_count < 2 ? member->args : &member->args[1];
    const cg_link_unit *u = called_on ? link_open(l, called_on->file) : NULL;
    if (u == NULL || !is_type_def(u, called_on->def))
        return self;
    thing r = *called_on;
    r.kind = self.kind;
    r.rule = self.rule;
    return r;
}

/* What a trait says of Self holds for the type that has it: args[1] of a member found in a trait. */
static thing for_receiver(cg_linker *l, thing t, const thing *member, unsigned depth)
{
    if (depth >= TYPE_NESTING_MAX)
        return t;
    if (t.kind == THING_INSTANCE && t.file == member->args[0].file && t.def == member->args[0].def)
        return member->args[1];
    if (t.args_count == 0)
        return t;
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    for (uint16_t i = 0; i < t.args_count; i++)
        args[i] = for_receiver(l, t.args[i], member, depth + 1);
    t.args = args;
    return thing_settled(l, t);
}

/* A member that a trait has for a type that implements it. */
static bool is_of_trait(cg_linker *l, const thing *member)
{
    const thing *owner = member->args_count < 2 ? NULL : &member->args[0];
    const cg_link_unit *u = owner ? link_open(l, owner->file) : NULL;
    return u != NULL && def_of(u, owner->def)->kind == CG_NODE_TRAIT;
}

static thing result_given(cg_linker *l, thing result, const thing *callee, const cg_link_unit *u,
                          uint32_t call)
{
    return thing_given_by_call(l, callee, thing_given(l, result, callee->args), u, call);
}

/* Several results are a tuple; one is itself. */
static void results_of_callable(cg_linker *l, const thing *t, const cg_link_unit *du,
                                const cg_link_unit *u, uint32_t call, things *out)
{
    things found = {0};
    values_returned(l, du, t->def, u, call, &found);
    size_t first, count = unit_hints(du, CG_HINT_RESULT, t->def, &first);
    if (count > 0) {
        thing *items = cg_arena_alloc_array(l->arena, count + 1, sizeof *items);
        items[0] = found.count ? result_given(l, found.list[0], t, u, call) : (thing){0};
        for (size_t i = 0; i < count; i++) {
            things types = {0};
            types_of_ref(l, du, du->unit->hints.ptr[first + i].value, &types);
            if (types.count > 0)
                items[i + 1] = result_given(l, types.list[0], t, u, call);
        }
        things_add(
            out, (thing){.kind = THING_TUPLE, .args = items, .args_count = (uint16_t)(count + 1)});
        return;
    }
    bool trait = is_of_trait(l, t);
    for (uint32_t i = 0; i < found.count; i++) {
        thing given = thing_given(l, found.list[i], t->args);
        thing r = given.receiver ? receiver_as(l, given, t) : given;
        bool open = r.args_count == 0 && given.args_count > 0; /* Foo::new(…) of a Foo<T> */
        if (open)
            r = given;
        if (open || !given.receiver)
            r = thing_given_by_call(l, t, r, u, call);
        things_add(out, trait ? for_receiver(l, r, t, 0) : r);
    }
}

/* Instances of the type `t` that `call` makes: what is passed to the constructor tells the arguments of a generic one. */
static void made_of_type(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         things *out)
{
    uint32_t before = out->count;
    if (u->rules->made != NULL && u->rules->made(l, t, u, call, out))
        return;
    instances_of(l, t, u, call, out);
    if (!(u->rules->traits & LINK_DYNAMIC))
        return;
    for (uint32_t i = before; i < out->count; i++) {
        thing *made = &out->list[i];
        things constructors = {0};
        const cg_link_unit *mu = made->kind == THING_INSTANCE ? link_open(l, made->file) : NULL;
        if (mu == NULL || made->args_count > 0 ||
            !(def_of(mu, made->def)->modifiers & CG_MOD_GENERIC))
            continue;
        constructors_in_line(l, made, 0, &constructors);
        if (constructors.count == 1 && constructors.list[0].kind == THING_DEF)
            infer_type_args(l, &constructors.list[0], u, call, made);
    }
}

static void results_of_def(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out)
{
    const cg_link_unit *du = link_open(l, t->file);
    if (du == NULL)
        return;
    const cg_def *def = def_of(du, t->def);
    bool variant = def->kind == CG_NODE_ENUM_MEMBER && du->rules->traits & LINK_OUTER_PARAMS;
    if (cg_node_kind_is_type(def->kind) || variant || is_made(du, t->def, u, call)) {
        made_of_type(l, t, u, call, out);
    } else if (def->kind == CG_NODE_CONSTRUCTOR) {
        thing made = type_around(l, du, t->def);
        if (t->args != NULL && t->args->file == made.file && t->args->def == made.def)
            made = *t->args;
        made.receiver |= t->receiver;
        if (made.args_count == 0)
            take_type_args(l, u, call, &made);
        if (made.args_count == 0 && u->rules->infer != NULL)
            infer_type_args(l, t, u, call, &made);
        things_add(out, made);
    } else if (cg_node_kind_is_callable(def->kind) && !(def->modifiers & CG_MOD_GETTER)) {
        results_of_callable(l, t, du, u, call, out);
    } else if (du->rules->traits & LINK_CALLS_APART) {
        values_of(l, t, out); /* an accessor */
    } else {
        things values = {0};
        values_held(l, t, &values);
        for (uint32_t i = 0; i < values.count; i++)
            if (values.list[i].kind != THING_DEF || values.list[i].def != t->def ||
                values.list[i].file != t->file)
                results_of(l, &values.list[i], u, call, out);
    }
}

void results_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    uint32_t before = out->count;
    if (t->name_only || !link_enter(l))
        return;
    if (t->kind == THING_DEF) {
        results_of_def(l, t, u, call, out);
    } else if (t->kind == THING_FUNCTION) {
        const cg_link_unit *fu = link_open(l, t->file);
        if (t->args_count > 0 && t->args[0].kind != THING_NONE)
            things_add(out, t->args[0]);
        else if (fu != NULL && ref_of(fu, t->def)->base != CG_NONE)
            types_of_ref(l, fu, ref_of(fu, t->def)->base, out);
    } else if (t->kind == THING_INSTANCE && call != CG_NONE &&
               ref_of(u, call)->role == CG_ROLE_NEW && u->rules->traits & LINK_CONSTRUCTORS) {
        things_add(out, *t); /* list<T>::iterator i; */
    } else if (t->kind == THING_INSTANCE && u->rules->call_member == NULL) {
        things aliased = {0};
        alias_values(l, t, &aliased);
        for (uint32_t i = 0; i < aliased.count; i++)
            results_of(l, &aliased.list[i], u, call, out);
    } else if (t->kind == THING_INSTANCE) {
        things members = {0};
        members_of(l, t, cg_str_from(u->rules->call_member), &members);
        for (uint32_t i = 0; i < members.count; i++)
            results_of(l, &members.list[i], u, call, out);
    } else if (t->kind == THING_MODULE) {
        things whole = {0};
        whole_of(l, t, &whole);
        for (uint32_t i = 0; i < whole.count; i++)
            results_of(l, &whole.list[i], u, call, out);
    } else if (u->rules->builtin_result != NULL) {
        u->rules->builtin_result(l, t, u, call, out);
    }
    things_known_by(out, before, t);
    link_leave(l);
}
