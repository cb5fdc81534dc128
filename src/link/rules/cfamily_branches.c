// SPDX-License-Identifier: Apache-2.0
// C and C++: branches of #if that are decided elsewhere. A file alone tells what it defines itself and what the
// platform has (ADR 26); the branch that it guesses may be the wrong one where a header defines more, or a command. Then a
// name means what the other branch has of it.
#include "cfamily.h"

/* What assert() of the standard library does where NDEBUG is defined, here or in what is included. */
bool cf_drops(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_str ndebug = CG_STR("NDEBUG");
    if (!cg_str_eq(ref_name(u, ref), CG_STR("assert")))
        return false;
    note_name(l, u, ndebug);
    for (uint32_t d = unit_member(u, 0, ndebug); d != CG_NONE; d = u->next[d])
        if (def_of(u, d)->kind == CG_NODE_MACRO &&
            cg_modifiers_activity(def_of(u, d)->modifiers) == CG_ACTIVE)
            return true;
    return cf_sees_macro(l, u, ndebug);
}

/* ---- branches ---- */

cf_branch cf_branch_of(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    static const cf_branch answers[] = {CF_BRANCH_OPEN, CF_BRANCH_OUT, CF_BRANCH_IN};
    size_t first, count = unit_hints(u, CG_HINT_CONDITION, def, &first);
    const void *known;
    if (count == 0)
        return CF_BRANCH_OPEN;
    if (memo_get(l, MEMO_BRANCH, u->file, def, &known))
        return known == NULL ? CF_BRANCH_OPEN : *(const cf_branch *)known;
    bool told = false;
    cf_truth all = cf_conditions_of(l, u, u, def, &told);
    cf_branch branch = all == CF_FAILS             ? CF_BRANCH_OUT
                       : told && all >= CF_UNKNOWN ? CF_BRANCH_IN
                                                   : CF_BRANCH_OPEN;
    memo_set(l, MEMO_BRANCH, u->file, def, &answers[branch]);
    return branch;
}

/* Of one name that are looked at; where there are more, they are overloads rather than branches of one. */
#define BRANCHES_MAX 64u

/* What the other branches of the file have of the name. `put_in`: only what headers put in. */
static bool in_other_branch(cg_linker *l, const cg_link_unit *u, uint32_t def, bool put_in,
                            place *out)
{
    const cg_def *mine = def_of(u, def);
    unsigned best = 0, looked = 0;
    for (uint32_t o = unit_member(u, mine->parent, def_name(u, def));
         o != CG_NONE && looked++ < BRANCHES_MAX; o = u->next[o]) {
        const cg_def *other = def_of(u, o);
        cf_branch branch =
            o == def || other->kind != mine->kind ? CF_BRANCH_OUT : cf_branch_of(l, u, o);
        unsigned activity = cg_modifiers_activity(other->modifiers);
        if (branch == CF_BRANCH_OUT || activity == CG_INACTIVE ||
            (put_in && branch != CF_BRANCH_IN))
            continue;
        unsigned good = 1 + (branch == CF_BRANCH_IN ? 4u : 0u) + (activity == CG_ACTIVE ? 2u : 0u) +
                        !(other->modifiers & CG_MOD_DECLARATION);
        if (good > best) {
            best = good;
            *out = (place){u->file, o};
        }
    }
    return best > 0;
}

/* What is included of the name. */
static bool in_other_file(cg_linker *l, const cg_link_unit *u, uint32_t def, place *out)
{
    bool type = cg_node_kind_is_type(def_of(u, def)->kind);
    cf_query q = {.unit = u,
                  .name = def_name(u, def),
                  .role = type ? CG_ROLE_TYPE : CG_ROLE_CALL,
                  .activity = CG_ACTIVE,
                  .tag = u->unit->lang == CG_LANG_C && type && def_of(u, def)->in_scope == CG_NONE};
    things found = {0};
    cf_find(l, &q, cf_global_space(), &found);
    for (uint32_t i = 0; i < found.count; i++) {
        const thing *t = &found.list[i];
        if (t->kind != THING_DEF || t->file == u->file)
            continue;
        *out = (place){t->file, t->def};
        return true;
    }
    return false;
}

