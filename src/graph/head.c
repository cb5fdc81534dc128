// SPDX-License-Identifier: Apache-2.0
// Snapshots: a project's files, counts and digest at one generation.
#include "graph_int.h"

cg_snapshot *snapshot_create(cg_project *project, uint32_t files_limit)
{
    cg_snapshot *snap = cg_alloc(sizeof *snap);
    atomic_init(&snap->refs, 1);
    snap->project = project;
    snap->files_limit = files_limit;
    snap->files = cg_alloc_array(CG_MAX(files_limit, 1u), sizeof *snap->files);
    return snap;
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

void snapshot_index(cg_snapshot *snap, uint32_t units_limit)
{
    uint32_t capacity = 16;
    while (capacity < snap->files_limit * 2)
        capacity *= 2;
    snap->path_mask = capacity - 1;
    snap->path_table = cg_alloc_array(capacity, sizeof *snap->path_table);
    snap->file_next = cg_alloc_array(CG_MAX(snap->files_limit, 1u), sizeof *snap->file_next);
    snap->units_limit = units_limit;
    snap->unit_first = cg_alloc_array(CG_MAX(units_limit, 1u), sizeof *snap->unit_first);
    memset(snap->path_table, 0xff, capacity * sizeof *snap->path_table);
    memset(snap->unit_first, 0xff, units_limit * sizeof *snap->unit_first);
    memset(snap->file_next, 0xff, snap->files_limit * sizeof *snap->file_next);
    for (uint32_t num = snap->files_limit; num-- > 0;) {
        const cg_file *file = &snap->files[num];
        if (file->path.ptr == NULL)
            continue;
        uint32_t slot = (uint32_t)cg_hash64(file->path.ptr, file->path.len, 0) & snap->path_mask;
        while (snap->path_table[slot] != CG_NONE)
            slot = (slot + 1) & snap->path_mask;
        snap->path_table[slot] = num;
        if (file->present && file->unit_no != CG_NONE) {
            CG_ASSERT(file->unit_no < units_limit);
            snap->file_next[num] = snap->unit_first[file->unit_no];
            snap->unit_first[file->unit_no] = num;
        }
    }
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
    cg_free(snap->file_next);
    cg_free(snap->path_table);
    cg_free(snap->unit_first);
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

const cg_file *cg_snapshot_find_file(const cg_snapshot *snap, cg_str path, uint32_t *out_num)
{
    uint32_t slot = (uint32_t)cg_hash64(path.ptr, path.len, 0) & snap->path_mask;
    for (; snap->path_table[slot] != CG_NONE; slot = (slot + 1) & snap->path_mask) {
        uint32_t num = snap->path_table[slot];
        if (cg_str_eq(snap->files[num].path, path)) {
            *out_num = num;
            return &snap->files[num];
        }
    }
    return NULL;
}

uint32_t cg_snapshot_unit_file(const cg_snapshot *snap, uint32_t unit_no)
{
    return unit_no < snap->units_limit ? snap->unit_first[unit_no] : CG_NONE;
}

uint32_t cg_snapshot_next_unit_file(const cg_snapshot *snap, uint32_t file)
{
    return file < snap->files_limit ? snap->file_next[file] : CG_NONE;
}

/* ---- numbers given ---- */

void counters_put(cg_buf *out, const counters *next)
{
    cg_buf_add_varint(out, next->next_node);
    cg_buf_add_varint(out, next->next_file);
    cg_buf_add_varint(out, next->next_unit);
    cg_buf_add_varint(out, next->next_generation);
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
