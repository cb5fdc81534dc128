// SPDX-License-Identifier: Apache-2.0
// Branches and tags, as clients name them.
#include "service_int.h"

/* ---- branches ---- */

static cg_code view_branch(cg_project *project, const cg_branch *is, cg_arena *arena,
                           cg_branch_view *out, cg_err *err)
{
    *out = (cg_branch_view){.name = is->name,
                            .is_protected = is->is_protected,
                            .created_ms = is->created_ms,
                            .moved_ms = is->moved_ms};
    return version_view(project, is->generation, arena, &out->head, err);
}

static cg_code read_branch(cg_project *project, cg_str name, cg_arena *arena, cg_branch_view *out,
                           cg_err *err)
{
    cg_branch is;
    cg_code rc = cg_project_branch(project, name, arena, &is, err);
    return rc == CG_OK ? view_branch(project, &is, arena, out, err) : rc;
}

cg_code cg_service_branch_get(cg_service *service, cg_str project, cg_str name, cg_arena *arena,
                              cg_branch_view *out_branch, cg_err *err)
{
    cg_project *found;
    cg_code rc = service_project(service, project, &found, err);
    return rc == CG_OK ? read_branch(found, name, arena, out_branch, err) : rc;
}

/* Names that clients cannot give are those of the server's own branches. */
static bool is_listed(cg_str name)
{
    return cg_ref_name_check(name, NULL) == CG_OK;
}

/* The cursor of lists by name is the last name, behind a letter that no other cursor begins with. */
static cg_code name_of_cursor(cg_str text, cg_str *out_name, cg_err *err)
{
    *out_name = CG_STR_NULL;
    if (text.len == 0)
        return CG_OK;
    *out_name = cg_str_slice(text, 1, text.len);
    if (text.ptr[0] == 'n' && cg_ref_name_check(*out_name, NULL) == CG_OK)
        return CG_OK;
    cg_code rc = CG_FAIL(err, CG_E_INVALID, "the cursor is not one that this server gave");
    (void)cg_err_at(err, "cursor");
    return rc;
}

static cg_str cursor_of_name(cg_str name, cg_arena *arena)
{
    return cg_arena_printf(arena, "n%.*s", CG_STR_ARG(name));
}

cg_code cg_service_branch_list(cg_service *service, cg_str project, size_t limit, cg_str text,
                               cg_arena *arena, cg_branch_page *out_page, cg_err *err)
{
    cg_project *found;
    cg_branch *all;
    cg_str after;
    *out_page = (cg_branch_page){0};
    cg_code rc = name_of_cursor(text, &after, err);
    if (rc == CG_OK)
        rc = service_project(service, project, &found, err);
    if (rc != CG_OK)
        return rc;
    size_t count = cg_project_branches(found, arena, &all);
    out_page->rows = cg_arena_alloc_array(arena, limit, sizeof *out_page->rows);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        if (!is_listed(all[i].name) || (after.len > 0 && cg_str_cmp(all[i].name, after) <= 0))
            continue;
        if (out_page->count == limit) {
            out_page->next_cursor = cursor_of_name(out_page->rows[limit - 1].name, arena);
            break;
        }
        rc = view_branch(found, &all[i], arena, &out_page->rows[out_page->count++], err);
    }
    return rc;
}

/* The generation that a ref leads to; what is wrong with it is said of the member `name`. */
static cg_code resolve_member(cg_project *project, cg_str ref, const char *name, cg_arena *arena,
                              uint64_t *out_generation, cg_err *err)
{
    resolved_ref found;
    cg_code rc = service_resolve_ref(project, ref.len > 0 ? ref : CG_STR(CG_BRANCH_MAIN), arena,
                                     &found, err);
    *out_generation = found.generation;
    if (rc == CG_E_NOT_FOUND || rc == CG_E_INVALID)
        (void)cg_err_at(err, "%s", name);
    return rc;
}

cg_code cg_service_branch_create(cg_service *service, cg_str project, cg_str name, cg_str from,
                                 cg_arena *arena, cg_branch_view *out_branch, cg_err *err)
{
    cg_project *found;
    uint64_t generation;
    size_t limit = service_branches_max(service);
    cg_code rc = cg_ref_name_check(name, err);
    if (rc == CG_OK)
        rc = service_project(service, project, &found, err);
    if (rc == CG_OK)
        rc = resolve_member(found, from, "from", arena, &generation, err);
    if (rc == CG_OK)
        rc = cg_branch_create(found, name, generation, limit, err);
    if (rc != CG_OK)
        return rc;
    service_tell_news(service);
    return read_branch(found, name, arena, out_branch, err);
}

