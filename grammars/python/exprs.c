// SPDX-License-Identifier: Apache-2.0
// Expressions: names, members, choices, operators and strings. A handler gives the reference that
// stands for the value.
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
    if (ts_node_is_null(name))
        return CG_NONE;
    bool class = (role == CG_ROLE_READ || role == CG_ROLE_CALL) &&
                 cg_str_eq(cg_x_text(x, name), CG_STR(PY_CLASS));
    if (class)
        return cg_x_key(x, value, CG_STR(PY_CLASS));
    uint32_t member = cg_x_member(x, value, name, role);
    uint32_t narrowed = role == CG_ROLE_READ ? cg_x_narrowed(x, cg_x_node(x)) : CG_NONE;
    return narrowed != CG_NONE ? narrowed : member;
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

/* A plain literal tells less than the other. */
uint32_t py_either(cg_extract *x, uint32_t a, uint32_t b)
{
    if (!py_is_telling(x, a) || !py_is_telling(x, b))
        return py_is_telling(x, a) || b == CG_NONE ? a : b;
    uint32_t both = cg_x_collection(x, cg_x_node(x), "tuple");
    cg_x_hint_argument(x, both, 0, a, CG_STR_NULL);
    cg_x_hint_argument(x, both, 1, b, CG_STR_NULL);
    return cg_x_element(x, both);
}

/* `a or B()` is one of both, `a and b` is b where it is of use. */
uint32_t py_on_choice(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode choice = cg_x_node(x);
    bool both = cg_x_token_of(x, cg_x_child(x, choice, PY_F_operator)) == PY_OR;
    cg_str where = cg_x_text(x, cg_x_child(x, choice, PY_F_right));
    uint32_t left = CG_NONE, right = CG_NONE;
    cg_x_tests tests = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left) {
            py_tests_begin(x, cg_x_node(x), !both, where, &tests);
            left = cg_x_visit(x, CG_ROLE_READ);
            cg_x_tests_end(x);
        } else if (cg_x_field(x) == PY_F_right) {
            right = cg_x_visit_narrowed(x, &tests);
        }
    }
    return both ? py_either(x, left, right) : right;
}

/* `A() if test else B()`: what the test says of names comes first. */
uint32_t py_on_conditional(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x), first = cg_x_named_child(node, 0);
    uint32_t values[3] = {CG_NONE, CG_NONE, CG_NONE}, seen = 0;
    cg_x_tests tests = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x) && seen++ == 1) {
            py_tests_begin(x, cg_x_node(x), true, cg_x_text(x, first), &tests);
            cg_x_visit(x, CG_ROLE_READ);
            cg_x_tests_end(x);
        }
    }
    seen = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || seen > 2 || seen++ == 1)
            continue;
        values[seen - 1] = seen == 1 ? cg_x_visit_narrowed(x, &tests) : cg_x_visit(x, CG_ROLE_READ);
    }
    return py_either(x, values[0], values[2]);
}

/* ---- operators: their values are what special methods give ---- */

static const struct {
    const char *operator, * method, *reflected;
} operators[] = {
    {"+", "__add__", "__radd__"},         {"-", "__sub__", "__rsub__"},
    {"*", "__mul__", "__rmul__"},         {"@", "__matmul__", "__rmatmul__"},
    {"/", "__truediv__", "__rtruediv__"}, {"//", "__floordiv__", "__rfloordiv__"},
    {"%", "__mod__", "__rmod__"},         {"**", "__pow__", "__rpow__"},
    {"|", "__or__", "__ror__"},           {"&", "__and__", "__rand__"},
    {"^", "__xor__", "__rxor__"},         {"<<", "__lshift__", "__rlshift__"},
    {">>", "__rshift__", "__rrshift__"},
};

/* a + b: what a's method gives, or b's where a is a plain literal. */
uint32_t py_on_binary(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE) /* A | B */
        return py_on_union_type(x, role);
    cg_str operator= CG_STR_NULL;
    uint32_t left = CG_NONE, right = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == PY_F_operator) {
            operator= cg_x_text(x, cg_x_node(x));
            continue;
        }
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        *(field == PY_F_left ? &left : &right) = value;
    }
    bool of_left = py_is_telling(x, left);
    for (size_t i = 0; i < CG_ARRAY_LEN(operators); i++)
        if (cg_str_eq(operator, cg_str_from(operators[i].operator)))
            return of_left ? cg_x_key(x, left, cg_str_from(operators[i].method))
                           : cg_x_key(x, py_is_telling(x, right) ? right : CG_NONE,
                                      cg_str_from(operators[i].reflected));
    return CG_NONE;
}

/* -a, +a, ~a */
uint32_t py_on_unary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = cg_x_visit_children(x);
    char sign = cg_x_text(x, cg_x_node(x)).ptr[0];
    if (!py_is_telling(x, value))
        return CG_NONE;
    return cg_x_key(x, value,
                    sign == '-'   ? CG_STR("__neg__")
                    : sign == '+' ? CG_STR("__pos__")
                                  : CG_STR("__invert__"));
}

/* Comparisons, not */
uint32_t py_on_test(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_visit_children(x);
    return CG_NONE;
}

/* The `bound` of a type variable may be a type in quotes. */
uint32_t py_on_keyword_argument(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool bound = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_name)
            bound = cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("bound"));
        else if (cg_x_field(x) == PY_F_value)
            value = cg_x_visit(x, bound ? CG_ROLE_TYPE : CG_ROLE_READ);
    }
    return value;
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
