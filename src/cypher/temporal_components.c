// SPDX-License-Identifier: Apache-2.0
// Components of instants and Durations: `d.year`. One line each.
#include "temporal.h"

/* ---- of instants ---- */

typedef struct parts {
    int64_t day, second;
    cg_civil civil;
    const value *of;
} parts;

#define COMPONENT(name, what)                                                                      \
    static value name(const parts *p)                                                              \
    {                                                                                              \
        return v_int(what);                                                                        \
    }

static int64_t quarter_of(const parts *p)
{
    return (p->civil.month + 2) / 3;
}

static int64_t epoch_seconds(const parts *p)
{
    return p->of->moment.seconds - p->of->moment.offset;
}

COMPONENT(year, p->civil.year)
COMPONENT(quarter, quarter_of(p))
COMPONENT(month, p->civil.month)
COMPONENT(week, cg_date_week(p->day).week)
COMPONENT(week_year, cg_date_week(p->day).year)
COMPONENT(day, p->civil.day)
COMPONENT(ordinal_day, p->day - cg_date_day(p->civil.year, 1, 1) + 1)
COMPONENT(week_day, cg_date_weekday(p->day))
COMPONENT(day_of_quarter,
          p->day - cg_date_day(p->civil.year, (unsigned)quarter_of(p) * 3 - 2, 1) + 1)
COMPONENT(hour, p->second / 3600)
COMPONENT(minute, p->second / 60 % 60)
COMPONENT(second, p->second % 60)
COMPONENT(millisecond, p->of->moment.nanos / 1000000)
COMPONENT(microsecond, p->of->moment.nanos / 1000)
COMPONENT(nanosecond, p->of->moment.nanos)
COMPONENT(offset_minutes, p->of->moment.offset / 60)
COMPONENT(offset_seconds, p->of->moment.offset)
COMPONENT(epoch_second, epoch_seconds(p))
COMPONENT(epoch_millis, epoch_seconds(p) * 1000 + p->of->moment.nanos / 1000000)

enum { OF_DATE = 1, OF_TIME = 2, OF_OFFSET = 4, OF_DATETIME = 8 };
static const struct component {
    const char *name;
    unsigned of; /* what has one of these */
    value (*get)(const parts *p);
} components[] = {
    {"year", OF_DATE, year},
    {"quarter", OF_DATE, quarter},
    {"month", OF_DATE, month},
    {"week", OF_DATE, week},
    {"weekYear", OF_DATE, week_year},
    {"day", OF_DATE, day},
    {"ordinalDay", OF_DATE, ordinal_day},
    {"weekDay", OF_DATE, week_day},
    {"dayOfWeek", OF_DATE, week_day},
    {"dayOfQuarter", OF_DATE, day_of_quarter},
    {"hour", OF_TIME, hour},
    {"minute", OF_TIME, minute},
    {"second", OF_TIME, second},
    {"millisecond", OF_TIME, millisecond},
    {"microsecond", OF_TIME, microsecond},
    {"nanosecond", OF_TIME, nanosecond},
    {"offsetMinutes", OF_OFFSET, offset_minutes},
    {"offsetSeconds", OF_OFFSET, offset_seconds},
    {"epochSeconds", OF_DATETIME, epoch_second},
    {"epochMillis", OF_DATETIME, epoch_millis},
    {"timezone", OF_OFFSET, NULL}, /* texts */
    {"offset", OF_OFFSET, NULL},
};

static unsigned parts_of(const value *v)
{
    return (v_has_date(v) ? OF_DATE : 0) | (v_has_time(v) ? OF_TIME : 0) |
           (v_has_offset(v) ? OF_OFFSET : 0) | (v->type == CG_CYPHER_DATETIME ? OF_DATETIME : 0);
}

static cg_code offset_text(query *q, const value *of, value *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_offset_write(of->moment.offset, &text);
    value v = v_text(cg_buf_str(&text));
    return v_copy(q, q->scratch, &v, out);
}

static cg_code instant_component(query *q, const value *of, cg_str name, value *out, bool *out_is)
{
    parts p = {.day = cg_moment_day(of->moment.seconds), .of = of};
    unsigned has = parts_of(of);
    for (size_t i = 0; i < CG_ARRAY_LEN(components); i++) {
        const struct component *c = &components[i];
        if (!(has & c->of) || !cg_str_eq(name, cg_str_from(c->name)))
            continue;
        *out_is = true;
        p.second = of->moment.seconds - p.day * CG_DAY_SECONDS;
        p.civil = cg_date_civil(p.day);
        if (c->get != NULL) {
            *out = c->get(&p);
            return CG_OK;
        }
        if (cg_str_eq(name, CG_STR("offset")) || of->zone == CG_ZONE_NONE)
            return offset_text(q, of, out);
        *out = v_text(cg_zone_name(of->zone));
        return CG_OK;
    }
    return CG_OK;
}

