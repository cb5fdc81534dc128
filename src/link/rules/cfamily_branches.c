// SPDX-License-Identifier: Apache-2.0
// C and C++: branches of #if that macros of other files decide. A file alone tells what it defines itself and what the
// platform has (ADR 26); the branch that it guesses may be the wrong one where a header defines more. Then a name
// means what the other branch has of it.
#include "cfamily.h"

/* ---- macros ---- */

/* A macro that other files define for this one; the nearest. CG_NONE: they do not, for all that is known. */
static uint32_t seen_macro(cg_linker *l, const cg_link_unit *u, cg_str name,
                           const cg_link_unit **out_unit)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, cf_global_space(), name, places, &total);
    const included *view = count > 0 && count == total ? cf_view(l, u) : NULL;
    uint32_t found = CG_NONE, nearest = CG_NONE;
    for (uint32_t i = 0; view != NULL && i < count; i++) {
        uint32_t rank = cf_rank(view, places[i].file);
        const cg_link_unit *mu = rank < nearest ? link_open(l, places[i].file) : NULL;
        if (mu == NULL || mu == u)
            continue;
        note_name(l, mu, name);
        const cg_def *def = def_of(mu, places[i].def);
        if (def->kind != CG_NODE_MACRO || cg_modifiers_activity(def->modifiers) != CG_ACTIVE)
            continue;
        found = places[i].def;
        nearest = rank;
        *out_unit = mu;
    }
    return found;
}

/* What a macro without parameters stands for, as its signature has it. */
static cg_str value_of(const cg_link_unit *u, uint32_t macro)
{
    cg_str text = cg_unit_str(u->unit, def_of(u, macro)->signature), name = def_name(u, macro);
    const char *at = memmem(text.ptr, text.len, name.ptr, name.len);
    size_t behind = at == NULL ? text.len : (size_t)(at - text.ptr) + name.len;
    return cg_str_trim(cg_str_slice(text, behind, text.len));
}

/* Whether a macro stands for a number other than 0; false: it is no number. */
static bool truth_of(const cg_link_unit *mu, uint32_t macro, bool *out)
{
    cg_str body = value_of(mu, macro);
    if (body.len == 0 || body.ptr[0] < '0' || body.ptr[0] > '9')
        return false;
    size_t digits = 0;
    while (digits < body.len && body.ptr[digits] >= '0' && body.ptr[digits] <= '9')
        digits++;
    if (digits < body.len && body.ptr[digits] != ' ' && body.ptr[digits] != '/')
        return false;
    *out = false;
    for (size_t i = 0; i < digits; i++)
        *out |= body.ptr[i] != '0';
    return true;
}

/* What one condition says. CF_BRANCH_OPEN: it rather does not hold, but no header says so. Who asks whether a macro is
 * true expects that somebody defines it. */
static cf_branch verdict(cg_linker *l, const cg_link_unit *u, const cg_hint *need, bool *out_told)
{
    const cg_link_unit *mu;
    cg_str name = cg_unit_str(u->unit, need->name);
    uint32_t macro = name.len == 0 ? CG_NONE : seen_macro(l, u, name, &mu);
    bool wanted = need->value == CG_IF_DEFINED || need->value == CG_IF_TRUE, holds = true;
    bool number = need->value == CG_IF_TRUE || need->value == CG_IF_FALSE;
    *out_told = macro != CG_NONE && (!number || truth_of(mu, macro, &holds));
    if (!*out_told)
        return need->value == CG_IF_DEFINED ? CF_BRANCH_OPEN : CF_BRANCH_IN;
    return holds == wanted ? CF_BRANCH_IN : CF_BRANCH_OUT;
}

/* What assert() of the standard library does where NDEBUG is defined, here or in what is included. */
bool cf_drops(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_link_unit *mu;
    const cg_str ndebug = CG_STR("NDEBUG");
    if (!cg_str_eq(ref_name(u, ref), CG_STR("assert")))
        return false;
    note_name(l, u, ndebug);
    for (uint32_t d = unit_member(u, 0, ndebug); d != CG_NONE; d = u->next[d])
        if (def_of(u, d)->kind == CG_NODE_MACRO &&
            cg_modifiers_activity(def_of(u, d)->modifiers) == CG_ACTIVE)
            return true;
    return seen_macro(l, u, ndebug, &mu) != CG_NONE;
}

