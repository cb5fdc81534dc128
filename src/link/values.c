// SPDX-License-Identifier: Apache-2.0
// link: what reading or calling something gives, as far as declarations, initial values and returned
// values tell. Flow is not followed: a name has all the values it is ever given.
#include "rules.h"

#define NESTING_MAX 4u /* of type arguments that are looked into */

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

static thing given(cg_linker *l, thing t, const thing *receiver, unsigned depth)
{
    if (receiver == NULL || receiver->args_count == 0 || depth >= NESTING_MAX)
        return t;
    if (t.kind == THING_PARAM && t.file == receiver->file) {
        const cg_link_unit *u = link_open(l, t.file);
        uint32_t index = u ? param_index(u, t.def) : CG_NONE;
        bool fits = u && param_owner(u, t.def) == receiver->def && index < receiver->args_count;
        return fits && receiver->args[index].kind != THING_NONE ? receiver->args[index] : t;
    }
    bool nested = t.kind == THING_INSTANCE || t.kind == THING_CONTAINER || t.kind == THING_TUPLE ||
                  t.kind == THING_BUILTIN || t.kind == THING_EXTERNAL;
    if (!nested || t.args_count == 0)
        return t;
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    for (uint16_t i = 0; i < t.args_count; i++)
        args[i] = given(l, t.args[i], receiver, depth + 1);
    t.args = args;
    return t;
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

/* The type arguments written at `ref`, as far as they are known. */
static void take_args(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t)
{
    size_t first;
    size_t count = ref == CG_NONE ? 0 : cg_unit_hints(u->unit, CG_HINT_TYPE_ARG, ref, &first);
    if (count == 0)
        return;
    const cg_hint *hints = u->unit->hints.ptr + first;
    uint32_t width = CG_MIN(hints[count - 1].index + 1, 16u);
    thing *args = cg_arena_alloc_array(l->arena, width, sizeof *args);
    for (size_t i = 0; i < count && hints[i].index < width; i++) {
        things types = {0};
        types_of_ref(l, u, hints[i].value, &types);
        if (types.count > 0)
            args[hints[i].index] = types.list[0];
    }
    t->args = args;
    t->args_count = (uint16_t)width;
}

void instances_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t ref, things *out)
{
    thing instance = *t;
    if (t->kind == THING_DEF) {
        const cg_link_unit *tu = link_open(l, t->file);
        if (tu == NULL || !is_type_def(tu, t->def))
            return;
        instance = (thing){.kind = THING_INSTANCE, .rule = t->rule, .file = t->file, .def = t->def};
        take_args(l, u, ref, &instance);
    } else if (t->kind == THING_EXTERNAL || t->kind == THING_BUILTIN) {
        take_args(l, u, ref, &instance);
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
    if (!names_type(ref_of(u, ref)->role)) {
        values_of_ref(l, u, ref, out);
        return;
    }
    const things *names = names_of_ref(l, u, ref);
    uint32_t before = out->count;
    for (uint32_t i = 0; i < names->count; i++)
        instances_of(l, &names->list[i], u, ref, out);
    cg_str word = ref_name(u, ref);
    if (out->count > before || names->count > 0 || word.len == 0)
        return;
    thing unknown = {.kind = THING_BUILTIN, .key = name_hash(word), .text = word};
    take_args(l, u, ref, &unknown);
    things_add(out, unknown);
}

/* ---- reading ---- */

void declared_values(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_DEF_VALUE, def, &first);
    uint32_t type = def_of(u, def)->type_ref;
    if (!link_enter(l))
        return;
    if (type != CG_NONE)
        types_of_ref(l, u, type, out);
    for (size_t i = 0; i < count; i++)
        types_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
    link_leave(l);
}

/* What a method is called on; of one that belongs to the type itself, that type. */
static thing receiver_of(cg_linker *l, const cg_link_unit *u, uint32_t binding)
{
    uint32_t method = u->unit->scopes.ptr[u->unit->bindings.ptr[binding].scope].owner;
    thing self = type_around(l, u, method);
    if (self.kind == THING_INSTANCE && def_of(u, method)->modifiers & CG_MOD_STATIC)
        self = (thing){
            .kind = THING_DEF, .rule = CG_RULE_SELF_MEMBER, .file = self.file, .def = self.def};
    return self;
}

static void find_values(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_BINDING_VALUE, binding, &first);
    if (b->type_ref != CG_NONE)
        types_of_ref(l, u, b->type_ref, out);
    else if (b->kind == CG_BIND_SELF)
        things_add(out, receiver_of(l, u, binding));
    if (out->count == 0 && b->init_ref != CG_NONE)
        values_of_ref(l, u, b->init_ref, out);
    for (size_t i = 0; b->type_ref == CG_NONE && i < count; i++)
        values_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
}

