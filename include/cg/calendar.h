// SPDX-License-Identifier: Apache-2.0
// calendar: dates of the proleptic Gregorian calendar, times of day, time zones of the system's tz database, durations; and
// how ISO 8601 writes them. Plain values; all but finding a zone is arithmetic, for any thread.
#ifndef CG_CALENDAR_H
#define CG_CALENDAR_H

#include "cg/base.h"

#define CG_DAY_SECONDS 86400
#define CG_SECOND_NANOS 1000000000
#define CG_YEAR_MAX 999999999 /* and -CG_YEAR_MAX is the first */
#define CG_OFFSET_MAX 64800   /* 18 hours: offsets from UTC, in seconds, either way */

/* ---- dates: a day is counted from 1970-01-01, which is 0 ---- */

typedef struct cg_civil {
    int32_t year;   /* there is a year 0, which is 1 BC */
    uint32_t month; /* 1 to 12 */
    uint32_t day;   /* 1 to 31 */
} cg_civil;
int64_t cg_date_day(int32_t year, unsigned month, unsigned day); /* of one that there is */
cg_civil cg_date_civil(int64_t day);
bool cg_date_is_leap(int32_t year);
unsigned cg_date_month_days(int32_t year, unsigned month);
unsigned cg_date_weekday(int64_t day); /* 1: Monday, 7: Sunday */
/** Whether its year is one that there is. */
bool cg_date_is_valid(int64_t day);
/** The same day of another month, or its last where it is shorter. False: beyond the years that there are. */
CG_MUST_USE bool cg_date_add_months(int64_t day, int64_t months, int64_t *out_day);

/** Weeks of ISO 8601: they begin on Monday, and the first of a year is the one with its first Thursday. */
typedef struct cg_week {
    int32_t year; /* that the week belongs to */
    uint32_t week;
} cg_week;
cg_week cg_date_week(int64_t day);
unsigned cg_date_weeks(int32_t year);                               /* 52 or 53 */
int64_t cg_date_of_week(int32_t year, unsigned week, unsigned day); /* of one that there is */

/* ---- moments ---- */

/** What a calendar and a clock show: seconds since 1970-01-01T00:00 on that clock, how far it is before UTC. Of a time
 *  of day: seconds since midnight. */
typedef struct cg_moment {
    int64_t seconds;
    uint32_t nanos; /* below CG_SECOND_NANOS */
    int32_t offset; /* seconds; 0 where there is none */
} cg_moment;
/** Rounded down: the day of a moment, the second of its day. */
static inline int64_t cg_moment_day(int64_t seconds)
{
    return seconds / CG_DAY_SECONDS - (seconds % CG_DAY_SECONDS < 0);
}
static inline int64_t cg_moment_second_of_day(int64_t seconds)
{
    int64_t rest = seconds % CG_DAY_SECONDS;
    return rest < 0 ? rest + CG_DAY_SECONDS : rest;
}

/* ---- zones ---- */

#define CG_ZONE_NONE 0
typedef uint16_t cg_zone; /* the number of a zone in this process; CG_ZONE_NONE: an offset alone */
/** Finds a zone by its name in the tz database ("Europe/Berlin"). Reads a file the first time, and keeps what it says as long
 *  as the process runs. Errors: CG_E_INVALID (there is none of this name, or its file is none), CG_E_LIMIT. */
CG_MUST_USE cg_code cg_zone_find(cg_str name, cg_zone *out_zone, cg_err *err);
cg_str cg_zone_name(cg_zone zone);
/** How far its clocks are before UTC at a time, in seconds since 1970-01-01T00:00Z. */
int32_t cg_zone_offset(cg_zone zone, int64_t utc_seconds);
/** The offset at what its clocks show. Shown twice: the earlier; `*out_later` is the later one, else the same. Never shown,
 *  as clocks were put forward: the one before that, so that adding it goes on as far beyond (see cg_zone_moment). */
int32_t cg_zone_offset_of_local(cg_zone zone, int64_t local_seconds, int32_t *out_later);
/** What the clocks of a zone show where somebody says that they show this: the same, but for times that they skip. */
cg_moment cg_zone_moment(cg_zone zone, int64_t local_seconds, uint32_t nanos);

