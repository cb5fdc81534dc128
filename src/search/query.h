// SPDX-License-Identifier: Apache-2.0
// The filters written in a query's text ("lang:go -path:vendor parse"), and the words beside them.
#ifndef CG_SEARCH_QUERY_H
#define CG_SEARCH_QUERY_H

#include "cg/search.h"

#define QUERY_BYTES_MAX 4096
#define QUERY_FILTERS_MAX 64

/** What names or paths must be like: any of those that are wanted, none of the others. */
typedef struct query_globs {
    cg_str globs[QUERY_FILTERS_MAX];
    uint64_t excludes; /* bits of those that must not match */
    size_t count;
} query_globs;

typedef struct query_filters {
    uint64_t kinds;           /* bits of the cg_node_kind that pass */
    uint32_t langs;           /* bits of the cg_lang_id that pass */
    query_globs names, paths; /* names in lower case */
    query_globs repos;        /* names of projects */
} query_filters;

/** Takes `text` apart. `*out_words` has its length: blanks stand where filters were. Both results
 *  live in the arena. Linear in the text. Errors say where: CG_E_INVALID (a value that a filter
 *  cannot have, a quote that is not closed), CG_E_LIMIT (QUERY_BYTES_MAX, QUERY_FILTERS_MAX). */
CG_MUST_USE cg_code query_read(cg_str text, cg_arena *arena, cg_str *out_words,
                               query_filters *out_filters, cg_err *err);

/** The same where the words are a pattern, of which nothing else is changed: only filters before it, and such without
 *  quotes behind it, are taken. CG_E_INVALID as well when there is no pattern. */
CG_MUST_USE cg_code query_read_pattern(cg_str text, cg_arena *arena, cg_str *out_pattern,
                                       query_filters *out_filters, cg_err *err);

/** The length of what begins at the start of `text`: a quoted run, or all up to a space or quote. */
size_t query_chunk(cg_str text);
bool query_is_space(char c);

bool query_name_passes(const query_filters *filters, cg_str lower_name);
/** A path without a wildcard is the file or a folder around it. */
bool query_path_passes(const query_filters *filters, cg_str path);
bool query_repo_passes(const query_filters *filters, cg_str project);
/** Does what has no path pass? */
bool query_pathless_passes(const query_filters *filters);

/** Copies `text` in lower case to the arena. */
cg_str lower_in(cg_arena *arena, cg_str text);

#endif
