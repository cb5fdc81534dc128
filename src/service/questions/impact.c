// SPDX-License-Identifier: Apache-2.0
// What a change concerns: of some nodes, of all that differs between two versions, or of a diff as text. What is gone concerns
// those who used it before.
#include "diff.h"

#include <stdlib.h>

#define CHANGED_MAX 1000000 /* nodes of a difference */

typedef struct impact_answer {
    cg_service *service;
    const cg_impact_request *ask;
    cg_snapshot *snap;
    cg_view *view;
    cg_arena *arena;
    cg_impact_page *page;
    cg_vertices changed, users;
    diff_refs gone;
    cg_impact *found;
    cursor at;
} impact_answer;

static uint64_t question_of(const cg_impact_request *r)
{
    uint64_t h = question_of_filter(&r->filter, 'I' + r->depth * 2 + (uint64_t)r->tests_only);
    for (size_t i = 0; i < r->nodes_count; i++)
        h = cg_hash64(r->nodes[i].ptr, r->nodes[i].len, h);
    h = cg_hash64(r->diff.ptr, r->diff.len, cg_hash64(r->since.ptr, r->since.len, h));
    return question_of_follow(&r->follow, h);
}

/* ---- what changes ---- */

static cg_code add_named(impact_answer *a, cg_str selector, cg_err *err)
{
    asked_node node;
    cg_code rc = asked_find(a->snap, selector, a->arena, &node, &a->page->candidates,
                            &a->page->candidates_count, err);
    if (rc == CG_E_AMBIGUOUS)
        a->page->ambiguous = selector;
    if (rc != CG_OK)
        return cg_code_status(rc) >= 500 ? rc : cg_err_at(err, "node");
    rc = asked_locate(a->view, &node, err);
    if (rc == CG_OK)
        CG_VEC_PUSH(&a->changed, node.vertex);
    return rc;
}

static cg_code add_named_all(impact_answer *a, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < a->ask->nodes_count; i++)
        rc = add_named(a, a->ask->nodes[i], err);
    return rc == CG_OK ? cg_view_add_members(a->view, &a->changed, err) : rc;
}

