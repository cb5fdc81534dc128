// SPDX-License-Identifier: Apache-2.0
// What a text must have for a regular expression to match in it: a Boolean query of trigrams.
#ifndef CG_SEARCH_REGEX_PATTERN_H
#define CG_SEARCH_REGEX_PATTERN_H

#include "trigrams.h"

typedef enum trigram_op { TRIGRAM_ALL, TRIGRAM_ONE, TRIGRAM_AND, TRIGRAM_OR } trigram_op;

/** ALL: every text passes; ONE: those that have the trigram; AND, OR: of the two below. */
typedef struct trigram_query {
    trigram_op op;
    uint32_t trigram;
    const struct trigram_query *left, *right;
} trigram_query;

/** The query of a pattern that PCRE2 takes: no text in which it matches, with a match of one character at least, fails
 *  it. Constructs that are not understood ask for nothing. In the arena; bounded time and size. */
const trigram_query *pattern_query(cg_str pattern, cg_arena *arena);
bool trigram_query_passes(const trigram_query *query, cg_str filter);
/** As text, for tests: `(abc bcd)` both, `{abc|bcd}` either, `*` all. */
void trigram_query_write(const trigram_query *query, cg_buf *out);

/* ---- what is known of a part of a pattern (pattern_sets.c) ---- */

#define SET_MAX 16
typedef struct text_set {
    cg_str items[SET_MAX]; /* folded, sorted, distinct */
    size_t count;
} text_set;

/** Of the texts that a part matches: `exact`: they are those in `begins`; else each begins with one of
 *  `begins` and ends with one of `ends`. And a text around one passes `needs`. */
typedef struct part {
    bool exact;
    text_set begins, ends;
    const trigram_query *needs;
} part;

typedef struct part_maker {
    cg_arena *arena;
    size_t nodes; /* of queries, made so far */
} part_maker;

part part_text(part_maker *m, cg_str folded);           /* "" allowed */
part part_anything(void);                               /* nothing is known */
part part_one_of(part_maker *m, const uint8_t set[32]); /* one of these folded bytes; not none */
part part_concat(part_maker *m, const part *a, const part *b);
part part_either(part_maker *m, const part *a, const part *b);
part part_repeat(part_maker *m, const part *a); /* once or more often */
/** It must match here, and takes no room. */
part part_ahead(part_maker *m, const part *a);
/** The query that a text around one must pass. */
const trigram_query *part_query(part_maker *m, const part *a);

#endif
