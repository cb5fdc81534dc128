// SPDX-License-Identifier: Apache-2.0
// Dates, times, offsets as ISO 8601 writes them, in its extended and its basic form, as exact as somebody cared to be.
#include "cg/calendar.h"
#include "iso_scan.h"

/* ---- dates ---- */

static cg_code of_month(iso_scan *s, int32_t year, unsigned month, unsigned day, size_t at,
                        int64_t *out)
{
    if (month < 1 || month > 12)
        return iso_bad(s, at, "a month is 01 to 12");
    unsigned last = cg_date_month_days(year, month);
    if (day < 1 || day > last)
        return CG_FAIL(s->err, CG_E_INVALID,
                       "month %u of the year %d has the days 01 to %u, not %02u", month, (int)year,
                       last, day);
    *out = cg_date_day(year, month, day);
    return CG_OK;
}

/* Behind W: ww, ww-d, wwd. */
static cg_code read_week(iso_scan *s, int32_t year, bool extended, int64_t *out)
{
    unsigned week, day = 1;
    size_t at = s->at;
    if (!iso_digits(s, 2, &week))
        return iso_bad(s, at, "a week has two digits");
    bool more = extended ? iso_take(s, '-') : iso_is_digit(s);
    if (more && !iso_digits(s, 1, &day))
        return iso_bad(s, s->at, "a day of a week is 1 to 7");
    if (week < 1 || week > cg_date_weeks(year))
        return CG_FAIL(s->err, CG_E_INVALID, "the year %d has the weeks 01 to %u, not %02u",
                       (int)year, cg_date_weeks(year), week);
    if (day < 1 || day > 7)
        return iso_bad(s, s->at - 1, "a day of a week is 1 to 7");
    *out = cg_date_of_week(year, week, day);
    return cg_date_is_valid(*out)
               ? CG_OK
               : iso_bad(s, at, "this week is partly in a year that there is not");
}

/* Behind Q: q, q-dd, qdd. */
static cg_code read_quarter(iso_scan *s, int32_t year, bool extended, int64_t *out)
{
    unsigned quarter, day = 1;
    size_t at = s->at;
    if (!iso_digits(s, 1, &quarter) || quarter < 1 || quarter > 4)
        return iso_bad(s, at, "a quarter is 1 to 4");
    bool more = extended ? iso_take(s, '-') : iso_is_digit(s);
    if (more && !iso_digits(s, 2, &day))
        return iso_bad(s, s->at, "a day of a quarter has two digits");
    int64_t first = cg_date_day(year, quarter * 3 - 2, 1), next;
    unsigned last = cg_date_add_months(first, 3, &next) ? (unsigned)(next - first) : 92;
    if (day < 1 || day > last)
        return CG_FAIL(s->err, CG_E_INVALID,
                       "quarter %u of the year %d has the days 01 to %u, not %02u", quarter,
                       (int)year, last, day);
    *out = first + day - 1;
    return CG_OK;
}

static cg_code of_year(iso_scan *s, int32_t year, unsigned day, size_t at, int64_t *out)
{
    if (day < 1 || day > (cg_date_is_leap(year) ? 366u : 365u))
        return iso_bad(s, at, "a day of the year is 001 to 365, or 366 in a leap year");
    *out = cg_date_day(year, 1, 1) + day - 1;
    return CG_OK;
}

/* Four digits, or a sign and up to nine. */
static cg_code read_year(iso_scan *s, int32_t *out, bool *out_signed)
{
    size_t at = s->at;
    bool minus = iso_take(s, '-');
    unsigned year = 0;
    *out_signed = minus || iso_take(s, '+');
    if (!*out_signed && !iso_digits(s, 4, &year))
        return iso_bad(s, at, "a year has four digits, or a sign and up to nine");
    if (*out_signed) {
        size_t count = iso_count_digits(s);
        if (count < 1 || count > 9 || !iso_digits(s, (unsigned)count, &year))
            return iso_bad(s, at, "a year has four digits, or a sign and up to nine");
    }
    *out = minus ? -(int32_t)year : (int32_t)year;
    return CG_OK;
}

/* Behind the year: -MM, -MM-DD, -DDD; MM, MMDD, DDD. */
static cg_code read_in_year(iso_scan *s, int32_t year, bool extended, int64_t *out)
{
    unsigned month = 1, day = 1;
    size_t at = s->at, count = iso_count_digits(s);
    if (count == 3) {
        (void)iso_digits(s, 3, &day);
        return of_year(s, year, day, at, out);
    }
    if (count != 2 && (extended || count != 4))
        return iso_bad(s, at,
                       extended ? "a month has two digits, a day of the year three"
                                : "behind the year come MM, MMDD, DDD, Www or Qq");
    (void)iso_digits(s, 2, &month);
    if (count == 4)
        (void)iso_digits(s, 2, &day);
    else if (extended && iso_take(s, '-') && !iso_digits(s, 2, &day))
        return iso_bad(s, s->at, "a day has two digits");
    return of_month(s, year, month, day, at, out);
}

static cg_code read_date(iso_scan *s, int64_t *out)
{
    int32_t year = 0;
    bool is_signed = false;
    cg_code rc = read_year(s, &year, &is_signed);
    if (rc != CG_OK)
        return rc;
    bool extended = iso_take(s, '-');
    if (!extended && (is_signed || !(iso_is_digit(s) || iso_is(s, 'W') || iso_is(s, 'Q')))) {
        *out = cg_date_day(year, 1, 1);
        return CG_OK;
    }
    if (iso_take(s, 'W'))
        return read_week(s, year, extended, out);
    if (iso_take(s, 'Q'))
        return read_quarter(s, year, extended, out);
    return read_in_year(s, year, extended, out);
}

