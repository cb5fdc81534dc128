// SPDX-License-Identifier: Apache-2.0
// A small static model for tests: each word has a vector of its own that its letters determine, so texts are as near
// as they share words.
#ifndef CG_TEST_STATIC_MODEL_H
#define CG_TEST_STATIC_MODEL_H

#include "cg/base.h"

typedef struct static_model_options {
    const char *name;   /* NULL: "test" */
    uint32_t dimension; /* 0: 64 */
    uint32_t scales;    /* a row; 0: 1 */
    const char *const
        *words; /* ended by NULL, in bytewise order; compounds begin with '+', which does not count;
                                 NULL: some hundred that are common in code */
    float weights[8]; /* of the fields, in the order of the file; all 0: 1 each */
    float shrink;     /* of all fields */
} static_model_options;

/** Appends a model file (docs/internals/embed.md). `opts`: NULL for the defaults. */
void static_model_make(const static_model_options *opts, cg_buf *out);
/** Computes the checksum anew after bytes were changed. */
void static_model_seal(cg_buf *file);
/** Writes the bytes of a model file to `folder`/weights.bin. */
void static_model_store(cg_str file, const char *folder);
/** Writes a model to `folder`/weights.bin. */
void static_model_write(const static_model_options *opts, const char *folder);

#endif
