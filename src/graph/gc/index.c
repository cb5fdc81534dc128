// SPDX-License-Identifier: Apache-2.0
// Ids and names of nodes that have no row left, and what externals among them were. A commit may just have found such
// an id and be about to write a row of its number, so they go while nobody else is the writer, after another
// look. Ids go first: a node that comes back afterwards gets another number, and a name with it.
#include "gc.h"

static bool is_dead(const gc_run *run, uint64_t number)
{
    return number < run->plan.next_node && !gc_bit(run->nodes, number);
}

static bool take_id(gc_run *run, cg_str k, cg_str value)
{
    cg_node_ref ref;
    return key_id_ref(k, value, &ref) &&
           is_dead(run, ref & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1));
}

static bool take_name(gc_run *run, cg_str k, cg_str value)
{
    (void)value;
    return k.len > KEY_PREFIX + 1 + KEY_REF &&
           is_dead(run, key_ref_at(k, k.len - KEY_REF) & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1));
}

static cg_code has_rows(gc_run *run, cg_node_ref ref, bool *out_has, cg_err *err)
{
    *out_has = false;
    if (run->opts->dry_run) /* they are still there */
        return CG_OK;
    key lower = key_begin(run->project->prefix);
    key_put_ref(&lower, ref);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(run->project->store->kv, NULL, CG_CF_NODES, key_str(&lower),
                             key_str(&upper));
    cg_kv_iter_first(iter);
    *out_has = cg_kv_iter_valid(iter);
    return cg_kv_iter_status(iter, err);
}

static void drop(gc_run *run, const key *k, size_t value_bytes, cg_kv_batch *batch)
{
    cg_kv_batch_delete(batch, CG_CF_INDEXES, key_str(k));
    gc_count(run, CG_GC_INDEXES, k->len + value_bytes);
}

/* What it was goes with the id of an external. */
static cg_code drop_external(gc_run *run, const key *id_key, cg_kv_batch *batch, cg_err *err)
{
    cg_id id;
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    memcpy(id.bytes, id_key->bytes + KEY_PREFIX + 1, sizeof id.bytes);
    key k = key_external(run->project->prefix, id);
    cg_code rc =
        cg_kv_get(run->project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
    if (rc == CG_OK)
        drop(run, &k, value.len, batch);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code drop_id(gc_run *run, const key *k, cg_kv_batch *batch, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_node_ref ref;
    bool has;
    cg_code rc =
        cg_kv_get(run->project->store->kv, NULL, CG_CF_INDEXES, key_str(k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    if (!key_id_ref(key_str(k), value, &ref))
        return CG_OK; /* damaged: verify names it */
    rc = has_rows(run, ref, &has, err);
    if (rc != CG_OK || has)
        return rc;
    drop(run, k, value.len, batch);
    return cg_ref_kind(ref) == CG_NODE_EXTERNAL ? drop_external(run, k, batch, err) : CG_OK;
}

static cg_code drop_name(gc_run *run, const key *k, cg_kv_batch *batch, cg_err *err)
{
    bool has;
    cg_code rc = has_rows(run, key_ref_at(key_str(k), k->len - KEY_REF), &has, err);
    if (rc == CG_OK && !has)
        drop(run, k, 0, batch);
    return rc;
}

typedef cg_code (*dropper)(gc_run *run, const key *k, cg_kv_batch *batch, cg_err *err);

static cg_code drop_all(gc_run *run, const key_list *keys, dropper drop_one, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    cg_code rc = gc_writer_begin(run, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; rc == CG_OK && i < keys->len; i++)
        rc = drop_one(run, &keys->ptr[i], batch, err);
    if (rc == CG_OK)
        rc = gc_write(run, batch, err);
    gc_writer_end(run);
    return rc;
}

static cg_code drop_ids(gc_run *run, const key_list *keys, cg_err *err)
{
    return drop_all(run, keys, drop_id, err);
}

static cg_code drop_names(gc_run *run, const key_list *keys, cg_err *err)
{
    return drop_all(run, keys, drop_name, err);
}

cg_code gc_indexes(gc_run *run, cg_err *err)
{
    gc_walk names = {.cf = CG_CF_INDEXES,
                     .lower = key_begin(run->project->prefix),
                     .take = take_name,
                     .handle = drop_names};
    gc_walk ids = names;
    key_put_be(&names.lower, IDX_NAME, 1);
    key_put_be(&ids.lower, IDX_ID, 1);
    ids.take = take_id;
    ids.handle = drop_ids;
    cg_code rc = gc_walk_rows(run, &ids, err);
    return rc == CG_OK ? gc_walk_rows(run, &names, err) : rc;
}
