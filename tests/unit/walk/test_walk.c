// SPDX-License-Identifier: Apache-2.0
// What a walk tells, what it leaves out, and that it never leaves its root.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "seen.h"
#include "tree.h"

static void expect(const char *root, const cg_walk_options *opts, const char *expected)
{
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, root, opts, NULL), CG_OK);
    assert_string_equal(seen_text(&s), expected);
    seen_fini(&s);
}

static void test_directories_that_hold_no_source(void **state)
{
    (void)state;
    tree_make("skipped", "a.py .git/config .hg/x .svn/x node_modules/p/i.js d/node_modules/i.js "
                         "d/__pycache__/x d/.venv/x .tox/x .mypy_cache/x .cache/x .gradle/x "
                         "build/out.c node_module/x .github/w");
    tree_write("file/node_modules", ""); /* a file of that name is a file */
    expect("skipped", NULL, ".github/w a.py build/out.c node_module/x");
    expect("file", NULL, "node_modules");
}

static void test_empty_trees(void **state)
{
    (void)state;
    tree_make("empty", "d/e/ f/");
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, "empty", NULL, NULL), CG_OK);
    assert_string_equal(seen_text(&s), "");
    assert_int_equal(s.directories, 4);
    assert_int_equal(s.deepest, 3);
    seen_fini(&s);
}

static void test_globs_of_the_request(void **state)
{
    (void)state;
    tree_make("globs", "a.py a.c d/b.py d/e/c.py t/x.py");
    const cg_str py[] = {CG_STR("**/*.py")}, top[] = {CG_STR("*.py"), CG_STR("d/**")};
    const cg_str tests[] = {CG_STR("t"), CG_STR("d/e/**")}, deep[] = {CG_STR("d/e/c.py")};
    expect("globs", &(cg_walk_options){.include = py, .include_count = 1},
           "a.py d/b.py d/e/c.py t/x.py");
    expect("globs", &(cg_walk_options){.include = top, .include_count = 2}, "a.py d/b.py d/e/c.py");
    expect("globs", &(cg_walk_options){.exclude = tests, .exclude_count = 2}, "a.c a.py d/b.py");
    expect(
        "globs",
        &(cg_walk_options){.include = py, .include_count = 1, .exclude = tests, .exclude_count = 2},
        "a.py d/b.py");
    expect("globs", &(cg_walk_options){.include = deep, .include_count = 1}, "d/e/c.py");
}

static void test_links_are_told_but_never_followed(void **state)
{
    (void)state;
    tree_make("outside", "secret.py");
    tree_make("links", "a.py d/b.py");
    tree_link("a.py", "links/same.py");
    tree_link("d", "links/inside");
    tree_link("../outside", "links/out");
    tree_link("../outside/secret.py", "links/out.py");
    tree_link("/etc/passwd", "links/absolute.py");
    tree_link("nowhere", "links/dangling.py");
    tree_link(".", "links/d/self");
    tree_link("loop-b", "links/loop-a");
    tree_link("loop-a", "links/loop-b");
    expect("links", NULL, "a.py d/b.py link:absolute.py link:out link:out.py");
}

static void test_special_files(void **state)
{
    (void)state;
    tree_make("special", "a.py");
    assert_int_equal(mkfifo("special/fifo.py", 0600), 0);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "special/socket.py"};
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(close(fd), 0);
    expect("special", NULL, "a.py special:fifo.py special:socket.py");
}

/* The superuser may read everything, so the walk runs as somebody else; cmocka must not end in
 * that process. */
