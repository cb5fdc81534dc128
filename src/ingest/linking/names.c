// SPDX-License-Identifier: Apache-2.0
#include "linking/names.h"

static uint32_t *slot_of(const names *n, cg_str text)
{
    uint32_t i = (uint32_t)cg_hash64(text.ptr, text.len, 0) & n->mask;
    while (n->slots[i] != 0 && !cg_str_eq(n->list.ptr[n->slots[i] - 1], text))
        i = (i + 1) & n->mask;
    return &n->slots[i];
}

static void grow(names *n)
{
    if (n->slots != NULL && (n->list.len + 1) * 2 <= n->mask)
        return;
    uint32_t capacity = n->slots != NULL ? (n->mask + 1) * 2 : 16;
    cg_free(n->slots);
    n->slots = cg_alloc_table(capacity, sizeof *n->slots);
    n->mask = capacity - 1;
    for (size_t i = 0; i < n->list.len; i++)
        *slot_of(n, n->list.ptr[i]) = (uint32_t)i + 1;
}

bool names_add(names *n, cg_str text)
{
    grow(n);
    uint32_t *slot = slot_of(n, text);
    if (*slot != 0)
        return false;
    CG_VEC_PUSH(&n->list, text);
    *slot = (uint32_t)n->list.len;
    return true;
}

bool names_has(const names *n, cg_str text)
{
    return n->slots != NULL && *slot_of(n, text) != 0;
}

void names_fini(names *n)
{
    CG_VEC_FINI(&n->list);
    cg_free(n->slots);
}
