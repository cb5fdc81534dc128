// SPDX-License-Identifier: Apache-2.0
// Runs over trees: what they add, change, leave out and take away, and that they do so whole or
// not at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"

#define ONE "def one():\n    return 1\n"
#define TWO "def two():\n    return one()\n\ndef one():\n    return 1\n"

static void test_files_come_change_move_and_go(void **state)
{
    (void)state;
    tree_write("life/a.py", ONE);
    tree_write("life/d/b.py", TWO);
    bench b = bench_open(NULL);
    cg_ingest_result r = bench_index(&b, "life", NULL);
    assert_int_equal(r.files_seen, 2);
    assert_int_equal(r.files_parsed, 2);
    assert_int_equal(r.commit.files_added, 2);
    assert_int_equal(r.langs[CG_LANG_PYTHON], 2);
    assert_int_equal(r.bytes, strlen(ONE) + strlen(TWO));
    assert_int_equal(r.nodes, r.commit.nodes_added);
    assert_int_equal(r.files_count, 0); /* nothing to complain about */
    tree_write("life/a.py", TWO);
    tree_write("life/c.go", "package c\n\nfunc F() {}\n");
    r = bench_index(&b, "life", NULL);
    assert_int_equal(r.commit.files_changed, 1);
    assert_int_equal(r.commit.files_added, 1);
    assert_int_equal(r.files_cached, 1); /* a.py is what d/b.py was */
    tree_rename("life/d/b.py", "life/e/f.py");
    r = bench_index(&b, "life", NULL);
    assert_int_equal(r.files_removed, 1);
    assert_int_equal(r.commit.files_added, 1);
    assert_int_equal(r.files_cached, 1);
    assert_string_equal(bench_paths(&b), "a.py c.go e/f.py");
    tree_delete("life/a.py");
    r = bench_index(&b, "life", &(cg_ingest_tree_request){.keep_missing = true});
    assert_false(r.commit.changed);
    r = bench_index(&b, "life", NULL);
    assert_string_equal(bench_paths(&b), "c.go e/f.py");
    assert_true(same_digest(bench_digest(&b), bench_clean_digest("life", NULL)));
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_manifests_are_found_by_name(void **state)
{
    (void)state;
    tree_write("manifests/go.mod", "module example.com/m\n");
    tree_write("manifests/web/tsconfig.app.json", "{\"extends\": \"../base.json\"}\n");
    tree_write("manifests/web/base.json", "{}\n");
    tree_write("manifests/web/package-lock.json", "{}\n");
    bench b = bench_open(NULL);
    cg_ingest_result r = bench_index(&b, "manifests", NULL);
    assert_int_equal(r.langs[CG_LANG_MANIFEST], 3);
    assert_string_equal(bench_paths(&b), "go.mod web/package-lock.json web/tsconfig.app.json");
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_a_dry_run_tells_and_does_nothing(void **state)
{
    (void)state;
    tree_write("dry/a.py", ONE);
    bench b = bench_open(NULL);
    cg_ingest_tree_request dry = {.dry_run = true};
    cg_ingest_result r = bench_index(&b, "dry", &dry);
    assert_true(r.commit.changed);
    assert_int_equal(r.commit.files_added, 1);
    assert_int_equal(r.commit.generation, 0);
    assert_string_equal(bench_paths(&b), "");
    bench_index(&b, "dry", NULL);
    tree_delete("dry/a.py");
    r = bench_index(&b, "dry", &dry);
    assert_int_equal(r.files_removed, 1);
    assert_string_equal(bench_paths(&b), "a.py");
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_globs_choose(void **state)
{
    (void)state;
    tree_write("globs/a.py", ONE);
    tree_write("globs/a.go", "package a\n");
    tree_write("globs/t/b.py", ONE);
    const cg_str py = CG_STR("**/*.py"), t = CG_STR("t");
    cg_ingest_tree_request q = {
        .include = &py, .include_count = 1, .exclude = &t, .exclude_count = 1};
    bench b = bench_open(NULL);
    bench_index(&b, "globs", NULL);
    assert_string_equal(bench_paths(&b), "a.go a.py t/b.py");
    bench_index(&b, "globs", &q); /* what the globs leave out counts as gone */
    assert_string_equal(bench_paths(&b), "a.py");
    assert_true(same_digest(bench_digest(&b), bench_clean_digest("globs", &q)));
    bench_close(&b);
}

static void test_files_that_are_skipped_say_why(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) big = {0};
    while (big.len < 3000)
        cg_buf_add_str(&big, CG_STR("x = 1\n"));
    tree_write_bytes("skips/big.py", cg_buf_str(&big));
    tree_write_bytes("skips/exact.py", cg_str_make(big.ptr, 2000));
    tree_write_bytes("skips/binary.py", cg_str_make("x = 1\0\0\1\2\0", 10));
    tree_write("skips/fine.py", ONE);
    cg_buf lock = {0};
    while (lock.len < 2500)
        cg_buf_add_str(&lock, CG_STR("# nothing pinned\n"));
    tree_write_bytes("skips/requirements.txt", cg_buf_str(&lock));
    cg_buf_fini(&lock);
    tree_write("skips/broken.py", "def f(:\n    return (\n\nclass C:\n    def g(self): pass\n");
    tree_write("skips/README", "plain text\n");
    tree_write("skips/notes.txt", "plain text\n");
    tree_link("/etc/passwd", "skips/link.py");
    assert_int_equal(mkfifo("skips/fifo.py", 0600), 0);
    cg_ingest_options opts = bench_options();
    opts.limits.file_bytes_max = 2000;
    bench b = bench_open(&opts);
    cg_ingest_result r = bench_index(&b, "skips", NULL);
    assert_string_equal(bench_paths(&b),
                        "big.py!too_large binary.py!binary broken.py exact.py "
                        "fifo.py!special_file fine.py link.py!link_outside requirements.txt");
    assert_int_equal(r.files_count, 5); /* the skipped and the partial ones */
    assert_int_equal(bench_find(&r, "broken.py")->status, CG_PARSE_PARTIAL);
    assert_true(bench_find(&r, "broken.py")->errors_count > 0);
    assert_int_equal(bench_find(&r, "big.py")->skip, CG_SKIP_TOO_LARGE);
    assert_int_equal(r.files_partial, 1);
    assert_int_equal(r.skips[CG_SKIP_LANGUAGE], 1);
    assert_int_equal(r.files_skipped, 5); /* README among them */
    r = bench_index(&b, "skips", NULL);
    assert_false(r.commit.changed);
    assert_int_equal(r.files_count, 5);
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_scripts_say_what_they_are_in_their_first_line(void **state)
{
    (void)state;
    tree_write("scripts/tool", "#!/usr/bin/env python3\n" ONE);
    tree_write("scripts/node", "#!/usr/bin/node\nfunction f() {}\n");
    tree_write("scripts/shell", "#!/bin/sh\necho\n");
    tree_write("scripts/empty", "");
    tree_write("scripts/Makefile", "all:\n");
    bench b = bench_open(NULL);
    bench_index(&b, "scripts", NULL);
    assert_string_equal(bench_paths(&b), "node tool");
    tree_write("scripts/tool", "#!/bin/sh\necho no longer\n");
    bench_index(&b, "scripts", NULL);
    assert_string_equal(bench_paths(&b), "node");
    bench_expect_sound(&b);
    bench_close(&b);
}

/* The superuser reads everything: the check runs as somebody else, in a process of its own. */
static int check_unreadable(void)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 2;
    bench b = bench_open(NULL);
    cg_ingest_tree_request q = {.root = CG_STR(".")}; /* the directories above are closed, too */
    cg_ingest_result r;
    cg_err err;
    if (cg_ingest_tree(b.ingest, b.project, &q, b.arena, &r, &err) != CG_OK)
        return 4;
    const cg_ingest_file *dir = bench_find(&r, "locked"), *file = bench_find(&r, "no.py");
    bool ok = dir != NULL && dir->skip == CG_SKIP_UNREADABLE && file != NULL &&
              file->skip == CG_SKIP_UNREADABLE &&
              strcmp(bench_paths(&b), "a.py no.py!unreadable z.py") == 0;
    if (!ok)
        fprintf(stderr, "files: %s\n", bench_paths(&b));
    bench_close(&b);
    return !ok;
}

static void test_what_cannot_be_read_is_reported(void **state)
{
    (void)state;
    tree_write("locks/a.py", ONE);
    tree_write("locks/locked/b.py", ONE);
    tree_write("locks/no.py", ONE);
    tree_write("locks/z.py", ONE);
    assert_int_equal(chmod("locks", 0755) | chmod("locks/a.py", 0644) | chmod("locks/z.py", 0644) |
                         chmod("locks/no.py", 0) | chmod("locks/locked", 0),
                     0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) { /* enters before it loses the right to come this way */
        if (chdir("locks") != 0)
            _exit(3);
        _exit(check_unreadable());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod("locks/locked", 0700), 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
        puts("no right to become another user: skipped");
        skip();
    }
    assert_int_equal(status, 0);
}

static void cancel(void *arg)
{
    cg_ingest_progress *progress = arg;
    if (atomic_load(&progress->phase) == CG_PHASE_PARSING)
        atomic_store(&progress->cancel, true);
}

static void test_a_canceled_run_leaves_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        char path[32];
        snprintf(path, sizeof path, "canceled/f%d.py", i);
        tree_write(path, ONE);
    }
    const char *const faults[] = {NULL, "commit.parts:-1"};
    for (size_t i = 0; i < CG_ARRAY_LEN(faults); i++) {
        cg_fault_set(faults[i]);
        bench b = bench_open(NULL);
        cg_ingest_progress progress = {.moved = cancel};
        progress.arg = &progress;
        cg_ingest_tree_request q = {.root = tree_absolute(b.arena, "canceled"),
                                    .progress = &progress};
        cg_ingest_result r;
        cg_err err;
        assert_int_equal(cg_ingest_tree(b.ingest, b.project, &q, b.arena, &r, &err), CG_E_CANCELED);
        assert_string_equal(bench_paths(&b), "");
        bench_expect_sound(&b);
        cg_fault_set(NULL);
        bench_index(&b, "canceled", NULL);
        assert_true(same_digest(bench_digest(&b), bench_clean_digest("canceled", NULL)));
        bench_close(&b);
    }
}

