// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "service_int.h"

#define PATIENCE_NS UINT64_C(60000000000)

cg_err service_err;

cg_service_options service_options(void)
{
    return (cg_service_options){.engine = "memory",
                                .cache_bytes = 4 << 20,
                                .memtable_bytes = 4 << 20,
                                .sync = true,
                                .keep_sources = true,
                                .parse_workers = 2,
                                .files_max = 1000,
                                .any_root = true,
                                .tasks_max = 10,
                                .task_attempts_max = 1};
}

cg_service *service_open(const cg_service_options *opts)
{
    cg_service_options standard = service_options();
    cg_service *service;
    assert_ok(cg_service_open(opts != NULL ? opts : &standard, &service, &service_err));
    return service;
}

cg_parse_report post(cg_service *service, cg_arena *arena, const char *path, const char *text)
{
    cg_source_file file = {.path = cg_str_from(path), .content = cg_str_from(text)};
    cg_parse_request q = {.files = &file, .files_count = 1};
    cg_parse_report report;
    assert_ok(cg_service_parse(service, &q, arena, &report, &service_err));
    return report;
}

void expect_sound(cg_service *service)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_verify_report report;
    assert_ok(cg_service_verify(service, arena, &report, &service_err));
    if (report.problems > 0)
        fail_msg("%" PRIu64 " problems, first: %.*s", report.problems, CG_STR_ARG(report.lines[0]));
}

cg_task_view await_task(cg_service *service, cg_id id, cg_arena *arena)
{
    uint64_t deadline = cg_now_ns() + PATIENCE_NS, revision = 0;
    cg_task_view task;
    do {
        assert_ok(
            cg_service_task_wait(service, id, revision, deadline, arena, &task, &service_err));
        revision = task.revision;
        assert_true(cg_now_ns() < deadline);
    } while (task.state < CG_TASK_SUCCEEDED);
    return task;
}

cg_commit *hold_writer(cg_service *service)
{
    cg_project *project;
    cg_commit *commit;
    cg_commit_options opts = {.dry_run = true};
    assert_ok(cg_store_project(service->store, CG_STR("default"), true, &project, &service_err));
    assert_ok(cg_commit_begin(project, &opts, &commit, &service_err));
    return commit;
}

cg_str text_of_id(cg_arena *arena, cg_id id)
{
    char text[CG_ID_TEXT_LEN];
    cg_id_text(id, text);
    return cg_arena_str(arena, cg_str_from(text));
}

uint64_t fixture_generation(cg_service *service)
{
    uint64_t generation;
    return cg_service_generation(service, (cg_graph_ref){0}, &generation) ? generation : 0;
}
