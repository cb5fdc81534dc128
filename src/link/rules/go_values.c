// SPDX-License-Identifier: Apache-2.0
// link, Go: parts of maps and channels, and the type arguments that calls of generic functions imply.
#include "go.h"

#define NESTING_MAX 4u

/* ---- parts of values ---- */

/* What `for x := range` gives first: a map's key, what a channel carries, of iterators the first. The
 * extractor asks for it as the part called "range". */
static void first_of_range(cg_linker *l, const thing *t, things *out)
{
    things aliased = {0};
    bool iterates = t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL;
    if (iterates && t->args_count > 0)
        things_add(out, t->args[0]);
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &aliased);
    for (uint32_t i = 0; i < aliased.count; i++)
        keyed_of(l, &aliased.list[i], CG_STR("range"), out);
}

bool go_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    if (cg_str_eq(key, CG_STR("range"))) {
        first_of_range(l, t, out);
        return true;
    }
    if (t->kind == THING_DEF && key.len == 0) { /* f[T](…) that was taken for an element of f */
        const cg_link_unit *u = link_open(l, t->file);
        if (u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind))
            things_add(out, *t);
    }
    bool map = t->kind == THING_BUILTIN && cg_str_eq(t->text, CG_STR("map"));
    if (map && t->args_count > 1)
        things_add(out, t->args[1]);
    return map;
}

/* ---- type arguments ---- */

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

static bool unify(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  unsigned depth, thing *out)
{
    if (depth > NESTING_MAX || have->kind == THING_NONE)
        return false;
    if (want->kind == THING_PARAM) {
        *out = *have;
        return want->file == param->file && want->def == param->def;
    }
    bool callable = have->kind == THING_FUNCTION || have->kind == THING_DEF;
    if (want->kind == THING_FUNCTION && callable)
        return unify_results(l, want, have, param, depth, out);
    things aliased = {0};
    if (have->kind == THING_INSTANCE && (want->kind != THING_INSTANCE || want->def != have->def))
        alias_values(l, have, &aliased);
    if (aliased.count > 0)
        return unify(l, want, &aliased.list[0], param, depth + 1, out);
    if (want->kind == THING_CONTAINER && have->kind != THING_CONTAINER) /* one of f(all ...T) */
        return unify(l, &want->args[0], have, param, depth + 1, out);
    bool same = want->kind == have->kind && want->file == have->file && want->def == have->def;
    return same && unify_args(l, want, have, param, depth, out);
}

bool go_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out)
{
    return unify(l, want, have, param, 0, out);
}
