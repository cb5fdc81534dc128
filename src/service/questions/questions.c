// SPDX-License-Identifier: Apache-2.0
// What questions that follow relationships share: choices, the nodes that they are about, how many rows went before.
#include "questions.h"

const char *cg_verdict_text(unsigned verdict)
{
    static const char *const texts[] = {"found", "none", "unknown"};
    return verdict < CG_ARRAY_LEN(texts) ? texts[verdict] : "";
}

/* ---- choices ---- */

cg_edge_choice edge_choice_of(const cg_follow *follow)
{
    return (cg_edge_choice){.kinds = follow->kinds,
                            .min_confidence = (unsigned)(follow->min_confidence * 100.0 + 0.5),
                            .dispatch = follow->dispatch};
}

cg_node_choice node_choice_of(const cg_node_filter *filter)
{
    cg_node_choice choice = {.path = filter->path};
    for (size_t i = 0; i < filter->kinds_count; i++)
        choice.kinds |= UINT64_C(1) << filter->kinds[i];
    for (size_t i = 0; i < filter->langs_count; i++)
        choice.langs |= UINT32_C(1) << filter->langs[i];
    return choice;
}

uint64_t question_of_follow(const cg_follow *follow, uint64_t seed)
{
    uint64_t h = cg_hash64(&follow->kinds, sizeof follow->kinds, seed);
    h = cg_hash64(&follow->min_confidence, sizeof follow->min_confidence, h);
    return cg_hash64(&follow->dispatch, sizeof follow->dispatch, h);
}

/* ---- nodes ---- */

cg_code asked_find(cg_snapshot *snap, cg_str selector, cg_arena *arena, asked_node *out,
                   cg_node_view **out_candidates, size_t *out_candidates_count, cg_err *err)
{
    cg_code rc =
        resolve_node(snap, selector, arena, &out->place, out_candidates, out_candidates_count, err);
    return rc == CG_OK ? view_make(snap, &out->place, arena, &out->node, err) : rc;
}

cg_code asked_locate(cg_view *view, asked_node *node, cg_err *err)
{
    cg_code rc = cg_view_find(view, &node->place, &node->vertex, err);
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "a node is missing from the arrays of its graph")
               : rc;
}

cg_code view_vertex(const cg_snapshot *snap, cg_view *view, cg_vertex vertex, cg_arena *arena,
                    cg_node_view *out, cg_err *err)
{
    cg_node_place place = cg_view_place(view, vertex);
    return view_make(snap, &place, arena, out, err);
}

cg_code ids_of_vertices(const cg_snapshot *snap, cg_view *view, const cg_vertex *vertices,
                        size_t count, cg_arena *arena, cg_id **out_ids, cg_err *err)
{
    cg_node_ref *refs = cg_arena_alloc_array(arena, count + 1, sizeof *refs);
    cg_node_identity *found = cg_arena_alloc_array(arena, count + 1, sizeof *found);
    for (size_t i = 0; i < count; i++)
        refs[i] = cg_view_place(view, vertices[i]).ref;
    cg_code rc = cg_project_node_ids(cg_snapshot_project(snap), refs, count, found, err);
    if (rc != CG_OK)
        return rc;
    *out_ids = cg_arena_alloc_array(arena, count + 1, sizeof **out_ids);
    for (size_t i = 0; i < count; i++)
        (*out_ids)[i] = found[i].id;
    return CG_OK;
}

/* ---- what is not known ---- */

static void settle(uint64_t total, const cg_answer_coverage *c, cg_verdict *out)
{
    bool gaps =
        c->known.files_partial + c->known.files_skipped + c->known.mentions_files + c->unresolved >
        0;
    *out = total > 0 ? CG_VERDICT_FOUND : gaps ? CG_VERDICT_UNKNOWN : CG_VERDICT_NONE;
}

void coverage_of_whole(const cg_snapshot *snap, uint64_t total, cg_answer_coverage *out,
                       cg_verdict *out_verdict)
{
    cg_project_counts counts = cg_snapshot_counts(snap);
    *out = (cg_answer_coverage){
        .known = {.files_partial = counts.files_partial, .files_skipped = counts.files_skipped}};
    settle(total, out, out_verdict);
}

cg_code coverage_of_answer(const cg_snapshot *snap, const asked_node *node, cg_direction direction,
                           uint64_t total, bool with_names, cg_arena *arena,
                           cg_answer_coverage *out, cg_verdict *out_verdict, cg_err *err)
{
    cg_code rc = CG_OK;
    coverage_of_whole(snap, total, out, out_verdict);
    out->has_names = with_names || total == 0;
    if (out->has_names && (direction & CG_DIR_IN))
        rc = coverage_of_name(snap, node->node.name, arena, &out->known, err);
    if (rc == CG_OK && out->has_names && (direction & CG_DIR_OUT) && node->place.file != CG_NONE)
        rc = coverage_of_body(snap, &node->place, arena, out, err);
    settle(total, out, out_verdict);
    return rc;
}

/* ---- cursors ---- */

uint64_t cursor_skip(const cursor *c)
{
    return c->position_len == sizeof(uint64_t) ? cg_get_be64(c->position) : 0;
}

cg_str cursor_at(const cg_snapshot *snap, cursor *c, uint64_t skip, cg_arena *arena)
{
    cg_put_be64(c->position, skip);
    c->position_len = sizeof(uint64_t);
    return cursor_make(snap, c, arena);
}
