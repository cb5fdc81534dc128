// SPDX-License-Identifier: Apache-2.0
// What clients see of tasks: states, waiting for a change, and cancelling.
#include "tasks.h"

static const char *const state_texts[] = {"enqueued", "processing", "succeeded", "failed",
                                          "canceled"};

const char *cg_task_state_text(unsigned state)
{
    return state < CG_ARRAY_LEN(state_texts) ? state_texts[state] : "";
}

bool cg_task_finished(cg_task_state state)
{
    return state >= CG_TASK_SUCCEEDED;
}

static task *find_locked(task_queue *queue, cg_id id)
{
    for (size_t i = queue->tasks.len; i-- > 0;)
        if (cg_id_eq(queue->tasks.ptr[i]->id, id))
            return queue->tasks.ptr[i];
    return NULL;
}

/* The view points into the task, which the arena keeps alive. */
static void view_locked(task *t, cg_arena *arena, cg_task_view *out)
{
    cg_ingest_progress *p = &t->progress;
    *out = (cg_task_view){.id = t->id,
                          .kind = CG_STR("parse_root"),
                          .project = t->request.project,
                          .root = t->request.root,
                          .state = t->state,
                          .revision = t->revision,
                          .enqueued_ms = t->enqueued_ms,
                          .started_ms = t->started_ms,
                          .finished_ms = t->finished_ms,
                          .phase = cg_str_from(cg_ingest_phase_text(atomic_load(&p->phase))),
                          .files_done = atomic_load(&p->files_done),
                          .files_total = atomic_load(&p->files_total),
                          .bytes_done = atomic_load(&p->bytes_done),
                          .nodes = atomic_load(&p->nodes),
                          .edges = atomic_load(&p->edges),
                          .error = t->error,
                          .report = t->report};
    if (t->started_ns != 0) {
        uint64_t end = t->finished_ms != 0 ? (t->finished_ms - t->started_ms) * 1000000
                                           : cg_now_ns() - t->started_ns;
        out->files_per_second = (double)out->files_done * 1e9 / (double)CG_MAX(end, UINT64_C(1));
    }
    if (t->state == CG_TASK_PROCESSING && out->files_per_second > 0 &&
        out->files_total > out->files_done)
        out->eta_ms =
            (uint64_t)((double)(out->files_total - out->files_done) * 1000 / out->files_per_second);
    t->refs++;
    cg_arena_defer(arena, task_release, t);
}

cg_code cg_service_task_wait(cg_service *service, cg_id id, uint64_t revision, uint64_t deadline_ns,
                             cg_arena *arena, cg_task_view *out_task, cg_err *err)
{
    task_queue *queue = service->tasks;
    cg_mutex_lock(&queue->mu);
    task *t = find_locked(queue, id);
    bool in_time = true;
    while (t != NULL && in_time && t->revision <= revision && !cg_task_finished(t->state) &&
           !queue->draining) {
        in_time = cg_cond_wait_until(&queue->changed, &queue->mu, deadline_ns);
        t = find_locked(queue, id);
    }
    if (t != NULL)
        view_locked(t, arena, out_task);
    cg_mutex_unlock(&queue->mu);
    return t != NULL ? CG_OK : CG_FAIL(err, CG_E_NOT_FOUND, "there is no such task");
}

cg_code cg_service_task_get(cg_service *service, cg_id id, cg_arena *arena, cg_task_view *out_task,
                            cg_err *err)
{
    return cg_service_task_wait(service, id, 0, 0, arena, out_task, err);
}

cg_code cg_service_task_list(cg_service *service, size_t limit, cg_arena *arena,
                             cg_task_view **out_tasks, size_t *out_count, cg_err *err)
{
    (void)err;
    task_queue *queue = service->tasks;
    cg_mutex_lock(&queue->mu);
    size_t count = CG_MIN(limit, queue->tasks.len);
    *out_tasks = cg_arena_alloc_array(arena, count + 1, sizeof **out_tasks);
    for (size_t i = 0; i < count; i++)
        view_locked(queue->tasks.ptr[queue->tasks.len - 1 - i], arena, &(*out_tasks)[i]);
    cg_mutex_unlock(&queue->mu);
    *out_count = count;
    return CG_OK;
}

cg_code cg_service_task_cancel(cg_service *service, cg_id id, cg_err *err)
{
    task_queue *queue = service->tasks;
    cg_code rc = CG_OK;
    task *dropped = NULL;
    cg_mutex_lock(&queue->mu);
    task *t = find_locked(queue, id);
    if (t == NULL) {
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "there is no such task");
    } else if (cg_task_finished(t->state)) {
        rc = CG_FAIL(err, CG_E_CONFLICT, "the task has finished: %s", cg_task_state_text(t->state));
    } else if (t->state == CG_TASK_PROCESSING) {
        t->canceled = true;
        atomic_store(&t->progress.cancel, true);
    } else {
        task_change_locked(t, CG_TASK_CANCELED);
        t->refs++;
        dropped = t;
    }
    cg_mutex_unlock(&queue->mu);
    if (dropped != NULL) {
        rc = task_record_delete(dropped, err);
        task_release(dropped);
    }
    return rc;
}
