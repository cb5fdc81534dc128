// SPDX-License-Identifier: Apache-2.0
// The units that a project ever numbered, and their sources: that each is there, with what it is a difference to.
// Those of the heads are also read, with their files (verify.c). Vectors are read, of all units: that their bytes are
// sound. A unit may lack some: they are made again.
#include "verify_int.h"

#define MODELS_MAX 16 /* of which vectors are looked at */

/* `may_lack`: nobody promised the record. */
static cg_code check_record(verifier *v, cg_cf cf, cg_str k, const char *what, bool may_lack,
                            cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str stored, base;
    cg_code rc = cg_kv_get(v->kv, NULL, cf, k, &pin, &stored, err);
    if (rc == CG_E_NOT_FOUND) {
        if (!may_lack)
            verify_problem(v, "a %s that has a number is missing", what);
        return CG_OK;
    }
    if (rc != CG_OK)
        return rc;
    if (!packed_base(cf, stored, &base))
        verify_problem(v, "a %s is damaged", what);
    else if (base.len > 0 && !packed_is_stored(v->project->store, cf, base))
        verify_problem(v, "what a %s is a difference to is missing", what);
    return CG_OK;
}

static cg_code check_vectors(verifier *v, uint64_t model, cg_str unit_key, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    key k = {.len = 0};
    key_put_be(&k, model, KEY_MODEL);
    key_put(&k, unit_key.ptr, unit_key.len);
    cg_code rc = packed_read(v->project->store, CG_CF_VECTORS, key_str(&k), &bytes, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    if (rc == CG_OK)
        rc = cg_vectors_decode(cg_buf_str(&bytes), &vectors, err);
    if (rc == CG_E_CORRUPT)
        verify_problem(v, "the vectors of a unit are damaged");
    v->check->vectors += rc == CG_OK;
    return rc == CG_E_CORRUPT ? CG_OK : rc;
}

/* The models that have made something. */
static cg_code list_models(verifier *v, uint64_t models[MODELS_MAX], size_t *out_count, cg_err *err)
{
    key from = {.len = 0};
    cg_code rc = CG_OK;
    for (*out_count = 0; rc == CG_OK && *out_count < MODELS_MAX; (*out_count)++) {
        rc = vectors_next_model(v->project->store, key_str(&from), &models[*out_count], err);
        if (rc != CG_OK || models[*out_count] == UINT64_MAX)
            break;
        from.len = 0;
        key_put_be(&from, models[*out_count] + 1, KEY_MODEL);
    }
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code verify_units(verifier *v, cg_err *err)
{
    uint64_t models[MODELS_MAX];
    size_t models_count;
    cg_code rc = list_models(v, models, &models_count, err);
    if (rc != CG_OK)
        return rc;
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, IDX_UNIT, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(v->kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len != KEY_UNIT_NO) {
            verify_problem(v, "the number of a unit is damaged");
            continue;
        }
        cg_str unit = cg_str_slice(k, KEY_UNIT_NO - KEY_UNIT, KEY_UNIT_NO);
        rc = check_record(v, CG_CF_UNITS, unit, "unit", false, err);
        if (rc == CG_OK)
            rc = check_record(v, CG_CF_SOURCES, cg_str_slice(unit, 0, sizeof(cg_blob_id)), "source",
                              true, err);
        for (size_t i = 0; rc == CG_OK && i < models_count; i++)
            rc = check_vectors(v, models[i], unit, err);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

cg_code verify_source(verifier *v, const cg_file *file, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str k = cg_str_make((const char *)file->blob.bytes, sizeof file->blob.bytes);
    cg_code rc = packed_read(v->project->store, CG_CF_SOURCES, k, &text, err);
    if (rc == CG_E_NOT_FOUND) /* it is not kept */
        return CG_OK;
    if (rc != CG_OK && rc != CG_E_CORRUPT)
        return rc;
    if (rc != CG_OK || text.len != file->bytes)
        verify_problem(v, "file \"%.*s\": its source is damaged", CG_STR_ARG(file->path));
    return CG_OK;
}
