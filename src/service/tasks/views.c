// SPDX-License-Identifier: Apache-2.0
// What clients see of tasks: states, waiting for a change, and cancelling.
#include "tasks.h"

static const char *const priority_texts[] = {"low", "normal", "high"};
static const char *const state_texts[] = {"enqueued", "processing", "succeeded", "failed",
                                          "canceled"};

const char *cg_task_state_text(unsigned state)
{
    return state < CG_ARRAY_LEN(state_texts) ? state_texts[state] : "";
}

const char *cg_task_priority_text(cg_task_priority priority)
{
    return priority_texts[priority - CG_PRIORITY_LOW];
}

bool cg_task_priority_parse(cg_str word, cg_task_priority *out_priority)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(priority_texts); i++)
        if (cg_str_eq(word, cg_str_from(priority_texts[i]))) {
            *out_priority = (cg_task_priority)i + CG_PRIORITY_LOW;
            return true;
        }
    return false;
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

static cg_str phase_of(task *t)
{
    if (t->state != CG_TASK_PROCESSING)
        return CG_STR_NULL;
    if (t->kind == TASK_COLLECT)
        return cg_str_from(task_collect_phase(atomic_load(&t->steps->phase)));
    if (t->kind == TASK_REBUILD)
        return CG_STR("building");
    return cg_str_from(cg_ingest_phase_text(atomic_load(&t->progress->phase)));
}

static cg_str kind_of(const task *t)
{
    if (t->kind == TASK_COLLECT)
        return CG_STR("collect");
    if (t->kind == TASK_REBUILD)
        return CG_STR("rebuild_index");
    if (t->request.git == CG_GIT_NONE)
        return CG_STR("parse_root");
    return t->request.git == CG_GIT_REVISION ? CG_STR("parse_git") : CG_STR("import_git");
}

/* From what was done in a time; 0: unknown. */
static uint64_t eta_ms(uint64_t done, uint64_t total, uint64_t ns)
{
    return done > 0 && total > done
               ? (uint64_t)((double)(total - done) * (double)ns / 1e6 / (double)done)
               : 0;
}

/* The view points into the task, which the arena keeps alive. */
static void view_locked(task *t, cg_arena *arena, cg_task_view *out)
{
    cg_ingest_progress *p = t->progress;
    *out = (cg_task_view){.id = t->id,
                          .kind = kind_of(t),
                          .project = t->request.project,
                          .root = t->request.root,
                          .rev = t->request.rev,
                          .state = t->state,
                          .priority = t->request.priority,
                          .attempts = t->attempts,
                          .retry_ms = t->state == CG_TASK_ENQUEUED ? t->not_before_ms : 0,
                          .revision = t->revision,
                          .enqueued_ms = t->enqueued_ms,
                          .started_ms = t->started_ms,
                          .finished_ms = t->finished_ms,
                          .phase = phase_of(t),
                          .files_done = atomic_load(&p->files_done),
                          .files_total = atomic_load(&p->files_total),
                          .bytes_done = atomic_load(&p->bytes_done),
                          .nodes = atomic_load(&p->nodes),
                          .edges = atomic_load(&p->edges),
                          .commits_done = atomic_load(&p->commits_done),
                          .commits_total = atomic_load(&p->commits_total),
                          .rows_done = atomic_load(&t->steps->rows_done),
                          .rows_total = atomic_load(&t->steps->rows_total),
                          .error = t->error,
                          .report = t->report,
                          .collected = t->collected,
                          .rebuilt = t->rebuilt};
    uint64_t ns = t->finished_ms != 0 ? (t->finished_ms - t->started_ms) * 1000000
                                      : cg_now_ns() - t->started_ns;
    if (t->started_ms != 0 && (t->finished_ms != 0 || t->state == CG_TASK_PROCESSING))
        out->files_per_second = (double)out->files_done * 1e9 / (double)CG_MAX(ns, UINT64_C(1));
    if (t->state == CG_TASK_PROCESSING)
        out->eta_ms = out->commits_total > 0 ? eta_ms(out->commits_done, out->commits_total, ns)
                                             : eta_ms(out->files_done, out->files_total, ns);
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

static bool fits(const task *t, const cg_task_filter *filter)
{
    return (filter->states == 0 || filter->states >> t->state & 1) &&
           (filter->project.len == 0 || cg_str_eq(filter->project, t->request.project));
}

/* A cursor holds when the page's last task was enqueued: no two were at the same moment. */
static cg_code read_cursor(cg_str text, uint64_t *out_before_ms, cg_err *err)
{
    *out_before_ms = UINT64_MAX;
    if (text.len == 0 || cg_str_to_u64(text, out_before_ms))
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "not a cursor of this list");
    return cg_err_at(err, "cursor");
}

cg_code cg_service_task_list(cg_service *service, const cg_task_filter *filter, size_t limit,
                             cg_str cursor_text, cg_arena *arena, cg_task_page *out_page,
                             cg_err *err)
{
    task_queue *queue = service->tasks;
    uint64_t before_ms;
    *out_page = (cg_task_page){0};
    cg_code rc = read_cursor(cursor_text, &before_ms, err);
    if (rc != CG_OK)
        return rc;
    cg_mutex_lock(&queue->mu);
    out_page->rows =
        cg_arena_alloc_array(arena, CG_MIN(limit, queue->tasks.len) + 1, sizeof *out_page->rows);
    for (size_t i = queue->tasks.len; i-- > 0;) {
        task *t = queue->tasks.ptr[i];
        if (t->enqueued_ms >= before_ms || !fits(t, filter))
            continue;
        if (out_page->count == limit) {
            out_page->next_cursor =
                cg_arena_printf(arena, "%" PRIu64, out_page->rows[out_page->count - 1].enqueued_ms);
            break;
        }
        view_locked(t, arena, &out_page->rows[out_page->count++]);
    }
    cg_mutex_unlock(&queue->mu);
    return CG_OK;
}

/* A running task is told to stop, and counts as canceled from here on, whatever happens to the
 * process; one that waits is canceled at once. With the queue's mu held, and the task's record. */
static void cancel_locked(task *t)
{
    t->canceled = true;
    if (t->state == CG_TASK_PROCESSING) {
        atomic_store(&t->progress->cancel, true);
    } else {
        task_change_locked(t, CG_TASK_CANCELED);
        cg_metric_add(CG_M_TASKS_CANCELED, 1);
    }
}

cg_code cg_service_task_cancel(cg_service *service, cg_id id, cg_err *err)
{
    task_queue *queue = service->tasks;
    cg_code rc = CG_OK;
    cg_mutex_lock(&queue->mu);
    task *t = find_locked(queue, id);
    if (t == NULL) {
        cg_mutex_unlock(&queue->mu);
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no such task");
    }
    t->refs++;
    task_begin_save_locked(queue, t);
    if (cg_task_finished(t->state))
        rc = CG_FAIL(err, CG_E_CONFLICT, "the task has finished: %s", cg_task_state_text(t->state));
    else
        cancel_locked(t);
    task now = *t;
    cg_mutex_unlock(&queue->mu);
    if (rc == CG_OK)
        rc = task_record_save(&now, err);
    cg_mutex_lock(&queue->mu);
    task_end_save_locked(queue, t);
    task_drop_locked(t);
    cg_mutex_unlock(&queue->mu);
    return rc;
}
