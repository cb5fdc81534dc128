// SPDX-License-Identifier: Apache-2.0
// Instants made of maps, of other instants, and cut down to a unit.
#include "temporal.h"

/* ---- zones ---- */

/* A Time has an offset; which one a zone has is known at a moment alone. */
static cg_code check_place(query *q, const fields *f)
{
    if (f->type == CG_CYPHER_TIME && f->place.zone != CG_ZONE_NONE)
        return fields_bad(q, f, "a Time has no time zone, as no day tells its offset");
    if (HAS(f, FIELD_TIMEZONE) && f->type != CG_CYPHER_TIME && f->type != CG_CYPHER_DATETIME)
        return fields_bad(q, f, "timezone tells where it is now, and stands alone");
    return CG_OK;
}

/* What a clock shows, at the place where it was told; a timezone that is given besides is where it is wanted. */
static cg_code place_it(query *q, const fields *f, const value *told, int64_t seconds,
                        uint32_t nanos, value *out)
{
    bool moves = told != NULL && v_has_offset(told);
    place at = moves ? place_of(told) : f->place;
    bool good = instant_at(f->type, at, seconds, nanos, out);
    if (good && moves && HAS(f, FIELD_TIMEZONE))
        good =
            instant_of_utc(f->type, f->place, out->moment.seconds - out->moment.offset, nanos, out);
    return good ? CG_OK : instant_too_far(q, f->at);
}

/* ---- maps ---- */

static cg_code of_epoch(query *q, const fields *f, value *out)
{
    bool millis = HAS(f, FIELD_EPOCH_MILLIS);
    uint32_t allowed = FIELD_BIT(FIELD_EPOCH_SECONDS) | FIELD_BIT(FIELD_EPOCH_MILLIS) |
                       FIELD_BIT(FIELD_NANOSECOND) | FIELD_BIT(FIELD_TIMEZONE);
    int64_t seconds = f->n[FIELD_EPOCH_SECONDS], nanos = f->n[FIELD_NANOSECOND];
    if (HAS(f, FIELD_EPOCH_SECONDS) && millis)
        return fields_bad(q, f, "epochSeconds and epochMillis exclude each other");
    if (f->has & ~allowed)
        return fields_bad(q, f, "beside the epoch stand nanosecond and timezone alone");
    if (millis && nanos > 999999)
        return fields_bad(q, f, "beside epochMillis, nanosecond is 0 to 999999");
    if (millis) {
        int64_t rest = f->n[FIELD_EPOCH_MILLIS] % 1000;
        seconds = f->n[FIELD_EPOCH_MILLIS] / 1000 - (rest < 0);
        nanos += (rest < 0 ? rest + 1000 : rest) * 1000000;
    }
    return instant_of_utc(f->type, f->place, seconds, (uint32_t)nanos, out)
               ? CG_OK
               : instant_too_far(q, f->at);
}

/* `date` and `time`: of what is not told. */
static cg_code of_parts(query *q, const fields *f, const value *date, const value *time,
                        const value *zoned, value *out)
{
    int64_t day = 0, second = 0;
    uint32_t nanos = 0;
    const value of = {.type = (uint8_t)f->type};
    cg_code rc = check_place(q, f);
    if (rc == CG_OK && v_has_date(&of))
        rc = fields_day(q, f, date, &day);
    if (rc == CG_OK && v_has_time(&of))
        rc = fields_time(q, f, time, &second, &nanos);
    return rc == CG_OK ? place_it(q, f, zoned, day * CG_DAY_SECONDS + second, nanos, out) : rc;
}

cg_code instant_of_map(query *q, uint32_t at, cg_cypher_type type, const value *map, value *out)
{
    fields f;
    cg_code rc = fields_read(q, at, type, map, &f);
    if (rc != CG_OK)
        return rc;
    if (f.has == FIELD_BIT(FIELD_TIMEZONE))
        return instant_of_utc(type, f.place, (int64_t)(q->now_ms / 1000),
                              (uint32_t)(q->now_ms % 1000) * 1000000, out)
                   ? CG_OK
                   : instant_too_far(q, at);
    if (HAS(&f, FIELD_EPOCH_SECONDS) || HAS(&f, FIELD_EPOCH_MILLIS))
        return of_epoch(q, &f, out);
    const value *both = f.from[FIELD_DATETIME];
    if (both != NULL && (f.from[FIELD_DATE] != NULL || f.from[FIELD_TIME] != NULL))
        return fields_bad(q, &f, "datetime has a date and a time: neither stands beside it");
    const value *date = both != NULL ? both : f.from[FIELD_DATE];
    const value *time = both != NULL ? both : f.from[FIELD_TIME];
    if (type != CG_CYPHER_DATE && type < CG_CYPHER_LOCAL_DATETIME && time == NULL &&
        !HAS(&f, FIELD_HOUR))
        return fields_bad(q, &f, "hour is missing");
    return of_parts(q, &f, date, time, time, out);
}

/* ---- other instants ---- */

cg_code instant_of_instant(query *q, uint32_t at, cg_cypher_type type, const value *of, value *out)
{
    const value wanted = {.type = (uint8_t)type};
    bool has = (!v_has_date(&wanted) || v_has_date(of)) &&
               (type == CG_CYPHER_DATE || v_has_date(&wanted) || v_has_time(of));
    if (!has)
        return QUERY_FAIL(q, at, "TypeError", "InvalidArgumentValue", "a %s has no %s",
                          cg_cypher_type_text(of->type),
                          v_has_date(&wanted) && !v_has_date(of) ? "date" : "time");
    return instant_at(type, place_of(of), of->moment.seconds, of->moment.nanos, out)
               ? CG_OK
               : instant_too_far(q, at);
}

