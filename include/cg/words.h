// SPDX-License-Identifier: Apache-2.0
// words: words in text and the parts of identifiers, and whose words are at which byte of a source.
// It says nothing of what a word is worth.
#ifndef CG_WORDS_H
#define CG_WORDS_H

#include "cg/model.h"

/* ---- words ---- */

/** What a byte is to a word. Letters beyond ASCII start with CG_WORD_HIGH. */
typedef enum cg_word_class {
    CG_WORD_NOT = 0,
    CG_WORD_LOWER,
    CG_WORD_UPPER,
    CG_WORD_DIGIT,
    CG_WORD_JOIN, /* '_': inside a word, between its parts */
    CG_WORD_HIGH,
} cg_word_class;
extern const uint8_t cg_word_classes[256];

/** Text that is being read word by word. A word is a run of letters, digits and '_'. */
typedef struct cg_word_scan {
    const char *pos, *end;
} cg_word_scan;
static inline cg_word_scan cg_word_scan_open(cg_str text)
{
    return (cg_word_scan){text.ptr, text.len > 0 ? text.ptr + text.len : text.ptr};
}

/** Length of the letter beyond ASCII at `pos`; 0 when it is none, with the bytes to skip in
 *  *out_skip (at least 1). */
size_t cg_word_high_letter(const char *pos, const char *end, size_t *out_skip);

/** The next word, false at the end. Words without letter or digit are passed over. */
static inline bool cg_word_next(cg_word_scan *scan, cg_str *out_word)
{
    const char *p = scan->pos, *end = scan->end;
    for (;;) {
        size_t skip;
        while (p < end && (cg_word_classes[(uint8_t)*p] == CG_WORD_NOT || *p == '_'))
            p++;
        if (p == end)
            break;
        const char *start = p;
        while (p < end && cg_word_classes[(uint8_t)*p] != CG_WORD_NOT) {
            if (cg_word_classes[(uint8_t)*p] != CG_WORD_HIGH) {
                p++;
                continue;
            }
            size_t len = cg_word_high_letter(p, end, &skip);
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

/** The next word that begins before `stop`, which lies in the text; it is read whole, so it may end
 *  behind. False when there is none: then the next one may begin at `stop`. */
static inline bool cg_word_next_before(cg_word_scan *scan, const char *stop, cg_str *out_word)
{
    const char *p = scan->pos;
    while (p < stop && cg_word_classes[(uint8_t)*p] == CG_WORD_NOT)
        p++;
    scan->pos = p;
    if (p >= stop || !cg_word_next(scan, out_word))
        return false;
    if (out_word->ptr < stop)
        return true;
    scan->pos = out_word->ptr;
    return false;
}

/** Simple lower case of one code point, where that is a fixed distance away and as long in UTF-8:
 *  Latin, Greek, Cyrillic. Other scripts keep what they have. */
uint32_t cg_word_lower(uint32_t c);

/* ---- parts ---- */

#define CG_WORD_PARTS_MAX 16
#define CG_WORD_BYTES_MAX 256 /* no more of a word is looked at */

/** Where a part stands in its word: bytes [start, end), what lies between its letters included. */
typedef struct cg_word_span {
    uint16_t start, end;
} cg_word_span;

/** A word taken apart at '_', changes of case, and between letters and digits: "HTTP2Server" is "http",
 *  "2", "server". The last part takes the rest of a word of too many. */
typedef struct cg_word_parts {
    char text[CG_WORD_BYTES_MAX]; /* lower case, without '_' */
    size_t len;
    size_t starts[CG_WORD_PARTS_MAX + 1];  /* of the parts in text, and where it ends */
    cg_word_span spans[CG_WORD_PARTS_MAX]; /* in the word as written */
    bool digits[CG_WORD_PARTS_MAX];        /* the part is a number */
    bool glued[CG_WORD_PARTS_MAX];         /* without '_' before it, and not the first */
    unsigned count;
} cg_word_parts;
/** Takes `word` (of cg_word_next) apart. */
void cg_word_split(cg_str word, cg_word_parts *out);
static inline cg_str cg_word_part(const cg_word_parts *parts, unsigned first, unsigned last)
{
    return cg_str_make(parts->text + parts->starts[first],
                       parts->starts[last + 1] - parts->starts[first]);
}

/* ---- regions: a unit's definitions and their docs flattened, so that its source is read once ---- */

typedef enum cg_region_field {
    CG_REGION_BODY = 0,
    CG_REGION_SIGNATURE,
    CG_REGION_DOC
} cg_region_field;

/** From `start` to the start of the next one the words are of `field` of `def`. When `opens`, the
 *  definition begins here: each does once. */
typedef struct cg_region {
    uint32_t start;
    uint32_t def;
    uint8_t field; /* cg_region_field */
    bool opens;
} cg_region;

/** A definition or a doc on its way into the list. */
typedef struct cg_region_span {
    uint32_t start, end;
    uint32_t def;
    bool is_doc;
} cg_region_span;

typedef struct cg_regions {
    CG_VEC(cg_region) list;
    CG_VEC(uint32_t) loose_docs; /* definitions whose doc is not found in the source */
    CG_VEC(cg_region_span) spans;
    CG_VEC(cg_region_span) open; /* those around the place reached, outermost first */
} cg_regions;

/** Fills list and loose_docs. The first region starts at 0 and is the file's. */
void cg_regions_make(cg_regions *r, const cg_unit *unit, cg_str source);
void cg_regions_fini(cg_regions *r);

#endif
