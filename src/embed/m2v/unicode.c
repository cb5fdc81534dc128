// SPDX-License-Identifier: Apache-2.0
// Tables are utf8proc's.
#include "unicode.h"

#include <utf8proc.h>

void code_points_add(code_points *out, cg_str text)
{
    const uint8_t *at = (const uint8_t *)text.ptr;
    for (size_t left = text.len; left > 0;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t len = utf8proc_iterate(at, (utf8proc_ssize_t)left, &c);
        size_t step = len > 0 ? (size_t)len : 1;
        CG_VEC_PUSH(out, len > 0 ? c : 0xfffd);
        at += step;
        left -= step;
    }
}

void code_points_write(const int32_t *points, size_t count, cg_buf *out)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(points[i], bytes);
        cg_buf_add(out, bytes, len > 0 ? (size_t)len : 0);
    }
}

void code_points_normalise(code_points *points, normal_form form)
{
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    if (form == FORM_NFKC || form == FORM_NFKD)
        options |= UTF8PROC_COMPAT;
    CG_AUTO_VALUE(cg_buf) text = {0};
    code_points_write(points->ptr, points->len, &text);
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    utf8proc_ssize_t len = (utf8proc_ssize_t)text.len;
    CG_ASSERT(text.error == CG_OK);
    utf8proc_ssize_t need = utf8proc_decompose(bytes, len, NULL, 0, options);
    if (need <= 0)
        return; /* nothing there, or nothing that has a form */
    CG_VEC_RESERVE(points, (size_t)need + 1);
    need = utf8proc_decompose(bytes, len, points->ptr, (utf8proc_ssize_t)points->cap, options);
    CG_ASSERT(need > 0);
    points->len = (size_t)need;
    if (form == FORM_NFC || form == FORM_NFKC) {
        options = (utf8proc_option_t)(options ^ UTF8PROC_DECOMPOSE) | UTF8PROC_COMPOSE;
        points->len = (size_t)utf8proc_normalize_utf32(points->ptr, need, options);
    }
}

int32_t unicode_lower(int32_t c)
{
    return c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : utf8proc_tolower(c);
}

bool unicode_is_space(int32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    utf8proc_category_t category = utf8proc_category(c);
    return c == 0x85 || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

bool unicode_is_mark(int32_t c)
{
    return c >= 0x80 && utf8proc_category(c) == UTF8PROC_CATEGORY_MN;
}

bool unicode_is_other(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_CN || category >= UTF8PROC_CATEGORY_CC;
}

bool unicode_is_punctuation(int32_t c)
{
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
               (c >= '{' && c <= '~');
    utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool unicode_is_word(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NL) ||
           category == UTF8PROC_CATEGORY_PC || c == 0x200c || c == 0x200d;
}

bool unicode_is_digit(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool unicode_is_ideograph(int32_t c)
{
    static const struct {
        int32_t first, last;
    } blocks[] = {{0x4e00, 0x9fff},   {0x3400, 0x4dbf},   {0x20000, 0x2a6df}, {0x2a700, 0x2b73f},
                  {0x2b740, 0x2b81f}, {0x2b920, 0x2ceaf}, {0xf900, 0xfaff},   {0x2f800, 0x2fa1f}};
    for (size_t i = 0; i < CG_ARRAY_LEN(blocks); i++)
        if (c >= blocks[i].first && c <= blocks[i].last)
            return true;
    return false;
}
