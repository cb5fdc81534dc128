// SPDX-License-Identifier: Apache-2.0
// Single nodes and edges as any generation had them, without a snapshot of it.
#include "graph_int.h"

/* The newest row that the generation sees, which the snapshot sees. */
static cg_code get_at(const cg_snapshot *snap, uint64_t generation, cg_cf cf, key base,
                      cg_kv_iter **out_iter, cg_str *out_value, cg_err *err)
{
    CG_ASSERT(generation == 0 || lineage_sees(&snap->at, generation));
    const lineage at = lineage_at(&snap->at, generation);
    return versioned_get(snap->project->store->kv, cf, base, &at, out_iter, out_value, err);
}

static cg_code read_node(const cg_snapshot *snap, uint64_t generation, cg_node_ref ref,
                         node_record *out, cg_err *err)
{
    key base = key_begin(snap->project->prefix);
    key_put_ref(&base, ref);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = get_at(snap, generation, CG_CF_NODES, base, &iter, &value, err);
    if (rc == CG_OK && !node_record_get(value, out))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node is damaged");
    return rc;
}

/* The content that the file had, and the definition that the node was in it. */
static cg_code read_place(const cg_snapshot *snap, uint64_t generation, cg_node_ref ref,
                          cg_past_node *out, cg_err *err)
{
    key base = key_begin(snap->project->prefix);
    key_put_be(&base, IDX_FILE, 1);
    key_put_be(&base, out->file, 4);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    file_record record;
    cg_code rc = get_at(snap, generation, CG_CF_INDEXES, base, &iter, &value, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    uint8_t wanted[KEY_REF];
    cg_put_be(wanted, ref, KEY_REF);
    if (rc == CG_OK && file_record_get(value, &record))
        for (size_t i = 0; i < record.refs_count; i++)
            if (memcmp(record.refs + i * KEY_REF, wanted, KEY_REF) == 0) {
                out->def = (uint32_t)i;
                out->blob = record.blob;
                out->lang = (cg_lang_id)record.lang;
                out->extractor_version = record.extractor_version;
                return CG_OK;
            }
    return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
}

cg_code cg_snapshot_node_at(const cg_snapshot *snap, uint64_t generation, cg_node_ref ref,
                            cg_past_node *out_node, cg_err *err)
{
    node_record record;
    cg_code rc = read_node(snap, generation, ref, &record, err);
    if (rc != CG_OK)
        return rc;
    *out_node = (cg_past_node){.id = record.id, .manual = record.manual, .file = record.file};
    if (record.file == CG_NONE)
        return CG_OK;
    out_node->path = project_path(snap->project, record.file);
    if (out_node->path.len == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node is damaged");
    return read_place(snap, generation, ref, out_node, err);
}

cg_code cg_snapshot_manual_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                              cg_arena *arena, cg_manual_node *out_node, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = get_at(snap, generation, CG_CF_INDEXES, key_manual(snap->project->prefix, id),
                        &iter, &value, err);
    if (rc == CG_OK && !cg_manual_decode(cg_arena_str(arena, value), out_node))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node is damaged");
    return rc;
}

static cg_code parsed_edge_at(const cg_snapshot *snap, uint64_t generation, cg_edge_row *edge,
                              cg_err *err)
{
    key base = key_begin(snap->project->prefix);
    key_put_be(&base, EDGES_PARSED, 1);
    key_put_ref(&base, edge->source);
    key_put_be(&base, edge->kind, 1);
    key_put_ref(&base, edge->target);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = get_at(snap, generation, CG_CF_EDGES, base, &iter, &value, err);
    if (rc == CG_OK && value.len < 2)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged");
    if (rc == CG_OK) {
        edge->rule = (cg_link_rule)(uint8_t)value.ptr[0];
        edge->confidence = (uint8_t)value.ptr[1];
        edge->manual = false;
    }
    return rc;
}

cg_code cg_snapshot_edge_at(const cg_snapshot *snap, uint64_t generation, cg_id source,
                            cg_id target, cg_edge_row *edge, cg_err *err)
{
    cg_code rc = parsed_edge_at(snap, generation, edge, err);
    if (rc != CG_E_NOT_FOUND)
        return rc;
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    rc = get_at(snap, generation, CG_CF_EDGES,
                key_manual_edge(snap->project->prefix, source, edge->kind, target), &iter, &value,
                err);
    if (rc == CG_OK) {
        edge->rule = CG_RULE_MANUAL;
        edge->confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_MANUAL);
        edge->manual = true;
    }
    return rc;
}

cg_code cg_snapshot_ref_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                           cg_node_ref *out_ref, cg_err *err)
{
    key lower = key_id(snap->project->prefix, id, CG_NODE_NONE);
    key upper = key_id(snap->project->prefix, id, (cg_node_kind)UINT8_MAX);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        node_record record;
        if (value.len != 5)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored node number is damaged");
        cg_node_ref ref = (uint64_t)(uint8_t)k.ptr[k.len - 1] << CG_REF_NUMBER_BITS |
                          cg_get_be((const uint8_t *)value.ptr, 5);
        cg_code rc = read_node(snap, generation, ref, &record, err);
        if (rc == CG_OK)
            *out_ref = ref;
        if (rc != CG_E_NOT_FOUND)
            return rc;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}
