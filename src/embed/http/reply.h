// SPDX-License-Identifier: Apache-2.0
// What a service answers (OpenAI's "POST /v1/embeddings") as vectors, checked.
#ifndef CG_EMBED_REPLY_H
#define CG_EMBED_REPLY_H

#include "cg/base.h"

/** The body of a request. `dimension`: that is asked for; 0: not said. */
void request_write(cg_str model, const cg_str *texts, size_t count, uint32_t dimension,
                   cg_buf *out);

/** Most bytes of an answer to `count` texts; `dimension`: 0 when it is not known. */
size_t reply_bytes_max(size_t count, uint32_t dimension);

/** Reads an answer to `count` texts: `data`, each with its `index` and `embedding`. *io_dimension: how many numbers each
 *  has, 0 when the answer is to tell. *out_vectors is count x dimension floats, row by row in the order of the texts, each
 *  of length 1, or zero when it came so; the caller frees it with cg_free.
 *  Errors: CG_E_UNAVAILABLE, which says what is wrong with it. */
CG_MUST_USE cg_code reply_read(cg_str body, size_t count, uint32_t *io_dimension,
                               float **out_vectors, cg_err *err);

#endif
