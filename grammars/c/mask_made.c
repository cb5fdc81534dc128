// SPDX-License-Identifier: Apache-2.0
// mask_made: macros that define functions and types where they are used. To the grammar such a use is a
// short declaration, which stands for as many definitions as the note beside it has heads.
#include "mask.h"

/* A declaration of the least length that files, namespaces and classes may hold. */
#define PLACE "a b;"

/* What is compiled at `byte`, as far as conditions were followed. */
static cg_activity activity_at(const mask *m, uint32_t byte)
{
    size_t low = 0, high = m->changes->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->changes->ptr[middle].byte <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? CG_ACTIVE : (cg_activity)m->changes->ptr[low - 1].activity;
}

void mask_note_macro(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    made_note(&m->macros, cg_str_make(m->source.ptr + t->start, t->len), activity_at(m, t->start));
}

static void leave_note(mask *m, uint32_t start, uint32_t end, size_t text)
{
    cg_mask_note note = {.byte = start,
                         .end = end,
                         .text = (uint32_t)text,
                         .text_len = (uint32_t)(m->notes->texts.len - text)};
    CG_VEC_PUSH(&m->notes->list, note);
}

/* It stands by itself: nothing else is on its last line. */
static bool ends_alone(const mask *m, size_t after)
{
    const mask_token *t = mask_at(m, after);
    return mask_is(m, after, ';') || mask_is(m, after, '}') || t->flags & MASK_F_LINE;
}

/* NAME(…), and in a class NAME: what is behind it, or `i`. */
static size_t use_end(mask *m, size_t i)
{
    bool call = mask_is(m, i + 1, '('), member = mask_top(m)->kind == MASK_IN_CLASS;
    if (!mask_is_word(m, i, MASK_W_PLAIN) || !(call || (member && ends_alone(m, i + 1))) ||
        !made_knows(&m->macros, mask_text(m, i), call))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1;
    if ((call && after == i + 1) || mask_is(m, after, '{'))
        return i;
    for (size_t k = i; k < after; k++)
        if (mask_at(m, k)->kind == MASK_DIRECTIVE)
            return i;
    return after;
}

size_t mask_made(mask *m, size_t i)
{
    uint8_t inside = mask_top(m)->kind;
    size_t after = inside == MASK_IN_DECLS || inside == MASK_IN_CLASS ? use_end(m, i) : i;
    if (after == i)
        return i;
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len, place_end = end;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    bool members = inside == MASK_IN_CLASS && ends_alone(m, after);
    if (mask_is(m, after, ';'))
        place_end = mask_at(m, after++)->start + 1;
    size_t text = m->notes->texts.len;
    bool fits =
        place_end - start >= sizeof PLACE - 1 && memchr(use.ptr, '\n', sizeof PLACE - 1) == NULL;
    if (!fits || !made_heads(&m->macros, use, members, &m->notes->texts))
        return i;
    leave_note(m, start, end, text);
    mask_bytes(m, start, place_end, PLACE);
    return after;
}

size_t mask_made_enumerators(mask *m, size_t i)
{
    bool call = mask_is(m, i + 1, '(');
    if (!mask_is_word(m, i, MASK_W_PLAIN) || !made_knows(&m->macros, mask_text(m, i), call))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1, text = m->notes->texts.len;
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    if ((call && after == i + 1) || use.len < 2 || memchr(use.ptr, '\n', 2) != NULL ||
        !made_enumerators(&m->macros, use, &m->notes->texts))
        return i;
    bool goes_on = mask_is_word(m, after, MASK_W_PLAIN); /* the macro brings the comma */
    bool any = m->notes->texts.len > text;
    cg_str made = cg_str_make(m->notes->texts.ptr + text, m->notes->texts.len - text);
    if (any && made.len == use.len + 1 && cg_str_starts(made, use)) {
        m->notes->texts.len = text; /* #define A A */
        return i;
    }
    if (any)
        leave_note(m, start, end, text);
    mask_bytes(m, start, end, !any ? "" : goes_on ? "a," : "a");
    return after;
}
