// SPDX-License-Identifier: Apache-2.0
// Python: to decorate is to call: the code around a definition calls its decorators.
#include "link_int.h"
#include "python.h"

static void apply(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const things *names = names_of_ref(l, u, ref);
    const cg_link_unit *tu = names->count == 1 && names->list[0].kind == THING_DEF
                                 ? link_open(l, names->list[0].file)
                                 : NULL;
    if (tu == NULL)
        return;
    const thing *t = &names->list[0];
    unsigned kind = def_of(tu, t->def)->kind;
    bool type = cg_node_kind_is_type(kind);
    if (type || cg_node_kind_is_callable(kind))
        add_edge(
            l, (cg_link_edge){.source = def_of(u, ref_of(u, ref)->source)->parent,
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
        if (ref_of(u, r)->role == CG_ROLE_DECORATE && ref_of(u, r)->name_len > 0)
            apply(l, u, r);
}
