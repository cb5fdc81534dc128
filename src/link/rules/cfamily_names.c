// SPDX-License-Identifier: Apache-2.0
// C and C++: what a name at file or namespace scope means: what the role asks for among what is
// included, the nearest first. Functions of C++ overload each other, so all of them are given.
#include "cfamily.h"

typedef struct candidate {
    const cg_link_unit *unit;
    uint32_t def, rank;
    unsigned fit,
        activity; /* what it fits the role; whether it is compiled where it is asked for */
} candidate;

typedef struct candidates {
    uint32_t count;
    candidate list[PLACES_MAX];
} candidates;

cf_query cf_query_of(const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    bool type = r->role == CG_ROLE_TYPE || r->role == CG_ROLE_NEW;
    return (cf_query){.unit = u,
                      .name = ref_name(u, ref),
                      .role = r->role,
                      .activity = cg_unit_activity(u->unit, r->byte),
                      .tag = u->unit->lang == CG_LANG_C && type && r->args == 0,
                      .no_macro = def_of(u, r->source)->kind == CG_NODE_MACRO &&
                                  cg_str_eq(ref_name(u, ref), def_name(u, r->source))};
}

/* ---- what a role asks for ---- */

enum { FIT_NOT, FIT_MAYBE, FIT_LIKELY, FIT_MEANT };

/* In C, `struct a` and `a` are different names. */
static bool is_name_asked_for(const cf_query *q, const cg_def *def, const cg_link_unit *u)
{
    if (q->unit->unit->lang != CG_LANG_C || u->unit->lang != CG_LANG_C ||
        !cg_node_kind_is_type(def->kind))
        return true;
    return q->tag == (def->in_scope == CG_NONE);
}

static unsigned fit_as_type(const cg_def *def, unsigned role)
{
    if (cg_node_kind_is_type(def->kind))
        return FIT_MEANT;
    switch (def->kind) {
    case CG_NODE_NAMESPACE: return role == CG_ROLE_QUALIFY ? FIT_MEANT : FIT_NOT;
    case CG_NODE_IMPORT: return FIT_LIKELY;
    case CG_NODE_MACRO:
    case CG_NODE_CONSTANT: /* given to a template */
    case CG_NODE_ENUM_MEMBER: return role == CG_ROLE_TYPE ? FIT_MAYBE : FIT_NOT;
    default: return FIT_NOT;
    }
}

static unsigned fit_of(const cf_query *q, const cg_link_unit *u, const cg_def *def)
{
    if (!is_name_asked_for(q, def, u) || (q->no_macro && def->kind == CG_NODE_MACRO))
        return FIT_NOT;
    bool callable = cg_node_kind_is_callable(def->kind);
    switch (q->role) {
    case CG_ROLE_TYPE:
    case CG_ROLE_INHERIT:
    case CG_ROLE_IMPLEMENT:
    case CG_ROLE_QUALIFY: return fit_as_type(def, q->role);
    case CG_ROLE_NEW: return cg_node_kind_is_type(def->kind) ? FIT_MEANT : FIT_MAYBE;
    case CG_ROLE_MACRO: return def->kind == CG_NODE_MACRO ? FIT_MEANT : FIT_NOT;
    case CG_ROLE_CALL:
        return callable ? FIT_MEANT : def->kind == CG_NODE_IMPORT ? FIT_LIKELY : FIT_MAYBE;
    case CG_ROLE_READ:
    case CG_ROLE_WRITE:
    case CG_ROLE_READ_WRITE: return callable || holds_value(def->kind) ? FIT_MEANT : FIT_MAYBE;
    default: return def->kind == CG_NODE_IMPORT ? FIT_MAYBE : FIT_LIKELY;
    }
}

/* ---- collecting ---- */

/* `using namespace a;` is an import that is called so, but no such name. */
static bool is_directive(const cg_link_unit *u, uint32_t def)
{
    unsigned both = CG_IMPORT_WILDCARD | CG_IMPORT_NAMESPACE;
    const cg_import *import = def_of(u, def)->kind == CG_NODE_IMPORT ? unit_import(u, def) : NULL;
    return import != NULL && (import->flags & both) == both;
}

