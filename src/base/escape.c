// SPDX-License-Identifier: Apache-2.0
// base: text as the inside of a JSON string, for the log and for the streaming writer.
#include "base_int.h"

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

typedef uint8_t block __attribute__((vector_size(16)));

/* Bytes at the start that are plain: texts are long runs of such, so sixteen are looked at together. */
static size_t plain_length(const char *p, size_t len)
{
    size_t at = 0;
    for (block b; len - at >= sizeof b; at += sizeof b) {
        uint64_t found[2];
        memcpy(&b, p + at, sizeof b);
        block odd = (block)(b < 0x20) | (block)(b >= 0x80) | (block)(b == '"') | (block)(b == '\\');
        memcpy(found, &odd, sizeof found);
        if (found[0] != 0)
            return at + (size_t)__builtin_ctzll(found[0]) / 8;
        if (found[1] != 0)
            return at + 8 + (size_t)__builtin_ctzll(found[1]) / 8;
    }
    while (at < len && is_plain((unsigned char)p[at]))
        at++;
    return at;
}

static void add_control(cg_buf *buf, unsigned char c)
{
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
    };
    if (c == '"' || c == '\\') {
        cg_buf_add(buf, (const char[]){'\\', (char)c}, 2);
    } else if (letters[c]) {
        cg_buf_add(buf, (const char[]){'\\', letters[c]}, 2);
    } else {
        cg_buf_printf(buf, "\\u%04x", c);
    }
}

void cg_buf_add_json_escaped(cg_buf *buf, cg_str s)
{
    size_t i = 0;
    size_t from = 0; /* start of the run that goes out unchanged */
    while (i < s.len) {
        i += plain_length(s.ptr + i, s.len - i);
        if (i == s.len)
            break;
        unsigned char c = (unsigned char)s.ptr[i];
        uint32_t cp;
        size_t n = c >= 0x80 ? cg_utf8_decode(s.ptr + i, s.len - i, &cp) : 0;
        if (n > 0) {
            i += n;
            continue;
        }
        cg_buf_add(buf, s.ptr + from, i - from);
        if (c >= 0x80)
            cg_buf_add_str(buf, CG_STR("\xef\xbf\xbd"));
        else
            add_control(buf, c);
        from = ++i;
    }
    if (s.len > from)
        cg_buf_add(buf, s.ptr + from, s.len - from);
}
