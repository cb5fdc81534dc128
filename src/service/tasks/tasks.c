// SPDX-License-Identifier: Apache-2.0
// The queue of tasks: opening it with what the store has, accepting, and stopping.
#include "tasks.h"

#include <limits.h>
#include <stdlib.h>

/* ---- a task's life ---- */

static void moved(void *arg)
{
    task *t = arg;
    cg_mutex_lock(&t->queue->mu);
    t->revision++;
    cg_cond_broadcast(&t->queue->changed);
    cg_mutex_unlock(&t->queue->mu);
}

task *task_create(task_queue *queue, cg_id id)
{
    cg_arena *arena = cg_arena_create(0);
    task *t = cg_arena_alloc(arena, sizeof *t);
    t->arena = arena;
    t->refs = 1;
    t->id = id;
    t->queue = queue;
    t->revision = 1;
    t->progress = cg_arena_alloc(arena, sizeof *t->progress);
    t->steps = cg_arena_alloc(arena, sizeof *t->steps);
    t->progress->moved = moved;
    t->progress->arg = t;
    return t;
}

void task_drop_locked(task *t)
{
    if (--t->refs == 0)
        cg_arena_destroy(t->arena);
}

void task_release(void *arg)
{
    task *t = arg;
    task_queue *queue = t->queue;
    cg_mutex_lock(&queue->mu);
    task_drop_locked(t);
    cg_mutex_unlock(&queue->mu);
}

void task_change_locked(task *t, cg_task_state state)
{
    t->state = state;
    t->revision++;
    if (cg_task_finished(state) && t->finished_ms == 0)
        t->finished_ms = cg_wall_ms();
    cg_cond_broadcast(&t->queue->changed);
}

static size_t count_unfinished_locked(const task_queue *queue)
{
    size_t n = 0;
    for (size_t i = 0; i < queue->tasks.len; i++)
        n += !cg_task_finished(queue->tasks.ptr[i]->state);
    return n;
}

/* ---- open, drain, close ---- */

/* The process ended while the task ran. */
static void resume_interrupted(task *t)
{
    if (t->attempts < t->queue->service->opts.task_attempts_max) {
        t->state = CG_TASK_ENQUEUED;
        return;
    }
    (void)CG_FAIL(&t->error, CG_E_INTERNAL, "the server ended during each of %u attempts",
                  t->attempts);
    t->state = CG_TASK_FAILED;
    t->finished_ms = cg_wall_ms();
}

static cg_code load_stored(task_queue *queue, cg_err *err)
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
        if (!cg_task_finished(t->state) && t->canceled)
            task_change_locked(t, CG_TASK_CANCELED); /* nobody else knows the queue yet */
        else if (t->state == CG_TASK_PROCESSING)
            resume_interrupted(t);
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
    queue->look_ms = service->opts.collect_every_ns > 0 ? 0 : UINT64_MAX;
    cg_code rc = load_stored(queue, err);
    if (rc != CG_OK)
        return rc;
    if (queue->tasks.len > 1)
        qsort(queue->tasks.ptr, queue->tasks.len, sizeof *queue->tasks.ptr, compare_enqueued);
    for (unsigned i = 0; i < CG_MAX(service->opts.task_runners, 1u); i++)
        CG_VEC_PUSH(&queue->runners, cg_thread_start("tasks", tasks_run, queue));
    return CG_OK;
}

void tasks_drain(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    queue->draining = true;
    for (size_t i = 0; i < queue->tasks.len; i++)
        if (queue->tasks.ptr[i]->state == CG_TASK_PROCESSING)
            atomic_store(&queue->tasks.ptr[i]->progress->cancel, true);
    cg_cond_broadcast(&queue->changed);
    cg_mutex_unlock(&queue->mu);
    for (size_t i = 0; i < queue->runners.len; i++)
        cg_thread_join(queue->runners.ptr[i]);
    CG_VEC_CLEAR(&queue->runners);
}

void tasks_close(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    for (size_t i = 0; i < queue->tasks.len; i++)
        task_drop_locked(queue->tasks.ptr[i]);
    cg_mutex_unlock(&queue->mu);
    CG_VEC_FINI(&queue->tasks);
    CG_VEC_FINI(&queue->turns);
    CG_VEC_FINI(&queue->runners);
    cg_cond_fini(&queue->changed);
    cg_mutex_fini(&queue->mu);
    cg_free(queue);
}

