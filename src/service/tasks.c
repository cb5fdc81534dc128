// SPDX-License-Identifier: Apache-2.0
// The queue of tasks: accepting and running them, and parking them at a stop.
#include "tasks.h"

#include <limits.h>
#include <stdlib.h>

#define FINISHED_KEPT 1000

/* ---- a task's life ---- */

static void moved(void *arg)
{
    task *t = arg;
    cg_mutex_lock(&t->queue->mu);
    t->revision++;
    cg_cond_broadcast(&t->queue->changed);
    cg_mutex_unlock(&t->queue->mu);
}

static task *task_create(task_queue *queue, cg_id id)
{
    cg_arena *arena = cg_arena_create(0);
    task *t = cg_arena_alloc(arena, sizeof *t);
    t->arena = arena;
    t->refs = 1;
    t->id = id;
    t->queue = queue;
    t->revision = 1;
    t->progress.moved = moved;
    t->progress.arg = t;
    return t;
}

static void drop_locked(task *t)
{
    if (--t->refs == 0)
        cg_arena_destroy(t->arena);
}

void task_release(void *arg)
{
    task *t = arg;
    task_queue *queue = t->queue;
    cg_mutex_lock(&queue->mu);
    drop_locked(t);
    cg_mutex_unlock(&queue->mu);
}

void task_change_locked(task *t, cg_task_state state)
{
    t->state = state;
    t->revision++;
    if (cg_task_finished(state))
        t->finished_ms = cg_wall_ms();
    cg_cond_broadcast(&t->queue->changed);
}

static size_t count_locked(const task_queue *queue, bool finished)
{
    size_t n = 0;
    for (size_t i = 0; i < queue->tasks.len; i++)
        n += cg_task_finished(queue->tasks.ptr[i]->state) == finished;
    return n;
}

/* Forgets the oldest finished tasks beyond those kept. */
static void forget_locked(task_queue *queue)
{
    size_t finished = count_locked(queue, true);
    for (size_t i = 0; finished > FINISHED_KEPT && i < queue->tasks.len;) {
        task *t = queue->tasks.ptr[i];
        if (!cg_task_finished(t->state)) {
            i++;
            continue;
        }
        memmove(queue->tasks.ptr + i, queue->tasks.ptr + i + 1,
                (queue->tasks.len - i - 1) * sizeof *queue->tasks.ptr);
        queue->tasks.len--;
        finished--;
        drop_locked(t);
    }
}

/* ---- running ---- */

static cg_code index_root(task *t, cg_parse_report **out_report, cg_err *err)
{
    cg_service *service = t->queue->service;
    const cg_parse_root_request *q = &t->request;
    cg_project *project = NULL;
    char real[PATH_MAX];
    cg_code rc =
        roots_check(&service->opts, q->root, real, err); /* the options may be others by now */
    if (rc == CG_OK)
        rc = cg_store_project(service->store, project_or_default(q->project), true, &project, err);
    if (rc != CG_OK)
        return rc;
    cg_ingest_tree_request tree = {.root = q->root,
                                   .include = q->include,
                                   .include_count = q->include_count,
                                   .exclude = q->exclude,
                                   .exclude_count = q->exclude_count,
                                   .keep_missing = q->mode == CG_PARSE_PATCH,
                                   .dry_run = q->dry_run,
                                   .message = q->message,
                                   .progress = &t->progress};
    cg_ingest_result result;
    uint64_t start = cg_now_ns(), cpu = cg_cpu_ns();
    rc = cg_ingest_tree(service->ingest, project, &tree, t->arena, &result, err);
    if (rc != CG_OK)
        return rc;
    cg_parse_report *report = cg_arena_alloc(t->arena, sizeof *report);
    report_make(&result, (cg_now_ns() - start) / 1000000, (cg_cpu_ns() - cpu) / 1000000, t->arena,
                report);
    *out_report = report;
    return CG_OK;
}

