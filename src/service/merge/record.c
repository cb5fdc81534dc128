// SPDX-License-Identifier: Apache-2.0
#include "merge.h"
#include "tasks/tasks.h"

#include <stdlib.h>

#define WORD "merge/"
#define RECORD_VERSION 1
#define RECORD_BYTES_MAX ((size_t)64 << 20)

void merge_record_fini(merge_record *record)
{
    CG_VEC_FINI(&record->resolutions);
}

/* ---- what was decided ---- */

static int compare_resolutions(const void *a, const void *b)
{
    return cg_merge_key_cmp(&((const cg_resolution *)a)->key, &((const cg_resolution *)b)->key);
}

const cg_resolution *merge_record_find(const merge_record *record, const cg_merge_key *key)
{
    const cg_resolution wanted = {.key = *key};
    return record->resolutions.len == 0
               ? NULL
               : bsearch(&wanted, record->resolutions.ptr, record->resolutions.len, sizeof wanted,
                         compare_resolutions);
}

void merge_record_decide(merge_record *record, const cg_resolution *resolution)
{
    cg_resolution *found = (cg_resolution *)merge_record_find(record, &resolution->key);
    if (found != NULL) {
        *found = *resolution;
        return;
    }
    CG_VEC_PUSH(&record->resolutions, *resolution);
    size_t at = record->resolutions.len - 1;
    for (; at > 0 && compare_resolutions(&record->resolutions.ptr[at - 1], resolution) > 0; at--)
        record->resolutions.ptr[at] = record->resolutions.ptr[at - 1];
    record->resolutions.ptr[at] = *resolution;
}

/* ---- the stored form ---- */

static void put_key(const cg_merge_key *key, cg_buf *out)
{
    record_put_text(out, key->path);
    if (key->path.len > 0)
        return;
    cg_buf_add_varint(out, key->overlay.what);
    cg_buf_add_varint(out, key->overlay.kind);
    cg_buf_add(out, key->overlay.id.bytes, sizeof key->overlay.id.bytes);
    cg_buf_add(out, key->overlay.target.bytes, sizeof key->overlay.target.bytes);
}

static void get_id(record_reader *r, cg_id *out)
{
    r->ok = r->ok && (size_t)(r->end - r->pos) >= sizeof out->bytes;
    if (!r->ok)
        return;
    memcpy(out->bytes, r->pos, sizeof out->bytes);
    r->pos += sizeof out->bytes;
}

static void get_key(record_reader *r, cg_merge_key *out)
{
    *out = (cg_merge_key){.path = record_text(r)};
    if (out->path.len > 0)
        return;
    out->overlay.what = (cg_overlay_what)record_number(r);
    out->overlay.kind = (cg_edge_kind)record_number(r);
    get_id(r, &out->overlay.id);
    get_id(r, &out->overlay.target);
}

static void put_record(const merge_record *m, cg_buf *out)
{
    const uint64_t numbers[] = {RECORD_VERSION, m->mode,   m->base,
                                m->ours,        m->theirs, m->created_ms};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_buf_add_varint(out, numbers[i]);
    record_put_text(out, m->source);
    record_put_text(out, m->branch);
    record_put_text(out, m->message);
    record_put_text(out, m->author);
    cg_buf_add_varint(out, m->resolutions.len);
    for (size_t i = 0; i < m->resolutions.len; i++) {
        put_key(&m->resolutions.ptr[i].key, out);
        cg_buf_add_varint(out, m->resolutions.ptr[i].take);
        record_put_text(out, m->resolutions.ptr[i].value);
    }
}

