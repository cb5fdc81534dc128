// SPDX-License-Identifier: Apache-2.0
// Any history ends in the same graph as building its last state at once: random commits, some of
// them cut short, some written in parts, whose functions call each other across files, and externals.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "random.h"

#define STEPS 90
static const char *engine;
/* What the rows of dependencies say against what they should. */
typedef struct deps_check {
    const cg_snapshot *snap;
    const toy_tree *tree;
    size_t seen;
} deps_check;

static void take_deps(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    deps_check *check = arg;
    unsigned i;
    cg_str path = cg_snapshot_file(check->snap, file)->path;
    assert_int_equal(sscanf(path.ptr, "f%u.py", &i), 1);
    uint64_t expected[TOY_NAMES_MAX];
    assert_int_equal(count, toy_deps(&check->tree->files[i], expected));
    assert_memory_equal(keys, expected, count * sizeof *keys);
    check->seen++;
}

static void expect_state(cg_project *project, const toy_tree *tree)
{
    fixture_verify(project, NULL);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    deps_check check = {.snap = snap, .tree = tree};
    assert_ok(cg_snapshot_scan_deps(snap, take_deps, &check, &graph_err));
    size_t expected = 0;
    uint64_t keys[TOY_NAMES_MAX];
    for (unsigned i = 0; i < TOY_FILES_MAX; i++)
        expected += toy_deps(&tree->files[i], keys) > 0;
    assert_int_equal(check.seen, expected);
}

static void step(cg_project *project, toy_tree *tree)
{
    static const char *const faults[] = {NULL,
                                         NULL,
                                         NULL,
                                         "commit.parts:-1",
                                         "commit.forget:-1",
                                         "commit.parts:-1,commit.forget:-1"};
    toy_tree next = *tree;
    random_change_tree(&next);
    toy_change change = {.from = tree,
                         .to = &next,
                         .backwards = random_below(2),
                         .relink_all = random_below(3) == 0};
    uint32_t nums[TOY_FILES_MAX], end = random_below(10);
    cg_fault_set(faults[random_below(CG_ARRAY_LEN(faults))]);
    cg_commit *commit = fixture_begin(project, end == 2);
    assert_ok(toy_put_all(commit, project, &change, nums, &graph_err));
    if (end > 0)
        assert_ok(toy_link_all(commit, &change, nums, &graph_err));
    if (end < 2) { /* nothing of this commit counts */
        cg_commit_abort(commit);
    } else {
        cg_commit_result r;
        assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
        *tree = end == 2 ? *tree : next; /* nor of a dry run */
    }
    cg_fault_set(NULL);
}

static void test_any_history_equals_a_clean_build(void **state)
{
    (void)state;
    unsigned runs = strcmp(engine, "memory") == 0 ? 6 : 2;
    for (unsigned run = 0; run < runs; run++) {
        random_seed(run + 1);
        char path[32];
        snprintf(path, sizeof path, "history-%u", run);
        cg_store *store = fixture_open(engine, path);
        cg_project *project = fixture_project(store, "p");
        toy_tree tree = {0};
        for (unsigned i = 0; i < STEPS; i++) {
            step(project, &tree);
            if (i % 15 != 14)
                continue;
            expect_state(project, &tree);
            assert_string_equal(fixture_digest(project), random_clean_digest(&tree));
            if (strcmp(engine, "memory") == 0)
                continue;
            cg_store_close(store);
            store = fixture_open(engine, path);
            project = fixture_project(store, "p");
            expect_state(project, &tree);
            assert_string_equal(fixture_digest(project), random_clean_digest(&tree));
        }
        cg_store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_history_equals_a_clean_build)};
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
