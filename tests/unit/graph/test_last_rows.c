// SPDX-License-Identifier: Apache-2.0
// Rows that were read or written last: who finds one sees what the store would have told him, on whatever branch, in
// whatever order it was written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "fixture.h"
#include "graph_int.h"
#include "random.h"

#define BRANCHES 4
#define NODES 6
#define STEPS 600

static const char *const branches[BRANCHES] = {"main", "named", CG_BRANCH_UNNAMED "test/a",
                                               CG_BRANCH_UNNAMED "test/b"};

static cg_id node_id(cg_project *project, uint64_t number, cg_str *out_symbol, cg_arena *arena)
{
    *out_symbol = cg_arena_printf(arena, "test n%" PRIu64, number);
    return cg_node_id(cg_project_name(project), *out_symbol);
}

/* What the commit reads, some of which was kept, against what the store has at the state that it builds on. */
static void compare(cg_commit *commit, cg_id id, cg_arena *arena)
{
    const cg_snapshot *base = cg_commit_base(commit);
    cg_commit_node found;
    cg_manual_node node, stored;
    node_record record;
    cg_node_ref ref;
    uint64_t generation = 0, of_metadata = 0;
    cg_str json, stored_json;
    assert_ok(cg_commit_metadata(commit, CG_OWNER_NODE, id, arena, &json, &graph_err));
    assert_ok(cg_snapshot_metadata(base, CG_OWNER_NODE, id, arena, &stored_json, &graph_err));
    assert_true(cg_str_eq(json, stored_json));
    cg_code rc = cg_commit_find_node(commit, id, &found, &graph_err);
    assert_int_equal(rc, node_find(base, id, &ref, &record, &generation, &graph_err));
    if (rc != CG_OK)
        return;
    assert_ok(cg_snapshot_metadata_generation(base, CG_OWNER_NODE, id, &of_metadata, &graph_err));
    assert_int_equal(found.generation, CG_MAX(generation, of_metadata));
    assert_ok(cg_commit_manual_node(commit, id, arena, &node, &graph_err));
    assert_ok(cg_snapshot_manual_node(base, id, arena, &stored, &graph_err));
    assert_true(cg_str_eq(node.doc, stored.doc));
}

static void change(cg_commit *commit, cg_project *project, cg_arena *arena)
{
    cg_str symbol;
    cg_id id = node_id(project, random_below(NODES), &symbol, arena);
    cg_str text = cg_arena_printf(arena, "{\"n\":%u}", random_below(5));
    const cg_manual_node node = {.symbol = symbol,
                                 .name = symbol,
                                 .qualified_name = symbol,
                                 .kind = CG_NODE_ENTITY,
                                 .doc = text};
    cg_commit_node found;
    uint64_t edges;
    bool there = cg_commit_find_node(commit, id, &found, NULL) == CG_OK;
    if (!there || random_below(6) == 0)
        assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
    else if (random_below(12) == 0)
        assert_ok(cg_commit_delete_manual_node(commit, id, &edges, &graph_err));
    else
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_NODE, id, text, &graph_err));
}

static void step(cg_project *project)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str name = cg_str_from(branches[random_below(BRANCHES)]), symbol;
    const cg_commit_options opts = {.branch = name};
    cg_commit *commit;
    cg_commit_result result;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    for (uint64_t i = 0; i < NODES; i++)
        compare(commit, node_id(project, i, &symbol, arena), arena);
    if (random_below(5) == 0) {
        cg_commit_abort(commit);
        return;
    }
    for (uint64_t i = random_below(3) + 1; i > 0; i--)
        change(commit, project, arena);
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
}

static void fork_all(cg_project *project)
{
    uint64_t at = fixture_generation(project);
    for (size_t i = 2; i < BRANCHES; i++) {
        cg_str name = cg_str_from(branches[i]);
        if (random_below(2) == 0 &&
            cg_branch_delete(project, name, 0, NULL, NULL) != CG_E_NOT_FOUND)
            assert_ok(cg_branch_fork(project, name, at, NULL, &graph_err));
    }
}

