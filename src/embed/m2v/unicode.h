// SPDX-License-Identifier: Apache-2.0
// Text as code points, and what Unicode says of them.
#ifndef CG_EMBED_UNICODE_H
#define CG_EMBED_UNICODE_H

#include "cg/base.h"

typedef CG_VEC(int32_t) code_points;

typedef enum normal_form {
    FORM_NFC,
    FORM_NFD,
    FORM_NFKC,
    FORM_NFKD,
} normal_form;

/** Appends the code points of `text`, which is UTF-8; bytes that are not become U+FFFD. */
void code_points_add(code_points *out, cg_str text);
/** Appends code points [from, to) as UTF-8. */
void code_points_write(const int32_t *points, size_t count, cg_buf *out);
/** Brings all of `points` into a normal form. */
void code_points_normalise(code_points *points, normal_form form);

int32_t unicode_lower(int32_t c); /* simple lower case */
bool unicode_is_space(int32_t c);
bool unicode_is_mark(int32_t c);        /* nonspacing: accents once they stand alone */
bool unicode_is_other(int32_t c);       /* controls, formats, private, unassigned */
bool unicode_is_punctuation(int32_t c); /* of Unicode, and all signs of ASCII */
bool unicode_is_word(int32_t c);        /* letters, marks, digits, connectors */
bool unicode_is_digit(int32_t c);       /* numbers of all kinds */
bool unicode_is_ideograph(int32_t c);   /* of Chinese, as BERT counts them */

#endif
