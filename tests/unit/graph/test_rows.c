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
    rows_at(family, family->index.ptr[i].offset, &k, out_value);
    return k;
}

/* `count` rows whose keys differ behind the first `shared` bytes, in `letters` ways a byte. */
static void check_order(size_t count, size_t shared, uint32_t letters)
{
    rows r = {0};
    for (uint32_t i = 0; i < count; i++) {
        char text[TEXT_MAX];
        memset(text, 'p', sizeof text);
        size_t len = KEY_PREFIX + shared + random_below(6);
        for (size_t at = KEY_PREFIX + shared; at < len; at++)
            text[at] = (char)(0xf0 + random_below(letters));
        rows_put(&r, CG_CF_INDEXES, cg_str_make(text, len),
                 cg_str_make((const char *)&i, sizeof i));
    }
    row_family *family = &r.puts[CG_CF_INDEXES];
    rows_sort(family);
    assert_int_equal(family->index.len, count);
    for (size_t i = 1; i < count; i++) {
        cg_str before, value;
        int order = cg_str_cmp(key_at(family, i - 1, &before), key_at(family, i, &value));
        assert_true(order <= 0);
        if (order == 0)
            assert_true(memcmp(before.ptr, value.ptr, sizeof(uint32_t)) != 0 &&
                        before.ptr < value.ptr);
    }
    rows_fini(&r);
}

static void test_rows_are_in_order(void **state)
{
    (void)state;
    random_seed(7);
    const size_t counts[] = {1, 2, 64, 65, 5000};
    for (size_t i = 0; i < CG_ARRAY_LEN(counts); i++)
        for (size_t shared = 0; shared <= 12; shared += 3)
            for (uint32_t letters = 1; letters <= 16; letters += 5)
                check_order(counts[i], shared, letters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
