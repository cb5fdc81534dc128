// SPDX-License-Identifier: Apache-2.0
// base: log lines, metrics from several threads, fault points.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/base.h"

/* Stderr goes to a file while `act` runs; its text is appended to `out`. */
static void capture(void (*act)(void), cg_buf *out)
{
    char path[] = "stderr-XXXXXX";
    int file = mkstemp(path);
    int before = dup(STDERR_FILENO);
    assert_true(file >= 0 && before >= 0);
    assert_true(dup2(file, STDERR_FILENO) >= 0);
    act();
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    (void)close(file);
    (void)close(before);
    assert_int_equal(cg_file_read(path, 1 << 20, out, NULL), CG_OK);
    (void)unlink(path);
}

static void log_everything(void)
{
    cg_log_set_request(CG_STR("r-1"));
    CG_LOG(CG_LOG_INFO, "test.event", CG_LSTR("who", CG_STR("a\"b")), CG_LU64("n", 5),
           CG_LF64("x", 1.5), CG_LF64("bad", NAN),
           ((cg_log_field){.key = "ok", .type = CG_LOG_BOOL, .u64 = 1}));
    CG_LOG(CG_LOG_DEBUG, "test.hidden", CG_LU64("n", 1));
    cg_log_set_request(CG_STR_NULL);
    CG_LOG(CG_LOG_ERROR, "test.plain");
}

static void writes_one_object_a_line(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_log_set_level(CG_LOG_INFO);
    capture(log_everything, &out);
    cg_str rest = cg_buf_str(&out);
    cg_str line;
    assert_true(cg_str_split(&rest, '\n', &line));
    assert_true(cg_str_starts(line, CG_STR("{\"time\":\"2")));
    assert_true(cg_str_ends(line, CG_STR("Z\",\"level\":\"info\",\"event\":\"test.event\","
                                         "\"request\":\"r-1\",\"who\":\"a\\\"b\",\"n\":5,\"x\":1.5,"
                                         "\"bad\":null,\"ok\":true}")));
    assert_true(cg_str_split(&rest, '\n', &line));
    assert_true(cg_str_ends(line, CG_STR("\"level\":\"error\",\"event\":\"test.plain\"}")));
    assert_int_equal(rest.len, 0);
}

static void levels_parse_and_filter(void **state)
{
    (void)state;
    cg_log_level level = CG_LOG_OFF;
    assert_true(cg_log_level_parse(CG_STR("warn"), &level));
    assert_int_equal(level, CG_LOG_WARN);
    assert_false(cg_log_level_parse(CG_STR("loud"), &level));
    cg_log_set_level(CG_LOG_OFF);
    assert_false(cg_log_enabled(CG_LOG_ERROR));
    assert_false(cg_log_enabled(CG_LOG_OFF));
    cg_log_set_level(CG_LOG_WARN);
    assert_true(cg_log_enabled(CG_LOG_ERROR));
    assert_false(cg_log_enabled(CG_LOG_INFO));
}

static void count(void *arg)
{
    (void)arg;
    for (int i = 0; i < 1000; i++)
        cg_metric_add(CG_M_PARSE_FILES, 2);
    cg_metric_observe_ns(CG_M_COMMIT_DURATION, 3000000);
}

static void assert_has_line(const cg_buf *buf, const char *expected)
{
    cg_str rest = cg_buf_str(buf);
    cg_str line;
    while (cg_str_split(&rest, '\n', &line)) {
        if (cg_str_eq(line, cg_str_from(expected)))
            return;
    }
    fail_msg("no line '%s'", expected);
}

static void metrics_of_all_threads_are_summed(void **state)
{
    (void)state;
    cg_thread *threads[4];
    CG_AUTO_VALUE(cg_buf) out = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        threads[i] = cg_thread_start("count", count, NULL);
    cg_metrics_write(&out); /* while they run */
    count(NULL);
    for (size_t i = 0; i < CG_ARRAY_LEN(threads); i++)
        cg_thread_join(threads[i]);
    cg_metric_set(CG_M_QUEUE_DEPTH, 9);
    cg_metric_set(CG_M_QUEUE_DEPTH, 7);
    cg_metric_observe_ns(CG_M_COMMIT_DURATION, UINT64_C(1000000000000));
    cg_buf_clear(&out);
    cg_metrics_write(&out);
    assert_has_line(&out, "# HELP codegraph_parse_files_total Files parsed");
    assert_has_line(&out, "# TYPE codegraph_parse_files_total counter");
    assert_has_line(&out, "codegraph_parse_files_total 10000");
    assert_has_line(&out, "# TYPE codegraph_queue_depth gauge");
    assert_has_line(&out, "codegraph_queue_depth 7");
    assert_has_line(&out, "# TYPE codegraph_commit_duration_seconds histogram");
    assert_has_line(&out, "codegraph_commit_duration_seconds_bucket{le=\"0.0025\"} 0");
    assert_has_line(&out, "codegraph_commit_duration_seconds_bucket{le=\"0.005\"} 5");
    assert_has_line(&out, "codegraph_commit_duration_seconds_bucket{le=\"60\"} 5");
    assert_has_line(&out, "codegraph_commit_duration_seconds_bucket{le=\"+Inf\"} 6");
    assert_has_line(&out, "codegraph_commit_duration_seconds_sum 1000.015000000");
    assert_has_line(&out, "codegraph_commit_duration_seconds_count 6");
}

static void fault_points_fire_when_told(void **state)
{
    (void)state;
    cg_fault_set("a.b:2, c:-2,broken,:3,zero:0");
    assert_false(cg_fault("a.b"));
    assert_true(cg_fault("a.b"));
    assert_false(cg_fault("a.b"));
    assert_false(cg_fault("c"));
    assert_true(cg_fault("c"));
    assert_true(cg_fault("c"));
    assert_false(cg_fault("zero"));
    assert_false(cg_fault("broken"));
    cg_fault_set(NULL);
    assert_false(cg_fault("c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_object_a_line),
        cmocka_unit_test(levels_parse_and_filter),
        cmocka_unit_test(metrics_of_all_threads_are_summed),
        cmocka_unit_test(fault_points_fire_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
