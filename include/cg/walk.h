// SPDX-License-Identifier: Apache-2.0
// walk: which files of a directory tree are source to look at: .gitignore rules, no links
// followed, nothing outside the root. It opens directories, never files' contents.
#ifndef CG_WALK_H
#define CG_WALK_H

#include <stdatomic.h>
#include <sys/stat.h>

#include "cg/base.h"

typedef enum cg_walk_kind {
    CG_WALK_FILE = 0,   /* a regular file, with its stat */
    CG_WALK_LINK_OUT,   /* a symbolic link that may lead out of the tree */
    CG_WALK_SPECIAL,    /* FIFO, socket, device */
    CG_WALK_UNREADABLE, /* stat or a directory's opening failed, or it lies too deep */
    CG_WALK_BAD_NAME,   /* not UTF-8 */
} cg_walk_kind;

typedef struct cg_walk_entry {
    cg_walk_kind kind;
    cg_str path;      /* relative to the root, NUL-terminated; until the callback returns */
    size_t name_at;   /* where its last segment starts */
    struct stat stat; /* of a FILE */
} cg_walk_entry;

/** All calls come from the walking thread, depth first; `enter` and `leave` bracket the entries of
 *  a directory ("" is the root). */
typedef struct cg_walk_visitor {
    void *arg;
    void (*enter)(void *arg, cg_str dir); /* NULL: not told */
    void (*leave)(void *arg);             /* NULL: not told */
    /** May a file of this name be wanted? Asked before it costs a stat. NULL: all. */
    bool (*wants)(void *arg, cg_str name);
    /** An error ends the walk with it. */
    cg_code (*entry)(void *arg, const cg_walk_entry *entry, cg_err *err);
} cg_walk_visitor;

typedef struct cg_walk_options {
    const cg_str *include, *exclude; /* globs on relative paths; no include: everything */
    size_t include_count, exclude_count;
    const atomic_bool *cancel; /* NULL: none */
} cg_walk_options;

/** Opens the root of a walk. Errors: CG_E_NOT_FOUND, CG_E_INVALID (not a directory, not readable).
 *  The caller closes the descriptor. */
CG_MUST_USE cg_code cg_walk_open_root(const char *root, int *out_fd, cg_err *err);
/** Walks the tree. Left out: what .gitignore, .ignore and .git/info/exclude say, version control,
 *  dependency and cache directories. Errors: CG_E_CANCELED, the visitor's. */
CG_MUST_USE cg_code cg_walk(int root_fd, const cg_walk_options *opts,
                            const cg_walk_visitor *visitor, cg_err *err);
/** Opens a file below the root for reading: never through a link, never blocking. -1: errno. */
int cg_walk_open_file(int root_fd, const char *path);

#endif
