// SPDX-License-Identifier: Apache-2.0
// What a condition says of local names where it holds: behind `if (value instanceof A)` the value is an A, and behind
// `if (!(value instanceof A)) return` it is one to the end of the block.
#include "ecma.h"

#define NESTING_MAX 16 /* of conditions */

static void ask(cg_extract *x, TSNode test, cg_str where, cg_x_tests *out)
{
    TSNode name = ecma_unwrap(x, cg_x_child(x, test, ECMA_F_left));
    if (cg_x_token_of(x, name) == ECMA_IDENTIFIER &&
        cg_x_token_of(x, cg_x_child(x, test, ECMA_F_right)) == ECMA_IDENTIFIER)
        cg_x_ask(x, out, test, name, where);
}

/* A function may be declared to say what its first argument is: `value is A`, `asserts value is A`. */
static void ask_call(cg_extract *x, TSNode call, cg_str where, cg_x_tests *out)
{
    TSNode arguments = cg_x_child(x, call, ECMA_F_arguments);
    if (!ecma_state_of(x)->typed || ts_node_is_null(arguments))
        return;
    TSNode first = ts_node_named_child(arguments, 0);
    if (!ts_node_is_null(first) && cg_x_token_of(x, first) == ECMA_IDENTIFIER)
        cg_x_ask(x, out, call, first, where);
}

/* The tests that are true whenever `condition` is `truth`. */
static void gather(cg_extract *x, TSNode condition, bool truth, cg_str where, unsigned depth,
                   cg_x_tests *out)
{
    uint32_t token = cg_x_token_of(x, condition);
    if (depth == NESTING_MAX)
        return;
    if (token == ECMA_PARENTHESIZED) {
        gather(x, ts_node_named_child(condition, 0), truth, where, depth + 1, out);
    } else if (token == ECMA_UNARY && cg_str_starts(cg_x_text(x, condition), CG_STR("!"))) {
        gather(x, ts_node_named_child(condition, 0), !truth, where, depth + 1, out);
    } else if (token == ECMA_BINARY) {
        uint32_t operator= cg_x_token_of(x, cg_x_child(x, condition, ECMA_F_operator));
        if (operator== ECMA_K_INSTANCEOF && truth)
            ask(x, condition, where, out);
        if (operator!=(truth ? ECMA_K_AND : ECMA_K_OR))
            return;
        gather(x, cg_x_child(x, condition, ECMA_F_left), truth, where, depth + 1, out);
        gather(x, cg_x_child(x, condition, ECMA_F_right), truth, where, depth + 1, out);
    } else if (token == ECMA_CALL && truth) {
        ask_call(x, condition, where, out);
    }
}

void ecma_tests_begin(cg_extract *x, TSNode condition, bool truth, cg_str where, cg_x_tests *tests)
{
    if (!ts_node_is_null(condition))
        gather(x, condition, truth, where, 0, tests);
    cg_x_tests_begin(x, tests);
}

uint32_t ecma_on_if(cg_extract *x, cg_role role)
{
    (void)role;
    cg_str where = cg_x_text(x, cg_x_child(x, cg_x_node(x), ECMA_F_consequence));
    cg_x_tests tests = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_condition) {
            ecma_tests_begin(x, cg_x_node(x), true, where, &tests);
            cg_x_visit(x, CG_ROLE_READ);
            cg_x_tests_end(x);
        } else if (cg_x_field(x) == ECMA_F_consequence) {
            cg_x_visit_narrowed(x, &tests);
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return CG_NONE;
}

/* ---- to the end of a block ---- */

static bool leaves(const cg_extract *x, TSNode statement)
{
    if (cg_x_token_of(x, statement) == ECMA_STATEMENT_BLOCK) {
        uint32_t count = ts_node_named_child_count(statement);
        if (count == 0)
            return false;
        statement = ts_node_named_child(statement, count - 1);
    }
    uint32_t token = cg_x_token_of(x, statement);
    return token == ECMA_RETURN || token == ECMA_THROW || token == ECMA_CONTINUE ||
           token == ECMA_BREAK;
}

/* assertIsA(value); */
static TSNode asserted(const cg_extract *x, TSNode statement)
{
    TSNode call = ts_node_named_child(statement, 0);
    if (ts_node_is_null(call) || cg_x_token_of(x, call) != ECMA_CALL)
        return (TSNode){0};
    TSNode callee = cg_x_child(x, call, ECMA_F_function);
    if (cg_x_token_of(x, callee) == ECMA_MEMBER)
        callee = cg_x_child(x, callee, ECMA_F_property);
    return cg_str_starts(cg_x_text(x, callee), CG_STR("assert")) ? call : (TSNode){0};
}

/* What is known behind `statement`, of which `truth` is said; a null node: nothing. */
static TSNode condition_before(const cg_extract *x, TSNode statement, bool *out_truth)
{
    *out_truth = cg_x_token_of(x, statement) == ECMA_EXPRESSION_STATEMENT;
    if (*out_truth)
        return asserted(x, statement);
    bool leaving = cg_x_token_of(x, statement) == ECMA_IF &&
                   ts_node_is_null(cg_x_child(x, statement, ECMA_F_alternative)) &&
                   leaves(x, cg_x_child(x, statement, ECMA_F_consequence));
    return leaving ? cg_x_child(x, statement, ECMA_F_condition) : (TSNode){0};
}

void ecma_visit_block(cg_extract *x)
{
    TSNode block = cg_x_node(x);
    unsigned opened = 0;
    CG_X_EACH_CHILD (x) {
        bool truth;
        TSNode statement = cg_x_node(x), condition = condition_before(x, statement, &truth);
        cg_x_tests tests = {.count = 0};
        if (ts_node_is_null(condition)) {
            cg_x_visit(x, CG_ROLE_READ);
            continue;
        }
        cg_str all = cg_x_text(x, block);
        cg_str rest =
            cg_str_slice(all, ts_node_end_byte(statement) - ts_node_start_byte(block), all.len);
        ecma_tests_begin(x, condition, truth, rest, &tests);
        cg_x_visit(x, CG_ROLE_READ);
        cg_x_tests_end(x);
        opened += cg_x_narrow(x, &tests);
    }
    while (opened-- > 0)
        cg_x_widen(x);
}
