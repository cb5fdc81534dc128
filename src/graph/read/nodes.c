// SPDX-License-Identifier: Apache-2.0
// Reading nodes, names and postings at a snapshot.
#include "graph_int.h"

/* ---- one node ---- */

cg_code node_damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "a stored node is damaged");
}

cg_code node_take(const cg_snapshot *snap, cg_node_ref ref, cg_str row, node_record *out,
                  cg_err *err)
{
    bool sound =
        node_record_get(row, out) && is_node_record(cg_ref_kind(ref), out, snap->files_limit);
    return sound ? CG_OK : node_damaged(err);
}

cg_code node_read(const cg_snapshot *snap, cg_node_ref ref, node_record *out,
                  uint64_t *out_generation, cg_err *err)
{
    key base = key_begin(snap->project->prefix);
    key_put_ref(&base, ref);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_NODES, base, &snap->at, &iter, &value, err);
    if (rc != CG_OK)
        return rc;
    if (out_generation != NULL)
        *out_generation = key_gen(cg_kv_iter_key(iter));
    return node_take(snap, ref, value, out, err);
}

cg_code node_find_def(cg_str file_row, cg_node_ref ref, uint32_t *out_def, cg_err *err)
{
    file_record record;
    if (!file_record_get(file_row, &record))
        return node_damaged(err);
    uint8_t wanted[KEY_REF];
    cg_put_be(wanted, ref, KEY_REF);
    for (size_t i = 0; i < record.refs_count; i++)
        if (memcmp(record.refs + i * KEY_REF, wanted, KEY_REF) == 0) {
            *out_def = (uint32_t)i;
            return CG_OK;
        }
    return node_damaged(err);
}

/* The definition of `ref` in its file: its place in the file record's list. */
static cg_code find_def(const cg_snapshot *snap, uint32_t file, cg_node_ref ref, uint32_t *out_def,
                        cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_INDEXES,
                      key_file_base(snap->project->prefix, file), &snap->at, &iter, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? node_damaged(err) : rc;
    return node_find_def(value, ref, out_def, err);
}

cg_node_place node_place(cg_node_ref ref, const node_record *record, uint32_t def,
                         uint64_t generation)
{
    return (cg_node_place){.id = record->id,
                           .ref = ref,
                           .file = record->file,
                           .def = def,
                           .manual = record->manual,
                           .generation = generation};
}

/* The place of a node whose row has been read. */
static cg_code find_place(const cg_snapshot *snap, cg_node_ref ref, const node_record *record,
                          uint64_t generation, cg_node_place *out_place, cg_err *err)
{
    uint32_t def = 0;
    cg_code rc = record->file == CG_NONE ? CG_OK : find_def(snap, record->file, ref, &def, err);
    if (rc == CG_OK)
        *out_place = node_place(ref, record, def, generation);
    return rc;
}

cg_code cg_snapshot_node_by_ref(const cg_snapshot *snap, cg_node_ref ref, cg_node_place *out_place,
                                cg_err *err)
{
    node_record record;
    uint64_t generation;
    cg_code rc = node_read(snap, ref, &record, &generation, err);
    return rc == CG_OK ? find_place(snap, ref, &record, generation, out_place, err) : rc;
}

