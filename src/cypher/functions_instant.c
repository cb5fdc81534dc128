// SPDX-License-Identifier: Apache-2.0
// Functions that make instants: date(…), date.truncate(…) and their like for the five types.
#include "temporal.h"

#define CALL(name) static cg_code name(query *q, const expr *e, value *args, value *out)

/* ---- now ---- */

/* The clock shows so many milliseconds since 1970; `where`: an offset or a zone, NULL: UTC. */
static cg_code now(query *q, const expr *e, cg_cypher_type type, uint64_t ms, const value *where,
                   value *out)
{
    place at = {0};
    cg_err why = {0};
    cg_code rc = where != NULL ? place_read(where->text, &at, &why) : CG_OK;
    if (rc == CG_E_INVALID)
        return QUERY_FAIL(q, e->args[0]->at, "ArgumentError", "InvalidArgumentValue", "%s",
                          why.text);
    if (rc != CG_OK)
        return CG_FAIL(q->err, rc, "%s", why.text);
    return instant_of_utc(type, at, (int64_t)(ms / 1000), (uint32_t)(ms % 1000) * 1000000, out)
               ? CG_OK
               : instant_too_far(q, e->at);
}

static cg_code statement(query *q, const expr *e, value *args, cg_cypher_type type, value *out)
{
    return now(q, e, type, q->now_ms, e->count > 0 ? &args[0] : NULL, out);
}

static cg_code realtime(query *q, const expr *e, value *args, cg_cypher_type type, value *out)
{
    return now(q, e, type, cg_wall_ms(), e->count > 0 ? &args[0] : NULL, out);
}

/* ---- of something ---- */

static cg_code of_text(query *q, const expr *e, cg_cypher_type type, cg_str text, value *out)
{
    cg_err why = {0};
    cg_code rc = cg_cypher_temporal_parse(type, text, q->scratch, out, &why);
    if (rc == CG_E_INVALID)
        return QUERY_FAIL(q, e->args[0]->at, "ArgumentError", "InvalidArgumentValue",
                          "'%.*s' is no %s: %s", CG_STR_ARG(cg_utf8_truncate(text, 60)),
                          cg_cypher_type_text(type), why.text);
    return rc == CG_OK ? rc : CG_FAIL(q->err, rc, "%s", why.text);
}

static cg_code make(query *q, const expr *e, value *args, cg_cypher_type type, value *out)
{
    if (e->count == 0)
        return now(q, e, type, q->now_ms, NULL, out);
    if (args[0].type == CG_CYPHER_STR)
        return of_text(q, e, type, args[0].text, out);
    if (args[0].type == CG_CYPHER_MAP)
        return instant_of_map(q, e->args[0]->at, type, &args[0], out);
    return instant_of_instant(q, e->args[0]->at, type, &args[0], out);
}

/* truncate(unit), truncate(unit, instant), truncate(unit, instant, {…}) */
static cg_code truncated(query *q, const expr *e, value *args, cg_cypher_type type, value *out)
{
    value moment = {0};
    cg_code rc = e->count > 1 ? CG_OK : now(q, e, type, q->now_ms, NULL, &moment);
    if (rc != CG_OK)
        return rc;
    return instant_truncate(q, e->at, type, args[0].text, e->count > 1 ? &args[1] : &moment,
                            e->count > 2 ? &args[2] : NULL, out);
}

#define INSTANT_CALLS(name, type)                                                                  \
    CALL(name##_make)                                                                              \
    {                                                                                              \
        return make(q, e, args, type, out);                                                        \
    }                                                                                              \
    CALL(name##_statement)                                                                         \
    {                                                                                              \
        return statement(q, e, args, type, out);                                                   \
    }                                                                                              \
    CALL(name##_realtime)                                                                          \
    {                                                                                              \
        return realtime(q, e, args, type, out);                                                    \
    }                                                                                              \
    CALL(name##_truncate)                                                                          \
    {                                                                                              \
        return truncated(q, e, args, type, out);                                                   \
    }
INSTANT_CALLS(date, CG_CYPHER_DATE)
INSTANT_CALLS(localtime, CG_CYPHER_LOCAL_TIME)
INSTANT_CALLS(time, CG_CYPHER_TIME)
INSTANT_CALLS(localdatetime, CG_CYPHER_LOCAL_DATETIME)
INSTANT_CALLS(datetime, CG_CYPHER_DATETIME)

/* ---- of the epoch ---- */

CALL(from_epoch)
{
    int64_t nanos = args[1].integer;
    if (nanos < 0 || nanos >= CG_SECOND_NANOS)
        return QUERY_FAIL(q, e->args[1]->at, "ArgumentError", "NumberOutOfRange",
                          "nanoseconds are 0 to 999999999");
    /* Farther than all years, and nothing that is added to it overflows. */
    int64_t seconds = CG_MAX(CG_MIN(args[0].integer, INT64_MAX / 2), INT64_MIN / 2);
    return instant_of_utc(CG_CYPHER_DATETIME, (place){0}, seconds, (uint32_t)nanos, out)
               ? CG_OK
               : instant_too_far(q, e->at);
}

CALL(from_epoch_millis)
{
    int64_t rest = args[0].integer % 1000;
    int64_t seconds = args[0].integer / 1000 - (rest < 0);
    return instant_of_utc(CG_CYPHER_DATETIME, (place){0}, seconds,
                          (uint32_t)(rest < 0 ? rest + 1000 : rest) * 1000000, out)
               ? CG_OK
               : instant_too_far(q, e->at);
}

#define INSTANT_LINES(name)                                                                        \
    {#name, 0, 1, ST_ANY, {TAKES_MAKING_INSTANT}, name##_make},                                    \
        {#name ".transaction", 0, 1, ST_ANY, {TAKES_STR}, name##_statement},                       \
        {#name ".statement", 0, 1, ST_ANY, {TAKES_STR}, name##_statement},                         \
        {#name ".realtime", 0, 1, ST_ANY, {TAKES_STR}, name##_realtime},                           \
    {                                                                                              \
#name ".truncate", 1, 3, ST_ANY, {TAKES_STR, TAKES_INSTANT, TAKES_MAP }, name##_truncate   \
    }

const function instant_functions[] = {
    INSTANT_LINES(date),
    INSTANT_LINES(localtime),
    INSTANT_LINES(time),
    INSTANT_LINES(localdatetime),
    INSTANT_LINES(datetime),
    {"datetime.fromepoch", 2, 2, ST_ANY, {TAKES_INT, TAKES_INT}, from_epoch},
    {"datetime.fromepochmillis", 1, 1, ST_ANY, {TAKES_INT}, from_epoch_millis},
    {0},
};
