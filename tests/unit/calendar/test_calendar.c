// SPDX-License-Identifier: Apache-2.0
// Dates at their ends, texts in all their forms, what is wrong with texts, durations, files of zones. Random dates and all zones
// are held against another implementation by tests/calendar/against_python.py.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/calendar.h"

/* ---- dates ---- */

static void the_first_and_the_last_day(void **state)
{
    (void)state;
    int64_t first = cg_date_day(-CG_YEAR_MAX, 1, 1), last = cg_date_day(CG_YEAR_MAX, 12, 31), day;
    assert_true(cg_date_is_valid(first) && cg_date_is_valid(last));
    assert_false(cg_date_is_valid(first - 1) || cg_date_is_valid(last + 1));
    assert_int_equal(cg_date_civil(first).year, -CG_YEAR_MAX);
    assert_int_equal(cg_date_civil(last).day, 31);
    assert_false(cg_date_add_months(last, 1, &day));
    assert_false(cg_date_add_months(first, INT64_MIN, &day));
    assert_true(cg_date_add_months(first, INT64_C(24) * CG_YEAR_MAX + 11, &day));
    assert_int_equal(day, last - 30);
    assert_int_equal(cg_date_weekday(0), 4);
    assert_int_equal(cg_date_weeks(2020), 53);
    assert_int_equal(cg_date_weeks(2021), 52);
}

/* ---- texts ---- */

static void expect_read(cg_iso_form form, const char *text, const char *wanted)
{
    cg_iso iso;
    cg_err err = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (cg_iso_read(cg_str_from(text), form, &iso, &err) != CG_OK)
        fail_msg("%s: %s", text, err.text);
    cg_date_write(cg_moment_day(iso.moment.seconds), &out);
    cg_buf_add_char(&out, ' ');
    cg_time_write(cg_moment_second_of_day(iso.moment.seconds), iso.moment.nanos, &out);
    cg_offset_write(iso.moment.offset, &out);
    cg_buf_add_str(&out, iso.zone);
    if (!cg_str_eq(cg_buf_str(&out), cg_str_from(wanted)))
        fail_msg("%s: \"%.*s\" instead of \"%s\"", text, CG_STR_ARG(cg_buf_str(&out)), wanted);
}

static void dates_are_read_in_all_forms(void **state)
{
    static const char *const same[] = {"2015-07-21", "20150721", "2015-W30-2",
                                       "2015W302",   "2015-202", "2015202",
                                       "2015-Q3-21", "2015Q321", "+2015-07-21"};
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(same); i++)
        expect_read(CG_ISO_DATE, same[i], "2015-07-21 00:00Z");
    expect_read(CG_ISO_DATE, "2015-07", "2015-07-01 00:00Z");
    expect_read(CG_ISO_DATE, "201507", "2015-07-01 00:00Z");
    expect_read(CG_ISO_DATE, "2015-W30", "2015-07-20 00:00Z");
    expect_read(CG_ISO_DATE, "2015Q3", "2015-07-01 00:00Z");
    expect_read(CG_ISO_DATE, "2015", "2015-01-01 00:00Z");
    expect_read(CG_ISO_DATE, "-0044-03-15", "-0044-03-15 00:00Z");
    expect_read(CG_ISO_DATE, "-999999999-01-01", "-999999999-01-01 00:00Z");
    expect_read(CG_ISO_DATE, "+999999999-12-31", "+999999999-12-31 00:00Z");
    expect_read(CG_ISO_LOCAL_DATETIME, "2015T214032,5", "2015-01-01 21:40:32.500Z");
    expect_read(CG_ISO_TIME, "214032.000000001-0130", "1970-01-01 21:40:32.000000001-01:30");
    expect_read(CG_ISO_TIME, "22+18", "1970-01-01 22:00+18:00");
    expect_read(CG_ISO_DATETIME, "2015-07-21T21:40+02:00:30[Europe/Paris]",
                "2015-07-21 21:40+02:00:30Europe/Paris");
}

