// SPDX-License-Identifier: Apache-2.0
// Vectors of a unit as stored: they read back as they were, and damage is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/model.h"

static const uint32_t defs[] = {0, 3, CG_VECTORS_DEF_MAX};
static const uint8_t kinds[] = {1, 12, CG_VECTORS_KIND_MAX};
static const int8_t codes[] = {127, -128, 0, 1, 0, 0, 0, -1, 3, 4, 0, 0};
static const cg_vectors three = {
    .dimension = 4, .count = 3, .defs = defs, .kinds = kinds, .codes = codes};

static void test_they_read_back_as_they_were(void **state)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) out = {0};
    cg_err err;
    float row[4];
    (void)state;
    cg_vectors_encode(&three, &bytes);
    assert_int_equal(cg_vectors_decode(cg_buf_str(&bytes), &out, &err), CG_OK);
    assert_int_equal(out.is.dimension, 4);
    assert_int_equal(out.is.count, 3);
    assert_memory_equal(out.is.defs, defs, sizeof defs);
    assert_memory_equal(out.is.kinds, kinds, sizeof kinds);
    assert_memory_equal(out.is.codes, codes, sizeof codes);
    cg_vectors_row(&out.is, 2, row);
    assert_float_equal(row[0], 0.6, 1e-6);
    assert_float_equal(row[1], 0.8, 1e-6);
}

static void test_a_unit_may_have_none(void **state)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) out = {0};
    const cg_vectors none = {.dimension = 256};
    cg_err err;
    (void)state;
    cg_vectors_encode(&none, &bytes);
    assert_int_equal(cg_vectors_decode(cg_buf_str(&bytes), &out, &err), CG_OK);
    assert_int_equal(out.is.count, 0);
    assert_int_equal(out.is.dimension, 256);
}

static void test_what_is_cut_or_longer_is_refused(void **state)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) out = {0};
    cg_err err;
    (void)state;
    cg_vectors_encode(&three, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(cg_vectors_decode(cg_str_make(bytes.ptr, len), &out, &err), CG_E_CORRUPT);
        assert_int_equal(out.is.count, 0);
    }
    cg_buf_add_char(&bytes, 1);
    assert_int_equal(cg_vectors_decode(cg_buf_str(&bytes), &out, &err), CG_E_CORRUPT);
}

static void test_a_row_without_a_direction_is_refused(void **state)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) out = {0};
    static const int8_t zeros[12] = {1};
    cg_vectors flat = three;
    cg_err err;
    (void)state;
    flat.codes = zeros;
    cg_vectors_encode(&flat, &bytes);
    assert_int_equal(cg_vectors_decode(cg_buf_str(&bytes), &out, &err), CG_E_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_they_read_back_as_they_were),
        cmocka_unit_test(test_a_unit_may_have_none),
        cmocka_unit_test(test_what_is_cut_or_longer_is_refused),
        cmocka_unit_test(test_a_row_without_a_direction_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
