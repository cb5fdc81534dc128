// SPDX-License-Identifier: Apache-2.0
// base: locks and their ranks, conditions, the pool. Broken ranks are tried in a child process.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cg/base.h"

static void ascending_ranks_are_allowed(void **state)
{
    (void)state;
    cg_mutex low;
    cg_mutex high;
    cg_mutex_init(&low, CG_LOCK_TEST_LOW);
    cg_mutex_init(&high, CG_LOCK_TEST_HIGH);
    for (int i = 0; i < 3; i++) {
        cg_mutex_lock(&low);
        cg_mutex_lock(&high);
        cg_mutex_unlock(&low); /* out of order is fine */
        cg_mutex_unlock(&high);
    }
    cg_mutex_fini(&low);
    cg_mutex_fini(&high);
}

static void take_descending(void) CG_TSA(no_thread_safety_analysis)
{
    cg_mutex low;
    cg_mutex high;
    cg_mutex_init(&low, CG_LOCK_TEST_LOW);
    cg_mutex_init(&high, CG_LOCK_TEST_HIGH);
    cg_mutex_lock(&high);
    cg_mutex_lock(&low);
}

static void take_twice(void) CG_TSA(no_thread_safety_analysis)
{
    cg_mutex mu;
    cg_mutex_init(&mu, CG_LOCK_TEST_LOW);
    cg_mutex_lock(&mu);
    cg_mutex_lock(&mu);
}

static void unlock_unheld(void) CG_TSA(no_thread_safety_analysis)
{
    cg_mutex mu;
    cg_mutex_init(&mu, CG_LOCK_TEST_LOW);
    cg_mutex_unlock(&mu);
}

