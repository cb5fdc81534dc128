// SPDX-License-Identifier: Apache-2.0
// kv: an ordered key-value store with column families, atomic batches, snapshots and iterators.
// Two engines: RocksDB (durable) and memory (tests, TSan). It knows nothing of graphs.
//
// Keys and values are any bytes, empty ones included; keys sort bytewise, a prefix first.
#ifndef CG_KV_H
#define CG_KV_H

#include "cg/base.h"

/** Column families. The order is part of the format: only append. */
typedef enum cg_cf {
#define CG_CF(name, text) CG_CF_##name,
#include "cg/tbl/column_families.h"
#undef CG_CF
    CG_CF_COUNT
} cg_cf;
/** The stored name, static. */
const char *cg_cf_name(cg_cf cf);

typedef struct cg_kv cg_kv;                   /* an open store; any thread */
typedef struct cg_kv_snapshot cg_kv_snapshot; /* a consistent view; any thread */
typedef struct cg_kv_iter cg_kv_iter;         /* one thread at a time */
typedef struct cg_kv_batch cg_kv_batch;       /* one thread at a time */
typedef struct cg_kv_pin cg_kv_pin;           /* holds a value in place; any thread */

typedef struct cg_kv_options {
    const char *engine;    /* "rocksdb" or "memory"; NULL: "rocksdb" */
    const char *path;      /* directory, created when missing; ignored by "memory" */
    size_t cache_bytes;    /* block cache shared by all column families; 0: 32 MiB */
    size_t memtable_bytes; /* write buffers of all column families together; 0: 32 MiB */
    bool sync;             /* durable writes wait for the disk */
} cg_kv_options;

/** Opens or creates. Does I/O; `opts` is not kept. Errors: CG_E_LOCKED (another process, or this
 *  one, has it), CG_E_CORRUPT, CG_E_FORMAT (written by a newer version), CG_E_IO,
 *  CG_E_STORAGE_FULL, CG_E_INVALID (no such engine). */
CG_MUST_USE cg_code cg_kv_open(const cg_kv_options *opts, cg_kv **out_kv, cg_err *err);
/** All snapshots, iterators, pins and loaders must be gone (asserted). What cg_kv_write took is
 *  kept. NULL allowed. */
void cg_kv_close(cg_kv *kv);
CG_DEFINE_AUTO(cg_kv, cg_kv_close)

/* ---- reading; `snap` NULL reads the latest state. Any thread; may read disk. ---- */

/** A value in place, without a copy: `value` is valid until cg_kv_pin_release. CG_E_NOT_FOUND
 *  leaves both alone (and does not fill err: absence is an answer). Errors: CG_E_CORRUPT, CG_E_IO,
 *  CG_E_UNAVAILABLE (a failed cg_kv_resume left the store closed). */
CG_MUST_USE cg_code cg_kv_get(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key,
                              cg_kv_pin **out_pin, cg_str *out_value, cg_err *err);
void cg_kv_pin_release(cg_kv_pin *pin); /* NULL allowed */
CG_DEFINE_AUTO(cg_kv_pin, cg_kv_pin_release)

/** Sees all writes that returned before it, and none after. Cheap, but old versions of rows stay
 *  until it is released: hold it for a request, not for ever. Never fails. */
cg_kv_snapshot *cg_kv_snapshot_take(cg_kv *kv);
void cg_kv_snapshot_release(cg_kv_snapshot *snap); /* NULL allowed */
CG_DEFINE_AUTO(cg_kv_snapshot, cg_kv_snapshot_release)

/** Iterates keys in [lower, upper) bytewise; an empty upper means no bound. Bounds are copied.
 *  Sees the state of `snap`, or of its creation when NULL. Starts unpositioned: seek first.
 *  Release it before `snap`. */
cg_kv_iter *cg_kv_iter_create(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                              cg_str upper);
void cg_kv_iter_destroy(cg_kv_iter *iter); /* NULL allowed */
CG_DEFINE_AUTO(cg_kv_iter, cg_kv_iter_destroy)
void cg_kv_iter_first(cg_kv_iter *iter);
/** To the first key >= `key` within the bounds. */
void cg_kv_iter_seek(cg_kv_iter *iter, cg_str key);
void cg_kv_iter_next(cg_kv_iter *iter); /* only when valid (asserted) */
/** False at the end and after a read error: ask cg_kv_iter_status when the loop is done. */
bool cg_kv_iter_valid(const cg_kv_iter *iter);
cg_str cg_kv_iter_key(const cg_kv_iter *iter);   /* until the next move; only when valid */
cg_str cg_kv_iter_value(const cg_kv_iter *iter); /* until the next move; only when valid */
/** CG_OK, or why the iterator stopped: CG_E_CORRUPT, CG_E_IO, CG_E_UNAVAILABLE. */
CG_MUST_USE cg_code cg_kv_iter_status(const cg_kv_iter *iter, cg_err *err);

