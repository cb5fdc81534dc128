// SPDX-License-Identifier: Apache-2.0
// link: what linking a file has read of others, as a set of 40-bit keys. Two things with one key
// cost a needless link once in a while, nothing else.
#include "link_int.h"

#define KEY_BITS 40
#define KEY_MASK ((UINT64_C(1) << KEY_BITS) - 1)

uint64_t key_make(key_kind kind, uint64_t a, uint64_t b)
{
    const uint64_t parts[3] = {kind, a, b};
    uint64_t key = cg_hash64(parts, sizeof parts, 0) & KEY_MASK;
    return key ? key : 1;
}

uint64_t cg_link_mention_key(cg_str name)
{
    return key_make(KEY_OF_MENTION, name_hash(name), 0);
}

/* Keys are hashes: their upper bits choose the slot, so that the table is nearly in their order. */
static uint64_t *find_key(uint64_t *slots, uint32_t mask, uint64_t key)
{
    uint32_t i = (uint32_t)(key * (mask + UINT64_C(1)) >> KEY_BITS);
    while (slots[i] != 0 && slots[i] != key)
        i = (i + 1) & mask;
    return &slots[i];
}

static void grow(cg_linker *l)
{
    uint64_t *old = l->deps;
    uint32_t count = old ? l->deps_mask + 1 : 0, capacity = count ? count * 2 : 256;
    l->deps = cg_alloc_table(capacity, sizeof *l->deps);
    l->deps_mask = capacity - 1;
    for (uint32_t i = 0; i < count; i++)
        if (old[i])
            *find_key(l->deps, l->deps_mask, old[i]) = old[i];
    cg_free(old);
}

void deps_note(cg_linker *l, uint64_t key)
{
    if (l->deps == NULL || l->deps_used * 2 > l->deps_mask)
        grow(l);
    uint64_t *slot = find_key(l->deps, l->deps_mask, key);
    l->deps_used += *slot == 0;
    *slot = key;
}

static bool is_noted(const cg_linker *l, const cg_link_unit *u)
{
    return u->file != l->unit->file || l->helps;
}

void note_name(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    if (is_noted(l, u))
        deps_note(l, key_make(KEY_OF_NAME, u->path_hash, name_hash(name)));
}

/* No name of a definition hashes so. */
uint64_t macro_hash(cg_str name)
{
    return cg_hash64(name.ptr, name.len, KEY_OF_NAME);
}

cg_str macro_name(cg_str text)
{
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '(' && text.ptr[end] != ' ')
        end++;
    return cg_str_slice(text, 0, end);
}

cg_str given_path(cg_str text)
{
    ptrdiff_t end = cg_str_find(text, '\n');
    return cg_str_slice(text, 0, end < 0 ? text.len : (size_t)end);
}

void note_macro(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    if (is_noted(l, u))
        deps_note(l, key_make(KEY_OF_NAME, u->path_hash, macro_hash(name)));
}

static void sort_nearly_sorted(uint64_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

void deps_take(cg_linker *l)
{
    CG_VEC_CLEAR(&l->keys);
    for (uint32_t i = 0; l->deps && i <= l->deps_mask; i++)
        if (l->deps[i]) {
            CG_VEC_PUSH(&l->keys, l->deps[i]);
            l->deps[i] = 0;
        }
    if (l->deps != NULL && table_is_sparse(l->deps_used, l->deps_mask)) {
        cg_free(l->deps);
        l->deps = NULL;
    }
    l->deps_used = 0;
    sort_nearly_sorted(l->keys.ptr, l->keys.len);
}
