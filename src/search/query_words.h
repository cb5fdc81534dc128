// SPDX-License-Identifier: Apache-2.0
// A query's words, ready to be found in texts that are shown.
#ifndef CG_SEARCH_QUERY_WORDS_H
#define CG_SEARCH_QUERY_WORDS_H

#include "plan.h"

struct cg_query_words {
    plan plan; /* without a word when the text was no query */
    /* Of the words to find, not of those left out: */
    uint64_t by_letter[256]; /* bits of those that begin with it, in either case */
    uint64_t by_second[256]; /* bits of those that have it in the second place, or none there */
    cg_str *terms;           /* all of their terms, sorted */
    size_t terms_count;
};

/** What of a word's term to look for inside of text: a stem's y may be an i there. */
cg_str query_needle(const cg_query_words *words, size_t word);

#endif
