// SPDX-License-Identifier: Apache-2.0
// The overlay: manual nodes, manual edges and metadata, in commits and at snapshots.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"
#include "graph_int.h"

static const char *engine;
static cg_arena *arena;

/* ---- what the tests work on ---- */

static cg_manual_node entity(const char *name)
{
    static char symbols[4][64];
    static unsigned next;
    char *symbol = symbols[next++ % CG_ARRAY_LEN(symbols)];
    snprintf(symbol, sizeof symbols[0], "codegraph manual . . %s.", name);
    return (cg_manual_node){.kind = CG_NODE_ENTITY,
                            .symbol = cg_str_from(symbol),
                            .name = cg_str_from(name),
                            .qualified_name = cg_str_from(name)};
}

static cg_id entity_id(const char *name)
{
    return cg_node_id(CG_STR("p"), entity(name).symbol);
}

static cg_id function_id(const char *path, const char *name)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(path));
    cg_symbol_add_descriptor(&symbol, CG_NODE_FUNCTION, cg_str_from(name), CG_STR_NULL);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static cg_commit_result finish(cg_commit *commit)
{
    cg_commit_result r;
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    return r;
}

static void put_entity(cg_project *project, const char *name)
{
    cg_manual_node node = entity(name);
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
    finish(commit);
}

static void put_edge(cg_project *project, cg_id source, cg_edge_kind kind, cg_id target)
{
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(cg_commit_put_manual_edge(commit, source, kind, target, &graph_err));
    finish(commit);
}

static void put_metadata(cg_project *project, cg_owner owner, cg_id id, const char *json)
{
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(cg_commit_put_metadata(commit, owner, id, cg_str_from(json), &graph_err));
    finish(commit);
}

static cg_str metadata_of(cg_project *project, cg_owner owner, cg_id id)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_str json;
    assert_ok(cg_snapshot_metadata(snap, owner, id, arena, &json, &graph_err));
    return json;
}

/* How many edges are shown at the node, and how many of them are manual. */
static size_t count_edges(cg_project *project, cg_id id, bool inwards, size_t *out_manual)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_node_place place;
    size_t count = 0;
    *out_manual = 0;
    if (cg_snapshot_node_by_id(snap, id, &place, &graph_err) != CG_OK)
        return 0;
    cg_edge_scan *scan = cg_edge_scan_open(snap, place.ref, inwards, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    cg_edge_row row;
    while (cg_edge_scan_next(scan, &row)) {
        count++;
        *out_manual += row.manual;
        assert_int_equal(row.rule == CG_RULE_MANUAL, row.manual);
    }
    assert_ok(cg_edge_scan_close(scan, &graph_err));
    return count;
}

static size_t count_names(cg_project *project, const char *prefix)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_name_scan *scan = cg_name_scan_open(snap, cg_str_from(prefix), CG_STR_NULL);
    cg_str name;
    cg_node_ref ref;
    cg_node_place place;
    size_t count = 0;
    while (cg_name_scan_next(scan, &name, &ref))
        count += cg_snapshot_node_by_ref(snap, ref, &place, &graph_err) == CG_OK;
    assert_ok(cg_name_scan_close(scan, &graph_err));
    return count;
}

static const toy_file two = {true, 2, {{1, 10, 1u << 2, 1}, {2, 20, 0, 5}}}; /* f1 calls f2 */

/* ---- tests ---- */

