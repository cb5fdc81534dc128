// SPDX-License-Identifier: Apache-2.0
// link: edges that no reference states: members that redefine those of a base, interfaces that are
// implemented by having their methods, and files that need each other.
#include "link_int.h"

static bool can_override(const cg_def *def)
{
    return (def->kind == CG_NODE_METHOD || def->kind == CG_NODE_PROPERTY) &&
           !(def->modifiers & CG_MOD_STATIC) && def->visibility != CG_VIS_PRIVATE;
}

static void add_derived(cg_linker *l, const cg_link_unit *u, uint32_t source,
                        const cg_link_unit *tu, uint32_t def, cg_edge_kind kind, cg_link_rule rule)
{
    add_edge(l, (cg_link_edge){.source = source,
                               .target_file = tu == u ? CG_NONE : tu->file,
                               .target = def,
                               .kind = (uint8_t)kind,
                               .rule = (uint8_t)rule,
                               .confidence = (uint8_t)cg_link_rule_confidence(rule),
                               .first = NO_ORDINAL});
}

static bool is_same_type(const thing *a, const thing *b)
{
    if (a->kind == THING_CONTAINER && b->kind == THING_CONTAINER)
        return is_same_type(&a->args[0], &b->args[0]);
    return a->kind == b->kind && a->file == b->file && a->def == b->def && a->key == b->key;
}

bool same_params(cg_linker *l, const thing *base, uint32_t theirs, const cg_link_unit *u,
                 uint32_t mine, bool lenient)
{
    const cg_link_unit *tu = link_open(l, base->file);
    for (size_t n = 0; n < def_of(u, mine)->params_max; n++) {
        things want = {0}, have = {0};
        param_types(l, tu, theirs, n, &want);
        param_types(l, u, mine, n, &have);
        if (want.count == 0 || have.count == 0) {
            if (!lenient)
                return false;
            continue;
        }
        thing given = thing_given(l, want.list[0], base);
        if (given.kind != THING_PARAM && !is_same_type(&given, &have.list[0]))
            return false;
    }
    return true;
}

/* The member of a type that has the name and, if any, the parameters of `def`; CG_NONE. */
static uint32_t same_member(cg_linker *l, const thing *base, const cg_link_unit *u, uint32_t def)
{
    const cg_link_unit *tu = link_open(l, base->file);
    const cg_def *mine = def_of(u, def);
    uint32_t loose = CG_NONE;
    for (uint32_t m = unit_member(tu, base->def, def_name(u, def)); m != CG_NONE; m = tu->next[m]) {
        const cg_def *d = def_of(tu, m);
        bool same_count = d->params_min == mine->params_min && d->params_max == mine->params_max;
        if (d->kind != mine->kind || !can_override(d))
            continue;
        if (same_count && cg_str_eq(cg_unit_str(tu->unit, d->disambiguator),
                                    cg_unit_str(u->unit, mine->disambiguator)))
            return m;
        bool overloads = u->rules->traits & LINK_OVERLOADS;
        bool told_apart = u->rules->fit != NULL; /* by the types of all parameters */
        if (loose == CG_NONE && (!overloads || same_count) &&
            (!told_apart || same_params(l, base, m, u, def, true)))
            loose = m;
    }
    return loose;
}

/* The nearest base that has the member is overridden; what that one overrides is its own edge. */
static void link_overrides(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent, from = 1;
    if (def_of(u, parent)->kind == CG_NODE_ENUM_MEMBER) { /* its body is a class below the enum */
        parent = def_of(u, parent)->parent;
        from = 0;
    }
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = parent};
    const type_line *line = line_of(l, &type);
    for (uint32_t i = from; i < line->count; i++) {
        const cg_link_unit *tu = link_open(l, line->types[i].file);
        if (tu == NULL)
            continue;
        note_name(l, tu, def_name(u, def));
        uint32_t base = same_member(l, &line->types[i], u, def);
        if (base == CG_NONE)
            continue;
        add_derived(l, u, def, tu, base, CG_EDGE_OVERRIDES, CG_RULE_DERIVED);
        return;
    }
}

/* A namespace that other files open as well: none of them is needed to name it. */
static bool only_names_space(cg_linker *l, const cg_link_edge *e)
{
    const cg_link_unit *tu = e->rule == CG_RULE_GLOBAL ? link_open(l, e->target_file) : NULL;
    return tu != NULL && def_of(tu, e->target)->kind == CG_NODE_NAMESPACE;
}

/* What a file uses of another makes it depend on that one; not what it is passed by others, which it need not know. */
static void link_dependencies(cg_linker *l)
{
    size_t count = l->edges.len;
    for (size_t i = 0; i < count; i++) {
        cg_link_edge e = l->edges.ptr[i];
        if (e.target_file == CG_NONE || e.target_file == CG_LINK_EXTERNAL || e.passed ||
            only_names_space(l, &e))
            continue;
        e.source = 0;
        e.target = 0;
        e.kind = CG_EDGE_DEPENDS_ON;
        e.rule = CG_RULE_DERIVED;
        e.first = NO_ORDINAL;
        add_edge(l, e);
    }
}

void derive_edges(cg_linker *l, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        uint32_t parent = def_of(u, d)->parent;
        size_t first;
        if (!can_override(def_of(u, d)) || parent == CG_NONE)
            continue;
        bool constant = def_of(u, parent)->kind == CG_NODE_ENUM_MEMBER;
        if (constant || (is_type_def(u, parent) && unit_bases(u, parent, &first) > 0))
            link_overrides(l, u, d);
    }
    if (u->rules->derive != NULL)
        u->rules->derive(l, u);
    link_dependencies(l);
}
