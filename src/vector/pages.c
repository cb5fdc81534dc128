// SPDX-License-Identifier: Apache-2.0
// vector: large pages for what is read without any order.
#include "vector_int.h"

#include <sys/mman.h>

#define LARGE_PAGE ((uintptr_t)2 << 20)
#define LARGE_PAGES_MIN 4

#ifndef MADV_COLLAPSE /* Linux 6.1; an older one refuses it */
#define MADV_COLLAPSE 25
#endif

void pages_enlarge(const void *ptr, size_t bytes)
{
    uintptr_t from = ((uintptr_t)ptr + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t to = ((uintptr_t)ptr + bytes) / LARGE_PAGE * LARGE_PAGE;
    if (ptr == NULL || to < from + LARGE_PAGES_MIN * LARGE_PAGE)
        return;
    if (madvise((void *)from, to - from, MADV_HUGEPAGE) == 0)
        (void)madvise((void *)from, to - from, MADV_COLLAPSE);
}
