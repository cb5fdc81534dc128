// SPDX-License-Identifier: Apache-2.0
// link, Go: what type parameters stand for: by their constraints, and by what calls pass.
#include "go.h"

#define NESTING_MAX 6u

/* ---- types behind types ---- */

/* What a type that is declared stands for: type Rows []Row, interface{ ~[]E }. */
static thing behind(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    unsigned kind = u != NULL ? def_of(u, t->def)->kind : CG_NODE_NONE;
    things found = {0};
    if (t->kind == THING_EXTERNAL)
        return go_library_behind(l, t);
    if (kind == CG_NODE_TYPE_ALIAS || kind == CG_NODE_INTERFACE || kind == CG_NODE_VARIABLE)
        declared_values(l, u, t->def, &found);
    return found.count > 0 ? thing_given(l, found.list[0], t) : (thing){0};
}

static bool core_declared(cg_linker *l, const thing *param, thing *out)
{
    const cg_link_unit *u = link_open(l, param->file);
    uint32_t constraint = u != NULL ? u->unit->bindings.ptr[param->def].type_ref : CG_NONE;
    things types = {0};
    if (constraint == CG_NONE || !link_enter(l))
        return false;
    types_of_ref(l, u, constraint, &types);
    thing core = types.list[0];
    if (core.kind == THING_INSTANCE)
        core = behind(l, &core);
    link_leave(l);
    bool named = core.kind == THING_BUILTIN || core.kind == THING_EXTERNAL; /* any, cmp.Ordered */
    if (core.kind == THING_NONE || (named && core.args_count == 0))
        return false;
    *out = core;
    return true;
}

bool go_core(cg_linker *l, const thing *param, thing *out)
{
    if (param->args_count > 0) /* of the library */
        *out = param->args[0];
    return param->args_count > 0 || core_declared(l, param, out);
}

/* ---- what functions take ---- */

/* "_" among the parameters, which has no binding to count by. */
static bool has_blank(cg_str signature)
{
    for (size_t i = 1; i + 1 < signature.len; i++) {
        const char *c = signature.ptr + i;
        if (*c == '_' && (c[-1] == '(' || c[-1] == ' ') && (c[1] == ' ' || c[1] == ','))
            return true;
    }
    return false;
}

/* The scope of the function's parameters. */
static uint32_t scope_of(const cg_link_unit *u, uint32_t def)
{
    uint32_t scope = def_of(u, def)->scope;
    for (uint32_t s = 0; s < u->unit->scopes.len && scope == CG_NONE; s++)
        if (u->unit->scopes.ptr[s].owner == def)
            scope = s;
    return scope;
}

