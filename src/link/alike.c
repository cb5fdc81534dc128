// SPDX-License-Identifier: Apache-2.0
// link: contents that differ in comments, blank lines or what statements compute, but in nothing that is linked. All
// that linkers read of a unit is compared; where things stand they only ever ask in which order, so places may have
// moved: all behind the edit by as much.
#include "link_int.h"

typedef struct moves {
    int64_t by;           /* of those that have moved; 0: none yet */
    uint32_t last_still;  /* the greatest place that has not moved */
    uint32_t first_moved; /* the smallest that has, as it was before */
    bool apart;           /* some have moved by more than others */
} moves;

static void note_place(moves *m, uint32_t before, uint32_t after)
{
    int64_t by = (int64_t)after - before;
    if (by == 0) {
        m->last_still = CG_MAX(m->last_still, before);
        return;
    }
    m->apart = m->apart || (m->by != 0 && m->by != by);
    m->first_moved = m->by == 0 ? before : CG_MIN(m->first_moved, before);
    m->by = by;
}

static bool keep_order(const moves *m)
{
    return m->by == 0 ||
           (!m->apart && m->first_moved > m->last_still && m->first_moved + m->by > m->last_still);
}

typedef struct pair {
    const cg_unit *a, *b;
    moves moves;
} pair;

static bool same_text(const pair *p, cg_text a, cg_text b)
{
    return cg_str_eq(cg_unit_str(p->a, a), cg_unit_str(p->b, b));
}

static bool same_def(pair *p, const cg_def *a, const cg_def *b)
{
    note_place(&p->moves, a->start_byte, b->start_byte);
    note_place(&p->moves, a->end_byte, b->end_byte);
    note_place(&p->moves, a->name_byte, b->name_byte);
    note_place(&p->moves, a->body_start, b->body_start);
    note_place(&p->moves, a->body_end, b->body_end);
    return a->kind == b->kind && a->visibility == b->visibility && a->params_min == b->params_min &&
           a->params_max == b->params_max && a->modifiers == b->modifiers &&
           a->parent == b->parent && a->scope == b->scope && a->in_scope == b->in_scope &&
           a->type_ref == b->type_ref && same_text(p, a->name, b->name) &&
           same_text(p, a->qualifier, b->qualifier) &&
           same_text(p, a->disambiguator, b->disambiguator) &&
           same_text(p, a->signature, b->signature) && same_text(p, a->decorators, b->decorators);
}

static bool same_scope(pair *p, const cg_scope *a, const cg_scope *b)
{
    note_place(&p->moves, a->start_byte, b->start_byte);
    note_place(&p->moves, a->end_byte, b->end_byte);
    return a->kind == b->kind && a->parent == b->parent && a->owner == b->owner;
}

static bool same_binding(pair *p, const cg_binding *a, const cg_binding *b)
{
    note_place(&p->moves, a->visible_from, b->visible_from);
    return a->kind == b->kind && a->form == b->form && a->scope == b->scope &&
           a->type_ref == b->type_ref && a->init_ref == b->init_ref &&
           same_text(p, a->name, b->name);
}

static bool same_ref(pair *p, const cg_ref *a, const cg_ref *b)
{
    note_place(&p->moves, a->byte, b->byte);
    return a->role == b->role && a->base_kind == b->base_kind && a->target_kind == b->target_kind &&
           a->rule == b->rule && a->args == b->args && a->form == b->form && a->base == b->base &&
           a->scope == b->scope && a->source == b->source && a->target == b->target &&
           cg_str_eq(cg_ref_name(p->a, a), cg_ref_name(p->b, b));
}

static bool same_import(pair *p, const cg_import *a, const cg_import *b)
{
    return a->def == b->def && a->flags == b->flags && a->level == b->level &&
           same_text(p, a->module, b->module) && same_text(p, a->name, b->name);
}

static bool same_hint(pair *p, const cg_hint *a, const cg_hint *b)
{
    return a->kind == b->kind && a->form == b->form && a->subject == b->subject &&
           a->index == b->index && a->value == b->value && same_text(p, a->name, b->name);
}

static bool same_activity(pair *p, const cg_activity_change *a, const cg_activity_change *b)
{
    note_place(&p->moves, a->byte, b->byte);
    return a->activity == b->activity;
}

#define ALL_SAME(list, same)                                                                       \
    do {                                                                                           \
        if (p.a->list.len != p.b->list.len)                                                        \
            return false;                                                                          \
        for (size_t i = 0; i < p.a->list.len; i++)                                                 \
            if (!same(&p, &p.a->list.ptr[i], &p.b->list.ptr[i]))                                   \
                return false;                                                                      \
    } while (0)

bool cg_link_is_alike(const cg_unit *before, const cg_unit *after)
{
    pair p = {.a = before, .b = after};
    if (before->lang != after->lang || before->extractor_version != after->extractor_version)
        return false;
    ALL_SAME(defs, same_def);
    ALL_SAME(scopes, same_scope);
    ALL_SAME(bindings, same_binding);
    ALL_SAME(refs, same_ref);
    ALL_SAME(imports, same_import);
    ALL_SAME(hints, same_hint);
    ALL_SAME(activity, same_activity);
    return keep_order(&p.moves);
}
