// SPDX-License-Identifier: Apache-2.0
// Checking a vocabulary and finding words in it.
#include "vocabulary.h"

static uint32_t offset_at(const vocabulary *v, uint32_t row)
{
    const uint8_t *p = v->offsets + (size_t)row * 4;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

cg_str vocabulary_word(const vocabulary *v, uint32_t row)
{
    uint32_t from = offset_at(v, row);
    return cg_str_make(v->strings + from, offset_at(v, row + 1) - from);
}

/* The slot where `word` is, or the free one where it would be. */
static uint32_t *slot_of(const vocabulary *v, cg_str word)
{
    uint32_t at = (uint32_t)cg_hash64(word.ptr, word.len, 0) & v->mask;
    while (v->slots[at] != VOCABULARY_NONE && !cg_str_eq(vocabulary_word(v, v->slots[at]), word))
        at = (at + 1) & v->mask;
    return &v->slots[at];
}

uint32_t vocabulary_find(const vocabulary *v, cg_str word)
{
    return word.len > v->longest ? VOCABULARY_NONE : *slot_of(v, word);
}

/* ---- checking ---- */

static cg_code check_offsets(const vocabulary *v, size_t strings_len, cg_err *err)
{
    if (offset_at(v, 0) != 0 || offset_at(v, v->rows) != strings_len)
        return CG_FAIL(err, CG_E_INVALID, "the vocabulary does not fill its section");
    for (uint32_t i = 0; i < v->rows; i++) {
        uint32_t from = offset_at(v, i), to = offset_at(v, i + 1);
        if (to <= from || to - from > VOCABULARY_WORD_MAX || to > strings_len)
            return CG_FAIL(err, CG_E_INVALID, "word %" PRIu32 " of the vocabulary has a bad length",
                           i);
    }
    return CG_OK;
}

static cg_code check_words(vocabulary *v, cg_err *err)
{
    cg_str before = CG_STR_NULL;
    for (uint32_t i = 0; i < v->rows; i++) {
        cg_str word = vocabulary_word(v, i);
        if (!cg_utf8_valid(word) || cg_str_cmp(before, word) >= 0)
            return CG_FAIL(err, CG_E_INVALID,
                           "word %" PRIu32 " of the vocabulary is no text or out of order", i);
        v->longest = CG_MAX(v->longest, (unsigned)word.len);
        before = word;
    }
    return CG_OK;
}

cg_code vocabulary_init(vocabulary *v, const uint8_t *offsets, const uint8_t *flags, uint32_t rows,
                        cg_str strings, cg_err *err)
{
    *v = (vocabulary){.strings = strings.ptr, .offsets = offsets, .flags = flags, .rows = rows};
    if (rows == 0 || rows > VOCABULARY_ROWS_MAX)
        return CG_FAIL(err, CG_E_INVALID, "a vocabulary of %" PRIu32 " words: 1 to %u can be used",
                       rows, VOCABULARY_ROWS_MAX);
    cg_code rc = check_offsets(v, strings.len, err);
    if (rc == CG_OK)
        rc = check_words(v, err);
    if (rc != CG_OK)
        return rc;
    uint32_t slots = 16;
    while (slots < rows * 2)
        slots *= 2;
    v->mask = slots - 1;
    v->slots = cg_alloc_array(slots, sizeof *v->slots);
    memset(v->slots, 0xff, slots * sizeof *v->slots);
    for (uint32_t i = 0; i < rows; i++)
        *slot_of(v, vocabulary_word(v, i)) = i;
    return CG_OK;
}

void vocabulary_fini(vocabulary *v)
{
    cg_free(v->slots);
    v->slots = NULL;
}
