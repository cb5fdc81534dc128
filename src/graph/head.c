// SPDX-License-Identifier: Apache-2.0
// Snapshots: a project's files, counts and digest at one generation, and the records that keep
// them across restarts.
#include "graph_int.h"

#define HEAD_RECORD_VERSION 2
#define HEAD_RECORD_1_FIELDS 11 /* version 1 knew no overlay */

cg_snapshot *snapshot_derive(cg_project *project, const cg_snapshot *base, uint32_t files_limit)
{
    cg_snapshot *snap = cg_alloc(sizeof *snap);
    atomic_init(&snap->refs, 1);
    snap->project = project;
    snap->changes_from = 1;
    if (base != NULL) {
        snap->generation = base->generation;
        snap->changed_ms = base->changed_ms;
        snap->changes_from = base->changes_from;
        snap->digest = base->digest;
        snap->overlay_digest = base->overlay_digest;
        snap->parsed_generation = base->parsed_generation;
        snap->counts = base->counts;
    }
    snap->files_limit = files_limit;
    snap->files = cg_alloc_array(CG_MAX(files_limit, 1u), sizeof *snap->files);
    if (base != NULL && base->files_limit > 0)
        memcpy(snap->files, base->files, base->files_limit * sizeof *snap->files);
    return snap;
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

cg_snapshot *cg_snapshot_take(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    cg_snapshot *snap = cg_snapshot_ref(project->head);
    cg_mutex_unlock(&project->mu);
    return snap;
}

void snapshot_set_tip(cg_project *project, cg_snapshot *take_tip)
{
    cg_snapshot_release(project->tip);
    project->tip = take_tip;
}

void snapshot_publish(cg_project *project, cg_snapshot *take_head, bool only_newer)
{
    cg_mutex_lock(&project->mu);
    cg_snapshot *old = take_head;
    if (!only_newer || project->head->generation < take_head->generation) {
        old = project->head;
        project->head = take_head;
    }
    cg_mutex_unlock(&project->mu);
    cg_snapshot_release(old);
}

void cg_snapshot_release(cg_snapshot *snap)
{
    /* Release pairs with the acquire of the last one out: it frees what the others read. */
    if (snap == NULL || atomic_fetch_sub_explicit(&snap->refs, 1, memory_order_acq_rel) != 1)
        return;
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
    return snap->generation;
}

uint64_t cg_snapshot_changes_from(const cg_snapshot *snap)
{
    return snap->changes_from;
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

/* ---- records ---- */

void head_record_put(cg_buf *out, const cg_snapshot *snap)
{
    const uint64_t fields[] = {
        HEAD_RECORD_VERSION,
        snap->generation,
        snap->changed_ms,
        snap->digest.hi,
        snap->digest.lo,
        snap->counts.files,
        snap->counts.files_partial,
        snap->counts.files_skipped,
        snap->counts.nodes,
        snap->counts.edges,
        snap->counts.source_bytes,
        snap->parsed_generation,
        snap->overlay_digest.hi,
        snap->overlay_digest.lo,
        snap->counts.manual_nodes,
        snap->counts.manual_edges,
        snap->counts.metadata,
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        cg_buf_add_varint(out, fields[i]);
}

bool head_record_get(cg_str value, cg_snapshot *out_snap)
{
    uint64_t version;
    uint64_t *fields[] = {
        &version,
        &out_snap->generation,
        &out_snap->changed_ms,
        &out_snap->digest.hi,
        &out_snap->digest.lo,
        &out_snap->counts.files,
        &out_snap->counts.files_partial,
        &out_snap->counts.files_skipped,
        &out_snap->counts.nodes,
        &out_snap->counts.edges,
        &out_snap->counts.source_bytes,
        &out_snap->parsed_generation,
        &out_snap->overlay_digest.hi,
        &out_snap->overlay_digest.lo,
        &out_snap->counts.manual_nodes,
        &out_snap->counts.manual_edges,
        &out_snap->counts.metadata,
    };
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    size_t count = pos < end && *pos == 1 ? HEAD_RECORD_1_FIELDS : CG_ARRAY_LEN(fields);
    for (size_t i = 0; i < count; i++)
        if (!cg_read_varint(&pos, end, fields[i]))
            return false;
    if (version == 1)
        out_snap->parsed_generation = out_snap->generation;
    return (version == 1 || version == HEAD_RECORD_VERSION) && pos == end;
}

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

/* ---- loading ---- */

static cg_code load_paths(cg_project *project, cg_snapshot *snap, cg_err *err)
{
    key lower = key_begin(project->prefix);
    key_put_be(&lower, IDX_PATH, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        uint32_t num = value.len == 4 ? cg_get_be32((const uint8_t *)value.ptr) : CG_NONE;
        if (num >= snap->files_limit)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored path has no file number");
        cg_str path = cg_str_slice(k, lower.len, k.len);
        snap->files[num].path = cg_arena_str(project->paths, path);
        snap->files[num].unit_no = CG_NONE;
    }
    return cg_kv_iter_status(iter, err);
}

static bool take_file(cg_snapshot *snap, uint32_t units_limit, uint32_t num, const file_record *r)
{
    if (num >= snap->files_limit || snap->files[num].path.ptr == NULL ||
        (r->unit_no != CG_NONE && r->unit_no >= units_limit))
        return false;
    cg_file *file = &snap->files[num];
    file->present = true;
    file->lang = r->lang;
    file->status = r->status;
    file->skip = r->skip;
    file->extractor_version = r->extractor_version;
    file->unit_no = r->unit_no;
    file->nodes = (uint32_t)r->refs_count;
    file->edges = r->edges;
    file->bytes = r->bytes;
    file->blob = r->blob;
    return true;
}

static cg_code load_files(cg_project *project, cg_snapshot *snap, cg_err *err)
{
    key lower = key_begin(project->prefix);
    key_put_be(&lower, IDX_FILE, 1);
    key upper = key_after(lower);
    versioned_scan scan;
    versioned_scan_open(&scan, project->store->kv, CG_CF_INDEXES, key_str(&lower), key_str(&upper),
                        snap->generation);
    cg_str k, value;
    bool sound = true;
    while (sound && versioned_scan_next(&scan, &k, &value)) {
        file_record record;
        sound = k.len == KEY_FILE && file_record_get(value, &record) &&
                take_file(snap, (uint32_t)project->next.next_unit,
                          cg_get_be32((const uint8_t *)k.ptr + KEY_PREFIX + 1), &record);
    }
    cg_code rc = versioned_scan_close(&scan, err);
    if (rc == CG_OK && !sound)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
    return rc;
}

static cg_code load_changes_from(cg_project *project, cg_snapshot *snap, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_meta(CG_STR("changes/"), project->prefix);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != KEY_GEN)
        return CG_FAIL(err, CG_E_CORRUPT, "the record of the changes kept is damaged");
    if (rc == CG_OK)
        snap->changes_from = cg_get_be((const uint8_t *)value.ptr, KEY_GEN);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code snapshot_load(cg_project *project, cg_snapshot **out_snap, cg_err *err)
{
    cg_snapshot *snap = snapshot_derive(project, NULL, (uint32_t)project->next.next_file);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_meta(CG_STR("head/"), project->prefix);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && !head_record_get(value, snap))
        rc = CG_FAIL(err, CG_E_CORRUPT, "the head record of a project is damaged");
    if (rc == CG_OK)
        rc = load_paths(project, snap, err);
    if (rc == CG_OK)
        rc = load_files(project, snap, err);
    if (rc == CG_OK)
        rc = load_changes_from(project, snap, err);
    if (rc == CG_E_NOT_FOUND) /* a project without a first commit */
        rc = load_paths(project, snap, err);
    snapshot_index(snap, (uint32_t)project->next.next_unit);
    if (rc != CG_OK) {
        cg_snapshot_release(snap);
        return rc;
    }
    *out_snap = snap;
    return CG_OK;
}
