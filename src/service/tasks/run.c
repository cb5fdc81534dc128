// SPDX-License-Identifier: Apache-2.0
// Runners: which task is next, running it, and what becomes of it.
#include "tasks.h"

#define REPORT_BYTES_KEPT ((size_t)64 << 20) /* of finished tasks together */
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MOST_MS 300000

/* ---- which is next ---- */

static uint64_t project_hash(const task *t)
{
    return cg_hash64(t->request.project.ptr, t->request.project.len, 0);
}

static bool has_unfinished_locked(const task_queue *queue, uint64_t project)
{
    for (size_t i = 0; i < queue->tasks.len; i++)
        if (!cg_task_finished(queue->tasks.ptr[i]->state) &&
            project_hash(queue->tasks.ptr[i]) == project)
            return true;
    return false;
}

static uint64_t turn_of_locked(const task_queue *queue, uint64_t project)
{
    for (size_t i = 0; i < queue->turns.len; i++)
        if (queue->turns.ptr[i].project == project)
            return queue->turns.ptr[i].turn;
    return 0;
}

static void serve_locked(task_queue *queue, uint64_t project)
{
    size_t kept = 0;
    for (size_t i = 0; i < queue->turns.len; i++)
        if (queue->turns.ptr[i].project != project &&
            has_unfinished_locked(queue, queue->turns.ptr[i].project))
            queue->turns.ptr[kept++] = queue->turns.ptr[i];
    queue->turns.len = kept;
    CG_VEC_PUSH(&queue->turns, (project_turn){project, ++queue->turn});
}

static bool is_busy_locked(const task_queue *queue, uint64_t project)
{
    for (size_t i = 0; i < queue->tasks.len; i++)
        if (queue->tasks.ptr[i]->state == CG_TASK_PROCESSING &&
            project_hash(queue->tasks.ptr[i]) == project)
            return true;
    return false;
}

/* Is `a` to run before `b`, which came earlier? */
static bool goes_first_locked(const task_queue *queue, const task *a, const task *b)
{
    if (a->request.priority != b->request.priority)
        return a->request.priority > b->request.priority;
    return turn_of_locked(queue, project_hash(a)) < turn_of_locked(queue, project_hash(b));
}

/* The task to run now. NULL: none; `*out_wait_ms` says for how long at least, 0: until something
 * changes. */
static task *next_locked(task_queue *queue, uint64_t *out_wait_ms)
{
    task *best = NULL;
    uint64_t now = cg_wall_ms(), wait = 0;
    for (size_t i = 0; i < queue->tasks.len; i++) {
        task *t = queue->tasks.ptr[i];
        if (t->state != CG_TASK_ENQUEUED || is_busy_locked(queue, project_hash(t)))
            continue;
        if (t->not_before_ms > now)
            wait = wait == 0 ? t->not_before_ms - now : CG_MIN(wait, t->not_before_ms - now);
        else if (best == NULL || goes_first_locked(queue, t, best))
            best = t;
    }
    *out_wait_ms = CG_MIN(wait, (uint64_t)BACKOFF_MOST_MS);
    return best;
}

/* ---- what becomes of it ---- */

/** Reasons that may be gone a moment later. */
static bool passes(cg_code code)
{
    switch (code) {
    case CG_E_BUSY:
    case CG_E_DEADLINE:
    case CG_E_IO:
    case CG_E_NOMEM:
    case CG_E_STORAGE_FULL:
    case CG_E_LOADING:
    case CG_E_UNAVAILABLE: return true;
    default: return false;
    }
}

/* 1, 2, 4 … seconds, up to five minutes, and up to a quarter more: tasks that failed together do
 * not all come back together. */
static uint64_t backoff_ms(const task *t)
{
    uint32_t doublings = CG_MIN(t->attempts - 1, 9u);
    uint64_t ms = CG_MIN((uint64_t)BACKOFF_FIRST_MS << doublings, (uint64_t)BACKOFF_MOST_MS);
    uint16_t jitter;
    cg_random_bytes(&jitter, sizeof jitter);
    return ms + ms / 4 * jitter / UINT16_MAX;
}

