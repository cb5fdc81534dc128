// SPDX-License-Identifier: Apache-2.0
// Externals in a commit: nodes that are in no file, and there as long as an edge leads to them. One
// is made when the first edge to it comes. Edges that go are counted; only when the commit ends is
// it known whether others are left, and the base is asked for no more edges than that takes.
#include "commit_int.h"

/* ---- the table ---- */

static external_slot *find_slot(const external_table *table, cg_id id)
{
    size_t mask = table->capacity - 1;
    size_t slot = (size_t)cg_get_be64(id.bytes) & mask; /* ids are hashes */
    while (table->slots[slot].ref != 0 && !cg_id_eq(table->slots[slot].id, id))
        slot = (slot + 1) & mask;
    return &table->slots[slot];
}

/* The slot of `id`; a free one has room. */
static external_slot *find_or_grow(external_table *table, cg_id id)
{
    if (table->used * 2 < table->capacity)
        return find_slot(table, id);
    external_table old = *table;
    table->capacity = CG_MAX(old.capacity * 2, (size_t)64);
    table->slots = cg_alloc_table(table->capacity, sizeof *table->slots);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].ref != 0)
            *find_slot(table, old.slots[i].id) = old.slots[i];
    cg_free(old.slots);
    return find_slot(table, id);
}

/* ---- coming ---- */

static void put_text(cg_commit *commit, const cg_external *external, cg_id id)
{
    cg_buf_clear(&commit->value);
    cg_external_encode(external, &commit->value);
    key k = key_external(commit->project->prefix, id);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_buf_str(&commit->value));
}

static void add_node(cg_commit *commit, const cg_external *external, cg_node_ref ref, cg_id id)
{
    uint8_t value[NODE_RECORD];
    node_record record = {id, CG_NONE, external_content(external)};
    node_record_put(value, &record);
    key k = key_node(commit->project->prefix, ref, commit->generation);
    rows_put(&commit->rows, CG_CF_NODES, key_str(&k), cg_str_make((char *)value, sizeof value));
    digest_add(&commit->digest, digest_node(id, record.content));
    commit_note_node(commit, ref, id, CG_CHANGE_ADDED);
    commit->result.nodes_added++;
    commit->counts.nodes++;
}

/* One that the commit meets for the first time. */
static cg_code meet(cg_commit *commit, const cg_external *external, cg_id id, cg_node_ref *out_ref,
                    cg_err *err)
{
    uint64_t given = commit->next.next_node;
    node_record record;
    cg_code rc = commit_give_ref(commit, id, CG_NODE_EXTERNAL, cg_external_short_name(external),
                                 out_ref, err);
    if (rc != CG_OK)
        return rc;
    bool is_new = commit->next.next_node > given;
    if (is_new)
        put_text(commit, external, id);
    rc = is_new ? CG_E_NOT_FOUND : node_read(commit->base, *out_ref, &record, NULL, err);
    if (rc == CG_E_NOT_FOUND)
        add_node(commit, external, *out_ref, id);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code commit_use_external(cg_commit *commit, const cg_external *external, cg_node_ref *out_ref,
                            cg_id *out_id, cg_err *err)
{
    cg_buf_clear(&commit->key);
    cg_external_add_symbol(external, &commit->key);
    *out_id = cg_node_id(commit->project->name, cg_buf_str(&commit->key));
    external_slot *slot = find_or_grow(&commit->externals, *out_id);
    if (slot->ref == 0) {
        cg_code rc = meet(commit, external, *out_id, out_ref, err);
        if (rc != CG_OK)
            return rc;
        *slot = (external_slot){.id = *out_id, .ref = *out_ref};
        commit->externals.used++;
    }
    slot->used = true;
    *out_ref = slot->ref;
    return CG_OK;
}

/* ---- going ---- */

void commit_unuse_external(cg_commit *commit, cg_node_ref ref, cg_id id)
{
    external_slot *slot = find_or_grow(&commit->externals, id);
    if (slot->ref == 0) {
        *slot = (external_slot){.id = id, .ref = ref};
        commit->externals.used++;
    }
    slot->removed++;
}

/* Whether the base has more edges to it than those that go. */
static cg_code is_still_used(cg_commit *commit, const external_slot *slot, bool *out_used,
                             cg_err *err)
{
    cg_edge_row row;
    uint32_t count = 0;
    cg_edge_scan *scan = edge_scan_parsed(commit->base, slot->ref, true, CG_EDGE_NONE);
    while (count <= slot->removed && cg_edge_scan_next(scan, &row))
        count++;
    *out_used = count > slot->removed;
    return cg_edge_scan_close(scan, err);
}

static cg_code remove_node(cg_commit *commit, const external_slot *slot, cg_err *err)
{
    node_record record;
    cg_code rc = node_read(commit->base, slot->ref, &record, NULL, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND
                   ? CG_FAIL(err, CG_E_CORRUPT, "a stored relationship leads to no node")
                   : rc;
    key k = key_node(commit->project->prefix, slot->ref, commit->generation);
    rows_put(&commit->rows, CG_CF_NODES, key_str(&k), CG_STR_NULL);
    digest_sub(&commit->digest, digest_node(slot->id, record.content));
    commit_note_node(commit, slot->ref, slot->id, CG_CHANGE_REMOVED);
    commit->result.nodes_removed++;
    commit->counts.nodes--;
    return CG_OK;
}

cg_code commit_drop_externals(cg_commit *commit, cg_err *err)
{
    for (size_t i = 0; i < commit->externals.capacity; i++) {
        const external_slot *slot = &commit->externals.slots[i];
        bool used = slot->used;
        cg_code rc = CG_OK;
        if (slot->ref == 0 || used)
            continue;
        rc = is_still_used(commit, slot, &used, err);
        if (rc == CG_OK && !used)
            rc = remove_node(commit, slot, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}
