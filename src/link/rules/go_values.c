// SPDX-License-Identifier: Apache-2.0
// link, Go: parts of maps and channels, and what calls give that call no function.
#include "go.h"

/* What a function that a loop goes through passes to its body as n-th: func(yield func(K, V) bool). */
static void yielded(cg_linker *l, const thing *t, unsigned n, things *out)
{
    things yield = {0};
    go_function_param(l, t, 0, &yield);
    for (uint32_t i = 0; i < yield.count; i++)
        if (yield.list[i].kind != THING_DEF)
            go_function_param(l, &yield.list[i], n, out);
}

/* What `for x := range` gives first: a map's key, what a channel carries, of iterators the first. The
 * extractor asks for it as the part called "range". */
static void first_of_range(cg_linker *l, const thing *t, things *out)
{
    things aliased = {0};
    bool iterates = t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL;
    if (iterates && t->args_count > 0)
        things_add(out, t->args[0]);
    if (t->kind == THING_FUNCTION || t->kind == THING_DEF)
        yielded(l, t, 0, out);
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &aliased);
    for (uint32_t i = 0; i < aliased.count; i++)
        keyed_of(l, &aliased.list[i], CG_STR("range"), out);
}

static bool is_generic(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind) &&
           def_of(u, t->def)->modifiers & CG_MOD_GENERIC;
}

bool go_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    thing core = t->kind == THING_EXTERNAL ? go_library_behind(l, t) : (thing){0};
    if (core.kind != THING_NONE || t->kind == THING_PARAM) {
        if (core.kind != THING_NONE || go_core(l, t, &core))
            keyed_of(l, &core, key, out);
        return true;
    }
    if (cg_str_eq(key, CG_STR("range"))) {
        first_of_range(l, t, out);
        return true;
    }
    bool function = t->kind == THING_DEF || t->kind == THING_FUNCTION;
    if (function && key.len == 0) {
        if (is_generic(l, t)) /* f[int](…) that was taken for an element of f */
            things_add(out, *t);
        else
            yielded(l, t, 1, out);
        return true;
    }
    bool map = t->kind == THING_BUILTIN && cg_str_eq(t->text, CG_STR("map"));
    if (map && t->args_count > 1)
        things_add(out, t->args[1]);
    return map;
}

/* P(v), where P is a type parameter; f(v), where that is f's type. */
static void result_of_param(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                            things *out)
{
    const cg_ref *r = ref_of(u, call);
    thing core;
    if (r->target_kind == CG_TARGET_BINDING &&
        u->unit->bindings.ptr[r->target].kind == CG_BIND_TYPE_PARAM)
        things_add(out, *t);
    else if (go_core(l, t, &core))
        results_of(l, &core, u, call, out);
}

void go_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    if (t->kind == THING_PARAM && call != CG_NONE)
        result_of_param(l, t, u, call, out);
    else if (t->kind == THING_EXTERNAL)
        go_library_result(l, t, u, call, out);
}
