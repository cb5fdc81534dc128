// SPDX-License-Identifier: Apache-2.0
// Relationships, each with its sites: one by its id, and those of a node. Those of packages, modules
// and namespaces come last: their dependencies, which are not stored.
#include "service_int.h"

/* The n-th references of the source's body are the sites. */
cg_code edge_sites(const cg_snapshot *snap, const cg_edge_row *row, const cg_node_place *source,
                   cg_arena *arena, cg_site **out_sites, size_t *out_count, cg_err *err)
{
    uint32_t *ordinals;
    size_t count, found = 0;
    *out_sites = NULL;
    *out_count = 0;
    cg_code rc = cg_snapshot_edge_ordinals(snap, row, arena, &ordinals, &count, err);
    if (rc != CG_OK || count == 0)
        return rc;
    CG_AUTO(cg_unit_pin) pin = NULL;
    rc = view_unit(snap, source->file, true, &pin, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    cg_site *sites = cg_arena_alloc_array(arena, count, sizeof *sites);
    uint32_t ordinal = 0;
    for (size_t i = 0; i < unit->refs.len && found < count; i++) {
        const cg_ref *ref = &unit->refs.ptr[i];
        if (ref->source != source->def)
            continue;
        if (ordinal++ == ordinals[found])
            sites[found++] = (cg_site){ref->line + 1, ref->col + 1};
    }
    *out_sites = sites;
    *out_count = found;
    return CG_OK;
}

/* An edge between two places, without its sites. */
static cg_code view_ends(const cg_snapshot *snap, const cg_edge_row *row,
                         const cg_node_place *source, const cg_node_place *target, cg_arena *arena,
                         cg_edge_view *out, cg_err *err)
{
    *out =
        (cg_edge_view){.kind = row->kind, .rule = row->rule, .confidence = row->confidence / 100.0};
    out->id = cg_edge_id(source->id, row->kind, target->id);
    cg_code rc = view_make(snap, source, arena, &out->source, err);
    return rc == CG_OK ? view_make(snap, target, arena, &out->target, err) : rc;
}

/* What is told of an edge besides its ends. */
enum { WITH_SITES = 1, WITH_METADATA = 2 };

/* A node of which all is known, when its edges are told. */
typedef struct known_node {
    cg_node_place place;
    cg_node_view view;
} known_node;

/* One end of an edge. `known`: NULL, or what may be this end. */
static cg_code view_end(const cg_snapshot *snap, cg_node_ref ref, const known_node *known,
                        cg_arena *arena, cg_node_place *out_place, cg_node_view *out_view,
                        cg_err *err)
{
    if (known != NULL && known->place.ref == ref) {
        *out_place = known->place;
        *out_view = known->view;
        return CG_OK;
    }
    cg_code rc = cg_snapshot_node_by_ref(snap, ref, out_place, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost one of its ends");
    return rc == CG_OK ? view_make(snap, out_place, arena, out_view, err) : rc;
}

static cg_code view_edge_with(const cg_snapshot *snap, const cg_edge_row *row, unsigned with,
                              const known_node *known, cg_arena *arena, cg_edge_view *out,
                              cg_err *err)
{
    cg_node_place source, target;
    *out =
        (cg_edge_view){.kind = row->kind, .rule = row->rule, .confidence = row->confidence / 100.0};
    cg_code rc = view_end(snap, row->source, known, arena, &source, &out->source, err);
    if (rc == CG_OK)
        rc = view_end(snap, row->target, known, arena, &target, &out->target, err);
    if (rc == CG_OK)
        out->id = cg_edge_id(source.id, row->kind, target.id);
    if (rc == CG_OK && with & WITH_METADATA)
        rc = cg_snapshot_metadata(snap, CG_OWNER_EDGE, out->id, arena, &out->metadata, err);
    return rc == CG_OK && with & WITH_SITES
               ? edge_sites(snap, row, &source, arena, &out->sites, &out->sites_count, err)
               : rc;
}

cg_code view_edge(const cg_snapshot *snap, const cg_edge_row *row, cg_arena *arena,
                  cg_edge_view *out, cg_err *err)
{
    return view_edge_with(snap, row, WITH_SITES | WITH_METADATA, NULL, arena, out, err);
}

/* ---- one ---- */

cg_code known_of_file(const cg_snapshot *snap, uint32_t num, cg_arena *arena, cg_known *out_known,
                      bool *out_is, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_str value;
    const cg_file *file = cg_snapshot_file(snap, num);
    *out_is = false;
    if (file == NULL)
        return CG_OK;
    cg_symbol_add_file(&symbol, (cg_lang_id)file->lang, file->path);
    cg_id id = cg_node_id(cg_project_name(cg_snapshot_project(snap)), cg_buf_str(&symbol));
    cg_code rc = cg_snapshot_metadata(snap, CG_OWNER_KNOWN, id, arena, &value, err);
    if (rc != CG_OK || value.len == 0)
        return rc;
    if (!cg_known_decode(value, arena, out_known))
        return CG_FAIL(err, CG_E_CORRUPT, "what an index knows of a file is damaged");
    *out_is = true;
    return CG_OK;
}

/* Which index knows where references of the source lead. */
static cg_code view_index(const cg_snapshot *snap, const cg_edge_row *row, cg_arena *arena,
                          cg_edge_detail *out, cg_err *err)
{
    cg_node_place place;
    cg_known known;
    cg_code rc = cg_snapshot_node_by_ref(snap, row->source, &place, err);
    if (rc == CG_OK)
        rc = known_of_file(snap, place.file, arena, &known, &out->indexed, err);
    if (rc != CG_OK || !out->indexed)
        return rc;
    out->tool = known.tool;
    out->tool_version = known.tool_version;
    return CG_OK;
}

cg_code cg_service_relationship_get(cg_service *service, cg_graph_ref where, cg_id id,
                                    cg_arena *arena, cg_edge_detail *out_detail, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_detail = (cg_edge_detail){0};
    cg_edge_row row;
    cg_code rc = service_snapshot(service, where, &snap, err);
    if (rc != CG_OK)
        return rc;
    rc = snap != NULL ? cg_snapshot_edge_by_id(snap, id, &row, err) : CG_E_NOT_FOUND;
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_NOT_FOUND, "no relationship has this id");
    if (rc != CG_OK)
        return rc;
    out_detail->generation = cg_snapshot_generation(snap);
    rc = view_edge(snap, &row, arena, &out_detail->edge, err);
    return rc == CG_OK && row.rule == CG_RULE_SCIP ? view_index(snap, &row, arena, out_detail, err)
                                                   : rc;
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
    unsigned with;
    known_node node;    /* whose edges these are */
    size_t used_before; /* of the arena, by what came before this page */
    bool full;
} edge_listing;

static bool listing_is_full(const edge_listing *l)
{
    bool heavy = cg_arena_used(l->arena) - l->used_before > PAGE_BYTES_MAX;
    return l->page->count >= l->limit || (l->page->count > 0 && heavy);
}

/* Position: part, kind, other end of the last row; of derived dependencies, how many were given. */
#define POSITION_BYTES 10
enum { PART_OUT, PART_IN, PART_DERIVED_OUT, PART_DERIVED_IN };

static cg_code list_direction(edge_listing *l, cg_node_ref node, bool inwards, cursor *c,
                              cg_err *err)
{
    unsigned after_kind = CG_EDGE_NONE;
    cg_node_ref after = 0;
    if (c->position_len == POSITION_BYTES && c->position[0] == inwards) {
        after_kind = c->position[1];
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
        if (listing_is_full(l)) {
            l->full = true;
            continue;
        }
        rc = view_edge_with(l->snap, &row, l->with, &l->node, l->arena,
                            &l->page->rows[l->page->count], err);
        l->page->count += rc == CG_OK;
        c->position[0] = inwards;
        c->position[1] = (uint8_t)(row.kind | (row.manual ? CG_EDGE_AFTER_MANUAL : 0));
        cg_put_be64(c->position + 2, inwards ? row.source : row.target);
        c->position_len = POSITION_BYTES;
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static bool has_dependencies(const cg_node_place *place)
{
    unsigned kind = cg_ref_kind(place->ref);
    return !place->manual &&
           (kind == CG_NODE_PACKAGE || kind == CG_NODE_MODULE || kind == CG_NODE_NAMESPACE);
}

static cg_code list_derived(edge_listing *l, const cg_node_place *place, unsigned part, cursor *c,
                            cg_err *err)
{
    derived_ends found;
    bool inwards = part == PART_DERIVED_IN;
    bool here = c->position_len == POSITION_BYTES && c->position[0] == part;
    cg_code rc = (cg_ref_kind(place->ref) == CG_NODE_PACKAGE
                      ? package_dependencies
                      : module_dependencies)(l->snap, place, inwards, l->arena, &found, err);
    for (size_t i = here ? cg_get_be64(c->position + 2) : 0; rc == CG_OK && i < found.count; i++) {
        const derived_end *e = &found.list[i];
        cg_edge_row row = {
            .kind = CG_EDGE_DEPENDS_ON, .rule = CG_RULE_DERIVED, .confidence = e->confidence};
        if (e->confidence < l->confidence_min)
            continue;
        l->full = listing_is_full(l);
        if (l->full)
            break;
        rc = view_ends(l->snap, &row, inwards ? &e->other : place, inwards ? place : &e->other,
                       l->arena, &l->page->rows[l->page->count], err);
        l->page->count += rc == CG_OK;
        c->position[0] = (uint8_t)part;
        c->position[1] = CG_EDGE_DEPENDS_ON;
        cg_put_be64(c->position + 2, i + 1);
        c->position_len = POSITION_BYTES;
    }
    return rc;
}

/* Outwards first, what is stored first; a cursor that stands in a later part skips those before. */
static cg_code list_edges(edge_listing *l, const cg_node_place *place, cursor *c, cg_err *err)
{
    bool derived = has_dependencies(place) && (l->kinds == 0 || l->kinds >> CG_EDGE_DEPENDS_ON & 1);
    unsigned begun = c->position_len == POSITION_BYTES ? c->position[0] : PART_OUT;
    cg_code rc = CG_OK;
    if (l->node.place.ref != place->ref) {
        l->node.place = *place;
        rc = view_make(l->snap, place, l->arena, &l->node.view, err);
    }
    for (unsigned part = begun; part <= PART_DERIVED_IN && rc == CG_OK && !l->full; part++) {
        bool inwards = part == PART_IN || part == PART_DERIVED_IN;
        if (!(l->filter->direction & (inwards ? CG_DIR_IN : CG_DIR_OUT)))
            continue;
        if (part <= PART_IN)
            rc = list_direction(l, place->ref, inwards, c, err);
        else if (derived)
            rc = list_derived(l, place, part, c, err);
    }
    return rc;
}

#define DETAIL_EDGES_MAX 100
#define DETAIL_CONFIDENCE_MIN 55 /* percent: as relationships are listed unless more is asked for */

cg_code edges_of_node(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                      cg_node_detail *out_detail, cg_err *err)
{
    cursor c = {0};
    cg_edge_page page = {.rows =
                             cg_arena_alloc_array(arena, DETAIL_EDGES_MAX + 1, sizeof *page.rows)};
    const cg_edge_filter filter = {.direction = CG_DIR_BOTH};
    edge_listing l = {.snap = snap,
                      .filter = &filter,
                      .limit = DETAIL_EDGES_MAX,
                      .arena = arena,
                      .page = &page,
                      .with = WITH_SITES | WITH_METADATA,
                      .confidence_min = DETAIL_CONFIDENCE_MIN};
    cg_code rc = list_edges(&l, place, &c, err);
    out_detail->edges = page.rows;
    out_detail->edges_count = page.count;
    out_detail->edges_more = l.full;
    return rc;
}

static uint64_t question_of(cg_str selector, const cg_edge_filter *filter)
{
    uint64_t h = cg_hash64(selector.ptr, selector.len, 'r' + (uint64_t)filter->direction);
    for (size_t i = 0; i < filter->kinds_count; i++)
        h = cg_hash64(&filter->kinds[i], sizeof filter->kinds[i], h);
    return cg_hash64(&filter->min_confidence, sizeof filter->min_confidence, h);
}

static void read_filter(edge_listing *l)
{
    l->confidence_min = (unsigned)(l->filter->min_confidence * 100.0 + 0.5);
    for (size_t i = 0; i < l->filter->kinds_count; i++)
        l->kinds |= UINT64_C(1) << l->filter->kinds[i];
}

cg_code cg_service_node_relationships(cg_service *service, cg_graph_ref where, cg_str selector,
                                      const cg_edge_filter *filter, size_t limit,
                                      cg_str cursor_text, cg_arena *arena, cg_edge_page *out_page,
                                      cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_edge_page){0};
    cg_code rc =
        page_open(service, where, cursor_text, question_of(selector, filter), &c, &snap, err);
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
                      .with = WITH_SITES | WITH_METADATA,
                      .node = {.place = place, .view = out_page->node}};
    read_filter(&l);
    out_page->rows = cg_arena_alloc_array(arena, limit + 1, sizeof *out_page->rows);
    rc = list_edges(&l, &place, &c, err);
    if (rc == CG_OK && l.full)
        out_page->next_cursor = cursor_make(snap, &c, arena);
    if (rc == CG_OK && filter->with_coverage)
        rc = coverage_of_name(snap, out_page->node.name, arena, &out_page->coverage, err);
    return rc;
}

/* ---- those of many nodes ---- */

/* Rows of all nodes lie behind each other, so that those of one with few take no more room than they need. */
static cg_code edges_of_one(edge_listing *l, cg_id id, cg_err *err)
{
    char text[CG_ID_TEXT_LEN];
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_id(l->snap, id, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    cg_id_text(id, text);
    cursor c = {.question = question_of(cg_str_from(text), l->filter)};
    l->full = false;
    l->used_before = cg_arena_used(l->arena);
    l->page->generation = cg_snapshot_generation(l->snap);
    rc = list_edges(l, &place, &c, err);
    if (rc == CG_OK && l->full)
        l->page->next_cursor = cursor_make(l->snap, &c, l->arena);
    return rc;
}

cg_code cg_service_relationships_of(cg_service *service, cg_graph_ref where, const cg_id *ids,
                                    size_t count, const cg_edges_ask *ask, cg_arena *arena,
                                    cg_edge_page *out_pages, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    edge_listing l = {.filter = &ask->filter, .limit = ask->limit, .arena = arena};
    size_t total = 0;
    cg_code rc = service_snapshot(service, where, &snap, err);
    cg_edge_view *rows = cg_alloc_array(ask->limit + 1, sizeof *rows);
    l.snap = snap;
    l.with = (ask->sites ? WITH_SITES : 0u) | (ask->metadata ? WITH_METADATA : 0u);
    read_filter(&l);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        out_pages[i] = (cg_edge_page){.rows = rows};
        l.page = &out_pages[i];
        if (snap != NULL)
            rc = edges_of_one(&l, ids[i], err);
        total += out_pages[i].count;
        if (rc == CG_OK)
            rc = check_many(arena, err);
        if (rc == CG_OK && ask->total > 0 && total > ask->total)
            rc = CG_FAIL(err, CG_E_LIMIT, "more than %zu relationships: ask for less", ask->total);
        if (rc != CG_OK)
            break;
        out_pages[i].rows = cg_arena_alloc_array(arena, out_pages[i].count + 1, sizeof *rows);
        if (out_pages[i].count > 0)
            memcpy(out_pages[i].rows, rows, out_pages[i].count * sizeof *rows);
    }
    cg_free(rows);
    return rc;
}
