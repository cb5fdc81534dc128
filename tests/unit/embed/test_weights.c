// SPDX-License-Identifier: Apache-2.0
// embed: model files that are whole, and those that are not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "static_model.h"
#include "weights.h"

static void reads_a_model(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) file = {0};
    cg_err err = {0};
    weights w;
    static_model_make(&(static_model_options){.name = "small", .dimension = 32, .scales = 3},
                      &file);
    assert_int_equal(weights_open(&w, cg_buf_str(&file), &err), CG_OK);
    assert_true(cg_str_eq(w.name, CG_STR("small")));
    assert_int_equal(w.dimension, 32);
    assert_int_equal(w.scales_count, 3);
    uint32_t row = vocabulary_find(&w.words, CG_STR("parse"));
    assert_true(row != VOCABULARY_NONE);
    assert_true(cg_str_eq(vocabulary_word(&w.words, row), CG_STR("parse")));
    assert_int_equal(vocabulary_find(&w.words, CG_STR("parses")), VOCABULARY_NONE);
    assert_int_equal(weights_codes(&w, row)[0], (int8_t)(cg_hash64("parse", 5, 1) % 255 - 127));
    assert_float_equal(weights_scales(&w, row)[2], 0.01f, 0);
    weights_close(&w);
}

static cg_code open_changed(cg_buf *file, cg_err *err)
{
    weights w;
    cg_code rc = weights_open(&w, cg_buf_str(file), err);
    weights_close(&w);
    return rc;
}

/* Each byte of the head matters, and the checksum keeps the rest. */
static void damage_is_seen(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) file = {0};
    cg_err err = {0};
    static_model_make(NULL, &file);
    for (size_t i = 0; i < file.len; i += i < 40 ? 1 : 37) {
        file.ptr[i] ^= 0x55;
        if (i < 40 || i >= 64)
            assert_int_equal(open_changed(&file, &err), CG_E_INVALID);
        file.ptr[i] ^= 0x55;
    }
    for (size_t len = 0; len < file.len; len += 61) {
        cg_buf cut = {.ptr = file.ptr, .len = len};
        assert_int_equal(open_changed(&cut, &err), CG_E_INVALID);
    }
    assert_int_equal(open_changed(&file, &err), CG_OK);
}

static void put_u32(cg_buf *file, size_t at, uint32_t value)
{
    memcpy(file->ptr + at, &value, sizeof value);
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Files that say what cannot be, with the right checksum. */
static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint32_t value;
        const char *says;
    } cases[] = {
        {8, 2, "version 2"},
        {12, 7, "tokens of version 7"},
        {16, 0, "0 dimensions"},
        {16, 24, "24 dimensions"},
        {16, 80, "not as long as it says"},
        {16, 1u << 20, "dimensions"},
        {20, 0, "not as long"},
        {20, UINT32_MAX, "not as long"},
        {24, 0, "0 scales"},
        {24, 9, "9 scales"},
        {24, 2, "not as long"},
        {28, UINT32_MAX, "not as long"},
        {64, 0, "no name"},
        {64, 0xffffffff, "no name"},
        {128, 0xffc00000, "weighs field 0"},           /* NaN */
        {128 + 64, 0xbf800000, "weighs field 1"},      /* below 0 */
        {128 + 128 + 4, 0x7f800000, "weighs field 2"}, /* infinite */
        {128 + 192 + 8, 1, "weighs field 3"},
        {128 + 256 + 16 + 44, 0x7f800000, "weighs field 4"},
        {640 + 4, 70, "word 0 of the vocabulary"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        CG_AUTO_VALUE(cg_buf) file = {0};
        cg_err err = {0};
        static_model_make(NULL, &file);
        put_u32(&file, cases[i].at, cases[i].value);
        static_model_seal(&file);
        assert_int_equal(open_changed(&file, &err), CG_E_INVALID);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu says: %s", i, err.text);
    }
}

static void scales_are_numbers(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -2e6f};
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++) {
        CG_AUTO_VALUE(cg_buf) file = {0};
        cg_err err = {0};
        weights w;
        static_model_make(NULL, &file);
        assert_int_equal(weights_open(&w, cg_buf_str(&file), &err), CG_OK);
        size_t at = (size_t)((const char *)w.scales - file.ptr) + 4 * 5;
        weights_close(&w);
        put_u32(&file, at, bits_of(bad[i]));
        static_model_seal(&file);
        assert_int_equal(open_changed(&file, &err), CG_E_INVALID);
        assert_non_null(strstr(err.text, "scale 5"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_model),
        cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(scales_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
