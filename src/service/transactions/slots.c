// SPDX-License-Identifier: Apache-2.0
// Where open transactions outlive the process: a file of slots beside the store's own. Each holds one, and is written in
// place by one call that stays within a page, so whoever kills the process finds it as it was before or after. That is
// the kernel's to keep: what a power cut takes is no transaction any more (table.c). So beginning one, and its first
// small write, cost a copy of a few hundred bytes, and nobody's turn.
//
//   slot   hash of the rest u64 | bytes u32 | bytes
//
// A slot whose hash is wrong is free. The one given back last is given next, so few pages are written, and most are
// written over before what is in them would have to be cleared.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "transaction.h"

#define FILE_NAME "open-transactions"
#define HEAD 12

static cg_code fail(const char *doing, cg_err *err)
{
    return CG_FAIL(err, errno == ENOSPC || errno == EDQUOT ? CG_E_STORAGE_FULL : CG_E_IO,
                   "cannot %s the file of open transactions", doing);
}

cg_code slots_open(slots *s, const char *folder, cg_err *err)
{
    char path[4096];
    s->fd = -1;
    if (folder == NULL) /* nothing else outlives the process either */
        return CG_OK;
    cg_code rc = cg_make_dirs(folder, err);
    if (rc != CG_OK)
        return rc;
    if (snprintf(path, sizeof path, "%s/" FILE_NAME, folder) >= (int)sizeof path)
        return CG_FAIL(err, CG_E_INVALID, "the path of the store is too long");
    s->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->fd < 0)
        return fail("open", err);
    off_t bytes = lseek(s->fd, 0, SEEK_END);
    if (bytes < 0)
        return fail("read", err);
    s->count = (uint32_t)(((uint64_t)bytes + SLOT_BYTES - 1) / SLOT_BYTES);
    return CG_OK;
}

void slots_close(slots *s)
{
    if (s->fd >= 0)
        (void)close(s->fd);
    CG_VEC_FINI(&s->unused);
    CG_VEC_FINI(&s->left);
}

cg_code slots_read(const slots *s, uint32_t slot, cg_buf *out, cg_err *err)
{
    uint8_t bytes[SLOT_BYTES] = {0};
    ssize_t n = pread(s->fd, bytes, sizeof bytes, (off_t)slot * SLOT_BYTES);
    if (n < 0)
        return fail("read", err);
    uint32_t len = cg_get_be32(bytes + 8);
    cg_buf_clear(out);
    if (len <= SLOT_TEXT_MAX && cg_get_be64(bytes) == cg_hash64(bytes + 8, 4 + (size_t)len, 0))
        cg_buf_add(out, bytes + HEAD, len);
    return CG_OK;
}

static cg_code write_bytes(const slots *s, uint32_t slot, const uint8_t *bytes, size_t len,
                           cg_err *err)
{
    if (cg_fault("transactions.slot"))
        return CG_FAIL(err, CG_E_STORAGE_FULL, "the disk of the store is full");
    if (s->fd < 0)
        return CG_OK;
    ssize_t n;
    do
        n = pwrite(s->fd, bytes, len, (off_t)slot * SLOT_BYTES);
    while (n < 0 && errno == EINTR);
    if (n >= 0 && (size_t)n < len)
        errno = ENOSPC;
    return n == (ssize_t)len ? CG_OK : fail("write", err);
}

cg_code slots_write(const slots *s, uint32_t slot, cg_str text, cg_err *err)
{
    uint8_t bytes[SLOT_BYTES];
    CG_ASSERT(text.len <= SLOT_TEXT_MAX);
    cg_put_be32(bytes + 8, (uint32_t)text.len);
    memcpy(bytes + HEAD, text.ptr, text.len);
    cg_put_be64(bytes, cg_hash64(bytes + 8, 4 + text.len, 0));
    return write_bytes(s, slot, bytes, HEAD + text.len, err);
}

cg_code slots_clear(const slots *s, uint32_t slot, cg_err *err)
{
    static const uint8_t nothing[HEAD];
    return write_bytes(s, slot, nothing, sizeof nothing, err);
}

cg_code slots_sync(const slots *s, cg_err *err)
{
    if (cg_fault("transactions.sync"))
        return CG_FAIL(err, CG_E_IO, "cannot write the file of open transactions");
    return s->fd < 0 || fdatasync(s->fd) == 0 ? CG_OK : fail("write", err);
}

static const cg_id nobody;

uint32_t slots_take(slots *s)
{
    uint32_t slot = s->unused.len > 0 ? s->unused.ptr[--s->unused.len] : s->count++;
    if (slot < s->left.len)
        s->left.ptr[slot] = nobody;
    return slot;
}

void slots_give_back(slots *s, uint32_t slot)
{
    CG_VEC_PUSH(&s->unused, slot);
}

void slots_leave(slots *s, uint32_t slot, cg_id by)
{
    while (s->left.len <= slot)
        CG_VEC_PUSH(&s->left, nobody);
    s->left.ptr[slot] = by;
    slots_give_back(s, slot);
}

uint32_t slots_take_left(slots *s, uint32_t slot, cg_id by)
{
    size_t at = 0;
    if (slot >= s->left.len || !cg_id_eq(s->left.ptr[slot], by))
        return SLOT_NONE;
    s->left.ptr[slot] = nobody;
    while (s->unused.ptr[at] != slot)
        at++;
    s->unused.ptr[at] = s->unused.ptr[--s->unused.len];
    return slot;
}
