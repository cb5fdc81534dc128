// SPDX-License-Identifier: Apache-2.0
// parse: the unit's string table. Equal texts share one place, so names compare by offset. The table
// is sized by the file, so that a small file after a huge one still works within the cache.
#include "parse_int.h"

#define SLOTS_MIN 1024u

/* Names are short: mixing eight bytes at a time beats a general hash called across libraries. */
static uint32_t text_hash(const char *p, size_t len)
{
    uint64_t h = 0x9e3779b97f4a7c15u ^ len;
    uint64_t word;
    while (len >= 8) {
        memcpy(&word, p, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
        p += 8;
        len -= 8;
    }
    word = 0;
    memcpy(&word, p, len);
    h = (h ^ word) * 0xff51afd7ed558ccdu;
    h ^= h >> 32;
    h *= 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(h >> 32);
}

void intern_begin(cg_extract *x)
{
    uint32_t slots = SLOTS_MIN;
    while (slots < x->source.len / 16)
        slots *= 2;
    if (slots > x->interned_cap) {
        cg_free(x->interned);
        x->interned = cg_alloc_table(slots, sizeof *x->interned);
        x->interned_cap = slots;
    } else {
        memset(x->interned, 0, slots * sizeof *x->interned);
    }
    x->interned_slots = slots;
    x->interned_used = 0;
    (void)cg_buf_reserve(&x->unit->strings, 1); /* texts may be sliced before there is one */
}

static intern_slot *find_slot(const cg_extract *x, cg_str text, uint32_t hash)
{
    uint32_t mask = x->interned_slots - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        intern_slot *slot = &x->interned[i];
        if (slot->len == 0)
            return slot;
        if (slot->hash == hash && slot->len == text.len &&
            memcmp(x->unit->strings.ptr + slot->off, text.ptr, text.len) == 0)
            return slot;
    }
}

static void grow(cg_extract *x)
{
    intern_slot *old = x->interned;
    uint32_t old_slots = x->interned_slots;
    x->interned_slots = x->interned_cap = old_slots * 2;
    x->interned = cg_alloc_table(x->interned_slots, sizeof *x->interned);
    uint32_t mask = x->interned_slots - 1;
    for (uint32_t i = 0; i < old_slots; i++) {
        if (old[i].len == 0)
            continue;
        uint32_t at = old[i].hash & mask;
        while (x->interned[at].len)
            at = (at + 1) & mask;
        x->interned[at] = old[i];
    }
    cg_free(old);
}

/* `text` may be part of the table itself, which moves when it grows. */
static void append(cg_buf *strings, cg_str text)
{
    bool inside = text.ptr >= strings->ptr && text.ptr < strings->ptr + strings->len;
    size_t off = inside ? (size_t)(text.ptr - strings->ptr) : 0;
    char *to = cg_buf_reserve(strings, text.len);
    CG_ASSERT(to != NULL);
    memcpy(to, inside ? strings->ptr + off : text.ptr, text.len);
    strings->len += text.len;
}

static cg_text intern_utf8(cg_extract *x, cg_str text)
{
    if (x->interned_used * 2 >= x->interned_slots)
        grow(x);
    uint32_t hash = text_hash(text.ptr, text.len);
    intern_slot *slot = find_slot(x, text, hash);
    if (slot->len == 0) {
        *slot = (intern_slot){hash, (uint32_t)x->unit->strings.len, (uint32_t)text.len};
        append(&x->unit->strings, text);
        x->interned_used++;
    }
    return (cg_text){slot->off, slot->len};
}

/* Bytes that are no UTF-8 are taken for Latin-1, which has a character for each. */
static cg_text intern_latin1(cg_extract *x, cg_str text)
{
    cg_arena_mark mark = cg_arena_save(x->scratch);
    char *out = cg_arena_alloc(x->scratch, text.len * 2);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x80)
            out[n++] = (char)(0xc0 | c >> 6);
        out[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
    }
    cg_text result = intern_utf8(x, cg_str_make(out, n));
    cg_arena_rewind(x->scratch, mark);
    return result;
}

cg_text cg_x_intern(cg_extract *x, cg_str text)
{
    if (text.len == 0)
        return (cg_text){0, 0};
    if (x->recode && !cg_utf8_valid(text))
        return intern_latin1(x, text);
    return intern_utf8(x, text);
}

bool intern_find(const cg_extract *x, cg_str text, cg_text *out)
{
    if (text.len == 0)
        return false;
    const intern_slot *slot = find_slot(x, text, text_hash(text.ptr, text.len));
    if (slot->len == 0)
        return false;
    *out = (cg_text){slot->off, slot->len};
    return true;
}

cg_str cg_x_interned(const cg_extract *x, cg_text text)
{
    return cg_unit_str(x->unit, text);
}
