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

/* Comparisons and what connects them give a bool; the rest has the type of its operands, of which an
 * untyped constant takes the other's. */
static bool keeps_type(cg_str sign)
{
    static const cg_str others[] = {CG_STR("=="), CG_STR("!="), CG_STR("<"),  CG_STR("<="),
                                    CG_STR(">"),  CG_STR(">="), CG_STR("&&"), CG_STR("||")};
    for (size_t i = 0; i < CG_ARRAY_LEN(others); i++)
        if (cg_str_eq(sign, others[i]))
            return false;
    return true;
}

uint32_t go_operator(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool keeps = keeps_type(cg_x_text(x, cg_x_child(x, cg_x_node(x), GO_F_OPERATOR)));
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t operand = cg_x_visit(x, CG_ROLE_READ);
        if (value == CG_NONE)
            value = operand;
    }
    return keeps ? value : CG_NONE;
}

/* &v and *v have the members of v, -v its type; what <-v gives those of its elements. */
uint32_t go_unary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    TSNode sign = cg_x_child(x, cg_x_node(x), GO_F_OPERATOR);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    if (cg_x_token_of(x, sign) == GO_T_ARROW)
        return cg_x_element(x, value);
    return cg_str_eq(cg_x_text(x, sign), CG_STR("!")) ? CG_NONE : value;
}

static uint32_t index_operand(cg_extract *x)
{
    uint32_t operand = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (first)
            operand = value;
        first = false;
    }
    return operand;
}

/* f[T] that is called. */
static uint32_t generic_callee(cg_extract *x)
{
    uint32_t callee = CG_NONE;
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (n == 0)
            callee = cg_x_visit(x, CG_ROLE_CALL);
        else
            cg_x_hint_type_arg(x, callee, n - 1, cg_x_visit(x, CG_ROLE_TYPE));
        n++;
    }
    return callee;
}

/* What is in brackets can but be a type: "f[int](v)". Of a name, linking tells whether it is an index. */
static bool names_type(cg_extract *x, TSNode index)
{
    switch (cg_x_token_of(x, index)) {
    case GO_T_IDENTIFIER:
    case GO_T_TYPE_IDENTIFIER: return go_is_builtin_type(cg_x_text(x, index));
    case GO_T_GENERIC_TYPE:
    case GO_T_POINTER_TYPE:
    case GO_T_SLICE_TYPE:
    case GO_T_ARRAY_TYPE:
    case GO_T_MAP_TYPE:
    case GO_T_STRUCT_TYPE:
    case GO_T_INTERFACE_TYPE: return true;
    default: return false;
    }
}

#define TYPE_ARGS_MAX 8u

/* What may name a generic function or type, and what in brackets behind it a type: else it is an index. */
static bool may_be_generic(cg_extract *x, TSNode operand)
{
    uint32_t token = cg_x_token_of(x, operand);
    return token == GO_T_IDENTIFIER || token == GO_T_SELECTOR;
}

static bool may_be_type(cg_extract *x, TSNode index)
{
    uint32_t token = cg_x_token_of(x, index);
    bool pointer = token == GO_T_UNARY && cg_str_starts(cg_x_text(x, index), CG_STR("*"));
    return token == GO_T_IDENTIFIER || token == GO_T_SELECTOR || token == GO_T_INDEX || pointer ||
           names_type(x, index);
}

static uint32_t element_or_instance(cg_extract *x)
{
    TSNode node = cg_x_node(x);
    bool generic =
        may_be_generic(x, cg_x_named_child(node, 0)) && may_be_type(x, cg_x_named_child(node, 1));
    uint32_t operand = CG_NONE, indices[TYPE_ARGS_MAX];
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (n == 0)
            operand = value;
        else if (n <= TYPE_ARGS_MAX)
            indices[n - 1] = value;
        n++;
    }
    return generic ? cg_x_indexed(x, operand, indices, CG_MIN(n - 1, TYPE_ARGS_MAX))
                   : cg_x_element(x, operand);
}

uint32_t go_index(cg_extract *x, cg_role role)
{
    bool call = role == CG_ROLE_CALL;
    TSNode node = cg_x_node(x);
    bool several = cg_x_named_count(node) > 2; /* only types can be */
    if (call && (several || names_type(x, cg_x_named_child(node, 1))))
        return generic_callee(x);
    uint32_t element = element_or_instance(x);
    return call ? cg_x_call(x, element) : element;
}

uint32_t go_slice(cg_extract *x, cg_role role)
{
    (void)role;
    return index_operand(x);
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

/* ---- what is in brackets, read as types ---- */

/* Cursor on what the grammar takes for a type where it is a value. */
static uint32_t value_read_as_type(cg_extract *x)
{
    uint32_t token = cg_x_token(x), value = CG_NONE;
    if (token == GO_T_TYPE_IDENTIFIER)
        return cg_x_ref(x, cg_x_node(x), CG_ROLE_READ);
    if (token != GO_T_QUALIFIED_TYPE)
        return cg_x_visit(x, CG_ROLE_READ);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        value = value == CG_NONE ? cg_x_ref(x, cg_x_node(x), CG_ROLE_READ)
                                 : cg_x_member(x, value, cg_x_node(x), CG_ROLE_READ);
    }
    return value;
}

