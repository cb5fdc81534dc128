// SPDX-License-Identifier: Apache-2.0
// Commits whose writes fail: nothing half done shows, now or after a restart, and the next commit
// goes on from what is really there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"
#include "tree.h"

#define WRITES_MAX 24 /* more than the commit below makes, in parts or not */

static const char *engine;

static const toy_file two = {true, 2, {{1, 10, 1u << 2, 1}, {2, 20, 0, 5}}};

/* One file changes, one goes, one comes, and another is linked anew: its call of f2 leads to the
 * file that comes. */
static const toy_tree empty;
static const toy_tree before = {{
    {true, 2, {{1, 10, 1u << 2 | 1u << 7, 1}, {2, 20, 0, 5}}},
    {true, 2, {{7, 10, 0, 1}, {8, 20, 1u << 2, 5}}},
    {true, 1, {{9, 10, 1u << 7, 1}}},
}};
static const toy_tree after = {{
    {true, 3, {{1, 11, 1u << 3 | 1u << 8, 1}, {3, 20, 0, 5}, {4, 1, 1u << 1, 9}}},
    {true, 2, {{7, 10, 0, 1}, {8, 20, 1u << 2, 5}}},
    {false, 0, {{0}}},
    {true, 1, {{2, 20, 1u << 1, 1}}},
}};

static void put_before(cg_project *project)
{
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result r;
    toy_change change = {.from = &empty, .to = &before};
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &r, &graph_err));
}

/* From one to the other at once, under whatever fault is set. */
static cg_code try_commit(cg_project *project)
{
    cg_commit *commit = fixture_begin(project, false);
    cg_err err;
    toy_change change = {.from = &before, .to = &after};
    cg_code rc = toy_apply(commit, project, &change, &err);
    if (rc != CG_OK) {
        cg_commit_abort(commit);
        return rc;
    }
    cg_commit_result result;
    return cg_commit_finish(commit, CG_STR("m"), &result, &err);
}

typedef struct digests {
    char before[33], after[33], end[33]; /* of the try, and of one more file behind it */
} digests;

static void copy_digest(char out[33], cg_project *project)
{
    snprintf(out, 33, "%s", fixture_digest(project));
}

static digests expected_digests(void)
{
    digests d;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put_before(project);
    copy_digest(d.before, project);
    assert_int_equal(try_commit(project), CG_OK);
    copy_digest(d.after, project);
    fixture_put(project, "c.py", &two);
    copy_digest(d.end, project);
    cg_store_close(store);
    return d;
}

/* Fails the n-th write of the commit, for every n, until one comes through. */
static void run_faults(const char *kind, const char *more, cg_code expected_rc, bool applied)
{
    digests d = expected_digests();
    for (unsigned n = 1; n <= WRITES_MAX; n++) {
        char path[64], fault[96];
        snprintf(path, sizeof path, "%s-%s-%u%s", engine, kind, n, more);
        snprintf(fault, sizeof fault, "%s:%u%s", kind, n, more);
        cg_store *store = fixture_open(engine, path);
        cg_project *project = fixture_project(store, "p");
        put_before(project);
        cg_fault_set(fault);
        cg_code rc = try_commit(project);
        cg_fault_set(NULL);
        assert_true(rc == CG_OK || rc == expected_rc);
        assert_string_equal(fixture_digest(project), rc == CG_OK ? d.after : d.before);
        bool came = rc == CG_OK;
        /* What was told to have failed may yet have been done; the next commit sees which. */
        cg_commit *commit = fixture_begin(project, false);
        assert_true(strcmp(fixture_digest(project), d.before) == 0 ||
                    ((came || applied) && strcmp(fixture_digest(project), d.after) == 0));
        cg_commit_abort(commit);
        assert_int_equal(try_commit(project), CG_OK); /* the client tries again */
        fixture_put(project, "c.py", &two);
        assert_string_equal(fixture_digest(project), d.end);
        fixture_verify(project, NULL);
        cg_store_close(store);
        if (strcmp(engine, "memory") != 0) {
            store = fixture_open(engine, path);
            project = fixture_project(store, "p");
            assert_string_equal(fixture_digest(project), d.end);
            fixture_verify(project, NULL);
            cg_store_close(store);
        }
        if (came)
            return;
    }
    fail_msg("%s: a commit makes more writes than were tried", kind);
}

static void test_a_full_disk_at_any_write(void **state)
{
    (void)state;
    run_faults("kv.write.full", "", CG_E_STORAGE_FULL, false);
}

static void test_a_full_disk_at_any_write_of_a_part(void **state)
{
    (void)state;
    run_faults("kv.write.full", ",commit.parts:-1", CG_E_STORAGE_FULL, false);
}

static void test_a_write_of_unknown_outcome(void **state)
{
    (void)state;
    run_faults("kv.write.unsure", "", CG_E_IO, true);
}

