// SPDX-License-Identifier: Apache-2.0
// Commits: what they write, and what readers see meanwhile.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "source.h"

static cg_err err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, err.text, err.file, err.line);                       \
    } while (0)

static const char *engine;

static cg_store *open_store(const char *path)
{
    cg_store *store;
    cg_store_options opts = {
        .kv = {.engine = engine, .path = path, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20},
        .unit_cache_bytes = 1 << 20};
    assert_ok(cg_store_open(&opts, &store, &err));
    return store;
}

static cg_project *open_project(cg_store *store, const char *name)
{
    cg_project *project;
    assert_ok(cg_store_project(store, cg_str_from(name), true, &project, &err));
    return project;
}

static cg_commit *begin(cg_project *project, bool dry_run)
{
    cg_commit *commit;
    cg_commit_options opts = {.dry_run = dry_run};
    assert_ok(cg_commit_begin(project, &opts, &commit, &err));
    return commit;
}

static cg_commit_result put_one(cg_project *project, const char *path, const toy_file *file)
{
    cg_commit_result result;
    cg_commit *commit = begin(project, false);
    assert_ok(toy_put(commit, project, path, file, &err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &result, &err));
    return result;
}

static void expect_sound(cg_project *project)
{
    cg_graph_check check;
    assert_ok(cg_project_verify(project, &check, &err));
    if (check.problems > 0)
        fail_msg("%" PRIu64 " problems: %.*s", check.problems,
                 CG_STR_ARG(cg_buf_str(&check.lines)));
    cg_buf_fini(&check.lines);
}

static void expect_counts(cg_project *project, uint64_t files, uint64_t nodes, uint64_t edges)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_project_counts counts = cg_snapshot_counts(snap);
    assert_int_equal(counts.files, files);
    assert_int_equal(counts.nodes, nodes);
    assert_int_equal(counts.edges, edges);
}

static const toy_file two = {true, 2, {{1, 10, 1u << 2, 1}, {2, 20, 0, 5}}};

static void test_a_file_is_added_changed_and_removed(void **state)
{
    (void)state;
    cg_store *store = open_store("store-a");
    cg_project *project = open_project(store, "p");
    cg_commit_result r = put_one(project, "a.py", &two);
    assert_int_equal(r.generation, 1);
    assert_int_equal(r.nodes_added, 3);
    assert_int_equal(r.edges_added, 3);
    expect_counts(project, 1, 3, 3);
    toy_file changed = two;
    changed.functions[1].body = 21;
    r = put_one(project, "a.py", &changed);
    assert_int_equal(r.nodes_changed, 1);
    assert_int_equal(r.nodes_added + r.nodes_removed + r.edges_added + r.edges_removed, 0);
    cg_commit *commit = begin(project, false);
    assert_ok(cg_commit_delete_file(commit, CG_STR("a.py"), &err));
    assert_ok(cg_commit_delete_file(commit, CG_STR("b.py"), &err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &err));
    assert_int_equal(r.nodes_removed, 3);
    assert_int_equal(r.edges_removed, 3);
    expect_counts(project, 0, 0, 0);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_hash128 digest = cg_snapshot_digest(snap);
    assert_true(digest.hi == 0 && digest.lo == 0);
    cg_snapshot_release(snap);
    snap = NULL;
    expect_sound(project);
    cg_store_close(store);
}

static void test_moved_lines_write_no_node_and_no_edge(void **state)
{
    (void)state;
    cg_store *store = open_store("store-b");
    cg_project *project = open_project(store, "p");
    put_one(project, "a.py", &two);
    toy_file moved = two;
    moved.functions[0].line += 100;
    moved.functions[1].line += 100;
    cg_commit_result r = put_one(project, "a.py", &moved);
    assert_true(r.changed);
    assert_int_equal(r.files_changed, 1);
    assert_int_equal(r.nodes_added + r.nodes_changed + r.nodes_removed, 0);
    assert_int_equal(r.edges_added + r.edges_changed + r.edges_removed, 0);
    expect_sound(project);
    cg_store_close(store);
}

static void test_the_same_content_is_no_generation(void **state)
{
    (void)state;
    cg_store *store = open_store("store-c");
    cg_project *project = open_project(store, "p");
    put_one(project, "a.py", &two);
    cg_commit_result r = put_one(project, "a.py", &two);
    assert_false(r.changed);
    assert_int_equal(r.generation, 1);
    cg_store_close(store);
}

