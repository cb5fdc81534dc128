// SPDX-License-Identifier: Apache-2.0
// link: what a call tells: the type parameters of what it calls, by its arguments, and what functions
// get that it passes.
#include "rules.h"

/* Numbers that stand for no parameter of what is passed. */
#define PASSED_ITSELF 15u
#define PASSED_GIVES 14u

/* ---- type parameters ---- */

/* What the type parameter `param` must be for `have` to be passed where `want` is asked for. */
static bool infer(cg_linker *l, const cg_link_unit *u, const thing *want, const thing *have,
                  const thing *param, thing *out)
{
    if (want->kind == THING_PARAM && want->file == param->file && want->def == param->def) {
        *out = *have;
        return true;
    }
    if (u->rules->infer != NULL)
        return u->rules->infer(l, want, have, param, out);
    const thing *inner = want->args_count > 0 ? &want->args[0] : NULL;
    if (inner == NULL || inner->kind != THING_PARAM || inner->def != param->def)
        return false;
    if (have->args_count > 0)
        *out = have->args[0];
    else if (have->kind == THING_DEF) /* Class<T>: the class itself was passed */
        *out = (thing){.kind = THING_INSTANCE, .file = have->file, .def = have->def};
    else
        return false;
    return true;
}

/* The type of each of the arguments that the last parameter takes: func Of[T any](all ...T). */
static void type_of_each(const cg_link_unit *du, uint32_t def, const cg_hint *param,
                         const cg_link_unit *u, uint32_t call, thing *type)
{
    bool rest = u->rules->traits & LINK_SPREADS && def_of(du, def)->modifiers & CG_MOD_VARIADIC &&
                param->index == def_of(du, def)->params_min;
    if (rest && type->kind == THING_CONTAINER && ref_of(u, call)->args != 255)
        *type = type->args[0];
}

/* A call that says what type parameters are. */
typedef struct telling_call {
    const cg_link_unit *unit;
    uint32_t call; /* CG_NONE: there is none */
    uint32_t skip; /* an argument that says nothing: its own type is asked for; CG_NONE */
} telling_call;

/* What it passes for parameter `hint`: functions written there, or all else. */
static void passed_for(cg_linker *l, const telling_call *by, const cg_hint *hint, bool functions,
                       things *out)
{
    const cg_link_unit *u = by->unit;
    size_t arg, args = unit_hints(u, CG_HINT_ARGUMENT, by->call, &arg);
    for (size_t a = 0; a < args && hint->index != by->skip; a++) {
        const cg_hint *passed = &u->unit->hints.ptr[arg + a];
        bool function = ref_of(u, passed->value)->base_kind == CG_BASE_FUNCTION;
        if (passed->index == hint->index && function == functions)
            values_of_ref(l, u, passed->value, out);
    }
}

static bool told_by_args(cg_linker *l, const cg_link_unit *du, const thing *callee, const thing *t,
                         const telling_call *by, bool functions, thing *out)
{
    size_t param, params = unit_hints(du, CG_HINT_PARAM, callee->def, &param);
    for (size_t p = 0; p < params; p++) {
        const cg_hint *hint = &du->unit->hints.ptr[param + p];
        uint32_t type = du->unit->bindings.ptr[hint->value].type_ref;
        things declared = {0}, passed = {0};
        if (type == CG_NONE)
            continue;
        passed_for(l, by, hint, functions, &passed);
        if (passed.count == 0)
            continue;
        types_of_ref(l, du, type, &declared);
        type_of_each(du, callee->def, hint, by->unit, by->call, &declared.list[0]);
        if (declared.count > 0 && infer(l, by->unit, &declared.list[0], &passed.list[0], t, out))
            return true;
    }
    return false;
}

/* A type parameter of the callable itself means what the call passes for a parameter of that type. What functions give comes
 * last: that may rest on what they are given. */
static thing given_by_args(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                           const telling_call *by)
{
    thing found;
    size_t first;
    if (by->call == CG_NONE || unit_hints(by->unit, CG_HINT_ARGUMENT, by->call, &first) == 0)
        return t;
    bool told = told_by_args(l, du, callee, &t, by, false, &found) ||
                told_by_args(l, du, callee, &t, by, true, &found);
    return told ? found : t;
}

