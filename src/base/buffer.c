// SPDX-License-Identifier: Apache-2.0
// base: the growing byte buffer and variable-width integers.
#include "cg/base.h"

#include <stdio.h>
#include <stdlib.h>

void cg_buf_init(cg_buf *buf, size_t max)
{
    *buf = (cg_buf){.max = max};
}

void cg_buf_fini(cg_buf *buf)
{
    free(buf->ptr);
    *buf = (cg_buf){.max = buf->max};
}

void cg_buf_clear(cg_buf *buf)
{
    buf->len = 0;
    buf->error = CG_OK;
}

static char *refuse(cg_buf *buf, cg_code code)
{
    buf->error = code;
    return NULL;
}

static bool grow(cg_buf *buf, size_t need)
{
    size_t cap = buf->cap > SIZE_MAX / 2 ? need : buf->cap * 2;
    cap = CG_MAX(cap, CG_MAX(need, (size_t)64));
    if (buf->max != 0)
        cap = CG_MIN(cap, buf->max); /* need <= max, checked by the caller */
    if (cg_fault("base.alloc"))
        return false;
    char *ptr = realloc(buf->ptr, cap);
    if (ptr == NULL)
        return false;
    buf->ptr = ptr;
    buf->cap = cap;
    return true;
}

char *cg_buf_make_room(cg_buf *buf, size_t extra)
{
    size_t need;
    if (buf->error != CG_OK)
        return NULL;
    if (__builtin_add_overflow(buf->len, extra, &need) || (buf->max != 0 && need > buf->max))
        return refuse(buf, CG_E_LIMIT);
    if ((need > buf->cap || buf->ptr == NULL) && !grow(buf, need))
        return refuse(buf, CG_E_NOMEM);
    return buf->ptr + buf->len;
}

void cg_buf_add(cg_buf *buf, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    char *at = cg_buf_reserve(buf, len);
    if (at == NULL)
        return;
    memcpy(at, bytes, len);
    buf->len += len;
}

void cg_buf_add_str(cg_buf *buf, cg_str s)
{
    cg_buf_add(buf, s.ptr, s.len);
}

void cg_buf_add_char(cg_buf *buf, char c)
{
    cg_buf_add(buf, &c, 1);
}

void cg_buf_printf(cg_buf *buf, const char *fmt, ...)
{
    char small[256];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    CG_ASSERT(n >= 0);
    if ((size_t)n < sizeof small) {
        cg_buf_add(buf, small, (size_t)n);
        return;
    }
    /* vsnprintf ends with a NUL, which must fit the allocation but not count against `max`. */
    char *text = cg_try_alloc((size_t)n + 1);
    if (text == NULL) {
        buf->error = buf->error != CG_OK ? buf->error : CG_E_NOMEM;
        return;
    }
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    cg_buf_add(buf, text, (size_t)n);
    free(text);
}

void cg_buf_add_varint(cg_buf *buf, uint64_t v)
{
    uint8_t bytes[10];
    size_t n = 0;
    while (v >= 0x80) {
        bytes[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    bytes[n++] = (uint8_t)v;
    cg_buf_add(buf, bytes, n);
}

bool cg_read_varint(const uint8_t **pos, const uint8_t *end, uint64_t *out_value)
{
    uint64_t value = 0;
    const uint8_t *p = *pos;
    for (unsigned shift = 0; shift < 64 && p < end; shift += 7) {
        uint8_t byte = *p++;
        if (shift == 63 && byte > 1)
            return false;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *pos = p;
            *out_value = value;
            return true;
        }
    }
    return false;
}