cg_code node_find(const cg_snapshot *snap, cg_id id, cg_node_ref *out_ref, node_record *out,
                  uint64_t *out_generation, cg_err *err)
{
    key lower = key_id(snap->project->prefix, id, CG_NODE_NONE);
    key upper = key_id(snap->project->prefix, id, (cg_node_kind)UINT8_MAX);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    /* A symbol that was once of another kind has a number for each; one is visible at a time. */
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        if (!key_id_ref(cg_kv_iter_key(iter), cg_kv_iter_value(iter), out_ref))
            return node_damaged(err);
        cg_code rc = node_read(snap, *out_ref, out, out_generation, err);
        if (rc != CG_E_NOT_FOUND)
            return rc;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

cg_code cg_snapshot_node_by_id(const cg_snapshot *snap, cg_id id, cg_node_place *out_place,
                               cg_err *err)
{
    cg_node_ref ref;
    node_record record;
    uint64_t generation;
    cg_code rc = node_find(snap, id, &ref, &record, &generation, err);
    return rc == CG_OK ? find_place(snap, ref, &record, generation, out_place, err) : rc;
}

uint64_t external_content(const cg_external *external)
{
    uint64_t module = cg_hash64(external->module.ptr, external->module.len, external->lang);
    return cg_hash64(external->name.ptr, external->name.len, module);
}

cg_code cg_snapshot_external(const cg_snapshot *snap, cg_id id, cg_arena *arena,
                             cg_external *out_external, cg_err *err)
{
    key k = key_external(snap->project->prefix, id);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc =
        cg_kv_get(snap->project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
    if (rc != CG_OK)
        return rc;
    return cg_external_decode(cg_arena_str(arena, value), out_external) ? CG_OK : node_damaged(err);
}

cg_code cg_snapshot_file_nodes(const cg_snapshot *snap, uint32_t file, cg_arena *arena,
                               cg_node_ref **out_refs, size_t *out_count, cg_err *err)
{
    key base = key_file_base(snap->project->prefix, file);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_INDEXES, base, &snap->at, &iter, &value, err);
    if (rc != CG_OK)
        return rc;
    file_record record;
    if (!file_record_get(value, &record))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
    cg_node_ref *refs = cg_arena_alloc_array(arena, record.refs_count + 1, sizeof *refs);
    for (size_t i = 0; i < record.refs_count; i++)
        refs[i] = cg_get_be(record.refs + i * KEY_REF, KEY_REF);
    *out_refs = refs;
    *out_count = record.refs_count;
    return CG_OK;
}

/* ---- scans ---- */

struct cg_node_scan {
    versioned_scan rows;
    uint32_t files_limit;
    bool damaged;
    cg_node_place last;
};

cg_node_scan *cg_node_scan_open(const cg_snapshot *snap, cg_node_kind kind, cg_node_ref after)
{
    cg_node_scan *scan = cg_alloc(sizeof *scan);
    scan->files_limit = snap->files_limit;
    cg_node_ref first = (uint64_t)kind << CG_REF_NUMBER_BITS;
    key lower = key_begin(snap->project->prefix);
    key_put_ref(&lower, after >= first ? after + 1 : first);
    key upper = key_begin(snap->project->prefix);
    key_put_ref(&upper, (uint64_t)(kind + 1) << CG_REF_NUMBER_BITS);
    versioned_scan_open(&scan->rows, snap->project->store->kv, CG_CF_NODES, key_str(&lower),
                        key_str(&upper), &snap->at);
    return scan;
}

bool cg_node_scan_next(cg_node_scan *scan, cg_node_ref *out_ref, uint32_t *out_file)
{
    cg_str k, value;
    node_record record;
    if (scan->damaged || !versioned_scan_next(&scan->rows, &k, &value))
        return false;
    *out_ref = key_ref_at(k, KEY_PREFIX);
    if (!node_record_get(value, &record) ||
        !is_node_record(cg_ref_kind(*out_ref), &record, scan->files_limit)) {
        scan->damaged = true;
        return false;
    }
    *out_file = record.file;
    scan->last = (cg_node_place){.id = record.id,
                                 .ref = *out_ref,
                                 .file = record.file,
                                 .manual = record.manual,
                                 .generation = key_gen(k)};
    return true;
}

cg_node_place cg_node_scan_place(const cg_node_scan *scan)
{
    return scan->last;
}

cg_code cg_node_scan_close(cg_node_scan *scan, cg_err *err)
{
    cg_code rc = versioned_scan_close(&scan->rows, err);
    if (rc == CG_OK && scan->damaged)
        rc = node_damaged(err);
    cg_free(scan);
    return rc;
}

struct cg_name_scan {
    const cg_snapshot *snap;
    cg_kv_iter *iter;
    bool started;
    cg_code rc; /* of reading a manual node; `err` says more */
    cg_err err;
};

cg_str cg_name_fold(cg_str name, char out[CG_NAME_INDEX_MAX])
{
    size_t n = CG_MIN(name.len, (size_t)CG_NAME_INDEX_MAX);
    for (size_t i = 0; i < n; i++) {
        char c = name.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '\0' ? '?' : c;
    }
    return cg_str_make(out, n);
}

cg_name_scan *cg_name_scan_open(const cg_snapshot *snap, cg_str prefix, cg_str after)
{
    cg_name_scan *scan = cg_alloc(sizeof *scan);
    scan->snap = snap;
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_NAME, 1);
    key_put(&lower, prefix.ptr, CG_MIN(prefix.len, (size_t)CG_NAME_INDEX_MAX));
    key upper = key_after(lower);
    CG_AUTO_VALUE(cg_buf) from = {0};
    cg_buf_add_str(&from, key_str(&lower));
    if (after.len > 0) { /* the smallest key above `after` */
        cg_buf_clear(&from);
        cg_buf_add(&from, snap->project->prefix, KEY_PREFIX);
        cg_buf_add_char(&from, IDX_NAME);
        cg_buf_add_str(&from, after);
        cg_buf_add_char(&from, '\0');
    }
    cg_str start =
        cg_str_cmp(cg_buf_str(&from), key_str(&lower)) < 0 ? key_str(&lower) : cg_buf_str(&from);
    scan->iter =
        cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES, start, key_str(&upper));
    return scan;
}