static void test_progress_is_told(void **state)
{
    (void)state;
    tree_write("progress/a.py", ONE);
    tree_write("progress/b.py", TWO);
    bench b = bench_open(NULL);
    cg_ingest_progress progress = {.moved = NULL};
    cg_ingest_result r =
        bench_index(&b, "progress", &(cg_ingest_tree_request){.progress = &progress});
    assert_int_equal(atomic_load(&progress.files_total), 2);
    assert_int_equal(atomic_load(&progress.files_done), 2);
    assert_int_equal(atomic_load(&progress.bytes_done), r.bytes);
    assert_int_equal(atomic_load(&progress.nodes), r.nodes);
    assert_int_equal(atomic_load(&progress.phase), CG_PHASE_COMMITTING);
    bench_close(&b);
}

static void test_too_many_files(void **state)
{
    (void)state;
    tree_make("many", "a.py b.py c.py d.txt");
    cg_ingest_options opts = bench_options();
    opts.files_max = 3;
    bench b = bench_open(&opts);
    bench_index(&b, "many", NULL);
    tree_make("many", "e.py");
    cg_ingest_tree_request q = {.root = tree_absolute(b.arena, "many")};
    cg_ingest_result r;
    cg_err err;
    assert_int_equal(cg_ingest_tree(b.ingest, b.project, &q, b.arena, &r, &err), CG_E_LIMIT);
    assert_string_equal(bench_paths(&b), "a.py b.py c.py");
    bench_close(&b);
}