static void assert_aborts(void (*act)(void))
{
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        (void)dup2(null, STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        act();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void misuse_aborts(void **state)
{
    (void)state;
    assert_aborts(take_descending);
    assert_aborts(take_twice);
    assert_aborts(unlock_unheld);
}

typedef struct meeting {
    cg_mutex mu;
    cg_cond cond;
    unsigned arrived; /* guarded by mu */
} meeting;

static void meeting_init(meeting *m)
{
    cg_mutex_init(&m->mu, CG_LOCK_TEST_LOW);
    cg_cond_init(&m->cond);
    m->arrived = 0;
}

static void meeting_fini(meeting *m)
{
    cg_cond_fini(&m->cond);
    cg_mutex_fini(&m->mu);
}

static void arrive(void *arg)
{
    meeting *m = arg;
    cg_mutex_lock(&m->mu);
    m->arrived++;
    cg_cond_broadcast(&m->cond);
    cg_mutex_unlock(&m->mu);
}

static bool wait_for(meeting *m, unsigned count)
{
    uint64_t deadline = cg_now_ns() + UINT64_C(30000000000);
    bool in_time = true;
    cg_mutex_lock(&m->mu);
    while (m->arrived < count && in_time)
        in_time = cg_cond_wait_until(&m->cond, &m->mu, deadline);
    cg_mutex_unlock(&m->mu);
    return in_time;
}

static void conditions_wake_and_time_out(void **state)
{
    (void)state;
    meeting m;
    meeting_init(&m);
    cg_thread *thread = cg_thread_start("test", arrive, &m);
    assert_true(wait_for(&m, 1));
    cg_thread_join(thread);
    cg_thread_join(NULL);
    cg_mutex_lock(&m.mu);
    while (cg_cond_wait_until(&m.cond, &m.mu, cg_now_ns() + 1000)) {
        /* a spurious wake-up: wait on */
    }
    cg_mutex_unlock(&m.mu);
    meeting_fini(&m);
}

typedef struct sleeper {
    cg_latch *latch;
    const int *told; /* written before it is opened */
    int seen;
    cg_thread *thread;
} sleeper;

static void sleep_by_latch(void *arg)
{
    sleeper *s = arg;
    if (cg_latch_wait(s->latch, 0))
        s->seen = *s->told;
}

static void latches_wake_all(void **state)
{
    (void)state;
    for (int round = 1; round <= 200; round++) {
        cg_latch latch = {0};
        int told = 0;
        sleeper all[4];
        for (size_t i = 0; i < CG_ARRAY_LEN(all); i++) {
            all[i] = (sleeper){.latch = &latch, .told = &told};
            all[i].thread = cg_thread_start("sleeper", sleep_by_latch, &all[i]);
        }
        if (round % 2 == 0)
            assert_false(cg_latch_wait(&latch, cg_now_ns() + 1000));
        told = round;
        cg_latch_open(&latch);
        for (size_t i = 0; i < CG_ARRAY_LEN(all); i++) {
            cg_thread_join(all[i].thread);
            assert_int_equal(all[i].seen, round);
        }
        assert_true(cg_latch_wait(&latch, 1)); /* it stays open */
    }
}

/* Who finds a lock taken looks again before it sleeps: both ways it comes in the end. */
static void count_up(void *arg)
{
    meeting *m = arg;
    for (int i = 0; i < 20000; i++) {
        cg_mutex_lock(&m->mu);
        m->arrived++;
        cg_mutex_unlock(&m->mu);
    }
}

static void locks_keep_others_out(void **state)
{
    (void)state;
    meeting m;
    cg_thread *threads[4];
    meeting_init(&m);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        threads[i] = cg_thread_start("counter", count_up, &m);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        cg_thread_join(threads[i]);
    assert_int_equal(m.arrived, 80000);
    meeting_fini(&m);
}

static void pool_runs_everything_once(void **state)
{
    (void)state;
    meeting m;
    meeting_init(&m);
    cg_pool *pool = cg_pool_create("work", 4, 10000);
    assert_int_equal(cg_pool_threads(pool), 4);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(cg_pool_submit(pool, arrive, &m, NULL), CG_OK);
    cg_pool_destroy(pool);
    assert_int_equal(m.arrived, 5000);
    meeting_fini(&m);
    cg_pool_destroy(NULL);
}

typedef struct gate {
    meeting entered;
    meeting opened;
} gate;

static void hold(void *arg)
{
    gate *g = arg;
    arrive(&g->entered);
    (void)wait_for(&g->opened, 1);
}

static void full_pool_is_busy(void **state)
{
    (void)state;
    gate g;
    cg_err err = {0};
    meeting_init(&g.entered);
    meeting_init(&g.opened);
    cg_pool *pool = cg_pool_create("work", 1, 2);
    assert_int_equal(cg_pool_submit(pool, hold, &g, NULL), CG_OK);
    assert_true(wait_for(&g.entered, 1));
    assert_int_equal(cg_pool_submit(pool, hold, &g, NULL), CG_OK);
    assert_int_equal(cg_pool_submit(pool, hold, &g, NULL), CG_OK);
    assert_int_equal(cg_pool_queued(pool), 2);
    assert_int_equal(cg_pool_submit(pool, hold, &g, &err), CG_E_BUSY);
    assert_int_equal(err.code, CG_E_BUSY);
    arrive(&g.opened);
    cg_pool_destroy(pool);
    assert_int_equal(g.entered.arrived, 3);
    meeting_fini(&g.entered);
    meeting_fini(&g.opened);
}

static void wait_for_opening(void *arg)
{
    gate *g = arg;
    arrive(&g->entered);
    cg_pool_wait_begin();
    assert_true(wait_for(&g->opened, 1));
    cg_pool_wait_end();
}

static void open_gate(void *arg)
{
    gate *g = arg;
    arrive(&g->opened);
}

/* Else the one thread would wait for what is behind it in the queue. */
static void others_run_while_one_waits(void **state)
{
    (void)state;
    gate g;
    meeting_init(&g.entered);
    meeting_init(&g.opened);
    cg_pool *pool = cg_pool_create_with("work", 1, 2, 8);
    assert_int_equal(cg_pool_threads(pool), 1);
    assert_int_equal(cg_pool_submit(pool, wait_for_opening, &g, NULL), CG_OK);
    assert_int_equal(cg_pool_submit(pool, wait_for_opening, &g, NULL), CG_OK);
    assert_int_equal(cg_pool_submit(pool, open_gate, &g, NULL), CG_OK);
    assert_true(wait_for(&g.opened, 1));
    cg_pool_destroy(pool);
    assert_int_equal(g.entered.arrived, 2);
    cg_pool_wait_begin(); /* of no pool */
    cg_pool_wait_end();
    meeting_fini(&g.entered);
    meeting_fini(&g.opened);
}

typedef struct crowd {
    atomic_uint here, most, runs;
} crowd;

static void be_one_of_a_crowd(void *arg)
{
    crowd *c = arg;
    unsigned here = atomic_fetch_add(&c->here, 1) + 1, most = atomic_load(&c->most);
    while (most < here && !atomic_compare_exchange_weak(&c->most, &most, here)) {
        /* another was first: `most` is what it has put there */
    }
    sched_yield();
    atomic_fetch_sub(&c->here, 1);
    if (atomic_fetch_add(&c->runs, 1) % 3 == 0) {
        cg_pool_wait_begin();
        sched_yield();
        cg_pool_wait_end();
    }
}

/* Those that come back from a wait are not kept from going on; they do not add up. */
static void spare_threads_do_not_add_up(void **state)
{
    (void)state;
    crowd c = {0};
    cg_pool *pool = cg_pool_create_with("work", 2, 6, 10000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(cg_pool_submit(pool, be_one_of_a_crowd, &c, NULL), CG_OK);
    while (atomic_load(&c.runs) < 4000)
        sched_yield();
    assert_in_range(atomic_load(&c.most), 1, 2);
    cg_pool_destroy(pool);
    assert_int_equal(atomic_load(&c.runs), 5000);
}

/* ---- asides ---- */

typedef struct counted {
    meeting m;
    pthread_t by;
} counted;

static void count(void *arg)
{
    counted *c = arg;
    c->by = pthread_self();
    arrive(&c->m);
}

/* Nobody helps: there is no pool, or its only thread has something else to do. */
static void asides_nobody_takes_up_are_the_callers(void **state)
{
    (void)state;
    counted c = {0};
    gate g;
    cg_aside aside;
    meeting_init(&c.m);
    meeting_init(&g.entered);
    meeting_init(&g.opened);
    cg_aside_begin(&aside, NULL, count, &c);
    assert_int_equal(c.m.arrived, 0);
    cg_aside_end(&aside);
    assert_int_equal(c.m.arrived, 1);
    cg_pool *pool = cg_pool_create("work", 1, 2);
    assert_int_equal(cg_pool_submit(pool, hold, &g, NULL), CG_OK);
    assert_true(wait_for(&g.entered, 1));
    cg_aside_begin(&aside, pool, count, &c);
    cg_aside_end(&aside);
    assert_int_equal(c.m.arrived, 2);
    assert_true(pthread_equal(c.by, pthread_self()));
    arrive(&g.opened);
    cg_pool_destroy(pool);
    meeting_fini(&c.m);
    meeting_fini(&g.entered);
    meeting_fini(&g.opened);
}

/* One that a thread begins before its end comes; the pool's threads need a moment until they wait. */
static void idle_threads_take_asides(void **state)
{
    (void)state;
    cg_pool *pool = cg_pool_create("work", 2, 2);
    bool helped = false;
    for (uint64_t until = cg_now_ns() + UINT64_C(30000000000); !helped && cg_now_ns() < until;) {
        counted c = {0};
        cg_aside aside;
        meeting_init(&c.m);
        cg_aside_begin(&aside, pool, count, &c);
        if (aside.offered)
            assert_true(wait_for(&c.m, 1));
        cg_aside_end(&aside);
        assert_int_equal(c.m.arrived, 1);
        helped = !pthread_equal(c.by, pthread_self());
        meeting_fini(&c.m);
    }
    assert_true(helped);
    cg_pool_destroy(pool);
}

static void add(void *arg)
{
    (*(unsigned *)arg)++;
}

/* Each begins one after the other, inside of a pool that has work besides. */
static void begin_many(void *arg)
{
    cg_pool *pool = arg;
    for (unsigned i = 0; i < 3000; i++) {
        unsigned sum = 0, other = 0;
        cg_aside aside, inner;
        cg_aside_begin(&aside, pool, add, &sum);
        cg_aside_begin(&inner, pool, add, &other);
        cg_aside_end(&inner);
        cg_aside_end(&aside);
        assert_int_equal(sum, 1);
        assert_int_equal(other, 1);
    }
}

static void asides_run_once(void **state)
{
    (void)state;
    meeting m;
    meeting_init(&m);
    cg_pool *pool = cg_pool_create("work", 4, 10000);
    cg_thread *threads[3];
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        threads[i] = cg_thread_start("asides", begin_many, pool);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(cg_pool_submit(pool, arrive, &m, NULL), CG_OK);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        cg_thread_join(threads[i]);
    cg_pool_destroy(pool);
    assert_int_equal(m.arrived, 1000);
    meeting_fini(&m);
}

static void at_least_one_processor(void **state)
{
    (void)state;
    assert_true(cg_cpu_count() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascending_ranks_are_allowed),
        cmocka_unit_test(misuse_aborts),
        cmocka_unit_test(conditions_wake_and_time_out),
        cmocka_unit_test(latches_wake_all),
        cmocka_unit_test(locks_keep_others_out),
        cmocka_unit_test(pool_runs_everything_once),
        cmocka_unit_test(full_pool_is_busy),
        cmocka_unit_test(others_run_while_one_waits),
        cmocka_unit_test(spare_threads_do_not_add_up),
        cmocka_unit_test(asides_nobody_takes_up_are_the_callers),
        cmocka_unit_test(idle_threads_take_asides),
        cmocka_unit_test(asides_run_once),
        cmocka_unit_test(at_least_one_processor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
