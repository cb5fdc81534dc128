// SPDX-License-Identifier: Apache-2.0
// loop: the thread, its queue of posted work, start and stop.
#include "loop_int.h"

static _Thread_local const cg_loop *current;

bool cg_loop_is_current(const cg_loop *loop)
{
    return current == loop;
}

/* Takes all posted jobs at once and runs them without the lock, so that they may post. */
static bool run_posted(cg_loop *loop)
{
    cg_mutex_lock(&loop->mu);
    loop_jobs jobs = loop->posted;
    loop->posted = (loop_jobs){0};
    cg_mutex_unlock(&loop->mu);
    for (size_t i = 0; i < jobs.len; i++)
        jobs.ptr[i].run(jobs.ptr[i].arg);
    bool any = jobs.len > 0;
    CG_VEC_FINI(&jobs);
    return any;
}

static void close_all(cg_loop *loop)
{
    CG_ASSERT(loop->handle_count == 0 && "a timer or a watch was not stopped");
    for (size_t i = 0; i < loop->signal_count; i++)
        uv_close((uv_handle_t *)&loop->signals[i].handle, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
}

static void on_wake(uv_async_t *wake)
{
    cg_loop *loop = wake->data;
    (void)run_posted(loop);
    if (!loop->stopping)
        return;
    while (run_posted(loop)) {
        /* what the last jobs posted */
    }
    close_all(loop);
}

static void run_loop(void *arg)
{
    cg_loop *loop = arg;
    current = loop;
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* returns when close_all's handles are closed */
}

cg_code cg_loop_create(cg_loop **out_loop, cg_err *err)
{
    cg_loop *loop = cg_alloc(sizeof *loop);
    int rc = uv_loop_init(&loop->uv);
    if (rc != 0) {
        cg_free(loop);
        return CG_FAIL(err, CG_E_IO, "cannot start the event loop: %s", uv_strerror(rc));
    }
    rc = uv_async_init(&loop->uv, &loop->wake, on_wake);
    if (rc != 0) {
        (void)uv_loop_close(&loop->uv);
        cg_free(loop);
        return CG_FAIL(err, CG_E_IO, "cannot start the event loop: %s", uv_strerror(rc));
    }
    loop->wake.data = loop;
    cg_mutex_init(&loop->mu, CG_LOCK_LOOP_QUEUE);
    loop->thread = cg_thread_start("loop", run_loop, loop);
    *out_loop = loop;
    return CG_OK;
}

static void stop(void *arg)
{
    cg_loop *loop = arg;
    loop->stopping = true;
}

void cg_loop_destroy(cg_loop *loop)
{
    if (loop == NULL)
        return;
    CG_ASSERT(!cg_loop_is_current(loop));
    cg_loop_post(loop, stop, loop);
    cg_thread_join(loop->thread);
    CG_ASSERT(uv_loop_close(&loop->uv) == 0);
    cg_mutex_fini(&loop->mu);
    cg_free(loop);
}

void cg_loop_post(cg_loop *loop, void (*run)(void *), void *arg)
{
    cg_mutex_lock(&loop->mu);
    CG_VEC_PUSH(&loop->posted, (loop_job){.run = run, .arg = arg});
    cg_mutex_unlock(&loop->mu);
    /* The loop cannot be gone: its destroyer waits for the jobs, and comes after other users. */
    CG_ASSERT(uv_async_send(&loop->wake) == 0);
}

typedef struct awaited_job {
    loop_job job;
    cg_mutex mu;
    cg_cond cond;
    bool done; /* guarded by mu */
} awaited_job;

static void run_awaited(void *arg)
{
    awaited_job *awaited = arg;
    awaited->job.run(awaited->job.arg);
    cg_mutex_lock(&awaited->mu);
    awaited->done = true;
    cg_cond_signal(&awaited->cond); /* under the lock: the waiter frees both right after it */
    cg_mutex_unlock(&awaited->mu);
}

void cg_loop_call(cg_loop *loop, void (*run)(void *), void *arg)
{
    awaited_job awaited = {.job = {.run = run, .arg = arg}};
    if (cg_loop_is_current(loop)) {
        run(arg);
        return;
    }
    cg_mutex_init(&awaited.mu, CG_LOCK_LOOP_QUEUE);
    cg_cond_init(&awaited.cond);
    cg_loop_post(loop, run_awaited, &awaited);
    cg_mutex_lock(&awaited.mu);
    while (!awaited.done)
        cg_cond_wait(&awaited.cond, &awaited.mu);
    cg_mutex_unlock(&awaited.mu);
    cg_cond_fini(&awaited.cond);
    cg_mutex_fini(&awaited.mu);
}
