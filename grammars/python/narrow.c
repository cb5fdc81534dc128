// SPDX-License-Identifier: Apache-2.0
// What a condition says of local names where it holds: behind `if isinstance(name, A):` the name is an A, and behind
// `if not isinstance(name, A): return` it is one to the end of the block; behind `else:`, `elif …:` and
// `if isinstance(name, A): return` it is none.
#include "python_int.h"

#define NESTING_MAX 16 /* of conditions */

/* ---- which tests a condition rests on ---- */

static bool is_word(const cg_extract *x, TSNode node, const char *word)
{
    return cg_x_token_of(x, node) == PY_IDENTIFIER &&
           cg_str_eq(cg_x_text(x, node), cg_str_from(word));
}

/* A class by its looks. What a variable holds may be anything. */
static bool names_class(const cg_extract *x, TSNode node)
{
    static const char *const builtins[] = {"bool",  "bytearray", "bytes", "complex", "dict",
                                           "float", "frozenset", "int",   "list",    "object",
                                           "set",   "str",       "tuple", "type",    NULL};
    uint32_t token = cg_x_token_of(x, node);
    cg_str name = py_last_component(cg_x_text(x, node));
    bool capital = name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
    return (token == PY_IDENTIFIER || token == PY_ATTRIBUTE) &&
           (capital || py_str_in(name, builtins));
}

static bool names_classes(const cg_extract *x, TSNode node)
{
    if (cg_x_token_of(x, node) != PY_TUPLE)
        return names_class(x, node);
    uint32_t count = cg_x_named_count(node);
    bool all = count > 0 && count <= PY_TYPE_ARGS_MAX;
    for (uint32_t i = 0; all && i < count; i++)
        all = names_class(x, cg_x_named_child(node, i));
    return all;
}

/* Functions that say what their argument is (TypeGuard, TypeIs) are mostly called so. */
static bool is_named_like_guard(const cg_extract *x, TSNode function)
{
    uint32_t token = cg_x_token_of(x, function);
    cg_str name = py_last_component(cg_x_text(x, function));
    while (cg_str_starts(name, CG_STR("_")))
        name = cg_str_slice(name, 1, name.len);
    return (token == PY_IDENTIFIER || token == PY_ATTRIBUTE) &&
           (cg_str_starts(name, CG_STR("is")) || cg_str_starts(name, CG_STR("has_")));
}

#define CHAIN_MAX 4 /* members of members */

/* A name, or a member of one: a.b, self.a. */
static bool is_chain(const cg_extract *x, TSNode node)
{
    for (unsigned i = 0; i < CHAIN_MAX && cg_x_token_of(x, node) == PY_ATTRIBUTE; i++) {
        TSNode object = cg_x_child(x, node, PY_F_object);
        TSNode name = cg_x_child(x, node, PY_F_attribute);
        if (ts_node_is_null(object) || ts_node_is_null(name) ||
            ts_node_end_byte(object) + 1 != ts_node_start_byte(name))
            return false;
        node = object;
    }
    return cg_x_token_of(x, node) == PY_IDENTIFIER;
}

static void ask(cg_extract *x, TSNode call, bool truth, cg_str where, cg_x_tests *out)
{
    TSNode function = cg_x_child(x, call, PY_F_function);
    TSNode arguments = cg_x_child(x, call, PY_F_arguments);
    if (ts_node_is_null(arguments) || cg_x_named_count(arguments) == 0 ||
        !is_chain(x, cg_x_named_child(arguments, 0)))
        return;
    bool tests =
        is_word(x, function, "isinstance")
            ? cg_x_named_count(arguments) == 2 && names_classes(x, cg_x_named_child(arguments, 1))
            : truth && is_named_like_guard(x, function);
    if (tests)
        cg_x_ask(x, out, call, truth, cg_x_named_child(arguments, 0), where);
}

uint32_t py_not_instance(cg_extract *x, uint32_t value, TSNode types)
{
    bool one = cg_x_token_of(x, types) != PY_TUPLE;
    for (uint32_t i = 0; i < (one ? 1 : cg_x_named_count(types)); i++) {
        cg_str type = cg_x_text(x, one ? types : cg_x_named_child(types, i));
        value = cg_x_key(x, value, cg_x_scratch(x, "!%.*s", CG_STR_ARG(py_last_component(type))));
    }
    return value;
}

/* Those that are known whenever `condition` is `truth`. */
static void gather(cg_extract *x, TSNode condition, bool truth, cg_str where, unsigned depth,
                   cg_x_tests *out)
{
    if (ts_node_is_null(condition) || depth == NESTING_MAX)
        return;
    switch (cg_x_token_of(x, condition)) {
    case PY_PARENTHESIZED:
        gather(x, cg_x_named_child(condition, 0), truth, where, depth + 1, out);
        break;
    case PY_NOT_OPERATOR:
        gather(x, cg_x_named_child(condition, 0), !truth, where, depth + 1, out);
        break;
    case PY_BOOLEAN_OPERATOR:
        if ((cg_x_token_of(x, cg_x_child(x, condition, PY_F_operator)) == PY_OR) == truth)
            break;
        gather(x, cg_x_child(x, condition, PY_F_left), truth, where, depth + 1, out);
        gather(x, cg_x_child(x, condition, PY_F_right), truth, where, depth + 1, out);
        break;
    case PY_CALL: ask(x, condition, truth, where, out); break;
    default: break;
    }
}

