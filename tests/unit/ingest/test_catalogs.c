// SPDX-License-Identifier: Apache-2.0
// Catalogs between commits: whatever became of a commit, the one that is kept is the one that would be
// made anew.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"
#include "ingest_int.h"
#include "metric.h"

#define METRIC "codegraph_link_catalogs_total"

/* The catalog that a commit to the branch would take is the one that would be made anew. */
static void expect_catalog(bench *b, cg_str branch)
{
    cg_snapshot *snap;
    unit_catalog taken, fresh;
    assert_ok(cg_snapshot_take_branch(b->project, branch, &snap, &ingest_err));
    assert_ok(catalogs_take(&b->ingest->catalogs, snap, &taken, &ingest_err));
    assert_ok(catalog_make(snap, NULL, &fresh, &ingest_err));
    assert_true(
        same_digest(cg_link_catalog_digest(taken.names), cg_link_catalog_digest(fresh.names)));
    assert_true(taken.limit >= cg_snapshot_files_limit(snap));
    for (uint32_t file = 0; file < taken.limit; file++)
        assert_int_equal(taken.units[file], catalog_unit(cg_snapshot_file(snap, file)));
    unit_catalog_fini(&fresh);
    catalogs_keep(&b->ingest->catalogs, b->project, cg_snapshot_parsed_generation(snap), taken);
    cg_snapshot_release(snap);
}

/* Nothing had to be made for the head. */
static void expect_kept(bench *b)
{
    uint64_t made = metric_value(METRIC);
    expect_catalog(b, CG_STR("main"));
    assert_true(metric_value(METRIC) <= made + 1); /* by the comparison */
}

/* A file of one of a few paths: functions, classes and packages that several files share. */
static cg_ingest_source random_file(bench *b, unsigned *seed)
{
    static const char *const texts[][2] = {
        {"p%u.py", "def f%u():\n    pass\n\nclass C%u:\n    def m(self):\n        pass\n"},
        {"g/p%u.go", "package g\n\nfunc F%u() {}\n\ntype T%u struct{}\n\nfunc (t T%u) M() {}\n"},
        {"j/P%u.java", "package j;\nclass P%u { void m%u() {} }\n"},
        {"c/p%u.h", "namespace n { class A%u; void f%u(int a); }\n"},
    };
    unsigned kind = (unsigned)rand_r(seed) % CG_ARRAY_LEN(texts);
    unsigned path = (unsigned)rand_r(seed) % 6, name = (unsigned)rand_r(seed) % 4;
    cg_ingest_source file = {0};
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (const char *c = texts[kind][1]; *c; c++) {
        if (*c == '%' && c[1] == 'u')
            cg_buf_printf(&text, "%u", (c++, name));
        else
            cg_buf_add_char(&text, *c);
    }
    file.path = cg_arena_printf(b->arena, texts[kind][0], path);
    file.content = cg_arena_str(b->arena, cg_buf_str(&text));
    return file;
}

typedef enum outcome { COMMITTED, DRY_RUN, LATE, FULL, OUTCOMES } outcome;

static void step(bench *b, unsigned *seed)
{
    cg_ingest_source files[3];
    size_t count = 1 + (size_t)rand_r(seed) % 3, distinct = 0;
    for (size_t i = 0; i < count; i++) {
        files[distinct] = random_file(b, seed);
        bool twice = false;
        for (size_t k = 0; k < distinct; k++)
            twice = twice || cg_str_eq(files[k].path, files[distinct].path);
        distinct += !twice;
    }
    cg_str gone = random_file(b, seed).path;
    outcome end = (outcome)(rand_r(seed) % OUTCOMES);
    cg_ingest_files_request q = {.files = files,
                                 .files_count = distinct,
                                 .deletes = &gone,
                                 .deletes_count = 1,
                                 .dry_run = end == DRY_RUN,
                                 .deadline_ns = end == LATE ? cg_now_ns() + 200000 : 0};
    for (size_t i = 0; i < distinct; i++)
        if (cg_str_eq(files[i].path, gone))
            q.deletes_count = 0;
    q.replace = q.deletes_count == 0 && rand_r(seed) % 4 == 0;
    cg_ingest_result result;
    cg_fault_set(end == FULL ? "kv.write.full:1" : NULL);
    cg_code rc = cg_ingest_files(b->ingest, b->project, &q, b->arena, &result, &ingest_err);
    cg_fault_set(NULL);
    assert_true(rc == CG_OK || (end == LATE && rc == CG_E_DEADLINE) ||
                (end == FULL && rc == CG_E_STORAGE_FULL));
}

static void test_whatever_becomes_of_commits(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= 20; round++) {
        unsigned seed = round;
        bench b = bench_open(NULL);
        bench_post(&b, "first.py", "x = 1\n");
        uint64_t made = metric_value(METRIC);
        for (unsigned n = 0; n < 30; n++) {
            step(&b, &seed);
            expect_kept(&b);
            made++; /* by the comparison */
        }
        if (metric_value(METRIC) != made)
            fail_msg("round %u: a catalog was made anew", round);
        bench_expect_sound(&b);
        bench_close(&b);
    }
}

/* Paths decide the order of what is found: a number that a failed commit gave out is another file's. */
static void test_a_number_goes_to_another_file(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "def f():\n    pass\n");
    cg_ingest_source file = {.path = CG_STR("z.go"), .content = CG_STR("package z\nfunc F() {}\n")};
    cg_ingest_files_request q = {.files = &file, .files_count = 1, .dry_run = true};
    cg_ingest_result result;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &result, &ingest_err));
    expect_kept(&b);
    bench_post(&b, "b.go", "package z\nfunc F() {}\n");
    expect_kept(&b);
    bench_close(&b);
}

