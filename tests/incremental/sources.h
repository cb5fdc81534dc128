// SPDX-License-Identifier: Apache-2.0
// A tree of sources held in memory, in one state after another.
#ifndef CG_TEST_INCREMENTAL_SOURCES_H
#define CG_TEST_INCREMENTAL_SOURCES_H

#include "cg/base.h"

/** Texts are never changed in place, so that a copy of the list is a state to come back to. */
typedef struct source {
    cg_str path;
    cg_str text;     /* ptr NULL: not there */
    cg_str original; /* as it was read; ptr NULL: made by an edit */
    cg_str previous; /* before the last edit; ptr NULL: not there */
} source;

typedef struct sources {
    cg_arena *arena; /* of paths and texts */
    CG_VEC(source) list;
} sources;

typedef struct source_random {
    uint64_t state;
} source_random;
/** A number below `below` (not 0). */
uint32_t random_below(source_random *random, size_t below);

/** Adds the source files below `folder`: at most `max`, those of one directory and what is below it,
 *  chosen by `random`, with the manifests above. Paths begin with `prefix`. False: cannot be read. */
bool sources_load(sources *s, const char *folder, const char *prefix, size_t max,
                  source_random *random);
/** The entry of a path, made (not there yet) when it is new. */
size_t sources_find(sources *s, cg_str path);
/** A copy of the state; entries made later are not there in it. */
sources sources_copy(const sources *s);
void sources_release(sources *s); /* the list alone: the arena is the caller's */
/** Writes the files of a state below `folder`. */
void sources_write(const sources *s, const char *folder);

#endif
