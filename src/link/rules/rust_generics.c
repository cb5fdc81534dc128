// SPDX-License-Identifier: Apache-2.0
// Rust: what type parameters stand for: by what calls pass, by what literals and variants hold, and by
// what is put into a local name whose first value leaves them open.
#include "rust.h"

#define FILLS "+" /* the key of what calls say of a name, RUST_FILLS of the grammar */
#define PARAMS_MAX 4u

/* ---- what is passed against what is asked for ---- */

static bool unify(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  unsigned depth, thing *out);

static bool is_outside(const thing *t)
{
    return t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL || t->kind == THING_CONTAINER;
}

static bool is_same_type(const thing *a, const thing *b)
{
    if (is_outside(a) && is_outside(b))
        return cg_str_eq(rust_type_word(a), rust_type_word(b));
    return a->kind == b->kind && (a->kind == THING_TUPLE || is_same_def(a, b));
}

/* A function that is passed for an Fn() -> T gives a T. */
static bool unify_result(cg_linker *l, const thing *function, const thing *have, const thing *param,
                         unsigned depth, thing *out)
{
    things results = {0};
    if (function->args_count < 2 || (have->kind != THING_FUNCTION && have->kind != THING_DEF))
        return false;
    results_of(l, have, l->unit, CG_NONE, &results);
    return results.count > 0 &&
           unify(l, &function->args[1], &results.list[0], param, depth + 1, out);
}

/* What is passed for an Iterator<Item = T> holds Ts. */
static bool unify_elements(cg_linker *l, const thing *iterator, const thing *have,
                           const thing *param, unsigned depth, thing *out)
{
    things elements = {0};
    elements_of(l, have, &elements);
    return elements.count > 0 &&
           unify(l, &iterator->args[0], &elements.list[0], param, depth + 1, out);
}

static bool unify_bound(cg_linker *l, const thing *bound, const thing *have, const thing *param,
                        unsigned depth, thing *out)
{
    if (!is_outside(bound) || bound->args_count == 0)
        return false;
    cg_str word = rust_type_word(bound);
    if (cg_str_starts(word, CG_STR("Fn")))
        return unify_result(l, bound, have, param, depth, out);
    if (cg_str_eq(word, CG_STR("Future"))) {
        things given = {0};
        keyed_of(l, have, CG_STR("await"), &given);
        return given.count > 0 && unify(l, &bound->args[0], &given.list[0], param, depth + 1, out);
    }
    return rust_is_iterator_word(word) && unify_elements(l, bound, have, param, depth, out);
}

/* By what bounds another type parameter: F: FnOnce() -> T. */
static bool unify_bounds(cg_linker *l, const thing *want, const thing *have, const thing *param,
                         unsigned depth, thing *out)
{
    things bounds = {0};
    rust_bounds_of(l, want, &bounds);
    for (uint32_t i = 0; i < bounds.count; i++)
        if (unify_bound(l, &bounds.list[i], have, param, depth, out))
            return true;
    return false;
}

static bool unify(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  unsigned depth, thing *out)
{
    if (have->kind == THING_NONE || depth >= TYPE_NESTING_MAX)
        return false;
    if (want->kind == THING_PARAM && is_same_def(want, param)) {
        *out = *have;
        return have->kind != THING_PARAM || !is_same_def(have, param);
    }
    if (want->kind == THING_PARAM)
        return unify_bounds(l, want, have, param, depth, out);
    if (want->args_count == 0)
        return false;
    if (unify_bound(l, want, have, param, depth, out))
        return true;
    bool same = is_same_type(want, have);
    for (uint16_t i = 0; same && i < want->args_count && i < have->args_count; i++)
        if (unify(l, &want->args[i], &have->args[i], param, depth + 1, out))
            return true;
    if (same)
        return false;
    if (want->kind == THING_CONTAINER)
        return unify_elements(l, want, have, param, depth, out);
    return rust_is_pointer(have) && unify(l, want, &have->args[0], param, depth + 1, out);
}

bool rust_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out)
{
    bool found = link_enter(l);
    if (!found)
        return false;
    found = unify(l, want, have, param, 0, out);
    link_leave(l);
    return found;
}

/* ---- literals and variants ---- */

/* The field that a literal or call gives `hint`. */
static uint32_t field_given(cg_linker *l, const cg_link_unit *u, const cg_hint *hint,
                            const cg_link_unit *tu, uint32_t owner)
{
    cg_str name = cg_unit_str(u->unit, hint->name);
    if (name.len == 0)
        name = link_text(l, "%u", hint->index);
    note_name(l, tu, name);
    for (uint32_t d = unit_member(tu, owner, name); d != CG_NONE; d = tu->next[d])
        if (def_of(tu, d)->kind == CG_NODE_FIELD)
            return d;
    return CG_NONE;
}

