// SPDX-License-Identifier: Apache-2.0
// Numbers of units that no file row of the project has any more, then the contents that nobody has a number for, and what
// postings say of numbers that are not given. A commit finds numbers by content, so they go while nobody else
// is the writer.
#include <stdlib.h>

#include "units.h"

/* ---- numbers that are given ---- */

typedef void number_taker(gc_run *run, const uint8_t *unit_key, uint32_t number, void *arg);

/* All numbers of the project with their units, in the order of these. */
static cg_code walk_numbers(gc_run *run, number_taker *take, void *arg, cg_err *err)
{
    key lower = key_begin(run->project->prefix);
    key_put_be(&lower, IDX_UNIT, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(run->project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        if (k.len == KEY_UNIT_NO && value.len == 4)
            take(run, (const uint8_t *)k.ptr + KEY_PREFIX + 1,
                 cg_get_be32((const uint8_t *)value.ptr), arg);
    }
    return cg_kv_iter_status(iter, err);
}

static bool is_used(gc_run *run, uint32_t number)
{
    cg_project *project = run->project;
    if (number >= run->plan.next_unit || gc_bit(run->units, number))
        return true;
    cg_mutex_lock(&project->mu);
    bool seen = gc_bit(project->units_seen, number);
    cg_mutex_unlock(&project->mu);
    return seen;
}

static void take_dead(gc_run *run, const uint8_t *unit_key, uint32_t number, void *arg)
{
    dead_numbers *dead = arg;
    dead_number found = {.number = number};
    memcpy(found.key, unit_key, sizeof found.key);
    if (!is_used(run, number))
        CG_VEC_PUSH(dead, found);
}

/* ---- taking numbers back ---- */

static int compare_dead(const void *a, const void *b)
{
    return memcmp(((const dead_number *)a)->key, ((const dead_number *)b)->key, KEY_UNIT);
}

bool gc_is_dead_number(const dead_numbers *dead, const char *unit_key)
{
    dead_number wanted;
    memcpy(wanted.key, unit_key, sizeof wanted.key);
    return dead->len > 0 &&
           bsearch(&wanted, dead->ptr, dead->len, sizeof wanted, compare_dead) != NULL;
}

static cg_code drop_step(gc_run *run, const dead_number *first, size_t count, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    cg_code rc = gc_writer_begin(run, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        if (is_used(run, first[i].number)) /* by a commit meanwhile */
            continue;
        key k = key_begin(run->project->prefix);
        key_put_be(&k, IDX_UNIT, 1);
        key_put(&k, first[i].key, KEY_UNIT);
        cg_kv_batch_delete(batch, CG_CF_INDEXES, key_str(&k));
        gc_count(run, CG_GC_INDEXES, k.len + 4);
    }
    rc = gc_write(run, batch, err);
    gc_writer_end(run);
    return rc;
}

static cg_code drop_numbers(gc_run *run, const dead_numbers *dead, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t from = 0; rc == CG_OK && from < dead->len; from += GC_LOCKED_KEYS) {
        rc =
            drop_step(run, dead->ptr + from, CG_MIN(dead->len - from, (size_t)GC_LOCKED_KEYS), err);
        if (rc == CG_OK)
            rc = gc_go_on(run, err);
    }
    return rc;
}

/* From here on a bit is set for the numbers that are still given. */
static void take_given(gc_run *run, const uint8_t *unit_key, uint32_t number, void *arg)
{
    bool goes = run->opts->dry_run && gc_is_dead_number(arg, (const char *)unit_key);
    if (number < run->plan.next_unit && !goes)
        gc_set_bit(run->units, number);
}

static cg_code collect_units(gc_run *run, cg_err *err)
{
    dead_numbers dead = {0};
    cg_code rc = walk_numbers(run, take_dead, &dead, err);
    if (rc == CG_OK)
        rc = drop_numbers(run, &dead, err);
    if (rc == CG_OK)
        rc = gc_contents(run, run->opts->dry_run ? &dead : NULL, err);
    memset(run->units, 0, (size_t)run->plan.next_unit / 8 + 1);
    if (rc == CG_OK)
        rc = walk_numbers(run, take_given, &dead, err);
    CG_VEC_FINI(&dead);
    return rc;
}

