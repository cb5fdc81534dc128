// SPDX-License-Identifier: Apache-2.0
// mask, code: expressions and statements that are fine for a compiler and too much for the grammars:
// types as macro arguments, pointers without a name, operators called by name.
#include "mask.h"

static bool is_type_word(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    return t->kind == MASK_WORD && (t->word == MASK_W_TYPE || t->word == MASK_W_SPEC ||
                                    t->word == MASK_W_CLASS || t->word == MASK_W_ENUM);
}

/** va_arg(ap, const char *): an argument that is a type leaves its name at most. */
static void mask_type_argument(mask *m, size_t i)
{
    size_t end = i, last = i;
    bool typed = false;
    while (is_type_word(m, end) || mask_is_word(m, end, MASK_W_PLAIN) || mask_is(m, end, '*')) {
        typed |= is_type_word(m, end);
        if (mask_is_word(m, end, MASK_W_PLAIN))
            last = end;
        end++;
    }
    bool stars = end > i && mask_is(m, end - 1, '*');
    if ((!typed && !stars) || mask_is(m, i, '*') || !(mask_is(m, end, ',') || mask_is(m, end, ')')))
        return;
    bool named = mask_is_word(m, last, MASK_W_PLAIN);
    for (size_t k = i; k < end; k++)
        if (!named || k != last)
            mask_blank(m, k, k + 1);
    if (!named) /* still an argument */
        mask_bytes(m, mask_at(m, i)->start, mask_at(m, i)->start + 1, "0");
}

/** ADD(table, , value,): an argument that is left out has a value where there is room for one. */
static void mask_no_argument(mask *m, size_t i)
{
    const mask_token *comma = mask_at(m, i), *next = mask_at(m, i + 1);
    uint32_t end = comma->start + comma->len;
    if (!mask_is(m, i + 1, ',') && !mask_is(m, i + 1, ')'))
        return;
    if (next->start > end && m->source.ptr[end] == ' ')
        mask_bytes(m, end, end + 1, "0");
    else
        mask_blank(m, i, i + 1);
}

/** ROUND(a, b, +, ^): operators are no arguments but of macros. */
static void mask_operator_argument(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    if (t->kind != MASK_PUNCT || !(mask_is(m, i + 1, ',') || mask_is(m, i + 1, ')')) ||
        t->word == MASK_P_DOTS || t->word == MASK_P_SCOPE || strchr(",()[]{};", t->word))
        return;
    mask_bytes(m, t->start, t->start + t->len, "0");
}

/** OID(type, {1, 2}): what C knows as arguments of macros alone; they are as many more. */
static void mask_braced_argument(mask *m, size_t open)
{
    size_t after = mask_is(m, open, '{') ? mask_after_parens(m, open) : open;
    if (m->cpp || after <= open + 2 || !(mask_is(m, after, ',') || mask_is(m, after, ')')))
        return;
    for (size_t i = open; i < after; i++)
        if (mask_is(m, i, ';') || mask_is(m, i, '[') || mask_at(m, i)->kind == MASK_DIRECTIVE)
            return;
    for (size_t i = open; i < after; i++) {
        bool starts = mask_is(m, i - 1, '{') || mask_is(m, i - 1, ',');
        if (mask_is(m, i, '{') && mask_is(m, i - 1, ')')) /* (T){1} */
            i = mask_after_parens(m, i) - 1;
        else if (mask_is(m, i, '{') || mask_is(m, i, '}') ||
                 (mask_is(m, i, ',') && mask_is(m, i + 1, '}')))
            mask_blank(m, i, i + 1);
        else if (starts && mask_is(m, i, '.') && mask_is(m, i + 2, '='))
            mask_blank(m, i, i + 3);
    }
}

/** a.operator()(b): as if a were called. */
static void mask_operator_call(mask *m, size_t i)
{
    size_t end = i + 2;
    if ((mask_is(m, end, '(') && mask_is(m, end + 1, ')')) ||
        (mask_is(m, end, '[') && mask_is(m, end + 1, ']')))
        end += 2;
    else
        while (mask_at(m, end)->kind == MASK_PUNCT && !mask_is(m, end, '(') && end < i + 5)
            end++;
    if (mask_is(m, end, '('))
        mask_blank(m, i, end);
}

void mask_unnamed_default(mask *m, size_t i)
{
    size_t first = i;
    while (first > 0 && (mask_is(m, first - 1, '*') || mask_is_word(m, first - 1, MASK_W_SPEC)))
        first--;
    mask_blank(m, first, i + 1);
}

