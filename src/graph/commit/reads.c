// SPDX-License-Identifier: Apache-2.0
// Single rows of what a commit builds on. To place an iterator costs a fraction of making one, so the commit keeps
// those that it has made; and what it asks of a node it mostly asks again.
#include "commit_int.h"

/* All rows of the project in a family: as of when the first was asked for, which is after the base was written. */
static base_reader *reader_of(cg_commit *commit, cg_cf cf)
{
    base_reader *r = &commit->readers[cf];
    if (r->iter == NULL) {
        key lower = key_begin(commit->project->prefix), upper = key_after(lower);
        r->iter = cg_kv_iter_create(commit->project->store->kv, NULL, cf, key_str(&lower),
                                    key_str(&upper));
    }
    return r;
}

void commit_close_readers(cg_commit *commit)
{
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++) {
        cg_kv_iter_destroy(commit->readers[cf].iter);
        commit->readers[cf] = (base_reader){0};
    }
}

cg_code commit_read(cg_commit *commit, cg_cf cf, key base, cg_str *out_value, cg_err *err)
{
    base_reader *r = reader_of(commit, cf);
    if (r->at.len > 0 && cg_str_eq(key_str(&r->at), key_str(&base))) {
        *out_value = cg_kv_iter_value(r->iter);
        return CG_OK;
    }
    cg_code rc = versioned_seek(r->iter, base, &commit->base->at, out_value, err);
    r->at = rc == CG_OK ? base : (key){0};
    return rc;
}

cg_code commit_read_generation(cg_commit *commit, cg_cf cf, key base, uint64_t *out_generation,
                               cg_err *err)
{
    base_reader *r = reader_of(commit, cf);
    r->at = (key){0};
    return versioned_seek_generation(r->iter, base, &commit->base->at, out_generation, err);
}

cg_code commit_read_newest(cg_commit *commit, cg_cf cf, key base, cg_str *out_value,
                           uint64_t *out_generation, cg_err *err)
{
    base_reader *r = reader_of(commit, cf);
    r->at = (key){0};
    cg_code rc = versioned_seek_generation(r->iter, base, &commit->base->at, out_generation, err);
    *out_value = rc == CG_OK && *out_generation != 0 ? cg_kv_iter_value(r->iter) : CG_STR_NULL;
    return rc;
}

/* ---- nodes ---- */

static cg_code read_node_row(cg_commit *commit, cg_node_ref ref, cg_str *out_row,
                             uint64_t *out_generation, cg_err *err)
{
    const lineage *at = &commit->base->at;
    key base = key_begin(commit->project->prefix);
    key_put_ref(&base, ref);
    if (last_rows_get(commit->project, CG_CF_NODES, base, at, &commit->value, out_generation)) {
        *out_row = cg_buf_str(&commit->value);
        return out_row->len > 0 ? CG_OK : CG_E_NOT_FOUND;
    }
    cg_code rc = commit_read(commit, CG_CF_NODES, base, out_row, err);
    if (rc != CG_OK)
        return rc;
    *out_generation = key_gen(cg_kv_iter_key(commit->readers[CG_CF_NODES].iter));
    last_rows_note_read(commit->project, CG_CF_NODES, base, at, *out_generation, *out_row);
    return CG_OK;
}

static cg_code read_node(cg_commit *commit, cg_node_ref ref, base_node *out, cg_err *err)
{
    cg_str row;
    cg_code rc = read_node_row(commit, ref, &row, &out->generation, err);
    if (rc == CG_OK)
        rc = node_take(commit->base, ref, row, &out->record, err);
    if (rc == CG_OK)
        out->ref = ref;
    return rc;
}

/* As what it was found last, if that is there: one is visible at a time. */
static cg_code try_last(cg_commit *commit, cg_id id, base_node *out, cg_err *err)
{
    cg_node_ref ref = node_ids_last_ref(commit->project, id);
    cg_code rc = ref != 0 ? read_node(commit, ref, out, err) : CG_E_NOT_FOUND;
    /* what a failure of the store took back may have left its number to another */
    return rc == CG_OK && !cg_id_eq(out->record.id, id) ? CG_E_NOT_FOUND : rc;
}

/* A symbol that was once of another kind has a number for each. */
static cg_code look_up(cg_commit *commit, cg_id id, base_node *out, cg_err *err)
{
    key first = key_id(commit->project->prefix, id, CG_NODE_NONE);
    key last = key_id(commit->project->prefix, id, (cg_node_kind)UINT8_MAX);
    base_reader *r = reader_of(commit, CG_CF_INDEXES);
    cg_kv_iter *iter = r->iter;
    r->at = (key){0};
    for (cg_kv_iter_seek(iter, key_str(&first)); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_node_ref ref;
        if (cg_str_cmp(cg_kv_iter_key(iter), key_str(&last)) >= 0)
            return CG_E_NOT_FOUND;
        if (!key_id_ref(cg_kv_iter_key(iter), cg_kv_iter_value(iter), &ref))
            return node_damaged(err);
        cg_code rc = read_node(commit, ref, out, err);
        if (rc != CG_E_NOT_FOUND)
            return rc;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

cg_code commit_base_node(cg_commit *commit, cg_id id, base_node *out_node, cg_err *err)
{
    if (commit->last_node.ref == 0 || !cg_id_eq(commit->last_node.record.id, id)) {
        base_node found = {0};
        cg_code rc = try_last(commit, id, &found, err);
        if (rc == CG_E_NOT_FOUND) {
            rc = look_up(commit, id, &found, err);
            if (rc == CG_OK)
                node_ids_note_ref(commit->project, id, found.ref);
        }
        if (rc != CG_OK)
            return rc;
        commit->last_node = found;
    }
    *out_node = commit->last_node;
    return CG_OK;
}
