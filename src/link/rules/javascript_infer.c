// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what type parameters are where something is passed: elements of arrays, what functions take and
// give, arguments of the same type or of one that is derived from it.
#include "javascript.h"

#define INFERRED_ALIASES_MAX 4u /* parts of a union */

static bool infer_all(cg_linker *l, const thing *want, const things *have, const thing *param,
                      thing *out)
{
    for (uint32_t i = 0; i < have->count; i++)
        if (have->list[i].kind != THING_NONE &&
            javascript_infer(l, want, &have->list[i], param, out))
            return true;
    return false;
}

/* Type arguments, one by one. */
static bool infer_args(cg_linker *l, const thing *want, const thing *have, const thing *param,
                       thing *out)
{
    for (uint16_t i = 0; i < want->args_count && i < have->args_count; i++)
        if (have->args[i].kind != THING_NONE &&
            javascript_infer(l, &want->args[i], &have->args[i], param, out))
            return true;
    return false;
}

static bool is_class(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return u != NULL && is_type_def(u, t->def);
}

static thing instance_of(const thing *class)
{
    return (thing){.kind = THING_INSTANCE, .file = class->file, .def = class->def};
}

static bool mentions(const thing *t, const thing *param, unsigned depth)
{
    bool found = t->kind == THING_PARAM && t->file == param->file && t->def == param->def;
    for (uint16_t i = 0; i < t->args_count && depth < TYPE_NESTING_MAX && !found; i++)
        found = mentions(&t->args[i], param, depth + 1);
    return found;
}

/* (a: A) => B, where a function is passed: by what it gives, then by what it says that it takes. Of a class, by what it makes. */
static bool infer_function(cg_linker *l, const thing *want, const thing *have, const thing *param,
                           thing *out)
{
    things given = {0};
    bool gives = mentions(&want->args[0], param, 0);
    if (gives && is_class(l, have))
        things_add(&given, instance_of(have));
    else if (gives && (have->kind == THING_DEF || have->kind == THING_FUNCTION ||
                       have->kind == THING_INSTANCE))
        results_of(l, have, l->unit, CG_NONE, &given);
    if (infer_all(l, &want->args[0], &given, param, out))
        return true;
    for (uint16_t n = 1; n < want->args_count && !is_class(l, have); n++) {
        things taken = {0};
        javascript_function_param(l, have, n - 1u, &taken);
        if (infer_all(l, &want->args[n], &taken, param, out))
            return true;
    }
    return false;
}

/* The type itself, or one of those that it is derived from. */
static bool infer_derived(cg_linker *l, const thing *want, const thing *have, const thing *param,
                          thing *out)
{
    if (is_same_def(want, have))
        return infer_args(l, want, have, param, out);
    uint32_t at = place_in_line(l, have, want);
    return at != CG_NONE && infer_args(l, want, &line_of(l, have)->types[at], param, out);
}

/* What an alias stands for; of what is passed the class, where only the type argument tells: Token<T>. */
static bool infer_instance(cg_linker *l, const thing *want, const thing *have, const thing *param,
                           thing *out)
{
    things stands_for = {0};
    if (want->args_count == 0)
        return false;
    if (have->kind == THING_INSTANCE && infer_derived(l, want, have, param, out))
        return true;
    alias_values(l, want, &stands_for);
    for (uint32_t i = 0; i < stands_for.count && i < INFERRED_ALIASES_MAX; i++)
        if (javascript_infer(l, &stands_for.list[i], have, param, out))
            return true;
    if (stands_for.count > 0 || !is_class(l, have))
        return false;
    thing made = instance_of(have);
    return javascript_infer(l, &want->args[0], &made, param, out);
}

static bool infer_parts(cg_linker *l, const thing *want, const thing *have, const thing *param,
                        thing *out)
{
    things elements = {0};
    switch (want->kind) {
    case THING_CONTAINER:
        elements_of(l, have, &elements);
        return infer_all(l, &want->args[0], &elements, param, out);
    case THING_TUPLE:
        for (uint16_t i = 0; i < want->args_count; i++) {
            things items = {0};
            items_of(l, have, i, &items);
            if (infer_all(l, &want->args[i], &items, param, out))
                return true;
        }
        return false;
    case THING_FUNCTION: return infer_function(l, want, have, param, out);
    case THING_INSTANCE: return infer_instance(l, want, have, param, out);
    case THING_BUILTIN:
    case THING_EXTERNAL:
        return want->kind == have->kind && cg_str_eq(want->text, have->text) &&
               infer_args(l, want, have, param, out);
    default: return false;
    }
}

bool javascript_infer(cg_linker *l, const thing *want, const thing *have, const thing *param,
                      thing *out)
{
    if (want->kind == THING_PARAM) {
        bool same = want->file == param->file && want->def == param->def;
        if (same)
            *out = *have;
        return same;
    }
    if (want->args_count == 0 || !link_enter(l))
        return false;
    bool found = infer_parts(l, want, have, param, out);
    link_leave(l);
    return found;
}
