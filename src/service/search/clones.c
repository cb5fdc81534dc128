// SPDX-License-Identifier: Apache-2.0
// Clones: groups of definitions with nearly the same body, a page at a time.
#include "cg/search_clones.h"
#include "service_int.h"

#define DEFINITIONS_MAX 500000

static cg_clone_query query_of(const cg_service *service, const cg_clone_request *request)
{
    size_t most = service->opts.clone_definitions_max;
    cg_clone_query q = {.filter = {.path = request->filter.path, .name = request->filter.name},
                        .similarity_min = request->similarity_min,
                        .tokens_min = request->tokens_min,
                        .any_names = request->any_names,
                        .definitions_max = most > 0 ? most : DEFINITIONS_MAX,
                        .patience = request->patience};
    for (size_t i = 0; i < request->filter.kinds_count; i++)
        q.filter.kinds |= UINT64_C(1) << request->filter.kinds[i];
    for (size_t i = 0; i < request->filter.langs_count; i++)
        q.filter.langs |= UINT32_C(1) << request->filter.langs[i];
    return q;
}

static uint64_t question_of(const cg_clone_request *r)
{
    const uint64_t rest[] = {(uint64_t)(r->similarity_min * 1e6), r->tokens_min, r->any_names};
    return cg_hash64(rest, sizeof rest, question_of_filter(&r->filter, 'k'));
}

static cg_code view_group(const cg_snapshot *snap, const cg_clone_group *group, cg_arena *arena,
                          cg_clone_group_view *out, cg_err *err)
{
    size_t count = CG_MIN(group->count, (size_t)CG_CLONE_MEMBERS_LISTED_MAX);
    *out = (cg_clone_group_view){.similarity = group->similarity,
                                 .tokens_spare = group->tokens_spare,
                                 .members_count = group->count};
    out->members = cg_arena_alloc_array(arena, count + 1, sizeof *out->members);
    for (size_t i = 0; i < count; i++) {
        const cg_clone_member *m = &group->members[i];
        cg_clone_member_view *view = &out->members[i];
        *view = (cg_clone_member_view){
            .tokens = m->tokens, .similarity = m->similarity, .containment = m->containment};
        cg_code rc = view_make_at(snap, m->file, m->def, arena, &view->node, err);
        if (rc != CG_OK)
            return rc;
        out->members_listed++;
    }
    return CG_OK;
}

static cg_code fill(const cg_snapshot *snap, const cg_clone_request *request, cursor *c,
                    const cg_clones *clones, cg_arena *arena, cg_clone_page *out, cg_err *err)
{
    size_t from = c->position_len == 4 ? cg_get_be32(c->position) : 0;
    out->generation = cg_snapshot_generation(snap);
    out->definitions = clones->definitions;
    out->files_without_source = clones->files_without_source;
    out->total = clones->count;
    out->rows = cg_arena_alloc_array(arena, request->limit + 1, sizeof *out->rows);
    for (size_t i = from; i < clones->count && !page_is_full(arena, out->count, request->limit);
         i++) {
        cg_code rc = view_group(snap, &clones->groups[i], arena, &out->rows[out->count], err);
        if (rc != CG_OK)
            return rc;
        out->count++;
    }
    if (from + out->count < clones->count) {
        cg_put_be32(c->position, (uint32_t)(from + out->count));
        c->position_len = 4;
        out->next_cursor = cursor_make(snap, c, arena);
    }
    return CG_OK;
}

cg_code cg_service_clones(cg_service *service, const cg_clone_request *request, cg_arena *arena,
                          cg_clone_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_arena) scratch = cg_arena_create(0);
    cg_clones clones = {0};
    *out_page = (cg_clone_page){0};
    if (request->similarity_min < CG_CLONE_SIMILARITY_LEAST) {
        (void)CG_FAIL(err, CG_E_INVALID, "must be from %g to 1", CG_CLONE_SIMILARITY_LEAST);
        return cg_err_at(err, "similarity");
    }
    cg_code rc =
        page_open(service, request->where, request->cursor, question_of(request), &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    cg_clone_query query = query_of(service, request);
    rc = cg_clones_find(snap, &query, scratch, &clones, err);
    return rc == CG_OK ? fill(snap, request, &c, &clones, arena, out_page, err) : rc;
}
