// SPDX-License-Identifier: Apache-2.0
// Makes a counter-example small: two states whose difference, posted on top of the first, gives another
// graph than a clean index of the second.
#ifndef CG_TEST_INCREMENTAL_MINIMISE_H
#define CG_TEST_INCREMENTAL_MINIMISE_H

#include "indexed.h"

/** Posting what differs between the states gives what a clean index of the second one gives; else `out`
 *  (NULL: not wanted) says what is different. */
bool change_is_sound(const sources *before, const sources *after, cg_buf *out);
/** Takes away files, changes and lines while the change stays unsound. `*before` and `*after` have
 *  entries of the same files in the same order. */
void minimise(sources *before, sources *after);

#endif
