// SPDX-License-Identifier: Apache-2.0
// Instants and Durations in queries, beyond what openCypher's test kit asks: as keys, in their order among all values, what is
// wrong with what they are made of, and limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "asking.h"

/* ---- values ---- */

static void they_are_written_as_they_are_made(void **state)
{
    (void)state;
    expect_rows("RETURN date('2015-W30-2'), localtime('214032.1'), time('21+01'), "
                "localdatetime('2015'), datetime('2015-07-21T21:40[Europe/London]'), "
                "duration({minutes: -1.5})",
                "date('2015-07-21'), localtime('21:40:32.100'), time('21:00+01:00'), "
                "localdatetime('2015-01-01T00:00'), "
                "datetime('2015-07-21T21:40+01:00[Europe/London]'), duration('PT-1M-30S')");
    expect_rows("RETURN toString(date('2015-07-21')), toString(duration('P1D'))",
                "'2015-07-21', 'P1D'");
}

static void they_are_keys(void **state)
{
    (void)state;
    expect_rows("UNWIND [date('2015-07-21'), date('20150721'), date('2015-07-22'), "
                "duration('PT60S'), duration('PT1M'), duration('P1D'), duration('PT24H')] AS d "
                "RETURN d, count(*) ORDER BY d",
                "date('2015-07-21'), 2; date('2015-07-22'), 1; duration('PT1M'), 2; "
                "duration('PT24H'), 1; duration('P1D'), 1");
    expect_rows("UNWIND [time('12:00+01'), time('11:00Z'), time('11:00')] AS t "
                "RETURN DISTINCT t",
                "time('12:00+01:00'); time('11:00Z')");
    /* Kept behind the row that made it. */
    expect_rows(
        "UNWIND range(1, 3) AS i RETURN collect(duration({days: i})), max(duration({days: i}))",
        "[duration('P1D'), duration('P2D'), duration('P3D')], duration('P3D')");
    expect_rows("RETURN date('2015-07-21') IN [date('2015'), date('2015-07-21')], "
                "{a: date('2015')} = {a: date('2015')}",
                "true, true");
}

/* The same instant at other places is another value, and has its place in the order: west before east, then by name. */
static void they_have_an_order(void **state)
{
    (void)state;
    expect_rows("UNWIND [duration('P1D'), 'a', date('2015'), datetime('2015'), localtime('12'), "
                "time('12'), localdatetime('2015'), [1], null, {a: 1}, 1] AS v "
                "WITH v ORDER BY v RETURN v",
                "{a: 1}; [1]; datetime('2015-01-01T00:00Z'); localdatetime('2015-01-01T00:00'); "
                "date('2015-01-01'); time('12:00Z'); localtime('12:00'); duration('P1D'); 'a'; 1; "
                "null");
    expect_rows("UNWIND [datetime('2015-07-21T12:00[Europe/Paris]'), "
                "datetime('2015-07-21T12:00+02:00'), datetime('2015-07-21T12:00[Europe/Berlin]'), "
                "datetime('2015-07-21T10:00Z')] AS d WITH d ORDER BY d RETURN toString(d)",
                "'2015-07-21T10:00Z'; '2015-07-21T12:00+02:00'; "
                "'2015-07-21T12:00+02:00[Europe/Berlin]'; '2015-07-21T12:00+02:00[Europe/Paris]'");
    expect_rows("RETURN date('2015') < datetime('2016'), duration('P1D') < duration('P2D'), "
                "date('2015') < date('2016'), date('2015') = datetime('2015'), date('2015') < null",
                "null, null, true, false, null");
}

