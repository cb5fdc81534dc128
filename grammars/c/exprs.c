// SPDX-License-Identifier: Apache-2.0
// exprs: expressions and the statements that open scopes. Pointers, arrays and what they lead to are
// one value here: p, *p, &p and p[i] have members of the same type.
#include "cfamily.h"

uint32_t cf_nothing(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_NONE;
}

uint32_t cf_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), role == CG_ROLE_NONE ? CG_ROLE_READ : role);
}

bool cf_is_shouted_truth(const cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    return cg_str_eq(text, CG_STR("TRUE")) || cg_str_eq(text, CG_STR("FALSE"));
}

uint32_t cf_truth(cg_extract *x, cg_role role)
{
    return cf_is_shouted_truth(x) ? cf_identifier(x, role) : CG_NONE;
}

uint32_t cf_block(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

/* ---- calls ---- */

/** Arguments that tell overloads apart: the first ones do, and more cost more. */
#define ARGUMENTS_KEPT 4

int cf_arguments(cg_extract *x, uint32_t call)
{
    cf_state *st = cf_get(x);
    uint32_t outer = st->ctx.init_base, outer_call = st->ctx.passed_to;
    st->ctx.init_base = CG_NONE;
    st->ctx.passed_to = call;
    int count = 0;
    bool pack = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        pack |= cg_x_token(x) == T_PACK_EXPANSION;
        st->ctx.passed_as = (unsigned)count;
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (st->hooks && count < ARGUMENTS_KEPT) {
            value = value == CG_NONE ? st->hooks->literal(x, cg_x_node(x)) : value;
            cg_x_hint_argument(x, call, (unsigned)count, value, CG_STR_NULL);
            if (value != CG_NONE && call != CG_NONE)
                cg_x_hint_argument_level(x, call, st->hooks->level(x, cg_x_node(x)));
        }
        count++;
    }
    st->ctx.init_base = outer;
    st->ctx.passed_to = outer_call;
    return pack ? -1 : count;
}

/** What stands in the parentheses of a call whose value nobody takes (no role) may be dropped, if that is a macro. */
uint32_t cf_call(cg_extract *x, cg_role role)
{
    cf_state *st = cf_get(x);
    uint32_t callee = CG_NONE, around = st->ctx.statement;
    cg_str name = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_FUNCTION) {
            if (cg_x_token(x) == T_IDENTIFIER)
                name = cg_x_text(x, cg_x_node(x));
            bool element = cg_x_token(x) == T_SUBSCRIPT; /* table[i](…) calls nobody by name */
            callee = cg_x_visit(x, CG_ROLE_CALL);
            callee = element ? CG_NONE : callee;
            cg_x_hint_within(x, callee, around);
        } else if (field == F_ARGUMENTS) {
            if (around == CG_NONE && role == CG_ROLE_NONE)
                st->ctx.statement = callee;
            int count = cf_arguments(x, callee);
            cg_x_ref_set_args(x, callee, (unsigned)CG_MAX(count, 0), count < 0);
            if (name.len > 0)
                cf_use_words(x, name, callee, cg_x_text(x, cg_x_node(x)), role == CG_ROLE_CALL);
        }
    }
    st->ctx.statement = around;
    return cg_x_result(x, callee);
}

uint32_t cf_statement(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE; /* that of ({ …; }) */
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            value = cg_x_visit(x, cg_x_token(x) == T_CALL ? CG_ROLE_NONE : CG_ROLE_READ);
    return value;
}

/* ---- members ---- */

uint32_t cf_field(cg_extract *x, cg_role role)
{
    const cf_state *st = cf_get(x);
    uint32_t value = CG_NONE, member = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_ARGUMENT)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (field != F_FIELD)
            continue;
        else if (cg_x_token(x) == T_FIELD_IDENTIFIER)
            member = cg_x_member(x, value, cg_x_node(x), role);
        else if (st->hooks)
            member = st->hooks->member(x, value, role);
    }
    return member;
}

uint32_t cf_offsetof(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_MEMBER)
            (void)cg_x_member(x, type, cg_x_node(x), CG_ROLE_READ);
    }
    return CG_NONE;
}

