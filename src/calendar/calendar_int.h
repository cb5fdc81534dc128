// SPDX-License-Identifier: Apache-2.0
// What the files of zones share: the rule by which a zone goes on for ever.
#ifndef CG_CALENDAR_INT_H
#define CG_CALENDAR_INT_H

#include "cg/calendar.h"

/** When in a year clocks change: a day, and what they show then. */
typedef struct zone_change {
    enum { CHANGE_MONTH, CHANGE_JULIAN, CHANGE_ORDINAL } kind;
    unsigned month, week; /* CHANGE_MONTH: the `week`-th such weekday of the month; 5: the last */
    unsigned
        day; /* of the week, 0: Sunday; of the year without February 29, from 1; of the year, from 0 */
    int32_t second; /* from midnight; may be of a day before or behind */
} zone_change;

/** Standard time, and maybe summer time between two changes: the TZ variable of POSIX, as RFC 9636 extends it. */
typedef struct zone_footer {
    int32_t standard, summer; /* offsets */
    bool has_summer;
    zone_change begin, end; /* of summer */
} zone_footer;
CG_MUST_USE bool zone_footer_read(cg_str text, zone_footer *out);

/** Between two changes of clocks: from `from` until before `to` they are at one offset. */
typedef struct zone_segment {
    int64_t from, to;
    int32_t offset;
} zone_segment;
/** The one around a time by the rule alone. */
zone_segment zone_footer_segment(const zone_footer *f, int64_t utc_seconds);

#endif
