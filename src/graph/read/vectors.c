// SPDX-License-Identifier: Apache-2.0
// What models make of units, stored beside them: under the model and the unit, so a content that comes back, in
// whatever branch or project, has its vectors already.
#include "graph_int.h"

static key key_of(uint64_t model, const cg_file *file)
{
    return key_vectors(model, cg_file_unit(file));
}

cg_code cg_store_vectors(cg_store *store, uint64_t model, const cg_file *file, cg_buf *bytes,
                         cg_vectors_buf *out, cg_err *err)
{
    key k = key_of(model, file);
    cg_code rc = packed_read(store, CG_CF_VECTORS, key_str(&k), bytes, err);
    return rc == CG_OK ? cg_vectors_decode(cg_buf_str(bytes), out, err) : rc;
}

bool cg_store_has_vectors(cg_store *store, uint64_t model, cg_unit_key unit)
{
    key k = key_vectors(model, unit);
    return packed_is_stored(store, CG_CF_VECTORS, key_str(&k));
}

cg_code cg_store_put_vectors(cg_store *store, uint64_t model, const cg_file *file, cg_str encoded,
                             cg_err *err)
{
    key k = key_of(model, file);
    if (packed_is_stored(store, CG_CF_VECTORS, key_str(&k)))
        return CG_OK;
    CG_AUTO_VALUE(cg_buf) packed = {0};
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(store->kv);
    cg_code rc = cg_store_pack_vectors(store, model, encoded, NULL, &packed, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_batch_put(batch, CG_CF_VECTORS, key_str(&k), cg_buf_str(&packed));
    return cg_kv_write(store->kv, batch, false, err);
}

/* ---- models ---- */

static key key_model(uint64_t model)
{
    key k = {.len = 0};
    key_put_be(&k, model, KEY_MODEL);
    return k;
}

cg_code vectors_next_model(cg_store *store, cg_str from, uint64_t *out_model, cg_err *err)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(store->kv, NULL, CG_CF_VECTORS, from, CG_STR_NULL);
    cg_kv_iter_first(iter);
    cg_code rc = cg_kv_iter_status(iter, err);
    if (rc != CG_OK || !cg_kv_iter_valid(iter) || cg_kv_iter_key(iter).len < KEY_MODEL)
        return rc == CG_OK ? CG_E_NOT_FOUND : rc;
    *out_model = cg_get_be64((const uint8_t *)cg_kv_iter_key(iter).ptr);
    return CG_OK;
}

static bool is_among(uint64_t model, const uint64_t *models, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (models[i] == model)
            return true;
    return false;
}

cg_code cg_store_keep_models(cg_store *store, const uint64_t *models, size_t count, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(store->kv);
    key from = {.len = 0};
    uint64_t model;
    cg_code rc;
    while ((rc = vectors_next_model(store, key_str(&from), &model, err)) == CG_OK) {
        key lower = key_model(model), upper = key_model(model + 1);
        if (model == UINT64_MAX)
            break; /* no upper bound can be named, and no hash is likely to be this */
        if (!is_among(model, models, count))
            cg_kv_batch_delete_range(batch, CG_CF_VECTORS, key_str(&lower), key_str(&upper));
        from = upper;
    }
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    return cg_kv_batch_bytes(batch) > 0 ? cg_kv_write(store->kv, batch, false, err) : CG_OK;
}
