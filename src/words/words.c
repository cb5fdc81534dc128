// SPDX-License-Identifier: Apache-2.0
// Character classes, letters beyond ASCII, and the parts of identifiers.
#include "cg/words.h"

const uint8_t cg_word_classes[256] =
    {
        ['0' ... '9'] = CG_WORD_DIGIT,  ['A' ... 'Z'] = CG_WORD_UPPER,
        ['a' ... 'z'] = CG_WORD_LOWER,  ['_'] = CG_WORD_JOIN,
        [0x80 ... 0xff] = CG_WORD_HIGH,
};

/* ---- beyond ASCII ---- */

/* One code point; its length, 0 when the bytes are no UTF-8. */
static size_t decode(const char *pos, const char *end, uint32_t *out_c)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t head = (uint8_t)*pos;
    size_t len = head < 0x80 ? 1 : head < 0xc2 ? 0 : head < 0xe0 ? 2 : head < 0xf0 ? 3 : 4;
    if (len == 0 || head > 0xf4 || (size_t)(end - pos) < len)
        return 0;
    uint32_t c = len == 1 ? head : head & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (((uint8_t)pos[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | ((uint8_t)pos[i] & 0x3f);
    }
    if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *out_c = c;
    return len;
}

/* Blocks of punctuation, symbols, pictures and private use: what is left counts as letters. */
static bool is_sign(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } signs[] = {
        {0x80, 0xa9},       {0xab, 0xb4},        {0xb6, 0xb9},     {0xbb, 0xbf},
        {0xd7, 0xd7},       {0xf7, 0xf7},        {0x2000, 0x206f}, {0x20a0, 0x20ff},
        {0x2190, 0x2bff},   {0x2e00, 0x2e7f},    {0x3000, 0x3004}, {0x3008, 0x3020},
        {0x3030, 0x3030},   {0xe000, 0xf8ff},    {0xfe00, 0xfe6f}, {0xfeff, 0xff0f},
        {0xff1a, 0xff20},   {0xff3b, 0xff40},    {0xff5b, 0xff65}, {0xffe0, 0xffff},
        {0x1f000, 0x1faff}, {0xe0000, 0x10ffff},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(signs); i++)
        if (c >= signs[i].first && c <= signs[i].last)
            return true;
    return false;
}

size_t cg_word_high_letter(const char *pos, const char *end, size_t *out_skip)
{
    uint32_t c;
    size_t len = decode(pos, end, &c);
    *out_skip = len > 0 ? len : 1;
    return len > 0 && !is_sign(c) ? len : 0;
}

uint32_t cg_word_lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
        (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f)
        return c + 80;
    bool even_upper = (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177) ||
                      (c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf);
    bool odd_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    if ((even_upper && c % 2 == 0) || (odd_upper && c % 2 == 1))
        return c + 1;
    return c;
}

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    static const uint8_t heads[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(heads[len] | c);
    return len;
}

/* ---- taking words apart ---- */

static void open_part(cg_word_parts *s, cg_word_class before, cg_word_class now, size_t at)
{
    if (s->count < CG_WORD_PARTS_MAX) { /* the last one takes the rest */
        s->digits[s->count] = now == CG_WORD_DIGIT;
        s->glued[s->count] = before != CG_WORD_JOIN && before != CG_WORD_NOT;
        s->spans[s->count].start = (uint16_t)at;
        s->starts[s->count++] = s->len;
    }
}

static cg_word_class class_of(uint32_t c)
{
    if (c < 0x80)
        return (cg_word_class)cg_word_classes[c];
    return cg_word_lower(c) != c ? CG_WORD_UPPER : CG_WORD_LOWER;
}

/* Does a part begin at a character of class `now`? "HTTPServer": an upper-case letter that a
 * lower-case one follows begins a part even after upper case. */
static bool begins_part(cg_word_class before, cg_word_class now, cg_word_class next)
{
    if (before == CG_WORD_JOIN || before == CG_WORD_NOT)
        return true;
    if ((now == CG_WORD_DIGIT) != (before == CG_WORD_DIGIT))
        return true;
    return now == CG_WORD_UPPER && (before == CG_WORD_LOWER || next == CG_WORD_LOWER);
}

void cg_word_split(cg_str word, cg_word_parts *out)
{
    word = cg_utf8_truncate(word, CG_WORD_BYTES_MAX);
    const char *pos = word.ptr, *end = word.ptr + word.len;
    uint32_t c = 0, next_c = 0;
    size_t len = decode(pos, end, &c);
    cg_word_class before = CG_WORD_NOT;
    out->len = out->count = 0;
    while (len > 0) {
        size_t at = (size_t)(pos - word.ptr);
        pos += len;
        len = pos < end ? decode(pos, end, &next_c) : 0;
        cg_word_class now = class_of(c), next = len > 0 ? class_of(next_c) : CG_WORD_NOT;
        if (now != CG_WORD_JOIN) {
            if (begins_part(before, now, next))
                open_part(out, before, now, at);
            out->len += encode(cg_word_lower(c), out->text + out->len);
            out->spans[out->count - 1].end = (uint16_t)(pos - word.ptr);
        }
        before = now;
        c = next_c;
    }
    out->starts[out->count] = out->len;
}
