// SPDX-License-Identifier: Apache-2.0
// vector: when to build, and from what.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vector_int.h"

static plan_input some(uint64_t head, uint64_t live, bool quiet)
{
    return (plan_input){.type = CG_VECTOR_AUTO,
                        .exact_rows = 10000,
                        .head_rows_due = 8192,
                        .head_rows = head,
                        .live_rows = live,
                        .quiet = quiet};
}

static void a_small_set_stays_exact(void **unused)
{
    (void)unused;
    plan_input in = some(9999, 9999, true);
    assert_false(vector_plan(&in).build);
    in = some(10000, 10000, true);
    assert_true(vector_plan(&in).build && vector_plan(&in).head);
    in = some(9999, 9999, true);
    in.type = CG_VECTOR_HNSW;
    assert_true(vector_plan(&in).head);
}

static void waits_while_vectors_come(void **unused)
{
    (void)unused;
    plan_input in = some(20000, 20000, false);
    assert_false(vector_plan(&in).build);
    in = some(40000, 40000, false);
    assert_true(vector_plan(&in).head);
    in = some(40000, 400000, false);
    in.segment_count = 1;
    in.segments[0].rows = 360000;
    assert_false(vector_plan(&in).build);
    in.quiet = true;
    plan p = vector_plan(&in);
    assert_true(p.head && !p.segments[0]);
}

static void merges_like_sizes_and_never_leaves_too_many(void **unused)
{
    (void)unused;
    plan_input in = some(9000, 1000000, true);
    in.segment_count = 2;
    in.segments[0].rows = 900000;
    in.segments[1].rows = 15000;
    plan p = vector_plan(&in);
    assert_true(p.head && !p.segments[0] && p.segments[1]);
    in.segment_count = 4;
    in.segments[1].rows = 300000;
    in.segments[2].rows = 100000;
    in.segments[3].rows = 30000;
    p = vector_plan(&in);
    assert_true(p.head && p.segments[3] && !p.segments[2] && !p.segments[1] && !p.segments[0]);
}

static void rebuilds_what_is_one_fifth_dead(void **unused)
{
    (void)unused;
    plan_input in = some(0, 180000, true);
    in.segment_count = 2;
    in.segments[0].rows = 100000;
    in.segments[1].rows = 100000;
    in.segments[1].dead = 20000;
    assert_false(vector_plan(&in).build);
    in.segments[1].dead = 20001;
    plan p = vector_plan(&in);
    assert_true(p.build && !p.head && p.segments[1]);
}

static void rows_and_ranks_belong_together(void **unused)
{
    (void)unused;
    for (uint32_t rows = 1; rows < 60; rows++) {
        for (uint32_t strides = 1; strides <= rows; strides++) {
            uint64_t seen = 0;
            for (uint32_t rank = 0; rank < rows; rank++) {
                uint32_t row = segment_row_of(rows, strides, rank);
                assert_true(row < rows && !(seen >> row & 1));
                seen |= (uint64_t)1 << row;
                assert_int_equal(segment_rank_of(rows, strides, row), rank);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_set_stays_exact),
        cmocka_unit_test(waits_while_vectors_come),
        cmocka_unit_test(merges_like_sizes_and_never_leaves_too_many),
        cmocka_unit_test(rebuilds_what_is_one_fifth_dead),
        cmocka_unit_test(rows_and_ranks_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
