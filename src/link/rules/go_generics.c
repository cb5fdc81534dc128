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
    if (kind == CG_NODE_TYPE_ALIAS || kind == CG_NODE_INTERFACE || kind == CG_NODE_VARIABLE)
        declared_values(l, u, t->def, &found);
    return found.count > 0 ? thing_given(l, found.list[0], t) : (thing){0};
}

bool go_core(cg_linker *l, const thing *param, thing *out)
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
    if (core.kind == THING_NONE || (core.kind == THING_BUILTIN && core.args_count == 0))
        return false;
    *out = core;
    return true;
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

/* By what the functions give. */
static bool unify_results(cg_linker *l, const thing *want, const thing *have, const thing *param,
                          unsigned depth, thing *out)
{
    things wanted = {0}, given = {0};
    results_of(l, want, l->unit, CG_NONE, &wanted);
    results_of(l, have, l->unit, CG_NONE, &given);
    return wanted.count > 0 && given.count > 0 &&
           unify(l, &wanted.list[0], &given.list[0], param, depth + 1, out);
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
        return unify_results(l, want, have, param, depth, out);
    bool same = want->kind == have->kind && want->file == have->file && want->def == have->def &&
                want->key == have->key;
    if (!same && have->kind == THING_INSTANCE) {
        core = behind(l, have);
        if (core.kind != THING_NONE)
            return unify(l, want, &core, param, depth + 1, out);
    }
    if (unify_maps(l, want, have, param, depth, out))
        return true;
    if (want->kind == THING_CONTAINER && have->kind != THING_CONTAINER) /* one of f(all ...T) */
        return unify(l, &want->args[0], have, param, depth + 1, out);
    return same && unify_args(l, want, have, param, depth, out);
}

bool go_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out)
{
    return unify(l, want, have, param, 0, out);
}
