// SPDX-License-Identifier: Apache-2.0
// Units and sources are stored as what differs from others (packed.c), so of those that could go, those stay which one
// that stays is based on, over any number of steps. They keep their numbers too: the next collection looks
// at them again.
#include "gc_units.h"

/* The first candidate whose key does not lie before `k`, or a beginning of one. */
static size_t find_first(const dead_list *dead, const char *k, size_t len)
{
    size_t low = 0, high = dead->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(dead->ptr[middle].key, k, len) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool begins_so(const dead_list *dead, size_t at, const char *k, size_t len)
{
    return at < dead->len && memcmp(dead->ptr[at].key, k, len) == 0;
}

/* ---- what is needed ---- */

static cg_code need_base_of(gc_run *run, dead_list *dead, cg_cf cf, cg_str stored, cg_err *err);

static cg_code follow(gc_run *run, dead_list *dead, cg_cf cf, const dead_unit *unit, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str stored, k = cg_str_make((const char *)unit->key, cf == CG_CF_UNITS ? KEY_UNIT : BLOB);
    cg_code rc = cg_kv_get(run->project->store->kv, NULL, cf, k, &pin, &stored, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return need_base_of(run, dead, cf, stored, err);
}

/* All candidates of a content stay, and what they are based on. As deep as differences lie above each other. */
static cg_code need(gc_run *run, dead_list *dead, const char *blob, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = find_first(dead, blob, BLOB); rc == CG_OK && begins_so(dead, i, blob, BLOB);
         i++) {
        dead_unit *unit = &dead->ptr[i];
        if (unit->needed)
            continue;
        unit->needed = true;
        rc = follow(run, dead, CG_CF_UNITS, unit, err);
        if (rc == CG_OK)
            rc = follow(run, dead, CG_CF_SOURCES, unit, err);
    }
    return rc;
}

static cg_code need_base_of(gc_run *run, dead_list *dead, cg_cf cf, cg_str stored, cg_err *err)
{
    cg_str base;
    bool is_based =
        packed_base(cf, stored, &base) && base.len > 0; /* else damaged: verify names it */
    return is_based ? need(run, dead, base.ptr, err) : CG_OK;
}

/* ---- who stays ---- */

static bool stays(const dead_list *dead, cg_cf cf, cg_str k)
{
    size_t at = find_first(dead, k.ptr, k.len);
    if (!begins_so(dead, at, k.ptr, k.len))
        return true;
    const dead_unit *unit = &dead->ptr[at];
    return unit->needed || (cf == CG_CF_UNITS ? unit->unit_stays : unit->source_stays);
}

/* One step through the records of all projects, from `from` on, which moves. */
static cg_code walk_some(gc_run *run, dead_list *dead, cg_cf cf, cg_buf *from, bool *out_end,
                         cg_err *err)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(run->project->store->kv, NULL, cf, cg_buf_str(from), CG_STR_NULL);
    size_t len = cf == CG_CF_UNITS ? KEY_UNIT : BLOB, seen = 0;
    cg_code rc = CG_OK;
    cg_kv_iter_first(iter);
    for (; rc == CG_OK && cg_kv_iter_valid(iter) && seen < GC_STEP_RECORDS;
         cg_kv_iter_next(iter), seen++) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len == len && stays(dead, cf, k))
            rc = need_base_of(run, dead, cf, cg_kv_iter_value(iter), err);
    }
    run->result->rows_seen += seen;
    if (rc != CG_OK)
        return rc;
    *out_end = !cg_kv_iter_valid(iter);
    cg_buf_clear(from);
    if (!*out_end)
        cg_buf_add_str(from, cg_kv_iter_key(iter));
    return cg_kv_iter_status(iter, err);
}

static cg_code walk(gc_run *run, dead_list *dead, cg_cf cf, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) from = {0};
    cg_code rc = CG_OK;
    for (bool end = false; rc == CG_OK && !end;) {
        rc = walk_some(run, dead, cf, &from, &end, err);
        if (rc == CG_OK)
            rc = gc_go_on(run, err);
    }
    return rc;
}

static cg_code find_others(gc_run *run, dead_list *dead, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < dead->len; i++) {
        dead_unit *unit = &dead->ptr[i];
        const char *k = (const char *)unit->key;
        rc = gc_has_number(run, cg_str_make(k, KEY_UNIT), dead, &unit->unit_stays, err);
        if (rc == CG_OK)
            rc = gc_has_number(run, cg_str_make(k, BLOB), dead, &unit->source_stays, err);
    }
    return rc;
}

cg_code gc_keep_bases(gc_run *run, dead_list *dead, cg_err *err)
{
    size_t kept = 0;
    if (dead->len == 0)
        return CG_OK;
    cg_code rc = find_others(run, dead, err);
    if (rc == CG_OK)
        rc = walk(run, dead, CG_CF_UNITS, err);
    if (rc == CG_OK)
        rc = walk(run, dead, CG_CF_SOURCES, err);
    for (size_t i = 0; i < dead->len; i++)
        if (!dead->ptr[i].needed)
            dead->ptr[kept++] = dead->ptr[i];
    dead->len = kept;
    return rc;
}
