// SPDX-License-Identifier: Apache-2.0
// Branches: each sees what it was built on, whatever happens on the others, and every generation stays
// as it was: random histories of commits on branches that are made, moved and deleted, held against
// clean builds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "graph_int.h"
#include "world.h"

#define STEPS 120
static const char *engine;

/* ---- what ought to be ---- */

static void expect_snapshot(cg_snapshot *snap, const past *p)
{
    world_expect_digest(snap, p);
    for (unsigned i = 0; i < TOY_FILES_MAX; i++) {
        char path[16];
        uint32_t num;
        snprintf(path, sizeof path, "f%u.py", i);
        const cg_file *file = cg_snapshot_find_file(snap, cg_str_from(path), &num);
        assert_int_equal(file != NULL && file->present, p->tree.files[i].present);
    }
}

static void expect_branches(world *w)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    for (unsigned b = 0; b < WORLD_BRANCHES; b++) {
        cg_snapshot *snap;
        cg_branch is;
        cg_code rc = cg_snapshot_take_branch(w->project, world_branch_name(b), &snap, &graph_err);
        assert_int_equal(rc, w->twigs[b].there ? CG_OK : CG_E_NOT_FOUND);
        if (rc != CG_OK)
            continue;
        expect_snapshot(snap, &w->past.ptr[w->twigs[b].at]);
        cg_snapshot_release(snap);
        assert_ok(cg_project_branch(w->project, world_branch_name(b), arena, &is, &graph_err));
        assert_int_equal(is.generation, w->past.ptr[w->twigs[b].at].generation);
    }
}

static void expect_any_past(world *w)
{
    const past *p = &w->past.ptr[random_below((uint32_t)w->past.len)];
    cg_snapshot *snap;
    assert_ok(cg_snapshot_at(w->project, p->generation, &snap, &graph_err));
    expect_snapshot(snap, p);
    world_expect_rows(snap);
    cg_snapshot_release(snap);
}

static bool is_built_on(const world *w, size_t a, size_t b) /* a on b */
{
    while (a != 0 && a != b)
        a = w->past.ptr[a].base;
    return a == b;
}

static void expect_bases(world *w)
{
    size_t a = random_below((uint32_t)w->past.len), b = random_below((uint32_t)w->past.len);
    size_t common = a;
    while (!is_built_on(w, b, common))
        common = w->past.ptr[common].base;
    uint64_t x = w->past.ptr[a].generation, y = w->past.ptr[b].generation;
    assert_int_equal(cg_project_merge_base(w->project, x, y), w->past.ptr[common].generation);
}

/* First parents, as records have them, however many steps are taken at once. */
static void expect_parents(world *w)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    uint64_t from = w->past.ptr[random_below((uint32_t)w->past.len)].generation, at = from;
    for (uint64_t steps = 1; at != 0; steps++) {
        cg_version version;
        uint64_t asked;
        assert_ok(cg_project_version(w->project, at, arena, &version, &graph_err));
        at = version.parent;
        assert_int_equal(cg_project_version_before(w->project, from, steps), at);
        if (at == 0)
            break;
        assert_ok(cg_project_version(w->project, at, arena, &version, &graph_err));
        assert_true(version.named);
        for (int again = 0; again < 2; again++) {
            assert_ok(cg_project_version_by_id(w->project, version.id, &asked, &graph_err));
            assert_int_equal(asked, at);
        }
    }
}

/* ---- what happens ---- */

/* Onto a branch, or onto any generation and no branch. */
static void commit_somewhere(world *w)
{
    static const char *const faults[] = {NULL, NULL, "commit.parts:-1", "commit.forget:-1"};
    unsigned b = world_any_branch(w), end = random_below(8);
    bool detached = random_below(5) == 0;
    size_t base = detached ? random_below((uint32_t)w->past.len) : w->twigs[b].at;
    past next;
    cg_commit_result result;
    cg_commit_options opts = {.branch = world_branch_name(b),
                              .dry_run = end == 1,
                              .detached = detached,
                              .onto = w->past.ptr[base].generation};
    cg_commit *commit = world_begin(w, &opts, base, &next, faults, CG_ARRAY_LEN(faults));
    if (end == 0) {
        cg_commit_abort(commit);
    } else {
        cg_str message = random_below(3) == 0 ? CG_STR_NULL : CG_STR("a version");
        assert_ok(cg_commit_finish(commit, message, &result, &graph_err));
        if (end > 1 && result.changed)
            world_note(w, detached ? WORLD_BRANCHES : b, base, &next, result.generation);
    }
    cg_fault_set(NULL);
}

