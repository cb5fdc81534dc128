// SPDX-License-Identifier: Apache-2.0
// Engines by name. A file of its own: who is only given an embedder links none of them, nor the model's megabytes.
#include "models.h"

static cg_code open_builtin(const cg_embedder_options *opts, embed_model *out_model, cg_err *err)
{
    (void)opts;
    return model_builtin_open(out_model, err);
}

/* A model of our own, or one of Model2Vec. */
static cg_code open_directory(const cg_embedder_options *opts, embed_model *out_model, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    if (opts->path.len == 0)
        return CG_FAIL(err, CG_E_INVALID, "the embedding engine 'directory' needs a folder");
    cg_buf_printf(&path, "%.*s/" WEIGHTS_FILE "%c", CG_STR_ARG(opts->path), '\0');
    cg_code rc = model_static_open(path.ptr, out_model, err);
    return rc == CG_E_NOT_FOUND ? model_m2v_open(opts, out_model, err) : rc;
}

typedef struct embed_engine {
    cg_str name;
    cg_code (*open)(const cg_embedder_options *opts, embed_model *out_model, cg_err *err);
} embed_engine;

static const embed_engine engines[] = {
    {{"builtin", 7}, open_builtin},
    {{"directory", 9}, open_directory},
    {{"http", 4}, model_http_open},
};

cg_code cg_embedder_open(const cg_embedder_options *opts, cg_embedder **out_embedder, cg_err *err)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(engines); i++) {
        if (!cg_str_eq(engines[i].name, opts->engine))
            continue;
        embed_model model;
        cg_code rc = engines[i].open(opts, &model, err);
        if (rc != CG_OK)
            return rc;
        *out_embedder = cg_alloc(sizeof **out_embedder);
        (*out_embedder)->model = model;
        return CG_OK;
    }
    return CG_FAIL(err, CG_E_INVALID, "there is no embedding engine '%.*s'",
                   CG_STR_ARG(cg_str_slice(opts->engine, 0, 40)));
}
