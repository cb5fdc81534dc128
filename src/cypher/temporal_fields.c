// SPDX-License-Identifier: Apache-2.0
// Components in a map, `{year: 1984, week: 10}`, as a day and a time: what each may be, what must stand beside it, and what
// is taken where it is missing.
#include <stdarg.h>
#include <stdio.h>

#include "temporal.h"

/* ---- which there are ---- */

#define IN_DATE 1u
#define IN_TIME 2u
#define IN_OFFSET 4u
#define IN_DATETIME 8u /* DateTime alone */

static const struct field_rule {
    const char *name;
    unsigned in; /* what has one of these may be made of it */
    int64_t min, max;
} rules[] = {
    [FIELD_YEAR] = {"year", IN_DATE, -CG_YEAR_MAX, CG_YEAR_MAX},
    [FIELD_MONTH] = {"month", IN_DATE, 1, 12},
    [FIELD_DAY] = {"day", IN_DATE, 1, 31},
    [FIELD_WEEK] = {"week", IN_DATE, 1, 53},
    [FIELD_DAY_OF_WEEK] = {"dayOfWeek", IN_DATE, 1, 7},
    [FIELD_QUARTER] = {"quarter", IN_DATE, 1, 4},
    [FIELD_DAY_OF_QUARTER] = {"dayOfQuarter", IN_DATE, 1, 92},
    [FIELD_ORDINAL_DAY] = {"ordinalDay", IN_DATE, 1, 366},
    [FIELD_HOUR] = {"hour", IN_TIME, 0, 23},
    [FIELD_MINUTE] = {"minute", IN_TIME, 0, 59},
    [FIELD_SECOND] = {"second", IN_TIME, 0, 59},
    [FIELD_MILLISECOND] = {"millisecond", IN_TIME, 0, 999},
    [FIELD_MICROSECOND] = {"microsecond", IN_TIME, 0, 999999},
    [FIELD_NANOSECOND] = {"nanosecond", IN_TIME, 0, CG_SECOND_NANOS - 1},
    [FIELD_EPOCH_SECONDS] = {"epochSeconds", IN_DATETIME, INT64_C(-40000000000000000),
                             INT64_C(40000000000000000)},
    [FIELD_EPOCH_MILLIS] = {"epochMillis", IN_DATETIME, INT64_MIN, INT64_MAX},
    [FIELD_DATE] = {"date", IN_DATE, 0, 0},
    [FIELD_TIME] = {"time", IN_TIME, 0, 0},
    [FIELD_DATETIME] = {"datetime", IN_DATE | IN_TIME, 0, 0},
    [FIELD_TIMEZONE] = {"timezone", IN_DATE | IN_TIME | IN_OFFSET, 0, 0},
};

static unsigned parts_of_type(cg_cypher_type type)
{
    const value v = {.type = (uint8_t)type};
    return (v_has_date(&v) ? IN_DATE : 0) | (v_has_time(&v) ? IN_TIME : 0) |
           (v_has_offset(&v) ? IN_OFFSET : 0) | (type == CG_CYPHER_DATETIME ? IN_DATETIME : 0);
}

static bool is_for(cg_cypher_type type, field which)
{
    unsigned parts = parts_of_type(type);
    if (which == FIELD_DATETIME) /* has both, whatever of them is wanted */
        return type == CG_CYPHER_LOCAL_DATETIME || type == CG_CYPHER_DATETIME;
    return (rules[which].in & parts) != 0;
}

/* ---- reading them ---- */

cg_code fields_bad(query *q, const fields *f, const char *fmt, ...)
{
    char text[160];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return QUERY_FAIL(q, f->at, "ArgumentError", "InvalidArgumentValue", "%s: %s",
                      cg_cypher_type_text(f->type), text);
}

static cg_code unknown_field(query *q, const fields *f, cg_str name)
{
    CG_AUTO_VALUE(cg_buf) all = {0};
    for (unsigned i = 0; i < FIELD_COUNT; i++)
        if (is_for(f->type, (field)i))
            cg_buf_printf(&all, "%s%s", i > 0 ? ", " : "", rules[i].name);
    return fields_bad(q, f, "`%.*s` is none of %.*s", CG_STR_ARG(cg_utf8_truncate(name, 20)),
                      CG_STR_ARG(cg_buf_str(&all)));
}

static cg_code read_instant(query *q, fields *f, field which, const value *v)
{
    bool date = which != FIELD_TIME, time = which != FIELD_DATE;
    if (!v_is_instant(v) || (date && !v_has_date(v)) || (time && !v_has_time(v)))
        return fields_bad(q, f, "%s takes what has a %s, not %s", rules[which].name,
                          !time   ? "date"
                          : !date ? "time"
                                  : "date and a time",
                          cg_cypher_type_text(v->type));
    f->from[which] = v;
    return CG_OK;
}

