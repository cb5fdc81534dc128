// SPDX-License-Identifier: Apache-2.0
// Days and dates. The two directions follow Howard Hinnant, "chrono-compatible low-level date algorithms"
// (https://howardhinnant.github.io/date_algorithms.html): years begin in March, so that the leap day is their last, and 400
// years, an era, are 146,097 days.
#include "cg/calendar.h"

#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

bool cg_date_is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned cg_date_month_days(int32_t year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && cg_date_is_leap(year) ? 29 : days[month - 1];
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t cg_date_day(int32_t year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

cg_civil cg_date_civil(int64_t day)
{
    int64_t z = day + EPOCH_DAYS;
    int64_t era = floor_div(z, ERA_DAYS);
    int64_t doe = z - era * ERA_DAYS;                                    /* day of era */
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365; /* year of era */
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);               /* from March 1 */
    int64_t mp = (5 * doy + 2) / 153;                                    /* month from March */
    uint32_t month = (uint32_t)(mp < 10 ? mp + 3 : mp - 9);
    return (cg_civil){.year = (int32_t)(yoe + era * 400 + (month <= 2)),
                      .month = month,
                      .day = (uint32_t)(doy - (153 * mp + 2) / 5 + 1)};
}

unsigned cg_date_weekday(int64_t day)
{
    int64_t from_monday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

bool cg_date_is_valid(int64_t day)
{
    return day >= cg_date_day(-CG_YEAR_MAX, 1, 1) && day <= cg_date_day(CG_YEAR_MAX, 12, 31);
}

bool cg_date_add_months(int64_t day, int64_t months, int64_t *out_day)
{
    cg_civil of = cg_date_civil(day);
    int64_t month = (int64_t)of.year * 12 + of.month - 1;
    if (__builtin_add_overflow(month, months, &month))
        return false;
    int64_t year = floor_div(month, 12);
    if (year < -CG_YEAR_MAX || year > CG_YEAR_MAX)
        return false;
    unsigned of_year = (unsigned)(month - year * 12) + 1;
    unsigned last = cg_date_month_days((int32_t)year, of_year);
    *out_day = cg_date_day((int32_t)year, of_year, CG_MIN(of.day, last));
    return true;
}

/* ---- weeks ---- */

/* The Monday of the first week: the one with January 4. */
static int64_t first_monday(int32_t year)
{
    int64_t fourth = cg_date_day(year, 1, 4);
    return fourth - cg_date_weekday(fourth) + 1;
}

cg_week cg_date_week(int64_t day)
{
    int64_t thursday = day - cg_date_weekday(day) + 4;
    int32_t year = cg_date_civil(thursday).year;
    return (cg_week){.year = year, .week = (uint32_t)((day - first_monday(year)) / 7) + 1};
}

unsigned cg_date_weeks(int32_t year)
{
    return (unsigned)((first_monday(year + 1) - first_monday(year)) / 7);
}

int64_t cg_date_of_week(int32_t year, unsigned week, unsigned day)
{
    return first_monday(year) + ((int64_t)week - 1) * 7 + day - 1;
}
