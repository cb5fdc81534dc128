// SPDX-License-Identifier: Apache-2.0
// base: worker threads over one bounded queue. What a full queue means is the caller's business.
#include "cg/base.h"

#include <stdio.h>

typedef struct pool_job {
    void (*run)(void *);
    void *arg;
} pool_job;

struct cg_pool {
    cg_mutex mu;
    cg_cond wake;
    pool_job *ring; /* guarded by mu */
    size_t ring_size;
    size_t head;   /* guarded by mu: next job to run */
    size_t queued; /* guarded by mu */
    bool stopping; /* guarded by mu */
    unsigned thread_count;
    cg_thread **threads;
};

static bool next_job(cg_pool *pool, pool_job *out_job)
{
    bool found = false;
    cg_mutex_lock(&pool->mu);
    while (pool->queued == 0 && !pool->stopping)
        cg_cond_wait(&pool->wake, &pool->mu);
    if (pool->queued > 0) {
        *out_job = pool->ring[pool->head];
        pool->head = (pool->head + 1) % pool->ring_size;
        pool->queued--;
        found = true;
    }
    cg_mutex_unlock(&pool->mu);
    return found;
}

static void work(void *arg)
{
    pool_job job;
    while (next_job(arg, &job))
        job.run(job.arg);
}

cg_pool *cg_pool_create(const char *name, unsigned threads, size_t queue_max)
{
    CG_ASSERT(queue_max > 0);
    cg_pool *pool = cg_alloc(sizeof *pool);
    cg_mutex_init(&pool->mu, CG_LOCK_BASE_POOL);
    cg_cond_init(&pool->wake);
    pool->ring = cg_alloc_array(queue_max, sizeof *pool->ring);
    pool->ring_size = queue_max;
    pool->thread_count = threads ? threads : cg_cpu_count();
    pool->threads = cg_alloc_array(pool->thread_count, sizeof *pool->threads);
    for (unsigned i = 0; i < pool->thread_count; i++) {
        char thread_name[32];
        (void)snprintf(thread_name, sizeof thread_name, "%.11s-%u", name, i);
        pool->threads[i] = cg_thread_start(thread_name, work, pool);
    }
    return pool;
}

cg_code cg_pool_submit(cg_pool *pool, void (*run)(void *), void *arg, cg_err *err)
{
    cg_mutex_lock(&pool->mu);
    bool stopping = pool->stopping;
    bool room = !stopping && pool->queued < pool->ring_size;
    if (room) {
        size_t tail = (pool->head + pool->queued) % pool->ring_size;
        pool->ring[tail] = (pool_job){.run = run, .arg = arg};
        pool->queued++;
    }
    cg_mutex_unlock(&pool->mu);
    if (room) /* past the lock, or the thread that wakes would wait for it at once */
        cg_cond_signal(&pool->wake);
    if (stopping)
        return CG_FAIL(err, CG_E_BUSY, "shutting down");
    if (!room)
        return CG_FAIL(err, CG_E_BUSY, "too much work is waiting");
    return CG_OK;
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
    return pool->thread_count;
}

void cg_pool_destroy(cg_pool *pool)
{
    if (pool == NULL)
        return;
    cg_mutex_lock(&pool->mu);
    pool->stopping = true;
    cg_cond_broadcast(&pool->wake);
    cg_mutex_unlock(&pool->mu);
    for (unsigned i = 0; i < pool->thread_count; i++)
        cg_thread_join(pool->threads[i]);
    cg_cond_fini(&pool->wake);
    cg_mutex_fini(&pool->mu);
    cg_free(pool->threads);
    cg_free(pool->ring);
    cg_free(pool);
}
