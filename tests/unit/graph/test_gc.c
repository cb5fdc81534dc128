// SPDX-License-Identifier: Apache-2.0
// Collections at any moment of random histories of branches: what is kept reads as ever, what is not is told so,
// nothing that nobody needs is left, and what is left of one head is what a clean build has.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "graph_int.h"
#include "world.h"

#define STEPS 160
#define DAY_MS UINT64_C(86400000)
static const char *engine;

/* What refers to generations beside branches. */
typedef struct collecting {
    world w;
    size_t tagged;     /* 0: none */
    cg_snapshot *held; /* by a reader; NULL: none */
    size_t held_at;
    unsigned collected;
} collecting;

/* ---- what ought to be ---- */

static void expect_units(cg_snapshot *snap)
{
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        CG_AUTO(cg_unit_pin) pin = NULL;
        CG_AUTO_VALUE(cg_buf) bytes = {0};
        CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
        if (!file->present)
            continue;
        assert_ok(
            cg_store_unit(cg_snapshot_store(snap), cg_file_unit(file), true, &pin, &graph_err));
        assert_ok(cg_store_vectors(cg_snapshot_store(snap), TOY_MODEL, file, &bytes, &vectors,
                                   &graph_err));
        assert_int_equal(vectors.is.count, cg_unit_pin_unit(pin)->defs.len - 1);
    }
}

static void expect_snapshot(cg_snapshot *snap, const past *p)
{
    world_expect_digest(snap, p);
    world_expect_rows(snap);
    expect_units(snap);
}

static void expect_past(world *w)
{
    for (size_t i = 1; i < w->past.len; i++) {
        past *p = &w->past.ptr[i];
        cg_snapshot *snap;
        cg_code rc = cg_snapshot_at(w->project, p->generation, &snap, &graph_err);
        if (p->collected) {
            assert_int_equal(rc, CG_E_COLLECTED);
            assert_true(cg_project_is_collected(w->project, p->generation));
            continue;
        }
        assert_ok(rc);
        if (i + 6 > w->past.len || random_below(4) == 0)
            expect_snapshot(snap, p);
        cg_snapshot_release(snap);
    }
}

/* ---- collecting ---- */

static void reach(const world *w, bool *reached, size_t at, size_t most)
{
    for (size_t i = 0; at != 0 && i < most; i++, at = w->past.ptr[at].base)
        reached[at] = true;
}

/* Those that must be there: `most` of each branch, and all that is referred to. */
static void find_kept(const collecting *c, bool *kept, size_t most)
{
    const world *w = &c->w;
    for (unsigned b = 0; b < WORLD_BRANCHES; b++)
        if (w->twigs[b].there)
            reach(w, kept, w->twigs[b].at, most);
    reach(w, kept, c->tagged, most == SIZE_MAX ? most : 1);
    reach(w, kept, c->held_at, most == SIZE_MAX ? most : 1);
}

static cg_gc_result collect(cg_project *project, cg_gc_rules rules, bool dry_run)
{
    cg_gc_result result;
    cg_gc_options opts = {.rules = rules, .dry_run = dry_run};
    assert_ok(cg_project_collect(project, &opts, &result, &graph_err));
    assert_false(result.units_postponed);
    assert_int_equal(result.phase, result.phases);
    return result;
}

static void expect_same(const cg_gc_result *a, const cg_gc_result *b)
{
    assert_int_equal(a->generations, b->generations);
    assert_int_equal(a->generations_collected, b->generations_collected);
    assert_int_equal(a->versions_collected, b->versions_collected);
    for (unsigned kind = 0; kind < CG_GC_KINDS; kind++)
        if (kind != CG_GC_OVERLAY &&
            (a->of[kind].rows != b->of[kind].rows || a->of[kind].bytes != b->of[kind].bytes))
            fail_msg("%s: %" PRIu64 " rows of %" PRIu64 " bytes, then %" PRIu64 " of %" PRIu64,
                     cg_gc_kind_text(kind), a->of[kind].rows, a->of[kind].bytes, b->of[kind].rows,
                     b->of[kind].bytes);
}

