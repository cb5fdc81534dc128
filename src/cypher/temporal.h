// SPDX-License-Identifier: Apache-2.0
// Instants (Date, LocalTime, Time, LocalDateTime, DateTime) and Durations: what their files share.
//
// An instant is a cg_moment: what a clock shows, and its offset from UTC. What an instant has no part of is 0: the offset of
// local ones, the time of a Date, the day of times. A DateTime may have a zone besides, which gave it its offset.
#ifndef CG_CYPHER_TEMPORAL_H
#define CG_CYPHER_TEMPORAL_H

#include "cypher_int.h"

/* ---- values (temporal.c) ---- */

static inline bool v_has_date(const value *v)
{
    return v->type == CG_CYPHER_DATE || v->type == CG_CYPHER_LOCAL_DATETIME ||
           v->type == CG_CYPHER_DATETIME;
}
static inline bool v_has_time(const value *v)
{
    return v_is_instant(v) && v->type != CG_CYPHER_DATE;
}
static inline bool v_has_offset(const value *v)
{
    return v->type == CG_CYPHER_TIME || v->type == CG_CYPHER_DATETIME;
}
/** Of one type, by when they are, then by offset and the name of the zone; 0: equal. */
int instant_order(const value *a, const value *b);
uint64_t instant_hash(const value *v);

/** Where a clock stands: a zone, or CG_ZONE_NONE and an offset. */
typedef struct place {
    cg_zone zone;
    int32_t offset;
} place;
/** UTC of what has none. */
place place_of(const value *instant);
/** Reads an offset or the name of a zone. Errors: CG_E_INVALID, CG_E_LIMIT. */
CG_MUST_USE cg_code place_read(cg_str text, place *out, cg_err *err);
/** The instant of a type when a clock at a place shows this. What the type has no part of is left out. False: beyond the years
 *  that there are. */
CG_MUST_USE bool instant_at(cg_cypher_type type, place at, int64_t seconds, uint32_t nanos,
                            value *out);
/** The same when it is this time in UTC. */
CG_MUST_USE bool instant_of_utc(cg_cypher_type type, place at, int64_t utc_seconds, uint32_t nanos,
                                value *out);
CG_MUST_USE cg_code v_duration(query *q, const cg_duration *d, value *out);
cg_code instant_too_far(query *q, uint32_t at);
cg_code duration_too_long(query *q, uint32_t at);
/** One of them by its name, `d.year`; a name that it has not is a mistake. */
CG_MUST_USE cg_code temporal_component(query *q, const expr *e, const value *of, cg_str name,
                                       value *out);

/* ---- what they are made of (temporal_fields.c, temporal_make.c) ---- */

typedef enum field {
    FIELD_YEAR,
    FIELD_MONTH,
    FIELD_DAY,
    FIELD_WEEK,
    FIELD_DAY_OF_WEEK,
    FIELD_QUARTER,
    FIELD_DAY_OF_QUARTER,
    FIELD_ORDINAL_DAY,
    FIELD_HOUR,
    FIELD_MINUTE,
    FIELD_SECOND,
    FIELD_MILLISECOND,
    FIELD_MICROSECOND,
    FIELD_NANOSECOND,
    FIELD_EPOCH_SECONDS,
    FIELD_EPOCH_MILLIS,
    FIELD_DATE, /* an instant, and so on */
    FIELD_TIME,
    FIELD_DATETIME,
    FIELD_TIMEZONE,
    FIELD_COUNT,
} field;
/** What a map says, checked by itself. */
typedef struct fields {
    cg_cypher_type type; /* that is to be made */
    uint32_t at;         /* in the query */
    uint32_t has;        /* bits */
    int64_t n[FIELD_COUNT];
    const value *from[FIELD_COUNT]; /* instants */
    place place;                    /* of the timezone */
} fields;
#define HAS(f, field) ((f)->has >> (field)&1)
#define FIELD_BIT(field) (1u << (field))
CG_MUST_USE cg_code fields_read(query *q, uint32_t at, cg_cypher_type type, const value *map,
                                fields *out);
/** The day and the time that they tell; what they do not is as in `base`, NULL: there is none. */
CG_MUST_USE cg_code fields_day(query *q, const fields *f, const value *base, int64_t *out_day);
CG_MUST_USE cg_code fields_time(query *q, const fields *f, const value *base, int64_t *out_second,
                                uint32_t *out_nanos);
cg_code fields_bad(query *q, const fields *f, const char *fmt, ...) CG_PRINTF(3, 4);
CG_MUST_USE cg_code instant_of_map(query *q, uint32_t at, cg_cypher_type type, const value *map,
                                   value *out);
/** What another instant has of a type. */
CG_MUST_USE cg_code instant_of_instant(query *q, uint32_t at, cg_cypher_type type, const value *of,
                                       value *out);
/** An instant cut down to a unit ("month"), as a type, with fields of `map` (NULL: none) put in. */
CG_MUST_USE cg_code instant_truncate(query *q, uint32_t at, cg_cypher_type type, cg_str unit,
                                     const value *of, const value *map, value *out);

/* ---- sums and differences (temporal_sums.c) ---- */

/** Where one side is temporal; CG_OK and `*out_done` false: it is not for these. */
CG_MUST_USE cg_code temporal_arithmetic(query *q, uint32_t at, char sign, const value *a,
                                        const value *b, value *out, bool *out_done);
typedef enum between { BETWEEN_ALL, BETWEEN_MONTHS, BETWEEN_DAYS, BETWEEN_SECONDS } between;
/** What leads from one to the other, in the largest units that fit, or in one alone. */
CG_MUST_USE cg_code instants_between(query *q, uint32_t at, between what, const value *from,
                                     const value *to, value *out);

#endif