static void test_a_write_of_unknown_outcome_among_parts(void **state)
{
    (void)state;
    run_faults("kv.write.unsure", ",commit.parts:-1", CG_E_IO, true);
}

/* The sweep after a failed part fails too: the rows stay until the next commit can remove them. */
static void test_a_disk_that_stays_full(void **state)
{
    (void)state;
    digests d = expected_digests();
    char path[32];
    snprintf(path, sizeof path, "%s-stays", engine);
    cg_store *store = fixture_open(engine, path);
    cg_project *project = fixture_project(store, "p");
    put_before(project);
    cg_fault_set("commit.parts:-1,kv.write.full:-3");
    assert_int_equal(try_commit(project), CG_E_STORAGE_FULL);
    cg_commit *commit;
    cg_commit_options opts = {.dry_run = false};
    cg_err err;
    assert_int_equal(cg_commit_begin(project, &opts, &commit, &err), CG_E_STORAGE_FULL);
    fixture_verify(project, NULL); /* reads go on */
    assert_string_equal(fixture_digest(project), d.before);
    cg_fault_set(NULL);
    assert_int_equal(try_commit(project), CG_OK);
    assert_string_equal(fixture_digest(project), d.after);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static cg_commit *write_file(cg_project *project, const char *path, cg_commit_result *result)
{
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_put(commit, project, path, &two, &graph_err));
    assert_ok(cg_commit_write(commit, CG_STR("m"), result, &graph_err));
    return commit;
}

/* Readers see nothing before it was published; saying the same again waits for what it found. */
static void test_commits_that_wait_for_the_disk(void **state)
{
    (void)state;
    char path[32];
    snprintf(path, sizeof path, "%s-waits", engine);
    cg_store *store = fixture_open(engine, path);
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    uint64_t first = fixture_generation(project);
    cg_commit_result b, again;
    cg_commit *commit = write_file(project, "b.py", &b);
    assert_int_equal(b.generation, first + 1);
    assert_int_equal(fixture_generation(project), first);
    assert_ok(cg_commit_publish(commit, &graph_err));
    assert_int_equal(fixture_generation(project), first + 1);

    commit = write_file(project, "b.py", &again); /* changes nothing */
    assert_false(again.changed);
    assert_ok(cg_commit_publish(commit, &graph_err));
    assert_int_equal(again.generation, first + 1);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* The disk failed after the write: readers do not see it, and the next commit goes on from it or from
 * what was before, as the store says. */
static void test_a_flush_of_unknown_outcome(void **state)
{
    (void)state;
    char path[32];
    snprintf(path, sizeof path, "%s-flush", engine);
    cg_store *store = fixture_open(engine, path);
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    uint64_t first = fixture_generation(project);
    cg_commit_result r;
    cg_err err;
    cg_commit *commit = write_file(project, "b.py", &r);
    cg_fault_set("kv.sync.unsure:1");
    assert_int_equal(cg_commit_publish(commit, &err), CG_E_IO);
    cg_fault_set(NULL);
    assert_int_equal(fixture_generation(project), first);
    commit = write_file(project, "b.py", &r); /* the client tries again: it is there */
    assert_false(r.changed);
    assert_ok(cg_commit_publish(commit, &graph_err));
    assert_int_equal(r.generation, first + 1);
    assert_int_equal(fixture_generation(project), first + 1);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_a_file_deleted_twice_goes_once(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    fixture_put(project, "b.py", &two);
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result r;
    assert_ok(cg_commit_delete_file(commit, CG_STR("a.py"), &graph_err));
    assert_ok(cg_commit_delete_file(commit, CG_STR("a.py"), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(r.files_removed, 1);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void put_skipped(cg_project *project, uint64_t bytes, bool expect_change)
{
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result r;
    cg_file_facts facts = {.path = CG_STR("big.py"), .bytes = bytes, .skip = 3};
    uint32_t num;
    assert_ok(cg_commit_put_file(commit, &facts, &num, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(r.changed, expect_change);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    assert_int_equal(cg_snapshot_counts(snap).source_bytes, bytes);
}

/* One that was never read has no hash to tell that it changed. */
static void test_a_skipped_file_that_grew(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put_skipped(project, 100, true);
    put_skipped(project, 100, false);
    put_skipped(project, 200, true);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_disk_at_any_write),
        cmocka_unit_test(test_a_full_disk_at_any_write_of_a_part),
        cmocka_unit_test(test_a_write_of_unknown_outcome),
        cmocka_unit_test(test_a_write_of_unknown_outcome_among_parts),
        cmocka_unit_test(test_a_disk_that_stays_full),
        cmocka_unit_test(test_commits_that_wait_for_the_disk),
        cmocka_unit_test(test_a_flush_of_unknown_outcome),
        cmocka_unit_test(test_a_file_deleted_twice_goes_once),
        cmocka_unit_test(test_a_skipped_file_that_grew),
    };
    cg_log_set_level(CG_LOG_OFF);
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