/* ---- of Durations ---- */

typedef enum duration_part { OF_MONTHS, OF_DAYS, OF_SECONDS, OF_NANOS } duration_part;
static const struct duration_component {
    const char *name;
    duration_part of;
    int64_t each, modulo; /* so many of the part are one; 0: all of them */
} duration_components[] = {
    {"years", OF_MONTHS, 12, 0},
    {"quarters", OF_MONTHS, 3, 0},
    {"months", OF_MONTHS, 1, 0},
    {"weeks", OF_DAYS, 7, 0},
    {"days", OF_DAYS, 1, 0},
    {"hours", OF_SECONDS, 3600, 0},
    {"minutes", OF_SECONDS, 60, 0},
    {"seconds", OF_SECONDS, 1, 0},
    {"quartersOfYear", OF_MONTHS, 3, 4},
    {"monthsOfYear", OF_MONTHS, 1, 12},
    {"monthsOfQuarter", OF_MONTHS, 1, 3},
    {"daysOfWeek", OF_DAYS, 1, 7},
    {"minutesOfHour", OF_SECONDS, 60, 60},
    {"secondsOfMinute", OF_SECONDS, 1, 60},
    {"millisecondsOfSecond", OF_NANOS, 1000000, 0},
    {"microsecondsOfSecond", OF_NANOS, 1000, 0},
    {"nanosecondsOfSecond", OF_NANOS, 1, 0},
};
static const struct small_component { /* of the whole time, of which there may be too many */
    const char *name;
    int64_t nanos;
} small_components[] = {{"milliseconds", 1000000}, {"microseconds", 1000}, {"nanoseconds", 1}};

static int64_t part_of(const cg_duration *d, duration_part which)
{
    switch (which) {
    case OF_MONTHS: return d->months;
    case OF_DAYS: return d->days;
    case OF_SECONDS: return d->seconds;
    default: return d->nanos;
    }
}

static cg_code duration_get(query *q, const expr *e, const cg_duration *d, cg_str name, value *out,
                            bool *out_is)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(duration_components); i++) {
        const struct duration_component *c = &duration_components[i];
        if (!cg_str_eq(name, cg_str_from(c->name)))
            continue;
        int64_t n = part_of(d, c->of) / c->each;
        *out = v_int(c->modulo > 0 ? n % c->modulo : n);
        *out_is = true;
        return CG_OK;
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(small_components); i++) {
        int64_t each = small_components[i].nanos;
        int64_t sum;
        if (!cg_str_eq(name, cg_str_from(small_components[i].name)))
            continue;
        *out_is = true;
        if (__builtin_mul_overflow(d->seconds, CG_SECOND_NANOS / each, &sum) ||
            __builtin_add_overflow(sum, d->nanos / each, &sum))
            return QUERY_FAIL(q, e->at, "ArithmeticError", "IntegerOverflow",
                              "there are more %s than 64 bits with a sign hold",
                              small_components[i].name);
        *out = v_int(sum);
        return CG_OK;
    }
    return CG_OK;
}

/* ---- of both ---- */

static void list_components(const value *of, cg_buf *out)
{
    unsigned has = of->type == CG_CYPHER_DURATION ? 0 : parts_of(of);
    for (size_t i = 0; i < CG_ARRAY_LEN(components); i++)
        if (has & components[i].of)
            cg_buf_printf(out, " %s", components[i].name);
    for (size_t i = 0; has == 0 && i < CG_ARRAY_LEN(duration_components); i++)
        cg_buf_printf(out, " %s", duration_components[i].name);
    for (size_t i = 0; has == 0 && i < CG_ARRAY_LEN(small_components); i++)
        cg_buf_printf(out, " %s", small_components[i].name);
}

cg_code temporal_component(query *q, const expr *e, const value *of, cg_str name, value *out)
{
    CG_AUTO_VALUE(cg_buf) all = {0};
    bool is = false;
    cg_code rc = of->type == CG_CYPHER_DURATION ? duration_get(q, e, of->duration, name, out, &is)
                                                : instant_component(q, of, name, out, &is);
    if (rc != CG_OK || is)
        return rc;
    list_components(of, &all);
    return QUERY_FAIL(q, e->at, "ArgumentError", "InvalidArgumentValue",
                      "a %s has no `%.*s`; it has%.*s", cg_cypher_type_text(of->type),
                      CG_STR_ARG(cg_utf8_truncate(name, 40)), CG_STR_ARG(cg_buf_str(&all)));
}
