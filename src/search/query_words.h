// SPDX-License-Identifier: Apache-2.0
// A query's words, ready to be found in texts that are shown.
#ifndef CG_SEARCH_QUERY_WORDS_H
#define CG_SEARCH_QUERY_WORDS_H

#include "plan.h"

#define QUERY_PAIRS_MAX                                                                            \
    12 /* beginnings of words that are looked for side by side; of more, one after the other */

/** Sixteen bytes, looked at together. */
typedef uint8_t query_bytes __attribute__((vector_size(16)));
#define QUERY_FOLD                                                                                 \
    0x20 /* in each byte: letters of either case are one then, and few others with them */

/** How a word begins, folded: sixteen times its first byte, and its second. */
typedef struct query_pair {
    query_bytes first, second;
    query_bytes any; /* all bits: it has no second byte */
} query_pair;

struct cg_query_words {
    plan plan; /* without a word when the text was no query */
    /* Of the words to find, not of those left out: */
    uint64_t by_letter[256]; /* bits of those that begin with it, in either case */
    uint64_t by_second[256]; /* bits of those that have it in the second place, or none there */
    query_pair pairs[QUERY_PAIRS_MAX];
    size_t pairs_count; /* above QUERY_PAIRS_MAX: there are more */
    cg_str *terms;      /* all of their terms, sorted */
    size_t terms_count;
    uint64_t term_letter[256], term_second[256]; /* as above, of terms; several share a bit */
};

/** What of a word's term to look for inside of text: a stem's y may be an i there. */
cg_str query_needle(const cg_query_words *words, size_t word);

#endif
