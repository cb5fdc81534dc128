// SPDX-License-Identifier: Apache-2.0
// The files of a tree as a walk found them, with what the last run knew of each.
#ifndef CG_INGEST_LISTING_H
#define CG_INGEST_LISTING_H

#include "cg/ingest.h"
#include "tree/statcache.h"

typedef struct listed_file {
    cg_str path;      /* relative to the root, NUL-terminated */
    uint32_t dir;     /* index into dirs */
    uint32_t name_at; /* where the last segment of the path starts */
    stat_entry stat;
    bool known;   /* same stat as the last run saw: blob, lang and skip are from then */
    uint8_t skip; /* cg_skip: found unfit already here (special file, unreadable …) */
} listed_file;

typedef struct listed_dir {
    cg_str path;         /* "" is the root */
    size_t stored_bytes; /* of its row in the stat cache */
} listed_dir;

typedef struct listing {
    cg_arena *arena; /* owns all texts */
    int root_fd;
    CG_VEC(listed_file) files;
    CG_VEC(listed_dir) dirs;
} listing;

/** By its name: what has an ending that is none of ours is not worth reading. */
bool ingest_may_be_source(cg_str path);
/** Walks the request's root. Fills `out` in any case; close it. Errors: those of cg_walk_open_root
 *  and cg_walk, CG_E_LIMIT. */
CG_MUST_USE cg_code listing_make(const cg_ingest_tree_request *request, uint32_t files_max,
                                 stat_cache *cache, listing *out, cg_err *err);
void listing_close(listing *list);

#endif
