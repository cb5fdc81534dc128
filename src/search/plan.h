// SPDX-License-Identifier: Apache-2.0
// A query's text, read: which terms to look up and what each word asks for.
#ifndef CG_SEARCH_PLAN_H
#define CG_SEARCH_PLAN_H

#include "query.h"
#include "tokens.h"

#define QUERY_WORDS_MAX 64
#define PLAN_CLAUSES_MAX 160
#define CLAUSE_TERMS_MAX 2

typedef enum clause_kind {
    CLAUSE_SHOULD, /* counts when present */
    CLAUSE_MUST,   /* of a "phrase": without it no hit */
    CLAUSE_NOT,    /* -word: with it no hit */
    CLAUSE_COMPOUND, /* neighbouring words as one identifier: stands for all of them, and ranks higher */
} clause_kind;

/** One thing to look for, present when any of its terms is. Terms live in the plan's arena. */
typedef struct clause {
    clause_kind kind;
    unsigned terms_count;
    cg_str terms[CLAUSE_TERMS_MAX];
    uint64_t words; /* bits of the words that are met with it */
} clause;

/** Words that must follow each other, lower-cased. */
typedef struct phrase {
    cg_str *words;
    size_t words_count;
} phrase;

/** Words, then compounds: the first `words_count` clauses are bits of a mask. */
typedef struct plan {
    clause clauses[PLAN_CLAUSES_MAX];
    size_t words_count; /* at most QUERY_WORDS_MAX */
    size_t clauses_count;
    size_t asked; /* SHOULD and MUST clauses */
    uint64_t must, not_wanted;
    phrase phrases[QUERY_WORDS_MAX];
    size_t phrases_count;
    bool about_tests; /* the words ask for tests */
} plan;

/** `text`: what query_read left. Errors: CG_E_INVALID (no word), CG_E_LIMIT. */
CG_MUST_USE cg_code plan_make(cg_str text, cg_arena *arena, plan *out_plan, cg_err *err);

#endif
