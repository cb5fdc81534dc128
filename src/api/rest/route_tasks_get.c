// SPDX-License-Identifier: Apache-2.0
// GET /tasks/{id}: how far a task is; waits for its end when asked to.
#include "rest.h"

static cg_code tasks_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_task_view task = {0};
    cg_json_writer w;
    cg_id id;
    cg_code rc = cg_rest_task_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_rest_task_await(req, id, cg_rest_prefer_wait_ms(req, 0), &task, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_task(&w, &task);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_TASK_ID, CG_REST_PREFER, {0}};

static const cg_answer answers[] = {{200, "The task.", {{"application/json", "Task", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_tasks_get = {
    .method = "GET",
    .path = "/tasks/{id}",
    .id = "getTask",
    .tag = "tasks",
    .summary = "Read one task",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = tasks_get,
};