/* ---- times ---- */

/* .645, ,645876123 */
static cg_code read_fraction(iso_scan *s, uint32_t *out_nanos)
{
    unsigned n = 0;
    size_t count = iso_count_digits(s);
    if (count < 1 || count > 9 || !iso_digits(s, (unsigned)count, &n))
        return iso_bad(s, s->at, "a fraction of a second has one to nine digits");
    for (; count < 9; count++)
        n *= 10;
    *out_nanos = n;
    return CG_OK;
}

/* hh, hh:mm, hh:mm:ss, hhmm, hhmmss; seconds may have a fraction. */
static cg_code read_time(iso_scan *s, int64_t *out_second, uint32_t *out_nanos)
{
    unsigned hour = 0, minute = 0, second = 0;
    size_t at = s->at;
    *out_nanos = 0;
    if (!iso_digits(s, 2, &hour) || hour > 23)
        return iso_bad(s, at, "an hour is 00 to 23");
    bool extended = iso_take(s, ':');
    if (extended || iso_is_digit(s)) {
        at = s->at;
        if (!iso_digits(s, 2, &minute) || minute > 59)
            return iso_bad(s, at, "a minute is 00 to 59");
        if (extended ? iso_take(s, ':') : iso_is_digit(s)) {
            at = s->at;
            if (!iso_digits(s, 2, &second) || second > 59)
                return iso_bad(s, at, "a second is 00 to 59");
            if (iso_take(s, '.') || iso_take(s, ',')) {
                cg_code rc = read_fraction(s, out_nanos);
                if (rc != CG_OK)
                    return rc;
            }
        }
    }
    *out_second = hour * 3600 + minute * 60 + second;
    return CG_OK;
}

/* ---- offsets and zones ---- */

/* Z, +hh, +hh:mm, +hh:mm:ss, +hhmm, +hhmmss */
static cg_code read_offset(iso_scan *s, int32_t *out)
{
    unsigned hours = 0, minutes = 0, seconds = 0;
    size_t at = s->at;
    bool minus = iso_is(s, '-');
    *out = 0;
    if (iso_take(s, 'Z') || iso_take(s, 'z'))
        return CG_OK;
    if (!iso_take(s, '+') && !iso_take(s, '-'))
        return iso_bad(s, at, "an offset is Z, +hh, +hh:mm or +hhmm");
    if (!iso_digits(s, 2, &hours))
        return iso_bad(s, s->at, "the hours of an offset have two digits");
    bool extended = iso_take(s, ':');
    if ((extended || iso_is_digit(s)) && (!iso_digits(s, 2, &minutes) || minutes > 59))
        return iso_bad(s, at, "the minutes of an offset are 00 to 59");
    if ((extended ? iso_take(s, ':') : iso_is_digit(s)) &&
        (!iso_digits(s, 2, &seconds) || seconds > 59))
        return iso_bad(s, at, "the seconds of an offset are 00 to 59");
    *out = (int32_t)(hours * 3600 + minutes * 60 + seconds) * (minus ? -1 : 1);
    if (*out > CG_OFFSET_MAX || *out < -CG_OFFSET_MAX)
        return iso_bad(s, at, "an offset is at most 18 hours");
    return CG_OK;
}

bool cg_iso_read_offset(cg_str text, int32_t *out_offset)
{
    iso_scan s = {.text = text};
    int32_t offset;
    if (read_offset(&s, &offset) != CG_OK || s.at != text.len)
        return false;
    *out_offset = offset;
    return true;
}

static cg_code read_zone(iso_scan *s, cg_str *out)
{
    size_t from = s->at;
    while (s->at < s->text.len && !iso_is(s, ']'))
        s->at++;
    *out = cg_str_slice(s->text, from, s->at);
    return iso_take(s, ']') && out->len > 0 ? CG_OK
                                            : iso_bad(s, from, "a time zone stands in brackets");
}

/* ---- all of them ---- */

static cg_code read_parts(iso_scan *s, cg_iso_form form, cg_iso *out)
{
    int64_t day = 0, second = 0;
    bool dated = form == CG_ISO_DATE || form == CG_ISO_LOCAL_DATETIME || form == CG_ISO_DATETIME;
    cg_code rc = dated ? read_date(s, &day) : CG_OK;
    if (rc == CG_OK && (!dated || (form != CG_ISO_DATE && iso_take(s, 'T'))))
        rc = read_time(s, &second, &out->moment.nanos);
    out->moment.seconds = day * CG_DAY_SECONDS + second;
    if (form != CG_ISO_TIME && form != CG_ISO_DATETIME)
        return rc;
    if (rc == CG_OK && s->at < s->text.len && !iso_is(s, '[')) {
        out->has_offset = true;
        rc = read_offset(s, &out->moment.offset);
    }
    if (rc == CG_OK && form == CG_ISO_DATETIME && iso_take(s, '['))
        rc = read_zone(s, &out->zone);
    return rc;
}

cg_code cg_iso_read(cg_str text, cg_iso_form form, cg_iso *out, cg_err *err)
{
    iso_scan s = {.text = text, .err = err};
    *out = (cg_iso){0};
    cg_code rc = read_parts(&s, form, out);
    if (rc == CG_OK && s.at < text.len)
        return iso_bad(&s, s.at,
                       form == CG_ISO_TIME && iso_is(&s, '[')
                           ? "a Time has no time zone, as no day tells its offset"
                           : "this is not expected here");
    return rc;
}
