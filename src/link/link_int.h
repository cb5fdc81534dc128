// SPDX-License-Identifier: Apache-2.0
// link, inside: what the files of this module share.
#ifndef CG_LINK_INT_H
#define CG_LINK_INT_H

#include "cg/link.h"

/** Overloads that one call may keep; more of one name and arity say nothing. */
#define CANDIDATES_MAX 16u

/** Same-named callables of one owner, chained in source order. Arrays are borrowed. */
typedef struct overloads {
    const cg_unit *unit;
    uint32_t *heads;  /* open addressing by (owner, name): first of the chain, or CG_NONE */
    uint32_t *next;   /* by definition */
    uint32_t *hidden; /* by definition: it stands for another of its chain */
    uint32_t mask;
} overloads;

typedef struct candidates {
    uint32_t list[CANDIDATES_MAX];
    uint32_t total; /* may exceed what the list holds */
} candidates;

/** Words of memory that overloads_init needs for `unit`. */
size_t overloads_words(const cg_unit *unit);
void overloads_init(overloads *o, const cg_unit *unit, uint32_t *memory);
/** What a call with `args` arguments (255: unknown) of `target` may reach. */
void overloads_find(const overloads *o, uint32_t target, unsigned args, candidates *out);

/** Sorts by (source, kind, target file, target), keeping the order of equals; `spare` holds as many. */
void sort_edges(cg_link_edge *edges, size_t n, cg_link_edge *spare);
int compare_edges(const cg_link_edge *a, const cg_link_edge *b);

#endif
