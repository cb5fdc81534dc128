// SPDX-License-Identifier: Apache-2.0
// Nodes of one file: what of a definition makes its row, its number, and the rows before against
// the rows after.
#include "commit_int.h"

bool cg_def_is_by_members(unsigned kind)
{
    switch (kind) {
    case CG_NODE_FILE:
    case CG_NODE_MODULE:
    case CG_NODE_PACKAGE:
    case CG_NODE_NAMESPACE: return true;
    default: return cg_node_kind_is_type(kind);
    }
}

static uint64_t text_hash(const cg_unit *unit, cg_text text)
{
    return cg_hash64(unit->strings.ptr + text.off, text.len, 0);
}

uint64_t cg_def_content_hash(const cg_unit *unit, uint32_t def)
{
    const cg_def *d = &unit->defs.ptr[def];
    uint64_t parts[5] = {
        text_hash(unit, d->signature),
        text_hash(unit, d->doc),
        cg_def_is_by_members(d->kind) ? 0 : d->body_hash,
        text_hash(unit, d->decorators),
        (uint64_t)d->modifiers << 32 | (uint64_t)d->visibility << 24 | d->params_min << 16 |
            d->params_max << 8 | d->kind,
    };
    return cg_hash64(parts, sizeof parts, 0);
}

/* ---- numbers ---- */

static cg_code find_number(cg_commit *commit, cg_id id, cg_node_kind kind, uint64_t *out_number,
                           cg_err *err)
{
    key k = key_id(commit->project->prefix, id, kind);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc =
        cg_kv_get(commit->project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != 5)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node number is damaged");
    if (rc == CG_OK)
        *out_number = cg_get_be((const uint8_t *)value.ptr, 5);
    return rc;
}

cg_code commit_give_ref(cg_commit *commit, cg_id id, cg_node_kind kind, cg_str name,
                        cg_node_ref *out_ref, cg_err *err)
{
    uint64_t number = 0;
    cg_code rc = commit->virgin ? CG_E_NOT_FOUND : find_number(commit, id, kind, &number, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc == CG_E_NOT_FOUND && commit->opts.aside)
        return CG_FAIL(err, CG_E_CORRUPT, "the number of a stored node is missing");
    if (rc == CG_E_NOT_FOUND) {
        number = commit->next.next_node++;
        uint8_t value[5];
        cg_put_be(value, number, 5);
        key k;
        key_set_id(&k, commit->project->prefix, id, kind);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_str_make((char *)value, 5));
        char folded[CG_NAME_INDEX_MAX];
        key_set_name(&k, commit->project->prefix, cg_name_fold(name, folded),
                     (uint64_t)kind << CG_REF_NUMBER_BITS | number);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), CG_STR_NULL);
    }
    *out_ref = (uint64_t)kind << CG_REF_NUMBER_BITS | number;
    return CG_OK;
}

/* ---- the map ---- */

def_map def_map_make(cg_arena *arena, size_t count)
{
    size_t capacity = 16;
    while (capacity < count * 2)
        capacity *= 2;
    return (def_map){cg_arena_alloc_array(arena, capacity, sizeof(uint64_t)),
                     cg_arena_alloc_array(arena, capacity, sizeof(uint32_t)), capacity - 1};
}

static size_t def_map_slot(const def_map *map, uint64_t k)
{
    size_t slot = (size_t)((k * UINT64_C(0x9e3779b97f4a7c15)) >> 17) & map->mask;
    while (map->keys[slot] != 0 && map->keys[slot] != k)
        slot = (slot + 1) & map->mask;
    return slot;
}

void def_map_set(def_map *map, uint64_t k, size_t def)
{
    k += k == 0;
    size_t slot = def_map_slot(map, k);
    map->keys[slot] = k;
    map->values[slot] = (uint32_t)def;
}

uint32_t def_map_get(const def_map *map, uint64_t k)
{
    k += k == 0;
    size_t slot = def_map_slot(map, k);
    return map->keys[slot] == k ? map->values[slot] : CG_NONE;
}

/* ---- the two sides ---- */

static void read_ids(cg_commit *commit, const cg_unit *unit, cg_str path, cg_id *ids)
{
    for (size_t i = 0; i < unit->defs.len; i++) {
        cg_buf_clear(&commit->key);
        cg_unit_add_symbol(unit, (uint32_t)i, path, &commit->key);
        ids[i] = cg_node_id(commit->project->name, cg_buf_str(&commit->key));
    }
}

