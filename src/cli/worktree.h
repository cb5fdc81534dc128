// SPDX-License-Identifier: Apache-2.0
// What the command line knows of Git: where a work tree's repository lies, and what HEAD is. The rest is the
// server's.
#ifndef CG_CLI_WORKTREE_H
#define CG_CLI_WORKTREE_H

#include "cg/base.h"

typedef struct worktree {
    const char *top;     /* the directory that was given, absolute; in the arena, as all below */
    const char *git_dir; /* NULL: it is no work tree */
    const char *common;  /* where branches are: the same but for linked work trees */
} worktree;
typedef struct worktree_head {
    cg_str branch; /* "main"; empty: HEAD is a commit by itself */
    cg_str commit; /* hexadecimal; empty: there is none yet */
} worktree_head;

/** `top`: an absolute directory. */
void worktree_open(const char *top, cg_arena *arena, worktree *out);
/** Reads HEAD, and the branch that it leads to. */
worktree_head worktree_read_head(const worktree *w, cg_arena *arena);

#endif
