// SPDX-License-Identifier: Apache-2.0
// Python: a function of functools.singledispatch is told for which class each of its implementations is, `@draw.register(Square)`,
// and gives them instances of that.
#include "python.h"

/* `@singledispatch` or `@singledispatchmethod`, by whatever module. */
static bool is_dispatching(const cg_link_unit *u, uint32_t def)
{
    cg_str lines = cg_unit_str(u->unit, def_of(u, def)->decorators), line;
    while (cg_node_kind_is_callable(def_of(u, def)->kind) && cg_str_split(&lines, '\n', &line)) {
        cg_str last = cg_str_slice(line, (size_t)(cg_str_rfind(line, '.') + 1), line.len);
        if (cg_str_eq(last, CG_STR("singledispatch")) ||
            cg_str_eq(last, CG_STR("singledispatchmethod")))
            return true;
    }
    return false;
}

static bool is_first_param(const cg_link_unit *u, uint32_t def, cg_str name)
{
    size_t first, count = unit_hints(u, CG_HINT_PARAM, def, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        if (h->index == 0 && h->name.len == 0)
            return cg_str_eq(cg_unit_str(u->unit, u->unit->bindings.ptr[h->value].name), name);
    }
    return false;
}

/* The call `f.register(…)` that decorator `ref` is, where `f` dispatches; else CG_NONE. */
static uint32_t registering(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    bool called = r->base_kind == CG_BASE_REF && ref_of(u, r->base)->role == CG_ROLE_CALL;
    if (!called || !cg_str_eq(ref_name(u, r->base), CG_STR("register")) ||
        ref_of(u, r->base)->base_kind != CG_BASE_REF)
        return CG_NONE;
    const things *names = names_of_ref(l, u, ref_of(u, r->base)->base);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && is_dispatching(tu, t->def))
            return r->base;
    }
    return CG_NONE;
}

static void add_instances(cg_linker *l, const things *classes, things *out)
{
    for (uint32_t i = 0; i < classes->count; i++) {
        thing t = classes->list[i];
        const cg_link_unit *u = t.kind == THING_DEF ? link_open(l, t.file) : NULL;
        t.kind = THING_INSTANCE;
        if (u != NULL && is_type_def(u, t.def))
            things_add(out, t);
    }
}

void python_dispatched(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    size_t at, decorators = unit_decorators(u, def, &at);
    for (size_t i = 0; i < decorators && is_first_param(u, def, name); i++) {
        uint32_t call = registering(l, u, u->decorators.ptr[at + i].index);
        size_t first, count = call != CG_NONE ? unit_hints(u, CG_HINT_ARGUMENT, call, &first) : 0;
        if (count > 0)
            add_instances(l, names_of_ref(l, u, u->unit->hints.ptr[first].value), out);
    }
}
