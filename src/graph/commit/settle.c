// SPDX-License-Identifier: Apache-2.0
// When a commit ends: what follows from its changes of the overlay. Rows that changed, each against
// the base: the node row, number and name of a manual node, and the notes of all that readers will
// see changed. What was changed and changed back leaves nothing.
#include "overlay.h"

static cg_id id_in(const key *base, size_t at)
{
    cg_id id;
    memcpy(id.bytes, base->bytes + at, sizeof id.bytes);
    return id;
}

static cg_change_op op_of(cg_str before, cg_str after)
{
    return before.len == 0  ? CG_CHANGE_ADDED
           : after.len == 0 ? CG_CHANGE_REMOVED
                            : CG_CHANGE_CHANGED;
}

static void count(cg_change_op op, uint64_t *added, uint64_t *changed, uint64_t *removed)
{
    *added += op == CG_CHANGE_ADDED;
    *changed += op == CG_CHANGE_CHANGED;
    *removed += op == CG_CHANGE_REMOVED;
}

/* ---- manual nodes ---- */

/* `text`: empty: the node goes. */
static void put_node_row(cg_commit *commit, cg_node_ref ref, cg_id id, cg_str text, cg_change_op op)
{
    uint8_t value[NODE_RECORD];
    const node_record record = {
        .id = id, .file = CG_NONE, .content = cg_hash64(text.ptr, text.len, 0), .manual = true};
    key k = key_begin(commit->project->prefix);
    key_put_ref(&k, ref);
    node_record_put(value, &record);
    overlay_put_derived(commit, CG_CF_NODES, k,
                        text.len > 0 ? cg_str_make((char *)value, sizeof value) : CG_STR_NULL);
    commit_note_change(commit, (cg_change){.what = CG_CHANGE_NODE, .op = op, .node = ref});
}

/* Names that it had before keep their rows: readers ask the text. */
static void put_name_row(cg_commit *commit, cg_node_ref ref, cg_str name)
{
    static const char value[] = {NAME_MANUAL};
    char folded[CG_NAME_INDEX_MAX];
    key k = key_name(commit->project->prefix, cg_name_fold(name, folded), ref);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_str_make(value, sizeof value));
}

static cg_code decode(cg_str text, cg_manual_node *out_node, cg_err *err)
{
    *out_node = (cg_manual_node){0};
    return text.len == 0 || cg_manual_decode(text, out_node)
               ? CG_OK
               : CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
}

/* A node of another kind has another number: it goes under the old one and comes under the new. */
static cg_code settle_node(cg_commit *commit, overlay_row *row, cg_err *err)
{
    cg_str before = row->before;
    cg_id id = id_in(&row->base, KEY_PREFIX + 1);
    cg_manual_node old, new;
    cg_change_op op = op_of(before, row->value);
    cg_code rc = decode(before, &old, err);
    if (rc == CG_OK)
        rc = decode(row->value, &new, err);
    if (rc == CG_OK && before.len > 0)
        rc = commit_give_ref(commit, id, old.kind, old.name, &row->ref, err);
    if (rc == CG_OK && before.len > 0 && old.kind != new.kind)
        put_node_row(commit, row->ref, id, CG_STR_NULL, CG_CHANGE_REMOVED);
    if (rc == CG_OK && row->value.len > 0 && old.kind != new.kind)
        rc = commit_give_ref(commit, id, new.kind, new.name, &row->ref, err);
    if (rc == CG_OK && row->value.len > 0) {
        put_node_row(commit, row->ref, id, row->value,
                     old.kind == new.kind ? CG_CHANGE_CHANGED : CG_CHANGE_ADDED);
        put_name_row(commit, row->ref, new.name);
    }
    count(op, &commit->result.nodes_added, &commit->result.nodes_changed,
          &commit->result.nodes_removed);
    return rc;
}

/* ---- edges and metadata ---- */

