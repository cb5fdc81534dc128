// SPDX-License-Identifier: Apache-2.0
// Commits that are answered and not written yet: whoever looks sees what was answered, under its number; nobody else
// sees anything; and what the caller kept makes them again after a restart.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "fixture.h"
#include "graph_int.h"

#define A CG_BRANCH_UNNAMED "test/a"
#define B CG_BRANCH_UNNAMED "test/b"
#define ROOM 1000

static const char *engine;

static bool is_kept(void)
{
    return !cg_str_eq(cg_str_from(engine), CG_STR("memory"));
}

static cg_overlay_key about(uint8_t number)
{
    return (cg_overlay_key){.what = CG_OVERLAY_NODE_METADATA, .id = {{number}}};
}

static uint64_t state_on(cg_project *project, const char *branch, uint8_t number, const char *json)
{
    const cg_commit_options opts = {.branch = cg_str_from(branch),
                                    .aside = branch_is_unnamed(cg_str_from(branch))};
    const cg_overlay_key of = about(number);
    cg_commit *commit;
    cg_commit_result result;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(cg_commit_put_overlay(commit, &of, cg_str_from(json), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    return result.generation;
}

static cg_commit *begin(cg_project *project, const char *branch, size_t room)
{
    const cg_commit_options opts = {
        .branch = cg_str_from(branch), .aside = true, .defer_bytes_max = room};
    cg_commit *commit;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    return commit;
}

/* Ends it; whether it was deferred, and what is to be kept, in `out` (NULL: not wanted). */
static bool end(cg_commit *commit, const char *message, uint64_t *out_generation, cg_buf *out)
{
    cg_commit_result result;
    assert_ok(cg_commit_write(commit, cg_str_from(message), &result, &graph_err));
    cg_str bytes = cg_commit_deferred(commit);
    bool was = bytes.len > 0;
    if (out != NULL)
        cg_buf_add_str(out, bytes);
    *out_generation = result.generation;
    assert_true(result.changed);
    assert_ok(cg_commit_publish(commit, &graph_err));
    return was;
}

static uint64_t defer_on(cg_project *project, const char *branch, uint8_t number, const char *json,
                         cg_buf *out)
{
    cg_commit *commit = begin(project, branch, ROOM);
    const cg_overlay_key of = about(number);
    uint64_t generation;
    assert_ok(cg_commit_put_overlay(commit, &of, cg_str_from(json), &graph_err));
    assert_true(end(commit, "", &generation, out));
    return generation;
}

static void fork_branch(cg_project *project, const char *name, uint64_t generation)
{
    assert_ok(cg_branch_fork(project, cg_str_from(name), generation, NULL, &graph_err));
}

static void expect_at(cg_project *project, const cg_snapshot *snap, uint8_t number,
                      const char *json)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_overlay_key of = about(number);
    cg_str value;
    cg_overlay_reader *reader = cg_overlay_reader_open(project);
    assert_ok(cg_overlay_reader_get(reader, snap, &of, arena, &value, &graph_err));
    cg_overlay_reader_close(reader);
    assert_true(cg_str_eq(value, cg_str_from(json)));
}

/* The generation that it is read at. */
static uint64_t expect_on(cg_project *project, const char *branch, uint8_t number, const char *json)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    assert_ok(cg_snapshot_take_branch(project, cg_str_from(branch), &snap, &graph_err));
    expect_at(project, snap, number, json);
    return cg_snapshot_generation(snap);
}

static bool is_written(cg_project *project, uint64_t generation)
{
    return cg_project_has_generation(project, generation);
}

static uint64_t generation_of(cg_project *project, const char *branch)
{
    uint64_t generation;
    assert_true(cg_project_branch_generation(project, cg_str_from(branch), &generation));
    return generation;
}

