// SPDX-License-Identifier: Apache-2.0
// Reading edges at a snapshot, from either end.
#include "graph_int.h"

typedef enum scan_phase { SCAN_PARSED, SCAN_MANUAL, SCAN_DONE } scan_phase;

struct cg_edge_scan {
    const cg_snapshot *snap;
    scan_phase phase;
    bool parsed_only, all;
    versioned_scan rows; /* open in SCAN_PARSED */
    manual_scan manual;  /* open in SCAN_MANUAL */
    cg_node_ref
        node; /* in a walk over all: the source of the manual edges just read; 0: it is not there */
    cg_id node_id; /* its id, in a walk over all */
    cg_edge_kind kind;
    bool inwards;
    cg_code rc; /* the first failure; `err` says more */
    cg_err err;
};

/* Everything of an edge row's key before its kind. */
static key edge_base(const cg_snapshot *snap, cg_node_ref node, bool inwards)
{
    key k = key_begin(snap->project->prefix);
    if (!inwards)
        key_put_be(&k, EDGES_PARSED, 1);
    key_put_ref(&k, node);
    return k;
}

static void open_parsed(cg_edge_scan *scan, cg_edge_kind after_kind, cg_node_ref after_node)
{
    key lower = edge_base(scan->snap, scan->node, scan->inwards);
    if (scan->kind != CG_EDGE_NONE)
        key_put_be(&lower, scan->kind, 1);
    key upper = key_after(lower);
    if (after_kind != CG_EDGE_NONE && (scan->kind == CG_EDGE_NONE || scan->kind == after_kind)) {
        lower = edge_base(scan->snap, scan->node, scan->inwards);
        key_put_be(&lower, after_kind, 1);
        key_put_ref(&lower, after_node + 1);
    }
    versioned_scan_open(&scan->rows, scan->snap->project->store->kv,
                        scan->inwards ? CG_CF_REDGES : CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &scan->snap->at);
}

/* Manual edges are few, or none: they are looked for when the others have been walked. */
static void open_manual(cg_edge_scan *scan, cg_edge_kind after_kind, cg_node_ref after_node)
{
    node_record node = {0}, after = {0};
    bool any = scan->snap->counts.manual_edges > 0 && !scan->parsed_only;
    cg_code rc = any ? CG_OK : CG_E_NOT_FOUND;
    scan->phase = SCAN_DONE;
    if (rc == CG_OK && (!scan->all || after_kind != CG_EDGE_NONE))
        rc = node_read(scan->snap, scan->node, &node, NULL, &scan->err);
    if (rc == CG_OK && after_kind != CG_EDGE_NONE)
        rc = node_read(scan->snap, after_node, &after, NULL, &scan->err);
    if (rc == CG_OK && scan->all) {
        manual_scan_open_all(&scan->manual, scan->snap, node.id, after_kind, after.id);
        scan->phase = SCAN_MANUAL;
    } else if (rc == CG_OK) {
        manual_scan_open(&scan->manual, scan->snap, node.id, scan->inwards, scan->kind, after_kind,
                         after.id);
        scan->phase = SCAN_MANUAL;
    }
    scan->rc = rc == CG_E_NOT_FOUND ? CG_OK : rc; /* a node that is not there has none */
}

cg_edge_scan *cg_edge_scan_open(const cg_snapshot *snap, cg_node_ref node, bool inwards,
                                cg_edge_kind kind, unsigned after_kind, cg_node_ref after_node)
{
    cg_edge_scan *scan = cg_alloc(sizeof *scan);
    *scan = (cg_edge_scan){.snap = snap, .node = node, .kind = kind, .inwards = inwards};
    if (after_kind & CG_EDGE_AFTER_MANUAL)
        open_manual(scan, (cg_edge_kind)(after_kind & ~CG_EDGE_AFTER_MANUAL), after_node);
    else
        open_parsed(scan, (cg_edge_kind)after_kind, after_node);
    return scan;
}

cg_edge_scan *edge_scan_parsed(const cg_snapshot *snap, cg_node_ref node, bool inwards,
                               cg_edge_kind kind)
{
    cg_edge_scan *scan = cg_edge_scan_open(snap, node, inwards, kind, CG_EDGE_NONE, 0);
    scan->parsed_only = true;
    return scan;
}

cg_edge_scan *cg_edge_scan_open_all(const cg_snapshot *snap, const cg_edge_row *after)
{
    cg_edge_scan *scan = cg_alloc(sizeof *scan);
    *scan = (cg_edge_scan){.snap = snap, .all = true};
    if (after != NULL && after->manual) {
        scan->node = after->source;
        open_manual(scan, after->kind, after->target);
        return scan;
    }
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, EDGES_PARSED, 1);
    key upper = key_after(lower);
    if (after != NULL) {
        lower = edge_base(snap, after->source, false);
        key_put_be(&lower, after->kind, 1);
        key_put_ref(&lower, after->target + 1);
    }
    versioned_scan_open(&scan->rows, snap->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &snap->at);
    return scan;
}

