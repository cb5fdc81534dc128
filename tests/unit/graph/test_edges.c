// SPDX-License-Identifier: Apache-2.0
// Edges that lead to other files: written after all files of a commit, found from both ends, and
// followed through what happens to their targets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"
#include "tree.h"

static const char *engine;
static const toy_tree empty;

/* f0.py defines f1, which calls f2 and f3; f1.py defines f2; f2.py defines f3. */
static const toy_tree three = {{
    {true, 1, {{.name = 1, .body = 10, .calls = 1u << 2 | 1u << 3, .line = 1}}},
    {true, 1, {{.name = 2, .body = 20, .line = 5}}},
    {true, 1, {{.name = 3, .body = 30, .line = 9}}},
}};

static cg_store *open_store(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "%s-%s", engine, name);
    return fixture_open(engine, path);
}

static cg_commit_result apply(cg_project *project, toy_change change)
{
    cg_commit_result r;
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &r, &graph_err));
    return r;
}

static cg_commit_result go(cg_project *project, const toy_tree *from, const toy_tree *to)
{
    return apply(project, (toy_change){.from = from, .to = to});
}

static cg_node_ref ref_of(const cg_snapshot *snap, const char *path, uint32_t def)
{
    uint32_t num;
    size_t count;
    cg_node_ref *refs;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    assert_non_null(cg_snapshot_find_file(snap, cg_str_from(path), &num));
    assert_ok(cg_snapshot_file_nodes(snap, num, arena, &refs, &count, &graph_err));
    assert_true(def < count);
    return refs[def];
}

static uint32_t edges_of(cg_project *project, const char *path)
{
    uint32_t num;
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    return cg_snapshot_find_file(snap, cg_str_from(path), &num)->edges;
}

static void expect_call(const cg_snapshot *snap, cg_node_ref from, cg_node_ref to, bool inwards)
{
    cg_edge_row row;
    cg_edge_scan *scan =
        cg_edge_scan_open(snap, inwards ? to : from, inwards, CG_EDGE_CALLS, CG_EDGE_NONE, 0);
    assert_true(cg_edge_scan_next(scan, &row));
    assert_int_equal(row.source, from);
    assert_int_equal(row.target, to);
    assert_int_equal(row.rule, CG_RULE_IMPORT_BINDING);
    assert_ok(cg_edge_scan_close(scan, &graph_err));
}

