// SPDX-License-Identifier: Apache-2.0
// Instants and Durations as values: made, ordered, hashed, read and written, and their components.
#include "temporal.h"

/* ---- places ---- */

place place_of(const value *instant)
{
    return (place){instant->zone, instant->moment.offset};
}

cg_code place_read(cg_str text, place *out, cg_err *err)
{
    *out = (place){0};
    if (text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-' || text.len == 1)) {
        if (cg_iso_read_offset(text, &out->offset))
            return CG_OK;
        return CG_FAIL(err, CG_E_INVALID, "`%.*s` is no offset from UTC of at most 18 hours",
                       CG_STR_ARG(cg_utf8_truncate(text, 40)));
    }
    return cg_zone_find(text, &out->zone, err);
}

/* ---- instants ---- */

bool instant_at(cg_cypher_type type, place at, int64_t seconds, uint32_t nanos, value *out)
{
    value v = {.type = (uint8_t)type, .moment = {.seconds = seconds, .nanos = nanos}};
    if (type == CG_CYPHER_DATETIME && at.zone != CG_ZONE_NONE) {
        v.zone = at.zone;
        v.moment = cg_zone_moment(at.zone, seconds, nanos);
    } else if (v_has_offset(&v)) {
        v.moment.offset = at.offset;
    }
    if (type == CG_CYPHER_DATE)
        v.moment = (cg_moment){.seconds = cg_moment_day(seconds) * CG_DAY_SECONDS};
    else if (type == CG_CYPHER_LOCAL_TIME || type == CG_CYPHER_TIME)
        v.moment.seconds = cg_moment_second_of_day(seconds);
    if (!cg_date_is_valid(cg_moment_day(v.moment.seconds)))
        return false;
    *out = v;
    return true;
}

bool instant_of_utc(cg_cypher_type type, place at, int64_t utc_seconds, uint32_t nanos, value *out)
{
    if (at.zone != CG_ZONE_NONE)
        at.offset = cg_zone_offset(at.zone, utc_seconds);
    if (!instant_at(type, (place){.offset = at.offset}, utc_seconds + at.offset, nanos, out))
        return false;
    out->zone = type == CG_CYPHER_DATETIME ? at.zone : CG_ZONE_NONE;
    return true;
}

cg_code instant_too_far(query *q, uint32_t at)
{
    return QUERY_FAIL(q, at, "ArithmeticError", "NumberOutOfRange",
                      "years are -%d to %d: the result is beyond", CG_YEAR_MAX, CG_YEAR_MAX);
}

static int order_zones(cg_zone a, cg_zone b)
{
    return a == b              ? 0
           : a == CG_ZONE_NONE ? -1
           : b == CG_ZONE_NONE ? 1
                               : cg_str_cmp(cg_zone_name(a), cg_zone_name(b));
}

int instant_order(const value *a, const value *b)
{
    const cg_moment *x = &a->moment, *y = &b->moment;
    int64_t first = x->seconds - x->offset, second = y->seconds - y->offset;
    if (first != second)
        return first < second ? -1 : 1;
    if (x->nanos != y->nanos)
        return x->nanos < y->nanos ? -1 : 1;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return order_zones(a->zone, b->zone);
}

uint64_t instant_hash(const value *v)
{
    const uint64_t parts[] = {(uint64_t)v->moment.seconds, v->moment.nanos,
                              (uint64_t)v->moment.offset, v->zone};
    return cg_hash64(parts, sizeof parts, v->type);
}

/* ---- Durations ---- */

cg_code v_duration(query *q, const cg_duration *d, value *out)
{
    cg_duration *kept = query_alloc(q, q->scratch, sizeof *kept);
    if (kept == NULL)
        return query_full(q);
    *kept = *d;
    *out = (value){.type = CG_CYPHER_DURATION, .duration = kept};
    return CG_OK;
}

cg_code duration_too_long(query *q, uint32_t at)
{
    return QUERY_FAIL(q, at, "ArithmeticError", "NumberOutOfRange",
                      "months, days and seconds of a Duration have 64 bits: the result is beyond");
}

/* ---- texts ---- */

void cg_cypher_temporal_write(const cg_cypher_value *v, cg_buf *out)
{
    int64_t day = cg_moment_day(v->moment.seconds);
    if (v->type == CG_CYPHER_DURATION) {
        cg_duration_write(v->duration, out);
        return;
    }
    if (v_has_date(v))
        cg_date_write(day, out);
    if (v_has_date(v) && v_has_time(v))
        cg_buf_add_char(out, 'T');
    if (v_has_time(v))
        cg_time_write(v->moment.seconds - day * CG_DAY_SECONDS, v->moment.nanos, out);
    if (v_has_offset(v))
        cg_offset_write(v->moment.offset, out);
    if (v->zone != CG_ZONE_NONE)
        cg_buf_printf(out, "[%.*s]", CG_STR_ARG(cg_zone_name(v->zone)));
}

/* What a text shows in a zone that it names; an offset before it must be one that the zone has then, and chooses where clocks
 * show a time twice. */
static cg_code read_in_zone(const cg_iso *iso, value *out, cg_err *err)
{
    place at = {0};
    int32_t later;
    cg_code rc = cg_zone_find(iso->zone, &at.zone, err);
    if (rc != CG_OK)
        return rc;
    int32_t first = cg_zone_offset_of_local(at.zone, iso->moment.seconds, &later);
    if (iso->has_offset && iso->moment.offset != first && iso->moment.offset != later)
        return CG_FAIL(err, CG_E_INVALID, "the time zone `%.*s` has another offset then",
                       CG_STR_ARG(iso->zone));
    bool good =
        iso->has_offset
            ? instant_of_utc(CG_CYPHER_DATETIME, at, iso->moment.seconds - iso->moment.offset,
                             iso->moment.nanos, out)
            : instant_at(CG_CYPHER_DATETIME, at, iso->moment.seconds, iso->moment.nanos, out);
    return good ? CG_OK : CG_FAIL(err, CG_E_INVALID, "the year is beyond those that there are");
}

static cg_code parse_duration(cg_str text, cg_arena *arena, value *out, cg_err *err)
{
    cg_duration *d = cg_arena_try(arena, sizeof *d);
    if (d == NULL)
        return CG_FAIL(err, CG_E_LIMIT, "there is no memory left for values");
    *out = (value){.type = CG_CYPHER_DURATION, .duration = d};
    return cg_iso_read_duration(text, d, err);
}

cg_code cg_cypher_temporal_parse(cg_cypher_type type, cg_str text, cg_arena *arena,
                                 cg_cypher_value *out, cg_err *err)
{
    static const cg_iso_form forms[] = {CG_ISO_DATE, CG_ISO_LOCAL_TIME, CG_ISO_TIME,
                                        CG_ISO_LOCAL_DATETIME, CG_ISO_DATETIME};
    cg_iso iso;
    if (type == CG_CYPHER_DURATION)
        return parse_duration(text, arena, out, err);
    cg_code rc = cg_iso_read(text, forms[type - CG_CYPHER_DATE], &iso, err);
    if (rc != CG_OK)
        return rc;
    if (iso.zone.len > 0)
        return read_in_zone(&iso, out, err);
    *out = (value){.type = (uint8_t)type, .moment = iso.moment};
    return CG_OK;
}