static void collect_some(collecting *c)
{
    world *w = &c->w;
    bool all = random_below(3) == 0;
    cg_gc_rules rules = {.generations = all ? 0 : 1 + random_below(6)};
    bool *kept = cg_alloc_array(w->past.len, sizeof *kept);
    bool *reachable = cg_alloc_array(w->past.len, sizeof *reachable);
    find_kept(c, kept, all ? SIZE_MAX : rules.generations);
    find_kept(c, reachable, SIZE_MAX);
    cg_gc_result would = collect(w->project, rules, true);
    cg_gc_result did = collect(w->project, rules, false);
    expect_same(&would, &did);
    for (size_t i = 1; i < w->past.len; i++) {
        past *p = &w->past.ptr[i];
        bool gone = cg_project_is_collected(w->project, p->generation);
        if (p->collected)
            assert_true(gone);
        else if (kept[i])
            assert_false(gone);
        else if (!reachable[i])
            assert_true(gone);
        c->collected += gone && !p->collected;
        p->collected = gone;
    }
    cg_gc_result again = collect(w->project, rules, true);
    cg_gc_result nothing = {.generations = again.generations};
    expect_same(&again, &nothing);
    cg_free(kept);
    cg_free(reachable);
}

/* ---- what else happens ---- */

static size_t any_past(const world *w)
{
    size_t at = random_below((uint32_t)w->past.len);
    while (w->past.ptr[at].collected)
        at = random_below((uint32_t)w->past.len);
    return at;
}

static void commit_somewhere(collecting *c)
{
    static const char *const faults[] = {NULL, NULL, "commit.parts:-1"};
    world *w = &c->w;
    unsigned b = world_any_branch(w), end = random_below(10);
    size_t base = w->twigs[b].at;
    past next;
    cg_commit_result result;
    cg_commit_options opts = {.branch = world_branch_name(b)};
    cg_commit *commit = world_begin(w, &opts, base, &next, faults, CG_ARRAY_LEN(faults));
    if (end == 0) {
        cg_commit_abort(commit);
    } else {
        cg_str message = end < 4 ? CG_STR("version") : CG_STR_NULL;
        assert_ok(cg_commit_finish(commit, message, &result, &graph_err));
        if (result.changed)
            world_note(w, b, base, &next, result.generation);
    }
    cg_fault_set(NULL);
}

static void make_branch(collecting *c)
{
    world *w = &c->w;
    unsigned b = 1 + random_below(WORLD_BRANCHES - 1);
    size_t at = any_past(w);
    if (w->twigs[b].there)
        return;
    assert_ok(cg_branch_create(w->project, world_branch_name(b), w->past.ptr[at].generation,
                               WORLD_BRANCHES_MAX, &graph_err));
    w->twigs[b] = (twig){true, at};
}

static void move_branch(collecting *c)
{
    world *w = &c->w;
    unsigned b = world_any_branch(w);
    size_t to = any_past(w);
    cg_branch_change change = {.move = true, .generation = w->past.ptr[to].generation};
    if (to == 0)
        return;
    assert_ok(cg_branch_update(w->project, world_branch_name(b), &change, &graph_err));
    w->twigs[b].at = to;
}

static void delete_branch(collecting *c)
{
    world *w = &c->w;
    unsigned b = 1 + random_below(WORLD_BRANCHES - 1);
    if (!w->twigs[b].there)
        return;
    assert_ok(cg_branch_delete(w->project, world_branch_name(b), 0, NULL, &graph_err));
    w->twigs[b].there = false;
}

static void move_tag(collecting *c)
{
    cg_project *project = c->w.project;
    cg_tag tag = {.name = CG_STR("t")};
    if (c->tagged != 0)
        assert_ok(cg_tag_delete(project, tag.name, &graph_err));
    c->tagged = any_past(&c->w);
    tag.generation = c->w.past.ptr[c->tagged].generation;
    if (c->tagged != 0)
        assert_ok(cg_tag_create(project, &tag, &graph_err));
}

