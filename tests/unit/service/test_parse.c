// SPDX-License-Identifier: Apache-2.0
// Posting files: patch and replace, deletes, what is refused and where, status, verification.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

#define ONE "def one():\n    return 1\n"
#define TWO "def two():\n    return 2\n"

#define FILE_OF(p, t)                                                                              \
    {                                                                                              \
        .path = {(p), sizeof(p) - 1}, .content = {(t), sizeof(t) - 1 }                             \
    }

static cg_code parse(cg_service *service, cg_arena *arena, const cg_parse_request *q,
                     cg_parse_report *out_report)
{
    return cg_service_parse(service, q, arena, out_report, &service_err);
}

static cg_project_status status_of(cg_service *service, cg_arena *arena)
{
    cg_project_status status;
    assert_ok(cg_service_project_status(service, (cg_graph_ref){0}, arena, &status, &service_err));
    return status;
}

static void test_patch_replace_and_delete(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    const cg_source_file three[] = {FILE_OF("c.py", ONE), FILE_OF("a.py", ONE),
                                    FILE_OF("b.py", TWO)};
    cg_parse_report r;
    cg_parse_request q = {.files = three, .files_count = 3, .to.message = CG_STR("m")};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.generation, 1);
    assert_int_equal(r.file_changes.added, 3);
    assert_int_equal(r.files_count, 3);
    for (size_t i = 0; i < 3; i++) /* in the order of the request */
        assert_true(cg_str_eq(r.files[i].path, three[i].path));
    assert_ok(parse(service, arena, &q, &r));
    assert_false(r.changed);
    assert_int_equal(r.generation, 1);
    assert_int_equal(r.files_unchanged, 3);
    const cg_str gone = CG_STR("b.py");
    q = (cg_parse_request){.deletes = &gone, .deletes_count = 1};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.files_removed, 1);
    assert_ok(parse(service, arena, &q, &r)); /* gone already: nothing to do */
    assert_false(r.changed);
    q = (cg_parse_request){.files = &three[2], .files_count = 1, .mode = CG_PARSE_REPLACE};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.files_removed, 2);
    assert_int_equal(status_of(service, arena).files, 1);
    q = (cg_parse_request){.mode = CG_PARSE_REPLACE};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(status_of(service, arena).files, 0);
    assert_string_equal(status_of(service, arena).digest, "00000000000000000000000000000000");
    expect_sound(service);
    cg_service_close(service);
}

/* Both name what goes; it goes once. */
static void test_replace_with_deletes(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    const cg_source_file two[] = {FILE_OF("a.py", ONE), FILE_OF("b.py", TWO)};
    const cg_str gone = CG_STR("b.py");
    cg_parse_report r;
    cg_parse_request q = {.files = two, .files_count = 2};
    assert_ok(parse(service, arena, &q, &r));
    q = (cg_parse_request){.files = two,
                           .files_count = 1,
                           .mode = CG_PARSE_REPLACE,
                           .deletes = &gone,
                           .deletes_count = 1};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.files_removed, 1);
    expect_sound(service);
    cg_service_close(service);
}

static void test_a_dry_run(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    const cg_source_file file = FILE_OF("a.py", ONE);
    cg_parse_report r;
    cg_parse_request q = {.files = &file, .files_count = 1, .dry_run = true};
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.file_changes.added, 1);
    assert_true(r.nodes > 0);
    assert_int_equal(r.generation, 0);
    assert_int_equal(fixture_generation(service), 0);
    cg_service_close(service);
}