static void make_branch(world *w)
{
    unsigned b = 1 + random_below(WORLD_BRANCHES - 1);
    size_t at = random_below((uint32_t)w->past.len);
    cg_code rc = cg_branch_create(w->project, world_branch_name(b), w->past.ptr[at].generation,
                                  WORLD_BRANCHES_MAX, &graph_err);
    assert_int_equal(rc, w->twigs[b].there ? CG_E_CONFLICT : CG_OK);
    if (rc == CG_OK)
        w->twigs[b] = (twig){true, at};
}

static void move_branch(world *w)
{
    unsigned b = world_any_branch(w);
    size_t from = w->twigs[b].at, to = random_below((uint32_t)w->past.len);
    cg_branch_change change = {
        .move = true, .generation = w->past.ptr[to].generation, .forward_only = random_below(2)};
    cg_code rc = cg_branch_update(w->project, world_branch_name(b), &change, &graph_err);
    if (to == 0)
        assert_int_equal(rc, CG_E_NOT_FOUND); /* there is nothing there */
    else if (change.forward_only && !is_built_on(w, to, from))
        assert_int_equal(rc, CG_E_CONFLICT);
    else
        assert_int_equal(rc, CG_OK);
    if (rc == CG_OK)
        w->twigs[b].at = to;
}

static void delete_branch(world *w)
{
    unsigned b = random_below(WORLD_BRANCHES);
    cg_code rc = cg_branch_delete(w->project, world_branch_name(b), 0, NULL, &graph_err);
    assert_int_equal(rc, b == 0 ? CG_E_CONFLICT : w->twigs[b].there ? CG_OK : CG_E_NOT_FOUND);
    if (rc == CG_OK)
        w->twigs[b].there = false;
}

static void test_any_branches_equal_clean_builds(void **state)
{
    (void)state;
    unsigned runs = strcmp(engine, "memory") == 0 ? 4 : 1;
    for (unsigned run = 0; run < runs; run++) {
        world w;
        random_seed(100 + run);
        world_open(&w, engine, "branches", run);
        for (unsigned i = 0; i < STEPS; i++) {
            static void (*const steps[])(world *) = {
                commit_somewhere, commit_somewhere, commit_somewhere, commit_somewhere,
                commit_somewhere, make_branch,      move_branch,      delete_branch};
            steps[random_below(CG_ARRAY_LEN(steps))](&w);
            if (i % 8 == 7) {
                if (i % 24 == 23)
                    world_reopen(&w);
                expect_branches(&w);
                expect_any_past(&w);
                expect_bases(&w);
                expect_parents(&w);
                fixture_verify(w.project, NULL);
            }
        }
        world_close(&w);
    }
}

/* ---- single rules ---- */

static void test_protected_branches(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    cg_commit *commit;
    uint64_t first = world_put(project, "main", 1, ""), second = world_put(project, "main", 2, "");
    cg_branch_change protect = {.set_protected = true, .is_protected = true};
    cg_branch_change back = {.move = true, .generation = first};
    cg_branch_change stale = {.move = true, .generation = first, .expected = first};
    assert_ok(cg_branch_create(project, CG_STR("b"), second, WORLD_BRANCHES_MAX, &graph_err));
    assert_ok(cg_branch_update(project, CG_STR("b"), &protect, &graph_err));
    cg_commit_options opts = {.branch = CG_STR("b")};
    assert_int_equal(cg_commit_begin(project, &opts, &commit, NULL), CG_E_CONFLICT);
    assert_int_equal(cg_branch_update(project, CG_STR("b"), &stale, NULL), CG_E_PRECONDITION);
    assert_int_equal(cg_branch_update(project, CG_STR("b"), &back, NULL), CG_E_CONFLICT);
    assert_int_equal(cg_branch_delete(project, CG_STR("b"), 0, NULL, NULL), CG_E_CONFLICT);
    opts.merge = true;
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    cg_commit_abort(commit);
    assert_int_equal(cg_branch_create(project, CG_STR("c"), second, 2, NULL), CG_E_LIMIT);
    cg_store_close(store);
}

