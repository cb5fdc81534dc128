// SPDX-License-Identifier: Apache-2.0
// link: what a macro's body names where the macro is used. A compiler sees the body in the place of the use,
// so whoever uses the macro calls and reads what the body does: an edge of its own, from the user, at the
// use. Macros that the body uses are replaced in turn; they lead to no edge themselves.
//
// Names of a body are looked up in the macro's file, as seen from the file being linked. What is declared
// around the use hides them. Where the build chooses between definitions (of the macro, of one that is given the
// name in its parentheses and may drop it, or of what is named), the body may as well not name them.
#include <stdlib.h>

#include "link_int.h"

/* Of what the body of the usual build mentions, five of six are right, and three of four of what it calls. */
#define USUAL_CONFIDENCE 60
/* Of what stands in the parentheses of a macro that mentions nothing of it. */
#define DROPPED_CONFIDENCE 5

/* Local names of the file being linked, by the hash of the name. */
typedef struct locals {
    size_t count;
    name_entry list[];
} locals;

/* ---- what a body names ---- */

void expansion_add(expansion *e, expanded one)
{
    for (uint32_t i = 0; i < e->count; i++) {
        expanded *had = &e->list[i];
        if (had->to.unit != one.to.unit || had->to.def != one.to.def || had->kind != one.kind ||
            had->rule != one.rule)
            continue;
        had->to.confidence = CG_MAX(had->to.confidence, one.to.confidence);
        had->choice = CG_MIN(had->choice, one.choice);
        return;
    }
    if (e->count < EXPANSION_MAX)
        e->list[e->count++] = one;
}

link_choice choice_of(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    return u->rules->varies == NULL ? CHOICE_NONE : u->rules->varies(l, u, def);
}

/* The macro that `t` is, in `out_unit`; NULL: it is none. */
static const cg_def *macro_of(cg_linker *l, const thing *t, const cg_link_unit **out_unit)
{
    *out_unit = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    const cg_def *def = *out_unit != NULL ? def_of(*out_unit, t->def) : NULL;
    return def != NULL && def->kind == CG_NODE_MACRO ? def : NULL;
}

/* It stands in the parentheses of macros, which may drop it where they vary. */
static link_choice choice_around(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    link_choice choice = CHOICE_NONE;
    for (size_t at; unit_hints(u, CG_HINT_WITHIN, ref, &at) > 0;) {
        ref = u->unit->hints.ptr[at].value;
        const things *names = names_of_ref(l, u, ref);
        for (uint32_t i = 0; i < names->count; i++) {
            const cg_link_unit *mu;
            const cg_def *macro = macro_of(l, &names->list[i], &mu);
            if (macro != NULL)
                choice = CG_MAX(choice, macro->modifiers & CG_MOD_DROPPING
                                            ? CHOICE_OPEN
                                            : choice_of(l, mu, names->list[i].def));
        }
    }
    return choice;
}

unsigned link_dropped_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    size_t at;
    if (unit_hints(u, CG_HINT_WITHIN, ref, &at) == 0)
        return 100;
    uint32_t call = u->unit->hints.ptr[at].value;
    const things *around = names_of_ref(l, u, call);
    bool library = around->count == 0 && u->rules->drops != NULL && u->rules->drops(l, u, call);
    unsigned most = around->count > 0 || library ? DROPPED_CONFIDENCE : 100;
    for (uint32_t i = 0; i < around->count; i++) {
        const cg_link_unit *mu;
        const cg_def *macro = macro_of(l, &around->list[i], &mu);
        if (macro == NULL || !(macro->modifiers & CG_MOD_DROPPING))
            return 100;
        if (choice_of(l, mu, around->list[i].def) == CHOICE_OPEN)
            most = cg_link_rule_confidence(CG_RULE_MACRO_VARIANT);
    }
    return most;
}

/* Which rule of `macro` the use `ref` takes; 0: any may be, or there is one. */
static unsigned rule_taken(const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                           uint32_t macro)
{
    return u->rules->rule_taken == NULL ? 0 : u->rules->rule_taken(u, ref, mu, macro);
}

/* What the use of a macro in the body of another leads to. */
static void expand_inner(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *macro,
                         unsigned rule, link_choice around, expansion *e)
{
    const expansion *inner = expansion_of(l, macro->unit, macro->def);
    unsigned taken = rule_taken(u, ref, macro->unit, macro->def);
    for (uint32_t k = 0; inner != NULL && k < inner->count; k++) {
        expanded one = inner->list[k];
        if (taken > 0 && one.rule > 0 && one.rule != taken)
            continue;
        around = one.rule > 0 && taken == 0 ? CHOICE_OPEN : around;
        one.choice = CG_MAX(one.choice, (uint8_t)around);
        one.rule = (uint8_t)rule;
        expansion_add(e, one);
    }
}

