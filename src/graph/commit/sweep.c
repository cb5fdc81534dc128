// SPDX-License-Identifier: Apache-2.0
// Removes the rows of a generation that never became visible.
#include "graph_int.h"

#define BATCH_BYTES (4u << 20)

static cg_code sweep_family(cg_project *project, cg_cf cf, cg_str lower, cg_str upper, uint64_t gen,
                            cg_err *err)
{
    cg_kv *kv = project->store->kv;
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(kv, NULL, cf, lower, upper);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (key_gen(k) != gen)
            continue;
        cg_kv_batch_delete(batch, cf, k);
        if (cg_kv_batch_bytes(batch) > BATCH_BYTES) {
            cg_code rc = cg_kv_write(kv, batch, false, err);
            if (rc != CG_OK)
                return rc;
        }
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? cg_kv_write(kv, batch, false, err) : rc;
}

/* The rows of an index that carry generations. */
static cg_code sweep_index(cg_project *project, char index, uint64_t gen, cg_err *err)
{
    key lower = key_begin(project->prefix);
    key_put_be(&lower, (uint8_t)index, 1);
    key upper = key_after(lower);
    return sweep_family(project, CG_CF_INDEXES, key_str(&lower), key_str(&upper), gen, err);
}

cg_code sweep_generation(cg_project *project, uint64_t gen, cg_err *err)
{
    cg_kv *kv = project->store->kv;
    key all = key_begin(project->prefix), all_end = key_after(all);
    cg_code rc = sweep_family(project, CG_CF_NODES, key_str(&all), key_str(&all_end), gen, err);
    if (rc == CG_OK)
        rc = sweep_family(project, CG_CF_EDGES, key_str(&all), key_str(&all_end), gen, err);
    if (rc == CG_OK)
        rc = sweep_family(project, CG_CF_REDGES, key_str(&all), key_str(&all_end), gen, err);
    if (rc == CG_OK)
        rc = sweep_index(project, IDX_FILE, gen, err);
    if (rc == CG_OK)
        rc = sweep_index(project, IDX_DEPS, gen, err);
    if (rc == CG_OK)
        rc = sweep_index(project, IDX_MANUAL, gen, err);
    if (rc == CG_OK)
        rc = sweep_index(project, IDX_METADATA, gen, err);
    if (rc != CG_OK)
        return rc;
    key pending = key_meta(CG_STR("pending/"), project->prefix);
    key changes = key_version(project->prefix, gen), changes_end = key_after(changes);
    key log = key_overlay_log(project->prefix, gen), log_end = key_after(log);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete_range(batch, CG_CF_INDEXES, key_str(&log), key_str(&log_end));
    cg_kv_batch_delete_range(batch, CG_CF_VERSIONS, key_str(&changes), key_str(&changes_end));
    cg_kv_batch_delete(batch, CG_CF_METADATA, key_str(&pending));
    return cg_kv_write(kv, batch, true, err);
}
