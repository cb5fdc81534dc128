// SPDX-License-Identifier: Apache-2.0
// Units that no project has a number for, sources and vectors without a unit. They are stored as what differs from others
// (packed.c), so those stay that one which stays is based on, over any number of steps. Projects share them, so
// one collection at a time comes here, and deletes while nobody holds units: whoever asked whether one is stored may
// be about to number it. What is numbered later, or based on a number, was numbered when it was looked at again.
#include <stdlib.h>

#include "units.h"

#define BLOB sizeof(cg_blob_id)
#define STEP_RECORDS 1000 /* looked at in one step: each is a block of its own, or several */

typedef struct content {
    uint8_t key[KEY_VECTORS]; /* as long as keys of the family are */
    bool needed;              /* something that stays is based on it */
} content;

/* One family of contents under way. */
typedef struct sweep {
    gc_run *run;
    cg_cf cf;
    size_t key_len;
    cg_gc_kind kind;
    const dead_numbers *dead; /* of a dry run */
    const struct sweep
        *units; /* of a dry run, for the others: the units that would have gone; else NULL */
    CG_VEC(content) gone; /* by key: candidates */
} sweep;

/* The first candidate that does not lie before `k`. */
static content *find(const sweep *s, const char *k)
{
    size_t low = 0, high = s->gone.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(s->gone.ptr[middle].key, k, s->key_len) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->gone.len && memcmp(s->gone.ptr[low].key, k, s->key_len) == 0;
    return found ? &s->gone.ptr[low] : NULL;
}

/* ---- who is wanted ---- */

