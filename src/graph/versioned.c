// SPDX-License-Identifier: Apache-2.0
// Reading rows that carry generations: the newest one that a snapshot may see.
#include "graph_int.h"

key key_after(key k)
{
    for (size_t i = k.len; i-- > 0;)
        if (++k.bytes[i] != 0) {
            k.len = i + 1;
            return k;
        }
    k.len = 0; /* all 0xff: no bound */
    return k;
}

/* An iterator at the newest row of `base` that `at` sees, if it is valid. */
static cg_kv_iter *find_row(cg_kv *kv, cg_cf cf, key base, const lineage *at)
{
    key from = base;
    key_put_gen(&from, at->generation);
    key upper = key_after(base);
    cg_kv_iter *iter = cg_kv_iter_create(kv, NULL, cf, key_str(&from), key_str(&upper));
    cg_kv_iter_first(iter);
    while (cg_kv_iter_valid(iter) && (cg_kv_iter_key(iter).len != from.len ||
                                      !lineage_sees(at, key_gen(cg_kv_iter_key(iter)))))
        cg_kv_iter_next(iter); /* of another branch */
    return iter;
}

cg_code versioned_get(cg_kv *kv, cg_cf cf, key base, const lineage *at, cg_kv_iter **out_iter,
                      cg_str *out_value, cg_err *err)
{
    cg_kv_iter *iter = find_row(kv, cf, base, at);
    if (cg_kv_iter_valid(iter) && cg_kv_iter_value(iter).len > 0) {
        *out_value = cg_kv_iter_value(iter);
        *out_iter = iter;
        return CG_OK;
    }
    cg_code rc = cg_kv_iter_valid(iter) ? CG_OK : cg_kv_iter_status(iter, err);
    cg_kv_iter_destroy(iter);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

/* To the newest row of `base` that `at` sees, be it a tombstone. False: there is none, or reading failed. */
static bool seek_row(cg_kv_iter *iter, key base, const lineage *at)
{
    key from = base;
    key_put_gen(&from, at->generation);
    for (cg_kv_iter_seek(iter, key_str(&from)); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len != from.len || memcmp(k.ptr, base.bytes, base.len) != 0)
            return false;
        if (lineage_sees(at, key_gen(k)))
            return true;
    }
    return false;
}

cg_code versioned_seek(cg_kv_iter *iter, key base, const lineage *at, cg_str *out_value,
                       cg_err *err)
{
    if (!seek_row(iter, base, at)) {
        cg_code rc = cg_kv_iter_status(iter, err);
        return rc == CG_OK ? CG_E_NOT_FOUND : rc;
    }
    *out_value = cg_kv_iter_value(iter);
    return out_value->len > 0 ? CG_OK : CG_E_NOT_FOUND;
}

cg_code versioned_seek_generation(cg_kv_iter *iter, key base, const lineage *at,
                                  uint64_t *out_generation, cg_err *err)
{
    bool found = seek_row(iter, base, at);
    *out_generation = found ? key_gen(cg_kv_iter_key(iter)) : 0;
    return found ? CG_OK : cg_kv_iter_status(iter, err);
}

cg_code versioned_generation(cg_kv *kv, cg_cf cf, key base, const lineage *at,
                             uint64_t *out_generation, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = find_row(kv, cf, base, at);
    bool found = cg_kv_iter_valid(iter);
    *out_generation = found ? key_gen(cg_kv_iter_key(iter)) : 0;
    return found ? CG_OK : cg_kv_iter_status(iter, err);
}

void versioned_scan_open(versioned_scan *scan, cg_kv *kv, cg_cf cf, cg_str lower, cg_str upper,
                         const lineage *at)
{
    scan->iter = cg_kv_iter_create(kv, NULL, cf, lower, upper);
    scan->at = at;
    scan->seen_len = 0;
    cg_kv_iter_first(scan->iter);
}

void versioned_scan_seek(versioned_scan *scan, cg_str k)
{
    cg_kv_iter_seek(scan->iter, k);
    scan->seen_len = 0;
}

bool versioned_scan_next(versioned_scan *scan, cg_str *out_key, cg_str *out_value)
{
    if (scan->seen_len > 0) /* step off the row given last, which the caller has read by now */
        cg_kv_iter_next(scan->iter);
    for (; cg_kv_iter_valid(scan->iter); cg_kv_iter_next(scan->iter)) {
        cg_str k = cg_kv_iter_key(scan->iter);
        size_t base = k.len - KEY_GEN;
        CG_ASSERT(base <= sizeof scan->seen);
        bool same = base == scan->seen_len && memcmp(k.ptr, scan->seen, base) == 0;
        if (same || !lineage_sees(scan->at, key_gen(k)))
            continue;
        memcpy(scan->seen, k.ptr, base);
        scan->seen_len = base;
        cg_str value = cg_kv_iter_value(scan->iter);
        if (value.len == 0)
            continue;
        *out_key = k;
        *out_value = value;
        return true;
    }
    scan->seen_len = 0;
    return false;
}

cg_code versioned_scan_close(versioned_scan *scan, cg_err *err)
{
    cg_code rc = cg_kv_iter_status(scan->iter, err);
    cg_kv_iter_destroy(scan->iter);
    scan->iter = NULL;
    return rc;
}
