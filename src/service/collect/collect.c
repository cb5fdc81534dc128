// SPDX-License-Identifier: Apache-2.0
// Collecting: which rules hold, and the task that goes by them.
#include "tasks/tasks.h"

static cg_code refuse(const char *pointer, const char *why, cg_err *err)
{
    (void)CG_FAIL(err, CG_E_INVALID, "%s", why);
    return cg_err_at(err, "%s", pointer);
}

/* What the options say takes the place of what the request does not. */
static cg_code settle_rules(const cg_service *service, cg_collect_request *q, cg_err *err)
{
    const cg_service_options *o = &service->opts;
    bool any = q->last > 0 || q->generations > 0 || q->days > 0;
    if (q->keep_all && any)
        return refuse("/keep/all",
                      "to keep all contradicts the other rules: state the one or the others", err);
    if (!q->keep_all && !any) {
        q->last = o->keep_last;
        q->generations = o->keep_generations;
        q->days = o->keep_days;
    }
    if (!q->young_given)
        q->young_ms = o->keep_young_ns / 1000000;
    return CG_OK;
}

static cg_code collect_submit(task_queue *queue, const cg_collect_request *settled,
                              cg_task_priority priority, cg_id *out_task, cg_err *err)
{
    task *t = task_make(queue);
    t->kind = TASK_COLLECT;
    t->collect = *settled;
    t->collect.project = cg_arena_str(t->arena, project_or_default(settled->project));
    t->request.project = t->collect.project;
    t->request.priority = priority;
    return task_submit(t, out_task, err);
}

cg_code collect_submit_due(task_queue *queue, cg_str project, cg_id *out_task, cg_err *err)
{
    cg_collect_request q = {.project = project};
    cg_code rc = settle_rules(queue->service, &q, err);
    return rc == CG_OK ? collect_submit(queue, &q, CG_PRIORITY_LOW, out_task, err) : rc;
}

cg_code cg_service_collect(cg_service *service, const cg_collect_request *request, cg_id *out_task,
                           cg_err *err)
{
    cg_project *project;
    cg_collect_request q = *request;
    cg_code rc = settle_rules(service, &q, err);
    if (rc == CG_OK)
        rc = service_project(service, q.project, &project, err);
    if (rc != CG_OK)
        return rc;
    return collect_submit(service->tasks, &q, CG_PRIORITY_NORMAL, out_task, err);
}
