// SPDX-License-Identifier: Apache-2.0
// What questions about whole graphs share: one page of an answer that is computed as a whole.
#include "questions.h"

static uint64_t question_of(const cg_whole_request *r, char seed)
{
    const uint64_t numbers[] = {r->level, r->externals, r->closed, (uint64_t)r->verdict + 1,
                                r->max_tokens};
    uint64_t h = question_of_filter(&r->filter, (uint64_t)seed << 8);
    h = cg_hash64(numbers, sizeof numbers, h);
    h = cg_hash64(&r->resolution, sizeof r->resolution, h);
    return question_of_follow(&r->follow, h);
}

cg_code whole_open(cg_service *service, const cg_whole_request *ask, char seed, cg_arena *arena,
                   whole *out, cg_err *err)
{
    *out = (whole){.service = service, .ask = ask, .arena = arena};
    cg_code rc = page_open(service, ask->where, ask->cursor, question_of(ask, seed), &out->at,
                           &out->snap, err);
    if (rc != CG_OK || out->snap == NULL)
        return rc;
    out->skip = cursor_skip(&out->at);
    rc =
        cg_view_open(service->adjacency, out->snap, CG_VIEW_WHOLE, &ask->patience, &out->view, err);
    if (rc != CG_OK)
        whole_fini(out);
    return rc;
}

void whole_fini(whole *w)
{
    cg_view_close(w->view);
    cg_snapshot_release(w->snap);
    w->view = NULL;
    w->snap = NULL;
}

cg_code whole_project(whole *w, const uint32_t *homes, bool filtered, cg_projection *out,
                      cg_err *err)
{
    static const cg_point_sort sorts[] = {CG_POINT_NODE, CG_POINT_FILE, CG_POINT_HOME};
    cg_projection_question q = {.points = sorts[w->ask->level],
                                .edges = edge_choice_of(&w->ask->follow),
                                .fileless = w->ask->externals,
                                .homes = homes};
    if (filtered)
        q.nodes = node_choice_of(&w->ask->filter);
    return cg_projection_make(w->view, &q, out, err);
}

cg_str whole_cursor(whole *w, uint64_t count, uint64_t total)
{
    return w->skip + count < total ? cursor_at(w->snap, &w->at, w->skip + count, w->arena)
                                   : CG_STR_NULL;
}

cg_code whole_view(whole *w, cg_vertex vertex, cg_node_view *out, cg_err *err)
{
    cg_node_place place = cg_view_place(w->view, vertex);
    if (w->ask->level == CG_OF_PACKAGES && place.file != CG_NONE) {
        cg_code rc = package_of_home(w->snap, place.file, w->arena, &place, err);
        if (rc != CG_OK)
            return rc;
    }
    return view_make(w->snap, &place, w->arena, out, err);
}
