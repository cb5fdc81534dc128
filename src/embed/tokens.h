// SPDX-License-Identifier: Apache-2.0
// From a word to rows of a vocabulary. Documents, queries and training share every line of this.
#ifndef CG_EMBED_TOKENS_H
#define CG_EMBED_TOKENS_H

#include "cg/words.h"
#include "vocabulary.h"

#define TOKENS_MAX 32 /* of one word */

/** The rows of `word` (of cg_word_next), in order; returns their number, at most TOKENS_MAX:
 *  - a word that begins with a digit is a token whole, or none;
 *  - else its parts, each a word of the vocabulary or, from four bytes on, the words that it is put together
 *    from; up to four parts that are written together ("utf8", "GitHub") are one token where the vocabulary has
 *    them so: with a number among them, or as a compound. */
size_t tokens_of_word(const vocabulary *v, cg_str word, uint32_t out_rows[TOKENS_MAX]);

#endif
