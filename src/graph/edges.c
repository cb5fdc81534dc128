// SPDX-License-Identifier: Apache-2.0
// Reading edges at a snapshot, from either end.
#include "graph_int.h"

struct cg_edge_scan {
    versioned_scan rows;
    cg_node_ref node;
    bool inwards;
    bool damaged;
};

/* Everything of an edge row's key before its kind. */
static key edge_base(const cg_snapshot *snap, cg_node_ref node, bool inwards)
{
    key k = key_begin(snap->project->prefix);
    if (!inwards)
        key_put_be(&k, 'e', 1);
    key_put_ref(&k, node);
    return k;
}

cg_edge_scan *cg_edge_scan_open(const cg_snapshot *snap, cg_node_ref node, bool inwards,
                                cg_edge_kind kind, cg_edge_kind after_kind, cg_node_ref after_node)
{
    cg_edge_scan *scan = cg_alloc(sizeof *scan);
    scan->node = node;
    scan->inwards = inwards;
    key lower = edge_base(snap, node, inwards);
    if (kind != CG_EDGE_NONE)
        key_put_be(&lower, kind, 1);
    key upper = key_after(lower);
    if (after_kind != CG_EDGE_NONE && (kind == CG_EDGE_NONE || kind == after_kind)) {
        lower = edge_base(snap, node, inwards);
        key_put_be(&lower, after_kind, 1);
        key_put_ref(&lower, after_node + 1);
    }
    versioned_scan_open(&scan->rows, snap->project->store->kv, inwards ? CG_CF_REDGES : CG_CF_EDGES,
                        key_str(&lower), key_str(&upper), snap->generation);
    return scan;
}

bool cg_edge_scan_next(cg_edge_scan *scan, cg_edge_row *out_row)
{
    cg_str k, value;
    if (scan->damaged || !versioned_scan_next(&scan->rows, &k, &value))
        return false;
    size_t want = scan->inwards ? KEY_REDGE : KEY_EDGE;
    if (k.len != want || value.len < 2) {
        scan->damaged = true;
        return false;
    }
    size_t kind_at = k.len - KEY_GEN - KEY_REF - 1;
    cg_node_ref other = key_ref_at(k, kind_at + 1);
    out_row->source = scan->inwards ? other : scan->node;
    out_row->target = scan->inwards ? scan->node : other;
    out_row->kind = (cg_edge_kind)(uint8_t)k.ptr[kind_at];
    out_row->rule = (cg_link_rule)(uint8_t)value.ptr[0];
    out_row->confidence = (uint8_t)value.ptr[1];
    return true;
}

cg_code cg_edge_scan_close(cg_edge_scan *scan, cg_err *err)
{
    cg_code rc = versioned_scan_close(&scan->rows, err);
    if (rc == CG_OK && scan->damaged)
        rc = CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged");
    cg_free(scan);
    return rc;
}

cg_code cg_snapshot_edge_ordinals(const cg_snapshot *snap, const cg_edge_row *edge, cg_arena *arena,
                                  uint32_t **out_ordinals, size_t *out_count, cg_err *err)
{
    key base = edge_base(snap, edge->source, false);
    key_put_be(&base, edge->kind, 1);
    key_put_ref(&base, edge->target);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = versioned_get(snap->project->store->kv, CG_CF_EDGES, base, snap->generation, &iter,
                               &value, err);
    if (rc != CG_OK)
        return rc;
    const uint8_t *pos = (const uint8_t *)value.ptr + 2,
                  *end = (const uint8_t *)value.ptr + value.len;
    uint32_t *ordinals = cg_arena_alloc_array(arena, value.len + 1, sizeof *ordinals);
    size_t count = 0;
    uint64_t at = 0, gap;
    while (pos < end) {
        if (!cg_read_varint(&pos, end, &gap) || (at += gap) > UINT32_MAX)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged");
        ordinals[count++] = (uint32_t)at;
    }
    *out_ordinals = ordinals;
    *out_count = count;
    return CG_OK;
}
