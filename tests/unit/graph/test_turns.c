// SPDX-License-Identifier: Apache-2.0
// Whose turn it is: commits to unnamed branches beside the writer, one a branch, none while he must be alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "graph_int.h"

#define SOON_NS UINT64_C(5000000)
#define A CG_BRANCH_UNNAMED "test/a"
#define B CG_BRANCH_UNNAMED "test/b"

static const char *engine;

static cg_overlay_key about(uint8_t number)
{
    return (cg_overlay_key){.what = CG_OVERLAY_NODE_METADATA, .id = {{number}}};
}

static void fork_branch(cg_project *project, const char *name, uint64_t generation)
{
    CG_AUTO(cg_kv_batch) with = cg_kv_batch_create(project->store->kv);
    assert_ok(cg_branch_fork(project, cg_str_from(name), generation, with, &graph_err));
}

static cg_commit *begin(cg_project *project, const char *branch, bool aside)
{
    const cg_commit_options opts = {.branch = cg_str_from(branch), .aside = aside};
    cg_commit *commit;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    return commit;
}

/* Nobody ends meanwhile, so it is in vain. */
static cg_code begin_in_vain(cg_project *project, const char *branch, bool aside)
{
    const cg_commit_options opts = {
        .branch = cg_str_from(branch), .aside = aside, .deadline_ns = cg_now_ns() + SOON_NS};
    cg_commit *commit;
    return cg_commit_begin(project, &opts, &commit, NULL);
}

static void put(cg_commit *commit, uint8_t number, const char *json)
{
    const cg_overlay_key of = about(number);
    assert_ok(cg_commit_put_overlay(commit, &of, cg_str_from(json), &graph_err));
}

static uint64_t finish(cg_commit *commit)
{
    cg_commit_result result;
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    return result.generation;
}

static uint64_t state_on(cg_project *project, const char *branch, bool aside, uint8_t number,
                         const char *json)
{
    cg_commit *commit = begin(project, branch, aside);
    put(commit, number, json);
    return finish(commit);
}

static void expect_on(cg_project *project, const char *branch, uint8_t number, const char *json)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_overlay_key of = about(number);
    cg_snapshot *snap;
    cg_str value;
    assert_ok(cg_snapshot_take_branch(project, cg_str_from(branch), &snap, &graph_err));
    cg_overlay_reader *reader = cg_overlay_reader_open(project);
    assert_ok(cg_overlay_reader_get(reader, snap, &of, arena, &value, &graph_err));
    cg_overlay_reader_close(reader);
    cg_snapshot_release(snap);
    assert_true(cg_str_eq(value, cg_str_from(json)));
}

static uint64_t generation_of(cg_project *project, const char *branch)
{
    uint64_t generation;
    assert_true(cg_project_branch_generation(project, cg_str_from(branch), &generation));
    return generation;
}

/* Generations are finished in another order than they were begun in, and none sees what is of another branch; so it is
 * when they are read again. */
static void test_asides_beside_the_writer(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-beside");
    cg_project *project = fixture_project(store, "p");
    uint64_t base = state_on(project, "main", false, 1, "{\"n\":0}");
    fork_branch(project, A, base);
    fork_branch(project, B, base);
    cg_commit *of_a = begin(project, A, true);
    cg_commit *writer = begin(project, "main", false);
    cg_commit *of_b = begin(project, B, true);
    put(writer, 1, "{\"n\":1}");
    put(of_a, 1, "{\"n\":2}");
    put(of_b, 1, "{\"n\":3}");
    uint64_t b = finish(of_b);
    expect_on(project, B, 1, "{\"n\":3}");
    expect_on(project, "main", 1, "{\"n\":0}");
    uint64_t main_at = finish(writer), a = finish(of_a);
    assert_true(a < main_at && main_at < b);
    assert_true(state_on(project, A, true, 2, "{\"n\":4}") > b);
    for (int after = 0; after < 2; after++) {
        expect_on(project, "main", 1, "{\"n\":1}");
        expect_on(project, "main", 2, "");
        expect_on(project, A, 1, "{\"n\":2}");
        expect_on(project, A, 2, "{\"n\":4}");
        expect_on(project, B, 1, "{\"n\":3}");
        expect_on(project, B, 2, "");
        assert_int_equal(fixture_verify(project, NULL), 0);
        if (cg_str_eq(cg_str_from(engine), CG_STR("memory"))) /* which keeps nothing */
            break;
        uint64_t last = generation_of(project, A);
        cg_store_close(store);
        store = fixture_open(engine, "turns-beside");
        project = fixture_project(store, "p");
        assert_int_equal(generation_of(project, A), last);
        assert_true(state_on(project, "main", false, 3, "{\"n\":5}") > last);
    }
    cg_store_close(store);
}

