// SPDX-License-Identifier: Apache-2.0
// mask, space: namespaces that macros open: LIB_BEGIN_NAMESPACE, NAMESPACE_BEGIN(detail). They become
// the namespace that they stand for, as far as this file or the macro's name tells.
#include "mask.h"

#include <ctype.h>
#include <stdio.h>

typedef enum space_macro { SPACE_NONE, SPACE_OPENS, SPACE_CLOSES } space_macro;

static bool contains(cg_str s, const char *part)
{
    return memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static space_macro kind_of(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    if (t->kind != MASK_WORD || (t->word != MASK_W_PLAIN && t->word != MASK_W_SPACE) ||
        !(t->flags & MASK_F_SHOUTED) || !(t->flags & MASK_F_LINE))
        return SPACE_NONE;
    cg_str name = mask_text(m, i);
    if (!contains(name, "NAMESPACE"))
        return SPACE_NONE;
    if (contains(name, "BEGIN") || contains(name, "OPEN"))
        return SPACE_OPENS;
    return contains(name, "END") || contains(name, "CLOSE") ? SPACE_CLOSES : SPACE_NONE;
}

void mask_mark_spaces(mask *m)
{
    unsigned opens = 0, closes = 0;
    for (size_t i = 0; i < m->tokens.len; i++) {
        space_macro kind = kind_of(m, i);
        opens += kind == SPACE_OPENS;
        closes += kind == SPACE_CLOSES;
    }
    for (size_t i = 0; opens > 0 && opens == closes && i < m->tokens.len; i++)
        if (kind_of(m, i) != SPACE_NONE)
            m->tokens.ptr[i].word = MASK_W_SPACE;
}

static cg_str word_at(cg_str s, size_t i)
{
    size_t from = i;
    while (i < s.len && (isalnum((unsigned char)s.ptr[i]) || s.ptr[i] == '_'))
        i++;
    return cg_str_slice(s, from, i);
}

/** The body of `#define name`, or false. Of several, in branches, the first that has one. */
static bool find_body(const mask *m, cg_str name, cg_str *out)
{
    bool found = false;
    for (size_t i = 0; i < m->tokens.len; i++) {
        const mask_token *t = &m->tokens.ptr[i];
        if (t->kind != MASK_DIRECTIVE || t->word != MASK_D_DEFINE)
            continue;
        cg_str text = cg_str_make(m->source.ptr + t->start, t->len);
        const char *at = memmem(text.ptr, text.len, name.ptr, name.len);
        size_t from = at ? (size_t)(at - text.ptr) : 0;
        if (!at || word_at(text, from).len != name.len || isalnum((unsigned char)at[-1]) ||
            at[-1] == '_')
            continue;
        *out = cg_str_trim(cg_str_slice(text, from + name.len, text.len));
        found = true;
        if (out->len)
            return true;
    }
    return found;
}

/** The first namespace that a macro's body opens; empty: none. */
static cg_str opened_by(cg_str body)
{
    const char *at = memmem(body.ptr, body.len, "namespace", 9);
    size_t i = at ? (size_t)(at - body.ptr) + 9 : body.len;
    while (i < body.len && isspace((unsigned char)body.ptr[i]))
        i++;
    return word_at(body, i);
}

/** LIB_BEGIN_NAMESPACE at the top of a file is namespace lib, LIB_BEGIN_DETAIL_NAMESPACE is detail;
 *  inside another namespace the first is mostly the inline namespace of a version. */
static cg_str guess(const mask *m, cg_str name, char *out, size_t size)
{
    static const char *const middles[] = {"_BEGIN_", "_OPEN_"};
    cg_str part = CG_STR_NULL;
    for (size_t k = 0; k < CG_ARRAY_LEN(middles); k++) {
        const char *at = memmem(name.ptr, name.len, middles[k], strlen(middles[k]));
        if (!at)
            continue;
        size_t from = (size_t)(at - name.ptr) + strlen(middles[k]);
        cg_str rest = cg_str_slice(name, from, name.len);
        if (cg_str_eq(rest, CG_STR("NAMESPACE")) && m->place.depth == 0)
            part = cg_str_make(name.ptr, (size_t)(at - name.ptr));
        else if (cg_str_ends(rest, CG_STR("_NAMESPACE")))
            part = cg_str_slice(rest, 0, rest.len - 10);
    }
    if (part.len < 3 || part.len >= size || cg_str_find(part, '_') >= 0)
        return CG_STR_NULL;
    for (size_t i = 0; i < part.len; i++)
        out[i] = (char)tolower((unsigned char)part.ptr[i]);
    return cg_str_make(out, part.len);
}

/** Which namespace the macro at token `i` opens: the one it is given, defined as, or named after. */
static cg_str opened_name(const mask *m, size_t i, bool argument, char *out, size_t size)
{
    cg_str body;
    if (argument)
        return mask_text(m, i + 2);
    if (find_body(m, mask_text(m, i), &body))
        return opened_by(body);
    return guess(m, mask_text(m, i), out, size);
}

size_t mask_space_macro(mask *m, size_t i, mask_space *out)
{
    bool argument =
        mask_is(m, i + 1, '(') && mask_is_word(m, i + 2, MASK_W_PLAIN) && mask_is(m, i + 3, ')');
    size_t next = argument ? i + 4 : i + 1;
    const mask_token *last = mask_at(m, next - 1);
    uint32_t start = mask_at(m, i)->start, end = last->start + last->len;
    mask_place *place = &m->place;
    char text[128] = "", small[64];
    *out = MASK_SPACE_NONE;
    if (kind_of(m, i) == SPACE_OPENS) {
        cg_str name = opened_name(m, i, argument, small, sizeof small);
        (void)snprintf(text, sizeof text, "namespace %.*s{", CG_STR_ARG(name));
        bool known = name.len && strlen(text) <= end - start && mask_top(m)->kind == MASK_IN_DECLS;
        place->spaces = place->spaces << 1 | known;
        *out = known ? MASK_SPACE_OPENED : MASK_SPACE_NONE;
    } else {
        *out = place->spaces & 1 && mask_top(m)->kind == MASK_IN_DECLS ? MASK_SPACE_CLOSED
                                                                       : MASK_SPACE_NONE;
        place->spaces >>= 1;
    }
    mask_bytes(m, start, end,
               *out == MASK_SPACE_OPENED   ? text
               : *out == MASK_SPACE_CLOSED ? "}"
                                           : "");
    return next;
}
