// SPDX-License-Identifier: Apache-2.0
// Syncing the log for many writers at once. Whoever comes while no flush runs begins one; those that
// come meanwhile wait for the next, which one of them begins for all. A flush covers what was written
// before it began, so each waits for a flush that begins after it came.
#include <stdatomic.h>

#include "engines/rocksdb_int.h"

void cg_rdb_flushes_init(rdb_flushes *flushes)
{
    cg_mutex_init(&flushes->mu, CG_LOCK_KV);
    cg_cond_init(&flushes->over[0]);
    cg_cond_init(&flushes->over[1]);
}

void cg_rdb_flushes_fini(rdb_flushes *flushes)
{
    cg_cond_fini(&flushes->over[0]);
    cg_cond_fini(&flushes->over[1]);
    cg_mutex_fini(&flushes->mu);
}

uint64_t cg_rdb_epoch(cg_kv *kv)
{
    return atomic_load_explicit(&((rdb_store *)kv)->epoch, memory_order_relaxed);
}

/* After a failure nobody knows what the disk has: nothing is written until the store is opened again,
 * so a later flush cannot pass for this one. */
static void flush_log(rdb_store *store)
{
    cg_err err;
    char *text = NULL;
    if (cg_rdb_check_writable(store, NULL) != CG_OK)
        return;
    rocksdb_flush_wal(store->db, 1, &text);
    if (text != NULL)
        cg_rdb_note_failure(store, CG_RDB_FAIL(&err, text, "write to"));
}

static void wait_for_flush(rdb_store *store)
{
    rdb_flushes *f = &store->flushes;
    cg_mutex_lock(&f->mu);
    uint64_t wanted = f->begun + 1;
    while (f->ended < wanted) {
        if (f->begun > f->ended) {
            cg_cond_wait(&f->over[wanted % 2], &f->mu);
            continue;
        }
        uint64_t own = ++f->begun;
        cg_mutex_unlock(&f->mu);
        flush_log(store);
        cg_mutex_lock(&f->mu);
        f->ended = own;
        cg_mutex_unlock(&f->mu);
        cg_cond_broadcast(&f->over[own % 2]);    /* behind the lock, which all that wake want */
        cg_cond_signal(&f->over[(own + 1) % 2]); /* who begins the next */
        return;
    }
    cg_mutex_unlock(&f->mu);
}

/* Inside the gate, so the store is not opened again before all who shared a flush have seen how it
 * went. */
static cg_code sync_inside(rdb_store *store, uint64_t epoch, cg_err *err)
{
    if (cg_rdb_epoch(&store->base) != epoch)
        return cg_rdb_reopened(err);
    if (!store->sync)
        return CG_OK;
    cg_pool_wait_begin();
    wait_for_flush(store);
    cg_pool_wait_end();
    return cg_rdb_check_writable(store, err);
}

cg_code cg_rdb_sync(cg_kv *kv, uint64_t epoch, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    cg_kv_gate_enter(&store->gate);
    cg_code rc = sync_inside(store, epoch, err);
    cg_kv_gate_leave(&store->gate);
    return rc;
}
