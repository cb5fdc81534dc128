// SPDX-License-Identifier: Apache-2.0
// What a generation says that it changed, against the difference of what is visible before and after it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"
#include "graph_int.h"
#include "tree.h"

#define STEPS 60
#define NAMES 12

static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

typedef CG_VEC(cg_change) change_vector;

static int compare_changes(const void *a, const void *b)
{
    const cg_change *x = a, *y = b;
    const uint64_t left[] = {x->what, x->file, x->node, x->kind, x->target, x->op};
    const uint64_t right[] = {y->what, y->file, y->node, y->kind, y->target, y->op};
    for (size_t i = 0; i < CG_ARRAY_LEN(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void sort_changes(change_vector *v)
{
    if (v->len > 1)
        qsort(v->ptr, v->len, sizeof *v->ptr, compare_changes);
}

static void expect_same(const change_vector *a, const change_vector *b)
{
    assert_int_equal(a->len, b->len);
    for (size_t i = 0; i < a->len; i++)
        assert_int_equal(compare_changes(&a->ptr[i], &b->ptr[i]), 0);
}

/* ---- the model: two snapshots, side by side ---- */

typedef struct model_row {
    cg_change key;
    uint8_t value[64];
    size_t len;
} model_row;
typedef CG_VEC(model_row) model_state;

static void add_family(model_state *out, const cg_snapshot *snap, cg_cf cf, cg_change_what what)
{
    key lower = key_begin(snap->project->prefix);
    if (what == CG_CHANGE_EDGE)
        key_put_be(&lower, 'e', 1);
    key upper = key_after(lower);
    versioned_scan scan;
    cg_str k, value;
    versioned_scan_open(&scan, snap->project->store->kv, cf, key_str(&lower), key_str(&upper),
                        &snap->at);
    while (versioned_scan_next(&scan, &k, &value)) {
        model_row row = {.key = {.what = what, .node = key_ref_at(k, lower.len)}, .len = value.len};
        if (what == CG_CHANGE_EDGE) {
            row.key.kind = (cg_edge_kind)(uint8_t)k.ptr[lower.len + KEY_REF];
            row.key.target = key_ref_at(k, lower.len + KEY_REF + 1);
        }
        assert_true(value.len <= sizeof row.value);
        memcpy(row.value, value.ptr, value.len);
        CG_VEC_PUSH(out, row);
    }
    assert_ok(versioned_scan_close(&scan, &graph_err));
}

static void read_state(cg_project *project, model_state *out)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    CG_VEC_CLEAR(out);
    for (uint32_t num = 0; num < snap->files_limit; num++) {
        model_row row = {.key = {.what = CG_CHANGE_FILE, .file = num},
                         .len = sizeof snap->files[num].blob};
        memcpy(row.value, snap->files[num].blob.bytes, row.len);
        if (snap->files[num].present)
            CG_VEC_PUSH(out, row);
    }
    add_family(out, snap, CG_CF_NODES, CG_CHANGE_NODE);
    add_family(out, snap, CG_CF_EDGES, CG_CHANGE_EDGE);
}

static void push(change_vector *out, const model_row *row, cg_change_op op)
{
    cg_change change = row->key;
    change.op = op;
    CG_VEC_PUSH(out, change);
}

/* Both states are in key order. */
static void diff_states(const model_state *before, const model_state *after, change_vector *out)
{
    size_t b = 0, a = 0;
    CG_VEC_CLEAR(out);
    while (b < before->len || a < after->len) {
        const model_row *x = &before->ptr[b], *y = &after->ptr[a];
        int order = b == before->len ? 1 : a == after->len ? -1 : compare_changes(&x->key, &y->key);
        if (order < 0)
            push(out, x, CG_CHANGE_REMOVED);
        else if (order > 0)
            push(out, y, CG_CHANGE_ADDED);
        else if (x->len != y->len || memcmp(x->value, y->value, x->len) != 0)
            push(out, y, CG_CHANGE_CHANGED);
        b += order <= 0;
        a += order >= 0;
    }
    sort_changes(out);
}

/* ---- what the graph says ---- */

static void read_rows(cg_project *project, uint64_t generation, change_vector *out)
{
    cg_change change;
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    change_rows *rows = change_rows_open(project, &snap->at, generation, NULL);
    CG_VEC_CLEAR(out);
    while (change_rows_next(rows, &change))
        CG_VEC_PUSH(out, change);
    assert_ok(change_rows_close(rows, &graph_err));
    sort_changes(out);
}

/* In steps of a few changes, each from the position of the last; then the version alone must be left. */
static void read_changes(cg_project *project, uint64_t generation, unsigned step,
                         change_vector *out)
{
    cg_change_pos at = {.generation = generation};
    cg_change change = {0};
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    CG_VEC_CLEAR(out);
    while (change.what != CG_CHANGE_VERSION) {
        cg_change_scan *scan = cg_change_scan_open(snap, at, generation, CG_CHANGES_ALL);
        for (unsigned i = 0; i < step && cg_change_scan_next(scan, &change); i++) {
            assert_int_equal(change.generation, generation);
            if (change.what == CG_CHANGE_VERSION)
                break;
            CG_VEC_PUSH(out, change);
        }
        at = cg_change_scan_pos(scan);
        assert_ok(cg_change_scan_close(scan, &graph_err));
    }
    cg_change_scan *scan = cg_change_scan_open(snap, at, generation, CG_CHANGES_ALL);
    assert_false(cg_change_scan_next(scan, &change));
    assert_ok(cg_change_scan_close(scan, &graph_err));
    sort_changes(out);
}

static void random_tree(toy_tree *tree)
{
    for (unsigned n = 1 + next_random(3); n > 0; n--) {
        toy_file *file = &tree->files[next_random(TOY_FILES_MAX)];
        unsigned names = 0;
        *file = (toy_file){.present = next_random(5) > 0};
        for (unsigned i = next_random(TOY_FUNCTIONS_MAX); file->present && i > 0; i--) {
            unsigned name = next_random(NAMES);
            if (names >> name & 1)
                continue;
            names |= 1u << name;
            file->functions[file->count++] =
                (toy_function){.name = name,
                               .body = next_random(3),
                               .calls = next_random(1u << NAMES) & next_random(1u << NAMES),
                               .is_method = next_random(8) == 0,
                               .uses = next_random(256) & next_random(256)};
        }
    }
}

static cg_commit_result apply(cg_project *project, const toy_tree *from, const toy_tree *to)
{
    toy_change change = {.from = from, .to = to};
    cg_commit_result result;
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &result, &graph_err));
    return result;
}