/* Whatever branch is written next, its catalog is made from what is kept of the others. */
static void test_branches_in_turn(void **state)
{
    (void)state;
    static const char *const names[] = {"main", "one", "two"};
    for (unsigned round = 1; round <= 10; round++) {
        unsigned seed = round;
        bench b = bench_open(NULL);
        uint64_t fork = bench_post(&b, "first.py", "x = 1\n").commit.generation;
        for (size_t i = 1; i < CG_ARRAY_LEN(names); i++)
            assert_ok(cg_branch_create(b.project, cg_str_from(names[i]), fork, 10, &ingest_err));
        for (unsigned n = 0; n < 40; n++) {
            cg_str branch = cg_str_from(names[(unsigned)rand_r(&seed) % CG_ARRAY_LEN(names)]);
            cg_ingest_source file = random_file(&b, &seed);
            cg_ingest_files_request q = {.files = &file,
                                         .files_count = 1,
                                         .replace = rand_r(&seed) % 8 == 0,
                                         .target = {.branch = branch}};
            cg_ingest_result result;
            assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &result, &ingest_err));
            expect_catalog(&b, cg_str_from(names[(unsigned)rand_r(&seed) % CG_ARRAY_LEN(names)]));
        }
        bench_expect_sound(&b);
        bench_close(&b);
    }
}

/* Branches that differ in many files have one each, as long as there is room. */
static void test_branches_far_apart(void **state)
{
    (void)state;
    enum { MANY = 200 };
    bench b = bench_open(NULL);
    cg_ingest_source files[MANY];
    for (unsigned i = 0; i < MANY; i++)
        files[i] = (cg_ingest_source){
            .path = cg_arena_printf(b.arena, "g/p%u.go", i),
            .content = cg_arena_printf(b.arena, "package g\nfunc F%u() {}\n", i)};
    uint64_t fork = bench_post_all(&b, files, MANY).commit.generation;
    assert_ok(cg_branch_create(b.project, CG_STR("far"), fork, 10, &ingest_err));
    for (unsigned i = 0; i < MANY / 2; i++)
        files[i].content = CG_STR("package g\nfunc G() {}\n");
    cg_ingest_files_request q = {
        .files = files, .files_count = MANY / 2, .target = {.branch = CG_STR("far")}};
    cg_ingest_result result;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &result, &ingest_err));
    uint64_t made = metric_value(METRIC);
    bench_post(&b, "h.go", "package g\nfunc H() {}\n");
    assert_int_equal(b.ingest->catalogs.kept.len, 2);
    expect_catalog(&b, CG_STR("far"));
    expect_catalog(&b, CG_STR("main"));
    assert_int_equal(metric_value(METRIC), made + 2); /* by the comparisons */
    b.ingest->catalogs.bytes_max = b.ingest->catalogs.bytes - 1;
    bench_post(&b, "i.go", "package g\nfunc I() {}\n");
    assert_int_equal(b.ingest->catalogs.kept.len, 1);
    expect_catalog(&b, CG_STR("far"));
    bench_expect_sound(&b);
    bench_close(&b);
}

static void await_kept(bench *b, size_t count)
{
    size_t kept = 0;
    for (uint64_t end = cg_now_ns() + UINT64_C(20000000000); kept < count && cg_now_ns() < end;) {
        cg_mutex_lock(&b->ingest->catalogs.mu);
        kept = b->ingest->catalogs.kept.len;
        cg_mutex_unlock(&b->ingest->catalogs.mu);
    }
    assert_int_equal(kept, count);
}

static void test_warming_after_a_start(void **state)
{
    (void)state;
    cg_ingest_options opts = bench_options();
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "def f():\n    pass\n");
    bench_post(&b, "b.go", "package b\nfunc F() {}\n");
    bench_restart(&b, &opts);
    cg_ingest_warm(b.ingest);
    await_kept(&b, 1);
    expect_kept(&b);
    uint64_t made = metric_value(METRIC);
    bench_post(&b, "c.go", "package b\nfunc G() { F() }\n");
    assert_int_equal(metric_value(METRIC), made);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "c.go G > b.go F 98");
    bench_expect_sound(&b);

    opts.link_bytes_max = 1; /* nothing fits but what the last commit needs */
    bench_restart(&b, &opts);
    cg_ingest_warm(b.ingest);
    cg_ingest_stop_warming(b.ingest);
    assert_int_equal(b.ingest->catalogs.kept.len, 0);
    bench_post(&b, "d.go", "package b\nfunc H() {}\n");
    expect_kept(&b);
    bench_close(&b);
}

/* The budget holds for all projects together; the latest stay. */
static void test_the_oldest_give_way(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "def f():\n    pass\n");
    cg_project *first = b.project;
    size_t one = b.ingest->catalogs.bytes;
    b.ingest->catalogs.bytes_max = one + one / 2;
    assert_ok(cg_store_project(b.store, CG_STR("q"), true, &b.project, &ingest_err));
    bench_post(&b, "a.py", "def f():\n    pass\n");
    assert_int_equal(b.ingest->catalogs.kept.len, 1);
    assert_ptr_equal(b.ingest->catalogs.kept.ptr[0].project, b.project);
    expect_kept(&b);
    b.project = first;
    bench_post(&b, "b.py", "def g():\n    pass\n");
    expect_kept(&b);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whatever_becomes_of_commits),
        cmocka_unit_test(test_a_number_goes_to_another_file),
        cmocka_unit_test(test_branches_in_turn),
        cmocka_unit_test(test_branches_far_apart),
        cmocka_unit_test(test_warming_after_a_start),
        cmocka_unit_test(test_the_oldest_give_way),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
