// SPDX-License-Identifier: Apache-2.0
// A visitor for tests of walk: notes what it is told, one word an entry.
#ifndef CG_TEST_WALK_SEEN_H
#define CG_TEST_WALK_SEEN_H

#include "cg/walk.h"

typedef struct seen {
    CG_VEC(char *) words;
    int depth, deepest, directories;
    const char *unwanted; /* an ending of names that are not wanted; NULL: none */
    size_t stop_after;    /* entries; 0: never */
    atomic_bool *cancel;  /* set after the first entry; NULL: not */
    size_t asked;         /* wants() calls */
    cg_buf text;
} seen;

/** Walks `root`; words are then sorted: "path" of a file, else "link:path", "special:path",
 *  "unreadable:path", "name:path". Ends the test unless `root` opens. */
cg_code seen_walk(seen *s, const char *root, const cg_walk_options *opts, cg_err *err);
/** All words joined by blanks; until seen_fini. */
const char *seen_text(seen *s);
void seen_fini(seen *s);

#endif
