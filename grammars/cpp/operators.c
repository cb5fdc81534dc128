// SPDX-License-Identifier: Apache-2.0
// operators: expressions that may call a function of the program. Each is written down as a member `operator+`
// of its left operand, unless both operands are literals; that what they name is declared with a type of the
// language is known when the file is read (resolve_operators.c).
#include "cpp_int.h"

#define DEPTH_MAX 16u

/** How often the address of the value that handlers give for `node` is taken there, less how often it is led to. What is led
 *  to by an operator is said by the operator's reference, but for `*this`. */
int cpp_level(const cg_extract *x, TSNode node)
{
    int level = 0;
    for (unsigned depth = 0; depth < DEPTH_MAX && !cf_null(node); depth++) {
        switch (cg_x_token_of(x, node)) {
        case T_PAREN: node = cg_x_named_child(node, 0); break;
        case T_CONDITIONAL: node = cg_x_child(x, node, F_CONSEQUENCE); break;
        case T_POINTER: {
            TSNode argument = cg_x_child(x, node, F_ARGUMENT);
            bool address = cg_x_token_of(x, ts_node_child(node, 0)) == T_AMPERSAND;
            if (!address && !cpp_is_this(x, argument))
                return level;
            level += address ? 1 : -1;
            node = argument;
            break;
        }
        case T_NEW: return level + 1;
        default: return level;
        }
    }
    return level;
}

bool cpp_is_this(const cg_extract *x, TSNode node)
{
    for (unsigned depth = 0; depth < DEPTH_MAX && cg_x_token_of(x, node) == T_PAREN; depth++)
        node = cg_x_named_child(node, 0);
    return cg_x_token_of(x, node) == T_THIS;
}

/** Of no class: what is written down, sizes, and what comparisons give. */
static bool is_plain(const cg_extract *x, TSNode node)
{
    switch (cg_x_token_of(x, node)) {
    case T_NUMBER:
    case T_CHAR_LITERAL:
    case T_STRING_LITERAL:
    case T_CONCATENATED:
    case T_RAW_STRING:
    case T_TRUE:
    case T_FALSE:
    case T_NULL:
    case T_SIZEOF: return true;
    case T_PAREN: return is_plain(x, cg_x_named_child(node, 0));
    case T_UNARY: return is_plain(x, cg_x_child(x, node, F_ARGUMENT));
    default: return false;
    }
}

#define NAME_MAX_LEN 24u

/** The reference of an operator that stands at `at`. `args`: operands behind the first. */
static uint32_t apply(cg_extract *x, uint32_t left, cg_str op, TSNode at, unsigned args)
{
    char name[NAME_MAX_LEN] = "operator";
    size_t word = sizeof "operator" - 1, len = CG_MIN(op.len, sizeof name - word);
    memcpy(name + word, op.ptr, len);
    uint32_t ref = cg_x_member_text(x, left, (cg_str){name, word + len}, at, CG_ROLE_CALL);
    cg_x_ref_set_args(x, ref, args, false);
    return ref;
}

static bool is_text(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, node);
    return token == T_STRING_LITERAL || token == T_CONCATENATED || token == T_RAW_STRING;
}

static bool is_real(const cg_extract *x, TSNode node)
{
    return cg_x_token_of(x, node) == T_NUMBER && cg_str_find(cg_x_text(x, node), '.') >= 0;
}

typedef struct operands {
    TSNode left, right, at;
    uint32_t left_value, right_value;
} operands;

#define NO_OPERANDS ((operands){.left_value = CG_NONE, .right_value = CG_NONE})

static uint32_t apply_two(cg_extract *x, const operands *o, cg_str op)
{
    unsigned form = cg_form_set(CG_FORM_APPLIED, CG_FORM_LEFT, cpp_level(x, o->left));
    uint32_t right = o->right_value, ref = apply(x, o->left_value, op, o->at, 1);
    if (right == CG_NONE && (is_text(x, o->right) || is_real(x, o->right)))
        right = cpp_literal(x, o->right); /* whole numbers suit all that take some */
    cg_x_hint_argument(x, ref, 0, right, CG_STR_NULL);
    int level = right == CG_NONE && is_plain(x, o->right) ? CG_FORM_NUMBER : cpp_level(x, o->right);
    cg_x_ref_set_form(x, ref, cg_form_set(form, CG_FORM_RIGHT, level));
    return ref;
}

/** Nobody overloads these, and what others give has no members that anybody asks for. */
static bool is_logical(cg_str op)
{
    return cg_str_eq(op, CG_STR("&&")) || cg_str_eq(op, CG_STR("||")) ||
           cg_str_eq(op, CG_STR("and")) || cg_str_eq(op, CG_STR("or"));
}

static bool compares(cg_str op)
{
    return cg_str_starts(op, CG_STR("==")) || cg_str_starts(op, CG_STR("!=")) ||
           ((op.ptr[0] == '<' || op.ptr[0] == '>') && (op.len == 1 || op.ptr[1] == '='));
}

