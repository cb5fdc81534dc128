// SPDX-License-Identifier: Apache-2.0
// C++: operators that a program defines: members of the class of the left operand, and functions of the namespaces
// around and of the operands' classes. Where it is not known whether an operand is a pointer, or of which class it is, nothing is
// called.
#include "cpp.h"

#define CANDIDATES_MAX 64u

/* ---- operands ---- */

static cpp_operand left_of(cg_linker *l, const cg_link_unit *u, const cg_ref *r)
{
    int level = cg_form_level(r->form, CG_FORM_LEFT);
    if (r->base_kind == CG_BASE_SELF)
        return cpp_operand_self(l, u, r, level);
    return cpp_operand_of(l, u, r->base, level);
}

static cpp_operand right_of(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    uint32_t value = count > 0 ? u->unit->hints.ptr[first].value : CG_NONE;
    int level = cg_form_level(ref_of(u, ref)->form, CG_FORM_RIGHT);
    if (value == CG_NONE && level == CG_FORM_NUMBER)
        return (cpp_operand){.ref = CG_NONE, .number = true};
    return cpp_operand_of(l, u, value, level);
}

static bool is_object(const cpp_operand *o)
{
    return o->known && o->level == 0;
}

/* ---- candidates ---- */

typedef struct candidate {
    const cg_link_unit *unit;
    uint32_t def;
    unsigned fit;
    bool exact; /* an operand is of the class that it takes */
    bool loose; /* another is not */
    thing found;
} candidate;

typedef struct candidates {
    uint32_t count;
    candidate list[CANDIDATES_MAX];
} candidates;

static bool takes(const cg_def *d, unsigned args)
{
    return cg_node_kind_is_callable(d->kind) && !(d->modifiers & CG_MOD_DELETED) &&
           (d->params_min == 255 ||
            (args >= d->params_min && (d->params_max == 255 || args <= d->params_max)));
}

/* What a template takes that takes anything is no class of its own. */
static unsigned suits(cg_linker *l, const candidate *c, unsigned n, const cg_link_unit *u,
                      const cpp_operand *o)
{
    unsigned fit = cpp_suits_operand(l, c->unit, c->def, n, u, o);
    bool any = fit == CPP_FIT_TEMPLATE || fit == CPP_FIT_ANY;
    return o->known && any ? LINK_FIT_UNKNOWN : fit;
}

/* What is assigned an object of its own class takes it as a whole, if it has nothing for that. */
static bool copies(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cpp_operand *left,
                   const cpp_operand *right, const candidate *c)
{
    bool same = left->known && right->known && right->level == 0 &&
                right->value.file == left->value.file && right->value.def == left->value.def;
    return same && cg_str_eq(ref_name(u, ref), CG_STR("operator=")) &&
           suits(l, c, 0, u, right) < CPP_FIT_NEAR;
}

/* A function beside a class template, such as a friend of it, has the type parameters of that. */
static void be_given(cg_linker *l, candidate *c, const thing *value)
{
    thing *of = cg_arena_alloc(l->arena, sizeof *of);
    *of = *value;
    c->found.args = of;
    c->found.args_count = 1;
}

static bool is_enum(cg_linker *l, const cpp_operand *o)
{
    const cg_link_unit *u = is_object(o) ? link_open(l, o->value.file) : NULL;
    return u != NULL && def_of(u, o->value.def)->kind == CG_NODE_ENUM;
}

/* How well an operand suits parameter n; false: not at all. A number that would have to be made an object of the other
 * operand's class is none where that can be made a number, which is mostly so; nothing is made an enumerator. */
static bool add_fit(cg_linker *l, const cg_link_unit *u, const cpp_operand *o,
                    const cpp_operand *other, candidate *c, unsigned n)
{
    cpp_operand object = *other;
    object.level = 0;
    bool of_other = other->known && suits(l, c, n, u, &object) >= CPP_FIT_NEAR;
    unsigned fit = suits(l, c, n, u, o);
    if (of_other && (o->number || (fit < CPP_FIT_NEAR && is_enum(l, other))))
        return false;
    if (o->known && fit >= CPP_FIT_NEAR && !c->exact &&
        def_of(c->unit, c->def)->kind != CG_NODE_METHOD)
        be_given(l, c, &o->value);
    c->exact |= o->known && fit >= CPP_FIT_NEAR;
    c->loose |= fit < CPP_FIT_NEAR;
    c->fit += fit;
    return fit > CPP_FIT_NOT;
}

static void add_candidate(candidates *all, const candidate *c)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (all->list[i].unit == c->unit && all->list[i].def == c->def)
            return;
    if (all->count < CANDIDATES_MAX)
        all->list[all->count++] = *c;
}

static bool is_class(cg_linker *l, const cpp_operand *o)
{
    const cg_link_unit *u = is_object(o) ? link_open(l, o->value.file) : NULL;
    return u != NULL && def_of(u, o->value.def)->kind != CG_NODE_ENUM;
}

/* Two enums, or one and a number, are made no objects: the language has operators for them. A template that takes anything is
 * for classes. */
static bool is_meant(cg_linker *l, const candidate *c, const cpp_operand *left,
                     const cpp_operand *right)
{
    bool generic = def_of(c->unit, c->def)->modifiers & CG_MOD_GENERIC;
    bool objects =
        is_class(l, left) && (is_class(l, right) || def_of(c->unit, c->def)->params_max < 2);
    if (c->exact)
        return !c->loose || is_class(l, left) || is_class(l, right);
    return generic && objects;
}

