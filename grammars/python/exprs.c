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
    if (value == CG_X_SUPER)
        cg_x_hint_type_arg(x, member, 0, py_state_of(x)->super_from);
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
    bool tested = py_state_of(x)->tested == cg_x_node(x).id;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x) && tested)
            value = py_visit_condition(x);
        else if (cg_x_named(x))
            value = cg_x_visit(x, role);
    }
    return value;
}

/* What is true or false by itself, or by its own parts. */
static bool has_truth(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, node);
    return token == PY_BOOLEAN_OPERATOR || token == PY_NOT_OPERATOR || token == PY_PARENTHESIZED ||
           token == PY_COMPARISON_OPERATOR;
}

uint32_t py_visit_condition(cg_extract *x)
{
    py_state *st = py_state_of(x);
    TSNode node = cg_x_node(x);
    const void *outer = st->tested;
    st->tested = node.id;
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    st->tested = outer;
    return has_truth(x, node) ? value : cg_x_operate(x, value, CG_OPERATION_BOOL);
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
    bool tested = py_state_of(x)->tested == choice.id;
    cg_str where = cg_x_text(x, cg_x_child(x, choice, PY_F_right));
    uint32_t left = CG_NONE, right = CG_NONE;
    cg_x_tests tests = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left) {
            py_tests_begin(x, cg_x_node(x), !both, where, &tests);
            left = py_visit_condition(x);
            py_tests_end(x, &tests);
        } else if (cg_x_field(x) == PY_F_right) {
            bool narrowed = cg_x_narrow(x, &tests);
            right = tested ? py_visit_condition(x) : cg_x_visit(x, CG_ROLE_READ);
            if (narrowed)
                cg_x_widen(x);
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
    cg_x_tests tests = {.count = 0}, others = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x) && seen++ == 1) {
            py_tests_begin(x, cg_x_node(x), true, cg_x_text(x, first), &tests);
            py_tests_begin(x, cg_x_node(x), false, cg_x_text(x, cg_x_named_child(node, 2)),
                           &others);
            py_visit_condition(x);
            py_tests_end(x, &others);
            py_tests_end(x, &tests);
        }
    }
    seen = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || seen > 2 || seen++ == 1)
            continue;
        values[seen - 1] = cg_x_visit_narrowed(x, seen == 1 ? &tests : &others);
    }
    return py_either(x, values[0], values[2]);
}

/* ---- operators: their values are what special methods give ---- */

static const struct {
    const char *operator, * method, *reflected;
    uint8_t plain, of_right, in_place; /* cg_operation */
} operators[] = {
#define OPERATOR(sign, name, word)                                                                 \
    {                                                                                              \
        sign, "__" word "__", "__r" word "__", CG_OPERATION_##name, CG_OPERATION_R##name,          \
            CG_OPERATION_I##name                                                                   \
    }
    OPERATOR("+", ADD, "add"),         OPERATOR("-", SUB, "sub"),
    OPERATOR("*", MUL, "mul"),         OPERATOR("@", MATMUL, "matmul"),
    OPERATOR("/", TRUEDIV, "truediv"), OPERATOR("//", FLOORDIV, "floordiv"),
    OPERATOR("%", MOD, "mod"),         OPERATOR("**", POW, "pow"),
    OPERATOR("|", OR, "or"),           OPERATOR("&", AND, "and"),
    OPERATOR("^", XOR, "xor"),         OPERATOR("<<", LSHIFT, "lshift"),
    OPERATOR(">>", RSHIFT, "rshift"),
#undef OPERATOR
};

cg_operation py_operation_in_place(cg_str sign)
{
    if (!cg_str_ends(sign, CG_STR("=")))
        return CG_OPERATION_NONE;
    sign.len--;
    for (size_t i = 0; i < CG_ARRAY_LEN(operators); i++)
        if (cg_str_eq(sign, cg_str_from(operators[i].operator)))
            return operators[i].in_place;
    return CG_OPERATION_NONE;
}

/* "… %s" % value: what is written in place of the only mark. */
static void operate_on_formatted(cg_extract *x, cg_str format, uint32_t value)
{
    ptrdiff_t mark = cg_str_find(format, '%');
    cg_str rest = mark < 0 ? CG_STR_NULL : cg_str_slice(format, (size_t)mark + 1, format.len);
    if (rest.len > 0 && cg_str_find(rest, '%') < 0 && (rest.ptr[0] == 's' || rest.ptr[0] == 'r'))
        cg_x_operate(x, value, rest.ptr[0] == 's' ? CG_OPERATION_STR : CG_OPERATION_REPR);
}