/* Main goes on before it is written, and does not take it for its own. */
static void test_who_looks_sees_it(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-seen");
    cg_project *project = fixture_project(store, "p");
    fork_branch(project, A, state_on(project, "main", 1, "{\"n\":0}"));
    uint64_t generation = defer_on(project, A, 1, "{\"n\":1}", NULL);
    assert_int_equal(generation_of(project, A), generation);
    assert_false(is_written(project, generation));
    assert_true(state_on(project, "main", 2, "{\"n\":2}") > generation);
    CG_AUTO(cg_snapshot) held = cg_snapshot_take(project);
    assert_int_equal(expect_on(project, A, 1, "{\"n\":1}"), generation);
    assert_true(is_written(project, generation));
    (void)expect_on(project, A, 2, "");
    expect_at(project, held, 1, "{\"n\":0}");
    (void)expect_on(project, "main", 1, "{\"n\":0}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_snapshot_release(held);
    held = NULL;
    cg_store_close(store);
}

static void test_who_writes_goes_on_from_it(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-on");
    cg_project *project = fixture_project(store, "p");
    fork_branch(project, A, state_on(project, "main", 1, "{\"n\":0}"));
    uint64_t first = defer_on(project, A, 1, "{\"n\":1}", NULL), second;
    cg_commit *commit = begin(project, A, ROOM);
    const cg_overlay_key of = about(2);
    assert_ok(cg_commit_put_overlay(commit, &of, CG_STR("{\"n\":2}"), &graph_err));
    assert_false(end(commit, "", &second, NULL)); /* it is not the first */
    assert_true(first < second && is_written(project, first) && is_written(project, second));
    (void)expect_on(project, A, 1, "{\"n\":1}");
    assert_int_equal(expect_on(project, A, 2, "{\"n\":2}"), second);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

static void test_who_drops_it_leaves_nothing(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-dropped");
    cg_project *project = fixture_project(store, "p");
    uint64_t base = state_on(project, "main", 1, "{\"n\":0}");
    fork_branch(project, A, base);
    uint64_t generation = defer_on(project, A, 1, "{\"n\":1}", NULL);
    cg_fault_set("kv.write.full:-1"); /* nothing is written for it */
    assert_ok(cg_branch_delete(project, CG_STR(A), 0, NULL, &graph_err));
    cg_fault_set(NULL);
    assert_false(is_written(project, generation));
    assert_true(state_on(project, "main", 1, "{\"n\":2}") > generation);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* Rows that concern others, a version, and what does not fit. */
static void test_what_is_written_at_once(void **state)
{
    (void)state;
    static const struct {
        cg_overlay_key of;
        const char *value, *message;
        size_t room;
    } cases[] = {
        {{.what = CG_OVERLAY_EDGE, .kind = CG_EDGE_CALLS, .id = {{1}}, .target = {{2}}},
         "1",
         "",
         ROOM},
        {{.what = CG_OVERLAY_NODE_METADATA, .id = {{1}}}, "{\"n\":1}", "says so", ROOM},
        {{.what = CG_OVERLAY_NODE_METADATA, .id = {{1}}}, "{\"n\":1}", "", 20},
        {{.what = CG_OVERLAY_NODE_METADATA, .id = {{1}}}, "{\"n\":1}", "", 0},
    };
    cg_store *store = fixture_open(engine, "deferred-not");
    cg_project *project = fixture_project(store, "p");
    uint64_t base = state_on(project, "main", 1, "{\"n\":0}"), generation;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        fork_branch(project, A, base);
        cg_commit *commit = begin(project, A, cases[i].room);
        assert_ok(
            cg_commit_put_overlay(commit, &cases[i].of, cg_str_from(cases[i].value), &graph_err));
        assert_false(end(commit, cases[i].message, &generation, NULL));
        assert_true(is_written(project, generation));
        assert_ok(cg_branch_delete(project, CG_STR(A), 0, NULL, &graph_err));
    }
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* What could not be kept is as if it had not been. */
static void test_one_that_is_not_published(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-aborted");
    cg_project *project = fixture_project(store, "p");
    uint64_t base = state_on(project, "main", 1, "{\"n\":0}");
    fork_branch(project, A, base);
    cg_commit *commit = begin(project, A, ROOM);
    const cg_overlay_key of = about(1);
    cg_commit_result result;
    assert_ok(cg_commit_put_overlay(commit, &of, CG_STR("{\"n\":1}"), &graph_err));
    assert_ok(cg_commit_write(commit, CG_STR_NULL, &result, &graph_err));
    assert_true(cg_commit_deferred(commit).len > 0);
    cg_commit_abort(commit);
    assert_int_equal(expect_on(project, A, 1, "{\"n\":0}"), base);
    assert_int_equal(defer_on(project, A, 1, "{\"n\":2}", NULL), base + 1);
    cg_store_close(store);
}

/* It cannot be written now: it is not lost, and its turn is given back. */
static void test_one_that_cannot_be_written(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-full");
    cg_project *project = fixture_project(store, "p");
    cg_snapshot *snap;
    fork_branch(project, A, state_on(project, "main", 1, "{\"n\":0}"));
    uint64_t generation = defer_on(project, A, 1, "{\"n\":1}", NULL);
    cg_fault_set("kv.write.full:1");
    cg_code rc = cg_snapshot_take_branch(project, CG_STR(A), &snap, NULL);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    assert_int_equal(expect_on(project, A, 1, "{\"n\":1}"), generation);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* The project is read anew after a write of unknown outcome: of its own, and of somebody else's. */
static void test_one_that_outlives_a_failure(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-unsure");
    cg_project *project = fixture_project(store, "p");
    cg_snapshot *snap;
    uint64_t base = state_on(project, "main", 1, "{\"n\":0}");
    fork_branch(project, A, base);
    fork_branch(project, B, base);
    uint64_t a = defer_on(project, A, 1, "{\"n\":1}", NULL);
    uint64_t b = defer_on(project, B, 1, "{\"n\":2}", NULL);
    cg_fault_set("kv.write.unsure:1");
    cg_code rc = cg_snapshot_take_branch(project, CG_STR(A), &snap, NULL);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_IO);
    assert_true(state_on(project, "main", 2, "{\"n\":3}") > b); /* which mends it */
    assert_int_equal(expect_on(project, A, 1, "{\"n\":1}"), a);
    assert_false(is_written(project, b));
    assert_int_equal(expect_on(project, B, 1, "{\"n\":2}"), b);
    (void)expect_on(project, B, 2, "");
    (void)expect_on(project, "main", 1, "{\"n\":0}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* A collection knows of generations by their records: what it does not know of must not come later. */
static void test_one_that_is_there_when_others_are_collected(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "deferred-gc");
    cg_project *project = fixture_project(store, "p");
    const cg_gc_options opts = {0};
    cg_gc_result result;
    fork_branch(project, A, state_on(project, "main", 1, "{\"n\":0}"));
    fork_branch(project, B, state_on(project, "main", 1, "{\"n\":1}"));
    uint64_t generation = defer_on(project, A, 1, "{\"n\":2}", NULL);
    (void)state_on(project, "main", 1, "{\"n\":3}");
    assert_ok(cg_project_collect(project, &opts, &result, &graph_err));
    assert_int_equal(expect_on(project, A, 1, "{\"n\":2}"), generation);
    (void)expect_on(project, B, 1, "{\"n\":1}"); /* what it was forked from was kept */
    assert_true(defer_on(project, B, 1, "{\"n\":4}", NULL) > generation);
    (void)expect_on(project, B, 1, "{\"n\":4}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* Main had gone on before the restart, and had no other line beside it. */
static void test_one_that_is_made_again(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) of_a = {0};
    CG_AUTO_VALUE(cg_buf) of_b = {0};
    if (!is_kept())
        return;
    cg_store *store = fixture_open(engine, "deferred-again");
    cg_project *project = fixture_project(store, "p");
    uint64_t base = state_on(project, "main", 1, "{\"n\":0}");
    fork_branch(project, A, base);
    fork_branch(project, B, base);
    uint64_t a = defer_on(project, A, 1, "{\"n\":1}", &of_a);
    (void)state_on(project, "main", 2, "{\"n\":2}");
    uint64_t b = defer_on(project, B, 1, "{\"n\":3}", &of_b);
    cg_store_close(store);

    store = fixture_open(engine, "deferred-again");
    project = fixture_project(store, "p");
    const cg_branch branch_a = {.name = CG_STR(A), .generation = base};
    const cg_branch branch_b = {.name = CG_STR(B), .generation = base};
    assert_int_equal(cg_branch_restore(project, &branch_a, CG_STR("?"), NULL), CG_E_CORRUPT);
    assert_ok(cg_branch_restore(project, &branch_a, cg_buf_str(&of_a), &graph_err));
    assert_ok(cg_branch_restore(project, &branch_b, cg_buf_str(&of_b), &graph_err));
    const cg_branch other = {.name = CG_STR(CG_BRANCH_UNNAMED "test/c"), .generation = base};
    assert_int_equal(cg_branch_restore(project, &other, cg_buf_str(&of_a), NULL), CG_E_CORRUPT);
    assert_ok(
        cg_branch_delete(project, other.name, 0, NULL, &graph_err)); /* its number is another's */
    CG_AUTO(cg_snapshot) held = cg_snapshot_take(project);
    assert_int_equal(expect_on(project, A, 1, "{\"n\":1}"), a);
    expect_at(project, held, 1, "{\"n\":0}");
    assert_true(state_on(project, "main", 3, "{\"n\":4}") > b); /* no number is given twice */
    assert_int_equal(expect_on(project, B, 1, "{\"n\":3}"), b);
    (void)expect_on(project, "main", 1, "{\"n\":0}");
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_snapshot_release(held);
    held = NULL;
    cg_store_close(store);

    store = fixture_open(
        engine, "deferred-again"); /* they were written: what was kept is nothing any more */
    project = fixture_project(store, "p");
    assert_ok(cg_branch_restore(project, &branch_a, cg_buf_str(&of_a), &graph_err));
    assert_int_equal(expect_on(project, A, 1, "{\"n\":1}"), a);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_looks_sees_it),
        cmocka_unit_test(test_who_writes_goes_on_from_it),
        cmocka_unit_test(test_who_drops_it_leaves_nothing),
        cmocka_unit_test(test_what_is_written_at_once),
        cmocka_unit_test(test_one_that_is_not_published),
        cmocka_unit_test(test_one_that_cannot_be_written),
        cmocka_unit_test(test_one_that_outlives_a_failure),
        cmocka_unit_test(test_one_that_is_there_when_others_are_collected),
        cmocka_unit_test(test_one_that_is_made_again),
    };
    cg_log_set_level(CG_LOG_OFF);
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
