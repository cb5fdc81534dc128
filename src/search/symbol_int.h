// SPDX-License-Identifier: Apache-2.0
// What the two halves of symbol search share: the query, and its hits.
#ifndef CG_SEARCH_SYMBOL_INT_H
#define CG_SEARCH_SYMBOL_INT_H

#include "search_int.h"

#define SYMBOL_PARTS_MAX 16

typedef struct symbol_search {
    search *s;
    cg_node_reader *nodes;
    cg_str text;                    /* as written, trimmed */
    cg_str whole;                   /* in lower case */
    cg_str parts[SYMBOL_PARTS_MAX]; /* of the qualified name, in lower case; the last is the name */
    size_t parts_count;
    cg_str name; /* the last part, as written */
    unsigned case_checks;
    CG_VEC(cg_hit) hits; /* ordered by place once they were given */
    bool by_parts;       /* full text is asked too */
} symbol_search;

/** Adds the node `ref` of this name as a hit, when the snapshot has it and the filters pass it. */
CG_MUST_USE cg_code symbol_add(symbol_search *y, cg_node_ref ref, cg_str lower_name, double score,
                               cg_err *err);
/** Looks at every name: those that contain `name` or abbreviate to it. For when nothing else was
 *  found. */
CG_MUST_USE cg_code symbol_scan_wide(symbol_search *y, cg_str name, cg_err *err);
/** Looks at every name: those that are at most two edits from `name`, one when it has fewer than
 *  eight letters, none below four. For when there is nothing else. */
CG_MUST_USE cg_code symbol_scan_fuzzy(symbol_search *y, cg_str name, cg_err *err);

#endif
