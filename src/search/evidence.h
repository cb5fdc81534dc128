// SPDX-License-Identifier: Apache-2.0
// What a file says of the candidates in it.
#ifndef CG_SEARCH_EVIDENCE_H
#define CG_SEARCH_EVIDENCE_H

#include "search_int.h"

/** A hit on its way: its score, and the two parts that this is the sum of. */
typedef struct candidate {
    cg_hit hit;
    double lead,
        second;  /* by words and by vector; of searches by vector alone the other way round */
    size_t rank; /* among texts; CG_NONE: it is not there */
    bool near;   /* vectors brought it */
} candidate;
typedef CG_VEC(candidate) candidates;

/** Adds to each candidate what its file is worth beyond it (weights.h), and notes the signals. `vector`: of the query; NULL: none, or one that costs too much to compare names of files with.
 *  Errors: those of reading the graph. */
CG_MUST_USE cg_code evidence_add(search *s, const float *vector, candidates *all, cg_err *err);

#endif