static cg_code get_record(cg_str value, cg_arena *arena, merge_record *out, cg_err *err)
{
    record_reader r = {.pos = (const uint8_t *)value.ptr,
                       .end = (const uint8_t *)value.ptr + value.len,
                       .arena = arena,
                       .ok = true};
    merge_record m = {.id = out->id};
    r.ok = record_number(&r) == RECORD_VERSION;
    m.mode = (cg_apply_mode)record_number(&r);
    m.base = record_number(&r);
    m.ours = record_number(&r);
    m.theirs = record_number(&r);
    m.created_ms = record_number(&r);
    m.source = record_text(&r);
    m.branch = record_text(&r);
    m.message = record_text(&r);
    m.author = record_text(&r);
    for (size_t left = record_count(&r, 3); left > 0 && r.ok; left--) {
        cg_resolution resolution = {0};
        get_key(&r, &resolution.key);
        resolution.take = (cg_take)record_number(&r);
        resolution.value = record_text(&r);
        CG_VEC_PUSH(&m.resolutions, resolution);
    }
    if (r.ok && r.pos == r.end) {
        *out = m;
        return CG_OK;
    }
    merge_record_fini(&m);
    return CG_FAIL(err, CG_E_CORRUPT, "the record of a merge is damaged");
}

/* ---- the store ---- */

/* "merge/" project "/" id */
static void put_prefix(cg_str project, cg_buf *out)
{
    cg_buf_printf(out, WORD "%.*s/", CG_STR_ARG(project_or_default(project)));
}

static void put_store_key(cg_str project, cg_id id, cg_buf *out)
{
    put_prefix(project, out);
    cg_buf_add(out, id.bytes, sizeof id.bytes);
}

cg_code merge_record_read(cg_service *service, cg_str project, cg_id id, cg_arena *arena,
                          merge_record *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    put_store_key(project, id, &key);
    cg_code rc = cg_kv_get(cg_store_kv(service->store), NULL, CG_CF_METADATA, cg_buf_str(&key),
                           &pin, &value, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, rc, "no merge of this id waits to be resolved");
    *out = (merge_record){.id = id};
    return rc == CG_OK ? get_record(value, arena, out, err) : rc;
}

cg_code merge_record_write(cg_service *service, cg_str project, const merge_record *record,
                           cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    cg_kv *kv = cg_store_kv(service->store);
    put_store_key(project, record->id, &key);
    put_record(record, &value);
    if (value.error != CG_OK || value.len > RECORD_BYTES_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "the resolutions of a merge may have at most %zu bytes",
                       RECORD_BYTES_MAX);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&key), cg_buf_str(&value));
    return cg_kv_write(kv, batch, true, err);
}

cg_code merge_record_delete(cg_service *service, cg_str project, cg_id id, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    cg_kv *kv = cg_store_kv(service->store);
    put_store_key(project, id, &key);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&key));
    return cg_kv_write(kv, batch, true, err);
}

static int compare_created(const void *a, const void *b)
{
    uint64_t x = ((const merge_record *)a)->created_ms, y = ((const merge_record *)b)->created_ms;
    return (x > y) - (x < y);
}

cg_code merge_record_list(cg_service *service, cg_str project, cg_arena *arena,
                          merge_record **out_records, size_t *out_count, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) lower = {0};
    CG_AUTO_VALUE(cg_buf) upper = {0};
    CG_VEC(merge_record) found = {0};
    cg_code rc = CG_OK;
    put_prefix(project, &lower);
    put_prefix(project, &upper);
    upper.ptr[upper.len - 1]++; /* behind all that begin with "/" */
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(service->store), NULL, CG_CF_METADATA, cg_buf_str(&lower),
                             cg_buf_str(&upper));
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        merge_record m = {0};
        if (k.len != lower.len + sizeof m.id.bytes)
            continue;
        memcpy(m.id.bytes, k.ptr + lower.len, sizeof m.id.bytes);
        rc = get_record(cg_kv_iter_value(iter), arena, &m, err);
        if (rc == CG_OK)
            CG_VEC_PUSH(&found, m);
    }
    if (rc == CG_OK)
        rc = cg_kv_iter_status(iter, err);
    *out_count = rc == CG_OK ? found.len : 0;
    *out_records = cg_arena_alloc_array(arena, found.len + 1, sizeof **out_records);
    if (found.len > 1)
        qsort(found.ptr, found.len, sizeof *found.ptr, compare_created);
    for (size_t i = 0; i < found.len; i++) {
        if (rc == CG_OK)
            (*out_records)[i] = found.ptr[i];
        else
            merge_record_fini(&found.ptr[i]);
    }
    CG_VEC_FINI(&found);
    return rc;
}
