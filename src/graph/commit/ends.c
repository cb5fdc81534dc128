// SPDX-License-Identifier: Apache-2.0
// The ends of edges: which node a definition of some file is, and which id a node has. What the
// commit itself has put is kept until it ends; what the base has is read when it is asked for.
#include "commit_int.h"

#define LOOKED_UP_BYTES (16u << 20) /* refs of files of the base */
#define IDS_MAX ((size_t)1 << 18)

/* ---- nodes of files ---- */

void commit_keep_nodes(cg_commit *commit, uint32_t file, const side *after)
{
    cg_node_ref *refs = cg_arena_alloc_array(commit->kept, after->count, sizeof *refs);
    cg_id *ids = cg_arena_alloc_array(commit->kept, after->count, sizeof *ids);
    memcpy(refs, after->refs, after->count * sizeof *refs);
    memcpy(ids, after->ids, after->count * sizeof *ids);
    commit->nodes.ptr[file] = (file_nodes){
        .refs = refs, .ids = ids, .count = (uint32_t)after->count, .phase = FILE_EDGES_DUE};
    commit->edges_due++;
}

static void forget_looked_up(cg_commit *commit)
{
    for (size_t i = 0; i < commit->looked_up_files.len; i++)
        commit->nodes.ptr[commit->looked_up_files.ptr[i]].refs = NULL;
    CG_VEC_CLEAR(&commit->looked_up_files);
    cg_arena_destroy(commit->looked_up);
    commit->looked_up = cg_arena_create(0);
}

cg_code commit_nodes_of(cg_commit *commit, uint32_t file, const file_nodes **out_nodes, cg_err *err)
{
    CG_ASSERT(file < commit->files.len && is_parsed(&commit->files.ptr[file]));
    file_nodes *nodes = &commit->nodes.ptr[file];
    *out_nodes = nodes;
    if (nodes->refs != NULL)
        return CG_OK;
    if (cg_arena_used(commit->looked_up) > LOOKED_UP_BYTES || cg_fault("commit.forget"))
        forget_looked_up(commit);
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(commit->base, file, commit->looked_up, &refs, &count, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a file record is missing") : rc;
    nodes->refs = refs;
    nodes->count = (uint32_t)count;
    CG_VEC_PUSH(&commit->looked_up_files, file);
    return CG_OK;
}

/* ---- ids ---- */

static id_slot *find_slot(const id_cache *ids, cg_node_ref ref)
{
    size_t mask = ids->capacity - 1;
    size_t slot = (size_t)((ref * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & mask;
    while (ids->slots[slot].ref != 0 && ids->slots[slot].ref != ref)
        slot = (slot + 1) & mask;
    return &ids->slots[slot];
}

static void grow_ids(id_cache *ids)
{
    id_cache old = *ids;
    ids->capacity = CG_MAX(old.capacity * 2, (size_t)64);
    ids->slots = cg_alloc_table(ids->capacity, sizeof *ids->slots);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].ref != 0)
            *find_slot(ids, old.slots[i].ref) = old.slots[i];
    cg_free(old.slots);
}

void commit_remember_id(cg_commit *commit, cg_node_ref ref, cg_id id)
{
    id_cache *ids = &commit->ids;
    if (ids->used == IDS_MAX || (ids->used > 0 && cg_fault("commit.forget"))) {
        memset(ids->slots, 0, ids->capacity * sizeof *ids->slots);
        ids->used = 0;
    }
    if (ids->used * 2 >= ids->capacity)
        grow_ids(ids);
    id_slot *slot = find_slot(ids, ref);
    ids->used += slot->ref == 0;
    *slot = (id_slot){ref, id};
}

cg_code commit_id_of(cg_commit *commit, cg_node_ref ref, cg_id *out_id, cg_err *err)
{
    if (commit->ids.used > 0) {
        const id_slot *slot = find_slot(&commit->ids, ref);
        if (slot->ref == ref) {
            *out_id = slot->id;
            return CG_OK;
        }
    }
    node_record record;
    cg_code rc = node_read(commit->base, ref, &record, NULL, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored relationship leads to no node");
    if (rc != CG_OK)
        return rc;
    commit_remember_id(commit, ref, record.id);
    *out_id = record.id;
    return CG_OK;
}
