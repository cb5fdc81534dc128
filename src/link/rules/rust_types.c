// SPDX-License-Identifier: Apache-2.0
// Rust: what the project's types have by what they implement: iteration, dereferencing, indexing; and
// types of functions.
#include "rust.h"

void rust_associated_types(cg_linker *l, const thing *t, cg_str name, things *out)
{
    things members = {0};
    members_of(l, t, name, &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *m = &members.list[i];
        const cg_link_unit *u = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        if (u != NULL && def_of(u, m->def)->kind == CG_NODE_TYPE_ALIAS)
            instances_of(l, m, u, CG_NONE, out);
    }
}

static bool is_associated_type(cg_str name)
{
    return cg_str_eq(name, CG_STR("Item")) || cg_str_eq(name, CG_STR("Target")) ||
           cg_str_eq(name, CG_STR("Output"));
}

/* ---- parts ---- */

static void parts_of_bound(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things bounds = {0};
    rust_bounds_of(l, t, &bounds);
    for (uint32_t i = 0; i < bounds.count && out->count == 0; i++) {
        if (bounds.list[i].kind == THING_PARAM || !link_enter(l))
            continue;
        if (key.len > 0)
            keyed_of(l, &bounds.list[i], key, out);
        else
            elements_of(l, &bounds.list[i], out);
        link_leave(l);
    }
}

void rust_part_of_type(cg_linker *l, const thing *t, cg_str key, things *out)
{
    if (cg_str_eq(key, CG_STR("deref"))) {
        if (t->kind == THING_INSTANCE)
            rust_associated_types(l, t, CG_STR("Target"), out);
        if (out->count == 0)
            things_add(out, *t);
        return;
    }
    if (t->kind == THING_PARAM) {
        parts_of_bound(l, t, key, out);
        return;
    }
    if (key.len == 0)
        rust_associated_types(l, t, CG_STR("Item"), out);
    else if (cg_str_eq(key, CG_STR("index")))
        rust_operator_output(l, t, NULL, key, out);
    if (out->count > 0)
        return;
    things targets = {0};
    rust_associated_types(l, t, CG_STR("Target"), &targets);
    for (uint32_t i = 0; i < targets.count && out->count == 0 && link_enter(l); i++) {
        if (key.len > 0)
            keyed_of(l, &targets.list[i], key, out);
        else
            elements_of(l, &targets.list[i], out);
        link_leave(l);
    }
    unsigned n = cg_str_eq(key, CG_STR("unwrap_err"));
    if (out->count == 0 && key.len > 0 && n < t->args_count)
        things_add(out, t->args[n]);
    else if (out->count == 0 && t->args_count == 0 && cg_str_eq(key, CG_STR("unwrap")))
        things_add(out, *t); /* pointer.as_ref()?, as pointers are transparent */
}

/* ---- members ---- */

/* What a type has by Deref and Iterator, and what all types have. */
void rust_implied_member(cg_linker *l, const thing *type, cg_str name, things *out)
{
    things targets = {0};
    if (is_associated_type(name))
        return;
    rust_associated_types(l, type, CG_STR("Target"), &targets);
    for (uint32_t i = 0; i < targets.count && out->count == 0; i++)
        members_of(l, &targets.list[i], name, out);
    if (out->count == 0)
        rust_std_method(l, type, name, out);
}

/* ---- functions ---- */

void rust_bounds_of(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = t->kind == THING_PARAM ? link_open(l, t->file) : NULL;
    if (u == NULL || u->unit->bindings.ptr[t->def].type_ref == CG_NONE)
        return;
    types_of_ref(l, u, u->unit->bindings.ptr[t->def].type_ref, out);
    size_t first, count = unit_hints(u, CG_HINT_BINDING_VALUE, t->def, &first);
    for (size_t i = 0; i < count; i++)
        types_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
}

static bool is_function_trait(const thing *t)
{
    return (t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL) &&
           (cg_str_eq(t->text, CG_STR("Fn")) || cg_str_eq(t->text, CG_STR("FnMut")) ||
            cg_str_eq(t->text, CG_STR("FnOnce")));
}

thing rust_callable_type(cg_linker *l, const thing *t)
{
    things bounds = {0};
    while (t->args_count > 0 && (rust_is_pointer(t) || rust_has_word("Option", rust_type_word(t))))
        t = &t->args[0];
    if (is_function_trait(t) || t->kind == THING_FUNCTION)
        return *t;
    rust_bounds_of(l, t, &bounds);
    for (uint32_t i = 0; i < bounds.count; i++)
        if (is_function_trait(&bounds.list[i]))
            return bounds.list[i];
    return (thing){0};
}

/* Parameter n of an Fn(A, B) -> C. */
void rust_function_param(cg_linker *l, const thing *type, unsigned n, things *out)
{
    thing function = rust_callable_type(l, type);
    if (function.kind == THING_FUNCTION) { /* fn(A, B) -> C */
        if (n + 1 < function.args_count && function.args[n + 1].kind != THING_NONE)
            things_add(out, function.args[n + 1]);
    } else if (function.args_count > 0) {
        items_of(l, &function.args[0], n, out);
    }
}
