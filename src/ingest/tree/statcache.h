// SPDX-License-Identifier: Apache-2.0
// What the last run over a tree saw of each file, so that the next need not read those whose stat
// is the same. Only a hint: it names the content's blob id, and counts only while the graph has
// just that content. One row per directory.
#ifndef CG_INGEST_STATCACHE_H
#define CG_INGEST_STATCACHE_H

#include "cg/graph.h"

typedef struct stat_entry {
    uint64_t size, mtime_ns, ctime_ns, inode;
    cg_blob_id blob;
    uint8_t lang; /* cg_lang_id, NONE: not ours */
    uint8_t skip;
} stat_entry;

/** The entries of one directory as stored. */
typedef struct stat_row {
    cg_kv_pin *pin;
    cg_str value; /* without its head */
    size_t next; /* where the search for the next name starts: directories list in a stable order */
} stat_row;

/** Names the rows of one tree of one project. */
typedef struct stat_cache {
    cg_kv *kv;
    uint8_t prefix[24];
    uint64_t rules; /* rows made under others are as good as none */
    cg_kv_batch *batch;
} stat_cache;

/** `rules`: a hash of all that decides, besides its content, what becomes of a file. */
void stat_cache_open(stat_cache *cache, cg_kv *kv, cg_str project, cg_str root, uint64_t rules);
void stat_cache_close(stat_cache *cache); /* drops what was not saved */

/** The stored row of a directory ("" the root); empty when there is none. */
void stat_row_read(stat_cache *cache, cg_str dir, stat_row *out_row);
void stat_row_close(stat_row *row);
bool stat_row_find(stat_row *row, cg_str name, stat_entry *out_entry);

/** Bytes that an entry takes in a row. */
size_t stat_row_entry_bytes(cg_str name);
/** Builds a row: entries appended to `out`, then saved when it differs from the stored one. */
void stat_row_add(cg_buf *out, cg_str name, const stat_entry *entry);
void stat_row_save(stat_cache *cache, cg_str dir, const stat_row *before, cg_str now);
/** Writes all saved rows; not durable, since a lost hint costs only a read. */
CG_MUST_USE cg_code stat_cache_write(stat_cache *cache, cg_err *err);

#endif
