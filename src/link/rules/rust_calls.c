// SPDX-License-Identifier: Apache-2.0
// Rust: which of several functions a call means. A type's own methods come before those of traits;
// `Trait::method(value)` means what the value's type has; of impls of one generic trait, the arguments
// tell the one; and of what is there under different conditions, one is.
#include "rust.h"

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

/* Methods that impls of one file add to a type of others are not found with each other, as those of its own are:
 * with one come those of its name and owner. */
static uint32_t with_other_impls(cg_linker *l, place *places, uint32_t count)
{
    uint32_t found = count;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u;
        const cg_def *def = def_at(l, places[i], &u);
        if (def == NULL || def->qualifier.len == 0 || !rust_is_of_trait(u, places[i].def))
            continue;
        uint32_t owner = owner_elsewhere(owner_name(cg_unit_str(u->unit, def->qualifier)));
        for (uint32_t d = unit_member(u, owner, def_name(u, places[i].def)); d != CG_NONE;
             d = u->next[d]) {
            bool known = !rust_is_of_trait(u, d);
            for (uint32_t k = 0; k < found && !known; k++)
                known = places[k].file == u->file && places[k].def == d;
            if (!known && found < PLACES_MAX)
                places[found++] = (place){u->file, d};
        }
    }
    return found;
}

/* ---- Trait::method(value) ---- */

static bool is_what_is_expected(const cg_link_unit *u, const cg_hint *argument)
{
    return cg_str_eq(cg_unit_str(u->unit, argument->name), CG_STR("="));
}

/* The call's first argument, or what it is to give, as a value; NONE. */
static thing told_by(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool expected)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    things values = {0};
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        bool is_it = is_what_is_expected(u, h);
        if (is_it == expected && (is_it || h->index == 0))
            types_of_ref(l, u, h->value, &values);
    }
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

/* What the trait is called where it is declared. */
static cg_str trait_named(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const things *names = names_of_ref(l, u, ref);
    const cg_link_unit *tu = names->count > 0 && names->list[0].kind == THING_DEF
                                 ? link_open(l, names->list[0].file)
                                 : NULL;
    return tu != NULL ? def_name(tu, names->list[0].def) : ref_name(u, ref);
}

bool rust_is_mark_of(cg_str mark, cg_str trait)
{
    return cg_str_starts(mark, trait) &&
           (mark.len == trait.len || mark.ptr[trait.len] == '-' || mark.ptr[trait.len] == '$');
}

/* The method is one of the trait, as the type has it; `expected`: it takes no `self`, and gives one. Without `self`, what is
 * passed says nothing of whose it is: T::read(reader). */
static bool is_meant(cg_linker *l, const thing *t, cg_str trait, bool expected)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    const cg_def *def = u != NULL ? def_of(u, t->def) : NULL;
    if (def == NULL || expected != !!(def->modifiers & CG_MOD_STATIC))
        return false;
    return rust_is_mark_of(cg_unit_str(u->unit, def->disambiguator), trait) ||
           cg_str_eq(def_name(u, def->parent), trait);
}

/* Traits may share their last name. */
static uint32_t keep_of_trait(cg_linker *l, const cg_link_unit *u, uint32_t trait, place *places,
                              uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mu = link_open(l, places[i].file);
        if (mu != NULL && !rust_is_of_other_trait(l, u, trait, mu, places[i].def))
            places[kept++] = places[i];
    }
    return kept > 0 ? kept : count;
}

static uint32_t methods_of_value(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool expected,
                                 place *places)
{
    thing value = told_by(l, u, ref, expected);
    cg_str trait = trait_named(l, u, ref_of(u, ref)->base);
    things members = {0};
    uint32_t found = 0;
    if (value.kind == THING_INSTANCE)
        members_of(l, &value, ref_name(u, ref), &members);
    for (uint32_t i = 0; i < members.count; i++)
        if (is_meant(l, &members.list[i], trait, expected))
            places[found++] = (place){members.list[i].file, members.list[i].def};
    return found > 1 ? keep_of_trait(l, u, ref_of(u, ref)->base, places, found) : found;
}

static uint32_t methods_of_argument(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                                    place *places, uint32_t count)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind != CG_BASE_REF || r->base == CG_NONE || !is_trait(l, u, r->base))
        return count;
    uint32_t found = methods_of_value(l, u, ref, false, places);
    if (found == 0)
        found = methods_of_value(l, u, ref, true, places);
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

