// SPDX-License-Identifier: Apache-2.0
// Externals: nodes without a file, there exactly as long as an edge leads to them, under the same id
// and number each time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"
#include "tree.h"

static const char *engine;

static const toy_file user = {true, 1, {{.name = 1, .body = 10, .uses = 1u << 3}}};
static const toy_file other = {true, 1, {{.name = 2, .body = 20, .uses = 1u << 3 | 1u << 4}}};
static const toy_file plain = {true, 1, {{.name = 1, .body = 10}}};

static cg_store *open_store(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "%s-%s", engine, name);
    return fixture_open(engine, path);
}

static cg_id id_of(cg_project *project, unsigned number)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_external external = toy_external(number);
    cg_external_add_symbol(&external, &symbol);
    return cg_node_id(cg_project_name(project), cg_buf_str(&symbol));
}

/* Its number; 0: it is not there. */
static cg_node_ref ref_of(const cg_snapshot *snap, unsigned number)
{
    cg_node_place at;
    cg_code rc =
        cg_snapshot_node_by_id(snap, id_of(cg_snapshot_project(snap), number), &at, &graph_err);
    if (rc == CG_E_NOT_FOUND)
        return 0;
    assert_ok(rc);
    assert_int_equal(at.file, CG_NONE);
    assert_int_equal(at.def, 0);
    assert_int_equal(cg_ref_kind(at.ref), CG_NODE_EXTERNAL);
    return at.ref;
}

static cg_node_ref ref_now(cg_project *project, unsigned number)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    return ref_of(snap, number);
}

