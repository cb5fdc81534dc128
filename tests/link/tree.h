// SPDX-License-Identifier: Apache-2.0
// A folder of sources held in memory as a world to link in: parsed once, files may be hidden.
#ifndef CG_TEST_LINK_TREE_H
#define CG_TEST_LINK_TREE_H

#include "cg/link.h"
#include "cg/parse.h"

typedef struct tree_file {
    char *path; /* below the folder */
    cg_unit unit;
    cg_link_unit *linkable;
    bool hidden;
} tree_file;

typedef struct tree {
    CG_VEC(tree_file) files; /* by path */
    cg_link_catalog *catalog;
    cg_link_world world;
} tree;

/** Parses every source file below `folder`, but expected.txt, with the macros of others that it wants; false: it cannot
 *  be read. */
bool tree_load(tree *t, const char *folder);
void tree_free(tree *t);
/** Takes a file out of the world, and puts it back. */
void tree_hide(tree *t, uint32_t file);
void tree_show(tree *t, uint32_t file);

#endif