size_t tasks_waiting(task_queue *queue)
{
    cg_mutex_lock(&queue->mu);
    size_t n = count_unfinished_locked(queue);
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

task *task_make(task_queue *queue)
{
    cg_id id;
    cg_random_bytes(id.bytes, sizeof id.bytes);
    task *t = task_create(queue, id);
    /* Strictly later than the one before: after a restart the times give the order. */
    cg_mutex_lock(&queue->mu);
    queue->last_enqueued_ms = CG_MAX(cg_wall_ms(), queue->last_enqueued_ms + 1);
    t->enqueued_ms = queue->last_enqueued_ms;
    cg_mutex_unlock(&queue->mu);
    return t;
}

static task *make_task(task_queue *queue, const cg_parse_root_request *request, const char *real)
{
    task *t = task_make(queue);
    t->request = *request;
    t->request.project = cg_arena_str(t->arena, project_or_default(request->project));
    t->request.root = cg_arena_str(t->arena, cg_str_from(real));
    t->request.rev = cg_arena_str(t->arena, request->rev);
    t->request.to = (cg_commit_to){.branch = cg_arena_str(t->arena, request->to.branch),
                                   .message = cg_arena_str(t->arena, request->to.message),
                                   .author = cg_arena_str(t->arena, request->to.author)};
    t->request.include = copy_texts(t->arena, request->include, request->include_count);
    t->request.exclude = copy_texts(t->arena, request->exclude, request->exclude_count);
    return t;
}

/* Of what there is one at a time: the one of the same project that has not finished; NULL: there is none. */
static const task *find_same_locked(const task_queue *queue, const task *t)
{
    for (size_t i = 0; t->kind != TASK_PARSE && i < queue->tasks.len; i++) {
        const task *other = queue->tasks.ptr[i];
        if (other->kind == t->kind && !cg_task_finished(other->state) &&
            cg_str_eq(other->request.project, t->request.project))
            return other;
    }
    return NULL;
}

static cg_code refuse_second(const task *other, cg_err *err)
{
    char id[CG_ID_TEXT_LEN + 1] = {0};
    cg_id_text(other->id, id);
    return CG_FAIL(err, CG_E_CONFLICT, "%s \"%.*s\" is being %s already, by task %s",
                   other->kind == TASK_COLLECT ? "project" : "the index of project",
                   CG_STR_ARG(other->request.project),
                   other->kind == TASK_COLLECT ? "collected" : "built", id);
}

static cg_code enqueue(task_queue *queue, task *t, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_mutex_lock(&queue->mu);
    const task *other = find_same_locked(queue, t);
    if (other != NULL)
        rc = refuse_second(other, err);
    else if (queue->draining)
        rc = CG_FAIL(err, CG_E_UNAVAILABLE, "the server is stopping");
    else if (count_unfinished_locked(queue) >= queue->service->opts.tasks_max)
        rc = CG_FAIL(err, CG_E_BUSY, "%zu tasks wait already", queue->service->opts.tasks_max);
    if (rc == CG_OK) {
        CG_VEC_PUSH(&queue->tasks, t);
        cg_cond_broadcast(&queue->changed);
    }
    cg_mutex_unlock(&queue->mu);
    return rc;
}

cg_code task_submit(task *take_task, cg_id *out_task, cg_err *err)
{
    *out_task = take_task->id;
    cg_code rc = task_record_save(take_task, err);
    if (rc == CG_OK && (rc = enqueue(take_task->queue, take_task, err)) != CG_OK)
        task_forget_record(take_task);
    if (rc != CG_OK)
        cg_arena_destroy(take_task->arena);
    return rc;
}

cg_code tasks_add(task_queue *queue, const cg_parse_root_request *request, cg_id *out_task,
                  cg_err *err)
{
    char real[PATH_MAX];
    cg_project *project;
    cg_code rc = roots_check(&queue->service->opts, request->root, real, err);
    if (rc != CG_OK)
        (void)cg_err_at(err, request->git != CG_GIT_NONE ? "/git/path" : "/root");
    else
        rc = cg_store_project(queue->service->store, project_or_default(request->project), true,
                              &project, err);
    if (rc != CG_OK)
        return rc;
    return task_submit(make_task(queue, request, real), out_task, err);
}

/* What would have no meaning: versions say what their commits say, and have the whole of their trees. */
static cg_code check_history(const cg_parse_root_request *q, cg_err *err)
{
    const char *wrong = q->to.message.len > 0       ? "message"
                        : q->to.author.len > 0      ? "author"
                        : q->include_count > 0      ? "include"
                        : q->exclude_count > 0      ? "exclude"
                        : q->dry_run                ? "dry_run"
                        : q->mode == CG_PARSE_PATCH ? "mode"
                                                    : NULL;
    if (wrong == NULL)
        return CG_OK;
    cg_code rc = CG_FAIL(err, CG_E_INVALID,
                         "\"%s\" does not go with the history of a repository, whose commits are "
                         "taken as they are",
                         wrong);
    (void)cg_err_at(err, "%s", wrong);
    return rc;
}

cg_code cg_service_parse_root(cg_service *service, const cg_parse_root_request *request,
                              cg_id *out_task, cg_err *err)
{
    if (request->to.transaction.len > 0) {
        cg_code rc = CG_FAIL(err, CG_E_INVALID,
                             "a directory is indexed by a task, which is part of no transaction");
        (void)cg_err_at(err, "Codegraph-Transaction");
        return rc;
    }
    cg_code rc = CG_OK;
    if (request->git == CG_GIT_HISTORY || request->git == CG_GIT_ALL_BRANCHES)
        rc = check_history(request, err);
    return rc == CG_OK ? tasks_add(service->tasks, request, out_task, err) : rc;
}