static void add_candidate(cg_linker *l, const cf_query *q, const cg_link_unit *u, uint32_t def,
                          uint32_t rank, candidates *c)
{
    note_name(l, u, def_name(u, def));
    unsigned fit = is_directive(u, def) ? FIT_NOT : fit_of(q, u, def_of(u, def));
    if (fit != FIT_NOT && c->count < PLACES_MAX)
        c->list[c->count++] =
            (candidate){u, def, rank, fit, cg_activity_fit(q->activity, def_of(u, def)->modifiers)};
}

/* The namespaces that a file opens, and the global one; and enums, whose constants are names of what is around them. */
typedef struct spaces {
    uint32_t count;
    struct {
        uint64_t space;
        uint32_t def;
    } list[];
} spaces;

static const spaces *spaces_of(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_SPACES, &answer))
        return answer;
    uint32_t count = 1;
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        count += def_of(u, d)->kind == CG_NODE_NAMESPACE || def_of(u, d)->kind == CG_NODE_ENUM;
    spaces *all = cg_arena_alloc(l->arena, sizeof *all + count * sizeof all->list[0]);
    for (uint32_t d = 0; d < u->unit->defs.len; d++) {
        unsigned kind = def_of(u, d)->kind;
        uint32_t space = kind == CG_NODE_ENUM ? def_of(u, d)->parent : d;
        if ((d == 0 || kind == CG_NODE_NAMESPACE || kind == CG_NODE_ENUM) &&
            cf_space_of(u, space, &all->list[all->count].space))
            all->list[all->count++].def = d;
    }
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_SPACES, all);
    return all;
}

/* What one file has of the name, internal or not. */
static void collect_from(cg_linker *l, const cf_query *q, uint64_t space, const cg_link_unit *u,
                         uint32_t rank, candidates *c)
{
    const spaces *all = spaces_of(l, u);
    note_name(l, u, q->name);
    for (uint32_t s = 0; s < all->count; s++) {
        if (all->list[s].space != space)
            continue;
        uint32_t in = all->list[s].def;
        for (uint32_t d = unit_member(u, in, q->name); d != CG_NONE; d = u->next[d])
            if (def_of(u, in)->kind != CG_NODE_ENUM || cf_shown_by(u, d) != in) /* enum class */
                add_candidate(l, q, u, d, rank, c);
    }
}

/* The nearest included file that has the name, where too many files of the project do. */
static void collect_nearest(cg_linker *l, const cf_query *q, uint64_t space, candidates *c)
{
    const included *view = cf_view(l, q->unit);
    for (uint32_t i = 0; i < view->count && c->count == 0; i++) {
        const cg_link_unit *u = link_open(l, view->files[i]);
        if (u != NULL && u != q->unit)
            collect_from(l, q, space, u, i, c);
    }
}

/* What the catalog has of the name; rank CG_NONE: it is not included. */
static void collect(cg_linker *l, const cf_query *q, uint64_t space, candidates *c)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, space, q->name, places, &total);
    c->count = 0;
    if (total > count)
        collect_nearest(l, q, space, c);
    if (count == 0)
        return;
    const included *view = cf_view(l, q->unit);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u != NULL)
            add_candidate(l, q, u, places[i].def, cf_rank(view, places[i].file), c);
    }
}

/* Translation units that are seen show their internal names too, which the catalog has not: those that
 * are included, and the one that includes a header. */
static void collect_sources(cg_linker *l, const cf_query *q, uint64_t space, candidates *c)
{
    const included *view = cf_view(l, q->unit);
    for (uint32_t i = 0; i < view->sources_count; i++) {
        const cg_link_unit *u = link_open(l, view->files[view->sources[i]]);
        if (u != NULL && u != q->unit)
            collect_from(l, q, space, u, view->sources[i], c);
    }
}

/* ---- choosing ---- */

/* Macro `b` takes the name before `a` can be meant. */
static bool is_replaced_by(const candidate *a, const candidate *b)
{
    return def_of(a->unit, a->def)->kind != CG_NODE_MACRO &&
           def_of(b->unit, b->def)->kind == CG_NODE_MACRO && b->activity >= a->activity;
}

