// SPDX-License-Identifier: Apache-2.0
// Maintenance of a RocksDB store: flush, compaction, recovery after a full disk, figures.
#include <stdatomic.h>

#include "engines/rocksdb_int.h"

#define DRAIN_NS UINT64_C(2000000000)

static cg_code flush_inside(rdb_store *store, cg_err *err)
{
    if (store->db == NULL)
        return cg_rdb_closed(err);
    rocksdb_flushoptions_t *opts = rocksdb_flushoptions_create();
    rocksdb_flushoptions_set_wait(opts, 1);
    char *text = NULL;
    for (size_t i = 0; i < CG_CF_COUNT && text == NULL; i++)
        rocksdb_flush_cf(store->db, opts, store->cfs[i], &text);
    rocksdb_flushoptions_destroy(opts);
    return text != NULL ? CG_RDB_FAIL(err, text, "flush") : CG_OK;
}

cg_code cg_rdb_flush(cg_kv *kv, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    cg_kv_gate_enter(&store->gate);
    cg_code rc = flush_inside(store, err);
    cg_kv_gate_leave(&store->gate);
    return rc;
}

static uint64_t background_errors(rdb_store *store)
{
    uint64_t errors = 0;
    (void)rocksdb_property_int(store->db, "rocksdb.background-errors", &errors);
    return errors;
}

/** RocksDB's call reports no error: its counter does. */
static cg_code compact_inside(rdb_store *store, cg_err *err)
{
    cg_code rc = flush_inside(store, err);
    if (rc != CG_OK)
        return rc;
    uint64_t errors_before = background_errors(store);
    rocksdb_compactoptions_t *opts = rocksdb_compactoptions_create();
    rocksdb_compactoptions_set_exclusive_manual_compaction(opts, 0);
    rocksdb_compactoptions_set_bottommost_level_compaction(opts, 3); /* force, once */
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        rocksdb_compact_range_cf_opt(store->db, store->cfs[i], opts, NULL, 0, NULL, 0);
    rocksdb_compactoptions_destroy(opts);
    if (background_errors(store) != errors_before)
        return CG_FAIL(err, CG_E_IO, "the store could not be compacted");
    return CG_OK;
}

cg_code cg_rdb_compact(cg_kv *kv, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    cg_kv_gate_enter(&store->gate);
    cg_code rc = compact_inside(store, err);
    cg_kv_gate_leave(&store->gate);
    return rc;
}

/** True when RocksDB may refuse writes: it told a writer so, or a flush failed behind the scenes. */
static bool may_be_read_only(rdb_store *store)
{
    if (atomic_load_explicit(&store->write_failed, memory_order_relaxed) != CG_OK)
        return true;
    cg_kv_gate_enter(&store->gate);
    bool failed = store->db == NULL || store->read_only || background_errors(store) > 0;
    cg_kv_gate_leave(&store->gate);
    return failed;
}

/* RocksDB's C interface cannot resume, and in this version a log that failed to grow stays failed
 * even when its C++ interface does: the store is closed and opened again. */
cg_code cg_rdb_resume(cg_kv *kv, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    if (!may_be_read_only(store))
        return CG_OK;
    cg_code rc = cg_rdb_check_space(store, 0, false, err);
    if (rc != CG_OK)
        return rc;
    if (!cg_kv_gate_shut(&store->gate, cg_now_ns() + DRAIN_NS))
        return CG_FAIL(err, CG_E_BUSY, "the store is being read; resume it later");
    cg_rdb_close_db(store);
    atomic_fetch_add_explicit(&store->epoch, 1, memory_order_relaxed);
    rc = cg_rdb_open_db(store, false, err);
    cg_rdb_note_failure(store, rc);
    /* Reads go on if they can, and the next resume tries again. */
    if (rc != CG_OK && cg_rdb_open_db(store, true, NULL) != CG_OK)
        CG_LOG(CG_LOG_DEBUG, "kv.closed", CG_LSTR("code", cg_str_from(cg_code_text(rc))));
    cg_kv_gate_open(&store->gate);
    return rc;
}