/* Back to an earlier state, from where the next commit goes another way. */
static void go_back(cg_project *project, uint64_t first)
{
    cg_branch_change back = {.move = true, .generation = first};
    cg_branch_change half = {.move = true,
                             .generation = first + (fixture_generation(project) - first) / 2};
    const cg_branch_change *change = random_below(2) == 0 ? &back : &half;
    cg_code rc = cg_branch_update(project, CG_STR(CG_BRANCH_MAIN), change, &graph_err);
    assert_true(rc == CG_OK || rc == CG_E_NOT_FOUND); /* that number is of an unnamed branch */
    assert_ok(cg_branch_update(project, CG_STR("named"), &back, &graph_err));
}

static void test_what_is_kept_is_what_is_stored(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", "last-rows");
    cg_project *project = fixture_project(store, "p");
    random_seed(17);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result result;
    change(commit, project, arena);
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    assert_ok(cg_branch_create(project, CG_STR("named"), result.generation, 10, &graph_err));
    for (size_t i = 2; i < BRANCHES; i++)
        assert_ok(
            cg_branch_fork(project, cg_str_from(branches[i]), result.generation, NULL, &graph_err));
    for (unsigned i = 0; i < STEPS; i++) {
        step(project);
        if (i % 20 == 19)
            fork_all(project);
        if (i % 30 == 29)
            go_back(project, result.generation);
    }
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

/* ---- one row ---- */

typedef struct asked {
    cg_store *store;
    cg_project *project;
    cg_snapshot *old, *head; /* of main */
    key text, node;
} asked;

static cg_snapshot *commit_nothing(cg_project *project)
{
    const cg_commit_options opts = {.always = true};
    cg_commit *commit;
    cg_commit_result result;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    return cg_snapshot_take(project);
}

static asked ask_of_two(void)
{
    asked a = {.store = fixture_open("memory", "last-rows-one")};
    a.project = fixture_project(a.store, "p");
    (void)fixture_put(a.project, "a.toy", &(toy_file){0});
    a.old = cg_snapshot_take(a.project);
    a.head = commit_nothing(a.project);
    a.text = key_metadata(a.project->prefix, CG_OWNER_NODE, (cg_id){{1}});
    a.node = key_begin(a.project->prefix);
    key_put_ref(&a.node, 1);
    return a;
}

static bool finds(const asked *a, cg_cf cf, key base, const cg_snapshot *snap, const char *text)
{
    CG_AUTO_VALUE(cg_buf) value = {0};
    uint64_t generation;
    if (!last_rows_get(a->project, cf, base, &snap->at, &value, &generation))
        return false;
    assert_true(cg_str_eq(cg_buf_str(&value), cg_str_from(text)));
    return true;
}

static void test_how_long_one_is_good(void **state)
{
    (void)state;
    char large[513];
    asked a = ask_of_two();
    const lineage *old = &a.old->at, *head = &a.head->at;
    last_rows_note_read(a.project, CG_CF_INDEXES, a.text, old, 1, CG_STR("a"));
    last_rows_note_read(a.project, CG_CF_NODES, a.node, old, 1, CG_STR("b"));
    assert_true(finds(&a, CG_CF_INDEXES, a.text, a.old, "a"));
    assert_false(finds(&a, CG_CF_INDEXES, a.text, a.head, "a"));
    assert_true(finds(&a, CG_CF_NODES, a.node, a.head, "b")); /* no node was written since */
    last_rows_note_written(a.project, CG_CF_INDEXES, a.text, head, CG_STR("c"));
    assert_false(finds(&a, CG_CF_INDEXES, a.text, a.old, "c"));
    last_rows_note_read(a.project, CG_CF_INDEXES, a.text, old, 1, CG_STR("a"));
    assert_true(finds(&a, CG_CF_INDEXES, a.text, a.head, "c")); /* what is newer stays */
    memset(large, 'l', sizeof large);
    last_rows_note_written(a.project, CG_CF_INDEXES, a.text, head,
                           cg_str_make(large, sizeof large));
    assert_false(finds(&a, CG_CF_INDEXES, a.text, a.head, "c"));
    atomic_fetch_add(&a.project->loads, 1);
    assert_false(finds(&a, CG_CF_NODES, a.node, a.head, "b"));
    cg_snapshot_release(a.old);
    cg_snapshot_release(a.head);
    cg_store_close(a.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_kept_is_what_is_stored),
        cmocka_unit_test(test_how_long_one_is_good),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