/* a + b: what a's method gives, or b's where a is a plain literal. */
uint32_t py_on_binary(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE) /* A | B */
        return py_on_union_type(x, role);
    cg_str operator= CG_STR_NULL;
    TSNode first = cg_x_child(x, cg_x_node(x), PY_F_left);
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
    if (!of_left && cg_x_token_of(x, first) == PY_STRING && cg_str_eq(operator, CG_STR("%")))
        operate_on_formatted(x, cg_x_text(x, first), right);
    for (size_t i = 0; i < CG_ARRAY_LEN(operators); i++) {
        if (!cg_str_eq(operator, cg_str_from(operators[i].operator)))
            continue;
        if (of_left)
            left = cg_x_operate(x, left, operators[i].plain);
        else
            right = cg_x_operate(x, right, operators[i].of_right);
        return of_left ? cg_x_key(x, left, cg_str_from(operators[i].method))
                       : cg_x_key(x, py_is_telling(x, right) ? right : CG_NONE,
                                  cg_str_from(operators[i].reflected));
    }
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
    value = cg_x_operate(x, value,
                         sign == '-'   ? CG_OPERATION_NEG
                         : sign == '+' ? CG_OPERATION_POS
                                       : CG_OPERATION_INVERT);
    return cg_x_key(x, value,
                    sign == '-'   ? CG_STR("__neg__")
                    : sign == '+' ? CG_STR("__pos__")
                                  : CG_STR("__invert__"));
}

uint32_t py_on_not(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            py_visit_condition(x);
    }
    return CG_NONE;
}

/* What a comparison asks: of the right side where it is `in`, else of the left one. What is compared with a literal is
 * mostly one itself; of local names, which are kept for this alone, that is not told. */
static void operate_on_compared(cg_extract *x, cg_str sign, TSNode node, uint32_t left,
                                uint32_t right)
{
    static const struct {
        const char *sign;
        uint8_t operation;
    } comparisons[] = {{"==", CG_OPERATION_EQ}, {"!=", CG_OPERATION_NE}, {"<", CG_OPERATION_LT},
                       {"<=", CG_OPERATION_LE}, {">", CG_OPERATION_GT},  {">=", CG_OPERATION_GE}};
    if (cg_str_eq(sign, CG_STR("in")) || cg_str_eq(sign, CG_STR("not in")))
        cg_x_operate(x, right, CG_OPERATION_CONTAINS);
    if (!py_is_telling(x, right) && cg_x_token_of(x, node) == PY_IDENTIFIER)
        return;
    for (size_t i = 0; i < CG_ARRAY_LEN(comparisons); i++)
        if (cg_str_eq(sign, cg_str_from(comparisons[i].sign)))
            cg_x_operate(x, left, comparisons[i].operation);
}

uint32_t py_on_comparison(cg_extract *x, cg_role role)
{
    (void)role;
    cg_str sign = CG_STR_NULL;
    TSNode before = {0};
    uint32_t left = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x)) {
            sign = cg_x_text(x, cg_x_node(x));
            continue;
        }
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (sign.len > 0)
            operate_on_compared(x, sign, before, left, value);
        left = value;
        before = cg_x_node(x);
    }
    return CG_NONE;
}

/* `assert test`, `if test` of a comprehension: what stands first. */
uint32_t py_on_test(cg_extract *x, cg_role role)
{
    (void)role;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (first)
            py_visit_condition(x);
        else
            cg_x_visit(x, CG_ROLE_READ);
        first = false;
    }
    return CG_NONE;
}

/* {value} of a string, with or without !r. */
uint32_t py_on_interpolation(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    cg_operation operation = CG_OPERATION_FORMAT;
    CG_X_EACH_CHILD (x) {
        cg_str text = cg_x_text(x, cg_x_node(x));
        if (cg_x_token(x) == PY_TYPE_CONVERSION)
            operation = cg_str_eq(text, CG_STR("!s")) ? CG_OPERATION_STR : CG_OPERATION_REPR;
        else if (cg_x_field(x) == PY_F_expression)
            value = cg_x_visit(x, CG_ROLE_READ);
        else
            cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_operate(x, value, operation);
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
