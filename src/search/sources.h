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
    double idf, path_idf;
    uint8_t *paths; /* a bit per file whose path has it; NULL: none */
} source;
static inline bool source_has_path(const source *src, uint32_t file)
{
    return src->paths != NULL && (src->paths[file / 8] >> file % 8 & 1);
}

/** Of all clauses of a plan. */
typedef struct sources {
    source *of; /* by clause */
    size_t count;
    size_t lists_count;          /* of all of them */
    uint64_t entries;            /* likewise */
    CG_VEC(uint32_t) path_units; /* units of files whose path has a word, ascending */
} sources;

/** Of the search's plan. `with_paths`: the words of paths count. sources_fini also after an error.
 *  Errors: CG_E_CORRUPT, CG_E_DEADLINE, those of reading. */
CG_MUST_USE cg_code sources_load(sources *all, search *s, bool with_paths, cg_err *err);
void sources_fini(sources *all);
/** A unit with about half of what there is to score before it. */
uint32_t sources_middle(const sources *all);

/* ---- walking over units ---- */

/** What a unit has of one clause, by its terms. */
typedef struct unit_clause {
    size_t clause;
    cg_str payloads[CLAUSE_TERMS_MAX];
} unit_clause;

typedef struct unit_clauses {
    uint32_t unit;   /* CG_NONE: behind the last */
    unit_clause *of; /* ascending by clause */
    size_t count;
} unit_clauses;

/** Where a walk is in one list. */
typedef struct list_walk {
    const unit_payload *at, *end;
    uint32_t unit; /* that it comes to next; CG_NONE: none */
    size_t clause;
    bool brings; /* its units may have hits: it is not of what is left out */
} list_walk;

/** A walk over the units that a clause could make hits of, ascending. Several may be under way in the same sources. */
typedef struct source_walk {
    const sources *all;
    list_walk *lists;
    size_t path_at;
    uint32_t end;          /* the first unit that is not part of it */
    unit_clauses units[2]; /* room for those that are asked for */
} source_walk;

/** Over the units from `from` to before `end`. Lives with the search. */
source_walk *source_walk_open(const sources *all, search *s, uint32_t from, uint32_t end);
/** The next unit; begins to load what there is of it. */
void source_walk_next(source_walk *walk, unit_clauses *out);

#endif
