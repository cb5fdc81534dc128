// SPDX-License-Identifier: Apache-2.0
// base: the heap. Fixed-size requests abort when memory is gone, because no caller could do
// anything useful with a NULL there; requests sized by input use cg_try_alloc and report.
#include "cg/base.h"

#include <stdlib.h>

static void *check(void *ptr)
{
    CG_ASSERT(ptr != NULL && "out of memory");
    return ptr;
}

void *cg_alloc(size_t size)
{
    return check(calloc(1, size ? size : 1));
}

void *cg_alloc_array(size_t n, size_t size)
{
    size_t bytes;
    CG_ASSERT(!__builtin_mul_overflow(n, size, &bytes));
    return cg_alloc(bytes);
}

void *cg_alloc_table(size_t n, size_t size)
{
    size_t bytes;
    CG_ASSERT(!__builtin_mul_overflow(n, size, &bytes));
    void *table = check(malloc(bytes ? bytes : 1));
    /* Were it known here what malloc is, the compiler would make a calloc of the two. */
    __asm__ volatile("" : "+r"(table));
    return memset(table, 0, bytes);
}

void *cg_realloc(void *ptr, size_t size)
{
    return check(realloc(ptr, size ? size : 1));
}

void cg_free(void *ptr)
{
    free(ptr);
}

char *cg_strdup(cg_str s)
{
    char *copy = check(malloc(s.len + 1));
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

void *cg_try_alloc(size_t size)
{
    if (cg_fault("base.alloc"))
        return NULL;
    return malloc(size ? size : 1);
}

void *cg_vec_grow(void *ptr, size_t *cap, size_t need, size_t elem_size)
{
    size_t grown = *cap + *cap / 2;
    size_t bytes;
    grown = CG_MAX(grown, CG_MAX(need, (size_t)8));
    CG_ASSERT(!__builtin_mul_overflow(grown, elem_size, &bytes));
    ptr = cg_realloc(ptr, bytes);
    *cap = grown;
    return ptr;
}