/* A parsed node is always called the same. A manual one has a row for each name that it ever had. */
static bool is_name_of(cg_name_scan *scan, cg_str name, cg_node_ref ref)
{
    node_record record;
    bool is = true;
    if (cg_kv_iter_value(scan->iter).len == 0)
        return true;
    scan->rc = node_read(scan->snap, ref, &record, NULL, &scan->err);
    if (scan->rc == CG_OK)
        scan->rc = manual_is_called(scan->snap, record.id, name, &is, &scan->err);
    if (scan->rc != CG_E_NOT_FOUND)
        return scan->rc == CG_OK && is;
    scan->rc = CG_OK; /* not there */
    return false;
}

bool cg_name_scan_next(cg_name_scan *scan, cg_str *out_name, cg_node_ref *out_ref)
{
    while (scan->rc == CG_OK) {
        if (scan->started)
            cg_kv_iter_next(scan->iter);
        else
            cg_kv_iter_first(scan->iter);
        if (!cg_kv_iter_valid(scan->iter))
            return false;
        cg_str k = cg_kv_iter_key(scan->iter);
        *out_name = cg_str_slice(k, KEY_PREFIX + 1, k.len - KEY_REF - 1);
        *out_ref = key_ref_at(k, k.len - KEY_REF);
        scan->started = true;
        if (is_name_of(scan, *out_name, *out_ref))
            return true;
    }
    return false;
}

cg_str cg_name_scan_key(const cg_name_scan *scan)
{
    cg_str k = cg_kv_iter_key(scan->iter);
    return cg_str_slice(k, KEY_PREFIX + 1, k.len);
}

cg_code cg_name_scan_close(cg_name_scan *scan, cg_err *err)
{
    cg_code rc = cg_kv_iter_status(scan->iter, err);
    if (rc == CG_OK && scan->rc != CG_OK) {
        rc = scan->rc;
        if (err != NULL)
            *err = scan->err;
    }
    cg_kv_iter_destroy(scan->iter);
    cg_free(scan);
    return rc;
}

/* ---- postings ---- */

static cg_code read_postings(const cg_snapshot *snap, char index, cg_str term, cg_kv_pin **out_pin,
                             cg_str *out_postings, cg_err *err)
{
    key k = key_term(snap->project->prefix, index, term);
    return cg_kv_get(snap->project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), out_pin,
                     out_postings, err);
}

cg_code cg_snapshot_postings(const cg_snapshot *snap, cg_str term, cg_kv_pin **out_pin,
                             cg_str *out_postings, cg_err *err)
{
    return read_postings(snap, IDX_TERM, term, out_pin, out_postings, err);
}

cg_code cg_snapshot_path_postings(const cg_snapshot *snap, cg_str term, cg_kv_pin **out_pin,
                                  cg_str *out_postings, cg_err *err)
{
    return read_postings(snap, IDX_PATH_TERM, term, out_pin, out_postings, err);
}

cg_code cg_snapshot_scan_postings(const cg_snapshot *snap, char first, cg_postings_visit visit,
                                  void *arg, cg_err *err)
{
    key lower = key_term(snap->project->prefix, IDX_TERM, cg_str_make(&first, 1));
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    cg_code rc = CG_OK;
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        rc = visit(arg, cg_str_slice(k, KEY_PREFIX + 1, k.len), cg_kv_iter_value(iter), err);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}