/* The state after an attempt. */
static cg_task_state settle_locked(task *t, cg_code rc, const cg_err *err)
{
    if (rc == CG_OK) {
        t->error = (cg_err){.code = CG_OK};
        return CG_TASK_SUCCEEDED;
    }
    if (rc == CG_E_CANCELED) /* one stopped by the server's stop runs at the next start */
        return t->queue->draining && !t->canceled ? CG_TASK_ENQUEUED : CG_TASK_CANCELED;
    t->error = *err;
    if (!passes(rc) || t->canceled || t->attempts >= t->queue->service->opts.task_attempts_max)
        return CG_TASK_FAILED;
    t->not_before_ms = cg_wall_ms() + backoff_ms(t);
    return CG_TASK_ENQUEUED;
}

static void log_attempt(const task *t, cg_task_state state, cg_code rc, const cg_err *err)
{
    char id[CG_ID_TEXT_LEN];
    cg_id_text(t->id, id);
    bool failed = rc != CG_OK && rc != CG_E_CANCELED;
    CG_LOG(state == CG_TASK_FAILED ? CG_LOG_ERROR
           : failed                ? CG_LOG_WARN
                                   : CG_LOG_INFO,
           cg_task_finished(state) ? "task.finished" : "task.postponed",
           CG_LSTR("task", cg_str_from(id)),
           CG_LSTR("state", cg_str_from(cg_task_state_text(state))),
           CG_LU64("attempts", t->attempts),
           CG_LSTR("error", failed ? cg_str_from(err->text) : CG_STR_NULL));
}

static void count_attempt(cg_task_state state, cg_code rc)
{
    if (state == CG_TASK_SUCCEEDED)
        cg_metric_add(CG_M_TASKS_SUCCEEDED, 1);
    else if (state == CG_TASK_FAILED)
        cg_metric_add(CG_M_TASKS_FAILED, 1);
    else if (state == CG_TASK_CANCELED)
        cg_metric_add(CG_M_TASKS_CANCELED, 1);
    else if (rc != CG_E_CANCELED)
        cg_metric_add(CG_M_TASKS_RETRIED, 1);
}

typedef CG_VEC(task *) task_list;

/* Takes the oldest finished tasks beyond those kept out of the queue; the caller gets the queue's
 * references. */
static void take_forgotten_locked(task_queue *queue, task_list *out)
{
    size_t finished = 0, bytes = 0;
    for (size_t i = queue->tasks.len; i-- > 0;) {
        task *t = queue->tasks.ptr[i];
        if (!cg_task_finished(t->state))
            continue;
        bytes += cg_arena_used(t->arena);
        if (++finished == 1 || (finished <= TASKS_KEPT && bytes <= REPORT_BYTES_KEPT))
            continue;
        memmove(queue->tasks.ptr + i, queue->tasks.ptr + i + 1,
                (queue->tasks.len - i - 1) * sizeof(task *));
        queue->tasks.len--;
        CG_VEC_PUSH(out, t);
    }
}

static void forget_old(task_queue *queue)
{
    task_list old = {0};
    cg_mutex_lock(&queue->mu);
    take_forgotten_locked(queue, &old);
    cg_mutex_unlock(&queue->mu);
    for (size_t i = 0; i < old.len; i++) {
        task_forget_record(old.ptr[i]);
        task_release(old.ptr[i]);
    }
    CG_VEC_FINI(&old);
}