/** new T *[n] */
static void mask_new(mask *m, size_t i)
{
    while (mask_is_word(m, i, MASK_W_PLAIN) || mask_is(m, i, MASK_P_SCOPE) ||
           mask_is_word(m, i, MASK_W_TYPE) || mask_is_word(m, i, MASK_W_SPEC))
        i++;
    size_t stars = i;
    while (mask_is(m, i, '*'))
        i++;
    if (i > stars && mask_is(m, i, '['))
        mask_blank(m, stars, i);
}

/** (A::*name)(…): what it is a member of. */
void mask_member_pointer(mask *m, size_t i)
{
    size_t end = i;
    while (mask_is_word(m, end, MASK_W_PLAIN) && mask_is(m, end + 1, MASK_P_SCOPE))
        end += 2;
    if (end > i && mask_is(m, end, '*') && mask_is_word(m, end + 1, MASK_W_PLAIN))
        mask_blank(m, i, end);
}

/** decltype(a, b): one expression is all that the grammar takes. */
static void mask_decltype(mask *m, size_t open)
{
    size_t after = mask_after_parens(m, open);
    bool list = false;
    for (size_t k = open + 1, depth = 0; k + 1 < after; k++) {
        depth += mask_is(m, k, '(') || mask_is(m, k, '[') || mask_is(m, k, '{');
        depth -= depth && (mask_is(m, k, ')') || mask_is(m, k, ']') || mask_is(m, k, '}'));
        list |= (depth == 0 && mask_is(m, k, ',')) || mask_is_word(m, k, MASK_W_TEMPLATE);
    }
    if (!list)
        return;
    mask_blank(m, open + 1, after - 1);
    mask_bytes(m, mask_at(m, open + 1)->start, mask_at(m, open + 1)->start + 1, "0");
}

void mask_expression(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    mask_frame *top = mask_top(m);
    if (t->kind == MASK_WORD && t->word == MASK_W_PLAIN && t->flags & MASK_F_MACRO &&
        mask_at(m, i + 1)->kind == MASK_LITERAL) {
        mask_blank(m, i, i + 1); /* EMPTY 240 */
        return;
    }
    if (t->kind == MASK_LITERAL && mask_is_word(m, i + 1, MASK_W_PLAIN)) {
        mask_blank(m, i + 1, i + 2); /* 240 tDAYZONE */
        return;
    }
    if (t->kind == MASK_STRING && m->cpp && mask_is_word(m, i + 1, MASK_W_PLAIN) &&
        mask_at(m, i + 1)->start > t->start + t->len) { /* "%" PRIu64 */
        mask_blank(m, i + 1, i + 2);
        return;
    }
    if (t->kind == MASK_WORD && t->word == MASK_W_EXPR && t->len == 3 && m->cpp)
        mask_new(m, i + 1);
    if (t->kind == MASK_WORD && t->word == MASK_W_SPEC && m->cpp && t->len == 8 &&
        cg_str_eq(mask_text(m, i), CG_STR("typename")))
        mask_blank(m, i, i + 1); /* f(typename A::b()) */
    if (t->kind == MASK_WORD && t->word == MASK_W_TYPE_CALL && m->cpp && mask_is(m, i + 1, '('))
        mask_decltype(m, i + 1);
    if (t->kind != MASK_PUNCT)
        return;
    if (top->kind == MASK_IN_PAREN)
        top->value = t->word == '=' || (top->value && t->word != ',');
    switch (t->word) {
    case '*':
        if (mask_is(m, i + 1, '=') && top->kind == MASK_IN_PAREN && top->parameters)
            mask_unnamed_default(m, i);
        return;
    case '=':
        if (top->kind == MASK_IN_PAREN && top->parameters && mask_is(m, i + 1, '{') &&
            mask_is(m, i + 2, '}')) { /* T a = {} */
            mask_bytes(m, mask_at(m, i + 1)->start, mask_at(m, i + 1)->start + 1, "0");
            mask_blank(m, i + 2, i + 3);
        }
        return;
    case MASK_P_ARROW:
        if (mask_is(m, i + 1, '*') && mask_at(m, i + 1)->start == t->start + 2) /* a->*b, a->*(b) */
            mask_blank(m, mask_is(m, i + 2, '(') ? i : i + 1, i + 2);
        __attribute__((fallthrough));
    case '.':
        if (mask_is_word(m, i + 1, MASK_W_OPERATOR))
            mask_operator_call(m, i);
        return;
    case '(':
        mask_member_pointer(m, i + 1);
        if (i > 0 && !m->place.stmt.declares &&
            (mask_is_word(m, i - 1, MASK_W_PLAIN) ||
             cg_str_eq(mask_text(m, i - 1), CG_STR("typeid"))))
            mask_type_argument(m, i + 1);
        else if (!top->parameters && mask_at(m, i + 1)->kind == MASK_WORD)
            mask_cast(m, i + 1);
        return;
    case ',':
        if (top->kind != MASK_IN_PAREN || top->parameters || top->open == 0 ||
            !mask_is_word(m, top->open - 1, MASK_W_PLAIN))
            return;
        mask_no_argument(m, i);
        mask_operator_argument(m, i + 1);
        mask_braced_argument(m, i + 1);
        mask_type_argument(m, i + 1);
        return;
    default: return;
    }
}