static void expect_mistake(cg_iso_form form, const char *text, const char *wanted)
{
    cg_iso iso;
    cg_err err = {0};
    assert_int_equal(cg_iso_read(cg_str_from(text), form, &iso, &err), CG_E_INVALID);
    assert_string_equal(err.text, wanted);
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    expect_mistake(CG_ISO_DATE, "",
                   "a year has four digits, or a sign and up to nine (character 1)");
    expect_mistake(CG_ISO_DATE, "2015-13-01", "a month is 01 to 12 (character 6)");
    expect_mistake(CG_ISO_DATE, "2015-02-29",
                   "month 2 of the year 2015 has the days 01 to 28, not 29");
    expect_mistake(CG_ISO_DATE, "2015-366",
                   "a day of the year is 001 to 365, or 366 in a leap year (character 6)");
    expect_mistake(CG_ISO_DATE, "2015-W54", "the year 2015 has the weeks 01 to 53, not 54");
    expect_mistake(CG_ISO_DATE, "+999999999-W52-7",
                   "this week is partly in a year that there is not (character 13)");
    expect_mistake(CG_ISO_DATE, "2015-W30-8", "a day of a week is 1 to 7 (character 10)");
    expect_mistake(CG_ISO_DATE, "2015-Q2-92",
                   "quarter 2 of the year 2015 has the days 01 to 91, not 92");
    expect_mistake(CG_ISO_DATE, "2015-07-21é", "this is not expected here (character 11)");
    expect_mistake(CG_ISO_DATE, "2015-07-21T10", "this is not expected here (character 11)");
    expect_mistake(CG_ISO_LOCAL_TIME, "24", "an hour is 00 to 23 (character 1)");
    expect_mistake(CG_ISO_LOCAL_TIME, "12:60", "a minute is 00 to 59 (character 4)");
    expect_mistake(CG_ISO_LOCAL_TIME, "12:31:60", "a second is 00 to 59 (character 7)");
    expect_mistake(CG_ISO_LOCAL_TIME, "12:31:14.1234567890",
                   "a fraction of a second has one to nine digits (character 10)");
    expect_mistake(CG_ISO_TIME, "12:31+18:01", "an offset is at most 18 hours (character 6)");
    expect_mistake(CG_ISO_TIME, "12:31[Europe/Paris]",
                   "a Time has no time zone, as no day tells its offset (character 6)");
    expect_mistake(CG_ISO_DATETIME, "2015-07-21T21:40[Europe",
                   "a time zone stands in brackets (character 18)");
}

/* ---- zones ---- */

static void zones_are_found_by_name_alone(void **state)
{
    static const char *const bad[] = {
        "",          "Nowhere/City", "../../etc/passwd", "/etc/localtime",
        "Europe",    "europe/paris", "Europe//Paris",    "zone.tab",
        "right/UTC", "Europe/"};
    cg_zone zone = 0, again = 0;
    cg_err err = {0};
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++)
        assert_int_equal(cg_zone_find(cg_str_from(bad[i]), &zone, &err), CG_E_INVALID);
    assert_string_equal(err.text, "there is no time zone `Europe/`");
    assert_int_equal(cg_zone_find(CG_STR("Europe/Paris"), &zone, &err), CG_OK);
    assert_int_equal(cg_zone_find(CG_STR("Europe/Paris"), &again, &err), CG_OK);
    assert_true(zone == again && cg_str_eq(cg_zone_name(zone), CG_STR("Europe/Paris")));
}

static const char *const cities[] = {"Africa/Cairo",    "America/Lima", "Asia/Tokyo",
                                     "Australia/Perth", "Europe/Oslo",  "Pacific/Apia"};