/* "Trait-Foo" of "Trait-Foo-for--ra-Bar". */
static cg_str without_type(cg_str mark)
{
    const char *at = memmem(mark.ptr, mark.len, "-for-", 5);
    return at == NULL ? mark : cg_str_slice(mark, 0, (size_t)(at - mark.ptr));
}

uint32_t rust_in_impl(const cg_link_unit *u, uint32_t def, cg_str mark)
{
    for (uint32_t d = def; d != CG_NONE; d = u->next[d])
        if (cg_str_eq(cg_unit_str(u->unit, def_of(u, d)->disambiguator), mark))
            return d;
    return CG_NONE;
}

/* What an impl of a trait for &Foo calls on itself is its own, not that of the impl for Foo; nor the other way round. */
static uint32_t keep_of_same_impl(const cg_link_unit *u, uint32_t ref, place *places,
                                  uint32_t count)
{
    const cg_ref *r = ref_of(u, ref);
    cg_str mine = cg_unit_str(u->unit, def_of(u, r->source)->disambiguator);
    uint32_t kept = 0, own = CG_NONE;
    if (r->base_kind != CG_BASE_SELF || !rust_is_of_trait(u, r->source))
        return count;
    for (uint32_t i = 0; i < count; i++) {
        cg_str mark = places[i].file == u->file
                          ? cg_unit_str(u->unit, def_of(u, places[i].def)->disambiguator)
                          : CG_STR_NULL;
        bool same = mark.len > 0 && cg_str_eq(without_type(mark), without_type(mine));
        uint32_t other = same ? rust_in_impl(u, places[i].def, mine) : CG_NONE;
        if (other == CG_NONE)
            places[kept++] = places[i];
        else if (own == CG_NONE)
            places[kept++] = (place){u->file, own = other};
    }
    return kept;
}

typedef enum reference_kind { BY_VALUE, SHARED, MUTABLE } reference_kind;

/* The mark "Trait-for--ra-mut-Foo" says that the impl is for &'a mut Foo. */
static reference_kind kind_of_impl(cg_str mark)
{
    cg_str rest = cg_str_slice(mark, without_type(mark).len, mark.len);
    return !cg_str_starts(rest, CG_STR("-for--r"))         ? BY_VALUE
           : memmem(rest.ptr, rest.len, "mut-", 4) != NULL ? MUTABLE
                                                           : SHARED;
}

static cg_str mark_at(cg_linker *l, place at)
{
    const cg_link_unit *u;
    const cg_def *def = def_at(l, at, &u);
    return def ? cg_unit_str(u->unit, def->disambiguator) : CG_STR_NULL;
}

/* Values of a type are told from references to it only where both implement a trait. Then mostly the value is meant; in
 * an impl for a reference, where parts of the value are references too, another such. */
static uint32_t keep_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                            uint32_t count)
{
    uint32_t kept = 0;
    const cg_ref *r = ref_of(u, ref);
    cg_str part =
        r->base_kind == CG_BASE_REF && r->base != CG_NONE ? ref_name(u, r->base) : CG_STR_NULL;
    bool pointed = cg_str_eq(part, CG_STR("deref")) || cg_str_eq(part, CG_STR("value"));
    reference_kind wanted =
        pointed ? BY_VALUE
                : kind_of_impl(cg_unit_str(u->unit, def_of(u, r->source)->disambiguator));
    cg_str marks[PLACES_MAX];
    for (uint32_t i = 0; i < count; i++)
        marks[i] = mark_at(l, places[i]);
    for (uint32_t i = 0; i < count; i++) {
        reference_kind mine = kind_of_impl(marks[i]);
        bool hidden = false;
        for (uint32_t k = 0; k < count && marks[i].len > 0 && mine != wanted && !hidden; k++) {
            reference_kind other = kind_of_impl(marks[k]);
            hidden = (other == wanted || (other == BY_VALUE && mine != BY_VALUE)) &&
                     marks[k].len > 0 && cg_str_eq(without_type(marks[i]), without_type(marks[k]));
        }
        if (!hidden)
            places[kept++] = places[i];
    }
    return kept;
}

static bool is_of_trait_itself(const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent;
    return parent != CG_NONE && def_of(u, parent)->kind == CG_NODE_TRAIT;
}

