// SPDX-License-Identifier: Apache-2.0
// The durable engine, over RocksDB's C interface: opening, closing, and the engine's table. The
// rocksdb_*.c files beside it do the rest.
#include "engines/rocksdb_int.h"

#if defined(__SANITIZE_THREAD__)
/* The library is not instrumented: how its threads hand memory over cannot be seen. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:librocksdb\n";
}
#endif

cg_code cg_rdb_closed(cg_err *err)
{
    return CG_FAIL(err, CG_E_UNAVAILABLE, "the store could not be opened again");
}

cg_code cg_rdb_reopened(cg_err *err)
{
    return CG_FAIL(err, CG_E_UNAVAILABLE,
                   "the store was opened again after a failed write: try again");
}

cg_code cg_rdb_open_db(rdb_store *store, bool read_only, cg_err *err)
{
    const char *names[CG_CF_COUNT + 1] = {"default"};
    const rocksdb_options_t *options[CG_CF_COUNT + 1] = {store->options[CG_CF_METADATA]};
    rocksdb_column_family_handle_t *handles[CG_CF_COUNT + 1] = {0};
    for (size_t i = 0; i < CG_CF_COUNT; i++) {
        names[i + 1] = cg_cf_name((cg_cf)i);
        options[i + 1] = store->options[i];
    }
    char *text = NULL;
    rocksdb_t *db =
        read_only ? rocksdb_open_for_read_only_column_families(store->db_options, store->path,
                                                               CG_CF_COUNT + 1, names, options,
                                                               handles, false, &text)
                  : rocksdb_open_column_families(store->db_options, store->path, CG_CF_COUNT + 1,
                                                 names, options, handles, &text);
    if (text != NULL)
        return CG_RDB_FAIL(err, text, "open");
    store->db = db;
    store->read_only = read_only;
    rocksdb_column_family_handle_destroy(handles[0]); /* the default family is never used */
    memcpy(store->cfs, handles + 1, sizeof store->cfs);
    return CG_OK;
}

void cg_rdb_close_db(rdb_store *store)
{
    if (store->db == NULL)
        return;
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        rocksdb_column_family_handle_destroy(store->cfs[i]);
    rocksdb_close(store->db);
    store->db = NULL;
}

static void rdb_close(cg_kv *kv)
{
    rdb_store *store = (rdb_store *)kv;
    cg_kv_gate_fini(&store->gate); /* asserts that nothing is in use */
    cg_rdb_close_db(store);
    cg_rdb_flushes_fini(&store->flushes);
    cg_rdb_options_fini(store);
    cg_free(store->path);
    cg_free(store);
}

static cg_code rdb_open(const cg_kv_options *opts, cg_kv **out_kv, cg_err *err)
{
    if (opts->path == NULL || opts->path[0] == '\0')
        return CG_FAIL(err, CG_E_INVALID, "the store has no directory");
    cg_code rc = cg_make_dirs(opts->path, err);
    if (rc != CG_OK)
        return rc;
    rdb_store *store = cg_alloc(sizeof *store);
    store->base.engine = &cg_kv_engine_rocksdb;
    store->path = cg_strdup(cg_str_from(opts->path));
    cg_kv_gate_init(&store->gate);
    cg_rdb_flushes_init(&store->flushes);
    cg_rdb_options_init(store, opts);
    rc = cg_rdb_open_db(store, false, err);
    if (rc != CG_OK) {
        rdb_close(&store->base);
        return rc;
    }
    cg_rdb_loader_sweep(store->path); /* after the lock: the files are nobody else's */
    *out_kv = &store->base;
    return CG_OK;
}

const cg_kv_engine cg_kv_engine_rocksdb = {
    .name = "rocksdb",
    .open = rdb_open,
    .close = rdb_close,
    .get = cg_rdb_get,
    .pin_release = cg_rdb_pin_release,
    .snapshot_take = cg_rdb_snapshot_take,
    .snapshot_release = cg_rdb_snapshot_release,
    .iter_create = cg_rdb_iter_create,
    .iter_destroy = cg_rdb_iter_destroy,
    .iter_seek = cg_rdb_iter_seek,
    .iter_next = cg_rdb_iter_next,
    .iter_valid = cg_rdb_iter_valid,
    .iter_key = cg_rdb_iter_key,
    .iter_value = cg_rdb_iter_value,
    .iter_status = cg_rdb_iter_status,
    .write = cg_rdb_write,
    .epoch = cg_rdb_epoch,
    .sync = cg_rdb_sync,
    .loader_open = cg_rdb_loader_open,
    .loader_put = cg_rdb_loader_put,
    .loader_append = cg_rdb_loader_append,
    .loader_commit = cg_rdb_loader_commit,
    .loader_close = cg_rdb_loader_close,
    .compact = cg_rdb_compact,
    .flush = cg_rdb_flush,
    .resume = cg_rdb_resume,
    .stats = cg_rdb_stats,
};
