// SPDX-License-Identifier: Apache-2.0
// Rust: what declares local names: parameters, let, if let, match, for and closures. Each gives its
// pattern the value that is taken apart, so that is visited first.
#include "rust_int.h"

static uint32_t visit_field(cg_extract *x, uint32_t field, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == field)
            value = cg_x_visit(x, role);
    }
    return value;
}

static uint32_t bind_field(cg_extract *x, cg_binding_kind kind, uint32_t value)
{
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATTERN)
            binding = rust_bind_pattern(x, kind, value);
    }
    return binding;
}

/* `pattern: Type` of a function or closure; what is passed to a closure may tell the type. */
uint32_t rust_bind_parameter(cg_extract *x, uint32_t passed)
{
    uint32_t type = visit_field(x, F_TYPE, CG_ROLE_TYPE);
    uint32_t binding = bind_field(x, CG_BIND_PARAM, type != CG_NONE ? type : passed);
    if (binding != CG_NONE && type != CG_NONE)
        cg_x_bind_set(x, binding, type, CG_NONE);
    return binding;
}

uint32_t rust_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    (void)rust_bind_parameter(x, CG_NONE);
    return CG_NONE;
}

uint32_t rust_self_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SELF)
            (void)cg_x_bind(x, CG_BIND_SELF, cg_x_node(x), 0);
    }
    return CG_NONE;
}

/* Vec<_>, (Vec<_>, _): the value says more, or both do together. */
static bool is_inferred(cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    for (size_t i = 0; i < text.len; i++) {
        bool starts = i == 0 || strchr("<(,[ &", text.ptr[i - 1]) != NULL;
        bool ends = i + 1 == text.len || strchr(">),];", text.ptr[i + 1]) != NULL;
        if (text.ptr[i] == '_' && starts && ends)
            return true;
    }
    return false;
}

/* Names are seen after the whole statement: `let a = a.len();` reads the one before. */
uint32_t rust_let(cg_extract *x, cg_role role)
{
    (void)role;
    rust_drop_attributes(x);
    uint32_t type = CG_NONE, value = CG_NONE;
    bool inferred = false;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_PATTERN: break;
        case F_TYPE:
            inferred = is_inferred(x);
            type = cg_x_visit(x, CG_ROLE_TYPE);
            break;
        case F_VALUE:
            rust_expect(x, type);
            value = rust_visit_given(x, type, 0);
            break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    type = inferred && value != CG_NONE ? CG_NONE : type;
    if (type == CG_NONE)
        rust_open_let(x, inferred);
    rust_state_of(x)->visible_from = ts_node_end_byte(cg_x_node(x));
    uint32_t binding = bind_field(x, CG_BIND_LOCAL, type != CG_NONE ? type : value);
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, value);
    return CG_NONE;
}

/* `let pattern = value` in a condition. */
uint32_t rust_let_condition(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = visit_field(x, F_VALUE, CG_ROLE_READ);
    rust_state_of(x)->visible_from = ts_node_end_byte(cg_x_node(x));
    (void)bind_field(x, CG_BIND_LOCAL, value);
    return CG_NONE;
}

/* if and while: names of the condition live in what runs when it holds, not in the alternative. All
 * branches give values of one type, so the first that has one speaks for all. */
uint32_t rust_conditional(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t condition = cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_CONDITION));
    bool binds = condition == T_LET_CONDITION || condition == T_LET_CHAIN;
    uint32_t value = CG_NONE;
    if (binds)
        (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        bool branch = cg_x_field(x) != F_CONDITION;
        if (cg_x_field(x) == F_ALTERNATIVE && binds) {
            cg_x_scope_close(x);
            binds = false;
        }
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        if (branch && value == CG_NONE)
            value = given;
    }
    if (binds)
        cg_x_scope_close(x);
    return value;
}

