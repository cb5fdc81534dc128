// SPDX-License-Identifier: Apache-2.0
// base: worker threads over one bounded queue. What a full queue means is the caller's business. Threads whose jobs
// wait for others or for the disk need no processor, so others take their places.
#include "cg/base.h"

#include <stdio.h>

typedef struct pool_job {
    void (*run)(void *);
    void *arg;
} pool_job;

/* Threads of the pool, and those that take the place of one that waits: called only when none of the others is idle, so
 * that few are warm. */
enum { OWN, SPARE, KINDS };

struct cg_pool {
    cg_mutex mu;
    cg_cond wake[KINDS];
    pool_job *ring; /* guarded by mu */
    size_t ring_size;
    size_t head;     /* guarded by mu: next job to run */
    size_t queued;   /* guarded by mu */
    cg_aside *aside; /* guarded by mu: offered, and not begun; NULL: none */
    cg_cond aside_done;
    bool stopping;          /* guarded by mu */
    unsigned active;        /* guarded by mu: threads with a job that do not wait for others */
    unsigned idle[KINDS];   /* guarded by mu: threads without one that nobody has called */
    unsigned called[KINDS]; /* guarded by mu: to come back from wake */
    unsigned active_max;    /* at which no thread takes another job */
    unsigned cpus;
    unsigned thread_count;
    cg_thread **threads;
};

/* What a thread is of; the pool is NULL outside of pools. */
static _Thread_local cg_pool *own_pool;

static size_t waiting_locked(const cg_pool *pool)
{
    return pool->queued + (pool->aside != NULL);
}

static bool may_begin_locked(const cg_pool *pool)
{
    return waiting_locked(pool) > 0 && (pool->active < pool->active_max || pool->stopping);
}

/* Calls a thread for a job, if one is to come; the kind is to be signalled without the lock. KINDS: none. */
static unsigned call_locked(cg_pool *pool) CG_REQUIRES(pool->mu)
{
    unsigned coming = pool->called[OWN] + pool->called[SPARE];
    unsigned kind = pool->idle[OWN] > 0 ? OWN : SPARE;
    if (waiting_locked(pool) <= coming || pool->active + coming >= pool->active_max ||
        pool->idle[kind] == 0)
        return KINDS;
    pool->idle[kind]--;
    pool->called[kind]++;
    return kind;
}

static void wait_for_call_locked(cg_pool *pool, unsigned kind) CG_REQUIRES(pool->mu)
{
    pool->idle[kind]++;
    while (pool->called[kind] == 0 && !pool->stopping)
        cg_cond_wait(&pool->wake[kind], &pool->mu);
    if (pool->called[kind] > 0)
        pool->called[kind]--;
    else
        pool->idle[kind]--;
}

static void run_aside(void *arg)
{
    cg_aside *aside = arg;
    cg_pool *pool = aside->pool;
    aside->run(aside->arg);
    cg_mutex_lock(&pool->mu);
    aside->done = true; /* whoever sees that lets it go */
    cg_mutex_unlock(&pool->mu);
    cg_cond_broadcast(&pool->aside_done);
}

/* Somebody waits for what is aside, and does it himself where nobody comes: so it goes first. */
static pool_job take_job_locked(cg_pool *pool) CG_REQUIRES(pool->mu)
{
    cg_aside *aside = pool->aside;
    if (aside != NULL) {
        aside->begun = true;
        pool->aside = NULL;
        return (pool_job){.run = run_aside, .arg = aside};
    }
    pool_job job = pool->ring[pool->head];
    pool->head = (pool->head + 1) % pool->ring_size;
    pool->queued--;
    return job;
}

static bool next_job(cg_pool *pool, unsigned kind, bool had_one, pool_job *out_job)
{
    cg_mutex_lock(&pool->mu);
    pool->active -= had_one;
    while (!may_begin_locked(pool) && !(pool->stopping && waiting_locked(pool) == 0))
        wait_for_call_locked(pool, kind);
    bool found = waiting_locked(pool) > 0;
    if (found) {
        *out_job = take_job_locked(pool);
        pool->active++;
    }
    cg_mutex_unlock(&pool->mu);
    return found;
}

static void work_as(cg_pool *pool, unsigned kind)
{
    pool_job job;
    own_pool = pool;
    for (bool had_one = false; next_job(pool, kind, had_one, &job); had_one = true)
        job.run(job.arg);
}

static void work(void *arg)
{
    work_as(arg, OWN);
}

static void work_as_spare(void *arg)
{
    work_as(arg, SPARE);
}

