// SPDX-License-Identifier: Apache-2.0
// Reading through RocksDB: pinned values, snapshots, iterators. Each holds the gate of the store
// until it is released, so that resume never closes the store beneath one.
#include "engines/rocksdb_int.h"

typedef struct rdb_pin {
    cg_kv_pin base;
    rdb_store *store;
    rocksdb_pinnableslice_t *slice;
} rdb_pin;

typedef struct rdb_iter {
    cg_kv_iter base;
    rdb_store *store;
    rocksdb_iterator_t *it; /* NULL when the store is closed */
    rocksdb_readoptions_t *read;
    size_t lower_len;
    bool positioned;
    char bounds[]; /* lower, then upper: RocksDB keeps pointers to them */
} rdb_iter;

/** Uses inside of a snapshot must not wait for a gate that waits for the snapshot. */
static void enter(rdb_store *store, const cg_kv_snapshot *snap)
{
    if (snap != NULL)
        cg_kv_gate_enter_nested(&store->gate);
    else
        cg_kv_gate_enter(&store->gate);
}

static const rocksdb_readoptions_t *read_options(rdb_store *store, const cg_kv_snapshot *snap)
{
    return snap != NULL ? ((const rdb_snapshot *)snap)->read : store->read;
}

/* ---- values ---- */

cg_code cg_rdb_get(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, cg_kv_pin **out_pin,
                   cg_str *out_value, cg_err *err)
{
    rdb_store *store = (rdb_store *)kv;
    cg_code rc = CG_E_NOT_FOUND;
    enter(store, snap);
    if (store->db == NULL) {
        rc = cg_rdb_closed(err);
        goto leave;
    }
    char *text = NULL;
    rocksdb_pinnableslice_t *slice = rocksdb_get_pinned_cf(store->db, read_options(store, snap),
                                                           store->cfs[cf], key.ptr, key.len, &text);
    if (text != NULL)
        rc = CG_RDB_FAIL(err, text, "read");
    if (slice == NULL)
        goto leave;
    rdb_pin *pin = cg_alloc(sizeof *pin);
    *pin = (rdb_pin){.base.engine = kv->engine, .store = store, .slice = slice};
    out_value->ptr = rocksdb_pinnableslice_value(slice, &out_value->len);
    *out_pin = &pin->base;
    return CG_OK;
leave:
    cg_kv_gate_leave(&store->gate);
    return rc;
}

void cg_rdb_pin_release(cg_kv_pin *base)
{
    rdb_pin *pin = (rdb_pin *)base;
    rocksdb_pinnableslice_destroy(pin->slice);
    cg_kv_gate_leave(&pin->store->gate);
    cg_free(pin);
}

/* ---- snapshots ---- */

cg_kv_snapshot *cg_rdb_snapshot_take(cg_kv *kv)
{
    rdb_store *store = (rdb_store *)kv;
    rdb_snapshot *snap = cg_alloc(sizeof *snap);
    cg_kv_gate_enter(&store->gate);
    snap->base.engine = kv->engine;
    snap->store = store;
    snap->read = rocksdb_readoptions_create();
    if (store->db != NULL) {
        snap->snap = rocksdb_create_snapshot(store->db);
        rocksdb_readoptions_set_snapshot(snap->read, snap->snap);
    }
    return &snap->base;
}

void cg_rdb_snapshot_release(cg_kv_snapshot *base)
{
    rdb_snapshot *snap = (rdb_snapshot *)base;
    rocksdb_readoptions_destroy(snap->read);
    if (snap->snap != NULL)
        rocksdb_release_snapshot(snap->store->db, snap->snap);
    cg_kv_gate_leave(&snap->store->gate);
    cg_free(snap);
}

/* ---- iterators ---- */

static rocksdb_readoptions_t *create_iter_options(const cg_kv_snapshot *snap, const char *bounds,
                                                  size_t lower_len, size_t upper_len)
{
    rocksdb_readoptions_t *read = rocksdb_readoptions_create();
    if (snap != NULL)
        rocksdb_readoptions_set_snapshot(read, ((const rdb_snapshot *)snap)->snap);
    if (lower_len > 0)
        rocksdb_readoptions_set_iterate_lower_bound(read, bounds, lower_len);
    if (upper_len > 0)
        rocksdb_readoptions_set_iterate_upper_bound(read, bounds + lower_len, upper_len);
    return read;
}

cg_kv_iter *cg_rdb_iter_create(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                               cg_str upper)
{
    rdb_store *store = (rdb_store *)kv;
    rdb_iter *iter = cg_alloc(sizeof *iter + lower.len + upper.len);
    iter->base.engine = kv->engine;
    iter->store = store;
    iter->lower_len = lower.len;
    if (lower.len > 0)
        memcpy(iter->bounds, lower.ptr, lower.len);
    if (upper.len > 0)
        memcpy(iter->bounds + lower.len, upper.ptr, upper.len);
    iter->read = create_iter_options(snap, iter->bounds, lower.len, upper.len);
    enter(store, snap);
    if (store->db != NULL)
        iter->it = rocksdb_create_iterator_cf(store->db, iter->read, store->cfs[cf]);
    return &iter->base;
}

void cg_rdb_iter_destroy(cg_kv_iter *base)
{
    rdb_iter *iter = (rdb_iter *)base;
    if (iter->it != NULL)
        rocksdb_iter_destroy(iter->it);
    rocksdb_readoptions_destroy(iter->read);
    cg_kv_gate_leave(&iter->store->gate);
    cg_free(iter);
}

void cg_rdb_iter_seek(cg_kv_iter *base, cg_str key)
{
    rdb_iter *iter = (rdb_iter *)base;
    if (iter->it == NULL)
        return;
    cg_str lower = cg_str_make(iter->bounds, iter->lower_len);
    cg_str target = cg_str_cmp(key, lower) < 0 ? lower : key;
    rocksdb_iter_seek(iter->it, target.ptr, target.len);
    iter->positioned = true;
}

void cg_rdb_iter_next(cg_kv_iter *iter)
{
    rocksdb_iter_next(((rdb_iter *)iter)->it);
}

bool cg_rdb_iter_valid(const cg_kv_iter *base)
{
    const rdb_iter *iter = (const rdb_iter *)base;
    return iter->positioned && rocksdb_iter_valid(iter->it);
}

cg_str cg_rdb_iter_key(const cg_kv_iter *iter)
{
    cg_str key;
    key.ptr = rocksdb_iter_key(((const rdb_iter *)iter)->it, &key.len);
    return key;
}

cg_str cg_rdb_iter_value(const cg_kv_iter *iter)
{
    cg_str value;
    value.ptr = rocksdb_iter_value(((const rdb_iter *)iter)->it, &value.len);
    return value;
}

cg_code cg_rdb_iter_status(const cg_kv_iter *base, cg_err *err)
{
    const rdb_iter *iter = (const rdb_iter *)base;
    if (iter->it == NULL)
        return cg_rdb_closed(err);
    char *text = NULL;
    rocksdb_iter_get_error(iter->it, &text);
    return text != NULL ? CG_RDB_FAIL(err, text, "read") : CG_OK;
}
