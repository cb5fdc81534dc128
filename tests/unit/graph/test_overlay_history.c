// SPDX-License-Identifier: Apache-2.0
// Random histories of parsing and of stating things, some commits cut short, held against a model:
// tables of what clients have stated. What parsing finds comes and goes meanwhile and stays equal to
// a clean build.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "random.h"

#define STEPS 120
#define MANUAL 5
#define THINGS (MANUAL + 12) /* then four functions in each of three files */
#define VARIANTS 4

static const char *engine;
static const cg_edge_kind kinds[] = {CG_EDGE_CALLS, CG_EDGE_REFERENCES};
#define KINDS 2

typedef struct model {
    uint8_t manual[MANUAL]; /* variant from 1; 0: not there */
    bool edges[THINGS][THINGS][KINDS];
    uint8_t node_data[THINGS]; /* 0: none */
    uint8_t edge_data[THINGS][THINGS][KINDS];
} model;

/* ---- names of things ---- */

static cg_manual_node manual_node(unsigned i, unsigned variant)
{
    static char symbol[64], name[32];
    snprintf(symbol, sizeof symbol, "tool made . . m%u.", i);
    snprintf(name, sizeof name, "M%u-%u", i, variant / 2);
    return (cg_manual_node){.kind = variant % 2 ? CG_NODE_ENTITY : CG_NODE_CLASS,
                            .symbol = cg_str_from(symbol),
                            .name = cg_str_from(name),
                            .qualified_name = cg_str_from(name),
                            .doc = CG_STR("by hand")};
}

static cg_id id_of(unsigned thing)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    char text[32];
    if (thing < MANUAL)
        return cg_node_id(CG_STR("p"), manual_node(thing, 1).symbol);
    snprintf(text, sizeof text, "f%u.py", (thing - MANUAL) / 4);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(text));
    snprintf(text, sizeof text, "f%u", (thing - MANUAL) % 4);
    cg_symbol_add_descriptor(&symbol, CG_NODE_FUNCTION, cg_str_from(text), CG_STR_NULL);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static unsigned thing_of(cg_id id)
{
    unsigned thing = 0;
    while (thing < THINGS && !cg_id_eq(id_of(thing), id))
        thing++;
    return thing;
}

static bool is_there(const model *m, const toy_tree *tree, unsigned thing)
{
    if (thing < MANUAL)
        return m->manual[thing] > 0;
    const toy_file *file = &tree->files[(thing - MANUAL) / 4];
    bool found = false;
    for (unsigned i = 0; file->present && i < file->count; i++)
        found = found || file->functions[i].name == (thing - MANUAL) % 4;
    return found;
}

static cg_str json_of(unsigned value)
{
    static const char *const texts[] = {"", "{\"v\":1}", "{\"v\":2}"};
    return cg_str_from(texts[value]);
}

/* ---- one change, in the commit and in the model ---- */

static void delete_manual(cg_commit *commit, model *m, unsigned i)
{
    uint64_t edges, expected = 0;
    for (unsigned other = 0; other < THINGS; other++)
        for (unsigned k = 0; k < KINDS; k++) {
            expected += m->edges[i][other][k] + (other != i && m->edges[other][i][k]);
            if (m->edges[i][other][k])
                m->edge_data[i][other][k] = 0;
            if (m->edges[other][i][k])
                m->edge_data[other][i][k] = 0;
            m->edges[i][other][k] = m->edges[other][i][k] = false;
        }
    assert_ok(cg_commit_delete_manual_node(commit, id_of(i), &edges, &graph_err));
    assert_int_equal(edges, expected);
    m->manual[i] = 0;
    m->node_data[i] = 0;
}

static void change_manual(cg_commit *commit, model *m)
{
    unsigned i = random_below(MANUAL);
    if (m->manual[i] > 0 && random_below(2) == 0) {
        delete_manual(commit, m, i);
        return;
    }
    m->manual[i] = (uint8_t)(1 + random_below(VARIANTS));
    cg_manual_node node = manual_node(i, m->manual[i]);
    assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
}

static void change_edge(cg_commit *commit, model *m)
{
    unsigned s = random_below(THINGS), t = random_below(THINGS), k = random_below(KINDS);
    cg_commit_edge edge;
    if (m->edges[s][t][k] && random_below(2) == 0) {
        cg_id id = cg_edge_id(id_of(s), kinds[k], id_of(t));
        assert_ok(cg_commit_find_edge(commit, id, &edge, &graph_err));
        assert_true(edge.manual);
        assert_ok(cg_commit_delete_manual_edge(commit, &edge, &graph_err));
        m->edges[s][t][k] = false;
        m->edge_data[s][t][k] = edge.parsed ? m->edge_data[s][t][k] : 0;
        return;
    }
    assert_ok(cg_commit_put_manual_edge(commit, id_of(s), kinds[k], id_of(t), &graph_err));
    m->edges[s][t][k] = true;
}

