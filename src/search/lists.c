// SPDX-License-Identifier: Apache-2.0
// Reading postings at a snapshot. Units of later generations and units that no file of the
// snapshot has are left out here, so nothing above sees them.
#include "lists.h"

#include <stdlib.h>

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "the stored postings of a term are damaged");
}

static int compare_units(const void *a, const void *b)
{
    const unit_payload *x = a, *y = b;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* Units come ascending, because numbers are given in the order of commits; a store that was put
 * together otherwise is still read right. */
static bool sort_units(term_list *list)
{
    bool ascending = true, sorted = false;
    for (;;) {
        for (size_t i = 1; i < list->units.len; i++) {
            if (list->units.ptr[i - 1].unit == list->units.ptr[i].unit)
                return false;
            ascending &= list->units.ptr[i - 1].unit < list->units.ptr[i].unit;
        }
        if (ascending)
            return true;
        if (sorted)
            return false;
        qsort(list->units.ptr, list->units.len, sizeof *list->units.ptr, compare_units);
        ascending = sorted = true;
    }
}

/* `value` outlives the list. */
static cg_code take_units(const cg_snapshot *snap, cg_str value, term_list *out, cg_err *err)
{
    post_list list = post_list_open(value);
    uint32_t unit;
    cg_str payload;
    while (post_list_next(&list, &unit, &payload)) {
        if (cg_snapshot_unit_file(snap, unit) == CG_NONE)
            continue;
        CG_VEC_PUSH(&out->units, (unit_payload){.unit = unit,
                                                .len = (uint32_t)payload.len,
                                                .ptr = (const uint8_t *)payload.ptr});
    }
    if (list.damaged || value.len > UINT32_MAX || !sort_units(out))
        return damaged(err);
    return CG_OK;
}

cg_code term_list_read(const cg_snapshot *snap, cg_str term, term_list *out_list, cg_err *err)
{
    cg_str value;
    cg_code rc = cg_snapshot_postings(snap, term, &out_list->pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return take_units(snap, value, out_list, err);
}

cg_code term_list_load(const cg_snapshot *snap, cg_str term, term_list *out_list, cg_err *err)
{
    cg_code rc = term_list_read(snap, term, out_list, err);
    for (size_t i = 0; rc == CG_OK && i < out_list->units.len; i++) {
        const unit_payload *u = &out_list->units.ptr[i];
        uint32_t count;
        if (post_count(cg_str_make((const char *)u->ptr, u->len), &count))
            out_list->nodes += count;
        else
            rc = damaged(err);
    }
    return rc;
}

void term_list_fini(term_list *list)
{
    CG_VEC_FINI(&list->units);
    cg_kv_pin_release(list->pin);
    list->pin = NULL;
}

cg_code path_list_load(const cg_snapshot *snap, cg_str term, file_vec *out_files, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_snapshot_path_postings(snap, term, &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    while (pos < end) {
        uint64_t num;
        if (!cg_read_varint(&pos, end, &num) || num >= CG_NONE)
            return damaged(err);
        const cg_file *file = cg_snapshot_file(snap, (uint32_t)num);
        if (file != NULL && file->present && file->unit_no != CG_NONE)
            CG_VEC_PUSH(out_files, (uint32_t)num);
    }
    return CG_OK;
}
