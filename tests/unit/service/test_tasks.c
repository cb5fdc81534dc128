// SPDX-License-Identifier: Apache-2.0
// Tasks: which directories they may read, their progress and end, waiting, cancelling, and how
// those that a stop interrupts run again at the next start.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "fixture.h"

#define ONE "def one():\n    return 1\n"

static cg_parse_root_request root_request(cg_str root)
{
    return (cg_parse_root_request){.root = root, .mode = CG_PARSE_REPLACE};
}

/* A tree large enough that a task over it does not end between two calls; removed with the test's
 * directory. */
static cg_str large_tree(cg_arena *arena, const char *name)
{
    for (int i = 0; i < 300; i++) {
        char path[64], text[128];
        snprintf(path, sizeof path, "%s/d%d/f%d.py", name, i % 10, i);
        snprintf(text, sizeof text, "def f%d():\n    return g%d()\n\ndef g%d():\n    pass\n", i, i,
                 i);
        tree_write(path, text);
    }
    return tree_absolute(arena, name);
}

static void test_a_task_indexes_a_tree(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    tree_write("tree/a.py", ONE);
    tree_write("tree/broken.py", "def f(:\n");
    cg_parse_root_request q = root_request(tree_absolute(arena, "tree"));
    cg_id id;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    cg_task_view task = await_task(service, id, arena);
    assert_int_equal(task.state, CG_TASK_SUCCEEDED);
    assert_string_equal(task.kind.ptr, "parse_root");
    assert_true(cg_str_eq(task.root, q.root));
    assert_true(cg_str_eq(task.project, CG_STR("default")));
    assert_int_equal(task.files_total, 2);
    assert_int_equal(task.files_done, 2);
    assert_true(task.enqueued_ms > 0 && task.started_ms >= task.enqueued_ms);
    assert_true(task.finished_ms >= task.started_ms);
    assert_int_equal(task.report->file_changes.added, 2);
    assert_int_equal(task.report->files_count, 1);
    assert_string_equal(task.report->files[0].path.ptr, "broken.py");
    tree_delete("tree/a.py");
    q.mode = CG_PARSE_PATCH;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    assert_int_equal(await_task(service, id, arena).report->files_removed, 0);
    q.mode = CG_PARSE_REPLACE;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    assert_int_equal(await_task(service, id, arena).report->files_removed, 1);
    cg_task_page page;
    assert_ok(cg_service_task_list(service, &(cg_task_filter){0}, 2, CG_STR_NULL, arena, &page,
                                   &service_err));
    assert_int_equal(page.count, 2);
    assert_true(cg_id_eq(page.rows[0].id, id)); /* newest first */
    assert_ok(cg_service_task_list(service, &(cg_task_filter){0}, 2, page.next_cursor, arena, &page,
                                   &service_err));
    assert_int_equal(page.count, 1);
    assert_int_equal(page.next_cursor.len, 0);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void expect_root(cg_service *service, cg_str root, cg_code code)
{
    cg_id id;
    cg_err err = {.code = CG_OK};
    cg_parse_root_request q = root_request(root);
    cg_code rc = cg_service_parse_root(service, &q, &id, &err);
    if (rc != code)
        fail_msg("root %.*s: %s", CG_STR_ARG(root), cg_code_text(rc));
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    if (rc == CG_OK)
        assert_int_equal(await_task(service, id, arena).state, CG_TASK_SUCCEEDED);
    else
        assert_null(strstr(err.text, "/tmp"));
}

static void test_roots(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    tree_make("roots/allowed/sub", "a.py");
    tree_make("roots/allowed-not", "a.py");
    tree_make("roots/out", "a.py");
    tree_link("../out", "roots/allowed/link");
    tree_link("sub", "roots/allowed/inside");
    tree_link("allowed", "roots/door");
    cg_str base = tree_absolute(arena, "roots");
#define BELOW(p) cg_arena_printf(arena, "%.*s/" p, CG_STR_ARG(base))
    const char *const roots[] = {BELOW("nowhere").ptr, BELOW("door/").ptr, NULL};
    cg_service_options opts = service_options();
    opts.any_root = false;
    opts.roots = roots;
    cg_service *service = service_open(&opts);
    expect_root(service, BELOW("allowed"), CG_OK);
    expect_root(service, BELOW("allowed/"), CG_OK);
    expect_root(service, BELOW("allowed/sub"), CG_OK);
    expect_root(service, BELOW("allowed/inside"), CG_OK);
    expect_root(service, BELOW("door/sub/../sub"), CG_OK);
    expect_root(service, BELOW("allowed/nothing"), CG_E_NOT_FOUND);
    expect_root(service, BELOW("allowed/nothing/../../out"), CG_E_NOT_FOUND);
    expect_root(service, BELOW("allowed/sub/a.py"), CG_E_INVALID);
    expect_root(service, BELOW("allowed-not"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("out"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("nothing"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("allowed/link"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("allowed/link/nothing"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("allowed/../out"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, BELOW("allowed/../nothing"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, CG_STR("/"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, CG_STR("/etc"), CG_E_FORBIDDEN_ROOT);
    expect_root(service, CG_STR("roots/allowed"), CG_E_PATH);
    expect_root(service, CG_STR("."), CG_E_PATH);
    expect_root(service, CG_STR_NULL, CG_E_PATH);
    expect_root(service, CG_STR("/a\0b"), CG_E_PATH);
    cg_service_close(service);
    opts.roots = NULL; /* none allowed */
    service = service_open(&opts);
    expect_root(service, BELOW("allowed"), CG_E_FORBIDDEN_ROOT);
    cg_service_close(service);
    service = service_open(NULL); /* any */
    expect_root(service, BELOW("out"), CG_OK);
    expect_root(service, BELOW("nothing"), CG_E_NOT_FOUND);
    cg_service_close(service);
#undef BELOW
}

static void test_a_task_that_fails_says_why(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.files_max = 2;
    cg_service *service = service_open(&opts);
    tree_make("many", "a.py b.py c.py");
    cg_parse_root_request q = root_request(tree_absolute(arena, "many"));
    cg_id id;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    cg_task_view task = await_task(service, id, arena);
    assert_int_equal(task.state, CG_TASK_FAILED);
    assert_int_equal(task.error.code, CG_E_LIMIT);
    assert_null(task.report);
    assert_refused(cg_service_task_cancel(service, id, &service_err), CG_E_CONFLICT, "");
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void test_a_running_task_can_be_canceled(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    cg_parse_root_request q = root_request(large_tree(arena, "canceled"));
    cg_id running, waiting, unknown = {{1}};
    cg_task_view task;
    cg_commit *hold = hold_writer(service);
    assert_ok(cg_service_parse_root(service, &q, &running, &service_err));
    assert_ok(cg_service_parse_root(service, &q, &waiting, &service_err));
    assert_ok(cg_service_task_cancel(service, waiting, &service_err));
    assert_ok(cg_service_task_cancel(service, running, &service_err));
    cg_commit_abort(hold);
    assert_int_equal(await_task(service, waiting, arena).state, CG_TASK_CANCELED);
    assert_int_equal(await_task(service, running, arena).state, CG_TASK_CANCELED);
    assert_int_equal(fixture_generation(service), 0);
    assert_refused(cg_service_task_cancel(service, unknown, &service_err), CG_E_NOT_FOUND, "");
    assert_refused(cg_service_task_get(service, unknown, arena, &task, &service_err),
                   CG_E_NOT_FOUND, "");
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void test_the_queue_has_an_end(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.tasks_max = 2;
    cg_service *service = service_open(&opts);
    cg_parse_root_request q = root_request(large_tree(arena, "queue"));
    cg_id ids[3];
    cg_commit *hold = hold_writer(service);
    assert_ok(cg_service_parse_root(service, &q, &ids[0], &service_err));
    assert_ok(cg_service_parse_root(service, &q, &ids[1], &service_err));
    assert_refused(cg_service_parse_root(service, &q, &ids[2], &service_err), CG_E_BUSY, "");
    cg_commit_abort(hold);
    assert_int_equal(await_task(service, ids[0], arena).state, CG_TASK_SUCCEEDED);
    assert_int_equal(await_task(service, ids[1], arena).state, CG_TASK_SUCCEEDED);
    assert_ok(cg_service_parse_root(service, &q, &ids[2], &service_err));
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void test_waiting_ends_in_time(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    cg_parse_root_request q = root_request(large_tree(arena, "wait"));
    cg_id id;
    cg_task_view task;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    assert_ok(cg_service_task_wait(service, id, UINT64_MAX, cg_now_ns() + 1000000, arena, &task,
                                   &service_err)); /* a revision that never comes */
    task = await_task(service, id, arena);
    uint64_t last = task.revision; /* one that has ended has nothing to wait for */
    assert_ok(cg_service_task_wait(service, id, last, cg_now_ns() + UINT64_C(3600000000000), arena,
                                   &task, &service_err));
    assert_int_equal(task.revision, last);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

/* ---- over a restart ---- */

static cg_service_options stored_options(const char *path)
{
    cg_service_options opts = service_options();
    opts.engine = "rocksdb";
    opts.storage_path = path;
    return opts;
}

static void test_a_stop_parks_tasks(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = stored_options("parked-store");
    cg_str root = large_tree(arena, "parked"), include = CG_STR("d1/**");
    cg_service *service = service_open(&opts);
    cg_parse_root_request q = root_request(root);
    cg_id ids[3];
    cg_commit *hold = hold_writer(service); /* released just before the stop */
    assert_ok(cg_service_parse_root(service, &q, &ids[0], &service_err));
    q.project = CG_STR("other");
    q.include = &include;
    q.include_count = 1;
    q.to.message = CG_STR("hello");
    assert_ok(cg_service_parse_root(service, &q, &ids[1], &service_err));
    assert_ok(cg_service_parse_root(service, &q, &ids[2], &service_err));
    assert_ok(cg_service_task_cancel(service, ids[2], &service_err));
    cg_commit_abort(hold);
    cg_service_drain(service);
    cg_id late;
    assert_refused(cg_service_parse_root(service, &q, &late, &service_err), CG_E_UNAVAILABLE, "");
    cg_service_close(service);
    service = service_open(&opts);
    cg_task_view task;
    assert_int_equal(await_task(service, ids[1], arena).state, CG_TASK_SUCCEEDED);
    assert_ok(cg_service_task_get(service, ids[2], arena, &task, &service_err));
    assert_int_equal(task.state, CG_TASK_CANCELED);
    cg_project_status status;
    assert_ok(cg_service_project_status(service, (cg_graph_ref){0}, arena, &status, &service_err));
    assert_int_equal(status.files, 300);
    assert_ok(cg_service_project_status(service, (cg_graph_ref){.project = CG_STR("other")}, arena,
                                        &status, &service_err));
    assert_int_equal(status.files, 30);
    expect_sound(service);
    cg_arena_destroy(arena);
    arena = cg_arena_create(0);
    cg_service_close(service);
    service = service_open(&opts); /* what has ended does not run again, and can be asked for */
    assert_ok(cg_service_task_get(service, ids[1], arena, &task, &service_err));
    assert_int_equal(task.state, CG_TASK_SUCCEEDED);
    assert_int_equal(task.attempts, 1);
    assert_int_equal(task.files_done, 30);
    assert_int_equal(task.report->file_changes.added, 30);
    assert_int_equal(task.report->languages[0].count, 30);
    assert_true(cg_str_eq(task.report->languages[0].name, CG_STR("python")));
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

static void test_a_parked_task_whose_root_is_no_longer_allowed(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = stored_options("forbidden-store");
    cg_service *service = service_open(&opts);
    cg_parse_root_request q = root_request(large_tree(arena, "forbidden"));
    cg_id ids[2];
    cg_commit *hold = hold_writer(service);
    assert_ok(cg_service_parse_root(service, &q, &ids[0], &service_err));
    assert_ok(cg_service_parse_root(service, &q, &ids[1], &service_err));
    cg_commit_abort(hold);
    cg_service_close(service);
    opts.any_root = false;
    service = service_open(&opts);
    cg_task_view task = await_task(service, ids[1], arena);
    assert_int_equal(task.state, CG_TASK_FAILED);
    assert_int_equal(task.error.code, CG_E_FORBIDDEN_ROOT);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_task_indexes_a_tree),
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_a_task_that_fails_says_why),
        cmocka_unit_test(test_a_running_task_can_be_canceled),
        cmocka_unit_test(test_the_queue_has_an_end),
        cmocka_unit_test(test_waiting_ends_in_time),
        cmocka_unit_test(test_a_stop_parks_tasks),
        cmocka_unit_test(test_a_parked_task_whose_root_is_no_longer_allowed),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
