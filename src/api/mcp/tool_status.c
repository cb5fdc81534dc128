// SPDX-License-Identifier: Apache-2.0
// MCP tool status: what is indexed, how fresh and how complete it is, and what is under way.
#include "tool.h"

#define GAPS 10
#define TASKS 10

/* False: it does not fit. */
static bool tell_project(mcp_sheet *s, const cg_project_status *p)
{
    char time[CG_TIME_TEXT_LEN];
    CG_AUTO_VALUE(cg_buf) langs = {0};
    cg_json_writer *w = mcp_row_begin(s);
    cg_time_text(p->changed_ms, time);
    cg_json_begin_object(w);
    cg_json_put_str(w, "project", p->project);
    cg_json_put_u64(w, "generation", p->generation);
    cg_json_put_u64(w, "files", p->files);
    cg_json_put_u64(w, "files_partial", p->files_partial);
    cg_json_put_u64(w, "files_skipped", p->files_skipped);
    cg_json_put_u64(w, "nodes", p->nodes);
    cg_json_put_u64(w, "relationships", p->relationships);
    cg_json_put_str(w, "changed_at", cg_str_from(time));
    cg_json_put_object(w, "languages");
    for (size_t i = 0; i < p->languages_count; i++) {
        cg_json_put_u64(w, p->languages[i].name.ptr, p->languages[i].count);
        cg_buf_printf(&langs, "%s%.*s %" PRIu64, i > 0 ? ", " : "",
                      CG_STR_ARG(p->languages[i].name), p->languages[i].count);
    }
    cg_json_end_object(w);
    cg_json_end_object(w);
    if (!mcp_row_end(s))
        return false;
    (void)mcp_line(s,
                   "%.*s: %" PRIu64 " files (%" PRIu64 " in part, %" PRIu64 " skipped), %" PRIu64
                   " definitions, %" PRIu64 " relationships, generation %" PRIu64
                   ", changed %s; %.*s",
                   CG_STR_ARG(p->project), p->files, p->files_partial, p->files_skipped, p->nodes,
                   p->relationships, p->generation, time, CG_STR_ARG(cg_buf_str(&langs)));
    return true;
}

/* `inout_where`: afterwards the first of them. */
static cg_code tell_projects(mcp_sheet *s, bool named, cg_graph_ref *inout_where,
                             uint64_t *out_generation, cg_err *err)
{
    cg_project_status *rows, one;
    size_t count = 1;
    cg_service *service = s->call->api->service;
    cg_code rc;
    if (named) {
        rc = cg_service_project_status(service, *inout_where, s->call->arena, &one, err);
        rows = &one;
    } else {
        rc = cg_service_project_list(service, s->call->arena, &rows, &count, err);
    }
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(&s->w, "projects");
    size_t told = 0; /* the first ones: what is left out begins where they end */
    while (told < count && tell_project(s, &rows[told]))
        told++;
    cg_json_end_array(&s->w);
    s->left_out = count - told;
    if (told < count)
        mcp_next(s, "name a project: %zu more do not fit", count - told);
    *out_generation = count > 0 ? rows[0].generation : 0;
    if (count > 0)
        inout_where->project = rows[0].project;
    if (count == 0) {
        (void)mcp_line(s, "Nothing is indexed yet.");
        mcp_next(s, "index the directory of the project");
    }
    return CG_OK;
}

static cg_code tell_gaps(mcp_sheet *s, cg_graph_ref where, cg_err *err)
{
    cg_coverage_page page;
    cg_code rc =
        cg_service_coverage(s->call->api->service, where, CG_STR_NULL, GAPS, CG_STR_NULL,
                            mcp_call_patience(s->call).deadline_ns, s->call->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(&s->w, "gaps");
    for (size_t i = 0; i < page.count; i++) {
        const cg_coverage_row *row = &page.rows[i];
        cg_json_writer *w = mcp_row_begin(s);
        cg_json_begin_object(w);
        cg_json_put_str(w, "path", row->path);
        cg_json_put_str(w, "status", cg_str_from(cg_parse_status_text(row->status)));
        cg_json_put_str(w, "reason", row->reason);
        cg_json_put_u64(w, "unresolved", row->unresolved);
        cg_json_end_object(w);
        if (mcp_row_end(s))
            (void)mcp_line(s, "  %.*s: %s%s%.*s, %" PRIu64 " references unresolved",
                           CG_STR_ARG(row->path), cg_parse_status_text(row->status),
                           row->reason.len > 0 ? ", " : "", CG_STR_ARG(row->reason),
                           row->unresolved);
    }
    cg_json_end_array(&s->w);
    return CG_OK;
}

static cg_code tell_tasks(mcp_sheet *s, const mcp_common *common, cg_err *err)
{
    cg_task_page page;
    cg_task_filter filter = {.project = common->names_project ? common->where.project : CG_STR_NULL,
                             .states = 1u << CG_TASK_ENQUEUED | 1u << CG_TASK_PROCESSING};
    cg_code rc = cg_service_task_list(s->call->api->service, &filter, TASKS, CG_STR_NULL,
                                      s->call->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(&s->w, "tasks");
    for (size_t i = 0; i < page.count; i++) {
        const cg_task_view *task = &page.rows[i];
        char id[CG_ID_TEXT_LEN];
        cg_id_text(task->id, id);
        cg_json_writer *w = mcp_row_begin(s);
        cg_json_begin_object(w);
        cg_json_put_str(w, "id", cg_str_from(id));
        cg_json_put_str(w, "kind", task->kind);
        cg_json_put_str(w, "project", task->project);
        cg_json_put_str(w, "status", cg_str_from(cg_task_state_text(task->state)));
        cg_json_put_u64(w, "files_done", task->files_done);
        cg_json_put_u64(w, "files_total", task->files_total);
        cg_json_end_object(w);
        if (mcp_row_end(s))
            (void)mcp_line(s, "task %s of %.*s: %s, %" PRIu64 " of %" PRIu64 " files", id,
                           CG_STR_ARG(task->project), cg_task_state_text(task->state),
                           task->files_done, task->files_total);
    }
    cg_json_end_array(&s->w);
    return CG_OK;
}

static cg_code status(mcp_call *call, cg_err *err)
{
    mcp_common common;
    uint64_t generation = 0;
    CG_AUTO_VALUE(mcp_sheet) sheet = {0};
    cg_code rc = mcp_read_common(call, NULL, 0, &common, err);
    if (rc != CG_OK)
        return rc;
    mcp_sheet_init(&sheet, call, common.max_tokens);
    cg_json_put_str(&sheet.w, "version", CG_STR(CG_VERSION));
    cg_graph_ref where = common.where;
    rc = tell_projects(&sheet, common.names_project, &where, &generation, err);
    if (rc == CG_OK && generation > 0)
        rc = tell_gaps(&sheet, where, err);
    if (rc == CG_OK)
        rc = tell_tasks(&sheet, &common, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_u64(&sheet.w, "left_out", sheet.left_out);
    mcp_next(&sheet, "explore without a question for a map of the project");
    mcp_sheet_finish(&sheet);
    return CG_OK;
}

const mcp_tool cg_mcp_tool_status = {
    .name = "status",
    .title = "What is indexed",
    .description =
        "What is indexed, how fresh and how complete: projects with their files, languages and generation, files that were "
        "parsed in part or skipped, and tasks under way.",
    .input = "status_in",
    .output = "status_out",
    .reads = true,
    .idempotent = true,
    .step = status,
};
