// SPDX-License-Identifier: Apache-2.0
// Relationships, each with its sites: one by its id, and those of a node.
#include "service_int.h"

/* The n-th references of the source's body are the sites. */
static cg_code fill_sites(const cg_snapshot *snap, const cg_edge_row *row,
                          const cg_node_place *source, cg_arena *arena, cg_edge_view *out,
                          cg_err *err)
{
    uint32_t *ordinals;
    size_t count;
    cg_code rc = cg_snapshot_edge_ordinals(snap, row, arena, &ordinals, &count, err);
    if (rc != CG_OK || count == 0)
        return rc;
    CG_AUTO(cg_unit_pin) pin = NULL;
    rc = view_unit(snap, source->file, true, &pin, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    out->sites = cg_arena_alloc_array(arena, count, sizeof *out->sites);
    uint32_t ordinal = 0;
    for (size_t i = 0; i < unit->refs.len && out->sites_count < count; i++) {
        const cg_ref *ref = &unit->refs.ptr[i];
        if (ref->source != source->def)
            continue;
        if (ordinal++ == ordinals[out->sites_count])
            out->sites[out->sites_count++] = (cg_site){ref->line + 1, ref->col + 1};
    }
    return CG_OK;
}

static cg_code view_edge(const cg_snapshot *snap, const cg_edge_row *row, cg_arena *arena,
                         cg_edge_view *out, cg_err *err)
{
    cg_node_place source, target;
    *out =
        (cg_edge_view){.kind = row->kind, .rule = row->rule, .confidence = row->confidence / 100.0};
    cg_code rc = cg_snapshot_node_by_ref(snap, row->source, &source, err);
    if (rc == CG_OK)
        rc = cg_snapshot_node_by_ref(snap, row->target, &target, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost one of its ends");
    if (rc == CG_OK)
        rc = view_make(snap, &source, arena, &out->source, err);
    if (rc == CG_OK)
        rc = view_make(snap, &target, arena, &out->target, err);
    if (rc != CG_OK)
        return rc;
    out->id = cg_edge_id(source.id, row->kind, target.id);
    return fill_sites(snap, row, &source, arena, out, err);
}

/* ---- one ---- */

cg_code cg_service_relationship_get(cg_service *service, cg_str project, cg_id id, cg_arena *arena,
                                    cg_edge_detail *out_detail, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_detail = (cg_edge_detail){0};
    cg_edge_row row;
    cg_code rc = service_snapshot(service, project, &snap, err);
    if (rc != CG_OK)
        return rc;
    rc = snap != NULL ? cg_snapshot_edge_by_id(snap, id, &row, err) : CG_E_NOT_FOUND;
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_NOT_FOUND, "no relationship has this id");
    if (rc != CG_OK)
        return rc;
    out_detail->generation = cg_snapshot_generation(snap);
    return view_edge(snap, &row, arena, &out_detail->edge, err);
}

/* ---- those of a node ---- */

typedef struct edge_listing {
    const cg_snapshot *snap;
    const cg_edge_filter *filter;
    size_t limit;
    cg_arena *arena;
    cg_edge_page *page;
    uint64_t kinds;
    unsigned confidence_min; /* percent */
    bool full;
} edge_listing;

/* Position: direction, kind, other end of the last row. */
#define POSITION_BYTES 10

static cg_code list_direction(edge_listing *l, cg_node_ref node, bool inwards, cursor *c,
                              cg_err *err)
{
    cg_edge_kind after_kind = CG_EDGE_NONE;
    cg_node_ref after = 0;
    if (c->position_len == POSITION_BYTES && c->position[0] == inwards) {
        after_kind = (cg_edge_kind)c->position[1];
        after = cg_get_be64(c->position + 2);
    }
    cg_edge_scan *scan = cg_edge_scan_open(l->snap, node, inwards, CG_EDGE_NONE, after_kind, after);
    cg_edge_row row;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !l->full && cg_edge_scan_next(scan, &row)) {
        if ((l->kinds != 0 && !(l->kinds >> row.kind & 1)) || row.confidence < l->confidence_min)
            continue;
        if (inwards && row.source == row.target && (l->filter->direction & CG_DIR_OUT))
            continue; /* a node's edge to itself was met on the way out */
        if (page_is_full(l->arena, l->page->count, l->limit)) {
            l->full = true;
            continue;
        }
        rc = view_edge(l->snap, &row, l->arena, &l->page->rows[l->page->count], err);
        l->page->count += rc == CG_OK;
        c->position[0] = inwards;
        c->position[1] = (uint8_t)row.kind;
        cg_put_be64(c->position + 2, inwards ? row.source : row.target);
        c->position_len = POSITION_BYTES;
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* Outwards first; a cursor that stands in the second half skips the first. */
static cg_code list_edges(edge_listing *l, cg_node_ref node, cursor *c, cg_err *err)
{
    bool out_done = c->position_len == POSITION_BYTES && c->position[0] == 1;
    cg_code rc = CG_OK;
    if ((l->filter->direction & CG_DIR_OUT) && !out_done)
        rc = list_direction(l, node, false, c, err);
    if (rc == CG_OK && !l->full && (l->filter->direction & CG_DIR_IN))
        rc = list_direction(l, node, true, c, err);
    return rc;
}

static uint64_t question_of(cg_str selector, const cg_edge_filter *filter)
{
    uint64_t h = cg_hash64(selector.ptr, selector.len, 'r' + (uint64_t)filter->direction);
    for (size_t i = 0; i < filter->kinds_count; i++)
        h = cg_hash64(&filter->kinds[i], sizeof filter->kinds[i], h);
    return cg_hash64(&filter->min_confidence, sizeof filter->min_confidence, h);
}

cg_code cg_service_node_relationships(cg_service *service, cg_str project, cg_str selector,
                                      const cg_edge_filter *filter, size_t limit,
                                      cg_str cursor_text, cg_arena *arena, cg_edge_page *out_page,
                                      cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_edge_page){0};
    cg_code rc =
        page_open(service, project, cursor_text, question_of(selector, filter), &c, &snap, err);
    if (rc != CG_OK)
        return rc;
    if (snap != NULL)
        out_page->generation = cg_snapshot_generation(snap);
    cg_node_place place;
    rc = resolve_node(snap, selector, arena, &place, &out_page->candidates,
                      &out_page->candidates_count, err);
    if (rc == CG_OK)
        rc = view_make(snap, &place, arena, &out_page->node, err);
    if (rc != CG_OK)
        return rc;
    edge_listing l = {.snap = snap,
                      .filter = filter,
                      .limit = limit,
                      .arena = arena,
                      .page = out_page,
                      .confidence_min = (unsigned)(filter->min_confidence * 100.0 + 0.5)};
    for (size_t i = 0; i < filter->kinds_count; i++)
        l.kinds |= UINT64_C(1) << filter->kinds[i];
    out_page->rows = cg_arena_alloc_array(arena, limit + 1, sizeof *out_page->rows);
    rc = list_edges(&l, place.ref, &c, err);
    if (rc == CG_OK && l.full)
        out_page->next_cursor = cursor_make(service, snap, &c, arena);
    if (rc == CG_OK && filter->with_coverage)
        rc = coverage_of_name(snap, out_page->node.name, arena, &out_page->coverage, err);
    return rc;
}