/* ---- writing ---- */

/** A list of operations, applied in order. Independent of the engine; the caller owns it. */
cg_kv_batch *cg_kv_batch_create(cg_kv *kv);
void cg_kv_batch_destroy(cg_kv_batch *batch); /* NULL allowed */
CG_DEFINE_AUTO(cg_kv_batch, cg_kv_batch_destroy)
void cg_kv_batch_clear(cg_kv_batch *batch);
/** Memory that the operations take: keys, values and a few bytes for each. */
size_t cg_kv_batch_bytes(const cg_kv_batch *batch);
/** Bytes are copied. Running out of memory is reported by cg_kv_write. */
void cg_kv_batch_put(cg_kv_batch *batch, cg_cf cf, cg_str key, cg_str value);
void cg_kv_batch_delete(cg_kv_batch *batch, cg_cf cf, cg_str key);
/** Appends `operand` to the value, which is empty when absent: operands concatenate in write
 *  order. */
void cg_kv_batch_append(cg_kv_batch *batch, cg_cf cf, cg_str key, cg_str operand);
/** Deletes [lower, upper); `upper` must not be empty (asserted). Nothing when upper <= lower. */
void cg_kv_batch_delete_range(cg_kv_batch *batch, cg_cf cf, cg_str lower, cg_str upper);
/** Applies all of it or nothing, then leaves the batch cleared; after an error the batch is as it
 *  was. With `durable` (and opts.sync) it returns once the disk has it; otherwise it survives a
 *  crash of the process but not of the machine. Any thread; blocks.
 *  Errors: CG_E_STORAGE_FULL (nothing applied; reads go on; it may last until cg_kv_resume, which
 *  is safe to call whenever this was answered), CG_E_NOMEM, CG_E_UNAVAILABLE, CG_E_IO (whether it
 *  was applied shows only after cg_kv_resume or a new open).
 *  Fault points: "kv.write.before" and "kv.write.after" abort; "kv.write.full" fails,
 *  "kv.write.unsure" answers CG_E_IO for a batch that was applied. */
CG_MUST_USE cg_code cg_kv_write(cg_kv *kv, cg_kv_batch *batch, bool durable, cg_err *err);

/** Changes whenever a resume has opened the store anew: what was written before and not synced may be
 *  gone. */
uint64_t cg_kv_epoch(cg_kv *kv);
/** Has cg_kv_write refuse the batch (CG_E_UNAVAILABLE, nothing applied) unless the store is still in
 *  this epoch: for a batch that builds on writes that may not have been synced. Kept by
 *  cg_kv_batch_clear. */
void cg_kv_batch_bind(cg_kv_batch *batch, uint64_t epoch);
/** Returns once the disk has all that was written in `epoch` before the call (without opts.sync: at
 *  once). Calls at the same time share one flush. Any thread; blocks. What was written is lost in the
 *  order of writing alone: never a write without those before it.
 *  Errors: CG_E_IO, CG_E_STORAGE_FULL, CG_E_UNAVAILABLE (no longer that epoch): whether it was kept
 *  shows only after cg_kv_resume or a new open, and until then no write is taken.
 *  Fault points: "kv.sync.before" and "kv.sync.after" abort; "kv.sync.unsure" answers CG_E_IO for
 *  what is on disk, and takes on writing. */
CG_MUST_USE cg_code cg_kv_sync(cg_kv *kv, uint64_t epoch, cg_err *err);

/** Writes sorted tables aside and takes them in whole; for first loads. Keys of each column family
 *  must be added in ascending order, over all commits of the loader; those that are put must not exist
 *  in the store. One thread at a time. */
typedef struct cg_kv_loader cg_kv_loader;
CG_MUST_USE cg_code cg_kv_loader_open(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err);
/** Errors: CG_E_INVALID (key not above the last one), CG_E_STORAGE_FULL, CG_E_IO; the loader can
 *  then only be closed. */
CG_MUST_USE cg_code cg_kv_loader_put(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str value,
                                     cg_err *err);
/** The same, but as cg_kv_batch_append: of a key that the store may have. */
CG_MUST_USE cg_code cg_kv_loader_append(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str operand,
                                        cg_err *err);