/* ---- operators ---- */

uint32_t cf_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    bool plain = cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_OPERATOR)) == T_ASSIGN;
    uint32_t left = CG_NONE, outer = st->ctx.init_base;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_LEFT) {
            left = cg_x_visit(x, plain ? CG_ROLE_WRITE : CG_ROLE_READ_WRITE);
        } else if (cg_x_field(x) == F_RIGHT) {
            st->ctx.init_base = left;
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    st->ctx.init_base = outer;
    return left;
}

uint32_t cf_update(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_ARGUMENT)
            value = cg_x_visit(x, CG_ROLE_READ_WRITE);
    return value;
}

/** *p = 1 reads p; (*f)(1) calls f. */
uint32_t cf_pointer(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_ARGUMENT)
            value = cg_x_visit(x, role == CG_ROLE_CALL ? role : CG_ROLE_READ);
    return value;
}

uint32_t cf_paren(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            value = cg_x_visit(x, role);
    return value;
}

/** The element stands for the array; its index is on its own. */
uint32_t cf_subscript(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_ARGUMENT)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return value;
}

uint32_t cf_cast(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_VALUE)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return type;
}

uint32_t cf_compound_literal(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    uint32_t type = CG_NONE, outer = st->ctx.init_base;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            type = cg_x_visit(x, CG_ROLE_NEW);
        } else if (cg_x_field(x) == F_VALUE) {
            if (st->cpp)
                cg_x_ref_set_args(x, type, cg_x_named_count(cg_x_node(x)), false);
            st->ctx.init_base = type;
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    st->ctx.init_base = outer;
    return type;
}

uint32_t cf_conditional(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t one = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) == F_CONSEQUENCE)
            value = one;
    }
    return value;
}

/** p + 1 and p - 1 point to what p points to; other operators give plain numbers. Of this + a nobody knows what an operator
 *  makes. */
uint32_t cf_binary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool keeps = false;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_PLUS || token == T_MINUS)
            keeps = true;
        else if (cg_x_named(x)) {
            uint32_t one = cg_x_visit(x, CG_ROLE_READ);
            keeps &= value != CG_X_SELF || one == CG_NONE;
            value = value == CG_NONE ? one : value;
        }
    }
    return keeps ? value : CG_NONE;
}

uint32_t cf_plain_value(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return CG_NONE;
}

uint32_t cf_last_value(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            value = cg_x_visit(x, cg_x_field(x) == F_RIGHT ? role : CG_ROLE_READ);
    return value;
}

/** _Generic(value, int: f, default: g): any of them may be meant, so any is called. */
uint32_t cf_generic(cg_extract *x, cg_role role)
{
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_token(x) == T_TYPE_DESCRIPTOR) {
            if (!cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("default")))
                (void)cg_x_visit(x, CG_ROLE_TYPE);
            continue;
        }
        (void)cg_x_visit(x, first ? CG_ROLE_READ : role);
        first = false;
    }
    return CG_NONE;
}

/* ---- initialisers ---- */

uint32_t cf_initializers(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    return CG_NONE;
}

static uint32_t designate(cg_extract *x, uint32_t base)
{
    if (cg_x_token(x) == T_FIELD_IDENTIFIER)
        return cg_x_member(x, base, cg_x_node(x), CG_ROLE_WRITE);
    if (cg_x_token(x) != T_FIELD_DESIGNATOR)
        return cg_x_visit_children(x), base; /* [index] */
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            base = cg_x_member(x, base, cg_x_node(x), CG_ROLE_WRITE);
    return base;
}

/** .a.b = value: members of the type that is initialised. */
uint32_t cf_initializer_pair(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    uint32_t outer = st->ctx.init_base, base = outer;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DESIGNATOR) {
            base = designate(x, base);
        } else if (cg_x_field(x) == F_VALUE) {
            st->ctx.init_base = base;
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    st->ctx.init_base = outer;
    return CG_NONE;
}

uint32_t cf_asm_operand(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_VALUE)
            (void)cg_x_visit(x, CG_ROLE_READ_WRITE);
    return CG_NONE;
}
