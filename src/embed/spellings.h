// SPDX-License-Identifier: Apache-2.0
// A memory of words and the rows that they stand for, so that each spelling is taken apart once. It is one
// thread's, and dropped whole when it grows large: what it answers does not depend on what it holds.
#ifndef CG_EMBED_SPELLINGS_H
#define CG_EMBED_SPELLINGS_H

#include "tokens.h"

typedef struct spelling {
    uint32_t hash;
    uint32_t text; /* where it begins in texts */
    uint16_t len;  /* 0: a free slot */
    uint16_t rows_count;
    uint32_t rows_first;
} spelling;

typedef struct spellings {
    const vocabulary *words;
    spelling *slots;
    uint32_t mask, used;
    cg_buf texts;
    CG_VEC(uint32_t) rows;
} spellings;

void spellings_init(spellings *s, const vocabulary *words);
void spellings_fini(spellings *s);
/** Drops what is remembered when it is much. Rows that were given are gone. */
void spellings_relieve(spellings *s);

/** A look-up in two steps, so that several can wait for memory at the same time. */
static inline uint32_t spellings_prefetch(const spellings *s, cg_str word)
{
    uint32_t hash = (uint32_t)cg_hash64(word.ptr, word.len, 0);
    __builtin_prefetch(&s->slots[hash & s->mask]);
    return hash;
}
/** The rows of `word` (of cg_word_next), whose hash is of spellings_prefetch. out_rows: until the next call. */
size_t spellings_find(spellings *s, cg_str word, uint32_t hash, const uint32_t **out_rows);

#endif
