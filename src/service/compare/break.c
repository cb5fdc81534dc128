// SPDX-License-Identifier: Apache-2.0
// Changes that break who uses a node: a public one that went, is found elsewhere, takes other arguments or shows itself to
// fewer. Whom they break is who used it before and is still there.
#include "compare.h"

static bool is_public(const cg_node_view *view)
{
    switch (view->kind) {
    case CG_NODE_FILE:
    case CG_NODE_IMPORT:
    case CG_NODE_EXTERNAL:
    case CG_NODE_PACKAGE: return false;
    default: return view->visibility == CG_VIS_PUBLIC || view->visibility == CG_VIS_PROTECTED;
    }
}

static bool breaks(const cg_compare_row *row)
{
    const unsigned telling = 1u << CG_ASPECT_KIND | 1u << CG_ASPECT_NAME | 1u << CG_ASPECT_FILE |
                             1u << CG_ASPECT_PARENT | 1u << CG_ASPECT_SIGNATURE;
    bool hidden = row->aspects >> CG_ASPECT_VISIBILITY & 1 && !is_public(&row->after);
    return row->change == CG_KIND_REMOVED || row->aspects & telling || hidden;
}

/* Who only has it as a member is not broken by it. */
static bool is_use(cg_edge_kind kind)
{
    return kind != CG_EDGE_CONTAINS && kind != CG_EDGE_NONE;
}

/* Most have few: so the list doubles, in the arena. */
static void list_user(cg_compare_row *row, cg_arena *arena, cg_compare_user user)
{
    const size_t first = 8;
    size_t count = row->users_count;
    bool full = count == 0 || (count >= first && (count & (count - 1)) == 0);
    if (full) {
        cg_compare_user *more = cg_arena_alloc_array(arena, CG_MAX(2 * count, first), sizeof *more);
        if (count > 0)
            memcpy(more, row->users, count * sizeof *more);
        row->users = more;
    }
    row->users[row->users_count++] = user;
}

static cg_code add_user(const cg_compare *c, const cg_edge_row *edge, cg_arena *arena,
                        cg_compare_row *row, cg_err *err)
{
    side_node user;
    cg_node_ref after = matches_after(&c->matches, edge->source);
    cg_code rc =
        compare_load(c, CG_DIFF_AFTER, after != 0 ? after : edge->source, arena, &user, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    if (rc == CG_OK && row->users_total++ < c->limits.users)
        list_user(row, arena, (cg_compare_user){edge->kind, user.view});
    return rc;
}

cg_code compare_break(const cg_compare *c, cg_arena *arena, const side_node *before,
                      cg_compare_row *row, cg_err *err)
{
    cg_edge_row edge;
    cg_node_place place;
    row->breaking = is_public(&before->view) && breaks(row);
    if (!row->breaking)
        return CG_OK;
    cg_code rc = cg_snapshot_node_by_id(c->before, before->at.id, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a node has lost its row") : rc;
    cg_edge_scan *scan =
        cg_edge_scan_open(c->before, place.ref, true, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    while (rc == CG_OK && cg_edge_scan_next(scan, &edge))
        if (is_use(edge.kind) && edge.source != place.ref)
            rc = add_user(c, &edge, arena, row, err);
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}
