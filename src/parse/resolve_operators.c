// SPDX-License-Identifier: Apache-2.0
// parse: operators of the language itself. Most that are written down are: an operand is declared here as a number
// or a pointer. Such references go, and who rests on one rests on its left operand, with what the operator does to
// pointers.
#include "parse_int.h"

#define DEPTH_MAX 6u

/* What the standard declares for numbers, wherever it is included from. */
static bool is_number_name(cg_str name)
{
    static const char *const names[] = {
        "size_t",   "ssize_t",  "ptrdiff_t", "intptr_t",  "uintptr_t", "int8_t",
        "int16_t",  "int32_t",  "int64_t",   "uint8_t",   "uint16_t",  "uint32_t",
        "uint64_t", "intmax_t", "uintmax_t", "streamoff", "streamsize"};
    if (name.len < 6 || (name.ptr[name.len - 1] != 't' && name.ptr[0] != 's'))
        return false;
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(name, cg_str_from(names[i])))
            return true;
    return false;
}

/* A number, or what only a use of the template decides. */
static bool is_plain_type(const cg_extract *x, uint32_t type)
{
    const cg_ref *r = &x->unit->refs.ptr[type];
    if (r->target_kind == CG_TARGET_BINDING || r->role == CG_ROLE_LITERAL)
        return true;
    if (r->target_kind == CG_TARGET_DEF) {
        const cg_def *d = &x->unit->defs.ptr[r->target];
        return d->kind == CG_NODE_TYPE_ALIAS &&
               (d->type_ref == CG_NONE || x->unit->refs.ptr[d->type_ref].role == CG_ROLE_LITERAL);
    }
    return r->target_kind == CG_TARGET_NONE && is_number_name(cg_ref_name(x->unit, r));
}

static bool is_plain_of(const cg_extract *x, uint32_t type, int level)
{
    bool own = x->unit->refs.ptr[type].role == CG_ROLE_LITERAL;
    return own || level > 0 || (level == 0 && is_plain_type(x, type));
}

static bool is_plain(const cg_extract *x, uint32_t ref, int level, unsigned depth);
static uint32_t settled(const cg_extract *x, uint32_t ref, int *steps);

static bool is_plain_binding(const cg_extract *x, const cg_binding *b, int level, unsigned depth)
{
    if (b->kind == CG_BIND_TYPE_PARAM)
        return true;
    if (b->type_ref != CG_NONE)
        return is_plain_of(x, b->type_ref, level + cg_form_level(b->form, CG_FORM_LEFT));
    return b->init_ref == CG_NONE ||
           is_plain(x, b->init_ref, level + cg_form_level(b->form, CG_FORM_RIGHT), depth + 1);
}

static bool is_plain_def(const cg_extract *x, const cg_ref *r, int level)
{
    const cg_def *d = &x->unit->defs.ptr[r->target];
    bool called = r->role == CG_ROLE_CALL && cg_node_kind_is_callable(d->kind);
    switch (d->kind) {
    case CG_NODE_MACRO: return true;
    case CG_NODE_ENUM_MEMBER: /* of an enum without a name: no function can take one */
        return x->unit->defs.ptr[d->parent].kind != CG_NODE_ENUM;
    case CG_NODE_FUNCTION:
    case CG_NODE_METHOD:
        if (!called || d->modifiers & CG_MOD_LAMBDA)
            return false;
        break;
    case CG_NODE_FIELD:
    case CG_NODE_VARIABLE:
    case CG_NODE_CONSTANT:
        if (r->role == CG_ROLE_CALL)
            return false;
        break;
    default: return false;
    }
    if (d->type_ref == CG_NONE)
        return true;
    unsigned role = x->unit->refs.ptr[d->type_ref].role;
    return (role == CG_ROLE_TYPE || role == CG_ROLE_LITERAL) &&
           is_plain_of(x, d->type_ref, level + cg_unit_level(x->unit, r->target));
}

