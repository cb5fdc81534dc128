// SPDX-License-Identifier: Apache-2.0
// loop: posting from many threads, timers, descriptors, signals, stopping.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <unistd.h>

#include "cg/loop.h"

#define MS UINT64_C(1000000)

/* A count that the test waits for. */
typedef struct tally {
    cg_mutex mu;
    cg_cond cond;
    unsigned count; /* guarded by mu */
    cg_loop *loop;
    cg_loop_timer *timer;
} tally;

static void tally_init(tally *t)
{
    cg_mutex_init(&t->mu, CG_LOCK_TEST_LOW);
    cg_cond_init(&t->cond);
    t->count = 0;
    t->timer = NULL;
    cg_err err = {0};
    assert_int_equal(cg_loop_create(&t->loop, &err), CG_OK);
}

static void tally_fini(tally *t)
{
    cg_loop_destroy(t->loop);
    cg_cond_fini(&t->cond);
    cg_mutex_fini(&t->mu);
}

static void bump(void *arg)
{
    tally *t = arg;
    cg_mutex_lock(&t->mu);
    t->count++;
    cg_cond_broadcast(&t->cond);
    cg_mutex_unlock(&t->mu);
}

static unsigned wait_for(tally *t, unsigned count)
{
    uint64_t deadline = cg_now_ns() + 30000 * MS;
    cg_mutex_lock(&t->mu);
    while (t->count < count && cg_cond_wait_until(&t->cond, &t->mu, deadline)) {
        /* until it is reached or time is up */
    }
    unsigned reached = t->count;
    cg_mutex_unlock(&t->mu);
    return reached;
}

static void post_many(void *arg)
{
    tally *t = arg;
    for (int i = 0; i < 500; i++)
        cg_loop_post(t->loop, bump, t);
}

static void posts_from_all_threads_run(void **state)
{
    (void)state;
    tally t;
    cg_thread *threads[3];
    tally_init(&t);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        threads[i] = cg_thread_start("poster", post_many, &t);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        cg_thread_join(threads[i]);
    assert_int_equal(wait_for(&t, 1500), 1500);
    tally_fini(&t);
}

static void post_again(void *arg)
{
    tally *t = arg;
    assert_true(cg_loop_is_current(t->loop));
    bump(t);
    if (t->count < 5) /* only this thread writes it here */
        cg_loop_post(t->loop, post_again, t);
}

static void destroy_runs_what_is_posted(void **state)
{
    (void)state;
    tally t;
    tally_init(&t);
    assert_false(cg_loop_is_current(t.loop));
    cg_loop_post(t.loop, post_again, &t);
    cg_loop_destroy(t.loop);
    assert_int_equal(t.count, 5);
    t.loop = NULL;
    tally_fini(&t);
}

static void calls_are_awaited(void **state)
{
    (void)state;
    tally t;
    tally_init(&t);
    for (unsigned i = 1; i <= 100; i++) {
        cg_loop_call(t.loop, bump, &t);
        assert_int_equal(wait_for(&t, 0), i);
    }
    tally_fini(&t);
}

static void one_shot_timer_runs_once_and_not_early(void **state)
{
    (void)state;
    tally t;
    tally_init(&t);
    uint64_t start = cg_now_ns();
    cg_loop_timer *late = cg_loop_start_timer(t.loop, 20 * MS, 0, bump, &t);
    assert_int_equal(wait_for(&t, 1), 1);
    assert_true(cg_now_ns() - start >= 19 * MS);
    cg_loop_stop_timer(late);
    cg_loop_stop_timer(NULL);
    assert_int_equal(t.count, 1);
    tally_fini(&t);
}

static void do_nothing(void *arg)
{
    (void)arg;
}

