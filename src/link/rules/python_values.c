// SPDX-License-Identifier: Apache-2.0
// Python: what iterating, subscripting and entering give, by special methods of the project's classes
// and by type arguments of the language's own.
#include "python.h"

/* What calling the method `name` of a value gives; false: it has none. */
static bool special_result(cg_linker *l, const thing *t, const char *name, things *out)
{
    things methods = {0};
    members_in_line(l, t, cg_str_from(name), 0, &methods);
    for (uint32_t i = 0; i < methods.count; i++)
        results_of(l, &methods.list[i], l->unit, CG_NONE, out);
    return methods.count > 0;
}

static void iterate(cg_linker *l, const thing *t, things *out)
{
    things iterators = {0};
    if (!special_result(l, t, "__iter__", &iterators) &&
        !special_result(l, t, "__aiter__", &iterators)) {
        special_result(l, t, "__getitem__", out);
        return;
    }
    for (uint32_t i = 0; i < iterators.count; i++) {
        const thing *it = &iterators.list[i];
        if (it->kind != THING_INSTANCE ||
            (!special_result(l, it, "__next__", out) && !special_result(l, it, "__anext__", out)))
            elements_of(l, it, out);
    }
}

static bool part_of_instance(cg_linker *l, const thing *t, cg_str key, things *out)
{
    uint32_t before = out->count;
    if (key.len == 0)
        iterate(l, t, out);
    else if (cg_str_eq(key, CG_STR("__enter__")))
        (void)(special_result(l, t, "__enter__", out) || special_result(l, t, "__aenter__", out));
    else
        special_result(l, t, "__getitem__", out);
    return out->count > before;
}

static bool is_mapping(cg_str type)
{
    return cg_str_ends(type, CG_STR("ict")) || cg_str_ends(type, CG_STR("Mapping"));
}

/* Of what is not the project's own: mappings iterate over keys; a generator's first argument is what
 * it yields, which is what entering a context manager made of one gives. */
static bool part_of_foreign(const thing *t, cg_str key, things *out)
{
    bool generator = cg_str_ends(t->text, CG_STR("Generator"));
    bool keys = key.len == 0 && is_mapping(t->text);
    if (t->args_count == 0 || !(generator || keys))
        return false;
    things_add(out, t->args[0]);
    return true;
}

bool python_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    if (t->kind == THING_INSTANCE)
        return part_of_instance(l, t, key, out);
    if (t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL)
        return part_of_foreign(t, key, out);
    return false;
}