static bool named_like(cg_str name, const char *upper, const char *lower)
{
    return cg_str_ends(name, cg_str_from(upper)) || cg_str_ends(name, cg_str_from(lower));
}

/** FOREVER {: a statement of its own, so that a block may follow. */
static void mask_word_before_block(mask *m, size_t i)
{
    const mask_token *name = mask_at(m, i);
    uint32_t end = name->start + name->len;
    if (m->source.ptr[end] == ' ')
        mask_bytes(m, end, end + 1, ";");
    else
        mask_blank(m, i, i + 1);
}

/** CASE(x) on a line of its own, and what follows could be taken for the rest of a declaration: NAME, x; */
static bool lacks_semicolon(const mask *m, size_t i, size_t after)
{
    const mask_token *name = mask_at(m, i), *next = mask_at(m, after);
    return name->flags & MASK_F_MACRO && name->flags & MASK_F_LINE && next->kind == MASK_WORD &&
           next->flags & MASK_F_LINE && next->word != MASK_W_EXPR && next->word != MASK_W_BLOCK &&
           next->word != MASK_W_CASE;
}

static void end_statement(mask *m, size_t open, size_t after)
{
    bool empty = after == open + 2;
    const mask_token *close = mask_at(m, after - 1);
    mask_bytes(m, mask_at(m, open)->start, mask_at(m, open)->start + 1, empty ? " " : ",");
    mask_bytes(m, close->start, close->start + 1, ";");
}

/** TRY {, CATCH(…) { */
static size_t mask_try(mask *m, size_t i, size_t after)
{
    cg_str name = mask_text(m, i);
    bool tries = after == i + 1 && named_like(name, "TRY", "__try");
    bool catches = after > i + 1 && named_like(name, "CATCH", "__catch");
    if (!m->cpp || !mask_is(m, after, '{') || !(tries || catches))
        return i;
    mask_blank(m, i, after);
    m->place.stmt.start = true;
    return after;
}

size_t mask_statement_macros(mask *m, size_t i)
{
    if (mask_top(m)->kind != MASK_IN_CODE || !mask_is_word(m, i, MASK_W_PLAIN))
        return i;
    size_t after = mask_is(m, i + 1, '(') ? mask_after_parens(m, i + 1) : i + 1;
    size_t next = mask_try(m, i, after);
    if (next > i)
        return next;
    if (after == i + 1) {
        if (mask_at(m, after)->kind == MASK_DIRECTIVE && mask_at(m, i)->flags & MASK_F_SHOUTED)
            return mask_blank(m, i, after), after; /* CALLBACKS alone, between #define and #undef */
        if (!mask_is(m, after, '{') || (m->cpp && !(mask_at(m, i)->flags & MASK_F_SHOUTED)))
            return i;
        mask_word_before_block(m, i);
        m->place.stmt.start = true;
        return after;
    }
    if (mask_is(m, after, ':')) { /* CASE(x): which is a call then */
        mask_bytes(m, mask_at(m, after)->start, mask_at(m, after)->start + 1, ";");
        m->place.stmt.label = true;
        return i + 1;
    }
    const mask_token *last = mask_at(m, after - 1);
    if (mask_is(m, after, '{') && mask_at(m, after)->start > last->start + 1 &&
        strchr(" \t", m->source.ptr[last->start + 1]) != NULL) /* FOREACH(a, b) { */
        mask_bytes(m, last->start + 1, last->start + 2, ";");
    if (!lacks_semicolon(m, i, after))
        return i;
    end_statement(m, i + 1, after);
    m->place.stmt.start = true;
    return after;
}
