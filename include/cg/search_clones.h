// SPDX-License-Identifier: Apache-2.0
// search: definitions whose bodies are nearly the same.
#ifndef CG_SEARCH_CLONES_H
#define CG_SEARCH_CLONES_H

#include "cg/search.h"

typedef struct cg_clone_query {
    cg_query_filter filter; /* kinds 0: functions, methods and constructors */
    double similarity_min;  /* of two bodies, CG_CLONE_SIMILARITY_LEAST..1 */
    uint32_t tokens_min;    /* of a body, at least CG_CLONE_TOKENS_LEAST */
    bool any_names; /* identifiers and literals do not count: what was renamed is found too */
    size_t definitions_max; /* that are compared */
    cg_patience patience;
} cg_clone_query;
#define CG_CLONE_SIMILARITY_LEAST 0.5
#define CG_CLONE_TOKENS_LEAST 20u

typedef struct cg_clone_member {
    uint32_t file, def;
    uint32_t tokens;    /* of its body, without comments */
    double similarity;  /* to the member that it is most like */
    double containment; /* of the smaller of these two in the larger */
} cg_clone_member;
/** Definitions each of which is like another one of them. */
typedef struct cg_clone_group {
    cg_clone_member *members; /* by path and place */
    size_t count;             /* 2 or more */
    uint64_t tokens_spare;    /* of all members but the largest: what one copy would save */
    double similarity;        /* the least of the members' */
} cg_clone_group;
typedef struct cg_clones {
    cg_clone_group
        *groups; /* most spare tokens first, then by path and place of the first member */
    size_t count;
    uint64_t definitions; /* compared */
    uint64_t files_without_source;
} cg_clones;

/** Finds groups of definitions with bodies that have so much in common: the Jaccard index of the sets of five tokens in a
 *  row is at least `similarity_min`, counted exactly. Pairs to count are found by MinHash and locality-sensitive
 *  hashing: of pairs at 0.8 one in ten thousand is missed, at 0.7 one in a hundred, at 0.5 a third. The same snapshot and
 *  query give the same groups. Reads the source of every file that the filter passes; holds about 150 bytes for each definition. In the
 *  arena. Errors: CG_E_LIMIT (more definitions than `definitions_max`), CG_E_UNPROCESSABLE (no sources are kept),
 *  CG_E_DEADLINE, CG_E_CANCELED, those of reading. */
CG_MUST_USE cg_code cg_clones_find(const cg_snapshot *snap, const cg_clone_query *query,
                                   cg_arena *arena, cg_clones *out_clones, cg_err *err);

#endif