/* It is compiled whatever is asked: what stands in a branch is another overload. */
static bool is_unconditional(const cg_link_unit *u, uint32_t def)
{
    size_t first;
    return unit_hints(u, CG_HINT_CONDITION, def, &first) == 0 &&
           cg_modifiers_activity(def_of(u, def)->modifiers) == CG_ACTIVE;
}

bool cf_other_branch(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t from, place *out)
{
    unsigned kind = def_of(u, def)->kind;
    if (def == 0 || def_of(u, def)->parent == CG_NONE ||
        !(cg_node_kind_is_callable(kind) || cg_node_kind_is_type(kind)) || is_unconditional(u, def))
        return false;
    if (from != CG_NONE && cf_branch_of(l, u, from) == CF_BRANCH_OUT)
        return false; /* both are left out */
    switch (cf_branch_of(l, u, def)) {
    case CF_BRANCH_IN: return false;
    case CF_BRANCH_OPEN:
        return cg_modifiers_activity(def_of(u, def)->modifiers) != CG_INACTIVE &&
               in_other_branch(l, u, def, true, out);
    default:
        note_name(l, u, def_name(u, def));
        if (!in_other_branch(l, u, def, false, out) && !in_other_file(l, u, def, out))
            *out = (place){CG_NONE, CG_NONE};
        return true;
    }
}

/* ---- branches inside of what is around ---- */

/* Where the definition is, the need is met: the branches around it ask for the same. */
static bool asks_too(const cg_link_unit *u, uint32_t def, const cg_hint *need)
{
    size_t first, count = unit_hints(u, CG_HINT_CONDITION, def, &first);
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[i];
        if (h->value == need->value &&
            cg_str_eq(cg_unit_str(u->unit, h->name), cg_unit_str(u->unit, need->name)))
            return true;
    }
    return false;
}

/* What the branches come to that are noted of a subject at `byte`, but for what is met wherever definition `around` is. */
static link_branch branch_inside(cg_linker *l, const cg_link_unit *u, uint32_t around,
                                 cg_hint_kind kind, uint32_t subject, uint32_t byte)
{
    size_t first, count = unit_hints(u, kind, subject, &first);
    cf_truth all = CF_HOLDS;
    bool asks = false, told = false;
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *need = &u->unit->hints.ptr[i];
        if (asks_too(u, around, need))
            continue;
        all = CG_MIN(all, cf_condition(l, u, cg_unit_str(u->unit, need->name), need->value, &told));
        asks = true;
    }
    if (!asks)
        return LINK_BRANCH_OPEN;
    bool expected = cg_unit_activity(u->unit, byte) == CG_ACTIVE; /* by the file itself */
    switch (all) {
    case CF_FAILS: return LINK_BRANCH_OUT;
    case CF_UNLIKELY: return LINK_BRANCH_UNLIKELY;
    case CF_MAYBE: return LINK_BRANCH_MAYBE;
    case CF_UNKNOWN:
    case CF_MAYBE_NOT: return LINK_BRANCH_OPEN;
    case CF_LIKELY: return expected ? LINK_BRANCH_OPEN : LINK_BRANCH_IN;
    default: return LINK_BRANCH_IN;
    }
}

link_branch cf_call_branch(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    return branch_inside(l, u, r->source, CG_HINT_CALL_CONDITION, ref, r->byte);
}

link_branch cf_def_branch(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    uint32_t around = def_of(u, d->parent)->kind == CG_NODE_NAMESPACE ? 0 : d->parent;
    link_branch branch = branch_inside(l, u, around, CG_HINT_CONDITION, def, d->name_byte);
    /* Who asks for HAVE_… expects that a build may find it. */
    bool expected = cg_unit_activity(u->unit, d->name_byte) == CG_ACTIVE;
    return branch == LINK_BRANCH_UNLIKELY && expected ? LINK_BRANCH_MAYBE : branch;
}
