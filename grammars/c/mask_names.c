// SPDX-License-Identifier: Apache-2.0
// mask_names: names that macros write. LIB(find) with `#define LIB(name) lib_##name` is one name to the grammar, and the
// handlers read lib_find there. So is CREATE with `#define CREATE LIB(create)`.
#include "mask.h"

#define USE_MAX 200u /* bytes of a use */

/* No macro of the file, or that it is read with, pastes: mostly there is none. */
static bool pastes(const mask *m, cg_str prelude)
{
    if (prelude.len > 0 && memmem(prelude.ptr, prelude.len, "##", 2) != NULL)
        return true;
    for (size_t i = 0; i < m->tokens.len && m->defined.len > 0; i++) {
        const mask_token *t = mask_at(m, i);
        if (t->kind == MASK_DIRECTIVE && t->word == MASK_D_DEFINE &&
            memmem(m->source.ptr + t->start, t->len, "##", 2) != NULL)
            return true;
    }
    return false;
}

/* Words, pasted or given to other macros, and no more: `lib_##name`, `CONCAT(PREFIX, name)`. */
static bool may_write_name(cg_str body)
{
    size_t at = 0;
    bool joins = false;
    for (made_token t; made_next(body, &at, &t);) {
        if (t.kind != 'w' && t.kind != '0' && t.kind != '#' && t.kind != '(' && t.kind != ')' &&
            t.kind != ',')
            return false;
        joins |= t.kind == '#' || t.kind == '(';
    }
    return joins;
}

/* Appends the one name that `use` stands for to the notes' texts; false: it is no name, or the same. */
static bool write_name(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    made_token t;
    size_t at = 0;
    if (!made_expand(macros, use, &text))
        return false;
    cg_str name = cg_str_trim(cg_buf_str(&text));
    if (!made_next(name, &at, &t) || t.kind != 'w' || at < name.len || cg_str_eq(name, use))
        return false;
    cg_buf_add_str(out, name);
    return true;
}

/* CASE(a): stands where a statement begins, and is a label. */
static bool is_label(const mask *m, size_t i, size_t after)
{
    const mask_token *before = mask_at(m, i == 0 ? 0 : i - 1);
    return mask_is(m, after, ':') &&
           (i == 0 || before->kind == MASK_DIRECTIVE ||
            (before->kind == MASK_PUNCT && strchr(";{}:)", before->word) != NULL));
}

/* NAME(…) or NAME at token `i`: the token behind it; `i`: it writes no name. */
static size_t use_end(const mask *m, const made_macros *macros, size_t i)
{
    cg_str name = mask_text(m, i);
    bool call = made_knows(macros, name, true);
    if (!(call ? mask_is(m, i + 1, '(') : made_knows(macros, name, false)) ||
        !made_is_active(macros, name) || !may_write_name(made_body(macros, name)))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1;
    if ((call && after == i + 1) || is_label(m, i, after))
        return i;
    for (size_t k = i; k < after; k++)
        if (mask_at(m, k)->kind == MASK_DIRECTIVE)
            return i;
    const mask_token *last = mask_at(m, after - 1);
    return last->start + last->len - mask_at(m, i)->start <= USE_MAX ? after : i;
}

void mask_names(mask *m, cg_str prelude)
{
    made_macros macros;
    size_t kept = 0;
    if (!pastes(m, prelude))
        return;
    made_init(&macros, m->defined.len, m->source, prelude);
    for (size_t i = 0; i < m->tokens.len;) {
        mask_token t = m->tokens.ptr[i];
        size_t from = i++, text = m->notes->texts.len;
        if (t.kind == MASK_DIRECTIVE && (t.word == MASK_D_DEFINE || t.word == MASK_D_OTHER))
            mask_note_macro(m, &macros, from);
        size_t after =
            t.kind == MASK_WORD && t.word == MASK_W_PLAIN ? use_end(m, &macros, from) : from;
        const mask_token *last = mask_at(m, CG_MAX(after, 1u) - 1);
        cg_str use = cg_str_make(m->source.ptr + t.start, last->start + last->len - t.start);
        if (after > from && write_name(&macros, use, &m->notes->texts)) {
            cg_mask_note note = {.byte = t.start,
                                 .end = t.start + t.len,
                                 .text = (uint32_t)text,
                                 .text_len = (uint32_t)(m->notes->texts.len - text)};
            CG_VEC_PUSH(&m->notes->names, note);
            mask_bytes(m, note.end, last->start + last->len, "");
            t.flags &= MASK_F_LINE | MASK_F_OFF;
            i = after;
        }
        m->tokens.ptr[kept++] = t;
    }
    m->tokens.len = kept;
    made_fini(&macros);
}
