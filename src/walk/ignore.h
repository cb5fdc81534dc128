// SPDX-License-Identifier: Apache-2.0
// The rules of .gitignore files, as gitignore(5) describes them.
#ifndef CG_INGEST_IGNORE_H
#define CG_INGEST_IGNORE_H

#include "cg/base.h"

typedef struct ignore_rule {
    cg_str pattern; /* without '!', leading and trailing '/' */
    cg_str base;    /* directory of its file, "" or "a/b/" */
    enum { IGNORE_EXACT, IGNORE_SUFFIX, IGNORE_GLOB } form; /* SUFFIX: "*" + literal */
    bool negated;
    bool dirs_only;
    bool anchored; /* matches the path below `base`, else the last segment */
} ignore_rule;

/** The rules in force, outermost directory first; the last that matches decides. */
typedef struct ignore_rules {
    CG_VEC(ignore_rule) rules;
} ignore_rules;

/** Adds the lines of one file; text and base must outlive the rules. */
void ignore_add(ignore_rules *rules, cg_str text, cg_str base);
/** Drops the rules beyond the first `count`: those of a directory that was left. */
void ignore_truncate(ignore_rules *rules, size_t count);
/** `path`: relative to the root of the walk, no trailing '/'. */
bool ignore_matches(const ignore_rules *rules, cg_str path, bool is_dir);
void ignore_fini(ignore_rules *rules);

#endif