static void change_metadata(cg_commit *commit, model *m)
{
    unsigned s = random_below(THINGS), t = random_below(THINGS), k = random_below(KINDS);
    unsigned value = random_below(3);
    if (random_below(2) == 0) {
        assert_ok(
            cg_commit_put_metadata(commit, CG_OWNER_NODE, id_of(s), json_of(value), &graph_err));
        m->node_data[s] = (uint8_t)value;
        return;
    }
    cg_id id = cg_edge_id(id_of(s), kinds[k], id_of(t));
    assert_ok(cg_commit_put_metadata(commit, CG_OWNER_EDGE, id, json_of(value), &graph_err));
    m->edge_data[s][t][k] = (uint8_t)value;
}

static void state_things(cg_project *project, model *m)
{
    model next = *m;
    cg_commit_result r;
    bool dry_run = random_below(10) == 0, abort = random_below(6) == 0;
    cg_fault_set(random_below(3) == 0 ? "commit.parts:-1" : NULL);
    cg_commit *commit = fixture_begin(project, dry_run);
    for (unsigned n = 1 + random_below(12); n > 0; n--) {
        unsigned what = random_below(8);
        if (what < 2)
            change_manual(commit, &next);
        else if (what < 6)
            change_edge(commit, &next);
        else
            change_metadata(commit, &next);
    }
    if (abort)
        cg_commit_abort(commit);
    else
        assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    cg_fault_set(NULL);
    if (!abort && !dry_run)
        *m = next;
}

/* ---- what a commit of parsing brings into sight is what its list says ---- */

static bool is_shown(const model *m, const toy_tree *tree, unsigned s, unsigned t, unsigned k)
{
    return m->edges[s][t][k] && is_there(m, tree, s) && is_there(m, tree, t);
}

static void expect_list(cg_project *project, const model *m, const toy_tree *before,
                        const toy_tree *after)
{
    bool told[THINGS][THINGS][KINDS] = {{{false}}};
    cg_change_pos start = {.generation = fixture_generation(project)};
    cg_snapshot *snap = cg_snapshot_take(project);
    cg_change_scan *scan = cg_change_scan_open(snap, start, start.generation, CG_CHANGES_LISTED);
    cg_change change;
    while (cg_change_scan_next(scan, &change)) {
        if (change.what == CG_CHANGE_VERSION && !cg_change_scan_version(scan)->listed)
            memset(told, true, sizeof told); /* the first one: nothing was stated */
        if (change.what != CG_CHANGE_MANUAL_EDGE)
            continue;
        const cg_node_ref refs[] = {change.node, change.target};
        cg_node_identity ends[2];
        assert_ok(cg_project_node_ids(project, refs, 2, ends, &graph_err));
        unsigned s = thing_of(ends[0].id), t = thing_of(ends[1].id), k = change.kind == kinds[1];
        assert_false(told[s][t][k]);
        told[s][t][k] = true;
        assert_true(is_shown(m, after, s, t, k) == (change.op == CG_CHANGE_ADDED));
        assert_true(is_shown(m, before, s, t, k) == (change.op == CG_CHANGE_REMOVED));
    }
    assert_ok(cg_change_scan_close(scan, &graph_err));
    cg_snapshot_release(snap);
    for (unsigned i = 0; i < THINGS * THINGS * KINDS; i++) {
        unsigned s = i / KINDS / THINGS, t = i / KINDS % THINGS, k = i % KINDS;
        if (is_shown(m, before, s, t, k) != is_shown(m, after, s, t, k))
            assert_true(told[s][t][k]);
    }
}

static void parse_things(cg_project *project, const model *m, toy_tree *tree)
{
    toy_tree next = *tree;
    cg_commit_result r;
    random_change_tree(&next);
    toy_change change = {.from = tree, .to = &next};
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    if (r.changed)
        expect_list(project, m, tree, &next);
    *tree = next;
}

/* ---- what is shown against the model ---- */

/* Each edge at the thing is shown once; those that are manual are stated, and all that are stated
 * and have both ends are there. */