/* Each thread finds all, beginning with another; `arg`: where their numbers go. */
static void find_cities(void *arg)
{
    static _Atomic size_t begun;
    cg_zone *out = arg;
    size_t first = begun++;
    for (size_t i = 0; i < CG_ARRAY_LEN(cities); i++) {
        size_t at = (first + i) % CG_ARRAY_LEN(cities);
        CG_ASSERT(cg_zone_find(cg_str_from(cities[at]), &out[at], NULL) == CG_OK);
        CG_ASSERT(cg_str_eq(cg_zone_name(out[at]), cg_str_from(cities[at])));
        CG_ASSERT(cg_zone_offset(out[at], 0) != 1);
    }
}

static void threads_find_the_same_zones(void **state)
{
    enum { THREADS = 4 };
    cg_zone found[THREADS][CG_ARRAY_LEN(cities)];
    cg_thread *threads[THREADS];
    (void)state;
    for (size_t i = 0; i < THREADS; i++)
        threads[i] = cg_thread_start("zones", find_cities, found[i]);
    for (size_t i = 0; i < THREADS; i++)
        cg_thread_join(threads[i]);
    for (size_t i = 1; i < THREADS; i++)
        assert_memory_equal(found[i], found[0], sizeof found[0]);
}

/* 2017-03-26 from 02:00 to 03:00 was shown by no clock in Paris; 2017-10-29 from 02:00 to 03:00 twice. */
static void clocks_skip_and_repeat(void **state)
{
    cg_zone zone;
    int32_t later;
    (void)state;
    assert_int_equal(cg_zone_find(CG_STR("Europe/Paris"), &zone, NULL), CG_OK);
    int64_t skipped = cg_date_day(2017, 3, 26) * CG_DAY_SECONDS + 2 * 3600 + 1800;
    cg_moment shown = cg_zone_moment(zone, skipped, 0);
    assert_int_equal(shown.seconds, skipped + 3600);
    assert_int_equal(shown.offset, 7200);
    int64_t twice = cg_date_day(2017, 10, 29) * CG_DAY_SECONDS + 2 * 3600 + 1800;
    assert_int_equal(cg_zone_offset_of_local(zone, twice, &later), 7200);
    assert_int_equal(later, 3600);
    assert_int_equal(cg_zone_moment(zone, twice, 0).offset, 7200);
    /* Behind all that the file lists. */
    assert_int_equal(cg_zone_offset(zone, cg_date_day(123456789, 7, 1) * CG_DAY_SECONDS), 7200);
}

static void files_that_are_no_zone(void **state)
{
    static const char short_file[] = "TZif2\0\0\0";
    CG_AUTO_VALUE(cg_buf) file = {0};
    cg_zone_rules *rules = NULL;
    cg_err err = {0};
    (void)state;
    assert_int_equal(cg_zone_rules_read(CG_STR("nothing"), &rules, &err), CG_E_INVALID);
    assert_int_equal(cg_zone_rules_read(cg_str_make(short_file, 8), &rules, &err), CG_E_INVALID);
    assert_int_equal(cg_file_read("/usr/share/zoneinfo/Europe/Paris", 1 << 20, &file, &err), CG_OK);
    for (size_t len = 0; len < file.len; len++) /* cut anywhere */
        assert_int_equal(cg_zone_rules_read(cg_str_make(file.ptr, len), &rules, &err),
                         CG_E_INVALID);
    assert_int_equal(cg_zone_rules_read(cg_buf_str(&file), &rules, &err), CG_OK);
    cg_zone_rules_destroy(rules);
}

/* ---- durations ---- */

static void expect_duration(const char *text, const char *wanted)
{
    cg_duration d;
    cg_err err = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    if (cg_iso_read_duration(cg_str_from(text), &d, &err) != CG_OK)
        fail_msg("%s: %s", text, err.text);
    cg_duration_write(&d, &out);
    if (!cg_str_eq(cg_buf_str(&out), cg_str_from(wanted)))
        fail_msg("%s: \"%.*s\" instead of \"%s\"", text, CG_STR_ARG(cg_buf_str(&out)), wanted);
}