cg_code commit_read_before(cg_commit *commit, uint32_t num, side *out, cg_unit_pin **out_pin,
                           cg_err *err)
{
    const cg_file *file = cg_snapshot_file(commit->base, num);
    if (file == NULL || !is_parsed(file))
        return CG_OK;
    cg_code rc = cg_store_unit(commit->project->store, cg_file_unit(file), true, out_pin,
                               err); /* linking asks for all of it */
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(commit->base, num, commit->scratch, &out->refs, &out->count,
                                    err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a file record is missing") : rc;
    out->unit = cg_unit_pin_unit(*out_pin);
    if (out->unit->defs.len != out->count)
        return CG_FAIL(err, CG_E_CORRUPT, "a file record does not fit its unit");
    cg_id *ids = cg_arena_alloc_array(commit->scratch, out->count, sizeof *ids);
    uint64_t *content = cg_arena_alloc_array(commit->scratch, out->count, sizeof *content);
    read_ids(commit, out->unit, file->path, ids);
    for (size_t i = 0; i < out->count; i++)
        content[i] = cg_def_content_hash(out->unit, (uint32_t)i);
    out->ids = ids;
    out->content = content;
    return CG_OK;
}

static void put_node(cg_commit *commit, uint32_t file, const side *s, size_t i, cg_change_op op)
{
    uint8_t value[NODE_RECORD];
    node_record_put(value, &(node_record){s->ids[i], file, s->content[i]});
    key k;
    key_set_node(&k, commit->project->prefix, s->refs[i], commit->generation);
    rows_put(&commit->rows, CG_CF_NODES, key_str(&k), cg_str_make((char *)value, sizeof value));
    commit_note_node(commit, s->refs[i], s->ids[i], op);
}

static void remove_nodes(cg_commit *commit, const side *before, const bool *kept)
{
    for (size_t i = 0; i < before->count; i++) {
        if (kept[i])
            continue;
        key k = key_node(commit->project->prefix, before->refs[i], commit->generation);
        rows_put(&commit->rows, CG_CF_NODES, key_str(&k), CG_STR_NULL);
        digest_sub(&commit->digest, digest_node(before->ids[i], before->content[i]));
        commit_remember_id(commit, before->refs[i], before->ids[i]); /* for edges that go too */
        commit_note_node(commit, before->refs[i], before->ids[i], CG_CHANGE_REMOVED);
        commit->result.nodes_removed++;
        commit->counts.nodes--;
    }
}

cg_code commit_diff_nodes(cg_commit *commit, uint32_t file, const side *before, side *after,
                          cg_err *err)
{
    def_map old = def_map_make(commit->scratch, before->count);
    for (size_t i = 0; i < before->count; i++)
        def_map_set(&old, cg_get_be64(before->ids[i].bytes), i);
    bool *kept = cg_arena_alloc_array(commit->scratch, before->count + 1, sizeof *kept);
    after->refs = cg_arena_alloc_array(commit->scratch, after->count + 1, sizeof *after->refs);
    for (size_t i = 0; i < after->count; i++) {
        const cg_def *def = &after->unit->defs.ptr[i];
        uint32_t at = def_map_get(&old, cg_get_be64(after->ids[i].bytes));
        bool same = at != CG_NONE && cg_ref_kind(before->refs[at]) == def->kind &&
                    cg_id_eq(before->ids[at], after->ids[i]);
        if (same) {
            kept[at] = true;
            after->refs[i] = before->refs[at];
            if (before->content[at] == after->content[i])
                continue;
            digest_sub(&commit->digest, digest_node(before->ids[at], before->content[at]));
            commit->result.nodes_changed++;
        } else {
            cg_code rc = commit_give_ref(commit, after->ids[i], (cg_node_kind)def->kind,
                                         cg_unit_str(after->unit, def->name), &after->refs[i], err);
            if (rc != CG_OK)
                return rc;
            commit->result.nodes_added++;
            commit->counts.nodes++;
        }
        put_node(commit, file, after, i, same ? CG_CHANGE_CHANGED : CG_CHANGE_ADDED);
        digest_add(&commit->digest, digest_node(after->ids[i], after->content[i]));
    }
    remove_nodes(commit, before, kept);
    return CG_OK;
}
