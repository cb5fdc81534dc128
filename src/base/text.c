// SPDX-License-Identifier: Apache-2.0
// base: borrowed text: comparing, cutting, numbers, UTF-8.
#include "base_int.h"

cg_str cg_str_from(const char *nul_terminated)
{
    if (nul_terminated == NULL)
        return CG_STR_NULL;
    return cg_str_make(nul_terminated, strlen(nul_terminated));
}

int cg_str_cmp(cg_str a, cg_str b)
{
    size_t n = CG_MIN(a.len, b.len);
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool cg_str_among(cg_str s, const char *const *words, size_t count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = cg_str_cmp(cg_str_from(words[mid]), s);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

bool cg_str_starts(cg_str s, cg_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool cg_str_ends(cg_str s, cg_str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

ptrdiff_t cg_str_find(cg_str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? at - s.ptr : -1;
}

ptrdiff_t cg_str_rfind(cg_str s, char c)
{
    const char *at = s.len ? memrchr(s.ptr, c, s.len) : NULL;
    return at ? at - s.ptr : -1;
}

cg_str cg_str_slice(cg_str s, size_t from, size_t to)
{
    to = CG_MIN(to, s.len);
    from = CG_MIN(from, to);
    return cg_str_make(s.ptr ? s.ptr + from : NULL, to - from);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

cg_str cg_str_trim(cg_str s)
{
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    while (s.len && is_space(s.ptr[0]))
        s.ptr++, s.len--;
    return s;
}

bool cg_str_split(cg_str *rest, char sep, cg_str *out_part)
{
    /* A NULL pointer marks "used up", so that "a," yields "a" and then the empty last part. */
    if (rest->ptr == NULL)
        return false;
    ptrdiff_t at = cg_str_find(*rest, sep);
    if (at < 0) {
        *out_part = *rest;
        *rest = CG_STR_NULL;
        return true;
    }
    *out_part = cg_str_slice(*rest, 0, (size_t)at);
    *rest = cg_str_slice(*rest, (size_t)at + 1, rest->len);
    return true;
}

bool cg_str_to_u64(cg_str s, uint64_t *out_value)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value))
            return false;
    }
    *out_value = value;
    return true;
}

size_t cg_u64_text(uint64_t value, char out[CG_U64_TEXT_LEN])
{
    char digits[CG_U64_TEXT_LEN - 1];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
    } while (value /= 10);
    memcpy(out, digits + at, sizeof digits - at);
    out[sizeof digits - at] = '\0';
    return sizeof digits - at;
}

size_t cg_utf8_decode(const char *ptr, size_t len, uint32_t *out_cp)
{
    const unsigned char *p = (const unsigned char *)ptr;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (p[0] < 0x80) {
        *out_cp = p[0];
        return 1;
    }
    size_t need = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || len < need)
        return 0;
    uint32_t cp = p[0] & (0x7fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3fu);
    }
    if (cp < least[need] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return 0;
    *out_cp = cp;
    return need;
}

size_t cg_utf8_valid_len(cg_str s)
{
    size_t i = 0;
    while (i < s.len) {
        uint64_t word;
        uint32_t cp;
        /* Source text is nearly all ASCII: eight bytes a step while no top bit is set. */
        while (i + 8 <= s.len && (memcpy(&word, s.ptr + i, 8), (word & 0x8080808080808080u) == 0))
            i += 8;
        if (i == s.len)
            break;
        size_t n = cg_utf8_decode(s.ptr + i, s.len - i, &cp);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

bool cg_utf8_valid(cg_str s)
{
    return cg_utf8_valid_len(s) == s.len;
}

cg_str cg_utf8_truncate(cg_str s, size_t max)
{
    if (s.len <= max)
        return s;
    size_t cut = max;
    while (cut > 0 && max - cut < 4 && ((unsigned char)s.ptr[cut] & 0xc0) == 0x80)
        cut--;
    /* More continuation bytes than any sequence has: the text is not UTF-8, so cut where asked. */
    if (((unsigned char)s.ptr[cut] & 0xc0) == 0x80)
        cut = max;
    return cg_str_make(s.ptr, cut);
}
