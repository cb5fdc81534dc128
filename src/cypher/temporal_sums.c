// SPDX-License-Identifier: Apache-2.0
// Instants and Durations added, and what lies between two instants.
#include "temporal.h"

/* ---- an instant and a Duration ---- */

/* Months, then days, on the calendar; then seconds. A Date takes whole days of these alone, towards 0. */
static bool add_to_date(const value *of, const cg_duration *d, int64_t *out_day)
{
    int64_t day, whole = d->seconds + (d->seconds < 0 && d->nanos > 0);
    return cg_date_add_months(cg_moment_day(of->moment.seconds), d->months, &day) &&
           !__builtin_add_overflow(day, d->days, out_day) &&
           (of->type != CG_CYPHER_DATE ||
            !__builtin_add_overflow(*out_day, whole / CG_DAY_SECONDS, out_day)) &&
           cg_date_is_valid(*out_day);
}

static bool add_clock(int64_t seconds, uint32_t nanos, const cg_duration *d, int64_t *out_seconds,
                      uint32_t *out_nanos)
{
    uint32_t sum = nanos + d->nanos;
    *out_nanos = sum % CG_SECOND_NANOS;
    return !__builtin_add_overflow(seconds, d->seconds, out_seconds) &&
           !__builtin_add_overflow(*out_seconds, (int64_t)(sum / CG_SECOND_NANOS), out_seconds);
}

static bool is_within(int64_t seconds)
{
    return cg_date_is_valid(cg_moment_day(seconds));
}

/* A DateTime: days by the calendar of its place, seconds as they pass. */
static bool add_to_datetime(const value *of, const cg_duration *d, int64_t day, value *out)
{
    value moved;
    int64_t seconds;
    uint32_t nanos;
    int64_t local = day * CG_DAY_SECONDS + cg_moment_second_of_day(of->moment.seconds);
    bool by_days =
        d->months != 0 || d->days != 0; /* else it stays the one of two equal times that it is */
    if (!by_days)
        moved = *of;
    else if (!instant_at(CG_CYPHER_DATETIME, place_of(of), local, of->moment.nanos, &moved))
        return false;
    return add_clock(moved.moment.seconds - moved.moment.offset, moved.moment.nanos, d, &seconds,
                     &nanos) &&
           is_within(seconds) &&
           instant_of_utc(CG_CYPHER_DATETIME, place_of(of), seconds, nanos, out);
}

static cg_code add_duration(query *q, uint32_t at, const value *of, const cg_duration *d,
                            value *out)
{
    int64_t day = 0, seconds;
    uint32_t nanos;
    bool good = !v_has_date(of) || add_to_date(of, d, &day);
    if (good && of->type == CG_CYPHER_DATE) {
        good = instant_at(CG_CYPHER_DATE, (place){0}, day * CG_DAY_SECONDS, 0, out);
    } else if (good && of->type == CG_CYPHER_DATETIME) {
        good = add_to_datetime(of, d, day, out);
    } else if (good) {
        int64_t second = cg_moment_second_of_day(of->moment.seconds);
        good = add_clock(day * CG_DAY_SECONDS + second, of->moment.nanos, d, &seconds, &nanos);
        if (good && v_has_date(of))
            good = is_within(seconds);
        good = good && instant_at((cg_cypher_type)of->type, place_of(of), seconds, nanos, out);
    }
    return good ? CG_OK : instant_too_far(q, at);
}

/* ---- arithmetic ---- */

static cg_code duration_result(query *q, uint32_t at, bool good, const cg_duration *d, value *out)
{
    return good ? v_duration(q, d, out) : duration_too_long(q, at);
}

static cg_code sum_of(query *q, uint32_t at, char sign, const value *a, const value *b, value *out,
                      bool *out_done)
{
    cg_duration d;
    if (sign == '+' && a->type == CG_CYPHER_DURATION && v_is_instant(b))
        return sum_of(q, at, sign, b, a, out, out_done);
    if (b->type != CG_CYPHER_DURATION || (a->type != CG_CYPHER_DURATION && !v_is_instant(a)))
        return CG_OK;
    *out_done = true;
    bool good = true;
    if (sign == '-')
        good = cg_duration_negate(b->duration, &d);
    else
        d = *b->duration;
    if (good && v_is_instant(a))
        return add_duration(q, at, a, &d, out);
    good = good && cg_duration_add(a->duration, &d, &d);
    return duration_result(q, at, good, &d, out);
}

cg_code temporal_arithmetic(query *q, uint32_t at, char sign, const value *a, const value *b,
                            value *out, bool *out_done)
{
    cg_duration d = {0};
    if (sign == '+' || sign == '-')
        return sum_of(q, at, sign, a, b, out, out_done);
    if (sign == '*' && b->type == CG_CYPHER_DURATION && v_is_number(a))
        return temporal_arithmetic(q, at, sign, b, a, out, out_done);
    if ((sign != '*' && sign != '/') || a->type != CG_CYPHER_DURATION || !v_is_number(b))
        return CG_OK;
    *out_done = true;
    if (sign == '/' && v_number(b) == 0)
        return QUERY_FAIL(q, at, "ArithmeticError", "DivisionByZero", "division by zero");
    bool good = cg_duration_scale(a->duration, v_number(b), sign == '/', &d);
    return duration_result(q, at, good, &d, out);
}