cg_code cg_service_branch_update(cg_service *service, cg_str project, cg_str name,
                                 const cg_branch_edit *edit, cg_arena *arena,
                                 cg_branch_view *out_branch, cg_err *err)
{
    cg_project *found;
    cg_branch_change change = {.move = edit->to.len > 0,
                               .forward_only = !edit->force,
                               .set_protected = edit->protect_given,
                               .is_protected = edit->is_protected,
                               .expected = edit->has_precondition ? edit->unchanged_since : 0};
    cg_code rc = service_project(service, project, &found, err);
    if (rc == CG_OK && change.move)
        rc = resolve_member(found, edit->to, "to", arena, &change.generation, err);
    if (rc == CG_OK)
        rc = cg_branch_update(found, name, &change, err);
    if (rc != CG_OK)
        return rc;
    service_tell_news(service);
    return read_branch(found, name, arena, out_branch, err);
}

cg_code cg_service_branch_delete(cg_service *service, cg_str project, cg_str name,
                                 bool has_precondition, uint64_t unchanged_since, cg_err *err)
{
    cg_project *found;
    cg_code rc = service_project(service, project, &found, err);
    if (rc == CG_OK)
        rc = cg_branch_delete(found, name, has_precondition ? unchanged_since : 0, NULL, err);
    if (rc == CG_OK)
        service_tell_news(service);
    return rc;
}

/* ---- tags ---- */

static cg_code view_tag(cg_project *project, const cg_tag *tag, cg_arena *arena, cg_tag_view *out,
                        cg_err *err)
{
    *out = (cg_tag_view){.name = tag->name,
                         .created_ms = tag->time_ms,
                         .author = tag->author,
                         .message = tag->message};
    return version_view(project, tag->generation, arena, &out->version, err);
}

cg_code cg_service_tag_list(cg_service *service, cg_str project, size_t limit, cg_str text,
                            cg_arena *arena, cg_tag_page *out_page, cg_err *err)
{
    cg_project *found;
    cg_tag *tags;
    cg_str after;
    size_t count = 0;
    *out_page = (cg_tag_page){0};
    cg_code rc = name_of_cursor(text, &after, err);
    if (rc == CG_OK)
        rc = service_project(service, project, &found, err);
    if (rc == CG_OK) /* one more than asked for: is there a next page? */
        rc = cg_project_tags(found, after, limit + 1, arena, &tags, &count, err);
    out_page->rows = cg_arena_alloc_array(arena, limit, sizeof *out_page->rows);
    for (size_t i = 0; rc == CG_OK && i < CG_MIN(count, limit); i++)
        rc = view_tag(found, &tags[i], arena, &out_page->rows[out_page->count++], err);
    if (rc == CG_OK && count > limit)
        out_page->next_cursor = cursor_of_name(tags[limit - 1].name, arena);
    return rc;
}

cg_code cg_service_tag_create(cg_service *service, const cg_tag_request *request, cg_arena *arena,
                              cg_tag_view *out_tag, cg_err *err)
{
    cg_project *found;
    cg_tag tag = {.name = request->name,
                  .time_ms = cg_wall_ms(),
                  .author = request->author,
                  .message = request->message};
    cg_code rc = cg_ref_name_check(request->name, err);
    if (rc == CG_OK)
        rc = service_project(service, request->project, &found, err);
    if (rc == CG_OK)
        rc = resolve_member(found, request->ref, "ref", arena, &tag.generation, err);
    if (rc == CG_OK)
        rc = cg_tag_create(found, &tag, err);
    return rc == CG_OK ? view_tag(found, &tag, arena, out_tag, err) : rc;
}

cg_code cg_service_tag_delete(cg_service *service, cg_str project, cg_str name, cg_err *err)
{
    cg_project *found;
    cg_code rc = service_project(service, project, &found, err);
    return rc == CG_OK ? cg_tag_delete(found, name, err) : rc;
}
