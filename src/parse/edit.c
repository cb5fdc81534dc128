// SPDX-License-Identifier: Apache-2.0
// What one text differs in from another: the one stretch between what both begin with and what both end with.
#include "parse_int.h"

static bool is_continuation(cg_str text, size_t byte)
{
    return byte < text.len && ((uint8_t)text.ptr[byte] & 0xc0) == 0x80;
}

/* Bytes that both begin with; a character is not split. */
static size_t common_start(cg_str a, cg_str b)
{
    size_t n = 0, most = CG_MIN(a.len, b.len);
    while (n + sizeof(uint64_t) <= most && memcmp(a.ptr + n, b.ptr + n, sizeof(uint64_t)) == 0)
        n += sizeof(uint64_t);
    while (n < most && a.ptr[n] == b.ptr[n])
        n++;
    while (n > 0 && (is_continuation(a, n) || is_continuation(b, n)))
        n--;
    return n;
}

/* Bytes that both end with, of what lies behind `start`. */
static size_t common_end(cg_str a, cg_str b, size_t start)
{
    size_t n = 0, most = CG_MIN(a.len, b.len) - start;
    while (n < most && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1])
        n++;
    while (n > 0 && is_continuation(a, a.len - n))
        n--;
    return n;
}

static TSPoint advance(TSPoint from, cg_str text, size_t start, size_t end)
{
    for (size_t at = start; at < end; at++) {
        from.column++;
        if (text.ptr[at] == '\n')
            from = (TSPoint){from.row + 1, 0};
    }
    return from;
}

TSInputEdit edit_between(cg_str old, cg_str text)
{
    size_t start = common_start(old, text);
    size_t end = common_end(old, text, start);
    TSPoint start_point = advance((TSPoint){0, 0}, text, 0, start);
    return (TSInputEdit){.start_byte = (uint32_t)start,
                         .old_end_byte = (uint32_t)(old.len - end),
                         .new_end_byte = (uint32_t)(text.len - end),
                         .start_point = start_point,
                         .old_end_point = advance(start_point, old, start, old.len - end),
                         .new_end_point = advance(start_point, text, start, text.len - end)};
}
