// SPDX-License-Identifier: Apache-2.0
// Snapshots: a project's files, counts and digest at one generation.
#include "graph_int.h"

cg_snapshot *snapshot_create(cg_project *project, cg_file *take_files, uint32_t files_limit)
{
    cg_snapshot *snap = cg_alloc(sizeof *snap);
    atomic_init(&snap->refs, 1);
    snap->project = project;
    snap->files = take_files;
    snap->files_limit = files_limit;
    snap->units = unit_index_create();
    return snap;
}

void snapshot_take_history_locked(cg_snapshot *snap, uint64_t generation)
{
    cg_project *project = snap->project;
    snap->at = history_lineage(&project->history, generation);
    snap->paths = project->paths_index != NULL ? path_index_ref(project->paths_index) : NULL;
}

void snapshot_fill(cg_snapshot *snap, const cg_version *version)
{
    snap->version = version->named ? version->generation : version->parent;
    snap->changed_ms = version->time_ms;
    snap->digest = version->digest;
    snap->overlay_digest = version->overlay_digest;
    snap->parsed_generation = version->parsed_generation;
    snap->counts = version->counts;
}

cg_snapshot *cg_snapshot_ref(cg_snapshot *snap)
{
    atomic_fetch_add_explicit(&snap->refs, 1, memory_order_relaxed);
    return snap;
}

void cg_snapshot_release(cg_snapshot *snap)
{
    /* Release pairs with the acquire of the last one out: it frees what the others read. */
    if (snap == NULL || atomic_fetch_sub_explicit(&snap->refs, 1, memory_order_acq_rel) != 1)
        return;
    lineage_release(&snap->at);
    cg_free(snap->files);
    path_index_release(snap->paths);
    unit_index_destroy(snap->units);
    cg_free(snap);
}

cg_project *cg_snapshot_project(const cg_snapshot *snap)
{
    return snap->project;
}

cg_store *cg_snapshot_store(const cg_snapshot *snap)
{
    return snap->project->store;
}

uint64_t cg_snapshot_generation(const cg_snapshot *snap)
{
    return snap->at.generation;
}

uint64_t cg_snapshot_version(const cg_snapshot *snap)
{
    return snap->version;
}

bool cg_snapshot_sees(const cg_snapshot *snap, uint64_t generation)
{
    return generation != 0 && lineage_sees(&snap->at, generation);
}

uint64_t cg_snapshot_changed_ms(const cg_snapshot *snap)
{
    return snap->changed_ms;
}

cg_hash128 cg_snapshot_digest(const cg_snapshot *snap)
{
    return snap->digest;
}

cg_hash128 cg_snapshot_overlay_digest(const cg_snapshot *snap)
{
    return snap->overlay_digest;
}

uint64_t cg_snapshot_parsed_generation(const cg_snapshot *snap)
{
    return snap->parsed_generation;
}

cg_project_counts cg_snapshot_counts(const cg_snapshot *snap)
{
    return snap->counts;
}

uint32_t cg_snapshot_files_limit(const cg_snapshot *snap)
{
    return snap->files_limit;
}

const cg_file *cg_snapshot_file(const cg_snapshot *snap, uint32_t num)
{
    return num < snap->files_limit ? &snap->files[num] : NULL;
}

/* ---- numbers given ---- */

void counters_put(cg_buf *out, const counters *next)
{
    cg_buf_add_varint(out, next->next_node);
    cg_buf_add_varint(out, next->next_file);
    cg_buf_add_varint(out, next->next_unit);
    cg_buf_add_varint(out, next->next_generation);
}

void counters_put_row(const cg_project *project, const counters *next, cg_kv_batch *batch)
{
    CG_AUTO_VALUE(cg_buf) value = {0};
    counters_put(&value, next);
    key k = key_meta(CG_STR("counters/"), project->prefix);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_buf_str(&value));
}

/* Numbers beyond what keys and tables can hold were never given. */
bool counters_get(cg_str value, counters *out_next)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    return cg_read_varint(&pos, end, &out_next->next_node) &&
           cg_read_varint(&pos, end, &out_next->next_file) &&
           cg_read_varint(&pos, end, &out_next->next_unit) &&
           cg_read_varint(&pos, end, &out_next->next_generation) && pos == end &&
           out_next->next_node <= UINT64_C(1) << CG_REF_NUMBER_BITS &&
           out_next->next_file < CG_NONE / 2 && out_next->next_unit < CG_NONE &&
           out_next->next_generation <= GEN_MAX;
}
