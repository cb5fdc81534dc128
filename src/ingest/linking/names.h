// SPDX-License-Identifier: Apache-2.0
// A set of texts that somebody else owns, in the order in which they came.
#ifndef CG_INGEST_NAMES_H
#define CG_INGEST_NAMES_H

#include "cg/base.h"

typedef struct names {
    CG_VEC(cg_str) list;
    uint32_t *slots; /* open addressing: index + 1; 0: free */
    uint32_t mask;
} names;

bool names_add(names *n, cg_str text); /* false: it was there */
bool names_has(const names *n, cg_str text);
void names_fini(names *n);

#endif
