// SPDX-License-Identifier: Apache-2.0
// Making and changing directory trees for tests.
#include "tree.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_parents(const char *path)
{
    ptrdiff_t slash = cg_str_rfind(cg_str_from(path), '/');
    if (slash <= 0)
        return;
    char *dir = cg_strdup(cg_str_make(path, (size_t)slash));
    CG_ASSERT(cg_make_dirs(dir, NULL) == CG_OK);
    cg_free(dir);
}

void tree_write_bytes(const char *path, cg_str bytes)
{
    make_parents(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CG_ASSERT(fd >= 0);
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        CG_ASSERT(n > 0);
        bytes = cg_str_slice(bytes, (size_t)n, bytes.len);
    }
    CG_ASSERT(close(fd) == 0);
}

void tree_write(const char *path, const char *text)
{
    tree_write_bytes(path, cg_str_from(text));
}

void tree_make(const char *base, const char *paths)
{
    cg_str rest = cg_str_from(paths), part;
    while (cg_str_split(&rest, ' ', &part)) {
        if (part.len == 0)
            continue;
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%.*s", base, CG_STR_ARG(part));
        if (cg_str_ends(part, CG_STR("/")))
            CG_ASSERT(cg_make_dirs(path, NULL) == CG_OK);
        else
            tree_write(path, "");
    }
}

void tree_link(const char *target, const char *path)
{
    make_parents(path);
    CG_ASSERT(symlink(target, path) == 0);
}

void tree_delete(const char *path)
{
    CG_ASSERT(unlink(path) == 0);
}

void tree_rename(const char *from, const char *to)
{
    make_parents(to);
    CG_ASSERT(rename(from, to) == 0);
}

cg_str tree_read(cg_arena *arena, const char *path)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_ASSERT(cg_file_read(path, (size_t)1 << 30, &text, NULL) == CG_OK);
    return cg_arena_str(arena, cg_buf_str(&text));
}

cg_str tree_absolute(cg_arena *arena, const char *path)
{
    char real[PATH_MAX];
    CG_ASSERT(realpath(path, real) != NULL);
    return cg_arena_str(arena, cg_str_from(real));
}
