// SPDX-License-Identifier: Apache-2.0
// parse: modules that do not see what stands around them (Rust), and the paths self:: and super::
// that lead out of them.
#include "parse_int.h"

static bool is_closed(const cg_extract *x)
{
    return x->lang->traits & CG_LANG_MODULES_CLOSED;
}

/* `use super::*;` shows a module the names around it. */
void modules_begin(cg_extract *x)
{
    const cg_unit *u = x->unit;
    if (!is_closed(x))
        return;
    FILL(&x->open_modules, u->defs.len, 0);
    for (size_t i = 0; i < u->imports.len; i++) {
        const cg_import *import = &u->imports.ptr[i];
        if (import->flags & CG_IMPORT_WILDCARD &&
            cg_str_eq(cg_unit_str(u, import->module), CG_STR("super")))
            x->open_modules.ptr[u->defs.ptr[import->def].parent] = 1;
    }
}

bool module_ends_lookup(const cg_extract *x, const cg_scope *scope, unsigned role)
{
    return scope->kind == CG_SCOPE_NAMESPACE && is_closed(x) && role != CG_ROLE_MACRO &&
           x->unit->defs.ptr[scope->owner].kind == CG_NODE_MODULE &&
           !x->open_modules.ptr[scope->owner];
}

/* The innermost module around a definition, itself included; 0: the file's. */
static uint32_t module_around(const cg_extract *x, uint32_t def)
{
    const cg_def *defs = x->unit->defs.ptr;
    while (def != 0 && def != CG_NONE && defs[def].kind != CG_NODE_MODULE)
        def = defs[def].parent;
    return def == CG_NONE ? 0 : def;
}

/* The module that `self`, `super` or a path of them means; CG_NONE: another file's, or no such. */
static uint32_t module_of_path(const cg_extract *x, uint32_t ref, unsigned depth)
{
    const cg_ref *r = &x->unit->refs.ptr[ref];
    cg_str name = cg_ref_name(x->unit, r);
    uint32_t module = CG_NONE;
    if (r->role != CG_ROLE_QUALIFY || depth == 0)
        return CG_NONE;
    if (r->base_kind == CG_BASE_NONE)
        module = module_around(x, r->source);
    else if (r->base_kind == CG_BASE_REF)
        module = module_of_path(x, r->base, depth - 1);
    if (module == CG_NONE || (r->base_kind == CG_BASE_NONE && cg_str_eq(name, CG_STR("self"))))
        return module;
    if (!cg_str_eq(name, CG_STR("super")) || module == 0)
        return CG_NONE;
    return module_around(x, x->unit->defs.ptr[module].parent);
}

bool member_of_path(cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t at, module = is_closed(x) ? module_of_path(x, ref->base, 8) : CG_NONE;
    if (module == CG_NONE)
        return false;
    if (module != 0)
        return member_of(x, module, ref->name_off, ref->role, out);
    const decl_slot *slot = decls_find(&x->names, 0, ref->name_off);
    if (slot == NULL || !resolve_pick(x, &x->names, slot, ref->role, UINT32_MAX, &at) ||
        x->names.decls.ptr[at].binding)
        return false;
    uint32_t def = x->names.decls.ptr[at].index;
    bool import = x->unit->defs.ptr[def].kind == CG_NODE_IMPORT;
    *out = (resolution){def, import ? CG_TARGET_IMPORT : CG_TARGET_DEF, CG_RULE_QUALIFIED};
    return true;
}
