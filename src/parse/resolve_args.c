// SPDX-License-Identifier: Apache-2.0
// parse: arguments that nobody needs. Where a language states them only to tell what calls of generic
// functions give (CG_LANG_ARGS_FOR_RESULTS), those of a call whose result has no members asked of it
// go, and so do those of functions of this file that are not generic. So does what was taken for a type argument and is an index.
#include "parse_int.h"

enum { ASKED = 1 };

static bool is_part(const cg_ref *r)
{
    return r->name_len == 0 || r->base_kind == CG_BASE_ITEM;
}

/* Somebody needs to know what the reference gives, so what it rests on too. */
static void ask(cg_extract *x, uint32_t ref)
{
    const cg_unit *u = x->unit;
    while (ref != CG_NONE && x->used.ptr[ref] != ASKED) {
        const cg_ref *r = &u->refs.ptr[ref];
        x->used.ptr[ref] = ASKED;
        if (r->target_kind == CG_TARGET_BINDING)
            ref = u->bindings.ptr[r->target].init_ref;
        else
            ref = is_part(r) ? r->base : CG_NONE;
    }
}

/* f of f[T]; NULL: a local name, or no name. */
static const cg_ref *generic_part(const cg_unit *u, const cg_ref *r)
{
    while (r != NULL && is_part(r))
        r = r->base == CG_NONE ? NULL : &u->refs.ptr[r->base];
    bool named = r != NULL && r->role == CG_ROLE_READ && r->target_kind != CG_TARGET_BINDING;
    return named ? r : NULL;
}

/* Methods are not; so no member of anything but an import is. */
static bool may_be_generic(const cg_unit *u, uint32_t call)
{
    const cg_ref *r = &u->refs.ptr[call];
    if (is_part(r)) /* f[T](…) */
        r = generic_part(u, r);
    if (r == NULL)
        return false;
    if (r->base_kind != CG_BASE_NONE)
        return r->base != CG_NONE && u->refs.ptr[r->base].target_kind == CG_TARGET_IMPORT;
    return r->target_kind != CG_TARGET_DEF || u->defs.ptr[r->target].modifiers & CG_MOD_GENERIC;
}

/* What stands in brackets behind a name, as a value, where one of the two is none of a generic function: an index. */
static bool is_index(const cg_unit *u, const cg_hint *h)
{
    if (h->kind != CG_HINT_TYPE_ARG)
        return false;
    const cg_ref *arg = &u->refs.ptr[h->value], *of = &u->refs.ptr[h->subject];
    if (of->name_len > 0 || of->role != CG_ROLE_READ || of->base_kind != CG_BASE_REF)
        return false;
    if (generic_part(u, of) == NULL || !may_be_generic(u, h->subject))
        return true;
    if (arg->target_kind == CG_TARGET_BINDING)
        return u->bindings.ptr[arg->target].kind != CG_BIND_TYPE_PARAM;
    return arg->target_kind == CG_TARGET_DEF &&
           !cg_node_kind_is_type(u->defs.ptr[arg->target].kind);
}

void resolve_args(cg_extract *x)
{
    cg_unit *u = x->unit;
    size_t kept = 0;
    if (!(x->lang->traits & CG_LANG_ARGS_FOR_RESULTS))
        return;
    FILL(&x->used, (uint32_t)u->refs.len, 0);
    for (size_t r = 0; r < u->refs.len; r++)
        if (!is_part(&u->refs.ptr[r]) || u->refs.ptr[r].role == CG_ROLE_CALL)
            ask(x, u->refs.ptr[r].base);
    for (size_t d = 0; d < u->defs.len; d++)
        ask(x, u->defs.ptr[d].type_ref);
    for (size_t i = u->hints.len; i-- > 0;) { /* those of an inner call stand before */
        const cg_hint *h = &u->hints.ptr[i];
        if (h->kind == CG_HINT_ARGUMENT && x->used.ptr[h->subject] == ASKED &&
            may_be_generic(u, h->subject))
            ask(x, h->value);
    }
    for (size_t i = 0; i < u->hints.len; i++) {
        cg_hint h = u->hints.ptr[i];
        bool needed = h.kind == CG_HINT_ARGUMENT
                          ? x->used.ptr[h.subject] == ASKED && may_be_generic(u, h.subject)
                          : !is_index(u, &h);
        if (needed)
            u->hints.ptr[kept++] = h;
    }
    u->hints.len = kept;
}
