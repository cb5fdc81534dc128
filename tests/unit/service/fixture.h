// SPDX-License-Identifier: Apache-2.0
// What tests of the service share. cmocka.h must come before.
#ifndef CG_TEST_SERVICE_FIXTURE_H
#define CG_TEST_SERVICE_FIXTURE_H

#include "cg/graph_commit.h"
#include "cg/service.h"
#include "tree.h"

extern cg_err service_err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, service_err.text, service_err.file,                  \
                     service_err.line);                                                            \
    } while (0)
/** The call answers this code, and names this field or parameter. */
#define assert_refused(call, wanted, where)                                                        \
    do {                                                                                           \
        service_err = (cg_err){.code = CG_OK};                                                     \
        assert_int_equal((call), (wanted));                                                        \
        assert_int_equal(service_err.code, (wanted));                                              \
        assert_string_equal(service_err.pointer, (where));                                         \
        assert_true(service_err.text[0] != '\0');                                                  \
    } while (0)

/** Options of a service in memory; any root allowed. */
cg_service_options service_options(void);
cg_service *service_open(const cg_service_options *opts); /* NULL: service_options() */
/** Posts one file to the default project. */
cg_parse_report post(cg_service *service, cg_arena *arena, const char *path, const char *text);
/** Verifies and fails the test on any problem. */
void expect_sound(cg_service *service);
/** Waits (at most a minute) until the task has ended, and reads it. */
cg_task_view await_task(cg_service *service, cg_id id, cg_arena *arena);
/** Is the default project's writer until cg_commit_abort: a task over it waits. */
cg_commit *hold_writer(cg_service *service);
cg_str text_of_id(cg_arena *arena, cg_id id);

/** Of the head of the default project; 0: there is none. */
uint64_t fixture_generation(cg_service *service);

#endif
