// SPDX-License-Identifier: Apache-2.0
// Rust: which of several functions a call means. A type's own methods come before those of traits;
// `Trait::method(value)` means what the value's type has; of impls of one generic trait, the arguments
// tell the one; and of what is there under different conditions, one is.
#include "rust_link.h"

static const cg_def *def_at(cg_linker *l, place at, const cg_link_unit **out_unit)
{
    *out_unit = link_open(l, at.file);
    return *out_unit == NULL ? NULL : def_of(*out_unit, at.def);
}

bool rust_is_of_trait(const cg_link_unit *u, uint32_t def)
{
    cg_str mark = cg_unit_str(u->unit, def_of(u, def)->disambiguator);
    return mark.len > 0 && mark.ptr[0] != '$'; /* $2: the second of equals */
}

/* ---- Trait::method(value) ---- */

/* The call's first argument, as a value; NONE. */
static thing first_argument(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_ARGUMENT, ref, &first);
    things values = {0};
    if (count > 0 && u->unit->hints.ptr[first].index == 0)
        types_of_ref(l, u, u->unit->hints.ptr[first].value, &values);
    return values.count == 1 ? values.list[0] : (thing){0};
}

/* What stands before the :: is a trait, of the project or of others. */
static bool is_trait(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const things *names = names_of_ref(l, u, ref);
    if (names->count == 0)
        return true;
    const thing *t = &names->list[0];
    const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return tu == NULL ? t->kind == THING_EXTERNAL || t->kind == THING_BUILTIN
                      : def_of(tu, t->def)->kind == CG_NODE_TRAIT;
}

static uint32_t methods_of_argument(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                                    place *places, uint32_t count)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind != CG_BASE_REF || !is_trait(l, u, r->base))
        return count;
    thing value = first_argument(l, u, ref);
    things members = {0};
    if (value.kind == THING_INSTANCE)
        members_of(l, &value, ref_name(u, ref), &members);
    uint32_t found = 0;
    cg_str trait = ref_name(u, r->base);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *t = &members.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        cg_str mark = tu ? cg_unit_str(tu->unit, def_of(tu, t->def)->disambiguator) : CG_STR_NULL;
        bool own = tu != NULL && (cg_str_starts(mark, trait) ||
                                  cg_str_eq(def_name(tu, def_of(tu, t->def)->parent), trait));
        if (own)
            places[found++] = (place){t->file, t->def};
    }
    return found > 0 ? found : count;
}

/* ---- a type's own methods ---- */

static uint32_t keep_inherent(cg_linker *l, place *places, uint32_t count)
{
    uint32_t kept = 0, inherent = 0;
    const cg_link_unit *u;
    for (uint32_t i = 0; i < count; i++)
        inherent += def_at(l, places[i], &u) != NULL && !rust_is_of_trait(u, places[i].def);
    for (uint32_t i = 0; i < count; i++)
        if (inherent == 0 ||
            (def_at(l, places[i], &u) != NULL && !rust_is_of_trait(u, places[i].def)))
            places[kept++] = places[i];
    return kept;
}

/* Values of a type are told from references to it only where both implement a trait: then mostly the
 * value is meant. The mark "Trait-for--ra-Foo" says that it is for &'a Foo. */
static uint32_t keep_values(cg_linker *l, place *places, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u, *vu;
        const cg_def *mine = def_at(l, places[i], &u), *other;
        bool hidden = false;
        for (uint32_t k = 0; k < count && mine != NULL && !hidden; k++) {
            cg_str mark = cg_unit_str(u->unit, mine->disambiguator), plain;
            other = def_at(l, places[k], &vu);
            plain = other ? cg_unit_str(vu->unit, other->disambiguator) : CG_STR_NULL;
            hidden = plain.len > 0 && cg_str_starts(mark, plain) &&
                     cg_str_starts(cg_str_slice(mark, plain.len, mark.len), CG_STR("-for-"));
        }
        if (!hidden)
            places[kept++] = places[i];
    }
    return kept;
}

/* ---- arguments ---- */

enum { FIT_NOT, FIT_PERHAPS, FIT_WELL };

static unsigned fit_of(const thing *want, const thing *have)
{
    bool types = want->kind == THING_INSTANCE && have->kind == THING_INSTANCE;
    if (want->kind == THING_NONE || have->kind == THING_NONE || want->kind == THING_PARAM)
        return FIT_PERHAPS;
    if (types)
        return want->file == have->file && want->def == have->def ? FIT_WELL : FIT_NOT;
    if (want->kind != have->kind)
        return FIT_NOT;
    return want->key == have->key ? FIT_WELL : FIT_NOT;
}

static unsigned rate(cg_linker *l, const cg_link_unit *u, uint32_t ref, place at)
{
    const cg_link_unit *du = link_open(l, at.file);
    size_t arg, param, args = cg_unit_hints(u->unit, CG_HINT_ARGUMENT, ref, &arg), params;
    unsigned sum = 0;
    params = du ? cg_unit_hints(du->unit, CG_HINT_PARAM, at.def, &param) : 0;
    for (size_t a = 0; a < args; a++)
        for (size_t p = 0; p < params; p++) {
            const cg_hint *have = &u->unit->hints.ptr[arg + a],
                          *want = &du->unit->hints.ptr[param + p];
            uint32_t type = du->unit->bindings.ptr[want->value].type_ref;
            bool self = !(def_of(du, at.def)->modifiers & CG_MOD_STATIC); /* passed first */
            if (have->index != want->index + self || type == CG_NONE)
                continue;
            things wanted = {0}, passed = {0};
            types_of_ref(l, du, type, &wanted);
            types_of_ref(l, u, have->value, &passed);
            sum += fit_of(&wanted.list[0], &passed.list[0]);
        }
    return sum;
}

static uint32_t keep_best(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                          uint32_t count)
{
    unsigned rates[PLACES_MAX], best = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        rates[i] = rate(l, u, ref, places[i]);
        best = CG_MAX(best, rates[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (rates[i] == best)
            places[kept++] = places[i];
    return kept;
}

/* ---- all ---- */

uint32_t rust_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                      uint32_t count)
{
    count = methods_of_argument(l, u, ref, places, count);
    if (count > 1)
        count = keep_inherent(l, places, count);
    if (count > 1)
        count = rust_keep_configured(l, u, ref_of(u, ref)->source, places, count);
    if (count > 1)
        count = keep_values(l, places, count);
    if (count > 1)
        count = keep_best(l, u, ref, places, count);
    return count;
}
