// SPDX-License-Identifier: Apache-2.0
// Inheritance between functions that are used as classes: X.prototype = Object.create(Y.prototype) and
// its like, util.inherits(X, Y), Object.setPrototypeOf(X.prototype, Y.prototype); and methods they are
// given in one go: Object.assign(X.prototype, { … }); names that stand for a prototype.
#include "ecma.h"

/* Y of Y.prototype; a null node when `node` is something else. */
static TSNode owner_of_prototype(const cg_extract *x, TSNode node)
{
    bool prototype = cg_x_token_of(x, node) == ECMA_MEMBER &&
                     ecma_text_is(x, cg_x_child(x, node, ECMA_F_property), "prototype");
    return prototype ? cg_x_child(x, node, ECMA_F_object) : (TSNode){0};
}

static TSNode argument(const cg_extract *x, TSNode call, uint32_t n)
{
    TSNode args = cg_x_child(x, call, ECMA_F_arguments);
    bool plain = cg_x_token_of(x, args) == ECMA_ARGUMENTS && cg_x_named_count(args) > n;
    return plain ? ecma_unwrap(x, cg_x_named_child(args, n)) : (TSNode){0};
}

static cg_str callee_text(const cg_extract *x, TSNode call)
{
    bool is_call = cg_x_token_of(x, call) == ECMA_CALL;
    return is_call ? cg_x_text(x, cg_x_child(x, call, ECMA_F_function)) : CG_STR_NULL;
}

/* a.b.C of plain names, in role INHERIT. */
static uint32_t base_ref(cg_extract *x, TSNode node, cg_role role, unsigned depth)
{
    uint32_t token = cg_x_token_of(x, node);
    if (token == ECMA_IDENTIFIER)
        return cg_x_ref(x, node, role);
    if (token != ECMA_MEMBER || depth == 0)
        return CG_NONE;
    uint32_t value = base_ref(x, cg_x_child(x, node, ECMA_F_object), CG_ROLE_QUALIFY, depth - 1);
    return value == CG_NONE ? CG_NONE
                            : cg_x_member(x, value, cg_x_child(x, node, ECMA_F_property), role);
}

static void inherit(cg_extract *x, cg_str derived, TSNode base)
{
    if (!ts_node_is_null(base) && derived.len > 0)
        cg_x_ref_set_owner(x, base_ref(x, base, CG_ROLE_INHERIT, 4), derived);
}

void ecma_prototype_assigned(cg_extract *x, cg_str derived, TSNode value)
{
    TSNode base = owner_of_prototype(x, value);
    if (cg_str_eq(callee_text(x, value), CG_STR("Object.create")))
        base = owner_of_prototype(x, argument(x, value, 0));
    else if (cg_x_token_of(x, value) == ECMA_NEW)
        base = cg_x_child(x, value, ECMA_F_constructor);
    inherit(x, derived, base);
}

void ecma_prototype_call(cg_extract *x, TSNode call)
{
    cg_str callee = callee_text(x, call);
    bool whole = cg_str_ends(callee, CG_STR(".inherits")) || cg_str_eq(callee, CG_STR("inherits"));
    if (!whole && !cg_str_eq(callee, CG_STR("Object.setPrototypeOf")))
        return;
    TSNode derived = argument(x, call, 0), base = argument(x, call, 1);
    if (!whole) {
        derived = owner_of_prototype(x, derived);
        base = owner_of_prototype(x, base);
    }
    inherit(x, cg_x_text(x, derived), base);
}

void ecma_prototype_named(cg_extract *x, TSNode name, uint32_t scope, TSNode value)
{
    ecma_state *st = ecma_state_of(x);
    TSNode of = owner_of_prototype(x, value);
    if (st->typed || cg_x_token_of(x, name) != ECMA_IDENTIFIER ||
        cg_x_token_of(x, of) != ECMA_IDENTIFIER)
        return;
    st->prototypes[st->prototypes_count++ % ECMA_PROTOTYPES_MAX] =
        (ecma_prototype){.name = cg_x_text(x, name), .of = cg_x_text(x, of), .scope = scope};
}

cg_str ecma_prototype_by_name(cg_extract *x, TSNode node)
{
    const ecma_state *st = ecma_state_of(x);
    unsigned count = CG_MIN(st->prototypes_count, ECMA_PROTOTYPES_MAX);
    cg_str name = cg_x_token_of(x, node) == ECMA_IDENTIFIER ? cg_x_text(x, node) : CG_STR_NULL;
    for (unsigned i = 0; i < count && name.len > 0; i++) {
        const ecma_prototype *p = &st->prototypes[i];
        bool here = p->scope == cg_x_scope(x) || p->scope == cg_x_function_scope(x);
        if (here && cg_str_eq(p->name, name))
            return p->of;
    }
    return CG_STR_NULL;
}

cg_str ecma_extended(cg_extract *x, TSNode call)
{
    static const cg_str names[] = {CG_STR("Object.assign"), CG_STR("_.extend"), CG_STR("_.assign"),
                                   CG_STR("$.extend"), CG_STR("extend")};
    cg_str callee = callee_text(x, call);
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(callee, names[i])) {
            TSNode target = argument(x, call, 0);
            cg_str of = ecma_prototype_by_name(x, target);
            return of.len > 0 ? of : cg_x_text(x, owner_of_prototype(x, target));
        }
    return CG_STR_NULL;
}
