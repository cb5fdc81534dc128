// SPDX-License-Identifier: Apache-2.0
// What the files of the RocksDB engine share. Only they include rocksdb/c.h.
#ifndef CG_KV_ROCKSDB_INT_H
#define CG_KV_ROCKSDB_INT_H

#include <rocksdb/c.h>

#include "gate.h"
#include "kv_int.h"

extern const cg_kv_engine cg_kv_engine_rocksdb;

/** Flushes of the log to disk, one at a time and numbered from 1 (rocksdb_sync.c). */
typedef struct rdb_flushes {
    cg_mutex mu;
    cg_cond over[2]; /* of flushes with even and odd numbers: who waits for the next sleeps on */
    uint64_t begun;  /* guarded by mu */
    uint64_t ended;  /* guarded by mu */
} rdb_flushes;

/** An open store. */
typedef struct rdb_store {
    cg_kv base;
    char *path;
    size_t memtable_bytes;

    /* Set at open, constant after it. */
    rocksdb_cache_t *cache; /* outlives a reopening */
    rocksdb_options_t *options[CG_CF_COUNT];
    rocksdb_options_t *db_options;
    rocksdb_readoptions_t *read;
    rocksdb_writeoptions_t *write_durable;
    rocksdb_writeoptions_t *write_plain;
    bool sync; /* cg_kv_options */

    /* Replaced by resume only, with the gate shut; used inside the gate. */
    rocksdb_t *db;  /* NULL after a resume that could not open it again */
    bool read_only; /* … and could at least open it for reading */
    rocksdb_column_family_handle_t *cfs[CG_CF_COUNT];

    cg_kv_gate gate;           /* one use: a call, a snapshot, iterator, pin or loader */
    _Atomic int write_failed;  /* relaxed; the cg_code of the write that RocksDB refused, or 0 */
    _Atomic uint64_t load_seq; /* relaxed; numbers the loader's files */
    _Atomic uint64_t epoch;    /* relaxed; reopenings: counted with the gate shut */
    rdb_flushes flushes;
} rdb_store;

typedef struct rdb_snapshot {
    cg_kv_snapshot base;
    rdb_store *store;
    const rocksdb_snapshot_t *snap; /* NULL when the store is closed */
    rocksdb_readoptions_t *read;
} rdb_snapshot;

/* ---- rocksdb_options.c ---- */

/** Fills cache, options, read and write options. */
void cg_rdb_options_init(rdb_store *store, const cg_kv_options *opts);
void cg_rdb_options_fini(rdb_store *store);
/** What tables are loaded with; the caller destroys it. */
rocksdb_options_t *cg_rdb_options_for_load(const rdb_store *store, cg_cf cf);

/* ---- rocksdb_error.c ---- */

/** Turns RocksDB's error text into `err`, frees it, and yields the code. `doing`: "write to". */
#define CG_RDB_FAIL(err, text, doing) cg_rdb_fail((err), (text), (doing), __FILE__, __LINE__)
cg_code cg_rdb_fail(cg_err *err, char *text, const char *doing, const char *file, int line);

/* ---- engine_rocksdb.c ---- */

/** Opens store->db; the options are set. For reading alone nothing is written, so a full disk is no
 *  obstacle. */
CG_MUST_USE cg_code cg_rdb_open_db(rdb_store *store, bool read_only, cg_err *err);
void cg_rdb_close_db(rdb_store *store);
cg_code cg_rdb_closed(cg_err *err);   /* CG_E_UNAVAILABLE */
cg_code cg_rdb_reopened(cg_err *err); /* likewise: what the caller builds on may be gone */

/* ---- rocksdb_write.c ---- */

cg_code cg_rdb_write(cg_kv *kv, const cg_kv_batch *batch, bool durable, cg_err *err);
/** Why RocksDB takes no more writes; CG_OK: it takes them. Inside the gate. */
CG_MUST_USE cg_code cg_rdb_check_writable(const rdb_store *store, cg_err *err);
/** Remembers that RocksDB takes no more writes until resume. */
void cg_rdb_note_failure(rdb_store *store, cg_code rc);
/** CG_E_STORAGE_FULL unless `need_bytes` fit beside what RocksDB may have to write by itself. */
CG_MUST_USE cg_code cg_rdb_check_space(const rdb_store *store, uint64_t need_bytes,
                                       bool only_deletes, cg_err *err);

/* ---- rocksdb_sync.c ---- */

void cg_rdb_flushes_init(rdb_flushes *flushes);
void cg_rdb_flushes_fini(rdb_flushes *flushes);
uint64_t cg_rdb_epoch(cg_kv *kv);
cg_code cg_rdb_sync(cg_kv *kv, uint64_t epoch, cg_err *err);

/* ---- rocksdb_read.c ---- */

cg_code cg_rdb_get(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, cg_kv_pin **out_pin,
                   cg_str *out_value, cg_err *err);
void cg_rdb_pin_release(cg_kv_pin *pin);
cg_kv_snapshot *cg_rdb_snapshot_take(cg_kv *kv);
void cg_rdb_snapshot_release(cg_kv_snapshot *snap);
cg_kv_iter *cg_rdb_iter_create(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                               cg_str upper);
void cg_rdb_iter_destroy(cg_kv_iter *iter);
void cg_rdb_iter_seek(cg_kv_iter *iter, cg_str key);
void cg_rdb_iter_next(cg_kv_iter *iter);
bool cg_rdb_iter_valid(const cg_kv_iter *iter);
cg_str cg_rdb_iter_key(const cg_kv_iter *iter);
cg_str cg_rdb_iter_value(const cg_kv_iter *iter);
cg_code cg_rdb_iter_status(const cg_kv_iter *iter, cg_err *err);

/* ---- rocksdb_loader.c ---- */

/** Removes what a crashed load left behind. */
void cg_rdb_loader_sweep(const char *store_path);
cg_code cg_rdb_loader_open(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err);
cg_code cg_rdb_loader_put(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str value, cg_err *err);
cg_code cg_rdb_loader_append(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str operand,
                             cg_err *err);
cg_code cg_rdb_loader_commit(cg_kv_loader *loader, cg_err *err);
void cg_rdb_loader_close(cg_kv_loader *loader);

/* ---- rocksdb_care.c ---- */

cg_code cg_rdb_compact(cg_kv *kv, cg_err *err);
cg_code cg_rdb_flush(cg_kv *kv, cg_err *err);
cg_code cg_rdb_resume(cg_kv *kv, cg_err *err);
void cg_rdb_stats(cg_kv *kv, cg_kv_stats *out_stats);

#endif
