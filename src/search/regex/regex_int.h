// SPDX-License-Identifier: Apache-2.0
// One search by a regular expression: which files it looks at, and the hits of the file at hand.
#ifndef CG_SEARCH_REGEX_INT_H
#define CG_SEARCH_REGEX_INT_H

#include "search_int.h"
#include "matcher.h"
#include "pattern.h"

struct cg_regex_search {
    cg_query query; /* its texts are in the scratch of `s` */
    search s;
    cg_regex_limits limits;
    matcher *matcher;
    CG_VEC(uint32_t) files; /* that may match, by path */
    size_t at;              /* of the next one */
    size_t first;           /* that it began with */
    cg_regex_position position;
    cg_regex_coverage coverage;
    /* The file at hand. */
    cg_arena *arena;
    cg_arena_mark emptied;
    cg_unit_pin *source;
    CG_VEC(cg_regex_hit) hits;
    size_t given;
};

/** Fills `files` and what the coverage says of them (regex_files.c). */
CG_MUST_USE cg_code regex_choose_files(cg_regex_search *r, cg_str pattern, cg_err *err);

/** The hits of a file in place of those of another (regex_file.c). A file that is not searched whole is noted. */
CG_MUST_USE cg_code regex_search_file(cg_regex_search *r, uint32_t file, cg_err *err);

#endif