/** Ingests all tables, durably; the loader stays open and empty. Atomic within a column family;
 *  the families follow each other in the order of their table, so a crash between leaves some
 *  without the others. Fault points: "kv.loader.before", "kv.loader.between". */
CG_MUST_USE cg_code cg_kv_loader_commit(cg_kv_loader *loader, cg_err *err);
void cg_kv_loader_close(cg_kv_loader *loader); /* drops what was not committed; NULL allowed */
CG_DEFINE_AUTO(cg_kv_loader, cg_kv_loader_close)

/* ---- care ---- */

CG_MUST_USE cg_code cg_kv_compact(cg_kv *kv, cg_err *err); /* everything; slow */
CG_MUST_USE cg_code cg_kv_flush(cg_kv *kv, cg_err *err);   /* memory to disk */
/** Leaves the read-only state after a full disk; CG_OK at once when not in it. It may have to
 *  reopen the store: it waits up to two seconds for snapshots, iterators, pins and loaders to go,
 *  while new reads wait for it, so the caller must hold none.
 *  Errors: CG_E_STORAGE_FULL (still too little space), CG_E_BUSY (readers did not finish: try
 *  again), or what cg_kv_open answers: the store is then closed to all but another resume. */
CG_MUST_USE cg_code cg_kv_resume(cg_kv *kv, cg_err *err);

typedef struct cg_kv_stats {
    uint64_t disk_bytes;   /* live table files */
    uint64_t memory_bytes; /* memtables, cache, table readers */
    uint64_t pending_compaction_bytes;
    /* since the store was opened; 0 where the engine does not count */
    uint64_t cache_hits, cache_misses; /* blocks looked for in the cache */
    uint64_t cache_filled_bytes;       /* of blocks read from disk */
    uint64_t get_bytes, scan_bytes;    /* that callers got, by key and by iterator */
    uint64_t write_bytes;              /* that callers wrote */
    uint64_t log_bytes, flush_bytes;   /* that went to the write-ahead log, and out of memory */
    uint64_t compaction_read_bytes, compaction_write_bytes;
    uint64_t stall_us; /* that writers had to wait for compaction */
} cg_kv_stats;
void cg_kv_stats_get(cg_kv *kv, cg_kv_stats *out_stats);

/* ---- engines: one per file src/kv/engines/engine_<name>.c, which defines
 *      `const cg_kv_engine cg_kv_engine_<name>`. Every pointer is required. ---- */

/** What an engine does, with the contracts of the functions above. Each object that it hands out
 *  begins with a pointer to this table (the structs of src/kv/kv_int.h); arguments were checked. */
typedef struct cg_kv_engine {
    const char *name;
    cg_code (*open)(const cg_kv_options *opts, cg_kv **out_kv, cg_err *err);
    void (*close)(cg_kv *kv);
    cg_code (*get)(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, cg_kv_pin **out_pin,
                   cg_str *out_value, cg_err *err);
    void (*pin_release)(cg_kv_pin *pin);
    cg_kv_snapshot *(*snapshot_take)(cg_kv *kv);
    void (*snapshot_release)(cg_kv_snapshot *snap);
    cg_kv_iter *(*iter_create)(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                               cg_str upper);
    void (*iter_destroy)(cg_kv_iter *iter);
    void (*iter_seek)(cg_kv_iter *iter, cg_str key); /* a key below the lower bound means that */
    void (*iter_next)(cg_kv_iter *iter);
    bool (*iter_valid)(const cg_kv_iter *iter);
    cg_str (*iter_key)(const cg_kv_iter *iter);
    cg_str (*iter_value)(const cg_kv_iter *iter);
    cg_code (*iter_status)(const cg_kv_iter *iter, cg_err *err);
    cg_code (*write)(cg_kv *kv, const cg_kv_batch *batch, bool durable, cg_err *err);
    uint64_t (*epoch)(cg_kv *kv);
    cg_code (*sync)(cg_kv *kv, uint64_t epoch, cg_err *err);
    cg_code (*loader_open)(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err);
    cg_code (*loader_put)(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str value, cg_err *err);
    cg_code (*loader_append)(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str operand,
                             cg_err *err);
    cg_code (*loader_commit)(cg_kv_loader *loader, cg_err *err);
    void (*loader_close)(cg_kv_loader *loader);
    cg_code (*compact)(cg_kv *kv, cg_err *err);
    cg_code (*flush)(cg_kv *kv, cg_err *err);
    cg_code (*resume)(cg_kv *kv, cg_err *err);
    void (*stats)(cg_kv *kv, cg_kv_stats *out_stats);
} cg_kv_engine;

#endif