static void test_changes_are_the_difference_of_snapshots(void **state)
{
    (void)state;
    model_state before = {0}, after = {0};
    change_vector expected = {0}, found = {0};
    random_state = 7;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    toy_tree tree = {0};
    for (unsigned i = 0; i < STEPS; i++) {
        toy_tree next = tree;
        random_tree(&next);
        cg_fault_set(next_random(3) == 0 ? "commit.parts:-1" : NULL);
        cg_commit_result result = apply(project, &tree, &next);
        cg_fault_set(NULL);
        tree = next;
        if (!result.changed)
            continue;
        read_state(project, &after);
        diff_states(&before, &after, &expected);
        read_rows(project, result.generation, &found);
        expect_same(&found, &expected);
        read_changes(project, result.generation, 1 + next_random(9), &found);
        expect_same(&found, &expected);
        CG_VEC_CLEAR(&before);
        for (size_t r = 0; r < after.len; r++)
            CG_VEC_PUSH(&before, after.ptr[r]);
    }
    fixture_verify(project, NULL);
    cg_store_close(store);
    CG_VEC_FINI(&before);
    CG_VEC_FINI(&after);
    CG_VEC_FINI(&expected);
    CG_VEC_FINI(&found);
}

/* ---- versions ---- */

static toy_file file_with_body(unsigned body)
{
    return (toy_file){.present = true, .count = 1, .functions = {{.name = 1, .body = body}}};
}

static void test_versions_come_in_order(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    for (unsigned i = 1; i <= 3; i++) {
        toy_file file = file_with_body(i);
        fixture_put(project, "a.py", &file);
    }
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_change_scan *scan =
        cg_change_scan_open(snap, (cg_change_pos){0}, UINT64_MAX, CG_CHANGES_NONE);
    cg_change change;
    for (uint64_t generation = 1; generation <= 3; generation++) {
        assert_true(cg_change_scan_next(scan, &change));
        assert_int_equal(change.what, CG_CHANGE_VERSION);
        const cg_version *version = cg_change_scan_version(scan);
        assert_int_equal(version->generation, generation);
        assert_int_equal(version->base, generation - 1);
        assert_int_equal(version->counts.nodes, 2);
        assert_int_equal(version->listed, generation > 1); /* a first load has no list */
        assert_true(cg_str_eq(version->message, CG_STR("m")));
    }
    assert_false(cg_change_scan_next(scan, &change));
    assert_ok(cg_change_scan_close(scan, &graph_err));
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static cg_code scan_all(cg_project *project, uint64_t generation)
{
    cg_change change;
    cg_change_pos at = {.generation = generation};
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_change_scan *scan = cg_change_scan_open(snap, at, generation, CG_CHANGES_ALL);
    while (cg_change_scan_next(scan, &change))
        ;
    return cg_change_scan_close(scan, NULL);
}

static void test_old_lists_are_dropped(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    store->keep_changes = 3;
    cg_project *project = fixture_project(store, "p");
    for (unsigned i = 1; i <= 10; i++) {
        toy_file file = file_with_body(i);
        fixture_put(project, "a.py", &file);
        assert_int_equal(cg_project_changes_from(project), i <= 3 ? 1 : i - 2);
    }
    assert_int_equal(scan_all(project, 7), CG_E_NOT_FOUND);
    for (uint64_t generation = 8; generation <= 10; generation++)
        assert_int_equal(scan_all(project, generation), CG_OK);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_verify_finds_wrong_lists(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    for (unsigned i = 1; i <= 3; i++) {
        toy_file file = file_with_body(i);
        fixture_put(project, "a.py", &file);
    }
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_buf) packed = {0};
    CG_AUTO_VALUE(cg_buf) lines = {0};
    change_codec codec = {0};
    cg_change wrong = {.what = CG_CHANGE_FILE, .op = CG_CHANGE_REMOVED};
    change_encode(&codec, &wrong, &bytes);
    change_encode(&codec, &wrong, &bytes);
    assert_ok(cg_compress(cg_buf_str(&bytes), 1, &packed, &graph_err));
    fixture_put_row(cg_store_kv(store), CG_CF_VERSIONS, key_changes(project->prefix, 2, 0),
                    cg_buf_str(&packed));
    assert_true(fixture_verify(project, &lines) > 0);
    cg_buf_add_char(&lines, 0);
    assert_non_null(strstr(lines.ptr, "generation 2"));
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_are_the_difference_of_snapshots),
        cmocka_unit_test(test_versions_come_in_order),
        cmocka_unit_test(test_old_lists_are_dropped),
        cmocka_unit_test(test_verify_finds_wrong_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
