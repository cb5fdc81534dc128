// SPDX-License-Identifier: Apache-2.0
// Two open-addressing tables over one text buffer: spellings, and the terms they lead to.
#include "book.h"

#define BOOK_WORDS_MAX 100000u
#define BOOK_BYTES_MAX (6u << 20)
#define BOOK_SLOTS_FIRST 4096u

static inline uint64_t load64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint32_t load32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Words are short: two overlapping loads and two multiplications beat a general hash. */
static inline uint32_t hash_word(cg_str w)
{
    const uint64_t k = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t a = 0, b = 0;
    size_t n = w.len;
    if (n > 16)
        return (uint32_t)cg_hash64(w.ptr, n, k);
    if (n >= 8) {
        a = load64(w.ptr);
        b = load64(w.ptr + n - 8);
    } else if (n >= 4) {
        a = load32(w.ptr);
        b = load32(w.ptr + n - 4);
    } else if (n > 0) {
        a = (uint8_t)w.ptr[0] | (uint64_t)(uint8_t)w.ptr[n / 2] << 8 |
            (uint64_t)(uint8_t)w.ptr[n - 1] << 16;
    }
    uint64_t h = (a ^ n * k) * k;
    h = (h ^ h >> 32 ^ b) * k;
    return (uint32_t)(h >> 32 ^ h >> 15);
}

/* ---- tables ---- */

static void table_grow(book_table *t)
{
    book_table old = *t;
    uint32_t capacity = old.slots == NULL ? BOOK_SLOTS_FIRST : (old.mask + 1) * 2;
    t->slots = cg_alloc_table(capacity, sizeof *t->slots);
    t->mask = capacity - 1;
    for (uint32_t i = 0; old.slots != NULL && i <= old.mask; i++) {
        if (old.slots[i].index == 0)
            continue;
        uint32_t at = old.slots[i].hash & t->mask;
        while (t->slots[at].index != 0)
            at = (at + 1) & t->mask;
        t->slots[at] = old.slots[i];
    }
    cg_free(old.slots);
}

static void table_clear(book_table *t)
{
    if (t->used > 0)
        memset(t->slots, 0, ((size_t)t->mask + 1) * sizeof *t->slots);
    t->used = 0;
}

static void table_add(book_table *t, book_slot *slot, uint32_t hash, size_t index)
{
    *slot = (book_slot){hash, (uint32_t)index + 1};
    t->used++;
}

static uint32_t add_text(book *b, cg_str text)
{
    size_t at = b->texts.len;
    cg_buf_add_str(&b->texts, text);
    CG_ASSERT(b->texts.error == CG_OK && b->texts.len < UINT32_MAX);
    return (uint32_t)at;
}

/* ---- terms ---- */

static uint32_t find_term(book *b, cg_str text)
{
    book_table *t = &b->term_table;
    if (t->used * 2 >= t->mask)
        table_grow(t);
    uint32_t hash = hash_word(text), at = hash & t->mask;
    for (; t->slots[at].index != 0; at = (at + 1) & t->mask) {
        const book_term *term = &b->terms.ptr[t->slots[at].index - 1];
        if (t->slots[at].hash == hash && cg_str_eq(book_text(b, term), text))
            return t->slots[at].index - 1;
    }
    table_add(t, &t->slots[at], hash, b->terms.len);
    CG_VEC_PUSH(&b->terms, (book_term){.text = add_text(b, text), .len = (uint8_t)text.len});
    return (uint32_t)b->terms.len - 1;
}

static void link_term(book *b, book_word *word, cg_str text)
{
    uint32_t term = find_term(b, text);
    for (uint32_t i = 0; i < word->count; i++)
        if (b->links.ptr[word->first + i] == term)
            return;
    CG_VEC_PUSH(&b->links, term);
    word->count++;
}

/* ---- words ---- */

static void take_apart(book *b, cg_str text, book_word *word)
{
    word_forms_make(text, &b->forms);
    word->first = (uint32_t)b->links.len;
    word->name_parts = (uint8_t)b->forms.name_parts;
    if (b->forms.whole.len == 0)
        return;
    link_term(b, word, b->forms.whole);
    for (unsigned i = 0; i < b->forms.parts_count; i++)
        link_term(b, word, b->forms.parts[i]);
    bool letter = b->forms.whole.len < 2;
    if (letter)
        word->prose_first = word->count; /* single letters are no words in prose */
    else if (b->forms.single)
        word->prose_first = (uint8_t)(word->count - 1);
}

static uint32_t add_word(book *b, book_slot *slot, uint32_t hash, cg_str text)
{
    book_word word = {.text = add_text(b, text), .len = (uint16_t)text.len};
    memcpy(word.head, text.ptr, CG_MIN(text.len, sizeof word.head));
    table_add(&b->word_table, slot, hash, b->words.len);
    take_apart(b, text, &word);
    CG_VEC_PUSH(&b->words, word);
    return (uint32_t)b->words.len - 1;
}

static inline bool is_word(const book *b, const book_word *w, cg_str text)
{
    if (w->len != text.len)
        return false;
    if (text.len > BOOK_HEAD)
        return memcmp(b->texts.ptr + w->text, text.ptr, text.len) == 0;
    for (size_t i = 0; i < text.len; i++)
        if (w->head[i] != text.ptr[i])
            return false;
    return true;
}

uint32_t book_hash(const book *b, cg_str *word)
{
    if (word->len > CG_WORD_BYTES_MAX)
        *word = cg_utf8_truncate(*word, CG_WORD_BYTES_MAX);
    uint32_t hash = hash_word(*word);
    __builtin_prefetch(&b->word_table.slots[hash & b->word_table.mask]);
    return hash;
}

void book_prefetch_word(const book *b, uint32_t hash)
{
    const book_slot *slot = &b->word_table.slots[hash & b->word_table.mask];
    if (slot->index != 0)
        __builtin_prefetch(&b->words.ptr[slot->index - 1]);
}

uint32_t book_find(book *b, cg_str word, uint32_t hash)
{
    book_table *t = &b->word_table;
    if (t->used * 2 >= t->mask)
        table_grow(t);
    uint32_t at = hash & t->mask;
    for (; t->slots[at].index != 0; at = (at + 1) & t->mask) {
        if (t->slots[at].hash != hash)
            continue;
        const book_word *entry = &b->words.ptr[t->slots[at].index - 1];
        if (!is_word(b, entry, word))
            continue;
        __builtin_prefetch(&b->links.ptr[entry->first]);
        return t->slots[at].index - 1;
    }
    return add_word(b, &t->slots[at], hash, word);
}

/* ---- its life ---- */

void book_init(book *b)
{
    memset(b, 0, sizeof *b);
    table_grow(&b->term_table);
    table_grow(&b->word_table);
}

void book_fini(book *b)
{
    cg_buf_fini(&b->texts);
    CG_VEC_FINI(&b->terms);
    CG_VEC_FINI(&b->words);
    CG_VEC_FINI(&b->links);
    cg_free(b->term_table.slots);
    cg_free(b->word_table.slots);
}

void book_relieve(book *b)
{
    if (b->words.len < BOOK_WORDS_MAX && b->texts.len < BOOK_BYTES_MAX)
        return;
    if (b->words.len > 4 * BOOK_WORDS_MAX) { /* one huge file: not every file's size */
        book_fini(b);
        book_init(b);
        return;
    }
    cg_buf_clear(&b->texts);
    CG_VEC_CLEAR(&b->terms);
    CG_VEC_CLEAR(&b->words);
    CG_VEC_CLEAR(&b->links);
    table_clear(&b->term_table);
    table_clear(&b->word_table);
}
