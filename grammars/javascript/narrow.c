// SPDX-License-Identifier: Apache-2.0
// What a condition says of local names where it holds: behind `if (value instanceof A)` the value is an A, and behind
// `if (!(value instanceof A)) return` it is one to the end of the block. Values of several types may be told apart by
// a member, `value.kind === "a"`, or by having it, `"member" in value`.
#include "ecma.h"

#define NESTING_MAX 16 /* of conditions */

/* ---- values that are told apart by a member ---- */

/* `name.member === literal`, `"member" in name`. */
typedef struct told {
    TSNode name;
    cg_str member,
        literal; /* as it is written, in double quotes if in any; empty: it is enough to have the member */
    bool differs; /* !== */
} told;

#define CHAIN_MAX 4 /* members of members */

/* A name, or a member of one: a.b, this.a. */
static bool is_name(const cg_extract *x, TSNode node)
{
    bool member = false;
    for (unsigned i = 0; i < CHAIN_MAX && cg_x_token_of(x, node) == ECMA_MEMBER; i++) {
        TSNode object = cg_x_child(x, node, ECMA_F_object);
        TSNode name = cg_x_child(x, node, ECMA_F_property);
        if (ts_node_is_null(object) || ts_node_is_null(name) ||
            ts_node_end_byte(object) + 1 != ts_node_start_byte(name))
            return false; /* a?.b, or over several lines */
        node = object;
        member = true;
    }
    uint32_t token = cg_x_token_of(x, node);
    return token == ECMA_IDENTIFIER || (member && token == ECMA_THIS);
}

cg_str ecma_literal_text(cg_extract *x, TSNode node)
{
    cg_str text = cg_x_text(x, node);
    switch (cg_x_token_of(x, node)) {
    case ECMA_STRING: return cg_x_scratch(x, "\"%.*s\"", CG_STR_ARG(ecma_string_text(x, node)));
    case ECMA_NUMBER:
    case ECMA_TRUE:
    case ECMA_FALSE: return text;
    case ECMA_MEMBER: /* of an enum, by its looks */
        return text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' ? text : CG_STR_NULL;
    default: return CG_STR_NULL;
    }
}

/* `name.member`, a member of a plain name. */
static bool read_member(const cg_extract *x, TSNode node, told *out)
{
    if (cg_x_token_of(x, node) != ECMA_MEMBER)
        return false;
    out->name = cg_x_child(x, node, ECMA_F_object);
    out->member = cg_x_text(x, cg_x_child(x, node, ECMA_F_property));
    return is_name(x, out->name);
}

static bool read_told(cg_extract *x, TSNode test, told *out)
{
    cg_str operator= cg_x_text(x, cg_x_child(x, test, ECMA_F_operator));
    TSNode left = ecma_unwrap(x, cg_x_child(x, test, ECMA_F_left));
    TSNode right = ecma_unwrap(x, cg_x_child(x, test, ECMA_F_right));
    *out = (told){.differs = cg_str_starts(operator, CG_STR("!"))};
    if (cg_str_eq(operator, CG_STR("in"))) {
        out->name = right;
        out->member =
            cg_x_token_of(x, left) == ECMA_STRING ? ecma_string_text(x, left) : CG_STR_NULL;
        return is_name(x, right) && out->member.len > 0;
    }
    bool equal = cg_str_ends(operator, CG_STR("=="));
    out->literal = equal ? ecma_literal_text(x, right) : CG_STR_NULL;
    return out->literal.len > 0 && read_member(x, left, out);
}

/* Those values of `value` whose member is the literal (`=`), or is not (`!`): see javascript_part. */
static uint32_t told_by(cg_extract *x, const told *t, char how, uint32_t value)
{
    return cg_x_key(
        x, value,
        cg_x_scratch(x, "%.*s%c%.*s", CG_STR_ARG(t->member), how, CG_STR_ARG(t->literal)));
}

static void tell(cg_extract *x, TSNode test, const told *t, uint32_t value)
{
    uint32_t equal = told_by(x, t, '=', value), other = told_by(x, t, '!', value);
    cg_x_tested(x, test, t->differs ? other : equal, t->differs ? equal : other, value);
}

void ecma_compared(cg_extract *x, TSNode test, uint32_t left, uint32_t right)
{
    told t;
    if (cg_x_is_asked(x, test) && read_told(x, test, &t))
        tell(x, test, &t, t.literal.len > 0 ? cg_x_base_of(x, left) : right);
}