uint32_t go_instantiation(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t operand = CG_NONE, given[TYPE_ARGS_MAX];
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) == GO_F_TYPE)
            operand = value_read_as_type(x);
        else if (n < TYPE_ARGS_MAX)
            given[n++] = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return cg_x_indexed(x, operand, given, n);
}

/* Cursor on a list of type arguments that is one index. */
static uint32_t index_read_as_types(cg_extract *x)
{
    uint32_t index = CG_NONE;
    CG_X_EACH_CHILD (x) { /* type_elem */
        CG_X_EACH_CHILD (x) {
            if (cg_x_named(x))
                index = value_read_as_type(x);
        }
    }
    return index;
}

/* "handlers[i]" or "f[t]", read as a generic type. */
static uint32_t element_read_as_type(cg_extract *x)
{
    uint32_t operand = CG_NONE, index = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) == GO_F_TYPE)
            operand = value_read_as_type(x);
        else
            index = index_read_as_types(x);
    }
    return cg_x_indexed(x, operand, &index, 1);
}

/* A list of type arguments holds types, not an index that was read as one. */
static bool holds_types(cg_extract *x, TSNode list)
{
    TSNode arg = cg_x_named_child(cg_x_named_child(list, 0), 0);
    return cg_x_named_count(list) > 1 || names_type(x, arg);
}

/* ---- calls ---- */

typedef struct args {
    unsigned count;
    bool spread;
    uint32_t first;
} args;

#define ARGS_STATED 6u /* more do not tell the types of a generic function */

static args visit_args(cg_extract *x, uint32_t callee)
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
        if (a.count == 0)
            a.first = value;
        if (a.count < ARGS_STATED && cg_x_literal_word(x, value).len == 0)
            cg_x_hint_argument(x, callee, a.count, value, CG_STR_NULL);
        a.count++;
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

/* "(*T)(v)" and "(f)(v)" name what is called in parentheses. What an expression gives is called by no name: f()(v). */
static uint32_t visit_callee(cg_extract *x)
{
    bool wrapped = cg_x_token(x) == GO_T_PARENTHESES;
    TSNode inner = wrapped ? cg_x_named_child(cg_x_node(x), 0) : cg_x_node(x);
    uint32_t callee = cg_x_visit(x, CG_ROLE_CALL);
    if (wrapped && cg_x_token_of(x, inner) != GO_T_FUNC_LITERAL)
        cg_x_ref_set_role(x, callee, CG_ROLE_CALL);
    return cg_x_is_callee(x, callee) ? callee : cg_x_call(x, callee);
}

uint32_t go_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t callee = CG_NONE, first = CG_NONE;
    maker made = MAKER_NONE;
    TSNode list = cg_x_child(x, cg_x_node(x), GO_F_TYPE_ARGUMENTS);
    bool index = !ts_node_is_null(list) && !holds_types(x, list); /* handlers[a.i](v) */
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t field = cg_x_field(x);
        if (field == GO_F_FUNCTION) {
            made = maker_of(x, cg_x_node(x));
            if (made != MAKER_NEW)
                callee = index ? cg_x_visit(x, CG_ROLE_READ) : visit_callee(x);
        } else if (field == GO_F_ARGUMENTS) {
            args a = visit_args(x, callee);
            cg_x_ref_set_args(x, callee, a.count, a.spread);
            first = a.first;
        } else if (index) {
            uint32_t at = index_read_as_types(x);
            callee = cg_x_call(x, cg_x_indexed(x, callee, &at, 1));
        } else {
            go_type_args(x, callee);
        }
    }
    if (made == MAKER_NEW)
        cg_x_ref_set_role(x, first, CG_ROLE_NEW);
    return made == MAKER_NONE ? cg_x_result(x, callee) : first;
}

/* "f[int](v)" and "handlers[i](v)" read like conversions to a generic type: a callee. */
static uint32_t generic_conversion(cg_extract *x)
{
    if (holds_types(x, cg_x_child(x, cg_x_node(x), GO_F_TYPE_ARGUMENTS)))
        return cg_x_visit(x, CG_ROLE_CALL);
    return cg_x_call(x, element_read_as_type(x));
}

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
            type = generic ? generic_conversion(x) : cg_x_visit(x, CG_ROLE_TYPE);
            cg_x_ref_set_args(x, generic ? type : CG_NONE, 1, false);
        } else {
            uint32_t value = cg_x_visit(x, CG_ROLE_READ);
            if (generic && cg_x_literal_word(x, value).len == 0)
                cg_x_hint_argument(x, type, 0, value, CG_STR_NULL);
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
    uint32_t bound = bound_function(x), result = CG_NONE;
    go_params params = {.count = 0};
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case GO_F_PARAMETERS: params = go_visit_params(x, true, CG_BIND_PARAM); break;
        case GO_F_RESULT:
            if (bound != CG_NONE)
                cg_x_def_set_type(x, bound, go_visit_result(x, bound, true));
            else
                result = go_visit_function_result(x, true);
            break;
        case GO_F_BODY: (void)cg_x_visit_children(x); break;
        default: break;
        }
    }
    cg_x_scope_close(x);
    return bound != CG_NONE ? CG_NONE : go_function_value(x, &params, result);
}