/* A commit that is on its way to the disk does not undo what was said about its branch meanwhile. */
static void test_a_branch_moved_under_a_commit(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    uint64_t first = world_put(project, "main", 1, "");
    cg_commit *commit;
    cg_commit_result result;
    toy_file file = {.present = true, .count = 1, .functions = {{.name = 1, .body = 9}}};
    assert_ok(cg_commit_begin(project, &(cg_commit_options){0}, &commit, &graph_err));
    assert_ok(toy_put(commit, project, "a.py", &file, &graph_err));
    assert_ok(cg_commit_write(commit, CG_STR_NULL, &result, &graph_err));
    assert_int_equal(fixture_generation(project), first);
    assert_ok(cg_commit_publish(commit, &graph_err));
    assert_int_equal(fixture_generation(project), result.generation);
    cg_branch_change back = {.move = true, .generation = first};
    assert_ok(cg_branch_update(project, CG_STR("main"), &back, &graph_err));
    assert_int_equal(fixture_generation(project), first);
    assert_true(world_put(project, "main", 3, "") > result.generation);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* ---- versions that were imported ---- */

static uint64_t import(cg_project *project, uint64_t onto, const char *git, unsigned body)
{
    cg_commit *commit;
    cg_commit_result result;
    toy_file file = {.present = true, .count = 1, .functions = {{.name = 1, .body = body}}};
    cg_commit_options opts = {
        .detached = true, .onto = onto, .git = cg_str_from(git), .git_time_ms = 1000 + body};
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(toy_put(commit, project, "a.py", &file, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &result, &graph_err));
    return result.generation;
}

static const char *found_by_git(cg_project *project, cg_arena *arena, const char *prefix)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    uint64_t *found;
    size_t count;
    assert_ok(
        cg_project_find_git(project, cg_str_from(prefix), 2, arena, &found, &count, &graph_err));
    for (size_t i = 0; i < count; i++)
        cg_buf_printf(&text, "%" PRIu64 " ", found[i]);
    return cg_arena_str(arena, cg_buf_str(&text)).ptr;
}

