// SPDX-License-Identifier: Apache-2.0
// app: the file that says where the daemon listens, for programs of the same user that look for it. It is
// written whole and under its name only then, so that a reader never sees half of one.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon.h"

#define FILE_MAX_BYTES 4096

static cg_code fail(int number, cg_err *err)
{
    return CG_FAIL(err, CG_E_IO, "server.address_file cannot be written: %s", strerror(number));
}

static cg_code write_file(const char *path, const cg_buf *text, cg_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(errno, err);
    ssize_t n = write(fd, text->ptr, text->len);
    int number = n < 0 ? errno : ENOSPC;
    cg_code rc = n == (ssize_t)text->len ? CG_OK : fail(number, err);
    (void)close(fd);
    return rc;
}

cg_code address_publish(const char *path, cg_str host, uint16_t port, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) temporary = {0};
    bool bare_v6 = cg_str_find(host, ':') >= 0 && !cg_str_starts(host, CG_STR("["));
    cg_buf_printf(&text, "{\"url\":\"http://%s", bare_v6 ? "[" : "");
    cg_buf_add_json_escaped(&text, host);
    cg_buf_printf(&text, "%s:%u\",\"pid\":%d,\"version\":\"%s\"}\n", bare_v6 ? "]" : "", port,
                  (int)getpid(), CG_VERSION);
    cg_buf_printf(&temporary, "%s.%d%c", path, (int)getpid(), '\0');
    (void)unlink(temporary.ptr); /* of an earlier process of this number */
    cg_code rc = write_file(temporary.ptr, &text, err);
    if (rc == CG_OK && rename(temporary.ptr, path) != 0)
        rc = fail(errno, err);
    if (rc != CG_OK)
        (void)unlink(temporary.ptr);
    return rc;
}

void address_withdraw(const char *path)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) own = {0};
    cg_buf_printf(&own, "\"pid\":%d,", (int)getpid());
    if (cg_file_read(path, FILE_MAX_BYTES, &text, NULL) == CG_OK &&
        memmem(text.ptr, text.len, own.ptr, own.len) != NULL)
        (void)unlink(path);
}
