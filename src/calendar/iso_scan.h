// SPDX-License-Identifier: Apache-2.0
// Reading a short text from left to right, for the readers of ISO 8601.
#ifndef CG_CALENDAR_ISO_SCAN_H
#define CG_CALENDAR_ISO_SCAN_H

#include "cg/base.h"

typedef struct iso_scan {
    cg_str text;
    size_t at;
    cg_err *err;
} iso_scan;

static inline bool iso_is(const iso_scan *s, char c)
{
    return s->at < s->text.len && s->text.ptr[s->at] == c;
}
static inline bool iso_take(iso_scan *s, char c)
{
    bool is = iso_is(s, c);
    s->at += is;
    return is;
}
static inline bool iso_is_digit(const iso_scan *s)
{
    return s->at < s->text.len && s->text.ptr[s->at] >= '0' && s->text.ptr[s->at] <= '9';
}
/** How many digits come next. */
static inline size_t iso_count_digits(const iso_scan *s)
{
    iso_scan ahead = *s;
    while (iso_is_digit(&ahead))
        ahead.at++;
    return ahead.at - s->at;
}
/** Takes exactly so many digits, at most nine; false: there are fewer. */
static inline bool iso_digits(iso_scan *s, unsigned count, unsigned *out)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count; i++, s->at++) {
        if (!iso_is_digit(s))
            return false;
        n = n * 10 + (unsigned)(s->text.ptr[s->at] - '0');
    }
    *out = n;
    return true;
}
/** Says what is wrong at a byte, which is told as a character from 1. */
static inline cg_code iso_bad(const iso_scan *s, size_t at, const char *what)
{
    size_t character = 1;
    for (size_t i = 0; i < at && i < s->text.len; i++)
        character += ((unsigned char)s->text.ptr[i] & 0xc0) != 0x80;
    return CG_FAIL(s->err, CG_E_INVALID, "%s (character %zu)", what, character);
}

#endif
