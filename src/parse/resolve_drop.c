// SPDX-License-Identifier: Apache-2.0
// parse: references that say nothing beyond their file go: plain uses of local names, and values
// recorded in case somebody needed them.
#include "parse_int.h"

enum { USED = 1 };

static bool droppable(const cg_ref *ref)
{
    if (ref->role == CG_ROLE_LITERAL || ref->name_len == 0)
        return true;
    if (ref->target_kind != CG_TARGET_BINDING)
        return false;
    return ref->role == CG_ROLE_READ || ref->role == CG_ROLE_WRITE ||
           ref->role == CG_ROLE_READ_WRITE || ref->role == CG_ROLE_TYPE;
}

static void use(cg_extract *x, uint32_t ref)
{
    if (ref != CG_NONE)
        x->states.ptr[ref] = USED;
}

static uint32_t mapped(const cg_extract *x, uint32_t ref)
{
    return ref == CG_NONE ? CG_NONE : x->remap.ptr[ref];
}

void resolve_drop(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->refs.len, kept = 0;
    FILL(&x->states, count, 0);
    FILL(&x->remap, count, 0xff);
    for (size_t d = 0; d < u->defs.len; d++)
        use(x, u->defs.ptr[d].type_ref);
    for (size_t b = 0; b < u->bindings.len; b++) {
        use(x, u->bindings.ptr[b].type_ref);
        use(x, u->bindings.ptr[b].init_ref);
    }
    for (uint32_t r = count; r-- > 0;) { /* bases stand before their members */
        const cg_ref *ref = &u->refs.ptr[r];
        if (x->states.ptr[r] != USED && droppable(ref))
            continue;
        x->states.ptr[r] = USED;
        use(x, ref->base);
    }
    for (uint32_t r = 0; r < count; r++) {
        if (x->states.ptr[r] != USED)
            continue;
        x->remap.ptr[r] = kept;
        u->refs.ptr[kept] = u->refs.ptr[r];
        u->refs.ptr[kept].base = mapped(x, u->refs.ptr[kept].base);
        kept++;
    }
    u->refs.len = kept;
    for (size_t d = 0; d < u->defs.len; d++)
        u->defs.ptr[d].type_ref = mapped(x, u->defs.ptr[d].type_ref);
    for (size_t b = 0; b < u->bindings.len; b++) {
        u->bindings.ptr[b].type_ref = mapped(x, u->bindings.ptr[b].type_ref);
        u->bindings.ptr[b].init_ref = mapped(x, u->bindings.ptr[b].init_ref);
    }
}
