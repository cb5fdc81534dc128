// SPDX-License-Identifier: Apache-2.0
// The forms of words that are indexed and looked for.
#include "tokens.h"

/* Numbers say little and are many: only short ones are words. */
static bool is_worth(cg_str word)
{
    if (word.len == 0 || cg_word_classes[(uint8_t)word.ptr[0]] != CG_WORD_DIGIT)
        return word.len > 0;
    for (size_t i = 0; i < word.len; i++)
        if (cg_word_classes[(uint8_t)word.ptr[i]] != CG_WORD_DIGIT)
            return word.len <= 4 && word.ptr[0] != '0';
    return word.len <= 3;
}

static cg_str part_text(const cg_word_parts *s, unsigned first, unsigned last)
{
    return cg_utf8_truncate(cg_word_part(s, first, last), CG_TERM_MAX);
}

/* Numbers are parts only together with the letters in front of them. */
static void add_parts(word_forms *out)
{
    const cg_word_parts *s = &out->split;
    char *room = out->stems;
    for (unsigned i = 0; i < s->count; i++) {
        if (s->digits[i])
            continue;
        cg_str part = part_text(s, i, i);
        bool numbered = i + 1 < s->count && s->digits[i + 1] && s->glued[i + 1];
        if (numbered) {
            out->spans[out->parts_count] = (cg_word_span){s->spans[i].start, s->spans[i + 1].end};
            out->parts[out->parts_count++] = part_text(s, i, i + 1);
        }
        if (part.len < 2 && !out->single)
            continue;
        if (numbered)
            out->bare |= 1u << out->parts_count;
        cg_str stem = {room, word_stem(part, room)};
        room += stem.len;
        out->spans[out->parts_count] = s->spans[i];
        out->parts[out->parts_count++] = stem;
    }
}

void word_forms_make(cg_str word, word_forms *out)
{
    const cg_word_parts *s = &out->split;
    cg_word_split(word, &out->split);
    out->whole = cg_utf8_truncate(cg_str_make(s->text, s->len), CG_TERM_MAX);
    if (!is_worth(out->whole))
        out->whole.len = 0;
    out->parts_count = out->bare = 0;
    out->name_parts = 0;
    for (unsigned i = 0; i < s->count; i++)
        out->name_parts += !s->digits[i] || !s->glued[i];
    out->name_parts = CG_MAX(out->name_parts, 1u);
    out->single = s->count == 1 && !s->digits[0];
    if (out->whole.len > 0)
        add_parts(out);
}
