// SPDX-License-Identifier: Apache-2.0
// http: percent-encoding, both ways.
#include "http_int.h"

#include <ctype.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

cg_code cg_http_decode_in(cg_arena *arena, cg_str text, bool plus, cg_str *out_text, cg_err *err)
{
    char *out = cg_arena_try(arena, text.len + 1);
    if (!out)
        return CG_FAIL(err, CG_E_LIMIT, "the address needs more memory than one request may use");
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int hi = i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
            int lo = i + 2 < text.len ? hex_digit(text.ptr[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return CG_FAIL(err, CG_E_INVALID, "'%%' must be followed by two hex digits");
            c = (char)(hi << 4 | lo);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == 0)
            return CG_FAIL(err, CG_E_INVALID, "%%00 is not allowed");
        out[n++] = c;
    }
    out[n] = 0;
    if (!cg_utf8_valid(cg_str_make(out, n)))
        return CG_FAIL(err, CG_E_ENCODING, "the address is not valid UTF-8 once decoded");
    *out_text = cg_str_make(out, n);
    return CG_OK;
}

void cg_http_encode(cg_buf *buf, cg_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x80 && isalnum(c)) || (c && strchr("-_.~", c))) {
            cg_buf_add_char(buf, (char)c);
        } else {
            cg_buf_add_char(buf, '%');
            cg_buf_add_char(buf, digits[c >> 4]);
            cg_buf_add_char(buf, digits[c & 15]);
        }
    }
}