static void log_end(const task *t, cg_task_state state, const cg_err *err)
{
    char id[CG_ID_TEXT_LEN];
    cg_id_text(t->id, id);
    CG_LOG(state == CG_TASK_FAILED ? CG_LOG_ERROR : CG_LOG_INFO, "task.finished",
           CG_LSTR("task", cg_str_from(id)),
           CG_LSTR("state", cg_str_from(cg_task_state_text(state))),
           CG_LSTR("error", state == CG_TASK_FAILED ? cg_str_from(err->text) : CG_STR_NULL));
}

/* A record that stays behind makes the task run once more at the next start: harmless. */
void task_forget_record(const task *t)
{
    cg_err err;
    if (task_record_delete(t, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "task.record", CG_LSTR("error", cg_str_from(err.text)));
}

/* A task stopped by the server's stop stays in the store and runs at the next start. */
static void end_task(task *t, cg_code rc, const cg_err *err, cg_parse_report *report)
{
    task_queue *queue = t->queue;
    cg_mutex_lock(&queue->mu);
    bool parked = rc == CG_E_CANCELED && queue->draining && !t->canceled;
    cg_task_state state = rc == CG_OK           ? CG_TASK_SUCCEEDED
                          : rc == CG_E_CANCELED ? CG_TASK_CANCELED
                                                : CG_TASK_FAILED;
    cg_mutex_unlock(&queue->mu);
    if (!parked)
        task_forget_record(t);
    log_end(t, state, err);
    cg_mutex_lock(&queue->mu);
    if (state == CG_TASK_FAILED)
        t->error = *err;
    t->report = report;
    task_change_locked(t, parked ? CG_TASK_ENQUEUED : state);
    forget_locked(queue);
    cg_mutex_unlock(&queue->mu);
}

static task *next_locked(task_queue *queue)
{
    for (size_t i = 0; i < queue->tasks.len; i++)
        if (queue->tasks.ptr[i]->state == CG_TASK_ENQUEUED)
            return queue->tasks.ptr[i];
    return NULL;
}

static void run_tasks(void *arg)
{
    task_queue *queue = arg;
    cg_mutex_lock(&queue->mu);
    while (!queue->draining) {
        task *t = next_locked(queue);
        if (t == NULL) {
            cg_cond_wait(&queue->changed, &queue->mu);
            continue;
        }
        t->refs++;
        t->started_ms = cg_wall_ms();
        t->started_ns = cg_now_ns();
        task_change_locked(t, CG_TASK_PROCESSING);
        cg_mutex_unlock(&queue->mu);
        cg_err err = {0};
        cg_parse_report *report = NULL;
        cg_code rc = index_root(t, &report, &err);
        end_task(t, rc, &err, report);
        cg_mutex_lock(&queue->mu);
        drop_locked(t);
    }
    cg_mutex_unlock(&queue->mu);
}

/* ---- open, drain, close ---- */

static cg_code load_parked(task_queue *queue, cg_err *err)
{
    cg_str word = CG_STR(TASK_KEY_WORD);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(cg_store_kv(queue->service->store), NULL,
                                                 CG_CF_METADATA, word, CG_STR("task0"));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_id id;
        if (k.len != word.len + sizeof id.bytes)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored task is damaged");
        memcpy(id.bytes, k.ptr + word.len, sizeof id.bytes);
        task *t = task_create(queue, id);
        CG_VEC_PUSH(&queue->tasks, t);
        if (!task_record_get(cg_kv_iter_value(iter), t))
            return CG_FAIL(err, CG_E_CORRUPT, "a stored task is damaged");
        queue->last_enqueued_ms = CG_MAX(queue->last_enqueued_ms, t->enqueued_ms);
    }
    return cg_kv_iter_status(iter, err);
}

static int compare_enqueued(const void *a, const void *b)
{
    const task *x = *(task *const *)a, *y = *(task *const *)b;
    return (x->enqueued_ms > y->enqueued_ms) - (x->enqueued_ms < y->enqueued_ms);
}

cg_code tasks_open(cg_service *service, cg_err *err)
{
    task_queue *queue = cg_alloc(sizeof *queue);
    queue->service = service;
    cg_mutex_init(&queue->mu, CG_LOCK_SERVICE_TASKS);
    cg_cond_init(&queue->changed);
    service->tasks = queue;
    cg_code rc = load_parked(queue, err);
    if (rc != CG_OK)
        return rc;
    if (queue->tasks.len > 1)
        qsort(queue->tasks.ptr, queue->tasks.len, sizeof *queue->tasks.ptr, compare_enqueued);
    queue->runner = cg_thread_start("tasks", run_tasks, queue);
    return CG_OK;
}

