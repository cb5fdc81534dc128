// SPDX-License-Identifier: Apache-2.0
// What the engines share: a model is a table of functions and what they work on.
#ifndef CG_EMBED_INT_H
#define CG_EMBED_INT_H

#include "cg/embed.h"
#include "weights.h"

typedef struct embed_model_ops {
    void (*close)(void *self);
    cg_embedder_info (*describe)(const void *self);
    /** NULL: there is nothing to prepare. */
    cg_code (*prepare)(void *self, cg_embed_until until, cg_err *err);
    cg_code (*texts)(void *self, cg_embed_role role, const cg_str *texts, size_t count,
                     cg_embed_until until, float *out_vectors, cg_err *err);
    /** Weights of a model that reads units word by word; NULL: definitions are put to it as texts. */
    const weights *(*weights)(const void *self);
    /** Most bytes of such a text; not for models with weights. */
    size_t (*text_bytes_max)(const void *self);
} embed_model_ops;

typedef struct embed_model {
    const embed_model_ops *ops;
    void *self;
} embed_model;

struct cg_embedder {
    embed_model model;
};

/** Makes `vector` as long as 1; false, and all zeros, when it has no direction. */
bool embed_normalise(float *vector, size_t dimension);

#endif
