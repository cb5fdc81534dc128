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

cg_code versioned_get(cg_kv *kv, cg_cf cf, key base, uint64_t generation, cg_kv_iter **out_iter,
                      cg_str *out_value, cg_err *err)
{
    key from = base;
    key_put_gen(&from, generation);
    key upper = key_after(base);
    cg_kv_iter *iter = cg_kv_iter_create(kv, NULL, cf, key_str(&from), key_str(&upper));
    cg_kv_iter_first(iter);
    if (cg_kv_iter_valid(iter) && cg_kv_iter_value(iter).len > 0 &&
        cg_kv_iter_key(iter).len == from.len) {
        *out_value = cg_kv_iter_value(iter);
        *out_iter = iter;
        return CG_OK;
    }
    cg_code rc = cg_kv_iter_valid(iter) ? CG_OK : cg_kv_iter_status(iter, err);
    cg_kv_iter_destroy(iter);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

cg_code versioned_seek(cg_kv_iter *iter, key base, uint64_t generation, cg_str *out_value,
                       cg_err *err)
{
    key from = base;
    key_put_gen(&from, generation);
    cg_kv_iter_seek(iter, key_str(&from));
    if (!cg_kv_iter_valid(iter)) {
        cg_code rc = cg_kv_iter_status(iter, err);
        return rc == CG_OK ? CG_E_NOT_FOUND : rc;
    }
    cg_str k = cg_kv_iter_key(iter);
    *out_value = cg_kv_iter_value(iter);
    bool found = k.len == from.len && memcmp(k.ptr, base.bytes, base.len) == 0;
    return found && out_value->len > 0 ? CG_OK : CG_E_NOT_FOUND;
}

cg_code versioned_generation(cg_kv *kv, cg_cf cf, key base, uint64_t generation,
                             uint64_t *out_generation, cg_err *err)
{
    key from = base;
    key_put_gen(&from, generation);
    key upper = key_after(base);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(kv, NULL, cf, key_str(&from), key_str(&upper));
    cg_kv_iter_first(iter);
    bool found = cg_kv_iter_valid(iter) && cg_kv_iter_key(iter).len == from.len;
    *out_generation = found ? key_gen(cg_kv_iter_key(iter)) : 0;
    return found ? CG_OK : cg_kv_iter_status(iter, err);
}

void versioned_scan_open(versioned_scan *scan, cg_kv *kv, cg_cf cf, cg_str lower, cg_str upper,
                         uint64_t generation)
{
    scan->iter = cg_kv_iter_create(kv, NULL, cf, lower, upper);
    scan->generation = generation;
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
        if (same || key_gen(k) > scan->generation)
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
