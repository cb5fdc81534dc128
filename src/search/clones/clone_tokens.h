// SPDX-License-Identifier: Apache-2.0
// The tokens of a body, as hashes: what stays the same when code is copied. No comments, no spaces.
#ifndef CG_SEARCH_CLONE_TOKENS_H
#define CG_SEARCH_CLONE_TOKENS_H

#include "cg/search.h"

typedef CG_VEC(uint32_t) token_vec;
/** Appends the tokens of a text in a language: words, numbers, strings and single signs. `any_names`: all identifiers and all
 *  literals are alike; words that the language keeps for itself are not identifiers. Linear; reads any bytes. */
void clone_tokens(cg_str text, cg_lang_id lang, bool any_names, token_vec *out);

#endif
