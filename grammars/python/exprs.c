// SPDX-License-Identifier: Apache-2.0
// Expressions: names, members, calls, literals and comprehensions. A handler gives the reference
// that stands for the value; operators give none, because what they make is another value.
#include "python_int.h"

bool py_is_self(cg_extract *x, TSNode node)
{
    const py_state *st = py_state_of(x);
    return st->self_name.len > 0 && cg_x_token_of(x, node) == PY_IDENTIFIER &&
           cg_str_eq(cg_x_text(x, node), st->self_name);
}

uint32_t py_on_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), role);
}

static bool names_type(cg_role role)
{
    return role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT || role == CG_ROLE_DECORATE;
}

uint32_t py_on_attribute(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    TSNode name = {0};
    cg_role object_role = names_type(role) ? CG_ROLE_QUALIFY : CG_ROLE_READ;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == PY_F_object)
            value = py_is_self(x, cg_x_node(x)) ? CG_X_SELF : cg_x_visit(x, object_role);
        else if (field == PY_F_attribute)
            name = cg_x_node(x);
    }
    return ts_node_is_null(name) ? CG_NONE : cg_x_member(x, value, name, role);
}

static void visit_arguments(cg_extract *x, unsigned *out_count, bool *out_spread)
{
    if (cg_x_token(x) != PY_ARGUMENT_LIST) { /* f(x for x in y) */
        *out_count = 1;
        cg_x_visit(x, CG_ROLE_READ);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t token = cg_x_token(x);
        *out_spread |= token == PY_LIST_SPLAT || token == PY_DICTIONARY_SPLAT;
        (*out_count)++;
        cg_x_visit(x, CG_ROLE_READ);
    }
}

uint32_t py_on_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t callee = CG_NONE;
    unsigned count = 0;
    bool spread = false, is_super = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_function) {
            is_super = cg_x_token(x) == PY_IDENTIFIER &&
                       cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("super"));
            if (!is_super)
                callee = cg_x_visit(x, CG_ROLE_CALL);
        } else if (cg_x_field(x) == PY_F_arguments) {
            visit_arguments(x, &count, &spread);
        }
    }
    if (is_super)
        return CG_X_SUPER;
    cg_x_ref_set_args(x, callee, count, spread);
    return cg_x_result(x, callee);
}

/* `Box[int](3)` makes a Box: a name in mixed case with a subscript is a generic class. */
static bool is_generic_class(const cg_extract *x, TSNode node)
{
    cg_str name = cg_x_text(x, node);
    return cg_x_token_of(x, node) == PY_IDENTIFIER && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z' &&
           !py_is_constant_name(name);
}

uint32_t py_on_subscript(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT)
        return py_type_subscript(x, role);
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value && role == CG_ROLE_CALL &&
            is_generic_class(x, cg_x_node(x)))
            value = cg_x_visit(x, CG_ROLE_CALL);
        else
            cg_x_visit(x, CG_ROLE_READ);
    }
    return value;
}

void py_visit_all(cg_extract *x, cg_role role)
{
    CG_X_EACH_CHILD (x) {
        cg_x_visit(x, role);
    }
}

/* Parentheses, await, and the like: the value inside, in the role that is wanted outside. */
uint32_t py_on_pass_through(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, role);
    }
    return value;
}

/* `a or B()`, `a if c else b`: the last operand that has a value, because a default says more of
 * the type than the name it stands in for. */
uint32_t py_on_choice(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t operand = cg_x_visit(x, CG_ROLE_READ);
        if (operand != CG_NONE)
            value = operand;
    }
    return value;
}

/* `A() if test else B()`: the first of the two. */
uint32_t py_on_conditional(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE, seen = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t operand = cg_x_visit(x, CG_ROLE_READ);
        if (value == CG_NONE && seen != 1) /* the second child is the test */
            value = operand;
        seen++;
    }
    return value;
}

uint32_t py_on_operator(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE) /* A | B */
        return py_on_union_type(x, role);
    cg_x_visit_children(x);
    return CG_NONE;
}

uint32_t py_on_keyword_argument(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value)
            cg_x_visit(x, CG_ROLE_READ);
    }
    return CG_NONE;
}

/* ---- literals ---- */

uint32_t py_on_string(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE)
        return py_type_string(x);
    TSNode node = cg_x_node(x);
    cg_str text = cg_x_text(x, node);
    bool interpolated = false, bytes = false;
    for (size_t i = 0; i < text.len && text.ptr[i] != '"' && text.ptr[i] != '\''; i++) {
        char c = (char)(text.ptr[i] | 0x20);
        interpolated |= c == 'f' || c == 't';
        bytes |= c == 'b';
    }
    if (interpolated)
        cg_x_visit_children(x);
    return cg_x_literal(x, node, bytes ? "bytes" : "str");
}

uint32_t py_on_concatenated_string(cg_extract *x, cg_role role)
{
    cg_x_visit_children(x);
    return role == CG_ROLE_TYPE ? CG_NONE : cg_x_literal(x, cg_x_node(x), "str");
}

static uint32_t collection(cg_extract *x, cg_role role, const char *word)
{
    if (role != CG_ROLE_TYPE) {
        cg_x_visit_children(x);
        return cg_x_literal(x, cg_x_node(x), word);
    }
    py_visit_all(x, CG_ROLE_TYPE); /* the parameters of a Callable, the classes of an except */
    return CG_NONE;
}

uint32_t py_on_list(cg_extract *x, cg_role role)
{
    return collection(x, role, "list");
}

uint32_t py_on_tuple(cg_extract *x, cg_role role)
{
    return collection(x, role, "tuple");
}

uint32_t py_on_dictionary(cg_extract *x, cg_role role)
{
    (void)role;
    return collection(x, CG_ROLE_READ, "dict");
}

uint32_t py_on_set(cg_extract *x, cg_role role)
{
    (void)role;
    return collection(x, CG_ROLE_READ, "set");
}

/* ---- comprehensions ---- */

static void visit_iterable(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_right)
            cg_x_visit(x, CG_ROLE_READ);
    }
}

/* The first iterable is evaluated around the comprehension, before its names exist. */
static void visit_first_iterable(cg_extract *x)
{
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_FOR_IN_CLAUSE && first) {
            visit_iterable(x);
            first = false;
        }
    }
}

static void visit_clause(cg_extract *x, bool first)
{
    py_given given = {0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left)
            py_target(x, &given);
        else if (cg_x_field(x) != PY_F_right || !first)
            cg_x_visit(x, CG_ROLE_READ);
    }
}

static void comprehension(cg_extract *x)
{
    py_state saved = *py_state_of(x), *st = py_state_of(x);
    visit_first_iterable(x);
    if (!st->in_comprehension) {
        st->in_comprehension = true;
        st->walrus_scope = cg_x_scope(x);
        st->walrus_is_node = cg_x_at_declaration_level(x);
    }
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_FOR_IN_CLAUSE) {
            visit_clause(x, first);
            first = false;
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_x_scope_close(x);
    *py_state_of(x) = saved;
}

uint32_t py_on_list_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    comprehension(x);
    return cg_x_literal(x, cg_x_node(x), "list");
}

uint32_t py_on_set_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    comprehension(x);
    return cg_x_literal(x, cg_x_node(x), "set");
}

uint32_t py_on_dictionary_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    comprehension(x);
    return cg_x_literal(x, cg_x_node(x), "dict");
}

uint32_t py_on_generator_expression(cg_extract *x, cg_role role)
{
    (void)role;
    comprehension(x);
    return CG_NONE;
}