void tasks_drain(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    queue->draining = true;
    for (size_t i = 0; i < queue->tasks.len; i++)
        if (queue->tasks.ptr[i]->state == CG_TASK_PROCESSING)
            atomic_store(&queue->tasks.ptr[i]->progress.cancel, true);
    cg_cond_broadcast(&queue->changed);
    cg_mutex_unlock(&queue->mu);
    cg_thread_join(queue->runner);
    queue->runner = NULL;
}

void tasks_close(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    for (size_t i = 0; i < queue->tasks.len; i++)
        drop_locked(queue->tasks.ptr[i]);
    cg_mutex_unlock(&queue->mu);
    CG_VEC_FINI(&queue->tasks);
    cg_cond_fini(&queue->changed);
    cg_mutex_fini(&queue->mu);
    cg_free(queue);
}

size_t tasks_waiting(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    size_t n = count_locked(queue, false);
    cg_mutex_unlock(&queue->mu);
    return n;
}

/* ---- adding ---- */

static const cg_str *copy_texts(cg_arena *arena, const cg_str *texts, size_t count)
{
    cg_str *copy = cg_arena_alloc_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = cg_arena_str(arena, texts[i]);
    return copy;
}

static task *make_task(task_queue *queue, const cg_parse_root_request *request, const char *real)
{
    cg_id id;
    cg_random_bytes(id.bytes, sizeof id.bytes);
    task *t = task_create(queue, id);
    t->request = *request;
    t->request.project = cg_arena_str(t->arena, project_or_default(request->project));
    t->request.root = cg_arena_str(t->arena, cg_str_from(real));
    t->request.message = cg_arena_str(t->arena, request->message);
    t->request.include = copy_texts(t->arena, request->include, request->include_count);
    t->request.exclude = copy_texts(t->arena, request->exclude, request->exclude_count);
    /* Strictly later than the one before: after a restart the times give the order. */
    cg_mutex_lock(&queue->mu);
    queue->last_enqueued_ms = CG_MAX(cg_wall_ms(), queue->last_enqueued_ms + 1);
    t->enqueued_ms = queue->last_enqueued_ms;
    cg_mutex_unlock(&queue->mu);
    return t;
}

static cg_code enqueue(task_queue *queue, task *t, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_mutex_lock(&queue->mu);
    if (queue->draining)
        rc = CG_FAIL(err, CG_E_UNAVAILABLE, "the server is stopping");
    else if (count_locked(queue, false) >= queue->service->opts.tasks_max)
        rc = CG_FAIL(err, CG_E_BUSY, "%zu tasks wait already", queue->service->opts.tasks_max);
    if (rc == CG_OK) {
        CG_VEC_PUSH(&queue->tasks, t);
        cg_cond_broadcast(&queue->changed);
    }
    cg_mutex_unlock(&queue->mu);
    return rc;
}

cg_code tasks_add(task_queue *queue, const cg_parse_root_request *request, cg_id *out_task,
                  cg_err *err)
{
    char real[PATH_MAX];
    cg_project *project;
    cg_code rc = roots_check(&queue->service->opts, request->root, real, err);
    if (rc != CG_OK)
        (void)cg_err_at(err, "/root");
    else
        rc = cg_store_project(queue->service->store, project_or_default(request->project), true,
                              &project, err);
    if (rc != CG_OK)
        return rc;
    task *t = make_task(queue, request, real);
    *out_task = t->id;
    rc = task_record_save(t, err);
    if (rc == CG_OK && (rc = enqueue(queue, t, err)) != CG_OK)
        task_forget_record(t);
    if (rc != CG_OK)
        cg_arena_destroy(t->arena);
    return rc;
}

cg_code cg_service_parse_root(cg_service *service, const cg_parse_root_request *request,
                              cg_id *out_task, cg_err *err)
{
    return tasks_add(service->tasks, request, out_task, err);
}
