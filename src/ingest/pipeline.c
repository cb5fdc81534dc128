// SPDX-License-Identifier: Apache-2.0
// The queue between workers and the commit. Bounded by its slots: a worker without a free slot
// waits, so memory does not grow when the commit is the slower side.
#include "pipeline.h"

#define SLOTS_PER_WORKER 4

struct pipeline {
    cg_mutex mu;
    cg_cond moved; /* a slot was freed or filled, or a worker stopped */
    unsigned refs; /* guarded by mu: the owner's and one per task in the pool */
    bool closed;   /* guarded by mu */
    unsigned busy; /* guarded by mu: jobs being worked on by pool tasks */
    size_t next_job, jobs;
    cg_ingest *ingest;
    pipeline_load load;
    void *arg;
    worker *own; /* the taking thread's, borrowed when first needed */
    size_t slots_count;
    file_slot *slots;
    file_slot **idle; /* guarded by mu */
    size_t idle_count;
    file_slot **done; /* guarded by mu; first in, first out: a ring of slots_count */
    size_t done_head, done_count;
};

/* Not analysed inside: the last one out frees the lock with the rest. */
static void unref_and_unlock(pipeline *p) CG_TSA(release_capability(&p->mu))
    CG_TSA(no_thread_safety_analysis)
{
    bool last = --p->refs == 0;
    cg_mutex_unlock(&p->mu);
    if (!last)
        return;
    for (size_t i = 0; i < p->slots_count; i++)
        facts_fini(&p->slots[i]);
    cg_free(p->slots);
    cg_free(p->idle);
    cg_free(p->done);
    cg_cond_fini(&p->moved);
    cg_mutex_fini(&p->mu);
    cg_free(p);
}

static bool begin_job_locked(pipeline *p, size_t *out_job, file_slot **out_slot)
{
    if (p->closed || p->next_job == p->jobs || p->idle_count == 0)
        return false;
    *out_job = p->next_job++;
    *out_slot = p->idle[--p->idle_count];
    return true;
}

static void do_job(pipeline *p, worker *w, size_t job, file_slot *slot)
{
    slot->job = job;
    p->load(p->arg, job, w, slot);
}

static void run_task(void *arg);

/* Where others wait for a thread of the pool this one goes to them, and the task comes behind: a large tree takes hours,
 * a client with a file waits for seconds. */
static bool make_way_locked(pipeline *p) CG_REQUIRES(p->mu)
{
    cg_pool *pool = ingest_pool(p->ingest);
    p->refs++;
    cg_mutex_unlock(&p->mu);
    bool left = cg_pool_queued(pool) > 0 && cg_pool_submit(pool, run_task, p, NULL) == CG_OK;
    cg_mutex_lock(&p->mu);
    p->refs -= !left;
    return left;
}

static void run_task(void *arg)
{
    pipeline *p = arg;
    worker *w = ingest_borrow_worker(p->ingest);
    cg_mutex_lock(&p->mu);
    while (!p->closed && p->next_job < p->jobs) {
        size_t job;
        file_slot *slot;
        if (!begin_job_locked(p, &job, &slot)) {
            cg_cond_wait(&p->moved, &p->mu);
            continue;
        }
        p->busy++;
        cg_mutex_unlock(&p->mu);
        do_job(p, w, job, slot);
        cg_mutex_lock(&p->mu);
        p->busy--;
        p->done[(p->done_head + p->done_count++) % p->slots_count] = slot;
        cg_cond_broadcast(&p->moved);
        if (make_way_locked(p))
            break;
    }
    cg_ingest *ingest = p->ingest;
    unref_and_unlock(p);
    ingest_return_worker(ingest, w);
}

pipeline *pipeline_open(cg_ingest *ingest, size_t jobs, pipeline_load load, void *arg)
{
    pipeline *p = cg_alloc(sizeof *p);
    unsigned tasks = (unsigned)CG_MIN((size_t)cg_pool_threads(ingest_pool(ingest)), jobs / 2);
    p->slots_count = 2 + (size_t)tasks * SLOTS_PER_WORKER;
    p->slots = cg_alloc_array(p->slots_count, sizeof *p->slots);
    p->idle = cg_alloc_array(p->slots_count, sizeof *p->idle);
    p->done = cg_alloc_array(p->slots_count, sizeof *p->done);
    for (size_t i = 0; i < p->slots_count; i++)
        p->idle[p->idle_count++] = &p->slots[i];
    cg_mutex_init(&p->mu, CG_LOCK_INGEST_QUEUE);
    cg_cond_init(&p->moved);
    p->refs = 1 + tasks;
    p->jobs = jobs;
    p->ingest = ingest;
    p->load = load;
    p->arg = arg;
    for (unsigned i = 0; i < tasks; i++)
        if (cg_pool_submit(ingest_pool(ingest), run_task, p, NULL) != CG_OK) {
            cg_mutex_lock(&p->mu);
            p->refs--; /* the taking thread does that share */
            cg_mutex_unlock(&p->mu);
        }
    return p;
}

file_slot *pipeline_take(pipeline *p)
{
    file_slot *slot = NULL;
    size_t job;
    cg_mutex_lock(&p->mu);
    for (;;) {
        if (p->done_count > 0) {
            slot = p->done[p->done_head];
            p->done_head = (p->done_head + 1) % p->slots_count;
            p->done_count--;
            cg_mutex_unlock(&p->mu);
            return slot;
        }
        if (begin_job_locked(p, &job, &slot))
            break;
        if (p->busy == 0 && p->next_job == p->jobs) {
            cg_mutex_unlock(&p->mu);
            return NULL;
        }
        cg_cond_wait(&p->moved, &p->mu);
    }
    cg_mutex_unlock(&p->mu);
    if (p->own == NULL)
        p->own = ingest_borrow_worker(p->ingest);
    do_job(p, p->own, job, slot);
    return slot;
}

void pipeline_give_back(pipeline *p, file_slot *slot)
{
    facts_release(slot);
    cg_mutex_lock(&p->mu);
    p->idle[p->idle_count++] = slot;
    cg_cond_broadcast(&p->moved);
    cg_mutex_unlock(&p->mu);
}

void pipeline_close(pipeline *p)
{
    if (p->own != NULL)
        ingest_return_worker(p->ingest, p->own);
    cg_mutex_lock(&p->mu);
    p->closed = true;
    cg_cond_broadcast(&p->moved);
    while (p->busy > 0)
        cg_cond_wait(&p->moved, &p->mu);
    unref_and_unlock(p);
}
