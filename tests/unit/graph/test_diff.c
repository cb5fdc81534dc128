// SPDX-License-Identifier: Apache-2.0
// Differences: of any two generations of a random history over branches, whatever was parsed and stated, what
// is told is the difference of the two full states, from lists as well as from rows; and what is told of one node or
// edge is what the generations of its branch did to it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph_int.h"
#include "random.h"

#define STEPS 100
#define PAIRS 60
#define MANUAL 4

static const char *engine;

typedef struct past {
    uint64_t generation;
    toy_tree tree;
    size_t base; /* in `world.past` */
} past;
typedef struct world {
    cg_store *store;
    cg_project *project;
    CG_VEC(past) past; /* the first: nothing */
} world;

/* ---- a whole state, as readers see it ---- */

typedef struct thing {
    cg_change_what what;
    uint64_t number, target;
    cg_edge_kind kind;
    uint64_t facts, metadata; /* hashes */
} thing;
typedef CG_VEC(thing) things;

static int compare_things(const void *a, const void *b)
{
    const thing *x = a, *y = b;
    const uint64_t left[] = {x->what, x->number, x->kind, x->target};
    const uint64_t right[] = {y->what, y->number, y->kind, y->target};
    for (size_t i = 0; i < CG_ARRAY_LEN(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static uint64_t metadata_of(const cg_snapshot *snap, cg_owner owner, cg_id id, cg_arena *arena)
{
    cg_str json;
    assert_ok(cg_snapshot_metadata(snap, owner, id, arena, &json, &graph_err));
    return cg_hash64(json.ptr, json.len, 0);
}

static void add_files(const cg_snapshot *snap, things *out)
{
    for (uint32_t i = 0; i < cg_snapshot_files_limit(snap); i++) {
        const cg_file *file = cg_snapshot_file(snap, i);
        thing found = {.what = CG_CHANGE_FILE, .number = i};
        if (!file->present)
            continue;
        found.facts = cg_hash64(file->blob.bytes, sizeof file->blob.bytes, file->unit_no);
        CG_VEC_PUSH(out, found);
    }
}

static void add_nodes(const cg_snapshot *snap, cg_arena *arena, things *out)
{
    for (unsigned kind = 1; kind < CG_NODE_KIND_LIMIT; kind++) {
        cg_node_ref ref;
        uint32_t file;
        cg_node_scan *scan = cg_node_scan_open(snap, (cg_node_kind)kind, 0);
        while (cg_node_scan_next(scan, &ref, &file)) {
            node_record record;
            assert_ok(node_read(snap, ref, &record, NULL, &graph_err));
            thing found = {.what = CG_CHANGE_NODE,
                           .number = ref,
                           .facts = record.content,
                           .metadata = metadata_of(snap, CG_OWNER_NODE, record.id, arena)};
            CG_VEC_PUSH(out, found);
        }
        assert_ok(cg_node_scan_close(scan, &graph_err));
    }
}

static void add_edges(const cg_snapshot *snap, cg_arena *arena, things *out)
{
    cg_edge_row row;
    cg_edge_scan *scan = cg_edge_scan_open_all(snap, NULL);
    while (cg_edge_scan_next(scan, &row)) {
        cg_node_place source, target;
        uint32_t *ordinals;
        size_t count;
        assert_ok(cg_snapshot_node_by_ref(snap, row.source, &source, &graph_err));
        assert_ok(cg_snapshot_node_by_ref(snap, row.target, &target, &graph_err));
        assert_ok(cg_snapshot_edge_ordinals(snap, &row, arena, &ordinals, &count, &graph_err));
        thing found = {
            .what = CG_CHANGE_EDGE,
            .number = row.source,
            .target = row.target,
            .kind = row.kind,
            .facts = cg_hash64(ordinals, count * sizeof *ordinals,
                               (uint64_t)row.rule << 8 | row.confidence),
            .metadata =
                metadata_of(snap, CG_OWNER_EDGE, cg_edge_id(source.id, row.kind, target.id), arena),
        };
        CG_VEC_PUSH(out, found);
    }
    assert_ok(cg_edge_scan_close(scan, &graph_err));
}

static void read_state(world *w, uint64_t generation, things *out)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_snapshot) snap = NULL;
    assert_ok(cg_snapshot_at(w->project, generation, &snap, &graph_err));
    add_files(snap, out);
    add_nodes(snap, arena, out);
    add_edges(snap, arena, out);
    if (out->len > 0)
        qsort(out->ptr, out->len, sizeof out->ptr[0], compare_things);
}

/* ---- the difference that ought to be ---- */

typedef struct told {
    thing at; /* without hashes */
    cg_change_op op;
    bool facts, metadata;
} told;
typedef CG_VEC(told) all_told;

static void expect_one(const thing *before, const thing *after, all_told *out)
{
    told one = {.at = before != NULL ? *before : *after,
                .op = before == NULL  ? CG_CHANGE_ADDED
                      : after == NULL ? CG_CHANGE_REMOVED
                                      : CG_CHANGE_CHANGED};
    one.at.facts = one.at.metadata = 0;
    if (before != NULL && after != NULL) {
        one.facts = before->facts != after->facts;
        one.metadata = before->metadata != after->metadata;
        if (!one.facts && !one.metadata)
            return;
    }
    CG_VEC_PUSH(out, one);
}

static void subtract(const things *a, const things *b, all_told *out)
{
    size_t i = 0, j = 0;
    while (i < a->len || j < b->len) {
        int order = i == a->len ? 1 : j == b->len ? -1 : compare_things(&a->ptr[i], &b->ptr[j]);
        const thing *before = order <= 0 ? &a->ptr[i++] : NULL;
        const thing *after = order >= 0 ? &b->ptr[j++] : NULL;
        expect_one(before, after, out);
    }
}

static int compare_told(const void *a, const void *b)
{
    return compare_things(a, b); /* it begins with the thing */
}

static void read_diff(cg_diff *diff, all_told *out)
{
    cg_diff_row row;
    cg_change_what last = CG_CHANGE_FILE;
    while (cg_diff_next(diff, &row)) {
        told one = {.at = {.what = row.what,
                           .number = row.what == CG_CHANGE_FILE ? row.file : row.node,
                           .target = row.target,
                           .kind = row.kind},
                    .op = row.op,
                    .facts = row.facts,
                    .metadata = row.metadata};
        if (cg_diff_is_listed(diff))
            assert_true(row.what >= last);
        last = row.what;
        CG_VEC_PUSH(out, one);
        if (random_below(16) == 0)
            cg_diff_pause(diff);
    }
    assert_ok(cg_diff_status(diff, &graph_err));
    if (out->len > 0)
        qsort(out->ptr, out->len, sizeof out->ptr[0], compare_told);
}

static void print_one(char *out, size_t size, const all_told *all, size_t i)
{
    if (i >= all->len) {
        snprintf(out, size, "nothing");
        return;
    }
    const told *t = &all->ptr[i];
    snprintf(out, size, "what %d op %d of %" PRIx64 " %d %" PRIx64 " (%d %d)", t->at.what, t->op,
             t->at.number, t->at.kind, t->at.target, t->facts, t->metadata);
}

static void expect_same(const all_told *expected, const all_told *found)
{
    for (size_t i = 0; i < CG_MAX(expected->len, found->len); i++) {
        char wanted[128], got[128];
        print_one(wanted, sizeof wanted, expected, i);
        print_one(got, sizeof got, found, i);
        assert_string_equal(got, wanted);
    }
}

static bool expect_diff(world *w, uint64_t a, uint64_t b, size_t keys_max, const all_told *expected)
{
    all_told found = {0}, again = {0};
    CG_AUTO(cg_diff) diff = NULL;
    assert_ok(cg_diff_open(w->project, a, b, keys_max, &diff, &graph_err));
    read_diff(diff, &found);
    expect_same(expected, &found);
    cg_diff_rewind(diff);
    read_diff(diff, &again);
    expect_same(expected, &again);
    CG_VEC_FINI(&found);
    CG_VEC_FINI(&again);
    return cg_diff_is_listed(diff);
}

/* ---- what happens ---- */

static cg_id random_id(void)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    char text[32];
    unsigned file = random_below(TOY_FILES_MAX + 1);
    if (file == TOY_FILES_MAX) {
        cg_buf_printf(&symbol, "tool made . . m%u.", random_below(MANUAL));
        return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
    }
    snprintf(text, sizeof text, "f%u.py", file);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(text));
    snprintf(text, sizeof text, "f%u", random_below(6));
    cg_symbol_add_descriptor(&symbol, CG_NODE_FUNCTION, cg_str_from(text), CG_STR_NULL);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static void put_or_delete_node(cg_commit *commit)
{
    char symbol[64];
    uint64_t edges;
    cg_commit_node there;
    snprintf(symbol, sizeof symbol, "tool made . . m%u.", random_below(MANUAL));
    cg_manual_node node = {.kind = random_below(2) ? CG_NODE_ENTITY : CG_NODE_CLASS,
                           .symbol = cg_str_from(symbol),
                           .name = random_below(2) ? CG_STR("A") : CG_STR("B"),
                           .qualified_name = CG_STR("q")};
    cg_id id = cg_node_id(CG_STR("p"), node.symbol);
    cg_code rc = cg_commit_find_node(commit, id, &there, &graph_err);
    if (rc == CG_OK && random_below(2) == 0)
        assert_ok(cg_commit_delete_manual_node(commit, id, &edges, &graph_err));
    else
        assert_ok(cg_commit_put_manual_node(commit, &node, &graph_err));
}