static void test_versions_of_git_commits(void **state)
{
    (void)state;
    static const char first[] = "aaaa000000000000000000000000000000000000",
                      second[] = "aaab000000000000000000000000000000000000",
                      third[] = "ab00000000000000000000000000000000000000";
    cg_store *store = fixture_open(engine, "git-ids");
    cg_project *project = fixture_project(store, "p");
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_version version;
    cg_commit *commit;
    assert_int_equal(import(project, 0, first, 1), 1);
    assert_int_equal(import(project, 1, second, 2), 2);
    assert_int_equal(import(project, 1, third, 3), 3);
    assert_int_equal(import(project, 1, second, 4), 4); /* once more: the newest counts */
    assert_int_equal(fixture_generation(project), 0);   /* no branch has moved */
    if (strcmp(engine, "memory") != 0) {
        cg_store_close(store);
        store = fixture_open(engine, "git-ids");
        project = fixture_project(store, "p");
    }
    assert_string_equal(found_by_git(project, arena, first), "1 ");
    assert_string_equal(found_by_git(project, arena, second), "4 ");
    assert_string_equal(found_by_git(project, arena, "aaa"), "1 4 ");
    assert_string_equal(found_by_git(project, arena, "a"), "1 4 "); /* the limit */
    assert_string_equal(found_by_git(project, arena, "ac"), "");
    assert_string_equal(found_by_git(project, arena, "AAAA"), "");
    assert_ok(cg_project_version(project, 3, arena, &version, &graph_err));
    assert_true(cg_str_eq(version.git, cg_str_from(third)));
    assert_int_equal(version.git_time_ms, 1003);
    assert_int_equal(version.parent, 1);
    cg_commit_options nowhere = {.detached = true, .onto = 9};
    assert_int_equal(cg_commit_begin(project, &nowhere, &commit, NULL), CG_E_NOT_FOUND);
    assert_ok(cg_branch_create(project, CG_STR("b"), 4, WORLD_BRANCHES_MAX, &graph_err));
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_names_versions_and_tags(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",   ".a", "a..b", "a/",   "/a",   "a//b", "a.lock", "a b", "a~1", "a^",   "a:b",
        "a?", "a*", "a[",   "a\\b", "a@{b", "@",    "a\x01",  "-a",  "a.",  "a/.b", "\xff\xfe"};
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++)
        assert_int_equal(cg_ref_name_check(cg_str_from(bad[i]), NULL), CG_E_INVALID);
    assert_ok(cg_ref_name_check(CG_STR("feature/a-1.2_\xc3\xa9"), &graph_err));

    cg_commit *commit;
    cg_commit_result result;
    cg_version version;
    uint64_t first = world_put(project, "main", 1, ""), *found;
    size_t count;
    cg_commit_options opts = {.always = true,
                              .author = CG_STR("ann"),
                              .merged = &first,
                              .merged_count = 1,
                              .git = CG_STR("abc")};
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("one"), &result, &graph_err));
    assert_int_equal(result.generation, first + 1);
    assert_ok(cg_project_version(project, result.generation, arena, &version, &graph_err));
    assert_true(version.named && cg_id_eq(version.id, result.version));
    assert_true(cg_str_eq(version.author, CG_STR("ann")) && cg_str_eq(version.git, CG_STR("abc")));
    assert_int_equal(version.merged_count, 1);
    assert_int_equal(version.parent, 0);
    char text[CG_ID_TEXT_LEN + 1] = {0};
    cg_id_text(version.id, text);
    assert_ok(cg_project_find_versions(project, cg_str_make(text, 6), 10, arena, &found, &count,
                                       &graph_err));
    assert_int_equal(count, 1);
    assert_int_equal(found[0], result.generation);
    assert_ok(
        cg_project_find_versions(project, CG_STR("zz"), 10, arena, &found, &count, &graph_err));
    assert_int_equal(count, 0);
    assert_int_equal(world_put(project, "main", 5, ""), result.generation + 1);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    assert_int_equal(cg_snapshot_version(snap), result.generation);
    uint64_t then;
    assert_ok(cg_snapshot_generation_at_time(snap, version.time_ms + 1000000, &then, &graph_err));
    assert_int_equal(then, result.generation + 1);
    assert_ok(cg_snapshot_generation_at_time(snap, 1, &then, &graph_err));
    assert_int_equal(then, 0);
    cg_snapshot_release(snap);
    snap = NULL;

    cg_tag tag = {.name = CG_STR("v1"), .generation = first, .message = CG_STR("m")}, *tags;
    assert_ok(cg_tag_create(project, &tag, &graph_err));
    assert_int_equal(cg_tag_create(project, &tag, NULL), CG_E_CONFLICT);
    tag.name = CG_STR("v2");
    tag.generation = 77;
    assert_int_equal(cg_tag_create(project, &tag, NULL), CG_E_NOT_FOUND);
    assert_ok(cg_project_tags(project, CG_STR_NULL, 10, arena, &tags, &count, &graph_err));
    assert_int_equal(count, 1);
    assert_true(cg_str_eq(tags[0].name, CG_STR("v1")) && tags[0].generation == first);
    assert_ok(cg_project_tags(project, CG_STR("v1"), 10, arena, &tags, &count, &graph_err));
    assert_int_equal(count, 0);
    assert_ok(cg_tag_delete(project, CG_STR("v1"), &graph_err));
    assert_int_equal(cg_tag_delete(project, CG_STR("v1"), NULL), CG_E_NOT_FOUND);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_branches_equal_clean_builds)};
    const struct CMUnitTest rules[] = {cmocka_unit_test(test_protected_branches),
                                       cmocka_unit_test(test_a_branch_moved_under_a_commit),
                                       cmocka_unit_test(test_versions_of_git_commits),
                                       cmocka_unit_test(test_names_versions_and_tags)};
    engine = "memory";
    int failed = cmocka_run_group_tests_name("memory", tests, NULL, NULL);
    engine = "rocksdb";
    failed += cmocka_run_group_tests_name("rocksdb", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("rules", rules, NULL, NULL);
}