static void test_readers_keep_their_snapshot(void **state)
{
    (void)state;
    cg_store *store = open_store("store-d");
    cg_project *project = open_project(store, "p");
    put_one(project, "a.py", &two);
    cg_snapshot *before = cg_snapshot_take(project);
    cg_node_scan *scan = cg_node_scan_open(before, CG_NODE_FUNCTION, 0);
    cg_node_ref refs[2];
    uint32_t file;
    assert_true(cg_node_scan_next(scan, &refs[0], &file));
    assert_true(cg_node_scan_next(scan, &refs[1], &file));
    assert_false(cg_node_scan_next(scan, &refs[0], &file));
    assert_ok(cg_node_scan_close(scan, &err));
    toy_file one = {true, 1, {{2, 22, 0, 1}}};
    put_one(project, "a.py", &one);
    cg_snapshot *after = cg_snapshot_take(project);
    cg_node_place place;
    assert_ok(cg_snapshot_node_by_ref(before, refs[0], &place, &err));
    assert_int_equal(place.def, 1);
    assert_int_equal(cg_snapshot_node_by_ref(after, refs[0], &place, &err), CG_E_NOT_FOUND);
    assert_ok(cg_snapshot_node_by_ref(after, refs[1], &place, &err));
    assert_int_equal(place.def, 1); /* it was the second definition, and is the first now */
    cg_edge_scan *edges = cg_edge_scan_open(before, refs[1], true, CG_EDGE_CALLS, CG_EDGE_NONE, 0);
    cg_edge_row row;
    assert_true(cg_edge_scan_next(edges, &row));
    assert_int_equal(row.source, refs[0]);
    assert_false(cg_edge_scan_next(edges, &row));
    assert_ok(cg_edge_scan_close(edges, &err));
    edges = cg_edge_scan_open(after, refs[1], true, CG_EDGE_CALLS, CG_EDGE_NONE, 0);
    assert_false(cg_edge_scan_next(edges, &row));
    assert_ok(cg_edge_scan_close(edges, &err));
    cg_snapshot_release(before);
    cg_snapshot_release(after);
    cg_store_close(store);
}

static void test_a_dry_run_counts_and_writes_nothing(void **state)
{
    (void)state;
    cg_store *store = open_store("store-e");
    cg_project *project = open_project(store, "p");
    cg_commit *commit = begin(project, true);
    assert_ok(toy_put(commit, project, "a.py", &two, &err));
    cg_commit_result r;
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &err));
    assert_int_equal(r.nodes_added, 3);
    assert_true(r.changed);
    expect_counts(project, 0, 0, 0);
    expect_sound(project);
    cg_store_close(store);
}

static void test_an_aborted_commit_leaves_nothing(void **state)
{
    (void)state;
    cg_store *store = open_store("store-f");
    cg_project *project = open_project(store, "p");
    put_one(project, "a.py", &two);
    cg_commit *commit = begin(project, false);
    assert_ok(toy_put(commit, project, "b.py", &two, &err));
    cg_commit_abort(commit);
    expect_counts(project, 1, 3, 3);
    put_one(project, "c.py", &two);
    expect_counts(project, 2, 6, 6);
    expect_sound(project);
    cg_store_close(store);
}

static void test_projects_do_not_see_each_other(void **state)
{
    (void)state;
    cg_store *store = open_store("store-g");
    cg_project *p = open_project(store, "p"), *q = open_project(store, "q");
    put_one(p, "a.py", &two);
    expect_counts(q, 0, 0, 0);
    put_one(q, "a.py", &two);
    expect_counts(p, 1, 3, 3);
    expect_sound(p);
    expect_sound(q);
    cg_project *found;
    assert_int_equal(cg_store_project(store, CG_STR("r"), false, &found, &err), CG_E_NOT_FOUND);
    assert_int_equal(cg_store_project(store, CG_STR("../r"), true, &found, &err), CG_E_INVALID);
    assert_int_equal(cg_store_project(store, CG_STR(""), true, &found, &err), CG_E_INVALID);
    cg_store_close(store);
}

/* All snapshots share the table of paths; each knows its own alone. */
static void test_snapshots_find_their_own_files(void **state)
{
    (void)state;
    enum { FILES = 100, HALF = 50 };
    static const toy_file file = {true, 1, {{1, 10, 0, 1}}};
    cg_store *store = open_store("paths");
    cg_project *project = open_project(store, "p");
    cg_snapshot *half = NULL;
    char path[16];
    for (unsigned i = 0; i < FILES; i++) {
        if (i == HALF)
            half = cg_snapshot_take(project);
        snprintf(path, sizeof path, "f%u.py", i);
        put_one(project, path, &file);
    }
    cg_snapshot *snaps[] = {half, cg_snapshot_take(project), NULL};
    assert_ok(cg_snapshot_at(project, HALF, &snaps[2], &err)); /* the same, kept or read */
    for (unsigned s = 0; s < CG_ARRAY_LEN(snaps); s++) {
        uint32_t has = s == 1 ? FILES : HALF, num;
        for (uint32_t i = 0; i < FILES; i++) {
            snprintf(path, sizeof path, "f%u.py", i);
            const cg_file *found = cg_snapshot_find_file(snaps[s], cg_str_from(path), &num);
            bool there = found != NULL && found->present;
            assert_int_equal(there, i < has);
            assert_true(!there || num == i);
        }
        num = cg_snapshot_unit_file(snaps[s], cg_snapshot_file(snaps[s], 0)->unit_no);
        for (uint32_t i = 0; i < has; i++, num = cg_snapshot_next_unit_file(snaps[s], num))
            assert_int_equal(num, i);
        assert_int_equal(num, CG_NONE);
        assert_int_equal(cg_snapshot_unit_file(snaps[s], 77), CG_NONE);
        cg_snapshot_release(snaps[s]);
    }
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_added_changed_and_removed),
        cmocka_unit_test(test_moved_lines_write_no_node_and_no_edge),
        cmocka_unit_test(test_the_same_content_is_no_generation),
        cmocka_unit_test(test_readers_keep_their_snapshot),
        cmocka_unit_test(test_a_dry_run_counts_and_writes_nothing),
        cmocka_unit_test(test_an_aborted_commit_leaves_nothing),
        cmocka_unit_test(test_projects_do_not_see_each_other),
        cmocka_unit_test(test_snapshots_find_their_own_files),
    };
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
