// SPDX-License-Identifier: Apache-2.0
// Manual edges that come into sight or go out of it because parsing brings or takes a node at one of their
// ends. Their rows stay as they are, so nothing else of the commit tells. The nodes that moved, in the
// order of their ids, leapfrog over the rows of manual edges: what is more of the two is skipped.
#include "overlay.h"

#include <stdlib.h>

void commit_note_node(cg_commit *commit, cg_node_ref ref, cg_id id, cg_change_op op)
{
    commit_note_change(commit, (cg_change){.what = CG_CHANGE_NODE, .op = op, .node = ref});
    if (op == CG_CHANGE_CHANGED || commit->base->counts.manual_edges == 0)
        return;
    node_move move = {.id = id};
    *(op == CG_CHANGE_ADDED ? &move.after : &move.before) = ref;
    CG_VEC_PUSH(&commit->moves, move);
}

static int compare(const void *a, const void *b)
{
    return memcmp(((const node_move *)a)->id.bytes, ((const node_move *)b)->id.bytes,
                  sizeof(cg_id));
}

/* By id, and each once: a node that becomes one of another kind goes and comes. */
static void sort_moves(cg_commit *commit)
{
    node_move *moves = commit->moves.ptr;
    size_t count = 0;
    qsort(moves, commit->moves.len, sizeof *moves, compare);
    for (size_t i = 0; i < commit->moves.len; i++) {
        const node_move next = moves[i];
        node_move *last = count > 0 ? &moves[count - 1] : NULL;
        if (last == NULL || !cg_id_eq(last->id, next.id)) {
            moves[count++] = next;
            continue;
        }
        last->before = last->before != 0 ? last->before : next.before;
        last->after = last->after != 0 ? last->after : next.after;
    }
    commit->moves.len = count;
}

static const node_move *find_move(const cg_commit *commit, cg_id id)
{
    const node_move wanted = {.id = id};
    return bsearch(&wanted, commit->moves.ptr, commit->moves.len, sizeof wanted, compare);
}

/* An end before the commit and after it. */
static cg_code find_end(cg_commit *commit, cg_id id, node_move *out_end, cg_err *err)
{
    base_node found;
    const node_move *move = find_move(commit, id);
    if (move != NULL) {
        *out_end = *move;
        return CG_OK;
    }
    cg_code rc = commit_base_node(commit, id, &found, err);
    cg_node_ref ref = rc == CG_OK ? found.ref : 0;
    *out_end = (node_move){id, ref, ref};
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* Whether parsing finds the edge as well is for readers to see: not all of that is known here. */
static cg_code settle_edge(cg_commit *commit, cg_id source, cg_edge_kind kind, cg_id target,
                           cg_err *err)
{
    node_move from, to;
    key k = key_manual_edge(commit->project->prefix, source, kind, target);
    if (commit->overlay != NULL && overlay_find(commit->overlay, k) != NULL)
        return CG_OK; /* the commit changes the edge itself, which is told */
    cg_code rc = find_end(commit, source, &from, err);
    if (rc == CG_OK)
        rc = find_end(commit, target, &to, err);
    if (rc != CG_OK)
        return rc;
    bool was = from.before != 0 && to.before != 0, is = from.after != 0 && to.after != 0;
    if (was != is)
        commit_note_change(commit, (cg_change){.what = CG_CHANGE_MANUAL_EDGE,
                                               .op = is ? CG_CHANGE_ADDED : CG_CHANGE_REMOVED,
                                               .kind = kind,
                                               .node = is ? from.after : from.before,
                                               .target = is ? to.after : to.before});
    return CG_OK;
}

/* The edges whose source moved, or (`inwards`) those whose target alone did. */
static cg_code walk(cg_commit *commit, bool inwards, cg_err *err)
{
    manual_scan scan;
    cg_id node, other;
    cg_edge_kind kind;
    cg_code rc = CG_OK;
    manual_scan_open_ends(&scan, commit->base, inwards);
    bool more = manual_scan_next(&scan, &node, &kind, &other);
    for (size_t i = 0; rc == CG_OK && more && i < commit->moves.len;) {
        const node_move *move = &commit->moves.ptr[i];
        int order = memcmp(node.bytes, move->id.bytes, sizeof node.bytes);
        if (order > 0) {
            i++;
            continue;
        }
        if (order < 0)
            manual_scan_seek(&scan, commit->base, move->id);
        else if (!inwards)
            rc = settle_edge(commit, node, kind, other, err);
        else if (find_move(commit, other) == NULL)
            rc = settle_edge(commit, other, kind, node, err);
        more = manual_scan_next(&scan, &node, &kind, &other);
    }
    cg_code closed = manual_scan_close(&scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

cg_code commit_settle_shown(cg_commit *commit, cg_err *err)
{
    if (commit->moves.len == 0 || commit->dry_run)
        return CG_OK;
    sort_moves(commit);
    cg_code rc = walk(commit, false, err);
    if (rc == CG_OK)
        rc = walk(commit, true, err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