static void test_a_manual_node_comes_changes_and_goes(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-a");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    char digest[33];
    snprintf(digest, sizeof digest, "%s", fixture_digest(project));
    put_entity(project, "Ledger");
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_node_place place;
    cg_manual_node node;
    assert_ok(cg_snapshot_node_by_id(snap, entity_id("Ledger"), &place, &graph_err));
    assert_true(place.manual && place.file == CG_NONE && place.generation == 2);
    assert_ok(cg_snapshot_manual_node(snap, place.id, arena, &node, &graph_err));
    assert_true(cg_str_eq(node.name, CG_STR("Ledger")));
    assert_int_equal(cg_snapshot_counts(snap).nodes, 3);
    assert_int_equal(cg_snapshot_counts(snap).manual_nodes, 1);
    assert_int_equal(cg_snapshot_parsed_generation(snap), 1);
    assert_string_equal(fixture_digest(project), digest);
    assert_int_equal(count_names(project, "ledger"), 1);
    cg_commit *commit = fixture_begin(project, false);
    node.name = CG_STR("Book");
    node.kind = CG_NODE_CLASS; /* another number under the same id */
    assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
    assert_int_equal(finish(commit).nodes_changed, 1);
    assert_int_equal(count_names(project, "ledger"), 0);
    assert_int_equal(count_names(project, "book"), 1);
    fixture_verify(project, NULL);
    commit = fixture_begin(project, false);
    uint64_t edges;
    assert_ok(cg_commit_delete_manual_node(commit, place.id, &edges, &graph_err));
    assert_int_equal(cg_commit_delete_manual_node(commit, place.id, &edges, &graph_err),
                     CG_E_NOT_FOUND);
    finish(commit);
    assert_int_equal(count_names(project, "book"), 0);
    fixture_verify(project, NULL);
    cg_snapshot *after = cg_snapshot_take(project);
    cg_hash128 overlay = cg_snapshot_overlay_digest(after);
    assert_true(overlay.hi == 0 && overlay.lo == 0);
    assert_int_equal(cg_snapshot_counts(after).manual_nodes, 0);
    cg_snapshot_release(after);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static void test_the_same_again_is_no_generation(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-b");
    cg_project *project = fixture_project(store, "p");
    for (int i = 0; i < 2; i++) {
        put_entity(project, "A");
        put_edge(project, entity_id("A"), CG_EDGE_REFERENCES, entity_id("A"));
        put_metadata(project, CG_OWNER_NODE, entity_id("A"), "{\"x\":1}");
        assert_int_equal(fixture_generation(project), 3);
    }
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_a_commit_sees_its_own_changes(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-c");
    cg_project *project = fixture_project(store, "p");
    cg_commit *commit = fixture_begin(project, false);
    cg_manual_node a = entity("A"), b = entity("B");
    cg_id ida = entity_id("A"), idb = entity_id("B");
    cg_commit_node found;
    cg_commit_edge edge;
    uint64_t edges;
    cg_str json;
    assert_int_equal(cg_commit_find_node(commit, ida, &found, &graph_err), CG_E_NOT_FOUND);
    assert_ok(cg_commit_put_manual_node(commit, &a, &graph_err));
    assert_ok(cg_commit_put_manual_node(commit, &b, &graph_err));
    assert_ok(cg_commit_find_node(commit, ida, &found, &graph_err));
    assert_true(found.manual && found.kind == CG_NODE_ENTITY && found.generation == 1);
    assert_ok(cg_commit_put_manual_edge(commit, ida, CG_EDGE_DEPENDS_ON, idb, &graph_err));
    cg_id id = cg_edge_id(ida, CG_EDGE_DEPENDS_ON, idb);
    assert_ok(cg_commit_find_edge(commit, id, &edge, &graph_err));
    assert_true(edge.manual && !edge.parsed && cg_id_eq(edge.target, idb));
    assert_ok(cg_commit_put_metadata(commit, CG_OWNER_EDGE, id, CG_STR("{\"w\":1}"), &graph_err));
    assert_ok(cg_commit_metadata(commit, CG_OWNER_EDGE, id, arena, &json, &graph_err));
    assert_true(cg_str_eq(json, CG_STR("{\"w\":1}")));
    assert_ok(cg_commit_delete_manual_node(commit, idb, &edges, &graph_err));
    assert_int_equal(edges, 1);
    assert_int_equal(cg_commit_find_edge(commit, id, &edge, &graph_err), CG_E_NOT_FOUND);
    assert_ok(cg_commit_metadata(commit, CG_OWNER_EDGE, id, arena, &json, &graph_err));
    assert_int_equal(json.len, 0);
    assert_ok(cg_commit_put_manual_node(commit, &b, &graph_err)); /* again, under its old number */
    finish(commit);
    fixture_verify(project, NULL);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    assert_int_equal(cg_snapshot_counts(snap).manual_nodes, 2);
    assert_int_equal(cg_snapshot_counts(snap).manual_edges, 0);
    assert_int_equal(cg_snapshot_counts(snap).metadata, 0);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static void test_an_aborted_commit_leaves_nothing(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-d");
    cg_project *project = fixture_project(store, "p");
    put_entity(project, "A");
    cg_fault_set("commit.parts:-1"); /* rows are in the store already */
    cg_commit *commit = fixture_begin(project, false);
    cg_manual_node b = entity("B");
    assert_ok(cg_commit_put_manual_node(commit, &b, &graph_err));
    assert_ok(cg_commit_put_manual_edge(commit, entity_id("A"), CG_EDGE_CALLS, entity_id("B"),
                                        &graph_err));
    assert_ok(cg_commit_put_metadata(commit, CG_OWNER_NODE, entity_id("A"), CG_STR("{\"a\":1}"),
                                     &graph_err));
    cg_commit_abort(commit);
    cg_fault_set(NULL);
    fixture_verify(project, NULL);
    put_entity(project, "C"); /* the next generation shows nothing of the one before */
    size_t manual;
    assert_int_equal(count_edges(project, entity_id("A"), false, &manual), 0);
    assert_int_equal(metadata_of(project, CG_OWNER_NODE, entity_id("A")).len, 0);
    assert_int_equal(count_names(project, "b"), 0);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_an_edge_outlives_its_ends(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-e");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    put_entity(project, "Team");
    cg_id f2 = function_id("a.py", "f2"), team = entity_id("Team");
    put_edge(project, team, CG_EDGE_REFERENCES, f2);
    size_t manual;
    assert_int_equal(count_edges(project, team, false, &manual), 1);
    assert_int_equal(count_edges(project, f2, true, &manual), 3); /* contains, calls, ours */
    assert_int_equal(manual, 1);
    toy_file changed = two;
    changed.functions[1].body = 21; /* parsed anew */
    fixture_put(project, "a.py", &changed);
    assert_int_equal(count_edges(project, team, false, &manual), 1);
    changed.functions[1].is_method = true; /* another number under the same id */
    fixture_put(project, "a.py", &changed);
    assert_int_equal(count_edges(project, team, false, &manual), 1);
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(cg_commit_delete_file(commit, CG_STR("a.py"), &graph_err));
    finish(commit);
    assert_int_equal(count_edges(project, team, false, &manual), 0);
    fixture_verify(project, NULL);
    fixture_put(project, "a.py", &two);
    assert_int_equal(count_edges(project, team, false, &manual), 1);
    assert_int_equal(count_edges(project, f2, true, &manual), 3);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_what_parsing_finds_too_is_shown_once(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-f");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    cg_id f1 = function_id("a.py", "f1"), f2 = function_id("a.py", "f2");
    cg_id id = cg_edge_id(f1, CG_EDGE_CALLS, f2);
    put_edge(project, f1, CG_EDGE_CALLS, f2);
    put_metadata(project, CG_OWNER_EDGE, id, "{\"hot\":true}");
    size_t manual;
    assert_int_equal(count_edges(project, f1, false, &manual), 1);
    assert_int_equal(manual, 0);
    toy_file silent = two;
    silent.functions[0].calls = 0;
    fixture_put(project, "a.py", &silent); /* now only the client says so */
    assert_int_equal(count_edges(project, f1, false, &manual), 1);
    assert_int_equal(manual, 1);
    assert_true(metadata_of(project, CG_OWNER_EDGE, id).len > 0);
    fixture_put(project, "a.py", &two);
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_edge edge;
    assert_ok(cg_commit_find_edge(commit, id, &edge, &graph_err));
    assert_true(edge.manual && edge.parsed);
    assert_ok(cg_commit_delete_manual_edge(commit, &edge, &graph_err));
    finish(commit);
    assert_int_equal(count_edges(project, f1, false, &manual), 1);
    assert_true(metadata_of(project, CG_OWNER_EDGE, id).len > 0); /* parsing found it too */
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_scans_go_on_behind_a_manual_edge(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-g");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);
    cg_id f1 = function_id("a.py", "f1");
    const char *names[] = {"A", "B", "C"};
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++) {
        put_entity(project, names[i]);
        put_edge(project, f1, i == 1 ? CG_EDGE_CALLS : CG_EDGE_REFERENCES, entity_id(names[i]));
    }
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_node_place place;
    cg_edge_row row;
    assert_ok(cg_snapshot_node_by_id(snap, f1, &place, &graph_err));
    unsigned after = CG_EDGE_NONE, seen = 0;
    cg_node_ref other = 0;
    for (bool more = true; more;) { /* one a scan */
        cg_edge_scan *scan = cg_edge_scan_open(snap, place.ref, false, CG_EDGE_NONE, after, other);
        more = cg_edge_scan_next(scan, &row);
        assert_ok(cg_edge_scan_close(scan, &graph_err));
        if (!more)
            break;
        after = row.kind | (row.manual ? CG_EDGE_AFTER_MANUAL : 0);
        other = row.target;
        seen++;
    }
    assert_int_equal(seen, 4);
    cg_edge_scan *calls = cg_edge_scan_open(snap, place.ref, false, CG_EDGE_CALLS, 0, 0);
    for (seen = 0; cg_edge_scan_next(calls, &row); seen++)
        assert_int_equal(row.kind, CG_EDGE_CALLS);
    assert_ok(cg_edge_scan_close(calls, &graph_err));
    assert_int_equal(seen, 2);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static void test_generations_say_what_changed(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-h");
    cg_project *project = fixture_project(store, "p");
    fixture_put(project, "a.py", &two);                                           /* 1 */
    put_entity(project, "A");                                                     /* 2 */
    put_metadata(project, CG_OWNER_NODE, function_id("a.py", "f1"), "{\"a\":1}"); /* 3 */
    put_metadata(project, CG_OWNER_NODE, entity_id("A"), "{\"a\":1}");            /* 4 */
    put_metadata(project, CG_OWNER_NODE, entity_id("A"), "");                     /* 5 */
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_node node;
    assert_ok(cg_commit_find_node(commit, function_id("a.py", "f1"), &node, &graph_err));
    assert_int_equal(node.generation, 3);
    assert_ok(cg_commit_find_node(commit, function_id("a.py", "f2"), &node, &graph_err));
    assert_int_equal(node.generation, 1);
    assert_ok(cg_commit_find_node(commit, entity_id("A"), &node, &graph_err));
    assert_int_equal(node.generation, 5); /* that it has none now is a change too */
    cg_commit_edge edge;
    cg_id calls = cg_edge_id(function_id("a.py", "f1"), CG_EDGE_CALLS, function_id("a.py", "f2"));
    assert_ok(cg_commit_find_edge(commit, calls, &edge, &graph_err));
    assert_true(edge.parsed && !edge.manual);
    assert_int_equal(edge.generation, 1);
    cg_commit_abort(commit);
    cg_store_close(store);
}

static void test_verify_names_what_is_wrong(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put_entity(project, "A");
    put_edge(project, entity_id("A"), CG_EDGE_CALLS, entity_id("A"));
    put_metadata(project, CG_OWNER_NODE, entity_id("A"), "{\"a\":1}");
    cg_kv *kv = cg_store_kv(store);
    uint8_t prefix[KEY_PREFIX];
    fixture_find_prefix(kv, prefix);
    key bad[] = {key_manual(prefix, entity_id("A")),
                 key_manual_edge(prefix, entity_id("A"), CG_EDGE_CALLS, entity_id("A")),
                 key_manual_edge_back(prefix, entity_id("A"), CG_EDGE_CALLS, entity_id("A")),
                 key_metadata(prefix, CG_OWNER_NODE, entity_id("A"))};
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++) {
        CG_AUTO_VALUE(cg_buf) lines = {0};
        cg_cf cf = i == 1 || i == 2 ? CG_CF_EDGES : CG_CF_INDEXES;
        key_put_gen(&bad[i], 3);
        fixture_put_row(kv, cf, bad[i], CG_STR("damage"));
        assert_true(fixture_verify(project, &lines) > 0);
        CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
        bool was_there = i == 3; /* the one row that generation 3 wrote */
        if (was_there)
            cg_kv_batch_put(batch, cf, key_str(&bad[i]), CG_STR("{\"a\":1}"));
        else
            cg_kv_batch_delete(batch, cf, key_str(&bad[i]));
        assert_ok(cg_kv_write(kv, batch, false, &graph_err));
        fixture_verify(project, NULL);
    }
    cg_store_close(store);
}

/* A number that is remembered under an id is no more than where to look first: a failure of the store may have given it
 * to another. */
static void test_a_number_that_is_anothers(void **state)
{
    (void)state;
    cg_store *store = fixture_open(engine, "overlay-numbers");
    cg_project *project = fixture_project(store, "p");
    cg_commit_node node;
    put_entity(project, "a");
    put_entity(project, "b");
    put_metadata(project, CG_OWNER_NODE, entity_id("b"), "{}"); /* who looks remembers it */
    cg_node_ref of_b = node_ids_last_ref(project, entity_id("b"));
    assert_true(of_b != 0);
    node_ids_note_ref(project, entity_id("a"), of_b);
    put_metadata(project, CG_OWNER_NODE, entity_id("a"), "{\"n\":1}");
    cg_node_ref of_a = node_ids_last_ref(project, entity_id("a"));
    assert_true(of_a != 0 && of_a != of_b);
    node_ids_note_ref(project, entity_id("none"), of_b);
    cg_commit *commit = fixture_begin(project, false);
    assert_int_equal(cg_commit_find_node(commit, entity_id("none"), &node, &graph_err),
                     CG_E_NOT_FOUND);
    cg_commit_abort(commit);
    assert_int_equal(fixture_verify(project, NULL), 0);
    cg_store_close(store);
}

static int make_arena(void **state)
{
    (void)state;
    arena = cg_arena_create(0);
    return 0;
}

static int drop_arena(void **state)
{
    (void)state;
    cg_arena_destroy(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_manual_node_comes_changes_and_goes),
        cmocka_unit_test(test_the_same_again_is_no_generation),
        cmocka_unit_test(test_a_commit_sees_its_own_changes),
        cmocka_unit_test(test_an_aborted_commit_leaves_nothing),
        cmocka_unit_test(test_an_edge_outlives_its_ends),
        cmocka_unit_test(test_what_parsing_finds_too_is_shown_once),
        cmocka_unit_test(test_scans_go_on_behind_a_manual_edge),
        cmocka_unit_test(test_generations_say_what_changed),
        cmocka_unit_test(test_verify_names_what_is_wrong),
        cmocka_unit_test(test_a_number_that_is_anothers),
    };
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, make_arena, drop_arena);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, make_arena, drop_arena);
}
