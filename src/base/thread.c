// SPDX-License-Identifier: Apache-2.0
// base: mutexes that know their rank, conditions on the monotonic clock, latches, named threads.
#include "cg/base.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HELD_MAX 16
#define STACK_BYTES                                                                                \
    (8u * 1024u * 1024u) /* the same on every libc; walkers of syntax trees recurse */

/* What this thread holds, in the order taken, so ranks ascend. */
static _Thread_local const cg_mutex *held[HELD_MAX];
static _Thread_local unsigned held_count;

void cg_mutex_init(cg_mutex *mu, cg_lock_class cls)
{
    CG_ASSERT((unsigned)cls < CG_LOCK_CLASS_COUNT);
    mu->cls = cls;
    CG_ASSERT(pthread_mutex_init(&mu->mutex, NULL) == 0);
}

void cg_mutex_fini(cg_mutex *mu)
{
    CG_ASSERT(pthread_mutex_destroy(&mu->mutex) == 0);
}

/* Locks are held for less than it takes to go to sleep and be woken: so long one looks again. */
#define SPINS 40

static void pause_briefly(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

void cg_mutex_lock(cg_mutex *mu) CG_TSA(no_thread_safety_analysis)
{
    CG_ASSERT(held_count < HELD_MAX);
    CG_ASSERT(held_count == 0 || held[held_count - 1]->cls < mu->cls);
    int rc = pthread_mutex_trylock(&mu->mutex);
    if (rc == EBUSY) {
        cg_metric_add(CG_M_LOCK_CONTENDED, 1);
        for (int i = 0; rc == EBUSY && i < SPINS; i++) {
            pause_briefly();
            rc = pthread_mutex_trylock(&mu->mutex);
        }
        if (rc == EBUSY)
            rc = pthread_mutex_lock(&mu->mutex);
    }
    CG_ASSERT(rc == 0);
    held[held_count++] = mu;
}

void cg_mutex_unlock(cg_mutex *mu) CG_TSA(no_thread_safety_analysis)
{
    unsigned i = held_count;
    while (i > 0 && held[i - 1] != mu)
        i--;
    CG_ASSERT(i > 0 && "unlocked by a thread that does not hold it");
    memmove(&held[i - 1], &held[i], (held_count - i) * sizeof held[0]);
    held_count--;
    CG_ASSERT(pthread_mutex_unlock(&mu->mutex) == 0);
}

void cg_cond_init(cg_cond *cond)
{
    pthread_condattr_t attr;
    CG_ASSERT(pthread_condattr_init(&attr) == 0);
    CG_ASSERT(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    CG_ASSERT(pthread_cond_init(&cond->cond, &attr) == 0);
    (void)pthread_condattr_destroy(&attr);
}

void cg_cond_fini(cg_cond *cond)
{
    CG_ASSERT(pthread_cond_destroy(&cond->cond) == 0);
}

/* Waiting with a second lock held would keep it from whoever is to signal. */
static void check_sole_holder(const cg_mutex *mu)
{
    CG_ASSERT(held_count == 1 && held[0] == mu);
}

void cg_cond_wait(cg_cond *cond, cg_mutex *mu)
{
    check_sole_holder(mu);
    CG_ASSERT(pthread_cond_wait(&cond->cond, &mu->mutex) == 0);
}

bool cg_cond_wait_until(cg_cond *cond, cg_mutex *mu, uint64_t deadline_ns)
{
    struct timespec ts = {
        .tv_sec = (time_t)(deadline_ns / 1000000000u),
        .tv_nsec = (long)(deadline_ns % 1000000000u),
    };
    check_sole_holder(mu);
    int rc = pthread_cond_timedwait(&cond->cond, &mu->mutex, &ts);
    CG_ASSERT(rc == 0 || rc == ETIMEDOUT);
    return rc == 0;
}

void cg_cond_signal(cg_cond *cond)
{
    CG_ASSERT(pthread_cond_signal(&cond->cond) == 0);
}

void cg_cond_broadcast(cg_cond *cond)
{
    CG_ASSERT(pthread_cond_broadcast(&cond->cond) == 0);
}

/* ---- latches ----
 *
 *   shut ──► awaited ──► open       open is stored with release; its partner is the acquire load of who waits
 *
 * The kernel lets nobody sleep who would be for a state that it is in no more (futex(2)).
 *
 * Whoever was asleep wakes one more, when he has a processor: of many who are woken at once each would wait for those
 * before him, and so would all others that have to go on meanwhile. Who is woken by a signal, or finds it open when he
 * is about to sleep, wakes one too many, which is nothing to anybody. */

#define LATCH_FIRST 2 /* that are woken by who opens it */

enum { LATCH_SHUT, LATCH_AWAITED, LATCH_OPEN };

static long futex(cg_latch *latch, int op, uint32_t value, const struct timespec *until)
{
    return syscall(SYS_futex, &latch->state, op | FUTEX_PRIVATE_FLAG, value, until, NULL,
                   FUTEX_BITSET_MATCH_ANY);
}

void cg_latch_open(cg_latch *latch)
{
    uint32_t before = atomic_exchange_explicit(&latch->state, LATCH_OPEN, memory_order_release);
    CG_ASSERT(before != LATCH_OPEN);
    if (before == LATCH_AWAITED)
        (void)futex(latch, FUTEX_WAKE, LATCH_FIRST, NULL);
}

bool cg_latch_wait(cg_latch *latch, uint64_t deadline_ns)
{
    const struct timespec until = {.tv_sec = (time_t)(deadline_ns / 1000000000u),
                                   .tv_nsec = (long)(deadline_ns % 1000000000u)};
    bool slept = false;
    CG_ASSERT(held_count == 0);
    for (;;) {
        uint32_t state = LATCH_SHUT;
        (void)atomic_compare_exchange_strong_explicit(&latch->state, &state, LATCH_AWAITED,
                                                      memory_order_acquire, memory_order_acquire);
        if (state == LATCH_OPEN) {
            if (slept)
                (void)futex(latch, FUTEX_WAKE, 1, NULL);
            return true;
        }
        slept = true;
        if (futex(latch, FUTEX_WAIT_BITSET, LATCH_AWAITED, deadline_ns != 0 ? &until : NULL) != 0 &&
            errno == ETIMEDOUT)
            return atomic_load_explicit(&latch->state, memory_order_acquire) == LATCH_OPEN;
    }
}

struct cg_thread {
    pthread_t id;
    void (*run)(void *);
    void *arg;
    char name[16];
};

static void *thread_main(void *self)
{
    cg_thread *thread = self;
    (void)pthread_setname_np(pthread_self(), thread->name);
    thread->run(thread->arg);
    CG_ASSERT(held_count == 0 && "thread ended holding a lock");
    return NULL;
}

/* Signals that are sent to the process go to the main thread, so that no worker's system call is
 * interrupted; those that a thread raises by its own fault stay with it. */
static void block_process_signals(sigset_t *out_before)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGPROF};
    sigset_t set;
    (void)sigfillset(&set);
    for (size_t i = 0; i < CG_ARRAY_LEN(own); i++)
        (void)sigdelset(&set, own[i]);
    CG_ASSERT(pthread_sigmask(SIG_BLOCK, &set, out_before) == 0);
}

