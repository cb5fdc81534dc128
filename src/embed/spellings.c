// SPDX-License-Identifier: Apache-2.0
// One hash table with open addressing.
#include "spellings.h"

#define SLOTS_FIRST (1u << 12)
#define SPELLINGS_MAX (1u << 16)
#define TEXT_BYTES_MAX (2u << 20)

static void make_slots(spellings *s, uint32_t count)
{
    s->slots = cg_alloc_array(count, sizeof *s->slots);
    s->mask = count - 1;
    s->used = 0;
}

void spellings_init(spellings *s, const vocabulary *words)
{
    *s = (spellings){.words = words};
    make_slots(s, SLOTS_FIRST);
}

void spellings_fini(spellings *s)
{
    cg_free(s->slots);
    cg_buf_fini(&s->texts);
    CG_VEC_FINI(&s->rows);
}

void spellings_relieve(spellings *s)
{
    if (s->used < SPELLINGS_MAX && s->texts.len < TEXT_BYTES_MAX)
        return;
    spellings_fini(s);
    spellings_init(s, s->words);
}

static void grow(spellings *s)
{
    spelling *old = s->slots;
    uint32_t count = s->mask + 1, used = s->used;
    make_slots(s, count * 2);
    s->used = used;
    for (uint32_t i = 0; i < count; i++) {
        if (old[i].len == 0)
            continue;
        uint32_t at = old[i].hash & s->mask;
        while (s->slots[at].len != 0)
            at = (at + 1) & s->mask;
        s->slots[at] = old[i];
    }
    cg_free(old);
}

static void remember(spellings *s, spelling *slot, cg_str word, uint32_t hash)
{
    uint32_t rows[TOKENS_MAX];
    size_t count = tokens_of_word(s->words, word, rows);
    *slot = (spelling){.hash = hash,
                       .text = (uint32_t)s->texts.len,
                       .len = (uint16_t)word.len,
                       .rows_count = (uint16_t)count,
                       .rows_first = (uint32_t)s->rows.len};
    cg_buf_add_str(&s->texts, word);
    CG_ASSERT(s->texts.error == CG_OK && s->texts.len < UINT32_MAX);
    for (size_t i = 0; i < count; i++)
        CG_VEC_PUSH(&s->rows, rows[i]);
    s->used++;
}

size_t spellings_find(spellings *s, cg_str word, uint32_t hash, const uint32_t **out_rows)
{
    /* What tokens do not look at is no part of the spelling. */
    if (word.len > CG_WORD_BYTES_MAX) {
        word = cg_utf8_truncate(word, CG_WORD_BYTES_MAX);
        hash = (uint32_t)cg_hash64(word.ptr, word.len, 0);
    }
    if (s->used * 2 >= s->mask)
        grow(s);
    uint32_t at = hash & s->mask;
    for (; s->slots[at].len != 0; at = (at + 1) & s->mask) {
        const spelling *slot = &s->slots[at];
        if (slot->hash == hash && slot->len == word.len &&
            memcmp(s->texts.ptr + slot->text, word.ptr, word.len) == 0)
            break;
    }
    if (s->slots[at].len == 0)
        remember(s, &s->slots[at], word, hash);
    size_t count = s->slots[at].rows_count;
    *out_rows = count > 0 ? s->rows.ptr + s->slots[at].rows_first : NULL;
    return count;
}
