// SPDX-License-Identifier: Apache-2.0
// base: what the heap gives is zeroed, also where it gives again what was freed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/base.h"

static void expect_zeros(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(p[i], 0);
}

static void arrays_and_tables_are_zeroed(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 7, 512, 4096, 100000};
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < CG_ARRAY_LEN(counts); i++) {
            uint64_t *array = cg_alloc_array(counts[i], sizeof *array);
            uint64_t *table = cg_alloc_table(counts[i], sizeof *table);
            assert_non_null(array);
            assert_non_null(table);
            expect_zeros((unsigned char *)array, counts[i] * sizeof *array);
            expect_zeros((unsigned char *)table, counts[i] * sizeof *table);
            memset(array, 0xab, counts[i] * sizeof *array);
            memset(table, 0xab, counts[i] * sizeof *table);
            cg_free(array);
            cg_free(table);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(arrays_and_tables_are_zeroed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
