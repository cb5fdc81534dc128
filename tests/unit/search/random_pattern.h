// SPDX-License-Identifier: Apache-2.0
// Random patterns and texts that have a chance to match each other, and the plain way to match them.
#ifndef CG_TEST_SEARCH_RANDOM_PATTERN_H
#define CG_TEST_SEARCH_RANDOM_PATTERN_H

#include "cg/search.h"

typedef struct random_source {
    uint64_t state;
} random_source;
unsigned random_below(random_source *r, unsigned limit);
/** A pattern; PCRE2 may refuse it. */
void random_pattern_add(random_source *r, cg_buf *out);
void random_text_add(random_source *r, size_t pieces, cg_buf *out);

/** Matches that are not empty, one behind the other, by PCRE2 alone and without limits. -1: it is no pattern.
 *  `*out_first`: where the first begins. */
long plain_matches(cg_str pattern, cg_str text, size_t *out_first);

#endif
