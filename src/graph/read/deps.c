// SPDX-License-Identifier: Apache-2.0
// What linking each file has read: the stored form, reading all of it at a snapshot, and who has read a key.
#include <stdlib.h>

#include "graph_int.h"

cg_code deps_damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "what the linking of a file has read is damaged");
}

void deps_encode(cg_buf *out, const uint64_t *keys, size_t count)
{
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        CG_ASSERT(keys[i] < DEP_KEY_LIMIT && (i == 0 || keys[i] > last));
        cg_buf_add_varint(out, keys[i] - last);
        last = keys[i];
    }
}

bool deps_decode(cg_str value, dep_keys *out_keys)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    uint64_t at = 0, gap;
    CG_VEC_CLEAR(out_keys);
    while (pos < end) {
        if (!cg_read_varint(&pos, end, &gap) || gap >= DEP_KEY_LIMIT - at ||
            (gap == 0 && out_keys->len > 0))
            return false;
        at += gap;
        CG_VEC_PUSH(out_keys, at);
    }
    return out_keys->len > 0;
}

cg_code cg_snapshot_scan_deps(const cg_snapshot *snap, cg_deps_fn *take, void *arg, cg_err *err)
{
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_DEPS, 1);
    key upper = key_after(lower);
    versioned_scan scan;
    versioned_scan_open(&scan, snap->project->store->kv, CG_CF_INDEXES, key_str(&lower),
                        key_str(&upper), &snap->at);
    cg_str k, value;
    dep_keys keys = {0};
    bool sound = true;
    while (sound && versioned_scan_next(&scan, &k, &value)) {
        uint32_t file =
            k.len == KEY_DEPS ? cg_get_be32((const uint8_t *)k.ptr + lower.len) : CG_NONE;
        sound = file < snap->files_limit && snap->files[file].present && deps_decode(value, &keys);
        if (sound)
            take(arg, file, keys.ptr, keys.len);
    }
    CG_VEC_FINI(&keys);
    cg_code rc = versioned_scan_close(&scan, err);
    if (rc == CG_OK && !sound)
        return deps_damaged(err);
    return rc;
}

/* ---- who has read a key ---- */

typedef CG_VEC(uint32_t) file_list;

bool readers_decode(cg_str value, uint32_t files_limit, readers_fn *take, void *arg)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    uint64_t file;
    while (pos < end) {
        if (!cg_read_varint(&pos, end, &file) || file >= files_limit)
            return false;
        take(arg, (uint32_t)file);
    }
    return true;
}

static void add_file(void *arg, uint32_t file)
{
    file_list *files = arg;
    CG_VEC_PUSH(files, file);
}

static int compare_files(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Files that have had one of the keys at whatever generation, ascending, each once. */
static cg_code find_candidates(cg_project *project, const uint64_t *keys, size_t count,
                               file_list *out, cg_err *err)
{
    for (size_t i = 0; i < count; i++) {
        CG_AUTO(cg_kv_pin) pin = NULL;
        cg_str value;
        key k = key_readers(project->prefix, keys[i]);
        cg_code rc =
            cg_kv_get(project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
        if (rc == CG_E_NOT_FOUND)
            continue;
        if (rc != CG_OK)
            return rc;
        if (!readers_decode(value, CG_NONE, add_file, out))
            return deps_damaged(err);
    }
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_files);
    size_t kept = 0;
    for (size_t i = 0; i < out->len; i++)
        if (kept == 0 || out->ptr[kept - 1] != out->ptr[i])
            out->ptr[kept++] = out->ptr[i];
    out->len = kept;
    return CG_OK;
}

static bool have_common(const dep_keys *deps, const uint64_t *keys, size_t count)
{
    size_t a = 0, b = 0;
    while (a < deps->len && b < count && deps->ptr[a] != keys[b]) {
        if (deps->ptr[a] < keys[b])
            a++;
        else
            b++;
    }
    return a < deps->len && b < count;
}

/* Gives those that have one of the keys at the snapshot. */
static cg_code give_readers(const cg_snapshot *snap, const file_list *files, const uint64_t *keys,
                            size_t count, cg_deps_fn *take, void *arg, cg_err *err)
{
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_DEPS, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    dep_keys deps = {0};
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < files->len; i++) {
        cg_str value;
        uint32_t file = files->ptr[i];
        if (file >= snap->files_limit || !snap->files[file].present)
            continue;
        rc = versioned_seek(iter, key_deps_base(snap->project->prefix, file), &snap->at, &value,
                            err);
        if (rc == CG_OK && !deps_decode(value, &deps))
            rc = deps_damaged(err);
        if (rc == CG_OK && have_common(&deps, keys, count))
            take(arg, file, deps.ptr, deps.len);
        if (rc == CG_E_NOT_FOUND)
            rc = CG_OK;
    }
    CG_VEC_FINI(&deps);
    return rc;
}

cg_code cg_snapshot_find_readers(const cg_snapshot *snap, const uint64_t *keys, size_t count,
                                 cg_deps_fn *take, void *arg, cg_err *err)
{
    file_list files = {0};
    cg_code rc = find_candidates(snap->project, keys, count, &files, err);
    if (rc == CG_OK)
        rc = give_readers(snap, &files, keys, count, take, arg, err);
    CG_VEC_FINI(&files);
    return rc;
}