/* The first binding in `scope` or behind it: those of one function come before those of the next. */
static uint32_t first_binding(const cg_unit *unit, uint32_t scope)
{
    uint32_t low = 0, high = (uint32_t)unit->bindings.len;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (unit->bindings.ptr[mid].scope < scope)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The type of parameter n, which has a name; CG_NONE. */
static uint32_t param_type(const cg_link_unit *u, uint32_t def, unsigned n)
{
    const cg_unit *unit = u->unit;
    uint32_t scope = scope_of(u, def), end = def_of(u, def)->end_byte;
    for (uint32_t b = first_binding(unit, scope); b < unit->bindings.len; b++) {
        const cg_binding *binding = &unit->bindings.ptr[b];
        if (unit->scopes.ptr[binding->scope].start_byte >= end)
            break;
        if (binding->scope == scope && binding->kind == CG_BIND_PARAM && n-- == 0)
            return binding->type_ref;
    }
    return CG_NONE;
}

/* Parameter n of a function of the project. */
static void param_declared(cg_linker *l, const thing *t, unsigned n, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    const cg_def *def = u != NULL ? def_of(u, t->def) : NULL;
    things types = {0};
    if (def == NULL || !cg_node_kind_is_callable(def->kind) || n >= def->params_max ||
        has_blank(cg_unit_str(u->unit, def->signature)) || !link_enter(l))
        return;
    uint32_t type = param_type(u, t->def, n);
    if (type != CG_NONE)
        types_of_ref(l, u, type, &types);
    link_leave(l);
    for (uint32_t i = 0; i < types.count; i++)
        things_add(out, thing_given(l, types.list[i], t->args));
}

void go_function_param(cg_linker *l, const thing *t, unsigned n, things *out)
{
    thing type = behind(l, t);
    if (t->kind == THING_DEF)
        param_declared(l, t, n, out);
    else if (t->kind == THING_FUNCTION && n + 1 < t->args_count)
        things_add(out, t->args[n + 1]);
    else if (type.kind == THING_FUNCTION)
        go_function_param(l, &type, n, out);
}

/* ---- what parameters are ---- */

static bool unify(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  unsigned depth, thing *out);

static bool unify_args(cg_linker *l, const thing *want, const thing *have, const thing *param,
                       unsigned depth, thing *out)
{
    for (uint16_t i = 0; i < want->args_count && i < have->args_count; i++)
        if (unify(l, &want->args[i], &have->args[i], param, depth + 1, out))
            return true;
    return false;
}

/* By what the functions give, and by what they take. */
static bool unify_functions(cg_linker *l, const thing *want, const thing *have, const thing *param,
                            unsigned depth, thing *out)
{
    things wanted = {0}, given = {0};
    results_of(l, want, l->unit, CG_NONE, &wanted);
    results_of(l, have, l->unit, CG_NONE, &given);
    if (wanted.count > 0 && given.count > 0 &&
        unify(l, &wanted.list[0], &given.list[0], param, depth + 1, out))
        return true;
    for (uint16_t n = 1; n < want->args_count; n++) {
        things taken = {0};
        go_function_param(l, have, n - 1u, &taken);
        if (taken.count > 0 && unify(l, &want->args[n], &taken.list[0], param, depth + 1, out))
            return true;
    }
    return false;
}

/* A map from one of the language's own types is told by its elements alone. */
static bool unify_maps(cg_linker *l, const thing *want, const thing *have, const thing *param,
                       unsigned depth, thing *out)
{
    const thing *map = want->kind == THING_BUILTIN ? want : have;
    const thing *other = map == want ? have : want;
    if (other->kind != THING_CONTAINER || map->kind != THING_BUILTIN || map->args_count < 2)
        return false;
    const thing *element = &map->args[1];
    return map == want ? unify(l, element, &other->args[0], param, depth + 1, out)
                       : unify(l, &other->args[0], element, param, depth + 1, out);
}

static bool unify(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  unsigned depth, thing *out)
{
    thing core;
    if (depth > NESTING_MAX || have->kind == THING_NONE)
        return false;
    if (want->kind == THING_PARAM) {
        *out = *have;
        if (want->file == param->file && want->def == param->def)
            return true;
        return go_core(l, want, &core) && unify(l, &core, have, param, depth + 1, out);
    }
    bool callable = have->kind == THING_FUNCTION || have->kind == THING_DEF;
    if (want->kind == THING_FUNCTION && callable)
        return unify_functions(l, want, have, param, depth, out);
    bool same = want->kind == have->kind && want->file == have->file && want->def == have->def &&
                want->key == have->key;
    core = same ? (thing){0} : behind(l, have);
    if (core.kind != THING_NONE)
        return unify(l, want, &core, param, depth + 1, out);
    core = same ? (thing){0} : behind(l, want);
    if (core.kind != THING_NONE)
        return unify(l, &core, have, param, depth + 1, out);
    if (unify_maps(l, want, have, param, depth, out))
        return true;
    if (want->kind == THING_TUPLE &&
        have->kind != THING_TUPLE) /* the others are the language's own */
        return unify(l, &want->args[0], have, param, depth + 1, out);
    if (want->kind == THING_CONTAINER && have->kind != THING_CONTAINER) /* one of f(all ...T) */
        return unify(l, &want->args[0], have, param, depth + 1, out);
    return same && unify_args(l, want, have, param, depth, out);
}

bool go_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out)
{
    return unify(l, want, have, param, 0, out);
}
