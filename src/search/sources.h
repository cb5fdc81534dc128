// SPDX-License-Identifier: Apache-2.0
// What is stored of the words of a query: the units that their clauses meet, one after the other.
#ifndef CG_SEARCH_SOURCES_H
#define CG_SEARCH_SOURCES_H

#include "lists.h"
#include "search_int.h"

/** A clause with what is stored of its terms. */
typedef struct source {
    term_list lists[CLAUSE_TERMS_MAX];
    unsigned lists_count; /* that are not empty */
    size_t head;          /* of the first of them; those of clauses that bring nothing have none */
    double idf, path_idf;
    uint8_t *paths; /* a bit per file whose path has it; NULL: none */
} source;
static inline bool source_has_path(const source *src, uint32_t file)
{
    return src->paths != NULL && (src->paths[file / 8] >> file % 8 & 1);
}

/** Of all clauses of a plan. */
typedef struct sources {
    source of[PLAN_CLAUSES_MAX];             /* by clause */
    size_t met[PLAN_CLAUSES_MAX], met_count; /* the clauses that are in some unit, ascending */
    term_list *bringing[PLAN_CLAUSES_MAX * CLAUSE_TERMS_MAX]; /* lists whose units may have hits */
    uint32_t
        heads[PLAN_CLAUSES_MAX * CLAUSE_TERMS_MAX]; /* of each the unit that it comes to next */
    size_t bringing_count;
    CG_VEC(uint32_t) path_units; /* units of files whose path has a word, ascending */
    size_t path_at;
} sources;

/** Of the search's plan. `with_paths`: the words of paths count. sources_fini also after an error.
 *  Errors: CG_E_CORRUPT, CG_E_DEADLINE, those of reading. */
CG_MUST_USE cg_code sources_load(sources *all, search *s, bool with_paths, cg_err *err);
void sources_fini(sources *all);
/** The lowest unit from `from` on, which never falls, that a clause could make a hit; CG_NONE at the end. */
uint32_t sources_next(sources *all, uint32_t from);
/** Whether a list of a clause, one of those that bring, has the unit that sources_next has given. */
static inline bool sources_have(const sources *all, const source *src, unsigned list, uint32_t unit)
{
    return all->heads[src->head + list] == unit;
}

#endif
