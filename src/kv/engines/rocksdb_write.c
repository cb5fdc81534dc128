// SPDX-License-Identifier: Apache-2.0
// Writing through RocksDB, and the reserve of free disk space that keeps it out of trouble.
//
// When RocksDB itself runs into a full disk it refuses all writes from then on; if it was its log
// that could not grow, only opening it anew helps. So writes are refused early, while there is still
// room for what RocksDB must write on its own: the memtables, a manifest, a new log.
#include <stdatomic.h>
#include <sys/statvfs.h>

#include "engines/rocksdb_int.h"

cg_code cg_rdb_check_space(const rdb_store *store, uint64_t need_bytes, bool only_deletes,
                           cg_err *err)
{
    if (cg_fault("kv.space.blind")) /* as when others take the space after this check */
        return CG_OK;
    struct statvfs fs;
    if (statvfs(store->path, &fs) != 0)
        return CG_FAIL(err, CG_E_IO, "cannot ask for the free space of the store");
    uint64_t reserve = store->memtable_bytes + ((uint64_t)4 << 20);
    if (only_deletes)
        reserve /= 2; /* deleting must stay possible: it is the way out */
    uint64_t available = (uint64_t)fs.f_bavail * fs.f_frsize;
    if (available < reserve + 2 * need_bytes)
        return CG_FAIL(err, CG_E_STORAGE_FULL, "the disk of the store is full");
    return CG_OK;
}

void cg_rdb_note_failure(rdb_store *store, cg_code rc)
{
    atomic_store_explicit(&store->write_failed, (int)rc, memory_order_relaxed);
}

static rocksdb_writebatch_t *translate(rdb_store *store, const cg_kv_batch *batch)
{
    rocksdb_writebatch_t *wb = rocksdb_writebatch_create();
    cg_kv_op op;
    for (size_t pos = 0; cg_kv_batch_read(batch, &pos, &op);) {
        rocksdb_column_family_handle_t *cf = store->cfs[op.cf];
        switch (op.type) {
        case CG_KV_OP_PUT:
            rocksdb_writebatch_put_cf(wb, cf, op.key.ptr, op.key.len, op.value.ptr, op.value.len);
            break;
        case CG_KV_OP_DELETE: rocksdb_writebatch_delete_cf(wb, cf, op.key.ptr, op.key.len); break;
        case CG_KV_OP_APPEND:
            rocksdb_writebatch_merge_cf(wb, cf, op.key.ptr, op.key.len, op.value.ptr, op.value.len);
            break;
        case CG_KV_OP_DELETE_RANGE:
            rocksdb_writebatch_delete_range_cf(wb, cf, op.key.ptr, op.key.len, op.value.ptr,
                                               op.value.len);
            break;
        }
    }
    return wb;
}

cg_code cg_rdb_check_writable(const rdb_store *store, cg_err *err)
{
    if (store->db == NULL)
        return cg_rdb_closed(err);
    cg_code failed = (cg_code)atomic_load_explicit(&store->write_failed, memory_order_relaxed);
    if (failed == CG_E_STORAGE_FULL)
        return CG_FAIL(err, failed, "the store is read-only since its disk was full");
    if (failed != CG_OK)
        return CG_FAIL(err, failed, "the store is read-only since a write to it failed");
    return CG_OK;
}

static cg_code write_inside(rdb_store *store, const cg_kv_batch *batch, bool durable, cg_err *err)
{
    cg_code rc = cg_rdb_check_writable(store, err);
    if (rc != CG_OK)
        return rc;
    if (!cg_kv_batch_fits(batch, cg_rdb_epoch(&store->base)))
        return cg_rdb_reopened(err);
    rc = cg_rdb_check_space(store, cg_kv_batch_bytes(batch), cg_kv_batch_only_deletes(batch), err);
    if (rc != CG_OK)
        return rc;
    rocksdb_writebatch_t *wb = translate(store, batch);
    char *text = NULL;
    rocksdb_write(store->db, durable ? store->write_durable : store->write_plain, wb, &text);
    rocksdb_writebatch_destroy(wb);
    if (text == NULL)
        return CG_OK;
    rc = CG_RDB_FAIL(err, text, "write to");
    cg_rdb_note_failure(store, rc);
    return rc;
}

cg_code cg_rdb_write(cg_kv *kv, const cg_kv_batch *batch, bool durable, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    if (cg_kv_batch_empty(batch))
        return CG_OK;
    cg_kv_gate_enter(&store->gate);
    cg_code rc = write_inside(store, batch, durable, err);
    cg_kv_gate_leave(&store->gate);
    return rc;
}
