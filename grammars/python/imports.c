// SPDX-License-Identifier: Apache-2.0
// Imports. `import a.b` binds `a` and has no flag; `import a.b as c` binds the whole module, which
// CG_IMPORT_NAMESPACE says; `from m import a as b` binds one name of m.
#include "python_int.h"

typedef struct source_module {
    cg_str name;
    uint32_t level;
    uint32_t flags;
} source_module;

static uint32_t place_flags(cg_extract *x)
{
    const py_state *st = py_state_of(x);
    return (st->conditional > 0 ? CG_IMPORT_CONDITIONAL : 0) |
           (st->type_checking ? CG_IMPORT_TYPE_ONLY : 0);
}

/* What stands in an import statement refers to the module or name there, whatever it is called here. */
static void refer(cg_extract *x, TSNode node, uint32_t def)
{
    cg_x_ref_decide(x, cg_x_ref(x, node, CG_ROLE_QUALIFY), def);
}

/* The module and its alias, when there is one: `a.b`, `a.b as c`. Cursor on either. */
static TSNode name_and_alias(const cg_extract *x, TSNode *out_alias)
{
    TSNode node = cg_x_node(x);
    if (cg_x_token(x) != PY_ALIASED_IMPORT)
        return node;
    *out_alias = cg_x_child(x, node, PY_F_alias);
    return cg_x_child(x, node, PY_F_name);
}

uint32_t py_on_import(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t flags = place_flags(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != PY_F_name)
            continue;
        TSNode as = {0}, module = name_and_alias(x, &as);
        bool whole = !ts_node_is_null(as) || cg_x_named_count(module) == 1;
        cg_x_import(x, &(cg_import_init){
                           .node = cg_x_node(x),
                           .name_node = ts_node_is_null(as) ? cg_x_named_child(module, 0) : as,
                           .module = cg_x_text(x, module),
                           .flags = flags | (whole ? CG_IMPORT_NAMESPACE : 0),
                       });
        refer(x, module, CG_NONE);
    }
    return CG_NONE;
}

/* `..p.q`: the dots are the level. */
static void read_relative(cg_extract *x, source_module *from)
{
    CG_X_EACH_CHILD (x) {
        cg_str text = cg_x_text(x, cg_x_node(x));
        if (cg_x_token(x) == PY_IMPORT_PREFIX) {
            for (size_t i = 0; i < text.len; i++)
                from->level += text.ptr[i] == '.';
        } else if (cg_x_token(x) == PY_DOTTED_NAME) {
            from->name = text;
        }
    }
}

static void import_name(cg_extract *x, const source_module *from)
{
    TSNode as = {0}, name = name_and_alias(x, &as);
    uint32_t def = cg_x_import(x, &(cg_import_init){.node = cg_x_node(x),
                                                    .name_node = ts_node_is_null(as) ? name : as,
                                                    .module = from->name,
                                                    .name = cg_x_text(x, name),
                                                    .flags = from->flags,
                                                    .level = from->level});
    if (!cg_str_eq(from->name, CG_STR("__future__")))
        refer(x, name, def);
    if (ts_node_is_null(as))
        py_note_imported_type_var(x, from->name, cg_x_text(x, name));
}

static void import_all(cg_extract *x, const source_module *from)
{
    cg_x_import(x, &(cg_import_init){.node = cg_x_node(x),
                                     .module = from->name,
                                     .flags = from->flags | CG_IMPORT_WILDCARD,
                                     .level = from->level});
}

uint32_t py_on_import_from(cg_extract *x, cg_role role)
{
    (void)role;
    source_module from = {.name = CG_STR("__future__"), .flags = place_flags(x)};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_module_name) {
            from.name = CG_STR("");
            if (cg_x_token(x) == PY_RELATIVE_IMPORT)
                read_relative(x, &from);
            else
                from.name = cg_x_text(x, cg_x_node(x));
            refer(x, cg_x_node(x), CG_NONE);
        } else if (cg_x_field(x) == PY_F_name) {
            import_name(x, &from);
        } else if (cg_x_token(x) == PY_WILDCARD_IMPORT) {
            import_all(x, &from);
        }
    }
    return CG_NONE;
}