/* No operand that an operator of the program may take. */
static bool is_plain(const cg_extract *x, uint32_t ref, int level, unsigned depth)
{
    if (ref == CG_NONE)
        return true;
    const cg_ref *r = &x->unit->refs.ptr[ref];
    int steps;
    if (depth > DEPTH_MAX)
        return false;
    if (r->role == CG_ROLE_LITERAL)
        return true;
    if (x->plain.ptr[ref]) {
        uint32_t operand = settled(x, ref, &steps);
        return is_plain(x, operand, level + steps, depth + 1);
    }
    if (r->name_len == 0)
        return r->base_kind == CG_BASE_SELF && level >= 0;
    if (r->role == CG_ROLE_TYPE) /* a cast */
        return is_plain_of(x, ref, level + cg_form_level(r->form, CG_FORM_LEFT));
    if (r->target_kind == CG_TARGET_BINDING)
        return r->role != CG_ROLE_CALL &&
               is_plain_binding(x, &x->unit->bindings.ptr[r->target], level, depth);
    return r->target_kind == CG_TARGET_DEF && is_plain_def(x, r, level);
}

/* What an operator of the language gives is its left operand: *steps away from it; false: a value that is plain too. */
static bool gives_operand(const cg_extract *x, const cg_ref *r, int *steps)
{
    bool leads, gives = cg_ref_gives_operand(x->unit, r, &leads);
    *steps = cg_form_level(r->form, CG_FORM_LEFT) - leads;
    return gives;
}

static int shift_level(uint8_t *form, unsigned shift, int steps)
{
    int level = cg_form_level(*form, shift) + steps;
    *form = (uint8_t)cg_form_set(*form, shift, level);
    return level;
}

/* The left operand in place of a plain operator; *steps: what becomes of it. */
static uint32_t settled(const cg_extract *x, uint32_t ref, int *steps)
{
    *steps = 0;
    if (ref == CG_NONE || !x->plain.ptr[ref])
        return ref;
    const cg_ref *r = &x->unit->refs.ptr[ref];
    return gives_operand(x, r, steps) && r->base_kind != CG_BASE_SELF ? r->base : CG_NONE;
}

static void settle_base(cg_extract *x, cg_ref *r)
{
    if (r->base == CG_NONE || !x->plain.ptr[r->base])
        return;
    const cg_ref *op = &x->unit->refs.ptr[r->base];
    int steps = 0;
    bool gives = gives_operand(x, op, &steps);
    if (r->name_len == 0 || r->base_kind == CG_BASE_ITEM) {
        r->base = gives ? op->base : CG_NONE;
        if (r->base == CG_NONE)
            r->base_kind = CG_BASE_OTHER;
        return;
    }
    r->base_kind = gives ? op->base_kind : (uint8_t)CG_BASE_OTHER;
    r->base = gives ? op->base : CG_NONE;
    if (r->form != 0)
        (void)shift_level(&r->form, CG_FORM_LEFT, steps);
}

static bool is_plain_left(const cg_extract *x, const cg_ref *r)
{
    int level = cg_form_level(r->form, CG_FORM_LEFT);
    if (r->base_kind == CG_BASE_SELF)
        return level >= 0;
    return is_plain(x, r->base, level, 0);
}

static bool is_applied(const cg_unit *u, uint32_t ref)
{
    return u->refs.ptr[ref].form & CG_FORM_APPLIED;
}

/* Declared here with a type that may be a class. */
static bool is_named(const cg_extract *x, uint32_t ref)
{
    const cg_ref *r = ref == CG_NONE ? NULL : &x->unit->refs.ptr[ref];
    return r != NULL && (r->target_kind == CG_TARGET_BINDING || r->target_kind == CG_TARGET_DEF ||
                         r->role == CG_ROLE_TYPE || r->form & CG_FORM_APPLIED);
}

static bool compares(cg_str op)
{
    return op.ptr[0] == '=' || op.ptr[0] == '!' ||
           ((op.ptr[0] == '<' || op.ptr[0] == '>') && (op.len == 1 || op.ptr[1] == '='));
}

/* Whether no class can have operator `r`. Those that assign are members of the left operand. What nothing is known of on
 * the right of a number, or is compared with one, is next to always a number. */