/* What the call states itself: Foo.<Bar>make(). */
static bool given_by_name(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                          const cg_link_unit *u, uint32_t call, thing *out)
{
    size_t first;
    size_t count = call == CG_NONE ? 0 : unit_hints(u, CG_HINT_TYPE_ARG, call, &first);
    const cg_binding *bindings = du->unit->bindings.ptr;
    if (count == 0 || du->unit->scopes.ptr[bindings[t.def].scope].owner != callee->def)
        return false;
    uint32_t index = 0;
    for (uint32_t b = t.def; b-- > 0 && bindings[b].scope == bindings[t.def].scope;)
        index += bindings[b].kind == CG_BIND_TYPE_PARAM;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *hint = &u->unit->hints.ptr[first + i];
        if (hint->index == index) {
            *out = type_arg_of(l, u, call, hint->value);
            return out->kind != THING_NONE;
        }
    }
    return false;
}

/* What is expected of the call: const made: Maker<Shape> = make(…), where make gives a Maker<T>. */
static bool given_by_result(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                            const cg_link_unit *u, uint32_t call, thing *out)
{
    size_t first, count = call == CG_NONE ? 0 : unit_hints(u, CG_HINT_EXPECTED, call, &first);
    uint32_t result = def_of(du, callee->def)->type_ref;
    things expected = {0}, given = {0};
    if (count == 0 || result == CG_NONE || ref_of(du, result)->role != CG_ROLE_TYPE ||
        !link_enter(l))
        return false;
    expected_of_call(l, u, call, &expected);
    types_of_ref(l, du, result, &given);
    link_leave(l);
    if (expected.count == 0 || given.count == 0)
        return false;
    const thing *have = &expected.list[0];
    thing want[] = {thing_given(l, given.list[0], callee->args)};
    for (uint32_t i = 0; u->rules->as_expected != NULL && i < expected.count; i++)
        if (u->rules->as_expected(l, want, &expected.list[i], &t, out))
            return true;
    if (u->rules->as_expected != NULL)
        return false;
    bool same = want->kind == have->kind && want->file == have->file && want->def == have->def;
    for (uint16_t i = 0; same && i < want->args_count && i < have->args_count; i++)
        if (infer(l, u, &want->args[i], &have->args[i], &t, out))
            return true;
    return false;
}

static thing given_inside(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                          const telling_call *by, unsigned depth);

/* What its bound says of a parameter of which the call says nothing, where the call tells that: func Make[T any, P *T]() P. */
static bool given_by_bound(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                           const telling_call *by, unsigned depth, thing *out)
{
    thing core;
    if (du->rules->core == NULL || depth >= TYPE_NESTING_MAX || !du->rules->core(l, &t, &core))
        return false;
    *out = given_inside(l, du, callee, thing_given(l, core, callee->args), by, depth + 1);
    return out->kind != THING_PARAM;
}

static thing given_inside(cg_linker *l, const cg_link_unit *du, const thing *callee, thing t,
                          const telling_call *by, unsigned depth)
{
    thing found;
    if (t.kind == THING_PARAM && t.file == du->file) {
        if (given_by_name(l, du, callee, t, by->unit, by->call, &found))
            return found;
        thing given = given_by_args(l, du, callee, t, by);
        bool open = given.kind == THING_PARAM && given.file == t.file && given.def == t.def;
        bool told = open && (given_by_result(l, du, callee, t, by->unit, by->call, &found) ||
                             given_by_bound(l, du, callee, t, by, depth, &found));
        return told ? found : given;
    }
    if (t.args_count == 0 || depth >= TYPE_NESTING_MAX || t.kind == THING_DEF)
        return t;
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    for (uint16_t i = 0; i < t.args_count; i++)
        args[i] = given_inside(l, du, callee, t.args[i], by, depth + 1);
    t.args = args;
    return thing_settled(l, t);
}

static thing thing_told(cg_linker *l, const thing *callee, thing t, const telling_call *by)
{
    const cg_link_unit *du = link_open(l, callee->file);
    bool generic = du != NULL && (def_of(du, callee->def)->modifiers & CG_MOD_GENERIC ||
                                  du->rules->traits & LINK_OUTER_PARAMS);
    return generic || t.kind == THING_PARAM ? given_inside(l, du, callee, t, by, 0) : t;
}