static void put_or_delete_edge(cg_commit *commit)
{
    cg_id source = random_id(), target = random_id();
    cg_commit_edge edge;
    cg_code rc =
        cg_commit_find_edge(commit, cg_edge_id(source, CG_EDGE_CALLS, target), &edge, &graph_err);
    if (rc == CG_OK && edge.manual && random_below(2) == 0)
        assert_ok(cg_commit_delete_manual_edge(commit, &edge, &graph_err));
    else
        assert_ok(cg_commit_put_manual_edge(commit, source, CG_EDGE_CALLS, target, &graph_err));
}

static void put_metadata(cg_commit *commit)
{
    static const char *const texts[] = {"", "{\"v\":1}", "{\"v\":2}"};
    cg_str json = cg_str_from(texts[random_below(3)]);
    if (random_below(2))
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_NODE, random_id(), json, &graph_err));
    else
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_EDGE,
                                         cg_edge_id(random_id(), CG_EDGE_CALLS, random_id()), json,
                                         &graph_err));
}

static void state_things(cg_commit *commit)
{
    static void (*const steps[])(cg_commit *) = {put_or_delete_node, put_or_delete_edge,
                                                 put_or_delete_edge, put_metadata};
    for (unsigned n = 1 + random_below(8); n > 0; n--)
        steps[random_below(CG_ARRAY_LEN(steps))](commit);
}

