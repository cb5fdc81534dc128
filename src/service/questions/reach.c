// SPDX-License-Identifier: Apache-2.0
// What a node depends on and what depends on it, who calls and is called, what a type is and what is one: all of them are
// walks from one node, one or both ways.
#include "questions.h"

#define AT_HAND_DEPTH 1 /* so near, the store is not worth waiting for arrays */

typedef struct reach {
    const cg_reach_request *ask;
    cg_snapshot *snap;
    cg_view *view;
    cg_arena *arena;
    cg_reach_page *page;
    asked_node node;
    cg_vertices starts;
    uint64_t skip; /* rows before the page */
} reach;

static uint64_t question_of(const cg_reach_request *r)
{
    uint64_t h = cg_hash64(r->selector.ptr, r->selector.len, 'R' + (uint64_t)r->direction);
    h = question_of_follow(&r->follow, h * 31 + r->depth + r->members);
    return question_of_filter(&r->filter, h);
}

static cg_code find_starts(reach *r, cg_err *err)
{
    cg_code rc = asked_locate(r->view, &r->node, err);
    if (rc != CG_OK)
        return rc;
    CG_VEC_PUSH(&r->starts, r->node.vertex);
    return r->ask->members ? cg_view_add_members(r->view, &r->starts, err) : CG_OK;
}

/* ---- one direction ---- */

static cg_code fill_sites(reach *r, const cg_reached *found, cg_direction direction,
                          cg_reach_row *row, cg_err *err)
{
    cg_node_place here = cg_view_place(r->view, found->vertex);
    cg_node_place there = cg_view_place(r->view, found->from);
    bool out = direction == CG_DIR_OUT;
    return sites_of_step(r->snap, out ? &there : &here, out ? &here : &there, &found->by,
                         edge_choice_of(&r->ask->follow).min_confidence, r->arena, row, err);
}

static cg_code fill_row(reach *r, const cg_reached *found, cg_id from, cg_direction direction,
                        cg_err *err)
{
    cg_reach_row *row = &r->page->rows[r->page->count];
    *row = (cg_reach_row){.direction = direction,
                          .depth = found->depth,
                          .from = from,
                          .kind = found->by.kind,
                          .rule = found->by.rule,
                          .confidence = found->by.confidence / 100.0,
                          .dispatch = found->by.dispatch};
    cg_code rc = view_vertex(r->snap, r->view, found->vertex, r->arena, &row->node, err);
    if (rc == CG_OK && r->ask->with_sites)
        rc = fill_sites(r, found, direction, row, err);
    r->page->count += rc == CG_OK;
    return rc;
}

static cg_code fill_rows(reach *r, const cg_reach *found, cg_direction direction, cg_err *err)
{
    cg_vertex *froms = cg_arena_alloc_array(r->arena, found->count + 1, sizeof *froms);
    cg_id *ids;
    for (size_t i = 0; i < found->count; i++)
        froms[i] = found->rows[i].from;
    cg_code rc = ids_of_vertices(r->snap, r->view, froms, found->count, r->arena, &ids, err);
    for (size_t i = 0; rc == CG_OK && i < found->count; i++) {
        if (page_is_full(r->arena, r->page->count, r->ask->limit))
            break;
        rc = fill_row(r, &found->rows[i], ids[i], direction, err);
    }
    return rc;
}

static void add_depths(reach *r, const cg_reach *found, cg_direction direction)
{
    for (size_t i = 0; i < found->depths; i++)
        if (found->by_depth[i] > 0)
            r->page->depths[r->page->depths_count++] =
                (cg_depth_count){direction, (unsigned)i + 1, found->by_depth[i]};
}

static cg_code walk(reach *r, cg_direction direction, cg_err *err)
{
    cg_reach found;
    uint64_t before = r->page->total;
    cg_traversal t = {
        .starts = r->starts.ptr,
        .starts_count = r->starts.len,
        .heading = direction == CG_DIR_OUT ? CG_OUTWARDS : CG_INWARDS,
        .edges = edge_choice_of(&r->ask->follow),
        .nodes = node_choice_of(&r->ask->filter),
        .depth = r->ask->depth,
        .skip = r->skip > before ? r->skip - before : 0,
        .limit = r->ask->limit - r->page->count,
    };
    cg_code rc = cg_traverse(r->view, &t, r->arena, &found, err);
    if (rc != CG_OK)
        return rc;
    r->page->total += found.total;
    add_depths(r, &found, direction);
    return fill_rows(r, &found, direction, err);
}

static const cg_direction order[] = {CG_DIR_OUT, CG_DIR_IN};

/* Nothing is sure: that is not to say that there is nothing. */
static cg_code count_guesses(reach *r, cg_err *err)
{
    cg_reach_page *page = r->page;
    cg_code rc = CG_OK;
    cg_traversal t = {
        .starts = r->starts.ptr,
        .starts_count = r->starts.len,
        .edges = edge_choice_of(&r->ask->follow),
        .nodes = node_choice_of(&r->ask->filter),
        .depth = 1,
        .limit = 1,
    };
    t.edges.min_confidence = 0;
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(order); i++) {
        cg_reach found = {.total = 0};
        if (!(r->ask->direction & order[i]))
            continue;
        t.heading = order[i] == CG_DIR_OUT ? CG_OUTWARDS : CG_INWARDS;
        rc = cg_traverse(r->view, &t, r->arena, &found, err);
        page->coverage.guessed += found.total;
    }
    if (page->coverage.guessed > 0)
        page->verdict = CG_VERDICT_UNKNOWN;
    return rc;
}

/* ---- all of it ---- */

static cg_code answer(reach *r, cursor *c, cg_err *err)
{
    cg_reach_page *page = r->page;
    cg_code rc = find_starts(r, err);
    page->rows = cg_arena_alloc_array(r->arena, r->ask->limit + 1, sizeof *page->rows);
    page->depths = cg_arena_alloc_array(r->arena, 2u * r->ask->depth, sizeof *page->depths);
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(order); i++)
        if (r->ask->direction & order[i])
            rc = walk(r, order[i], err);
    if (rc == CG_OK && r->skip + page->count < page->total)
        page->next_cursor = cursor_at(r->snap, c, r->skip + page->count, r->arena);
    if (rc != CG_OK)
        return rc;
    rc = coverage_of_answer(r->snap, &r->node, r->ask->direction, page->total, r->ask->with_names,
                            r->arena, &page->coverage, &page->verdict, err);
    return rc == CG_OK && page->total == 0 ? count_guesses(r, err) : rc;
}

cg_code cg_service_reach(cg_service *service, const cg_reach_request *request, cg_arena *arena,
                         cg_reach_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_view) view = NULL;
    *out_page = (cg_reach_page){0};
    cg_code rc =
        page_open(service, request->where, request->cursor, question_of(request), &c, &snap, err);
    if (rc != CG_OK)
        return rc;
    reach r = {.ask = request, .snap = snap, .arena = arena, .page = out_page};
    rc = asked_find(snap, request->selector, arena, &r.node, &out_page->candidates,
                    &out_page->candidates_count, err);
    if (rc != CG_OK)
        return rc;
    out_page->generation = cg_snapshot_generation(snap);
    out_page->node = r.node.node;
    r.skip = cursor_skip(&c);
    rc = cg_view_open(service->adjacency, snap,
                      request->depth <= AT_HAND_DEPTH ? CG_VIEW_AT_HAND : CG_VIEW_ARRAYS,
                      &request->patience, &view, err);
    r.view = view;
    if (rc == CG_OK)
        rc = answer(&r, &c, err);
    CG_VEC_FINI(&r.starts);
    return rc;
}
