// SPDX-License-Identifier: Apache-2.0
// link: in languages where an instance is made by a constructor, the constructor that a call of a
// type's name, or a definition of a variable, means.
#include "link_int.h"

static bool takes(const cg_def *def, unsigned args)
{
    if (def->modifiers & CG_MOD_DELETED)
        return false;
    return args == 255 || def->params_min == 255 ||
           (args >= def->params_min && (def->params_max == 255 || args <= def->params_max));
}

/* The first of a type's line that is no alias; NULL: it stands for something unknown. */
static const thing *made_type(cg_linker *l, const thing *type)
{
    const type_line *line = line_of(l, type);
    for (uint32_t i = 0; i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && def_of(u, line->types[i].def)->kind != CG_NODE_TYPE_ALIAS)
            return &line->types[i];
    }
    return NULL;
}

static void add_constructors(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *type,
                             things *out)
{
    things all = {0}, fit = {0};
    const thing *made = made_type(l, type);
    if (made != NULL)
        constructors_in_line(l, made, 0, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        const cg_link_unit *cu = link_open(l, all.list[i].file);
        const cg_def *def = cu == NULL ? NULL : def_of(cu, all.list[i].def);
        all.list[i].rule = type->rule;
        if (def != NULL && def->kind == CG_NODE_CONSTRUCTOR && takes(def, ref_of(u, ref)->args))
            things_add(&fit, all.list[i]);
    }
    if (fit.count > 0 && !all.cut && u->rules->copies != NULL &&
        u->rules->copies(l, u, ref, made, &fit))
        fit.count = 0;
    things_add_all(out, &fit);
    if (fit.count == 0 && made != NULL)
        things_add(
            out,
            (thing){.kind = THING_DEF, .rule = type->rule, .file = made->file, .def = made->def});
    else if (fit.count == 0)
        things_add(out, *type);
}

void constructors_meant(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                        things *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && is_type_def(tu, t->def))
            add_constructors(l, u, ref, t, out);
        else
            things_add(out, *t);
    }
    out->cut |= names->cut;
}