static void let_go(collecting *c)
{
    cg_snapshot_release(c->held);
    c->held = NULL;
    c->held_at = 0;
}

static void hold_another(collecting *c)
{
    let_go(c);
    c->held_at = any_past(&c->w);
    if (c->held_at != 0)
        assert_ok(cg_snapshot_at(c->w.project, c->w.past.ptr[c->held_at].generation, &c->held,
                                 &graph_err));
}

static void reopen(collecting *c)
{
    if (strcmp(engine, "memory") != 0)
        let_go(c);
    world_reopen(&c->w);
}

/* ---- the end: one head, and what a clean build has ---- */

static uint64_t count_rows(cg_store *store, cg_cf cf, char index)
{
    uint64_t count = 0;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(store), NULL, cf, CG_STR_NULL, CG_STR_NULL);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        count += index == 0 || cg_kv_iter_key(iter).ptr[KEY_PREFIX] == index;
    assert_ok(cg_kv_iter_status(iter, &graph_err));
    return count;
}

static uint64_t count_postings(cg_project *project)
{
    cg_graph_check check;
    assert_ok(cg_project_verify(project, &check, &graph_err));
    cg_buf_fini(&check.lines);
    return check.postings;
}

typedef struct stored_unit {
    key is, base;
} stored_unit;
typedef CG_VEC(stored_unit) stored_units;

static void read_units(cg_store *store, stored_units *out)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(store), NULL, CG_CF_UNITS, CG_STR_NULL, CG_STR_NULL);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        stored_unit unit = {.is = {.len = 0}};
        cg_str base;
        key_put(&unit.is, cg_kv_iter_key(iter).ptr, cg_kv_iter_key(iter).len);
        assert_true(packed_base(CG_CF_UNITS, cg_kv_iter_value(iter), &base));
        key_put(&unit.base, base.ptr, base.len);
        CG_VEC_PUSH(out, unit);
    }
}

static bool is_of_a_file(const cg_snapshot *snap, const key *unit)
{
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        key k = key_unit(cg_file_unit(file));
        if (file->present && cg_str_eq(key_str(&k), key_str(unit)))
            return true;
    }
    return false;
}

/* Each is that of a file, or another one is based on it. */
static void expect_needed_units(world *w)
{
    stored_units all = {0};
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(w->project);
    read_units(w->store, &all);
    for (size_t i = 0; i < all.len; i++) {
        bool needed = is_of_a_file(snap, &all.ptr[i].is);
        for (size_t j = 0; !needed && j < all.len; j++)
            needed = cg_str_eq(key_str(&all.ptr[j].base), key_str(&all.ptr[i].is));
        assert_true(needed);
    }
    CG_VEC_FINI(&all);
}

static void expect_as_clean(world *w)
{
    static const toy_tree empty;
    static const struct {
        cg_cf cf;
        char index;
    } families[] = {{CG_CF_NODES, 0},          {CG_CF_EDGES, 0},
                    {CG_CF_REDGES, 0},         {CG_CF_INDEXES, IDX_EXTERNAL},
                    {CG_CF_INDEXES, IDX_UNIT}, {CG_CF_INDEXES, IDX_FILE},
                    {CG_CF_INDEXES, IDX_DEPS}, {CG_CF_INDEXES, IDX_ID},
                    {CG_CF_INDEXES, IDX_NAME}};
    const past *head = &w->past.ptr[w->twigs[0].at];
    cg_store *clean = fixture_open("memory", NULL);
    cg_project *project = fixture_project(clean, "p");
    toy_change change = {.from = &empty, .to = &head->tree};
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result result;
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    for (size_t i = 0; i < CG_ARRAY_LEN(families); i++) {
        uint64_t here = count_rows(w->store, families[i].cf, families[i].index);
        uint64_t there = count_rows(clean, families[i].cf, families[i].index);
        if (here != there)
            fail_msg("%s %d: %" PRIu64 " rows, a clean build has %" PRIu64,
                     cg_cf_name(families[i].cf), families[i].index, here, there);
    }
    assert_int_equal(count_postings(w->project), count_postings(project));
    expect_needed_units(w);
    cg_store_close(clean);
}

