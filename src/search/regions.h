// SPDX-License-Identifier: Apache-2.0
// Whose words are at which byte: a unit's definitions and their docs, flattened into one list of
// stretches, so that its source is read once from front to back.
#ifndef CG_SEARCH_REGIONS_H
#define CG_SEARCH_REGIONS_H

#include "cg/search.h"

typedef enum region_field { REGION_BODY = 0, REGION_SIGNATURE, REGION_DOC } region_field;

/** From `start` to the start of the next one the words are of `field` of `def`. When `opens`, the
 *  definition begins here: each does once. */
typedef struct region {
    uint32_t start;
    uint32_t def;
    uint8_t field; /* region_field */
    bool opens;
} region;

/** A definition or a doc on its way into the list. */
typedef struct region_span {
    uint32_t start, end;
    uint32_t def;
    bool is_doc;
} region_span;

typedef struct regions {
    CG_VEC(region) list;
    CG_VEC(uint32_t) loose_docs; /* definitions whose doc is not found in the source */
    CG_VEC(region_span) spans;
    CG_VEC(region_span) open; /* those around the place reached, outermost first */
} regions;

/** Fills list and loose_docs. The first region starts at 0 and is the file's. */
void regions_make(regions *r, const cg_unit *unit, cg_str source);
void regions_fini(regions *r);

#endif
