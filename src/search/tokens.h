// SPDX-License-Identifier: Apache-2.0
// Words in text: finding them, taking them apart, and the forms under which they are indexed and
// looked for. Index and queries share every line of this, or they would not meet.
#ifndef CG_SEARCH_TOKENS_H
#define CG_SEARCH_TOKENS_H

#include "cg/search.h"

/** What a byte is to a word. Letters beyond ASCII start with WORD_HIGH. */
typedef enum word_class {
    WORD_NOT = 0,
    WORD_LOWER,
    WORD_UPPER,
    WORD_DIGIT,
    WORD_JOIN, /* '_': inside a word, between its parts */
    WORD_HIGH,
} word_class;
extern const uint8_t word_classes[256];

/** Text that is being read word by word. A word is a run of letters, digits and '_'. */
typedef struct word_scan {
    const char *pos, *end;
} word_scan;
static inline word_scan word_scan_open(cg_str text)
{
    return (word_scan){text.ptr, text.len > 0 ? text.ptr + text.len : text.ptr};
}

/** Length of the letter beyond ASCII at `pos`; 0 when it is none, with the bytes to skip in
 *  *out_skip (at least 1). */
size_t word_high_letter(const char *pos, const char *end, size_t *out_skip);

/** The next word, false at the end. Words without letter or digit are passed over. */
static inline bool word_next(word_scan *scan, cg_str *out_word)
{
    const char *p = scan->pos, *end = scan->end;
    for (;;) {
        size_t skip;
        while (p < end && (word_classes[(uint8_t)*p] == WORD_NOT || *p == '_'))
            p++;
        if (p == end)
            break;
        const char *start = p;
        while (p < end && word_classes[(uint8_t)*p] != WORD_NOT) {
            if (word_classes[(uint8_t)*p] != WORD_HIGH) {
                p++;
                continue;
            }
            size_t len = word_high_letter(p, end, &skip);
            if (len == 0)
                break;
            p += len;
        }
        if (p > start) {
            scan->pos = p;
            *out_word = cg_str_make(start, (size_t)(p - start));
            return true;
        }
        p += skip; /* stopped at once: by a sign beyond ASCII */
    }
    scan->pos = end;
    return false;
}

#define WORD_PARTS_MAX 16
#define WORD_BYTES_MAX 256 /* no more of a word is looked at */

/** Where a part stands in its word: bytes [start, end), what lies between its letters included. */
typedef struct word_span {
    uint16_t start, end;
} word_span;

/** The forms of one word. "HTTP2Server" is whole "http2server", parts "http2", "http", "server". */
typedef struct word_forms {
    cg_str whole;                    /* lower case without '_', exact; empty: not worth indexing */
    cg_str parts[WORD_PARTS_MAX];    /* lower case, at least two letters; stemmed, or with digits */
    word_span spans[WORD_PARTS_MAX]; /* of the parts */
    uint32_t bare;                   /* bits of the parts that are another one less its digits */
    unsigned parts_count;
    unsigned name_parts; /* parts that a reader sees; at least 1 */
    bool single;         /* one part, letters alone, which is the whole word */
    char text[3 * WORD_BYTES_MAX];
} word_forms;
/** Takes `word` (of word_next) apart; `out` holds the texts. */
void word_forms_make(cg_str word, word_forms *out);

/** The stem of a lower-case word, in `out` (as large as the word plus one). Returns its length.
 *  Text that is not plain ASCII letters stays as it is. */
size_t word_stem(cg_str word, char *out);

/** Simple lower case of one code point. */
uint32_t word_lower(uint32_t c);

/** Words too common in questions to tell anything. */
bool word_is_stop(cg_str word);

#endif
