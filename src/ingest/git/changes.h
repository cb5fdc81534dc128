// SPDX-License-Identifier: Apache-2.0
// What leads from one tree of a Git repository to another.
#ifndef CG_INGEST_GIT_CHANGES_H
#define CG_INGEST_GIT_CHANGES_H

#include "git/repo.h"

/** Files that are there afterwards, new or changed, and paths that are not; no path twice. */
typedef struct git_changes {
    cg_arena *arena; /* of the paths */
    CG_VEC(git_entry) put;
    CG_VEC(cg_str) gone;
    size_t added; /* of those put: they were not there before */
} git_changes;

/** `before` NULL: nothing. Reads only directories that differ. Errors: CG_E_INVALID (a directory is missing),
 *  CG_E_PATH. */
CG_MUST_USE cg_code git_changes_find(git_changes *changes, git_repository *repo, git_tree *before,
                                     git_tree *after, cg_err *err);
void git_changes_clear(git_changes *changes);
void git_changes_fini(git_changes *changes);

#endif
