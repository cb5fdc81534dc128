// SPDX-License-Identifier: Apache-2.0
#include "trigrams.h"

#define FILTER_BYTES_MIN 8u
#define BITS_PER_BYTE_OF_TEXT 8u /* to begin with: no text has more trigrams than bytes */

cg_str trigram_term(cg_blob_id blob, char out[TRIGRAM_TERM_LEN])
{
    out[0] = TRIGRAM_TERM_FIRST;
    out[1] = (char)blob.bytes[0];
    return cg_str_make(out, TRIGRAM_TERM_LEN);
}

/* ---- folding ---- */

static inline uint8_t fold_ascii(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* The folded letter that begins at `p`, and in *out_len its bytes there. */
static inline uint8_t fold_at(const uint8_t *p, const uint8_t *end, size_t *out_len)
{
    *out_len = 1;
    if (__builtin_expect(*p < 0x80, 1))
        return fold_ascii(*p);
    if (*p == 0xc5 && end - p >= 2 && p[1] == 0xbf) {
        *out_len = 2;
        return 's';
    }
    if (*p == 0xe2 && end - p >= 3 && p[1] == 0x84 && p[2] == 0xaa) {
        *out_len = 3;
        return 'k';
    }
    return *p;
}

size_t trigram_fold(cg_str text, uint8_t *out)
{
    const uint8_t *p = (const uint8_t *)text.ptr, *end = p + text.len;
    size_t n = 0, len;
    for (; p < end; p += len)
        out[n++] = fold_at(p, end, &len);
    return n;
}

/* ---- filters ---- */

static size_t first_size(size_t text_len)
{
    size_t size = FILTER_BYTES_MIN;
    while (size < TRIGRAM_FILTER_MAX && size < text_len * BITS_PER_BYTE_OF_TEXT / 8)
        size *= 2;
    return size;
}

/* In a filter that is clear; how many there are. */
static size_t set_bits(cg_str text, uint8_t *filter, size_t size)
{
    const uint8_t *p = (const uint8_t *)text.ptr, *end = p + text.len;
    uint32_t mask = (uint32_t)(8 * size - 1), trigram = 0;
    size_t len, count = 0;
    for (unsigned before = 0; before < 2 && p < end; before++, p += len)
        trigram = trigram << 8 | fold_at(p, end, &len);
    for (; p < end; p += len) {
        trigram = (trigram << 8 | fold_at(p, end, &len)) & 0xffffff;
        uint32_t bit = trigram_hash(trigram) & mask;
        uint8_t was = filter[bit / 8], own = (uint8_t)(1u << bit % 8);
        count += (was & own) == 0;
        filter[bit / 8] = was | own;
    }
    return count;
}

static size_t count_bits(const uint8_t *filter, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word;
        memcpy(&word, filter + i, sizeof word);
        count += (size_t)__builtin_popcountll(word);
    }
    return count;
}

/* A filter of half the size: the hash counts modulo the size, so halves fall onto each other. */
static void halve(uint8_t *filter, size_t size)
{
    for (size_t i = 0; i < size / 2; i += 8) {
        uint64_t low, high;
        memcpy(&low, filter + i, sizeof low);
        memcpy(&high, filter + size / 2 + i, sizeof high);
        low |= high;
        memcpy(filter + i, &low, sizeof low);
    }
}

void trigrams_add_filter(cg_str text, uint8_t *scratch, cg_buf *out)
{
    size_t size = first_size(text.len);
    memset(scratch, 0, size);
    size_t count = set_bits(text, scratch, size); /* or more than there are by now */
    while (size > FILTER_BYTES_MIN) {
        if (count > size)
            count = count_bits(scratch, size);
        if (count > size)
            break;
        halve(scratch, size);
        size /= 2;
    }
    cg_buf_add(out, scratch, size);
}
