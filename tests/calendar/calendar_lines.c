// SPDX-License-Identifier: Apache-2.0
// The calendar for scripts: a question a line in, numbers out.
//
//   day N               year month day weekday ISO-year ISO-week day-again
//   months N M          the day so many months on
//   zone NAME N         the offset at a time in UTC
//   local NAME N        the offset when clocks show this, and the later of two
//   date|time|datetime TEXT   seconds nanos offset
//   show SECONDS NANOS OFFSET      the text of a datetime
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cg/calendar.h"

static void show_day(int64_t day)
{
    cg_civil c = cg_date_civil(day);
    cg_week w = cg_date_week(day);
    printf("%d %u %u %u %d %u %" PRId64 "\n", (int)c.year, c.month, c.day, cg_date_weekday(day),
           (int)w.year, w.week,
           cg_date_day(c.year, c.month, c.day) ==
                   cg_date_of_week(w.year, w.week, cg_date_weekday(day))
               ? day
               : INT64_MIN);
}

static void show_months(int64_t day, int64_t months)
{
    int64_t out = 0;
    if (cg_date_add_months(day, months, &out))
        printf("%" PRId64 "\n", out);
    else
        printf("none\n");
}

static void show_offset(const char *name, int64_t seconds, bool local)
{
    cg_zone zone;
    cg_err err = {0};
    int32_t later;
    if (cg_zone_find(cg_str_from(name), &zone, &err) != CG_OK) {
        printf("%s\n", err.text);
    } else if (local) {
        int32_t earlier = cg_zone_offset_of_local(zone, seconds, &later);
        printf("%d %d\n", (int)earlier, (int)later);
    } else {
        printf("%d\n", (int)cg_zone_offset(zone, seconds));
    }
}

static void show_text(cg_iso_form form, const char *text)
{
    cg_iso iso;
    cg_err err = {0};
    if (cg_iso_read(cg_str_from(text), form, &iso, &err) == CG_OK)
        printf("%" PRId64 " %u %d\n", iso.moment.seconds, iso.moment.nanos, (int)iso.moment.offset);
    else
        printf("%s\n", err.text);
}

static void show_moment(int64_t seconds, uint32_t nanos, int32_t offset)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_date_write(cg_moment_day(seconds), &text);
    cg_buf_add_char(&text, 'T');
    cg_time_write(cg_moment_second_of_day(seconds), nanos, &text);
    cg_offset_write(offset, &text);
    printf("%.*s\n", CG_STR_ARG(cg_buf_str(&text)));
}

int main(void)
{
    char line[256], what[16], word[128];
    long long a, b, c;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "day %lld", &a) == 1)
            show_day(a);
        else if (sscanf(line, "months %lld %lld", &a, &b) == 2)
            show_months(a, b);
        else if (sscanf(line, "show %lld %lld %lld", &a, &b, &c) == 3)
            show_moment(a, (uint32_t)b, (int32_t)c);
        else if (sscanf(line, "zone %127s %lld", word, &a) == 2)
            show_offset(word, a, false);
        else if (sscanf(line, "local %127s %lld", word, &a) == 2)
            show_offset(word, a, true);
        else if (sscanf(line, "%15s %127s", what, word) == 2)
            show_text(strcmp(what, "date") == 0   ? CG_ISO_DATE
                      : strcmp(what, "time") == 0 ? CG_ISO_TIME
                                                  : CG_ISO_DATETIME,
                      word);
    }
    return 0;
}
