// SPDX-License-Identifier: Apache-2.0
// A vocabulary from a list of words.
#ifndef CG_TEST_WORDS_LIST_H
#define CG_TEST_WORDS_LIST_H

#include "vocabulary.h"

typedef struct word_list {
    cg_buf strings, offsets, flags;
    vocabulary vocabulary;
} word_list;

/** `words`, ended by NULL, in bytewise order; compounds begin with '+', which does not count. */
void word_list_make(word_list *list, const char *const *words);
void word_list_fini(word_list *list);

#endif
