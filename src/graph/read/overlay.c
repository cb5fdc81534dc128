// SPDX-License-Identifier: Apache-2.0
// Reading what clients stated: manual nodes, metadata, and the rows of manual edges. All of it is
// keyed by id: numbers change when a symbol is of another kind.
#include "graph_int.h"

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
}

/* ---- manual nodes ---- */

cg_code cg_snapshot_manual_node(const cg_snapshot *snap, cg_id id, cg_arena *arena,
                                cg_manual_node *out_node, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value, copy;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_INDEXES,
                      key_manual(snap->project->prefix, id), &snap->at, &iter, &value, err);
    if (rc != CG_OK)
        return rc;
    if (!cg_arena_try_str(arena, value, &copy))
        return CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
    return cg_manual_decode(copy, out_node) ? CG_OK : damaged(err);
}

cg_code manual_is_called(const cg_snapshot *snap, cg_id id, cg_str folded, bool *out_is,
                         cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_manual_node node;
    char room[CG_NAME_INDEX_MAX];
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_INDEXES,
                      key_manual(snap->project->prefix, id), &snap->at, &iter, &value, err);
    if (rc == CG_OK && !cg_manual_decode(value, &node))
        rc = damaged(err);
    if (rc == CG_OK)
        *out_is = cg_str_eq(cg_name_fold(node.name, room), folded);
    return rc;
}

/* ---- metadata ---- */

cg_code cg_snapshot_metadata(const cg_snapshot *snap, cg_owner owner, cg_id id, cg_arena *arena,
                             cg_str *out_json, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    *out_json = CG_STR_NULL;
    if (snap->counts.metadata == 0)
        return CG_OK;
    cg_code rc = versioned_get(snap->project->store->kv, CG_CF_INDEXES,
                               key_metadata(snap->project->prefix, owner, id), &snap->at, &iter,
                               &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return cg_arena_try_str(arena, value, out_json)
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
}

cg_code cg_snapshot_metadata_generation(const cg_snapshot *snap, cg_owner owner, cg_id id,
                                        uint64_t *out_generation, cg_err *err)
{
    return versioned_generation(snap->project->store->kv, CG_CF_INDEXES,
                                key_metadata(snap->project->prefix, owner, id), &snap->at,
                                out_generation, err);
}

cg_code cg_snapshot_scan_metadata(const cg_snapshot *snap, cg_owner owner, cg_metadata_fn *take,
                                  void *arg, cg_err *err)
{
    static const cg_id none;
    key lower = key_metadata(snap->project->prefix, owner, none);
    lower.len = KEY_PREFIX + 2;
    key upper = key_after(lower);
    versioned_scan rows;
    cg_str k, value;
    cg_id id;
    if (snap->counts.metadata == 0)
        return CG_OK;
    versioned_scan_open(&rows, snap->project->store->kv, CG_CF_INDEXES, key_str(&lower),
                        key_str(&upper), &snap->at);
    while (versioned_scan_next(&rows, &k, &value) && k.len == KEY_METADATA) {
        memcpy(id.bytes, k.ptr + KEY_PREFIX + 2, sizeof id.bytes);
        if (!take(arg, id, value))
            break;
    }
    return versioned_scan_close(&rows, err);
}

/* ---- edges ---- */

void manual_scan_open(manual_scan *scan, const cg_snapshot *snap, cg_id node, bool inwards,
                      cg_edge_kind kind, cg_edge_kind after_kind, cg_id after)
{
    const uint8_t *prefix = snap->project->prefix;
    key lower = inwards ? key_manual_edge_back(prefix, node, kind, after)
                        : key_manual_edge(prefix, node, kind, after);
    lower.len = KEY_PREFIX + 1 + sizeof node.bytes + (kind != CG_EDGE_NONE ? 1 : 0);
    key upper = key_after(lower);
    if (after_kind != CG_EDGE_NONE) {
        lower = inwards ? key_manual_edge_back(prefix, node, after_kind, after)
                        : key_manual_edge(prefix, node, after_kind, after);
        lower = key_after(lower);
    }
    scan->inwards = inwards;
    versioned_scan_open(&scan->rows, snap->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &snap->at);
}

void manual_scan_open_all(manual_scan *scan, const cg_snapshot *snap, cg_id after_source,
                          cg_edge_kind after_kind, cg_id after_target)
{
    key lower = key_manual_edge(snap->project->prefix, after_source, after_kind, after_target);
    key upper = lower;
    upper.len = KEY_PREFIX + 1;
    if (after_kind != CG_EDGE_NONE)
        lower = key_after(lower);
    else
        lower.len = KEY_PREFIX + 1;
    upper = key_after(upper);
    scan->inwards = false;
    versioned_scan_open(&scan->rows, snap->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &snap->at);
}

void manual_scan_open_ends(manual_scan *scan, const cg_snapshot *snap, bool inwards)
{
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, inwards ? EDGES_MANUAL_BACK : EDGES_MANUAL, 1);
    key upper = key_after(lower);
    scan->inwards = inwards;
    versioned_scan_open(&scan->rows, snap->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &snap->at);
}

