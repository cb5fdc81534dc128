// SPDX-License-Identifier: Apache-2.0
// Durations as ISO 8601 writes them, with fractions and signs wherever somebody likes to have them.
#include <stdlib.h>

#include "cg/calendar.h"
#include "iso_scan.h"

#define NUMBER_MAX_BYTES 40u

/* -1, 2.5, 0,75; false: there is no number. */
static bool read_number(iso_scan *s, char out[NUMBER_MAX_BYTES + 1], bool *out_whole)
{
    size_t n = 0, from;
    *out_whole = true;
    if (iso_is(s, '-') || iso_is(s, '+'))
        out[n++] = s->text.ptr[s->at++];
    from = n;
    for (; n < NUMBER_MAX_BYTES; s->at++) {
        bool point = *out_whole && n > from && (iso_is(s, '.') || iso_is(s, ','));
        if (!point && !iso_is_digit(s))
            break;
        *out_whole = *out_whole && !point;
        out[n++] = point ? '.' : s->text.ptr[s->at];
    }
    out[n] = '\0';
    return n > from && out[n - 1] != '.' && !iso_is_digit(s);
}

static bool add_whole(cg_duration *d, cg_duration_unit unit, const char *number)
{
    bool minus = number[0] == '-';
    uint64_t n;
    cg_str digits = cg_str_from(number + (minus || number[0] == '+'));
    if (!cg_str_to_u64(digits, &n) || n > INT64_MAX)
        return false;
    return cg_duration_add_whole(d, unit, minus ? -(int64_t)n : (int64_t)n);
}

/* Seconds with a fraction are exact to nine digits. */
static bool add_seconds(cg_duration *d, char *number)
{
    char *point = strchr(number, '.');
    char nanos[11] = "+000000000";
    size_t digits = strlen(point + 1);
    nanos[0] = number[0] == '-' ? '-' : '+';
    memcpy(nanos + 1, point + 1, CG_MIN(digits, (size_t)9));
    *point = '\0';
    return add_whole(d, CG_SECONDS, number) && add_whole(d, CG_NANOSECONDS, nanos);
}

static cg_code add_part(iso_scan *s, size_t at, cg_duration_unit unit, char *number, bool whole,
                        cg_duration *d)
{
    bool good = whole                ? add_whole(d, unit, number)
                : unit == CG_SECONDS ? add_seconds(d, number)
                                     : cg_duration_add_real(d, unit, strtod(number, NULL));
    return good ? CG_OK : iso_bad(s, at, "this is longer than a Duration can be");
}

/* Which unit a letter is, of those not yet past: `*inout_from` is the next that may come. */
static bool unit_of(iso_scan *s, const char *letters, const cg_duration_unit *units,
                    size_t *inout_from, cg_duration_unit *out)
{
    for (size_t i = *inout_from; letters[i] != '\0'; i++)
        if (iso_take(s, letters[i])) {
            *out = units[i];
            *inout_from = i + 1;
            return true;
        }
    return false;
}

static cg_code read_parts(iso_scan *s, const char *letters, const cg_duration_unit *units,
                          cg_duration *d, bool *inout_any)
{
    char number[NUMBER_MAX_BYTES + 1];
    bool whole;
    size_t next = 0;
    cg_code rc = CG_OK;
    while (rc == CG_OK && s->at < s->text.len && !iso_is(s, 'T')) {
        cg_duration_unit unit = CG_YEARS;
        size_t at = s->at;
        if (!read_number(s, number, &whole))
            return iso_bad(s, at, "a number was expected");
        if (!unit_of(s, letters, units, &next, &unit))
            return CG_FAIL(s->err, CG_E_INVALID, "behind a number stands one of %s, in this order",
                           letters);
        *inout_any = true;
        rc = add_part(s, at, unit, number, whole, d);
    }
    return rc;
}

/* P2012-02-02T14:37:21.545: years, months and so on, written like a date and a time. */
static cg_code read_like_date(iso_scan *s, cg_duration *d)
{
    unsigned year, month, day, hour = 0, minute = 0, second = 0, nanos = 0;
    bool good = iso_digits(s, 4, &year) && iso_take(s, '-') && iso_digits(s, 2, &month) &&
                iso_take(s, '-') && iso_digits(s, 2, &day) && month <= 12 && day <= 31;
    if (good && iso_take(s, 'T'))
        good = iso_digits(s, 2, &hour) && iso_take(s, ':') && iso_digits(s, 2, &minute) &&
               iso_take(s, ':') && iso_digits(s, 2, &second) && minute <= 59 && second <= 59;
    if (good && iso_take(s, '.')) {
        size_t digits = iso_count_digits(s);
        good = digits > 0 && digits <= 9 && iso_digits(s, (unsigned)digits, &nanos);
        for (; digits < 9; digits++)
            nanos *= 10;
    }
    if (!good || s->at < s->text.len)
        return iso_bad(s, s->at, "a Duration is P1Y2M3W4DT5H6M7.8S or P2012-02-02T14:37:21.545");
    *d = (cg_duration){.months = (int64_t)year * 12 + month,
                       .days = day,
                       .seconds = hour * 3600 + minute * 60 + second,
                       .nanos = nanos};
    return CG_OK;
}

cg_code cg_iso_read_duration(cg_str text, cg_duration *out, cg_err *err)
{
    static const cg_duration_unit days[] = {CG_YEARS, CG_QUARTERS, CG_MONTHS, CG_WEEKS, CG_DAYS};
    static const cg_duration_unit times[] = {CG_HOURS, CG_MINUTES, CG_SECONDS};
    iso_scan s = {.text = text, .err = err};
    cg_duration d = {0};
    bool any = false, time = false;
    bool minus = iso_take(&s, '-');
    if (!minus)
        (void)iso_take(&s, '+');
    if (!iso_take(&s, 'P'))
        return iso_bad(&s, s.at, "a Duration begins with P");
    cg_code rc = CG_OK;
    if (iso_count_digits(&s) == 4 && cg_str_find(cg_str_slice(text, s.at, s.at + 5), '-') == 4) {
        rc = read_like_date(&s, &d);
        any = true;
    } else {
        rc = read_parts(&s, "YQMWD", days, &d, &any);
        if (rc == CG_OK && iso_take(&s, 'T'))
            rc = read_parts(&s, "HMS", times, &d, &time);
        if (rc == CG_OK && (!(any || time) || (text.ptr[text.len - 1] == 'T') || s.at < text.len))
            return iso_bad(&s, s.at, "something is missing or too much");
    }
    if (rc == CG_OK && minus && !cg_duration_negate(&d, &d))
        return iso_bad(&s, 0, "this is longer than a Duration can be");
    if (rc == CG_OK)
        *out = d;
    return rc;
}