static void they_have_components(void **state)
{
    (void)state;
    expect_rows("WITH datetime('-0044-03-15T23:59:59.999-11:30') AS d "
                "RETURN d.year, d.dayOfWeek, d.millisecond, d.timezone, d.offsetMinutes, "
                "d.epochMillis",
                "-44, 4, 999, '-11:30', -690, -63549232200001");
    expect_rows("MATCH (n {name: 'n3'}) WITH date({year: 2000 + n.i}) AS d RETURN d.year", "2003");
    expect_rows("UNWIND ['year', 'week'] AS name RETURN date('2015-07-21')[name]", "2015; 30");
    expect_problem("RETURN 1 + date('2015').hour", "InvalidArgumentValue", 1, 12);
    expect_problem("RETURN duration('P1D').nanosecond", "InvalidArgumentValue", 1, 8);
    expect_problem("RETURN duration({months: 1, seconds: 9300000000}).nanoseconds",
                   "IntegerOverflow", 1, 8);
}

/* ---- one moment for a query ---- */

static void now_is_one_moment(void **state)
{
    (void)state;
    expect_rows("UNWIND range(1, 1000) AS i WITH DISTINCT datetime() AS d, date() AS t, "
                "localdatetime.statement() AS l RETURN count(*), "
                "collect(datetime.transaction() = d), collect(date(d) = t), "
                "collect(localdatetime(d) = l)",
                "1, [true], [true], [true]");
    expect_rows("RETURN datetime.realtime() >= datetime(), "
                "datetime({timezone: '+01:00'}).epochMillis = datetime().epochMillis, "
                "datetime.statement('Asia/Tokyo').timezone, time.statement('-03:30').offset",
                "true, true, 'Asia/Tokyo', '-03:30'");
}

/* ---- sums ---- */

static void sums_go_by_the_calendar(void **state)
{
    (void)state;
    expect_rows(
        "RETURN date('2015-01-31') + duration('P1M'), date('2016-02-29') - duration('P1Y'), "
        "duration('P1D') + date('2015'), localtime('23:00') + duration('PT2H'), "
        "time('01:00+02') - duration('P5DT2H')",
        "date('2015-02-28'), date('2015-02-28'), date('2015-01-02'), localtime('01:00'), "
        "time('23:00+02:00')");
    /* A day is a day of the calendar, 24 hours are 24 hours: the 29th had 25. */
    expect_rows("WITH datetime('2017-10-28T12:00[Europe/Paris]') AS d "
                "RETURN toString(d + duration('P1D')), toString(d + duration('PT24H'))",
                "'2017-10-29T12:00+01:00[Europe/Paris]', '2017-10-29T11:00+01:00[Europe/Paris]'");
    /* What a clock shows twice: an offset chooses, and a second more stays there. */
    expect_rows(
        "WITH datetime('2017-10-29T02:30+01:00[Europe/Paris]') AS d "
        "RETURN toString(d), toString(d + duration('PT1S')), "
        "toString(datetime('2017-10-29T02:30[Europe/Paris]'))",
        "'2017-10-29T02:30+01:00[Europe/Paris]', '2017-10-29T02:30:01+01:00[Europe/Paris]', "
        "'2017-10-29T02:30+02:00[Europe/Paris]'");
    /* What it never shows is that much later. */
    expect_rows("RETURN toString(datetime('2017-03-26T02:30[Europe/Paris]'))",
                "'2017-03-26T03:30+02:00[Europe/Paris]'");
    expect_rows("RETURN 3 * duration('P1M') / 2, duration('P3M') / 3",
                "duration('P1M15DT5H14M33S'), duration('P1M')");
    expect_problem("RETURN date('2015') + 1", "InvalidArgumentType", 1, 8);
    expect_problem("RETURN date('2015') - date('2014')", "InvalidArgumentType", 1, 8);
    expect_problem("RETURN duration('P1D') - date('2014')", "InvalidArgumentType", 1, 8);
    expect_problem("RETURN duration('P1D') / 0", "DivisionByZero", 1, 8);
}