/* The node that readers see under the id, or saw before the commit removed it; 0: none. */
static cg_code find_ref(cg_commit *commit, cg_id id, cg_node_ref *out_ref, cg_err *err)
{
    const overlay_row *row = overlay_find(commit->overlay, key_manual(commit->project->prefix, id));
    base_node found;
    *out_ref = row != NULL ? row->ref : 0;
    if (*out_ref != 0)
        return CG_OK;
    cg_code rc = commit_base_node(commit, id, &found, err);
    *out_ref = rc == CG_OK ? found.ref : 0;
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code note_edge(cg_commit *commit, cg_change change, cg_id source, cg_id target,
                         cg_err *err)
{
    cg_code rc = find_ref(commit, source, &change.node, err);
    if (rc == CG_OK)
        rc = find_ref(commit, target, &change.target, err);
    if (rc != CG_OK || change.node == 0 || change.target == 0)
        return rc;
    bool parsed = false;
    if (change.what ==
        CG_CHANGE_MANUAL_EDGE) /* who sees an edge that parsing found sees no change */
        rc = edge_is_parsed(commit->base, change.node, change.kind, change.target, &parsed, err);
    if (rc == CG_OK && !parsed)
        commit_note_change(commit, change);
    return rc;
}

static cg_code settle_edge(cg_commit *commit, const overlay_row *row, cg_err *err)
{
    size_t first = KEY_PREFIX + 1, kind = first + sizeof(cg_id);
    cg_id source = id_in(&row->base, first), target = id_in(&row->base, kind + 1);
    cg_change change = {.what = CG_CHANGE_MANUAL_EDGE,
                        .op = op_of(row->before, row->value),
                        .kind = (cg_edge_kind)row->base.bytes[kind]};
    cg_commit_edge edge = {0};
    count(change.op, &commit->result.edges_added, &commit->result.edges_changed,
          &commit->result.edges_removed);
    cg_code rc = cg_commit_find_edge(commit, cg_edge_id(source, change.kind, target), &edge, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    return edge.parsed ? CG_OK : note_edge(commit, change, source, target, err);
}

static cg_code settle_metadata(cg_commit *commit, const overlay_row *row, cg_err *err)
{
    cg_id id = id_in(&row->base, KEY_PREFIX + 2);
    cg_change change = {.what = CG_CHANGE_NODE_METADATA, .op = CG_CHANGE_CHANGED};
    cg_commit_node node;
    cg_commit_edge edge;
    cg_code rc;
    if (row->base.bytes[KEY_PREFIX + 1] == CG_OWNER_KNOWN)
        return CG_OK; /* readers see the edges alone */
    if (row->base.bytes[KEY_PREFIX + 1] == CG_OWNER_NODE) {
        rc = cg_commit_find_node(commit, id, &node, err);
        if (rc == CG_OK)
            rc = find_ref(commit, id, &change.node, err);
        if (rc == CG_OK)
            commit_note_change(commit, change);
    } else {
        rc = cg_commit_find_edge(commit, id, &edge, err);
        change.what = CG_CHANGE_EDGE_METADATA;
        change.kind = rc == CG_OK ? edge.kind : CG_EDGE_NONE;
        if (rc == CG_OK)
            rc = note_edge(commit, change, edge.source, edge.target, err);
    }
    return rc == CG_E_NOT_FOUND ? CG_OK : rc; /* that it went has been noted */
}

/* By what generations wrote, two of them are compared without looking at the rest. */
static void put_log_row(cg_commit *commit, const overlay_row *row)
{
    key k = key_overlay_log(commit->project->prefix, commit->generation);
    key_put(&k, row->base.bytes + KEY_PREFIX, row->base.len - KEY_PREFIX);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), CG_STR_NULL);
}

static cg_code settle_row(cg_commit *commit, overlay_row *row, cg_err *err)
{
    if (cg_str_eq(row->before, row->value))
        return CG_OK;
    put_log_row(commit, row);
    switch (row->family) {
    case OVERLAY_NODES: return settle_node(commit, row, err);
    case OVERLAY_EDGES: return settle_edge(commit, row, err);
    default: return settle_metadata(commit, row, err);
    }
}

cg_code commit_settle_overlay(cg_commit *commit, cg_err *err)
{
    static const overlay_family order[] = {OVERLAY_NODES, OVERLAY_EDGES, OVERLAY_METADATA};
    overlay_changes *changes = commit->overlay;
    cg_code rc = CG_OK;
    if (!commit->overlay_changed)
        return CG_OK;
    if (commit->virgin && !commit->changed && !commit->dry_run)
        commit->changes.dropped = false; /* nothing but this is in the first generation */
    for (size_t f = 0; f < CG_ARRAY_LEN(order); f++) /* edges want the numbers of nodes */
        for (size_t i = 0; rc == CG_OK && i < changes->rows.len; i++) {
            if (changes->rows.ptr[i].family != order[f])
                continue;
            rc = settle_row(commit, &changes->rows.ptr[i], err);
            if (rc == CG_OK)
                rc = commit_relieve(commit, err);
        }
    return rc;
}
