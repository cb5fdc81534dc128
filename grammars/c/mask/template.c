// SPDX-License-Identifier: Apache-2.0
// mask, template: heads of templates: parameters and constraints that macros write, and what is required.
#include "mask.h"

/** What is given to a macro cannot be read as parameters. */
static bool is_expression_token(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    if (t->kind == MASK_PUNCT)
        return t->word == MASK_P_AND || t->word == MASK_P_OTHER || t->word == '!' ||
               t->word == '?' || t->word == '+' || t->word == '-';
    return t->kind == MASK_STRING || t->kind == MASK_LITERAL || mask_is_word(m, i, MASK_W_EXPR);
}

/** NAME, ... NAME or NAME = … behind a macro: the parameter that it constrains. */
static bool names_parameter(const mask *m, size_t i)
{
    i += mask_is(m, i, MASK_P_DOTS);
    return mask_is_word(m, i, MASK_W_PLAIN) &&
           (mask_is(m, i + 1, ',') || mask_is(m, i + 1, '>') || mask_is(m, i + 1, '='));
}

/** The token behind a::b<c>::d; `i`: no such name stands there. */
static size_t concept_end(const mask *m, size_t i)
{
    size_t from = i;
    i += mask_is(m, i, MASK_P_SCOPE);
    while (mask_is_word(m, i, MASK_W_PLAIN)) {
        size_t after = mask_is(m, i + 1, '<') ? mask_after_angles(m, i + 1) : i + 1;
        if (after == i + 1 && mask_is(m, after, '<'))
            return from;
        if (!mask_is(m, after, MASK_P_SCOPE))
            return after;
        i = after + 1;
    }
    return from;
}

/** CONCEPT(a::b<c>) T, which says `a::b<c> T` to compilers that know it; of what is no name the parameter alone stays. */
static void mask_constraint(mask *m, size_t i, size_t after)
{
    if (concept_end(m, i + 2) == after - 1) {
        mask_blank(m, i, i + 2);
        mask_blank(m, after - 1, after);
        return;
    }
    uint32_t start = mask_at(m, i)->start;
    mask_blank(m, i, after);
    mask_bytes(m, start, mask_at(m, i + 1)->start + 1, "typename");
}

/** ENABLE_IF(!condition), REQUIRES("why", condition) as a parameter: stands for some type and its value. */
static void mask_condition_parameter(mask *m, size_t i)
{
    size_t after = mask_after_parens(m, i + 1);
    bool first = mask_is(m, i - 1, ',') || mask_is(m, i - 1, '<');
    if (!first || after == i + 1)
        return;
    if (names_parameter(m, after)) {
        mask_constraint(m, i, after);
        return;
    }
    if (!mask_is(m, after, ',') && !mask_is(m, after, '>'))
        return;
    for (size_t k = i + 2; k < after; k++)
        if (is_expression_token(m, k)) {
            mask_blank(m, i + 1, after);
            mask_bytes(m, mask_at(m, i)->start, mask_at(m, i + 1)->start, "int");
            return;
        }
}

void mask_template_head(mask *m, size_t i, size_t end)
{
    for (; i + 1 < end; i++) {
        if (mask_is(m, i, '*') && mask_is(m, i + 1, '='))
            mask_unnamed_default(m, i);
        else if (mask_is_word(m, i, MASK_W_PLAIN) && mask_is(m, i + 1, '('))
            mask_condition_parameter(m, i);
    }
}

static bool is_requires(const mask *m, size_t i)
{
    return mask_is_word(m, i, MASK_W_AFTER) && cg_str_eq(mask_text(m, i), CG_STR("requires"));
}

/** A<T>, (a && b), requires (T t) { … }: the token behind what && and || may join; `i`: nothing of the kind. */
static size_t constraint_end(const mask *m, size_t i)
{
    if (mask_is(m, i, '('))
        return mask_after_parens(m, i);
    if (mask_at(m, i)->kind == MASK_LITERAL || mask_is_word(m, i, MASK_W_EXPR))
        return i + 1;
    if (!is_requires(m, i))
        return concept_end(m, i);
    size_t open = i + 1;
    if (mask_is(m, open, '('))
        open = mask_after_parens(m, open);
    size_t after = mask_is(m, open, '{') ? mask_after_parens(m, open) : open;
    return after > open ? after : i;
}

static bool joins(const mask *m, size_t i)
{
    return mask_is(m, i, MASK_P_AND) ||
           (mask_at(m, i)->kind == MASK_PUNCT && cg_str_eq(mask_text(m, i), CG_STR("||")));
}

size_t mask_requires(const mask *m, size_t i)
{
    if (!is_requires(m, i))
        return i;
    for (size_t at = i + 1;;) {
        size_t after = constraint_end(m, at);
        if (after == at)
            return i;
        if (!joins(m, after))
            return after;
        at = after + 1;
    }
}

/** A<T> AND B<T>: macros that are spelt like the operators. */
static bool mask_joint(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i), *before = mask_at(m, i - 1), *next = mask_at(m, i + 1);
    bool between =
        (mask_is(m, i - 1, '>') || mask_is(m, i - 1, ')') || before->kind == MASK_WORD) &&
        (next->kind == MASK_WORD || mask_is(m, i + 1, '(') || mask_is(m, i + 1, '!') ||
         mask_is(m, i + 1, MASK_P_SCOPE));
    cg_str name = mask_text(m, i);
    bool ands = cg_str_ends(name, CG_STR("AND")) || cg_str_ends(name, CG_STR("and"));
    bool ors = cg_str_ends(name, CG_STR("OR")) || cg_str_ends(name, CG_STR("or"));
    if (!between || !mask_is_word(m, i, MASK_W_PLAIN) || !(ands || ors))
        return false;
    mask_bytes(m, t->start, t->start + t->len, ands ? "&&" : "||");
    return true;
}

/** (requires A<T> AND B<T>) as `requires A<T> && B<T>`, as far as the grammar can read that; else it goes. */
static void mask_required(mask *m, size_t open, size_t after)
{
    size_t at = open + 2;
    for (;;) {
        size_t next = constraint_end(m, at);
        if (next == at || next >= after)
            break;
        if (next == after - 1) {
            mask_blank(m, open, open + 1);
            mask_blank(m, next, after);
            return;
        }
        if (!joins(m, next) && !mask_joint(m, next))
            break;
        at = next + 1;
    }
    mask_blank(m, open, after);
}

size_t mask_written_template(mask *m, size_t i)
{
    const mask_token *name = mask_at(m, i);
    bool keyword = name->word == MASK_W_TEMPLATE;
    size_t open = i + 1, required = mask_is(m, open, '(') ? mask_after_parens(m, open) : open;
    size_t after =
        required > open && mask_is(m, required, '(') ? mask_after_parens(m, required) : i;
    if (name->kind != MASK_WORD || (!keyword && name->word != MASK_W_PLAIN) || name->len < 8 ||
        after <= required || !is_requires(m, required + 1))
        return i;
    mask_token *less = &m->tokens.ptr[open], *greater = &m->tokens.ptr[required - 1];
    if (!keyword)
        mask_bytes(m, name->start, name->start + name->len, "template");
    less->word = '<';
    greater->word = '>';
    mask_bytes(m, less->start, less->start + 1, "<");
    mask_bytes(m, greater->start, greater->start + 1, ">");
    mask_template_head(m, open, required);
    mask_required(m, required, after);
    mask_directives_between(m, i, after);
    return after;
}
