// SPDX-License-Identifier: Apache-2.0
// What is read of Git repositories, whatever for: opening one, finding a revision, what of a tree's entries
// can be parsed.
#ifndef CG_INGEST_GIT_REPO_H
#define CG_INGEST_GIT_REPO_H

#include <git2.h>

#include "cg/ingest.h"

#define GIT_REV_MAX 256

typedef struct git_entry {
    cg_str path;
    git_oid oid;
    git_filemode_t mode;
} git_entry;

/** Errors: CG_E_INVALID (none there, one of a kind that cannot be read), CG_E_FORBIDDEN_ROOT. */
CG_MUST_USE cg_code git_repo_open(const cg_git_source *source, git_repository **out_repo,
                                  cg_err *err);
/** The object of `type` that a revision leads to, to be freed. Errors: CG_E_INVALID (no such kind of
 *  revision), CG_E_NOT_FOUND. */
CG_MUST_USE cg_code git_repo_find(git_repository *repo, cg_str rev, git_object_t type,
                                  git_object **out_object, cg_err *err);
/** Why an entry is not to be read, by its mode and name; CG_SKIP_NONE: it is. */
cg_skip git_entry_unfit(const git_entry *entry);
/** A blob of at most `bytes_max`, to be freed, or why there is none. Any thread. `*out_bytes`: its size as far
 *  as that is known. */
cg_skip git_blob_read(git_odb *odb, const git_oid *oid, size_t bytes_max,
                      git_odb_object **out_object, size_t *out_bytes);

#endif
