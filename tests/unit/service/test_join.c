// SPDX-License-Identifier: Apache-2.0
// Requests that wait for the same project's writer share a commit: each is told its own part, and none
// suffers for another.
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"

#define WAIT_NS UINT64_C(60000000000)

typedef struct poster {
    cg_service *service;
    cg_parse_request request;
    cg_source_file file;
    char path[32], text[256];
    cg_arena *arena;
    cg_thread *thread;
    cg_code rc;
    cg_parse_report report;
} poster;

static void run_poster(void *arg)
{
    poster *p = arg;
    p->rc = cg_service_parse(p->service, &p->request, p->arena, &p->report, NULL);
}

static void poster_start(poster *p, cg_service *service, const char *path, const char *text)
{
    p->service = service;
    p->arena = cg_arena_create(0);
    (void)snprintf(p->path, sizeof p->path, "%s", path);
    (void)snprintf(p->text, sizeof p->text, "%s", text);
    p->file = (cg_source_file){.path = cg_str_from(p->path), .content = cg_str_from(p->text)};
    p->request.files = &p->file;
    p->request.files_count = 1;
    p->thread = cg_thread_start("poster", run_poster, p);
}

static void poster_end(poster *p)
{
    cg_arena_destroy(p->arena);
}

static uint64_t joined_so_far(void)
{
    return metric_value("codegraph_uploads_joined_total");
}

/* The writer is held, so whoever came is there to stay. */
static void await_joined(uint64_t count)
{
    uint64_t limit = cg_now_ns() + WAIT_NS;
    while (joined_so_far() < count) {
        assert_true(cg_now_ns() < limit);
        (void)sched_yield();
    }
}

static cg_str content_at(cg_service *service, cg_arena *arena, cg_graph_ref at, const char *path)
{
    cg_node_detail detail;
    assert_ok(cg_service_node_get(service, at, cg_str_from(path), &(cg_node_ask){.content = true},
                                  arena, &detail, &service_err));
    return detail.content;
}

static void test_one_commit_for_many(void **state)
{
    (void)state;
    enum { MANY = 6 };
    poster posters[MANY] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_parse_report first = post(service, arena, "old.py", "def old():\n    pass\n");
    uint64_t before = first.generation, edges = first.edge_changes.added;
    uint64_t joined = joined_so_far();
    cg_commit *held = hold_writer(service);
    for (unsigned i = 0; i < MANY; i++) {
        char path[32], text[256];
        int len = snprintf(text, sizeof text, "from m%u import f%u\ndef f%u():\n    f%u()\n",
                           (i + 1) % MANY, (i + 1) % MANY, i, (i + 1) % MANY);
        for (unsigned more = 0; more < i; more++)
            len += snprintf(text + len, sizeof text - (size_t)len, "def g%u(): pass\n", more);
        (void)snprintf(path, sizeof path, "m%u.py", i);
        poster_start(&posters[i], service, path, text);
    }
    await_joined(joined + MANY - 1);
    cg_commit_abort(held);
    for (unsigned i = 0; i < MANY; i++)
        cg_thread_join(posters[i].thread);
    for (unsigned i = 0; i < MANY; i++) {
        const cg_parse_report *r = &posters[i].report;
        assert_int_equal(posters[i].rc, CG_OK);
        assert_int_equal(r->generation, before + 1);
        assert_true(r->changed);
        assert_int_equal(r->files_count, 1);
        assert_true(cg_str_eq(r->files[0].path, posters[i].file.path));
        assert_int_equal(r->files_parsed, 1);
        assert_int_equal(r->file_changes.added, 1);
        assert_int_equal(r->node_changes.added, r->files[0].nodes);
        assert_int_equal(r->edge_changes.added, r->edges);
        edges += r->edge_changes.added;
        poster_end(&posters[i]);
    }
    cg_project_status project;
    assert_ok(cg_service_project_status(service, (cg_graph_ref){0}, arena, &project, &service_err));
    assert_int_equal(edges, project.relationships);
    expect_sound(service);
    cg_service_close(service);
}

/* 256 files are a group; those beyond lead and join the next. */
static void test_a_group_is_full_one_day(void **state)
{
    (void)state;
    enum { GROUP = 256, MANY = GROUP + 4 };
    poster *posters = cg_alloc_array(MANY, sizeof *posters);
    unsigned in_first = 0;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    uint64_t before = post(service, arena, "old.py", "pass\n").generation;
    uint64_t joined = joined_so_far();
    cg_commit *held = hold_writer(service);
    for (unsigned i = 0; i < MANY; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "m%u.py", i);
        poster_start(&posters[i], service, path, "pass\n");
    }
    await_joined(joined + MANY - 2);
    cg_commit_abort(held);
    for (unsigned i = 0; i < MANY; i++) {
        cg_thread_join(posters[i].thread);
        assert_int_equal(posters[i].rc, CG_OK);
        in_first += posters[i].report.generation == before + 1;
        assert_true(posters[i].report.generation <= before + 2);
        poster_end(&posters[i]);
    }
    assert_int_equal(in_first, GROUP);
    cg_free(posters);
    expect_sound(service);
    cg_service_close(service);
}

