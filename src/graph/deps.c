// SPDX-License-Identifier: Apache-2.0
// What linking each file has read: the stored form, and reading all of it at a snapshot.
#include "graph_int.h"

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
        return CG_FAIL(err, CG_E_CORRUPT, "what the linking of a file has read is damaged");
    return rc;
}
