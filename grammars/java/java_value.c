// SPDX-License-Identifier: Apache-2.0
// Java literals, operators and arrays: what type their values have. Overloads are chosen by them.
#include "java_int.h"

/* ---- literals ---- */

static uint32_t literal(cg_extract *x, const char *word)
{
    return cg_x_literal(x, cg_x_node(x), word);
}

/* The last character of the literal under the cursor, in lower case. */
static char suffix(const cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    return text.len ? (char)(text.ptr[text.len - 1] | 32) : ' ';
}

uint32_t java_string(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, "String");
}

uint32_t java_char(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, "char");
}

uint32_t java_integer(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, suffix(x) == 'l' ? "long" : "int");
}

uint32_t java_floating(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, suffix(x) == 'f' ? "float" : "double");
}

uint32_t java_boolean(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, "boolean");
}

uint32_t java_null(cg_extract *x, cg_role role)
{
    (void)role;
    return literal(x, "null");
}

/* `Foo.class`: a member of the type, which the language makes. */
uint32_t java_class_literal(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    TSNode word = cg_x_node(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return cg_x_member_text(x, type, CG_STR("class"), word, CG_ROLE_NONE);
}

/* ---- operators ---- */

/* Of two operands of arithmetic, the one whose type the result has: numbers are promoted to the wider
 *  one. Of what is no literal the left one is as good a guess as any. */
static uint32_t promoted(const cg_extract *x, uint32_t left, uint32_t right)
{
    static const char *const wide[] = {"double", "float", "long"};
    cg_str words[] = {cg_x_literal_word(x, left), cg_x_literal_word(x, right)};
    for (size_t i = 0; i < CG_ARRAY_LEN(wide); i++) {
        if (cg_str_eq(words[0], cg_str_from(wide[i])))
            return left;
        if (cg_str_eq(words[1], cg_str_from(wide[i])))
            return right;
    }
    return words[0].len > 0 || left == CG_NONE ? right : left;
}

static bool is_string(const cg_extract *x, uint32_t value)
{
    return cg_str_eq(cg_x_literal_word(x, value), CG_STR("String"));
}

/* Comparisons and logic give a boolean: == != < > <= >= && ||, but not << >> >>> & |. */
static bool gives_boolean(cg_str operator)
{
    char first = operator.ptr[0], last = operator.ptr[operator.len - 1];
    if (operator.len == 1)
        return first == '<' || first == '>';
    return last == '=' || last == '&' || last == '|';
}

uint32_t java_binary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t left = CG_NONE, right = CG_NONE;
    cg_str operator= CG_STR("+");
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_LEFT: left = cg_x_visit(x, CG_ROLE_READ); break;
        case F_OPERATOR: operator= cg_x_text(x, cg_x_node(x)); break;
        default: right = cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    if (operator.len == 0 || gives_boolean(operator))
        return literal(x, "boolean");
    if (operator.ptr[0] == '+' &&(is_string(x, left) || is_string(x, right)))
        return literal(x, "String");
    return promoted(x, left, right);
}

uint32_t java_unary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    bool negated = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_OPERATOR)
            negated = cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("!"));
        else
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    return negated ? literal(x, "boolean") : value;
}

/* Constants of type int take the type of another branch, as far as primitive types go, and null any. */
static bool is_open(const cg_extract *x, uint32_t value)
{
    cg_str word = cg_x_literal_word(x, value);
    return cg_str_eq(word, CG_STR("null")) || cg_str_eq(word, CG_STR("int"));
}

void java_branch(cg_extract *x, java_branches *to, uint32_t value)
{
    cg_str word = cg_x_literal_word(x, value);
    if (value == CG_NONE || to->count == JAVA_BRANCHES_MAX)
        return;
    for (unsigned i = 0; i < to->count; i++)
        if (word.len > 0 && cg_str_eq(cg_x_literal_word(x, to->list[i]), word))
            return;
    to->list[to->count++] = value;
}

/* Those that tell a type, or else the first, int rather than null. */
static java_branches telling(const cg_extract *x, const java_branches *all)
{
    java_branches kept = {.count = 0};
    for (unsigned i = 0; i < all->count; i++)
        if (!is_open(x, all->list[i]))
            kept.list[kept.count++] = all->list[i];
    for (unsigned i = 0; i < all->count && kept.count == 0; i++)
        if (i + 1 == all->count || !cg_str_eq(cg_x_literal_word(x, all->list[i]), CG_STR("null")))
            kept.list[kept.count++] = all->list[i];
    return kept;
}

/* Which type that is java_item tells. */
uint32_t java_branches_value(cg_extract *x, const java_branches *branches)
{
    java_branches kept = telling(x, branches);
    bool literals = true;
    for (unsigned i = 0; i < kept.count; i++)
        literals &= cg_x_literal_word(x, kept.list[i]).len > 0;
    uint32_t value = kept.count > 0 ? kept.list[0] : CG_NONE;
    for (unsigned i = 1; i < kept.count && literals; i++)
        value = promoted(x, value, kept.list[i]);
    if (kept.count < 2 || literals)
        return value;
    uint32_t all = cg_x_collection(x, cg_x_node(x), "?:");
    for (unsigned i = 0; i < kept.count; i++)
        cg_x_hint_type_arg(x, all, i, kept.list[i]);
    return cg_x_item(x, all, 0);
}

uint32_t java_ternary(cg_extract *x, cg_role role)
{
    (void)role;
    java_given given = java_given_here(x);
    java_branches branches = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_CONSEQUENCE && cg_x_field(x) != F_ALTERNATIVE)
            (void)cg_x_visit(x, CG_ROLE_READ);
        else
            java_branch(x, &branches, java_visit_given(x, given.to, given.arg));
    }
    return java_branches_value(x, &branches);
}

/* ---- arrays ---- */

uint32_t java_new_array(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    unsigned dimensions = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
            continue;
        }
        bool sized = cg_x_named_count(cg_x_node(x)) > 0;
        if (cg_x_field(x) == F_DIMENSIONS) /* [n], or any number of [] */
            dimensions += sized ? 1 : java_dimensions(x, cg_x_node(x));
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return java_array(x, type, dimensions);
}
