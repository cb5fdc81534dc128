// SPDX-License-Identifier: Apache-2.0
// Sums of months, days and seconds.
#include <math.h>

#include "cg/calendar.h"

#define MONTH_SECONDS 2629746 /* 400 years of 146,097 days, in 4,800 */

/* ---- parts ---- */

/* Any number of nanoseconds, either way. */
static bool add_nanos(cg_duration *d, __int128 nanos)
{
    nanos += d->nanos;
    __int128 seconds = nanos / CG_SECOND_NANOS - (nanos % CG_SECOND_NANOS < 0);
    uint32_t rest = (uint32_t)(nanos - seconds * CG_SECOND_NANOS);
    if (__builtin_add_overflow(seconds, d->seconds, &d->seconds))
        return false;
    d->nanos = rest;
    return true;
}

static __int128 nanos_of(const cg_duration *d)
{
    return (__int128)d->seconds * CG_SECOND_NANOS + d->nanos;
}

static bool add_product(int64_t *sum, int64_t count, int64_t each)
{
    return !__builtin_mul_overflow(count, each, &count) &&
           !__builtin_add_overflow(*sum, count, sum);
}

/* A unit is a number of months, of days, or of nanoseconds. */
static const struct unit {
    int64_t months, days, nanos;
} units[] = {
    [CG_YEARS] = {.months = 12},
    [CG_QUARTERS] = {.months = 3},
    [CG_MONTHS] = {.months = 1},
    [CG_WEEKS] = {.days = 7},
    [CG_DAYS] = {.days = 1},
    [CG_HOURS] = {.nanos = INT64_C(3600) * CG_SECOND_NANOS},
    [CG_MINUTES] = {.nanos = INT64_C(60) * CG_SECOND_NANOS},
    [CG_SECONDS] = {.nanos = CG_SECOND_NANOS},
    [CG_MILLISECONDS] = {.nanos = 1000000},
    [CG_MICROSECONDS] = {.nanos = 1000},
    [CG_NANOSECONDS] = {.nanos = 1},
};

bool cg_duration_add_whole(cg_duration *d, cg_duration_unit unit, int64_t count)
{
    const struct unit *u = &units[unit];
    if (u->months > 0)
        return add_product(&d->months, count, u->months);
    if (u->days > 0)
        return add_product(&d->days, count, u->days);
    return add_nanos(d, (__int128)count * u->nanos);
}

/* ---- parts that are no whole numbers ---- */

static bool fits(long double x)
{
    return x > -9.2e18L && x < 9.2e18L; /* NaN does not */
}

/* Half a nanosecond goes to the even one. */
static bool add_real_seconds(cg_duration *d, long double seconds)
{
    long double whole = truncl(seconds);
    return fits(whole) && add_nanos(d, (__int128)(int64_t)whole * CG_SECOND_NANOS +
                                           llrintl((seconds - whole) * CG_SECOND_NANOS));
}

static bool add_real_days(cg_duration *d, long double days)
{
    long double whole = truncl(days);
    return fits(whole) && !__builtin_add_overflow(d->days, (int64_t)whole, &d->days) &&
           add_real_seconds(d, (days - whole) * CG_DAY_SECONDS);
}

static bool add_real_months(cg_duration *d, long double months)
{
    long double whole = truncl(months);
    return fits(whole) && !__builtin_add_overflow(d->months, (int64_t)whole, &d->months) &&
           add_real_days(d, (months - whole) * MONTH_SECONDS / CG_DAY_SECONDS);
}

bool cg_duration_add_real(cg_duration *d, cg_duration_unit unit, double count)
{
    const struct unit *u = &units[unit];
    double whole = trunc(count);
    if (!fits(whole) || !cg_duration_add_whole(d, unit, (int64_t)whole))
        return false;
    long double rest = count - whole;
    if (u->months > 0)
        return add_real_months(d, rest * u->months);
    if (u->days > 0)
        return add_real_days(d, rest * u->days);
    return add_nanos(d, llrint((double)rest * (double)u->nanos));
}

/* ---- sums ---- */

bool cg_duration_add(const cg_duration *a, const cg_duration *b, cg_duration *out)
{
    cg_duration sum = *a;
    if (__builtin_add_overflow(a->months, b->months, &sum.months) ||
        __builtin_add_overflow(a->days, b->days, &sum.days) || !add_nanos(&sum, nanos_of(b)))
        return false;
    *out = sum;
    return true;
}

bool cg_duration_negate(const cg_duration *d, cg_duration *out)
{
    cg_duration sum = {0};
    if (__builtin_sub_overflow((int64_t)0, d->months, &sum.months) ||
        __builtin_sub_overflow((int64_t)0, d->days, &sum.days) || !add_nanos(&sum, -nanos_of(d)))
        return false;
    *out = sum;
    return true;
}

static long double scaled(long double x, double by, bool divide)
{
    return divide ? x / by : x * by;
}

/* So many nanoseconds times `by`: exact as long as a long double holds the product. */
static bool add_scaled_nanos(cg_duration *d, __int128 nanos, double by, bool divide)
{
    long double product = scaled((long double)nanos, by, divide);
    if (fits(product))
        return add_nanos(d, llrintl(product));
    return add_real_seconds(d, product / CG_SECOND_NANOS);
}

bool cg_duration_scale(const cg_duration *d, double by, bool divide, cg_duration *out)
{
    cg_duration sum = {0};
    if (!add_real_months(&sum, scaled(d->months, by, divide)) ||
        !add_real_days(&sum, scaled(d->days, by, divide)) ||
        !add_scaled_nanos(&sum, nanos_of(d), by, divide))
        return false;
    *out = sum;
    return true;
}

/* ---- their order ---- */

static __int128 average_seconds(const cg_duration *d)
{
    return (__int128)d->months * MONTH_SECONDS + (__int128)d->days * CG_DAY_SECONDS + d->seconds;
}

static int order_of(__int128 a, __int128 b)
{
    return (a > b) - (a < b);
}

int cg_duration_order(const cg_duration *a, const cg_duration *b)
{
    int order = order_of(average_seconds(a), average_seconds(b));
    if (order == 0)
        order = order_of(a->nanos, b->nanos);
    if (order == 0)
        order = order_of(a->months, b->months);
    return order != 0 ? order : order_of(a->days, b->days);
}
