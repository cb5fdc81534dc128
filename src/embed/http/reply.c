// SPDX-License-Identifier: Apache-2.0
// Requests and answers as JSON. Nothing of an answer is believed: each number is looked at.
#include "reply.h"

#include <math.h>

#include "cg/json.h"
#include "embed_int.h"

#define NUMBER_BYTES 32 /* of one number of a vector, as generous as any writer */
#define AROUND_BYTES 1024

void request_write(cg_str model, const cg_str *texts, size_t count, uint32_t dimension, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "model", model);
    cg_json_put_str(&w, "encoding_format", CG_STR("float"));
    if (dimension > 0)
        cg_json_put_u64(&w, "dimensions", dimension);
    cg_json_put_array(&w, "input");
    for (size_t i = 0; i < count; i++)
        cg_json_write_str(&w, texts[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
}

size_t reply_bytes_max(size_t count, uint32_t dimension)
{
    size_t numbers = dimension > 0 ? dimension : CG_EMBED_DIMENSION_MAX;
    return (count + 1) * (numbers * NUMBER_BYTES + AROUND_BYTES);
}

static cg_code read_vector(cg_json_value numbers, uint32_t dimension, float *out, cg_err *err)
{
    cg_json_iter it = {0};
    cg_json_value number;
    size_t i = 0;
    if (cg_json_count(numbers) != dimension)
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service answers with a vector of %zu numbers, not %" PRIu32,
                       cg_json_count(numbers), dimension);
    while (cg_json_next(numbers, &it, &number)) {
        double value;
        if (cg_json_as_f64(number, &value, NULL) != CG_OK || !isfinite((float)value))
            return CG_FAIL(err, CG_E_UNAVAILABLE,
                           "the embedding service answers with a vector of something else than "
                           "numbers");
        out[i++] = (float)value;
    }
    embed_normalise(out, dimension);
    return CG_OK;
}

/* The first vector tells the dimension, when it is not known. */
static cg_code learn_dimension(cg_json_value data, uint32_t *io_dimension, cg_err *err)
{
    size_t found = cg_json_count(cg_json_get(cg_json_at(data, 0), "embedding"));
    if (*io_dimension == 0 && (found == 0 || found > CG_EMBED_DIMENSION_MAX))
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service answers with a vector of %zu numbers: 1 to %d can be "
                       "used",
                       found, CG_EMBED_DIMENSION_MAX);
    if (*io_dimension == 0)
        *io_dimension = (uint32_t)found;
    return CG_OK;
}

static cg_code read_rows(cg_json_value data, uint32_t dimension, float *vectors, bool *seen,
                         cg_err *err)
{
    size_t count = cg_json_count(data), at = 0;
    cg_json_iter it = {0};
    cg_json_value item, numbers;
    while (cg_json_next(data, &it, &item)) {
        uint64_t index = at++; /* some leave it out */
        if (cg_json_get_u64(item, "index", 0, count - 1, &index, CG_JSON_OPTIONAL, NULL) != CG_OK ||
            cg_json_get_array(item, "embedding", &numbers, CG_JSON_REQUIRED, NULL) != CG_OK ||
            seen[index])
            return CG_FAIL(err, CG_E_UNAVAILABLE,
                           "the embedding service answers with vectors of unknown texts");
        seen[index] = true;
        cg_code rc = read_vector(numbers, dimension, vectors + index * dimension, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

static cg_code read_data(cg_json_value data, size_t count, uint32_t *io_dimension,
                         float **out_vectors, cg_err *err)
{
    uint32_t dimension = *io_dimension;
    if (cg_json_count(data) != count)
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service answers with %zu vectors for %zu texts",
                       cg_json_count(data), count);
    cg_code rc = learn_dimension(data, &dimension, err);
    if (rc != CG_OK)
        return rc;
    float *vectors = cg_alloc_array(count * dimension, sizeof *vectors);
    bool *seen = cg_alloc_array(count, sizeof *seen);
    rc = read_rows(data, dimension, vectors, seen, err);
    cg_free(seen);
    if (rc != CG_OK) {
        cg_free(vectors);
        return rc;
    }
    *io_dimension = dimension;
    *out_vectors = vectors;
    return CG_OK;
}

cg_code reply_read(cg_str body, size_t count, uint32_t *io_dimension, float **out_vectors,
                   cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_json_value data;
    const cg_json_limits limits = {.bytes_max = reply_bytes_max(count, *io_dimension),
                                   .values_max = (count + 1) * (CG_EMBED_DIMENSION_MAX + 64),
                                   .depth_max = 16};
    if (cg_json_parse(body, &limits, &doc, NULL) != CG_OK ||
        cg_json_get_array(cg_json_root(doc), "data", &data, CG_JSON_REQUIRED, NULL) != CG_OK)
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service answers with something else than vectors");
    return read_data(data, count, io_dimension, out_vectors, err);
}
