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

/* A copy or move constructor: its one parameter is a reference to its own class. */
static bool copies(const cg_link_unit *u, const cg_def *def)
{
    cg_str types = cg_unit_str(u->unit, def->disambiguator), name = cg_unit_str(u->unit, def->name);
    ptrdiff_t at = cg_str_find(types, '+');
    const char *found = memmem(types.ptr, types.len, name.ptr, name.len);
    cg_str rest =
        found ? cg_str_make(found + name.len, types.len - (size_t)(found - types.ptr) - name.len)
              : CG_STR_NULL;
    return at < 0 && cg_str_starts(rest, CG_STR("-r"));
}

/* Copies give way to other constructors, since what is passed is mostly something else. */
static void drop_copies(cg_linker *l, things *set)
{
    things kept = {0};
    for (uint32_t i = 0; i < set->count; i++) {
        const cg_link_unit *u = link_open(l, set->list[i].file);
        if (u != NULL && !copies(u, def_of(u, set->list[i].def)))
            things_add(&kept, set->list[i]);
    }
    if (kept.count > 0)
        *set = kept;
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
    drop_copies(l, &fit);
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
