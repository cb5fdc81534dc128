// SPDX-License-Identifier: Apache-2.0
// Which trigrams a content has: a Bloom filter with one hash, kept for each unit among the postings.
// It may say yes where it should say no, never the other way round.
//
// Trigrams are of folded text: ASCII letters in lower case, and the two letters beyond ASCII that
// PCRE2 takes for ASCII ones when case does not count (K, the sign of Kelvin, and the long s) as those. So one
// filter serves patterns that heed case and patterns that do not.
//
//     filter   a power of two of bytes; bit `hash(trigram) mod bits` of it (byte bit/8, from the
//              lowest bit) is set for each trigram. Between an eighth and a quarter of them are,
//              in texts longer than a few bytes: the smallest that holds so few is kept.
#ifndef CG_SEARCH_REGEX_TRIGRAMS_H
#define CG_SEARCH_REGEX_TRIGRAMS_H

#include "cg/search.h"

/** Filters stand under the terms "\1" b as tables of definitions do under "\0" b (postings.h). */
#define TRIGRAM_TERM_FIRST '\1'
#define TRIGRAM_TERM_LEN 2
cg_str trigram_term(cg_blob_id blob, char out[TRIGRAM_TERM_LEN]);

#define TRIGRAM_FILTER_MAX (64u << 10)
/** Appends the filter of a text; `scratch` has TRIGRAM_FILTER_MAX bytes, whatever is in them. Linear in the text. */
void trigrams_add_filter(cg_str text, uint8_t *scratch, cg_buf *out);
/** False: it is no filter, but damaged. */
static inline bool trigrams_is_filter(cg_str filter)
{
    return filter.len > 0 && filter.len <= TRIGRAM_FILTER_MAX &&
           (filter.len & (filter.len - 1)) == 0;
}

static inline uint32_t trigram_hash(uint32_t trigram)
{
    uint32_t h = trigram * UINT32_C(0x9e3779b1);
    return h ^ h >> 15;
}
/** Whether the text of a filter may have a trigram (its three folded bytes, the first on top). */
static inline bool trigrams_may_have(cg_str filter, uint32_t trigram)
{
    uint32_t bit = trigram_hash(trigram) & (uint32_t)(8 * filter.len - 1);
    return (uint8_t)filter.ptr[bit / 8] >> bit % 8 & 1;
}

/** Folds `text` into `out`, which has as much room. Returns the length, which may be less. The fold of texts set side by
 *  side, at a border of characters, is their folds set side by side. */
size_t trigram_fold(cg_str text, uint8_t *out);

#endif
