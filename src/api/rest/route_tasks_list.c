// SPDX-License-Identifier: Apache-2.0
// GET /tasks: the long work, newest first.
#include "rest.h"

static cg_code tasks_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const cg_task_state states[] = {CG_TASK_ENQUEUED, CG_TASK_PROCESSING, CG_TASK_SUCCEEDED,
                                           CG_TASK_FAILED, CG_TASK_CANCELED};
    const cg_value *status = cg_request_value(req, "status");
    cg_task_filter filter = {.project = cg_request_str(req, "project")};
    cg_task_page page;
    cg_json_writer w;
    for (size_t i = 0; i < status->item_count; i++)
        for (size_t s = 0; s < CG_ARRAY_LEN(states); s++)
            if (cg_str_eq(status->items[i], cg_str_from(cg_task_state_text(states[s]))))
                filter.states |= 1u << states[s];
    cg_code rc =
        cg_service_task_list(cg_rest_api(req)->service, &filter, cg_request_u64(req, "limit"),
                             cg_request_str(req, "cursor"), cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        cg_rest_write_task(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {{.name = "status",
                                   .type = CG_PARAM_ENUM,
                                   .repeated = true,
                                   .words = "enqueued|processing|succeeded|failed|canceled",
                                   .help = "Only tasks in these states."},
                                  {.name = "project",
                                   .type = CG_PARAM_STR,
                                   .min = 1,
                                   .max = CG_PROJECT_NAME_MAX,
                                   .help = "Only tasks of this project."},
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "The tasks, newest first.", {{"application/json", "TaskList", NULL, NULL}}}, {0}};

const cg_route cg_route_tasks_list = {
    .method = "GET",
    .path = "/tasks",
    .id = "listTasks",
    .tag = "tasks",
    .summary = "List tasks",
    .description = "Finished tasks are kept too, over restarts, until a thousand newer ones have "
                   "finished.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = tasks_list,
};