static bool is_plain_operator(const cg_extract *x, const cg_ref *r, uint32_t right, int level)
{
    cg_str name = cg_ref_name(x->unit, r), op = cg_str_slice(name, sizeof "operator" - 1, name.len);
    bool assigns = op.ptr[op.len - 1] == '=' && !compares(op);
    if (is_plain_left(x, r))
        return assigns || cg_str_eq(op, CG_STR("=")) || op.ptr[0] == '[' || !is_named(x, right) ||
               is_plain(x, right, level, 0);
    return right == CG_NONE && level == CG_FORM_NUMBER && compares(op) && op.len > 0 &&
           !cg_str_eq(op, CG_STR("=")) && !is_named(x, r->base);
}

/* Operands stand before their operators, so what they rest on is settled by then. */
static void find_plain(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->refs.len;
    FILL(&x->plain, count, 0);
    FILL(&x->remap, count, 0xff); /* right operands */
    for (size_t h = 0; h < u->hints.len; h++)
        if (u->hints.ptr[h].kind == CG_HINT_ARGUMENT && is_applied(u, u->hints.ptr[h].subject))
            x->remap.ptr[u->hints.ptr[h].subject] = u->hints.ptr[h].value;
    for (uint32_t i = 0; i < count; i++) {
        cg_ref *r = &u->refs.ptr[i];
        settle_base(x, r);
        if (!(r->form & CG_FORM_APPLIED))
            continue;
        int steps;
        uint32_t right = settled(x, x->remap.ptr[i], &steps);
        int level = shift_level(&r->form, CG_FORM_RIGHT, steps);
        x->plain.ptr[i] = is_plain_operator(x, r, right, level);
    }
}

static bool is_real(const cg_extract *x, uint32_t ref)
{
    cg_str name = ref == CG_NONE ? CG_STR_NULL : cg_ref_name(x->unit, &x->unit->refs.ptr[ref]);
    return name.len > 0 && x->unit->refs.ptr[ref].role == CG_ROLE_LITERAL &&
           (cg_str_ends(name, CG_STR("double")) || cg_str_ends(name, CG_STR("float")));
}

/* What is passed where two numbers are calculated with: mostly of the type of the left one. */
static uint32_t settled_argument(const cg_extract *x, uint32_t ref, int *steps)
{
    *steps = 0;
    for (unsigned depth = 0; depth < DEPTH_MAX && ref != CG_NONE && x->plain.ptr[ref]; depth++) {
        const cg_ref *r = &x->unit->refs.ptr[ref];
        uint32_t right = x->remap.ptr[ref];
        int more;
        bool gives = gives_operand(x, r, &more);
        *steps += gives ? more : 0;
        if (r->base_kind == CG_BASE_SELF)
            return CG_NONE;
        ref = is_real(x, right) || r->base == CG_NONE ? right : r->base;
    }
    return ref;
}

static void settle_hints_of_operators(cg_extract *x)
{
    cg_unit *u = x->unit;
    size_t kept = 0;
    int steps;
    for (size_t i = 0; i < u->hints.len; i++) {
        cg_hint h = u->hints.ptr[i];
        if (h.kind == CG_HINT_ARGUMENT && x->plain.ptr[h.subject])
            continue;
        if (cg_hint_has_value(&h)) {
            bool passed = h.kind == CG_HINT_ARGUMENT && !is_applied(u, h.subject);
            h.value = passed ? settled_argument(x, h.value, &steps) : settled(x, h.value, &steps);
            if (h.kind == CG_HINT_ARGUMENT && steps != 0 && !is_applied(u, h.subject))
                (void)shift_level(&h.form, CG_FORM_LEFT, steps);
        }
        if (h.value != CG_NONE)
            u->hints.ptr[kept++] = h;
    }
    u->hints.len = kept;
}

void resolve_operators(cg_extract *x)
{
    cg_unit *u = x->unit;
    int steps;
    if (!(x->lang->traits & CG_LANG_OPERATORS))
        return;
    find_plain(x);
    settle_hints_of_operators(x);
    for (size_t d = 0; d < u->defs.len; d++)
        u->defs.ptr[d].type_ref = settled(x, u->defs.ptr[d].type_ref, &steps);
    for (size_t b = 0; b < u->bindings.len; b++) {
        cg_binding *binding = &u->bindings.ptr[b];
        binding->init_ref = settled(x, binding->init_ref, &steps);
        (void)shift_level(&binding->form, CG_FORM_RIGHT, steps);
    }
}