static void durations_are_summed(void **state)
{
    (void)state;
    expect_rows("UNWIND ['P1M', 'P1DT1H', 'PT-30M', null] AS t "
                "RETURN sum(duration(t)), avg(duration(t)), count(duration(t))",
                "duration('P1M1DT30M'), duration('P10DT11H39M42S'), 3");
    expect_rows("UNWIND [1, 2, 1] AS i RETURN i, sum(DISTINCT duration({days: i})) AS d ORDER BY d",
                "1, duration('P1D'); 2, duration('P2D')");
    expect_problem("UNWIND [duration('P1D'), 1] AS d RETURN sum(d)", "InvalidArgumentValue", 1, 41);
    expect_problem("UNWIND [1, duration('P1D')] AS d RETURN avg(d)", "InvalidArgumentValue", 1, 41);
    expect_problem("UNWIND [duration('P1D')] AS d RETURN stDev(d)", "InvalidArgumentValue", 1, 38);
    expect_problem("UNWIND [1, 2] AS i RETURN sum(duration({days: 9223372036854775807}))",
                   "NumberOutOfRange", 1, 27);
}

/* What is between, added to the first, is the second. */
static void between_leads_from_one_to_the_other(void **state)
{
    (void)state;
    expect_rows("UNWIND range(0, 400) AS i UNWIND [1, 29, 30, 31] AS day "
                "WITH localdatetime({year: 2015, month: 1, day: day, hour: 13}) AS a, "
                "localdatetime('2015-01-01T09:00') + duration({days: i, hours: i}) AS b "
                "WITH a, b, duration.between(a, b) AS d, duration.between(b, a) AS e "
                "WHERE a + d <> b OR duration.inSeconds(a, b) + duration.inSeconds(b, a) <> "
                "duration('PT0S') OR d.months * e.months > 0 RETURN count(*)",
                "0");
    expect_rows("UNWIND range(0, 40) AS i "
                "WITH datetime('2017-10-08T12:00[Europe/Paris]') AS a, "
                "datetime('2017-10-08T12:00[Europe/Paris]') + duration({hours: 17 * i}) AS b "
                "WHERE a + duration.between(a, b) <> b RETURN count(*)",
                "0");
}

/* ---- what is wrong ---- */

static void mistakes_are_named(void **state)
{
    static const char *const bad[] = {
        "date('2015-13-01')",
        "date({year: 2015, month: 2, day: 29})",
        "date({month: 2})",
        "date({year: 2015, day: 2})",
        "date({year: 2015, week: 1, month: 1})",
        "date({year: 2015, week: 54})",
        "date({year: 2021, week: 53})",
        "date({year: 2015, quarter: 2, dayOfQuarter: 92})",
        "date({year: 2015, ordinalDay: 366})",
        "date({year: 1000000000})",
        "date({year: '2015'})",
        "date({year: 2015, hour: 1})",
        "date({year: 2015, timezone: 'Europe/Paris'})",
        "date({})",
        "localtime({})",
        "localtime({minute: 1})",
        "localtime({hour: 1, second: 1})",
        "localtime({hour: 24})",
        "localtime({hour: 1, minute: 1, second: 1, millisecond: 1, microsecond: 1000})",
        "localtime({hour: 1, minute: 1, second: 1, microsecond: 1, nanosecond: 1000})",
        "localtime({hour: 1, nanosecond: 1})",
        "time({hour: 1, timezone: 'Europe/Paris'})",
        "time({hour: 1, timezone: '+19:00'})",
        "time({hour: 1, timezone: 'Mars/Base'})",
        "time({hour: 1, timezone: '../etc/passwd'})",
        "time({time: date('2015')})",
        "localdatetime({date: localtime('12')})",
        "datetime({datetime: datetime('2015'), date: date('2015')})",
        "datetime({epochSeconds: 1, epochMillis: 1})",
        "datetime({epochSeconds: 1, year: 2015})",
        "datetime('2015-07-21T12:00+05:00[Europe/Paris]')",
        "datetime('2015-07-21T12:00[Europe/Nowhere]')",
        "date(localtime('12'))",
        "localtime(date('2015'))",
        "date.truncate('hour', date('2015'))",
        "date.truncate('fortnight', date('2015'))",
        "time.truncate('year', datetime('2015'))",
        "localtime.truncate('hour', date('2015'))",
        "datetime.statement('Nowhere')",
        "duration({})",
        "duration({hours: 'a'})",
        "duration({fortnights: 1})",
        "duration('P')",
        "toInteger(date('2015'))",
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        cg_buf_printf(&text, "RETURN %s", bad[i]);
        cg_buf_add_char(&text, '\0');
        result r = ask(text.ptr);
        if (r.rc != CG_E_INVALID || r.problem.detail == NULL ||
            strcmp(r.problem.detail, "InvalidArgumentValue") != 0)
            fail_msg("%s: %s", bad[i], r.rc == CG_OK ? r.rows.ptr : r.err.text);
        result_fini(&r);
    }
    result r = ask("RETURN\n date('2015-02-29')");
    assert_string_equal(r.err.text,
                        "line 2, column 7: '2015-02-29' is no Date: month 2 of the year "
                        "2015 has the days 01 to 28, not 29");
    result_fini(&r);
    r = ask("RETURN date({year: 2015, mouth: 2})");
    assert_string_equal(r.err.text, "line 1, column 13: Date: `mouth` is none of year, month, day, "
                                    "week, dayOfWeek, quarter, dayOfQuarter, ordinalDay, date, "
                                    "timezone");
    result_fini(&r);
}

