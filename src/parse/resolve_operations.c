// SPDX-License-Identifier: Apache-2.0
// parse: operations on values that can be of no class of the project, as far as the file tells: what is written down, what is
// declared to be of a type of the language or comes of its functions, and local names of which nothing is known.
#include "parse_int.h"

enum { MAY_BE_OBJECT, IS_PLAIN, IS_UNKNOWN };

static bool is_word(cg_str name, const char *const *words)
{
    for (; words != NULL && *words != NULL; words++)
        if (cg_str_eq(name, cg_str_from(*words)))
            return true;
    return false;
}

/* A type of the language, or a function of it that gives such a value: names that the file does not declare. */
static bool is_own_name(const cg_extract *x, const cg_ref *r)
{
    if (r->target_kind != CG_TARGET_NONE || r->base_kind != CG_BASE_NONE || r->name_len == 0)
        return false;
    cg_str name = cg_ref_name(x->unit, r);
    bool call = r->role == CG_ROLE_CALL;
    return ((call || r->role == CG_ROLE_TYPE) && is_word(name, x->lang->plain_types)) ||
           (call && is_word(name, x->lang->plain_functions));
}

/* Without looking at what local names hold. */
static bool is_own(const cg_extract *x, uint32_t ref)
{
    const cg_ref *r = &x->unit->refs.ptr[ref];
    bool part_of_own = r->base_kind == CG_BASE_REF && r->role == CG_ROLE_CALL &&
                       x->unit->refs.ptr[r->base].role == CG_ROLE_LITERAL;
    return r->role == CG_ROLE_LITERAL || part_of_own || is_own_name(x, r);
}

static uint8_t holds(const cg_extract *x, const cg_binding *b)
{
    bool any = b->kind == CG_BIND_PARAM || b->kind == CG_BIND_LOCAL;
    uint32_t value = b->type_ref != CG_NONE ? b->type_ref : b->init_ref;
    if (!any || (b->kind == CG_BIND_PARAM && b->type_ref == CG_NONE))
        return MAY_BE_OBJECT;
    return value == CG_NONE ? IS_UNKNOWN : is_own(x, value) ? IS_PLAIN : MAY_BE_OBJECT;
}

/* What local names hold, in x->plain. */
static void find_held(cg_extract *x)
{
    const cg_unit *u = x->unit;
    FILL(&x->plain, u->bindings.len, MAY_BE_OBJECT);
    for (size_t b = 0; b < u->bindings.len; b++)
        x->plain.ptr[b] = holds(x, &u->bindings.ptr[b]);
    for (size_t h = 0; h < u->hints.len; h++)
        if (u->hints.ptr[h].kind == CG_HINT_BINDING_VALUE)
            x->plain.ptr[u->hints.ptr[h].subject] =
                is_own(x, u->hints.ptr[h].value) && x->plain.ptr[u->hints.ptr[h].subject]
                    ? IS_PLAIN
                    : MAY_BE_OBJECT;
}

static bool is_plain(const cg_extract *x, uint32_t ref)
{
    const cg_ref *r = &x->unit->refs.ptr[ref];
    bool part = r->name_len == 0 || r->base_kind == CG_BASE_ITEM;
    if (r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE)
        return x->plain.ptr[r->target] != MAY_BE_OBJECT;
    if (!part || r->base == CG_NONE || r->role != CG_ROLE_READ)
        return is_own(x, ref);
    const cg_ref *of = &x->unit->refs.ptr[r->base];
    return of->target_kind == CG_TARGET_BINDING && of->base_kind == CG_BASE_NONE &&
           x->plain.ptr[of->target] == IS_UNKNOWN;
}

void resolve_operations(cg_extract *x)
{
    if (!(x->lang->traits & CG_LANG_OPERATIONS))
        return;
    find_held(x);
    for (uint32_t r = 0; r < x->unit->refs.len; r++)
        if (x->unit->refs.ptr[r].form != CG_OPERATION_NONE && is_plain(x, r))
            x->unit->refs.ptr[r].form = CG_OPERATION_NONE;
}
