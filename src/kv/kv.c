// SPDX-License-Identifier: Apache-2.0
// The thin part of kv: finds the engine, checks arguments, passes fault points, dispatches. What
// storing means is left to src/kv/engines.
#include "kv_int.h"

static const char *const cf_names[CG_CF_COUNT] = {
#define CG_CF(name, text) [CG_CF_##name] = text,
#include "cg/tbl/column_families.h"
#undef CG_CF
};

const char *cg_cf_name(cg_cf cf)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    return cf_names[cf];
}

/* ---- opening ---- */

static const cg_kv_engine *find_engine(const char *name)
{
    for (size_t i = 0; i < cg_kv_engines_count; i++) {
        if (strcmp(cg_kv_engines[i]->name, name) == 0)
            return cg_kv_engines[i];
    }
    return NULL;
}

cg_code cg_kv_open(const cg_kv_options *opts, cg_kv **out_kv, cg_err *err)
{
    const size_t default_bytes = (size_t)32 << 20;
    cg_kv_options full = *opts;
    if (full.engine == NULL)
        full.engine = "rocksdb";
    if (full.cache_bytes == 0)
        full.cache_bytes = default_bytes;
    if (full.memtable_bytes == 0)
        full.memtable_bytes = default_bytes;
    const cg_kv_engine *engine = find_engine(full.engine);
    if (engine == NULL)
        return CG_FAIL(err, CG_E_INVALID, "no storage engine '%s'", full.engine);
    return engine->open(&full, out_kv, err);
}

void cg_kv_close(cg_kv *kv)
{
    if (kv != NULL)
        kv->engine->close(kv);
}

/* ---- reading ---- */

cg_code cg_kv_get(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key, cg_kv_pin **out_pin,
                  cg_str *out_value, cg_err *err)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    return kv->engine->get(kv, snap, cf, key, out_pin, out_value, err);
}

void cg_kv_pin_release(cg_kv_pin *pin)
{
    if (pin != NULL)
        pin->engine->pin_release(pin);
}

cg_kv_snapshot *cg_kv_snapshot_take(cg_kv *kv)
{
    return kv->engine->snapshot_take(kv);
}

void cg_kv_snapshot_release(cg_kv_snapshot *snap)
{
    if (snap != NULL)
        snap->engine->snapshot_release(snap);
}

cg_kv_iter *cg_kv_iter_create(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                              cg_str upper)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    return kv->engine->iter_create(kv, snap, cf, lower, upper);
}

void cg_kv_iter_destroy(cg_kv_iter *iter)
{
    if (iter != NULL)
        iter->engine->iter_destroy(iter);
}

void cg_kv_iter_first(cg_kv_iter *iter)
{
    iter->engine->iter_seek(iter, CG_STR_NULL);
}

void cg_kv_iter_seek(cg_kv_iter *iter, cg_str key)
{
    iter->engine->iter_seek(iter, key);
}

void cg_kv_iter_next(cg_kv_iter *iter)
{
    CG_ASSERT(iter->engine->iter_valid(iter));
    iter->engine->iter_next(iter);
}

bool cg_kv_iter_valid(const cg_kv_iter *iter)
{
    return iter->engine->iter_valid(iter);
}

cg_str cg_kv_iter_key(const cg_kv_iter *iter)
{
    CG_ASSERT(iter->engine->iter_valid(iter));
    return iter->engine->iter_key(iter);
}

cg_str cg_kv_iter_value(const cg_kv_iter *iter)
{
    CG_ASSERT(iter->engine->iter_valid(iter));
    return iter->engine->iter_value(iter);
}

cg_code cg_kv_iter_status(const cg_kv_iter *iter, cg_err *err)
{
    return iter->engine->iter_status(iter, err);
}

/* ---- writing ---- */

cg_code cg_kv_write(cg_kv *kv, cg_kv_batch *batch, bool durable, cg_err *err)
{
    cg_code rc = cg_kv_batch_check(batch, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_crash_point("kv.write.before");
    if (cg_fault("kv.write.full"))
        return CG_FAIL(err, CG_E_STORAGE_FULL, "the disk of the store is full");
    rc = kv->engine->write(kv, batch, durable, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_crash_point("kv.write.after");
    if (cg_fault("kv.write.unsure"))
        return CG_FAIL(err, CG_E_IO, "cannot tell whether the store took a write");
    cg_kv_batch_clear(batch);
    return CG_OK;
}

uint64_t cg_kv_epoch(cg_kv *kv)
{
    return kv->engine->epoch(kv);
}

cg_code cg_kv_sync(cg_kv *kv, uint64_t epoch, cg_err *err)
{
    cg_kv_crash_point("kv.sync.before");
    cg_code rc = kv->engine->sync(kv, epoch, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_crash_point("kv.sync.after");
    if (cg_fault("kv.sync.unsure"))
        return CG_FAIL(err, CG_E_IO, "cannot tell whether the store took a write");
    return CG_OK;
}

cg_code cg_kv_loader_open(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err)
{
    return kv->engine->loader_open(kv, out_loader, err);
}

cg_code cg_kv_loader_put(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str value, cg_err *err)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    return loader->engine->loader_put(loader, cf, key, value, err);
}

cg_code cg_kv_loader_append(cg_kv_loader *loader, cg_cf cf, cg_str key, cg_str operand, cg_err *err)
{
    CG_ASSERT(cf < CG_CF_COUNT);
    return loader->engine->loader_append(loader, cf, key, operand, err);
}

cg_code cg_kv_loader_commit(cg_kv_loader *loader, cg_err *err)
{
    cg_kv_crash_point("kv.loader.before");
    return loader->engine->loader_commit(loader, err);
}

void cg_kv_loader_close(cg_kv_loader *loader)
{
    if (loader != NULL)
        loader->engine->loader_close(loader);
}

/* ---- care ---- */

cg_code cg_kv_compact(cg_kv *kv, cg_err *err)
{
    return kv->engine->compact(kv, err);
}

cg_code cg_kv_flush(cg_kv *kv, cg_err *err)
{
    return kv->engine->flush(kv, err);
}

cg_code cg_kv_resume(cg_kv *kv, cg_err *err)
{
    return kv->engine->resume(kv, err);
}

void cg_kv_stats_get(cg_kv *kv, cg_kv_stats *out_stats)
{
    kv->engine->stats(kv, out_stats);
}
