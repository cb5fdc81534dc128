// SPDX-License-Identifier: Apache-2.0
// What the last run saw of a file spares reading it, and never hides a change. Whether a file was
// opened the kernel tells (inotify).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define ONE "def one():\n    return 1\n"
#define TWO "def two():\n    return 2\n" /* as long as ONE */

/* Counts how often a file is opened from here on. */
static int watch(const char *path)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(inotify_add_watch(fd, path, IN_OPEN) >= 0);
    return fd;
}

/* Ends the watch. The kernel queues an event before the open returns. */
static bool was_opened(int fd)
{
    char events[4096];
    ssize_t n = read(fd, events, sizeof events);
    close(fd);
    return n > 0;
}

static int settle(void **state)
{
    (void)state;
    cg_fault_set("ingest.settled:-1"); /* else nothing as young as these files is remembered */
    return 0;
}

static void test_unchanged_files_are_not_read(void **state)
{
    (void)state;
    tree_write("same/a.py", ONE);
    tree_write("same/d/script", "#!/usr/bin/env python3\n" ONE);
    tree_write("same/d/notes", "no source of ours\n");
    bench b = bench_open(NULL);
    cg_ingest_result r = bench_index(&b, "same", NULL);
    assert_int_equal(r.files_parsed, 2);
    uint64_t generation = r.commit.generation;
    int source = watch("same/a.py"), script = watch("same/d/script"), notes = watch("same/d/notes");
    r = bench_index(&b, "same", NULL);
    assert_false(was_opened(source));
    assert_false(was_opened(script));
    assert_false(was_opened(notes));
    assert_int_equal(r.files_unchanged, 3);
    assert_int_equal(r.files_parsed, 0);
    assert_false(r.commit.changed);
    assert_int_equal(r.commit.generation, generation);
    assert_true(r.nodes > 0 && r.edges > 0);
    bench_close(&b);
}

static void test_young_files_are_read_again(void **state)
{
    (void)state;
    tree_write("young/a.py", ONE);
    bench b = bench_open(NULL);
    cg_fault_set(NULL);
    bench_index(&b, "young", NULL);
    int fd = watch("young/a.py");
    cg_ingest_result r = bench_index(&b, "young", NULL);
    assert_true(was_opened(fd));
    assert_int_equal(r.files_unchanged, 1); /* by its content */
    bench_close(&b);
}

static void test_a_changed_file_is_read(void **state)
{
    (void)state;
    tree_write("changed/a.py", ONE);
    tree_write("changed/b.py", ONE);
    bench b = bench_open(NULL);
    bench_index(&b, "changed", NULL);
    tree_write("changed/new", TWO);
    tree_rename("changed/new", "changed/a.py"); /* same size, another inode */
    int other = watch("changed/b.py");
    cg_ingest_result r = bench_index(&b, "changed", NULL);
    assert_false(was_opened(other));
    assert_int_equal(r.commit.files_changed, 1);
    assert_true(same_digest(bench_digest(&b), bench_clean_digest("changed", NULL)));
    bench_close(&b);
}

static void test_a_content_posted_in_between_is_noticed(void **state)
{
    (void)state;
    tree_write("posted/a.py", ONE);
    tree_write("posted/notes", "no source of ours\n");
    bench b = bench_open(NULL);
    bench_index(&b, "posted", NULL);
    cg_hash128 before = bench_digest(&b);
    bench_post(&b, "a.py", TWO);
    bench_post(&b, "notes", "#!/bin/env python3\n" TWO);
    assert_string_equal(bench_paths(&b), "a.py notes");
    bench_index(&b, "posted", NULL);
    assert_string_equal(bench_paths(&b), "a.py");
    assert_true(same_digest(bench_digest(&b), before));
    bench_close(&b);
}

static void test_a_file_removed_through_another_door_comes_back(void **state)
{
    (void)state;
    tree_write("removed/a.py", ONE);
    bench b = bench_open(NULL);
    bench_index(&b, "removed", NULL);
    cg_str path = CG_STR("a.py");
    cg_ingest_files_request q = {.deletes = &path, .deletes_count = 1};
    cg_ingest_result r;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &r, &ingest_err));
    assert_string_equal(bench_paths(&b), "");
    bench_index(&b, "removed", NULL);
    assert_string_equal(bench_paths(&b), "a.py");
    bench_close(&b);
}

