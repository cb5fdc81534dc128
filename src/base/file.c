// SPDX-License-Identifier: Apache-2.0
// base: reading a whole small file and making directories. Messages carry no path: a client may
// see them, and the caller knows which file it asked for.
#include "cg/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static cg_code fail_errno(cg_err *err, int number, const char *what)
{
    char text[96];
    cg_code code = number == ENOENT || number == ENOTDIR  ? CG_E_NOT_FOUND
                   : number == ENOSPC || number == EDQUOT ? CG_E_STORAGE_FULL
                                                          : CG_E_IO;
    return CG_FAIL(err, code, "%s: %s", what, strerror_r(number, text, sizeof text));
}

static cg_code read_all(int fd, size_t max_bytes, cg_buf *out, cg_err *err)
{
    size_t done = 0;
    for (;;) {
        /* One byte more than allowed, so that a file of exactly max_bytes is told from more. */
        size_t want = CG_MIN((size_t)65536, max_bytes - done + (max_bytes - done < SIZE_MAX));
        char chunk[65536];
        ssize_t n = read(fd, chunk, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, errno, "cannot read the file");
        if (n == 0)
            return CG_OK;
        if ((size_t)n > max_bytes - done)
            return CG_FAIL(err, CG_E_LIMIT, "file exceeds %zu bytes", max_bytes);
        done += (size_t)n;
        cg_buf_add(out, chunk, (size_t)n);
        if (out->error != CG_OK)
            return CG_FAIL(err, out->error, "file does not fit the buffer");
    }
}

static cg_code read_checked(int fd, size_t max_bytes, cg_buf *out, cg_err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fail_errno(err, errno, "cannot read the file");
    if (!S_ISREG(st.st_mode))
        return CG_FAIL(err, CG_E_IO, "not a regular file");
    if ((uint64_t)st.st_size > max_bytes)
        return CG_FAIL(err, CG_E_LIMIT, "file exceeds %zu bytes", max_bytes);
    size_t len = out->len;
    cg_buf_reserve(out, (size_t)st.st_size);
    if (out->error != CG_OK)
        return CG_FAIL(err, out->error, "file does not fit the buffer");
    cg_code rc = read_all(fd, max_bytes, out, err);
    if (rc != CG_OK)
        out->len = len;
    return rc;
}

cg_code cg_file_read(const char *path, size_t max_bytes, cg_buf *out, cg_err *err)
{
    /* O_NONBLOCK: opening a FIFO must not wait for its writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fail_errno(err, errno, "cannot open the file");
    cg_code rc = read_checked(fd, max_bytes, out, err);
    (void)close(fd);
    return rc;
}

static cg_code make_dir(const char *path, cg_err *err)
{
    struct stat st;
    if (mkdir(path, 0700) == 0)
        return CG_OK;
    int number = errno;
    if (number == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return CG_OK;
    /* A read-only or foreign parent says EROFS or EACCES even when the directory exists. */
    if (number != EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return CG_OK;
    return fail_errno(err, number == EEXIST ? ENOTDIR : number, "cannot make the directory");
}

cg_code cg_make_dirs(const char *path, cg_err *err)
{
    char part[PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part)
        return CG_FAIL(err, CG_E_IO, "cannot make a directory of that name");
    memcpy(part, path, len + 1);
    for (size_t i = 1; i < len; i++) {
        if (part[i] != '/' || part[i - 1] == '/')
            continue;
        part[i] = '\0';
        cg_code rc = make_dir(part, err);
        part[i] = '/';
        if (rc != CG_OK)
            return rc;
    }
    return make_dir(part, err);
}
