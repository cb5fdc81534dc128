// SPDX-License-Identifier: Apache-2.0
// The overlay in a commit: manual nodes and metadata. A change is a row that differs. What follows
// from the text of a manual node is left to the end (settle.c).
#include "overlay.h"

/* ---- rows ---- */

overlay_changes *overlay_of(cg_commit *commit)
{
    if (commit->overlay == NULL) {
        commit->overlay = cg_alloc(sizeof *commit->overlay);
        commit->overlay->values = cg_arena_create(0);
        commit->overlay->scratch = cg_arena_create(0);
    }
    return commit->overlay;
}

void commit_overlay_free(overlay_changes *changes)
{
    if (changes == NULL)
        return;
    CG_VEC_FINI(&changes->rows);
    cg_free(changes->slots);
    CG_VEC_FINI(&changes->made);
    cg_free(changes->made_slots);
    for (size_t i = 0; i < OVERLAY_READ; i++)
        cg_buf_fini(&changes->read[i].value);
    cg_arena_destroy(changes->values);
    cg_arena_destroy(changes->scratch);
    cg_free(changes);
}

static uint32_t *find_slot(const overlay_changes *changes, const key *base)
{
    size_t mask = changes->capacity - 1;
    size_t slot = (size_t)cg_hash64(base->bytes, base->len, 0) & mask;
    for (; changes->slots[slot] != 0; slot = (slot + 1) & mask) {
        const key *other = &changes->rows.ptr[changes->slots[slot] - 1].base;
        if (other->len == base->len && memcmp(other->bytes, base->bytes, base->len) == 0)
            break;
    }
    return &changes->slots[slot];
}

static void grow(overlay_changes *changes)
{
    cg_free(changes->slots);
    changes->capacity = CG_MAX(changes->capacity * 2, (size_t)64);
    changes->slots = cg_alloc_table(changes->capacity, sizeof *changes->slots);
    for (size_t i = 0; i < changes->rows.len; i++)
        *find_slot(changes, &changes->rows.ptr[i].base) = (uint32_t)i + 1;
}

overlay_row *overlay_find(const overlay_changes *changes, key base)
{
    uint32_t at = changes->capacity > 0 ? *find_slot(changes, &base) : 0;
    return at > 0 ? &changes->rows.ptr[at - 1] : NULL;
}

static void remember(overlay_changes *changes, overlay_family family, key base, cg_str old,
                     cg_str value)
{
    overlay_row *row = overlay_find(changes, base);
    if (row == NULL) {
        if (changes->rows.len * 2 >= changes->capacity)
            grow(changes);
        CG_VEC_PUSH(&changes->rows, (overlay_row){.family = family,
                                                  .base = base,
                                                  .before = cg_arena_str(changes->values, old)});
        *find_slot(changes, &base) = (uint32_t)changes->rows.len;
        row = &changes->rows.ptr[changes->rows.len - 1];
    }
    row->value = cg_arena_str(changes->values, value);
}

static cg_cf cf_of(overlay_family family)
{
    return family == OVERLAY_EDGES ? CG_CF_EDGES : CG_CF_INDEXES;
}

static uint64_t *counter_of(cg_commit *commit, overlay_family family)
{
    switch (family) {
    case OVERLAY_NODES: return &commit->counts.manual_nodes;
    case OVERLAY_EDGES: return &commit->counts.manual_edges;
    default: return &commit->counts.metadata;
    }
}

static cg_code read_row(cg_commit *commit, cg_cf cf, key base, overlay_read *r, cg_err *err)
{
    const lineage *at = &commit->base->at;
    cg_str value;
    if (last_rows_get(commit->project, cf, base, at, &r->value, &r->generation))
        return CG_OK;
    cg_code rc = commit_read_newest(commit, cf, base, &value, &r->generation, err);
    if (rc != CG_OK)
        return rc;
    cg_buf_clear(&r->value);
    cg_buf_add_str(&r->value, value);
    last_rows_note_read(commit->project, cf, base, at, r->generation, value);
    return CG_OK;
}

/* Until as many others were read. */
static cg_code read_base(cg_commit *commit, cg_cf cf, key base, const overlay_read **out,
                         cg_err *err)
{
    overlay_changes *changes = overlay_of(commit);
    for (size_t i = 0; i < OVERLAY_READ; i++)
        if (cg_str_eq(key_str(&changes->read[i].base), key_str(&base))) {
            *out = &changes->read[i];
            return CG_OK;
        }
    overlay_read *r = &changes->read[changes->read_next++ % OVERLAY_READ];
    r->base.len = 0;
    cg_code rc = read_row(commit, cf, base, r, err);
    if (rc != CG_OK)
        return rc;
    r->base = base;
    *out = r;
    return CG_OK;
}

cg_code overlay_get(cg_commit *commit, overlay_family family, key base, cg_arena *arena,
                    cg_str *out_value, cg_err *err)
{
    const overlay_row *row = overlay_find(overlay_of(commit), base);
    *out_value = row != NULL ? row->value : CG_STR_NULL;
    if (row != NULL ||
        *counter_of(commit, family) == 0) /* one that is there has not been changed */
        return CG_OK;
    const overlay_read *read;
    cg_code rc = read_base(commit, cf_of(family), base, &read, err);
    if (rc == CG_OK)
        *out_value = cg_arena_str(arena, cg_buf_str(&read->value));
    return rc;
}

cg_code overlay_base(cg_commit *commit, cg_cf cf, key base, cg_arena *arena, cg_str *out_value,
                     cg_err *err)
{
    const overlay_read *read;
    cg_code rc = read_base(commit, cf, base, &read, err);
    if (rc != CG_OK)
        return rc;
    return cg_arena_try_str(arena, cg_buf_str(&read->value), out_value)
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
}

