// SPDX-License-Identifier: Apache-2.0
// The interface: what all models have in common. How one is come by is open.c.
#include "cg/embed.h"

#include "embed_int.h"
#include "texts.h"
#include "units.h"

#define TEXTS_AT_ONCE ((size_t)1024) /* bounds the floats of a unit whose definitions are many */

void cg_embedder_close(cg_embedder *embedder)
{
    if (embedder == NULL)
        return;
    embedder->model.ops->close(embedder->model.self);
    cg_free(embedder);
}

cg_embedder_info cg_embedder_describe(const cg_embedder *embedder)
{
    return embedder->model.ops->describe(embedder->model.self);
}

cg_code cg_embedder_prepare(cg_embedder *embedder, cg_embed_until until, cg_err *err)
{
    const embed_model *m = &embedder->model;
    return m->ops->prepare != NULL ? m->ops->prepare(m->self, until, err) : CG_OK;
}

cg_code cg_embed_texts(cg_embedder *embedder, cg_embed_role role, const cg_str *texts, size_t count,
                       cg_embed_until until, float *out_vectors, cg_err *err)
{
    const embed_model *m = &embedder->model;
    return m->ops->texts(m->self, role, texts, count, until, out_vectors, err);
}

/* ---- units ---- */

struct cg_unit_embedder {
    cg_embedder *embedder;
    units *units; /* NULL: the model reads texts */
    def_texts texts;
    CG_VEC(float) vectors;
    vector_rows rows;
};

cg_unit_embedder *cg_unit_embedder_create(cg_embedder *embedder)
{
    const embed_model *m = &embedder->model;
    cg_unit_embedder *x = cg_alloc(sizeof *x);
    x->embedder = embedder;
    if (m->ops->weights != NULL)
        x->units = units_create(m->ops->weights(m->self));
    return x;
}

void cg_unit_embedder_destroy(cg_unit_embedder *x)
{
    if (x == NULL)
        return;
    units_destroy(x->units);
    def_texts_fini(&x->texts);
    CG_VEC_FINI(&x->vectors);
    vector_rows_fini(&x->rows);
    cg_free(x);
}

/* The vectors of texts [first, first + count) of x->texts. */
static cg_code embed_some(cg_unit_embedder *x, size_t first, size_t count, cg_embed_until until,
                          cg_err *err)
{
    static const float zero[CG_EMBED_DIMENSION_MAX];
    const embed_model *m = &x->embedder->model;
    size_t dimension = m->ops->describe(m->self).dimension;
    CG_VEC_RESERVE(&x->vectors, count * dimension);
    cg_code rc = m->ops->texts(m->self, CG_EMBED_DOCUMENT, x->texts.texts.ptr + first, count, until,
                               x->vectors.ptr, err);
    for (size_t i = 0; i < count && rc == CG_OK; i++) {
        const float *vector = x->vectors.ptr + i * dimension;
        if (memcmp(vector, zero, dimension * sizeof *vector) != 0)
            vector_rows_add(&x->rows, x->texts.defs.ptr[first + i], vector, dimension);
    }
    return rc;
}

static cg_code embed_as_texts(cg_unit_embedder *x, const cg_unit *unit, cg_str source,
                              cg_embed_until until, cg_err *err)
{
    const embed_model *m = &x->embedder->model;
    vector_rows_clear(&x->rows);
    cg_code rc = cg_embedder_prepare(x->embedder, until, err);
    if (rc != CG_OK)
        return rc;
    def_texts_make(&x->texts, unit, source, m->ops->text_bytes_max(m->self));
    for (size_t first = 0; first < x->texts.defs.len && rc == CG_OK; first += TEXTS_AT_ONCE)
        rc = embed_some(x, first, CG_MIN(x->texts.defs.len - first, TEXTS_AT_ONCE), until, err);
    return rc;
}

cg_code cg_embed_unit(cg_unit_embedder *x, const cg_unit *unit, cg_str source, cg_embed_until until,
                      cg_def_vectors *out_vectors, cg_err *err)
{
    if (x->units != NULL)
        units_read(x->units, unit, source, &x->rows);
    else {
        cg_code rc = embed_as_texts(x, unit, source, until, err);
        if (rc != CG_OK)
            return rc;
    }
    *out_vectors = (cg_def_vectors){.defs = x->rows.defs.ptr,
                                    .codes = x->rows.codes.ptr,
                                    .scales = x->rows.scales.ptr,
                                    .count = x->rows.defs.len};
    return CG_OK;
}
