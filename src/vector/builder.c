// SPDX-License-Identifier: Apache-2.0
// vector: the thread that builds, for all sets in turn.
#include "vector_int.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICENESS                                                                                   \
    10 /* a tenth of a busy processor: who searches all the time must not keep builds off for ever */

struct cg_vector_builder {
    cg_mutex mu;
    cg_cond changed;              /* a set is due, came, or is done with */
    CG_VEC(cg_vector_set *) sets; /* guarded by mu, as are the next two */
    cg_vector_set *running;
    bool stopping;
    cg_thread *thread;
};

/* The set that is due first, and when; NULL: none is. */
static cg_vector_set *first_due_locked(const cg_vector_builder *b, uint64_t *out_due_ns)
{
    cg_vector_set *first = NULL;
    for (size_t i = 0; i < b->sets.len; i++) {
        uint64_t due_ns = atomic_load_explicit(&b->sets.ptr[i]->due_ns, memory_order_acquire);
        if (due_ns != 0 && (first == NULL || due_ns < *out_due_ns)) {
            first = b->sets.ptr[i];
            *out_due_ns = due_ns;
        }
    }
    return first;
}

static void run_one_locked(cg_vector_builder *b, cg_vector_set *set) CG_REQUIRES(b->mu)
{
    b->running = set;
    cg_mutex_unlock(&b->mu);
    set_build_due(set);
    cg_mutex_lock(&b->mu);
    b->running = NULL;
    cg_cond_broadcast(&b->changed);
}

static void build_all(void *arg)
{
    cg_vector_builder *b = arg;
    /* Of this thread alone: Linux counts the niceness of each by itself. */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    cg_mutex_lock(&b->mu);
    while (!b->stopping) {
        uint64_t due_ns = 0;
        cg_vector_set *set = first_due_locked(b, &due_ns);
        if (set == NULL)
            cg_cond_wait(&b->changed, &b->mu);
        else if (due_ns > cg_now_ns())
            (void)cg_cond_wait_until(&b->changed, &b->mu, due_ns);
        else
            run_one_locked(b, set);
    }
    cg_mutex_unlock(&b->mu);
}

cg_vector_builder *cg_vector_builder_create(void)
{
    cg_vector_builder *b = cg_alloc(sizeof *b);
    cg_mutex_init(&b->mu, CG_LOCK_VECTOR_BUILDER);
    cg_cond_init(&b->changed);
    b->thread = cg_thread_start("vector-build", build_all, b);
    return b;
}

void cg_vector_builder_destroy(cg_vector_builder *b)
{
    if (b == NULL)
        return;
    cg_mutex_lock(&b->mu);
    CG_ASSERT(b->sets.len == 0);
    b->stopping = true;
    cg_cond_broadcast(&b->changed);
    cg_mutex_unlock(&b->mu);
    cg_thread_join(b->thread);
    CG_VEC_FINI(&b->sets);
    cg_cond_fini(&b->changed);
    cg_mutex_fini(&b->mu);
    cg_free(b);
}

void builder_add(cg_vector_builder *b, cg_vector_set *set)
{
    cg_mutex_lock(&b->mu);
    CG_VEC_PUSH(&b->sets, set);
    cg_cond_broadcast(&b->changed);
    cg_mutex_unlock(&b->mu);
}

void builder_drop(cg_vector_builder *b, cg_vector_set *set)
{
    cg_mutex_lock(&b->mu);
    for (size_t i = 0; i < b->sets.len; i++) {
        if (b->sets.ptr[i] == set) {
            b->sets.ptr[i] = b->sets.ptr[--b->sets.len];
            break;
        }
    }
    while (b->running == set)
        cg_cond_wait(&b->changed, &b->mu);
    cg_mutex_unlock(&b->mu);
}

void builder_wake(cg_vector_builder *b)
{
    cg_mutex_lock(&b->mu);
    cg_cond_broadcast(&b->changed);
    cg_mutex_unlock(&b->mu);
}