/** The operand under the cursor, or the operator. */
static void take_part(cg_extract *x, operands *o, cg_role left)
{
    switch (cg_x_field(x)) {
    case F_LEFT:
        o->left = cg_x_node(x);
        o->left_value = cg_x_visit(x, left);
        break;
    case F_RIGHT:
        o->right = cg_x_node(x);
        o->right_value = cg_x_visit(x, CG_ROLE_READ);
        break;
    case F_OPERATOR: o->at = cg_x_node(x); break;
    default: break;
    }
}

uint32_t cpp_binary(cg_extract *x, cg_role role)
{
    (void)role;
    operands o = NO_OPERANDS;
    CG_X_EACH_CHILD (x)
        take_part(x, &o, CG_ROLE_READ);
    cg_str op = cf_null(o.at) ? CG_STR_NULL : cg_x_text(x, o.at);
    if (op.len == 0 || is_logical(op) || (o.left_value == CG_NONE && o.right_value == CG_NONE) ||
        (is_plain(x, o.left) && is_plain(x, o.right)))
        return CG_NONE;
    uint32_t ref = apply_two(x, &o, op);
    return compares(op) ? CG_NONE : cg_x_result(x, ref);
}

uint32_t cpp_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    operands o = NO_OPERANDS;
    uint32_t outer = st->ctx.init_base;
    bool plain = cg_x_token_of(x, cg_x_child(x, cg_x_node(x), F_OPERATOR)) == T_ASSIGN;
    CG_X_EACH_CHILD (x) {
        take_part(x, &o, plain ? CG_ROLE_WRITE : CG_ROLE_READ_WRITE);
        st->ctx.init_base = o.left_value;
    }
    st->ctx.init_base = outer;
    if (o.left_value != CG_NONE && !cf_null(o.at))
        (void)apply_two(x, &o, cg_x_text(x, o.at));
    return o.left_value;
}

/** Of one operand; `args`: 1 behind it, where ++ and -- have a number that nobody passes. */
static uint32_t apply_one(cg_extract *x, TSNode argument, uint32_t value, TSNode at, unsigned args)
{
    uint32_t ref = apply(x, value, cg_x_text(x, at), at, args);
    cg_x_ref_set_form(x, ref, cg_form_set(CG_FORM_APPLIED, CG_FORM_LEFT, cpp_level(x, argument)));
    return ref;
}

uint32_t cpp_unary(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x), at = ts_node_child(node, 0);
    TSNode argument = cg_x_child(x, node, F_ARGUMENT);
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_ARGUMENT)
            value = cg_x_visit(x, CG_ROLE_READ);
    if (value == CG_NONE || is_plain(x, argument) || cg_x_text(x, at).ptr[0] == '!' ||
        cg_str_eq(cg_x_text(x, at), CG_STR("not"))) /* which next to nobody overloads */
        return CG_NONE;
    return cg_x_result(x, apply_one(x, argument, value, at, 0));
}

uint32_t cpp_update(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x), at = cg_x_child(x, node, F_OPERATOR);
    TSNode argument = cg_x_child(x, node, F_ARGUMENT);
    bool behind = ts_node_start_byte(at) > ts_node_start_byte(argument);
    uint32_t value = cf_update(x, role);
    if (value != CG_NONE)
        (void)apply_one(x, argument, value, at, behind);
    return value;
}

/** *p: what it leads to. The address of something is that again. */
uint32_t cpp_pointer(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x), at = ts_node_child(node, 0);
    TSNode argument = cg_x_child(x, node, F_ARGUMENT);
    uint32_t value = cf_pointer(x, role);
    if (value == CG_NONE || role == CG_ROLE_CALL || cg_x_token_of(x, at) == T_AMPERSAND ||
        cpp_is_this(x, argument))
        return value;
    return cg_x_result(x, apply_one(x, argument, value, at, 0));
}

uint32_t cpp_subscript(cg_extract *x, cg_role role)
{
    operands o = NO_OPERANDS;
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_ARGUMENT) {
            o.left = cg_x_node(x);
            o.left_value = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_token(x) == T_SUBSCRIPT_ARGUMENTS) {
            o.at = cg_x_node(x);
            o.right = cg_x_named_child(o.at, 0);
            CG_X_EACH_CHILD (x)
                if (cg_x_named(x))
                    o.right_value = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_named(x)) {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    if (o.left_value == CG_NONE || cf_null(o.at))
        return o.left_value;
    return cg_x_result(x, apply_two(x, &o, CG_STR("[]")));
}

uint32_t cpp_field(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE, member = CG_NONE;
    TSNode argument = {0};
    bool arrow = false;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_ARGUMENT) {
            argument = cg_x_node(x);
            value = cg_x_visit(x, CG_ROLE_READ);
        } else if (field == F_FIELD) {
            member = cg_x_token(x) == T_FIELD_IDENTIFIER ? cg_x_member(x, value, cg_x_node(x), role)
                                                         : cpp_member(x, value, role);
        } else {
            arrow |= cg_x_token(x) == T_ARROW;
        }
    }
    if (arrow && value != CG_X_SELF)
        cg_x_ref_set_form(x, member,
                          cg_form_set(CG_FORM_ARROW, CG_FORM_LEFT, cpp_level(x, argument)));
    return member;
}
