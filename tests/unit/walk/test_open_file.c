// SPDX-License-Identifier: Apache-2.0
// Opening a file below a root: never through a link, never outside, never waiting; with the
// system call made for it and without (old kernels, and sandboxes that refuse what they do not know).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cg/walk.h"
#include "tree.h"

static bool opens(int root, const char *path)
{
    int fd = cg_walk_open_file(root, path);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* The number of the first wrong answer, 0: none. */
static int check_all(int root)
{
    static const struct {
        const char *path;
        bool opens;
    } cases[] = {
        {"a.py", true},         {"d/e/b.py", true},       {"link.py", false},
        {"d/link/b.py", false}, {"out/secret.py", false}, {"../outside/secret.py", false},
        {"a.py/x", false},      {"/etc/passwd", false},   {"absent.py", false},
        {"d/e/link.py", false},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        if (opens(root, cases[i].path) != cases[i].opens)
            return (int)i + 1;
    int fd = cg_walk_open_file(root, "fifo.py"); /* must not wait for a writer */
    if (fd < 0)
        return 100;
    close(fd);
    return cg_walk_open_file(root, "link.py") == -1 && errno == ELOOP ? 0 : 101;
}

static int make_tree(void **state)
{
    (void)state;
    tree_make("outside", "secret.py");
    tree_make("root", "a.py d/e/b.py");
    tree_link("a.py", "root/link.py");
    tree_link("e", "root/d/link");
    tree_link("../../a.py", "root/d/e/link.py");
    tree_link("../outside", "root/out");
    return mkfifo("root/fifo.py", 0600);
}

static void test_with_the_system_call(void **state)
{
    (void)state;
    int root;
    assert_int_equal(cg_walk_open_root("root", &root, NULL), CG_OK);
    assert_int_equal(check_all(root), 0);
    assert_int_equal(close(root), 0);
}

/* From here on openat2 fails with `error`. */
static bool forbid_openat2(int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {CG_ARRAY_LEN(code), code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void test_without_it(void **state)
{
    (void)state;
    const int errors[] = {ENOSYS, EPERM};
    for (size_t i = 0; i < CG_ARRAY_LEN(errors); i++) {
        int root;
        assert_int_equal(cg_walk_open_root("root", &root, NULL), CG_OK);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(forbid_openat2(errors[i]) ? check_all(root) : 255);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(close(root), 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 255) {
            puts("no right to filter system calls: skipped");
            skip();
        }
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_with_the_system_call),
        cmocka_unit_test(test_without_it),
    };
    return cmocka_run_group_tests(tests, make_tree, NULL);
}
