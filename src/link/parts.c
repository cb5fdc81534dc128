// SPDX-License-Identifier: Apache-2.0
// link: parts of values: what containers hold, components of tuples, and what literals were written
// with, by position or by key.
#include "rules.h"

void alias_values(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    things found = {0};
    unsigned kind = u != NULL ? def_of(u, t->def)->kind : CG_NODE_NONE;
    if (kind != CG_NODE_TYPE_ALIAS && kind != CG_NODE_INTERFACE)
        return;
    declared_values(l, u, t->def, &found);
    for (uint32_t i = 0; i < found.count; i++)
        things_add(out, thing_given(l, found.list[i], t));
}

/* ---- literals ---- */

thing literal_thing(const cg_link_unit *u, uint32_t ref)
{
    cg_str word = ref_name(u, ref);
    size_t first;
    thing t = {.kind = THING_BUILTIN, .key = name_hash(word), .text = word};
    bool object = cg_str_eq(word, CG_STR("Object")); /* members may be put on it */
    if (object || unit_hints(u, CG_HINT_ARGUMENT, ref, &first) > 0) {
        t.file = u->file;
        t.def = ref + 1;
    }
    return t;
}

thing keywords_thing(const cg_link_unit *u, uint32_t call)
{
    cg_str word = CG_STR("dict");
    return (thing){.kind = THING_BUILTIN,
                   .key = name_hash(word),
                   .text = word,
                   .file = u->file,
                   .def = call + 1};
}

/* What Python calls to look under a key that is not a constant. */
#define ANY_KEY CG_STR("__getitem__")

static bool is_filled(const thing *t)
{
    return t->kind == THING_BUILTIN && t->def > 0;
}

typedef enum held_by { HELD_ALL, HELD_POSITION, HELD_KEY } held_by;

/* Of a call only what it passes by keyword is held. */
static bool is_meant(const cg_link_unit *u, const cg_hint *h, held_by by, unsigned n, cg_str key)
{
    cg_str name = cg_unit_str(u->unit, h->name);
    if (by == HELD_KEY)
        return cg_str_eq(name, key);
    if (name.len == 0 && ref_of(u, h->subject)->role != CG_ROLE_LITERAL)
        return false;
    if (by == HELD_POSITION)
        return name.len == 0 && h->index == n;
    return !cg_str_eq(name, CG_STR(CG_HINT_NAMED));
}

/* What mappings that a literal takes in hold under `key`. */
static void held_by_others(cg_linker *l, const cg_link_unit *u, size_t first, size_t count,
                           cg_str key, things *out)
{
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[i];
        things others = {0};
        if (!cg_str_eq(cg_unit_str(u->unit, h->name), CG_STR(CG_HINT_NAMED)))
            continue;
        types_of_ref(l, u, h->value, &others);
        for (uint32_t k = 0; k < others.count; k++)
            keyed_of(l, &others.list[k], key, out);
    }
}

static bool states_def(const cg_link_unit *u, uint32_t ref)
{
    return ref_of(u, ref)->base_kind == CG_BASE_FUNCTION &&
           ref_of(u, ref)->target_kind == CG_TARGET_DEF;
}

static void held_values(cg_linker *l, const thing *t, held_by by, unsigned n, cg_str key,
                        things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    size_t first, count = u ? unit_hints(u, CG_HINT_ARGUMENT, t->def - 1, &first) : 0;
    uint32_t before = out->count;
    bool unknown = false;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        if (!is_meant(u, h, by, n, key))
            continue;
        if (by == HELD_KEY &&
            states_def(u, h->value)) /* the member of a type, whose own type others ask for */
            names_of_def(l, u, ref_of(u, h->value)->target, CG_RULE_QUALIFIED, out);
        else /* of a tuple's type its components' types are told */
            unknown |= !adds_types(l, u, h->value, out);
    }
    if (unknown && by == HELD_ALL && u->rules->traits & LINK_FUNCTION_TYPES)
        beside_unknown(l, out, before);
    if (by == HELD_POSITION && out->count == before && n != CG_HINT_SOMEWHERE)
        held_values(l, t, by, CG_HINT_SOMEWHERE, key, out);
    if (count > 0 && by == HELD_ALL)
        held_by_others(l, u, first, count, ANY_KEY, out);
    else if (count > 0 && by == HELD_KEY && out->count == before && !cg_str_eq(key, ANY_KEY))
        held_by_others(l, u, first, count, key, out);
}

/* What the literal of `u` that is reference `def` - 1 holds under a key. Literals take each other in by many ways, and in
 * circles, so it is asked once. */
static void find_held(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str key, things *out)
{
    thing t = {.kind = THING_BUILTIN, .file = u->file, .def = def};
    held_values(l, &t, HELD_KEY, 0, key, out);
}

void held_by_key(cg_linker *l, const thing *t, cg_str key, things *out)
{
    const cg_link_unit *u = is_filled(t) ? link_open(l, t->file) : NULL;
    if (u != NULL)
        names_once(l, u, t->def, key, find_held, out);
}

