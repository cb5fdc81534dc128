// SPDX-License-Identifier: Apache-2.0
// Rust: what values of the language's own types are made of, and what their methods pass to closures.
#include "rust.h"

/* Iterators of std by the one that they are made of, which their first type argument is. */
bool rust_is_adapter(cg_str word)
{
    return rust_has_word("Peekable Rev Skip Take Fuse StepBy Cycle Cloned Copied TakeWhile "
                         "SkipWhile Filter Inspect Enumerate Flatten",
                         word);
}

/* ---- parts ---- */

/* Items of Peekable<I> are those of I. */
static void items_adapted(cg_linker *l, const thing *t, cg_str word, things *out)
{
    things items = {0};
    elements_of(l, &t->args[0], &items);
    if (cg_str_eq(word, CG_STR("Enumerate")) && items.count > 0) {
        thing *pair = cg_arena_alloc_array(l->arena, 2, sizeof *pair);
        pair[1] = items.list[0];
        things_add(out, (thing){.kind = THING_TUPLE, .args = pair, .args_count = 2});
    } else if (cg_str_eq(word, CG_STR("Flatten")) && items.count > 0) {
        elements_of(l, &items.list[0], out);
    } else {
        things_add_all(out, &items);
    }
}

bool rust_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    cg_str type = rust_type_word(t);
    bool map = rust_has_word("HashMap BTreeMap IndexMap", type),
         deref = cg_str_eq(key, CG_STR("deref"));
    if (cg_str_eq(key, CG_STR("value"))) {
        things_add(out, *t);
        return true;
    }
    if (cg_str_eq(key, CG_STR("await"))) {
        rust_awaited(l, t, out);
        return true;
    }
    if (rust_is_operator(key)) {
        rust_operator_result(l, t, key, out);
        return true;
    }
    if (rust_is_pointer(t)) {
        if (deref)
            things_add(out, t->args[0]);
        else if (key.len > 0)
            keyed_of(l, &t->args[0], key, out);
        else
            elements_of(l, &t->args[0], out);
        return true;
    }
    if (t->kind == THING_TUPLE && cg_str_eq(key, CG_STR("unwrap"))) { /* of try_join! */
        things_add(out, *t);
        return true;
    }
    if (t->kind == THING_TUPLE && !deref)
        return false;
    if (t->kind == THING_INSTANCE || t->kind == THING_PARAM) {
        rust_part_of_type(l, t, key, out);
        return true;
    }
    if (deref) { /* of a reference */
        things_add(out, *t);
        return true;
    }
    if (map && key.len == 0 && t->args_count > 1) {
        thing pair = {.kind = THING_TUPLE, .args = t->args, .args_count = 2};
        things_add(out, pair);
        return true;
    }
    if (key.len == 0 && t->args_count > 0 && rust_is_adapter(type)) {
        items_adapted(l, t, type, out);
        return true;
    }
    unsigned n = cg_str_eq(key, CG_STR("unwrap_err")) || (map && key.len > 0);
    if (n < t->args_count)
        things_add(out, t->args[n]);
    return true;
}

/* ---- closures ---- */

/* What a method passes to the closure that it is given: mostly what the value holds. */
void rust_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         unsigned arg, unsigned n, things *out)
{
    if (!rust_is_method(t))
        return;
    const thing *self = &t->args[0];
    cg_str type = rust_type_word(self), method = cg_str_slice(t->text, 1, t->text.len);
    bool error = cg_str_eq(type, CG_STR("Result")) &&
                 (rust_has_word("map_err or_else unwrap_or_else inspect_err", method) ||
                  (cg_str_eq(method, CG_STR("map_or_else")) && arg == 0));
    if (error) {
        if (self->args_count > 1)
            things_add(out, self->args[1]);
    } else if (rust_has_word("push push_back insert replace set", method)) { /* hooks of one type */
        if (arg < self->args_count)
            rust_function_param(l, &self->args[arg], n, out);
    } else if (rust_has_word("HashMap BTreeMap IndexMap Entry", type) && self->args_count > 1) {
        unsigned at = cg_str_eq(type, CG_STR("Entry")) ? 1 : n;
        if (at < 2)
            things_add(out, self->args[at]);
    } else if (cg_str_eq(method, CG_STR("with")) ||
               (cg_str_eq(type, CG_STR("cmp")) && arg == 2)) { /* of thread_local!, max_by_key */
        things_add(out, arg == 2 ? rust_argument(l, u, call, 0) : *self);
    } else if (cg_str_eq(method, CG_STR("scope"))) {
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(CG_STR("Scope")),
                                .text = CG_STR("Scope")});
    } else if (rust_has_word("fold try_fold scan", method) && n == 0) {
        things_add(out, rust_argument(l, u, call, 0));
    } else {
        elements_of(l, self, out);
    }
}