/* A commit on the line of the newest, or of any generation. */
static void commit_somewhere(world *w)
{
    size_t at = random_below(3) ? w->past.len - 1 : random_below((uint32_t)w->past.len);
    past next = w->past.ptr[at];
    cg_branch_change move = {.move = true, .generation = next.generation};
    cg_commit_options opts = {.branch = CG_STR("work")};
    cg_commit *commit;
    cg_commit_result result;
    toy_tree before = next.tree;
    if (at > 0 && cg_branch_update(w->project, opts.branch, &move, &graph_err) != CG_OK)
        assert_ok(cg_branch_create(w->project, opts.branch, next.generation, 10, &graph_err));
    if (at == 0)
        opts.branch = CG_STR_NULL;
    if (at == 0 && w->past.len > 1) /* main has moved on */
        return;
    unsigned what = random_below(4);
    if (what != 0)
        random_change_tree(&next.tree);
    assert_ok(cg_commit_begin(w->project, &opts, &commit, &graph_err));
    toy_change change = {.from = &before, .to = &next.tree, .relink_all = random_below(4) == 0};
    assert_ok(toy_apply(commit, w->project, &change, &graph_err));
    if (what < 2)
        state_things(commit);
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    next.generation = result.generation;
    next.base = at;
    if (result.changed)
        CG_VEC_PUSH(&w->past, next);
}

static void expect_pair(world *w, size_t x, size_t y, size_t *listed, size_t *walked)
{
    uint64_t a = w->past.ptr[x].generation, b = w->past.ptr[y].generation;
    things before = {0}, after = {0};
    all_told expected = {0};
    read_state(w, a, &before);
    read_state(w, b, &after);
    subtract(&before, &after, &expected);
    *listed += expect_diff(w, a, b, 0, &expected);
    *walked += !expect_diff(w, a, b, 1, &expected);
    CG_VEC_FINI(&before);
    CG_VEC_FINI(&after);
    CG_VEC_FINI(&expected);
}

/* ---- the same, asked of one node or edge ---- */

typedef struct seen {
    cg_id id;
    bool is_edge;
    uint64_t facts, metadata;
} seen;
typedef CG_VEC(seen) all_seen;

