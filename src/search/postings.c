// SPDX-License-Identifier: Apache-2.0
// Writing and reading the bytes drawn in postings.h.
#include "postings.h"

#define DETAIL(name, body, doc, signature)                                                         \
    (uint8_t)((name) | (body) << 2 | (doc) << 5 | (signature) << 7)

const uint8_t post_code_details[POST_CODE_DETAIL] = {
    DETAIL(NAME_NO, 1, 0, 0), DETAIL(NAME_NO, 2, 0, 0),        DETAIL(NAME_NO, 0, 0, 1),
    DETAIL(NAME_NO, 0, 1, 0), DETAIL(NAME_QUALIFIED, 0, 0, 0), DETAIL(NAME_NO, 1, 0, 1),
    DETAIL(NAME_NO, 3, 0, 0),
};

static const uint16_t body_least[8] = {0, 1, 2, 3, 5, 9, 17, 33};
static const uint16_t doc_least[4] = {0, 1, 2, 4};

static unsigned class_of(const uint16_t *least, unsigned classes, unsigned n)
{
    unsigned c = classes - 1;
    while (n < least[c])
        c--;
    return c;
}

void post_add(cg_buf *out, uint32_t last, const post_entry *entry)
{
    uint8_t detail = DETAIL(entry->name, class_of(body_least, 8, entry->body),
                            class_of(doc_least, 4, entry->doc), entry->signature != 0);
    unsigned code = 0;
    while (code < POST_CODE_DETAIL && post_code_details[code] != detail)
        code++;
    uint64_t gap = last == CG_NONE ? entry->def : entry->def - last - 1;
    uint64_t head = gap << POST_CODE_BITS | code;
    if (head < 0x80)
        cg_buf_add_char(out, (char)head);
    else
        cg_buf_add_varint(out, head);
    if (code == POST_CODE_DETAIL)
        cg_buf_add_char(out, (char)detail);
}

/* Of eight bytes the first that is not an entry of its own, or 8. */
static unsigned find_long(const uint8_t *pos)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t bytes = __builtin_bswap64(cg_get_be64(pos)); /* the first lowest */
    uint64_t varints = bytes & ones * 0x80;
    uint64_t details = ((bytes & ones * POST_CODE_DETAIL) + ones) & ones * (POST_CODE_DETAIL + 1);
    uint64_t either = varints | details;
    return either == 0 ? 8 : (unsigned)__builtin_ctzll(either) / 8;
}

/* Where definitions do not matter, an entry is one byte, or two, but for those far behind the one before. */
bool post_count(cg_str payload, uint32_t *out_count)
{
    const uint8_t *pos = (const uint8_t *)payload.ptr, *end = pos + payload.len;
    uint32_t count = 0;
    while (pos < end) {
        unsigned plain = end - pos >= 8 ? find_long(pos) : 0;
        count += plain;
        pos += plain;
        if (plain == 8)
            continue;
        uint64_t head = *pos;
        if (head < 0x80)
            pos++;
        else if (!cg_read_varint(&pos, end, &head))
            return false;
        if ((head & POST_CODE_DETAIL) == POST_CODE_DETAIL && pos++ == end)
            return false;
        count++;
    }
    *out_count = count;
    return true;
}

void post_detail(uint8_t detail, post_entry *out_entry)
{
    out_entry->name = POST_DETAIL_NAME(detail);
    out_entry->body = body_least[POST_DETAIL_BODY(detail)];
    out_entry->doc = doc_least[POST_DETAIL_DOC(detail)];
    out_entry->signature = POST_DETAIL_SIGNATURE(detail);
}

bool post_list_next(post_list *list, uint32_t *out_unit, cg_str *out_payload)
{
    if (list->pos == list->end)
        return false;
    uint64_t unit, len;
    if (!cg_read_varint(&list->pos, list->end, &unit) ||
        !cg_read_varint(&list->pos, list->end, &len) || unit >= CG_NONE ||
        len > (size_t)(list->end - list->pos)) {
        list->damaged = true;
        return false;
    }
    *out_unit = (uint32_t)unit;
    *out_payload = cg_str_make((const char *)list->pos, (size_t)len);
    list->pos += len;
    return true;
}

/* ---- the table of definitions ---- */

cg_str table_term(cg_blob_id blob, char out[TABLE_TERM_LEN])
{
    out[0] = TABLE_TERM_FIRST;
    out[1] = (char)blob.bytes[0];
    return cg_str_make(out, TABLE_TERM_LEN);
}

/* Two codes for each doubling: code c holds lengths from 2^(c/2) on. */
static unsigned length_code(uint32_t words)
{
    unsigned code = 0;
    for (uint64_t square = (uint64_t)words * words; square > 1 && code < 31; square >>= 1)
        code++;
    return code;
}

void table_add_row(cg_buf *out, unsigned kind, unsigned flags, uint32_t words, unsigned name_parts)
{
    unsigned parts = CG_MIN(CG_MAX(name_parts, 1u), 8u) - 1;
    cg_buf_add_char(out, (char)(kind | flags));
    cg_buf_add_char(out, (char)(length_code(words) << 3 | parts));
}

double table_length(uint8_t row1)
{
    static const double steps[2] = {1.19, 1.68}; /* 2^(1/4), 2^(3/4) */
    unsigned code = row1 >> 3;
    return (double)(1u << code / 2) * steps[code % 2];
}
