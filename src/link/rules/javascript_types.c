// SPDX-License-Identifier: Apache-2.0
// JavaScript family: types that TypeScript makes of functions: ReturnType<F>, Parameters<F>.
#include "javascript.h"

#define PARAMETERS_MAX 8u

/* A tuple, up to the last parameter of which something is known. */
static void add_parameters(cg_linker *l, const thing *function, things *out)
{
    thing *items = cg_arena_alloc_array(l->arena, PARAMETERS_MAX, sizeof *items);
    uint64_t key = 0;
    uint16_t count = 0;
    for (unsigned n = 0; n < PARAMETERS_MAX; n++) {
        things types = {0};
        javascript_function_param(l, function, n, &types);
        items[n] = types.list[0];
        if (types.count > 0)
            count = (uint16_t)(n + 1);
        key = key * 31 + thing_key(&items[n]);
    }
    if (count > 0)
        things_add(out,
                   (thing){.kind = THING_TUPLE, .key = key, .args = items, .args_count = count});
}

bool javascript_type_made(cg_linker *l, const thing *t, things *out)
{
    uint32_t before = out->count;
    if (t->args_count == 0 || t->args[0].kind == THING_NONE || t->args[0].kind == THING_PARAM ||
        !link_enter(l))
        return false;
    if (cg_str_eq(t->text, CG_STR("ReturnType")))
        results_of(l, &t->args[0], l->unit, CG_NONE, out);
    else if (cg_str_eq(t->text, CG_STR("Parameters")))
        add_parameters(l, &t->args[0], out);
    link_leave(l);
    return out->count > before;
}
