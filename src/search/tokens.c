// SPDX-License-Identifier: Apache-2.0
// Character classes, letters beyond ASCII, and the parts of identifiers.
#include "tokens.h"

#define LOWER WORD_LOWER
#define UPPER WORD_UPPER
#define HIGH WORD_HIGH

const uint8_t word_classes[256] = {
    ['0' ... '9'] = WORD_DIGIT, ['A' ... 'Z'] = WORD_UPPER,  ['a' ... 'z'] = WORD_LOWER,
    ['_'] = WORD_JOIN,          [0x80 ... 0xff] = WORD_HIGH,
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

size_t word_high_letter(const char *pos, const char *end, size_t *out_skip)
{
    uint32_t c;
    size_t len = decode(pos, end, &c);
    *out_skip = len > 0 ? len : 1;
    return len > 0 && !is_sign(c) ? len : 0;
}

/* Where lower case is a fixed distance away or the next code point, and as long in UTF-8: Latin,
 * Greek, Cyrillic. Other scripts keep what they have. */
uint32_t word_lower(uint32_t c)
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

/* A word being split: its lower-case letters in a row, and where its parts begin there. */
typedef struct splitter {
    char *text;
    size_t len;
    size_t starts[WORD_PARTS_MAX + 1];
    word_span spans[WORD_PARTS_MAX]; /* in the word as written */
    bool digits[WORD_PARTS_MAX];     /* the part is a number */
    bool glued[WORD_PARTS_MAX];      /* without '_' before it */
    unsigned parts;
} splitter;

static void open_part(splitter *s, word_class before, word_class now, size_t at)
{
    if (s->parts < WORD_PARTS_MAX) { /* the last one takes the rest */
        s->digits[s->parts] = now == WORD_DIGIT;
        s->glued[s->parts] = before != WORD_JOIN && before != WORD_NOT;
        s->spans[s->parts].start = (uint16_t)at;
        s->starts[s->parts++] = s->len;
    }
}

static word_class class_of(uint32_t c)
{
    if (c < 0x80)
        return (word_class)word_classes[c];
    return word_lower(c) != c ? WORD_UPPER : WORD_LOWER;
}

/* Does a part begin at a character of class `now`? "HTTPServer": an upper-case letter that a
 * lower-case one follows begins a part even after upper case. */
static bool begins_part(word_class before, word_class now, word_class next)
{
    if (before == WORD_JOIN || before == WORD_NOT)
        return true;
    if ((now == WORD_DIGIT) != (before == WORD_DIGIT))
        return true;
    return now == WORD_UPPER && (before == WORD_LOWER || next == WORD_LOWER);
}

static void split(splitter *s, cg_str word)
{
    const char *pos = word.ptr, *end = word.ptr + word.len;
    uint32_t c = 0, next_c = 0;
    size_t len = decode(pos, end, &c);
    word_class before = WORD_NOT;
    while (len > 0) {
        size_t at = (size_t)(pos - word.ptr);
        pos += len;
        len = pos < end ? decode(pos, end, &next_c) : 0;
        word_class now = class_of(c), next = len > 0 ? class_of(next_c) : WORD_NOT;
        if (now != WORD_JOIN) {
            if (begins_part(before, now, next))
                open_part(s, before, now, at);
            s->len += encode(word_lower(c), s->text + s->len);
            s->spans[s->parts - 1].end = (uint16_t)(pos - word.ptr);
        }
        before = now;
        c = next_c;
    }
    s->starts[s->parts] = s->len;
}

/* Numbers say little and are many: only short ones are words. */
static bool is_worth(cg_str word)
{
    if (word.len == 0 || word_classes[(uint8_t)word.ptr[0]] != WORD_DIGIT)
        return word.len > 0;
    for (size_t i = 0; i < word.len; i++)
        if (word_classes[(uint8_t)word.ptr[i]] != WORD_DIGIT)
            return word.len <= 4 && word.ptr[0] != '0';
    return word.len <= 3;
}

static cg_str part_text(const splitter *s, unsigned first, unsigned last)
{
    cg_str text = cg_str_make(s->text + s->starts[first], s->starts[last + 1] - s->starts[first]);
    return cg_utf8_truncate(text, CG_TERM_MAX);
}

/* Numbers are parts only together with the letters in front of them. */
static void add_parts(const splitter *s, char *room, word_forms *out)
{
    for (unsigned i = 0; i < s->parts; i++) {
        if (s->digits[i])
            continue;
        cg_str part = part_text(s, i, i);
        bool numbered = i + 1 < s->parts && s->digits[i + 1] && s->glued[i + 1];
        if (numbered) {
            out->spans[out->parts_count] = (word_span){s->spans[i].start, s->spans[i + 1].end};
            out->parts[out->parts_count++] = part_text(s, i, i + 1);
        }
        if (part.len < 2 && !out->single)
            continue;
        if (numbered)
            out->bare |= 1u << out->parts_count;
        cg_str stem = {room, word_stem(part, room)};
        room += stem.len;
        out->spans[out->parts_count] = s->spans[i];
        out->parts[out->parts_count++] = stem;
    }
}

void word_forms_make(cg_str word, word_forms *out)
{
    splitter s = {.text = out->text};
    split(&s, cg_utf8_truncate(word, WORD_BYTES_MAX));
    out->whole = cg_utf8_truncate(cg_str_make(s.text, s.len), CG_TERM_MAX);
    if (!is_worth(out->whole))
        out->whole.len = 0;
    out->parts_count = out->bare = 0;
    out->name_parts = 0;
    for (unsigned i = 0; i < s.parts; i++)
        out->name_parts += !s.digits[i] || !s.glued[i];
    out->name_parts = CG_MAX(out->name_parts, 1u);
    out->single = s.parts == 1 && !s.digits[0];
    if (out->whole.len > 0)
        add_parts(&s, out->text + WORD_BYTES_MAX, out);
}
