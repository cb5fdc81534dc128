// SPDX-License-Identifier: Apache-2.0
// One regular expression, matched within bounds: the only file that sees PCRE2.
#ifndef CG_SEARCH_REGEX_MATCHER_H
#define CG_SEARCH_REGEX_MATCHER_H

#include "cg/search_regex.h"

/** A compiled pattern and what matching needs; one thread. */
typedef struct matcher matcher;
/** Errors: CG_E_INVALID, which says where in the pattern. */
CG_MUST_USE cg_code matcher_create(cg_str pattern, const cg_regex_limits *limits,
                                   matcher **out_matcher, cg_err *err);
void matcher_destroy(matcher *m); /* NULL allowed */

typedef enum match_end {
    MATCH_FOUND,
    MATCH_NONE,
    MATCH_LIMIT, /* more steps, depth or memory than allowed: what is behind is not known */
    MATCH_TIME,
} match_end;
/** Begins with another text. */
void matcher_begin(matcher *m, cg_str text);
/** The first match that begins at `from` or behind it, and is not empty. Looks at the clock often enough to be back some
 *  milliseconds after `until_ns`, whatever the pattern; a text of megabytes may make that a second. */
match_end matcher_find(matcher *m, size_t from, uint64_t until_ns, size_t *out_start,
                       size_t *out_end);

#endif