thing thing_given_by_call(cg_linker *l, const thing *callee, thing t, const cg_link_unit *u,
                          uint32_t call)
{
    return thing_told(l, callee, t, &(telling_call){u, call, CG_NONE});
}

bool instantiated(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *t, things *out)
{
    size_t first;
    const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (t->kind == THING_EXTERNAL && !t->name_only && t->args_count == 0) {
        thing outside = *t;
        take_type_args(l, u, ref, &outside);
        if (outside.args_count > 0)
            things_add(out, outside);
        return outside.args_count > 0;
    }
    if (tu == NULL || !(def_of(tu, t->def)->modifiers & CG_MOD_GENERIC) ||
        unit_hints(u, CG_HINT_TYPE_ARG, ref, &first) == 0)
        return false;
    if (is_type_def(tu, t->def)) {
        instances_of(l, t, u, ref, out);
        return true;
    }
    thing function = *t, *of = cg_arena_alloc(l->arena, sizeof *of);
    *of = *t;
    take_type_args(l, u, ref, of);
    function.args = of;
    function.args_count = 1;
    things_add(out, function);
    return true;
}

#define TYPE_PARAMS_MAX 8u

void infer_type_args(cg_linker *l, const thing *constructor, const cg_link_unit *u, uint32_t call,
                     thing *made)
{
    const cg_link_unit *du = link_open(l, made->file);
    size_t first, passed = call == CG_NONE ? 0 : unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    if (du == NULL || passed == 0 || !(def_of(du, made->def)->modifiers & CG_MOD_GENERIC))
        return;
    thing args[TYPE_PARAMS_MAX];
    uint16_t count = 0;
    bool known = false;
    for (uint32_t b = 0; b < du->unit->bindings.len && count < TYPE_PARAMS_MAX; b++) {
        const cg_binding *binding = &du->unit->bindings.ptr[b];
        if (binding->kind != CG_BIND_TYPE_PARAM ||
            du->unit->scopes.ptr[binding->scope].owner != made->def)
            continue;
        thing param = {.kind = THING_PARAM, .file = made->file, .def = b};
        thing t = given_by_args(l, du, constructor, param, &(telling_call){u, call, CG_NONE});
        bool same = t.kind == THING_PARAM && t.file == param.file && t.def == b;
        args[count++] = same ? (thing){0} : t;
        known |= !same;
    }
    if (!known)
        return;
    thing *kept = cg_arena_alloc_array(l->arena, count, sizeof *kept);
    memcpy(kept, args, count * sizeof *kept);
    made->args = kept;
    made->args_count = count;
}

/* ---- functions that are passed ---- */

/* `t`, a type that an argument is asked to be of, in the words of the call. What a function gives is left open: that is told
 * by the one that is passed, whose parameters this says. */
static thing in_words_of_call(cg_linker *l, const thing *callee, thing t, const telling_call *by)
{
    if (t.kind == THING_PARAM) /* what bounds it says more than that a function is passed */
        return t;
    if (t.kind != THING_FUNCTION || t.args_count == 0)
        return thing_told(l, callee, t, by);
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    args[0] = t.args[0];
    for (uint16_t i = 1; i < t.args_count; i++)
        args[i] = thing_told(l, callee, t.args[i], by);
    t.args = args;
    return t;
}

/* The types that a callable's parameter for argument `arg` has. */
static void wanted_types(cg_linker *l, const thing *callee, const cg_link_unit *u, uint32_t call,
                         unsigned arg, things *out)
{
    const cg_link_unit *du = link_open(l, callee->file);
    size_t first, count = du ? unit_hints(du, CG_HINT_PARAM, callee->def, &first) : 0;
    if (count == 0)
        return;
    size_t at = 0; /* some parameters have no name, and no hint */
    while (at + 1 < count && du->unit->hints.ptr[first + at].index < arg)
        at++;
    const cg_hint *param = &du->unit->hints.ptr[first + at];
    bool spread = at + 1 == count && def_of(du, callee->def)->modifiers & CG_MOD_VARIADIC;
    uint32_t type = du->unit->bindings.ptr[param->value].type_ref;
    things types = {0};
    if (type == CG_NONE || (param->index != arg && !spread))
        return;
    types_of_ref(l, du, type, &types);
    size_t part, parts = unit_hints(du, CG_HINT_BINDING_VALUE, param->value, &part);
    for (size_t i = 0; i < parts; i++) /* the further parts of a union */
        types_of_ref(l, du, du->unit->hints.ptr[part + i].value, &types);
    for (uint32_t i = 0; i < types.count; i++) {
        thing t = thing_given(l, types.list[i], callee->args);
        t = in_words_of_call(l, callee, t, &(telling_call){u, call, arg});
        if (spread)
            elements_of(l, &t, out);
        else
            things_add(out, t);
    }
}