void py_tests_begin(cg_extract *x, TSNode condition, bool truth, cg_str where, cg_x_tests *tests)
{
    gather(x, condition, truth, where, 0, tests);
    cg_x_tests_begin(x, tests);
}

void py_tests_end(cg_extract *x, cg_x_tests *tests)
{
    cg_x_tests_end(x);
    for (uint32_t i = 0; i < tests->count; i++)
        if (!tests->list[i].truth)
            tests->list[i].value = CG_NONE;
}

/* ---- behind a statement ---- */

static bool leaves(const cg_extract *x, TSNode block)
{
    uint32_t last = PY_COMMENT;
    for (uint32_t i = cg_x_named_count(block); last == PY_COMMENT && i > 0; i--)
        last = cg_x_token_of(x, cg_x_named_child(block, i - 1));
    return last == PY_RETURN || last == PY_RAISE || last == PY_CONTINUE || last == PY_BREAK;
}

/* What is true behind `statement`, of which `truth` is said; a null node: nothing. */
static TSNode condition_behind(const cg_extract *x, TSNode statement, bool *out_truth)
{
    uint32_t token = cg_x_token_of(x, statement);
    *out_truth = token == PY_ASSERT;
    if (token == PY_ASSERT)
        return cg_x_named_child(statement, 0);
    bool leaving = token == PY_IF && ts_node_is_null(cg_x_child(x, statement, PY_F_alternative)) &&
                   leaves(x, cg_x_child(x, statement, PY_F_consequence));
    return leaving ? cg_x_child(x, statement, PY_F_condition) : (TSNode){0};
}

/* ---- in a block ---- */

#define OPENED_MAX 6u /* conditions that are known to hold in one block */

/* What conditions say that hold so far: a scope is open for each. */
typedef struct opened {
    cg_x_tests list[OPENED_MAX];
    uint32_t count;
} opened;

static void open_for(cg_extract *x, opened *o, const cg_x_tests *tests)
{
    if (o->count == OPENED_MAX || !cg_x_narrow(x, tests))
        return;
    o->list[o->count] = *tests;
    o->list[o->count++].outer = NULL;
}

static void close_all(cg_extract *x, opened *o)
{
    for (uint32_t i = 0; i < o->count; i++)
        cg_x_widen(x);
    o->count = 0;
}

void py_tests_split(cg_extract *x, cg_x_tests *tests, cg_str where, cg_x_tests *out)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < tests->count; i++) {
        if (cg_x_may_narrow(x, tests->list[i].name, where))
            tests->list[kept++] = tests->list[i];
        else if (out->count < CG_ARRAY_LEN(out->list))
            out->list[out->count++] = tests->list[i];
    }
    tests->count = kept;
}

/* Names that get another value in `where` are what they were before the conditions. */
static void let_go(cg_extract *x, opened *o, cg_str where)
{
    uint32_t count = o->count, gone = 0;
    for (uint32_t i = 0; i < count; i++) {
        cg_x_tests changed = {.count = 0};
        py_tests_split(x, &o->list[i], where, &changed);
        gone += changed.count;
    }
    if (gone == 0)
        return;
    close_all(x, o);
    for (uint32_t i = 0; i < count; i++) {
        const cg_x_tests tests = o->list[i];
        open_for(x, o, &tests);
    }
}

static bool is_assignment(const cg_extract *x, TSNode statement)
{
    return cg_x_token_of(x, statement) == PY_EXPRESSION_STATEMENT &&
           cg_x_token_of(x, cg_x_named_child(statement, 0)) == PY_ASSIGNMENT;
}

/* What an assignment puts under a name is told with what the name is before it. */
static void visit_statement(cg_extract *x, opened *o)
{
    TSNode statement = cg_x_node(x);
    cg_x_tests tests = {.count = 0};
    bool truth, assigns = is_assignment(x, statement);
    TSNode condition = condition_behind(x, statement, &truth);
    cg_str text = cg_x_text(x, statement);
    if (!assigns)
        let_go(x, o, text);
    py_tests_begin(x, condition, truth, CG_STR(""), &tests);
    cg_x_visit(x, CG_ROLE_READ);
    py_tests_end(x, &tests);
    if (assigns)
        let_go(x, o, text);
    open_for(x, o, &tests);
}

uint32_t py_on_block(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    opened o = {.count = 0};
    if (st->holds != NULL)
        open_for(x, &o, st->holds);
    st->holds = NULL;
    CG_X_EACH_CHILD (x) {
        visit_statement(x, &o);
    }
    close_all(x, &o);
    return CG_NONE;
}

void py_visit_where(cg_extract *x, const cg_x_tests *tests)
{
    py_state *st = py_state_of(x);
    st->holds = tests;
    cg_x_visit(x, CG_ROLE_READ);
    st->holds = NULL;
}

uint32_t py_on_while(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_tests tests = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_condition) {
            py_tests_begin(x, cg_x_node(x), true, CG_STR(""), &tests);
            py_visit_condition(x);
            py_tests_end(x, &tests);
        } else if (cg_x_field(x) == PY_F_body) {
            py_visit_where(x, &tests);
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return CG_NONE;
}
