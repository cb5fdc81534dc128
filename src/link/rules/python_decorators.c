// SPDX-License-Identifier: Apache-2.0
// Python: to decorate is to call: the code around a definition calls its decorators, and who calls the
// definition calls what they made of it.
#include "link_int.h"
#include "python.h"

static void apply(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const things *names = names_of_ref(l, u, ref);
    uint32_t around = def_of(u, ref_of(u, ref)->source)->parent; /* of a file there is none */
    const cg_link_unit *tu = names->count == 1 && names->list[0].kind == THING_DEF
                                 ? link_open(l, names->list[0].file)
                                 : NULL;
    if (tu == NULL || around == CG_NONE)
        return;
    const thing *t = &names->list[0];
    unsigned kind = def_of(tu, t->def)->kind;
    bool type = cg_node_kind_is_type(kind);
    if (type || cg_node_kind_is_callable(kind))
        add_edge(
            l, (cg_link_edge){.source = around,
                              .target_file = tu == u ? CG_NONE : tu->file,
                              .target = t->def,
                              .kind = type ? CG_EDGE_INSTANTIATES : CG_EDGE_CALLS,
                              .rule = CG_RULE_CALLED_VALUE,
                              .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_CALLED_VALUE),
                              .first = NO_ORDINAL});
}

void python_derive(cg_linker *l, const cg_link_unit *u)
{
    for (uint32_t r = 0; r < u->unit->refs.len; r++)
        if (ref_of(u, r)->role == CG_ROLE_DECORATE)
            apply(l, u, r);
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        size_t first;
        if (def_of(u, d)->kind == CG_NODE_CLASS && unit_bases(u, d, &first) > 0)
            python_derived(l, u, d);
    }
}

/* What the outermost decorator that is known to give something made of the definition. */
static void made_of(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    size_t first, count = unit_decorators(u, def, &first);
    for (size_t i = 0; i < count && out->count == 0; i++)
        results_of_decorator(l, u, u->decorators.ptr[first + i].index, out);
}

void python_replaced(cg_linker *l, const thing *t, things *out)
{
    things made = {0};
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (u == NULL || t->key == UNDECORATED || !cg_node_kind_is_callable(def_of(u, t->def)->kind))
        return;
    made_of(l, u, t->def, &made);
    python_described(l, u, t->def, &made);
    for (uint32_t i = 0; i < made.count; i++) {
        const thing *m = &made.list[i];
        const cg_link_unit *mu = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        bool same = m->file == t->file && m->def == t->def;
        if (m->kind == THING_INSTANCE)
            members_in_line(l, m, CG_STR("__call__"), 0, out);
        if (mu != NULL && !same && cg_node_kind_is_callable(def_of(mu, m->def)->kind))
            things_add(out, *m);
    }
}