static bool is_call(unsigned role)
{
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW;
}

/* The same of what a value is that is called, by its type. */
static void wanted_of_value(cg_linker *l, const cg_link_unit *u, const thing *callee, unsigned arg,
                            things *out)
{
    things values = {0};
    const cg_link_unit *tu = callee->kind == THING_DEF ? link_open(l, callee->file) : NULL;
    if (!(u->rules->traits & LINK_FUNCTION_TYPES))
        return;
    if (callee->kind != THING_DEF)
        things_add(&values, *callee);
    else if (tu != NULL && holds_value(def_of(tu, callee->def)->kind))
        values_held(l, callee, &values);
    for (uint32_t i = 0; i < values.count; i++)
        if (values.list[i].kind == THING_INSTANCE || values.list[i].kind == THING_FUNCTION)
            u->rules->function_param(l, &values.list[i], arg, out);
}

/* The types that argument `arg` of the call may have, by what it calls. */
static void wanted_by_call(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned arg,
                           things *out)
{
    const things *callees = callees_of_ref(l, u, call);
    for (uint32_t i = 0; i < callees->count; i++) {
        const thing *t = &callees->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        things constructors = {0};
        if (tu != NULL && is_type_def(tu, t->def))
            constructors_in_line(l, t, 0, &constructors);
        for (uint32_t k = 0; k < constructors.count; k++)
            wanted_types(l, &constructors.list[k], u, call, arg, out);
        if (tu != NULL && constructors.count == 0)
            wanted_types(l, t, u, call, arg, out);
        wanted_of_value(l, u, t, arg, out);
    }
}

void passed_to(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base == CG_NONE)
        return;
    if (is_call(ref_of(u, r->base)->role))
        wanted_by_call(l, u, r->base, r->args / 16, out);
    else
        types_of_ref(l, u, r->base, out);
}

/* The same of functions that are not the project's. */
static void wanted_outside(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned arg,
                           things *out)
{
    const things *callees = callees_of_ref(l, u, call);
    for (uint32_t i = 0; i < callees->count && u->rules->builtin_wants != NULL; i++)
        if (callees->list[i].kind != THING_DEF)
            u->rules->builtin_wants(l, &callees->list[i], u, call, arg, out);
}

static void find_expected(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_EXPECTED, call, &first);
    const cg_hint *hint = &u->unit->hints.ptr[first];
    if (count > 0 && hint->index == 0) {
        types_of_ref(l, u, hint->value, out);
    } else if (count > 0) {
        wanted_by_call(l, u, hint->value, hint->index - 1, out);
        wanted_outside(l, u, hint->value, hint->index - 1, out);
    }
}

/* What it is passed to may take whatever it gives. */
void expected_of_call(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    const void *answer;
    if (memo_get(l, MEMO_EXPECTED, u->file, call, &answer)) {
        if (answer != NULL)
            things_add_all(out, answer);
        return;
    }
    things found = {0};
    if (link_enter(l)) {
        find_expected(l, u, call, &found);
        link_leave(l);
    }
    memo_set(l, MEMO_EXPECTED, u->file, call, things_keep(l, &found));
    things_add_all(out, &found);
}

/* `t` in the words of the call `call`, if it is one, which passes a function for argument `arg` that has it. */
static thing given_by_callees(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned arg,
                              thing t)
{
    if (!is_call(ref_of(u, call)->role))
        return t;
    const things *callees = callees_of_ref(l, u, call);
    for (uint32_t i = 0; i < callees->count; i++) {
        const thing *callee = &callees->list[i];
        if (callee->kind == THING_DEF)
            t = thing_told(l, callee, thing_given(l, t, callee->args),
                           &(telling_call){u, call, arg});
    }
    return t;
}