/* What the values that `call` gives to fields of `owner` say of type parameter `param`. */
static thing told_by_fields(cg_linker *l, const cg_link_unit *u, uint32_t call,
                            const cg_link_unit *tu, uint32_t owner, const thing *param)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    thing found = {0};
    for (size_t i = 0; i < count; i++) {
        const cg_hint *hint = &u->unit->hints.ptr[first + i];
        uint32_t field = field_given(l, u, hint, tu, owner);
        things types = {0}, values = {0};
        if (field == CG_NONE || def_of(tu, field)->type_ref == CG_NONE)
            continue;
        types_of_ref(l, tu, def_of(tu, field)->type_ref, &types);
        if (types.count == 0 ||
            (types.list[0].kind != THING_PARAM && types.list[0].args_count == 0))
            continue;
        types_of_ref(l, u, hint->value, &values);
        if (values.count > 0 && rust_infer(l, &types.list[0], &values.list[0], param, &found))
            return found;
    }
    return (thing){0};
}

/* The type parameters of a type of `u`. */
static uint32_t params_of(const cg_link_unit *u, uint32_t type, thing out[PARAMS_MAX])
{
    uint32_t count = 0;
    const cg_def *def = def_of(u, type);
    if (!(def->modifiers & CG_MOD_GENERIC))
        return 0;
    for (uint32_t b = 0; b < u->unit->bindings.len && count < PARAMS_MAX; b++) {
        const cg_binding *binding = &u->unit->bindings.ptr[b];
        const cg_scope *scope = &u->unit->scopes.ptr[binding->scope];
        if (scope->start_byte >= def->end_byte) /* and all that follow */
            break;
        if (binding->kind == CG_BIND_TYPE_PARAM && scope->owner == type)
            out[count++] = (thing){.kind = THING_PARAM, .file = u->file, .def = b};
    }
    return count;
}

bool rust_made(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    const cg_link_unit *tu = link_open(l, t->file);
    bool variant = tu != NULL && def_of(tu, t->def)->kind == CG_NODE_ENUM_MEMBER;
    uint32_t type = variant ? def_of(tu, t->def)->parent : t->def;
    thing params[PARAMS_MAX], made = {.kind = THING_INSTANCE, .rule = t->rule, .file = t->file};
    size_t first;
    if (tu == NULL || !is_type_def(tu, type) || def_of(tu, type)->kind == CG_NODE_TYPE_ALIAS)
        return false;
    made.def = type;
    uint32_t count = params_of(tu, type, params);
    bool stated = call != CG_NONE && unit_hints(u, CG_HINT_TYPE_ARG, call, &first) > 0;
    if (!variant && (count == 0 || stated || call == CG_NONE))
        return false;
    bool told = count > 0 && !stated && call != CG_NONE && link_enter(l);
    thing *args = told ? cg_arena_alloc_array(l->arena, count, sizeof *args) : NULL;
    for (uint32_t i = 0; told && i < count; i++)
        args[i] = told_by_fields(l, u, call, tu, t->def, &params[i]);
    if (told)
        link_leave(l);
    made.args = args;
    made.args_count = (uint16_t)(told ? count : 0);
    things_add(out, made);
    return true;
}

/* ---- what is put into a local name ---- */

static bool is_hole(const thing *t)
{
    return t->kind == THING_NONE || t->kind == THING_PARAM;
}

static bool has_hole(const thing *t, uint32_t width)
{
    bool found = t->args_count < width;
    for (uint16_t i = 0; i < t->args_count; i++)
        found |= is_hole(&t->args[i]);
    return found;
}

static void fill(cg_linker *l, thing *t, unsigned n, const thing *value)
{
    if (value->kind == THING_NONE || (n < t->args_count && !is_hole(&t->args[n])))
        return;
    uint16_t width = (uint16_t)CG_MAX((unsigned)t->args_count, n + 1);
    thing *args = cg_arena_alloc_array(l->arena, width, sizeof *args);
    for (uint16_t i = 0; i < t->args_count; i++)
        args[i] = t->args[i];
    args[n] = *value;
    t->args = args;
    t->args_count = width;
}

thing rust_argument(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n)
{
    things values = {0};
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count && values.count == 0; i++)
        if (u->unit->hints.ptr[first + i].index == n)
            types_of_ref(l, u, u->unit->hints.ptr[first + i].value, &values);
    return values.count > 0 ? values.list[0] : (thing){0};
}

/* What the method of a type of the language says: list.push(a), map.insert(k, v), map.entry(k).or_insert_with(f). */
static void fill_outside(cg_linker *l, const cg_link_unit *u, uint32_t call, thing *t)
{
    static const char adding[] = "push push_back push_front insert add send try_send blocking_send "
                                 "replace get_or_insert set send_blocking";
    static const char joining[] = "extend extend_from_slice append";
    cg_str method = ref_name(u, call);
    bool map = rust_has_word("HashMap BTreeMap IndexMap", rust_type_word(t));
    thing first = rust_argument(l, u, call, 0);
    if (map && cg_str_eq(method, CG_STR("entry"))) {
        fill(l, t, 0, &first);
    } else if (map && rust_has_word("or_insert or_insert_with", method)) {
        things given = {0};
        if (cg_str_eq(method, CG_STR("or_insert_with")))
            results_of(l, &first, u, CG_NONE, &given);
        else
            things_add(&given, first);
        fill(l, t, 1, &given.list[0]);
    } else if (rust_has_word(joining, method)) {
        things elements = {0};
        elements_of(l, &first, &elements);
        const thing *pair = &elements.list[0];
        for (unsigned i = 0; map && pair->kind == THING_TUPLE && i < pair->args_count; i++)
            fill(l, t, i, &pair->args[i]);
        if (!map)
            fill(l, t, 0, pair);
    } else if (rust_has_word(adding, method)) {
        thing second = rust_argument(l, u, call, 1);
        bool pair = ref_of(u, call)->args == 2; /* at a place, or under a key */
        if (map || !pair)
            fill(l, t, 0, &first);
        if (pair)
            fill(l, t, map, &second);
    }
}