static cg_code read_timezone(query *q, fields *f, const value *v)
{
    cg_err why = {0};
    if (v->type != CG_CYPHER_STR)
        return fields_bad(q, f, "timezone is a String, not %s", cg_cypher_type_text(v->type));
    cg_code rc = place_read(v->text, &f->place, &why);
    return rc == CG_E_INVALID ? fields_bad(q, f, "%s", why.text) : rc;
}

static cg_code read_field(query *q, fields *f, field which, const value *v)
{
    const struct field_rule *r = &rules[which];
    f->has |= FIELD_BIT(which);
    if (which == FIELD_TIMEZONE)
        return read_timezone(q, f, v);
    if (which >= FIELD_DATE)
        return read_instant(q, f, which, v);
    if (v->type != CG_CYPHER_INT)
        return fields_bad(q, f, "%s is an Integer, not %s", r->name, cg_cypher_type_text(v->type));
    if (v->integer < r->min || v->integer > r->max)
        return fields_bad(q, f, "%s is %" PRId64 " to %" PRId64 ", not %" PRId64, r->name, r->min,
                          r->max, v->integer);
    f->n[which] = v->integer;
    return CG_OK;
}

cg_code fields_read(query *q, uint32_t at, cg_cypher_type type, const value *map, fields *out)
{
    cg_code rc = CG_OK;
    *out = (fields){.type = type, .at = at};
    for (size_t i = 0; rc == CG_OK && i < map->map.count; i++) {
        const cg_cypher_entry *entry = &map->map.entries[i];
        unsigned which = 0;
        while (which < FIELD_COUNT && (!is_for(type, (field)which) ||
                                       !cg_str_eq(entry->key, cg_str_from(rules[which].name))))
            which++;
        rc = which < FIELD_COUNT ? read_field(q, out, (field)which, &entry->value)
                                 : unknown_field(q, out, entry->key);
    }
    return rc;
}

/* ---- days ---- */

/* One way of telling a day of a year. */
static const struct way {
    field first, second; /* the same: there is one */
} ways[] = {
    {FIELD_MONTH, FIELD_DAY},
    {FIELD_WEEK, FIELD_DAY_OF_WEEK},
    {FIELD_QUARTER, FIELD_DAY_OF_QUARTER},
    {FIELD_ORDINAL_DAY, FIELD_ORDINAL_DAY},
};
enum { BY_MONTH, BY_WEEK, BY_QUARTER, BY_DAY };

/* What a day is, in each of these ways. */
static void tell_day(int64_t day, unsigned way, int32_t *year, unsigned *first, unsigned *second)
{
    cg_civil of = cg_date_civil(day);
    unsigned quarter = (of.month + 2) / 3;
    cg_week week = cg_date_week(day);
    *year = way == BY_WEEK ? week.year : of.year;
    switch (way) {
    case BY_MONTH: *first = of.month, *second = of.day; break;
    case BY_WEEK: *first = week.week, *second = cg_date_weekday(day); break;
    case BY_QUARTER:
        *first = quarter;
        *second = (unsigned)(day - cg_date_day(of.year, quarter * 3 - 2, 1)) + 1;
        break;
    default: *first = *second = (unsigned)(day - cg_date_day(of.year, 1, 1)) + 1; break;
    }
}

static cg_code choose_way(query *q, const fields *f, unsigned *out)
{
    unsigned found = 0;
    *out = BY_MONTH;
    for (unsigned i = 0; i < CG_ARRAY_LEN(ways); i++)
        if (HAS(f, ways[i].first) || HAS(f, ways[i].second)) {
            *out = i;
            found++;
        }
    return found <= 1 ? CG_OK
                      : fields_bad(q, f,
                                   "a day is told by month, by week, by quarter or by "
                                   "ordinalDay, not by several of them");
}

static cg_code no_such_day(query *q, const fields *f, unsigned way, int32_t year, unsigned first,
                           unsigned most)
{
    if (way == BY_DAY)
        return fields_bad(q, f, "the year %d has %u days", (int)year, most);
    if (way == BY_WEEK)
        return fields_bad(q, f, "the year %d has %u weeks", (int)year, most);
    return fields_bad(q, f, "%s %u of the year %d has %u days", rules[ways[way].first].name, first,
                      (int)year, most);
}