static void durations_are_read_and_written(void **state)
{
    (void)state;
    expect_duration("P14DT16H12M", "P14DT16H12M");
    expect_duration("P0.75M", "P22DT19H51M49.5S");
    expect_duration("P2,5W", "P17DT12H");
    expect_duration("PT-0.5S", "PT-0.5S");
    expect_duration("-P1Y2M-3DT1.5H", "P-1Y-2M3DT-1H-30M");
    expect_duration("P1Q", "P3M");
    expect_duration("PT0S", "PT0S");
    expect_duration("P2012-02-02T14:37:21.545", "P2012Y2M2DT14H37M21.545S");
    expect_duration("PT123456789.123456789S", "PT34293H33M9.123456789S");
    expect_duration("P768614336404564650Y", "P768614336404564650Y");
}

static void durations_that_are_none(void **state)
{
    static const char *const bad[] = {"",
                                      "P",
                                      "PT",
                                      "1D",
                                      "P1",
                                      "P1DT",
                                      "P1H",
                                      "PT1D",
                                      "P1D1Y",
                                      "P1D ",
                                      "P.5D",
                                      "P1.D",
                                      "PT1S1M",
                                      "P1Y1Y",
                                      "P2012-13-02",
                                      "P2012-02-02T14",
                                      "P99999999999999999999D",
                                      "P9223372036854775807Y",
                                      "P1e9D",
                                      "PnanD"};
    cg_duration d;
    cg_err err = {0};
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++)
        if (cg_iso_read_duration(cg_str_from(bad[i]), &d, &err) != CG_E_INVALID)
            fail_msg("%s is none", bad[i]);
    assert_string_equal(err.text, "a number was expected (character 2)");
}

static void durations_do_not_overflow(void **state)
{
    cg_duration d = {.months = INT64_MAX, .days = INT64_MIN, .seconds = INT64_MAX}, sum;
    const cg_duration one = {.months = 1};
    (void)state;
    assert_false(cg_duration_add(&d, &one, &sum));
    assert_false(cg_duration_negate(&d, &sum));
    assert_false(cg_duration_scale(&d, 2, false, &sum));
    assert_false(cg_duration_scale(&one, 0, true, &sum));
    assert_true(cg_duration_scale(&one, 49, true, &sum) && sum.days == 0 && sum.seconds == 53668);
    cg_duration many = {.months = 49};
    assert_true(cg_duration_scale(&many, 49, true, &sum) && sum.months == 1 && sum.days == 0);
    d = (cg_duration){0};
    assert_false(cg_duration_add_real(&d, CG_HOURS, 1e300));
    assert_false(cg_duration_add_whole(&d, CG_YEARS, INT64_MAX));
    assert_false(cg_duration_add_whole(&d, CG_HOURS, INT64_MAX));
    assert_true(cg_duration_add_whole(&d, CG_NANOSECONDS, INT64_MIN) && d.nanos == 145224192);
}

static void durations_have_an_order(void **state)
{
    const cg_duration month = {.months = 1}, days = {.days = 30}, more = {.days = 31};
    const cg_duration day = {.days = 1}, hours = {.seconds = CG_DAY_SECONDS};
    (void)state;
    assert_true(cg_duration_order(&month, &days) > 0 && cg_duration_order(&month, &more) < 0);
    assert_true(cg_duration_order(&day, &hours) != 0 && cg_duration_order(&day, &day) == 0);
    assert_true(cg_duration_order(&day, &hours) == -cg_duration_order(&hours, &day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_and_the_last_day),
        cmocka_unit_test(dates_are_read_in_all_forms),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(zones_are_found_by_name_alone),
        cmocka_unit_test(threads_find_the_same_zones),
        cmocka_unit_test(clocks_skip_and_repeat),
        cmocka_unit_test(files_that_are_no_zone),
        cmocka_unit_test(durations_are_read_and_written),
        cmocka_unit_test(durations_that_are_none),
        cmocka_unit_test(durations_do_not_overflow),
        cmocka_unit_test(durations_have_an_order),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
