// SPDX-License-Identifier: Apache-2.0
// Which task is next: priorities, projects in turn, one of a project at a time; and second attempts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "tasks/tasks.h"

#define PATIENCE_NS UINT64_C(60000000000)

static cg_id add(cg_service *service, const char *project, cg_task_priority priority)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_parse_root_request q = {.root = tree_absolute(arena, "tree"),
                               .project = cg_str_from(project),
                               .mode = CG_PARSE_REPLACE,
                               .priority = priority};
    cg_id id;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    return id;
}

/* The task as it is after its next change, while it has not begun. */
static cg_task_view await_begin(cg_service *service, cg_id id, cg_arena *arena)
{
    cg_task_view view = {0};
    while (view.attempts == 0)
        assert_ok(cg_service_task_wait(service, id, view.revision, cg_now_ns() + PATIENCE_NS, arena,
                                       &view, &service_err));
    return view;
}

/* Starts one task that holds a runner until the commit is aborted. */
static cg_commit *block_runner(cg_service *service)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_commit *hold = hold_writer(service);
    (void)await_begin(service, add(service, "default", CG_PRIORITY_NORMAL), arena);
    return hold;
}

/* Fails unless the tasks began in this order. */
static void expect_order(cg_service *service, const cg_id *ids, size_t count)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    uint64_t before = 0;
    for (size_t i = 0; i < count; i++) {
        cg_task_view view = await_task(service, ids[i], arena);
        assert_int_equal(view.state, CG_TASK_SUCCEEDED);
        if (view.started_ms <= before)
            fail_msg("task %zu began too early", i);
        before = view.started_ms;
    }
}

static void test_higher_priority_goes_first(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    cg_commit *hold = block_runner(service);
    cg_id low = add(service, "a", CG_PRIORITY_LOW);
    cg_id normal = add(service, "b", CG_PRIORITY_NORMAL);
    cg_id high = add(service, "c", CG_PRIORITY_HIGH);
    cg_commit_abort(hold);
    expect_order(service, (cg_id[]){high, normal, low}, 3);
    cg_service_close(service);
}

static void test_projects_take_turns(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    cg_commit *hold = block_runner(service);
    cg_id a[3], b;
    for (int i = 0; i < 3; i++)
        a[i] = add(service, "a", CG_PRIORITY_NORMAL);
    b = add(service, "b", CG_PRIORITY_NORMAL);
    cg_commit_abort(hold);
    expect_order(service, (cg_id[]){a[0], b, a[1], a[2]}, 4);
    cg_service_close(service);
}

static void test_a_busy_project_keeps_nobody_waiting(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.task_runners = 2;
    cg_service *service = service_open(&opts);
    cg_commit *hold = block_runner(service);
    cg_id same = add(service, "default", CG_PRIORITY_HIGH);
    cg_id other = add(service, "b", CG_PRIORITY_LOW);
    assert_int_equal(await_task(service, other, arena).state, CG_TASK_SUCCEEDED);
    cg_task_view view;
    assert_ok(cg_service_task_get(service, same, arena, &view, &service_err));
    assert_int_equal(view.state, CG_TASK_ENQUEUED);
    cg_commit_abort(hold);
    assert_int_equal(await_task(service, same, arena).state, CG_TASK_SUCCEEDED);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void test_what_may_pass_is_tried_again(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.task_attempts_max = 2;
    cg_service *service = service_open(&opts);
    cg_fault_set("service.task.busy:1");
    cg_id id = add(service, "a", CG_PRIORITY_NORMAL);
    cg_task_view view = await_begin(service, id, arena);
    while (view.state == CG_TASK_PROCESSING)
        assert_ok(cg_service_task_wait(service, id, view.revision, cg_now_ns() + PATIENCE_NS, arena,
                                       &view, &service_err));
    assert_int_equal(view.state, CG_TASK_ENQUEUED);
    assert_int_equal(view.error.code, CG_E_BUSY);
    assert_true(view.retry_ms > view.enqueued_ms);
    view = await_task(service, id, arena);
    assert_int_equal(view.state, CG_TASK_SUCCEEDED);
    assert_int_equal(view.attempts, 2);
    assert_int_equal(view.error.code, CG_OK);
    cg_fault_set("service.task.busy:-1");
    view = await_task(service, add(service, "a", CG_PRIORITY_NORMAL), arena);
    cg_fault_set(NULL);
    assert_int_equal(view.state, CG_TASK_FAILED);
    assert_int_equal(view.attempts, 2);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

/* Leaves what a process leaves that ended in the middle of a task's attempt. */
static cg_id leave_interrupted(const cg_service_options *opts, uint32_t attempts, bool canceled)
{
    cg_service *service = service_open(opts);
    task *t = task_create(service->tasks, (cg_id){{(uint8_t)attempts}});
    cg_id id = t->id;
    t->state = CG_TASK_PROCESSING;
    t->attempts = attempts;
    t->canceled = canceled;
    t->enqueued_ms = attempts;
    t->request.root = tree_absolute(t->arena, "tree");
    t->request.project = CG_STR("a");
    assert_ok(task_record_save(t, &service_err));
    task_release(t);
    cg_service_close(service);
    return id;
}

static void test_a_task_that_takes_the_server_down_is_given_up(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.engine = "rocksdb";
    opts.storage_path = "crashing-store";
    opts.task_attempts_max = 2;
    opts.any_root = true;
    cg_id once = leave_interrupted(&opts, 1, false), twice = leave_interrupted(&opts, 2, false);
    cg_id canceled = leave_interrupted(&opts, 3, true);
    cg_service *service = service_open(&opts);
    assert_int_equal(await_task(service, once, arena).state, CG_TASK_SUCCEEDED);
    cg_task_view view = await_task(service, twice, arena);
    assert_int_equal(view.state, CG_TASK_FAILED);
    assert_int_equal(view.error.code, CG_E_INTERNAL);
    assert_int_equal(await_task(service, canceled, arena).state, CG_TASK_CANCELED);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static int make_tree(void **state)
{
    (void)state;
    tree_make("tree", "a.py b.py");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_higher_priority_goes_first),
        cmocka_unit_test(test_projects_take_turns),
        cmocka_unit_test(test_a_busy_project_keeps_nobody_waiting),
        cmocka_unit_test(test_what_may_pass_is_tried_again),
        cmocka_unit_test(test_a_task_that_takes_the_server_down_is_given_up),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, make_tree, NULL);
}