/* Definitions, with the kind of edge that `ref` gives; of a macro, what its own body names. */
static void expand_targets(cg_linker *l, const cg_link_unit *u, uint32_t ref, const targets *to,
                           expansion *e)
{
    link_choice around = choice_around(l, u, ref);
    unsigned rule = u->rules->rule_around == NULL ? 0 : u->rules->rule_around(u, ref);
    for (uint32_t i = 0; i < to->count; i++) {
        const target *t = &to->list[i];
        unsigned kind = def_of(t->unit, t->def)->kind;
        if (kind == CG_NODE_MACRO) {
            expand_inner(l, u, ref, t, rule, around, e);
        } else if (kind != CG_NODE_IMPORT && kind != CG_NODE_FILE) {
            link_choice choice = CG_MAX(around, choice_of(l, t->unit, t->def));
            expansion_add(e, (expanded){*t, (uint8_t)kind_of_ref(u, ref, kind), (uint8_t)choice,
                                        (uint8_t)rule});
        }
    }
}

/* A type is mentioned where its constructor is called. */
static void expand_construction(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                                const things *meant, things *out_made, expansion *e)
{
    targets types = {0};
    constructors_meant(l, u, ref, meant, out_made);
    targets_of(l, meant, &types);
    for (uint32_t i = 0; i < types.count; i++)
        if (is_type_def(types.list[i].unit, types.list[i].def))
            expansion_add(e, (expanded){types.list[i], CG_EDGE_REFERENCES, CHOICE_NONE, 0});
}

/* Macros with rules mention all that they may be given, Token![…]: of those only what is called counts. */
static bool counts(const cg_link_unit *u, const cg_ref *r)
{
    return u->rules->rule_taken == NULL || r->role == CG_ROLE_CALL || r->role == CG_ROLE_MACRO;
}

static void expand_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, expansion *e)
{
    const cg_ref *r = ref_of(u, ref);
    things meant = {0}, made = {0};
    targets to = {0};
    if (r->name_len == 0 || r->role == CG_ROLE_LITERAL || r->target_kind == CG_TARGET_BINDING ||
        !counts(u, r))
        return;
    meant_by(l, names_of_ref(l, u, ref), r->role, &meant);
    if (r->role != CG_ROLE_CALL) {
        targets_of(l, &meant, &to);
    } else if (u->rules->traits & LINK_CONSTRUCTORS) {
        expand_construction(l, u, ref, &meant, &made, e);
        overloads_choose(l, u, ref, &made, &to);
    } else {
        overloads_choose(l, u, ref, &meant, &to);
    }
    expand_targets(l, u, ref, &to, e);
}

const expansion *expansion_of(cg_linker *l, const cg_link_unit *u, uint32_t macro)
{
    const void *answer;
    if (!memo_get(l, MEMO_EXPANSION, u->file, macro, &answer)) {
        size_t first, count = unit_macro_refs(u, macro, &first);
        expansion *found =
            cg_arena_alloc(l->arena, count == 0 ? sizeof found->count : sizeof *found);
        found->count = 0;
        note_name(l, u, def_name(u, macro));
        if (link_enter(l)) {
            for (size_t i = 0; i < count; i++)
                expand_ref(l, u, u->macro_refs.ptr[first + i].index, found);
            uint8_t choice = found->count > 0 ? (uint8_t)choice_of(l, u, macro) : CHOICE_NONE;
            for (uint32_t i = 0; i < found->count; i++)
                found->list[i].choice = CG_MAX(found->list[i].choice, choice);
            link_leave(l);
        }
        memo_set(l, MEMO_EXPANSION, u->file, macro, found);
        return found;
    }
    return answer;
}

/* ---- what hides it ---- */

static int compare_locals(const void *a, const void *b)
{
    const name_entry *x = a, *y = b;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static const locals *locals_of(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_EXPANSION, u->file, CG_NONE, &answer))
        return answer;
    size_t count = u->unit->bindings.len;
    locals *all = cg_arena_alloc(l->arena, sizeof *all + count * sizeof all->list[0]);
    all->count = count;
    for (uint32_t b = 0; b < count; b++)
        all->list[b] =
            (name_entry){name_hash(cg_unit_str(u->unit, u->unit->bindings.ptr[b].name)), b};
    if (count > 1)
        qsort(all->list, count, sizeof all->list[0], compare_locals);
    memo_set(l, MEMO_EXPANSION, u->file, CG_NONE, all);
    return all;
}

