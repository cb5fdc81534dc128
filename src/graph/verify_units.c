// SPDX-License-Identifier: Apache-2.0
// The units that a project ever numbered, and their sources: that each is there, with what it is a difference to.
// Those of the heads are also read, with their files (verify.c).
#include "verify_int.h"

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

cg_code verify_units(verifier *v, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, IDX_UNIT, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(v->kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
    cg_code rc = CG_OK;
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