/* Whether any project has given the unit a number. */
static cg_code is_numbered(const sweep *s, cg_str unit_key, bool *out_is, cg_err *err)
{
    cg_store *store = s->run->project->store;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    cg_code rc = CG_OK;
    size_t count = cg_store_projects(store, arena, &projects);
    *out_is = false;
    for (size_t i = 0; rc == CG_OK && !*out_is && i < count; i++) {
        CG_AUTO(cg_kv_pin) pin = NULL;
        cg_str value;
        if (s->dead != NULL && projects[i] == s->run->project &&
            gc_is_dead_number(s->dead, unit_key.ptr))
            continue;
        key k = key_begin(projects[i]->prefix);
        key_put_be(&k, IDX_UNIT, 1);
        key_put(&k, unit_key.ptr, unit_key.len);
        rc = cg_kv_get(store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
        *out_is = rc == CG_OK;
        rc = rc == CG_E_NOT_FOUND ? CG_OK : rc;
    }
    return rc;
}

/* Whether the unit goes, in a dry run. */
static bool would_go(const sweep *s, const char *unit_key)
{
    const content *gone = s->units != NULL ? find(s->units, unit_key) : NULL;
    return gone != NULL && !gone->needed;
}

/* Whether a unit of the source is stored: it promises the source to whoever finds it. */
static cg_code has_unit(const sweep *s, cg_str blob, bool *out_has, cg_err *err)
{
    key lower = {.len = 0};
    key_put(&lower, blob.ptr, blob.len);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(s->run->project->store->kv, NULL, CG_CF_UNITS, key_str(&lower),
                             key_str(&upper));
    *out_has = false;
    for (cg_kv_iter_first(iter); !*out_has && cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        *out_has = cg_kv_iter_key(iter).len != KEY_UNIT || !would_go(s, cg_kv_iter_key(iter).ptr);
    return cg_kv_iter_status(iter, err);
}

/* Whether the unit that the vectors are of is stored. */
static bool has_own_unit(const sweep *s, cg_str k)
{
    cg_str unit = cg_str_slice(k, KEY_MODEL, KEY_VECTORS);
    return packed_is_stored(s->run->project->store, CG_CF_UNITS, unit) && !would_go(s, unit.ptr);
}

static cg_code is_wanted(const sweep *s, cg_str k, bool *out_is, cg_err *err)
{
    if (s->cf == CG_CF_UNITS)
        return is_numbered(s, k, out_is, err);
    if (s->cf == CG_CF_SOURCES)
        return has_unit(s, k, out_is, err);
    *out_is = has_own_unit(s, k);
    return CG_OK;
}

/* ---- what others are based on ---- */

/* As deep as differences lie above each other. */
static cg_code need_base_of(sweep *s, cg_str stored, cg_err *err)
{
    cg_str base, below;
    if (!packed_base(s->cf, stored, &base) || base.len == 0) /* damaged: verify names it */
        return CG_OK;
    content *found = find(s, base.ptr);
    if (found == NULL || found->needed)
        return CG_OK;
    found->needed = true;
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_code rc = cg_kv_get(s->run->project->store->kv, NULL, s->cf, base, &pin, &below, err);
    if (rc == CG_OK)
        rc = need_base_of(s, below, err);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code take_candidate(sweep *s, cg_str k, cg_str value, cg_err *err)
{
    bool wanted;
    content found = {.needed = false};
    (void)value;
    cg_code rc = is_wanted(s, k, &wanted, err);
    memcpy(found.key, k.ptr, k.len);
    if (rc == CG_OK && !wanted)
        CG_VEC_PUSH(&s->gone, found);
    return rc;
}

static cg_code take_base(sweep *s, cg_str k, cg_str value, cg_err *err)
{
    const content *found = find(s, k.ptr);
    return found == NULL || found->needed ? need_base_of(s, value, err) : CG_OK;
}

/* ---- walking ---- */

typedef cg_code taker(sweep *s, cg_str k, cg_str value, cg_err *err);

/* One step through the records of all projects, from `from` on, which moves. */
static cg_code walk_some(sweep *s, taker *take, cg_buf *from, bool *out_end, cg_err *err)
{
    CG_AUTO(cg_kv_iter)
    iter =
        cg_kv_iter_create(s->run->project->store->kv, NULL, s->cf, cg_buf_str(from), CG_STR_NULL);
    cg_code rc = CG_OK;
    uint64_t seen = 0;
    cg_kv_iter_first(iter);
    for (; rc == CG_OK && cg_kv_iter_valid(iter) && seen < STEP_RECORDS;
         cg_kv_iter_next(iter), seen++)
        if (cg_kv_iter_key(iter).len == s->key_len)
            rc = take(s, cg_kv_iter_key(iter), cg_kv_iter_value(iter), err);
    s->run->result->rows_seen += seen;
    if (rc != CG_OK)
        return rc;
    *out_end = !cg_kv_iter_valid(iter);
    cg_buf_clear(from);
    if (!*out_end)
        cg_buf_add_str(from, cg_kv_iter_key(iter));
    return cg_kv_iter_status(iter, err);
}

static cg_code walk(sweep *s, taker *take, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) from = {0};
    cg_code rc = CG_OK;
    for (bool end = false; rc == CG_OK && !end;) {
        rc = walk_some(s, take, &from, &end, err);
        if (rc == CG_OK)
            rc = gc_go_on(s->run, err);
    }
    return rc;
}

/* ---- deleting ---- */

static cg_code drop_one(sweep *s, const content *c, cg_kv_batch *batch, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_store *store = s->run->project->store;
    cg_str k = cg_str_make((const char *)c->key, s->key_len), value;
    bool wanted = c->needed;
    cg_code rc = c->needed ? CG_OK : is_wanted(s, k, &wanted, err);
    if (rc != CG_OK || wanted)
        return rc;
    rc = cg_kv_get(store->kv, NULL, s->cf, k, &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    gc_count(s->run, s->kind, k.len + value.len);
    cg_kv_batch_delete(batch, s->cf, k);
    if (!s->run->opts->dry_run && s->cf != CG_CF_VECTORS)
        /* sources are cached as units of no language: the rest of the key is 0 */
        unit_cache_forget(store->units, c->key);
    return CG_OK;
}

static cg_code drop_step(sweep *s, size_t from, size_t to, cg_err *err)
{
    cg_store *store = s->run->project->store;
    bool dry = s->run->opts->dry_run;
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(store->kv);
    if (!dry && !units_take(store, cg_now_ns() + GC_WAIT_NS)) {
        s->run->result->units_postponed = true;
        return CG_OK;
    }
    cg_code rc = CG_OK;
    for (size_t i = from; rc == CG_OK && i < to; i++)
        rc = drop_one(s, &s->gone.ptr[i], batch, err);
    if (rc == CG_OK)
        rc = gc_write(s->run, batch, err);
    if (!dry)
        units_give_back(store);
    return rc;
}

static cg_code run_sweep(sweep *s, cg_err *err)
{
    cg_code rc = walk(s, take_candidate, err);
    if (rc == CG_OK && s->gone.len > 0)
        rc = walk(s, take_base, err);
    for (size_t from = 0, to; rc == CG_OK && from < s->gone.len; from = to) {
        to = CG_MIN(from + GC_LOCKED_KEYS, s->gone.len);
        rc = drop_step(s, from, to, err);
        if (rc == CG_OK)
            rc = gc_go_on(s->run, err);
        if (s->run->result->units_postponed)
            break;
    }
    return rc;
}

cg_code gc_contents(gc_run *run, const dead_numbers *dead, cg_err *err)
{
    bool dry = run->opts->dry_run;
    sweep units = {
        .run = run, .cf = CG_CF_UNITS, .key_len = KEY_UNIT, .kind = CG_GC_UNITS, .dead = dead};
    sweep sources = {.run = run,
                     .cf = CG_CF_SOURCES,
                     .key_len = BLOB,
                     .kind = CG_GC_SOURCES,
                     .units = dry ? &units : NULL};
    sweep vectors = {.run = run,
                     .cf = CG_CF_VECTORS,
                     .key_len = KEY_VECTORS,
                     .kind = CG_GC_VECTORS,
                     .units = dry ? &units : NULL};
    cg_code rc = run_sweep(&units, err);
    if (rc == CG_OK && !run->result->units_postponed)
        rc = run_sweep(&sources, err);
    if (rc == CG_OK && !run->result->units_postponed)
        rc = run_sweep(&vectors, err);
    CG_VEC_FINI(&units.gone);
    CG_VEC_FINI(&sources.gone);
    CG_VEC_FINI(&vectors.gone);
    return rc;
}