uint32_t rust_match(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    uint32_t outer = state->matched, given = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_VALUE) {
            state->matched = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_field(x) == F_BODY) {
            given = cg_x_visit(x, CG_ROLE_READ);
        }
    }
    state->matched = outer;
    return given;
}

/* The value of the first arm that has one. */
uint32_t rust_match_block(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        if (value == CG_NONE)
            value = given;
    }
    return value;
}

/* `None` says less of the value's type than the other arms. */
uint32_t rust_match_arm(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    TSNode arm = cg_x_node(x);
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_ATTRIBUTE_ITEM) {
            rust_statement_attribute(x, arm);
            continue;
        }
        bool none =
            cg_x_token(x) == T_IDENTIFIER && cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("None"));
        bool result = cg_x_field(x) == F_VALUE;
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        if (result && !none)
            value = given;
    }
    cg_x_scope_close(x);
    return value;
}

uint32_t rust_match_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    uint32_t matched = state->matched;
    state->visible_from = ts_node_start_byte(cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_CONDITION)
            (void)cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_named(x))
            (void)rust_bind_pattern(x, CG_BIND_LOCAL, matched);
    }
    return CG_NONE;
}

uint32_t rust_for(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode body = cg_x_child(x, cg_x_node(x), F_BODY);
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    uint32_t value = visit_field(x, F_VALUE, CG_ROLE_READ);
    rust_state_of(x)->visible_from = ts_node_start_byte(body);
    (void)bind_field(x, CG_BIND_LOCAL, cg_x_element(x, value));
    (void)visit_field(x, F_BODY, CG_ROLE_READ);
    cg_x_scope_close(x);
    return CG_NONE;
}

/* A loop gives what it is left with. What is left by a label is the nearest that has one. */
uint32_t rust_loop(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    uint32_t outer = state->broken, left = state->left;
    bool labelled = rust_is_labelled(x);
    state->broken = CG_NONE;
    state->left = labelled ? CG_NONE : left;
    (void)cg_x_visit_children(x);
    uint32_t value = state->broken == CG_NONE && labelled ? state->left : state->broken;
    state->broken = outer;
    state->left = labelled ? left : state->left;
    return value;
}

bool rust_is_labelled(cg_extract *x)
{
    return cg_x_token_of(x, cg_x_named_child(cg_x_node(x), 0)) == T_LABEL;
}

uint32_t rust_break(cg_extract *x, cg_role role)
{
    (void)role;
    bool labelled = false;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        labelled |= cg_x_token(x) == T_LABEL;
        uint32_t given = cg_x_visit(x, CG_ROLE_READ);
        value = given != CG_NONE ? given : value;
    }
    uint32_t *of = labelled ? &rust_state_of(x)->left : &rust_state_of(x)->broken;
    if (*of == CG_NONE)
        *of = value;
    return CG_NONE;
}

/* ---- closures ---- */

static unsigned closure_parameters(cg_extract *x, const rust_given *to)
{
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        if (!rust_is_pattern(x))
            continue;
        uint32_t passed =
            to->call == CG_NONE ? CG_NONE : cg_x_passed(x, to->call, to->argument, count);
        if (cg_x_token(x) == T_PARAMETER)
            (void)rust_bind_parameter(x, passed);
        else
            (void)rust_bind_pattern(x, CG_BIND_PARAM, passed);
        count++;
    }
    return count;
}

uint32_t rust_closure(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    rust_given to = state->given;
    unsigned count = 0;
    uint32_t type = CG_NONE, value = CG_NONE, outer = state->returned;
    state->given.call = state->returned = CG_NONE;
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PARAMETERS)
            count = closure_parameters(x, &to);
        else if (cg_x_field(x) == F_RETURN_TYPE)
            type = state->returned = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_BODY) {
            rust_expect(x, type);
            value = cg_x_visit(x, CG_ROLE_READ);
        } else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    state->returned = outer;
    cg_x_scope_close(x);
    return cg_x_function(x, type != CG_NONE ? type : value, count);
}
