// SPDX-License-Identifier: Apache-2.0
// The bytes of postings: what one unit says of one term, and the table of its definitions.
// Writing trusts its caller; reading trusts nothing, since stored bytes may be damaged.
//
// A term's stored value is a row of (varint unit number, varint length, payload). This is the
// payload of an ordinary term, one entry for each definition that has it, ascending:
//
//     head    varint: gap << 3 | code        gap to the definition before (first: its index)
//             code 0  body once              code 4  only in the qualified name
//             code 1  body twice             code 5  signature, and body once
//             code 2  signature              code 6  body three or four times
//             code 3  doc once               code 7  the detail byte follows
//     detail  7     6 5       4 3 2     1 0
//             sign  doc       body      name
//             signature holds it             doc   0, 1, 2..3, 4+
//             body  0, 1, 2, 3..4, 5..8, 9..16, 17..32, 33+
//             name  0 no, 1 in the qualified name, 2 a part of the name, 3 the whole name
//
// So an entry of an ordinary word is one byte. Lengths and kinds are kept once per definition, not
// once per entry, in a table under the terms "\0" b, where b is the first byte of the content's
// blob id: a query reads only the tables of the units it meets.
//
//     table   for each definition two bytes:   kind (6 bits) | test | declaration only
//                                              length code (5 bits) | parts of its name (3 bits)
#ifndef CG_SEARCH_POSTINGS_H
#define CG_SEARCH_POSTINGS_H

#include "cg/search.h"

typedef enum name_match {
    NAME_NO = 0,
    NAME_QUALIFIED,
    NAME_PART,
    NAME_WHOLE,
} name_match;

/** How a definition has a term. `doc` and `body`: occurrences. */
typedef struct post_entry {
    uint32_t def;
    uint8_t name; /* name_match */
    uint8_t signature;
    uint16_t doc, body;
} post_entry;

/** Appends an entry; `last` is the definition of the one before, CG_NONE for the first. */
void post_add(cg_buf *out, uint32_t last, const post_entry *entry);

/** Walks a payload. Occurrences are the least that their class stands for. */
typedef struct post_reader {
    const uint8_t *pos, *end;
    uint32_t def; /* of the entry read last; CG_NONE at first */
    bool damaged;
} post_reader;
static inline post_reader post_open(cg_str payload)
{
    const uint8_t *p = (const uint8_t *)payload.ptr;
    return (post_reader){p, payload.len > 0 ? p + payload.len : p, CG_NONE, false};
}
/** How many entries it has; false: it is damaged. */
bool post_count(cg_str payload, uint32_t *out_count);
void post_detail(uint8_t detail, post_entry *out_entry);

#define POST_CODE_BITS 3
#define POST_CODE_DETAIL 7 /* a detail byte follows */
/** What the codes below that stand for. */
extern const uint8_t post_code_details[POST_CODE_DETAIL];

/** The next entry as its definition and detail byte; false at the end or when damaged. */
static inline bool post_next(post_reader *reader, uint32_t *out_def, uint8_t *out_detail)
{
    if (reader->pos == reader->end)
        return false;
    uint64_t head = *reader->pos;
    if (head < 0x80)
        reader->pos++;
    else if (!cg_read_varint(&reader->pos, reader->end, &head))
        goto damaged;
    uint64_t def =
        (head >> POST_CODE_BITS) + (reader->def == CG_NONE ? 0 : (uint64_t)reader->def + 1);
    unsigned code = head & ((1u << POST_CODE_BITS) - 1);
    if (def >= CG_NONE || (code == POST_CODE_DETAIL && reader->pos == reader->end))
        goto damaged;
    reader->def = (uint32_t)def;
    *out_def = (uint32_t)def;
    *out_detail = code == POST_CODE_DETAIL ? *reader->pos++ : post_code_details[code];
    return true;
damaged:
    reader->damaged = true;
    return false;
}

#define POST_DETAIL_NAME(d) ((d)&3u)
#define POST_DETAIL_BODY(d) ((d) >> 2 & 7u)
#define POST_DETAIL_DOC(d) ((d) >> 5 & 3u)
#define POST_DETAIL_SIGNATURE(d) ((d) >> 7)

/** One unit of a term's stored value. */
typedef struct post_list {
    const uint8_t *pos, *end;
    bool damaged;
} post_list;
static inline post_list post_list_open(cg_str value)
{
    const uint8_t *p = (const uint8_t *)value.ptr;
    return (post_list){p, value.len > 0 ? p + value.len : p, false};
}
bool post_list_next(post_list *list, uint32_t *out_unit, cg_str *out_payload);

/* ---- the table of definitions ---- */

#define TABLE_ROW 2
#define TABLE_KIND_MASK 63u
#define TABLE_TEST 64u
#define TABLE_DECLARATION 128u
#define TABLE_TERM_LEN 2
#define TABLE_TERM_FIRST '\0' /* terms of text never begin so */

/** The term of the table of a content, in `out`. */
cg_str table_term(cg_blob_id blob, char out[TABLE_TERM_LEN]);
void table_add_row(cg_buf *out, unsigned kind, unsigned flags, uint32_t words, unsigned name_parts);
/** Words of a length code: the geometric middle of those it stands for. */
double table_length(uint8_t row1);
static inline unsigned table_name_parts(uint8_t row1)
{
    return (row1 & 7u) + 1;
}

#endif
