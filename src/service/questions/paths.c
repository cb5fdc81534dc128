// SPDX-License-Identifier: Apache-2.0
// Shortest paths between two nodes.
#include "questions.h"

typedef struct path_answer {
    const cg_path_request *ask;
    cg_snapshot *snap;
    cg_view *view;
    cg_arena *arena;
    cg_path_page *page;
    asked_node from, to;
} path_answer;

static uint64_t question_of(const cg_path_request *r)
{
    uint64_t h = cg_hash64(r->from.ptr, r->from.len, 'P' + (uint64_t)r->both_ways);
    h = cg_hash64(r->to.ptr, r->to.len, h * 31 + r->max_length);
    return question_of_follow(&r->follow, h);
}

static cg_code find_end(path_answer *a, cg_str selector, const char *parameter, asked_node *out,
                        cg_err *err)
{
    cg_code rc = asked_find(a->snap, selector, a->arena, out, &a->page->candidates,
                            &a->page->candidates_count, err);
    return rc == CG_OK || cg_code_status(rc) >= 500 ? rc : cg_err_at(err, "%s", parameter);
}

static cg_code fill_path(path_answer *a, const cg_path *path, unsigned length, cg_path_view *out,
                         cg_err *err)
{
    cg_code rc = CG_OK;
    out->nodes = cg_arena_alloc_array(a->arena, length + 1u, sizeof *out->nodes);
    out->steps = cg_arena_alloc_array(a->arena, length + 1u, sizeof *out->steps);
    for (unsigned i = 0; rc == CG_OK && i <= length; i++)
        rc = view_vertex(a->snap, a->view, path->vertices[i], a->arena, &out->nodes[i], err);
    for (unsigned i = 0; i < length; i++)
        out->steps[i] = (cg_path_step){.kind = path->by[i].kind,
                                       .rule = path->by[i].rule,
                                       .confidence = path->by[i].confidence / 100.0,
                                       .against = path->by[i].inwards,
                                       .dispatch = path->by[i].dispatch};
    return rc;
}

static cg_code answer(path_answer *a, cursor *c, cg_err *err)
{
    cg_path_page *page = a->page;
    cg_paths found = {0};
    cg_code rc = asked_locate(a->view, &a->from, err);
    if (rc == CG_OK)
        rc = asked_locate(a->view, &a->to, err);
    const cg_path_question question = {
        .from = a->from.vertex,
        .to = a->to.vertex,
        .heading = a->ask->both_ways ? CG_BOTHWARDS : CG_OUTWARDS,
        .edges = edge_choice_of(&a->ask->follow),
        .max_length = a->ask->max_length,
        .skip = cursor_skip(c),
        .limit = a->ask->limit,
    };
    if (rc == CG_OK)
        rc = cg_find_paths(a->view, &question, a->arena, &found, err);
    if (rc != CG_OK)
        return rc;
    page->found = found.found;
    page->exhausted = found.exhausted;
    page->length = found.found ? found.length : 0;
    page->total = found.total;
    page->paths = cg_arena_alloc_array(a->arena, found.count + 1, sizeof *page->paths);
    while (rc == CG_OK && page->count < found.count &&
           !page_is_full(a->arena, page->count, a->ask->limit)) {
        rc = fill_path(a, &found.paths[page->count], found.length, &page->paths[page->count], err);
        page->count += rc == CG_OK;
    }
    if (rc == CG_OK && question.skip + page->count < found.total)
        page->next_cursor = cursor_at(a->snap, c, question.skip + page->count, a->arena);
    return rc;
}

/* Where nothing leads, what mentions the end by name may. */
static cg_code settle(path_answer *a, cg_err *err)
{
    cg_path_page *page = a->page;
    cg_code rc = coverage_of_answer(a->snap, &a->to, CG_DIR_IN, page->found, false, a->arena,
                                    &page->coverage, &page->verdict, err);
    if (page->verdict == CG_VERDICT_NONE && !page->exhausted)
        page->verdict = CG_VERDICT_UNKNOWN; /* there may be a longer one */
    return rc;
}

cg_code cg_service_paths(cg_service *service, const cg_path_request *request, cg_arena *arena,
                         cg_path_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_view) view = NULL;
    *out_page = (cg_path_page){0};
    cg_code rc =
        page_open(service, request->where, request->cursor, question_of(request), &c, &snap, err);
    if (rc != CG_OK)
        return rc;
    path_answer a = {.ask = request, .snap = snap, .arena = arena, .page = out_page};
    rc = find_end(&a, request->from, "from", &a.from, err);
    if (rc == CG_OK)
        rc = find_end(&a, request->to, "to", &a.to, err);
    if (rc == CG_OK)
        rc = cg_view_open(service->adjacency, snap, CG_VIEW_ARRAYS, &request->patience, &view, err);
    if (rc != CG_OK)
        return rc;
    a.view = view;
    out_page->generation = cg_snapshot_generation(snap);
    out_page->from = a.from.node;
    out_page->to = a.to.node;
    rc = answer(&a, &c, err);
    return rc == CG_OK ? settle(&a, err) : rc;
}