static void test_one_path_in_order_of_arrival(void **state)
{
    (void)state;
    poster posters[4] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "old.py", "pass\n");
    uint64_t joined = joined_so_far();
    cg_commit *held = hold_writer(service);
    poster_start(&posters[0], service, "a.py", "a = 1\n");
    poster_start(&posters[1], service, "b.py", "b = 1\n");
    await_joined(joined + 1);
    /* The same path: another group, which the next can join as well. */
    poster_start(&posters[2], service, "a.py", "a = 2\n");
    poster_start(&posters[3], service, "b.py", "b = 2\n");
    await_joined(joined + 2);
    cg_commit_abort(held);
    for (unsigned i = 0; i < 4; i++)
        cg_thread_join(posters[i].thread);
    assert_int_equal(posters[0].report.generation, posters[1].report.generation);
    assert_int_equal(posters[2].report.generation, posters[0].report.generation + 1);
    assert_int_equal(posters[3].report.generation, posters[2].report.generation);
    assert_true(
        cg_str_eq(content_at(service, arena, (cg_graph_ref){0}, "a.py"), CG_STR("a = 2\n")));
    assert_true(
        cg_str_eq(content_at(service, arena, (cg_graph_ref){0}, "b.py"), CG_STR("b = 2\n")));
    for (unsigned i = 0; i < 4; i++)
        poster_end(&posters[i]);
    expect_sound(service);
    cg_service_close(service);
}

static void test_branches_stay_apart(void **state)
{
    (void)state;
    poster posters[2] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_branch_view side;
    uint64_t before = post(service, arena, "old.py", "pass\n").generation;
    assert_ok(cg_service_branch_create(service, CG_STR_NULL, CG_STR("side"), CG_STR("main"), arena,
                                       &side, &service_err));
    cg_commit *held = hold_writer(service);
    posters[1].request.to.branch = CG_STR("side");
    poster_start(&posters[0], service, "a.py", "a = 1\n");
    poster_start(&posters[1], service, "b.py", "b = 1\n");
    cg_commit_abort(held);
    for (unsigned i = 0; i < 2; i++)
        cg_thread_join(posters[i].thread);
    for (unsigned i = 0; i < 2; i++) {
        cg_project_status status;
        cg_graph_ref at = {.ref = i == 0 ? CG_STR("main") : CG_STR("side")};
        assert_int_equal(posters[i].rc, CG_OK);
        assert_true(posters[i].report.generation > before);
        assert_true(
            cg_str_eq(content_at(service, arena, at, posters[i].path), posters[i].file.content));
        assert_ok(cg_service_project_status(service, at, arena, &status, &service_err));
        assert_int_equal(status.files, 2);
        poster_end(&posters[i]);
    }
    expect_sound(service);
    cg_service_close(service);
}

/* The first write of the store after the writer is free fails: that of the group. Alone each succeeds. */
static void test_none_fails_for_another(void **state)
{
    (void)state;
    poster posters[3] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    uint64_t before = post(service, arena, "old.py", "pass\n").generation;
    uint64_t joined = joined_so_far();
    cg_commit *held = hold_writer(service);
    poster_start(&posters[0], service, "a.py", "def a(): pass\n");
    poster_start(&posters[1], service, "b.py", "def b(): pass\n");
    poster_start(&posters[2], service, "c.py", "def c(): pass\n");
    await_joined(joined + 2);
    cg_fault_set("kv.write.full:1");
    cg_commit_abort(held);
    for (unsigned i = 0; i < 3; i++)
        cg_thread_join(posters[i].thread);
    cg_fault_set(NULL);
    uint64_t generations = 0;
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(posters[i].rc, CG_OK);
        assert_int_equal(posters[i].report.file_changes.added, 1);
        generations |= UINT64_C(1) << (posters[i].report.generation - before);
        poster_end(&posters[i]);
    }
    assert_int_equal(generations, 0xe); /* one commit each */
    expect_sound(service);
    cg_service_close(service);
}

/* One that has no time left goes. When it was the one that led, the others find another. */
static void test_time_is_each_ones_own(void **state)
{
    (void)state;
    for (unsigned hasty = 0; hasty < 2; hasty++) {
        poster posters[3] = {0};
        cg_service *service = service_open(NULL);
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        (void)post(service, arena, "old.py", "pass\n");
        uint64_t joined = joined_so_far();
        cg_commit *held = hold_writer(service);
        for (unsigned i = 0; i < 3; i++) {
            char path[16];
            (void)snprintf(path, sizeof path, "m%u.py", i);
            posters[i].request.deadline_ns =
                cg_now_ns() + (i == hasty ? UINT64_C(500000000) : WAIT_NS);
            poster_start(&posters[i], service, path, "def f(): pass\n");
            if (i > 0)
                await_joined(joined + i);
        }
        cg_thread_join(posters[hasty].thread);
        assert_int_equal(posters[hasty].rc, CG_E_DEADLINE);
        cg_commit_abort(held);
        for (unsigned i = 0; i < 3; i++)
            if (i != hasty) {
                cg_thread_join(posters[i].thread);
                assert_int_equal(posters[i].rc, CG_OK);
                assert_int_equal(posters[i].report.file_changes.added, 1);
            }
        cg_project_status project;
        assert_ok(
            cg_service_project_status(service, (cg_graph_ref){0}, arena, &project, &service_err));
        assert_int_equal(project.files, 3);
        for (unsigned i = 0; i < 3; i++)
            poster_end(&posters[i]);
        expect_sound(service);
        cg_service_close(service);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_commit_for_many),
        cmocka_unit_test(test_a_group_is_full_one_day),
        cmocka_unit_test(test_one_path_in_order_of_arrival),
        cmocka_unit_test(test_branches_stay_apart),
        cmocka_unit_test(test_none_fails_for_another),
        cmocka_unit_test(test_time_is_each_ones_own),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