/* ---- branches ---- */

cf_branch cf_branch_of(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    static const cf_branch answers[] = {CF_BRANCH_OPEN, CF_BRANCH_OUT, CF_BRANCH_IN};
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_CONDITION, def, &first);
    const void *known;
    if (count == 0)
        return CF_BRANCH_OPEN;
    if (memo_get(l, MEMO_BRANCH, u->file, def, &known))
        return known == NULL ? CF_BRANCH_OPEN : *(const cf_branch *)known;
    cf_branch branch = CF_BRANCH_IN;
    bool any_told = false;
    for (size_t i = first; i < first + count && branch != CF_BRANCH_OUT; i++) {
        bool told;
        cf_branch one = verdict(l, u, &u->unit->hints.ptr[i], &told);
        branch = one == CF_BRANCH_IN ? branch : one;
        any_told |= told;
    }
    if (!any_told)
        branch = CF_BRANCH_OPEN;
    memo_set(l, MEMO_BRANCH, u->file, def, &answers[branch]);
    return branch;
}

/* What the other branches of the file have of the name. `put_in`: only what headers put in. */
static bool in_other_branch(cg_linker *l, const cg_link_unit *u, uint32_t def, bool put_in,
                            place *out)
{
    const cg_def *mine = def_of(u, def);
    unsigned best = 0;
    for (uint32_t o = unit_member(u, mine->parent, def_name(u, def)); o != CG_NONE;
         o = u->next[o]) {
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

bool cf_other_branch(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t from, place *out)
{
    unsigned kind = def_of(u, def)->kind;
    if (def == 0 || def_of(u, def)->parent == CG_NONE ||
        !(cg_node_kind_is_callable(kind) || cg_node_kind_is_type(kind)))
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

/* ---- branches inside of functions ---- */

/* Where the definition is, the need is met: the branches around it ask for the same. */
static bool asks_too(const cg_link_unit *u, uint32_t def, const cg_hint *need)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_CONDITION, def, &first);
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[i];
        if (h->value == need->value &&
            cg_str_eq(cg_unit_str(u->unit, h->name), cg_unit_str(u->unit, need->name)))
            return true;
    }
    return false;
}

/* By a file that the one that asks does not see, perhaps because of how it is found. */
static bool may_be_defined(cg_linker *l, cg_str name)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, cf_global_space(), name, places, &total);
    bool found = count < total;
    for (uint32_t i = 0; !found && i < count; i++) {
        const cg_link_unit *mu = link_open(l, places[i].file);
        if (mu == NULL)
            continue;
        note_name(l, mu, name);
        const cg_def *def = def_of(mu, places[i].def);
        found = def->kind == CG_NODE_MACRO && cg_modifiers_activity(def->modifiers) != CG_INACTIVE;
    }
    return found;
}

static link_branch branch_by(cg_linker *l, const cg_link_unit *u, const cg_hint *need)
{
    bool told;
    cf_branch one = verdict(l, u, need, &told);
    if (told)
        return one == CF_BRANCH_IN ? LINK_BRANCH_IN : LINK_BRANCH_OUT;
    if (need->name.len == 0 || one != CF_BRANCH_OPEN)
        return LINK_BRANCH_OPEN;
    return may_be_defined(l, cg_unit_str(u->unit, need->name)) ? LINK_BRANCH_MAYBE
                                                               : LINK_BRANCH_OUT;
}

link_branch cf_call_branch(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_CALL_CONDITION, ref, &first);
    if (count == 0)
        return LINK_BRANCH_OPEN;
    link_branch branch = LINK_BRANCH_IN;
    for (size_t i = first; branch != LINK_BRANCH_OUT && i < first + count; i++) {
        const cg_hint *need = &u->unit->hints.ptr[i];
        bool met = asks_too(u, ref_of(u, ref)->source, need);
        branch = CG_MIN(branch, met ? LINK_BRANCH_OPEN : branch_by(l, u, need));
    }
    return branch;
}
