// SPDX-License-Identifier: Apache-2.0
// mask, params: whether parentheses hold parameters, and what may stand between them and a function's body.
#include "mask.h"

bool mask_holds_parameters(const mask *m, size_t open, size_t after)
{
    if (after == open + 2)
        return true;
    for (size_t i = open + 1; i + 1 < after; i++) {
        const mask_token *t = mask_at(m, i), *next = mask_at(m, i + 1);
        if (t->kind == MASK_WORD && t->word != MASK_W_PLAIN && t->word != MASK_W_EXPR)
            return true;
        bool words = t->kind == MASK_WORD && next->kind == MASK_WORD;
        bool pointer =
            (mask_is(m, i, '*') || mask_is(m, i, '&') || mask_is(m, i, MASK_P_AND)) &&
            (next->kind == MASK_WORD || mask_is(m, i + 1, ')') || mask_is(m, i + 1, ','));
        if (words || pointer || mask_is(m, i, MASK_P_DOTS))
            return true;
    }
    return false;
}

bool mask_wraps_parameters(const mask *m, size_t i, size_t after)
{
    static const char *const names[] = {"OF", "_", "P", "P_", "__P", "_P", "__PROTO"};
    if (!mask_is(m, i + 2, '(') || !mask_is(m, after - 2, ')'))
        return false;
    cg_str name = mask_text(m, i);
    for (size_t k = 0; k < CG_ARRAY_LEN(names); k++)
        if (cg_str_eq(name, cg_str_from(names[k])))
            return true;
    return mask_holds_parameters(m, i + 2, after - 1) || cg_str_ends(name, CG_STR("PROTO")) ||
           cg_str_ends(name, CG_STR("PARAMS")) || cg_str_ends(name, CG_STR("ARGS"));
}

/** int f(a, b) int a; … { */
static bool old_style(const mask *m, size_t open, size_t after)
{
    for (size_t i = open + 1; i + 1 < after; i++)
        if ((i - open) % 2 ? !mask_is_word(m, i, MASK_W_PLAIN) : !mask_is(m, i, ','))
            return false;
    return after > open + 2 && !m->cpp;
}

/** `T a;` or `T *a, b;`, up to the body: the parameters of an old-style function. */
static bool head_of_parameter(const mask *m, size_t i)
{
    for (size_t k = i; k < i + 40; k++) {
        if (mask_is(m, k, ';'))
            return k > i + 1;
        if (mask_is(m, k, '{') || mask_is(m, k, '(') || mask_is(m, k, '='))
            return mask_is(m, k, '(');
    }
    return false;
}

/** name MACRO((int a)): the parameters stay. */
static size_t unwrap_parameters(mask *m, size_t i)
{
    size_t open = i + 1, after = mask_after_parens(m, open);
    if (!mask_wraps_parameters(m, i, after))
        return i;
    mask_blank(m, i, open + 1);
    mask_blank(m, after - 1, after);
    return after;
}

/** auto keys() const RETURNS(a.keys()), with no more behind it than the next declaration: a macro that writes the body. */
static bool is_body(const mask *m, size_t i, size_t after)
{
    const mask_token *next = mask_at(m, after), *then = mask_at(m, after + 1);
    if (!m->cpp || !(mask_at(m, i)->flags & MASK_F_SHOUTED) || after <= i + 3)
        return false;
    if (next->kind == MASK_DIRECTIVE || mask_is(m, after, '}') || mask_is(m, after, '~'))
        return true;
    if (next->kind != MASK_WORD || !(next->flags & MASK_F_LINE))
        return false;
    if (next->word == MASK_W_PLAIN) /* no other macro of the same head */
        return then->kind == MASK_WORD || mask_is(m, after + 1, '<') ||
               mask_is(m, after + 1, MASK_P_SCOPE);
    return next->word != MASK_W_AFTER && next->word != MASK_W_SPEC_CALL &&
           next->word != MASK_W_EXPR;
}

/** { a.keys(); } where there is room for the semicolon, else the declaration alone. True: it ends here. */
static bool make_body(mask *m, size_t i, size_t after)
{
    mask_token *open = &m->tokens.ptr[i + 1], *close = &m->tokens.ptr[after - 1];
    if (m->source.ptr[close->start - 1] != ' ') {
        mask_blank(m, i, after);
        mask_bytes(m, mask_at(m, i)->start, mask_at(m, i)->start + 1, ";");
        return true;
    }
    mask_blank(m, i, i + 1);
    open->word = '{';
    close->word = '}';
    mask_bytes(m, open->start, open->start + 1, "{");
    mask_bytes(m, close->start - 1, close->start + 1, ";}");
    return false;
}

/** bool f(void) NOT_REACHED: a macro that is the body, as its own text says or what begins on the line behind it. */
static bool is_whole_body(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i), *next = mask_at(m, i + 1);
    cg_str body = cg_str_trim(made_body(&m->macros, mask_text(m, i)));
    if (t->len < 2 || !(t->flags & MASK_F_SHOUTED) || mask_is(m, i + 1, '{'))
        return false;
    if (body.len > 0)
        return body.ptr[0] == '{' && made_close(body, 0) == body.len;
    bool begins = next->word == MASK_W_TYPE || next->word == MASK_W_SPEC ||
                  next->word == MASK_W_CLASS || next->word == MASK_W_ENUM ||
                  next->word == MASK_W_TYPEDEF;
    return !m->cpp && next->kind == MASK_WORD && next->flags & MASK_F_LINE && begins;
}

bool mask_after_parameters(mask *m, size_t i, size_t open)
{
    bool old = old_style(m, open, i);
    if (old && mask_at(m, i)->kind == MASK_WORD && head_of_parameter(m, i)) {
        for (size_t star = open - 1; star-- > 0 && mask_is(m, star, '*');)
            mask_blank(m, star, star + 1); /* char *f(a) int a; */
        return true;
    }
    for (;;) {
        const mask_token *t = mask_at(m, i);
        size_t next = i + 1;
        if (t->kind == MASK_PUNCT && (t->word == '&' || t->word == MASK_P_AND)) {
            i = next;
            continue;
        }
        if (t->kind != MASK_WORD)
            return false;
        bool call = mask_is(m, next, '(');
        if (call && mask_after_parens(m, next) == next)
            return false;
        if (call)
            next = mask_after_parens(m, next);
        if (t->word == MASK_W_PLAIN && call && unwrap_parameters(m, i) > i)
            return false;
        if (t->word == MASK_W_PLAIN && call && is_body(m, i, next))
            return make_body(m, i, next);
        if (t->word == MASK_W_PLAIN && !call && !old && is_whole_body(m, i)) {
            mask_made_body(m, i);
            return true;
        }
        if (t->word == MASK_W_PLAIN) {
            const mask_token *n = mask_at(m, next);
            bool macro = t->flags & MASK_F_MACRO;
            bool ends =
                n->kind == MASK_PUNCT && (n->word == ';' || n->word == '{' || n->word == '=' ||
                                          n->word == MASK_P_ARROW || (n->word == ':' && m->cpp));
            bool goes_on =
                (macro || !old) && ((n->kind == MASK_WORD && n->word != MASK_W_EXPR) ||
                                    (n->kind == MASK_PUNCT && (n->word == ',' || n->word == ':')));
            if (!ends && !goes_on)
                return false;
            mask_blank(m, i, next);
        } else if (t->word != MASK_W_SPEC && t->word != MASK_W_AFTER &&
                   t->word != MASK_W_SPEC_CALL) {
            return false;
        }
        i = next;
    }
}