/* Of a value that is known by a trait and by its type, what the type has is called. */
static uint32_t keep_implemented(cg_linker *l, place *places, uint32_t count)
{
    uint32_t kept = 0, declared = 0;
    const cg_link_unit *u;
    for (uint32_t i = 0; i < count; i++)
        declared += def_at(l, places[i], &u) != NULL && is_of_trait_itself(u, places[i].def);
    if (declared == 0 || declared == count)
        return count;
    for (uint32_t i = 0; i < count; i++)
        if (def_at(l, places[i], &u) != NULL && !is_of_trait_itself(u, places[i].def))
            places[kept++] = places[i];
    return kept;
}

/* ---- arguments ---- */

bool rust_mark_has_word(cg_str mark, cg_str name)
{
    cg_str word;
    while (cg_str_split(&mark, '-', &word)) {
        bool reference = word.len == name.len + 1 && word.ptr[0] == 'r';
        if (name.len > 0 && cg_str_eq(reference ? cg_str_slice(word, 1, word.len) : word, name))
            return true;
    }
    return false;
}

cg_str rust_type_name(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    if (u != NULL)
        return def_name(u, t->def);
    return cg_str_slice(t->text, (size_t)(cg_str_rfind(t->text, ':') + 1), t->text.len);
}

/* How many of the arguments are of types that the trait of the impl is given: From<Foo>::from(foo). */
static unsigned rate(cg_linker *l, const cg_link_unit *u, uint32_t ref, place at)
{
    const cg_link_unit *du;
    const cg_def *def = def_at(l, at, &du);
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    cg_str mark = def ? cg_unit_str(du->unit, def->disambiguator) : CG_STR_NULL, trait;
    unsigned sum = 0;
    (void)cg_str_split(&mark, '-', &trait);
    for (size_t i = 0; i < count && mark.len > 0; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        things values = {0};
        if (rust_is_path(u, ref) && is_what_is_expected(u, h))
            continue;
        types_of_ref(l, u, h->value, &values);
        sum += values.count > 0 && rust_mark_has_word(mark, rust_type_name(l, &values.list[0]));
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

/* String::from(value) is of the project only where that is for what is passed. */
static uint32_t keep_conversions(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                                 uint32_t count)
{
    uint32_t kept = 0;
    if (count == 0 || !cg_str_eq(ref_name(u, ref), CG_STR("from")))
        return count;
    thing value = told_by(l, u, ref, false);
    bool known = value.kind == THING_INSTANCE || value.kind == THING_BUILTIN;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du;
        const cg_def *def = def_at(l, places[i], &du);
        bool outside = def != NULL && def->qualifier.len > 0 &&
                       type_around(l, du, places[i].def).kind == THING_BUILTIN;
        if (!outside || !known || rate(l, u, ref, places[i]) > 0)
            places[kept++] = places[i];
    }
    return kept;
}

/* ---- all ---- */

/* A local name may have the value of a field; to call it calls what that holds, not the field. */
static uint32_t keep_callable(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                              uint32_t count)
{
    uint32_t kept = 0;
    const cg_link_unit *du;
    if (ref_of(u, ref)->target_kind != CG_TARGET_BINDING)
        return count;
    for (uint32_t i = 0; i < count; i++) {
        const cg_def *def = def_at(l, places[i], &du);
        if (def != NULL && !holds_value(def->kind))
            places[kept++] = places[i];
    }
    return kept;
}

uint32_t rust_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                      uint32_t count)
{
    count = with_other_impls(l, places, count);
    count = keep_callable(l, u, ref, places, count);
    count = methods_of_argument(l, u, ref, places, count);
    if (count > 1)
        count = rust_keep_stated(l, u, ref, places, count);
    if (count > 1)
        count = keep_implemented(l, places, count);
    if (count > 1)
        count = keep_inherent(l, places, count);
    if (count > 1)
        count = rust_keep_configured(l, u, ref_of(u, ref)->source, places, count);
    count = keep_of_same_impl(u, ref, places, count);
    if (count > 1)
        count = keep_values(l, u, ref, places, count);
    if (count > 1)
        count = keep_best(l, u, ref, places, count);
    if (count > 1)
        count = rust_keep_in_scope(l, u, ref, places, count);
    if (count > 1 && rust_are_variants(l, places, count))
        count = 1;
    return keep_conversions(l, u, ref, places, count);
}
