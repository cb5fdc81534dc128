// SPDX-License-Identifier: Apache-2.0
// What a path says: its words, and whether it leads to tests or to other people's code.
#ifndef CG_SEARCH_PATHS_H
#define CG_SEARCH_PATHS_H

#include "tokens.h"

typedef struct path_terms {
    CG_VEC(cg_str) list;
    cg_buf texts;
    word_forms forms;
} path_terms;

/** The distinct terms of a path, its last extension left out, in order of appearance. Live until
 *  the next call. */
size_t path_terms_make(path_terms *p, cg_str path, const cg_str **out_terms);
void path_terms_fini(path_terms *p);

typedef enum path_role {
    PATH_PLAIN = 0,
    PATH_TEST,     /* tests, examples, fixtures, benchmarks */
    PATH_VENDORED, /* copies of other projects */
} path_role;
path_role path_role_of(cg_str path);

/** The last segment; the same without its last extension. */
cg_str path_base(cg_str path);
cg_str path_stem(cg_str path);

#endif
