// SPDX-License-Identifier: Apache-2.0
// Ways to come by a model, one for each kind.
#ifndef CG_EMBED_MODELS_H
#define CG_EMBED_MODELS_H

#include "embed_int.h"

/** The static model that is linked into the program. Errors: CG_E_INVALID: it is not what this program can use. */
CG_MUST_USE cg_code model_builtin_open(embed_model *out_model, cg_err *err);

/** A static model in the file `path`. Errors: as cg_embedder_open. */
CG_MUST_USE cg_code model_static_open(const char *path, embed_model *out_model, cg_err *err);

/** A model as Model2Vec saves it, in the folder opts->path. Errors: as cg_embedder_open. */
CG_MUST_USE cg_code model_m2v_open(const cg_embedder_options *opts, embed_model *out_model,
                                   cg_err *err);

/** A model behind an OpenAI-compatible service. Connects to nothing. Errors: as cg_embedder_open. */
CG_MUST_USE cg_code model_http_open(const cg_embedder_options *opts, embed_model *out_model,
                                    cg_err *err);

#endif