static cg_code make_day(query *q, const fields *f, unsigned way, int32_t year, unsigned first,
                        unsigned second, int64_t *out)
{
    unsigned most;
    int64_t begin;
    switch (way) {
    case BY_MONTH:
        begin = cg_date_day(year, first, 1);
        most = cg_date_month_days(year, first);
        break;
    case BY_WEEK:
        most = cg_date_weeks(year);
        if (first > most)
            return no_such_day(q, f, way, year, first, most);
        *out = cg_date_of_week(year, first, second);
        return CG_OK;
    case BY_QUARTER:
        begin = cg_date_day(year, first * 3 - 2, 1);
        most = first == 1 ? 90 + cg_date_is_leap(year) : first == 2 ? 91 : 92;
        break;
    default:
        begin = cg_date_day(year, 1, 1);
        most = 365 + cg_date_is_leap(year);
        break;
    }
    *out = begin + second - 1;
    return second <= most ? CG_OK : no_such_day(q, f, way, year, first, most);
}

cg_code fields_day(query *q, const fields *f, const value *base, int64_t *out_day)
{
    unsigned way, first = 1, second = 1;
    int32_t year = 0;
    cg_code rc = choose_way(q, f, &way);
    if (rc != CG_OK)
        return rc;
    field one = ways[way].first, two = ways[way].second;
    if (base != NULL)
        tell_day(cg_moment_day(base->moment.seconds), way, &year, &first, &second);
    else if (!HAS(f, FIELD_YEAR))
        return fields_bad(q, f, "year is missing");
    else if (HAS(f, two) && !HAS(f, one) && way != BY_WEEK)
        return fields_bad(q, f, "%s is nothing without %s", rules[two].name, rules[one].name);
    year = HAS(f, FIELD_YEAR) ? (int32_t)f->n[FIELD_YEAR] : year;
    first = HAS(f, one) ? (unsigned)f->n[one] : first;
    second = HAS(f, two) ? (unsigned)f->n[two] : second;
    return make_day(q, f, way, year, first, second, out_day);
}

/* ---- times ---- */

/* Milli-, micro- and nanoseconds: each counts below what the next larger one that is given counts. */
static cg_code subseconds(query *q, const fields *f, uint32_t *out)
{
    int64_t micro_max = HAS(f, FIELD_MILLISECOND) ? 999 : 999999;
    int64_t nano_max = HAS(f, FIELD_MICROSECOND)   ? 999
                       : HAS(f, FIELD_MILLISECOND) ? 999999
                                                   : CG_SECOND_NANOS - 1;
    if (f->n[FIELD_MICROSECOND] > micro_max)
        return fields_bad(q, f, "beside millisecond, microsecond is 0 to 999");
    if (f->n[FIELD_NANOSECOND] > nano_max)
        return fields_bad(q, f, "beside what is larger, nanosecond is 0 to %" PRId64, nano_max);
    *out = (uint32_t)(f->n[FIELD_MILLISECOND] * 1000000 + f->n[FIELD_MICROSECOND] * 1000 +
                      f->n[FIELD_NANOSECOND]);
    return CG_OK;
}

static bool has_subseconds(const fields *f)
{
    return HAS(f, FIELD_MILLISECOND) || HAS(f, FIELD_MICROSECOND) || HAS(f, FIELD_NANOSECOND);
}

/* Without a base none may be missing before one that is given. */
static cg_code check_gaps(query *q, const fields *f)
{
    bool ended = false;
    for (unsigned i = FIELD_HOUR; i <= FIELD_SECOND; i++) {
        if (HAS(f, i) && ended)
            return fields_bad(q, f, "%s is nothing without %s", rules[i].name, rules[i - 1].name);
        ended = ended || !HAS(f, i);
    }
    return has_subseconds(f) && ended ? fields_bad(q, f,
                                                   "parts of a second are nothing without "
                                                   "second")
                                      : CG_OK;
}

cg_code fields_time(query *q, const fields *f, const value *base, int64_t *out_second,
                    uint32_t *out_nanos)
{
    cg_code rc = base == NULL ? check_gaps(q, f) : CG_OK;
    int64_t second = base != NULL ? cg_moment_second_of_day(base->moment.seconds) : 0;
    *out_nanos = base != NULL ? base->moment.nanos : 0;
    if (rc == CG_OK && has_subseconds(f))
        rc = subseconds(q, f, out_nanos);
    int64_t hour = HAS(f, FIELD_HOUR) ? f->n[FIELD_HOUR] : second / 3600;
    int64_t minute = HAS(f, FIELD_MINUTE) ? f->n[FIELD_MINUTE] : second / 60 % 60;
    *out_second =
        hour * 3600 + minute * 60 + (HAS(f, FIELD_SECOND) ? f->n[FIELD_SECOND] : second % 60);
    return rc;
}
