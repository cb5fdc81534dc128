// SPDX-License-Identifier: Apache-2.0
// Rust: what `.await` gives. A call of an async function has the type that the function gives already, so what is no
// future is left as it is.
#include "rust.h"

static bool is_future(const thing *t)
{
    return (t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL) && t->args_count > 0 &&
           rust_has_word("Future BoxFuture LocalBoxFuture Ready", rust_type_word(t));
}

/* A future of std or of others. */
static bool output_outside(const thing *t, things *out)
{
    if (!is_future(t))
        return false;
    things_add(out, t->args[t->args_count - 1]);
    return true;
}

/* Awaiting the handle of a task, or the end of a oneshot channel, may fail. */
static bool output_of_task(cg_linker *l, const thing *t, things *out)
{
    cg_str word = rust_type_word(t);
    bool handle = cg_str_eq(word, CG_STR("JoinHandle"));
    if (t->args_count == 0 || !(handle || cg_str_eq(word, CG_STR("Receiver"))))
        return false;
    bool plain = t->external != NULL && (cg_str_eq(t->external->module, CG_STR("async_std")) ||
                                         cg_str_eq(t->external->module, CG_STR("smol")));
    thing *args = cg_arena_alloc_array(l->arena, 2, sizeof *args);
    cg_str result = CG_STR("Result");
    args[0] = t->args[0];
    if (handle && plain)
        things_add(out, args[0]);
    else
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(result),
                                .text = result,
                                .args = args,
                                .args_count = 2});
    return true;
}

/* The Output of a type of the project that implements Future, or IntoFuture. */
static bool output_of_type(cg_linker *l, const thing *t, things *out)
{
    things members = {0};
    uint32_t before = out->count;
    members_of(l, t, CG_STR("Output"), &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *m = &members.list[i];
        const cg_link_unit *u = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        cg_str mark = u ? cg_unit_str(u->unit, def_of(u, m->def)->disambiguator) : CG_STR_NULL;
        if (rust_is_mark_of(mark, CG_STR("Future")) || rust_is_mark_of(mark, CG_STR("IntoFuture")))
            instances_of(l, m, u, CG_NONE, out);
    }
    return out->count > before;
}

void rust_awaited(cg_linker *l, const thing *t, things *out)
{
    const thing *inner = t;
    things bounds = {0};
    while (rust_is_pointer(inner))
        inner = &inner->args[0];
    if (output_outside(inner, out) || output_of_task(l, inner, out))
        return;
    rust_bounds_of(l, inner, &bounds);
    for (uint32_t i = 0; i < bounds.count; i++)
        if (output_outside(&bounds.list[i], out))
            return;
    if (inner->kind != THING_INSTANCE || !output_of_type(l, inner, out))
        things_add(out, *t);
}