static void end_collecting(collecting *c)
{
    world *w = &c->w;
    let_go(c);
    for (unsigned b = 1; b < WORLD_BRANCHES; b++)
        if (w->twigs[b].there)
            assert_ok(cg_branch_delete(w->project, world_branch_name(b), 0, NULL, &graph_err));
    if (c->tagged != 0)
        assert_ok(cg_tag_delete(w->project, CG_STR("t"), &graph_err));
    (void)collect(w->project, (cg_gc_rules){.generations = 1}, false);
    fixture_verify(w->project, NULL);
    if (w->twigs[0].at != 0)
        expect_as_clean(w);
    world_close(w);
}

static void test_collections_leave_what_is_kept_as_it_was(void **state)
{
    (void)state;
    unsigned runs = strcmp(engine, "memory") == 0 ? 3 : 1, collected = 0;
    for (unsigned run = 0; run < runs; run++) {
        collecting c = {0};
        random_seed(500 + run);
        world_open(&c.w, engine, "gc", run);
        for (unsigned i = 0; i < STEPS; i++) {
            static void (*const steps[])(collecting *) = {
                commit_somewhere, commit_somewhere, commit_somewhere, commit_somewhere,
                commit_somewhere, commit_somewhere, commit_somewhere, make_branch,
                move_branch,      delete_branch,    move_tag,         hold_another};
            steps[random_below(CG_ARRAY_LEN(steps))](&c);
            if (i % 16 != 15)
                continue;
            collect_some(&c);
            fixture_verify(c.w.project, NULL);
            expect_past(&c.w);
            if (c.held != NULL)
                expect_snapshot(c.held, &c.w.past.ptr[c.held_at]);
            if (i % 32 == 31)
                reopen(&c);
            expect_past(&c.w);
        }
        end_collecting(&c);
        collected += c.collected;
    }
    assert_true(collected > 20 * runs);
}

/* ---- single rules ---- */

static bool is_there(cg_project *project, uint64_t generation)
{
    return !cg_project_is_collected(project, generation);
}

