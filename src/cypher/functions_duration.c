// SPDX-License-Identifier: Apache-2.0
// Functions that make Durations: of maps and texts, and of two instants.
#include "temporal.h"

#define CALL(name) static cg_code name(query *q, const expr *e, value *args, value *out)

static const char *const units[] = {
    [CG_YEARS] = "years",
    [CG_QUARTERS] = "quarters",
    [CG_MONTHS] = "months",
    [CG_WEEKS] = "weeks",
    [CG_DAYS] = "days",
    [CG_HOURS] = "hours",
    [CG_MINUTES] = "minutes",
    [CG_SECONDS] = "seconds",
    [CG_MILLISECONDS] = "milliseconds",
    [CG_MICROSECONDS] = "microseconds",
    [CG_NANOSECONDS] = "nanoseconds",
};

static cg_code bad_entry(query *q, const expr *e, cg_str key, const char *what)
{
    return QUERY_FAIL(q, e->args[0]->at, "ArgumentError", "InvalidArgumentValue",
                      "Duration: `%.*s` %s", CG_STR_ARG(cg_utf8_truncate(key, 40)), what);
}

static cg_code add_entry(query *q, const expr *e, const cg_cypher_entry *entry, cg_duration *d)
{
    unsigned unit = 0;
    while (unit < CG_ARRAY_LEN(units) && !cg_str_eq(entry->key, cg_str_from(units[unit])))
        unit++;
    if (unit == CG_ARRAY_LEN(units))
        return bad_entry(q, e, entry->key,
                         "is none of years, quarters, months, weeks, days, hours, minutes, "
                         "seconds, milliseconds, microseconds, nanoseconds");
    if (!v_is_number(&entry->value))
        return bad_entry(q, e, entry->key, "is no number");
    bool good = entry->value.type == CG_CYPHER_INT
                    ? cg_duration_add_whole(d, (cg_duration_unit)unit, entry->value.integer)
                    : cg_duration_add_real(d, (cg_duration_unit)unit, entry->value.real);
    return good ? CG_OK : duration_too_long(q, e->args[0]->at);
}

static cg_code of_map(query *q, const expr *e, const value *map, value *out)
{
    cg_duration d = {0};
    cg_code rc = CG_OK;
    if (map->map.count == 0)
        return QUERY_FAIL(q, e->args[0]->at, "ArgumentError", "InvalidArgumentValue",
                          "Duration: the map is empty");
    for (size_t i = 0; rc == CG_OK && i < map->map.count; i++)
        rc = add_entry(q, e, &map->map.entries[i], &d);
    return rc == CG_OK ? v_duration(q, &d, out) : rc;
}

CALL(call_duration)
{
    cg_err why = {0};
    cg_duration d = {0};
    if (args[0].type == CG_CYPHER_MAP)
        return of_map(q, e, &args[0], out);
    if (args[0].type == CG_CYPHER_DURATION) {
        *out = args[0];
        return CG_OK;
    }
    if (cg_iso_read_duration(args[0].text, &d, &why) != CG_OK)
        return QUERY_FAIL(q, e->args[0]->at, "ArgumentError", "InvalidArgumentValue",
                          "'%.*s' is no Duration: %s",
                          CG_STR_ARG(cg_utf8_truncate(args[0].text, 60)), why.text);
    return v_duration(q, &d, out);
}

#define BETWEEN_CALL(name, what)                                                                   \
    CALL(name)                                                                                     \
    {                                                                                              \
        return instants_between(q, e->at, what, &args[0], &args[1], out);                          \
    }
BETWEEN_CALL(call_between, BETWEEN_ALL)
BETWEEN_CALL(call_in_months, BETWEEN_MONTHS)
BETWEEN_CALL(call_in_days, BETWEEN_DAYS)
BETWEEN_CALL(call_in_seconds, BETWEEN_SECONDS)

const function duration_functions[] = {
    {"duration", 1, 1, ST_ANY, {TAKES_MAKING_DURATION}, call_duration},
    {"duration.between", 2, 2, ST_ANY, {TAKES_INSTANT}, call_between},
    {"duration.inMonths", 2, 2, ST_ANY, {TAKES_INSTANT}, call_in_months},
    {"duration.inDays", 2, 2, ST_ANY, {TAKES_INSTANT}, call_in_days},
    {"duration.inSeconds", 2, 2, ST_ANY, {TAKES_INSTANT}, call_in_seconds},
    {0},
};