void overlay_put_derived(cg_commit *commit, cg_cf cf, key base, cg_str value)
{
    key_put_gen(&base, commit->generation);
    rows_put(&commit->rows, cf, key_str(&base), value);
}

cg_code overlay_put(cg_commit *commit, overlay_family family, key base, cg_str value, cg_err *err)
{
    overlay_changes *changes = overlay_of(commit);
    cg_str old;
    cg_arena_mark mark = cg_arena_save(changes->scratch);
    cg_code rc = overlay_get(commit, family, base, changes->scratch, &old, err);
    if (rc == CG_OK && !cg_str_eq(old, value)) {
        uint64_t *counter = counter_of(commit, family);
        *counter += value.len > 0;
        *counter -= old.len > 0;
        if (old.len > 0)
            digest_sub(&commit->overlay_digest, digest_overlay(base, old));
        if (value.len > 0)
            digest_add(&commit->overlay_digest, digest_overlay(base, value));
        remember(changes, family, base, old, value);
        overlay_put_derived(commit, cf_of(family), base, value);
        commit->overlay_changed = true;
    }
    cg_arena_rewind(changes->scratch, mark);
    return rc;
}

void overlay_note_written(const cg_commit *commit)
{
    const overlay_changes *changes = commit->overlay;
    for (size_t i = 0; changes != NULL && i < changes->rows.len; i++) {
        const overlay_row *row = &changes->rows.ptr[i];
        last_rows_note_written(commit->project, cf_of(row->family), row->base, &commit->head->at,
                               row->value);
    }
}

/* ---- metadata ---- */

cg_code cg_commit_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_arena *arena,
                           cg_str *out_json, cg_err *err)
{
    return overlay_get(commit, OVERLAY_METADATA, key_metadata(commit->project->prefix, owner, id),
                       arena, out_json, err);
}

cg_code cg_commit_put_metadata(cg_commit *commit, cg_owner owner, cg_id id, cg_str json,
                               cg_err *err)
{
    cg_code rc = overlay_put(commit, OVERLAY_METADATA,
                             key_metadata(commit->project->prefix, owner, id), json, err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}

/* ---- finding ---- */

cg_code commit_add_metadata_generation(cg_commit *commit, cg_owner owner, cg_id id,
                                       uint64_t *inout_generation, cg_err *err)
{
    key k = key_metadata(commit->project->prefix, owner, id);
    uint64_t generation = commit->generation;
    const overlay_read *read;
    cg_code rc = CG_OK;
    if (overlay_find(overlay_of(commit), k) == NULL) {
        rc = read_base(commit, CG_CF_INDEXES, k, &read, err);
        generation = rc == CG_OK ? read->generation : 0;
    }
    *inout_generation = CG_MAX(*inout_generation, generation);
    return rc;
}

cg_code cg_commit_find_node(cg_commit *commit, cg_id id, cg_commit_node *out_node, cg_err *err)
{
    cg_manual_node node;
    const overlay_row *row =
        overlay_find(overlay_of(commit), key_manual(commit->project->prefix, id));
    if (row != NULL) {
        if (row->value.len == 0)
            return CG_E_NOT_FOUND;
        CG_ASSERT(cg_manual_decode(row->value, &node));
        *out_node =
            (cg_commit_node){.kind = node.kind, .manual = true, .generation = commit->generation};
        return CG_OK;
    }
    base_node found;
    cg_code rc = commit_base_node(commit, id, &found, err);
    if (rc == CG_OK)
        rc = commit_add_metadata_generation(commit, CG_OWNER_NODE, id, &found.generation, err);
    if (rc == CG_OK)
        *out_node = (cg_commit_node){.kind = cg_ref_kind(found.ref),
                                     .manual = found.record.manual,
                                     .generation = found.generation};
    return rc;
}

/* ---- manual nodes ---- */

cg_code cg_commit_manual_node(cg_commit *commit, cg_id id, cg_arena *arena,
                              cg_manual_node *out_node, cg_err *err)
{
    cg_str value;
    cg_code rc = overlay_get(commit, OVERLAY_NODES, key_manual(commit->project->prefix, id), arena,
                             &value, err);
    if (rc == CG_OK && value.len == 0)
        return CG_E_NOT_FOUND;
    if (rc == CG_OK && !cg_manual_decode(value, out_node))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
    return rc;
}

cg_code cg_commit_put_manual_node(cg_commit *commit, const cg_manual_node *node, cg_err *err)
{
    CG_ASSERT(cg_manual_symbol_fits(node->symbol) && node->kind != CG_NODE_EXTERNAL);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_manual_encode(node, &text);
    cg_id id = cg_node_id(commit->project->name, node->symbol);
    cg_code rc = overlay_put(commit, OVERLAY_NODES, key_manual(commit->project->prefix, id),
                             cg_buf_str(&text), err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}

cg_code cg_commit_delete_manual_node(cg_commit *commit, cg_id id, uint64_t *out_edges, cg_err *err)
{
    cg_commit_node node;
    cg_code rc = cg_commit_find_node(commit, id, &node, err);
    if (rc == CG_OK && !node.manual)
        rc = CG_E_NOT_FOUND;
    if (rc == CG_OK)
        rc = overlay_drop_edges(commit, id, out_edges, err);
    if (rc == CG_OK)
        rc = cg_commit_put_metadata(commit, CG_OWNER_NODE, id, CG_STR_NULL, err);
    if (rc == CG_OK)
        rc = overlay_put(commit, OVERLAY_NODES, key_manual(commit->project->prefix, id),
                         CG_STR_NULL, err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
