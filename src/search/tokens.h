// SPDX-License-Identifier: Apache-2.0
// The forms under which words are indexed and looked for. Index and queries share every line of this, or they would not meet.
#ifndef CG_SEARCH_TOKENS_H
#define CG_SEARCH_TOKENS_H

#include "cg/search.h"
#include "cg/words.h"

/** The forms of one word. "HTTP2Server" is whole "http2server", parts "http2", "http", "server". */
typedef struct word_forms {
    cg_str whole;                    /* lower case without '_', exact; empty: not worth indexing */
    cg_str parts[CG_WORD_PARTS_MAX]; /* lower case, at least two letters; stemmed, or with digits */
    cg_word_span spans[CG_WORD_PARTS_MAX]; /* of the parts */
    uint32_t bare; /* bits of the parts that are another one less its digits */
    unsigned parts_count;
    unsigned name_parts; /* parts that a reader sees; at least 1 */
    bool single;         /* one part, letters alone, which is the whole word */
    cg_word_parts split;
    char stems[2 * CG_WORD_BYTES_MAX];
} word_forms;
/** Takes `word` (of cg_word_next) apart; `out` holds the texts. */
void word_forms_make(cg_str word, word_forms *out);

/** The stem of a lower-case word, in `out` (as large as the word plus one). Returns its length.
 *  Text that is not plain ASCII letters stays as it is. */
size_t word_stem(cg_str word, char *out);

/** Words too common in questions to tell anything. */
bool word_is_stop(cg_str word);

#endif