void manual_scan_seek(manual_scan *scan, const cg_snapshot *snap, cg_id node)
{
    static const cg_id none;
    const uint8_t *prefix = snap->project->prefix;
    key first = scan->inwards ? key_manual_edge_back(prefix, node, CG_EDGE_NONE, none)
                              : key_manual_edge(prefix, node, CG_EDGE_NONE, none);
    versioned_scan_seek(&scan->rows, key_str(&first));
}

bool manual_scan_next(manual_scan *scan, cg_id *out_node, cg_edge_kind *out_kind, cg_id *out_other)
{
    cg_str k, value;
    if (!versioned_scan_next(&scan->rows, &k, &value) || k.len != KEY_MANUAL_EDGE)
        return false;
    memcpy(out_node->bytes, k.ptr + KEY_PREFIX + 1, sizeof out_node->bytes);
    size_t at = KEY_PREFIX + 1 + sizeof out_other->bytes;
    *out_kind = (cg_edge_kind)(uint8_t)k.ptr[at];
    memcpy(out_other->bytes, k.ptr + at + 1, sizeof out_other->bytes);
    return true;
}

cg_code manual_scan_close(manual_scan *scan, cg_err *err)
{
    return versioned_scan_close(&scan->rows, err);
}

cg_code manual_edge_by_id(const cg_snapshot *snap, cg_id id, cg_id *out_source, cg_id *out_target,
                          cg_err *err)
{
    cg_edge_kind kind = (cg_edge_kind)id.bytes[CG_EDGE_ID_SOURCE];
    key lower = key_manual_edge(snap->project->prefix, id, kind, id);
    lower.len = KEY_PREFIX + 1 + CG_EDGE_ID_SOURCE;
    key upper = key_after(lower);
    versioned_scan scan;
    cg_str k, value;
    cg_code rc = CG_E_NOT_FOUND;
    versioned_scan_open(&scan, snap->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &snap->at);
    while (rc == CG_E_NOT_FOUND && versioned_scan_next(&scan, &k, &value)) {
        size_t at = KEY_PREFIX + 1 + sizeof id.bytes;
        if (k.len != KEY_MANUAL_EDGE || (uint8_t)k.ptr[at] != kind)
            continue;
        memcpy(out_source->bytes, k.ptr + KEY_PREFIX + 1, sizeof id.bytes);
        memcpy(out_target->bytes, k.ptr + at + 1, sizeof id.bytes);
        rc = cg_id_eq(cg_edge_id(*out_source, kind, *out_target), id) ? CG_OK : CG_E_NOT_FOUND;
    }
    cg_code closed = versioned_scan_close(&scan, rc == CG_E_NOT_FOUND ? err : NULL);
    return rc == CG_E_NOT_FOUND && closed != CG_OK ? closed : rc;
}
