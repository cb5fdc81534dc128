// SPDX-License-Identifier: Apache-2.0
// A Git repository for tests, made from its objects. cmocka.h must come before.
#ifndef CG_TEST_INGEST_REPO_H
#define CG_TEST_INGEST_REPO_H

#include <git2.h>

#include "fixture.h"

typedef struct repo_file {
    const char *path;
    const char *text; /* of a submodule: the id of its commit */
    git_filemode_t mode;
} repo_file;
#define BLOB GIT_FILEMODE_BLOB

extern git_repository *repo;
extern char repo_path[4096]; /* of the work tree, absolute */
extern bool repo_allowed;    /* whether clients may read there; true at first */

/** A new one, empty; HEAD is of the branch "main". */
void repo_open(void);
void repo_close(void);
/** A commit with these files and no others. `message` NULL: "m". */
git_oid repo_commit(const repo_file *files, size_t count, const git_oid *parents,
                    size_t parents_count, const char *message);
/** The same on top of HEAD, whose branch moves there. */
git_oid repo_commit_on_head(const repo_file *files, size_t count);
/** Points a name at a commit: "refs/heads/x". */
void repo_set(const char *name, const git_oid *commit);
/** A source for `rev`; the text is borrowed. */
cg_git_source repo_source(const char *rev);
/** Indexes one revision, in place of what there is. */
cg_code repo_index(bench *b, const char *rev, cg_ingest_result *out);
/** Writes a file below the repository's own directory. */
void repo_write(const char *path, const char *text);
/** Takes a loose object away, or puts it back. */
void repo_hide(const git_oid *oid, bool hidden);

#endif