static void test_a_call_is_found_from_both_files(void **state)
{
    (void)state;
    cg_store *store = open_store("both");
    cg_project *project = fixture_project(store, "p");
    cg_commit_result r = go(project, &empty, &three);
    assert_int_equal(r.nodes_added, 6);
    assert_int_equal(r.edges_added, 5);
    assert_int_equal(edges_of(project, "f0.py"), 3);
    assert_int_equal(edges_of(project, "f1.py"), 1);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    assert_int_equal(cg_snapshot_counts(snap).edges, 5);
    cg_node_ref f1 = ref_of(snap, "f0.py", 1), f2 = ref_of(snap, "f1.py", 1);
    expect_call(snap, f1, f2, false);
    expect_call(snap, f1, f2, true);
    cg_snapshot_release(snap);
    snap = NULL;
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_edges_are_found_by_their_ids(void **state)
{
    (void)state;
    cg_store *store = open_store("ids");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_node_ref f1 = ref_of(snap, "f0.py", 1);
    size_t found = 0;
    cg_edge_row row, same;
    cg_edge_scan *scan = cg_edge_scan_open(snap, f1, false, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    while (cg_edge_scan_next(scan, &row)) {
        cg_node_place source, target;
        assert_ok(cg_snapshot_node_by_ref(snap, row.source, &source, &graph_err));
        assert_ok(cg_snapshot_node_by_ref(snap, row.target, &target, &graph_err));
        cg_id id = cg_edge_id(source.id, row.kind, target.id);
        assert_ok(cg_snapshot_edge_by_id(snap, id, &same, &graph_err));
        assert_true(same.source == row.source && same.target == row.target &&
                    same.kind == row.kind && same.confidence == row.confidence);
        id.bytes[15] ^= 1;
        assert_int_equal(cg_snapshot_edge_by_id(snap, id, &same, &graph_err), CG_E_NOT_FOUND);
        found++;
    }
    assert_ok(cg_edge_scan_close(scan, &graph_err));
    assert_true(found >= 2);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

/* f2 moves from f1.py to f2.py: f0.py is linked anew, not put. */
static void test_a_file_is_linked_anew_without_being_put(void **state)
{
    (void)state;
    cg_store *store = open_store("anew");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    toy_tree moved = three;
    moved.files[1].count = 0;
    moved.files[2].functions[moved.files[2].count++] = three.files[1].functions[0];
    cg_commit_result r = go(project, &three, &moved);
    assert_int_equal(r.files_changed, 2);
    assert_int_equal(r.edges_removed, 2); /* f1.py contains f2, f1 calls it */
    assert_int_equal(r.edges_added, 2);
    assert_int_equal(edges_of(project, "f0.py"), 3);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    expect_call(snap, ref_of(snap, "f0.py", 1), ref_of(snap, "f2.py", 2), true);
    cg_snapshot_release(snap);
    snap = NULL;
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_the_number_of_edges_is_kept(void **state)
{
    (void)state;
    cg_store *store = open_store("number");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    toy_tree less = three;
    less.files[1] = (toy_file){0};
    cg_commit_result r = go(project, &three, &less);
    assert_int_equal(r.files_removed, 1);
    assert_int_equal(r.files_changed, 0); /* f0.py is linked anew, and no more */
    assert_int_equal(r.edges_removed, 2);
    assert_int_equal(edges_of(project, "f0.py"), 2);
    fixture_verify(project, NULL);
    if (strcmp(engine, "memory") != 0) {
        cg_store_close(store);
        store = open_store("number");
        project = fixture_project(store, "p");
        assert_int_equal(edges_of(project, "f0.py"), 2);
        fixture_verify(project, NULL);
    }
    cg_store_close(store);
}

static void test_linking_that_changes_nothing_is_no_generation(void **state)
{
    (void)state;
    cg_store *store = open_store("nothing");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    toy_change same = {.from = &three, .to = &three, .relink_all = true};
    cg_commit_result r = apply(project, same);
    assert_false(r.changed);
    assert_int_equal(fixture_generation(project), 1);
    cg_store_close(store);
}

/* As when another linker finds more. */
static void test_linking_alone_makes_a_generation(void **state)
{
    (void)state;
    cg_store *store = open_store("alone");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    char digest[33];
    snprintf(digest, sizeof digest, "%s", fixture_digest(project));
    cg_commit *commit = fixture_begin(project, false);
    uint32_t num;
    cg_commit_result r;
    assert_non_null(cg_snapshot_find_file(cg_commit_base(commit), CG_STR("f0.py"), &num));
    assert_ok(cg_commit_put_edges(commit, num, &(cg_file_edges){0}, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_true(r.changed);
    assert_int_equal(r.generation, 2);
    assert_int_equal(r.edges_removed, 3);
    assert_int_equal(edges_of(project, "f0.py"), 0);
    fixture_verify(project, NULL);
    apply(project, (toy_change){.from = &three, .to = &three, .relink_all = true});
    assert_string_equal(fixture_digest(project), digest);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_a_target_that_comes_back(void **state)
{
    (void)state;
    cg_store *store = open_store("back");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    CG_AUTO(cg_snapshot) first = cg_snapshot_take(project);
    char digest[33];
    snprintf(digest, sizeof digest, "%s", fixture_digest(project));
    toy_tree less = three;
    less.files[1] = (toy_file){0};
    go(project, &three, &less);
    fixture_verify(project, NULL);
    go(project, &less, &three);
    fixture_verify(project, NULL);
    assert_string_equal(fixture_digest(project), digest);
    CG_AUTO(cg_snapshot) last = cg_snapshot_take(project);
    cg_node_ref f1 = ref_of(last, "f0.py", 1), f2 = ref_of(last, "f1.py", 1);
    assert_int_equal(f2, ref_of(first, "f1.py", 1)); /* with the number that it had */
    expect_call(first, f1, f2, true);
    expect_call(last, f1, f2, true);
    cg_snapshot_release(first);
    cg_snapshot_release(last);
    first = last = NULL;
    cg_store_close(store);
}

/* Its id stays, but rows name it otherwise. */
static void test_a_target_that_changes_its_kind(void **state)
{
    (void)state;
    cg_store *store = open_store("kind");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    toy_tree methods = three;
    methods.files[1].functions[0].is_method = true;
    cg_commit_result r = go(project, &three, &methods);
    assert_int_equal(r.edges_removed, 2);
    assert_int_equal(r.edges_added, 2);
    fixture_verify(project, NULL);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_node_ref f2 = ref_of(snap, "f1.py", 1);
    assert_int_equal(cg_ref_kind(f2), CG_NODE_METHOD);
    expect_call(snap, ref_of(snap, "f0.py", 1), f2, true);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static void test_the_digest_knows_no_order(void **state)
{
    (void)state;
    cg_store *store = open_store("order");
    cg_project *p = fixture_project(store, "p");
    go(p, &empty, &three);
    char digest[33];
    snprintf(digest, sizeof digest, "%s", fixture_digest(p));
    cg_store *other = open_store("order-backwards");
    cg_project *q = fixture_project(other, "p");
    apply(q, (toy_change){.from = &empty, .to = &three, .backwards = true});
    assert_string_equal(fixture_digest(q), digest);
    cg_store_close(store);
    cg_store_close(other);
}

static void test_a_dry_run_counts_edges_to_other_files(void **state)
{
    (void)state;
    cg_store *store = open_store("dry");
    cg_project *project = fixture_project(store, "p");
    for (int written = 0; written < 2; written++) {
        cg_commit *commit = fixture_begin(project, !written);
        toy_change change = {.from = &empty, .to = &three};
        assert_ok(toy_apply(commit, project, &change, &graph_err));
        cg_commit_result r;
        assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
        assert_int_equal(r.edges_added, 5);
        assert_int_equal(fixture_generation(project), written);
    }
    toy_tree less = three;
    less.files[1] = (toy_file){0};
    cg_commit *commit = fixture_begin(project, true);
    toy_change change = {.from = &three, .to = &less};
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    cg_commit_result r;
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(r.edges_removed, 2);
    assert_int_equal(edges_of(project, "f0.py"), 3);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* Whoever removes nodes must link anew what led to them. */
static void test_a_forgotten_edge_is_found(void **state)
{
    (void)state;
    cg_store *store = open_store("forgotten");
    cg_project *project = fixture_project(store, "p");
    go(project, &empty, &three);
    toy_tree less = three;
    less.files[1] = (toy_file){0};
    apply(project, (toy_change){.from = &three, .to = &less, .forget_links = true});
    CG_AUTO_VALUE(cg_buf) lines = {0};
    assert_true(fixture_verify(project, &lines) > 0);
    cg_buf_add_char(&lines, '\0');
    assert_non_null(strstr(lines.ptr, "an end is missing"));
    cg_commit *commit = fixture_begin(project, false);
    toy_change late = {.from = &less, .to = &less, .relink_all = true};
    assert_int_equal(toy_apply(commit, project, &late, &graph_err), CG_E_CORRUPT);
    cg_commit_abort(commit);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_is_found_from_both_files),
        cmocka_unit_test(test_edges_are_found_by_their_ids),
        cmocka_unit_test(test_a_file_is_linked_anew_without_being_put),
        cmocka_unit_test(test_the_number_of_edges_is_kept),
        cmocka_unit_test(test_linking_that_changes_nothing_is_no_generation),
        cmocka_unit_test(test_linking_alone_makes_a_generation),
        cmocka_unit_test(test_a_target_that_comes_back),
        cmocka_unit_test(test_a_target_that_changes_its_kind),
        cmocka_unit_test(test_the_digest_knows_no_order),
        cmocka_unit_test(test_a_dry_run_counts_edges_to_other_files),
        cmocka_unit_test(test_a_forgotten_edge_is_found),
    };
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