static bool next_parsed(cg_edge_scan *scan, cg_edge_row *out_row)
{
    cg_str k, value;
    if (!versioned_scan_next(&scan->rows, &k, &value))
        return false;
    if (k.len != (scan->inwards ? KEY_REDGE : KEY_EDGE) || value.len < 2) {
        scan->rc = CG_FAIL(&scan->err, CG_E_CORRUPT, "a stored relationship is damaged");
        return false;
    }
    size_t kind_at = k.len - KEY_GEN - KEY_REF - 1;
    cg_node_ref first = key_ref_at(k, kind_at - KEY_REF), second = key_ref_at(k, kind_at + 1);
    *out_row = (cg_edge_row){.source = scan->inwards ? second : first,
                             .target = scan->inwards ? first : second,
                             .kind = (cg_edge_kind)(uint8_t)k.ptr[kind_at],
                             .rule = (cg_link_rule)(uint8_t)value.ptr[0],
                             .confidence = (uint8_t)value.ptr[1]};
    return true;
}

cg_code edge_is_parsed(const cg_snapshot *snap, cg_node_ref source, cg_edge_kind kind,
                       cg_node_ref target, bool *out_is, cg_err *err)
{
    key base = edge_base(snap, source, false);
    key_put_be(&base, kind, 1);
    key_put_ref(&base, target);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_EDGES, base, &snap->at, &iter, &value, err);
    *out_is = rc == CG_OK;
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* In a walk over all: on to the edges of another source, if it is there. */
static cg_code move_to(cg_edge_scan *scan, cg_id id)
{
    node_record record;
    if (cg_id_eq(scan->node_id, id))
        return scan->node != 0 ? CG_OK : CG_E_NOT_FOUND;
    cg_code rc = node_find(scan->snap, id, &scan->node, &record, NULL, &scan->err);
    scan->node_id = id;
    if (rc != CG_OK)
        scan->node = 0;
    return rc;
}

/* What parsing found is shown as it found it. */
static bool next_manual(cg_edge_scan *scan, cg_edge_row *out_row)
{
    cg_edge_kind kind;
    cg_id node_id, other_id;
    while (scan->rc == CG_OK && manual_scan_next(&scan->manual, &node_id, &kind, &other_id)) {
        cg_node_ref other;
        node_record record;
        bool parsed = false;
        cg_code rc = scan->all ? move_to(scan, node_id) : CG_OK;
        if (rc == CG_OK)
            rc = node_find(scan->snap, other_id, &other, &record, NULL, &scan->err);
        if (rc == CG_E_NOT_FOUND)
            continue;
        *out_row = (cg_edge_row){.source = scan->inwards ? other : scan->node,
                                 .target = scan->inwards ? scan->node : other,
                                 .kind = kind,
                                 .rule = CG_RULE_MANUAL,
                                 .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_MANUAL),
                                 .manual = true};
        if (rc == CG_OK)
            rc = edge_is_parsed(scan->snap, out_row->source, kind, out_row->target, &parsed,
                                &scan->err);
        scan->rc = rc;
        if (rc == CG_OK && !parsed)
            return true;
    }
    return false;
}

bool cg_edge_scan_next(cg_edge_scan *scan, cg_edge_row *out_row)
{
    if (scan->rc == CG_OK && scan->phase == SCAN_PARSED) {
        if (next_parsed(scan, out_row))
            return true;
        cg_code closed = versioned_scan_close(&scan->rows, scan->rc == CG_OK ? &scan->err : NULL);
        scan->rc = scan->rc == CG_OK ? closed : scan->rc;
        scan->phase = SCAN_DONE;
        if (scan->rc == CG_OK)
            open_manual(scan, CG_EDGE_NONE, 0);
    }
    return scan->phase == SCAN_MANUAL && next_manual(scan, out_row);
}

cg_code cg_edge_scan_close(cg_edge_scan *scan, cg_err *err)
{
    cg_code closed = CG_OK, rc = scan->rc;
    cg_err *later = rc == CG_OK ? err : NULL;
    if (scan->phase == SCAN_PARSED)
        closed = versioned_scan_close(&scan->rows, later);
    else if (scan->phase == SCAN_MANUAL)
        closed = manual_scan_close(&scan->manual, later);
    if (rc != CG_OK && err != NULL)
        *err = scan->err;
    cg_free(scan);
    return rc == CG_OK ? closed : rc;
}

cg_code cg_snapshot_edge_ordinals(const cg_snapshot *snap, const cg_edge_row *edge, cg_arena *arena,
                                  uint32_t **out_ordinals, size_t *out_count, cg_err *err)
{
    *out_count = 0;
    *out_ordinals = NULL;
    if (edge->manual) /* nothing in the source says so */
        return CG_OK;
    key base = edge_base(snap, edge->source, false);
    key_put_be(&base, edge->kind, 1);
    key_put_ref(&base, edge->target);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc =
        versioned_get(snap->project->store->kv, CG_CF_EDGES, base, &snap->at, &iter, &value, err);
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