/* A node that is not there any more is passed over. */
static cg_code add_present(impact_answer *a, cg_node_ref ref, cg_vertices *out, cg_err *err)
{
    cg_node_place place;
    cg_vertex vertex;
    cg_code rc = cg_snapshot_node_by_ref(a->snap, ref, &place, err);
    if (rc == CG_OK)
        rc = cg_view_find(a->view, &place, &vertex, err);
    if (rc == CG_OK)
        CG_VEC_PUSH(out, vertex);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code note_row(impact_answer *a, const cg_diff_row *row, cg_err *err)
{
    unsigned kind = cg_ref_kind(row->node);
    if (row->what != CG_CHANGE_NODE || kind == CG_NODE_IMPORT ||
        (row->op == CG_CHANGE_CHANGED && !row->facts))
        return CG_OK;
    if (a->changed.len + a->gone.len >= CHANGED_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "more than %u nodes differ", CHANGED_MAX);
    if (row->op == CG_CHANGE_REMOVED) {
        CG_VEC_PUSH(&a->gone, row->node);
        return CG_OK;
    }
    return add_present(a, row->node, &a->changed, err);
}

static void visit_user(void *arg, cg_vertex to, cg_edge_kind kind)
{
    (void)kind;
    CG_VEC_PUSH((cg_vertices *)arg, to);
}

/* Who used what is gone, as far as they are still there. */
static cg_code add_users(impact_answer *a, cg_snapshot *before, cg_err *err)
{
    CG_AUTO(cg_view) view = NULL;
    const cg_edge_choice choice = edge_choice_of(&a->ask->follow);
    cg_vertices users = {0};
    cg_code rc =
        cg_view_open(a->service->adjacency, before, CG_VIEW_ARRAYS, &a->ask->patience, &view, err);
    for (size_t i = 0; rc == CG_OK && i < a->gone.len; i++) {
        cg_node_place place;
        cg_vertex vertex;
        rc = cg_snapshot_node_by_ref(before, a->gone.ptr[i], &place, err);
        if (rc == CG_OK)
            rc = cg_view_find(view, &place, &vertex, err);
        if (rc == CG_OK)
            rc = cg_view_visit_edges(view, vertex, true, &choice, visit_user, &users, err);
        if (rc == CG_E_NOT_FOUND)
            rc = CG_OK;
    }
    for (size_t i = 0; rc == CG_OK && i < users.len; i++)
        rc = add_present(a, cg_view_place(view, users.ptr[i]).ref, &a->users, err);
    CG_VEC_FINI(&users);
    return rc;
}

static cg_code add_difference(impact_answer *a, cg_err *err)
{
    CG_AUTO(cg_diff) diff = NULL;
    CG_AUTO(cg_snapshot) before = NULL;
    cg_graph_ref where = {.project = a->ask->where.project, .ref = a->ask->since};
    cg_diff_row row;
    cg_code rc = service_snapshot(a->service, where, &before, err);
    if (rc != CG_OK)
        return cg_code_status(rc) >= 500 ? rc : cg_err_at(err, "since");
    rc = cg_diff_open(cg_snapshot_project(a->snap), cg_snapshot_generation(before),
                      cg_snapshot_generation(a->snap), a->service->opts.compare.listed, &diff, err);
    while (rc == CG_OK && cg_diff_next(diff, &row)) {
        rc = cg_patience_check(&a->ask->patience, err);
        if (rc == CG_OK)
            rc = note_row(a, &row, err);
    }
    if (rc == CG_OK)
        rc = cg_diff_status(diff, err);
    return rc == CG_OK && a->gone.len > 0 ? add_users(a, before, err) : rc;
}

static int compare_vertices(const void *a, const void *b, void *view)
{
    return cg_view_compare(view, *(const cg_vertex *)a, *(const cg_vertex *)b);
}

static cg_code add_diff(impact_answer *a, cg_err *err)
{
    diff_refs refs = {0};
    cg_patch_report *report = cg_arena_alloc(a->arena, sizeof *report);
    cg_code rc = diff_list_changes(a->service, a->snap, a->ask->diff, &a->ask->patience, a->arena,
                                   &refs, report, err);
    for (size_t i = 0; rc == CG_OK && i < refs.len; i++)
        rc = add_present(a, refs.ptr[i], &a->changed, err);
    if (a->changed.len > 1)
        qsort_r(a->changed.ptr, a->changed.len, sizeof *a->changed.ptr, compare_vertices, a->view);
    a->page->diff = report;
    CG_VEC_FINI(&refs);
    return rc;
}

static cg_code add_changes(impact_answer *a, cg_err *err)
{
    if (a->ask->has_diff)
        return add_diff(a, err);
    return a->ask->nodes_count > 0 ? add_named_all(a, err) : add_difference(a, err);
}

/* ---- which of them are tests ---- */

/* One after the other, with the unit of the last file at hand. */
typedef struct test_reader {
    cg_unit_pin *pin;
    uint32_t file;
} test_reader;

static cg_code is_test(impact_answer *a, test_reader *r, cg_vertex vertex, bool *out_is,
                       cg_err *err)
{
    cg_node_place place = cg_view_place(a->view, vertex);
    unsigned kind = cg_ref_kind(place.ref);
    *out_is = false;
    if (place.file == CG_NONE || (!cg_node_kind_is_callable(kind) && kind != CG_NODE_FILE))
        return CG_OK;
    if (r->pin == NULL || r->file != place.file) {
        cg_unit_pin_release(r->pin);
        r->pin = NULL;
        cg_code rc = view_unit(a->snap, place.file, false, &r->pin, err);
        if (rc == CG_OK)
            rc = cg_patience_check(&a->ask->patience, err);
        if (rc != CG_OK)
            return rc;
        r->file = place.file;
    }
    const cg_unit *unit = cg_unit_pin_unit(r->pin);
    if (place.def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a node has no definition in its file");
    *out_is = is_test_def(unit, place.def, cg_snapshot_file(a->snap, place.file)->path);
    return CG_OK;
}

/* ---- the page ---- */

static cg_code fill_row(impact_answer *a, const cg_affected *of, bool test, cg_err *err)
{
    cg_impact_row *row = &a->page->rows[a->page->count];
    cg_vertex from;
    cg_edge_word by;
    cg_id *id;
    *row = (cg_impact_row){.score = of->weight / 1e6, .depth = of->depth, .is_test = test};
    cg_code rc = cg_impact_tell(a->found, of, &from, &by, err);
    if (rc == CG_OK)
        rc = view_vertex(a->snap, a->view, of->vertex, a->arena, &row->node, err);
    if (rc == CG_OK && !of->is_user) {
        rc = ids_of_vertices(a->snap, a->view, &from, 1, a->arena, &id, err);
        row->from = rc == CG_OK ? id[0] : row->from;
        row->kind = by.kind;
        row->confidence = by.confidence / 100.0;
        row->dispatch = by.dispatch;
    }
    a->page->count += rc == CG_OK;
    return rc;
}

/* All are looked at: tests and files are counted. */
static cg_code fill_rows(impact_answer *a, cg_err *err)
{
    const cg_affected_list *list = cg_impact_list(a->found);
    test_reader reader = {0};
    uint64_t listed = 0, skip = cursor_skip(&a->at);
    uint8_t *files = cg_alloc(cg_snapshot_files_limit(a->snap) + 1u);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < list->len; i++) {
        const cg_affected *of = &list->ptr[i];
        cg_node_place place = cg_view_place(a->view, of->vertex);
        bool test;
        rc = is_test(a, &reader, of->vertex, &test, err);
        if (rc != CG_OK)
            break;
        a->page->tests += test;
        a->page->files += place.file != CG_NONE && !files[place.file];
        if (place.file != CG_NONE)
            files[place.file] = 1;
        if ((a->ask->tests_only && !test) || listed++ < skip ||
            page_is_full(a->arena, a->page->count, a->ask->limit))
            continue;
        rc = fill_row(a, of, test, err);
    }
    a->page->total = list->len;
    cg_unit_pin_release(reader.pin);
    cg_free(files);
    if (rc == CG_OK && skip + a->page->count < listed)
        a->page->next_cursor = cursor_at(a->snap, &a->at, skip + a->page->count, a->arena);
    return rc;
}

static cg_code fill_changes(impact_answer *a, cg_err *err)
{
    cg_impact_page *page = a->page;
    cg_code rc = CG_OK;
    page->changed = a->changed.len;
    page->removed = a->gone.len;
    page->changes_count = CG_MIN(a->changed.len, (size_t)CG_IMPACT_NODES_MAX);
    page->changes = cg_arena_alloc_array(a->arena, page->changes_count + 1, sizeof *page->changes);
    for (size_t i = 0; rc == CG_OK && i < page->changes_count; i++)
        rc = view_vertex(a->snap, a->view, a->changed.ptr[i], a->arena, &page->changes[i], err);
    return rc;
}

static cg_code answer(impact_answer *a, cg_err *err)
{
    cg_impact_question question = {.edges = edge_choice_of(&a->ask->follow),
                                   .nodes = node_choice_of(&a->ask->filter),
                                   .depth = a->ask->depth};
    cg_code rc = add_changes(a, err);
    if (rc != CG_OK)
        return rc;
    question.changed = a->changed.ptr;
    question.changed_count = a->changed.len;
    question.users = a->users.ptr;
    question.users_count = a->users.len;
    rc = cg_impact_open(a->view, &question, &a->found, err);
    a->page->rows = cg_arena_alloc_array(a->arena, a->ask->limit + 1, sizeof *a->page->rows);
    if (rc == CG_OK)
        rc = fill_rows(a, err);
    return rc == CG_OK ? fill_changes(a, err) : rc;
}

/* Of a single node, who mentions its name may be concerned too; of a diff, who uses what is not known of it. */
static cg_code settle(impact_answer *a, cg_err *err)
{
    cg_impact_page *page = a->page;
    asked_node node;
    if (a->ask->nodes_count != 1) {
        coverage_of_whole(a->snap, page->total, &page->coverage, &page->verdict);
        if (page->total == 0 && page->diff != NULL && page->diff->unknown > 0)
            page->verdict = CG_VERDICT_UNKNOWN;
        return CG_OK;
    }
    cg_code rc = asked_find(a->snap, a->ask->nodes[0], a->arena, &node, &page->candidates,
                            &page->candidates_count, err);
    return rc == CG_OK ? coverage_of_answer(a->snap, &node, CG_DIR_IN, page->total, false, a->arena,
                                            &page->coverage, &page->verdict, err)
                       : rc;
}

cg_code cg_service_impact(cg_service *service, const cg_impact_request *request, cg_arena *arena,
                          cg_impact_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_view) view = NULL;
    *out_page = (cg_impact_page){0};
    cg_code rc =
        page_open(service, request->where, request->cursor, question_of(request), &c, &snap, err);
    if (rc == CG_OK && snap == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no such project");
    if (rc == CG_OK)
        rc = cg_view_open(service->adjacency, snap, CG_VIEW_ARRAYS, &request->patience, &view, err);
    if (rc != CG_OK)
        return rc;
    impact_answer a = {.service = service,
                       .ask = request,
                       .snap = snap,
                       .view = view,
                       .arena = arena,
                       .page = out_page,
                       .at = c};
    out_page->generation = cg_snapshot_generation(snap);
    rc = answer(&a, err);
    if (rc == CG_OK)
        rc = settle(&a, err);
    cg_impact_close(a.found);
    CG_VEC_FINI(&a.changed);
    CG_VEC_FINI(&a.users);
    CG_VEC_FINI(&a.gone);
    return rc;
}
