// SPDX-License-Identifier: Apache-2.0
// link: how well the arguments of a call suit the parameters of one overload, where the language has a
// measure of its own (link_rules.fit).
#include "link_int.h"

/* Worth more than any sum of fits: a call without gathering arguments into an array is preferred. */
#define FIT_FIXED 100000u

void param_types(cg_linker *l, const cg_link_unit *u, uint32_t def, size_t n, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_PARAM, def, &first);
    uint32_t binding = n < count ? u->unit->hints.ptr[first + n].value : CG_NONE;
    uint32_t type = binding == CG_NONE ? CG_NONE : u->unit->bindings.ptr[binding].type_ref;
    if (type != CG_NONE)
        types_of_ref(l, u, type, out);
}

/* What the callee wants as argument n; `spread`: from its last parameter on, an element of that. */
static void wanted(cg_linker *l, const cg_link_unit *du, const thing *callee, size_t n, bool spread,
                   things *out)
{
    size_t first, count = unit_hints(du, CG_HINT_PARAM, callee->def, &first);
    bool last = spread && n + 1 >= count;
    things types = {0};
    if (count > 0)
        param_types(l, du, callee->def, last ? count - 1 : n, &types);
    for (uint32_t i = 0; i < types.count; i++) {
        thing t = thing_given(l, types.list[i], callee->args);
        if (last)
            elements_of(l, &t, out);
        else
            things_add(out, t);
    }
}

/* The sum of how well the arguments suit; 0: some do not. */
static unsigned fit_all(cg_linker *l, const cg_link_unit *u, uint32_t call, const cg_link_unit *du,
                        const thing *callee, bool spread)
{
    size_t first, args = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    unsigned sum = 1;
    for (size_t i = 0; i < args; i++) {
        const cg_hint *arg = &u->unit->hints.ptr[first + i];
        things want = {0}, have = {0};
        wanted(l, du, callee, arg->index, spread, &want);
        values_of_ref(l, u, arg->value, &have);
        unsigned fit = want.count == 0 || have.count == 0
                           ? LINK_FIT_UNKNOWN
                           : u->rules->fit(l, &want.list[0], &have.list[0]);
        if (fit == 0)
            return 0;
        sum += fit;
    }
    return sum;
}

unsigned call_fit(cg_linker *l, const cg_link_unit *u, uint32_t call, const thing *callee)
{
    const cg_link_unit *du = link_open(l, callee->file);
    if (du == NULL)
        return 0;
    const cg_def *def = def_of(du, callee->def);
    bool variadic = def->modifiers & CG_MOD_VARIADIC;
    bool fixed = !variadic || ref_of(u, call)->args == def->params_min + 1u;
    unsigned sum = fixed ? fit_all(l, u, call, du, callee, false) : 0;
    if (sum > 0)
        return sum + FIT_FIXED;
    return variadic ? fit_all(l, u, call, du, callee, true) : 0;
}
