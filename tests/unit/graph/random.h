// SPDX-License-Identifier: Apache-2.0
// Random trees for tests of histories; the same seed gives the same. cmocka.h must come before.
#ifndef CG_TEST_GRAPH_RANDOM_H
#define CG_TEST_GRAPH_RANDOM_H

#include "fixture.h"
#include "tree.h"

#define RANDOM_NAMES 12
#define RANDOM_EXTERNALS 8 /* few users each, so that many come and go */

void random_seed(uint32_t seed);
uint32_t random_below(uint32_t limit);
/** A few files are written anew, or only get or lose a function of another kind. */
void random_change_tree(toy_tree *tree);
/** The digest of a store that never had anything but this tree; the text is static. */
const char *random_clean_digest(const toy_tree *tree);

#endif