uint32_t ecma_not_instance(cg_extract *x, uint32_t value, TSNode type)
{
    return cg_x_key(x, value, cg_x_scratch(x, "!%.*s", CG_STR_ARG(cg_x_text(x, type))));
}

void ecma_found_true(cg_extract *x, TSNode member, uint32_t object)
{
    told t = {.literal = CG_STR("true")};
    if (cg_x_is_asked(x, member) && read_member(x, member, &t))
        tell(x, member, &t, object);
}

/* ---- which tests a condition rests on ---- */

static void ask_compared(cg_extract *x, TSNode test, bool truth, cg_str where, cg_x_tests *out)
{
    told t;
    if (read_told(x, test, &t))
        cg_x_ask(x, out, test, truth, t.name, where);
}

/* Where types are declared, a member may be declared to be `true` or `false`. */
static void ask_member(cg_extract *x, TSNode member, bool truth, cg_str where, cg_x_tests *out)
{
    told t;
    if (ecma_state_of(x)->typed && read_member(x, member, &t))
        cg_x_ask(x, out, member, truth, t.name, where);
}

static void ask_instance(cg_extract *x, TSNode test, bool truth, cg_str where, cg_x_tests *out)
{
    TSNode name = ecma_unwrap(x, cg_x_child(x, test, ECMA_F_left));
    if (is_name(x, name) && is_name(x, cg_x_child(x, test, ECMA_F_right)))
        cg_x_ask(x, out, test, truth, name, where);
}

TSNode ecma_told_by_call(const cg_extract *x, TSNode call)
{
    TSNode function = cg_x_child(x, call, ECMA_F_function);
    TSNode arguments = cg_x_child(x, call, ECMA_F_arguments);
    if (cg_x_named_count(arguments) > 0)
        return cg_x_named_child(arguments, 0);
    return cg_x_token_of(x, function) == ECMA_MEMBER ? cg_x_child(x, function, ECMA_F_object)
                                                     : (TSNode){0};
}

/* A function may be declared to say what its first argument is, a method what it is called on: `value is A`, `this is A`,
 * `asserts value is A`. */
static void ask_call(cg_extract *x, TSNode call, cg_str where, cg_x_tests *out)
{
    TSNode name = ecma_state_of(x)->typed ? ecma_told_by_call(x, call) : (TSNode){0};
    if (!ts_node_is_null(name) && is_name(x, name))
        cg_x_ask(x, out, call, true, name, where);
}

/* The tests that are true whenever `condition` is `truth`. */
static void gather(cg_extract *x, TSNode condition, bool truth, cg_str where, unsigned depth,
                   cg_x_tests *out)
{
    uint32_t token = cg_x_token_of(x, condition);
    if (depth == NESTING_MAX)
        return;
    if (token == ECMA_PARENTHESIZED) {
        gather(x, cg_x_named_child(condition, 0), truth, where, depth + 1, out);
    } else if (token == ECMA_UNARY && cg_str_starts(cg_x_text(x, condition), CG_STR("!"))) {
        gather(x, cg_x_named_child(condition, 0), !truth, where, depth + 1, out);
    } else if (token == ECMA_BINARY) {
        uint32_t operator= cg_x_token_of(x, cg_x_child(x, condition, ECMA_F_operator));
        if (operator== ECMA_K_INSTANCEOF)
            ask_instance(x, condition, truth, where, out);
        else if (operator!= ECMA_K_AND && operator!= ECMA_K_OR)
            ask_compared(x, condition, truth, where, out);
        if (operator!=(truth ? ECMA_K_AND : ECMA_K_OR))
            return;
        gather(x, cg_x_child(x, condition, ECMA_F_left), truth, where, depth + 1, out);
        gather(x, cg_x_child(x, condition, ECMA_F_right), truth, where, depth + 1, out);
    } else if (token == ECMA_CALL && truth) {
        ask_call(x, condition, where, out);
    } else if (token == ECMA_MEMBER) {
        ask_member(x, condition, truth, where, out);
    }
}

void ecma_tests_begin(cg_extract *x, TSNode condition, bool truth, cg_str where, cg_x_tests *tests)
{
    if (!ts_node_is_null(condition))
        gather(x, condition, truth, where, 0, tests);
    cg_x_tests_begin(x, tests);
}

