// SPDX-License-Identifier: Apache-2.0
// The rule at the end of a zone's file, for times behind all that it lists: CET-1CEST,M3.5.0,M10.5.0/3
// (IEEE Std 1003.1, "TZ"; RFC 9636, section 3.3.1: hours up to 167 and signs).
#include "calendar_int.h"

/* ---- reading ---- */

typedef struct scanner {
    cg_str text;
    size_t at;
} scanner;

static char peek(const scanner *s)
{
    return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static bool take(scanner *s, char c)
{
    if (peek(s) != c)
        return false;
    s->at++;
    return true;
}

static bool read_number(scanner *s, unsigned max, unsigned *out)
{
    unsigned n = 0;
    size_t from = s->at;
    for (; peek(s) >= '0' && peek(s) <= '9' && n <= max; s->at++)
        n = n * 10 + (unsigned)(peek(s) - '0');
    *out = n;
    return s->at > from && n <= max;
}

/* CEST or <+0330>: nobody asks what it is called. */
static bool skip_name(scanner *s)
{
    size_t from = s->at;
    if (take(s, '<')) {
        while (peek(s) != '>' && peek(s) != '\0')
            s->at++;
        return take(s, '>');
    }
    while ((peek(s) | 0x20) >= 'a' && (peek(s) | 0x20) <= 'z')
        s->at++;
    return s->at > from;
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(scanner *s, unsigned hours_max, int32_t *out)
{
    unsigned hours, minutes = 0, seconds = 0;
    bool minus = take(s, '-');
    if (!minus)
        (void)take(s, '+');
    if (!read_number(s, hours_max, &hours))
        return false;
    if (take(s, ':') && !read_number(s, 59, &minutes))
        return false;
    if (take(s, ':') && !read_number(s, 59, &seconds))
        return false;
    *out = (int32_t)(hours * 3600 + minutes * 60 + seconds) * (minus ? -1 : 1);
    return true;
}

static bool read_change(scanner *s, zone_change *out)
{
    *out = (zone_change){.kind = CHANGE_ORDINAL, .second = 2 * 3600};
    bool good;
    if (take(s, 'M')) {
        out->kind = CHANGE_MONTH;
        good = read_number(s, 12, &out->month) && take(s, '.') && read_number(s, 5, &out->week) &&
               take(s, '.') && read_number(s, 6, &out->day) && out->month > 0 && out->week > 0;
    } else if (take(s, 'J')) {
        out->kind = CHANGE_JULIAN;
        good = read_number(s, 365, &out->day) && out->day > 0;
    } else {
        good = read_number(s, 365, &out->day);
    }
    return good && (!take(s, '/') || read_time(s, 167, &out->second));
}

bool zone_footer_read(cg_str text, zone_footer *out)
{
    scanner s = {.text = text};
    *out = (zone_footer){0};
    if (!skip_name(&s) || !read_time(&s, 24, &out->standard))
        return false;
    out->standard = -out->standard; /* POSIX counts to the west */
    if (peek(&s) == '\0')
        return s.at == text.len;
    if (!skip_name(&s))
        return false;
    out->has_summer = true;
    out->summer = out->standard + 3600;
    if (peek(&s) != ',') {
        if (!read_time(&s, 24, &out->summer))
            return false;
        out->summer = -out->summer;
    }
    return take(&s, ',') && read_change(&s, &out->begin) && take(&s, ',') &&
           read_change(&s, &out->end) && s.at == text.len;
}

/* ---- what it says of a year ---- */

static int64_t day_of_change(const zone_change *c, int32_t year)
{
    if (c->kind == CHANGE_ORDINAL)
        return cg_date_day(year, 1, 1) + c->day;
    if (c->kind == CHANGE_JULIAN)
        return cg_date_day(year, 1, 1) + c->day - 1 + (c->day > 59 && cg_date_is_leap(year));
    int64_t first = cg_date_day(year, c->month, 1);
    unsigned weekday = cg_date_weekday(first) % 7; /* 0: Sunday */
    int64_t day = first + (c->day + 7 - weekday) % 7 + ((int64_t)c->week - 1) * 7;
    /* A fifth that there is not is the fourth. */
    return day >= first + cg_date_month_days(year, c->month) ? day - 7 : day;
}

static int64_t time_of_change(const zone_change *c, int32_t year, int32_t offset_before)
{
    return day_of_change(c, year) * CG_DAY_SECONDS + c->second - offset_before;
}

typedef struct change_at {
    int64_t time;
    int32_t offset; /* from then on */
} change_at;

/* Sorted; what is at the same time stays in the order in which it came. */
static void insert(change_at *list, size_t *count, change_at c)
{
    size_t at = (*count)++;
    for (; at > 0 && list[at - 1].time > c.time; at--)
        list[at] = list[at - 1];
    list[at] = c;
}

zone_segment zone_footer_segment(const zone_footer *f, int64_t utc_seconds)
{
    change_at changes[6];
    size_t count = 0;
    zone_segment s = {INT64_MIN, INT64_MAX, f->standard};
    if (!f->has_summer)
        return s;
    int32_t year = cg_date_civil(cg_moment_day(utc_seconds + f->standard)).year;
    for (int32_t y = year - 1; y <= year + 1; y++) {
        insert(changes, &count, (change_at){time_of_change(&f->begin, y, f->standard), f->summer});
        insert(changes, &count, (change_at){time_of_change(&f->end, y, f->summer), f->standard});
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].time > utc_seconds) {
            s.to = changes[i].time;
            break;
        }
        s.from = changes[i].time;
        s.offset = changes[i].offset;
    }
    return s;
}