static void expect_edges(const cg_snapshot *snap, const model *m, const toy_tree *tree,
                         unsigned thing, cg_node_ref ref, bool inwards)
{
    bool seen[THINGS][KINDS] = {{false}};
    cg_node_place other;
    cg_edge_row row;
    cg_edge_scan *scan = cg_edge_scan_open(snap, ref, inwards, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    while (cg_edge_scan_next(scan, &row)) {
        assert_ok(
            cg_snapshot_node_by_ref(snap, inwards ? row.source : row.target, &other, &graph_err));
        unsigned to = thing_of(other.id), k = row.kind == kinds[1];
        if (to == THINGS || row.kind != kinds[k]) {
            assert_false(row.manual);
            continue;
        }
        assert_false(seen[to][k]);
        seen[to][k] = true;
        if (row.manual)
            assert_true(inwards ? m->edges[to][thing][k] : m->edges[thing][to][k]);
    }
    assert_ok(cg_edge_scan_close(scan, &graph_err));
    for (unsigned to = 0; to < THINGS; to++)
        for (unsigned k = 0; k < KINDS; k++)
            if ((inwards ? m->edges[to][thing][k] : m->edges[thing][to][k]) &&
                is_there(m, tree, to))
                assert_true(seen[to][k]);
}

static void expect_json(const cg_snapshot *snap, cg_owner owner, cg_id id, unsigned value)
{
    cg_arena *arena = cg_arena_create(0);
    cg_str json;
    assert_ok(cg_snapshot_metadata(snap, owner, id, arena, &json, &graph_err));
    assert_true(cg_str_eq(json, json_of(value)));
    cg_arena_destroy(arena);
}

static void expect_thing(const cg_snapshot *snap, const model *m, const toy_tree *tree,
                         unsigned thing)
{
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_id(snap, id_of(thing), &place, &graph_err);
    assert_int_equal(rc, is_there(m, tree, thing) ? CG_OK : CG_E_NOT_FOUND);
    expect_json(snap, CG_OWNER_NODE, id_of(thing), m->node_data[thing]);
    for (unsigned to = 0; to < THINGS; to++)
        for (unsigned k = 0; k < KINDS; k++)
            expect_json(snap, CG_OWNER_EDGE, cg_edge_id(id_of(thing), kinds[k], id_of(to)),
                        m->edge_data[thing][to][k]);
    if (rc != CG_OK)
        return;
    assert_int_equal(place.manual, thing < MANUAL);
    if (thing < MANUAL)
        assert_int_equal(cg_ref_kind(place.ref), manual_node(thing, m->manual[thing]).kind);
    expect_edges(snap, m, tree, thing, place.ref, false);
    expect_edges(snap, m, tree, thing, place.ref, true);
}

/* The digest of a store to which only what is stated in the end has been stated. */
static cg_hash128 clean_overlay(const model *m)
{
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result r;
    for (unsigned s = 0; s < THINGS; s++) {
        if (s < MANUAL && m->manual[s] > 0) {
            cg_manual_node node = manual_node(s, m->manual[s]);
            assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
        }
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_NODE, id_of(s), json_of(m->node_data[s]),
                                         &graph_err));
        for (unsigned t = 0; t < THINGS; t++)
            for (unsigned k = 0; k < KINDS; k++) {
                if (m->edges[s][t][k])
                    assert_ok(cg_commit_put_manual_edge(commit, id_of(s), kinds[k], id_of(t),
                                                        &graph_err));
                assert_ok(cg_commit_put_metadata(commit, CG_OWNER_EDGE,
                                                 cg_edge_id(id_of(s), kinds[k], id_of(t)),
                                                 json_of(m->edge_data[s][t][k]), &graph_err));
            }
    }
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    cg_snapshot *snap = cg_snapshot_take(project);
    cg_hash128 digest = cg_snapshot_overlay_digest(snap);
    cg_snapshot_release(snap);
    cg_store_close(store);
    return digest;
}

static void expect_state(cg_project *project, const model *m, const toy_tree *tree)
{
    fixture_verify(project, NULL);
    assert_string_equal(fixture_digest(project), random_clean_digest(tree));
    cg_snapshot *snap = cg_snapshot_take(project);
    cg_hash128 clean = clean_overlay(m), digest = cg_snapshot_overlay_digest(snap);
    assert_true(clean.hi == digest.hi && clean.lo == digest.lo);
    for (unsigned thing = 0; thing < THINGS; thing++)
        expect_thing(snap, m, tree, thing);
    cg_snapshot_release(snap);
}

static void test_any_history_equals_the_model(void **state)
{
    (void)state;
    unsigned runs = strcmp(engine, "memory") == 0 ? 4 : 1;
    for (unsigned run = 0; run < runs; run++) {
        random_seed(run + 101);
        char path[40];
        snprintf(path, sizeof path, "overlay-history-%u", run);
        cg_store *store = fixture_open(engine, path);
        cg_project *project = fixture_project(store, "p");
        toy_tree tree = {0};
        model m = {0};
        for (unsigned i = 0; i < STEPS; i++) {
            if (random_below(3) == 0)
                parse_things(project, &m, &tree);
            else
                state_things(project, &m);
            if (i % 20 != 19)
                continue;
            expect_state(project, &m, &tree);
            if (strcmp(engine, "memory") == 0)
                continue;
            cg_store_close(store);
            store = fixture_open(engine, path);
            project = fixture_project(store, "p");
            expect_state(project, &m, &tree);
        }
        cg_store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_history_equals_the_model)};
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    return failed + cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
}