/* A whole state by ids: a node that is of another kind than before is one that changed. */
static void read_seen(world *w, uint64_t generation, all_seen *out)
{
    things state = {0};
    CG_AUTO(cg_snapshot) snap = NULL;
    assert_ok(cg_snapshot_at(w->project, generation, &snap, &graph_err));
    read_state(w, generation, &state);
    for (size_t i = 0; i < state.len; i++) {
        const thing *t = &state.ptr[i];
        const cg_node_ref refs[2] = {t->number, t->target};
        cg_node_identity ids[2];
        uint64_t mixed[] = {t->facts, t->number, t->target};
        if (t->what == CG_CHANGE_FILE)
            continue;
        seen found = {.is_edge = t->what == CG_CHANGE_EDGE, .metadata = t->metadata};
        assert_ok(cg_project_node_ids(w->project, refs, 1 + found.is_edge, ids, &graph_err));
        found.id = found.is_edge ? cg_edge_id(ids[0].id, t->kind, ids[1].id) : ids[0].id;
        if (cg_ref_kind(t->number) == CG_NODE_FILE && !found.is_edge)
            mixed[0] ^=
                cg_hash64(cg_snapshot_file(snap, ids[0].file)->blob.bytes, sizeof(cg_blob_id), 1);
        bool stated =
            found.is_edge && t->facts == cg_hash64(NULL, 0,
                                                   (uint64_t)CG_RULE_MANUAL << 8 |
                                                       cg_link_rule_confidence(CG_RULE_MANUAL));
        found.facts = cg_hash64(mixed, stated ? sizeof mixed[0] : sizeof mixed, 0);
        CG_VEC_PUSH(out, found);
    }
    CG_VEC_FINI(&state);
}

static const seen *find_seen(const all_seen *all, cg_id id, bool is_edge)
{
    for (size_t i = 0; i < all->len; i++)
        if (all->ptr[i].is_edge == is_edge && cg_id_eq(all->ptr[i].id, id))
            return &all->ptr[i];
    return NULL;
}

static void expect_change(const cg_past_change *rows, size_t count, size_t *at, uint64_t generation,
                          const seen *before, const seen *after)
{
    cg_change_op op = before == NULL  ? CG_CHANGE_ADDED
                      : after == NULL ? CG_CHANGE_REMOVED
                                      : CG_CHANGE_CHANGED;
    bool both = before != NULL && after != NULL;
    bool facts = both && before->facts != after->facts;
    bool metadata = both && before->metadata != after->metadata;
    if ((before == NULL && after == NULL) || (both && !facts && !metadata))
        return;
    assert_true(*at < count);
    assert_int_equal(rows[*at].generation, generation);
    assert_int_equal(rows[*at].op, op);
    assert_int_equal(rows[*at].facts, facts);
    assert_int_equal(rows[*at].metadata, metadata);
    ++*at;
}

#define CHAIN_MAX (STEPS + 1)

/* `states`: of a generation and all that it was built on, the last of nothing. */
static void expect_history(world *w, const size_t *chain, const all_seen *states, size_t length,
                           cg_id id, bool is_edge)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_past_change *rows;
    cg_edge_ends ends;
    size_t count, at = 0;
    assert_ok(cg_snapshot_at(w->project, w->past.ptr[chain[0]].generation, &snap, &graph_err));
    if (is_edge)
        assert_ok(cg_snapshot_edge_changes(snap, id, 0, CHAIN_MAX, arena, &ends, &rows, &count,
                                           &graph_err));
    else
        assert_ok(
            cg_snapshot_node_changes(snap, id, 0, CHAIN_MAX, arena, &rows, &count, &graph_err));
    for (size_t i = 0; i + 1 < length; i++)
        expect_change(rows, count, &at, w->past.ptr[chain[i]].generation,
                      find_seen(&states[i + 1], id, is_edge), find_seen(&states[i], id, is_edge));
    assert_int_equal(at, count);
}

static void expect_histories(world *w)
{
    size_t chain[CHAIN_MAX + 1], length = 0;
    all_seen states[CHAIN_MAX + 1] = {{0}};
    size_t x = w->past.len - 1 - random_below((uint32_t)w->past.len / 2);
    for (;; x = w->past.ptr[x].base) {
        read_seen(w, w->past.ptr[x].generation, &states[length]);
        chain[length++] = x;
        if (x == 0)
            break;
    }
    for (unsigned n = 0; n < 60; n++) { /* of things that were there sometime */
        const all_seen *any = &states[random_below((uint32_t)length)];
        if (any->len == 0)
            continue;
        const seen *one = &any->ptr[random_below((uint32_t)any->len)];
        expect_history(w, chain, states, length, one->id, one->is_edge);
    }
    for (size_t i = 0; i < length; i++)
        CG_VEC_FINI(&states[i]);
}

