// SPDX-License-Identifier: Apache-2.0
// manifest: the text under the reader, and escapes.
#include "manifest_int.h"

bool mf_more(const mf_reader *r)
{
    return r->at < r->src.len;
}

char mf_peek(const mf_reader *r)
{
    return r->at < r->src.len ? r->src.ptr[r->at] : '\0';
}

bool mf_starts(const mf_reader *r, const char *text)
{
    return cg_str_starts(cg_str_slice(r->src, r->at, r->src.len), cg_str_from(text));
}

bool mf_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

void mf_skip_blanks(mf_reader *r)
{
    while (mf_is_blank(mf_peek(r)))
        r->at++;
}

void mf_skip_block_comment(mf_reader *r)
{
    cg_str rest = cg_str_slice(r->src, r->at + 2, r->src.len);
    const char *end = rest.len ? memmem(rest.ptr, rest.len, "*/", 2) : NULL;
    r->at = end ? (uint32_t)(end - r->src.ptr) + 2 : (uint32_t)r->src.len;
}

uint32_t mf_line_end(const mf_reader *r)
{
    const char *p = mf_more(r) ? memchr(r->src.ptr + r->at, '\n', r->src.len - r->at) : NULL;
    return p ? (uint32_t)(p - r->src.ptr) : (uint32_t)r->src.len;
}

cg_str mf_slice(const mf_reader *r, uint32_t from, uint32_t to)
{
    return cg_str_slice(r->src, from, to);
}

mf_value mf_plain(const mf_reader *r, uint32_t from, uint32_t to)
{
    while (from < to && (mf_is_blank(r->src.ptr[from]) || r->src.ptr[from] == '\n'))
        from++;
    while (from < to && (mf_is_blank(r->src.ptr[to - 1]) || r->src.ptr[to - 1] == '\n'))
        to--;
    return (mf_value){mf_slice(r, from, to), from, to, from};
}

/* ---- escapes ---- */

size_t mf_put_utf8(char *to, uint32_t cp)
{
    if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
        cp = 0xfffd;
    if (cp < 0x80) {
        to[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; i-- > 1; cp >>= 6)
        to[i] = (char)(0x80 | (cp & 0x3f));
    to[0] = (char)(lead[n] | cp);
    return n;
}

/* `digits` hexadecimal digits at `p`; false when there are fewer. */
static bool hex(cg_str s, size_t from, size_t digits, uint32_t *out)
{
    uint32_t v = 0;
    if (s.len < from + digits)
        return false;
    for (size_t i = from; i < from + digits; i++) {
        char c = s.ptr[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return false;
        v = v << 4 | (uint32_t)d;
    }
    *out = v;
    return true;
}

/* The escape at the front of `s`, behind its backslash: how many bytes it takes and gives. */
static size_t unescape_one(cg_str s, char *to, size_t *out_len)
{
    static const char from[] = "bfnrt", gives[] = "\b\f\n\r\t";
    char c = s.ptr[0];
    const char *known = c ? strchr(from, c) : NULL;
    uint32_t cp, low;
    *out_len = 1;
    *to = known ? gives[known - from] : c;
    if (c == 'U' && hex(s, 1, 8, &cp)) {
        *out_len = mf_put_utf8(to, cp);
        return 9;
    }
    if (c != 'u' || !hex(s, 1, 4, &cp))
        return 1;
    bool pair = cp >= 0xd800 && cp < 0xdc00 && s.len > 6 && s.ptr[5] == '\\' && s.ptr[6] == 'u' &&
                hex(s, 7, 4, &low) && low >= 0xdc00 && low < 0xe000;
    if (pair)
        cp = 0x10000 + ((cp - 0xd800) << 10 | (low - 0xdc00));
    *out_len = mf_put_utf8(to, cp);
    return pair ? 11 : 5;
}

/* A backslash at a line's end joins it with the next (TOML). */
static size_t joined_lines(cg_str s)
{
    size_t i = 0;
    while (i < s.len && mf_is_blank(s.ptr[i]))
        i++;
    if (i == s.len || s.ptr[i] != '\n')
        return 0;
    while (i < s.len && (mf_is_blank(s.ptr[i]) || s.ptr[i] == '\n'))
        i++;
    return i;
}

cg_str mf_unescape(mf_reader *r, cg_str raw)
{
    if (cg_str_find(raw, '\\') < 0)
        return raw;
    char *out = cg_x_alloc(r->x, raw.len);
    size_t n = 0;
    for (size_t i = 0; i < raw.len;) {
        if (raw.ptr[i] != '\\' || i + 1 == raw.len) {
            out[n++] = raw.ptr[i++];
            continue;
        }
        cg_str rest = cg_str_slice(raw, i + 1, raw.len);
        size_t gave = 0, took = joined_lines(rest);
        if (took == 0)
            took = unescape_one(rest, out + n, &gave);
        i += 1 + took;
        n += gave;
    }
    return cg_str_make(out, n);
}