static void test_paths_that_are_refused(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    const cg_source_file bad[] = {FILE_OF("a.py", ONE), FILE_OF("../b.py", ONE)};
    const cg_source_file twice[] = {FILE_OF("a.py", ONE), FILE_OF("b.py", ONE),
                                    FILE_OF("a.py", TWO)};
    const cg_str bad_delete[] = {CG_STR("x.py"), CG_STR("/etc/passwd")};
    const cg_str same[] = {CG_STR("x.py"), CG_STR("x.py")},
                 named[] = {CG_STR("x.py"), CG_STR("a.py")};
    const struct {
        cg_parse_request request;
        const char *pointer;
    } cases[] = {
        {{.files = bad, .files_count = 2}, "/files/1/path"},
        {{.files = twice, .files_count = 3}, "/files/2/path"},
        {{.files = bad, .files_count = 1, .deletes = bad_delete, .deletes_count = 2}, "/deletes/1"},
        {{.deletes = same, .deletes_count = 2}, "/deletes/1"},
        {{.files = twice, .files_count = 2, .deletes = named, .deletes_count = 2}, "/deletes/1"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_parse_report r;
        assert_refused(parse(service, arena, &cases[i].request, &r), CG_E_PATH, cases[i].pointer);
    }
    assert_int_equal(fixture_generation(service), 0); /* nothing was stored */
    cg_service_close(service);
}

static void test_limits(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service_options opts = service_options();
    opts.files_max = 2;
    opts.file_bytes_max = 30;
    cg_service *service = service_open(&opts);
    const cg_source_file files[] = {FILE_OF("a.py", ONE), FILE_OF("b.py", ONE TWO),
                                    FILE_OF("c.py", ONE)};
    cg_parse_report r;
    cg_parse_request q = {.files = files, .files_count = 3};
    assert_refused(parse(service, arena, &q, &r), CG_E_LIMIT, "");
    q.files_count = 2;
    assert_ok(parse(service, arena, &q, &r));
    assert_int_equal(r.files_skipped, 1);
    assert_string_equal(r.files[1].reason.ptr, "too_large");
    assert_int_equal(r.skipped_count, 1);
    assert_int_equal(r.files[0].status, CG_PARSE_OK);
    q.deadline_ns = 1; /* long past */
    q.project = CG_STR("late");
    assert_refused(parse(service, arena, &q, &r), CG_E_DEADLINE, "");
    q = (cg_parse_request){.project = CG_STR("no good"), .files = files, .files_count = 1};
    assert_int_equal(parse(service, arena, &q, &r), CG_E_INVALID);
    cg_service_drain(service);
    q.project = CG_STR_NULL; /* taken before the stop, as far as the service can tell */
    assert_ok(parse(service, arena, &q, &r));
    cg_service_close(service);
}

static void test_status(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    cg_project_status none;
    assert_refused(cg_service_project_status(service, (cg_graph_ref){.project = CG_STR("nothing")},
                                             arena, &none, &service_err),
                   CG_E_NOT_FOUND, "");
    const cg_source_file files[] = {FILE_OF("a.py", ONE), FILE_OF("b.py", TWO),
                                    FILE_OF("c.go", "package c\n"), FILE_OF("d.py", "def f(:\n"),
                                    FILE_OF("e.py", "x = 1\0\0\1\2")};
    cg_parse_report r;
    cg_parse_request q = {.files = files, .files_count = 5};
    assert_ok(parse(service, arena, &q, &r));
    cg_project_status status = status_of(service, arena);
    assert_int_equal(status.generation, 1);
    assert_int_equal(status.files, 5);
    assert_int_equal(status.files_partial, 1);
    assert_int_equal(status.files_skipped, 1);
    assert_int_equal(status.nodes, r.nodes);
    assert_int_equal(status.relationships, r.edges);
    assert_int_equal(status.source_bytes, r.bytes);
    assert_int_equal(status.languages_count, 2);
    assert_string_equal(status.languages[0].name.ptr, "python");
    assert_int_equal(status.languages[0].count, 3);
    assert_true(status.changed_ms > 0);
    cg_project_status *rows;
    size_t count;
    assert_ok(cg_service_project_list(service, arena, &rows, &count, &service_err));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].digest, status.digest);
    cg_health health;
    cg_service_health(service, arena, &health);
    assert_true(health.ready);
    cg_service_drain(service);
    cg_service_health(service, arena, &health);
    assert_false(health.ready);
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patch_replace_and_delete),
        cmocka_unit_test(test_replace_with_deletes),
        cmocka_unit_test(test_a_dry_run),
        cmocka_unit_test(test_paths_that_are_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_status),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