static void test_any_generations(void **state)
{
    (void)state;
    unsigned runs = strcmp(engine, "memory") == 0 ? 6 : 1;
    size_t listed = 0, walked = 0;
    for (unsigned run = 0; run < runs; run++) {
        char path[32];
        snprintf(path, sizeof path, "diff-%u", run);
        random_seed(500 + run);
        world w = {.store = fixture_open(engine, path)};
        w.project = fixture_project(w.store, "p");
        CG_VEC_PUSH(&w.past, (past){0});
        for (unsigned i = 0; i < STEPS; i++)
            commit_somewhere(&w);
        for (unsigned i = 0; i < PAIRS; i++) {
            size_t x = random_below((uint32_t)w.past.len);
            size_t y = random_below(3) ? random_below((uint32_t)w.past.len)
                                       : CG_MIN(x + 1, w.past.len - 1);
            expect_pair(&w, x, y, &listed, &walked);
        }
        expect_histories(&w);
        CG_VEC_FINI(&w.past);
        cg_store_close(w.store);
    }
    assert_true(listed > runs * PAIRS / 2); /* of nothing and of first loads there are no lists */
    assert_true(walked > runs * PAIRS / 2);
}

/* ---- single rules ---- */

static uint64_t put(cg_project *project, unsigned body)
{
    toy_file file = {.present = true, .count = 1, .functions = {{.name = 1, .body = body}}};
    return fixture_put(project, "a.py", &file).generation;
}

static void test_what_comes_back_is_no_change(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    uint64_t first = put(project, 1), second = put(project, 2), third = put(project, 1);
    cg_diff *diff;
    cg_diff_row row;
    assert_ok(cg_diff_open(project, first, third, 0, &diff, &graph_err));
    assert_false(cg_diff_next(diff, &row));
    assert_ok(cg_diff_status(diff, &graph_err));
    cg_diff_close(diff);
    assert_ok(cg_diff_open(project, second, third, 0, &diff, &graph_err));
    assert_true(cg_diff_is_listed(diff));
    assert_true(cg_diff_next(diff, &row));
    assert_int_equal(row.what, CG_CHANGE_FILE);
    cg_file before, after;
    assert_ok(cg_diff_file(diff, CG_DIFF_BEFORE, row.file, &before, &graph_err));
    assert_ok(cg_diff_file(diff, CG_DIFF_AFTER, row.file, &after, &graph_err));
    assert_memory_not_equal(&before.blob, &after.blob, sizeof before.blob);
    assert_true(cg_str_eq(after.path, CG_STR("a.py")));
    assert_true(cg_diff_next(diff, &row));
    assert_int_equal(row.what, CG_CHANGE_NODE);
    cg_past_node node;
    assert_ok(cg_diff_node(diff, CG_DIFF_BEFORE, row.node, &node, &graph_err));
    assert_memory_equal(&node.unit.blob, &before.blob, sizeof node.unit.blob);
    assert_false(cg_diff_next(diff, &row));
    cg_diff_close(diff);
    assert_int_equal(cg_diff_open(project, first, 77, 0, &diff, &graph_err), CG_E_NOT_FOUND);
    assert_non_null(strstr(graph_err.text, "77"));
    cg_store_close(store);
}

/* Lists that are no longer kept: the rows say the same. */
static void test_lists_that_are_gone(void **state)
{
    (void)state;
    cg_store_options opts = {.kv = {.engine = "memory"}, .keep_changes = 2};
    cg_store *store;
    assert_ok(cg_store_open(&opts, &store, &graph_err));
    cg_project *project = fixture_project(store, "p");
    uint64_t first = put(project, 1), last = first;
    for (unsigned body = 2; body < 9; body++)
        last = put(project, body);
    cg_diff *diff;
    cg_diff_row row;
    size_t rows = 0;
    assert_ok(cg_diff_open(project, first, last, 0, &diff, &graph_err));
    assert_false(cg_diff_is_listed(diff));
    while (cg_diff_next(diff, &row))
        rows++;
    assert_ok(cg_diff_status(diff, &graph_err));
    assert_int_equal(rows, 2); /* the file and its function */
    cg_diff_close(diff);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_generations)};
    const struct CMUnitTest rules[] = {cmocka_unit_test(test_what_comes_back_is_no_change),
                                       cmocka_unit_test(test_lists_that_are_gone)};
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    failed += cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("rules", rules, NULL, NULL);
}