/* What `found` has, with what overloads it. */
static void add_group(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cpp_operand *left,
                      const cpp_operand *right, const thing *found, candidates *all)
{
    const cg_link_unit *du = found->kind == THING_DEF ? link_open(l, found->file) : NULL;
    if (du == NULL)
        return;
    const cg_def *d = def_of(du, found->def);
    bool member = d->kind == CG_NODE_METHOD;
    unsigned args = ref_of(u, ref)->args + !member;
    uint32_t first =
        d->qualifier.len == 0 ? unit_member(du, d->parent, def_name(du, found->def)) : found->def;
    for (uint32_t m = first; m != CG_NONE; m = d->qualifier.len == 0 ? du->next[m] : CG_NONE) {
        candidate c = {.unit = du, .def = m, .exact = member, .found = *found};
        c.found.def = m;
        if (takes(def_of(du, m), args) && (member || add_fit(l, u, left, right, &c, 0)) &&
            (ref_of(u, ref)->args == 0 || add_fit(l, u, right, left, &c, !member)) &&
            !(member && copies(l, u, ref, left, right, &c)) && is_meant(l, &c, left, right))
            add_candidate(all, &c);
    }
}

/* Those that an operand is of the class of, the best of them; templates that take anything only where nothing else does and
 * there is but one. */
static void give_best(const candidates *all, things *out)
{
    unsigned best = 0, exact = 0;
    for (uint32_t i = 0; i < all->count; i++)
        exact += all->list[i].exact;
    for (uint32_t i = 0; i < all->count; i++)
        if (all->list[i].exact || exact == 0)
            best = CG_MAX(best, all->list[i].fit + 1);
    if (exact == 0 && all->count != 1)
        return;
    for (uint32_t i = 0; i < all->count; i++)
        if ((all->list[i].exact || exact == 0) && all->list[i].fit + 1 == best)
            things_add(out, all->list[i].found);
}

/* A class hides what its bases have under a name. */
static bool is_of_nearest(const things *found, uint32_t index)
{
    const thing *owner = found->list[index].args, *first = found->list[0].args;
    return owner == NULL || first == NULL ||
           (owner->file == first->file && owner->def == first->def);
}

static void add_members(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cpp_operand *left,
                        const cpp_operand *right, candidates *all)
{
    things found = {0};
    members_of(l, &left->value, ref_name(u, ref), &found);
    for (uint32_t i = 0; i < found.count; i++) {
        found.list[i].rule = CG_RULE_TYPED_VALUE;
        if (is_of_nearest(&found, i))
            add_group(l, u, ref, left, right, &found.list[i], all);
    }
}

/* Members come first, where one takes the operands. */
void cpp_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    candidates all = {.count = 0};
    cpp_operand left = left_of(l, u, r), right = {.ref = CG_NONE};
    if (r->args > 0)
        right = right_of(l, u, ref);
    if (is_object(&left))
        add_members(l, u, ref, &left, &right, &all);
    cg_str name = ref_name(u, ref);
    bool free = !cg_str_eq(name, CG_STR("operator=")) && !cg_str_eq(name, CG_STR("operator[]"));
    if (all.count == 0 && free && (is_object(&left) || is_object(&right))) {
        things found = {0};
        cpp_find_applied(l, u, ref, is_object(&left) ? &left.value : NULL,
                         is_object(&right) ? &right.value : NULL, &found);
        for (uint32_t i = 0; i < found.count; i++)
            add_group(l, u, ref, &left, &right, &found.list[i], &all);
    }
    give_best(&all, out);
}

/* An object that stands for a pointer: members behind `->` are not its own. */
void cpp_led_to(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *bases)
{
    cpp_operand left = {.ref = CG_NONE};
    things found = {0}, results = {0};
    if (bases->count == 1)
        left = left_of(l, u, ref_of(u, ref));
    if (left.level != 0)
        return;
    if (left.value.kind == THING_EXTERNAL)
        cpp_std_led_to(&left.value, cg_str_ends(ref_name(u, ref), CG_STR("[]")), &results);
    else if (left.known && ref_of(u, ref)->form & CG_FORM_ARROW)
        members_in_line(l, &left.value, CG_STR("operator->"), 0, &found);
    for (uint32_t i = 0; i < found.count; i++)
        results_of(l, &found.list[i], l->unit, CG_NONE, &results);
    if (results.count > 0)
        *bases = results;
}

/* Of two the one that suits a const object, or another. */
void cpp_arrow(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cpp_operand left = left_of(l, u, ref_of(u, ref));
    things found = {0};
    uint32_t best = 0;
    if (is_object(&left))
        members_of(l, &left.value, CG_STR("operator->"), &found);
    for (uint32_t i = 1; i < found.count; i++) {
        const thing *t = &found.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && is_of_nearest(&found, i) &&
            !!(def_of(tu, t->def)->modifiers & CG_MOD_CONST) == left.is_const)
            best = i;
    }
    if (found.count > 0 && found.list[best].kind == THING_DEF) {
        found.list[best].rule = CG_RULE_TYPED_VALUE;
        things_add(out, found.list[best]);
    }
}
