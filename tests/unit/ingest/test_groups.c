// SPDX-License-Identifier: Apache-2.0
// Who shares a commit, and when a group goes on: patient ones while the one before is flushed, as soon as all are there
// that were answered last.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "upload/groups.h"

#define WAIT_NS UINT64_C(60000000000)

typedef struct part {
    groups *all;
    const group_work *work;
    uint64_t deadline_ns;
    cg_latch begun, go_on; /* of the leader alone */
    size_t shared;         /* how many were in its group */
    cg_code rc;
    cg_thread *thread;
} part;

static bool fits(void *const *parts, size_t count, const void *own)
{
    (void)parts, (void)own;
    return count < 3;
}

static cg_code begin(void *first, cg_err *err)
{
    (void)first, (void)err;
    return CG_OK;
}

/* Stands for the work and the flush. */
static cg_code commit(void *const *parts, size_t count, uint64_t deadline_ns, cg_err *err)
{
    part *first = parts[0];
    (void)deadline_ns;
    for (size_t i = 0; i < count; i++)
        ((part *)parts[i])->shared = count;
    cg_latch_open(&first->begun);
    (void)cg_latch_wait(&first->go_on, 0);
    return count == 3 ? CG_FAIL(err, CG_E_IO, "for all three") : CG_OK;
}

static const group_work patient = {.joined = CG_M_TRANSACTIONS_JOINED,
                                   .patient = true,
                                   .fits = fits,
                                   .begin = begin,
                                   .commit = commit};

static void run(void *arg)
{
    part *p = arg;
    cg_err err = {0};
    p->rc = groups_run(p->all, p->work, NULL, p, p->deadline_ns, &err);
    assert_int_equal(p->rc, err.code);
}

static void start(groups *all, part *p)
{
    *p = (part){.all = all, .work = &patient};
    p->thread = cg_thread_start("part", run, p);
}

static void await_begun(part *p)
{
    assert_true(cg_latch_wait(&p->begun, cg_now_ns() + WAIT_NS));
}

static void end(part *p)
{
    cg_latch_open(&p->go_on);
    cg_thread_join(p->thread);
}

/* Until so many have come whom nobody has closed out. */
static void await_waiting(groups *all, size_t count)
{
    uint64_t until = cg_now_ns() + WAIT_NS;
    while (groups_waiting(all, &patient, NULL) != count)
        assert_true(cg_now_ns() < until);
}

static void test_nobody_else_is_expected(void **state)
{
    (void)state;
    groups all = {0};
    part a, b, again;
    groups_init(&all);
    start(&all, &a);
    await_begun(&a);
    start(&all, &b);
    await_waiting(&all, 1); /* the first may come back, for all that is known */
    end(&a);
    await_begun(&b);
    start(&all, &again);
    await_begun(&again); /* while the one before is not over */
    end(&again);
    end(&b);
    assert_int_equal(again.shared, 1);
    groups_fini(&all);
}

static void test_all_that_are_expected_come(void **state)
{
    (void)state;
    groups all = {0};
    part a, b, c, again[2];
    groups_init(&all);
    start(&all, &a);
    await_begun(&a);
    start(&all, &b);
    await_waiting(&all, 1);
    start(&all, &c);
    await_waiting(&all, 2);
    end(&a);
    await_begun(&b);
    start(&all, &again[0]); /* of the first: one was answered, and came back */
    await_begun(&again[0]);
    cg_latch_open(&b.go_on);
    cg_thread_join(b.thread);
    cg_thread_join(c.thread);
    assert_true(b.rc == CG_OK && c.rc == CG_OK && b.shared == 2 && c.shared == 2);
    start(&all, &b);
    await_waiting(&all, 1); /* for the other one */
    start(&all, &c);
    await_begun(&b);
    end(&again[0]);
    cg_latch_open(&b.go_on);
    cg_thread_join(b.thread);
    cg_thread_join(c.thread);
    assert_true(b.shared == 2 && c.shared == 2);
    groups_fini(&all);
}

/* One of them does not come back: the next group waits no longer than for the flush. */
static void test_one_that_stays_away(void **state)
{
    (void)state;
    groups all = {0};
    part a, b, c, d;
    groups_init(&all);
    start(&all, &a);
    await_begun(&a);
    start(&all, &b);
    await_waiting(&all, 1);
    start(&all, &c);
    await_waiting(&all, 2);
    end(&a);
    await_begun(&b);
    start(&all, &a);
    await_begun(&a);
    cg_latch_open(&b.go_on);
    cg_thread_join(b.thread);
    cg_thread_join(c.thread);
    start(&all, &d);
    await_waiting(&all, 1);
    end(&a);
    await_begun(&d);
    end(&d);
    assert_int_equal(d.shared, 1);
    groups_fini(&all);
}

static void test_what_all_are_told(void **state)
{
    (void)state;
    groups all = {0};
    part a, of[3], other;
    groups_init(&all);
    start(&all, &a);
    await_begun(&a);
    for (size_t i = 0; i < 3; i++) {
        start(&all, &of[i]);
        await_waiting(&all, i + 1);
    }
    start(&all, &other); /* does not fit, and leads the next */
    end(&a);
    await_begun(&of[0]);
    cg_latch_open(&of[0].go_on);
    for (size_t i = 0; i < 3; i++) {
        cg_thread_join(of[i].thread);
        assert_int_equal(of[i].rc, CG_E_IO);
    }
    await_begun(&other);
    end(&other);
    assert_int_equal(other.rc, CG_OK);
    groups_fini(&all);
}

/* It leaves a group that is open; one that is closed has it, whatever its time. */
static void test_one_whose_time_is_up(void **state)
{
    (void)state;
    groups all = {0};
    part a, b, late = {.all = &all, .work = &patient, .deadline_ns = 1};
    groups_init(&all);
    start(&all, &a);
    await_begun(&a);
    start(&all, &b);
    await_waiting(&all, 1);
    run(&late);
    assert_int_equal(late.rc, CG_E_DEADLINE);
    end(&a);
    await_begun(&b);
    end(&b);
    assert_int_equal(b.shared, 1);
    groups_fini(&all);
}

/* Places of projects that nobody writes to are used for others; one where a group is under way is not. */
static void test_many_projects_take_no_more_room(void **state)
{
    (void)state;
    enum { PROJECTS = 500 };
    static char projects[PROJECTS];
    groups all = {0};
    part held, joins;
    groups_init(&all);
    start(&all, &held);
    await_begun(&held);
    for (size_t i = 0; i < PROJECTS; i++) {
        part p = {.all = &all, .work = &patient};
        cg_latch_open(&p.go_on);
        assert_int_equal(groups_run(&all, p.work, (cg_project *)&projects[i], &p, 0, NULL), CG_OK);
    }
    assert_true(all.places.len < 50);
    start(&all, &joins);
    await_waiting(&all, 1); /* behind the one that is held */
    end(&held);
    await_begun(&joins);
    end(&joins);
    groups_fini(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_else_is_expected),
        cmocka_unit_test(test_all_that_are_expected_come),
        cmocka_unit_test(test_one_that_stays_away),
        cmocka_unit_test(test_what_all_are_told),
        cmocka_unit_test(test_one_whose_time_is_up),
        cmocka_unit_test(test_many_projects_take_no_more_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