/* ---- between ---- */

/* Two instants made alike: a date that one alone has is of the other as well, and so its place. */
typedef struct two_instants {
    int64_t day[2], second[2], instant[2]; /* instant: seconds in UTC, or as a clock shows them */
    int64_t nanos[2];
} two_instants;

static bool make_alike(const value *from, const value *to, two_instants *out)
{
    const value *of[] = {from, to};
    const value *zoned = v_has_offset(from) ? from : to; /* the first that has a place */
    place at = place_of(zoned);
    for (unsigned i = 0; i < 2; i++) {
        const value *other = of[1 - i];
        const value *dated = v_has_date(of[i]) ? of[i] : v_has_date(other) ? other : NULL;
        int64_t day = dated != NULL ? cg_moment_day(dated->moment.seconds) : 0;
        int64_t seconds = day * CG_DAY_SECONDS + cg_moment_second_of_day(of[i]->moment.seconds);
        value moved;
        if (!instant_at(CG_CYPHER_DATETIME, v_has_offset(of[i]) ? place_of(of[i]) : at, seconds,
                        of[i]->moment.nanos, &moved))
            return false;
        out->instant[i] = moved.moment.seconds - moved.moment.offset;
        /* On one clock: that of the first place. */
        if (!instant_of_utc(CG_CYPHER_DATETIME, at, out->instant[i], 0, &moved))
            return false;
        out->day[i] = cg_moment_day(moved.moment.seconds);
        out->second[i] = cg_moment_second_of_day(moved.moment.seconds);
        out->nanos[i] = of[i]->moment.nanos;
    }
    return true;
}

/* Whether the time of day of the second is before that of the first, -1, or after it. */
static int order_of_times(const two_instants *s)
{
    if (s->second[1] != s->second[0])
        return s->second[1] < s->second[0] ? -1 : 1;
    return (s->nanos[1] > s->nanos[0]) - (s->nanos[1] < s->nanos[0]);
}

/* Whole months: one less than the calendar says where the day, and its time, is not reached. */
static int64_t months_between(const two_instants *s)
{
    cg_civil a = cg_date_civil(s->day[0]), b = cg_date_civil(s->day[1]);
    int64_t months = ((int64_t)b.year - a.year) * 12 + b.month - a.month;
    int order = b.day != a.day ? (b.day < a.day ? -1 : 1) : order_of_times(s);
    return months > 0 && order < 0 ? months - 1 : months < 0 && order > 0 ? months + 1 : months;
}

static int64_t days_between(const two_instants *s)
{
    int64_t days = s->day[1] - s->day[0];
    int order = order_of_times(s);
    return days > 0 && order < 0 ? days - 1 : days < 0 && order > 0 ? days + 1 : days;
}

static cg_duration clock_between(int64_t from, int64_t from_nanos, int64_t to, int64_t to_nanos)
{
    int64_t seconds = to - from, nanos = to_nanos - from_nanos;
    return (cg_duration){.seconds = seconds - (nanos < 0),
                         .nanos = (uint32_t)(nanos < 0 ? nanos + CG_SECOND_NANOS : nanos)};
}

/* Months and days on the clock of the place, then what is left, as it passes. */
static bool split(const value *from, const value *to, two_instants *s, cg_duration *out)
{
    value moved;
    place at = place_of(v_has_offset(from) ? from : to);
    int64_t months = months_between(s), day, days;
    if (!cg_date_add_months(s->day[0], months, &day))
        return false;
    two_instants rest = *s;
    rest.day[0] = day;
    days = days_between(&rest);
    int64_t local = (day + days) * CG_DAY_SECONDS + s->second[0];
    if (months == 0 && days == 0) { /* the same one of two equal times */
        *out = clock_between(s->instant[0], s->nanos[0], s->instant[1], s->nanos[1]);
        return true;
    }
    if (!instant_at(CG_CYPHER_DATETIME, at, local, 0, &moved))
        return false;
    *out = clock_between(moved.moment.seconds - moved.moment.offset, s->nanos[0], s->instant[1],
                         s->nanos[1]);
    out->months = months;
    out->days = days;
    return true;
}

cg_code instants_between(query *q, uint32_t at, between what, const value *from, const value *to,
                         value *out)
{
    two_instants s;
    cg_duration d = {0};
    bool dated = v_has_date(from) && v_has_date(to);
    if (!make_alike(from, to, &s))
        return instant_too_far(q, at);
    bool good = true;
    if (what == BETWEEN_MONTHS)
        d.months = dated ? months_between(&s) : 0;
    else if (what == BETWEEN_DAYS)
        d.days = dated ? days_between(&s) : 0;
    else if (what == BETWEEN_ALL && dated)
        good = split(from, to, &s, &d);
    else
        d = clock_between(s.instant[0], s.nanos[0], s.instant[1], s.nanos[1]);
    return duration_result(q, at, good, &d, out);
}