static void test_versions_and_days(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    uint64_t v[4], u[4];
    for (unsigned i = 0; i < 4; i++) {
        v[i] = world_put(project, "main", 2 * i, "named");
        u[i] = world_put(project, "main", 2 * i + 1, "");
    }
    cg_gc_result all = collect(project, (cg_gc_rules){0}, false);
    assert_int_equal(all.generations, 8);
    assert_int_equal(all.generations_collected, 0);
    cg_gc_result young = collect(project, (cg_gc_rules){.versions = 1, .young_ms = DAY_MS}, false);
    assert_int_equal(young.generations_collected, 0);
    cg_gc_result two = collect(project, (cg_gc_rules){.versions = 2}, false);
    assert_int_equal(two.versions_collected, 2);
    assert_int_equal(two.generations_collected, 5);
    assert_true(is_there(project, v[2]) && is_there(project, v[3]) && is_there(project, u[3]));
    assert_false(is_there(project, v[1]) || is_there(project, u[2]));
    (void)collect(project, (cg_gc_rules){.days = 1}, false); /* the newest of today, and the head */
    assert_true(is_there(project, v[3]) && is_there(project, u[3]));
    assert_false(is_there(project, v[2]));
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* Names keep leading to what was collected, as far as its record is there; who reads it is told. */
static void test_what_is_said_of_the_collected(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_version kept, lost;
    cg_tag tag = {.name = CG_STR("t")};
    uint64_t old = world_put(project, "main", 0, "one"), first = world_put(project, "main", 1, ""),
             found;
    assert_ok(cg_branch_create(project, CG_STR("b"), first, WORLD_BRANCHES_MAX, &graph_err));
    uint64_t dropped = world_put(project, "b", 2, "two"), head = world_put(project, "main", 3, "");
    assert_ok(cg_project_version(project, old, arena, &kept, &graph_err));
    assert_ok(cg_project_version(project, dropped, arena, &lost, &graph_err));
    assert_ok(cg_branch_delete(project, CG_STR("b"), 0, NULL, &graph_err));
    (void)collect(project, (cg_gc_rules){.generations = 1}, false);
    assert_ok(cg_project_version_by_id(project, kept.id, &found, &graph_err));
    assert_ok(cg_project_version(project, found, arena, &kept, &graph_err));
    assert_ok(cg_project_version_by_id(project, lost.id, &found, &graph_err));
    assert_int_equal(cg_project_version(project, found, arena, &lost, &graph_err), CG_E_COLLECTED);
    tag.generation = old;
    assert_int_equal(cg_tag_create(project, &tag, NULL), CG_E_COLLECTED);
    assert_int_equal(cg_branch_create(project, CG_STR("c"), dropped, WORLD_BRANCHES_MAX, NULL),
                     CG_E_COLLECTED);
    cg_branch_change back = {.move = true, .generation = old};
    assert_int_equal(cg_branch_update(project, CG_STR("main"), &back, NULL), CG_E_COLLECTED);
    assert_int_equal(cg_project_changes_from(project), head + 1);
    cg_diff *diff;
    assert_int_equal(cg_diff_open(project, old, head, 0, &diff, NULL), CG_E_COLLECTED);
    assert_true(world_put(project, "main", 4, "") > head);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* A branch and what was merged of it can still be merged: where they forked is kept. */
static void test_merge_bases_are_kept(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    (void)world_put(project, "main", 1, "");
    uint64_t fork = world_put(project, "main", 2, "");
    assert_ok(cg_branch_create(project, CG_STR("b"), fork, WORLD_BRANCHES_MAX, &graph_err));
    (void)world_put(project, "main", 3, "");
    uint64_t ours = world_put(project, "main", 4, "");
    (void)world_put(project, "b", 5, "");
    uint64_t theirs = world_put(project, "b", 6, "");
    (void)collect(project, (cg_gc_rules){.generations = 1}, false);
    assert_int_equal(cg_project_merge_base(project, ours, theirs), fork);
    CG_AUTO(cg_snapshot) snap = NULL;
    assert_ok(cg_snapshot_at(project, fork, &snap, &graph_err));
    fixture_verify(project, NULL);
    cg_snapshot_release(snap);
    snap = NULL;
    cg_store_close(store);
}

static uint64_t state_on(cg_project *project, const char *branch, uint8_t about, const char *json)
{
    cg_commit *commit;
    cg_commit_result result;
    cg_commit_options opts = {.branch = cg_str_from(branch)};
    cg_overlay_key of = {.what = CG_OVERLAY_NODE_METADATA, .id = {{about}}};
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(cg_commit_put_overlay(commit, &of, cg_str_from(json), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
    return result.generation;
}

/* Which rows of the overlay two branches differ in is told by logs: those of generations that went are the heirs'. */
static void test_the_overlays_log_outlives_its_generations(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    uint64_t fork = state_on(project, "main", 9, "{\"n\":0}"), ours = 0, theirs = 0;
    assert_ok(cg_branch_create(project, CG_STR("b"), fork, WORLD_BRANCHES_MAX, &graph_err));
    for (uint8_t about = 1; about < 4; about++)
        ours = state_on(project, "main", about, "{\"n\":1}");
    for (uint8_t about = 3; about < 6; about++)
        theirs = state_on(project, "b", about, "{\"n\":2}");
    for (int after = 0; after < 2; after++) {
        cg_snapshot *a, *b;
        cg_overlay_key *keys;
        size_t count;
        assert_ok(cg_snapshot_at(project, ours, &a, &graph_err));
        assert_ok(cg_snapshot_at(project, theirs, &b, &graph_err));
        cg_overlay_reader *reader = cg_overlay_reader_open(project);
        assert_ok(cg_overlay_diff(reader, a, b, 100, arena, &keys, &count, &graph_err));
        cg_overlay_reader_close(reader);
        assert_int_equal(count, 5);
        cg_snapshot_release(a);
        cg_snapshot_release(b);
        (void)collect(project, (cg_gc_rules){.generations = 1}, false);
    }
    assert_ok(cg_branch_delete(project, CG_STR("b"), 0, NULL, &graph_err));
    (void)collect(project, (cg_gc_rules){.generations = 1}, false);
    assert_int_equal(count_rows(store, CG_CF_INDEXES, IDX_METADATA), 4);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static bool never_on(void *arg, const cg_gc_result *so_far)
{
    (void)so_far;
    return --*(int *)arg > 0;
}

/* One that was canceled leaves nothing that is wrong, and the next one does the rest. */
static void test_a_canceled_one_is_finished_by_the_next(void **state)
{
    (void)state;
    for (int steps = 1; steps < 24; steps++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        for (unsigned i = 0; i < 6; i++)
            (void)world_put(project, "main", i, "");
        int left = steps;
        cg_gc_result result;
        cg_gc_options opts = {.rules = {.generations = 1}, .go_on = never_on, .arg = &left};
        cg_code rc = cg_project_collect(project, &opts, &result, &graph_err);
        assert_true(rc == CG_OK || rc == CG_E_CANCELED);
        fixture_verify(project, NULL);
        (void)world_put(project, "main", 3, ""); /* what was given up comes back */
        fixture_verify(project, NULL);
        (void)collect(project, opts.rules, false);
        fixture_verify(project, NULL);
        assert_int_equal(count_rows(store, CG_CF_UNITS, 0), 1);
        assert_int_equal(count_rows(store, CG_CF_VECTORS, 0), 1);
        assert_int_equal(count_rows(store, CG_CF_NODES, 0), 2);
        cg_store_close(store);
    }
}

/* ---- while others read and write ---- */

typedef struct meeting {
    cg_project *project;
    atomic_bool over;
    atomic_uint_fast64_t newest;
    atomic_uint read;
} meeting;

/* Aborts: cmocka's assertions belong to its own thread. */
static void check_rows(cg_snapshot *snap)
{
    uint64_t edges = 0, nodes = 0;
    cg_err err;
    cg_edge_row row;
    cg_edge_scan *scan = cg_edge_scan_open_all(snap, NULL);
    while (cg_edge_scan_next(scan, &row)) {
        cg_node_place place;
        CG_ASSERT(cg_snapshot_node_by_ref(snap, row.target, &place, &err) == CG_OK);
        edges++;
    }
    CG_ASSERT(cg_edge_scan_close(scan, &err) == CG_OK);
    for (unsigned kind = 1; kind < CG_NODE_KIND_LIMIT; kind++) {
        cg_node_ref ref;
        uint32_t file;
        cg_node_scan *all = cg_node_scan_open(snap, (cg_node_kind)kind, 0);
        while (cg_node_scan_next(all, &ref, &file))
            nodes++;
        CG_ASSERT(cg_node_scan_close(all, &err) == CG_OK);
    }
    CG_ASSERT(edges == cg_snapshot_counts(snap).edges);
    CG_ASSERT(nodes == cg_snapshot_counts(snap).nodes);
}

/* Any of the last generations: whatever is got hold of stays whole while it is held. */
static void read_on(void *arg)
{
    meeting *m = arg;
    for (uint64_t n = 0; !atomic_load(&m->over) || n == 0; n++) {
        uint64_t newest = atomic_load(&m->newest), back = n % 4;
        cg_snapshot *snap;
        if (newest <= back)
            continue;
        cg_code rc = cg_snapshot_at(m->project, newest - back, &snap, NULL);
        CG_ASSERT(rc == CG_OK || rc == CG_E_COLLECTED);
        if (rc != CG_OK)
            continue;
        for (unsigned again = 0; again < 3; again++)
            check_rows(snap);
        cg_snapshot_release(snap);
        atomic_fetch_add(&m->read, 1);
    }
}

static void collect_on(void *arg)
{
    meeting *m = arg;
    const cg_gc_options opts = {.rules = {.generations = 1}};
    cg_gc_result result;
    cg_err err;
    while (!atomic_load(&m->over))
        CG_ASSERT(cg_project_collect(m->project, &opts, &result, &err) == CG_OK);
}

static void test_readers_and_a_writer_amid_collections(void **state)
{
    (void)state;
    random_seed(7);
    cg_store *store = fixture_open(engine, "gc-amid");
    meeting m = {.project = fixture_project(store, "p")};
    cg_thread *threads[3];
    toy_tree tree = {0};
    threads[0] = cg_thread_start("read", read_on, &m);
    threads[1] = cg_thread_start("read", read_on, &m);
    threads[2] = cg_thread_start("collect", collect_on, &m);
    for (unsigned i = 0; i < 120 || atomic_load(&m.read) < 20; i++) {
        toy_tree next = tree;
        cg_commit_result result;
        random_change_tree(&next);
        toy_change change = {.from = &tree, .to = &next};
        cg_store_hold_units(
            store); /* a unit that the commit finds stored must stay until it is there */
        cg_commit *commit = fixture_begin(m.project, false);
        assert_ok(toy_apply(commit, m.project, &change, &graph_err));
        assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &graph_err));
        cg_store_release_units(store);
        tree = next;
        atomic_store(&m.newest, result.generation);
    }
    atomic_store(&m.over, true);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        cg_thread_join(threads[i]);
    fixture_verify(m.project, NULL);
    assert_string_equal(fixture_digest(m.project), random_clean_digest(&tree));
    cg_store_close(store);
}

/* Two projects with the same content: each keeps it for the other. */
static void test_units_of_other_projects_stay(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *p = fixture_project(store, "p"), *q = fixture_project(store, "q");
    (void)world_put(p, "main", 1, "");
    (void)world_put(q, "main", 1, "");
    (void)world_put(p, "main", 2, "");
    (void)collect(p, (cg_gc_rules){.generations = 1}, false);
    assert_int_equal(count_rows(store, CG_CF_UNITS, 0), 2);
    assert_int_equal(count_rows(store, CG_CF_VECTORS, 0), 2);
    fixture_verify(q, NULL);
    (void)world_put(q, "main", 3, "");
    cg_store_hold_units(store);
    cg_gc_result result;
    cg_gc_options opts = {.rules = {.generations = 1}};
    assert_ok(cg_project_collect(q, &opts, &result, &graph_err));
    assert_true(result.units_postponed);
    assert_int_equal(count_rows(store, CG_CF_UNITS, 0), 3);
    assert_int_equal(count_rows(store, CG_CF_VECTORS, 0), 3);
    cg_store_release_units(store);
    (void)collect(q, opts.rules, false);
    assert_int_equal(count_rows(store, CG_CF_UNITS, 0), 2);
    assert_int_equal(count_rows(store, CG_CF_VECTORS, 0), 2);
    fixture_verify(p, NULL);
    fixture_verify(q, NULL);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_collections_leave_what_is_kept_as_it_was),
        cmocka_unit_test(test_readers_and_a_writer_amid_collections)};
    const struct CMUnitTest rules[] = {
        cmocka_unit_test(test_versions_and_days),
        cmocka_unit_test(test_what_is_said_of_the_collected),
        cmocka_unit_test(test_merge_bases_are_kept),
        cmocka_unit_test(test_the_overlays_log_outlives_its_generations),
        cmocka_unit_test(test_a_canceled_one_is_finished_by_the_next),
        cmocka_unit_test(test_units_of_other_projects_stay)};
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    failed += cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("rules", rules, NULL, NULL);
}
