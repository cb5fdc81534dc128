// SPDX-License-Identifier: Apache-2.0
// A static model in its own format: from a folder's file, or linked in.
#include "models.h"
#include "sums.h"

typedef struct static_model {
    weights weights;
    cg_buf file; /* empty: the bytes are elsewhere and stay there */
    cg_str engine;
} static_model;

static void close_model(void *self)
{
    static_model *m = self;
    weights_close(&m->weights);
    cg_buf_fini(&m->file);
    cg_free(m);
}

static cg_embedder_info describe(const void *self)
{
    const static_model *m = self;
    return (cg_embedder_info){.engine = m->engine,
                              .model = m->weights.name,
                              .id = m->weights.checksum,
                              .dimension = m->weights.dimension};
}

static cg_code embed_texts(void *self, cg_embed_role role, const cg_str *texts, size_t count,
                           cg_embed_until until, float *out_vectors, cg_err *err)
{
    (void)until;
    (void)err;
    const weights *w = &((const static_model *)self)->weights;
    unsigned field = role == CG_EMBED_QUERY ? (unsigned)FIELD_QUERY : (unsigned)FIELD_DOC;
    for (size_t i = 0; i < count; i++)
        sums_of_text(w, field, texts[i], out_vectors + i * w->dimension);
    return CG_OK;
}

static const weights *weights_of(const void *self)
{
    return &((const static_model *)self)->weights;
}

static const embed_model_ops ops = {
    .close = close_model, .describe = describe, .texts = embed_texts, .weights = weights_of};

static cg_code finish(static_model *m, cg_str bytes, embed_model *out_model, cg_err *err)
{
    cg_code rc = weights_open(&m->weights, bytes, err);
    if (rc != CG_OK) {
        close_model(m);
        return rc;
    }
    *out_model = (embed_model){&ops, m};
    return CG_OK;
}

cg_code model_static_open(const char *path, embed_model *out_model, cg_err *err)
{
    static_model *m = cg_alloc(sizeof *m);
    m->engine = CG_STR("directory");
    cg_code rc = cg_file_read(path, WEIGHTS_BYTES_MAX, &m->file, err);
    if (rc != CG_OK) {
        close_model(m);
        return rc;
    }
    return finish(m, cg_buf_str(&m->file), out_model, err);
}

/* Of the assembler: see CgEmbed.cmake. */
extern const char cg_builtin_model[];
extern const char cg_builtin_model_end[];

cg_code model_builtin_open(embed_model *out_model, cg_err *err)
{
    static_model *m = cg_alloc(sizeof *m);
    m->engine = CG_STR("builtin");
    size_t len = (uintptr_t)cg_builtin_model_end - (uintptr_t)cg_builtin_model;
    return finish(m, cg_str_make(cg_builtin_model, len), out_model, err);
}