void ecma_visit_branches(cg_extract *x, uint32_t *out_value)
{
    TSNode node = cg_x_node(x), otherwise = cg_x_child(x, node, ECMA_F_alternative);
    cg_x_tests yes = {.count = 0}, no = {.count = 0};
    uint32_t type = out_value == NULL ? CG_NONE : ecma_take_expected(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_condition) {
            ecma_tests_begin(x, cg_x_node(x), true,
                             cg_x_text(x, cg_x_child(x, node, ECMA_F_consequence)), &yes);
            ecma_tests_begin(x, ts_node_is_null(otherwise) ? otherwise : cg_x_node(x), false,
                             cg_x_text(x, otherwise), &no);
            cg_x_visit(x, CG_ROLE_READ);
            cg_x_tests_end(x);
            cg_x_tests_end(x);
        } else {
            bool holds = cg_x_field(x) == ECMA_F_consequence;
            if (type != CG_NONE)
                ecma_expect(x, cg_x_node(x), type);
            uint32_t value = cg_x_visit_narrowed(x, holds ? &yes : &no);
            if (out_value != NULL)
                *out_value = ecma_either(x, *out_value, value);
        }
    }
}

uint32_t ecma_on_if(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_visit_branches(x, NULL);
    return CG_NONE;
}

/* ---- to the end of a block ---- */

static bool leaves(const cg_extract *x, TSNode statement)
{
    if (cg_x_token_of(x, statement) == ECMA_STATEMENT_BLOCK) {
        uint32_t count = cg_x_named_count(statement);
        if (count == 0)
            return false;
        statement = cg_x_named_child(statement, count - 1);
    }
    uint32_t token = cg_x_token_of(x, statement);
    return token == ECMA_RETURN || token == ECMA_THROW || token == ECMA_CONTINUE ||
           token == ECMA_BREAK;
}

/* assertIsA(value); */
static TSNode asserted(const cg_extract *x, TSNode statement)
{
    TSNode call = cg_x_named_child(statement, 0);
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

/* ---- switch ---- */

typedef struct choice {
    told by;
    uint32_t value;   /* of the name */
    uint32_t type;    /* what the cases in front come to that go on here */
    bool falls, open; /* they do; they may be anything */
} choice;

/* Cursor on a case: whether it ends in something else than the next one. */
static bool case_leaves(const cg_extract *x)
{
    TSNode node = cg_x_node(x);
    uint32_t count = cg_x_named_count(node);
    return count > 1 && leaves(x, cg_x_named_child(node, count - 1));
}

/* case literal: … */
static void visit_case(cg_extract *x, choice *c)
{
    TSNode node = cg_x_node(x), value = cg_x_child(x, node, ECMA_F_value);
    c->by.literal =
        ts_node_is_null(value) ? CG_STR_NULL : ecma_literal_text(x, ecma_unwrap(x, value));
    c->open = c->by.literal.len == 0 || (c->falls && c->open);
    uint32_t type = c->open ? CG_NONE : told_by(x, &c->by, '=', c->value);
    if (!c->falls)
        c->type = type;
    else if (!ecma_state_of(x)->typed) /* the first of a union stands for what they share */
        c->type = ecma_either(x, c->type, type);
    cg_x_tests tests = {.count = !c->open && cg_x_may_narrow(x, c->by.name, cg_x_text(x, node))};
    tests.list[0] = (cg_x_test){.name = c->by.name, .type = c->type, .value = c->value};
    bool narrowed = cg_x_narrow(x, &tests);
    cg_x_visit_children(x);
    if (narrowed)
        cg_x_widen(x);
    c->falls = !case_leaves(x);
}

/* switch (name.member) { case literal: … } */
uint32_t ecma_on_switch(cg_extract *x, cg_role role)
{
    (void)role;
    choice c = {.type = CG_NONE, .value = CG_NONE};
    bool told_apart = false;
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_value) {
            told_apart = read_member(x, ecma_unwrap(x, cg_x_node(x)), &c.by);
            c.value = cg_x_base_of(x, cg_x_visit(x, CG_ROLE_READ));
        } else if (!told_apart || c.value == CG_NONE) {
            cg_x_visit(x, CG_ROLE_READ);
        } else {
            CG_X_EACH_CHILD (x) {
                if (cg_x_named(x))
                    visit_case(x, &c);
            }
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
