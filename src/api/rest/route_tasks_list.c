// SPDX-License-Identifier: Apache-2.0
// GET /tasks: the long work, newest first.
#include "rest.h"

static cg_code tasks_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_task_view *tasks = NULL;
    size_t count = 0;
    cg_json_writer w;
    cg_code rc = cg_service_task_list(cg_rest_api(req)->service, cg_request_u64(req, "limit"),
                                      cg_request_arena(req), &tasks, &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_task(&w, &tasks[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_LIMIT, {0}};

static const cg_answer answers[] = {
    {200, "The tasks, newest first.", {{"application/json", "TaskList", NULL, NULL}}}, {0}};

const cg_route cg_route_tasks_list = {
    .method = "GET",
    .path = "/tasks",
    .id = "listTasks",
    .tag = "tasks",
    .summary = "List tasks",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = tasks_list,
};
