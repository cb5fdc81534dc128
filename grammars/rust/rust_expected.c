// SPDX-License-Identifier: Apache-2.0
// Rust: what expressions are to be. The type that a function gives, a name is declared with or a field has tells what calls at
// the end of the value mean that say nothing of it themselves: Default::default(), Err(Error::custom("…")), items.collect().
#include "rust_int.h"

/* Further calls are taken for what they say themselves. */
static void expect(rust_state *state, TSNode call, uint32_t type)
{
    if (state->expected_count < RUST_EXPECTED_MAX)
        state->expected[state->expected_count++] =
            (rust_expected){ts_node_start_byte(call), ts_node_end_byte(call), type};
}

/* What is in the parentheses of Some(a), Ok(a), Err(a) is a part of the type; empty: of another function. */
static cg_str part_wrapped(cg_str function)
{
    bool good = cg_str_eq(function, CG_STR("Ok")) || cg_str_eq(function, CG_STR("Some")) ||
                cg_str_eq(function, CG_STR("Poll::Ready"));
    return good                                 ? CG_STR("unwrap")
           : cg_str_eq(function, CG_STR("Err")) ? CG_STR("unwrap_err")
                                                : CG_STR_NULL;
}

static void look_at(cg_extract *x, uint32_t type);

static void look_at_call(cg_extract *x, uint32_t type)
{
    TSNode call = cg_x_node(x), function = cg_x_child(x, call, F_FUNCTION);
    TSNode list = cg_x_child(x, call, F_ARGUMENTS), argument = cg_x_named_child(list, 0);
    cg_str part = part_wrapped(cg_x_text(x, function));
    if (part.len == 0) {
        if (rust_is_told(x, call))
            expect(rust_state_of(x), call, type);
        return;
    }
    if (cg_x_token_of(x, argument) != T_CALL_EXPRESSION || cg_x_named_count(list) != 1 ||
        (part_wrapped(cg_x_text(x, cg_x_child(x, argument, F_FUNCTION))).len == 0 &&
         !rust_is_told(x, argument)))
        return;
    type = cg_x_key(x, type, part);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_ARGUMENTS)
            continue;
        CG_X_EACH_CHILD (x) {
            if (cg_x_named(x))
                look_at(x, type);
        }
    }
}

/* An expression at the end of a block that ends with one is a statement to the grammar. */
static bool is_ended(cg_extract *x)
{
    return cg_x_token(x) == T_EXPRESSION_STATEMENT &&
           cg_str_ends(cg_x_text(x, cg_x_node(x)), CG_STR(";"));
}

static void look_at_last(cg_extract *x, uint32_t type)
{
    uint32_t last = 0;
    CG_X_EACH_CHILD (x) {
        last = cg_x_named(x) ? ts_node_start_byte(cg_x_node(x)) : last;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x) && ts_node_start_byte(cg_x_node(x)) == last && !is_ended(x))
            look_at(x, type);
    }
}

/* All branches give the type. */
static void look_at_branches(cg_extract *x, uint32_t type)
{
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (cg_x_field(x) != F_CONDITION &&
            (token == T_BLOCK || token == T_ELSE_CLAUSE || token == T_MATCH_BLOCK ||
             token == T_MATCH_ARM || cg_x_field(x) == F_VALUE))
            look_at(x, type);
    }
}

static void look_at(cg_extract *x, uint32_t type)
{
    switch (cg_x_token(x)) {
    case T_CALL_EXPRESSION: look_at_call(x, type); break;
    case T_BLOCK:
    case T_UNSAFE_BLOCK:
    case T_ELSE_CLAUSE:
    case T_PARENTHESIZED_EXPRESSION:
    case T_REFERENCE_EXPRESSION:
    case T_BASE_FIELD_INITIALIZER:
    case T_EXPRESSION_STATEMENT: look_at_last(x, type); break;
    case T_IF_EXPRESSION:
    case T_MATCH_BLOCK:
    case T_MATCH_ARM: look_at_branches(x, type); break;
    case T_MATCH_EXPRESSION:
        CG_X_EACH_CHILD (x) {
            if (cg_x_field(x) == F_BODY)
                look_at(x, type);
        }
        break;
    default: break;
    }
}

void rust_expect(cg_extract *x, uint32_t type)
{
    if (type == CG_NONE)
        return;
    cg_x_look_ahead(x, true);
    look_at(x, type);
    cg_x_look_ahead(x, false);
}

uint32_t rust_expected_of(cg_extract *x, TSNode call)
{
    rust_state *state = rust_state_of(x);
    uint32_t start = ts_node_start_byte(call), end = ts_node_end_byte(call);
    for (unsigned i = state->expected_count; i-- > 0;) {
        rust_expected had = state->expected[i];
        if (had.start != start || had.end != end)
            continue;
        state->expected[i] = state->expected[--state->expected_count];
        return had.type;
    }
    return CG_NONE;
}

uint32_t rust_return(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            rust_expect(x, rust_state_of(x)->returned);
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return CG_NONE;
}

uint32_t rust_async(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    uint32_t outer = state->returned;
    state->returned = CG_NONE;
    uint32_t value = cg_x_visit_children(x);
    state->returned = outer;
    return value;
}