/** What a file of the tz database says (RFC 9636). Errors: CG_E_INVALID. */
typedef struct cg_zone_rules cg_zone_rules;
CG_MUST_USE cg_code cg_zone_rules_read(cg_str file, cg_zone_rules **out_rules, cg_err *err);
void cg_zone_rules_destroy(cg_zone_rules *rules); /* NULL allowed */
CG_DEFINE_AUTO(cg_zone_rules, cg_zone_rules_destroy)
int32_t cg_zone_rules_offset(const cg_zone_rules *rules, int64_t utc_seconds);
int32_t cg_zone_rules_offset_of_local(const cg_zone_rules *rules, int64_t local_seconds,
                                      int32_t *out_later);

/* ---- durations ---- */

/** Months, days and seconds are kept apart, as none is a fixed number of the next. */
typedef struct cg_duration {
    int64_t months, days, seconds;
    uint32_t nanos; /* below CG_SECOND_NANOS: -0.5 s is second -1 and half a one */
} cg_duration;

typedef enum cg_duration_unit {
    CG_YEARS,
    CG_QUARTERS,
    CG_MONTHS,
    CG_WEEKS,
    CG_DAYS,
    CG_HOURS,
    CG_MINUTES,
    CG_SECONDS,
    CG_MILLISECONDS,
    CG_MICROSECONDS,
    CG_NANOSECONDS,
} cg_duration_unit;
/** Adds so many of a unit. Of what is no whole number the rest becomes smaller units: a month is then 2,629,746 seconds (a
 *  400th of 400 years, in twelve), a day 86,400. False: beyond 64 bits, or no number. */
CG_MUST_USE bool cg_duration_add_whole(cg_duration *d, cg_duration_unit unit, int64_t count);
CG_MUST_USE bool cg_duration_add_real(cg_duration *d, cg_duration_unit unit, double count);
CG_MUST_USE bool cg_duration_add(const cg_duration *a, const cg_duration *b, cg_duration *out);
CG_MUST_USE bool cg_duration_negate(const cg_duration *d, cg_duration *out);
/** Times `by`, or divided by it; rests become smaller units. */
CG_MUST_USE bool cg_duration_scale(const cg_duration *d, double by, bool divide, cg_duration *out);
/** By their average lengths, then by months, days, seconds: 0 for equal ones alone. */
int cg_duration_order(const cg_duration *a, const cg_duration *b);

/* ---- as ISO 8601 writes them ---- */

void cg_date_write(int64_t day, cg_buf *out); /* 2015-07-21, +12015-07-21 */
void cg_time_write(int64_t second_of_day, uint32_t nanos, cg_buf *out); /* 21:40, 21:40:32.142 */
void cg_offset_write(int32_t offset, cg_buf *out);                      /* Z, +01:00, +00:53:28 */
void cg_duration_write(const cg_duration *d, cg_buf *out);              /* P1Y2M-3DT4H5M6.7S */

/** What a text may and must say. */
typedef enum cg_iso_form {
    CG_ISO_DATE, /* 2015-07-21, 20150721, 2015-07, 2015-W30-2, 2015-Q3-21, 2015-202, 2015 … */
    CG_ISO_LOCAL_TIME,     /* 21:40:32.142, 214032, 21 … */
    CG_ISO_TIME,           /* the same, with an offset or without */
    CG_ISO_LOCAL_DATETIME, /* date, T, time; or a date alone, which is its midnight */
    CG_ISO_DATETIME, /* the same, and +01:00, [Europe/Paris], +01:00[Europe/Paris] or nothing */
} cg_iso_form;
typedef struct cg_iso {
    cg_moment moment;
    bool has_offset;
    cg_str zone; /* borrowed from the text; empty: none */
} cg_iso;
/** Errors: CG_E_INVALID, which tells at which character what is wrong. */
CG_MUST_USE cg_code cg_iso_read(cg_str text, cg_iso_form form, cg_iso *out, cg_err *err);
/** An offset alone: Z, +01:00, -0330, +05. False: it is none. */
CG_MUST_USE bool cg_iso_read_offset(cg_str text, int32_t *out_offset);
/** P1Y2M3W4DT5H6M7.8S, each part as it likes and with a sign of its own, or P2012-02-02T14:37:21.545. */
CG_MUST_USE cg_code cg_iso_read_duration(cg_str text, cg_duration *out, cg_err *err);

#endif