cg_pool *cg_pool_create_with(const char *name, unsigned threads, unsigned spare, size_t queue_max)
{
    CG_ASSERT(queue_max > 0);
    cg_pool *pool = cg_alloc(sizeof *pool);
    cg_mutex_init(&pool->mu, CG_LOCK_BASE_POOL);
    for (unsigned kind = 0; kind < KINDS; kind++)
        cg_cond_init(&pool->wake[kind]);
    cg_cond_init(&pool->aside_done);
    pool->cpus = cg_cpu_count();
    pool->ring = cg_alloc_array(queue_max, sizeof *pool->ring);
    pool->ring_size = queue_max;
    pool->active_max = threads ? threads : cg_cpu_count();
    pool->thread_count = pool->active_max + spare;
    pool->threads = cg_alloc_array(pool->thread_count, sizeof *pool->threads);
    for (unsigned i = 0; i < pool->thread_count; i++) {
        char thread_name[32];
        (void)snprintf(thread_name, sizeof thread_name, "%.11s-%u", name, i);
        pool->threads[i] =
            cg_thread_start(thread_name, i < pool->active_max ? work : work_as_spare, pool);
    }
    return pool;
}

cg_pool *cg_pool_create(const char *name, unsigned threads, size_t queue_max)
{
    return cg_pool_create_with(name, threads, 0, queue_max);
}

static void wake(cg_pool *pool, unsigned kind)
{
    if (kind != KINDS)
        cg_cond_signal(&pool->wake[kind]);
}

cg_code cg_pool_submit(cg_pool *pool, void (*run)(void *), void *arg, cg_err *err)
{
    unsigned kind = KINDS;
    cg_mutex_lock(&pool->mu);
    bool stopping = pool->stopping;
    bool room = !stopping && pool->queued < pool->ring_size;
    if (room) {
        size_t tail = (pool->head + pool->queued) % pool->ring_size;
        pool->ring[tail] = (pool_job){.run = run, .arg = arg};
        pool->queued++;
        kind = call_locked(pool);
    }
    cg_mutex_unlock(&pool->mu);
    wake(pool, kind); /* past the lock, or the thread that wakes would wait for it at once */
    if (stopping)
        return CG_FAIL(err, CG_E_BUSY, "shutting down");
    if (!room)
        return CG_FAIL(err, CG_E_BUSY, "too much work is waiting");
    return CG_OK;
}

void cg_pool_wait_begin(void)
{
    cg_pool *pool = own_pool;
    if (pool == NULL)
        return;
    cg_mutex_lock(&pool->mu);
    pool->active--;
    unsigned kind = call_locked(pool);
    cg_mutex_unlock(&pool->mu);
    wake(pool, kind);
}

void cg_pool_wait_end(void)
{
    cg_pool *pool = own_pool;
    if (pool == NULL)
        return;
    cg_mutex_lock(&pool->mu);
    pool->active++;
    cg_mutex_unlock(&pool->mu);
}

/* ---- asides ---- */

/* A thread that waits is of use only where a processor does too, and no job is in want of both. */
static bool has_helper_locked(const cg_pool *pool)
{
    return pool->idle[OWN] > 0 && waiting_locked(pool) == 0 && !pool->stopping &&
           pool->active < pool->cpus;
}

void cg_aside_begin(cg_aside *aside, cg_pool *pool, void (*run)(void *), void *arg)
{
    *aside = (cg_aside){.run = run, .arg = arg, .pool = pool};
    if (pool == NULL)
        return;
    unsigned kind = KINDS;
    cg_mutex_lock(&pool->mu);
    if (has_helper_locked(pool)) {
        pool->aside = aside;
        kind = call_locked(pool);
        aside->offered = kind != KINDS;
        pool->aside = aside->offered ? aside : NULL;
    }
    cg_mutex_unlock(&pool->mu);
    wake(pool, kind);
}

/* False: no thread has begun with it, nor will one. */
static bool await_end(cg_aside *aside)
{
    cg_pool *pool = aside->pool;
    cg_mutex_lock(&pool->mu);
    bool begun = aside->begun;
    if (!begun)
        pool->aside = NULL;
    while (begun && !aside->done)
        cg_cond_wait(&pool->aside_done, &pool->mu);
    cg_mutex_unlock(&pool->mu);
    return begun;
}

void cg_aside_end(cg_aside *aside)
{
    if (!aside->offered || !await_end(aside))
        aside->run(aside->arg);
}

size_t cg_pool_queued(const cg_pool *pool)
{
    cg_mutex *mu = (cg_mutex *)&pool->mu; /* const for the caller, not for the lock */
    cg_mutex_lock(mu);
    size_t queued = pool->queued;
    cg_mutex_unlock(mu);
    return queued;
}

unsigned cg_pool_threads(const cg_pool *pool)
{
    return pool->active_max;
}

void cg_pool_destroy(cg_pool *pool)
{
    if (pool == NULL)
        return;
    cg_mutex_lock(&pool->mu);
    pool->stopping = true;
    for (unsigned kind = 0; kind < KINDS; kind++)
        cg_cond_broadcast(&pool->wake[kind]);
    cg_mutex_unlock(&pool->mu);
    for (unsigned i = 0; i < pool->thread_count; i++)
        cg_thread_join(pool->threads[i]);
    for (unsigned kind = 0; kind < KINDS; kind++)
        cg_cond_fini(&pool->wake[kind]);
    cg_cond_fini(&pool->aside_done);
    cg_mutex_fini(&pool->mu);
    cg_free(pool->threads);
    cg_free(pool->ring);
    cg_free(pool);
}