/* A local name of that name is in scope at reference `r`. */
static bool is_hidden(cg_linker *l, const cg_link_unit *u, const cg_ref *r, uint64_t name)
{
    const locals *all = locals_of(l, u);
    size_t first, count = entries_named(all->list, all->count, name, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_binding *b = &u->unit->bindings.ptr[all->list[first + i].index];
        for (uint32_t s = r->scope; s != CG_NONE; s = u->unit->scopes.ptr[s].parent)
            if (s == b->scope && b->visible_from <= r->byte)
                return true;
    }
    return false;
}

/* ---- edges ---- */

static bool is_member(unsigned kind)
{
    return kind == CG_NODE_FIELD || kind == CG_NODE_METHOD;
}

/* #define name other: who calls the one calls the other. */
static bool is_alias(const cg_link_unit *u, uint32_t macro)
{
    size_t first;
    return def_of(u, macro)->params_min == 255 && unit_macro_refs(u, macro, &first) == 1;
}

static cg_edge_kind kind_there(const expanded *one, bool called)
{
    unsigned kind = def_of(one->to.unit, one->to.def)->kind;
    bool calls = called && one->kind == CG_EDGE_REFERENCES && cg_node_kind_is_callable(kind);
    return calls ? CG_EDGE_CALLS : (cg_edge_kind)one->kind;
}

/* `taken`: by which rule of the macro; 0: any may be. */
static void add_expansion_edges(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool called,
                                const expansion *e, unsigned taken, uint32_t ordinal)
{
    const cg_ref *r = ref_of(u, ref);
    for (uint32_t i = 0; e != NULL && i < e->count; i++) {
        const expanded *one = &e->list[i];
        const target compiled = target_compiled(l, u, ref, &one->to), *to = &compiled;
        bool self = to->unit == u && to->def == r->source;
        cg_edge_kind kind = kind_there(one, called);
        if ((taken > 0 && one->rule > 0 && one->rule != taken) || (self && kind != CG_EDGE_CALLS) ||
            (!is_member(def_of(to->unit, to->def)->kind) &&
             is_hidden(l, u, r, to->unit->names[to->def])))
            continue;
        bool open = one->choice != CHOICE_NONE || (one->rule > 0 && taken == 0);
        unsigned rule = open ? CG_RULE_MACRO_VARIANT : CG_RULE_MACRO_BODY;
        unsigned most = one->choice == CHOICE_USUAL && kind != CG_EDGE_CALLS
                            ? USUAL_CONFIDENCE
                            : cg_link_rule_confidence(rule);
        add_edge(
            l, (cg_link_edge){.source = r->source,
                              .target_file = to->unit == u ? CG_NONE : to->unit->file,
                              .target = to->def,
                              .kind = (uint8_t)kind,
                              .rule = (uint8_t)rule,
                              .confidence = (uint8_t)CG_MIN(most, active_confidence(l, u, ref, to)),
                              .first = ordinal});
    }
}

void link_expansion(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                    uint32_t ordinal)
{
    const cg_ref *r = ref_of(u, ref);
    const thing *t = names->count == 1 ? &names->list[0] : NULL;
    const cg_link_unit *mu = t != NULL && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (mu == NULL || def_of(mu, t->def)->kind != CG_NODE_MACRO ||
        def_of(u, r->source)->kind == CG_NODE_MACRO)
        return;
    target macro = target_compiled(l, u, ref, &(target){.unit = mu, .def = t->def});
    if (def_of(macro.unit, macro.def)->kind != CG_NODE_MACRO)
        return;
    const expansion *e = expansion_of(l, macro.unit, macro.def);
    bool called = r->role == CG_ROLE_CALL && is_alias(macro.unit, macro.def);
    add_expansion_edges(l, u, ref, called, e, rule_taken(u, ref, macro.unit, macro.def), ordinal);
    if (u->rules->rule_taken != NULL)
        return; /* what is passed makes no names */
    expansion pasted = {0};
    expand_pasted(l, u, ref, macro.unit, macro.def, &pasted);
    add_expansion_edges(l, u, ref, called, &pasted, 0, ordinal);
}
