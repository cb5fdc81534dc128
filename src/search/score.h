// SPDX-License-Identifier: Apache-2.0
// Scoring what the words of a query meet, a run of units at a time. Runs that have no unit in common may be scored side by side.
#ifndef CG_SEARCH_SCORE_H
#define CG_SEARCH_SCORE_H

#include "sources.h"
#include "weights.h"

/** What is the same for all units. Nothing of it changes while they are scored. */
struct text_search {
    search *s;
    const text_options *opts; /* of text_score */
    sources sources;
    weights weights;
    double kinds[TABLE_KIND_MASK + 1];    /* prior_kind of each */
    double coverage[QUERY_WORDS_MAX + 1]; /* by the number of words met */
    double low_coverage[256]; /* the same by their bits, where only the first eight are met */
    bool asks_of_files, asks_of_names;
};

/** All but the sources and options. */
void text_search_init(text_search *g, search *s);
/** Scores the units of a walk, ascending: the best nodes to `out`, not in order, their number to *out_total. Errors: CG_E_DEADLINE,
 *  CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code score_units(const text_search *g, source_walk *walk, top *out,
                                uint64_t *out_total, cg_err *err);

#endif
