// SPDX-License-Identifier: Apache-2.0
// An edge by its id, which names the source's id in part and the kind: the few nodes that fit are
// looked up, and their edges of that kind compared; then the manual ones, which ids name.
#include "graph_int.h"

typedef CG_VEC(cg_id) node_ids;

/* The edge of `node` that has the id. */
static cg_code find_among(const cg_snapshot *snap, const cg_node_place *node, cg_id id,
                          cg_edge_row *out_row, cg_err *err)
{
    cg_edge_kind kind = (cg_edge_kind)id.bytes[CG_EDGE_ID_SOURCE];
    cg_edge_scan *scan = edge_scan_parsed(snap, node->ref, false, kind);
    cg_edge_row row;
    cg_code rc = CG_E_NOT_FOUND;
    while (rc == CG_E_NOT_FOUND && cg_edge_scan_next(scan, &row)) {
        node_record target;
        cg_code read = node_read(snap, row.target, &target, NULL, err);
        if (read == CG_E_NOT_FOUND)
            rc = CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost one of its ends");
        else if (read != CG_OK)
            rc = read;
        else if (cg_id_eq(cg_edge_id(node->id, kind, target.id), id))
            rc = CG_OK;
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_E_NOT_FOUND ? err : NULL);
    if (rc == CG_OK)
        *out_row = row;
    return rc == CG_E_NOT_FOUND && closed != CG_OK ? closed : rc;
}

/* Ids in the store that begin as the source's does. */
static cg_code collect_sources(const cg_snapshot *snap, cg_id id, node_ids *out, cg_err *err)
{
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_ID, 1);
    key_put(&lower, id.bytes, CG_EDGE_ID_SOURCE);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_id found;
        memcpy(found.bytes, cg_kv_iter_key(iter).ptr + KEY_PREFIX + 1, sizeof found.bytes);
        if (out->len == 0 || !cg_id_eq(out->ptr[out->len - 1], found)) /* one row a kind */
            CG_VEC_PUSH(out, found);
    }
    return cg_kv_iter_status(iter, err);
}

cg_code parsed_edge_by_id(const cg_snapshot *snap, cg_id id, cg_edge_row *out_row, cg_err *err)
{
    node_ids sources = {0};
    if (cg_edge_kind_text(id.bytes[CG_EDGE_ID_SOURCE])[0] == '\0')
        return CG_E_NOT_FOUND;
    cg_code rc = collect_sources(snap, id, &sources, err);
    bool read = rc == CG_OK;
    rc = read ? CG_E_NOT_FOUND : rc;
    for (size_t i = 0; read && rc == CG_E_NOT_FOUND && i < sources.len; i++) {
        cg_node_place node;
        rc = cg_snapshot_node_by_id(snap, sources.ptr[i], &node, err);
        if (rc == CG_OK)
            rc = find_among(snap, &node, id, out_row, err);
    }
    CG_VEC_FINI(&sources);
    return rc;
}

/* One whose ends are both there. */
static cg_code find_manual(const cg_snapshot *snap, cg_id id, cg_edge_row *out_row, cg_err *err)
{
    cg_id source, target;
    node_record record;
    *out_row = (cg_edge_row){.kind = (cg_edge_kind)id.bytes[CG_EDGE_ID_SOURCE],
                             .rule = CG_RULE_MANUAL,
                             .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_MANUAL),
                             .manual = true};
    cg_code rc = manual_edge_by_id(snap, id, &source, &target, err);
    if (rc == CG_OK)
        rc = node_find(snap, source, &out_row->source, &record, NULL, err);
    if (rc == CG_OK)
        rc = node_find(snap, target, &out_row->target, &record, NULL, err);
    return rc;
}

cg_code cg_snapshot_edge_by_id(const cg_snapshot *snap, cg_id id, cg_edge_row *out_row, cg_err *err)
{
    cg_code rc = parsed_edge_by_id(snap, id, out_row, err);
    if (rc == CG_E_NOT_FOUND && snap->counts.manual_edges > 0)
        rc = find_manual(snap, id, out_row, err);
    return rc;
}
