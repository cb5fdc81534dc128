// SPDX-License-Identifier: Apache-2.0
#include "golden.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define GOLDEN_BYTES_MAX ((size_t)64 << 20)

extern char **environ;

static bool write_file(const char *path, cg_str content)
{
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return false;
    bool ok = content.len == 0 || fwrite(content.ptr, 1, content.len, f) == content.len;
    return fclose(f) == 0 && ok;
}

static void show_difference(const char *expected, cg_str actual)
{
    char path[] = "actual-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || !write_file(path, actual))
        return;
    close(fd);
    fflush(stdout);
    char *argv[] = {(char *)"diff", (char *)"-u", (char *)expected, path, NULL};
    pid_t pid;
    if (posix_spawnp(&pid, "diff", NULL, NULL, argv, environ) == 0)
        (void)waitpid(pid, NULL, 0);
    unlink(path);
}

bool golden_check(const char *path, cg_str actual, bool bless)
{
    CG_AUTO_VALUE(cg_buf) expected = {0};
    if (bless)
        return write_file(path, actual);
    if (cg_file_read(path, GOLDEN_BYTES_MAX, &expected, NULL) != CG_OK) {
        printf("%s is missing\n", path);
        return false;
    }
    if (cg_str_eq(cg_buf_str(&expected), actual))
        return true;
    show_difference(path, actual);
    return false;
}
