// SPDX-License-Identifier: Apache-2.0
// go: expressions.
#include "go_int.h"

uint32_t go_identifier(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x);
    if (cg_str_eq(cg_x_text(x, node), CG_STR("_")))
        return CG_NONE;
    return cg_x_ref(x, node, role);
}

uint32_t go_selector(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        value = first ? cg_x_visit(x, CG_ROLE_READ) : cg_x_member(x, value, cg_x_node(x), role);
        first = false;
    }
    return value;
}

uint32_t go_passing(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, role == CG_ROLE_CALL ? CG_ROLE_READ : role);
    }
    return value;
}

uint32_t go_operator(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return CG_NONE;
}

/* &v and *v have the members of v, what <-v gives those of its elements. */
uint32_t go_unary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE, sign = CG_NO_TOKEN;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
        else
            sign = cg_x_token(x);
    }
    if (sign == GO_T_ARROW)
        return cg_x_element(x, value);
    return sign == GO_T_AND || sign == GO_T_STAR ? value : CG_NONE;
}

/* a[i] may be an element or, called, an instance of a generic function. */
static uint32_t index_operand(cg_extract *x, cg_role role)
{
    uint32_t operand = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t value = cg_x_visit(x, first ? role : CG_ROLE_READ);
        if (first)
            operand = value;
        first = false;
    }
    return operand;
}

uint32_t go_index(cg_extract *x, cg_role role)
{
    uint32_t operand = index_operand(x, role == CG_ROLE_CALL ? CG_ROLE_CALL : CG_ROLE_READ);
    return role == CG_ROLE_CALL ? operand : cg_x_element(x, operand);
}

uint32_t go_slice(cg_extract *x, cg_role role)
{
    (void)role;
    return index_operand(x, CG_ROLE_READ);
}

uint32_t go_assertion(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    return value; /* the type: its members are what the value has */
}

uint32_t go_string(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_literal(x, cg_x_node(x), "string");
}

/* ---- calls ---- */

typedef struct args {
    unsigned count;
    bool spread;
    uint32_t first;
} args;

static args visit_args(cg_extract *x)
{
    args a = {.first = CG_NONE};
    bool call = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t token = cg_x_token(x);
        a.spread |= token == GO_T_VARIADIC_ARGUMENT;
        call = token == GO_T_CALL;
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (a.count++ == 0)
            a.first = value;
    }
    a.spread |= a.count == 1 && call; /* f(g()) passes all results of g */
    return a;
}

/* Calls of the language's own whose value is known by their first argument. */
typedef enum maker { MAKER_NONE, MAKER_NEW, MAKER_OTHER } maker;

static maker maker_of(cg_extract *x, TSNode callee)
{
    if (cg_x_token_of(x, callee) != GO_T_IDENTIFIER)
        return MAKER_NONE;
    cg_str name = cg_x_text(x, callee);
    if (cg_str_eq(name, CG_STR("new"))) /* the grammar itself gives it a type as argument */
        return MAKER_NEW;
    bool other = cg_str_eq(name, CG_STR("make")) || cg_str_eq(name, CG_STR("append"));
    return other ? MAKER_OTHER : MAKER_NONE;
}

uint32_t go_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t callee = CG_NONE, first = CG_NONE;
    maker made = MAKER_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t field = cg_x_field(x);
        if (field == GO_F_FUNCTION) {
            made = maker_of(x, cg_x_node(x));
            if (made != MAKER_NEW)
                callee = cg_x_visit(x, CG_ROLE_CALL);
        } else if (field == GO_F_ARGUMENTS) {
            args a = visit_args(x);
            cg_x_ref_set_args(x, callee, a.count, a.spread);
            first = a.first;
        } else {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    if (made == MAKER_NEW)
        cg_x_ref_set_role(x, first, CG_ROLE_NEW);
    return made == MAKER_NONE ? cg_x_result(x, callee) : first;
}

/* f[int](v) reads like a conversion: a generic name in front is taken for a function. */
uint32_t go_conversion(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    bool generic = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) == GO_F_TYPE) {
            generic = cg_x_token(x) == GO_T_GENERIC_TYPE;
            type = cg_x_visit(x, generic ? CG_ROLE_CALL : CG_ROLE_TYPE);
            cg_x_ref_set_args(x, generic ? type : CG_NONE, 1, false);
        } else {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return generic ? cg_x_result(x, type) : type;
}

/* The function that this very literal is the value of, or CG_NONE. */
static uint32_t bound_function(cg_extract *x)
{
    uint32_t def = cg_x_source_def(x);
    const cg_def *d = cg_x_def(x, def);
    bool direct = d->modifiers & CG_MOD_LAMBDA && d->body_start == ts_node_start_byte(cg_x_node(x));
    return direct ? def : CG_NONE;
}

uint32_t go_func_literal(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t bound = bound_function(x);
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case GO_F_PARAMETERS: (void)go_visit_params(x, true, CG_BIND_PARAM); break;
        case GO_F_RESULT: cg_x_def_set_type(x, bound, go_visit_result(x, true)); break;
        case GO_F_BODY: (void)cg_x_visit_children(x); break;
        default: break;
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
