// SPDX-License-Identifier: Apache-2.0
// Dates, times, offsets and durations as ISO 8601 writes them.
#include "cg/calendar.h"

void cg_date_write(int64_t day, cg_buf *out)
{
    cg_civil of = cg_date_civil(day);
    const char *sign = of.year < 0 ? "-" : of.year > 9999 ? "+" : "";
    cg_buf_printf(out, "%s%04d-%02" PRIu32 "-%02" PRIu32, sign, of.year < 0 ? -of.year : of.year,
                  of.month, of.day);
}

/* As few groups of three digits as it takes. */
void cg_time_write(int64_t second_of_day, uint32_t nanos, cg_buf *out)
{
    int second = (int)(second_of_day % 60);
    cg_buf_printf(out, "%02d:%02d", (int)(second_of_day / 3600), (int)(second_of_day / 60 % 60));
    if (second != 0 || nanos != 0)
        cg_buf_printf(out, ":%02d", second);
    if (nanos == 0)
        return;
    if (nanos % 1000000 == 0)
        cg_buf_printf(out, ".%03" PRIu32, nanos / 1000000);
    else if (nanos % 1000 == 0)
        cg_buf_printf(out, ".%06" PRIu32, nanos / 1000);
    else
        cg_buf_printf(out, ".%09" PRIu32, nanos);
}

void cg_offset_write(int32_t offset, cg_buf *out)
{
    int far = offset < 0 ? -offset : offset;
    if (offset == 0) {
        cg_buf_add_char(out, 'Z');
        return;
    }
    cg_buf_printf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', far / 3600, far / 60 % 60);
    if (far % 60 != 0)
        cg_buf_printf(out, ":%02d", far % 60);
}

static void write_part(int64_t count, char unit, cg_buf *out)
{
    if (count != 0)
        cg_buf_printf(out, "%" PRId64 "%c", count, unit);
}

/* Seconds with as many digits as it takes; the sign also where there is no whole second. */
static void write_seconds(int64_t seconds, int64_t nanos, cg_buf *out)
{
    bool minus = seconds < 0 || nanos < 0;
    int digits = 9;
    if (seconds == 0 && nanos == 0)
        return;
    cg_buf_printf(out, "%s%" PRId64, minus ? "-" : "", minus ? -seconds : seconds);
    nanos = minus ? -nanos : nanos;
    if (nanos > 0) {
        for (; nanos % 10 == 0; nanos /= 10)
            digits--;
        cg_buf_printf(out, ".%0*" PRId64, digits, nanos);
    }
    cg_buf_add_char(out, 'S');
}

void cg_duration_write(const cg_duration *d, cg_buf *out)
{
    /* One sign for all of the clock's parts: half a second before is -0.5, not -1 and a half. */
    bool borrow = d->seconds < 0 && d->nanos > 0;
    int64_t seconds = d->seconds + borrow;
    int64_t nanos = borrow ? (int64_t)d->nanos - CG_SECOND_NANOS : d->nanos;
    cg_buf_add_char(out, 'P');
    write_part(d->months / 12, 'Y', out);
    write_part(d->months % 12, 'M', out);
    write_part(d->days, 'D', out);
    bool nothing = d->months == 0 && d->days == 0 && seconds == 0 && nanos == 0;
    if (nothing || seconds != 0 || nanos != 0)
        cg_buf_add_char(out, 'T');
    write_part(seconds / 3600, 'H', out);
    write_part(seconds / 60 % 60, 'M', out);
    write_seconds(seconds % 60, nanos, out);
    if (nothing)
        cg_buf_add_str(out, CG_STR("0S"));
}
