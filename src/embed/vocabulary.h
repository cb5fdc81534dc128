// SPDX-License-Identifier: Apache-2.0
// The words that a static model knows, by row. The strings stay where they are: in the model file.
#ifndef CG_EMBED_VOCABULARY_H
#define CG_EMBED_VOCABULARY_H

#include "cg/base.h"

#define VOCABULARY_WORD_MAX 32 /* bytes of one word */
#define VOCABULARY_ROWS_MAX (1u << 20)

/** Flags of a word. */
enum {
    WORD_COMPOUND =
        1 << 0, /* stands for parts written together, "GitHub", where these are looked up */
};

typedef struct vocabulary {
    const char *strings;    /* of all words in a row */
    const uint8_t *offsets; /* rows + 1 little-endian u32 */
    const uint8_t *flags;   /* one a row */
    uint32_t rows;
    uint32_t *slots; /* open addressing; CG_NONE is free */
    uint32_t mask;
    unsigned longest; /* bytes of the longest word */
} vocabulary;

#define VOCABULARY_NONE UINT32_MAX

/** `offsets` and `strings` are borrowed and checked: words are valid UTF-8 of 1 to VOCABULARY_WORD_MAX bytes,
 *  ascending bytewise, without repeats. The caller calls vocabulary_fini. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code vocabulary_init(vocabulary *v, const uint8_t *offsets, const uint8_t *flags,
                                    uint32_t rows, cg_str strings, cg_err *err);
void vocabulary_fini(vocabulary *v);
cg_str vocabulary_word(const vocabulary *v, uint32_t row);
/** The row of `word`, or VOCABULARY_NONE. */
uint32_t vocabulary_find(const vocabulary *v, cg_str word);

#endif
