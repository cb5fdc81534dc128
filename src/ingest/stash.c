// SPDX-License-Identifier: Apache-2.0
#include "stash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Positions run through the memory and on into the file, which holds what comes behind `memory`. */
struct stash {
    const char *dir;
    size_t memory_max;
    cg_mutex mu;
    int fd;        /* guarded by mu; -1: not yet */
    cg_buf memory; /* guarded by mu; grows while there is no file */
    uint64_t end;  /* guarded by mu; of what was given a place */
};

stash *stash_create(const char *dir, size_t memory_max)
{
    stash *s = cg_alloc(sizeof *s);
    s->dir = dir;
    s->memory_max = memory_max;
    s->fd = -1;
    cg_mutex_init(&s->mu, CG_LOCK_INGEST_STASH);
    return s;
}

void stash_destroy(stash *s)
{
    if (s == NULL)
        return;
    if (s->fd >= 0)
        close(s->fd);
    cg_buf_fini(&s->memory);
    cg_mutex_fini(&s->mu);
    cg_free(s);
}

static cg_code fail_io(cg_err *err, int error)
{
    return error == ENOSPC || error == EDQUOT
               ? CG_FAIL(err, CG_E_STORAGE_FULL, "no room on the disk for what was received")
               : CG_FAIL(err, CG_E_IO, "what was received could not be kept (error %d)", error);
}

/* Not every file system can make a file without a name; there it loses it at once. */
static int open_nameless(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char path[4096 + 40];
    uint64_t word;
    cg_random_bytes(&word, sizeof word);
    snprintf(path, sizeof path, "%s/upload-%016" PRIx64, dir, word);
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

cg_code stash_settle(stash *s, cg_err *err)
{
    cg_mutex_lock(&s->mu);
    bool due = s->fd < 0 && s->dir != NULL && s->memory.len > s->memory_max;
    cg_mutex_unlock(&s->mu);
    if (!due)
        return CG_OK;
    int fd = open_nameless(s->dir);
    if (fd < 0)
        return fail_io(err, errno);
    cg_mutex_lock(&s->mu);
    s->fd = fd;
    cg_mutex_unlock(&s->mu);
    return CG_OK;
}

static cg_code write_all(int fd, cg_str bytes, uint64_t at, cg_err *err)
{
    while (bytes.len > 0) {
        ssize_t n = pwrite(fd, bytes.ptr, bytes.len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_io(err, n == 0 ? EIO : errno);
        bytes = cg_str_slice(bytes, (size_t)n, bytes.len);
        at += (uint64_t)n;
    }
    return CG_OK;
}

cg_code stash_put(stash *s, cg_str a, cg_str b, uint64_t *out_at, cg_err *err)
{
    cg_mutex_lock(&s->mu);
    int fd = s->fd;
    uint64_t at = s->end, file_at = at - s->memory.len;
    s->end += a.len + b.len;
    if (fd < 0) {
        cg_buf_add_str(&s->memory, a);
        cg_buf_add_str(&s->memory, b);
    }
    cg_code rc = s->memory.error;
    cg_mutex_unlock(&s->mu);
    *out_at = at;
    if (rc != CG_OK)
        return CG_FAIL(err, rc, "no memory for what was received");
    if (fd < 0)
        return CG_OK;
    rc = write_all(fd, a, file_at, err);
    return rc == CG_OK ? write_all(fd, b, file_at + a.len, err) : rc;
}

static cg_code read_all(int fd, char *room, size_t len, uint64_t at, cg_err *err)
{
    while (len > 0) {
        ssize_t n = pread(fd, room, len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_io(err, n == 0 ? EIO : errno);
        room += n;
        len -= (size_t)n;
        at += (uint64_t)n;
    }
    return CG_OK;
}

cg_code stash_get(stash *s, uint64_t at, size_t len, cg_buf *out, cg_err *err)
{
    char *room = cg_buf_reserve(out, len);
    if (room == NULL && len > 0)
        return CG_FAIL(err, out->error, "no memory for what was received");
    cg_mutex_lock(&s->mu);
    bool in_memory = at + len <= s->memory.len;
    if (in_memory && len > 0)
        memcpy(room, s->memory.ptr + at, len);
    int fd = s->fd;
    uint64_t file_at = at - s->memory.len;
    cg_mutex_unlock(&s->mu);
    cg_code rc = in_memory ? CG_OK : read_all(fd, room, len, file_at, err);
    out->len += rc == CG_OK ? len : 0;
    return rc;
}
