// SPDX-License-Identifier: Apache-2.0
// Directory trees for tests, below the test's own working directory. A failed call ends the test.
#ifndef CG_TEST_TREE_H
#define CG_TEST_TREE_H

#include "cg/base.h"

/** Writes a file, making the directories above it. Replaces what is there (same inode). */
void tree_write(const char *path, const char *text);
void tree_write_bytes(const char *path, cg_str bytes);
/** A path that ends in '/' makes a directory, any other an empty file; blank-separated. */
void tree_make(const char *base, const char *paths);
void tree_link(const char *target, const char *path);
void tree_delete(const char *path);
void tree_rename(const char *from, const char *to);
/** The whole file, NUL-terminated, in the arena. */
cg_str tree_read(cg_arena *arena, const char *path);
/** The absolute path of one below the working directory, in the arena. */
cg_str tree_absolute(cg_arena *arena, const char *path);

#endif
