// SPDX-License-Identifier: Apache-2.0
// base: orders of plain values, for sorting and searching.
#include "cg/base.h"

int cg_compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}
