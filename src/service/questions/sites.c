// SPDX-License-Identifier: Apache-2.0
// Where the relationships stand that a walk has followed. A step by dispatch has none with the node that was reached, but
// with members that it overrides.
#include "questions.h"

#include <stdlib.h>

typedef CG_VEC(cg_node_ref) ref_list;

static bool holds(const ref_list *list, cg_node_ref ref)
{
    for (size_t i = 0; i < list->len; i++)
        if (list->ptr[i] == ref)
            return true;
    return false;
}

/* The member, what it overrides, and what that does. */
static cg_code list_overridden(const cg_snapshot *snap, cg_node_ref member, unsigned min_confidence,
                               ref_list *out, cg_err *err)
{
    cg_code rc = CG_OK;
    CG_VEC_PUSH(out, member);
    for (size_t i = 0; rc == CG_OK && i < out->len; i++) {
        cg_edge_row row;
        cg_edge_scan *scan =
            cg_edge_scan_open(snap, out->ptr[i], false, CG_EDGE_OVERRIDES, CG_EDGE_NONE, 0);
        while (cg_edge_scan_next(scan, &row))
            if (row.kind == CG_EDGE_OVERRIDES && row.confidence >= min_confidence &&
                !holds(out, row.target))
                CG_VEC_PUSH(out, row.target);
        rc = cg_edge_scan_close(scan, err);
    }
    return rc;
}

static cg_code add_sites(const cg_snapshot *snap, const cg_edge_row *row,
                         const cg_node_place *source, cg_arena *arena, cg_reach_row *out,
                         cg_err *err)
{
    cg_site *sites;
    size_t count;
    if (row->manual || source->file == CG_NONE)
        return CG_OK;
    cg_code rc = edge_sites(snap, row, source, arena, &sites, &count, err);
    if (rc != CG_OK || count == 0)
        return rc;
    cg_site *all = cg_arena_alloc_array(arena, out->sites_count + count, sizeof *all);
    if (out->sites_count > 0)
        memcpy(all, out->sites, out->sites_count * sizeof *all);
    memcpy(all + out->sites_count, sites, count * sizeof *all);
    out->sites = all;
    out->sites_count += count;
    return CG_OK;
}

static int compare_sites(const void *a, const void *b)
{
    const cg_site *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static cg_code add_dispatched(const cg_snapshot *snap, const cg_node_place *source,
                              const ref_list *targets, unsigned kind, unsigned min_confidence,
                              cg_arena *arena, cg_reach_row *out, cg_err *err)
{
    cg_edge_row row;
    cg_code rc = CG_OK;
    cg_edge_scan *scan =
        cg_edge_scan_open(snap, source->ref, false, (cg_edge_kind)kind, CG_EDGE_NONE, 0);
    while (rc == CG_OK && cg_edge_scan_next(scan, &row))
        if (row.kind == kind && row.confidence >= min_confidence && holds(targets, row.target))
            rc = add_sites(snap, &row, source, arena, out, err);
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    if (out->sites_count > 1)
        qsort(out->sites, out->sites_count, sizeof *out->sites, compare_sites);
    return rc == CG_OK ? closed : rc;
}

cg_code sites_of_step(const cg_snapshot *snap, const cg_node_place *source,
                      const cg_node_place *target, const cg_edge_word *by, unsigned min_confidence,
                      cg_arena *arena, cg_reach_row *out, cg_err *err)
{
    ref_list targets = {0};
    cg_code rc;
    out->site_path =
        source->file != CG_NONE ? cg_snapshot_file(snap, source->file)->path : CG_STR("");
    if (!by->dispatch) {
        const cg_edge_row row = {.source = source->ref,
                                 .target = target->ref,
                                 .kind = by->kind,
                                 .rule = by->rule,
                                 .confidence = by->confidence,
                                 .manual = by->manual};
        return add_sites(snap, &row, source, arena, out, err);
    }
    rc = list_overridden(snap, target->ref, min_confidence, &targets, err);
    if (rc == CG_OK)
        rc = add_dispatched(snap, source, &targets, by->kind, min_confidence, arena, out, err);
    CG_VEC_FINI(&targets);
    return rc;
}
