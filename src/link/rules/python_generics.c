// SPDX-License-Identifier: Apache-2.0
// Python: what type variables stand for, by what calls pass.
#include "python.h"

#define NESTING_MAX 6u

static bool infer_at(cg_linker *l, const thing *want, const thing *have, const thing *param,
                     unsigned depth, thing *out);

/* `Callable[..., T]`: what the function gives that is passed, or the class makes. */
static bool infer_by_result(cg_linker *l, const thing *want, const thing *have, const thing *param,
                            unsigned depth, thing *out)
{
    things results = {0};
    if (want->args_count < 2)
        return false;
    results_of(l, have, l->unit, CG_NONE, &results);
    return results.count > 0 && infer_at(l, &want->args[1], &results.list[0], param, depth, out);
}

/* Where what is passed has no type arguments: a class for `type[T]`, else an object for what it is gone through for. */
static bool infer_by_object(cg_linker *l, const thing *want, const thing *have, const thing *param,
                            unsigned depth, thing *out)
{
    things elements = {0};
    if (have->kind == THING_DEF) {
        thing made = *have;
        made.kind = THING_INSTANCE;
        return infer_at(l, &want->args[0], &made, param, depth, out);
    }
    if (have->kind != THING_INSTANCE || want->args_count != 1)
        return false;
    elements_of(l, have, &elements);
    return elements.count > 0 && infer_at(l, &want->args[0], &elements.list[0], param, depth, out);
}

static bool infer_at(cg_linker *l, const thing *want, const thing *have, const thing *param,
                     unsigned depth, thing *out)
{
    if (want->kind == THING_PARAM && want->file == param->file && want->def == param->def) {
        *out = *have;
        return true;
    }
    if (want->args_count == 0 || depth == NESTING_MAX)
        return false;
    if (python_says_how(l, want))
        return infer_by_result(l, want, have, param, depth + 1, out);
    if (have->args_count == 0)
        return infer_by_object(l, want, have, param, depth + 1, out);
    for (uint16_t i = 0; i < want->args_count && i < have->args_count; i++)
        if (infer_at(l, &want->args[i], &have->args[i], param, depth + 1, out))
            return true;
    return false;
}

bool python_infer(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  thing *out)
{
    return infer_at(l, want, have, param, 0, out);
}

/* What calling a value of a type parameter gives that a class bounds: the class is passed, `cls: type[T]`. */
bool python_param_made(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = t->kind == THING_PARAM ? link_open(l, t->file) : NULL;
    uint32_t bound = u != NULL ? u->unit->bindings.ptr[t->def].type_ref : CG_NONE;
    bool by_class = false;
    things types = {0};
    if (bound != CG_NONE)
        types_of_ref(l, u, bound, &types);
    for (uint32_t i = 0; i < types.count; i++)
        by_class |= types.list[i].kind == THING_INSTANCE;
    if (by_class)
        things_add(out, *t);
    return by_class;
}
