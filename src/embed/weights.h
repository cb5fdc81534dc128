// SPDX-License-Identifier: Apache-2.0
// A static model as its file has it (docs/internals/embed.md draws the bytes), used where it lies.
#ifndef CG_EMBED_WEIGHTS_H
#define CG_EMBED_WEIGHTS_H

#include "fields.h"
#include "vocabulary.h"

#define WEIGHTS_FILE "weights.bin"
#define WEIGHTS_BYTES_MAX (256u << 20) /* of a file that is read */
#define WEIGHTS_DIMENSION_MAX 1024u
#define WEIGHTS_TF 12 /* how often a token is there, told apart up to this */

/** The field of a query, beside those of documents. */
#define FIELD_QUERY FIELD_COUNT
#define WEIGHTS_FIELDS (FIELD_COUNT + 1)

/** What a field of a document is worth: weight * S / (|S| + shrink), S the sum of tf * scale * codes. */
typedef struct weights_field {
    float weight, shrink;
    uint32_t scale; /* which of a row's scales */
    uint32_t reserved;
    float tf[WEIGHTS_TF];
} weights_field;

typedef struct weights {
    cg_str name;
    uint64_t checksum; /* of all that vectors depend on */
    uint32_t dimension;
    uint32_t scales_count; /* of a row */
    vocabulary words;
    weights_field fields[WEIGHTS_FIELDS];
    const float *scales; /* rows x scales_count */
    const int8_t *codes; /* rows x dimension */
} weights;

/** Checks all of `bytes`, which are borrowed and begin at a multiple of 8. The caller calls weights_close.
 *  Errors: CG_E_INVALID, which says what is wrong. */
CG_MUST_USE cg_code weights_open(weights *w, cg_str bytes, cg_err *err);
void weights_close(weights *w);

static inline const int8_t *weights_codes(const weights *w, uint32_t row)
{
    return w->codes + (size_t)row * w->dimension;
}
static inline const float *weights_scales(const weights *w, uint32_t row)
{
    return w->scales + (size_t)row * w->scales_count;
}

#endif