/* Macro `b` drops what it is given, where function `a` is left out that some build has: the function is meant. */
static bool stands_in_for(const candidate *b, const candidate *a)
{
    const cg_def *def = def_of(a->unit, a->def);
    return def_of(b->unit, b->def)->modifiers & CG_MOD_DROPPING && def->kind == CG_NODE_FUNCTION &&
           cg_unit_activity(a->unit->unit, def->name_byte) == CG_CONDITIONAL;
}

static bool is_better(const candidate *a, const candidate *b)
{
    if (a->fit != b->fit)
        return a->fit > b->fit;
    if ((a->activity > 0) != (b->activity > 0))
        return a->activity > 0;
    if (stands_in_for(b, a) || stands_in_for(a, b))
        return stands_in_for(b, a);
    if (is_replaced_by(b, a) || is_replaced_by(a, b))
        return is_replaced_by(b, a);
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->activity != b->activity)
        return a->activity > b->activity;
    unsigned da = def_of(a->unit, a->def)->modifiers & CG_MOD_DECLARATION;
    unsigned db = def_of(b->unit, b->def)->modifiers & CG_MOD_DECLARATION;
    return da != db ? da < db : a->def < b->def;
}

static void drop_unseen(candidates *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->list[i].rank != CG_NONE)
            c->list[kept++] = c->list[i];
    c->count = kept;
}

static const candidate *best_of(const candidates *c)
{
    const candidate *best = NULL;
    for (uint32_t i = 0; i < c->count; i++)
        if (best == NULL || is_better(&c->list[i], best))
            best = &c->list[i];
    return best;
}

/* With one function come those that overload it; of each file one stands for all. */
static void give_overloads(cg_linker *l, const candidates *c, const candidate *best,
                           cg_link_rule rule, things *out)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const candidate *other = &c->list[i];
        unsigned kind = def_of(other->unit, other->def)->kind;
        bool again = other == best || other->fit != best->fit ||
                     (kind != CG_NODE_FUNCTION && kind != CG_NODE_IMPORT);
        for (uint32_t k = 0; k < i && !again; k++)
            again = c->list[k].unit == other->unit && def_of(other->unit, c->list[k].def)->parent ==
                                                          def_of(other->unit, other->def)->parent;
        if (!again)
            names_of_def(l, other->unit, other->def, rule, out);
    }
}

/* A prototype for other platforms, where the name comes from a library on this one: `extern int snprintf(…);`. */
static bool is_for_others(const candidate *c)
{
    return c->activity == 0 && def_of(c->unit, c->def)->modifiers & CG_MOD_DECLARATION;
}

static void give(cg_linker *l, const cf_query *q, const candidates *c, cg_link_rule rule,
                 things *out)
{
    const candidate *best = best_of(c);
    if (best == NULL || is_for_others(best))
        return;
    names_of_def(l, best->unit, best->def, rule, out);
    unsigned kind = def_of(best->unit, best->def)->kind;
    if (q->unit->rules->traits & LINK_OVERLOADS && kind == CG_NODE_FUNCTION)
        give_overloads(l, c, best, rule, out);
}

void cf_find(cg_linker *l, const cf_query *q, uint64_t space, things *out)
{
    candidates c;
    collect(l, q, space, &c);
    collect_sources(l, q, space, &c);
    drop_unseen(&c);
    give(l, q, &c, CG_RULE_INCLUDED, out);
}

/* `typedef struct X X;` says of a type what it is called. */
static bool is_own_alias(const candidate *c)
{
    const cg_def *def = def_of(c->unit, c->def);
    return def->kind == CG_NODE_TYPE_ALIAS && def->type_ref != CG_NONE &&
           cg_str_eq(ref_name(c->unit, def->type_ref), def_name(c->unit, c->def));
}

/* Declarations, and the one definition that they announce, are one thing; what is not compiled does not
 * count. */