static void test_an_unreadable_directory_does_not_end_the_walk(void **state)
{
    (void)state;
    tree_make("locked", "a.py d/b.py e/c.py");
    assert_int_equal(chmod("locked", 0755), 0);
    assert_int_equal(chmod("locked/e", 0755), 0);
    assert_int_equal(chmod("locked/d", 0), 0);
    int root;
    assert_int_equal(cg_walk_open_root("locked", &root, NULL), CG_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (fchdir(root) != 0 || (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)))
            _exit(2);
        seen s = {.depth = 0};
        bool ok = seen_walk(&s, ".", NULL, NULL) == CG_OK &&
                  strcmp(seen_text(&s), "a.py e/c.py unreadable:d") == 0;
        if (!ok)
            fprintf(stderr, "told: %s\n", seen_text(&s));
        _exit(!ok);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod("locked/d", 0700), 0);
    assert_int_equal(close(root), 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
        puts("no right to become another user: skipped");
        skip();
    }
    assert_int_equal(status, 0);
}

static void test_names_that_are_not_utf8(void **state)
{
    (void)state;
    tree_make("names", "a.py \xff.py d\xfe/b.py é.py");
    expect("names", NULL, "a.py name:d\xfe/b.py name:\xff.py é.py");
}

static void test_nesting_has_a_limit(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_buf_add_str(&path, CG_STR("deep/"));
    for (int i = 0; i < 200; i++)
        cg_buf_add_str(&path, CG_STR("d/"));
    cg_buf_add(&path, "x.py", 5);
    tree_write(path.ptr, "");
    tree_write("deep/a.py", "");
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, "deep", NULL, NULL), CG_OK);
    assert_int_equal(s.words.len, 2);
    assert_string_equal(s.words.ptr[0], "a.py");
    assert_true(cg_str_starts(cg_str_from(s.words.ptr[1]), CG_STR("unreadable:d/d/")));
    assert_int_equal(s.deepest, 128);
    seen_fini(&s);
}

static void test_a_walk_can_be_canceled(void **state)
{
    (void)state;
    tree_make("canceled", "a b c d/e");
    atomic_bool cancel = false;
    seen s = {.cancel = &cancel};
    cg_err err;
    assert_int_equal(seen_walk(&s, "canceled", &(cg_walk_options){.cancel = &cancel}, &err),
                     CG_E_CANCELED);
    assert_int_equal(s.words.len, 1);
    seen_fini(&s);
}

static void test_the_visitors_error_ends_the_walk(void **state)
{
    (void)state;
    tree_make("stopped", "a/b/c a/b/d e");
    seen s = {.stop_after = 1};
    cg_err err;
    assert_int_equal(seen_walk(&s, "stopped", NULL, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "enough");
    assert_int_equal(s.words.len, 1);
    seen_fini(&s);
}

static void test_unwanted_names_cost_nothing(void **state)
{
    (void)state;
    tree_make("wants", "a.py b.txt d/c.txt d.txt/e.py");
    seen s = {.unwanted = ".txt"};
    assert_int_equal(seen_walk(&s, "wants", NULL, NULL), CG_OK);
    assert_string_equal(seen_text(&s), "a.py d.txt/e.py");
    assert_int_equal(s.asked, 4); /* directories are not asked about */
    seen_fini(&s);
}

static void test_roots_that_are_none(void **state)
{
    (void)state;
    tree_make("roots", "file");
    int fd;
    cg_err err;
    assert_int_equal(cg_walk_open_root("roots/absent", &fd, &err), CG_E_NOT_FOUND);
    assert_null(strstr(err.text, "roots"));
    assert_int_equal(cg_walk_open_root("roots/file", &fd, &err), CG_E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_directories_that_hold_no_source),
        cmocka_unit_test(test_empty_trees),
        cmocka_unit_test(test_globs_of_the_request),
        cmocka_unit_test(test_links_are_told_but_never_followed),
        cmocka_unit_test(test_special_files),
        cmocka_unit_test(test_an_unreadable_directory_does_not_end_the_walk),
        cmocka_unit_test(test_names_that_are_not_utf8),
        cmocka_unit_test(test_nesting_has_a_limit),
        cmocka_unit_test(test_a_walk_can_be_canceled),
        cmocka_unit_test(test_the_visitors_error_ends_the_walk),
        cmocka_unit_test(test_unwanted_names_cost_nothing),
        cmocka_unit_test(test_roots_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
