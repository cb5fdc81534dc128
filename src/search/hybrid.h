// SPDX-License-Identifier: Apache-2.0
// Ways of searching that know more than one thing of a candidate.
#ifndef CG_SEARCH_HYBRID_H
#define CG_SEARCH_HYBRID_H

#include "search_int.h"

/** Names, words and vectors together. `*out_by_words`: matches of the first two alone. */
CG_MUST_USE cg_code hybrid_run(search *s, top *out, cg_hits *page, uint64_t *out_by_words,
                               cg_err *err);
/** Vectors alone. */
CG_MUST_USE cg_code semantic_run(search *s, top *out, cg_hits *page, cg_err *err);

#endif