static bool is_only_one(const candidates *c)
{
    uint32_t defined = 0;
    unsigned kind = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (kind == 0 || !is_own_alias(&c->list[i]))
            kind = def_of(c->list[i].unit, c->list[i].def)->kind;
    for (uint32_t i = 0; i < c->count; i++) {
        const cg_def *def = def_of(c->list[i].unit, c->list[i].def);
        if (def->kind != kind && is_own_alias(&c->list[i]))
            continue;
        if (def->kind != kind)
            return false;
        defined += c->list[i].activity > 0 && !(def->modifiers & CG_MOD_DECLARATION);
    }
    return c->count > 0 && defined <= 1;
}

/* What those have that include the file: it may be meant to stand behind that. Internal names are in no catalog. */
static void collect_includers(cg_linker *l, const cf_query *q, uint64_t space, candidates *c)
{
    const cf_includers *all = cf_includers_of(l, q->unit);
    for (uint32_t i = 0; i < all->count; i++)
        collect_from(l, q, space, link_open(l, all->list[i]), CG_NONE, c);
}

void cf_find_unseen(cg_linker *l, const cf_query *q, uint64_t space, things *out)
{
    candidates c;
    collect(l, q, space, &c);
    if (c.count == 0)
        collect_includers(l, q, space, &c);
    if (c.count == 0 && (q->role == CG_ROLE_TYPE || q->role == CG_ROLE_QUALIFY))
        collect(l, q, cf_hidden_space(space), &c);
    if (!is_only_one(&c))
        return;
    for (uint32_t i = 0; i < c.count; i++)
        if (c.count > 1 && is_own_alias(&c.list[i]))
            c = (candidates){1, {c.list[i]}};
    give(l, q, &c, CG_RULE_GLOBAL, out);
}

void cf_find_space(cg_linker *l, const cf_query *q, uint64_t space, things *out)
{
    candidates c;
    collect(l, q, space, &c);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c.count; i++)
        if (def_of(c.list[i].unit, c.list[i].def)->kind == CG_NODE_NAMESPACE)
            c.list[kept++] = c.list[i];
    c.count = kept;
    give(l, q, &c, CG_RULE_GLOBAL, out);
}

/* ---- names that macros make ---- */

/* Of a macro that is defined several times the last one in front of the use counts. */
static bool is_later_macro(const cg_link_unit *u, uint32_t def, uint32_t before, uint32_t byte)
{
    return def_of(u, def)->kind == CG_NODE_MACRO && def_of(u, def)->start_byte < byte &&
           def_of(u, before)->kind == CG_NODE_MACRO;
}

/* The best of what the file itself has below `parent`. */
static uint32_t own_named(const cf_query *q, uint32_t parent, uint32_t byte)
{
    uint32_t best = CG_NONE;
    unsigned most = 0;
    for (uint32_t d = unit_member(q->unit, parent, q->name); d != CG_NONE; d = q->unit->next[d]) {
        const cg_def *def = def_of(q->unit, d);
        unsigned fit = fit_of(q, q->unit, def);
        unsigned worth = fit == FIT_NOT
                             ? 0
                             : 16 * fit + 2 * cg_activity_fit(q->activity, def->modifiers) +
                                   !(def->modifiers & CG_MOD_DECLARATION);
        if (worth > most ||
            (worth == most && best != CG_NONE && is_later_macro(q->unit, d, best, byte))) {
            best = d;
            most = worth;
        }
    }
    return best;
}

void cf_named(cg_linker *l, const cg_link_unit *u, uint32_t ref, cg_str name, unsigned role,
              things *out)
{
    const cg_ref *r = ref_of(u, ref);
    cf_query q = {
        .unit = u, .name = name, .role = role, .activity = cg_unit_activity(u->unit, r->byte)};
    for (uint32_t at = r->source; at != CG_NONE && out->count == 0; at = def_of(u, at)->parent) {
        uint64_t space;
        unsigned kind = def_of(u, at)->kind;
        uint32_t own = kind == CG_NODE_FUNCTION ? CG_NONE : own_named(&q, at, r->byte);
        if (own != CG_NONE)
            names_of_def(l, u, own, CG_RULE_LEXICAL, out);
        else if ((at == 0 || kind == CG_NODE_NAMESPACE) && cf_space_of(u, at, &space))
            cf_find(l, &q, space, out);
    }
}