/* The first line beside main's is one that comes late: main's newest generation must not take it for its own. */
static void test_a_first_aside_that_is_late(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-late");
    cg_project *project = fixture_project(store, "p");
    fork_branch(project, A, state_on(project, "main", false, 1, "{\"n\":0}"));
    cg_commit *late = begin(project, A, true);
    put(late, 2, "{\"n\":1}");
    (void)state_on(project, "main", false, 1, "{\"n\":2}");
    CG_AUTO(cg_snapshot) held = cg_snapshot_take(project);
    (void)finish(late);
    expect_on(project, "main", 2, "");
    expect_on(project, A, 2, "{\"n\":1}");
    expect_on(project, A, 1, "{\"n\":0}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_snapshot_release(held);
    held = NULL;
    cg_store_close(store);
}

static void test_one_at_a_time_on_a_branch(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-one");
    cg_project *project = fixture_project(store, "p");
    fork_branch(project, A, state_on(project, "main", false, 1, "{\"n\":0}"));
    cg_commit *held = begin(project, A, true);
    assert_int_equal(begin_in_vain(project, A, true), CG_E_DEADLINE);
    assert_int_equal(begin_in_vain(project, A, false), CG_E_DEADLINE);
    uint64_t before = generation_of(project, "main");
    (void)state_on(project, "main", false, 1, "{\"n\":1}"); /* the writer's turn was given back */
    cg_commit_abort(held);
    held = begin(project, A, false);
    assert_int_equal(begin_in_vain(project, A, true), CG_E_DEADLINE);
    put(held, 1, "{\"n\":2}");
    assert_true(finish(held) > before);
    expect_on(project, A, 1, "{\"n\":2}");
    assert_ok(cg_branch_delete(project, CG_STR(A), 0, NULL, &graph_err));
    assert_int_equal(begin_in_vain(project, A, true), CG_E_NOT_FOUND);
    assert_int_equal(begin_in_vain(project, A, false), CG_E_NOT_FOUND);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

static void test_the_writer_alone(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-alone");
    cg_project *project = fixture_project(store, "p");
    fork_branch(project, A, state_on(project, "main", false, 1, "{\"n\":0}"));
    cg_commit *held = begin(project, A, true);
    assert_int_equal(writer_begin_alone(project, cg_now_ns() + SOON_NS, NULL), CG_E_DEADLINE);
    put(held, 1, "{\"n\":1}");
    (void)finish(held);
    assert_ok(writer_begin_alone(project, 0, &graph_err));
    assert_int_equal(begin_in_vain(project, A, true), CG_E_DEADLINE);
    writer_end(project);
    (void)state_on(project, A, true, 1, "{\"n\":2}");
    cg_store_close(store);
}

/* A number under which nothing was written is given again, unless a later one was given. */
static void test_numbers_that_are_given_back(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-numbers");
    cg_project *project = fixture_project(store, "p");
    uint64_t first = state_on(project, "main", false, 1, "{\"n\":0}");
    cg_commit_abort(begin(project, "main", false));
    uint64_t second = state_on(project, "main", false, 1, "{\"n\":1}");
    assert_int_equal(second, first + 1);
    fork_branch(project, A, second);
    cg_commit *writer = begin(project, "main", false);
    uint64_t aside = state_on(project, A, true, 1, "{\"n\":2}");
    cg_commit_abort(writer);
    assert_int_equal(aside, second + 2);
    assert_int_equal(state_on(project, "main", false, 1, "{\"n\":3}"), aside + 1);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* What nobody knows of its write is found out before anybody goes on. */
static void test_an_aside_of_unknown_outcome(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "turns-unknown");
    cg_project *project = fixture_project(store, "p");
    cg_commit_result result;
    fork_branch(project, A, state_on(project, "main", false, 1, "{\"n\":0}"));
    cg_commit *commit = begin(project, A, true);
    put(commit, 1, "{\"n\":1}");
    cg_fault_set("kv.write.unsure:1");
    cg_code rc = cg_commit_finish(commit, CG_STR_NULL, &result, NULL);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_IO);
    commit = begin(project, A, true);
    expect_on(project, A, 1, "{\"n\":1}");
    put(commit, 2, "{\"n\":2}");
    (void)finish(commit);
    expect_on(project, A, 2, "{\"n\":2}");
    expect_on(project, "main", 1, "{\"n\":0}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asides_beside_the_writer),
        cmocka_unit_test(test_a_first_aside_that_is_late),
        cmocka_unit_test(test_one_at_a_time_on_a_branch),
        cmocka_unit_test(test_the_writer_alone),
        cmocka_unit_test(test_numbers_that_are_given_back),
        cmocka_unit_test(test_an_aside_of_unknown_outcome),
    };
    cg_log_set_level(CG_LOG_OFF);
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