/* All of it, likewise. */
static void find_all_held(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str key,
                          things *out)
{
    thing t = {.kind = THING_BUILTIN, .file = u->file, .def = def};
    held_values(l, &t, HELD_ALL, 0, key, out);
}

/* ---- elements, components, keys ---- */

static void last_argument(cg_linker *l, const thing *t, things *out)
{
    things aliased = {0};
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &aliased);
    if (t->args_count > 0)
        things_add(out, t->args[t->args_count - 1]);
    for (uint32_t i = 0; i < aliased.count; i++)
        elements_of(l, &aliased.list[i], out);
}

static void all_parts(cg_linker *l, const thing *t, cg_str key, things *out)
{
    if (l->unit->rules->part != NULL && l->unit->rules->part(l, t, key, out))
        return;
    const cg_link_unit *u = is_filled(t) ? link_open(l, t->file) : NULL;
    if (u != NULL)
        names_once(l, u, t->def, CG_STR_NULL, find_all_held, out);
    if (is_filled(t))
        return;
    switch (t->kind) {
    case THING_CONTAINER: things_add(out, t->args[0]); break;
    case THING_TUPLE:
        for (uint16_t i = 0; i < t->args_count; i++)
            things_add(out, t->args[i]);
        break;
    case THING_INSTANCE:
    case THING_BUILTIN:
    case THING_EXTERNAL: last_argument(l, t, out); break;
    default: break;
    }
}

/* Parts of what may not be meant are no surer. */
static void as_open(const thing *t, things *out, uint32_t from)
{
    for (uint32_t i = from; t->open && i < out->count; i++)
        out->list[i].open = true;
}

void elements_of(cg_linker *l, const thing *t, things *out)
{
    uint32_t before = out->count;
    bool told = l->unit->rules->element != NULL && l->unit->rules->element(l, t, out);
    if (!told && link_enter(l)) {
        all_parts(l, t, CG_STR(""), out);
        link_leave(l);
    }
    things_known_by(out, before, t);
    as_open(t, out, before);
}

void elements_of_all(cg_linker *l, const things *of, things *out)
{
    for (uint32_t i = 0; i < of->count; i++)
        elements_of(l, &of->list[i], out);
}

void keyed_of(cg_linker *l, const thing *t, cg_str key, things *out)
{
    uint32_t before = out->count;
    if (!link_enter(l))
        return;
    if (!cg_str_starts(key, CG_STR("!"))) /* what the value is not */
        held_by_key(l, t, key, out);
    if (out->count == before)
        all_parts(l, t, key, out);
    link_leave(l);
    as_open(t, out, before);
}

void containers_derived(cg_linker *l, const thing *t, things *out)
{
    const type_line *line = line_of(l, t);
    for (uint32_t i = 0; i < line->count; i++) {
        const type_line *of = i == 0 ? line : line_of(l, &line->types[i]);
        for (uint32_t k = 0; k < of->outside_count; k++)
            if (of->outside[k].args_count > 0)
                things_add(out, thing_given(l, of->outside[k], i == 0 ? t : &line->types[i]));
    }
}

/* What a class that derives from tuple[A, B] has at its positions. */
static bool derived_tuple(cg_linker *l, const thing *t, thing *out)
{
    things bases = {0};
    if (t->kind != THING_INSTANCE || !(l->unit->rules->traits & LINK_DYNAMIC))
        return false;
    containers_derived(l, t, &bases);
    for (uint32_t i = 0; i < bases.count; i++) {
        const thing *base = &bases.list[i];
        if (!cg_str_ends(base->text, CG_STR("uple")))
            continue;
        *out = (thing){.kind = THING_TUPLE, .args = base->args, .args_count = base->args_count};
        return true;
    }
    return false;
}

/* Where nothing is found by looking the place up. */
static void item_at(cg_linker *l, const thing *t, unsigned n, things *out)
{
    bool results = l->unit->rules->traits & LINK_RESULTS;
    if (t->kind == THING_TUPLE && n < t->args_count)
        things_add(out, t->args[n]);
    else if (is_filled(t))
        held_values(l, t, HELD_POSITION, n, CG_STR_NULL, out);
    else if (t->kind != THING_TUPLE && !results)
        elements_of(l, t, out);
    else if (t->kind != THING_TUPLE && n == 0)
        things_add(out, *t); /* the others are of types that are not followed */
}

void items_of(cg_linker *l, const thing *t, unsigned n, things *out)
{
    thing tuple;
    const thing *of = derived_tuple(l, t, &tuple) ? &tuple : t;
    bool foreign = of->kind == THING_BUILTIN || of->kind == THING_EXTERNAL;
    uint32_t before = out->count;
    if (l->unit->rules->item != NULL && l->unit->rules->item(l, of, n, out))
        return;
    if (n >= CG_ITEM_AT && (of->kind == THING_INSTANCE || (foreign && of->args_count > 0)))
        keyed_of(l, of, ANY_KEY, out);
    if (out->count == before)
        item_at(l, of, n % CG_ITEM_AT, out);
    things_known_by(out, before, t);
}
