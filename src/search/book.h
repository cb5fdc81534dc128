// SPDX-License-Identifier: Apache-2.0
// The indexer's memory of words: each spelling it met leads to the terms it stands for, so a word
// is taken apart once and not at each of its thousand places. Kept from file to file, dropped
// whole when it grows beyond a budget; nothing in the result depends on when that happens.
#ifndef CG_SEARCH_BOOK_H
#define CG_SEARCH_BOOK_H

#include "tokens.h"

typedef struct book_term {
    uint32_t text;  /* offset in `texts` */
    uint32_t epoch; /* the file that used it last; what follows is of that file */
    uint32_t last;  /* its newest entry */
    uint8_t len;
} book_term;

#define BOOK_HEAD 16

/** A spelling. Its terms are links[first] (whole) and links[first + 1 ..] (parts). In prose a
 *  single word goes by its stem alone. */
typedef struct book_word {
    char head[BOOK_HEAD]; /* the text, or its beginning: most comparisons end here */
    uint32_t text;        /* offset in `texts` */
    uint32_t first;
    uint16_t len;
    uint8_t count;       /* 0: not worth indexing */
    uint8_t prose_first; /* links to leave out in prose */
    uint8_t name_parts;
} book_word;

typedef struct book_slot {
    uint32_t hash;
    uint32_t index; /* one more than the index; 0: free */
} book_slot;

typedef struct book_table {
    book_slot *slots;
    uint32_t mask, used;
} book_table;

typedef struct book {
    cg_buf texts;
    CG_VEC(book_term) terms;
    CG_VEC(book_word) words;
    CG_VEC(uint32_t) links;
    book_table term_table, word_table;
    word_forms forms;
} book;

void book_init(book *b);
void book_fini(book *b);
/** Forgets everything when it has become too much; call between files. */
void book_relieve(book *b);
static inline cg_str book_text(const book *b, const book_term *term)
{
    return cg_str_make(b->texts.ptr + term->text, term->len);
}

/* A look-up is four steps, each the first to touch another part of memory. Done for many words
 * side by side, one step for all before the next, the waits overlap. */

/** Cuts the word to what is looked at, and begins to load its slot. */
uint32_t book_hash(const book *b, cg_str *word);
/** Begins to load the entry that is likely meant. */
void book_prefetch_word(const book *b, uint32_t hash);
/** The index in `words` of a spelling, taken in when it is new; begins to load its links. */
uint32_t book_find(book *b, cg_str word, uint32_t hash);
/** Begins to load the terms of a word. */
static inline void book_prefetch_terms(const book *b, uint32_t index)
{
    const book_word *w = &b->words.ptr[index];
    for (unsigned i = w->prose_first; i < w->count; i++)
        __builtin_prefetch(&b->terms.ptr[b->links.ptr[w->first + i]]);
}

#endif
