// SPDX-License-Identifier: Apache-2.0
// Reading postings at a snapshot. Units of later generations and units that no file of the
// snapshot has are left out here, so nothing above sees them.
#include "lists.h"

#include <stdlib.h>

#define SHARDS_READ_ALONE 12

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

static cg_code load_units(const cg_snapshot *snap, cg_str term, term_list *out, cg_err *err)
{
    cg_str value;
    cg_code rc = cg_snapshot_postings(snap, term, &out->pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return take_units(snap, value, out, err);
}

cg_code term_list_load(const cg_snapshot *snap, cg_str term, term_list *out_list, cg_err *err)
{
    cg_code rc = load_units(snap, term, out_list, err);
    for (size_t i = 0; rc == CG_OK && i < out_list->units.len; i++) {
        const unit_payload *u = &out_list->units.ptr[i];
        post_reader reader = post_open(cg_str_make((const char *)u->ptr, u->len));
        uint32_t def;
        uint8_t detail;
        while (post_next(&reader, &def, &detail))
            out_list->nodes++;
        if (reader.damaged)
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

cg_str term_list_seek(term_list *list, uint32_t unit)
{
    const unit_payload *units = list->units.ptr;
    while (list->at < list->units.len && units[list->at].unit < unit)
        list->at++;
    if (list->at == list->units.len || units[list->at].unit != unit)
        return CG_STR_NULL;
    return cg_str_make((const char *)units[list->at].ptr, units[list->at].len);
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

/* ---- tables of definitions ---- */

static const unit_payload *find_unit(const term_list *list, uint32_t unit)
{
    size_t low = 0, high = list->units.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (list->units.ptr[mid].unit < unit)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = low < list->units.len && list->units.ptr[low].unit == unit;
    return found ? &list->units.ptr[low] : NULL;
}

static cg_code take_shard(void *arg, cg_str term, cg_str value, cg_err *err)
{
    tables *t = arg;
    if (term.len != TABLE_TERM_LEN)
        return damaged(err);
    table_shard *shard = &t->shards[(uint8_t)term.ptr[1]];
    if (shard->loaded)
        return CG_OK;
    return take_units(t->snap, cg_arena_str(t->arena, value), &shard->list, err);
}

/* A common word is in units of all shards, which lie side by side: from a few on, walking over all of them
 * costs less than looking each up. */
static cg_code load_shard(tables *t, cg_str term, table_shard *shard, cg_err *err)
{
    cg_code rc = CG_OK;
    if (t->read_alone++ < SHARDS_READ_ALONE) {
        rc = load_units(t->snap, term, &shard->list, err);
        shard->loaded = rc == CG_OK;
        return rc;
    }
    rc = cg_snapshot_scan_postings(t->snap, TABLE_TERM_FIRST, take_shard, t, err);
    for (size_t i = 0; rc == CG_OK && i < TABLE_SHARDS; i++)
        t->shards[i].loaded = true;
    return rc;
}

cg_code tables_find(tables *t, uint32_t unit, const uint8_t **out_rows, uint32_t *out_defs,
                    cg_err *err)
{
    const cg_file *file = cg_snapshot_file(t->snap, cg_snapshot_unit_file(t->snap, unit));
    char text[TABLE_TERM_LEN];
    cg_str term = table_term(file->blob, text);
    table_shard *shard = &t->shards[file->blob.bytes[0]];
    cg_code rc = shard->loaded ? CG_OK : load_shard(t, term, shard, err);
    if (rc != CG_OK)
        return rc;
    const unit_payload *found = find_unit(&shard->list, unit);
    if (found == NULL || found->len % TABLE_ROW != 0 || found->len / TABLE_ROW != file->nodes)
        return CG_FAIL(err, CG_E_CORRUPT, "the search table of a file is missing or damaged");
    *out_rows = found->ptr;
    *out_defs = found->len / TABLE_ROW;
    return CG_OK;
}

void tables_fini(tables *t)
{
    for (size_t i = 0; i < TABLE_SHARDS; i++)
        term_list_fini(&t->shards[i].list);
}
