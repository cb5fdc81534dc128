// SPDX-License-Identifier: Apache-2.0
// parse: modules that do not see what stands around them (Rust).
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
