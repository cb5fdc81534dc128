// SPDX-License-Identifier: Apache-2.0
// What is known of generations: lists of changes that can no longer be told, and records of generations that nothing
// leads to. A record names the one that it was built on, so the newest go first: whatever a crash leaves can be
// loaded.
#include "gc.h"

static bool is_told(const gc_plan *plan, uint64_t generation)
{
    uint64_t base = plan->generations.ptr[generation].base;
    return gc_has(plan, generation, GC_KEPT) && (base == 0 || gc_has(plan, base, GC_KEPT));
}

static bool take_chunk(gc_run *run, cg_str k, cg_str value)
{
    if (k.len != KEY_CHANGES)
        return false;
    uint64_t g = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX, KEY_GEN);
    bool goes = gc_has(&run->plan, g, GC_KNOWN) && !is_told(&run->plan, g);
    if (goes)
        gc_count(run, CG_GC_CHANGES, k.len + value.len);
    return goes;
}

static cg_code drop_chunks(gc_run *run, const key_list *keys, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    for (size_t i = 0; i < keys->len; i++)
        cg_kv_batch_delete(batch, CG_CF_VERSIONS, key_str(&keys->ptr[i]));
    return gc_write(run, batch, err);
}

static cg_code drop_record(gc_run *run, uint64_t generation, cg_kv_batch *batch, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_version(run->project->prefix, generation);
    cg_code rc =
        cg_kv_get(run->project->store->kv, NULL, CG_CF_VERSIONS, key_str(&k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    gc_count(run, CG_GC_RECORDS, k.len + value.len);
    cg_kv_batch_delete(batch, CG_CF_VERSIONS, key_str(&k));
    return CG_OK;
}

static cg_code drop_records(gc_run *run, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    cg_code rc = CG_OK;
    for (uint64_t g = run->plan.limit; rc == CG_OK && g-- > 1;) {
        if (!gc_has(&run->plan, g, GC_KNOWN) || gc_has(&run->plan, g, GC_RECORD))
            continue;
        rc = drop_record(run, g, batch, err);
        if (rc == CG_OK && cg_kv_batch_bytes(batch) > GC_STEP_BYTES)
            rc = gc_write(run, batch, err);
    }
    return rc == CG_OK ? gc_write(run, batch, err) : rc;
}

cg_code gc_records(gc_run *run, cg_err *err)
{
    const gc_walk chunks = {.cf = CG_CF_VERSIONS,
                            .lower = key_begin(run->project->prefix),
                            .take = take_chunk,
                            .handle = drop_chunks};
    cg_code rc = gc_walk_rows(run, &chunks, err);
    return rc == CG_OK ? drop_records(run, err) : rc;
}