/* The functions that are called hand on what they call their parameter with. */
static void handed_on(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    const things *callees = callees_of_ref(l, u, r->base);
    for (uint32_t i = 0; i < callees->count; i++)
        values_handed_on(l, &callees->list[i], r->args / 16, CG_STR_NULL, r->args % 16, out);
}

void passed_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things types = {0}, params = {0};
    bool declared = u->rules->function_param != NULL;
    if (!(declared || u->rules->builtin_passed != NULL) || r->base == CG_NONE)
        return;
    unsigned role = ref_of(u, r->base)->role;
    if (declared)
        passed_to(l, u, ref, &types);
    if (r->args % 16 == PASSED_ITSELF) {
        things_add_all(out, &types);
        return;
    }
    if (r->args % 16 == PASSED_GIVES) {
        if (is_call(role))
            wanted_outside(l, u, r->base, r->args / 16, &types);
        for (uint32_t i = 0; i < types.count && u->rules->function_gives != NULL; i++)
            things_add(out, u->rules->function_gives(l, &types.list[i]));
        return;
    }
    for (uint32_t i = 0; i < types.count; i++)
        u->rules->function_param(l, &types.list[i], r->args % 16, &params);
    for (uint32_t i = 0; i < params.count; i++)
        things_add(out, given_by_callees(l, u, r->base, r->args / 16, params.list[i]));
    if (out->count == 0 && u->rules->traits & LINK_PASSED && is_call(role))
        handed_on(l, u, ref, out);
    if (u->rules->builtin_passed == NULL || !is_call(role))
        return;
    const things *callees = callees_of_ref(l, u, r->base);
    unsigned arg = r->args / 16, n = r->args % 16;
    for (uint32_t i = 0; i < callees->count; i++)
        if (callees->list[i].kind != THING_DEF)
            u->rules->builtin_passed(l, &callees->list[i], u, r->base, arg, n, out);
        else if (u->rules->passed_by != NULL)
            u->rules->passed_by(l, &callees->list[i], u, r->base, arg, n, out);
}

/* ---- functions that say what they are passed ---- */

/* isDog = test as (pet: Pet) => pet is Dog: what the types of the values say. */
static void said_by_values(cg_linker *l, const thing *callee, unsigned arg, things *out)
{
    const cg_link_unit *u = link_open(l, callee->file);
    things values = {0};
    if (u == NULL || !link_enter(l))
        return;
    if (callee->kind == THING_INSTANCE)
        alias_values(l, callee, &values);
    else if (callee->kind == THING_DEF && holds_value(def_of(u, callee->def)->kind))
        values_held(l, callee, &values);
    for (uint32_t i = 0; i < values.count; i++)
        if (values.list[i].kind == THING_FUNCTION || values.list[i].kind == THING_INSTANCE)
            said_by(l, &values.list[i], arg, out);
    link_leave(l);
}

void said_by(cg_linker *l, const thing *callee, unsigned arg, things *out)
{
    const cg_link_unit *u = link_open(l, callee->file);
    uint32_t result = CG_NONE;
    if (u != NULL && callee->kind == THING_DEF)
        result = def_of(u, callee->def)->type_ref;
    else if (u != NULL && callee->kind == THING_FUNCTION)
        result = ref_of(u, callee->def)->base;
    const cg_ref *r = result != CG_NONE ? ref_of(u, result) : NULL;
    if (r != NULL && r->base_kind == CG_BASE_SAYS && r->role == CG_ROLE_TYPE && r->args == arg)
        types_of_ref(l, u, r->base, out);
    else if (u != NULL && u->rules->traits & LINK_FUNCTION_TYPES)
        said_by_values(l, callee, arg, out);
}

void said_by_call(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    const things *callees = callees_of_ref(l, u, r->base);
    for (uint32_t i = 0; i < callees->count; i++) {
        const thing *t = &callees->list[i];
        things types = {0};
        if (t->kind == THING_DEF || t->kind == THING_FUNCTION || t->kind == THING_INSTANCE)
            said_by(l, t, r->args, &types);
        for (uint32_t k = 0; k < types.count; k++)
            things_add(out, t->kind != THING_DEF
                                ? types.list[k]
                                : thing_given_by_call(l, t, thing_given(l, types.list[k], t->args),
                                                      u, r->base));
    }
}
