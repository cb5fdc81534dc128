// SPDX-License-Identifier: Apache-2.0
// C and C++: definitions between which the build chooses. What stands in a branch of #if that depends on what
// the sources do not define is one of them; so are its counterparts in the other branches, and macros that
// several files of those seen define, since one of the #include may not be compiled.
#include "cfamily.h"

static bool is_conditional(const cg_def *def)
{
    return cg_modifiers_activity(def->modifiers) == CG_CONDITIONAL;
}

/* Of two definitions: files of one content share theirs, so their addresses tell nothing. */
static link_choice choice_between(const cg_def *def, const cg_def *other)
{
    if (other->kind != def->kind || other->modifiers & CG_MOD_DECLARATION ||
        cg_modifiers_activity(other->modifiers) == CG_INACTIVE)
        return CHOICE_NONE;
    if (is_conditional(other))
        return CHOICE_USUAL;
    return def->kind == CG_NODE_MACRO ? CHOICE_OPEN : CHOICE_NONE;
}

/* From one of the same file, which keeps some to itself. */
static link_choice choice_beside(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    link_choice choice = CHOICE_NONE;
    for (uint32_t o = unit_member(u, d->parent, def_name(u, def)); o != CG_NONE; o = u->next[o])
        if (o != def)
            choice = CG_MAX(choice, choice_between(d, def_of(u, o)));
    return choice;
}

static link_choice choice_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    cg_str name = def_name(u, def);
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, cf_global_space(), name, places, &total);
    const included *view = count > 0 ? cf_view(l, u) : NULL;
    link_choice choice = count < total ? CHOICE_OPEN : CHOICE_NONE;
    for (uint32_t i = 0; i < count && choice != CHOICE_OPEN; i++) {
        const cg_link_unit *ou =
            cf_rank(view, places[i].file) == CG_NONE ? NULL : link_open(l, places[i].file);
        if (ou == NULL || ou == u)
            continue;
        note_name(l, ou, name);
        choice = CG_MAX(choice, choice_between(def_of(u, def), def_of(ou, places[i].def)));
    }
    return choice;
}

link_choice cf_varies(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->parent == CG_NONE || (d->kind != CG_NODE_MACRO && d->kind != CG_NODE_FUNCTION))
        return CHOICE_NONE;
    note_name(l, u, def_name(u, def));
    if (cf_branch_of(l, u, def) == CF_BRANCH_IN)
        return CHOICE_NONE;
    if (is_conditional(d))
        return CHOICE_OPEN;
    link_choice beside = choice_beside(u, def);
    if (beside == CHOICE_OPEN || d->kind != CG_NODE_MACRO)
        return beside;
    return CG_MAX(beside, choice_elsewhere(l, u, def));
}