/* The same of a type of the project, by what the parameters of the method are. */
static void fill_instance(cg_linker *l, const cg_link_unit *u, uint32_t call, thing *t)
{
    things methods = {0};
    members_of(l, t, ref_name(u, call), &methods);
    const cg_link_unit *mu = methods.count == 1 && methods.list[0].kind == THING_DEF
                                 ? link_open(l, methods.list[0].file)
                                 : NULL;
    size_t first, count = mu ? unit_hints(mu, CG_HINT_SELF, methods.list[0].def, &first) : 0;
    things self = {0};
    if (count == 0)
        return;
    types_of_ref(l, mu, mu->unit->hints.ptr[first].value, &self);
    if (self.count == 0 || !is_same_def(&self.list[0], t))
        return;
    for (uint16_t i = 0; i < self.list[0].args_count; i++) {
        thing param = self.list[0].args[i];
        thing method = methods.list[0];
        method.args = NULL;
        method.args_count = 0;
        if (param.kind != THING_PARAM)
            continue;
        thing found = thing_given_by_call(l, &method, param, u, call);
        if (found.kind != THING_PARAM)
            fill(l, t, i, &found);
    }
}

bool rust_completes(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base == CG_NONE || !cg_str_eq(ref_name(u, ref), CG_STR(FILLS)))
        return false;
    for (uint32_t i = 0; i < io->count && link_enter(l); i++) {
        thing *t = &io->list[i];
        bool map = rust_has_word("HashMap BTreeMap IndexMap", rust_type_word(t));
        if (is_outside(t) && has_hole(t, 1 + map))
            fill_outside(l, u, r->base, t);
        else if (t->kind == THING_INSTANCE && t->args_count > 0 && has_hole(t, 0))
            fill_instance(l, u, r->base, t);
        link_leave(l);
    }
    return true;
}

/* ---- what is collected ---- */

static bool is_inferred(const thing *t)
{
    return t->kind == THING_NONE || (t->kind == THING_BUILTIN && cg_str_eq(t->text, CG_STR("_")));
}

static thing collected(cg_linker *l, thing want, thing item, unsigned depth)
{
    cg_str word = rust_type_word(&want);
    if (is_inferred(&want) || depth >= TYPE_NESTING_MAX || !(is_outside(&want)))
        return want;
    if (rust_has_word("Option Result", word)) {
        things inner = {0};
        keyed_of(l, &item, CG_STR("unwrap"), &inner);
        thing part =
            collected(l, want.args_count > 0 ? want.args[0] : (thing){0}, inner.list[0], depth + 1);
        fill(l, &want, 0, &part);
        if (part.kind != THING_NONE && want.args_count > 0) {
            thing *args = cg_arena_alloc_array(l->arena, want.args_count, sizeof *args);
            memcpy(args, want.args, want.args_count * sizeof *args);
            args[0] = part;
            want.args = args;
        }
    } else if (rust_has_word("HashMap BTreeMap IndexMap", word)) {
        for (unsigned i = 0; item.kind == THING_TUPLE && i < 2 && i < item.args_count; i++)
            fill(l, &want, i, &item.args[i]);
    } else if (!cg_str_eq(word, CG_STR("String"))) {
        fill(l, &want, 0, &item);
    }
    return want;
}

thing rust_collected(cg_linker *l, thing want, thing item)
{
    return collected(l, want, item, 0);
}

/* (Vec<_>, Vec<_>) of what an iterator is parted into, or unzipped. */
thing rust_parted(cg_linker *l, thing want, thing item, bool unzips)
{
    thing *args = cg_arena_alloc_array(l->arena, 2, sizeof *args);
    for (unsigned i = 0; i < 2; i++) {
        thing part = want.kind == THING_TUPLE && i < want.args_count ? want.args[i] : (thing){0};
        thing of = !unzips                                           ? item
                   : item.kind == THING_TUPLE && i < item.args_count ? item.args[i]
                                                                     : (thing){0};
        if (is_inferred(&part))
            part = (thing){
                .kind = THING_BUILTIN, .key = name_hash(CG_STR("Vec")), .text = CG_STR("Vec")};
        args[i] = collected(l, part, of, 0);
    }
    return (thing){.kind = THING_TUPLE, .args = args, .args_count = 2};
}