/* Projects share contents, so only one collection at a time may decide about them. */
cg_code gc_units(gc_run *run, cg_err *err)
{
    cg_store *store = run->project->store;
    cg_mutex_lock(&store->mu);
    bool taken = store->units_collected;
    store->units_collected = true;
    cg_mutex_unlock(&store->mu);
    if (taken) {
        run->result->units_postponed = true;
        memset(run->units, 0xff, (size_t)run->plan.next_unit / 8 + 1); /* no posting goes */
        return CG_OK;
    }
    cg_code rc = collect_units(run, err);
    cg_mutex_lock(&store->mu);
    store->units_collected = false;
    cg_mutex_unlock(&store->mu);
    return rc;
}

/* ---- postings ---- */

/* Splits off one posting; false: the end, or damage. */
static bool next_posting(const uint8_t **pos, const uint8_t *end, uint64_t *out_unit,
                         cg_str *out_whole)
{
    const uint8_t *start = *pos;
    uint64_t len;
    if (*pos == end || !cg_read_varint(pos, end, out_unit) || !cg_read_varint(pos, end, &len) ||
        len > (size_t)(end - *pos))
        return false;
    *pos += len;
    *out_whole = cg_str_make((const char *)start, (size_t)(*pos - start));
    return true;
}

static bool is_gone(const gc_run *run, uint64_t unit)
{
    return unit < run->plan.next_unit && !gc_bit(run->units, unit);
}

static bool take_term(gc_run *run, cg_str k, cg_str value)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    uint64_t unit;
    cg_str whole;
    (void)k;
    while (next_posting(&pos, end, &unit, &whole))
        if (is_gone(run, unit))
            return true;
    return false;
}

/* Puts what is left of a term's postings. */
static cg_code thin_out(gc_run *run, const key *k, cg_kv_batch *batch, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    CG_AUTO_VALUE(cg_buf) left = {0};
    cg_str value, whole;
    uint64_t unit;
    cg_code rc =
        cg_kv_get(run->project->store->kv, NULL, CG_CF_INDEXES, key_str(k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    while (next_posting(&pos, end, &unit, &whole))
        if (!is_gone(run, unit))
            cg_buf_add_str(&left, whole);
    if (pos != end || left.error != CG_OK)
        return CG_OK; /* damaged: verify names it; or too large to hold: it stays */
    gc_count(run, CG_GC_POSTINGS, value.len - left.len + (left.len > 0 ? 0 : k->len));
    if (left.len > 0)
        cg_kv_batch_put(batch, CG_CF_INDEXES, key_str(k), cg_buf_str(&left));
    else
        cg_kv_batch_delete(batch, CG_CF_INDEXES, key_str(k));
    return CG_OK;
}

static cg_code thin_out_some(gc_run *run, const key_list *keys, size_t *inout_at, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    cg_code rc = gc_writer_begin(run, err);
    if (rc != CG_OK)
        return rc;
    while (rc == CG_OK && *inout_at < keys->len && cg_kv_batch_bytes(batch) < GC_STEP_BYTES)
        rc = thin_out(run, &keys->ptr[(*inout_at)++], batch, err);
    if (rc == CG_OK)
        rc = gc_write(run, batch, err);
    gc_writer_end(run);
    return rc;
}

static cg_code handle_terms(gc_run *run, const key_list *keys, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t at = 0; rc == CG_OK && at < keys->len;)
        rc = thin_out_some(run, keys, &at, err);
    return rc;
}

cg_code gc_postings(gc_run *run, cg_err *err)
{
    gc_walk terms = {.cf = CG_CF_INDEXES,
                     .lower = key_begin(run->project->prefix),
                     .take = take_term,
                     .handle = handle_terms};
    key_put_be(&terms.lower, IDX_TERM, 1);
    return gc_walk_rows(run, &terms, err);
}