static void periodic_timer_runs_until_stopped(void **state)
{
    (void)state;
    tally t;
    tally_init(&t);
    CG_AUTO(cg_loop_timer) never = cg_loop_start_timer(t.loop, UINT64_MAX, 0, bump, &t);
    cg_loop_timer *timer = cg_loop_start_timer(t.loop, 0, MS, bump, &t);
    assert_true(wait_for(&t, 5) >= 5);
    cg_loop_stop_timer(timer);
    unsigned stopped_at = wait_for(&t, 0);
    uint64_t deadline = cg_now_ns() + 10 * MS;
    while (cg_now_ns() < deadline)
        cg_loop_call(t.loop, do_nothing, NULL);
    assert_int_equal(wait_for(&t, 0), stopped_at);
    cg_loop_stop_timer(never);
    never = NULL;
    tally_fini(&t);
}

static void stop_own_timer(void *arg)
{
    tally *t = arg;
    cg_loop_stop_timer(t->timer);
    bump(t);
}

static void arm_own_timer(void *arg)
{
    tally *t = arg;
    t->timer = cg_loop_start_timer(t->loop, MS, MS, stop_own_timer, t);
}

static void a_timer_may_stop_itself(void **state)
{
    (void)state;
    tally t;
    tally_init(&t);
    cg_loop_post(t.loop, arm_own_timer, &t);
    assert_int_equal(wait_for(&t, 1), 1);
    tally_fini(&t);
}

static void note_signal(void *arg, int number)
{
    if (number == SIGHUP || number == SIGTERM)
        bump(arg);
}

static void signals_become_callbacks(void **state)
{
    (void)state;
    tally t;
    cg_err err = {0};
    tally_init(&t);
    assert_int_equal(cg_loop_on_signal(t.loop, SIGHUP, note_signal, &t, &err), CG_OK);
    assert_int_equal(cg_loop_on_signal(t.loop, SIGTERM, note_signal, &t, &err), CG_OK);
    assert_int_equal(kill(getpid(), SIGHUP), 0);
    assert_int_equal(wait_for(&t, 1), 1);
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    assert_int_equal(wait_for(&t, 2), 2);
    assert_int_equal(cg_loop_on_signal(t.loop, SIGKILL, note_signal, &t, &err), CG_E_INVALID);
    for (int i = 3; i < CG_LOOP_SIGNALS_MAX; i++)
        assert_int_equal(cg_loop_on_signal(t.loop, SIGUSR1, note_signal, &t, &err), CG_OK);
    assert_int_equal(cg_loop_on_signal(t.loop, SIGUSR1, note_signal, &t, &err), CG_E_LIMIT);
    tally_fini(&t);
}

typedef struct reader {
    tally *t;
    int fd;
} reader;

static void read_byte(void *arg)
{
    reader *r = arg;
    char byte;
    assert_int_equal(read(r->fd, &byte, 1), 1);
    bump(r->t);
}

static void a_descriptor_is_told_of_until_it_is_read(void **state)
{
    (void)state;
    tally t;
    int ends[2];
    cg_err err = {0};
    cg_loop_watch *watch = NULL;
    tally_init(&t);
    assert_int_equal(pipe(ends), 0);
    reader r = {&t, ends[0]};
    assert_int_equal(cg_loop_start_watch(t.loop, ends[0], read_byte, &r, &watch, &err), CG_OK);
    assert_int_equal(write(ends[1], "abc", 3), 3); /* one call reads one */
    assert_int_equal(wait_for(&t, 3), 3);
    cg_loop_stop_watch(watch);
    cg_loop_stop_watch(NULL);
    assert_int_equal(write(ends[1], "d", 1), 1);
    cg_loop_call(t.loop, bump, &t); /* whatever was to be run has been */
    assert_int_equal(wait_for(&t, 4), 4);
    close(ends[0]);
    assert_int_equal(cg_loop_start_watch(t.loop, ends[0], read_byte, &r, &watch, &err), CG_E_IO);
    close(ends[1]);
    tally_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posts_from_all_threads_run),
        cmocka_unit_test(destroy_runs_what_is_posted),
        cmocka_unit_test(calls_are_awaited),
        cmocka_unit_test(one_shot_timer_runs_once_and_not_early),
        cmocka_unit_test(periodic_timer_runs_until_stopped),
        cmocka_unit_test(a_timer_may_stop_itself),
        cmocka_unit_test(a_descriptor_is_told_of_until_it_is_read),
        cmocka_unit_test(signals_become_callbacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
