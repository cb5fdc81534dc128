// SPDX-License-Identifier: Apache-2.0
// Walking a directory tree: which files are ours to index, and their stats.
#ifndef CG_INGEST_WALK_H
#define CG_INGEST_WALK_H

#include "cg/ingest.h"
#include "statcache.h"

typedef struct walk_file {
    cg_str path;     /* relative to the root */
    uint32_t dir;    /* index into dirs */
    uint32_t name_at; /* where the last segment of the path starts */
    stat_entry stat;
    bool known;      /* same stat as the last run saw: blob, lang and skip are from then */
    uint8_t skip;    /* cg_skip: found unfit already here (special file, unreadable …) */
} walk_file;

typedef struct walk_dir {
    cg_str path;         /* "" is the root */
    size_t stored_bytes; /* of its row in the stat cache */
} walk_dir;

typedef struct walk_tree {
    cg_arena *arena; /* owns all texts */
    int root_fd;
    CG_VEC(walk_file) files;
    CG_VEC(walk_dir) dirs;
} walk_tree;

typedef struct walk_options {
    cg_str root;
    const cg_str *include, *exclude;
    size_t include_count, exclude_count;
    uint32_t files_max;
    stat_cache *cache;
    const atomic_bool *cancel; /* NULL: none */
} walk_options;

/** Fills `out_tree` in any case; close it. Errors: CG_E_NOT_FOUND, CG_E_INVALID (not a directory),
 *  CG_E_LIMIT, CG_E_CANCELED. A directory that cannot be read is listed as an unreadable file. */
CG_MUST_USE cg_code walk(const walk_options *opts, walk_tree *out_tree, cg_err *err);
void walk_close(walk_tree *tree);
/** Opens a file of the tree for reading, never through a link, never blocking. -1: errno. */
int walk_open(const walk_tree *tree, const walk_file *file);

#endif