/* Without its record a task runs once more after a stop, or is forgotten by one: no reason to fail. */
static void save(const task *t)
{
    cg_err err;
    if (task_record_save(t, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "task.record", CG_LSTR("error", cg_str_from(err.text)));
}

/* Counts the attempt: one that takes the whole server down is not repeated for ever. */
static void begin_attempt(task *t)
{
    task_queue *queue = t->queue;
    cg_mutex_lock(&queue->mu);
    task_begin_save_locked(queue, t);
    task now = *t;
    cg_mutex_unlock(&queue->mu);
    save(&now);
    cg_mutex_lock(&queue->mu);
    task_end_save_locked(queue, t);
    cg_mutex_unlock(&queue->mu);
}

/* The outcome is stored before it is shown: what was seen once stays true after a restart. */
static void end_attempt(task *t, cg_code rc, const cg_err *err, const task_outcome *outcome)
{
    task_queue *queue = t->queue;
    cg_mutex_lock(&queue->mu);
    task_begin_save_locked(queue, t);
    task after = *t;
    after.state = settle_locked(&after, rc, err);
    cg_mutex_unlock(&queue->mu);
    after.finished_ms = cg_task_finished(after.state) ? cg_wall_ms() : 0;
    after.report = outcome->report;
    after.collected = outcome->collected;
    after.rebuilt = outcome->rebuilt;
    if (rc == CG_E_CANCELED && after.state == CG_TASK_ENQUEUED)
        after.attempts--; /* the server's stop is no failure of the task */
    save(&after);
    log_attempt(&after, after.state, rc, err);
    count_attempt(after.state, rc);
    cg_mutex_lock(&queue->mu);
    t->error = after.error;
    t->report = outcome->report;
    t->collected = outcome->collected;
    t->rebuilt = outcome->rebuilt;
    t->attempts = after.attempts;
    t->finished_ms = after.finished_ms;
    t->not_before_ms = after.not_before_ms;
    task_change_locked(t, after.state);
    task_end_save_locked(queue, t);
    cg_mutex_unlock(&queue->mu);
    forget_old(queue);
}

static void run_one(task *t)
{
    static cg_code (*const works[TASK_KINDS])(task *, task_outcome *, cg_err *) = {
        [TASK_PARSE] = task_index, [TASK_COLLECT] = task_collect, [TASK_REBUILD] = task_rebuild};
    cg_err err = {0};
    task_outcome outcome = {0};
    cg_code rc = CG_OK;
    begin_attempt(t);
    if (cg_fault("service.task.busy"))
        rc = CG_FAIL(&err, CG_E_BUSY, "a test keeps the store busy");
    else
        rc = works[t->kind](t, &outcome, &err);
    end_attempt(t, rc, &err, &outcome);
}

/* ---- what is due ---- */

#define NEVER UINT64_MAX

/* A collection that has ended makes way for the next one. */
static void look_soon_locked(task_queue *queue, const task *ended)
{
    if (ended->kind == TASK_COLLECT && queue->service->opts.collect_every_ns > 0)
        queue->look_ms = 0;
}

/* True: it was looked, without the lock. */
static bool look_for_due_locked(task_queue *queue) CG_REQUIRES(queue->mu)
{
    if (queue->looking || queue->look_ms > cg_wall_ms())
        return false;
    queue->looking = true;
    queue->look_ms = NEVER;
    cg_mutex_unlock(&queue->mu);
    uint64_t next_ms = collect_schedule(queue);
    cg_mutex_lock(&queue->mu);
    queue->look_ms = CG_MIN(queue->look_ms, next_ms);
    queue->looking = false;
    return true;
}

/* At most until something is due. */
static uint64_t bounded_wait_ms(const task_queue *queue, uint64_t wait_ms)
{
    uint64_t now_ms = cg_wall_ms();
    if (queue->looking || queue->look_ms == NEVER)
        return wait_ms;
    uint64_t look_ms = queue->look_ms > now_ms ? queue->look_ms - now_ms : 1;
    return wait_ms == 0 ? look_ms : CG_MIN(wait_ms, look_ms);
}

void tasks_run(void *arg)
{
    task_queue *queue = arg;
    uint64_t wait_ms;
    cg_mutex_lock(&queue->mu);
    while (!queue->draining) {
        if (look_for_due_locked(queue))
            continue;
        task *t = next_locked(queue, &wait_ms);
        wait_ms = bounded_wait_ms(queue, wait_ms);
        if (t == NULL && wait_ms == 0) {
            cg_cond_wait(&queue->changed, &queue->mu);
        } else if (t == NULL) {
            (void)cg_cond_wait_until(&queue->changed, &queue->mu, cg_now_ns() + wait_ms * 1000000);
        } else {
            t->refs++;
            t->attempts++;
            queue->last_started_ms = CG_MAX(cg_wall_ms(), queue->last_started_ms + 1);
            t->started_ms = queue->last_started_ms; /* tells which of two began first */
            t->started_ns = cg_now_ns();
            serve_locked(queue, project_hash(t));
            task_change_locked(t, CG_TASK_PROCESSING);
            cg_mutex_unlock(&queue->mu);
            run_one(t);
            cg_mutex_lock(&queue->mu);
            look_soon_locked(queue, t);
            task_drop_locked(t);
        }
    }
    cg_mutex_unlock(&queue->mu);
}