static void test_roots_that_are_none(void **state)
{
    (void)state;
    tree_make("roots", "file.py");
    bench b = bench_open(NULL);
    cg_ingest_tree_request q = {.root = CG_STR("/nowhere/at/all")};
    cg_ingest_result r;
    cg_err err;
    assert_int_equal(cg_ingest_tree(b.ingest, b.project, &q, b.arena, &r, &err), CG_E_NOT_FOUND);
    q.root = tree_absolute(b.arena, "roots/file.py");
    assert_int_equal(cg_ingest_tree(b.ingest, b.project, &q, b.arena, &r, &err), CG_E_INVALID);
    bench_index(&b, "roots", NULL); /* the writer is free again */
    bench_close(&b);
}

static void test_what_one_project_parsed_the_next_does_not(void **state)
{
    (void)state;
    tree_write("shared/a.py", ONE);
    tree_write("shared/b.py", TWO);
    bench b = bench_open(NULL);
    bench_index(&b, "shared", NULL);
    uint64_t parsed = metric_value("codegraph_parse_files_total");
    uint64_t cached = metric_value("codegraph_parse_cached_total");
    assert_ok(cg_store_project(b.store, CG_STR("q"), true, &b.project, &ingest_err));
    cg_ingest_result r = bench_index(&b, "shared", NULL);
    assert_int_equal(r.files_cached, 2);
    assert_int_equal(r.files_parsed, 0);
    assert_int_equal(metric_value("codegraph_parse_files_total"), parsed);
    assert_int_equal(metric_value("codegraph_parse_cached_total"), cached + 2);
    assert_string_equal(bench_paths(&b), "a.py b.py");
    bench_expect_sound(&b);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_come_change_move_and_go),
        cmocka_unit_test(test_manifests_are_found_by_name),
        cmocka_unit_test(test_a_dry_run_tells_and_does_nothing),
        cmocka_unit_test(test_globs_choose),
        cmocka_unit_test(test_files_that_are_skipped_say_why),
        cmocka_unit_test(test_scripts_say_what_they_are_in_their_first_line),
        cmocka_unit_test(test_what_cannot_be_read_is_reported),
        cmocka_unit_test(test_a_canceled_run_leaves_nothing),
        cmocka_unit_test(test_progress_is_told),
        cmocka_unit_test(test_too_many_files),
        cmocka_unit_test(test_roots_that_are_none),
        cmocka_unit_test(test_what_one_project_parsed_the_next_does_not),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