static void remove_file(cg_project *project, const char *path)
{
    cg_commit_result r;
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(cg_commit_delete_file(commit, cg_str_from(path), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
}

static void test_it_lives_as_long_as_it_is_used(void **state)
{
    (void)state;
    cg_store *store = open_store("life");
    cg_project *project = fixture_project(store, "p");
    cg_commit_result r = fixture_put(project, "a.py", &user);
    assert_int_equal(r.nodes_added, 3);
    assert_int_equal(r.edges_added, 2);
    cg_node_ref ref = ref_now(project, 3);
    assert_true(ref != 0 && ref_now(project, 4) == 0);
    r = fixture_put(project, "b.py", &other);
    assert_int_equal(r.nodes_added, 3); /* the file, its function and the other external */
    remove_file(project, "a.py");
    assert_true(ref_now(project, 3) == ref && ref_now(project, 4) != 0);
    CG_AUTO(cg_snapshot) before = cg_snapshot_take(project);
    r = fixture_put(project, "b.py", &plain);
    assert_int_equal(r.nodes_removed, 3);
    assert_true(ref_now(project, 3) == 0 && ref_now(project, 4) == 0);
    assert_true(ref_of(before, 3) == ref); /* there, it still is */
    fixture_verify(project, NULL);
    fixture_put(project, "c.py", &user);
    assert_true(ref_now(project, 3) == ref);
    fixture_verify(project, NULL);
    cg_snapshot_release(before);
    before = NULL;
    cg_store_close(store);
}

static void test_it_is_found_by_name_and_kind(void **state)
{
    (void)state;
    cg_store *store = open_store("found");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &user);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_node_ref ref, wanted = ref_of(snap, 3);
    uint32_t file;
    cg_str name;
    cg_node_scan *nodes = cg_node_scan_open(snap, CG_NODE_EXTERNAL, 0);
    assert_true(cg_node_scan_next(nodes, &ref, &file));
    assert_true(ref == wanted && file == CG_NONE);
    assert_false(cg_node_scan_next(nodes, &ref, &file));
    assert_ok(cg_node_scan_close(nodes, &graph_err));
    cg_name_scan *names = cg_name_scan_open(snap, CG_STR("x3"), CG_STR_NULL);
    assert_true(cg_name_scan_next(names, &name, &ref) && ref == wanted);
    assert_ok(cg_name_scan_close(names, &graph_err));
    cg_external external;
    assert_ok(cg_snapshot_external(snap, id_of(project, 3), arena, &external, &graph_err));
    assert_true(cg_str_eq(external.module, CG_STR("lib")));
    assert_true(cg_str_eq(external.name, CG_STR("x3")));
    assert_int_equal(cg_snapshot_external(snap, id_of(project, 4), arena, &external, &graph_err),
                     CG_E_NOT_FOUND);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static void test_what_does_not_count_leaves_none(void **state)
{
    (void)state;
    cg_store *store = open_store("none");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "b.py", &plain);
    const char *faults[] = {NULL, "commit.parts:1"};
    for (size_t i = 0; i < CG_ARRAY_LEN(faults); i++) {
        cg_fault_set(faults[i]);
        cg_commit *commit = fixture_begin(project, false);
        assert_ok(toy_put(commit, project, "a.py", &user, &graph_err));
        cg_commit_abort(commit);
        cg_fault_set(NULL);
        assert_true(ref_now(project, 3) == 0);
        fixture_verify(project, NULL);
    }
    cg_commit_result r;
    cg_commit *commit = fixture_begin(project, true);
    assert_ok(toy_put(commit, project, "a.py", &user, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(r.nodes_added, 3);
    assert_true(ref_now(project, 3) == 0);
    fixture_put(project, "a.py", &user);
    fixture_verify(project, NULL);
    commit = fixture_begin(project, true);
    assert_ok(cg_commit_delete_file(commit, CG_STR("a.py"), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(r.nodes_removed, 3);
    assert_true(ref_now(project, 3) != 0);
    cg_store_close(store);
}

/* One user goes in the commit in which another comes. */
static void test_it_stays_when_its_user_changes(void **state)
{
    (void)state;
    cg_store *store = open_store("change");
    cg_project *project = fixture_project(store, "p");
    static const toy_tree empty;
    toy_tree from = {.files = {user}}, to = {.files = {plain, user}};
    toy_change change = {.from = &empty, .to = &from};
    for (int i = 0; i < 2; i++) {
        cg_commit_result r;
        cg_commit *commit = fixture_begin(project, false);
        assert_ok(toy_apply(commit, project, &change, &graph_err));
        assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
        assert_int_equal(r.nodes_removed, 0);
        assert_true(ref_now(project, 3) != 0);
        fixture_verify(project, NULL);
        change = (toy_change){.from = &from, .to = &to};
    }
    cg_store_close(store);
}

static void test_damage_is_found(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        fixture_put(project, "a.py", &user);
        cg_kv *kv = cg_store_kv(store);
        uint8_t prefix[KEY_PREFIX], node[NODE_RECORD];
        fixture_find_prefix(kv, prefix);
        cg_node_ref ref = ref_now(project, 3), f1 = (uint64_t)CG_NODE_FUNCTION << 40 | 2;
        const char *says = "nothing uses this external";
        if (i == 0) { /* its only edge, from both ends */
            fixture_put_row(kv, CG_CF_EDGES, key_edge(prefix, f1, CG_EDGE_CALLS, ref, 1),
                            CG_STR_NULL);
            fixture_put_row(kv, CG_CF_REDGES, key_redge(prefix, ref, CG_EDGE_CALLS, f1, 1),
                            CG_STR_NULL);
        } else { /* in a file; and a definition in none */
            node_record_put(node, &(node_record){.file = i == 1 ? 0 : CG_NONE});
            fixture_put_row(kv, CG_CF_NODES, key_node(prefix, i == 1 ? ref : f1, 1),
                            cg_str_make((char *)node, sizeof node));
            says = "its row is damaged";
        }
        CG_AUTO_VALUE(cg_buf) lines = {0};
        assert_true(fixture_verify(project, &lines) > 0);
        cg_buf_add_char(&lines, '\0');
        if (strstr(lines.ptr, says) == NULL)
            fail_msg("damage %d:\n%s", i, lines.ptr);
        cg_store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_lives_as_long_as_it_is_used),
        cmocka_unit_test(test_it_is_found_by_name_and_kind),
        cmocka_unit_test(test_what_does_not_count_leaves_none),
        cmocka_unit_test(test_it_stays_when_its_user_changes),
        cmocka_unit_test(test_damage_is_found),
    };
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