void values_of_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out)
{
    if (u->unit->bindings.ptr[binding].kind == CG_BIND_TYPE_PARAM) {
        things_add(out, (thing){.kind = THING_PARAM, .file = u->file, .def = binding});
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
    if (is_read_by_type(def))
        declared_values(l, u, t->def, &found);
    add_given(l, &found, t->args, out);
    if (found.count == 0)
        things_add(out, *t);
}

void values_of(cg_linker *l, const thing *t, things *out)
{
    if (t->kind == THING_DEF)
        values_of_def(l, t, out);
    else
        things_add(out, *t);
}

void values_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const things *names = names_of_ref(l, u, ref);
    bool call = is_call(ref_of(u, ref)->role);
    for (uint32_t i = 0; i < names->count; i++) {
        if (call)
            results_of(l, &names->list[i], u, ref, out);
        else
            values_of(l, &names->list[i], out);
    }
}

/* ---- calling ---- */

/* A type parameter of the callable itself means what the call passes for a parameter of that type. */
static thing given_by_call(cg_linker *l, const cg_link_unit *du, uint32_t def, thing t,
                           const cg_link_unit *u, uint32_t call)
{
    size_t param, arg;
    size_t params = cg_unit_hints(du->unit, CG_HINT_PARAM, def, &param);
    size_t args = call == CG_NONE ? 0 : cg_unit_hints(u->unit, CG_HINT_ARGUMENT, call, &arg);
    for (size_t p = 0; p < params && args > 0; p++) {
        const cg_hint *hint = &du->unit->hints.ptr[param + p];
        uint32_t type = du->unit->bindings.ptr[hint->value].type_ref;
        things declared = {0}, passed = {0};
        if (type == CG_NONE)
            continue;
        types_of_ref(l, du, type, &declared);
        for (size_t a = 0; a < args; a++)
            if (u->unit->hints.ptr[arg + a].index == hint->index)
                values_of_ref(l, u, u->unit->hints.ptr[arg + a].value, &passed);
        if (declared.count == 0 || passed.count == 0)
            continue;
        const thing *want = &declared.list[0], *have = &passed.list[0];
        if (want->kind == THING_PARAM && want->def == t.def)
            return *have;
        bool inner =
            want->args_count > 0 && want->args[0].kind == THING_PARAM && want->args[0].def == t.def;
        if (inner && have->args_count > 0)
            return have->args[0];
        if (inner && have->kind == THING_DEF) /* Class<T>: the class itself was passed */
            return (thing){.kind = THING_INSTANCE, .file = have->file, .def = have->def};
    }
    return t;
}

/* Several results are a tuple; one is itself. */
static void results_of_callable(cg_linker *l, const thing *t, const cg_link_unit *du,
                                const cg_link_unit *u, uint32_t call, things *out)
{
    things found = {0};
    declared_values(l, du, t->def, &found);
    size_t first, count = cg_unit_hints(du->unit, CG_HINT_RESULT, t->def, &first);
    if (count > 0) {
        thing *items = cg_arena_alloc_array(l->arena, count + 1, sizeof *items);
        items[0] = found.count ? thing_given(l, found.list[0], t->args) : (thing){0};
        for (size_t i = 0; i < count; i++) {
            things types = {0};
            types_of_ref(l, du, du->unit->hints.ptr[first + i].value, &types);
            if (types.count > 0)
                items[i + 1] = thing_given(l, types.list[0], t->args);
        }
        things_add(
            out, (thing){.kind = THING_TUPLE, .args = items, .args_count = (uint16_t)(count + 1)});
        return;
    }
    for (uint32_t i = 0; i < found.count; i++) {
        thing r = thing_given(l, found.list[i], t->args);
        if (r.kind == THING_PARAM && r.file == du->file)
            r = given_by_call(l, du, t->def, r, u, call);
        things_add(out, r);
    }
}

static void results_of_def(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out)
{
    const cg_link_unit *du = link_open(l, t->file);
    if (du == NULL)
        return;
    const cg_def *def = def_of(du, t->def);
    if (cg_node_kind_is_type(def->kind)) {
        instances_of(l, t, u, call, out);
    } else if (def->kind == CG_NODE_CONSTRUCTOR) {
        thing made = type_around(l, du, t->def);
        if (t->args != NULL && t->args->file == made.file && t->args->def == made.def)
            made = *t->args;
        else
            take_args(l, u, call, &made);
        things_add(out, made);
    } else if (cg_node_kind_is_callable(def->kind) && !(def->modifiers & CG_MOD_GETTER)) {
        results_of_callable(l, t, du, u, call, out);
    } else {
        things values = {0};
        values_of(l, t, &values);
        for (uint32_t i = 0; i < values.count; i++)
            if (values.list[i].kind != THING_DEF || values.list[i].def != t->def ||
                values.list[i].file != t->file)
                results_of(l, &values.list[i], u, call, out);
    }
}

void results_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    if (!link_enter(l))
        return;
    if (t->kind == THING_DEF) {
        results_of_def(l, t, u, call, out);
    } else if (t->kind == THING_INSTANCE && u->rules->call_member != NULL) {
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
    link_leave(l);
}