/* What was decided under other limits is decided again. */
static void test_other_limits(void **state)
{
    (void)state;
    tree_write("limits/a.py", ONE);
    tree_write("limits/script", "#!/usr/bin/env python3\n" ONE);
    bench b = bench_open(NULL);
    bench_index(&b, "limits", NULL);
    assert_string_equal(bench_paths(&b), "a.py script");
    cg_ingest_options small = bench_options();
    small.limits.file_bytes_max = 20;
    bench_restart(&b, &small);
    bench_index(&b, "limits", NULL);
    assert_string_equal(bench_paths(&b), "a.py!too_large");
    cg_ingest_options standard = bench_options();
    bench_restart(&b, &standard);
    bench_index(&b, "limits", NULL);
    assert_string_equal(bench_paths(&b), "a.py script");
    assert_true(same_digest(bench_digest(&b), bench_clean_digest("limits", NULL)));
    bench_close(&b);
}

static void test_a_dry_run_remembers_nothing(void **state)
{
    (void)state;
    tree_write("dry/a.py", ONE);
    bench b = bench_open(NULL);
    bench_index(&b, "dry", &(cg_ingest_tree_request){.dry_run = true});
    int fd = watch("dry/a.py");
    cg_ingest_result r = bench_index(&b, "dry", NULL);
    assert_true(was_opened(fd));
    assert_int_equal(r.files_parsed, 1);
    bench_close(&b);
}

static void test_trees_and_projects_have_their_own(void **state)
{
    (void)state;
    tree_write("own/x/a.py", ONE);
    tree_write("own/y/a.py", TWO);
    bench b = bench_open(NULL);
    bench_index(&b, "own/x", NULL);
    bench_index(&b, "own/y", NULL);
    cg_hash128 digest = bench_digest(&b);
    bench_index(&b, "own/x", NULL);
    assert_true(same_digest(bench_digest(&b), bench_clean_digest("own/x", NULL)));
    bench_index(&b, "own/y", NULL);
    assert_true(same_digest(bench_digest(&b), digest));
    assert_ok(cg_store_project(b.store, CG_STR("q"), true, &b.project, &ingest_err));
    cg_ingest_result r = bench_index(&b, "own/y", NULL);
    assert_int_equal(r.commit.files_added, 1);
    bench_close(&b);
}

/* Directories between files, and names that begin alike. */
static void test_many_directories(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        char path[64];
        snprintf(path, sizeof path, "many/d%d/%s%d.py", i % 7, i % 2 ? "a" : "sub/aa", i);
        tree_write(path, ONE);
    }
    bench b = bench_open(NULL);
    bench_index(&b, "many", NULL);
    tree_delete("many/d0/sub/aa0.py");
    tree_write("many/d1/a01.py", TWO);
    int fd = watch("many/d3/a3.py");
    cg_ingest_result r = bench_index(&b, "many", NULL);
    assert_false(was_opened(fd));
    assert_int_equal(r.files_unchanged, 39);
    assert_int_equal(r.commit.files_added, 1);
    assert_int_equal(r.files_removed, 1);
    r = bench_index(&b, "many", NULL);
    assert_int_equal(r.files_unchanged, 40);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_unchanged_files_are_not_read, settle),
        cmocka_unit_test_setup(test_young_files_are_read_again, settle),
        cmocka_unit_test_setup(test_a_changed_file_is_read, settle),
        cmocka_unit_test_setup(test_a_content_posted_in_between_is_noticed, settle),
        cmocka_unit_test_setup(test_a_file_removed_through_another_door_comes_back, settle),
        cmocka_unit_test_setup(test_other_limits, settle),
        cmocka_unit_test_setup(test_a_dry_run_remembers_nothing, settle),
        cmocka_unit_test_setup(test_trees_and_projects_have_their_own, settle),
        cmocka_unit_test_setup(test_many_directories, settle),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