static void what_is_too_far_is_told(void **state)
{
    static const char *const far[] = {
        "date('+999999999-12-31') + duration('P1D')",
        "date('-999999999-01-01') - duration('P1M')",
        "localdatetime('+999999999-12-31T23:59:59') + duration('PT1S')",
        "datetime('+999999999-12-31T23:59:59') + duration('PT1S')",
        "date('2015') + duration({months: 9223372036854775807})",
        "date('2015') + duration({days: 9223372036854775807})",
        "datetime('2015') + duration({seconds: 9223372036854775807})",
        "datetime('2015[Europe/Paris]') - duration({seconds: 9223372036854775807})",
        "datetime({epochSeconds: 40000000000000000})",
        "datetime.fromepoch(9223372036854775807, 0)",
        "duration({months: 9223372036854775807}) + duration('P1M')",
        "duration({months: 9223372036854775807}) * 2",
        "duration({years: 9223372036854775807})",
        "duration({hours: 1e300})",
        "duration({days: 9223372036854775807}) * 1e200",
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(far); i++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        cg_buf_printf(&text, "RETURN %s", far[i]);
        cg_buf_add_char(&text, '\0');
        result r = ask(text.ptr);
        if (r.rc != CG_E_INVALID || strcmp(r.problem.detail, "NumberOutOfRange") != 0)
            fail_msg("%s: %s", far[i], r.rc == CG_OK ? r.rows.ptr : r.err.text);
        result_fini(&r);
    }
}

static void they_count_as_memory(void **state)
{
    (void)state;
    result r = ask_with("UNWIND range(1, 100000) AS i RETURN collect(duration({days: i}))",
                        (size_t)1 << 20, 10000000000u);
    assert_int_equal(r.rc, CG_E_LIMIT);
    result_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_written_as_they_are_made),
        cmocka_unit_test(they_are_keys),
        cmocka_unit_test(they_have_an_order),
        cmocka_unit_test(they_have_components),
        cmocka_unit_test(now_is_one_moment),
        cmocka_unit_test(sums_go_by_the_calendar),
        cmocka_unit_test(durations_are_summed),
        cmocka_unit_test(between_leads_from_one_to_the_other),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(what_is_too_far_is_told),
        cmocka_unit_test(they_count_as_memory),
    };
    return cmocka_run_group_tests_name("temporal", tests, NULL, NULL);
}