/* ---- cutting down ---- */

static int32_t down_to(int32_t year, int32_t step)
{
    int32_t rest = year % step;
    return year - rest - (rest < 0 ? step : 0);
}

static int64_t by_years(int64_t day, int64_t years)
{
    return cg_date_day(down_to(cg_date_civil(day).year, (int32_t)years), 1, 1);
}

static int64_t by_months(int64_t day, int64_t months)
{
    cg_civil of = cg_date_civil(day);
    return cg_date_day(of.year, of.month - (of.month - 1) % (unsigned)months, 1);
}

static int64_t by_week_year(int64_t day, int64_t step)
{
    (void)step;
    return cg_date_of_week(cg_date_week(day).year, 1, 1);
}

static int64_t by_days(int64_t day, int64_t days)
{
    return days == 1 ? day : day - cg_date_weekday(day) + 1;
}

static const struct unit {
    const char *name;
    bool of_date, of_time; /* what has no date, or time, is not cut down to it */
    int64_t (*cut)(int64_t day, int64_t step); /* NULL: within a day */
    int64_t step;                              /* seconds there; 0: parts of one */
    uint32_t nanos;                            /* those that are one */
} units[] = {
    {"millennium", true, false, by_years, 1000, 0}, {"century", true, false, by_years, 100, 0},
    {"decade", true, false, by_years, 10, 0},       {"year", true, false, by_years, 1, 0},
    {"weekYear", true, false, by_week_year, 1, 0},  {"quarter", true, false, by_months, 3, 0},
    {"month", true, false, by_months, 1, 0},        {"week", true, false, by_days, 7, 0},
    {"day", false, false, by_days, 1, 0},           {"hour", false, true, NULL, 3600, 0},
    {"minute", false, true, NULL, 60, 0},           {"second", false, true, NULL, 1, 0},
    {"millisecond", false, true, NULL, 0, 1000000}, {"microsecond", false, true, NULL, 0, 1000},
};

static cg_code find_unit(query *q, uint32_t at, cg_cypher_type type, cg_str name,
                         const struct unit **out)
{
    const value wanted = {.type = (uint8_t)type};
    for (size_t i = 0; i < CG_ARRAY_LEN(units); i++) {
        bool fits = (!units[i].of_date || v_has_date(&wanted)) &&
                    (!units[i].of_time || v_has_time(&wanted));
        if (fits && word_is(name, units[i].name)) {
            *out = &units[i];
            return CG_OK;
        }
    }
    return QUERY_FAIL(q, at, "ArgumentError", "InvalidArgumentValue",
                      "a %s is not cut down to `%.*s`", cg_cypher_type_text(type),
                      CG_STR_ARG(cg_utf8_truncate(name, 40)));
}

static void cut(const struct unit *u, cg_moment *m)
{
    int64_t day = cg_moment_day(m->seconds), second = cg_moment_second_of_day(m->seconds);
    if (u->cut != NULL)
        day = u->cut(day, u->step);
    m->seconds = day * CG_DAY_SECONDS + (u->cut != NULL ? 0
                                         : u->step > 0  ? second - second % u->step
                                                        : second);
    m->nanos = u->nanos > 0 ? m->nanos - m->nanos % u->nanos : 0;
}

/* Nanoseconds that are put into whole milliseconds come on top of them. */
static void keep_subseconds(fields *f, const struct unit *u, uint32_t nanos)
{
    uint32_t smaller =
        FIELD_BIT(FIELD_NANOSECOND) | (u->nanos == 1000000 ? FIELD_BIT(FIELD_MICROSECOND) : 0);
    if (u->nanos == 0 || !(f->has & smaller) || HAS(f, FIELD_MILLISECOND))
        return;
    f->has |= FIELD_BIT(FIELD_MILLISECOND);
    f->n[FIELD_MILLISECOND] = nanos / 1000000;
    if (u->nanos == 1000) {
        f->has |= FIELD_BIT(FIELD_MICROSECOND);
        f->n[FIELD_MICROSECOND] = nanos / 1000 % 1000;
    }
}

cg_code instant_truncate(query *q, uint32_t at, cg_cypher_type type, cg_str unit, const value *of,
                         const value *map, value *out)
{
    const value wanted = {.type = (uint8_t)type};
    const struct unit *u = NULL;
    fields f = {.type = type, .at = at};
    value base = *of;
    cg_code rc = find_unit(q, at, type, unit, &u);
    if (rc == CG_OK && map != NULL)
        rc = fields_read(q, at, type, map, &f);
    if (rc != CG_OK)
        return rc;
    if ((v_has_date(&wanted) && !v_has_date(of)) || (!v_has_date(&wanted) && !v_has_time(of)) ||
        (u->of_time && !v_has_time(of)))
        return QUERY_FAIL(q, at, "ArgumentError", "InvalidArgumentValue", "a %s has no %s to cut",
                          cg_cypher_type_text(of->type), v_has_date(of) ? "time" : "date");
    cut(u, &base.moment);
    keep_subseconds(&f, u, base.moment.nanos);
    if (!HAS(&f, FIELD_TIMEZONE))
        f.place = place_of(of);
    /* The zone is put in its place: what the clock shows stays. */
    return of_parts(q, &f, &base, &base, NULL, out);
}
