// SPDX-License-Identifier: Apache-2.0
// Trees of toy files whose functions also call those of other files, linked as a linker would: a
// commit leads from one tree to another, and links anew what that changes.
#ifndef CG_TEST_GRAPH_TREE_H
#define CG_TEST_GRAPH_TREE_H

#include "source.h"

#define TOY_FILES_MAX 6

/** Files by the number in their path, "f<number>.py". */
typedef struct toy_tree {
    toy_file files[TOY_FILES_MAX];
} toy_tree;

typedef struct toy_change {
    const toy_tree *from, *to;
    bool backwards;    /* the order of files, and so their numbers */
    bool relink_all;   /* else only those whose edges change */
    bool forget_links; /* a caller's mistake: only files that were put are linked */
} toy_change;
/** Puts and deletes the files that differ. `out_nums`: the numbers of all files. */
cg_code toy_put_all(cg_commit *commit, cg_project *project, const toy_change *change,
                    uint32_t out_nums[TOY_FILES_MAX], cg_err *err);
/** Then the edges and dependencies of those files, and of others that they change. */
cg_code toy_link_all(cg_commit *commit, const toy_change *change,
                     const uint32_t nums[TOY_FILES_MAX], cg_err *err);
/** Both. */
cg_code toy_apply(cg_commit *commit, cg_project *project, const toy_change *change, cg_err *err);

/** "lib.x<number>"; texts are static. */
cg_external toy_external(unsigned number);

/** The keys that linking the file reads: one for each name that it looks up elsewhere. */
size_t toy_deps(const toy_file *file, uint64_t out_keys[TOY_NAMES_MAX]);

#endif
