// SPDX-License-Identifier: Apache-2.0
// Relationships of a whole project: those that leave one node after the other, or only those at the
// ends that are asked for.
#include "service_int.h"

#define DEADLINE_EVERY 256 /* rows between looks at the clock */

/* Behind which row the page begins: node that was walked, direction's kind, other end. */
#define POSITION_BYTES 17

typedef struct listing {
    const cg_snapshot *snap;
    const cg_edge_list_filter *filter;
    size_t limit, rows_seen;
    uint64_t deadline_ns;
    cg_arena *arena;
    cg_edge_page *page;
    cursor *at;
    uint64_t kinds; /* bit set; 0: all */
    unsigned confidence_min;
    cg_node_ref source, target; /* 0: any */
    bool full;
} listing;

static bool row_fits(const listing *l, const cg_edge_row *row)
{
    return (l->kinds == 0 || l->kinds >> row->kind & 1) && row->confidence >= l->confidence_min &&
           (l->source == 0 || row->source == l->source) &&
           (l->target == 0 || row->target == l->target);
}

static bool path_fits(const listing *l, uint32_t file)
{
    return l->filter->path.len == 0 ||
           (file != CG_NONE &&
            cg_glob_match(l->filter->path, cg_snapshot_file(l->snap, file)->path));
}

static cg_code look_at_clock(listing *l, cg_err *err)
{
    if (++l->rows_seen % DEADLINE_EVERY != 0 || l->deadline_ns == 0 || cg_now_ns() < l->deadline_ns)
        return CG_OK;
    return CG_FAIL(err, CG_E_DEADLINE, "the listing took longer than it may: narrow the filter");
}

static cg_code add_row(listing *l, cg_node_ref node, bool inwards, const cg_edge_row *row,
                       cg_err *err)
{
    if (page_is_full(l->arena, l->page->count, l->limit)) {
        l->full = true;
        return CG_OK;
    }
    cg_code rc = view_edge(l->snap, row, l->arena, &l->page->rows[l->page->count], err);
    l->page->count += rc == CG_OK;
    cg_put_be64(l->at->position, node);
    l->at->position[8] = (uint8_t)(row->kind | (row->manual ? CG_EDGE_AFTER_MANUAL : 0));
    cg_put_be64(l->at->position + 9, inwards ? row->source : row->target);
    l->at->position_len = POSITION_BYTES;
    return rc;
}

/* The edges of a node, from the position on when it is the node that the last page ended in. */
static cg_code list_node(listing *l, cg_node_ref node, bool inwards, cg_err *err)
{
    bool resumes = l->at->position_len == POSITION_BYTES && cg_get_be64(l->at->position) == node;
    unsigned after_kind = resumes ? l->at->position[8] : CG_EDGE_NONE;
    cg_node_ref after = resumes ? cg_get_be64(l->at->position + 9) : 0;
    cg_edge_scan *scan = cg_edge_scan_open(l->snap, node, inwards, CG_EDGE_NONE, after_kind, after);
    cg_edge_row row;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !l->full && cg_edge_scan_next(scan, &row)) {
        rc = look_at_clock(l, err);
        if (rc == CG_OK && row_fits(l, &row))
            rc = add_row(l, node, inwards, &row, err);
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static cg_code list_kind(listing *l, cg_node_kind kind, cg_node_ref from, cg_err *err)
{
    cg_node_scan *scan = cg_node_scan_open(l->snap, kind, from > 0 ? from - 1 : 0);
    cg_node_ref ref;
    uint32_t file;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !l->full && cg_node_scan_next(scan, &ref, &file)) {
        rc = look_at_clock(l, err);
        if (rc == CG_OK && path_fits(l, file))
            rc = list_node(l, ref, false, err);
    }
    cg_code closed = cg_node_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static cg_code list_all(listing *l, cg_err *err)
{
    cg_node_ref from = l->at->position_len == POSITION_BYTES ? cg_get_be64(l->at->position) : 0;
    cg_code rc = CG_OK;
    for (unsigned kind = CG_MAX(cg_ref_kind(from), 1u);
         rc == CG_OK && !l->full && kind < CG_NODE_KIND_LIMIT; kind++)
        rc = list_kind(l, (cg_node_kind)kind, from, err);
    return rc;
}

/* Its ref is 0 when any will do. An ambiguous one points at the parameter too. */
static cg_code find_end(listing *l, cg_str selector, const char *parameter,
                        cg_node_place *out_place, cg_err *err)
{
    *out_place = (cg_node_place){0};
    if (selector.len == 0)
        return CG_OK;
    cg_code rc = resolve_node(l->snap, selector, l->arena, out_place, &l->page->candidates,
                              &l->page->candidates_count, err);
    return rc == CG_OK || cg_code_status(rc) >= 500 ? rc : cg_err_at(err, "%s", parameter);
}

static cg_code list(listing *l, cg_err *err)
{
    cg_node_place source, target;
    cg_code rc = find_end(l, l->filter->source, "source", &source, err);
    if (rc == CG_OK)
        rc = find_end(l, l->filter->target, "target", &target, err);
    if (rc != CG_OK)
        return rc;
    l->source = source.ref;
    l->target = target.ref;
    if (l->source != 0)
        return path_fits(l, source.file) ? list_node(l, l->source, false, err) : CG_OK;
    if (l->target != 0 && l->filter->path.len == 0)
        return list_node(l, l->target, true, err);
    return list_all(l, err);
}

static uint64_t question_of(const cg_edge_list_filter *f)
{
    uint64_t h = cg_hash64(f->source.ptr, f->source.len, 'l');
    h = cg_hash64(f->target.ptr, f->target.len, h);
    h = cg_hash64(f->path.ptr, f->path.len, h);
    for (size_t i = 0; i < f->kinds_count; i++)
        h = cg_hash64(&f->kinds[i], sizeof f->kinds[i], h);
    return cg_hash64(&f->min_confidence, sizeof f->min_confidence, h);
}

cg_code cg_service_relationship_list(cg_service *service, cg_graph_ref where,
                                     const cg_edge_list_filter *filter, size_t limit,
                                     cg_str cursor_text, uint64_t deadline_ns, cg_arena *arena,
                                     cg_edge_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_edge_page){0};
    cg_code rc = page_open(service, where, cursor_text, question_of(filter), &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    listing l = {.snap = snap,
                 .filter = filter,
                 .limit = limit,
                 .deadline_ns = deadline_ns,
                 .arena = arena,
                 .page = out_page,
                 .at = &c,
                 .confidence_min = (unsigned)(filter->min_confidence * 100.0 + 0.5)};
    for (size_t i = 0; i < filter->kinds_count; i++)
        l.kinds |= UINT64_C(1) << filter->kinds[i];
    out_page->generation = cg_snapshot_generation(snap);
    out_page->rows = cg_arena_alloc_array(arena, limit + 1, sizeof *out_page->rows);
    rc = list(&l, err);
    if (rc == CG_OK && l.full)
        out_page->next_cursor = cursor_make(snap, &c, arena);
    return rc;
}