cg_thread *cg_thread_start(const char *name, void (*run)(void *), void *arg)
{
    cg_thread *thread = cg_alloc(sizeof *thread);
    pthread_attr_t attr;
    sigset_t before;
    thread->run = run;
    thread->arg = arg;
    (void)snprintf(thread->name, sizeof thread->name, "%s", name);
    CG_ASSERT(pthread_attr_init(&attr) == 0);
    CG_ASSERT(pthread_attr_setstacksize(&attr, STACK_BYTES) == 0);
    block_process_signals(&before);
    CG_ASSERT(pthread_create(&thread->id, &attr, thread_main, thread) == 0);
    CG_ASSERT(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    (void)pthread_attr_destroy(&attr);
    return thread;
}

void cg_thread_join(cg_thread *thread)
{
    if (thread == NULL)
        return;
    CG_ASSERT(pthread_join(thread->id, NULL) == 0);
    cg_free(thread);
}

/* Processors that a container's quota amounts to, rounded up; UINT_MAX without a quota. */
static unsigned quota_cpus(void)
{
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_str quota_text;
    uint64_t quota;
    uint64_t period;
    if (cg_file_read("/sys/fs/cgroup/cpu.max", 256, &buf, NULL) != CG_OK)
        return UINT32_MAX;
    cg_str rest = cg_str_trim(cg_buf_str(&buf));
    if (!cg_str_split(&rest, ' ', &quota_text) || !cg_str_to_u64(quota_text, &quota) ||
        !cg_str_to_u64(rest, &period) || period == 0 || quota > UINT32_MAX)
        return UINT32_MAX;
    return (unsigned)CG_MAX((quota + period - 1) / period, (uint64_t)1);
}

unsigned cg_cpu_count(void)
{
    cpu_set_t set;
    unsigned count = 1;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        count = (unsigned)CG_MAX(CPU_COUNT(&set), 1);
    return CG_MIN(count, quota_cpus());
}
