// SPDX-License-Identifier: Apache-2.0
// Fuzz target: dates, times and durations as texts, and files of the tz database. The first byte chooses. What is read is written
// as something that reads as the same.
#include <stddef.h>
#include <stdint.h>

#include "cg/calendar.h"

static void run_text(cg_iso_form form, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) shown = {0};
    cg_iso iso, again;
    cg_err err = {0};
    if (cg_iso_read(text, form, &iso, &err) != CG_OK) {
        CG_ASSERT(err.code == CG_E_INVALID && err.text[0] != '\0');
        return;
    }
    int64_t day = cg_moment_day(iso.moment.seconds);
    CG_ASSERT(cg_date_is_valid(day));
    cg_date_write(day, &shown);
    cg_buf_add_char(&shown, 'T');
    cg_time_write(cg_moment_second_of_day(iso.moment.seconds), iso.moment.nanos, &shown);
    cg_offset_write(iso.moment.offset, &shown);
    CG_ASSERT(cg_iso_read(cg_buf_str(&shown), CG_ISO_DATETIME, &again, &err) == CG_OK);
    CG_ASSERT(again.moment.seconds == iso.moment.seconds &&
              again.moment.nanos == iso.moment.nanos && again.moment.offset == iso.moment.offset);
}

static void run_duration(cg_str text)
{
    CG_AUTO_VALUE(cg_buf) shown = {0};
    cg_duration d, again, scaled;
    cg_err err = {0};
    if (cg_iso_read_duration(text, &d, &err) != CG_OK) {
        CG_ASSERT(err.code == CG_E_INVALID && err.text[0] != '\0');
        return;
    }
    cg_duration_write(&d, &shown);
    if (d.months != INT64_MIN && d.days != INT64_MIN && d.seconds != INT64_MIN)
        CG_ASSERT(cg_iso_read_duration(cg_buf_str(&shown), &again, &err) == CG_OK &&
                  cg_duration_order(&d, &again) == 0);
    (void)!cg_duration_scale(&d, 1.7, text.len % 2 == 0, &scaled);
}

static void run_zone(cg_str file)
{
    CG_AUTO(cg_zone_rules) rules = NULL;
    cg_err err = {0};
    int32_t later;
    if (cg_zone_rules_read(file, &rules, &err) != CG_OK)
        return;
    for (int64_t at = -40000000000; at < 40000000000; at += 1234567891) {
        (void)cg_zone_rules_offset(rules, at);
        (void)cg_zone_rules_offset_of_local(rules, at, &later);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    cg_str rest = cg_str_make((const char *)data + 1, size - 1);
    if (data[0] < '5' && data[0] >= '0')
        run_text((cg_iso_form)(data[0] - '0'), rest);
    else if (data[0] == 'P')
        run_duration(rest);
    else
        run_zone(rest);
    return 0;
}
