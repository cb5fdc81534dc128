// SPDX-License-Identifier: Apache-2.0
// DELETE /tasks/{id}: cancels a task.
#include "rest.h"

static cg_code tasks_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_service *service = cg_rest_api(req)->service;
    cg_task_view task = {0};
    cg_json_writer w;
    cg_id id;
    cg_code rc = cg_rest_task_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_task_cancel(service, id, err);
    if (rc == CG_OK)
        rc = cg_service_task_get(service, id, cg_request_arena(req), &task, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_task(&w, &task);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_TASK_ID, {0}};

static const cg_answer answers[] = {
    {200, "The task, canceled or about to be.", {{"application/json", "Task", NULL, NULL}}}, {0}};

const cg_route cg_route_tasks_delete = {
    .method = "DELETE",
    .path = "/tasks/{id}",
    .id = "cancelTask",
    .tag = "tasks",
    .summary = "Cancel a task",
    .description = "What the task had not committed is dropped. A finished task stays as it is "
                   "(409).",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = tasks_delete,
};
