// SPDX-License-Identifier: Apache-2.0
// The order of a commit's rows: keys bytewise, rows of one key as they came, however many share what the index
// holds of a key.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "random.h"
#include "commit/rows.h"

#define TEXT_MAX 24

static cg_str key_at(const row_family *family, size_t i, cg_str *out_value)
{
    cg_str k;
    row_read(family->index.ptr[i].row, &k, out_value);
    return k;
}

/* Values are the numbers that rows came by. */
static void check_sorted(const row_family *family, size_t count)
{
    assert_int_equal(family->index.len, count);
    for (size_t i = 1; i < count; i++) {
        cg_str before, value;
        uint32_t first, second;
        int order = cg_str_cmp(key_at(family, i - 1, &before), key_at(family, i, &value));
        assert_true(order <= 0);
        memcpy(&first, before.ptr, sizeof first);
        memcpy(&second, value.ptr, sizeof second);
        if (order == 0)
            assert_true(first < second &&
                        family->index.ptr[i - 1].order == family->index.ptr[i].order);
    }
}

/* `count` rows whose keys differ behind the first `shared` bytes, in `letters` ways a byte from `first` on. */
static void check_order(size_t count, size_t shared, uint32_t letters, uint32_t first)
{
    rows r = {0};
    for (uint32_t i = 0; i < count; i++) {
        char text[TEXT_MAX];
        memset(text, 'p', sizeof text);
        size_t len = KEY_PREFIX + shared + random_below(6);
        for (size_t at = KEY_PREFIX + shared; at < len; at++)
            text[at] = (char)(first + random_below(letters));
        rows_put(&r, CG_CF_INDEXES, cg_str_make(text, len),
                 cg_str_make((const char *)&i, sizeof i));
    }
    row_family *family = &r.puts[CG_CF_INDEXES];
    rows_sort(family, CG_CF_INDEXES);
    check_sorted(family, count);
    rows_clear(&r);
}

static void test_rows_are_in_order(void **state)
{
    (void)state;
    random_seed(7);
    const size_t counts[] = {1, 2, 40, 41, 5000};
    for (size_t i = 0; i < CG_ARRAY_LEN(counts); i++)
        for (size_t shared = 0; shared <= 12; shared += 3)
            for (uint32_t letters = 1; letters <= 16; letters += 5) {
                check_order(counts[i], shared, letters, 0xf0);
                check_order(counts[i], shared, letters, 0); /* zeros are bytes like others */
            }
}

/* Keys of vectors begin with a model, not with the project. */
static void test_rows_of_several_models_are_in_order(void **state)
{
    (void)state;
    random_seed(8);
    rows r = {0};
    for (uint32_t i = 0; i < 200; i++) {
        cg_unit_key unit = {.lang = 1};
        for (size_t at = 0; at < sizeof unit.blob.bytes; at++)
            unit.blob.bytes[at] = (uint8_t)random_below(256);
        key k = key_vectors(i % 2 == 0 ? UINT64_C(1) << 63 : 1, unit);
        rows_put(&r, CG_CF_VECTORS, key_str(&k), cg_str_make((const char *)&i, sizeof i));
    }
    rows_sort(&r.puts[CG_CF_VECTORS], CG_CF_VECTORS);
    check_sorted(&r.puts[CG_CF_VECTORS], 200);
    rows_clear(&r);
}

/* As many as fill several blocks, with one that is larger than a block. */
static void test_large_rows_are_kept_whole(void **state)
{
    (void)state;
    rows r = {0};
    char *large = cg_alloc(3u << 20);
    memset(large, 'x', 3u << 20);
    for (uint32_t i = 0; i < 3000; i++) {
        uint8_t k[4];
        cg_put_be32(k, 3000 - i);
        rows_put(&r, CG_CF_SOURCES, cg_str_make((const char *)k, sizeof k),
                 cg_str_make(large, i == 1500 ? 3u << 20 : i));
    }
    row_family *family = &r.puts[CG_CF_SOURCES];
    rows_sort(family, CG_CF_SOURCES);
    assert_int_equal(family->index.len, 3000);
    for (uint32_t i = 0; i < 3000; i++) {
        cg_str value, k = key_at(family, 2999 - i, &value);
        assert_int_equal(cg_get_be32((const uint8_t *)k.ptr), 3000 - i);
        assert_true(cg_str_eq(value, cg_str_make(large, i == 1500 ? 3u << 20 : i)));
    }
    rows_clear(&r);
    cg_free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_in_order),
        cmocka_unit_test(test_rows_of_several_models_are_in_order),
        cmocka_unit_test(test_large_rows_are_kept_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
